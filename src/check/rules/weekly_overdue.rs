//! Weekly reviews that are overdue today.

use super::missing_week::week;
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::cycle::{last_held, weekly_after};
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::WeeklyOverdue,
    checks: "It looks whether the week after that of the last weekly review is over and has no review. Weeks spent away are left alone.",
    why: "What is not looked at this week is decided by habit. A review that is late is still worth more than none.",
    source: "There is a weekly support review; it is overdue from the next Monday (the first seed, and the record format).",
    options: &[],
    needs: None,
    bad: Example {
        today: Some("2026-11-23"),
        ..Example::new("weekly/2026-W46.md", &[("week: 2026-W46\n", "week: «2026-W46»\n")])
    },
    good: Example {
        today: Some("2026-11-22"),
        ..Example::new("weekly/2026-W46.md", &[("    value: 60\n", "    value: 65\n")])
    },
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let last = last_held(folder.files.iter().filter_map(|place| week(place)), folder.context.today);
    let Some((open, _)) = weekly_after(&plan.data, last).filter(|(_, due)| due.overdue(folder.context.today)) else {
        return Vec::new();
    };
    let review = folder.of_kind(Kind::WeeklyReview).find(|(_, record)| week(&record.place) == last);
    let (at, span) = match review {
        Some((at, record)) => (at, record.span_of(&["week"])),
        None => (plan.at, plan.record.span_of(&["moved_in"])),
    };
    let message = format!("the weekly review of {open} is overdue");
    let help = format!(
        "Hold it now: `supportplan new-review weekly {} --week {open}` begins it. If there was none, let it say why it was missed.",
        plan.data.resident
    );
    vec![(at, Finding::new(Code::WeeklyOverdue, span, message, help))]
}

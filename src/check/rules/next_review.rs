//! Next reviews that are agreed for too early or too late a day.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::cycle::formal;
use crate::finding::{Code, Finding};
use crate::record::model::FormalReview;

pub(super) const RULE: Rule = Rule {
    code: Code::NextReview,
    checks: "It looks at the formal review that was closed last, and whether the day agreed for the next lies three to four months after the \
             plan was gone through; the settings may say otherwise. A week less is left alone, and so is an early day where supported \
             accommodation is not or may not be needed any more. Times away put the last day off.",
    why: "A day that is too far away lets the plan grow old. One that is too near wears everyone out, and the review becomes a form.",
    source: "There is a formal review every three to four months (the first seed).",
    options: &[EARLY],
    needs: None,
    bad: Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: «2027-03-15»\n")]),
    good: Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: 2027-01-25\n")]),
    judge: Judge::Folder(judge),
};

const EARLY: RuleOption = RuleOption {
    name: "early",
    meaning: "By how many days the next review may come before the interval begins.",
    kind: OptionKind::Number { default: 7.0, least: 0.0, most: 365.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(review), Some(plan)) = (folder.last_closed(), folder.live_plan()) else { return Vec::new() };
    let Some(agreed) = review.data.next_review else { return Vec::new() };
    // What the intervals alone would say.
    let alone = FormalReview { next_review: None, ..review.data.clone() };
    let (intervals, today) = (folder.context.settings.intervals, folder.context.today.max(review.data.prepared));
    let Some(due) = formal(&plan.data, [&alone], intervals, today) else { return Vec::new() };
    let is_needed = review.data.answers.as_ref().and_then(|answers| answers.still_needed.as_deref()) == Some("yes");
    let early = due.from.signed_duration_since(agreed).num_days();
    let (side, months, last) = if agreed > due.by {
        ("more", intervals.formal_overdue_months, due.by)
    } else if is_needed && early as f64 > EARLY.number(Code::NextReview, folder.context) {
        ("less", intervals.formal_opens_months, due.from)
    } else {
        return Vec::new();
    };
    let s = if months == 1 { "" } else { "s" };
    let message = format!("the next review is agreed for {side} than {months} month{s} after this one");
    let help = format!(
        "Agree another day with the resident, {} {}. If this day is meant, allow the finding with the reason.",
        if side == "more" { "at the latest" } else { "not long before" },
        last.format("%-d %B %Y")
    );
    vec![(review.at, Finding::new(Code::NextReview, review.record.span_of(&["next_review"]), message, help))]
}

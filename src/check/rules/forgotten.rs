//! Actions and visits of last week that this week's review passes over.

use chrono::NaiveDate;

use super::{Example, Judge, Rule};
use crate::check::folder::{Folder, Typed};
use crate::cycle::Week;
use crate::finding::{Code, Finding};
use crate::record::Record;
use crate::record::model::WeeklyReview;

const SOURCE: &str = "The first question of every weekly review is whether last week's plan was done (the first seed).";

pub(super) const ACTION: Rule = Rule {
    code: Code::ActionForgotten,
    checks: "It compares the actions of each weekly review with those of the review before it. An action that had not ended by then is \
             among them, or is named in the text. Reviews of weeks that were missed are left alone.",
    why: "An action that drops out of the review drops out of the week. Nobody decided to stop it, and nobody will notice when it is gone.",
    source: SOURCE,
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[
            ("actions:\n", "«actions»:\n"),
            ("  - id: print-hour\n    result: done\n    help: prompts\n", ""),
            ("The print hour was", "It was"),
        ],
    ),
    good: Example::new("weekly/2026-W46.md", &[("  - id: print-hour\n    result: done\n    help: prompts\n", "")]),
    judge: Judge::Folder(actions),
};

pub(super) const VISIT: Rule = Rule {
    code: Code::VisitForgotten,
    checks: "It compares the visits that a weekly review planned for the next week with those of the next week's review. Each is among them \
             or is named in the text, whatever became of it, unless as many visits took place on other days. Visits on the day of the \
             review or later are left alone.",
    why: "A visit that was promised and is never spoken of again is how a resident learns not to count on staff.",
    source: SOURCE,
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[("visits:\n", "«visits»:\n"), ("  - date: 2026-11-11\n    result: met\n", "")],
    ),
    good: Example::new(
        "weekly/2026-W46.md",
        &[("  - date: 2026-11-11\n    result: met\n", "  - date: 2026-11-09\n    result: met\n")],
    ),
    judge: Judge::Folder(visits),
};

/// Each review that was held, with the one before it.
fn pairs<'f, 'r>(folder: &'f Folder<'r>) -> Vec<[&'f Typed<'r, WeeklyReview>; 2]> {
    let held: Vec<_> = folder.weekly.iter().filter(|review| review.data.missed.is_none()).collect();
    held.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

fn actions(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = &folder.plan else { return Vec::new() };
    let mut findings = Vec::new();
    for [last, this] in pairs(folder) {
        let is_there = |id: &str| this.data.actions.iter().any(|taken| taken.id == id);
        for taken in last.data.actions.iter().filter(|taken| !is_there(&taken.id)) {
            let live = |date: NaiveDate| {
                let action = plan.data.actions.iter().find(|action| action.id == taken.id);
                action.is_some_and(|action| action.ended.as_ref().is_none_or(|ended| ended.date > date))
            };
            // A plan in git may have held an action until the day of the review.
            let Some(entry) = this.record.front.root.entry("actions") else { continue };
            if live(this.data.date) && !is_named(this.record, &taken.id.replace('-', " ")) {
                let message = "an action of last week's review is passed over in this one";
                let help = "Add it with its result, `not-done` included. If it is over, mark it `ended` in the support plan with the day.";
                let finding = Finding::new(Code::ActionForgotten, entry.key_span, message, help);
                findings.push((this.at, finding.quoting(&taken.id)));
            }
        }
    }
    findings
}

fn visits(folder: &Folder) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    for [last, this] in pairs(folder) {
        let Some(entry) = this.record.front.root.entry("visits") else { continue };
        let Some(week) = Week::parse(&this.data.week) else { continue };
        let is_past = |date: NaiveDate| week.monday() <= date && date <= week.sunday() && date < this.data.date;
        let planned: Vec<NaiveDate> =
            last.data.planned.iter().map(|visit| visit.date).filter(|date| is_past(*date)).collect();
        // One that is dated in another week may be meant.
        let may_be = |date: NaiveDate| is_past(date) || Week::of(date) != week;
        let unplanned = this.data.visits.iter().filter(|visit| !planned.contains(&visit.date) && may_be(visit.date));
        let mut moved = unplanned.count();
        for date in planned {
            let is_there = this.data.visits.iter().any(|visit| visit.date == date);
            if is_there || is_named(this.record, &date.to_string()) {
                continue;
            }
            if moved > 0 {
                moved -= 1;
                continue;
            }
            let message =
                format!("a visit was planned for {}, and this review does not speak of it", date.format("%-d %B %Y"));
            let help = "Add it under `visits` with what became of it, such as `cancelled-by-us`.";
            findings.push((this.at, Finding::new(Code::VisitForgotten, entry.key_span, message, help)));
        }
    }
    findings
}

/// Whether the text of the record holds these words, whatever their case and marks.
fn is_named(record: &Record, words: &str) -> bool {
    let plain = |text: &str| {
        let letters = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).flat_map(char::to_lowercase);
        letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    format!(" {} ", plain(record.body.span.of(&record.text))).contains(&format!(" {} ", plain(words)))
}

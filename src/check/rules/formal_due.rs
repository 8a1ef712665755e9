//! Formal reviews that can be held, or should have been.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::cycle::{Due, formal, last_formal};
use crate::finding::{Code, Finding};
use crate::record::Kind;

const SOURCE: &str = "There is a formal review every three to four months, with the resident (the first seed); the intervals are those of the service's settings.";

pub(super) const OPEN: Rule = Rule {
    code: Code::FormalOpen,
    checks: "It looks whether a formal review could be held for some days and none is prepared. It can be held three months after the last, \
             or after moving in, unless the settings say otherwise. Times away put it off.",
    why: "A review takes a printed plan, a quiet hour and a resident who knew of it beforehand. That needs some weeks' notice.",
    source: SOURCE,
    options: &[DAYS],
    needs: None,
    bad: Example {
        today: Some("2026-11-13"),
        without: &["formal/2026-10-26.md"],
        ..Example::new("plan.md", &[("moved_in: 2026-07-13\n", "moved_in: «2026-07-13»\n")])
    },
    good: Example {
        today: Some("2026-11-13"),
        ..Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: 2027-02-16\n")])
    },
    judge: Judge::Folder(open),
};

const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days it may be open before that is said.",
    kind: OptionKind::Number { default: 10.0, least: 0.0, most: 365.0 },
};

pub(super) const OVERDUE: Rule = Rule {
    code: Code::FormalOverdue,
    checks: "It looks whether the day agreed for the next formal review has passed, or four months since the last, or since moving in; the \
             settings may say otherwise. Times away put it off.",
    why: "Without it the plan goes on as staff see it. It is the resident's own time to say what is to change.",
    source: SOURCE,
    options: &[],
    needs: None,
    bad: Example {
        without: &["formal/2026-10-26.md"],
        ..Example::new("plan.md", &[("moved_in: 2026-07-13\n", "moved_in: «2026-07-13»\n")])
    },
    good: Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: 2027-02-16\n")]),
    judge: Judge::Folder(overdue),
};

/// When the next formal review is due; none where a review cannot be read, so that nobody can tell.
fn due(folder: &Folder) -> Option<Due> {
    let plan = folder.live_plan().filter(|_| folder.formal.len() == folder.count(Kind::FormalReview))?;
    // A stage that is none may stand for any.
    let is_stage = |stage: &str| matches!(stage, "prepared" | "discussed" | "closed" | "superseded");
    if !folder.formal.iter().all(|review| is_stage(&review.data.stage)) {
        return None;
    }
    let reviews = folder.formal.iter().map(|review| &review.data);
    formal(&plan.data, reviews, folder.context.settings.intervals, folder.context.today)
}

/// The finding, at the day from which the next review is counted.
fn found(folder: &Folder, code: Code, message: String, help: &str) -> Vec<(usize, Finding)> {
    let last = last_formal(folder.formal.iter().map(|review| &review.data)).map(|last| last.prepared);
    let place = match (folder.formal.iter().find(|review| Some(review.data.prepared) == last), &folder.plan) {
        (Some(review), _) if review.data.next_review.is_some() => {
            Some((review.at, review.record.span_of(&["next_review"])))
        }
        (Some(review), _) => Some((review.at, review.record.span_of(&["prepared"]))),
        (None, Some(plan)) => Some((plan.at, plan.record.span_of(&["moved_in"]))),
        (None, None) => None,
    };
    place.into_iter().map(|(at, span)| (at, Finding::new(code, span, message.clone(), help))).collect()
}

fn open(folder: &Folder) -> Vec<(usize, Finding)> {
    let today = folder.context.today;
    let under_way = folder.formal.iter().any(|review| review.data.stage == "prepared");
    let Some(due) = due(folder).filter(|due| !due.overdue(today) && !under_way) else { return Vec::new() };
    if today.signed_duration_since(due.from).num_days() as f64 <= DAYS.number(Code::FormalOpen, folder.context) {
        return Vec::new();
    }
    let message = format!("the next formal review can be held, and is due by {}", due.by.format("%-d %B %Y"));
    let help = "Agree a day with the resident. `supportplan new-review formal` prints the plan for them to look at beforehand.";
    found(folder, Code::FormalOpen, message, help)
}

fn overdue(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(due) = due(folder).filter(|due| due.overdue(folder.context.today)) else { return Vec::new() };
    let message = format!("the next formal review was due by {}", due.by.format("%-d %B %Y"));
    let help = "Go through the plan with the resident now. `supportplan new-review formal` prints it, and takes down what they say and what changes.";
    found(folder, Code::FormalOverdue, message, help)
}

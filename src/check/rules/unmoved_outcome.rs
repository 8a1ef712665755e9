//! Progress outcomes whose figure has not moved.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::{Changes, Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::model::{self, Measure, Outcome};
use crate::record::{Record, content_hash};

/// The weekly reviews of the examples, each with the same figure for one outcome. In the good example the last one is as it was.
const ONE_EACH_WEEK: Changes = &[
    ("weekly/2026-W34.md", &[("  - id: cooks-lunch\n    value: 0", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W37.md", &[("  - id: cooks-lunch\n    value: 2", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W39.md", &[("  - id: cooks-lunch\n    value: 0", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W40.md", &[("  - id: cooks-lunch\n    value: 2", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W41.md", &[("  - id: cooks-lunch\n    value: 2", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W42.md", &[("  - id: cooks-lunch\n    value: 2", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W44.md", &[("  - id: cooks-lunch\n    value: 3", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W45.md", &[("  - id: cooks-lunch\n    value: 2", "  - id: cooks-lunch\n    value: 1")]),
    ("weekly/2026-W46.md", &[("  - id: cooks-lunch\n    value: 3", "  - id: cooks-lunch\n    value: 1")]),
];

pub(super) const RULE: Rule = Rule {
    code: Code::UnmovedOutcome,
    checks: "It looks at the figures that weekly reviews note for each outcome that aims at progress. An outcome is unmoved when they have \
             all been the same for more than a hundred days, in eight reviews or more, and the target is not reached. It is unmoved too \
             when the plan has been, to the letter, the one that a formal review agreed more than a hundred days ago, and none of the \
             figures since then, eight or more, came nearer to the target than those before.",
    why: "A figure that does not move for three months says that the outcome, or the way there, does not fit. To go on in the same way \
          is what keeps support going for its own sake.",
    source: "A plan untouched for over a hundred days is an audit flag in use (Birdie, hmis-warehouse issue 1920).",
    options: &[DAYS],
    needs: None,
    bad: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[("  - id: cooks-lunch\n    aim: progress\n", "  - id: «cooks-lunch»\n    aim: progress\n")],
        also: ONE_EACH_WEEK,
    },
    good: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[],
        also: ONE_EACH_WEEK.split_at(ONE_EACH_WEEK.len() - 1).0,
    },
    judge: Judge::Folder(judge),
};

const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "For how many days the figure may be the same, or the outcome as it is without coming nearer to the target.",
    kind: OptionKind::Number { default: 100.0, least: 28.0, most: 1000.0 },
};

/// How many figures there are at least.
const LEAST: usize = 8;

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.plan.as_ref().filter(|plan| plan.data.left.is_none()) else { return Vec::new() };
    let items = plan.record.front.root.get("outcomes").map(|node| node.items()).unwrap_or_default();
    let outcomes = plan.data.outcomes.iter().zip(items);
    let open = outcomes.filter(|(outcome, _)| outcome.ended.is_none() && outcome.aim == "progress");
    let most = DAYS.number(Code::UnmovedOutcome, folder.context);
    let stands_since = OnceCell::new();
    let found = open.filter_map(|(outcome, node)| {
        let id = node.get("id")?;
        let stood = || *stands_since.get_or_init(|| stands_since_review(folder, plan.record, most));
        let message = match unmoved_for(folder, outcome).filter(|days| *days as f64 > most) {
            Some(days) => format!("the figure for this outcome has been the same for {days} days, and the target is not reached"),
            None => {
                let days = stood().and_then(|since| no_nearer_for(folder, outcome, since)).filter(|days| *days as f64 > most)?;
                format!("this outcome has stood as it is for {days} days, and no figure since has come nearer to the target")
            }
        };
        let help = "Ask the resident whether it is still what they want. Then change the outcome or its actions, or end it with the reason.";
        Some((plan.at, Finding::new(Code::UnmovedOutcome, id.span, message, help).quoting(outcome.id.as_str())))
    });
    found.collect()
}

/// For how many days the figure has been what it is now, if it falls short of the target.
fn unmoved_for(folder: &Folder, outcome: &Outcome) -> Option<i64> {
    let figures = folder.weekly.iter().rev().filter_map(|review| {
        let measured = review.data.measures.iter().find(|measured| measured.id == outcome.id)?;
        Some((review.data.date, measured.value))
    });
    let mut figures = figures.peekable();
    let (last, now) = *figures.peek()?;
    let same: Vec<_> = figures.take_while(|(_, value)| *value == now).collect();
    let (first, _) = *same.last()?;
    (same.len() >= LEAST && !is_reached(&outcome.measure, now)).then(|| (last - first).num_days())
}

/// The day since when the plan has been word for word what a formal review agreed, if that is more than `most` days ago.
fn stands_since_review(folder: &Folder, plan: &Record, most: f64) -> Option<NaiveDate> {
    let last = folder.weekly.last()?.data.date;
    let closed = folder.formal.iter().filter(|review| review.data.stage == "closed").filter_map(|review| {
        let signed = review.record.list("signed").iter().filter_map(|one| model::date(one.get("date")?.as_str()?));
        let day = signed.chain([review.data.discussed.unwrap_or(review.data.prepared)]).max()?;
        Some((day, review.data.agreed.as_deref()?))
    });
    let mut old = closed.filter(|(day, _)| (last - *day).num_days() as f64 > most).peekable();
    old.peek()?;
    let hash = content_hash(&plan.text);
    old.filter(|(_, agreed)| *agreed == hash).map(|(day, _)| day).min()
}

/// For how many days after `since` no figure has come nearer to the target than where things began or had come by then.
fn no_nearer_for(folder: &Folder, outcome: &Outcome, since: NaiveDate) -> Option<i64> {
    let measure = &outcome.measure;
    let way = if measure.target >= measure.baseline { 1.0 } else { -1.0 };
    let (mut before, mut after, mut count, mut last) = (measure.baseline * way, f64::NEG_INFINITY, 0, since);
    for review in &folder.weekly {
        let Some(figure) = review.data.measures.iter().find(|measured| measured.id == outcome.id) else { continue };
        let come = figure.value * way;
        if review.data.date <= since {
            before = before.max(come);
        } else {
            (after, count, last) = (after.max(come), count + 1, review.data.date);
        }
    }
    let is_stuck = count >= LEAST && after <= before && before < measure.target * way;
    is_stuck.then(|| (last - since).num_days())
}

fn is_reached(measure: &Measure, value: f64) -> bool {
    if measure.target >= measure.baseline { value >= measure.target } else { value <= measure.target }
}

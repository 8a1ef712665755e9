//! Progress outcomes whose figure has not moved.

use super::{Changes, Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::model::{Measure, Outcome};

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
             all been the same for more than a hundred days, in eight reviews or more, and the target is not reached.",
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
    meaning: "For how many days the figure may be the same.",
    kind: OptionKind::Number { default: 100.0, least: 28.0, most: 1000.0 },
};

/// How many figures there are at least.
const LEAST: usize = 8;

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.plan.as_ref().filter(|plan| plan.data.left.is_none()) else { return Vec::new() };
    let items = plan.record.front.root.get("outcomes").map(|node| node.items()).unwrap_or_default();
    let outcomes = plan.data.outcomes.iter().zip(items);
    let open = outcomes.filter(|(outcome, _)| outcome.ended.is_none() && outcome.aim == "progress");
    let found = open.filter_map(|(outcome, node)| {
        let days = unmoved_for(folder, outcome)?;
        let id = node.get("id").filter(|_| days as f64 > DAYS.number(Code::UnmovedOutcome, folder.context))?;
        let message = format!("the figure for this outcome has been the same for {days} days, and the target is not reached");
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

fn is_reached(measure: &Measure, value: f64) -> bool {
    if measure.target >= measure.baseline { value >= measure.target } else { value <= measure.target }
}

//! Hours of support that work towards nothing.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::HoursWithoutOutcome,
    checks: "It looks for actions that have not ended and take hours, while every outcome under their `for` has ended.",
    why: "Support that goes on after what it was for is how people come to depend on it. Its hours are wanted elsewhere.",
    source: "Commissioned hours are linked to actions and outcomes (the second seed); residents are not made dependent on support (the first \
             seed).",
    options: &[],
    needs: None,
    bad: Example {
        also: STILL_HELD,
        ..Example::new(
            "plan.md",
            &[
                (
                    "  - id: evening-board\n    for:\n      - sets-own-board\n      - handles-changed-plans\n",
                    "  - id: evening-board\n    for:\n      - sets-own-board\n",
                ),
                (
                    "    hours: 1\n    help: prompts\n    ended:\n      date: 2026-09-11\n      reason: achieved\n  - id: print-hour",
                    "    hours: «1»\n    help: prompts\n  - id: print-hour",
                ),
                ("\n**Why it ended:** Sam does it alone. The hours went to the print workshop.\n", ""),
            ],
        )
    },
    good: Example {
        also: STILL_HELD,
        ..Example::new(
            "plan.md",
            &[
                (
                    "    hours: 1\n    help: prompts\n    ended:\n      date: 2026-09-11\n      reason: achieved\n  - id: print-hour",
                    "    hours: 1\n    help: prompts\n  - id: print-hour",
                ),
                ("\n**Why it ended:** Sam does it alone. The hours went to the print workshop.\n", ""),
            ],
        )
    },
    judge: Judge::Folder(judge),
};

/// A review that speaks of the action, which goes on.
const STILL_HELD: super::Changes =
    &[("weekly/2026-W38.md", &[("## Last week\n\n", "## Last week\n\nThe evening board was held each day.\n")])];

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let ended = plan.data.outcomes.iter().filter(|outcome| outcome.ended.is_some());
    let ended: BTreeSet<&str> = ended.map(|outcome| outcome.id.as_str()).collect();
    let actions = plan.data.actions.iter().zip(plan.nodes("actions"));
    let idle = actions.filter(|(action, _)| {
        let aimless = action.outcomes.iter().all(|id| ended.contains(id.as_str()));
        action.ended.is_none() && action.hours > 0.0 && aimless && !action.outcomes.is_empty()
    });
    let found = idle.filter_map(|(_, node)| {
        let message = "these hours work towards no outcome that is still open";
        let help = "End the action and say why, or name under `for` the outcome that it works towards now.";
        let finding = Finding::new(Code::HoursWithoutOutcome, node.get("hours")?.span, message, help);
        let outcomes = node.get("for").map(|node| node.span);
        Some((
            plan.at,
            match outcomes {
                Some(span) => finding.also_at(span, "all of these have ended"),
                None => finding,
            },
        ))
    });
    found.collect()
}

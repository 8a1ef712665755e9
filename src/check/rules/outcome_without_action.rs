//! Outcomes that nobody does anything about.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::OutcomeWithoutAction,
    checks: "It looks for outcomes of the support plan that have not ended and stand in the `for` of no action that has not ended.",
    why: "An outcome without an action is a wish. Nobody works towards it, and the hours go elsewhere.",
    source: "Planning turns what somebody hopes for into daily tasks: what staff and the resident do (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[
            (
                "  - id: prints-at-the-workshop\n    aim: progress\n",
                "  - id: «prints-at-the-workshop»\n    aim: progress\n",
            ),
            (
                "      - straight-talking\n    hours: 2.5\n    help: prompts\n",
                "      - straight-talking\n    hours: 2.5\n    help: prompts\n    ended:\n      date: 2026-11-13\n      reason: changed-mind\n",
            ),
            ("commissioned_hours: 6\n", "commissioned_hours: 3.5\n"),
            (
                "the phone.\n\n## Risks\n",
                "the phone.\n\n**Why it ended:** Sam wants a rest from the workshop until January.\n\n## Risks\n",
            ),
        ],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "      - straight-talking\n    hours: 2.5\n    help: prompts\n",
            "      - straight-talking\n    hours: 2.5\n    help: watchful\n",
        )],
    ),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let live = plan.data.actions.iter().filter(|action| action.ended.is_none());
    let served: BTreeSet<&str> = live.flat_map(|action| &action.outcomes).map(String::as_str).collect();
    let known: BTreeSet<&str> = plan.data.outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
    // Where an action is for an outcome that is not there, or stands in the wrong place, that is said already.
    if !served.is_subset(&known) {
        return Vec::new();
    }
    let stands_there = |id: &str| {
        let within = plan.record.outline.item("outcomes", id).map(|item| item.items.as_slice()).unwrap_or_default();
        let mut live = plan.data.actions.iter().filter(|action| action.ended.is_none());
        live.any(|action| within.iter().any(|item| item.id() == action.id))
    };
    let outcomes = plan.data.outcomes.iter().zip(plan.nodes("outcomes"));
    let bare = outcomes.filter(|(outcome, _)| {
        outcome.ended.is_none() && !served.contains(outcome.id.as_str()) && !stands_there(&outcome.id)
    });
    let found = bare.filter_map(|(outcome, node)| {
        let message = "no action works towards this outcome";
        let help = "Add an action with this outcome under `for`, or end the outcome and say why.";
        let finding = Finding::new(Code::OutcomeWithoutAction, node.get("id")?.span, message, help);
        Some((plan.at, finding.quoting(&outcome.id)))
    });
    found.collect()
}

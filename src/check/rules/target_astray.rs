//! Targets that lead nowhere, or the wrong way.

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::model::Measure;

pub(super) const RULE: Rule = Rule {
    code: Code::TargetAstray,
    checks: "It compares the target of each outcome that has not ended with its baseline and with `worse_if`. The target of a progress \
             outcome differs from the baseline, and lies on the side of it that `worse_if` does not call worse. No target lies where \
             `worse_if` says that things go the wrong way.",
    why: "A target that is already met asks nothing of anybody. One that lies where things are getting worse makes every figure wrong.",
    source: "Outcomes are stated so that anyone on shift can see success or deterioration (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[("      target: 3\n      by: 2026-12-11\n", "      target: «0»\n      by: 2026-12-11\n")],
    ),
    good: Example::new(
        "plan.md",
        &[("      target: 3\n      by: 2026-12-11\n", "      target: 1\n      by: 2026-12-11\n")],
    ),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let outcomes = plan.data.outcomes.iter().zip(plan.nodes("outcomes"));
    let live = outcomes.filter(|(outcome, _)| outcome.ended.is_none());
    let found = live.filter_map(|(outcome, node)| {
        let (message, help) = astray(&outcome.measure, outcome.aim == "progress")?;
        let measure = node.get("measure")?;
        let finding = Finding::new(Code::TargetAstray, measure.get("target")?.span, message, help);
        let finding = match measure.get("baseline") {
            Some(baseline) => finding.also_at(baseline.span, "the figure at the start"),
            None => finding,
        };
        let worse = measure.get("worse_if").and_then(|worse| worse.get("below").or_else(|| worse.get("above")));
        Some((
            plan.at,
            match worse {
                Some(worse) => finding.also_at(worse.span, "worse from here"),
                None => finding,
            },
        ))
    });
    found.collect()
}

/// What is wrong with a measure's target, and what to do.
fn astray(measure: &Measure, is_progress: bool) -> Option<(&'static str, &'static str)> {
    let (below, above) = measure.worse_if.as_ref().map_or((None, None), |worse| (worse.below, worse.above));
    let (from, to) = (measure.baseline, measure.target);
    if below.is_some_and(|below| to < below) || above.is_some_and(|above| to > above) {
        return Some((
            "this target lies where `worse_if` says that things go the wrong way",
            "Mend the target, or the figure of `worse_if` and whether it is `below` or `above`.",
        ));
    }
    if is_progress && from == to {
        return Some((
            "this target is the figure that things started from, so nothing would change",
            "Agree a target that is a step on, or give the outcome `aim: stability` if it is to stay as it is.",
        ));
    }
    let falls = below.is_some() && to < from;
    let rises = above.is_some() && to > from;
    (is_progress && (falls || rises)).then_some((
        "this target lies on the side of the baseline that `worse_if` calls worse",
        "Mend the target or the baseline, or whether `worse_if` is `below` or `above`.",
    ))
}

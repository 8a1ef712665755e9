//! Targets whose day has passed.

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::TargetPassed,
    checks: "It looks for outcomes of the support plan that have not ended and whose target was to be reached by a day that is over.",
    why: "A day that passes without a word tells everybody that days do not count. It is the moment to celebrate, or to ask what was in \
          the way.",
    source: "Reviews keep plans live, and staff step back, reflect and adapt (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[("      by: 2026-12-11\n", "      by: «2026-11-19»\n")]),
    good: Example::new("plan.md", &[("      by: 2026-12-11\n", "      by: 2026-11-20\n")]),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let outcomes = plan.data.outcomes.iter().zip(plan.nodes("outcomes"));
    let passed = outcomes.filter(|(outcome, _)| outcome.ended.is_none() && outcome.measure.by < folder.context.today);
    let found = passed.filter_map(|(_, node)| {
        let message = "the day by which this target was to be reached has passed";
        let help = "Say with the resident how it went: end the outcome with the reason, or agree a new target or day.";
        Some((plan.at, Finding::new(Code::TargetPassed, node.get("measure")?.get("by")?.span, message, help)))
    });
    found.collect()
}

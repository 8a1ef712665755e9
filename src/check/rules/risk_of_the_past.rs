//! Risks that bear only on outcomes that have ended.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::RiskOfThePast,
    checks: "It looks for risks of the support plan that have not ended, while every outcome under their `outcomes` has. A risk that names \
             no outcome is left alone.",
    why: "A risk that nobody runs any more keeps staff watching for nothing, and hides the risks that are there.",
    source: "Risks are clearly managed and reviewed (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "  - id: burns\n    from: assessment\n    outcomes:\n      - cooks-lunch\n",
            "  - id: burns\n    from: assessment\n    outcomes:\n      - «sets-own-board»\n",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "  - id: burns\n    from: assessment\n    outcomes:\n      - cooks-lunch\n",
            "  - id: burns\n    from: assessment\n    outcomes:\n      - sets-own-board\n      - cooks-lunch\n",
        )],
    ),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let ended = plan.data.outcomes.iter().filter(|outcome| outcome.ended.is_some());
    let ended: BTreeSet<&str> = ended.map(|outcome| outcome.id.as_str()).collect();
    let risks = plan.data.risks.iter().zip(plan.nodes("risks"));
    let past = risks.filter(|(risk, _)| {
        risk.ended.is_none() && !risk.outcomes.is_empty() && risk.outcomes.iter().all(|id| ended.contains(id.as_str()))
    });
    let found = past.filter_map(|(_, node)| {
        let message = "every outcome that this risk bears on has ended";
        let help = "End the risk and say what changed, or name under `outcomes` what it bears on now.";
        let first = node.get("outcomes")?.items().first()?;
        Some((plan.at, Finding::new(Code::RiskOfThePast, first.span, message, help)))
    });
    found.collect()
}

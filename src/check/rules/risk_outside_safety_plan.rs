//! Risks of the support plan that the safety plan does not know.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::RiskOutsideSafetyPlan,
    checks: "It looks for risks of the support plan that have not ended and do not stand in the safety plan. Risks that the referral, the \
             assessment or an incident names as well are left to R002.",
    why: "In a crisis staff open the safety plan. A risk that stands in the support plan alone is not found there.",
    source: "Risks are translated into safety plans as they are found, and safety plans are kept up to date (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[
            (
                "risks:\n",
                "risks:\n  - id: «late-buses»\n    from: review\n    outcomes:\n      - prints-at-the-workshop\n",
            ),
            ("## Risks\n", BUSES),
        ],
    ),
    good: Example::new(
        "plan.md",
        &[
            (
                "risks:\n",
                "risks:\n  - id: late-buses\n    from: review\n    ended:\n      date: 2026-11-06\n      reason: no-longer-applies\n",
            ),
            ("## Risks\n", ENDED_BUSES),
        ],
    ),
    judge: Judge::Folder(judge),
};

const BUSES: &str = "## Risks\n\n### Late buses\n\n**What could happen:** Sam waits in the dark and is cold.\n\n\
                     **Why this way is right:** The bus is how Sam gets home by themselves.\n\n\
                     **What staff watch:** The time of the text from the stop.\n\n\
                     **When to escalate:** No bus for 40 minutes: the duty worker comes with the car.\n";
const ENDED_BUSES: &str = "## Risks\n\n### Late buses\n\n**What could happen:** Sam waits in the dark and is cold.\n\n\
                           **Why this way is right:** The bus is how Sam gets home by themselves.\n\n\
                           **What staff watch:** The time of the text from the stop.\n\n\
                           **When to escalate:** No bus for 40 minutes: the duty worker comes with the car.\n\n\
                           **Why it ended:** The workshop ends an hour earlier now.\n";

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(plan), Some(safety_plan)) = (folder.live_plan(), &folder.safety_plan) else { return Vec::new() };
    let sources = folder.of_kind(Kind::Referral).chain(folder.of_kind(Kind::Assessment));
    let named = sources.flat_map(|(_, record)| record.ids("risks"));
    let mut known: BTreeSet<&str> = named.map(|id| folder.former.current("risks", id)).collect();
    known.extend(safety_plan.data.risks.iter().map(|risk| risk.id.as_str()));
    known.extend(folder.incidents.iter().flat_map(|incident| &incident.data.risks).map(String::as_str));
    let risks = plan.data.risks.iter().zip(plan.nodes("risks"));
    let outside = risks.filter(|(risk, _)| risk.ended.is_none() && !known.contains(risk.id.as_str()));
    let found = outside.filter_map(|(risk, node)| {
        let message = "the safety plan does not have this risk";
        let help = "Add it to the safety plan under the same id, with what to do first, or end it here if it is no risk any more.";
        let finding = Finding::new(Code::RiskOutsideSafetyPlan, node.get("id")?.span, message, help);
        Some((plan.at, finding.quoting(&risk.id)))
    });
    found.collect()
}

//! Risks of the referral and the assessment that nothing came of.

use serde_json::Value;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::UnansweredRisk,
    checks: "It compares the risks of the referral and the assessment with those of the safety plan, by their ids. Each is answered \
             there, or set aside in the record that names it. Nothing is said while there is no safety plan.",
    why: "What was known on the first day and answered nowhere is the first question after an incident.",
    source: "There is a safety plan from the first day, and each risk in the referral or the assessment is answered in it (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "referral.md",
        &[
            ("  - id: rent-arrears\n    set_aside: 2026-07-13\n", "  - id: «rent-arrears»\n"),
            (
                "\n**Set aside because:** Sam paid the whole sum before moving in, and rent is now paid by standing\norder. Nothing about it bears on Sam's safety.\n",
                "",
            ),
        ],
    ),
    good: Example::new("referral.md", &[("    set_aside: 2026-07-13\n", "    set_aside: 2026-07-14\n")]),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let plan = folder.of_kind(Kind::SafetyPlan).map(|(_, record)| record).next();
    let Some(plan) = plan.filter(|plan| plan.list("risks").len() == plan.ids("risks").count()) else {
        return Vec::new();
    };
    if !plan.values.get("risks").is_some_and(Value::is_array) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (at, record) in folder.of_kind(Kind::Referral).chain(folder.of_kind(Kind::Assessment)) {
        let risks = record.front.root.get("risks").map(|node| node.items()).unwrap_or_default();
        for risk in risks.iter().filter(|risk| risk.get("set_aside").is_none()) {
            let Some(node) = risk.get("id").filter(|node| !node.is_null()) else { continue };
            let Some(id) = node.text().filter(|id| !plan.ids("risks").any(|answered| answered == *id)) else {
                continue;
            };
            let message = "the safety plan does not answer this risk, and it is not set aside";
            let help = "Add it to the safety plan under the same id, or give it `set_aside` with the day, and the reason under its heading.";
            findings.push((at, Finding::new(Code::UnansweredRisk, node.span, message, help).quoting(id)));
        }
    }
    findings
}

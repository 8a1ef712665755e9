//! Strengths that no action uses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::UnusedStrength,
    checks: "It looks for strengths of a support plan that stand in the `uses` of no action. An action that has ended uses none.",
    why: "A strength that nobody works with is praise. One that an action uses is a way to need less support.",
    source: "Each strength is put to work by at least one action (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[
            (
                "  - id: draws-fine-detail\noutcomes:\n",
                "  - id: draws-fine-detail\n  - id: «knows-the-buses»\noutcomes:\n",
            ),
            ("## Outcomes\n", "### Knows the buses\n\nSam knows each bus and its stops by heart.\n\n## Outcomes\n"),
        ],
    ),
    good: Example::new(
        "plan.md",
        &[("      - remembers-pictures\n      - draws-fine-detail\n", "      - draws-fine-detail\n")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let live = record.list("actions").iter().filter(|action| action.get("ended").is_none());
    let used: BTreeSet<&str> =
        live.filter_map(|action| action.get("uses")?.as_array()).flatten().filter_map(Value::as_str).collect();
    let strengths = record.front.root.get("strengths").map(|node| node.items()).unwrap_or_default();
    let known: BTreeSet<&str> = strengths.iter().filter_map(|strength| strength.get("id")?.text()).collect();
    // An id that leads nowhere may be meant for any of them.
    if !used.is_subset(&known) {
        return Vec::new();
    }
    let ids = strengths.iter().filter_map(|strength| strength.get("id")).filter(|id| !id.is_null());
    let unused = ids.filter_map(|node| Some((node.span, node.text().filter(|id| !used.contains(id))?)));
    let found = unused.map(|(span, id)| {
        let message = "no action puts this strength to work";
        let help =
            "Name it under `uses` of an action that works with it, or ask the resident what it could be used for.";
        Finding::new(Code::UnusedStrength, span, message, help).quoting(id)
    });
    found.collect()
}

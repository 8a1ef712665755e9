//! Plans that only push forward, or only hold still.

use serde_json::Value;

use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::OneSided,
    checks: "It looks whether the outcomes of a support plan that have not ended are of both kinds: `aim: stability` and `aim: progress`.",
    why: "A plan of progress alone loses sight of what keeps somebody well. A plan of stability alone has no way out of support.",
    source: "Stability and progress are both present in a good plan (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "outcomes:\n  - id: handles-changed-plans\n    aim: stability\n",
            "«outcomes»:\n  - id: handles-changed-plans\n    aim: progress\n",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[("  - id: cooks-lunch\n    aim: progress\n", "  - id: cooks-lunch\n    aim: stability\n")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let live = record.list("outcomes").iter().filter(|outcome| outcome.get("ended").is_none());
    let aims: Vec<&str> = live.map(|outcome| outcome.get("aim").and_then(Value::as_str).unwrap_or_default()).collect();
    // Where an aim cannot be read, it may be the one that is missing.
    if aims.iter().any(|aim| !["stability", "progress"].contains(aim)) {
        return Vec::new();
    }
    let has = |aim: &str| aims.contains(&aim);
    let missing = match (has("stability"), has("progress")) {
        (true, false) => "progress",
        (false, true) => "stability",
        _ => return Vec::new(),
    };
    let outcomes = record.front.root.entry("outcomes");
    let found = outcomes.map(|outcomes| {
        let message = format!("no outcome that is still open is about {missing}");
        let help = match missing {
            "progress" => {
                "Add an outcome with `aim: progress`: what the resident wants to do more of, or with less help."
            }
            _ => "Add an outcome with `aim: stability`: what has to stay as it is for the resident to be well.",
        };
        Finding::new(Code::OneSided, outcomes.key_span, message, help)
    });
    found.into_iter().collect()
}

//! Outcomes of stability without a figure at which things are getting worse.

use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::NoWorseIf,
    checks: "It looks at each outcome of a support plan that keeps something steady and has not ended: its measure has `worse_if`.",
    why: "Where the aim is that things stay as they are, nobody sees a target reached. Staff see that support works, or that it does \
          not, only by a figure at which they say that things go the wrong way.",
    source: "Outcomes are stated so that anyone on shift can see success or deterioration (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "    measure:\n      what: times upset for over ten minutes by a change\n      per: week\n      baseline: 5\n      target: 1\n      by: 2027-01-29\n      worse_if:\n        above: 3\n        for_weeks: 2\n",
            "    «measure»:\n      what: times upset for over ten minutes by a change\n      per: week\n      baseline: 5\n      target: 1\n      by: 2027-01-29\n",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[("        above: 3\n        for_weeks: 2\n", "        above: 2\n        for_weeks: 3\n")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let outcomes = record.front.root.get("outcomes").map(|node| node.items()).unwrap_or_default();
    let steady = outcomes.iter().filter(|outcome| {
        outcome.get("aim").and_then(|aim| aim.text()) == Some("stability") && outcome.get("ended").is_none()
    });
    let measures = steady.filter_map(|outcome| outcome.entry("measure"));
    let bare = measures.filter(|measure| !measure.value.is_null() && measure.value.get("worse_if").is_none());
    let found = bare.map(|measure| {
        let message = "this outcome keeps something steady, and does not say when things are getting worse";
        let help = "Add `worse_if` to the measure: the figure `below` or `above` which things go the wrong way, and `for_weeks`.";
        Finding::new(Code::NoWorseIf, measure.key_span, message, help)
    });
    found.collect()
}

//! Commissioned hours that no action accounts for, and the reverse.

use serde_json::Value;

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::HoursApart,
    checks: "It adds up the hours of the actions that have not ended, and compares the sum with the commissioned hours. They are far \
             apart when they differ by more than a quarter of the commissioned hours, and by more than one hour.",
    why: "The commissioner pays for hours and asks what they became. Hours that no action accounts for cannot be shown, and hours that \
          nobody pays for will not be given.",
    source: "Commissioned hours are tied to actions (the second seed).",
    options: &[APART],
    needs: None,
    bad: Example::new("plan.md", &[("commissioned_hours: 6\n", "commissioned_hours: «9»\n")]),
    good: Example::new("plan.md", &[("commissioned_hours: 6\n", "commissioned_hours: 7\n")]),
    judge: Judge::Record(judge),
};

const APART: RuleOption = RuleOption {
    name: "apart",
    meaning: "The part of the commissioned hours by which the sum may differ.",
    kind: OptionKind::Number { default: 0.25, least: 0.0, most: 10.0 },
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let node = record.front.root.get("commissioned_hours");
    let commissioned = record.values.get("commissioned_hours").and_then(Value::as_f64);
    let live = record.list("actions").iter().filter(|action| action.get("ended").is_none());
    // Where an action's hours cannot be read, the sum is not known.
    let hours: Option<f64> = live.map(|action| action.get("hours").and_then(Value::as_f64)).sum();
    let (Some(node), Some(commissioned), Some(hours)) = (node, commissioned, hours) else { return Vec::new() };
    let apart = (hours - commissioned).abs();
    let tolerance = APART.number(Code::HoursApart, subject.context);
    if !record.values.get("actions").is_some_and(Value::is_array) || apart <= 1.0 || apart <= tolerance * commissioned {
        return Vec::new();
    }
    let message = format!("{commissioned} hours a week are commissioned, and the actions take {hours}");
    let help = "Mend the hours of the actions, or talk with the manager about the hours that are paid for.";
    vec![Finding::new(Code::HoursApart, node.span, message, help)]
}

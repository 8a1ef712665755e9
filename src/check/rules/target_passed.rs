//! Targets whose day has passed.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::TargetPassed,
    checks: "It looks for outcomes of the support plan that have not ended and whose target was to be reached by a day that \
             has been over for more than a week, so that a weekly review could speak of it.",
    why: "A day that passes without a word tells everybody that days do not count. It is the moment to celebrate, or to ask what was in \
          the way.",
    source: "Reviews keep plans live, and staff step back, reflect and adapt (the first seed).",
    options: &[DAYS],
    needs: None,
    bad: Example::new("plan.md", &[("      by: 2026-12-11\n", "      by: «2026-11-12»\n")]),
    good: Example::new("plan.md", &[("      by: 2026-12-11\n", "      by: 2026-11-13\n")]),
    judge: Judge::Folder(judge),
};

const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days may pass before a word is asked for.",
    kind: OptionKind::Number { default: 7.0, least: 0.0, most: 100.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let outcomes = plan.data.outcomes.iter().zip(plan.nodes("outcomes"));
    let days = DAYS.number(Code::TargetPassed, folder.context);
    let passed = outcomes.filter(|(outcome, _)| {
        let over = (folder.context.today - outcome.measure.by).num_days();
        let is_possible = outcome.measure.by >= plan.data.moved_in;
        outcome.ended.is_none() && is_possible && over > 0 && over as f64 > days
    });
    let found = passed.filter_map(|(_, node)| {
        let message = "the day by which this target was to be reached has passed";
        let help = "Say with the resident how it went: end the outcome with the reason, or agree a new target or day.";
        Some((plan.at, Finding::new(Code::TargetPassed, node.get("measure")?.get("by")?.span, message, help)))
    });
    found.collect()
}

//! Residents who have moved in and have no support plan.

use super::{Example, Judge, OptionKind, Rule, RuleOption, terms};
use crate::check::folder::Folder;
use crate::cycle::first_plan;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::NoPlanYet,
    checks: "It looks whether there is a support plan some days after the safety plan was started, which is on the day of moving in.",
    why: "Until there is a plan, everyone on shift helps in their own way, and nobody can say what was agreed with the resident.",
    source: "There is an initial support plan on move-in, informed by referral and assessment (the first seed).",
    options: &[DAYS],
    needs: None,
    bad: Example {
        without: super::AFTER_THE_FIRST_DAY,
        ..Example::new("safety-plan.md", &[("started: 2026-07-13\n", "started: «2026-07-13»\n")])
    },
    good: Example {
        today: Some("2026-07-15"),
        without: super::AFTER_THE_FIRST_DAY,
        ..Example::new("safety-plan.md", &[("updated: 2026-11-02\n", "updated: 2026-07-13\n")])
    },
    judge: Judge::Folder(judge),
};

pub(super) const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days after moving in there may be no plan.",
    kind: OptionKind::Number { default: 3.0, least: 0.0, most: 365.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(safety) = folder.safety_plan.as_ref().filter(|_| folder.count(Kind::SupportPlan) == 0) else {
        return Vec::new();
    };
    let started = safety.data.started;
    if !first_plan(started, terms(folder.context).plan_days).overdue(folder.context.today) {
        return Vec::new();
    }
    let days = folder.context.today.signed_duration_since(started).num_days();
    let message = format!("{days} days after moving in there is no support plan");
    let help = "Write a first plan with the resident, however short, and keep it as plan.md in this folder.";
    vec![(safety.at, Finding::new(Code::NoPlanYet, safety.record.span_of(&["started"]), message, help))]
}

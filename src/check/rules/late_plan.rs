//! Support plans that were first kept long after moving in.

use super::{Example, Judge, Need, OptionKind, Past, Rule, RuleOption};
use crate::check::Kept;
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::LatePlan,
    checks: "It compares the day of moving in with the day on which git first kept the support plan. A resident who moved in before the \
             service kept its records in git is left alone.",
    why: "Until there is a plan, everyone on shift helps in their own way, and nobody can say what was agreed with the resident.",
    source: "There is an initial support plan on move-in, informed by referral and assessment (the first seed).",
    options: &[DAYS],
    needs: Some(Need::History),
    bad: Example {
        past: Some(Past { kept: &[("plan.md", Some("2026-07-24"))], ..Past::NONE }),
        ..Example::new("plan.md", &[("moved_in: 2026-07-13\n", "moved_in: «2026-07-13»\n")])
    },
    good: Example {
        past: Some(Past { kept: &[("plan.md", Some("2026-07-15"))], ..Past::NONE }),
        ..Example::new("plan.md", &[("commissioned_hours: 6\n", "commissioned_hours: 7\n")])
    },
    judge: Judge::Folder(judge),
};

const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days after moving in the plan may first be kept.",
    kind: OptionKind::Number { default: 3.0, least: 0.0, most: 365.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(plan), Some(history)) = (&folder.plan, folder.history()) else { return Vec::new() };
    let moved_in = plan.data.moved_in;
    let Some(Kept::On(day)) = history.kept.get(&plan.record.path) else { return Vec::new() };
    let days = day.signed_duration_since(moved_in).num_days();
    let is_late = days as f64 > DAYS.number(Code::LatePlan, folder.context);
    if !is_late || history.begins.is_none_or(|begins| moved_in < begins) {
        return Vec::new();
    }
    let message = format!("the support plan was first kept {days} days after moving in");
    let help = "Keep a first plan on the day of moving in, however short. If this one was agreed in time and only kept late, allow the \
                finding with the reason.";
    vec![(plan.at, Finding::new(Code::LatePlan, plan.record.span_of(&["moved_in"]), message, help))]
}

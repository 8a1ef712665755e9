//! Safety plans that did not begin on the first day.

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::LateSafetyPlan,
    checks: "It compares `started` in the safety plan, the day of its first version, with `moved_in` in the support plan. A safety plan that \
             was begun before moving in is in time.",
    why: "The first days in a new place are the least known. Staff on the first night have nothing else to go by.",
    source: "Safety planning begins on the first day (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("safety-plan.md", &[("started: 2026-07-13\n", "started: «2026-07-20»\n")]),
    good: Example::new("safety-plan.md", &[("started: 2026-07-13\n", "started: 2026-07-10\n")]),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(plan), Some(safety_plan)) = (folder.live_plan(), &folder.safety_plan) else { return Vec::new() };
    let Some(span) = safety_plan.span("started") else { return Vec::new() };
    let late = (safety_plan.data.started - plan.data.moved_in).num_days();
    if late <= 0 {
        return Vec::new();
    }
    let days = if late == 1 { "a day".to_owned() } else { format!("{late} days") };
    let message = format!("the safety plan began {days} after the resident moved in");
    let help =
        "Mend the day if it is wrong. If the plan was late, say with `allow` why, and talk about it in the team.";
    vec![(safety_plan.at, Finding::new(Code::LateSafetyPlan, span, message, help))]
}

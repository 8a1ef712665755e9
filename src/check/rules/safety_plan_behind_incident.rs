//! Safety plans that an incident says were changed, and that were not.

use chrono::NaiveDate;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::cycle::incident_behind;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::SafetyPlanBehindIncident,
    checks: "It looks at incidents with `safety-plan` under `changed`, and at `updated` in the safety plan: it is not before the day of \
             the latest of them.",
    why: "What was learnt from an incident keeps nobody safe until it stands where staff look in the next one.",
    source: "Learning from incidents informs future planning (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new("safety-plan.md", &[("updated: 2026-11-02\n", "updated: «2026-09-14»\n")]),
    good: Example::new("safety-plan.md", &[("updated: 2026-11-02\n", "updated: 2026-11-03\n")]),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(_), Some(safety_plan)) = (folder.live_plan(), &folder.safety_plan) else { return Vec::new() };
    let Some((span, date)) = safety_plan.span("updated").zip(since(folder)) else { return Vec::new() };
    if safety_plan.data.updated < safety_plan.data.started {
        return Vec::new();
    }
    let message = format!(
        "the incident of {date} says that the safety plan was changed, and this is the day of an older version"
    );
    let help = "Change the safety plan, and this day with it. If nothing had to change, take `safety-plan` out of the incident's \
                `changed`, and say why there.";
    vec![(safety_plan.at, Finding::new(Code::SafetyPlanBehindIncident, span, message, help))]
}

/// The day of the latest incident that says that it changed the safety plan, if the safety plan is older.
pub(super) fn since(folder: &Folder) -> Option<NaiveDate> {
    let updated = folder.safety_plan.as_ref()?.data.updated;
    incident_behind(updated, folder.incidents.iter().map(|incident| &incident.data)).map(|incident| incident.date)
}

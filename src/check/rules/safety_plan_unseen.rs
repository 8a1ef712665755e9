//! Incidents after which nobody looked at the safety plan.

use super::{Example, Judge, OptionKind, Rule, RuleOption, safety_plan_behind_incident, terms};
use crate::check::folder::Folder;
use crate::cycle::{incident_unseen, look_after_incident};
use crate::finding::{Code, Finding, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::SafetyPlanUnseen,
    checks: "It looks at the latest incident that does not name `safety-plan` under `changed`. The safety plan has been looked at since when \
             its `updated` is not before that day, or when a weekly review held on a later day answers `safety_plan`, whichever way. In the \
             seven days after the incident this is for information; then it is a warning. What R004 finds is not said again.",
    why: "An incident shows whether the safety plan works. If nobody looks at it then, it is put to the test a second time as it is.",
    source: "Learning from incidents informs future planning (the second seed). Weekly reviews check that safety plans are up to date \
             (the first seed).",
    options: &[DAYS],
    needs: None,
    bad: Example {
        today: Some("2026-09-20"),
        without: LATER,
        also: UNCHANGED,
        ..Example::new("incidents/2026-09-15-1.md", &[("date: 2026-09-15\nby", "date: «2026-09-15»\nby"), NOT_CHANGED])
    },
    good: Example {
        today: Some("2026-09-20"),
        without: LATER.split_at(1).1,
        also: UNCHANGED,
        ..Example::new("incidents/2026-09-15-1.md", &[NOT_CHANGED])
    },
    judge: Judge::Folder(judge),
};

/// The incident with no plan changed because of it.
const NOT_CHANGED: (&str, &str) = ("changed:\n  - support-plan\n  - safety-plan\n", "changed: []\n");

/// The records of R-0142 from after the incident. The first of them looks at the safety plan.
const LATER: &[&str] = &[
    "weekly/2026-W38.md",
    "formal/2026-10-26.md",
    "weekly/2026-W39.md",
    "weekly/2026-W40.md",
    "weekly/2026-W41.md",
    "weekly/2026-W42.md",
    "weekly/2026-W43.md",
    "weekly/2026-W44.md",
    "weekly/2026-W45.md",
    "weekly/2026-W46.md",
];

/// The safety plan as old as it was when the incident happened.
const UNCHANGED: super::Changes = &[("safety-plan.md", &[("updated: 2026-11-02\n", "updated: 2026-07-13\n")])];

pub(super) const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "For how many days after the incident this is for information only.",
    kind: OptionKind::Number { default: 7.0, least: 0.0, most: 60.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(_), Some(safety_plan)) = (folder.live_plan(), &folder.safety_plan) else { return Vec::new() };
    let incidents = folder.incidents.iter().map(|incident| &incident.data);
    let reviews = folder.weekly.iter().rev().map(|review| &review.data);
    let Some(unseen) = incident_unseen(safety_plan.data.updated, incidents, reviews) else { return Vec::new() };
    // What has to be changed in any case is looked at then.
    if safety_plan_behind_incident::since(folder).is_some_and(|changed| changed >= unseen.date) {
        return Vec::new();
    }
    let Some(incident) = folder.incidents.iter().rev().find(|incident| std::ptr::eq(&incident.data, unseen)) else {
        return Vec::new();
    };
    let Some(span) = incident.span("date") else { return Vec::new() };
    let message = "nothing says that the safety plan was looked at after this incident";
    let resident = incident.record.place.resident().unwrap_or("RESIDENT");
    let help = format!(
        "Look at it with the resident: `supportplan fill {resident} safety-plan` goes through it. If it is right as it is, the next weekly review \
         says so under `safety_plan`."
    );
    let mut finding = Finding::new(Code::SafetyPlanUnseen, span, message, help);
    if !look_after_incident(unseen.date, terms(folder.context).incident_days).overdue(folder.context.today) {
        finding.severity = Severity::Info;
    }
    vec![(incident.at, finding)]
}

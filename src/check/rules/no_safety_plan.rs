//! Residents without a safety plan.

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::cycle::first_safety_plan;
use crate::finding::{Code, Finding, Severity};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::NoSafetyPlan,
    checks: "It looks whether there is a safety plan beside a support plan, once the day of moving in is over. As long as no other record is of a later day \
             than that, it is only a remark: nothing but the calendar brings it about.",
    why: "Whoever is on shift in the first crisis looks for it, and finds nothing.",
    source: "Safety planning begins on the first day (the first seed).",
    options: &[],
    needs: None,
    bad: Example {
        today: Some("2026-07-14"),
        without: &["safety-plan.md"],
        ..Example::new("plan.md", &[("moved_in: 2026-07-13\n", "moved_in: «2026-07-13»\n")])
    },
    good: Example {
        today: Some("2026-07-13"),
        without: &["safety-plan.md"],
        ..Example::new("plan.md", &[("moved_in: 2026-07-13\n", "moved_in: 2026-07-13\n")])
    },
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let Some(span) = plan.span("moved_in") else { return Vec::new() };
    let is_there = folder.of_kind(Kind::SafetyPlan).next().is_some() || folder.unread.contains(&Kind::SafetyPlan);
    if !first_safety_plan(plan.data.moved_in).overdue(folder.context.today) || is_there {
        return Vec::new();
    }
    let message = "the resident has moved in, and there is no safety plan";
    let help = "Write `safety-plan.md` today, with an answer to each risk of the referral and the assessment.";
    let mut finding = Finding::new(Code::NoSafetyPlan, span, message, help);
    let day = plan.data.moved_in;
    let is_at_work = folder.weekly.iter().any(|review| review.data.date > day)
        || folder.formal.iter().any(|review| review.data.prepared > day)
        || folder.incidents.iter().any(|incident| incident.data.date > day);
    if !is_at_work {
        finding.severity = Severity::Info;
    }
    vec![(plan.at, finding)]
}

//! Safety plans that a review says need updating, and that nobody updated.

use super::{Example, Judge, OptionKind, Rule, RuleOption, safety_plan_behind_incident, terms};
use crate::check::folder::Folder;
use crate::cycle::review_behind;
use crate::finding::{Code, Finding, Severity};

pub(super) const RULE: Rule = Rule {
    code: Code::SafetyPlanBehindReview,
    checks: "It looks at the latest weekly review with `safety_plan: needs-updating`, among the last thirteen, and at `updated` in the safety plan: it is not before \
             the day of the review. The safety plan may wait for four days. Where a later review has been held, this is a warning; while \
             only days have passed, it is for information. What R004 finds is not said again.",
    why: "A safety plan that is known to be wrong is worse than none: somebody will follow it.",
    source: "Weekly reviews check that safety plans are up to date (the first seed).",
    options: &[DAYS],
    needs: None,
    bad: Example::new("safety-plan.md", &[("updated: 2026-11-02\n", "updated: «2026-10-29»\n")]),
    good: Example::new("safety-plan.md", &[("updated: 2026-11-02\n", "updated: 2026-10-30\n")]),
    judge: Judge::Folder(judge),
};

pub(super) const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days the safety plan may wait for its update.",
    kind: OptionKind::Number { default: 4.0, least: 0.0, most: 60.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(_), Some(safety_plan)) = (folder.live_plan(), &folder.safety_plan) else { return Vec::new() };
    let Some(span) = safety_plan.span("updated").filter(|_| safety_plan_behind_incident::since(folder).is_none())
    else {
        return Vec::new();
    };
    let reviews = folder.weekly.iter().map(|review| &review.data);
    let Some(call) = review_behind(safety_plan.data.updated, reviews) else { return Vec::new() };
    if !call.due(terms(folder.context).safety_plan_days).overdue(folder.context.today) {
        return Vec::new();
    }
    let week = &call.review.week;
    let message = format!("the weekly review of {week} says that the safety plan needs updating, and it is older");
    let help = "Update the safety plan with the resident, and this day with it.";
    let mut finding = Finding::new(Code::SafetyPlanBehindReview, span, message, help);
    if call.followed.is_none() {
        finding.severity = Severity::Info;
    }
    vec![(safety_plan.at, finding)]
}

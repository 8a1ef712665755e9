//! When things are due in a service, as its settings and the options of its rules say it. The rules and the agenda go by the same.

use super::{RuleOption, is_on, left_open, no_plan_yet, safety_plan_behind_review, safety_plan_unseen, team_overdue};
use crate::check::Context;
use crate::cycle::agenda::Terms;
use crate::finding::Code;

/// What the service's settings say about when things are due. Where the rule about plan audits is off, none are asked for.
pub fn terms(context: &Context) -> Terms {
    let audits = is_on(Code::AuditOverdue, context);
    Terms {
        intervals: context.settings.intervals,
        plan_days: no_plan_yet::DAYS.whole(Code::NoPlanYet, context),
        safety_plan_days: safety_plan_behind_review::DAYS.whole(Code::SafetyPlanBehindReview, context),
        incident_days: safety_plan_unseen::DAYS.whole(Code::SafetyPlanUnseen, context),
        stage_days: left_open::DAYS.whole(Code::LeftOpen, context),
        reflection_days: team_overdue::DAYS.whole(Code::ReflectionOverdue, context),
        audit_months: audits.then(|| team_overdue::MONTHS.whole(Code::AuditOverdue, context)),
        retention_years: context.settings.years_kept(),
    }
}

impl RuleOption {
    /// The whole part of the number that the option of the rule with this code is: so many whole days or months may pass.
    pub(super) fn whole(&self, code: Code, context: &Context) -> u32 {
        self.number(code, context) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_those_that_the_reference_names() {
        let settings = serde_json::from_value(serde_json::json!({"service": "S", "staff": []})).expect("settings");
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
        let terms = terms(&Context::new(settings, std::collections::BTreeSet::new(), today));
        let text = crate::record::reference::markdown();
        assert_eq!((terms.plan_days, terms.safety_plan_days, terms.stage_days), (3, 4, 14));
        assert_eq!((terms.reflection_days, terms.audit_months, terms.retention_years), (7, Some(6), None));
        for words in
            ["three days later", "four days later", "14 days later", "a week later", "six months after the last"]
        {
            assert!(text.contains(words), "{words}");
        }
    }
}

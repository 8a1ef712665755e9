//! A new incident: the risks and actions that it may bear on are at hand.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::trial::{DAY, RESIDENT, data};
use super::{filled, staff_ids};
use crate::check::Context;
use crate::record::{Kind, Record};
use crate::template::Templates;

/// What an incident's template is given.
#[derive(Debug, Serialize)]
pub(super) struct Incident {
    resident: String,
    date: NaiveDate,
    by: Option<String>,
    staff: Vec<String>,
    /// The ids of what is open, which say what they are about.
    risks: Vec<String>,
    actions: Vec<String>,
}

/// Which incident is begun.
#[derive(Debug, Clone, Copy)]
pub struct IncidentBeginning<'b> {
    /// The resident's reference.
    pub resident: &'b str,
    /// The day on which it happened.
    pub date: NaiveDate,
    /// The staff id of who writes it down, where that is known.
    pub by: Option<&'b str>,
}

/// The text of a new incident, with the open risks of both plans and the open actions at hand.
///
/// # Errors
/// The template, if the service has its own, has a mistake.
pub fn incident(
    templates: &Templates,
    beginning: IncidentBeginning<'_>,
    plan: Option<&Record>,
    safety_plan: Option<&Record>,
    context: &Context,
) -> Result<String> {
    let mut known = BTreeSet::new();
    let risks = [safety_plan, plan].into_iter().flatten().flat_map(|record| open(record, "risks"));
    let view = Incident {
        resident: beginning.resident.to_owned(),
        date: beginning.date,
        by: beginning.by.map(str::to_owned),
        staff: staff_ids(context),
        risks: risks.filter(|risk| known.insert(risk.clone())).collect(),
        actions: plan.into_iter().flat_map(|plan| open(plan, "actions")).collect(),
    };
    filled(templates, Kind::Incident, &view, context)
}

/// The items of a record's list that are not over.
fn open<'r>(record: &'r Record, list: &'static str) -> impl Iterator<Item = String> + 'r {
    let open = record.list(list).iter().filter(|item| item.get("ended").is_none());
    open.filter_map(|item| item.get("id").and_then(Value::as_str)).map(str::to_owned)
}

/// What the template is tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let known = Incident {
        resident: RESIDENT.to_owned(),
        date: DAY,
        by: staff_ids(context).into_iter().next(),
        staff: staff_ids(context),
        risks: vec!["burns".to_owned()],
        actions: vec!["picture-recipe".to_owned()],
    };
    let (risks, actions) = (Vec::new(), Vec::new());
    let unknown =
        Incident { resident: RESIDENT.to_owned(), date: DAY, by: None, staff: staff_ids(context), risks, actions };
    vec![data(&known), data(&unknown)]
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::record::{Place, read};

    fn record(path: &str, text: &str) -> Record {
        read(path, Place::of(path).expect("a place"), text.into(), &crate::record::Wording::default())
            .record
            .expect("a record")
    }

    #[test]
    fn risks_of_both_plans_and_open_actions_are_at_hand() {
        let plan = "---\nrisks:\n  - id: burns\n  - id: falls\n    ended: {date: 2026-10-01, reason: achieved}\nactions:\n  - id: picture-recipe\n\
                    ---\n## Risks\n### Burns\nHot fat.\n";
        let plan = record("residents/R-0142/plan.md", plan);
        let safety = record("residents/R-0142/safety-plan.md", "---\nrisks:\n  - id: burns\n  - id: days-alone\n---\n");
        let beginning = IncidentBeginning { resident: RESIDENT, date: DAY, by: None };
        let templates = Templates::new(Vec::new()).expect("templates");
        let text = incident(&templates, beginning, Some(&plan), Some(&safety), &trial::context()).expect("a scaffold");
        assert!(text.contains("\n#?   Known are: burns, days-alone\nrisks:\n"), "{text}");
        assert!(text.contains("\n#?   There are: picture-recipe\nactions:\n"), "{text}");
        assert!(text.contains("\nby:\n") && text.contains("\nrisks:\n") && !text.contains("Hot fat"), "{text}");
    }
}

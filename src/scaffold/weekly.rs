//! A new weekly review: the plan's actions, measures and risks, the visits that were planned, and last week's answers as hints.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::trial::{DAY, RESIDENT, data};
use super::{filled, hint, one_line, staff_ids};
use crate::check::Context;
use crate::cycle::Week;
use crate::record::model::{SupportPlan, WeeklyReview};
use crate::record::{Former, Kind, Record, heading_for};
use crate::template::Templates;

/// What a weekly review's template is given.
#[derive(Debug, Clone, Serialize)]
struct Weekly {
    resident: String,
    week: String,
    date: NaiveDate,
    by: Option<String>,
    staff: Vec<String>,
    /// Because of whom no review took place; then the record says only why.
    missed: Option<String>,
    levels: Vec<String>,
    actions: Vec<WeeklyAction>,
    measures: Vec<WeeklyMeasure>,
    /// The visits that last week's review planned for this one.
    visits: Vec<NaiveDate>,
    next_monday: NaiveDate,
    risks: Vec<String>,
    last_week: Option<String>,
    last_this_week: Option<String>,
    last_emerging: Option<String>,
    last_other: Option<String>,
    last_safety: Option<String>,
    last_safety_plan: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct WeeklyAction {
    id: String,
    heading: String,
    plan_help: String,
    /// Last week's result and help.
    last: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct WeeklyMeasure {
    id: String,
    what: String,
    per: String,
    /// Figures as people write them: no point where there is nothing behind it.
    baseline: String,
    target: String,
    last: Option<String>,
}

/// Which weekly review is begun.
#[derive(Debug, Clone)]
pub struct WeeklyBeginning<'b> {
    /// The week under review.
    pub week: Week,
    /// The day of the review.
    pub date: NaiveDate,
    /// The staff id of who holds it, where that is known.
    pub by: Option<&'b str>,
    /// Because of whom no review took place.
    pub missed: Option<&'b str>,
}

/// The text of a new weekly review: the plan's actions, measures and risks, the visits that were planned, and the last review's
/// answers as hints.
///
/// # Errors
/// The template, if the service has its own, has a mistake.
pub fn weekly(
    templates: &Templates,
    beginning: &WeeklyBeginning<'_>,
    plan_record: &Record,
    plan: &SupportPlan,
    reviews: &[Record],
    context: &Context,
) -> Result<String> {
    let before =
        |record: &&Record| record.value("week").and_then(Week::parse).is_some_and(|week| week < beginning.week);
    let held = |record: &&Record| record.value("missed").is_none();
    let last = reviews.iter().filter(before).filter(held).max_by(|a, b| a.value("week").cmp(&b.value("week")));
    let last_values: Option<WeeklyReview> = last.and_then(|last| Former::of([plan_record]).read(last));
    let last_values = last_values.as_ref();
    let words = |section: &str| {
        let record = last?;
        let words = record.words(record.outline.section(section)?.all);
        (!words.is_empty()).then(|| hint(&words))
    };
    let heading = |list: &str, id: &str| {
        plan_record.outline.item(list, id).map_or_else(|| heading_for(id), |item| item.heading.text.clone())
    };
    let in_week = |date: &NaiveDate| beginning.week.monday() <= *date && *date <= beginning.week.sunday();
    let scaffold = Weekly {
        resident: plan.resident.clone(),
        week: beginning.week.to_string(),
        date: beginning.date,
        by: beginning.by.map(str::to_owned),
        staff: staff_ids(context),
        missed: beginning.missed.map(str::to_owned),
        levels: context.levels.iter().map(|level| level.id.clone()).collect(),
        actions: plan
            .actions
            .iter()
            .filter(|action| action.ended.is_none())
            .map(|action| WeeklyAction {
                id: action.id.clone(),
                heading: one_line(&heading("actions", &action.id)),
                plan_help: action.help.clone(),
                last: last_values.and_then(|last| last.actions.iter().find(|taken| taken.id == action.id)).map(
                    |taken| {
                        let help = taken.help.as_ref().map(|help| format!(", {help}")).unwrap_or_default();
                        format!("{}{help}", taken.result)
                    },
                ),
            })
            .collect(),
        measures: plan
            .outcomes
            .iter()
            .filter(|outcome| outcome.ended.is_none())
            .map(|outcome| WeeklyMeasure {
                id: outcome.id.clone(),
                what: one_line(&outcome.measure.what),
                per: outcome.measure.per.clone(),
                baseline: outcome.measure.baseline.to_string(),
                target: outcome.measure.target.to_string(),
                last: last_values
                    .and_then(|last| last.measures.iter().find(|m| m.id == outcome.id))
                    .map(|m| m.value.to_string()),
            })
            .collect(),
        visits: last_values
            .into_iter()
            .flat_map(|last| &last.planned)
            .map(|visit| visit.date)
            .filter(in_week)
            .collect(),
        next_monday: beginning.week.next().monday(),
        risks: plan
            .risks
            .iter()
            .filter(|r| r.ended.is_none())
            .map(|r| hint(&one_line(&heading("risks", &r.id))))
            .collect(),
        last_week: last_values.map(|last| last.week.clone()),
        last_this_week: words("this-week"),
        last_emerging: words("what-is-emerging"),
        last_other: words("other-support-needs"),
        last_safety: words("safety-plan"),
        last_safety_plan: last_values.and_then(|last| last.safety_plan.clone()),
    };
    filled(templates, Kind::WeeklyReview, &scaffold, context)
}

/// What the template is tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let staff = staff_ids(context);
    let words = || Some("Two words.\n\n- And two more.".to_owned());
    let full = Weekly {
        resident: RESIDENT.to_owned(),
        week: Week::of(DAY).to_string(),
        date: DAY,
        by: staff.first().cloned(),
        staff: staff.clone(),
        missed: None,
        levels: context.levels.iter().map(|level| level.id.clone()).collect(),
        actions: vec![WeeklyAction {
            id: "picture-recipe".to_owned(),
            heading: "Picture recipe".to_owned(),
            plan_help: "prompts".to_owned(),
            last: Some("done, prompts".to_owned()),
        }],
        measures: vec![WeeklyMeasure {
            id: "cooks-lunch".to_owned(),
            what: "lunches cooked".to_owned(),
            per: "week".to_owned(),
            baseline: "0".to_owned(),
            target: "2".to_owned(),
            last: Some("1.5".to_owned()),
        }],
        visits: vec![DAY],
        next_monday: Week::of(DAY).next().monday(),
        risks: vec!["Burns".to_owned()],
        last_week: Some("2026-W46".to_owned()),
        last_this_week: words(),
        last_emerging: words(),
        last_other: words(),
        last_safety: words(),
        last_safety_plan: Some("working".to_owned()),
    };
    let missed = Weekly { missed: Some("service".to_owned()), ..full.clone() };
    let first = Weekly {
        by: None,
        actions: Vec::new(),
        measures: Vec::new(),
        visits: Vec::new(),
        risks: Vec::new(),
        last_week: None,
        last_this_week: None,
        last_emerging: None,
        last_other: None,
        last_safety: None,
        last_safety_plan: None,
        ..full.clone()
    };
    vec![data(&full), data(&missed), data(&first)]
}

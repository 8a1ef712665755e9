//! New records, with what is known filled in and last week's answers at hand. Pure: checked records and a date become text.
//!
//! Hints stand in comments that begin with `#?` or `<!--?`; they are taken out again when the record is complete (see
//! [`crate::record::edit::without_guidance`]). Facts are carried forward, people's words only in such hints.

pub mod answers;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

use crate::check::Context;
use crate::cycle::{self, Week};
use crate::record::model::{SupportPlan, WeeklyReview};
use crate::record::{Former, Kind, Record, Schema, Wording, heading_for};
use crate::template::Templates;

/// What a weekly review's template is given.
#[derive(Debug, Serialize)]
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

#[derive(Debug, Serialize)]
struct WeeklyAction {
    id: String,
    heading: String,
    plan_help: String,
    /// Last week's result and help.
    last: Option<String>,
}

#[derive(Debug, Serialize)]
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
    let former = Former::of([plan_record]);
    let last_values: Option<WeeklyReview> = last.and_then(|last| former.read(last));
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
        staff: context
            .settings
            .staff
            .iter()
            .filter(|staff| staff.left.is_none())
            .map(|staff| staff.id.clone())
            .collect(),
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
    filled(templates, Kind::WeeklyReview, &scaffold, &context.wording)
}

/// What the templates of a new resident's records are given.
#[derive(Debug, Serialize)]
pub struct Beginning {
    /// The resident's reference.
    pub resident: String,
    /// What they like to be called, where that is known.
    pub called: Option<String>,
    /// The day of moving in.
    pub moved_in: NaiveDate,
    /// The key worker's staff id, where that is known.
    pub key_worker: Option<String>,
    /// The staff id of who begins the records, where that is known.
    pub by: Option<String>,
    levels: Vec<String>,
    sources: Vec<String>,
    in_three_months: NaiveDate,
    /// Whether there is a referral to carry risks from.
    referred: bool,
    risks: Vec<CarriedRisk>,
}

#[derive(Debug, Serialize)]
struct CarriedRisk {
    id: String,
    heading: String,
    words: String,
}

impl Beginning {
    /// For a resident of whom only this is known.
    pub fn new(resident: &str, moved_in: NaiveDate, context: &Context) -> Self {
        Self {
            resident: resident.to_owned(),
            called: None,
            moved_in,
            key_worker: None,
            by: None,
            levels: context.levels.iter().map(|level| level.id.clone()).collect(),
            sources: Vec::new(),
            in_three_months: cycle::months_after(moved_in, 3),
            referred: false,
            risks: Vec::new(),
        }
    }

    /// Carries the risks of a referral into what is begun, those that it sets aside left out.
    pub fn carry_risks(&mut self, referral: &Record) {
        self.referred = referral.values.get("risks").is_some_and(serde_json::Value::is_array);
        let open = referral.list("risks").iter().filter(|risk| risk.get("set_aside").is_none());
        let ids = open.filter_map(|risk| risk.get("id").and_then(serde_json::Value::as_str));
        self.risks = ids
            .map(|id| {
                let item = referral.outline.item("risks", id);
                CarriedRisk {
                    id: id.to_owned(),
                    heading: item.map_or_else(|| heading_for(id), |item| one_line(&item.heading.text)),
                    words: item.map(|item| hint(&referral.words(item.text))).unwrap_or_default(),
                }
            })
            .collect();
    }

    /// The text of one of the records that a resident's life in the service begins with.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&mut self, templates: &Templates, kind: Kind, wording: &Wording) -> Result<String> {
        self.sources = choices(kind, "source");
        filled(templates, kind, self, wording)
    }
}

/// The template of a kind, filled in, its headings and labels in the service's wording; a text ends with the end of a line.
fn filled(templates: &Templates, kind: Kind, view: &impl Serialize, wording: &Wording) -> Result<String> {
    let text = templates.render(&format!("scaffold/{}.md", kind.name()), view)?;
    let worded = text.trim_end().lines().map(|line| in_wording(line, wording) + "\n");
    Ok(worded.collect())
}

/// A line with its heading or label as the service words it.
fn in_wording(line: &str, wording: &Wording) -> String {
    if let Some(heading) = line.strip_prefix("## ") {
        return format!("## {}", wording.shown(heading));
    }
    match line.strip_prefix("**").and_then(|line| line.split_once(":**")) {
        Some((label, rest)) => format!("**{}:**{rest}", wording.shown(label)),
        None => line.to_owned(),
    }
}

/// The choices that the schema gives for a key.
fn choices(kind: Kind, key: &str) -> Vec<String> {
    let choices = Schema::of(kind).json["properties"][key]["enum"].as_array();
    choices.into_iter().flatten().filter_map(serde_json::Value::as_str).map(str::to_owned).collect()
}

/// Words as they can stand within a comment of the text: nothing in them ends it.
fn hint(words: &str) -> String {
    words.replace("-->", "-- >").replace("<!--", "<! --")
}

/// Words as they can stand within a comment of the front matter.
fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_labels_are_in_the_services_wording() {
        let wording = Wording::new([("last-week", "Looking back"), ("staff-will", "What we do")], []);
        assert_eq!(in_wording("## Last week", &wording), "## Looking back");
        assert_eq!(in_wording("**Staff will:** exactly", &wording), "**What we do:** exactly");
        assert_eq!(in_wording("## This week", &wording), "## This week");
        assert_eq!(in_wording("- id: last-week", &wording), "- id: last-week");
    }

    #[test]
    fn nothing_in_a_hint_ends_it() {
        let hinted = format!("<!--? {} -->", hint("a --> b <!-- c"));
        assert_eq!((hinted.matches("-->").count(), hinted.matches("<!--").count()), (1, 1));
    }
}

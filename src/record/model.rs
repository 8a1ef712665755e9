//! Records as plain data, for what counts, draws and plans with them. Each is made from the values of a record that fits
//! its schema; what people say stays in the record's text.

use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Record;
use crate::text::is_obeyed;

/// Whether an item is over, and why.
#[derive(Debug, Clone, Deserialize)]
pub struct Ended {
    /// The day on which it ended.
    pub date: NaiveDate,
    /// One of the format's reasons.
    pub reason: String,
}

/// A support plan's front matter.
#[derive(Debug, Clone, Deserialize)]
pub struct SupportPlan {
    /// The resident's reference.
    pub resident: String,
    /// What the resident likes to be called.
    pub called: String,
    /// The day of moving in.
    pub moved_in: NaiveDate,
    /// The key worker's staff id.
    pub key_worker: String,
    /// Hours of support a week.
    pub commissioned_hours: f64,
    /// Times away.
    #[serde(default)]
    pub away: Vec<Away>,
    /// The day of leaving the service.
    pub left: Option<NaiveDate>,
    /// Where the resident went on leaving.
    pub moved_to: Option<String>,
    /// What the resident is working towards.
    pub outcomes: Vec<Outcome>,
    /// What is done about it.
    pub actions: Vec<Action>,
    /// What could go wrong.
    pub risks: Vec<Risk>,
}

/// A time away from the service.
#[derive(Debug, Clone, Deserialize)]
pub struct Away {
    /// The first day away.
    pub from: NaiveDate,
    /// The day of coming back, once it is known.
    pub back: Option<NaiveDate>,
}

/// An outcome.
#[derive(Debug, Clone, Deserialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// `progress` or `stability`.
    pub aim: String,
    /// How it is counted.
    pub measure: Measure,
    /// Whether it is over.
    pub ended: Option<Ended>,
}

/// How an outcome is counted.
#[derive(Debug, Clone, Deserialize)]
pub struct Measure {
    /// What is counted.
    pub what: String,
    /// The time that one figure covers.
    pub per: String,
    /// The figure at the start.
    pub baseline: f64,
    /// The figure to reach, or to stay at.
    pub target: f64,
    /// When the target is to be reached.
    pub by: NaiveDate,
    /// When anyone on shift says that things go the wrong way.
    pub worse_if: Option<WorseIf>,
}

/// The figure at which things go the wrong way.
#[derive(Debug, Clone, Deserialize)]
pub struct WorseIf {
    /// Worse when the figure is below this.
    pub below: Option<f64>,
    /// Worse when the figure is above this.
    pub above: Option<f64>,
    /// For how many weeks in a row.
    pub for_weeks: usize,
}

/// An action.
#[derive(Debug, Clone, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: String,
    /// The outcomes that it is for.
    #[serde(rename = "for")]
    pub outcomes: Vec<String>,
    /// Hours a week.
    pub hours: f64,
    /// The level of help.
    pub help: String,
    /// Whether it is over.
    pub ended: Option<Ended>,
}

/// A risk of a plan or of a safety plan.
#[derive(Debug, Clone, Deserialize)]
pub struct Risk {
    /// Its id.
    pub id: String,
    /// The outcomes that it bears on, in a support plan.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// Whether it is over.
    pub ended: Option<Ended>,
}

/// A safety plan's front matter.
#[derive(Debug, Clone, Deserialize)]
pub struct SafetyPlan {
    /// The day of the first version, which is that of moving in.
    pub started: NaiveDate,
    /// The day of this version.
    pub updated: NaiveDate,
    /// The risks that it answers.
    pub risks: Vec<Risk>,
}

/// An incident's front matter.
#[derive(Debug, Clone, Deserialize)]
pub struct Incident {
    /// The day on which it happened.
    pub date: NaiveDate,
    /// The risks that it bears on.
    pub risks: Vec<String>,
    /// The plans that were changed because of it.
    pub changed: Vec<String>,
}

/// A weekly review's front matter.
#[derive(Debug, Clone, Deserialize)]
pub struct WeeklyReview {
    /// The ISO week, as `2026-W47`.
    pub week: String,
    /// The day of the review.
    pub date: NaiveDate,
    /// Who held it.
    pub by: String,
    /// Because of whom no review took place.
    pub missed: Option<String>,
    /// What became of each action.
    #[serde(default)]
    pub actions: Vec<ActionTaken>,
    /// Each measure's figure.
    #[serde(default)]
    pub measures: Vec<Measured>,
    /// The week's visits.
    #[serde(default)]
    pub visits: Vec<Visit>,
    /// The visits planned for the week after.
    #[serde(default)]
    pub planned: Vec<Planned>,
    /// Risks that nobody knew of before.
    #[serde(default)]
    pub new_risks: Vec<NewRisk>,
    /// `working` or `needs-updating`.
    pub safety_plan: Option<String>,
}

/// A risk that a weekly review is the first to name.
#[derive(Debug, Clone, Deserialize)]
pub struct NewRisk {
    /// Its id, which the plans take over.
    pub id: String,
}

/// What became of an action in a week.
#[derive(Debug, Clone, Deserialize)]
pub struct ActionTaken {
    /// The action's id.
    pub id: String,
    /// `done`, `partly` or `not-done`.
    pub result: String,
    /// On whose side the reason lay, where it was not done in full.
    pub because_of: Option<String>,
    /// The help really given.
    pub help: Option<String>,
}

/// A week's figure for an outcome.
#[derive(Debug, Clone, Deserialize)]
pub struct Measured {
    /// The outcome's id.
    pub id: String,
    /// The figure.
    pub value: f64,
}

/// A visit that was to take place.
#[derive(Debug, Clone, Deserialize)]
pub struct Visit {
    /// The day.
    pub date: NaiveDate,
    /// `met`, `declined`, `not-in` or `cancelled-by-us`.
    pub result: String,
}

/// A visit that is to take place.
#[derive(Debug, Clone, Deserialize)]
pub struct Planned {
    /// The day.
    pub date: NaiveDate,
    /// The time of day as `HH:MM`.
    pub time: Option<String>,
    /// The staff id of who will come.
    pub by: Option<String>,
}

/// What of a formal review decides what is due.
#[derive(Debug, Clone, Deserialize)]
pub struct FormalReview {
    /// The day on which it was prepared.
    pub prepared: NaiveDate,
    /// How far it has come.
    pub stage: String,
    /// The day on which the plan was gone through.
    pub discussed: Option<NaiveDate>,
    /// Who signed, and when.
    #[serde(default)]
    pub signed: Vec<Signature>,
    /// The day agreed for the next.
    pub next_review: Option<NaiveDate>,
    /// The content hash of the plan that was gone through.
    pub reviewed: Option<String>,
    /// The content hash of the plan that came out of it.
    pub agreed: Option<String>,
    /// The resident's answers.
    pub answers: Option<Answers>,
}

/// That somebody signed.
#[derive(Debug, Clone, Deserialize)]
pub struct Signature {
    /// The day on which they signed.
    pub date: NaiveDate,
}

/// The resident's answers to the questions of a formal review.
#[derive(Debug, Clone, Deserialize)]
pub struct Answers {
    /// Whether there are parts to improve or change.
    pub change_plan: Option<String>,
    /// Whether supported accommodation is still needed.
    pub still_needed: Option<String>,
}

/// The years that dates and weeks lie in.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=9900;

/// The date that is written so: `YYYY-MM-DD` and nothing else, in a year that a record can be about.
pub fn date(text: &str) -> Option<NaiveDate> {
    let form = "0000-00-00";
    let fits = |(c, f): (u8, u8)| if f == b'-' { c == f } else { c.is_ascii_digit() };
    let formed = text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits);
    if !formed {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|date| YEARS.contains(&date.year()))
}

/// The record's front matter as `T`; none where a value that `T` needs is missing or wrong, which `check` reports. A value that
/// would be obeyed where it is shown, or that goes on to a next line, is wrong wherever it stands.
pub fn of<T: DeserializeOwned>(record: &Record) -> Option<T> {
    of_values(&record.values)
}

/// The values of a record's front matter as `T`, as [`of`] gives them.
pub fn of_values<T: DeserializeOwned>(values: &Value) -> Option<T> {
    if has_foreign_date(values) || has_control(values) {
        return None;
    }
    T::deserialize(values).ok()
}

/// Whether a text within `value` is a date to the library that reads them, and none to the format.
fn has_foreign_date(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            let may_be = text.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
            may_be && date(text).is_none() && text.parse::<NaiveDate>().is_ok()
        }
        Value::Array(items) => items.iter().any(has_foreign_date),
        Value::Object(members) => members.values().any(has_foreign_date),
        _ => false,
    }
}

/// Whether a text within `value` holds a line end or another character that is obeyed; keys of the service's own, which nothing
/// reads, left aside.
fn has_control(value: &Value) -> bool {
    match value {
        Value::String(text) => has_hidden(text),
        Value::Array(items) => items.iter().any(has_control),
        Value::Object(members) => {
            let mut read = members.iter().filter(|(key, _)| !key.starts_with("x-"));
            read.any(|(key, value)| has_hidden(key) || has_control(value))
        }
        _ => false,
    }
}

fn has_hidden(text: &str) -> bool {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    !plain && text.chars().any(|c| is_obeyed(c) && c != '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_way_of_writing_a_date_is_read() {
        assert!(date("2026-11-20").is_some());
        for text in
            ["+262142-12-31", "2026-1-2", "2026-02-30", "1026-11-20", "9999-12-31", " 2026-11-20", "2026-11-20é"]
        {
            assert_eq!(date(text), None, "{text}");
        }
        assert!(has_foreign_date(&serde_json::json!({"away": [{"from": "+262142-12-31"}]})));
        assert!(!has_foreign_date(&serde_json::json!({"away": [{"from": "2026-11-20"}]})));
    }
}

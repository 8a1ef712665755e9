//! New risks of a weekly review, put into the safety plan.

use chrono::NaiveDate;

use super::form;
use crate::check::Context;
use crate::record::former::former_ids;
use crate::record::{Record, edit, heading_for};
use crate::text;

/// A risk that was named in a weekly review, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRisk {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub heading: String,
    /// What may happen and what to do first, as the review says it; empty where it says nothing.
    pub words: String,
}

/// The new risks of `review` that the safety plan does not answer.
pub fn missing_risks(review: &Record, safety_plan: &Record) -> Vec<NewRisk> {
    let former = safety_plan.list("risks").iter().flat_map(former_ids);
    let known: Vec<&str> = safety_plan.ids("risks").chain(former).collect();
    let missing = review.ids("new_risks").filter(|id| !known.contains(id));
    let risk = |id: &str| {
        let item = review.outline.item("new_risks", id);
        NewRisk {
            id: id.to_owned(),
            heading: item.map_or_else(|| heading_for(id), |item| item.heading.text.clone()),
            words: item.map(|item| review.words(item.text)).unwrap_or_default(),
        }
    };
    missing.map(risk).collect()
}

/// The safety plan's text with these risks: each with its heading and its words among the main risks, and the plan with the day on which it
/// was changed.
pub fn with_risks(safety_plan: &Record, risks: &[NewRisk], today: NaiveDate, context: &Context) -> String {
    let mut record = None;
    for risk in risks {
        let current = record.as_ref().unwrap_or(safety_plan);
        let edits = form::item_with_words(current, "risks", &risk.id, &risk.heading, &risk.words);
        record = form::reread(current, text::apply(&current.text, edits), context).or(record);
    }
    edit::with_value(record.as_ref().unwrap_or(safety_plan), "updated", &today.to_string())
}

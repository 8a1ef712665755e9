//! New records, with what is known filled in and last week's answers at hand. Pure: checked records and a date become text.
//!
//! Hints stand in comments that begin with `#?` or `<!--?`; they are taken out again when the record is complete (see
//! [`crate::record::edit::without_guidance`]). Facts are carried forward, people's words only in such hints.
//! A hint `#?= ANSWER` above a key offers an answer that Enter alone gives; `#?= KEY: ANSWER` above a list does so for items that are added.

pub mod answers;
mod audit;
mod beginning;
pub mod form;
pub mod formal;
mod incident;
pub mod item;
mod looked_back;
pub mod part;
mod reflection;
pub mod safety;
pub mod sample;
pub mod since;
pub mod stay;
pub mod trial;
mod weekly;

use anyhow::Result;
use serde::Serialize;

pub use self::audit::{AuditBeginning, audit};
pub use self::beginning::Beginning;
pub use self::incident::{IncidentBeginning, incident};
pub use self::looked_back::LookedBack;
pub use self::reflection::{ReflectionBeginning, reflection};
pub use self::weekly::{WeeklyBeginning, weekly};
use crate::check::Context;
use crate::record::{Kind, Schema, Wording};
use crate::template::Templates;

/// The template of a kind, filled in, its headings and labels in the service's wording; a text ends with the end of a line.
///
/// # Errors
/// The template, if it is the service's own, has a mistake, or makes no record.
fn filled(templates: &Templates, kind: Kind, view: &impl Serialize, context: &Context) -> Result<String> {
    filled_from(templates, kind.name(), view, context)
}

/// The same for the template of this name, which may be that of a part of a record.
fn filled_from(templates: &Templates, name: &str, view: &impl Serialize, context: &Context) -> Result<String> {
    let name = format!("scaffold/{name}.md");
    if templates.own(&name).is_none() {
        return Ok(worded(&templates.render(&name, view)?, &context.wording));
    }
    let (text, faults) = trial::tried(templates, &name, view, context)?;
    match faults.into_iter().next() {
        None => Ok(text),
        Some(fault) => Err(fault.into()),
    }
}

/// What came of a template, with its headings and labels in the service's wording.
fn worded(text: &str, wording: &Wording) -> String {
    text.trim_end().lines().map(|line| in_wording(line, wording) + "\n").collect()
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

/// The ids of the staff who have not left.
fn staff_ids(context: &Context) -> Vec<String> {
    let staff = context.settings.staff.iter().filter(|staff| staff.left.is_none());
    staff.map(|staff| staff.id.clone()).collect()
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

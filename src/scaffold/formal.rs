//! Formal reviews, stage by stage: what is prepared for the paper, what is asked once it was gone through, and what is asked at the end. The
//! later stages are parts of a record, which are put into the one that there is.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::since::{self, Since};
use super::trial::{DAY, RESIDENT, data};
use super::{filled, filled_from, staff_ids};
use crate::check::Context;
use crate::record::insert::{self, New, NewEntry};
use crate::record::yaml::{Entry, Node};
use crate::record::{Kind, Record, content_hash};
use crate::template::Templates;
use crate::text::{self, Edit, Span};

/// What the template of a review that is prepared is given.
#[derive(Debug, Serialize)]
pub struct Prepared<'p> {
    /// The resident's reference.
    pub resident: &'p str,
    /// The day.
    pub prepared: NaiveDate,
    /// The staff id of who leads it, where that is known.
    pub by: Option<&'p str>,
    /// Who could lead it.
    pub staff: Vec<&'p str>,
    /// The content hash of the plan that is to be gone through.
    pub reviewed: &'p str,
    /// What has happened since the last one.
    pub since: &'p Since,
}

/// What the template for a plan that was gone through is given.
#[derive(Debug, Clone, Serialize)]
pub struct Discussed {
    /// The day on which it was gone through.
    pub date: NaiveDate,
}

/// What the template for the end is given.
#[derive(Debug, Clone, Serialize)]
pub struct Closed<'c> {
    /// The content hash of the plan that came out.
    pub agreed: &'c str,
    /// Whether who signed is asked, and when.
    pub asks: bool,
    /// How it ends: one of the choices of the format; none where that is still to be said.
    pub result: Option<&'c str>,
    /// The staff id of who signs for the service, where that is known.
    pub by: Option<&'c str>,
    /// The day on which it was signed.
    pub date: NaiveDate,
    /// The first day that the next review can be agreed for.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
    /// The day that is offered for it.
    pub offered: NaiveDate,
    /// The day that is agreed for it; none where that is asked.
    pub next_review: Option<NaiveDate>,
}

impl Prepared<'_> {
    /// The text of the record.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled(templates, Kind::FormalReview, self, context)
    }
}

impl Discussed {
    /// The part of the record that is asked for.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled_from(templates, "formal-review-discussed", self, context)
    }
}

impl Closed<'_> {
    /// The part of the record that is asked for.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled_from(templates, "formal-review-closed", self, context)
    }
}

/// Keys that each stage writes anew. What the record has of any other stays.
const ANEW: [&str; 2] = ["stage", "agreed"];

/// The text of `record` with what the next stage asks: the keys and sections of `stage`, which is a part of a record, each with its hints and in
/// the order of the format. What the record has already stays as it is, but for the stage and the plan that was agreed.
pub fn put_stage(record: &Record, stage: &Record) -> String {
    let mut edits = Vec::new();
    put_keys(record, stage, &mut edits);
    put_sections(record, stage, &mut edits);
    text::apply(&record.text, edits)
}

/// The text of a review that waits to be gone through, with the plan that `anew` names and what has happened by then.
pub fn refreshed(record: &Record, anew: &Record) -> String {
    const SINCE: &str = "since-the-last-review";
    let mut edits = Vec::new();
    if let (Some(entry), Some(hash)) = (record.front.root.entry("reviewed"), anew.value("reviewed")) {
        edits.push(put_value(&entry.value, entry.key_span, hash));
    }
    if let (Some(old), Some(new)) = (record.outline.section(SINCE), anew.outline.section(SINCE)) {
        let end = if old.all.end == record.text.len() { "\n" } else { "\n\n" };
        let since = format!("\n\n{}{end}", new.all.of(&anew.text).trim());
        let is_crlf = record.text.contains("\r\n");
        edits.push(Edit::replace(old.all, if is_crlf { since.replace('\n', "\r\n") } else { since }));
    }
    text::apply(&record.text, edits)
}

fn put_value(node: &Node, key: Span, value: &str) -> Edit {
    // A value that was left out is written behind its colon.
    if node.is_null() { Edit::insert(key.end + 1, format!(" {value}")) } else { Edit::replace(node.span, value) }
}

fn put_keys(record: &Record, stage: &Record, edits: &mut Vec<Edit>) {
    let root = &record.front.root;
    let mut entries: Vec<&Entry> = stage.front.root.entries().iter().collect();
    let keys = record.schema().json["properties"].as_object();
    entries.sort_by_key(|entry| keys.and_then(|keys| keys.keys().position(|known| *known == entry.key)));
    for entry in entries {
        match root.entry(&entry.key) {
            Some(there) if ANEW.contains(&entry.key.as_str()) => {
                let value = entry.value.text().filter(|_| !entry.value.is_null());
                edits.extend(value.map(|value| put_value(&there.value, there.key_span, value)));
            }
            Some(_) => {}
            None => {
                let new = NewEntry::new(&entry.key, New::of(&entry.value, stage, true));
                let new = NewEntry { hints: insert::hints_above(entry, stage), ..new };
                edits.push(insert::member(record, root, insert::before(record, &entry.key), &new));
            }
        }
    }
}

fn put_sections(record: &Record, stage: &Record, edits: &mut Vec<Edit>) {
    let specs = &record.schema().body.sections;
    let mut parts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (at, spec) in specs.iter().enumerate() {
        let asked = stage.outline.section(&spec.slug).filter(|_| record.outline.section(&spec.slug).is_none());
        let Some(asked) = asked else { continue };
        let part = Span::new(asked.heading.span.start, asked.all.end).of(&stage.text).trim_end();
        let before = specs[..at].iter().rev().find_map(|before| record.outline.section(&before.slug));
        let place = match before {
            Some(before) => before.all.end,
            None => record.outline.sections.first().map_or(record.text.len(), |first| first.heading.span.start),
        };
        parts.entry(place).or_default().push(part.to_owned());
    }
    edits.extend(parts.into_iter().map(|(place, parts)| insert::paragraphs(&record.text, place, &parts)));
}

/// What the templates are tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let staff = staff_ids(context);
    let hash = content_hash("");
    let prepared = |since: &Since, by| {
        let staff = staff.iter().map(String::as_str).collect();
        data(&Prepared { resident: RESIDENT, prepared: DAY, by, staff, reviewed: &hash, since })
    };
    let [much, little] = since::samples();
    vec![prepared(&much, staff.first().map(String::as_str)), prepared(&little, None)]
}

/// What the templates of the later stages are tried out with: that of a plan that was gone through, or of the end.
pub(super) fn samples_of_stage(is_end: bool, context: &Context) -> Vec<Value> {
    if !is_end {
        return vec![data(&Discussed { date: DAY })];
    }
    let (staff, hash) = (staff_ids(context), content_hash(""));
    let first = staff.first().map(String::as_str);
    let known = |result, by| Closed {
        agreed: &hash,
        asks: false,
        result,
        by,
        date: DAY,
        first: DAY,
        last: DAY,
        offered: DAY,
        next_review: Some(DAY),
    };
    let closed = |result, by| data(&known(result, by));
    vec![
        data(&Closed { asks: true, next_review: None, ..known(None, first) }),
        closed(None, None),
        closed(Some("signed"), first),
        closed(Some("declined"), first),
        closed(Some("unable"), None),
    ]
}

#[cfg(test)]
mod tests;

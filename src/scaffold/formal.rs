//! Formal reviews, stage by stage: what is prepared for the paper, what is asked once it was gone through, and what is asked at the end. The
//! later stages are parts of a record, which are put into the one that there is.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;

use super::since::Since;
use super::{filled, filled_from};
use crate::check::Context;
use crate::record::yaml::Node;
use crate::record::{Kind, Record, insert};
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
    pub next_review: NaiveDate,
}

impl Prepared<'_> {
    /// The text of the record.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled(templates, Kind::FormalReview, self, &context.wording)
    }
}

impl Discussed {
    /// The part of the record that is asked for.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled_from(templates, "formal-review-discussed", self, &context.wording)
    }
}

impl Closed<'_> {
    /// The part of the record that is asked for.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&self, templates: &Templates, context: &Context) -> Result<String> {
        filled_from(templates, "formal-review-closed", self, &context.wording)
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
    in_line_ends_of(record, &mut edits);
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
        edits.push(Edit::replace(old.all, format!("\n\n{}{end}", new.all.of(&anew.text).trim())));
    }
    in_line_ends_of(record, &mut edits);
    text::apply(&record.text, edits)
}

/// Gives what is written the line ends that the record has.
fn in_line_ends_of(record: &Record, edits: &mut [Edit]) {
    if record.text.contains("\r\n") {
        edits.iter_mut().for_each(|edit| edit.with = edit.with.replace('\n', "\r\n"));
    }
}

fn put_value(node: &Node, key: Span, value: &str) -> Edit {
    // A value that was left out is written behind its colon.
    if node.is_null() { Edit::insert(key.end + 1, format!(" {value}")) } else { Edit::replace(node.span, value) }
}

fn put_keys(record: &Record, stage: &Record, edits: &mut Vec<Edit>) {
    let Some(front) = record.front_span else { return };
    let order: Vec<&String> =
        record.schema().json["properties"].as_object().map(|keys| keys.keys().collect()).unwrap_or_default();
    let rank = |key: &str| order.iter().position(|known| *known == key);
    let mut parts: Vec<(Option<usize>, usize, &str)> = Vec::new();
    let entries = stage.front.root.entries();
    for (at, entry) in entries.iter().enumerate() {
        match record.front.root.entry(&entry.key) {
            Some(there) if ANEW.contains(&entry.key.as_str()) => {
                let value = entry.value.text().filter(|_| !entry.value.is_null());
                edits.extend(value.map(|value| put_value(&there.value, there.key_span, value)));
            }
            Some(_) => {}
            None => {
                let end = entries.get(at + 1).map(|next| beginning(stage, next.key_span.start));
                let span = Span::new(
                    beginning(stage, entry.key_span.start),
                    end.or(stage.front_span.map(|front| front.end)).unwrap_or(stage.text.len()),
                );
                let before = record.front.root.entries().iter().filter(|known| rank(&known.key) < rank(&entry.key));
                let last = before.map(|known| insert::end_of(&known.value, &record.text).max(known.key_span.end)).max();
                let place = last.map_or(front.start, |last| next_line(&record.text, last).min(front.end));
                parts.push((rank(&entry.key), place, span.of(&stage.text)));
            }
        }
    }
    parts.sort_by_key(|(rank, ..)| *rank);
    edits.extend(parts.into_iter().map(|(_, place, part)| Edit::insert(place, format!("{}\n", part.trim_end()))));
}

/// Where the line begins that `at` lies in, with the remarks right above it.
fn beginning(record: &Record, at: usize) -> usize {
    let text = &record.text;
    let first = record.front_span.map_or(0, |front| front.start);
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut begin = line(at);
    while begin > first && text[line(begin - 1)..begin].starts_with('#') {
        begin = line(begin - 1);
    }
    begin
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn put_sections(record: &Record, stage: &Record, edits: &mut Vec<Edit>) {
    let specs = &record.schema().body.sections;
    for (at, spec) in specs.iter().enumerate() {
        let asked = stage.outline.section(&spec.slug).filter(|_| record.outline.section(&spec.slug).is_none());
        let Some(asked) = asked else { continue };
        let part = Span::new(asked.heading.span.start, asked.all.end).of(&stage.text).trim_end();
        let before = specs[..at].iter().rev().find_map(|before| record.outline.section(&before.slug));
        let place = match before {
            Some(before) => before.all.end,
            None => record.outline.sections.first().map_or(record.text.len(), |first| first.heading.span.start),
        };
        let above = record.text[..place].replace('\r', "");
        let is_later = edits.iter().any(|edit| edit.span.start == place && edit.with.starts_with(['#', '\n']));
        let lead = match () {
            () if is_later || above.is_empty() || above.ends_with("\n\n") => "",
            () if above.ends_with('\n') => "\n",
            () => "\n\n",
        };
        edits.push(Edit::insert(place, format!("{lead}{part}\n\n")));
    }
    // The last one ends the text, and no empty line does.
    if let Some(last) = edits.last_mut().filter(|edit| edit.span.start == record.text.len()) {
        last.with.truncate(last.with.trim_end().len() + 1);
    }
}

#[cfg(test)]
mod tests;

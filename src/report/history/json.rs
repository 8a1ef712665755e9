//! Histories and what is not saved yet as JSON, for other programs. `schema/history-report.schema.json` and `schema/diff-report.schema.json`
//! describe them; a change that breaks readers counts the version up.

use anyhow::Result;
use serde::Serialize;

use super::{Differing, History};
use crate::record::change::{About, Change, Detail};
use crate::redline::lines;
use crate::redline::steps::{Saved, Step, What};
use crate::redline::words::{self, Kind};
use crate::report::as_json;

const VERSION: u32 = 1;

/// What is told of one record.
#[derive(Serialize)]
struct Whole<'h, T> {
    version: u32,
    resident: &'h str,
    path: &'h str,
    record: &'h str,
    #[serde(flatten)]
    told: T,
}

#[derive(Serialize)]
struct Steps<'h> {
    /// Newest first.
    steps: Vec<One<'h>>,
}

#[derive(Serialize)]
struct One<'h> {
    number: usize,
    saved: Option<By<'h>>,
    what: &'static str,
    changes: Vec<Part<'h>>,
}

#[derive(Serialize)]
pub(super) struct By<'h> {
    commit: &'h str,
    time: String,
    who: &'h str,
    staff: Option<&'h str>,
    author: Author<'h>,
    review: Option<&'h str>,
}

#[derive(Serialize)]
struct Author<'h> {
    name: &'h str,
    email: &'h str,
}

#[derive(Serialize)]
struct Part<'h> {
    noun: &'static str,
    deed: &'static str,
    id: &'h str,
    part: &'h str,
    details: Vec<Line<'h>>,
}

#[derive(Serialize)]
struct Line<'h> {
    about: &'static str,
    what: &'h str,
    old: Option<&'h str>,
    new: Option<&'h str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<Run>>,
}

#[derive(Serialize)]
struct Run {
    kind: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Differences<'d> {
    version: u32,
    since: Option<&'d str>,
    records: Vec<Record<'d>>,
}

#[derive(Serialize)]
struct Record<'d> {
    path: &'d str,
    what: &'static str,
    changes: Vec<Part<'d>>,
}

/// The history of a record as JSON, newest first.
///
/// # Errors
/// It cannot be written in this form.
pub fn history_as_json(history: &History) -> Result<String> {
    of_record(history, Steps { steps: history.steps.iter().rev().map(step).collect() })
}

/// What is `told` of the record whose history this is.
pub(super) fn of_record(history: &History, told: impl Serialize) -> Result<String> {
    let History { resident, path, name, .. } = history;
    as_json(&Whole { version: VERSION, resident, path, record: name, told })
}

/// What is different in each of some records as JSON: since the last save, or since the moment that `since` names.
///
/// # Errors
/// It cannot be written in this form.
pub fn changes_as_json(records: &[Differing], since: Option<&str>) -> Result<String> {
    let records = records.iter().map(differing).collect();
    as_json(&Differences { version: VERSION, since, records })
}

fn differing(record: &Differing) -> Record<'_> {
    let what = record.what.as_ref();
    Record {
        path: &record.path,
        what: what.map_or("not-compared", word),
        changes: what.map(|what| parts(what.changes())).unwrap_or_default(),
    }
}

fn step(step: &Step) -> One<'_> {
    One {
        number: step.number,
        saved: step.saved.as_ref().map(by),
        what: word(&step.what),
        changes: parts(step.what.changes()),
    }
}

pub(super) fn by(saved: &Saved) -> By<'_> {
    let Saved { commit, when, who, review } = saved;
    By {
        commit,
        time: when.to_rfc3339(),
        who: &who.shown,
        staff: who.staff.as_deref(),
        author: Author { name: &who.name, email: &who.email },
        review: review.as_deref(),
    }
}

fn word(what: &What) -> &'static str {
    match what {
        What::Begins(_) => "begins",
        What::Changes(_) => "changes",
        What::Layout => "layout",
        What::Removed => "removed",
        What::BroughtBack(_) => "brought-back",
        What::Unreadable => "unreadable",
        What::ReadableAgain(_) => "readable-again",
        What::Together(_) => "together",
        What::Cut(_) => "cut",
    }
}

fn parts(changes: &[Change]) -> Vec<Part<'_>> {
    changes.iter().map(part).collect()
}

fn part(change: &Change) -> Part<'_> {
    let Change { noun, deed, id, part, details } = change;
    Part { noun, deed: deed.word(), id, part, details: details.iter().map(line).collect() }
}

fn line(detail: &Detail) -> Line<'_> {
    let Detail { about, what, old, new, refers: _ } = detail;
    let runs = old.as_deref().zip(new.as_deref()).filter(|_| *about == About::Words).map(|(old, new)| runs(old, new));
    let about = match about {
        About::Value => "value",
        About::Words => "words",
        About::Heading => "heading",
        About::Reason => "reason",
    };
    Line { about, what, old: old.as_deref(), new: new.as_deref(), runs }
}

/// The words of both, each run with the white space before it, so that the kept and the added ones are the new text.
fn runs(old: &str, new: &str) -> Vec<Run> {
    let run = |run: &words::Run<'_>| Run {
        kind: match run.kind {
            Kind::Kept => "kept",
            Kind::Removed => "removed",
            Kind::Added => "added",
        },
        text: format!("{}{}", run.gap, run.text),
    };
    lines::compare(old, new).iter().map(run).collect()
}

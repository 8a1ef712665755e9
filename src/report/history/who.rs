//! Who wrote each passage of a record, in lines for people and as JSON.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;

use super::json::{By, by, of_record};
use super::marked::Marked;
use super::{History, WIDEST, capital, version_of};
use crate::redline::who::Passage;
use crate::report::printable;

/// Who wrote each passage of the record as it stands, and when. Lines are at most `width` columns wide, and no wider than can be read.
pub fn who_in_full(history: &History, passages: &[Passage], width: usize) -> String {
    let width = width.min(WIDEST);
    let mut text = format!(
        "{}: who wrote each passage of the {} as it stands, and when\n",
        history.resident,
        printable(&history.name)
    );
    let mut part = None;
    for passage in passages {
        if part != Some(&passage.part) {
            part = Some(&passage.part);
            let name = if passage.part.is_empty() { "at the top" } else { &passage.part };
            let _ = writeln!(text);
            Marked::default().kept(&capital(&printable(name))).write(&mut text, 0, 2, width);
        }
        if !passage.what.is_empty() {
            Marked::default().kept(&printable(&passage.what)).write(&mut text, 2, 4, width);
        }
        for run in &passage.runs {
            let step = history.steps.get(run.version);
            let who = step.map_or_else(String::new, version_of);
            let words: Vec<&str> = run.text.split_whitespace().collect();
            Marked::default().kept(&format!("{who}: {}", printable(&words.join(" ")))).write(&mut text, 4, 6, width);
        }
    }
    text
}

#[derive(Serialize)]
struct Passages<'w> {
    passages: Vec<One<'w>>,
}

#[derive(Serialize)]
struct One<'w> {
    part: &'w str,
    what: &'w str,
    runs: Vec<Run<'w>>,
}

#[derive(Serialize)]
struct Run<'w> {
    number: usize,
    saved: Option<By<'w>>,
    text: &'w str,
}

/// The same as JSON, as `schema/who-report.schema.json` describes it.
///
/// # Errors
/// It cannot be written in this form.
pub fn who_as_json(history: &History, passages: &[Passage]) -> Result<String> {
    let passages = passages.iter().map(|passage| One {
        part: &passage.part,
        what: &passage.what,
        runs: passage
            .runs
            .iter()
            .map(|run| Run {
                number: run.version + 1,
                saved: history.steps.get(run.version).and_then(|step| step.saved.as_ref()).map(by),
                text: &run.text,
            })
            .collect(),
    });
    of_record(history, Passages { passages: passages.collect() })
}

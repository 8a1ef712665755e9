//! The project's own JSON, for other programs. `schema/check-report.schema.json` describes it; a change that breaks readers counts its
//! version up.

use serde::Serialize;

use super::{Found, Further, Report, as_json};
use crate::text::Position;

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'r> {
    version: u32,
    findings: Vec<One<'r>>,
    left_out: usize,
}

#[derive(Serialize)]
struct One<'r> {
    path: String,
    code: &'static str,
    name: &'static str,
    level: &'static str,
    #[serde(flatten)]
    place: Place,
    message: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quoted: Option<&'r str>,
    help: &'r str,
    also: Vec<Also<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'r>>,
}

#[derive(Serialize)]
struct Fix<'r> {
    label: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<Edit<'r>>>,
}

#[derive(Serialize)]
struct Edit<'r> {
    #[serde(flatten)]
    place: Place,
    text: &'r str,
}

#[derive(Serialize)]
struct Also<'r> {
    #[serde(flatten)]
    place: Place,
    label: &'r str,
}

#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Place {
    fn new(start: Position, end: Position) -> Self {
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

pub(super) fn text(report: &Report, show_text: bool) -> anyhow::Result<String> {
    let findings = report.found.iter().map(|found| one(found, show_text)).collect();
    as_json(&Whole { version: VERSION, findings, left_out: report.left_out })
}

fn one(found: &Found, show_text: bool) -> One<'_> {
    let also = |further: &'_ Further| Place::new(further.start, further.end);
    fn edit((start, end, text): &(Position, Position, String)) -> Edit<'_> {
        Edit { place: Place::new(*start, *end), text }
    }
    One {
        path: found.shown_path(),
        code: found.code.number(),
        name: found.code.name(),
        level: found.severity.word(),
        place: Place::new(found.start, found.end),
        message: &found.message,
        quoted: found.quoted(show_text),
        help: &found.help,
        fix: found.fix.as_ref().map(|fix| Fix {
            label: &fix.label,
            edits: fix.edits(show_text).map(|edits| edits.iter().map(edit).collect()),
        }),
        also: found.further.iter().map(|further| Also { place: also(further), label: &further.label }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Report, samples};

    fn parsed(report: &Report, show_text: bool) -> Value {
        serde_json::from_str(&super::text(report, show_text).expect("written")).expect("JSON")
    }

    #[test]
    fn it_is_as_its_schema_says() {
        let schema = serde_json::from_str(include_str!("../../schema/check-report.schema.json")).expect("JSON");
        let schema = jsonschema::draft202012::new(&schema).expect("a schema");
        let report = samples::report().limited(2);
        for value in [parsed(&report, false), parsed(&report, true), parsed(&Report::default(), false)] {
            let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}\n{value:#}");
        }
        assert!(!schema.is_valid(&json!({"version": 1, "findings": [{}], "left_out": 0})));
        assert!(!schema.is_valid(&json!({"version": 2, "findings": [], "left_out": 0})));
    }

    #[test]
    fn places_count_characters_and_end_behind_the_last() {
        let value = parsed(&samples::report(), false);
        let key = &value["findings"][1];
        assert_eq!(
            (&key["line"], &key["column"], &key["end_line"], &key["end_column"]),
            (&json!(2), &json!(1), &json!(2), &json!(7))
        );
        let also = &key["also"][0];
        assert_eq!((&also["line"], &also["column"], &also["end_column"]), (&json!(3), &json!(1), &json!(2)));
        assert_eq!(value["findings"][0]["end_line"], 3);
    }
}

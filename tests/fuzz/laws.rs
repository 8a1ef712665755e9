//! What holds for whatever bytes come: the laws that the fuzz targets and the property tests share. Each takes bytes as they come
//! from outside, and panics where a law is broken.

#![allow(dead_code, reason = "each fuzz target looks at one of them")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};
use supportplan::check::{self, Checkup, Context, Surroundings};
use supportplan::cycle::Week;
use supportplan::finding::Severity;
use supportplan::page;
use supportplan::record::edit;
use supportplan::record::yaml::{self, Node, Yaml};
use supportplan::record::{self, Place, Record, model};
use supportplan::report::{self, Style};
use supportplan::scaffold::{self, WeeklyBeginning, answers};
use supportplan::template::Templates;
use supportplan::text::{self, Edit, Span};

const PLAN: &str = include_str!("../../examples/service/residents/R-0142/plan.md");
const PLAN_PATH: &str = "residents/R-0142/plan.md";
const REVIEW_PATH: &str = "residents/R-0142/weekly/2026-W47.md";

static CONTEXT: LazyLock<Context> = LazyLock::new(|| {
    let staff =
        ["priya-n", "tom-b"].map(|id| json!({"id": id, "name": id, "email": format!("{id}@larch-house.example")}));
    let settings = serde_json::from_value(json!({"service": "Larch House", "staff": staff})).expect("settings");
    Context::new(
        settings,
        BTreeSet::from(["R-0142".to_owned()]),
        chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"),
    )
});

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new(Vec::new()).expect("the project's templates"));

/// A new weekly review of the example's Sam.
static SCAFFOLD: LazyLock<String> = LazyLock::new(|| {
    let record = read(PLAN_PATH, PLAN.as_bytes()).record.expect("the example's plan");
    let plan = model::of(&record).expect("the example's plan");
    let week = Week::parse("2026-W47").expect("a week");
    let beginning = WeeklyBeginning { week, date: week.monday(), by: Some("priya-n"), missed: None };
    scaffold::weekly(&TEMPLATES, &beginning, &record, &plan, &[], &CONTEXT).expect("a review")
});

fn read(path: &str, bytes: &[u8]) -> record::Reading {
    record::read(path, Place::of(path).expect("a place"), bytes.to_vec(), &CONTEXT.wording)
}

fn checked(path: &str, bytes: &[u8]) -> Checkup {
    check::together(vec![(path.to_owned(), read(path, bytes))], &CONTEXT, &Surroundings::default()).remove(0)
}

/// Reading, checking, reporting and printing a file ends; every place lies in the file, and the same file says the same.
pub(crate) fn record(path: &str, bytes: &[u8]) {
    let checkup = checked(path, bytes);
    assert_eq!(checkup.findings, checked(path, bytes).findings);
    for (finding, start, end) in checkup.positions() {
        assert!(start <= end, "{finding:?}");
        assert_place(&checkup.text, finding.span);
        finding.also.iter().for_each(|(span, _)| assert_place(&checkup.text, *span));
    }
    for show_text in [false, true] {
        let report = report::findings(&checkup, Style { show_text, width: 80, below: 0 });
        assert_eq!(report.is_empty(), checkup.findings.is_empty());
        assert_obeys_nothing(&report);
    }
    let Some(record) = &checkup.record else { return };
    assert_node(&record.text, &record.front.root);
    record.front.comments.iter().for_each(|comment| assert_place(&record.text, comment.span));
    guidance(record);
    let page = page::Press::new(&TEMPLATES, &CONTEXT).record(record, &[record]).expect("a page");
    assert_obeys_nothing(&page.html);
    assert!(!page.html.contains("<script"));
}

/// The law for the front matter: the bytes as YAML alone, and between a record's two lines.
pub(crate) fn front_matter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let tree = yaml::read(&text, Span::new(0, text.len()));
    assert_node(&text, &tree.root);
    tree.comments.iter().for_each(|comment| assert_place(&text, comment.span));
    tree.findings.iter().for_each(|finding| assert_place(&text, finding.span));
    record(PLAN_PATH, &[b"---\n", bytes, b"\n---\n# Support plan\n"].concat());
    record("team/audits/2026-11-20.md", bytes);
}

/// The law for the text below: the bytes behind the example's front matter.
pub(crate) fn body(bytes: &[u8]) {
    let front = PLAN.match_indices("---\n").nth(1).map_or(PLAN, |(at, _)| &PLAN[..at + 4]);
    record(PLAN_PATH, &[front.as_bytes(), bytes].concat());
}

/// The law for answers: what passes is put in, and no value and no word of it is lost.
pub(crate) fn answers(bytes: &[u8]) {
    let checkup = check::partial("answers.md", read(REVIEW_PATH, bytes), &[], &CONTEXT);
    let scaffold = read(REVIEW_PATH, SCAFFOLD.as_bytes()).record.expect("the scaffold");
    let Some(handed) = checkup.record.as_ref() else { return };
    if checkup.count(Severity::Error) > 0 {
        return;
    }
    let text = answers::put_in(&scaffold, handed);
    let filled = read(REVIEW_PATH, text.as_bytes()).record.expect("text");
    for (key, value) in handed.values.as_object().into_iter().flatten() {
        assert!(holds(&filled.values[key], value), "`{key}` is kept:\n{text}");
    }
    let comments = handed.front.comments.iter().map(|comment| comment.span).chain(handed.body.comments.iter().copied());
    let own = comments.map(|span| span.of(&handed.text).trim_end()).filter(|comment| !is_hint(comment));
    // The headings of sections are the scaffold's, and a title above them all says nothing of the week.
    let first = handed.outline.sections.first().map_or(0, |section| section.heading.span.start);
    let said = handed.body.headings.iter().filter(|heading| heading.level != 2 && heading.span.start > first);
    // As it was typed: `\;` is read as `;`. How deep a heading stands is not kept.
    let headings = said.map(|heading| heading.span.of(&handed.text).trim_start_matches('#'));
    let sections = handed.outline.sections.iter().map(|section| section.all.of(&handed.text));
    for words in own.chain(headings).chain(sections).flat_map(str::split_whitespace) {
        assert!(text.contains(words), "{words:?} is kept:\n{text}");
    }
}

/// The law for edits: every byte outside them stays, and what is written as a text is read back as that text.
pub(crate) fn edit(bytes: &[u8]) {
    let (places, text) = bytes.split_at(bytes.len().min(12));
    let text = String::from_utf8_lossy(text);
    let edits = edits(places, &text);
    let result = text::apply(&text, edits.iter().rev().cloned().collect());
    let (mut old, mut new) = (0, 0);
    for edit in &edits {
        let kept = &text[old..edit.span.start];
        assert_eq!(&result[new..new + kept.len()], kept);
        new += kept.len();
        assert_eq!(&result[new..new + edit.with.len()], edit.with);
        new += edit.with.len();
        old = edit.span.end;
    }
    assert_eq!(result[new..], text[old..]);
    let line = format!("called: {}\n", edit::yaml_text(&text));
    let read = yaml::read(&line, Span::new(0, line.len()));
    assert!(read.findings.is_empty(), "{line:?}: {:?}", read.findings);
    assert_eq!(read.root.get("called").and_then(Node::text), Some(&*text), "{line:?}");
    if let Some(record) = self::read(PLAN_PATH, text.as_bytes()).record {
        guidance(&record);
    }
}

/// Edits of `text` that do not overlap, as `places` say.
fn edits(places: &[u8], text: &str) -> Vec<Edit> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut at = 0;
    let edit = |place: &[u8]| {
        let start = floor(at + usize::from(place[0])).max(at);
        let end = floor(start + usize::from(place[1] % 16)).max(start);
        at = end + 1;
        let with = "xé".repeat(usize::from(place[2] % 4));
        (end < text.len() && text.is_char_boundary(start)).then(|| Edit::replace(Span::new(start, end), with))
    };
    let mut edits: Vec<Edit> = places.chunks_exact(3).map_while(edit).collect();
    edits.retain(|edit| text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end));
    edits
}

/// Taking hints out takes out the hints that the program wrote and no word of anybody's.
fn guidance(record: &Record) {
    let written: BTreeSet<String> = edit::hints(record).map(|hint| edit::hint_text(record, hint)).collect();
    for written in [&written, &BTreeSet::new()] {
        let plain = text::apply(&record.text, edit::without_guidance(record, written));
        let mut rest = record.text.chars();
        assert!(plain.chars().all(|kept| rest.any(|c| c == kept)), "nothing is added: {plain:?}");
        if written.is_empty() && edit::hints(record).next().is_some() {
            let signs = |text: &str| text.chars().filter(|c| *c != '?').collect::<String>();
            assert_eq!(signs(&plain), signs(&record.text), "a hint that somebody wrote is a remark");
        }
    }
}

fn is_hint(comment: &str) -> bool {
    comment.starts_with(edit::FRONT_GUIDANCE) || comment.starts_with(edit::BODY_GUIDANCE)
}

/// Whether a value that was handed in is there, as far as it goes.
fn holds(there: &Value, handed: &Value) -> bool {
    match (there, handed) {
        (Value::Object(there), Value::Object(handed)) => {
            handed.iter().all(|(key, value)| value.is_null() || there.get(key).is_some_and(|there| holds(there, value)))
        }
        (Value::Array(there), Value::Array(handed)) => {
            handed.iter().all(|item| there.iter().any(|own| holds(own, item)))
        }
        (there, handed) => there == handed || handed.is_null(),
    }
}

fn assert_node(text: &str, node: &Node) {
    assert_place(text, node.span);
    match &node.value {
        Yaml::Scalar { .. } => {}
        Yaml::Sequence(items) => items.iter().for_each(|item| assert_node(text, item)),
        Yaml::Mapping(entries) => entries.iter().for_each(|entry| {
            assert_place(text, entry.key_span);
            assert_node(text, &entry.value);
        }),
    }
}

fn assert_place(text: &str, span: Span) {
    let inside = span.start <= span.end && span.end <= text.len();
    assert!(inside && text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?} in {text:?}");
}

/// Nothing in `shown` would be obeyed by a terminal, but for the colours of findings.
fn assert_obeys_nothing(shown: &str) {
    let mut rest = shown;
    while let Some(at) = rest.find(|c: char| supportplan::text::is_obeyed(c) && !matches!(c, '\n' | '\t')) {
        let colour = rest[at..].strip_prefix("\u{1b}[").and_then(|code| code.split_once('m'));
        match colour.filter(|(code, _)| code.chars().all(|c| c.is_ascii_digit() || c == ';')) {
            Some((_, behind)) => rest = behind,
            None => panic!("{:?}", &rest[at..]),
        }
    }
}

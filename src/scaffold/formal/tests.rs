//! The stages of a formal review, on the worked example.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;

use super::super::since::Sources;
use super::*;
use crate::check::{self, Checkup, Surroundings};
use crate::finding::Code;
use crate::record::{self, Place, Reading, Wording, content_hash, edit, model};
use crate::service::Service;

const PATH: &str = "residents/R-0142/formal/2027-02-12.md";
/// The plan as it was when Sam moved in.
const FIRST: &str = include_str!("../../../examples/earlier/2026-07-13/residents/R-0142/plan.md");

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn service() -> Service {
    Service::at(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service"), day("2027-02-12")).expect("a service")
}

fn reading(path: &str, text: &str) -> Reading {
    record::read(path, Place::of(path).expect("a place"), text.into(), &Wording::default())
}

fn review(text: &str) -> Record {
    reading(PATH, text).record.expect("text")
}

fn templates() -> Templates {
    Templates::new(Vec::new()).expect("the project's templates")
}

/// A review of the example's plan, prepared; the first there is, or the one after that of October.
fn prepared(service: &Service, is_first: bool) -> String {
    let mut records = service.records_of("R-0142").expect("records");
    records.retain(|record| !(is_first && record.kind() == Kind::FormalReview));
    let plan = records.iter().find(|record| record.kind() == Kind::SupportPlan).expect("a plan");
    let first = reading("residents/R-0142/plan.md", FIRST).record.expect("text");
    let sources = Sources { plan, plan_before: Some(if is_first { &first } else { plan }), records: &records };
    let since = Since::of(sources, &model::of(plan).expect("a plan"), &service.context);
    let prepared = Prepared {
        resident: "R-0142",
        prepared: day("2027-02-12"),
        by: Some("priya-n"),
        staff: Vec::new(),
        reviewed: &content_hash(&plan.text),
        since: &since,
    };
    prepared.render(&templates(), &service.context).expect("a scaffold")
}

fn discussed(service: &Service) -> String {
    Discussed { date: day("2027-02-12") }.render(&templates(), &service.context).expect("a part")
}

fn closed(service: &Service, result: Option<&str>) -> String {
    let closed = Closed {
        agreed: &content_hash("the plan"),
        asks: false,
        result,
        by: Some("priya-n"),
        date: day("2027-02-12"),
        first: day("2027-05-12"),
        last: day("2027-06-12"),
        offered: day("2027-05-12"),
        next_review: Some(day("2027-05-12")),
    };
    closed.render(&templates(), &service.context).expect("a part")
}

/// What is found in the review of this text among the example's records, after one that was prepared in the same words and set aside.
fn found(service: &Service, text: &str) -> Vec<(Code, String)> {
    let group = service.group_of("R-0142").expect("files");
    let read = |path: &String| {
        (path.clone(), reading(path, &String::from_utf8(service.bytes(path).expect("read")).expect("text")))
    };
    let mut readings: Vec<_> = group.files.iter().map(read).collect();
    let earlier = prepared(service, false).replace("2027-02-12", "2027-01-12");
    let earlier = earlier.replacen("stage: prepared", "stage: superseded", 1);
    let path = PATH.replace("2027-02-12", "2027-01-12");
    readings.push((path.clone(), reading(&path, &earlier)));
    readings.push((PATH.to_owned(), reading(PATH, text)));
    let checkups = check::together(readings, &service.context, &Surroundings::default());
    let checkup: &Checkup = checkups.iter().find(|checkup| checkup.path == PATH).expect("the review");
    checkup.findings.iter().map(|finding| (finding.code, finding.span.of(&checkup.text).to_owned())).collect()
}

/// The text with words in each open question of the stages.
fn answered(text: &str) -> String {
    let written = review(text);
    let hints: BTreeSet<String> = edit::hints(&written).map(|hint| edit::hint_text(&written, hint)).collect();
    let text = text::apply(&written.text, edit::without_guidance(&written, &hints));
    let answers = [
        ("change_plan:\n", "change_plan: no\n"),
        ("still_needed:\n", "still_needed: yes\n"),
        ("review_again:\n", "review_again: yes\n"),
        ("represented_by:\n", "represented_by: advocate\n"),
        ("## What to improve or change\n", "## What to improve or change\n\nSam wants the bells to stay.\n"),
        (
            "## Whether supported accommodation is still needed\n",
            "## Whether supported accommodation is still needed\n\nYes, for the spring.\n",
        ),
        ("## Reviewing again\n", "## Reviewing again\n\nOn a Friday in May.\n"),
        ("## My views\n", "## My views\n\nIt is mine.\n"),
        ("## Changes agreed\n", "## Changes agreed\n\nNone: the plan goes on as it is.\n"),
        ("## Why it was not signed\n", "## Why it was not signed\n\nSam was in hospital that week.\n"),
    ];
    answers.iter().fold(text, |text, (open, answer)| text.replacen(open, answer, 1))
}

#[test]
fn what_is_prepared_asks_nothing_and_passes_every_rule() {
    let service = service();
    let text = prepared(&service, false);
    assert_eq!(found(&service, &text), [], "{text}");
    for line in [
        "The last formal review was on 2026-10-30.",
        "- \"Cooks lunch\": 3 a week, as before; the target is 3.",
        "  Counted: \"lunches cooked with one prompt at most\".",
        "- \"Picture recipe\": done in 1, partly in 1.",
        "  Help: from prompts to staff nearby.",
        "There was no incident.",
    ] {
        assert!(text.lines().any(|there| there == line), "{line}\n{text}");
    }
    assert!(!text.contains("Struck out"), "{text}");
}

#[test]
fn the_first_review_looks_back_to_moving_in() {
    let service = service();
    let text = prepared(&service, true);
    assert_eq!(found(&service, &text), [], "{text}");
    let (_, since) = text.split_once("## Since the last review\n\n").expect("the section");
    assert_eq!(since, FIRST_SINCE);
}

#[test]
fn a_risk_that_a_weekly_review_named_is_among_what_has_happened() {
    let service = service();
    let with = |weekly: &str| {
        let mut records = service.records_of("R-0142").expect("records");
        let last = records.iter_mut().find(|record| record.path.ends_with("2026-W46.md")).expect("the last week");
        let text = last.text.replacen("safety_plan: working\n", weekly, 1);
        *last = reading(&last.path, &text).record.expect("text");
        let plan = records.iter().find(|record| record.kind() == Kind::SupportPlan).expect("a plan");
        let sources = Sources { plan, plan_before: Some(plan), records: &records };
        serde_json::to_value(Since::of(sources, &model::of(plan).expect("a plan"), &service.context)).expect("facts")
    };
    let named = "safety_plan: working\nnew_risks:\n  - id: knives-at-night\n  - id: burns\n";
    assert_eq!(with(named)["risks"], serde_json::json!(["Knives at night", "Burns"]));
    assert_eq!(with("safety_plan: working\n")["risks"], serde_json::json!([]));
}

#[test]
fn an_action_that_was_renamed_is_counted_under_both_names() {
    let service = service();
    let mut records = service.records_of("R-0142").expect("records");
    let place = records.iter().position(|record| record.kind() == Kind::SupportPlan).expect("a plan");
    let before = records.remove(place);
    let text = before.text.replacen("  - id: change-card\n", "  - id: yellow-card\n    was: [change-card]\n", 1);
    let plan =
        reading(&before.path, &text.replacen("#### Change card\n", "#### Yellow card\n", 1)).record.expect("text");
    let sources = Sources { plan: &plan, plan_before: Some(&before), records: &records };
    let since = Since::of(sources, &model::of(&plan).expect("a plan"), &service.context);
    let since = serde_json::to_value(since).expect("facts");
    assert_eq!((&since["actions"][0]["action"], &since["actions"][0]["done"]), (&"Yellow card".into(), &2.into()));
    let renamed = serde_json::json!({"part": "action \"Change card\"", "reason": "now called \"Yellow card\""});
    assert_eq!(since["struck_out"], serde_json::json!([renamed]));
}

#[test]
fn what_was_taken_out_or_is_called_otherwise_is_struck_out() {
    let service = service();
    let mut records = service.records_of("R-0142").expect("records");
    let place = records.iter().position(|record| record.kind() == Kind::SupportPlan).expect("a plan");
    let before = records.remove(place);
    let text = before.text.replacen("  - id: draws-fine-detail\n", "", 1).replacen("### Burns\n", "### BURNS\n", 1);
    let plan = reading(&before.path, &text).record.expect("text");
    let values = model::of(&plan).expect("a plan");
    let struck_out = |plan_before| {
        let since = Since::of(Sources { plan: &plan, plan_before, records: &records }, &values, &service.context);
        serde_json::to_value(since).expect("facts")["struck_out"].clone()
    };
    assert_eq!(
        struck_out(Some(&before)),
        serde_json::json!([
            {"part": "strength \"Draws fine detail\"", "reason": null},
            {"part": "risk \"BURNS\"", "reason": "now called \"BURNS\""},
        ])
    );
    // Where nobody can tell how the plan was, it tells itself what ended since.
    records.retain(|record| record.kind() != Kind::FormalReview);
    let since = Since::of(Sources { plan: &plan, plan_before: None, records: &records }, &values, &service.context);
    let since = serde_json::to_value(since).expect("facts");
    assert_eq!(since["struck_out"].as_array().map(Vec::len), Some(2));
}

/// What has happened to Sam since moving in.
const FIRST_SINCE: &str = r#"This is the first formal review. Moving in was on 2026-07-13.
16 weekly reviews were held since.
2026-W35 was missed (service).
58 of 63 visits took place.
Declined: 3.
Nobody in: 1.
Cancelled by staff: 1.

What was counted:

- "Handles changed plans": from 5 to 1 a week; the target is 1.
  Counted: "times upset for over ten minutes by a change".
- "Cooks lunch": from 0 to 3 a week; the target is 3.
  Counted: "lunches cooked with one prompt at most".
- "Sets own board": from 0 to 6 a week; the target is 5.
  Counted: "evenings that Sam set the board with one prompt at most".
- "Prints at the workshop": from 0 to 60 a week; the target is 90.
  Counted: "minutes at the Thursday print workshop".

What was done, in weeks:

- "Change card": done in 11, partly in 4, not done in 1.
  Help: from coaching to staff nearby.
- "Alarm notice": done in 9.
  Help: from coaching to prompts.
- "Picture recipe": done in 9, partly in 6, not done in 1.
  Help: from side by side to staff nearby.
- "Quiet shop": done in 11, partly in 2, not done in 3.
  Help: from side by side to prompts.
- "Evening board": done in 6, partly in 1.
  Help: from side by side to staff nearby.
- "Print hour": done in 7, not done in 2.
  Help: from side by side to prompts.

Incidents:

- 2026-09-15: the support plan and the safety plan were changed because of it.

Struck out of the plan:

- outcome "Sets own board": achieved.
- action "Evening board": achieved.

Risks named since:

- "Walking alone when upset".
"#;

#[test]
fn each_later_stage_leaves_only_its_questions_open() {
    let service = service();
    let text = put_stage(&review(&prepared(&service, false)), &review(&discussed(&service)));
    let open = found(&service, &text);
    assert_eq!(open.len(), 8, "{open:?}");
    assert!(open.iter().all(|(code, _)| *code == Code::Unanswered), "{open:?}\n{text}");
    let text = answered(&text);
    assert_eq!(found(&service, &text), [], "{text}");
    for (result, count) in [(None, 1), (Some("signed"), 0), (Some("declined"), 1), (Some("unable"), 2)] {
        let text = put_stage(&review(&text), &review(&closed(&service, result)));
        let open = found(&service, &text);
        assert_eq!(open.len(), count, "{result:?}: {open:?}\n{text}");
        assert!(open.iter().all(|(code, _)| *code == Code::Unanswered), "{open:?}");
        if result.is_some() {
            assert_eq!(found(&service, &answered(&text)), [], "{text}");
        }
    }
}

#[test]
fn a_stage_that_was_put_in_is_not_put_in_again() {
    let service = service();
    let stage = review(&discussed(&service));
    let text = put_stage(&review(&prepared(&service, false)), &stage);
    assert_eq!(put_stage(&review(&text), &stage), text);
}

#[test]
fn one_that_waits_is_brought_up_to_date_and_keeps_what_was_added() {
    let service = service();
    let (old, new) = (prepared(&service, true), prepared(&service, false));
    let new = new.replace("sha256:8", "sha256:9");
    let with_own =
        |text: &str| text.replacen("stage: prepared", "x-room: blue\nstage: prepared", 1) + "\n## Own\n\nA.\n";
    assert_eq!(refreshed(&review(&with_own(&old)), &review(&new)), with_own(&new));
    assert_eq!(refreshed(&review(&old.replace('\n', "\r\n")), &review(&new)), new.replace('\n', "\r\n"));
}

/// Lines that people add to a record, above its line `at`.
fn with_lines(text: &str, added: &[(usize, String)], is_crlf: bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, line) in added {
        // The line that opens the front matter stays the first.
        lines.insert(1 + at % lines.len(), line.clone());
    }
    let end = if is_crlf { "\r\n" } else { "\n" };
    lines.into_iter().map(|line| line + end).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_people_wrote_stays_where_it_was(
        added in proptest::collection::vec((0usize..200, "(# [a-z ]{1,9}|x-[a-z]{1,5}: [a-z]{1,5}|## Own [a-z]{3}|[A-Z][a-z ]{3,20}\\.||<!-- [a-z]{3} -->)"), 0..6),
        is_crlf: bool,
        is_ended: bool,
    ) {
        let service = service();
        let mut text = with_lines(&prepared(&service, false), &added, is_crlf);
        if !is_ended {
            text.truncate(text.trim_end().len());
        }
        let record = review(&text);
        prop_assume!(record.front_span.is_some() && record.value("stage") == Some("prepared"));
        let put = put_stage(&record, &review(&discussed(&service)));
        let now = review(&put);
        prop_assert_eq!(now.value("stage"), Some("discussed"), "{}", put);
        prop_assert!(now.values.get("answers").is_some(), "{}", put);
        // Every line but that of the stage is there, in its order.
        let mut lines = put.lines();
        for line in text.lines().map(|line| if line == "stage: prepared" { "stage: discussed" } else { line }) {
            prop_assert!(lines.any(|there| there == line), "{:?} is gone from\n{}", line, put);
        }
        let sections = |record: &Record| record.outline.sections.iter().map(|s| s.slug.clone()).collect::<Vec<_>>();
        let kept: Vec<String> = sections(&now).into_iter().filter(|slug| sections(&record).contains(slug)).collect();
        prop_assert_eq!(kept, sections(&record));
        prop_assert_eq!(put.contains("\r\n"), is_crlf && (text.contains("\r\n")));
        prop_assert!(!is_crlf || !put.replace("\r\n", "").contains('\n'), "{:?}", put);
        let keys: Vec<&str> = now.front.root.entries().iter().map(|e| e.key.as_str()).filter(|k| !k.starts_with("x-")).collect();
        let order: Vec<&String> = now.schema().json["properties"].as_object().expect("keys").keys().collect();
        prop_assert!(keys.is_sorted_by_key(|key| order.iter().position(|known| known == key)), "{:?}", keys);
    }
}

use chrono::DateTime;
use serde_json::{Value, json};

use super::*;
use crate::record::Wording;
use crate::redline::steps::{Life, Saved, Version, Who};

const PATH: &str = "residents/R-0142/plan.md";
const PLAN: &str = include_str!("../../../examples/service/residents/R-0142/plan.md");

fn saved(day: u32, review: Option<&str>) -> Saved {
    let who = Who {
        shown: "Priya N".to_owned(),
        name: "priya".to_owned(),
        email: "priya.n@larch-house.example".to_owned(),
        staff: Some("priya-n".to_owned()),
    };
    let when = DateTime::parse_from_rfc3339(&format!("2026-11-{day:02}T09:00:00+00:00")).expect("a time");
    Saved { commit: format!("{day:040x}"), when, who, review: review.map(str::to_owned) }
}

/// A history of these texts, each of which follows the one before; the last is not saved yet.
fn versions(texts: &[Option<&str>]) -> Vec<Version> {
    let version = |(at, text): (usize, &Option<&str>)| Version {
        saved: (at + 1 < texts.len())
            .then(|| saved(1 + u32::try_from(at).expect("few"), (at == 1).then_some("weekly review 2026-W46"))),
        content: text.map(|text| text.as_bytes().to_vec()),
        parents: at.checked_sub(1).into_iter().collect(),
        is_cut: false,
    };
    texts.iter().enumerate().map(version).collect()
}

fn history(texts: &[Option<&str>]) -> History {
    let steps = Life::of(PATH, versions(texts), &Wording::default()).steps;
    History { resident: "R-0142".to_owned(), path: PATH.to_owned(), name: "support plan".to_owned(), steps }
}

/// The lines as they are where no terminal shows bold or struck words.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn lines(history: &History, width: usize) -> String {
    plain(&history_in_full(history, width))
}

const SHORT: &str = "---\nsupportplan: 1\nkind: support-plan\nresident: R-0142\ncalled: Sam\noutcomes:\n  - id: cooks-lunch\n---\n\n# Support plan\n\n## Outcomes\n\n### Cooks lunch\n\nCooks a hot lunch twice a week, and eats it the same day, with nobody else in the kitchen at all.\n";

#[test]
fn a_history_is_told_newest_first_with_old_and_new() {
    let changed =
        SHORT.replace("twice", "three times").replace("called: Sam", "called: Sammy").replace("at all", "then");
    let wrapped = changed.replace(" and eats", "\nand eats");
    let told = lines(&history(&[Some(SHORT), Some(&changed), Some(&wrapped), None]), 80);
    let expected = "R-0142: how the support plan changed, newest first

#4 not saved yet
  The support plan was taken out of the folder.

#3 3 November 2026, Priya N (0000000)
  Only the layout of the file changed.

#2 2 November 2026, Priya N (0000000), in weekly review 2026-W46
  Called: Sam → Sammy
  Outcome \"Cooks lunch\" changed
    Cooks a hot lunch [-twice-] {+three times+} a week, and eats it the same
      day, with nobody else in the kitchen [-at all-] {+then+}.

#1 1 November 2026, Priya N (0000000)
  The support plan begins.
  Kind: support-plan
  Resident reference: R-0142
  Called: Sam
  Outcome \"Cooks lunch\"
    Cooks a hot lunch twice a week, and eats it the same day, with nobody else
    in the kitchen at all.
  Words outside the sections
    # Support plan
";
    assert_eq!(told, expected);
}

#[test]
fn what_is_removed_is_struck_and_what_is_added_bold_beside_their_signs() {
    let changed = SHORT.replace("twice", "three times");
    let told = history_in_full(&history(&[Some(SHORT), Some(&changed)]), 100);
    assert!(told.contains("\u{1b}[9m[-twice-]\u{1b}[0m \u{1b}[1m{+three times+}\u{1b}[0m a week"), "{told:?}");
}

#[test]
fn no_line_is_wider_than_asked_and_none_steers_a_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let changed = PLAN.replace(" the ", " a\u{202e}\u{1b}[31m ").replace("Sam ", "Kim ");
    for width in [40, 63, 100, 400] {
        let told = lines(&history(&[Some(PLAN), Some(&changed)]), width);
        let widest = told.lines().max_by_key(|line| line.width()).expect("lines");
        assert!(widest.width() <= width.min(WIDEST), "{width}: {widest}");
        assert!(!told.contains(['\u{1b}', '\u{202e}']));
    }
}

#[test]
fn a_passage_that_came_or_went_stands_in_full() {
    let more = SHORT.to_owned() + "\n**In my words:** I like soup.\n\n- a\n- b\n";
    let told = lines(&history(&[Some(SHORT), Some(&more)]), 80);
    assert!(told.contains("    \"In my words\" added: I like soup.\n      - a\n      - b\n"), "{told}");
    let told = lines(&history(&[Some(&more), Some(SHORT)]), 80);
    assert!(told.contains("    \"In my words\" removed: I like soup.\n      - a\n      - b\n"), "{told}");
}

#[test]
fn entries_of_a_list_keep_their_lines() {
    let list = |second: &str| {
        SHORT.to_owned() + &format!("\n## Moving on\n\nIn this order:\n\n- a flat\n- {second}\n- a job\n")
    };
    let told = lines(&history(&[Some(&list("the bus")), Some(&list("the train"))]), 80);
    assert!(
        told.contains("    In this order:\n      - a flat\n      - the [-bus-] {+train+}\n      - a job\n"),
        "{told}"
    );
}

#[test]
fn peoples_own_struck_words_stay_as_they_wrote_them() {
    let struck = SHORT.replace("twice", "~~twice~~ three times");
    let told = lines(&history(&[Some(SHORT), Some(&struck)]), 80);
    assert!(told.contains("[-twice-] {+~~twice~~ three times+}"), "{told}");
}

fn schema(text: &str) -> jsonschema::Validator {
    jsonschema::draft202012::new(&serde_json::from_str(text).expect("JSON")).expect("a schema")
}

fn faults(schema: &jsonschema::Validator, text: &str) -> Value {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}\n{value:#}");
    value
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema = schema(include_str!("../../../schema/history-report.schema.json"));
    let changed = PLAN.replace("target: 1\n", "target: 2\n").replace("I can take", "I could take");
    let large = "x".repeat(crate::record::MAX_BYTES + 1);
    let told = history(&[Some(PLAN), Some(&changed), None, Some(PLAN), Some(&large), Some(PLAN)]);
    let value = faults(&schema, &history_as_json(&told).expect("written"));
    let words: Vec<&Value> = value["steps"].as_array().expect("steps").iter().map(|step| &step["what"]).collect();
    assert_eq!(words, ["readable-again", "unreadable", "brought-back", "removed", "changes", "begins"]);
    assert_eq!(value["steps"][0]["saved"], Value::Null);
    let details = &value["steps"][4]["changes"][0]["details"];
    assert_eq!(details[0], json!({"about": "value", "what": "measure target", "old": "1", "new": "2"}));
    let runs = details[1]["runs"].as_array().expect("runs");
    let side = |without: &str| -> String {
        runs.iter().filter(|run| run["kind"] != without).filter_map(|run| run["text"].as_str()).collect()
    };
    assert_eq!(Some(side("removed").as_str()), details[1]["new"].as_str());
    assert_eq!(Some(side("added").as_str()), details[1]["old"].as_str());
    assert!(!schema.is_valid(&json!({"version": 1, "resident": "R-0142", "path": "x", "record": "x", "steps": [{}]})));
}

#[test]
fn who_wrote_what_is_told_in_lines_and_as_json() {
    let schema = schema(include_str!("../../../schema/who-report.schema.json"));
    let changed = PLAN.replace("I can take", "I could take");
    let wording = Wording::default();
    let versions = versions(&[Some(PLAN), Some(&changed)]);
    let life = Life::of(PATH, versions, &wording);
    let passages = crate::redline::who::who(&life.records, &[vec![], vec![0]], &wording);
    let told = history(&[Some(PLAN), Some(&changed)]);
    let value = faults(&schema, &who_as_json(&told, &passages).expect("written"));
    let all = value["passages"].as_array().expect("passages");
    let words = all.iter().find(|one| one["what"] == "In my words").expect("a passage");
    let runs: Vec<_> =
        words["runs"].as_array().expect("runs").iter().map(|run| (&run["number"], &run["text"])).collect();
    assert!(runs.len() == 3 && *runs[0].0 == json!(1) && *runs[1].0 == json!(2), "{runs:?}");
    assert!(runs[1].1.as_str().expect("text").contains("could"), "{runs:?}");
    let lines = who_in_full(&told, &passages, 80);
    assert!(lines.contains("R-0142: who wrote each passage of the support plan as it stands, and when"), "{lines}");
    assert!(lines.contains("not saved yet: could"), "{lines}");
}

#[test]
fn the_json_of_differences_is_as_its_schema_says() {
    let schema = schema(include_str!("../../../schema/diff-report.schema.json"));
    let what = |texts: &[Option<&str>]| history(texts).steps.pop().map(|step| step.what);
    let changed = PLAN.replace("target: 1\n", "target: 2\n");
    let record = |path: &str, what| Differing { path: path.to_owned(), what, note: "new" };
    let records = [
        record(PATH, what(&[Some(PLAN), Some(&changed)])),
        record("residents/R-0142/safety-plan.md", what(&[Some(PLAN)])),
        record("residents/R-0142/referral.md", what(&[Some(PLAN), None])),
        record(".gitignore", None),
    ];
    let value = faults(&schema, &changes_as_json(&records, None).expect("written"));
    let words: Vec<&Value> = value["records"].as_array().expect("records").iter().map(|one| &one["what"]).collect();
    assert_eq!(words, ["changes", "begins", "removed", "not-compared"]);
    faults(&schema, &changes_as_json(&[], Some("8c6af77")).expect("written"));
    let told = plain(&changes_in_full(&records, 80));
    assert!(told.starts_with("residents/R-0142/plan.md: changed\n  Outcome \"Handles changed plans\" changed\n    measure target: 1 → 2\n\nresidents/R-0142/safety-plan.md: new\n"), "{told}");
    assert!(told.ends_with("\n\nresidents/R-0142/referral.md: removed\n\n.gitignore: new\n"), "{told}");
}

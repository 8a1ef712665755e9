use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::record::yaml::Node;
use crate::record::{Place, read};

const PLAN: &str = include_str!("../../../examples/service/residents/R-0142/plan.md");

fn plan(text: &str) -> Record {
    let place = Place::of("residents/R-0142/plan.md").expect("a place");
    read("residents/R-0142/plan.md", place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
}

fn changes(new: &str) -> Vec<Change> {
    between(&plan(PLAN), &plan(new), &Wording::default())
}

#[test]
fn a_version_does_not_differ_from_itself_however_it_is_wrapped() {
    assert_eq!(changes(PLAN), []);
    let (front, body) = PLAN.split_once("\n# ").expect("a body");
    let wrap = |line: &str| if line.starts_with('#') { line.to_owned() } else { line.replace(" the ", "\nthe ") };
    let wrapped = body.split_inclusive('\n').map(wrap).collect::<String>();
    assert_ne!(wrapped, body);
    assert_eq!(changes(&format!("{front}\n# {wrapped}")), []);
}

fn detail(about: About, what: &str, old: Option<&str>, new: Option<&str>) -> Detail {
    Detail { about, what: what.to_owned(), refers: None, old: old.map(str::to_owned), new: new.map(str::to_owned) }
}

#[test]
fn a_changed_value_is_named_with_old_and_new() {
    let found = changes(&PLAN.replacen("target: 1\n", "target: 2\n", 1));
    assert_eq!(counted(&found), "1 outcome changed");
    assert_eq!(
        (found[0].id.as_str(), found[0].part.as_str()),
        ("handles-changed-plans", "outcome \"Handles changed plans\"")
    );
    assert_eq!(found[0].details, [detail(About::Value, "measure target", Some("1"), Some("2"))]);
}

#[test]
fn how_a_value_is_written_is_no_change() {
    for (plain, other) in [
        ("called: Sam\n", "called: \"Sam\"\n"),
        ("called: Sam\n", "called: >-\n  Sam\n"),
        ("informed_by:\n  - referral\n  - assessment\n", "informed_by: [referral, assessment]\n"),
        ("commissioned_hours: 6\n", "commissioned_hours: \"6\"\n"),
        ("what: times upset for over ten", "what: times upset\n        for over ten"),
    ] {
        assert!(PLAN.contains(plain), "{plain}");
        assert_eq!(changes(&PLAN.replacen(plain, other, 1)), [], "{other}");
    }
}

#[test]
fn every_word_that_a_reader_sees_counts() {
    let details = |new: &str| -> Vec<(String, Vec<Detail>)> {
        changes(new).into_iter().map(|change| (change.part, change.details)).collect()
    };
    let heading = detail(About::Heading, "heading", Some("Burns"), Some("BURNS"));
    assert_eq!(
        details(&PLAN.replacen("### Burns\n", "### BURNS\n", 1)),
        [("risk \"BURNS\"".to_owned(), vec![heading])]
    );
    let outside = |new: &str| {
        let words = detail(About::Words, "", Some("# Support plan"), Some(new));
        [("words outside the sections".to_owned(), vec![words])]
    };
    let more = details(&PLAN.replacen("# Support plan\n", "# Support plan\n\nNew words.\n", 1));
    assert_eq!(more, outside("# Support plan\n\nNew words."));
    assert_eq!(details(&format!("{PLAN}\n# More\n")), outside("# Support plan\n\n# More"));
}

#[test]
fn how_an_item_ended_can_change_later() {
    let ended = |date: &str| {
        PLAN.replacen(
            "  - id: burns\n",
            &format!("  - id: burns\n    ended: {{date: {date}, reason: no-longer-applies}}\n"),
            1,
        )
    };
    let found = changes(&ended("2026-11-01"));
    assert_eq!(counted(&found), "1 risk ended");
    let because = detail(About::Reason, "because", None, Some("no longer applies"));
    assert_eq!(found[0].details, [because, detail(About::Value, "ended date", None, Some("2026-11-01"))]);
    let found = between(&plan(&ended("2026-11-01")), &plan(&ended("2026-11-02")), &Wording::default());
    assert_eq!(found[0].details, [detail(About::Value, "ended date", Some("2026-11-01"), Some("2026-11-02"))]);
    let found = between(&plan(&ended("2026-11-01")), &plan(PLAN), &Wording::default());
    assert_eq!(counted(&found), "1 risk changed");
}

#[test]
fn a_note_that_is_new_is_a_change() {
    const WEEK: &str = include_str!("../../../examples/service/residents/R-0142/weekly/2026-W46.md");
    let week = |text: &str| {
        let path = "residents/R-0142/weekly/2026-W46.md";
        let place = Place::of(path).expect("a place");
        read(path, place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
    };
    let without = WEEK.replacen("### Quiet shop\n", "", 1);
    let found = between(&week(&without), &week(WEEK), &Wording::default());
    assert!(
        found.iter().any(|change| change.part == "item \"Quiet shop\"" || change.part == "action \"Quiet shop\""),
        "{found:?}"
    );
}

#[test]
fn an_item_that_is_gone_is_removed() {
    let found = changes(&PLAN.replacen("  - id: draws-fine-detail\n", "", 1));
    assert_eq!(counted(&found), "1 strength removed");
}

/// Records of several kinds, with their paths.
const RECORDS: [(&str, &str); 5] = [
    ("residents/R-0142/plan.md", PLAN),
    ("residents/R-0142/safety-plan.md", include_str!("../../../examples/service/residents/R-0142/safety-plan.md")),
    (
        "residents/R-0142/weekly/2026-W46.md",
        include_str!("../../../examples/service/residents/R-0142/weekly/2026-W46.md"),
    ),
    (
        "residents/R-0142/incidents/2026-09-15-1.md",
        include_str!("../../../examples/service/residents/R-0142/incidents/2026-09-15-1.md"),
    ),
    ("residents/R-0142/referral.md", include_str!("../../../examples/service/residents/R-0142/referral.md")),
];

fn record(path: &str, text: &str) -> Record {
    read(path, Place::of(path).expect("a place"), text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
}

fn add_words(words: &mut BTreeSet<String>, text: &str) {
    words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase));
}

/// The words that people wrote: of headings and labels of the format and of the names of keys there are none.
fn own_words(record: &Record) -> BTreeSet<String> {
    let (mut words, mut formats) = (BTreeSet::new(), BTreeSet::new());
    add_words(&mut words, &record.words(record.body.span));
    let all = |node: &Node, words: &mut BTreeSet<String>| {
        record.schema().shape.each_scalar(node, &mut |scalar, _| add_words(words, scalar.text().unwrap_or("")));
    };
    match record.front_span.filter(|_| !is_whole(record)) {
        Some(span) => add_words(&mut words, span.of(&record.text)),
        None => {
            let told = record.front.root.entries().iter().filter(|entry| entry.key != "supportplan");
            told.for_each(|entry| all(&entry.value, &mut words));
        }
    }
    for section in &record.schema().body.sections {
        add_words(&mut formats, &section.heading);
        let mut items = section.items.as_ref();
        while let Some(spec) = items {
            spec.labels.iter().for_each(|label| add_words(&mut formats, &label.label));
            items = spec.items.as_deref();
        }
    }
    &words - &formats
}

/// One change to the text of a record, somewhere in it.
fn edited(text: &str, (kind, at, to, word): (u8, usize, usize, &str)) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (at, to) = (at % lines.len(), to % lines.len());
    match kind {
        0 => lines.insert(at, word.to_owned()),
        1 => _ = lines.remove(at),
        2 => lines.swap(at, to),
        3 => lines.insert(to, lines[at].clone()),
        4 => drop(lines.drain(at.min(to)..(at.min(to) + 12).min(at.max(to)))),
        5 => lines[at] = lines[at].replacen(' ', &format!(" {word} "), 1),
        6 => lines[at] = lines[at].split_whitespace().rev().collect::<Vec<_>>().join(" "),
        _ => lines[at].push_str(&format!(" {word}")),
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Every word that only one of two versions has stands in what is told of the two.
    #[test]
    fn no_word_is_lost(
        which in 0_usize..RECORDS.len(),
        edits in prop::collection::vec((0_u8..9, any::<usize>(), any::<usize>(), "zebra|### Burns|#### Quokka|## Emu|# Gnu|x-y: [ibex]|- tapir|> yak|\\*\\*When:\\*\\* lynx|  - id: okapi|---|<!-- moose -->|```|was: \\[burns\\]"), 1..6),
    ) {
        let (path, text) = RECORDS[which];
        let new = edits.iter().fold(text.to_owned(), |text, (kind, at, to, word)| edited(&text, (*kind, *at, *to, word)));
        let (old, new) = (record(path, text), record(path, &new));
        prop_assert_eq!(between(&new, &new, &Wording::default()), []);
        for (old, new) in [(&old, &new), (&new, &old)] {
            let changes = between(old, new, &Wording::default());
            let (mut gone, mut come, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
            for change in &changes {
                add_words(&mut names, &change.part);
                for detail in &change.details {
                    prop_assert!(detail.old != detail.new, "{detail:?}");
                    add_words(&mut names, &detail.what);
                    add_words(&mut gone, detail.old.as_deref().unwrap_or(""));
                    add_words(&mut come, detail.new.as_deref().unwrap_or(""));
                }
            }
            let (before, after) = (own_words(old), own_words(new));
            let lost: Vec<&String> = before.difference(&after).filter(|word| !gone.contains(*word) && !names.contains(*word)).collect();
            prop_assert!(lost.is_empty(), "gone and not told: {lost:?}\n{changes:#?}");
            let lost: Vec<&String> = after.difference(&before).filter(|word| !come.contains(*word) && !names.contains(*word)).collect();
            prop_assert!(lost.is_empty(), "new and not told: {lost:?}\n{changes:#?}");
        }
    }
}

//! People who mean harm, and files that are damaged beyond what an editor does: each is named with its place, or shown without harm, within
//! ten seconds and a gigabyte.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who writes the files")]

#[path = "hostile/command_line.rs"]
mod command_line;
#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/forms.rs"]
mod forms;
#[path = "hostile/place.rs"]
mod place;
#[path = "hostile/privacy.rs"]
mod privacy;
#[path = "hostile/records.rs"]
mod records;
#[path = "hostile/sizes.rs"]
mod sizes;
#[path = "hostile/tags.rs"]
mod tags;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::*;
use serde_json::{Value, json};
use supportplan::check::{self, Checkup, Context, Surroundings};
use supportplan::finding::Finding;
use supportplan::page;
use supportplan::record::{self, Kind, Place};
use supportplan::report::{self, Style};
use supportplan::template::Templates;
use supportplan::text::is_obeyed;

use self::records::{Made, Slot};

/// The word that stands in every payload.
const CANARY: &str = "zqcanary";

/// Words with every sign that Markdown knows, and an address that a page may link to.
const HARMLESS: &str = "Words *so* **so** ~~so~~ `so` [so](https://larch-house.example) \\\n<sam@larch-house.example>\n\n> so\n\n- [ ] so\n- [x] so\n\n3. so\n\n***\n\n1. so\n\n|a|b|\n|-|-|\n|c|d|\n\n##### so\n\n***\n\n    so\n";

fn listed(file: &str) -> Vec<String> {
    serde_yaml::from_str(file).expect("a list of texts")
}

fn payloads() -> Vec<String> {
    listed(include_str!("hostile/payloads.yaml"))
}

fn context() -> Context {
    let staff = json!([{"id": "priya-n", "name": "Priya N", "email": "priya.n@larch-house.example"}]);
    let settings = serde_json::from_value(json!({"service": "Larch House", "staff": staff})).expect("settings");
    Context::new(
        settings,
        BTreeSet::from(["R-0142".to_owned()]),
        chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"),
    )
}

/// As YAML, with every character that is no plain letter written by its number.
fn quoted(payload: &str) -> String {
    let letter = |c: char| match c {
        ' '..='~' if !matches!(c, '"' | '\\') => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    };
    format!("\"{}\"", payload.chars().map(letter).collect::<String>())
}

fn checked(made: &Made, text: String, context: &Context) -> Checkup {
    let reading =
        record::read(&made.path, Place::of(&made.path).expect("a place"), text.into_bytes(), &context.wording);
    match made.kind {
        Kind::Settings => check::settings(reading),
        _ => check::together(vec![(made.path.clone(), reading)], context, &Surroundings::default()).remove(0),
    }
}

/// Nothing in `shown` but lines, tabs and the colours of findings.
fn assert_obeys_nothing(shown: &str) {
    let mut rest = shown;
    while let Some(at) = rest.find(|c: char| is_obeyed(c) && !matches!(c, '\n' | '\t')) {
        let colour = rest[at..].strip_prefix("\u{1b}[").and_then(|code| code.split_once('m'));
        match colour.filter(|(code, _)| code.chars().all(|c| c.is_ascii_digit() || c == ';')) {
            Some((_, behind)) => rest = behind,
            None => panic!("{:?}", rest[at..].chars().take(80).collect::<String>()),
        }
    }
}

static CONTEXT: LazyLock<Context> = LazyLock::new(context);
static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new(Vec::new()).expect("the project's templates"));

/// The elements of the pages of records that mean no harm.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(harmless);

fn harmless() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (kind, ends) in Kind::ALL[1..].iter().flat_map(|kind| [(*kind, false), (*kind, true)]) {
        let made = Made::new(kind, ends);
        for only in 0..=made.pieces.len() {
            if made.pieces.get(only).is_some_and(|piece| piece.slot == Slot::Fixed) {
                continue;
            }
            let text = made.text(|at, piece| match piece.slot {
                Slot::Passage if at == only || only == made.pieces.len() => Some(HARMLESS.to_owned()),
                Slot::Key | Slot::Formed | Slot::Heading | Slot::Words if at == only => {
                    Some("\"a-long-word-of-many-letters-so-that-it-is-wide\"".to_owned())
                }
                _ => None,
            });
            known.extend(tags::inventory(&printed(&checked(&made, text, &CONTEXT), &CONTEXT)));
        }
    }
    known
}

fn printed(checkup: &Checkup, context: &Context) -> String {
    let record = checkup.record.as_ref().expect("text");
    page::Press::new(&TEMPLATES, context).record(record, &[record]).expect("a page").html
}

/// Reads, checks, reports and prints a record that somebody tampered with, and looks at all that comes of it.
fn assert_harmless(made: &Made, text: String) {
    let checkup = checked(made, text, &CONTEXT);
    for (finding, start, end) in checkup.positions() {
        assert!(start <= end && finding.span.end <= checkup.text.len(), "{finding:?}");
    }
    let plain = report::findings(&checkup, Style::default());
    assert!(!plain.contains(CANARY), "{plain}");
    assert_obeys_nothing(&plain);
    assert_obeys_nothing(&report::findings(&checkup, Style { show_text: true, width: 80, below: 0 }));
    if made.kind == Kind::Settings || checkup.record.is_none() {
        return;
    }
    let html = printed(&checkup, &CONTEXT);
    let strange: Vec<_> = tags::inventory(&html).into_iter().filter(|element| !KNOWN.contains(element)).collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert_obeys_nothing(&html);
    assert!(!html.contains("7006652"), "no template runs");
}

#[test]
fn the_records_of_the_schemas_are_sound() {
    // Settings are judged by what they name as well, which no schema tells.
    for kind in &Kind::ALL[1..] {
        let made = Made::new(*kind, false);
        let checkup = checked(&made, made.text(|_, _| None), &CONTEXT);
        // Items of other records are not there, as there are no other records, nothing is found that is allowed, and what a schema
        // makes keeps the format without being a good plan.
        let of_format = |finding: &&Finding| {
            let expected = ["unknown-id", "unused-allowance"].contains(&finding.code.name());
            finding.code.number().starts_with('F') && !expected
        };
        let wrong: Vec<_> = checkup.findings.iter().filter(of_format).collect();
        assert!(wrong.is_empty(), "{}\n{}{:#?}", made.path, checkup.text, wrong);
        assert!(made.pieces.iter().filter(|piece| piece.slot != Slot::Fixed).count() > 8, "{}", made.path);
    }
}

#[test]
fn every_field_takes_every_payload_without_harm() {
    let (payloads, edges) = (payloads(), listed(include_str!("hostile/values.yaml")));
    let kinds: Vec<_> = Kind::ALL.iter().flat_map(|kind| [Made::new(*kind, false), Made::new(*kind, true)]).collect();
    let slots: Vec<(&Made, usize)> = kinds
        .iter()
        .flat_map(|made| (0..made.pieces.len()).map(move |at| (made, at)))
        .filter(|(made, at)| made.pieces[*at].slot != Slot::Fixed)
        .collect();
    slots.par_iter().enumerate().for_each(|(turn, (made, slot))| {
        let kind = made.pieces[*slot].slot;
        let fill = |payload: String| {
            let text = made.text(|at, _| (at == *slot).then(|| payload.clone()));
            assert_harmless(made, text);
        };
        let front = matches!(kind, Slot::Key | Slot::Formed | Slot::Words);
        for (at, payload) in payloads.iter().enumerate() {
            // Fields of one sort take turns, so that each payload comes to each sort many times.
            if (turn + at).is_multiple_of(if kind == Slot::Key { 17 } else { 7 }) {
                fill(if front { quoted(payload) } else { payload.clone() });
            }
            if front && (turn + at).is_multiple_of(19) {
                fill(payload.clone());
            }
        }
        if kind == Slot::Formed {
            edges.iter().for_each(|edge| fill(edge.clone()));
        }
    });
}

#[test]
fn all_fields_at_once_take_every_payload_without_harm() {
    payloads().par_iter().for_each(|payload| {
        for made in Kind::ALL.iter().map(|kind| Made::new(*kind, false)) {
            for slots in
                [&[Slot::Passage][..], &[Slot::Heading], &[Slot::Words], &[Slot::Formed, Slot::Words, Slot::Passage]]
            {
                let text = made.text(|_, piece| {
                    let front = matches!(piece.slot, Slot::Formed | Slot::Words);
                    slots.contains(&piece.slot).then(|| if front { quoted(payload) } else { payload.clone() })
                });
                assert_harmless(&made, text);
            }
        }
    });
}

#[test]
fn the_list_of_pages_is_harmless_too() {
    for payload in payloads() {
        let staff = json!([{"id": "priya-n", "name": payload, "email": payload}]);
        let levels = json!([{"id": "prompts", "label": payload}]);
        let wording = json!({"Support plan": payload, "In my words": payload, "About me": payload});
        let settings: Value = json!({"service": payload, "staff": staff, "levels_of_help": levels, "wording": wording});
        let context = Context::new(
            serde_json::from_value(settings).expect("settings"),
            BTreeSet::new(),
            chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"),
        );
        let made = Made::new(Kind::SupportPlan, false);
        let text = made.text(|_, piece| (piece.slot == Slot::Words).then(|| quoted(&payload)));
        let checkup = checked(&made, text, &context);
        let record = checkup.record.as_ref().expect("text");
        let page = printed(&checkup, &context);
        let press = page::Press::new(&TEMPLATES, &context);
        let index = press.index(&[press.entry(record, &[record])]).expect("a page").html;
        let strange: Vec<_> = tags::inventory(&page).into_iter().filter(|element| !KNOWN.contains(element)).collect();
        assert!(strange.is_empty(), "{strange:?}");
        for html in [page, index] {
            tags::inventory(&html);
            assert_obeys_nothing(&html);
            assert!(!html.contains("7006652") && !html.contains("<script"));
        }
        assert_obeys_nothing(&report::findings(&checkup, Style::default()));
    }
}

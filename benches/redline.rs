//! How long it takes to weave the versions of a plan and to make the page that shows all that changed, with 30 to 1,000 versions, and one document
//! with twenty edits. `cargo bench --bench redline` measures in turns, so that whatever else the machine does meets all sides.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the example beside the program")]

mod rounds;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;

use chrono::{DateTime, NaiveDate};
use supportplan::check::Context;
use supportplan::page::{Press, changes::Changed};
use supportplan::record::{Place, Record, Settings};
use supportplan::redline::steps::{Life, Saved, Version, Who};
use supportplan::redline::{lines, who};
use supportplan::template::Templates;

/// The program's own, so that all sides are measured with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PLAN: &str = "residents/R-0142/plan.md";
const COUNTS: [usize; 4] = [30, 100, 300, 1_000];
const ROUNDS: usize = 15;
/// Of a document of this many bytes so many words are changed.
const DOCUMENT: usize = 6_000;
const EDITS: usize = 20;
/// A list with so many entries is as large as a record can be that people still open.
const MANY: usize = 20_000;

fn main() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service").join(PLAN);
    let plan = std::fs::read_to_string(plan).expect("the example's plan");
    let settings: Settings = serde_json::from_str("{\"service\": \"Larch House\", \"staff\": []}").expect("settings");
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
    let context = Context::new(settings, BTreeSet::new(), today);
    let templates = Templates::new(Vec::new()).expect("the project's templates");
    let versions: Vec<Version> = versions(&plan, COUNTS[COUNTS.len() - 1]);
    println!(
        "a plan of {:.1} KB, changed in one place in each version; medians of {ROUNDS} rounds:",
        plan.len() as f64 / 1e3
    );
    for count in COUNTS {
        let versions = &versions[..count];
        let sides: [(&str, &dyn Fn()); 3] = [
            ("tell what each of them changed", &|| drop(black_box(life(versions, &context)))),
            ("make the page with all changes", &|| drop(black_box(page(versions, &templates, &context)))),
            ("tell who wrote each passage", &|| {
                let parents: Vec<Vec<usize>> = versions.iter().map(|version| version.parents.clone()).collect();
                drop(black_box(who::who(&life(versions, &context).records, &parents, &context.wording)));
            }),
        ];
        println!("{count} versions");
        measure(&sides);
    }
    let (old, new) = document(&plan);
    println!("a document of {:.1} KB with {EDITS} edits", old.len() as f64 / 1e3);
    measure(&[("compare it word by word", &|| drop(black_box(lines::compare(&old, &new))))]);
    let (old, new) = became_one_paragraph();
    println!("a list of {MANY} entries that became one paragraph of as many words");
    measure(&[("compare it line by line", &|| drop(black_box(lines::compare(&old, &new))))]);
    println!("the same list with each entry another");
    let other = old.replace("thing", "matter");
    measure(&[("compare it line by line", &|| drop(black_box(lines::compare(&old, &other))))]);
    let two: Vec<Version> = [edited(&plan, 1, EDITS), plan.clone()].into_iter().enumerate().map(version).collect();
    println!("a plan of {:.1} KB with {EDITS} edits in one version", plan.len() as f64 / 1e3);
    measure(&[("make the page with all changes", &|| drop(black_box(page(&two, &templates, &context))))]);
}

fn measure(sides: &[rounds::Side<'_>]) {
    for ((name, _), time) in sides.iter().zip(rounds::medians(sides, ROUNDS)) {
        println!("  {name:34} {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
}

fn life(versions: &[Version], context: &Context) -> Life {
    Life::of(PLAN, versions.to_vec(), &context.wording)
}

fn page(versions: &[Version], templates: &Templates, context: &Context) -> String {
    let life = life(versions, context);
    let about = ("support plan", context);
    let changed = Changed::since(0, "the beginning".to_owned(), about, &life).expect("versions");
    let folder: Vec<&Record> = changed.records.last().copied().into_iter().collect();
    Press::new(templates, context).changed(&changed, &folder).expect("a page").html
}

fn versions(plan: &str, count: usize) -> Vec<Version> {
    assert!(Place::of(PLAN).is_some());
    let mut texts = vec![plan.to_owned()];
    while texts.len() < count {
        let next = edited(&texts[texts.len() - 1], texts.len(), 1);
        texts.push(next);
    }
    texts.into_iter().enumerate().map(version).collect()
}

fn version((at, text): (usize, String)) -> Version {
    let day = i64::try_from(at).expect("few");
    let when = DateTime::from_timestamp(1_780_000_000 + day * 86_400, 0).expect("a time").fixed_offset();
    let name = "Priya N".to_owned();
    let who = Who { shown: name.clone(), name, email: "p@larch-house.example".to_owned(), staff: None };
    Version {
        saved: Some(Saved { commit: format!("{at:040x}"), when, who, review: None }),
        content: Some(text.into_bytes()),
        parents: at.checked_sub(1).into_iter().collect(),
        is_cut: false,
    }
}

/// The text with some words of its body changed: others each time, in other places.
fn edited(text: &str, seed: usize, edits: usize) -> String {
    let body = text.find("\n# ").expect("a body");
    let (front, body) = text.split_at(body);
    let mut words: Vec<String> = body.split(' ').map(str::to_owned).collect();
    for edit in 0..edits {
        let count = words.len();
        let plain = (0..count).map(|by| (seed * 7_919 + edit * 104_729 + by) % count);
        let is_plain = |at: &usize| words[*at].len() > 3 && words[*at].bytes().all(|byte| byte.is_ascii_lowercase());
        let at = plain.into_iter().find(is_plain).expect("a plain word");
        words[at] = ["morning", "together", "kitchen", "slowly", "picture"][(seed + edit) % 5].to_owned();
    }
    format!("{front}{}", words.join(" "))
}

/// A list, and the same words in one paragraph.
fn became_one_paragraph() -> (String, String) {
    let entries: Vec<String> = (0..MANY).map(|number| format!("- thing{number}")).collect();
    let words: Vec<String> = (0..MANY).map(|number| format!("word{number}")).collect();
    (entries.join("\n"), words.join(" "))
}

/// A text of the usual length, and the same with edits.
fn document(plan: &str) -> (String, String) {
    let start = plan.find("\n# ").expect("a body");
    let end = (start..(start + DOCUMENT).min(plan.len())).rev().find(|at| plan.is_char_boundary(*at)).expect("a place");
    let text = &plan[start..end];
    (text.to_owned(), edited(text, 3, EDITS))
}

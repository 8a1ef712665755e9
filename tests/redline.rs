//! Pages that show what changed: with the marks of one side taken out they are the page of the other, whatever the history.
#![expect(clippy::disallowed_methods, reason = "these tests read the examples beside the program")]

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;
use supportplan::check::Context;
use supportplan::page::{self, changes};
use supportplan::record::{self, Place, Record, Settings};
use supportplan::redline::{Weave, weave};
use supportplan::template::Templates;

const KINDS: &[&str] = &[
    PLAN,
    "residents/R-0142/safety-plan.md",
    "residents/R-0142/weekly/2026-W46.md",
    "residents/R-0142/formal/2026-10-26.md",
    "residents/R-0142/referral.md",
    "residents/R-0142/incidents/2026-09-15-1.md",
];
const PLAN: &str = "residents/R-0142/plan.md";

fn context() -> Context {
    let settings = json!({"service": "Larch House", "staff": [{"id": "priya-n", "name": "Priya N", "email": "p@larch-house.example"}]});
    let settings: Settings = serde_json::from_value(settings).expect("settings");
    Context::new(settings, BTreeSet::new(), chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
}

fn read(path: &str, text: &str) -> Record {
    let place = Place::of(path).expect("a place of the format");
    record::read(path, place, text.as_bytes().to_vec(), &context().wording).record.expect("text")
}

fn example(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::fs::read_to_string(root.join(path)).expect("an example")
}

/// The page with all that changed from the first to the last of these versions; each follows the one before.
fn marked(path: &str, versions: &[String]) -> String {
    let records: Vec<Record> = versions.iter().map(|text| read(path, text)).collect();
    let stamp = |number: usize| changes::Stamp {
        number,
        datetime: format!("2026-11-{:02}T10:00:00+00:00", number % 28 + 1),
        when: format!("{} November 2026", number % 28 + 1),
    };
    let changed = changes::Changed {
        records: records.iter().collect(),
        parents: (0..records.len()).map(|at| at.checked_sub(1).into_iter().collect()).collect(),
        stamps: (0..records.len()).map(stamp).collect(),
        list: changes::List { since: "then".to_owned(), ..Default::default() },
        ..changes::Changed::default()
    };
    let folder: Vec<&Record> = records.last().into_iter().collect();
    page::Press::new(&templates(), &context()).changed(&changed, &folder).expect("a page").html
}

fn plain(path: &str, text: &str) -> String {
    let record = read(path, text);
    page::Press::new(&templates(), &context()).record(&record, &[&record]).expect("a page").html
}

fn templates() -> Templates {
    Templates::new(Vec::new()).expect("the project's templates")
}

/// What a page says: its words, and the blocks that they stand in. Left out are `without` (a tag, or a deed in `data-change`), notes about
/// changes, and what is no part of the record: room to write, what is asked, drawings, scales and the foot with the version.
fn content(html: &str, without: &str) -> Vec<String> {
    const VOID: &[&str] = &["meta", "br", "hr", "line", "circle", "polyline", "path"];
    const ASIDE: &[&str] = &["style", "title", "svg", "footer"];
    const ASIDE_CLASSES: &[&str] = &["unseen", "stamp", "blank", "ask", "ruled", "scale", "boxes"];
    const BLOCKS: &[&str] =
        &["li", "tr", "td", "th", "h1", "h2", "h3", "h4", "article", "figure", "blockquote", "dt", "caption"];
    let (tag, deed) =
        if without == "removed" { ("del", "data-change=\"removed\"") } else { ("ins", "data-change=\"added\"") };
    let body = &html[html.find("<body").expect("a body")..html.find("</html>").expect("an end")];
    let mut words = Vec::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = body;
    let mut joined = false;
    while let Some((text, behind)) = rest.split_once('<') {
        let hidden = open.iter().any(|(_, hidden)| *hidden);
        if !hidden {
            // Words that only tags part are written together.
            let mut parts = text.split_whitespace();
            if joined
                && !text.starts_with(char::is_whitespace)
                && let (Some(first), Some(last)) = (parts.next(), words.last_mut())
            {
                let last: &mut String = last;
                last.push_str(first);
            }
            words.extend(parts.map(str::to_owned));
            if !text.is_empty() {
                joined = !text.ends_with(char::is_whitespace);
            }
        }
        let (inside, behind) = behind.split_once('>').expect("a whole tag");
        rest = behind;
        if let Some(name) = inside.strip_prefix('/') {
            let (opened, _) = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(opened, name, "tags cross");
            if BLOCKS.contains(&name) || ["p", "div", "dd"].contains(&name) {
                joined = false;
            }
            continue;
        }
        let name = inside.split_whitespace().next().expect("a name").to_owned();
        if VOID.contains(&name.as_str()) {
            joined &= name != "br";
            continue;
        }
        let class =
            inside.split_once("class=\"").and_then(|(_, class)| class.split_once('"')).map_or("", |(class, _)| class);
        let hides = name == tag
            || inside.contains(deed)
            || inside.contains("data-change=\"note\"")
            || ASIDE.contains(&name.as_str())
            || class.split(' ').any(|class| ASIDE_CLASSES.contains(&class));
        let hidden = hides || open.iter().any(|(_, hidden)| *hidden);
        if BLOCKS.contains(&name.as_str()) && !hidden {
            words.push(format!("<{name}>"));
        }
        if BLOCKS.contains(&name.as_str()) || ["p", "div", "dd"].contains(&name.as_str()) {
            joined = false;
        }
        open.push((name, hides));
    }
    assert!(open.is_empty(), "left open: {open:?}");
    words
}

fn assert_laws(path: &str, versions: &[String]) {
    let page = marked(path, versions);
    let (first, last) = (versions.first().expect("a version"), versions.last().expect("a version"));
    assert_same(&content(&page, "removed"), &content(&plain(path, last), "nothing"), "the newest");
    let mut old = content(&page, "added");
    let mut was = content(&plain(path, first), "nothing");
    // Parts that moved stand where they stand now.
    old.sort();
    was.sort();
    assert_same(&old, &was, "the oldest");
}

/// Fails with the words around the first difference.
fn assert_same(found: &[String], expected: &[String], what: &str) {
    let at = found.iter().zip(expected).take_while(|(a, b)| a == b).count();
    let around =
        |words: &[String]| words.iter().skip(at.saturating_sub(8)).take(20).cloned().collect::<Vec<_>>().join(" ");
    assert!(found == expected, "{what}, word {at}:\n  found {}\n  not   {}", around(found), around(expected));
}

#[test]
fn the_page_holds_both_ends_of_a_real_history() {
    for resident in ["R-0117", "R-0142", "R-0158"] {
        for name in ["plan.md", "safety-plan.md"] {
            let path = format!("residents/{resident}/{name}");
            let versions = real(&path);
            for first in 0..versions.len() {
                assert_laws(&path, &versions[first..]);
            }
        }
    }
}

/// All versions of a record of the example, the oldest first.
fn real(path: &str) -> Vec<String> {
    let dates: BTreeSet<String> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/earlier"))
        .expect("the example's earlier versions")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a date"))
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let earlier = dates.iter().map(|date| format!("earlier/{date}/{path}")).filter(|path| root.join(path).exists());
    let mut versions: Vec<String> = earlier.map(|path| example(&path)).collect();
    versions.push(example(&format!("service/{path}")));
    versions
}

#[test]
fn every_version_of_a_real_history_comes_back_byte_for_byte() {
    for resident in ["R-0117", "R-0142", "R-0158"] {
        let versions = real(&format!("residents/{resident}/plan.md"));
        assert!(versions.len() > 4, "{resident}");
        let mut weave = Weave::new();
        for (at, text) in versions.iter().enumerate() {
            weave.add(at.checked_sub(1).as_slice(), &weave::bytes(text.as_bytes()));
        }
        for (at, text) in versions.iter().enumerate() {
            let said: Vec<u8> = weave.at(at).iter().flat_map(|part| part.token.iter().copied()).collect();
            assert_eq!(said, text.as_bytes(), "{resident}, version {at}");
        }
    }
}

#[test]
fn nothing_in_a_record_becomes_markup_by_being_marked() {
    const HOSTILE: &str = "<script>alert(1)</script> {{ 7*7 }} [x](javascript:alert(1)) \"'><b onload=x> &lt;i&gt;";
    let plan = example(&format!("service/{PLAN}"));
    let inside = plan
        .replace("My name is Sam", &format!("{HOSTILE} My name is Sam"))
        .replace("called: Sam", "called: '<i>Sam</i>'");
    let inside = inside.replace("### Remembers pictures", &format!("### Remembers pictures {HOSTILE}"));
    let list = inside.replace("## Strengths", &format!("- a\n- {HOSTILE}\n\n## Strengths"));
    for versions in [[&plan, &inside], [&inside, &plan], [&inside, &list], [&list, &plan]] {
        let page = marked(PLAN, &versions.map(String::clone));
        for sign in ["<script", "<b ", "<b>", "<i>", "href=\"javascript"] {
            assert!(!page.contains(sign), "{sign}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("&lt;b onload=x&gt;"));
        assert!(page.contains("{{ 7*7 }}"), "a template's instruction is words");
    }
}

#[test]
fn wrapped_lines_and_moved_items_are_no_change() {
    let plan = example(&format!("service/{PLAN}"));
    let first = "  - id: remembers-pictures\n";
    let (head, rest) = plan.split_once("### Remembers pictures\n").expect("a strength");
    let (words, behind) = rest.split_once("### Likes structure\n").expect("the next");
    let (next, behind) = behind.split_once("### ").expect("one more");
    let moved = format!("{head}### Likes structure\n{next}### Remembers pictures\n{words}### {behind}");
    let moved = moved.replacen(first, "", 1).replacen(
        "  - id: likes-structure\n",
        &format!("  - id: likes-structure\n{first}"),
        1,
    );
    assert_ne!(moved, plan);
    let start = plan.find("My name is Sam").expect("about me");
    let end = start + plan[start..].find("\n\n").expect("a paragraph");
    let wrapped = format!("{}{}{}", &plan[..start], plan[start..end].replace(['\n', ' '], "\n"), &plan[end..]);
    for changed in [moved, wrapped] {
        let page = marked(PLAN, &[plan.clone(), changed]);
        assert!(!page.contains("<del") && !page.contains("<ins"));
    }
}

#[test]
fn a_changed_measure_is_struck_beside_the_new_one() {
    let plan = example(&format!("service/{PLAN}"));
    let page = marked(PLAN, &[plan.clone(), plan.replacen("      target: 1\n", "      target: 2\n", 1)]);
    let mark = |tag: &str, before: &str, words: &str, behind: &str| {
        format!(
            "<{tag} datetime=\"2026-11-02T10:00:00+00:00\"><span class=\"unseen\" data-change=\"note\">{before}</span>{words}\
             <span class=\"unseen\" data-change=\"note\">{behind}</span></{tag}>"
        )
    };
    let removed = mark("del", "removed: ", "1", " end of removed words ");
    let added = mark("ins", "new: ", "2", " end of new words ");
    assert!(page.contains(&format!("{removed}{added}")), "{page}");
    assert_eq!((page.matches("<del").count(), page.matches("<ins").count()), (1, 1));
}

#[test]
fn nothing_changed_is_no_mark() {
    let plan = example(&format!("service/{PLAN}"));
    let page = marked(PLAN, &[plan.clone(), plan]);
    assert!(!page.contains("<del") && !page.contains("<ins"));
}

/// Changes to lines as people make them, and as nobody would.
fn edits() -> impl Strategy<Value = Vec<Vec<(prop::sample::Index, u8, prop::sample::Index)>>> {
    let edit = (any::<prop::sample::Index>(), 0u8..9, any::<prop::sample::Index>());
    proptest::collection::vec(proptest::collection::vec(edit, 1..6), 1..4)
}

fn edited(text: &str, edits: &[(prop::sample::Index, u8, prop::sample::Index)]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (at, what, other) in edits {
        let (at, other) = (at.index(lines.len()), other.index(lines.len()));
        match what {
            0 => _ = lines.remove(at),
            1 => lines.insert(at, lines[other].clone()),
            2 => lines.swap(at, other),
            3 => lines[at] = lines[at].split(' ').rev().collect::<Vec<_>>().join(" "),
            4 => lines[at].push_str(" and **one more** `thing` to say."),
            5 => lines[at] = lines[at].replace(" the ", " ~~a~~ ").replace("on ", "at "),
            6 => lines.insert(at, String::new()),
            7 => lines.insert(at, "- [ ] ring <b>Kim</b> & ask".to_owned()),
            _ => lines.insert(at, "| a | b |\n|---|---|\n| c | d |".to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_page_holds_both_ends_of_any_history(edits in edits(), path in prop::sample::select(KINDS)) {
        let mut versions = vec![example(&format!("service/{path}"))];
        for edits in edits {
            let next = edited(versions.last().expect("a version"), &edits);
            versions.push(next);
        }
        assert_laws(path, &versions);
    }
}

#[test]
fn the_day_of_the_page_is_never_marked() {
    let path = "residents/R-0142/safety-plan.md";
    let now = example(&format!("service/{path}"));
    let before = now.replace("updated: 2026-11-02", "updated: 2026-10-01");
    assert_ne!(now, before);
    let html = marked(path, &[before, now]);
    let between = |start: &str, end: &str| {
        let rest = html.split_once(start).expect("it begins").1;
        rest.split_once(end).expect("it ends").0.to_owned()
    };
    let margin = between("@bottom-center { content: \"", "\"");
    assert_eq!(margin, "2 November 2026");
    let stamp = between("<p class=\"stamp\">", "</p>");
    assert!(stamp.ends_with(", 2 November 2026") && !stamp.contains('<'), "{stamp}");
    let foot = between("<footer", "</footer>");
    assert!(foot.contains("2 November 2026") && !foot.contains("1 October") && !foot.contains("<del"), "{foot}");
}

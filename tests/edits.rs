//! Changes of a plan by command, as texts: an item is added, ends, or gets another name; a resident goes away, comes back, moves on.
//! Nothing else in the plan is touched, byte for byte, however the plan is written.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use supportplan::check::Context;
use supportplan::finding::Code;
use supportplan::record::change::{self, About};
use supportplan::record::{Kind, Place, Reading, Record, Settings, Wording, former::LISTS, model, read};
use supportplan::scaffold::item::{self, Ending, NewItem};
use supportplan::scaffold::stay;
use supportplan::service::{Service, store};
use supportplan::template::Templates;

const PLAN: &str = "residents/R-0142/plan.md";

fn reading(text: &str) -> Reading {
    read(PLAN, Place::of(PLAN).expect("a place"), text.as_bytes().to_vec(), &Wording::default())
}

fn plan(text: &str) -> Record {
    reading(text).record.expect("text")
}

fn service() -> Service {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    Service::at(&root, "2026-11-20".parse().expect("a date")).expect("the example's settings are valid")
}

fn templates() -> Templates {
    Templates::new(Vec::new()).expect("the project's templates fit together")
}

fn context() -> Context {
    let settings: Settings =
        serde_json::from_value(serde_json::json!({"service": "Larch House", "staff": []})).expect("settings");
    Context::new(settings, [].into(), "2026-11-20".parse().expect("a date"))
}

/// Whether `after` is `before` with up to two stretches put in, and nothing else different.
fn is_only_added_to(before: &str, after: &str) -> bool {
    let same =
        |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| a.zip(b).take_while(|(a, b)| a == b).count();
    let start = same(&mut before.bytes(), &mut after.bytes());
    let rest = before.len() - start;
    let end =
        same(&mut before.bytes().rev(), &mut after.bytes().rev()).min(rest).min(after.len().saturating_sub(start));
    let middle = &before.as_bytes()[start..before.len() - end];
    let stretch = &after.as_bytes()[start..after.len() - end];
    middle.is_empty() || stretch.windows(middle.len()).any(|window| window == middle)
}

/// The codes of what reading and checking the plan alone finds, but for questions that are open, and for items that lead nowhere: where a list
/// is no longer open, what leads into it is looked up.
fn faults(text: &str) -> Vec<Code> {
    let name = PLAN;
    let checkup = supportplan::check::partial(name, reading(text), &[], &context());
    checkup.findings.iter().map(|finding| finding.code).filter(|code| *code != Code::UnknownId).collect()
}

/// Adds an item of each list to the plan and looks at what came out.
fn add_to(text: &str, before: impl Fn(&str) -> String) {
    let record = plan(text);
    for list in LISTS {
        let outcome = record.ids("outcomes").next();
        if list == "actions" && outcome.is_none() {
            continue;
        }
        let new = NewItem { list, name: "Sam's own Café, no. 2", outcome };
        let added = item::add(&templates(), &record, &[], new, &context())
            .unwrap_or_else(|error| panic!("{list}: {error:#}\n{text}"));
        assert!(is_only_added_to(&before(list), &added), "{list} was not only added to:\n{text}\n---\n{added}");
        let (was, now) = (reading(text), reading(&added));
        assert_eq!(now.findings.len(), was.findings.len(), "{list}: {:?}\n{added}", now.findings);
        let now = now.record.expect("text");
        for other in LISTS {
            let mut ids: Vec<&str> = record.ids(other).collect();
            ids.extend((other == list).then_some("sams-own-cafe-no-2"));
            assert_eq!(now.ids(other).collect::<Vec<_>>(), ids, "{added}");
        }
        let headings = |record: &Record| LISTS.iter().map(|list| record.outline.items(list).count()).sum::<usize>();
        assert_eq!(headings(&now), headings(&record) + 1, "{added}");
        let item = now.outline.item(list, "sams-own-cafe-no-2").expect("a heading");
        assert_eq!(item.heading.text, "Sam's own Café, no. 2");
        let (before, after) = (faults(text), faults(&added));
        assert!(after.iter().all(|code| before.contains(code)), "{list}: {after:?}\n{added}");
        assert_eq!(added.contains("\r\n"), text.contains("\r\n"));
        assert!(!added.replace("\r\n", "").contains('\r'));
    }
}

/// The example's plans, in each version.
fn plans() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let versions = store::list(&root.join("earlier")).expect("the example's versions").into_iter();
    let folders = versions.map(|folder| root.join("earlier").join(folder.name)).chain([root.join("service")]);
    let residents = ["R-0117", "R-0142", "R-0158"];
    let paths = folders.flat_map(|folder| residents.map(|it| folder.join("residents").join(it).join("plan.md")));
    let plans: Vec<_> = paths
        .filter(|path| store::exists(path))
        .map(|path| (path.clone(), store::read_text(&path).expect("a plan")))
        .collect();
    assert!(plans.len() > 15);
    plans
}

#[test]
fn an_item_is_added_to_every_plan_of_the_example() {
    for (_, text) in plans() {
        add_to(&text, |_| text.clone());
    }
    let (_, text) = plans().pop().expect("a plan");
    let windows = text.replace('\n', "\r\n");
    add_to(&windows, |_| windows.clone());
    let unended = text.trim_end();
    add_to(unended, |_| unended.to_owned());
    let marked = format!("\u{feff}{text}");
    add_to(&marked, |_| marked.clone());
}

/// How a list is written.
#[derive(Debug, Clone)]
enum Style {
    /// One item below the other: how far the dash stands from the margin, and the key from the dash.
    Block(usize, usize),
    /// In brackets on one line, with or without a comma at the end.
    Flow(bool),
    /// In brackets over several lines.
    Lines,
    /// Items in braces below one another.
    Braces,
    /// Nothing in it, in one of the ways in which that can be written.
    Empty(&'static str),
    /// Not there at all.
    Missing,
}

fn style() -> impl Strategy<Value = Style> {
    prop_oneof![
        (0usize..5, 2usize..5).prop_map(|(dash, offset)| Style::Block(dash, offset)),
        any::<bool>().prop_map(Style::Flow),
        Just(Style::Lines),
        Just(Style::Braces),
        prop::sample::select(vec![" []", "", " ~", " [ ]  # none yet", " # none yet", " [\n]"]).prop_map(Style::Empty),
        Just(Style::Missing),
    ]
}

const IDS: [(&str, [&str; 2]); 4] = [
    ("strengths", ["likes-structure", "draws"]),
    ("outcomes", ["cooks-lunch", "prints"]),
    ("actions", ["card", "recipe"]),
    ("risks", ["burns", "noise"]),
];

/// A list as it stands in the front matter, with keys of the items' own, remarks and quotation marks.
fn list(key: &str, ids: [&str; 2], style: &Style, remark: bool, quoted: bool) -> String {
    let quote = |id: &str| if quoted { format!("\"{id}\"") } else { id.to_owned() };
    let more = if key == "actions" { ", for: [cooks-lunch]" } else { ", x-note: \"a, b\"" };
    let braces = |id: &str| format!("{{id: {}{more}}}", quote(id));
    let (a, b) = (braces(ids[0]), braces(ids[1]));
    match style {
        Style::Block(dash, offset) => {
            let (dash, inner) = (" ".repeat(*dash), " ".repeat(*dash + *offset));
            let gap = " ".repeat(*offset - 1);
            let remarks = if remark { format!("{inner}# about this one\n") } else { String::new() };
            let items = ids.map(|id| {
                let more = more.trim_start_matches(", ");
                format!(
                    "{dash}-{gap}id: {}{}\n{inner}{more}\n{remarks}",
                    quote(id),
                    if remark { " # the id" } else { "" }
                )
            });
            format!("{key}:{}\n{}", if remark { " # a list" } else { "" }, items.concat())
        }
        Style::Flow(comma) => {
            format!("{key}: [{a}, {b}{}]{}\n", if *comma { "," } else { "" }, if remark { " # both" } else { "" })
        }
        Style::Lines => {
            let (first, last) = if remark { (" # one", " # two") } else { ("", "") };
            format!("{key}: [\n  {a},{first}\n  {b}{last}\n]\n")
        }
        Style::Braces => format!("{key}:\n  - {a}\n  - {b}\n"),
        Style::Empty(how) => format!("{key}:{how}\n"),
        Style::Missing => String::new(),
    }
}

prop_compose! {
    fn generated()(
        styles in prop::collection::vec(style(), 4),
        remark in any::<bool>(), quoted in any::<bool>(), windows in any::<bool>(), unended in any::<bool>(), tail in any::<bool>(),
    ) -> (String, Vec<Style>) {
        let mut front = String::from("supportplan: 1\nkind: support-plan\nresident: R-0142\n# what comes next\ncalled: 'Sam'\nmoved_in: 2026-07-13\n");
        let mut body = [String::new(), String::new(), String::new()];
        for ((key, ids), style) in IDS.iter().zip(&styles) {
            if remark {
                front += "# on its own\n";
            }
            front += &list(key, *ids, style, remark, quoted);
            let is_there = !matches!(style, Style::Empty(_) | Style::Missing);
            for id in ids.iter().filter(|_| is_there) {
                let words = format!("{}\n\nWords `of` *this*.\n\n<!-- a remark -->\n\n", supportplan::record::heading_for(id));
                match *key {
                    "strengths" => body[0] += &format!("### {words}"),
                    "outcomes" => body[1] += &format!("### {words}**In my words:** so\n\n"),
                    "risks" => body[2] += &format!("### {words}"),
                    _ => {}
                }
            }
        }
        let sections = format!("## Strengths\n\n{}## Outcomes\n\n{}## Risks\n\n{}", body[0], body[1], body[2]);
        let end = if tail { "## Moving on\n\nA flat.\n" } else { "" };
        let text = format!("---\n{front}---\n\n# Support plan\n\n{sections}{end}");
        let text = if unended { text.trim_end().to_owned() } else { text };
        (if windows { text.replace('\n', "\r\n") } else { text }, styles)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_item_is_added_however_the_plan_is_written((text, styles) in generated()) {
        add_to(&text, |list| {
            let at = LISTS.iter().position(|it| *it == list).expect("a list");
            match styles[at] {
                // Brackets with nothing in them give way to what is put in.
                Style::Empty(how) => {
                    let bare = how.trim_start_matches(' ').trim_start_matches(['~', '[', ']', ' ']);
                    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
                    match how {
                        " [\n]" => text.clone(),
                        _ if bare.starts_with('#') => text.replacen(&format!("\n{list}:{how}{end}"), &format!("\n{list}:{}{bare}{end}", if how.starts_with(" #") { " " } else { "  " }), 1),
                        _ => text.replacen(&format!("\n{list}:{how}{end}"), &format!("\n{list}:{end}"), 1),
                    }
                }
                _ => text.clone(),
            }
        });
    }
}

/// Every item of a plan that is not over.
fn live(record: &Record) -> Vec<item::Found> {
    let all = LISTS.iter().flat_map(|list| record.ids(list).filter_map(|id| item::of(record, list, id)));
    all.filter(|found| !found.is_ended).collect()
}

#[test]
fn an_item_ends_and_nothing_else_changes() {
    let ending = Ending {
        date: Some("2026-11-20".parse().expect("a date")),
        reason: Some("replaced"),
        why: Some("Sam has\na new one."),
    };
    for (path, text) in plans() {
        for end in ["\n", "\r\n"] {
            let text = text.replace('\n', end);
            let record = plan(&text);
            for found in live(&record).iter().filter(|found| found.list != "strengths") {
                let ended = item::end(&record, found, ending, &Wording::default()).expect("ended");
                assert!(is_only_added_to(&text, &ended), "{} {}\n{ended}", path.display(), found.id);
                assert_eq!(faults(&ended), faults(&text), "{}", found.id);
                let now = plan(&ended);
                let item = now.list(found.list).iter().find(|item| item["id"] == found.id.as_str()).expect("the item");
                assert_eq!(item["ended"], serde_json::json!({"date": "2026-11-20", "reason": "replaced"}));
                let words = now.outline.item(found.list, &found.id).expect("a heading");
                let why = words.label("why-it-ended").expect("why");
                assert_eq!(now.words(why.text).replace("\r\n", "\n"), "Sam has\na new one.");
                assert_eq!(words.labels.last().map(|label| label.slug.as_str()), Some("why-it-ended"));
            }
        }
    }
}

#[test]
fn an_item_that_ends_without_a_reason_asks_for_it() {
    let (_, text) = plans().pop().expect("a plan");
    let record = plan(&text);
    let found = &live(&record).into_iter().find(|found| found.list == "risks").expect("a risk");
    let ended = plan(&item::end(&record, found, Ending::default(), &Wording::default()).expect("ended"));
    let date = Ending { date: Some("2026-11-20".parse().expect("a date")), ..Ending::default() };
    let again = item::end(&ended, found, date, &Wording::default()).expect("ended");
    assert!(again.contains("    ended:\n      date: 2026-11-20\n      reason:\n"), "{again}");
    assert_eq!(again.matches("**Why it ended:**").count(), ended.text.matches("**Why it ended:**").count());
}

#[test]
fn what_is_renamed_is_found_by_all_that_names_it() {
    let service = service();
    for group in service.residents().iter().map(|resident| service.group_of(resident).expect("a folder")) {
        let own = |kind: Kind| Place::path(kind, &[("resident", group.resident.as_deref().expect("a resident"))]);
        let text = |path: &str| store::read_text(&service.full(path)).expect("a record");
        let checked = |changed: &[(String, String)]| {
            let bytes = |path: &str| {
                let changed = changed.iter().find(|(other, _)| other == path).map(|(_, text)| text.clone());
                Ok(Some(changed.unwrap_or_else(|| text(path)).into_bytes()))
            };
            let checkups = service.check_group_with(&group, bytes).expect("checked");
            let codes = checkups
                .iter()
                .flat_map(|checkup| checkup.findings.iter().map(move |it| (checkup.path.clone(), it.code)));
            codes.collect::<Vec<_>>()
        };
        let before = checked(&[]);
        let (plan_path, safety_path) = (own(Kind::SupportPlan), own(Kind::SafetyPlan));
        let record = |path: &str, text: &str| {
            read(path, Place::of(path).expect("a place"), text.as_bytes().to_vec(), &Wording::default())
                .record
                .expect("text")
        };
        let plan = record(&plan_path, &text(&plan_path));
        for found in LISTS.iter().flat_map(|list| plan.ids(list).filter_map(|id| item::of(&plan, list, id))) {
            let name = "Quite another name";
            let renamed = item::rename(&plan, &found, name, &Wording::default()).expect("renamed");
            let mut changed = vec![(plan_path.clone(), renamed.clone())];
            let safety = record(&safety_path, &text(&safety_path));
            if let Some(same) = item::of(&safety, "risks", &found.id).filter(|_| found.list == "risks") {
                changed.push((
                    safety_path.clone(),
                    item::rename(&safety, &same, name, &Wording::default()).expect("renamed"),
                ));
            }
            // The plan is no longer the version that a review agreed, and a rule on what it says of an item's own words may read them anew.
            let after = checked(&changed);
            assert_eq!(after, before, "{}", found.id);
            // It is the same item still, and it can have its name back.
            let now = record(&plan_path, &renamed);
            let changes = change::between(&plan, &now, &Wording::default());
            assert_eq!(changes.len(), 1, "{changes:?}");
            let [detail] = &changes[0].details[..] else { panic!("{changes:?}") };
            assert_eq!((detail.about, detail.new.as_deref()), (About::Heading, Some(name)));
            let [again] = &item::find(&now, &found.id)[..] else { panic!("{} is found by its former id", found.id) };
            assert_eq!((again.id.as_str(), again.list), ("quite-another-name", found.list));
            let back = item::rename(&now, again, &found.heading, &Wording::default()).expect("renamed");
            let mark = "    was: [quite-another-name]\n";
            assert_eq!(back.replacen(mark, "", 1), plan.text);
        }
    }
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let (_, text) =
        plans().into_iter().find(|(path, _)| path.ends_with("service/residents/R-0142/plan.md")).expect("the plan");
    let text = text.replacen("  - id: burns\n", "  - id: burns\n    was: [scalds]\n", 1);
    let record = plan(&text);
    let refused = |name: &str| item::free_id(&record, name).expect_err("refused").to_string();
    assert!(refused("Cooks  Lunch!").starts_with("the plan has an outcome of this name already."));
    assert!(refused("Evening board").contains("an action of this name already, which has ended"));
    assert!(refused("Scalds").starts_with("a risk of the plan was called so before"));
    for name in ["", "!!", "a\nb", "<b>bold</b>", "[x](y)"] {
        assert!(refused(name).starts_with("an item is called by"), "{name:?}");
    }
    assert!(refused(&"long ".repeat(30)).contains("too long"));
    assert_eq!(item::free_id(&record, "Sam's café").expect("free"), "sams-cafe");
    assert_eq!(item::find(&record, "scalds").len(), 1);
    assert_eq!(item::find(&record, "BURNS").len(), 1);
    assert!(item::find(&record, "nothing").is_empty());
}

#[test]
fn a_resident_goes_away_comes_back_and_leaves() {
    let (_, text) =
        plans().into_iter().find(|(path, _)| path.ends_with("service/residents/R-0142/plan.md")).expect("the plan");
    let day = |date: &str| date.parse().expect("a date");
    let typed = |record: &Record| model::of::<model::SupportPlan>(record).expect("a plan");
    let pause =
        |record: &Record, from: &str| stay::pause(record, &typed(record), day(from), "hospital", &Wording::default());
    let resume = |record: &Record, date: &str| stay::resume(record, &typed(record), day(date));
    let leave = |record: &Record, date: &str| {
        stay::leave(&templates(), record, &typed(record), day(date), Some("own-tenancy"), &context())
    };
    let refused = |result: anyhow::Result<String>| result.expect_err("refused").to_string();
    let here = plan(&text);
    assert!(refused(pause(&here, "2026-07-12")).contains("before the day of moving in, 13 July 2026"));
    assert_eq!(refused(resume(&here, "2026-11-20")), "R-0142 is not away");
    let away = plan(&pause(&here, "2026-11-12").expect("away"));
    assert!(is_only_added_to(&text, &away.text));
    assert!(
        away.text.contains("commissioned_hours: 6\naway:\n  - from: 2026-11-12\n    reason: hospital\nstrengths:"),
        "{}",
        away.text
    );
    assert!(refused(pause(&away, "2026-11-14")).contains("away from 12 November 2026 already"));
    assert!(refused(pause(&away, "2026-11-01")).contains("begins later, on 12 November 2026"));
    assert!(refused(resume(&away, "2026-11-11")).contains("before the day of going away"));
    let back = plan(&resume(&away, "2026-11-16").expect("back"));
    assert!(back.text.contains("  - from: 2026-11-12\n    back: 2026-11-16\n    reason: hospital\n"), "{}", back.text);
    assert!(refused(pause(&back, "2026-11-14")).contains("until 16 November 2026 already"));
    let twice = plan(&pause(&back, "2026-11-18").expect("away"));
    assert!(refused(leave(&twice, "2026-11-17")).contains("went away on 18 November 2026"));
    assert!(refused(leave(&back, "2026-11-15")).contains("came back on 16 November 2026"));
    let left = leave(&twice, "2026-11-20").expect("left");
    let gone = plan(&left);
    let stay = typed(&gone);
    assert_eq!((stay.left, stay.moved_to.as_deref()), (Some(day("2026-11-20")), Some("own-tenancy")));
    assert_eq!(stay.away.last().and_then(|away| away.back), Some(day("2026-11-20")));
    assert!(left.contains("left: 2026-11-20\n#? moved_to:") && left.ends_with("from whom. -->\n"), "{left}");
    assert!(refused(leave(&gone, "2026-11-20")).contains("left the service on 20 November 2026"));
    assert!(refused(resume(&gone, "2026-11-20")).contains("left the service"));
}

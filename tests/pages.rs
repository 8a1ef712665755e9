//! Pages of every kind of record: whole, harmless, and with all that the record says.

#[path = "pages/pack.rs"]
mod pack;
#[path = "pages/sheets.rs"]
mod sheets;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;
use supportplan::check::Context;
use supportplan::page::view::overview::Known;
use supportplan::page::{self, Edition, Entry, Page, Topic};
use supportplan::record::{self, Kind, Place, Record, Schema, Settings};
use supportplan::service::Service;
use supportplan::template::Templates;

const HOSTILE: &str = "<script>alert(1)</script> {{ 7*7 }} [x](javascript:alert(1)) \"'><b onload=x>";

fn templates() -> Templates {
    Templates::new(Vec::new()).expect("the project's templates")
}

fn read(path: &str, text: &str, context: &Context) -> Record {
    let place = Place::of(path).expect("a place of the format");
    record::read(path, place, text.as_bytes().to_vec(), &context.wording).record.expect("text")
}

fn context(settings: serde_json::Value) -> Context {
    let settings: Settings = serde_json::from_value(settings).expect("settings");
    Context::new(settings, BTreeSet::new(), chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
}

fn plain_context() -> Context {
    context(
        json!({"service": "Larch House", "staff": [{"id": "priya-n", "name": "Priya N", "email": "p@larch-house.example"}]}),
    )
}

/// Records that lie together, and the page of each.
struct Group {
    records: Vec<Record>,
    pages: Vec<Page>,
}

/// The example's residents, and its team.
fn example() -> (Service, Vec<Group>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root, chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
        .expect("the example's settings are valid");
    let templates = templates();
    let mut groups = Vec::new();
    let listed = service.residents().iter().map(|resident| service.group_of(resident)).chain([service.team()]);
    for group in listed {
        let checkups = service.check_group(&group.expect("listed")).expect("read");
        let records: Vec<Record> = checkups.into_iter().filter_map(|checkup| checkup.record).collect();
        let folder: Vec<&Record> = records.iter().collect();
        let pages = records
            .iter()
            .map(|record| page::Press::new(&templates, &service.context).record(record, &folder).expect("a page"));
        groups.push(Group { pages: pages.collect(), records });
    }
    (service, groups)
}

/// Each tag of a page with its attributes, the style sheet left out.
fn tags(html: &str) -> Vec<&str> {
    let (before, style) = html.split_once("<style>").expect("a style sheet");
    let (_, after) = style.split_once("</style>").expect("its end");
    [before, after]
        .into_iter()
        .flat_map(|part| part.split('<').skip(1))
        .map(|tag| tag.split('>').next().unwrap_or(""))
        .collect()
}

/// What a page needs to be read by everyone and to run nothing.
fn assert_sound(path: &str, html: &str) {
    let tags = tags(html);
    let mut open = Vec::new();
    let mut level = 0;
    for tag in &tags {
        let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
        let known = "!doctype html head meta title style body header nav main footer section article div figure figcaption blockquote p h1 h2 h3 h4 h5 h6 \
                     ul ol li dl dt dd table caption thead tbody tr th td svg desc line text polyline circle rect span strong em s a code pre hr br del ins sup time";
        let closes = name.strip_prefix('/');
        assert!(known.split_whitespace().any(|known| known == closes.unwrap_or(name)), "{path}: <{tag}>");
        assert!(
            !attributes.contains("javascript:") && !attributes.contains("src=") && !attributes.contains(" on"),
            "{path}: <{tag}>"
        );
        if name == "th" {
            assert!(attributes.contains("scope="), "{path}: <{tag}>");
        }
        if let Some(next) = name.strip_prefix('h').and_then(|n| n.parse::<u32>().ok()) {
            assert!(next <= level + 1, "{path}: h{level} is followed by h{next}");
            level = next;
        }
        if let Some(closed) = closes {
            assert_eq!(open.pop(), Some(closed), "{path}");
        } else if !matches!(name, "!doctype" | "meta" | "hr" | "br") && !attributes.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    let value = |tag: &str, name: &str| Some(tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?.to_owned());
    let ids: Vec<String> = tags.iter().filter_map(|tag| value(tag, "id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: an id stands there twice: {ids:?}");
    for target in tags.iter().filter_map(|tag| value(tag, "href")).filter(|href| href.starts_with('#')) {
        assert!(ids.iter().any(|id| *id == target[1..]), "{path}: {target} leads nowhere");
    }
    let head = tags.iter().take_while(|tag| !tag.starts_with("body"));
    assert_eq!(head.filter(|tag| **tag == "title").count(), 1, "{path}: <title>");
    for once in ["h1", "main", "header", "footer"] {
        assert_eq!(tags.iter().filter(|tag| **tag == once).count(), 1, "{path}: <{once}>");
    }
    assert!(
        html.contains("<html lang=\"en-GB\"")
            && html.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
        "{path}"
    );
    assert!(!html.contains("url(") && !html.contains("@import"), "{path}");
}

/// The words that a page shows, with single spaces between them.
fn shown(html: &str) -> String {
    let main = &html[html.find("<body").unwrap_or(0)..];
    let within_a_line = ["span", "strong", "em", "s class", "a href", "code"];
    let text: String = main
        .split('<')
        .map(|part| part.split_once('>').unwrap_or(("", part)))
        .map(|(tag, text)| {
            if within_a_line.iter().any(|name| tag.trim_start_matches('/').starts_with(name)) {
                text.to_owned()
            } else {
                format!(" {text}")
            }
        })
        .collect();
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of what people wrote, without the marks of Markdown; of a plan, without the items that are over.
fn written(record: &Record) -> Vec<String> {
    let over = |id: &str| {
        let lists = ["outcomes", "actions", "risks"].into_iter().flat_map(|key| record.list(key));
        lists.filter(|item| !item["ended"].is_null()).any(|item| item["id"] == id)
    };
    let items = record.outline.sections.iter().flat_map(|section| &section.items);
    let items = items.flat_map(|item| std::iter::once(item).chain(&item.items)).filter(|item| over(item.id()));
    let mut body = record.text.clone();
    for item in items {
        let blank: String = body[item.all.start..item.all.end]
            .chars()
            .map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) })
            .collect();
        body.replace_range(item.all.start..item.all.end, &blank);
    }
    let lines = body[record.body.span.start..].lines().map(|line| {
        let line = line.trim_start_matches('#').trim().trim_start_matches("- ");
        let line =
            line.split_once(". ").filter(|(number, _)| number.parse::<u32>().is_ok()).map_or(line, |(_, rest)| rest);
        let line = line.strip_prefix("**").and_then(|line| line.split_once(":**")).map_or(line, |(_, rest)| rest);
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_record_of_the_example_has_a_sound_page_that_says_all_it_says() {
    let (_, groups) = example();
    let mut kinds = BTreeSet::new();
    for (record, page) in groups.iter().flat_map(|group| group.records.iter().zip(&group.pages)) {
        assert_sound(&page.path, &page.html);
        let text = shown(&page.html);
        for line in written(record) {
            assert!(text.contains(&line), "{}: {line}", page.path);
        }
        kinds.insert(record.kind());
    }
    assert_eq!(kinds.len(), Kind::ALL.len() - 1, "every kind but the settings");
}

#[test]
fn values_are_words() {
    let (_, groups) = example();
    let page = |path: &str| {
        let mut pages = groups.iter().flat_map(|group| &group.pages);
        shown(&pages.find(|page| page.path == path).expect(path).html)
    };
    let expected: [(&str, &[&str]); 6] = [
        (
            "R-0142/plan.html",
            &[
                "Sam R-0142",
                "Key worker Priya N",
                "13 July 2026",
                "6 hours a week",
                "Worse if above 3 for 2 weeks",
                "by 29 January 2027",
            ],
        ),
        (
            "R-0142/plan.html",
            &[
                "Week by week, oldest first: 5, 6, 4",
                "Help now: Staff nearby, 1 hour a week",
                "ended on 11 September 2026: achieved",
            ],
        ),
        (
            "R-0142/weekly/2026-W46.html",
            &["9 to 15 November 2026 (2026-W46)", "Tuesday 17 November 2026 12:00 Priya N", "Safety plan: working"],
        ),
        ("R-0142/weekly/2026-W35.html", &["No review took place this week, because of the service."]),
        (
            "R-0142/formal/2026-10-26.html",
            &["Still needed: yes", "Version", "Resident Name Sam Signature signed Date 2 November 2026"],
        ),
        ("team/audits/2026-11-11.html", &["Lena M", "R-0117 and R-0158", "Mended on: 11 November 2026"]),
    ];
    for (path, words) in expected {
        let text = page(path);
        for words in words {
            assert!(text.to_lowercase().contains(&words.to_lowercase()), "{path}: {words} is not in: {text}");
        }
    }
}

fn hostile_context() -> Context {
    context(json!({
        "service": HOSTILE,
        "staff": [{"id": "priya-n", "name": HOSTILE, "email": "p@larch-house.example"}],
        "levels_of_help": [{"id": "prompts", "label": HOSTILE}],
    }))
}

/// The text of a record that says the same hostile words wherever it says anything.
fn hostile(kind: Kind) -> String {
    let value = record::edit::yaml_text(HOSTILE);
    let mut text = "---\n".to_owned();
    for key in Schema::of(kind).json["properties"].as_object().expect("keys").keys() {
        let item = format!(
            "- id: {value}\n    aim: {value}\n    help: prompts\n    from: {value}\n    result: {value}\n    date: {value}\n    by: priya-n"
        );
        let lists =
            ["outcomes", "actions", "risks", "strengths", "visits", "planned", "measures", "findings", "signed"];
        text +=
            &if lists.contains(&key.as_str()) { format!("{key}:\n  {item}\n") } else { format!("{key}: {value}\n") };
    }
    text += &format!("---\n\n# {HOSTILE}\n\n{HOSTILE}\n\n");
    for section in &Schema::of(kind).body.sections {
        text += &format!(
            "## {}\n\n{HOSTILE}\n\n### {HOSTILE}\n\n**When:** {HOSTILE}\n\n#### {HOSTILE}\n\n- {HOSTILE}\n\n",
            section.heading
        );
    }
    text + &format!("## {HOSTILE}\n\n<iframe src=x>\n")
}

#[test]
fn hostile_words_are_shown_and_do_nothing() {
    let context = hostile_context();
    let mut seen = 0;
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Settings) {
        let path = Place::path(
            *kind,
            &[
                ("resident", "R-0142"),
                ("week", HOSTILE_NAME),
                ("prepared", HOSTILE_NAME),
                ("date", HOSTILE_NAME),
                ("n", "1"),
            ],
        );
        let record = read(&path, &hostile(*kind), &context);
        let page = page::Press::new(&templates(), &context).record(&record, &[]).expect("a page");
        assert_sound(&page.path, &page.html);
        assert!(shown(&page.html).contains("<script>alert(1)</script> {{ 7*7 }}"), "{path}");
        assert!(shown(&page.html).contains("<iframe src=x>"), "{path}");
        seen += 1;
    }
    assert_eq!(seen, Kind::ALL.len() - 1);
}

const HOSTILE_NAME: &str = "\"><script>alert(1)<";

/// Texts of a record in which nothing is answered yet, and of one that is hardly there.
fn blank(kind: Kind) -> [String; 4] {
    let schema = Schema::of(kind);
    let keys: String =
        schema.json["properties"].as_object().expect("keys").keys().map(|key| format!("{key}:\n")).collect();
    let sections: String = schema
        .body
        .sections
        .iter()
        .map(|section| format!("## {}\n\n<!--? {} -->\n\n", section.heading, section.help))
        .collect();
    [format!("---\n{keys}---\n\n{sections}"), "---\n---\n".to_owned(), String::new(), "no front matter\n".to_owned()]
}

#[test]
fn what_is_not_answered_has_room_to_write() {
    let context = plain_context();
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Settings) {
        let values = [
            ("resident", "R-0142"),
            ("week", "2026-W47"),
            ("prepared", "2026-11-20"),
            ("date", "2026-11-20"),
            ("n", "1"),
        ];
        for text in blank(*kind) {
            let record = read(&Place::path(*kind, &values), &text, &context);
            let page = page::Press::new(&templates(), &context).record(&record, &[]).expect("a page");
            assert_sound(&page.path, &page.html);
            assert!(page.html.contains("class=\"ruled\""), "{}", page.path);
            assert!(page.html.contains("class=\"blank\"") || !text.contains("kind:"), "{}", page.path);
        }
    }
}

#[test]
fn items_are_shown_whatever_they_lack() {
    let context = plain_context();
    let text = "---\noutcomes:\n  - id: calm\n    ended: {date: 2026-11-01, reason: changed-mind}\n  - id: cooks-lunch\nactions:\n\
                \x20 - id: shop\n    for: [cooks-lunch]\n    help: prompts\n  - id: call\n    for: [calm]\n---\n## Outcomes\n### Calm\nWas calm.\n\
                \n**Why it ended:** Done.\n#### Shop\n**When:** Mondays\n### Stray\nStray words.\n## Pets\nA cat.\n";
    let record = read("residents/R-0142/plan.md", text, &context);
    let html = page::Press::new(&templates(), &context).record(&record, &[]).expect("a page").html;
    assert_sound("plan", &html);
    let text = shown(&html);
    let places = [
        "Stray words.",
        "Cooks lunch",
        "Mondays",
        "Other actions",
        "Pets A cat.",
        "What has ended",
        "Outcome, ended on 1 November 2026: changed mind",
    ];
    let found: Vec<_> = places.iter().map(|words| text.find(words).expect(words)).collect();
    assert!(found.is_sorted(), "{text}");
}

#[test]
fn a_service_has_its_own_words_and_templates() {
    let context = context(json!({
        "service": "Larch House", "staff": [],
        "wording": {"Triggers": "What sets it off", "Safety plan": "Crisis plan"}, "own_sections": {"safety-plan": ["Pets"]},
    }));
    let text = "---\nresident: R-0142\n---\n# Safety plan\n## What sets it off\nNoise.\n## Pets\nA cat.\n";
    let record = read("residents/R-0142/safety-plan.md", text, &context);
    let html = page::Press::new(&templates(), &context).record(&record, &[]).expect("a page").html;
    assert!(html.contains("<h1>Crisis plan</h1>"));
    assert!(shown(&html).contains("What sets it off Noise.") && shown(&html).contains("Pets A cat."));

    let own =
        |text: &str| Templates::new(vec![("page/safety-plan.html".to_owned(), text.to_owned())]).expect("a template");
    let ours = own("{% extends \"page/base.html\" %}{% block main %}<main>{{ page.reference }}!</main>{% endblock %}");
    let page = page::Press::new(&ours, &context).record(&record, &[]).expect("a page");
    assert!(page.path == "R-0142/safety-plan.html" && page.html.contains("<main>R-0142!</main>"), "{}", page.html);
    let error = page::Press::new(&own("<p>\n\n{{ resident }}</p>"), &context)
        .record(&record, &[])
        .expect_err("no such variable")
        .to_string();
    assert!(error.contains("page/safety-plan.html, line 3") && error.contains("`resident`"), "{error}");
}

#[test]
fn pages_of_the_service_are_sound_and_come_first_in_the_index() {
    let (service, groups) = example();
    let templates = templates();
    let press = page::Press::new(&templates, &service.context);
    let residents: Vec<String> = service.residents().iter().cloned().collect();
    let told = service.progress(&residents, None).expect("read");
    let overview = press.overview(&Known::default()).expect("an overview");
    let progress = press.progress_of_all(&told, |path| path == "R-0142/progress.html").expect("a report");
    let one = press.progress(&told.residents[1]).expect("a report");
    for page in [&overview, &progress, &one] {
        assert_sound(&page.path, &page.html);
    }
    assert_eq!(
        [&*overview.path, &*progress.path, &*one.path],
        ["overview.html", "progress.html", "R-0142/progress.html"]
    );
    assert!(progress.html.contains("<a href=\"./R-0142/progress.html\">R-0142</a>"));
    assert!(progress.html.contains("R-0117") && !progress.html.contains("R-0117/progress.html"));
    let plan = groups[1].records.iter().find(|record| record.kind() == Kind::SupportPlan).expect("a plan");
    let entries = [
        press.entry(plan, &[]),
        Entry { path: one.path.clone(), topic: Topic::Progress, ..press.entry(plan, &[]) },
        Entry::of_service(&progress, Topic::Progress),
        Entry::of_service(&overview, Topic::Overview),
    ];
    let text = shown(&press.index(&entries).expect("an index").html);
    let places = ["The whole service Service overview Progress report", "Sam, R-0142 Support plan", "Progress report"];
    let found: Vec<_> = places.iter().map(|words| text.find(words).expect(words)).collect();
    assert!(found[0] < found[1] && text.rfind(places[2]) > Some(found[1]), "{text}");
}

#[test]
fn the_index_links_to_every_page() {
    let (service, groups) = example();
    let templates = templates();
    let press = page::Press::new(&templates, &service.context);
    let mut entries = Vec::new();
    for group in &groups {
        let folder: Vec<&Record> = group.records.iter().collect();
        entries.extend(group.records.iter().map(|record| press.entry(record, &folder)));
    }
    let hostile = Entry {
        path: "javascript:alert(1)/plan.html".to_owned(),
        resident: Some(HOSTILE.to_owned()),
        ..entries[0].clone()
    };
    entries.push(hostile);
    let index = press.index(&entries).expect("an index");
    assert_sound(&index.path, &index.html);
    for page in groups.iter().flat_map(|group| &group.pages) {
        assert!(index.html.contains(&format!("href=\"./{}\"", page.path)), "{}", page.path);
    }
    assert!(index.html.contains("href=\"./javascript%3Aalert%281%29/plan.html\""));
    let text = shown(&index.html);
    assert!(text.contains("Sam, R-0142 Support plan") && text.contains("9 to 15 November 2026 (2026-W46)"));
    assert!(text.find("R-0117") < text.find("R-0142") && text.rfind("R-0158") < text.rfind("Team"));
}

/// The pages of a resident's records in an edition.
fn in_edition(service: &Service, resident: &str, edition: Edition) -> Vec<Page> {
    let checkups = service.check_group(&service.group_of(resident).expect("listed")).expect("read");
    let records: Vec<Record> = checkups.into_iter().filter_map(|checkup| checkup.record).collect();
    let folder: Vec<&Record> = records.iter().collect();
    let templates = templates();
    let press = page::Press { edition, ..page::Press::new(&templates, &service.context) };
    records.iter().map(|record| press.record(record, &folder).expect("a page")).collect()
}

/// What of a page comes from the front matter and the settings, without what people wrote in the text.
fn head(html: &str) -> &str {
    html.split_once("<header>").and_then(|(_, rest)| rest.split_once("</header>")).expect("a head").0
}

#[test]
fn references_stand_for_names_and_contacts_are_left_out() {
    let (service, _) = example();
    let edition = Edition { references: true, ..Edition::default() };
    let staff: Vec<&str> = service.settings().staff.iter().map(|staff| staff.name.as_str()).collect();
    for page in in_edition(&service, "R-0142", edition) {
        assert!(!head(&page.html).contains("Sam") && head(&page.html).contains("R-0142"), "{}", page.path);
        assert!(staff.iter().all(|name| !page.html.contains(name)), "{}", page.path);
        assert!(page.html.contains("this is not anonymisation"), "{}", page.path);
    }
    let usual = in_edition(&service, "R-0142", Edition::default());
    let safety = |pages: &[Page]| {
        pages.iter().find(|page| page.path.ends_with("safety-plan.html")).expect("a page").html.clone()
    };
    let contact = "The night line on the fridge card";
    assert!(safety(&usual).contains(contact), "the example says whom to call");
    let page = safety(&in_edition(&service, "R-0142", edition));
    assert!(!page.contains(contact) && page.contains("Contacts are left out here"));
    // Below a heading that the format does not know, or above all, may stand what is contacts as well.
    let path = "residents/R-0142/safety-plan.md";
    let text = "---\nsupportplan: 1\nkind: safety-plan\nresident: Sam J\n---\n\n# Safety plan\n\nQwertz 1\n\n## Who to cal\n\nQwertz 2\n\n# At night\n\nQwertz 3\n";
    let record = read(path, text, &service.context);
    for (edition, are_there) in [(Edition::default(), true), (edition, false)] {
        let templates = templates();
        let press = page::Press { edition, ..page::Press::new(&templates, &service.context) };
        let html = press.record(&record, &[]).expect("a page").html;
        assert!(
            ["Qwertz 1", "Qwertz 2", "Qwertz 3"].iter().all(|contact| html.contains(contact) == are_there),
            "{html}"
        );
        assert!(html.contains("it may hold contacts") != are_there && !html.contains("Sam J"), "{html}");
    }
}

#[test]
fn the_residents_copy_has_what_is_meant_for_them() {
    let (service, _) = example();
    let edition = Edition { resident_copy: true, ..Edition::default() };
    let plan =
        |edition| in_edition(&service, "R-0142", edition).into_iter().find(|page| page.path == "R-0142/plan.html");
    let (usual, copy) = (plan(Edition::default()).expect("a plan").html, plan(edition).expect("a plan").html);
    let left_out = ["Commissioned hours", "hours a week", "What staff watch", "When to escalate", "How we will know"];
    for part in left_out {
        assert!(usual.contains(part) && !copy.contains(part), "{part}");
    }
    for part in ["In my words", "Staff will", "I will", "Stepping back", "Moving on", "Sam", "Help now"] {
        assert!(copy.contains(part), "{part}");
    }
    assert!(copy.contains("class=\"resident-copy\""));
    assert!(!edition.has(Kind::Incident) && edition.has(Kind::SafetyPlan));
}

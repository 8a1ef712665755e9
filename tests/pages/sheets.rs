//! Weekly sheets: what the week holds as plan and reviews have it, at every size, and of whoever is not there.

use serde_json::Value;
use supportplan::cycle::agenda::{Agenda, Hidden, Untold};
use supportplan::page::{Press, Subject};

use super::*;

const PLAN: &str = "residents/R-0142/plan.md";

/// The sheet of the resident whose plan and reviews these are, on 20 November 2026.
fn sheet(records: &[Record], context: &Context, agenda: &Agenda) -> Page {
    let folder: Vec<&Record> = records.iter().collect();
    let templates = templates();
    let press = Press::new(&templates, context);
    let sheet = press.sheet(&Subject { plan: &records[0], folder: &folder, agenda });
    let page = press.weekly_sheet(sheet, &records[0]).expect("a page");
    assert_sound(&page.path, &page.html);
    page
}

fn text_of(records: &[Record], context: &Context) -> String {
    shown(&sheet(records, context, &Agenda::default()).html)
}

fn front(values: &Value) -> String {
    format!("---\n{}---\n", serde_yaml::to_string(values).expect("YAML"))
}

fn plan(more: Value) -> String {
    let mut values = json!({
        "called": "Sam", "key_worker": "priya-n", "moved_in": "2026-07-13",
        "outcomes": [
            {"id": "cooks-lunch", "was": ["lunch"], "aim": "progress", "measure": {"what": "lunches", "per": "week", "baseline": 0, "target": 3}},
            {"id": "old", "ended": {"date": "2026-10-01", "reason": "achieved"}},
        ],
        "actions": [
            {"id": "picture-recipe", "for": ["cooks-lunch"], "help": "prompts"},
            {"id": "evening-board", "for": ["old"], "ended": {"date": "2026-10-01", "reason": "achieved"}},
        ],
        "risks": [{"id": "burns"}],
    });
    values.as_object_mut().expect("values").extend(more.as_object().expect("values").clone());
    let body = "## Outcomes\n### Cooks lunch\n#### Picture recipe\n**When:** Tuesday\n**Staff will:** Wait next door.\n**I will:** Cook.\n\
                **Stepping back:** Later.\n## Risks\n### Burns\n**When to escalate:** Any burn.\n";
    format!("{}{body}", front(&values))
}

fn review(week: &str, values: &Value, body: &str) -> Record {
    let mut values = values.clone();
    values["week"] = json!(week);
    read(&format!("residents/R-0142/weekly/{week}.md"), &format!("{}{body}", front(&values)), &plain_context())
}

#[test]
fn a_sheet_has_all_that_the_week_of_the_example_holds() {
    let (service, groups) = example();
    let group = groups.iter().find(|group| group.records[0].path.contains("R-0142")).expect("Sam");
    let folder: Vec<&Record> = group.records.iter().collect();
    let plan = folder.iter().find(|record| record.kind() == Kind::SupportPlan).expect("a plan");
    let today = service.context.today;
    let agenda = service.agenda(Some(&["R-0142".to_owned()]), today, today);
    let subject = Subject { plan, folder: &folder, agenda: &agenda };
    let templates = templates();
    let press = Press::new(&templates, &service.context);
    let page = press.weekly_sheet(press.sheet(&subject), plan).expect("a page");
    assert_sound(&page.path, &page.html);
    assert_eq!(page.path, "R-0142/weekly-sheet.html");
    let text = shown(&page.html);
    let places = [
        "Weekly sheet Sam R-0142",
        "16 to 22 November 2026",
        "Key worker Priya N",
        "Tuesday 17 November 12:00 Priya N met declined not in cancelled by us",
        "Friday 20 November 14:00 Priya N",
        "On Wednesday Sam shops alone",
        "Change card For: Handles changed plans. Help now: Staff nearby When Mondays at 16:00",
        "Done? done partly not done Help given Staff do it Side by side",
        "Cooks lunch lunches cooked with one prompt at most, each week 3 9 to 15 November 2026 3 worse if below 1",
        "Burns Any burn, or the hob left on once",
        "One upset on Monday",
        "Weekly review of 16 to 22 November 2026: by 22 November 2026 Formal review: from 30 January 2027, by 15 February 2027",
        "Notes",
    ];
    let found: Vec<_> =
        places.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"))).collect();
    assert!(found.is_sorted(), "{text}");
    assert!(!text.contains("Evening board"), "what is over is not done");
}

#[test]
fn what_is_not_known_yet_is_said_or_has_room_to_write() {
    let context = plain_context();
    for text in blank(Kind::SupportPlan) {
        for review in blank(Kind::WeeklyReview) {
            for week in ["2026-W46", "2026-W47"] {
                let path = format!("residents/R-0142/weekly/{week}.md");
                let records = [read(PLAN, &text, &context), read(&path, &review, &context)];
                let text = text_of(&records, &context);
                assert!(
                    text.contains("No visit is planned in this week.") && text.contains("The plan has no action yet.")
                );
                assert!(text.contains("There was no weekly review before this week."), "{text}");
            }
        }
    }
    let agenda = Agenda {
        untold: vec![Untold { resident: Some("R-0142".to_owned()), what: Hidden::SafetyPlan, path: String::new() }],
        ..Agenda::default()
    };
    let text = shown(&sheet(&[read(PLAN, &plan(json!({})), &context)], &context, &agenda).html);
    assert!(text.contains("What is due More may be due: a record cannot be read"), "{text}");
}

#[test]
fn the_last_review_that_was_held_tells_what_to_prepare() {
    let context = plain_context();
    let said = |words: &str| format!("## What is emerging\nNoise {words}.\n## This week\nBring {words}.\n");
    let figure =
        json!({"measures": [{"id": "lunch", "value": 2}], "planned": [{"date": "2026-11-19", "time": "09:00"}]});
    let records = [
        read(PLAN, &plan(json!({})), &context),
        review("2026-W44", &figure, &said("plates")),
        review("2026-W45", &json!({"missed": "service"}), ""),
        review("2026-W48", &json!({}), &said("later")),
    ];
    let text = text_of(&records, &context);
    assert!(text.contains("Bring plates.") && text.contains("Noise plates.") && !text.contains("later"), "{text}");
    assert!(
        text.contains("Cooks lunch lunches, each week 2 26 October to 1 November 2026 3"),
        "by its former name: {text}"
    );
    assert!(text.contains("Thursday 19 November 09:00"), "{text}");
}

#[test]
fn what_this_weeks_review_says_already_is_filled_in() {
    let context = plain_context();
    let this = json!({
        "actions": [{"id": "picture-recipe", "result": "partly", "help": "coaching"}],
        "measures": [{"id": "cooks-lunch", "value": 7}],
        "visits": [{"date": "2026-11-17", "result": "met"}, {"date": "2026-11-18", "result": "not-in"}],
    });
    let last = json!({"planned": [{"date": "2026-11-17", "time": "12:00", "by": "priya-n"}, {"date": "2026-11-23"}]});
    let records = [
        read(PLAN, &plan(json!({})), &context),
        review("2026-W46", &last, ""),
        review("2026-W47", &this, "## This week\nFor next week.\n"),
    ];
    let text = text_of(&records, &context);
    for words in [
        "Tuesday 17 November 12:00 Priya N met Wednesday 18 November",
        "not in",
        "Done? partly Help given Coaching",
        "3 7",
        "none yet",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("23 November") && !text.contains("For next week"), "{text}");
}

#[test]
fn of_two_visits_on_one_day_each_is_told_of() {
    let context = plain_context();
    let visits = [("17", "met"), ("17", "declined"), ("18", "met"), ("18", "not-in")];
    let visits = visits.map(|(day, result)| json!({"date": format!("2026-11-{day}"), "result": result}));
    let planned = [("16:00", "tom-b"), ("09:00", "priya-n")];
    let planned = planned.map(|(time, by)| json!({"date": "2026-11-17", "time": time, "by": by}));
    let records = [
        read(PLAN, &plan(json!({})), &context),
        review("2026-W46", &json!({"planned": planned}), ""),
        review("2026-W47", &json!({"visits": visits}), ""),
    ];
    let text = text_of(&records, &context);
    let told: Vec<usize> = [
        "Tuesday 17 November 09:00 Priya N met",
        "Tuesday 17 November 16:00 tom-b declined",
        "Wednesday 18 November Not filled in yet Not filled in yet met",
        "Wednesday 18 November Not filled in yet Not filled in yet not in",
    ]
    .iter()
    .map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")))
    .collect();
    assert!(told.is_sorted(), "{text}");
}

#[test]
fn who_is_away_or_has_left_is_told_of() {
    let context = plain_context();
    let away = |from: &str, back: Option<&str>| json!({"away": [{"from": from, "back": back, "reason": "hospital"}]});
    let cases = [
        (json!({}), None),
        (
            json!({"away": [{"from": "2026-11-12"}]}),
            Some("Sam is away since 12 November 2026. Nobody knows yet when that ends."),
        ),
        (
            away("2026-11-12", Some("2026-12-03")),
            Some("is away since 12 November 2026 (hospital), and comes back on 3 December 2026."),
        ),
        (
            away("2026-11-22", Some("2026-12-03")),
            Some("will be away from 22 November 2026 (hospital), and comes back on"),
        ),
        (
            away("2026-11-10", Some("2026-11-18")),
            Some("was away from 10 November 2026 (hospital), and is back since 18 November 2026."),
        ),
        (away("2026-11-10", Some("2026-11-16")), None),
        (away("2026-11-23", Some("2026-12-03")), None),
        (json!({"left": "2026-11-21"}), Some("Sam leaves on 21 November 2026.")),
        (json!({"left": "2026-11-17"}), Some("Sam left on 17 November 2026.")),
        (json!({"left": "2026-11-15"}), Some("Sam left on 15 November 2026.")),
    ];
    for (more, words) in cases {
        let text = text_of(&[read(PLAN, &plan(more.clone()), &context)], &context);
        match words {
            Some(words) => assert!(text.contains(words), "{words}: {text}"),
            None => assert!(!text.contains("away") && !text.contains("left"), "{more}: {text}"),
        }
        let is_gone = more["left"] == "2026-11-15";
        assert_eq!(text.contains("Picture recipe"), !is_gone, "{more}: {text}");
    }
}

#[test]
fn a_key_worker_has_all_their_residents_in_one_page() {
    let context = plain_context();
    let of =
        |reference: &str, more: Value| vec![read(&format!("residents/{reference}/plan.md"), &plan(more), &context)];
    let folders = [of("R-0142", json!({})), of("R-0158", json!({"called": null, "away": [{"from": "2026-11-12"}]}))];
    let folders: Vec<Vec<&Record>> = folders.iter().map(|records| records.iter().collect()).collect();
    let agenda = Agenda::default();
    let templates = templates();
    let press = Press::new(&templates, &context);
    let sheet = |folder: &Vec<&Record>| press.sheet(&Subject { plan: folder[0], folder, agenda: &agenda });
    let page = press.weekly_sheets("priya-n", folders.iter().map(sheet).collect()).expect("a page");
    assert_sound(&page.path, &page.html);
    assert_eq!(page.path, "weekly-sheets/priya-n.html");
    let text = shown(&page.html);
    let places =
        ["Weekly sheets", "Residents Sam, R-0142 R-0158 The resident is away", "Sam, R-0142 Week", "R-0158 Week"];
    let found: Vec<_> =
        places.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"))).collect();
    assert!(found.is_sorted(), "{text}");
    assert!(page.html.contains("<h3>Visits</h3>") && page.html.contains("@page sheet-2"), "{}", page.html);
}

#[test]
fn hostile_words_do_nothing_on_a_sheet() {
    let context = hostile_context();
    let value = record::edit::yaml_text(HOSTILE);
    let week = |text: String| {
        let text = text.replace(&format!("\nweek: {value}"), "\nweek: 2026-W46");
        text.replace(&format!("date: {value}"), &format!("date: 2026-11-20\n    time: {value}"))
    };
    let records = [
        read(PLAN, &hostile(Kind::SupportPlan), &context),
        read("residents/R-0142/weekly/2026-W46.md", &week(hostile(Kind::WeeklyReview)), &context),
        read(
            "residents/R-0142/weekly/2026-W47.md",
            &week(hostile(Kind::WeeklyReview)).replace("2026-W46", "2026-W47"),
            &context,
        ),
    ];
    let one = sheet(&records, &context, &Agenda::default());
    let folder: Vec<&Record> = records.iter().collect();
    let subject = Subject { plan: &records[0], folder: &folder, agenda: &Agenda::default() };
    let templates = templates();
    let press = Press::new(&templates, &context);
    let all = press.weekly_sheets("priya-n", vec![press.sheet(&subject)]).expect("a page");
    assert_sound(&all.path, &all.html);
    for html in [&one.html, &all.html] {
        let words = "<script>alert(1)</script> {{ 7*7 }}";
        assert!(shown(html).matches(words).count() > 9, "{}", shown(html));
        assert!(html.matches("<h1>").count() == 1);
    }
}

#[test]
fn a_week_with_very_much_in_it_is_all_there() {
    let context = plain_context();
    let words = "Words that go on. ".repeat(400);
    let ids: Vec<String> = (0..40).map(|n| format!("thing-{n}")).collect();
    let items = |ids: &[String]| ids.iter().map(|id| json!({"id": id, "help": "prompts"})).collect::<Vec<_>>();
    let values = json!({"outcomes": items(&ids), "actions": items(&ids), "risks": items(&ids)});
    let text = format!("{}## Outcomes\n### Thing 0\n#### Thing 1\n**Staff will:** {words}\n", front(&values));
    let days: Vec<_> = (16..=22).map(|day| json!({"date": format!("2026-11-{day}"), "time": "09:00"})).collect();
    let review = review("2026-W46", &json!({"planned": days}), &format!("## This week\n{words}\n"));
    let html = sheet(&[read(PLAN, &text, &context), review], &context, &Agenda::default()).html;
    assert!(html.contains("class=\"card long\""));
    let text = shown(&html);
    assert_eq!(text.matches("Words that go on.").count(), 800);
    assert_eq!(text.matches("Thing 39").count(), 3);
    assert!(text.contains("Monday 16 November") && text.contains("Sunday 22 November"));
}

#[test]
fn with_references_a_sheet_names_nobody() {
    let context = plain_context();
    let planned = json!({"planned": [{"date": "2026-11-17", "time": "12:00", "by": "priya-n"}]});
    let records =
        [read(PLAN, &plan(json!({"away": [{"from": "2026-11-12"}]})), &context), review("2026-W46", &planned, "")];
    let folder: Vec<&Record> = records.iter().collect();
    let subject = Subject { plan: &records[0], folder: &folder, agenda: &Agenda::default() };
    let templates = templates();
    let edition = Edition { references: true, ..Edition::default() };
    let press = Press { edition, ..Press::new(&templates, &context) };
    let sheet = press.sheet(&subject);
    let pages = [press.weekly_sheet(sheet.clone(), &records[0]), press.weekly_sheets("priya-n", vec![sheet])];
    for (page, path) in pages.into_iter().zip(["R-0142/weekly-sheet.html", "weekly-sheets/staff-1.html"]) {
        let page = page.expect("a page");
        assert_sound(&page.path, &page.html);
        let text = shown(&page.html);
        assert_eq!(page.path, path);
        assert!(
            text.contains("12:00 Staff 1") && text.contains("The resident is away") && text.contains("R-0142"),
            "{text}"
        );
        assert!(!text.contains("Sam") && !text.contains("Priya"), "{text}");
    }
}

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::cycle::Week;
use crate::cycle::progress::{Direction, Figure, Given, Happened, Help, Hours, Lost, Visits, Weeks};
use crate::record::Kind;
use crate::record::model::{Ended, Measure};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn week(text: &str) -> Week {
    Week::parse(text).expect("a week")
}

fn outcome(id: &str, values: &[f64]) -> Outcome {
    let weeks = std::iter::successors(Some(week("2026-W30")), |week| Some(week.next()));
    let measure: Measure = serde_json::from_value(json!({
        "what": "lunches\u{1b}[31m cooked", "per": "week", "baseline": 0, "target": 3, "by": "2026-12-11",
    }))
    .expect("a measure");
    Outcome {
        id: id.to_owned(),
        heading: Some("Cooks lunch".to_owned()),
        is_stability: false,
        measure,
        figures: weeks.zip(values).map(|(week, value)| Figure { week, value: *value }).collect(),
        standing: if values.is_empty() { Standing::NoFigure } else { Standing::Nearer },
        course: Course::Better,
        ended: None,
    }
}

fn told() -> Told {
    let ended = || Some(Ended { date: day("2026-09-11"), reason: "changed-mind".to_owned() });
    let given = Given { week: week("2026-W30"), level: "prompts".to_owned(), place: 3 };
    let action = |id: &str, given: Vec<Given>, ended| Action {
        id: id.to_owned(),
        heading: Some("Picture recipe".to_owned()),
        outcomes: vec!["cooks-lunch".to_owned()],
        hours: 1.5,
        agreed: "=coaching".to_owned(),
        given,
        direction: Direction::Up,
        ended,
    };
    let one = Progress {
        resident: "R-0142".to_owned(),
        from: day("2026-07-13"),
        to: day("2026-11-20"),
        left: None,
        weeks: Weeks {
            reviewed: 2,
            missed: BTreeMap::from([("away".to_owned(), 1), ("service".to_owned(), 2)]),
            without: vec![week("2026-W40")],
            away: 1,
        },
        outcomes: vec![
            outcome("cooks-lunch", &[0.0, 2.0]),
            outcome("not-counted-yet", &[]),
            Outcome { ended: ended(), ..outcome("sets-board", &[5.0]) },
        ],
        help: Help {
            scale: ["full", "hands-on", "coaching", "prompts"].map(str::to_owned).to_vec(),
            actions: vec![action("recipe", vec![given], None), action("board", Vec::new(), ended())],
            less: 2,
            same: 0,
            more: 1,
        },
        hours: Hours { commissioned: 6.0, tied: 1.5, actions: 1 },
        visits: Some(Visits { met: 3, declined: 1, not_in: 0, cancelled_by_us: 0 }),
        incidents: vec![
            Happened {
                date: day("2026-09-15"),
                path: "residents/R-0142/incidents/2026-09-15-1.md".to_owned(),
                changed: vec![Kind::SupportPlan, Kind::SafetyPlan],
            },
            Happened {
                date: day("2026-09-20"),
                path: "residents/R-0142/incidents/2026-09-20-1.md".to_owned(),
                changed: Vec::new(),
            },
        ],
        unread: vec!["residents/R-0142/weekly/2026-W41.md".to_owned()],
    };
    let bare = Progress {
        resident: "R-0160".to_owned(),
        from: day("2026-12-01"),
        left: None,
        weeks: Weeks::default(),
        outcomes: Vec::new(),
        help: Help { scale: Vec::new(), actions: Vec::new(), less: 0, same: 0, more: 0 },
        visits: None,
        incidents: Vec::new(),
        unread: Vec::new(),
        ..one.clone()
    };
    let lost = |resident: &str, is_there| Lost {
        resident: resident.to_owned(),
        path: format!("residents/{resident}/plan.md"),
        is_there,
    };
    Told {
        today: day("2026-11-20"),
        since: Some(day("2026-07-13")),
        residents: vec![one, bare],
        lost: vec![lost("R-0170", true), lost("R-0171", false)],
    }
}

fn parsed(told: &Told, show_text: bool) -> Value {
    serde_json::from_str(&progress_as_json(told, show_text).expect("written")).expect("JSON")
}

#[test]
fn it_is_as_its_schema_says() {
    let schema = serde_json::from_str(include_str!("../../../schema/progress-report.schema.json")).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    let none = Told { since: None, residents: Vec::new(), lost: Vec::new(), ..told() };
    for value in [parsed(&told(), false), parsed(&told(), true), parsed(&none, true)] {
        let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}\n{value:#}");
    }
    let mut other = parsed(&told(), false);
    other["residents"][0]["outcomes"][0]["now"] = json!(0);
    assert!(!schema.is_valid(&other));
    other = parsed(&told(), false);
    other["version"] = json!(2);
    assert!(!schema.is_valid(&other));
}

#[test]
fn what_is_not_known_is_never_nothing() {
    let value = parsed(&told(), false);
    let outcomes = &value["residents"][0]["outcomes"];
    assert_eq!((&outcomes[1]["now"], &outcomes[1]["standing"]), (&Value::Null, &json!("no-figure")));
    let text = progress_in_full(&told(), true, false, 80);
    assert!(text.contains("start 0, no figure in this time, target 3"), "{text}");
    assert!(text.contains("no help noted in this time; ended on 11 Sep 2026: changed mind"), "{text}");
    assert!(text.contains("R-0160: nothing to tell yet, as the time to be told of begins on 1 Dec 2026"), "{text}");
    let lost = "Not told: R-0171, because there is no support plan yet: residents/R-0171/plan.md\n";
    assert!(text.ends_with(lost), "{text}");
    assert_eq!(value["residents"][1]["visits"], Value::Null);
    let table = progress_as_csv(&told()).expect("written");
    assert!(table.contains("R-0160,visits,met,,,,,,,\r\n"), "{table}");
    assert!(table.contains("R-0142,outcome,not-counted-yet,0,,3,2026-12-11,no-figure,better,\r\n"), "{table}");
    assert!(table.contains("R-0170,not told,residents/R-0170/plan.md,,,,,the support plan is not complete,,\r\n"));
}

#[test]
fn words_of_the_plan_are_shown_where_they_are_asked_for() {
    let quiet = [parsed(&told(), false).to_string(), progress_in_full(&told(), true, false, 80)];
    let told_all = [parsed(&told(), true).to_string(), progress_in_full(&told(), true, true, 80)];
    for words in ["Cooks lunch", "lunches", "Picture recipe"] {
        assert!(quiet.iter().all(|text| !text.contains(words)), "{words}");
        assert!(told_all.iter().all(|text| text.contains(words)), "{words}");
        assert!(!progress_as_csv(&told()).expect("written").contains(words), "{words}");
    }
    assert!(told_all.iter().all(|text| !text.contains('\u{1b}')));
}

#[test]
fn no_cell_is_a_formula() {
    let table = progress_as_csv(&told()).expect("written");
    assert!(table.contains("R-0142,help,recipe,prompts,prompts,'=coaching,,,less,\r\n"), "{table}");
}

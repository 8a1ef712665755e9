use serde_json::json;

use super::*;
use crate::check::Context;
use crate::page::Edition;
use crate::template::Templates;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn context() -> Context {
    let settings = json!({"service": "Larch House", "staff": [{"id": "priya-n", "name": "Priya N", "email": "p@larch-house.example"}]});
    Context::new(serde_json::from_value(settings).expect("settings"), BTreeSet::new(), day("2026-11-20"))
}

fn task(from: &str, by: &str) -> Task {
    let due = Due { from: day(from), by: day(by) };
    let today = day("2026-11-20");
    let state = match (due.overdue(today), due.open(today)) {
        (true, _) => State::Overdue,
        (false, true) => State::Now,
        (false, false) => State::Coming,
    };
    Task { what: "weekly review".to_owned(), due, state }
}

fn resident(reference: &str, tasks: Vec<Task>, untold: &[&'static str]) -> Resident {
    Resident {
        reference: reference.to_owned(),
        called: Some("Sam".to_owned()),
        key_worker: Some("priya-n".to_owned()),
        progress: Err("there is no support plan yet"),
        dates: Dates { tasks, untold: untold.to_vec() },
    }
}

fn overview(known: &Known, edition: Edition) -> Overview {
    let (templates, context) = (Templates::new(Vec::new()).expect("templates"), context());
    Overview::of(known, Press { templates: &templates, context: &context, edition })
}

fn known() -> Known {
    let late = |by: &str| vec![task("2026-11-01", by), task("2026-12-01", "2027-01-01")];
    Known {
        residents: vec![
            resident("R-0101", vec![task("2026-11-30", "2026-12-06")], &[]),
            resident("R-0102", late("2026-11-19"), &[]),
            resident("R-0103", Vec::new(), &["the support plan cannot be read"]),
            resident("R-0104", vec![task("2026-11-16", "2026-11-22")], &[]),
            resident("R-0105", late("2026-11-08"), &[]),
            resident("R-0106", Vec::new(), &[]),
        ],
        team: Dates { tasks: vec![task("2026-11-16", "2026-11-22")], untold: Vec::new() },
        found: BTreeMap::new(),
    }
}

#[test]
fn what_is_overdue_comes_first_then_what_cannot_be_told_then_what_is_next() {
    let overview = overview(&known(), Edition::default());
    let order: Vec<_> = overview.dates.iter().map(|one| one.who.reference.as_deref().unwrap_or("team")).collect();
    assert_eq!(
        order,
        ["R-0105", "R-0102", "R-0103", "R-0104", "team", "R-0101"],
        "and who has nothing due is not there"
    );
    let words = |at: usize, task: usize| {
        let task = &overview.dates[at].tasks[task];
        (task.state.as_str(), task.when.as_str())
    };
    assert_eq!(words(0, 0), ("Overdue", "by 8 Nov 2026, 12 days ago"));
    assert_eq!(words(1, 0), ("Overdue", "by 19 Nov 2026, 1 day ago"));
    assert_eq!(words(1, 1), ("Next", "from 1 Dec 2026, by 1 Jan 2027"));
    assert_eq!(words(3, 0), ("Now", "by 22 Nov 2026"));
    assert_eq!(overview.dates[2].untold, ["The support plan cannot be read"]);
    let going: Vec<_> = overview.residents.iter().filter_map(|one| one.who.reference.as_deref()).collect();
    assert_eq!(going, ["R-0105", "R-0102", "R-0103", "R-0104", "R-0101", "R-0106"]);
    let counts: Vec<_> = overview.counts.iter().filter_map(|fact| fact.value.as_deref()).collect();
    assert_eq!(counts, ["6", "2", "2", "1", "0", "0", "0"]);
}

#[test]
fn residents_go_by_reference_alone_where_that_is_asked_for() {
    let called = |edition| overview(&known(), edition).dates[0].who.called.clone();
    assert_eq!(called(Edition::default()).as_deref(), Some("Sam"));
    assert_eq!(called(Edition { references: true, ..Edition::default() }), None);
    let who = &overview(&known(), Edition::default()).dates[0].who;
    assert_eq!(who.key_worker.as_deref(), Some("Priya N"));
}

#[test]
fn findings_stand_by_weight_and_name_no_more_residents_than_can_be_read() {
    let found = |severity, count: usize| Found {
        counts: BTreeMap::from([(severity, count)]),
        residents: (0..count).map(|at| format!("R-{at:04}")).collect(),
        elsewhere: count == 1,
    };
    let mut known = known();
    known.found.insert(Code::WeeklyOverdue, found(Severity::Info, 2));
    known.found.insert(Code::NoWayOn, found(Severity::Warning, 1));
    known.found.insert(Code::MissingKey, found(Severity::Error, 30));
    let overview = overview(&known, Edition::default());
    let told: Vec<_> = overview.found.iter().map(|one| (one.code.as_str(), one.counts.as_str(), one.more)).collect();
    assert_eq!(told[0], (Code::MissingKey.number(), "30 errors", 6));
    assert_eq!(told[1], (Code::NoWayOn.number(), "1 warning", 0));
    assert_eq!(told[2], (Code::WeeklyOverdue.number(), "2 remarks", 0));
    assert!(overview.found[1].elsewhere && overview.found[0].residents.len() == 24);
}

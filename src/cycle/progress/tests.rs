use super::*;
use crate::record::settings::LEVELS;
use crate::record::{self, Place, Wording};

const FOLDER: &str = "residents/R-0142";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The record at `path` in the resident's folder with this front matter.
fn record(path: &str, front: &str) -> Record {
    let path = format!("{FOLDER}/{path}");
    let place = Place::of(&path).expect("a place");
    let text = format!("---\nsupportplan: 1\nresident: R-0142\n{front}---\n");
    record::read(&path, place, text.into_bytes(), &Wording::default()).record.expect("a record")
}

fn plan(further: &str) -> Record {
    let lunches = "what: lunches, per: week, baseline: 0, target: 3, by: 2026-12-11";
    record(
        "plan.md",
        &format!(
            "kind: support-plan\ncalled: Sam\nmoved_in: 2026-07-13\nkey_worker: priya-n\ninformed_by: [referral]\n\
             commissioned_hours: 6\nstrengths: []\n\
             outcomes:\n  - {{id: cooks-lunch, was: [lunch], aim: progress, measure: {{{lunches}}}}}\n  \
             - {{id: sets-board, aim: progress, measure: {{{lunches}}}, ended: {{date: 2026-09-11, reason: achieved}}}}\n\
             actions:\n  - {{id: recipe, was: [card], for: [cooks-lunch], hours: 0.1, help: prompts}}\n  \
             - {{id: shop, for: [cooks-lunch], hours: 0.2, help: coaching}}\n  \
             - {{id: board, for: [sets-board], hours: 1, help: prompts, ended: {{date: 2026-09-11, reason: achieved}}}}\n\
             risks: []\n{further}"
        ),
    )
}

fn review(week: &str, further: &str) -> Record {
    let friday = Week::parse(week).expect("a week").monday() + Days::new(4);
    let front = format!("kind: weekly-review\nweek: {week}\ndate: {friday}\nby: priya-n\n{further}");
    record(&format!("weekly/{week}.md"), &front)
}

fn incident(date: &str, changed: &str) -> Record {
    let front = format!("kind: incident\ndate: {date}\nby: tom-b\nrisks: []\nactions: []\nchanged: {changed}\n");
    record(&format!("incidents/{date}-1.md"), &front)
}

fn levels() -> Vec<Level> {
    LEVELS.iter().map(|(id, label)| Level { id: (*id).to_owned(), label: (*label).to_owned() }).collect()
}

fn progress(records: &[Record], since: Option<&str>, today: &str) -> Progress {
    Progress::of(records, &levels(), since.map(day), day(today)).expect("a plan")
}

fn lunches(value: u32) -> String {
    format!("measures: [{{id: cooks-lunch, value: {value}}}]\n")
}

#[test]
fn figures_are_those_of_the_reviews_held_by_today() {
    let records = [
        plan(""),
        review("2026-W32", &lunches(3)),
        review("2026-W30", &lunches(0)),
        review("2026-W31", &lunches(1)),
        review("2026-W33", "missed: resident\n"),
    ];
    let now = |since, today: &str| progress(&records, since, today).outcomes[0].now().map(|now| now.value);
    assert_eq!(now(None, "2026-08-20"), Some(3.0));
    assert_eq!(now(None, "2026-08-06"), Some(1.0), "W32 was held on 7 August");
    assert_eq!(now(Some("2026-08-10"), "2026-08-20"), None);
    let late = progress(&records, Some("2026-08-05"), "2026-08-20");
    assert_eq!(late.outcomes[0].figures.len(), 1, "the week that does not end before the day counts");
    assert_eq!(late.from, day("2026-08-03"), "weeks are told of as a whole");
    assert_eq!(progress(&records, Some("2026-01-01"), "2026-08-20").from, day("2026-07-13"));
}

#[test]
fn an_item_keeps_its_figures_under_a_new_name() {
    let records = [
        plan(""),
        review("2026-W30", "measures: [{id: lunch, value: 1}]\nactions: [{id: card, result: done, help: hands-on}]\n"),
        review("2026-W31", &(lunches(2) + "actions: [{id: recipe, result: done, help: coaching}]\n")),
    ];
    let progress = progress(&records, None, "2026-08-20");
    assert_eq!(progress.outcomes[0].figures.iter().map(|figure| figure.value).collect::<Vec<_>>(), [1.0, 2.0]);
    let given: Vec<_> =
        progress.help.actions[0].given.iter().map(|given| (given.level.as_str(), given.place)).collect();
    assert_eq!(given, [("hands-on", 1), ("coaching", 2)]);
}

#[test]
fn only_the_last_quarter_says_which_way_things_go() {
    let first = Week::parse("2026-W30").expect("a week");
    let weeks: Vec<Week> = std::iter::successors(Some(first), |week| Some(week.next())).take(20).collect();
    // Rising for seven weeks, then steady for thirteen.
    let reviews = weeks.iter().zip(0..).map(|(week, at): (_, u32)| review(&week.to_string(), &lunches(at.min(7))));
    let records: Vec<Record> = std::iter::once(plan("")).chain(reviews).collect();
    let course = |today: NaiveDate| progress(&records, None, &today.to_string()).outcomes[0].course;
    assert_eq!(course(weeks[19].sunday()), Course::Steady);
    assert_eq!(course(weeks[7].sunday()), Course::Better);
    assert_eq!(course(weeks[2].sunday()), Course::Unknown);
    assert_eq!(course(weeks[19].sunday() + Days::new(90)), Course::Unknown, "figures of long ago say nothing of now");
}

#[test]
fn every_week_is_reviewed_missed_away_or_without_a_record() {
    let records = [
        plan("away: [{from: 2026-08-01, back: 2026-08-12, reason: holiday}]\n"),
        review("2026-W30", ""),
        review("2026-W33", "missed: service\n"),
    ];
    let weeks = progress(&records, None, "2026-08-26").weeks;
    assert_eq!((weeks.reviewed, weeks.away), (1, 1));
    assert_eq!(weeks.missed, BTreeMap::from([("service".to_owned(), 1)]));
    assert_eq!(weeks.without.iter().map(Week::to_string).collect::<Vec<_>>(), ["2026-W31", "2026-W34"]);
    let weeks = progress(&records, Some("2026-08-10"), "2026-08-26").weeks;
    assert_eq!((weeks.reviewed, weeks.away, weeks.without.len()), (0, 0, 1));
}

#[test]
fn visits_and_incidents_count_by_their_own_day() {
    let visits = "visits: [{date: 2026-07-20, result: met}, {date: 2026-07-23, result: not-in}, {date: 2026-07-24, result: declined}]\n";
    let records = [
        plan(""),
        review("2026-W30", visits),
        incident("2026-07-21", "[]"),
        incident("2026-09-15", "[support-plan, safety-plan]"),
    ];
    let all = progress(&records, None, "2026-10-02");
    assert_eq!(all.visits, Some(Visits { met: 1, declined: 1, not_in: 1, cancelled_by_us: 0 }));
    assert_eq!(all.incidents.iter().map(|one| one.changed.len()).collect::<Vec<_>>(), [0, 2]);
    let months: Vec<_> = all.months().into_iter().map(|(month, count)| (month.to_string(), count)).collect();
    let months: Vec<_> = months.iter().map(|(month, count)| (month.as_str(), *count)).collect();
    assert_eq!(months, [("2026-07-01", 1), ("2026-08-01", 0), ("2026-09-01", 1), ("2026-10-01", 0)]);
    let since = progress(&records, Some("2026-07-22"), "2026-08-01");
    assert_eq!((since.visits.map(|visits| visits.all()), since.incidents.len()), (Some(3), 1));
    let later = progress(&records, Some("2026-07-27"), "2026-08-01");
    assert_eq!((later.visits, later.incidents.len()), (None, 0), "of the week before");
    assert_eq!(progress(&records, Some("2026-08-01"), "2026-10-02").visits, None, "nobody noted any");
}

#[test]
fn hours_are_those_of_the_actions_that_are_open() {
    let hours = |today: &str| progress(&[plan("")], None, today).hours;
    assert_eq!(hours("2026-11-20"), Hours { commissioned: 6.0, tied: 0.3, actions: 2 });
    assert_eq!(hours("2026-09-10").actions, 3, "what ends tomorrow has not ended");
}

#[test]
fn leaving_ends_the_time() {
    let records = [plan("left: 2026-08-02\n"), review("2026-W30", &lunches(1)), review("2026-W32", &lunches(2))];
    let after = progress(&records, None, "2026-11-20");
    assert_eq!((after.to, after.left), (day("2026-08-02"), Some(day("2026-08-02"))));
    assert_eq!(after.outcomes[0].figures.len(), 1);
    assert_eq!(progress(&records, None, "2026-08-01").left, None);
}

#[test]
fn what_cannot_be_read_is_named_and_not_counted() {
    let records = [
        plan(""),
        review("2026-W30", "measures: [{id: cooks-lunch}]\n"),
        review("2026-W31", "visits: [{date: 2026-07-28, result: some words}]\n"),
        incident("2026-08-01", "[everything]"),
        review("2026-W32", &lunches(1)),
    ];
    let told = progress(&records, None, "2026-11-20");
    assert_eq!(
        told.unread,
        [
            "residents/R-0142/weekly/2026-W30.md",
            "residents/R-0142/weekly/2026-W31.md",
            "residents/R-0142/incidents/2026-08-01-1.md"
        ]
    );
    assert_eq!((told.outcomes[0].figures.len(), told.visits, told.incidents.len()), (1, Some(Visits::default()), 0));
    assert!(Progress::of(&records[1..], &levels(), None, day("2026-11-20")).is_none());
}

#[test]
fn what_has_ended_takes_no_part_in_independence() {
    let help =
        |week: &str, level: &str| review(week, &format!("actions: [{{id: board, result: done, help: {level}}}]\n"));
    let weeks = ["2026-W31", "2026-W32", "2026-W33", "2026-W34", "2026-W35", "2026-W36"];
    let levels = LEVELS.iter().map(|(id, _)| *id).cycle().take(weeks.len());
    let mut records = vec![plan("")];
    records.extend(weeks.iter().zip(levels).map(|(week, level)| help(week, level)));
    assert_eq!(progress(&records, None, "2026-09-18").help.independence(), Direction::Unknown);
}

#[test]
fn the_time_begins_with_the_week_of_the_day_asked_for() {
    let visits = "visits: [{date: 2026-08-31, result: met}, {date: 2026-09-04, result: met}]\n";
    let records = [plan(""), review("2026-W36", visits)];
    let told = progress(&records, Some("2026-09-03"), "2026-09-10");
    assert_eq!((told.from, told.weeks.reviewed), (day("2026-08-31"), 1));
    assert_eq!(told.visits.map(|visits| visits.met), Some(2));
}

//! An agenda with one of each, for the tests of its forms.

use chrono::NaiveDate;

use crate::cycle::agenda::{Agenda, Cycle, Done, Hidden, Item, ONCE, Task, Untold, Who, Why};
use crate::cycle::{Due, Week};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(super) fn week(text: &str) -> Week {
    Week::parse(text).expect("a week")
}

fn item(reference: &str, task: Task, cycle: Cycle, from: &str, by: &str, why: Why) -> Item {
    let who = if reference == "team" { Who::Team } else { Who::Resident(reference.to_owned()) };
    Item { who, task, cycle, due: Due { from: day(from), by: day(by) }, why, weeks: Vec::new() }
}

pub(super) fn agenda() -> Agenda {
    let since = ONCE;
    let last = Why::LastWeek(week("2026-W44"));
    let mut late =
        item("R-0142", Task::WeeklyReview, Cycle::Week(week("2026-W45")), "2026-11-02", "2026-11-08", last.clone());
    late.weeks = vec![week("2026-W45"), week("2026-W46")];
    let now = item("R-0142", Task::WeeklyReview, Cycle::Week(week("2026-W47")), "2026-11-16", "2026-11-22", last);
    let of = |task, from, by, why| item("R-0158", task, since, from, by, why);
    let moved_in = Why::MovedIn(day("2026-07-13"));
    let agreed = Why::LastFormal(day("2026-10-30"), Some(day("2027-02-15")));
    let items = vec![
        late,
        now,
        of(Task::SafetyPlan, "2026-07-13", "2026-07-13", moved_in.clone()),
        item("R-0160", Task::SafetyPlan, since, "2026-10-30", "2026-11-03", Why::Review(week("2026-W44"))),
        item("R-0161", Task::SafetyPlan, since, "2026-11-19", "2026-11-19", Why::Incident(day("2026-11-19"))),
        item("R-0162", Task::SafetyPlan, since, "2026-11-12", "2026-11-19", Why::Unseen(day("2026-11-12"))),
        of(Task::SupportPlan, "2026-11-18", "2026-11-21", Why::Begun),
        of(Task::FormalReview, "2026-11-23", "2026-12-23", moved_in),
        item("R-0160", Task::FormalReview, since, "2027-01-30", "2027-02-15", agreed),
        item("R-0161", Task::FormalReview, since, "2026-10-26", "2026-11-09", Why::Prepared(day("2026-10-26"))),
        item("R-0162", Task::FormalReview, since, "2026-10-26", "2026-11-23", Why::Discussed(day("2026-10-26"))),
        item(
            "team",
            Task::TeamReflection,
            Cycle::Round(1),
            "2026-12-13",
            "2026-12-20",
            Why::NoneSince(day("2026-11-13")),
        ),
        item("team", Task::PlanAudit, since, "2027-05-11", "2027-05-11", Why::Last(day("2026-11-11"))),
        item("R-0101", Task::Retention, since, "2033-05-03", "2033-05-03", Why::Left(day("2026-05-03"), 7)),
    ];
    let done = vec![Done {
        who: Who::Resident("R-0142".to_owned()),
        task: Task::WeeklyReview,
        cycle: Cycle::Week(week("2026-W44")),
        day: day("2026-11-01"),
    }];
    let untold =
        |resident: &str, what, path: &str| Untold { resident: Some(resident.to_owned()), what, path: path.to_owned() };
    let untold = vec![
        untold("R-0199", Hidden::Plan, "residents/R-0199/plan.md"),
        untold("R-0200", Hidden::Incident, "residents/R-0200/incidents/2026-11-02-1.md"),
        Untold { resident: None, what: Hidden::Folder, path: "residents".to_owned() },
    ];
    Agenda { items, done, untold }.sorted()
}

//! Progress for programs and spreadsheets. `schema/progress-report.schema.json` describes the form for programs; a change that breaks
//! readers counts its version up.

use serde_json::{Map, Value, json};

use crate::cycle::progress::{Action, Course, Direction, Figure, Given, Lost, Outcome, Progress, Standing, Told};
use crate::record::model::Ended;
use crate::report::{as_json, csv, printable};

const VERSION: u32 = 1;

/// The same for other programs, with the version of its form. With `show_text` it holds words of the plan.
///
/// # Errors
/// It cannot be written as JSON.
pub fn progress_as_json(told: &Told, show_text: bool) -> anyhow::Result<String> {
    let lost = |lost: &Lost| json!({"resident": lost.resident, "path": printable(&lost.path), "why": lost.why()});
    as_json(&json!({
        "version": VERSION,
        "today": told.today,
        "since": told.since,
        "residents": told.residents.iter().map(|one| resident(one, show_text)).collect::<Vec<_>>(),
        "not_told": told.lost.iter().map(lost).collect::<Vec<_>>(),
    }))
}

fn resident(one: &Progress, show_text: bool) -> Value {
    let months: Map<String, Value> =
        one.months().into_iter().map(|(month, count)| (month.format("%Y-%m").to_string(), json!(count))).collect();
    let happened = one.incidents.iter().map(|happened| {
        let changed: Vec<&str> = happened.changed.iter().map(|kind| kind.name()).collect();
        json!({"date": happened.date, "path": printable(&happened.path), "changed": changed})
    });
    let weeks = &one.weeks;
    json!({
        "resident": one.resident,
        "from": one.from,
        "to": one.to,
        "left": one.left,
        "weeks": {
            "reviewed": weeks.reviewed,
            "missed": weeks.missed,
            "away": weeks.away,
            "without_record": weeks.without.iter().map(|week| week.to_string()).collect::<Vec<_>>(),
        },
        "outcomes": one.outcomes.iter().map(|outcome| one_outcome(outcome, show_text)).collect::<Vec<_>>(),
        "help": {
            "scale": one.help.scale,
            "independence": independence(one.help.independence()),
            "actions_with_less": one.help.less,
            "actions_with_as_much": one.help.same,
            "actions_with_more": one.help.more,
            "actions": one.help.actions.iter().map(|action| one_action(action, show_text)).collect::<Vec<_>>(),
        },
        "hours_a_week": {
            "commissioned": one.hours.commissioned,
            "tied_to_actions": one.hours.tied,
            "open_actions": one.hours.actions,
        },
        "visits": one.visits.map(|visits| json!({
            "met": visits.met,
            "declined": visits.declined,
            "not_in": visits.not_in,
            "cancelled_by_us": visits.cancelled_by_us,
        })),
        "incidents": happened.collect::<Vec<_>>(),
        "incidents_by_month": months,
        "not_counted": one.unread.iter().map(|path| printable(path)).collect::<Vec<_>>(),
    })
}

fn one_outcome(outcome: &Outcome, show_text: bool) -> Value {
    let measure = &outcome.measure;
    let figure = |figure: &Figure| json!({"week": figure.week.to_string(), "value": figure.value});
    let mut one = json!({
        "id": printable(&outcome.id),
        "aim": if outcome.is_stability { "stability" } else { "progress" },
        "per": measure.per,
        "baseline": measure.baseline,
        "now": outcome.now().as_ref().map(figure),
        "target": measure.target,
        "by": measure.by,
        "standing": standing(outcome.standing),
        "course": course(outcome.course),
        "ended": outcome.ended.as_ref().map(ended),
        "figures": outcome.figures.iter().map(figure).collect::<Vec<_>>(),
    });
    if show_text {
        one["heading"] = json!(outcome.heading.as_deref().map(printable));
        one["what"] = json!(printable(&measure.what));
    }
    one
}

fn one_action(action: &Action, show_text: bool) -> Value {
    let given = action.given.iter().map(|given| json!({"week": given.week.to_string(), "level": given.level}));
    let mut one = json!({
        "id": printable(&action.id),
        "for": action.outcomes.iter().map(|id| printable(id)).collect::<Vec<_>>(),
        "hours": action.hours,
        "agreed": printable(&action.agreed),
        "help": help(action.direction),
        "ended": action.ended.as_ref().map(ended),
        "given": given.collect::<Vec<_>>(),
    });
    if show_text {
        one["heading"] = json!(action.heading.as_deref().map(printable));
    }
    one
}

fn ended(ended: &Ended) -> Value {
    json!({"date": ended.date, "reason": ended.reason})
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Reached => "reached",
        Standing::Nearer => "nearer",
        Standing::AsAtStart => "as-at-start",
        Standing::Within => "within",
        Standing::Slipping => "slipping",
        Standing::Worse => "worse",
        Standing::NotTold => "not-told",
        Standing::NoFigure => "no-figure",
    }
}

fn course(course: Course) -> &'static str {
    match course {
        Course::Better => "better",
        Course::Steady => "steady",
        Course::Worse => "worse",
        Course::Unknown => "unknown",
    }
}

fn help(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "less",
        Direction::Level => "as-much",
        Direction::Down => "more",
        Direction::Unknown => "unknown",
    }
}

fn independence(direction: Direction) -> &'static str {
    direction.independence().unwrap_or("unknown")
}

/// The same as a table: for each resident a line for each outcome, for the help of each action, for the hours, for each way in which visits
/// went, for each incident and for each kind of week. A cell without anything to say is empty.
///
/// # Errors
/// It cannot be written as CSV.
pub fn progress_as_csv(told: &Told) -> anyhow::Result<String> {
    let head = ["resident", "about", "id", "start", "now", "target", "by", "standing", "course", "ended"];
    csv::table(
        &head,
        told.residents.iter().flat_map(rows).chain(
            told.lost
                .iter()
                .map(|lost| line(&lost.resident, "not told", &lost.path, [&"", &"", &"", &"", &lost.why(), &"", &""])),
        ),
    )
}

type Cells<'c> = [&'c dyn std::fmt::Display; 7];

fn line(resident: &str, about: &str, id: &str, cells: Cells<'_>) -> Vec<String> {
    let head = [resident.to_owned(), about.to_owned(), id.to_owned()];
    head.into_iter().chain(cells.map(|cell| cell.to_string())).collect()
}

fn rows(one: &Progress) -> Vec<Vec<String>> {
    let line = |about: &str, id: &str, cells: Cells<'_>| line(&one.resident, about, id, cells);
    let none = &"";
    let day = |ended: Option<&Ended>| ended.map(|ended| ended.date.to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    for outcome in &one.outcomes {
        let measure = &outcome.measure;
        let now = outcome.now().map(|now| now.value.to_string()).unwrap_or_default();
        let (stands, goes) = (standing(outcome.standing), course(outcome.course));
        let ended = day(outcome.ended.as_ref());
        let cells: Cells<'_> = [&measure.baseline, &now, &measure.target, &measure.by, &stands, &goes, &ended];
        rows.push(line("outcome", &outcome.id, cells));
    }
    for action in &one.help.actions {
        let level = |given: Option<&Given>| given.map(|given| given.level.clone()).unwrap_or_default();
        let (first, last) = (level(action.given.first()), level(action.given.last()));
        let (goes, ended) = (help(action.direction), day(action.ended.as_ref()));
        rows.push(line("help", &action.id, [&first, &last, &action.agreed, none, none, &goes, &ended]));
    }
    let goes = independence(one.help.independence());
    rows.push(line("independence", "", [none, none, none, none, none, &goes, none]));
    let hours = one.hours;
    rows.push(line("hours a week", "", [none, &hours.tied, &hours.commissioned, none, none, none, none]));
    for (how, count) in one.visits.unwrap_or_default().each() {
        let count = one.visits.map(|_| count.to_string()).unwrap_or_default();
        rows.push(line("visits", how, [none, &count, none, none, none, none, none]));
    }
    for happened in &one.incidents {
        let changed: Vec<&str> = happened.changed.iter().map(|kind| kind.name()).collect();
        let changed = if changed.is_empty() { "no plan changed".to_owned() } else { changed.join(" and ") };
        rows.push(line("incident", &happened.date.to_string(), [none, none, none, none, &changed, none, none]));
    }
    let weeks = &one.weeks;
    rows.push(line("weeks", "reviewed", [none, &weeks.reviewed, none, none, none, none, none]));
    for (because, count) in &weeks.missed {
        rows.push(line("weeks", &format!("missed-{because}"), [none, count, none, none, none, none, none]));
    }
    rows.push(line("weeks", "away", [none, &weeks.away, none, none, none, none, none]));
    rows.push(line("weeks", "without-record", [none, &weeks.without.len(), none, none, none, none, none]));
    rows.extend(one.unread.iter().map(|path| line("not counted", path, [none; 7])));
    rows
}

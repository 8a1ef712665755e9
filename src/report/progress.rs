//! What has come of the support, as people, programs and spreadsheets see it. Residents go by their references and items by their ids; the
//! plan's words stand beside them only where they were asked for.

mod forms;

use std::fmt::Write as _;

use chrono::NaiveDate;

pub use self::forms::{progress_as_csv, progress_as_json};
use super::spark::drawn;
use super::{plural, printable};
use unicode_width::UnicodeWidthStr as _;

use crate::cycle::progress::{Action, Course, Outcome, Progress, Standing, Told};
use crate::text::wrapped;

/// The widest that lines are, in columns.
const WIDEST: usize = 80;

/// A part for each resident, and where `is_all` says so a table of all at the end. With `show_text` it holds words of the plan. Lines are
/// at most `width` columns wide.
pub fn progress_in_full(told: &Told, is_all: bool, show_text: bool, width: usize) -> String {
    let width = width.min(WIDEST);
    let of_one = |one| fitted(&of_one(one, show_text), width);
    let mut text = told.residents.iter().map(of_one).collect::<Vec<_>>().join("\n");
    if is_all {
        if !text.is_empty() {
            text.push('\n');
        }
        table(&mut text, &told.residents);
    }
    for lost in &told.lost {
        let line = format!("Not told: {}, because {}: {}", lost.resident, lost.why(), printable(&lost.path));
        text.push_str(&fitted(&line, width));
    }
    text
}

/// The lines of `text` with those that are too wide broken between words, and what goes on further in than it began.
fn fitted(text: &str, width: usize) -> String {
    let mut fitted = String::with_capacity(text.len());
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let words = wrapped(line, width.saturating_sub(indent + 2).max(20));
        if words.len() < 2 || line.width() <= width {
            fitted.push_str(line);
            fitted.push('\n');
            continue;
        }
        for (at, words) in words.iter().enumerate() {
            let indent = if at == 0 { indent } else { indent + 2 };
            let _ = writeln!(fitted, "{:indent$}{words}", "");
        }
    }
    fitted
}

fn of_one(progress: &Progress, show_text: bool) -> String {
    let Progress { resident, from, to, .. } = progress;
    let left = if progress.left.is_some() { ", the day of leaving" } else { "" };
    if from > to {
        return format!("{resident}: nothing to tell yet, as the time to be told of begins on {}\n", day(*from));
    }
    let mut text = format!("{resident}: progress from {} to {}{left}\n  {}\n", day(*from), day(*to), weeks(progress));
    text.push_str("\nOutcomes\n");
    progress.outcomes.iter().for_each(|outcome| one_outcome(&mut text, outcome, show_text));
    text.push_str("\nHelp given, drawn the higher the less it is\n");
    let scale = progress.help.scale.len();
    progress.help.actions.iter().for_each(|action| one_action(&mut text, action, scale, show_text));
    let _ = writeln!(text, "  {}", independence(progress));
    text.push_str("\nHours and visits\n");
    let hours = progress.hours;
    let tied = plural(hours.actions, "open action", "open actions");
    let _ = writeln!(text, "  {} hours a week commissioned, {} tied to {tied}", hours.commissioned, hours.tied);
    let _ = writeln!(text, "  {}", visits(progress));
    text.push_str("\nIncidents\n");
    incidents(&mut text, progress);
    for path in &progress.unread {
        let _ = writeln!(text, "Not counted, because it cannot be read: {}", printable(path));
    }
    text
}

fn weeks(progress: &Progress) -> String {
    let weeks = &progress.weeks;
    let mut parts = vec![plural(weeks.reviewed, "weekly review", "weekly reviews")];
    let missed = |(because, count): (&String, &usize)| {
        let because = if because == "away" { "away".to_owned() } else { format!("because of the {because}") };
        format!("{} missed, {because}", plural(*count, "week", "weeks"))
    };
    parts.extend(weeks.missed.iter().map(missed));
    if weeks.away > 0 {
        parts.push(format!("{} away without a record", plural(weeks.away, "week", "weeks")));
    }
    if !weeks.without.is_empty() {
        parts.push(format!("{} without any record", plural(weeks.without.len(), "week", "weeks")));
    }
    parts.join(" · ")
}

fn one_outcome(text: &mut String, outcome: &Outcome, show_text: bool) {
    let measure = &outcome.measure;
    let aim = if outcome.is_stability { "keep steady" } else { "progress" };
    let _ = write!(text, "  {}{} ({aim})", printable(&outcome.id), heading(outcome.heading.as_deref(), show_text));
    if show_text {
        let _ = write!(text, ": {}, a {}", printable(&measure.what), measure.per);
    }
    let figures: Vec<f64> = outcome.figures.iter().map(|figure| figure.value).collect();
    let row = drawn(&figures, &[measure.baseline, measure.target]);
    let now = match outcome.now() {
        None => "no figure in this time".to_owned(),
        Some(now) if outcome.ended.is_some() => format!("last {} in {}", now.value, now.week),
        Some(now) => format!("now {} in {}", now.value, now.week),
    };
    let line = format!("{row} start {}, {now}, target {} by {}", measure.baseline, measure.target, day(measure.by));
    let _ = writeln!(text, "\n    {}", line.trim_start());
    let _ = match &outcome.ended {
        Some(ended) => writeln!(text, "    ended on {}: {}", day(ended.date), ended.reason.replace('-', " ")),
        None if outcome.standing == Standing::NoFigure => writeln!(text, "    how it goes cannot be told"),
        None => writeln!(text, "    {}; {}", outcome.standing.words(), outcome.course.words()),
    };
}

fn one_action(text: &mut String, action: &Action, scale: usize, show_text: bool) {
    let _ = writeln!(text, "  {}{}", printable(&action.id), heading(action.heading.as_deref(), show_text));
    let place = |place: usize| u32::try_from(place).map_or(0.0, f64::from);
    let places: Vec<f64> = action.given.iter().map(|given| place(given.place)).collect();
    let row = drawn(&places, &[0.0, place(scale.saturating_sub(1))]);
    let given = match (action.given.first(), action.given.last()) {
        (Some(first), Some(last)) => {
            format!("{row} first {}, last {} in {}", first.level, last.level, last.week)
        }
        _ => "no help noted in this time".to_owned(),
    };
    let _ = match &action.ended {
        Some(ended) => {
            writeln!(text, "    {given}; ended on {}: {}", day(ended.date), ended.reason.replace('-', " "))
        }
        None if action.given.is_empty() => writeln!(text, "    {given}, agreed {}", printable(&action.agreed)),
        None => writeln!(text, "    {given}, agreed {}; {}", printable(&action.agreed), action.direction.help()),
    };
}

fn independence(progress: &Progress) -> String {
    let help = &progress.help;
    let Some(word) = help.independence().independence() else {
        return "whether independence is rising cannot be told yet: too few reviews note the help of an action"
            .to_owned();
    };
    format!(
        "independence is {word}: less help for {}, as much for {}, more for {}",
        plural(help.less, "action", "actions"),
        help.same,
        help.more
    )
}

fn visits(progress: &Progress) -> String {
    let Some(visits) = progress.visits else {
        return "how visits went cannot be told, as no review of this time was held".to_owned();
    };
    format!(
        "{} noted: {} met, {} declined, {} not in, {} cancelled by us",
        plural(visits.all(), "visit", "visits"),
        visits.met,
        visits.declined,
        visits.not_in,
        visits.cancelled_by_us
    )
}

fn incidents(text: &mut String, progress: &Progress) {
    if progress.incidents.is_empty() {
        text.push_str("  none is recorded in this time\n");
        return;
    }
    let months: Vec<String> = progress
        .months()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(month, count)| format!("{} in {}", count, month.format("%B %Y")))
        .collect();
    let _ = writeln!(text, "  {}", months.join(" · "));
    for happened in &progress.incidents {
        let plans: Vec<String> = happened.changed.iter().map(|kind| kind.words()).collect();
        let changed = match plans.as_slice() {
            [] => "no plan needed to change".to_owned(),
            plans => format!("{} changed", plans.join(" and ")),
        };
        let _ = writeln!(text, "  {}: {changed}", day(happened.date));
    }
}

fn heading(heading: Option<&str>, show_text: bool) -> String {
    heading.filter(|_| show_text).map(|heading| format!(" \"{}\"", printable(heading))).unwrap_or_default()
}

fn table(text: &mut String, residents: &[Progress]) {
    let count = |progress: &Progress, course: Course| {
        progress.open_outcomes().filter(|outcome| outcome.course == course).count().to_string()
    };
    let head =
        ["resident", "open", "better", "steady", "worse", "untold", "indep.", "hours", "tied", "met", "incidents"];
    let title = "All, with the outcomes that are open and how they go, independence, hours a week, and how many of the visits were met";
    let _ = writeln!(text, "{}", fitted(title, WIDEST).trim_end());
    let _ = writeln!(text, "{}", row(&head.map(str::to_owned)));
    let untold = || "untold".to_owned();
    for one in residents {
        let independence = one.help.independence().independence().unwrap_or("untold");
        let cells = [
            one.resident.clone(),
            one.open_outcomes().count().to_string(),
            count(one, Course::Better),
            count(one, Course::Steady),
            count(one, Course::Worse),
            count(one, Course::Unknown),
            independence.to_owned(),
            one.hours.commissioned.to_string(),
            one.hours.tied.to_string(),
            one.visits.map_or_else(untold, |visits| format!("{}/{}", visits.met, visits.all())),
            one.incidents.len().to_string(),
        ];
        let _ = writeln!(text, "{}", row(&cells));
    }
}

fn row(cells: &[String; 11]) -> String {
    const WIDTHS: [usize; 11] = [10, 4, 6, 6, 5, 6, 7, 5, 5, 7, 9];
    let cell = |(at, (cell, width)): (usize, (&String, usize))| {
        if at == 0 || at == 6 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
    };
    cells.iter().zip(WIDTHS).enumerate().map(cell).collect::<Vec<_>>().join(" ")
}

fn day(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests;

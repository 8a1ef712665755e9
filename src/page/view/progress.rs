//! What has come of the support, of one resident or of the whole service: figures, dates and choices alone. Residents go by their references
//! and items by their ids, and no words of a record are shown.

mod one;
mod total;

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

pub(super) use self::one::weeks as help_weeks;
pub use self::one::{ActionSeen, HelpSeen, IncidentSeen, One, OutcomeSeen};
pub use self::total::{Row, Total};
use super::{Cover, Fact};
use crate::cycle::Week;
use crate::cycle::progress::{Progress, Told, Visits, Weeks};
use crate::page::chart::Bars;
use crate::page::{Press, words};

/// A report on progress. Either `one` or `total` is there.
#[derive(Debug, Serialize)]
pub struct ProgressReport {
    /// The page's head and foot.
    pub page: Cover,
    /// The time that it is about, in words.
    pub period: String,
    /// One resident's progress; null in a report on the whole service.
    pub one: Option<One>,
    /// That of the whole service; null in a report on one resident.
    pub total: Option<Total>,
    /// Of whom nothing is told, each with why.
    pub not_told: Vec<Fact>,
    /// The paths of records that cannot be read, and so are not counted.
    pub not_counted: Vec<String>,
}

/// What is counted of weeks, hours and visits, for one resident or for all.
#[derive(Debug, Serialize)]
pub struct Counted {
    /// The weeks with a review, and those without, by why.
    pub weeks: Vec<Fact>,
    /// Hours of support a week: what is commissioned, and what the open actions take. Null where no plan counts.
    pub hours: Option<Bars>,
    /// How many actions those are.
    pub actions: usize,
    /// Visits by how they went; null where no review of this time was held.
    pub visits: Option<Bars>,
    /// How many visits that are.
    pub visits_noted: usize,
    /// Incidents by month or, where there are many months, by year; null where there was none.
    pub incidents: Option<Bars>,
}

impl ProgressReport {
    pub(in crate::page) fn of_one(progress: &Progress, press: Press<'_>) -> Self {
        let time = format!("{} to {}", words::long(progress.from), words::long(progress.to));
        let left = if progress.left.is_some() { ", the day of leaving" } else { "" };
        let is_told = progress.from <= progress.to;
        let not_told = (!is_told).then(|| too_early(progress));
        Self {
            page: Cover::new("Progress report", Some(&progress.resident), press),
            period: if is_told { format!("{time}{left}") } else { "None yet".to_owned() },
            one: is_told.then(|| One::of(progress, press.context)),
            total: None,
            not_told: not_told.into_iter().collect(),
            not_counted: progress.unread.clone(),
        }
    }

    pub(in crate::page) fn of_all(told: &Told, press: Press<'_>) -> Self {
        let (counted, early): (Vec<&Progress>, Vec<&Progress>) =
            told.residents.iter().partition(|one| one.from <= one.to);
        let lost = told.lost.iter().map(|lost| fact(&lost.resident, lost.why()));
        let today = words::long(told.today);
        Self {
            page: Cover::new("Progress report", None, press),
            period: match told.since {
                Some(since) => format!("{} to {today}", words::long(Week::of(since).monday())),
                None => format!("each resident's day of moving in to {today}"),
            },
            one: None,
            total: Some(Total::of(&counted, press.context)),
            not_told: early.into_iter().map(too_early).chain(lost).collect(),
            not_counted: told.residents.iter().flat_map(|one| one.unread.clone()).collect(),
        }
    }
}

impl Counted {
    fn of(all: &[&Progress]) -> Self {
        let here = || all.iter().filter(|one| one.left.is_none() || all.len() == 1);
        let visits = all.iter().filter_map(|one| one.visits).reduce(together);
        let each = |visits: Visits| {
            visits.each().map(|(how, count)| (words::capital(&words::choice(how)), words::figure(count)))
        };
        let hours = [
            ("Commissioned", here().map(|one| one.hours.commissioned).sum::<f64>()),
            ("In open actions", here().map(|one| one.hours.tied).sum()),
        ];
        let hours = hours.map(|(name, hours)| (name.to_owned(), (hours * 100.0).round() / 100.0));
        Self {
            weeks: weeks(all.iter().map(|one| &one.weeks)),
            hours: here().next().and_then(|_| Bars::of("Hours of support a week", &hours)),
            actions: here().map(|one| one.hours.actions).sum(),
            visits: visits.and_then(|visits| Bars::of("Visits by how they went", &each(visits))),
            visits_noted: visits.map_or(0, |visits| visits.all()),
            incidents: incidents(all),
        }
    }
}

fn together(one: Visits, other: Visits) -> Visits {
    Visits {
        met: one.met + other.met,
        declined: one.declined + other.declined,
        not_in: one.not_in + other.not_in,
        cancelled_by_us: one.cancelled_by_us + other.cancelled_by_us,
    }
}

fn weeks<'w>(all: impl Iterator<Item = &'w Weeks> + Clone) -> Vec<Fact> {
    let sum = |of: fn(&Weeks) -> usize| all.clone().map(of).sum::<usize>();
    let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
    for (because, count) in all.clone().flat_map(|weeks| &weeks.missed) {
        *missed.entry(because).or_default() += count;
    }
    let mut facts = vec![fact("Weekly reviews held", sum(|weeks| weeks.reviewed))];
    facts.extend(missed.into_iter().map(|(because, count)| match because {
        "away" => fact("Weeks missed, away", count),
        because => fact(&format!("Weeks missed, because of the {because}"), count),
    }));
    let further = [
        ("Weeks away without a record", sum(|weeks| weeks.away)),
        ("Weeks without any record", sum(|weeks| weeks.without.len())),
    ];
    facts.extend(further.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| fact(name, count)));
    facts
}

/// So many months are drawn one by one.
const MOST_MONTHS: usize = 13;

/// Incidents by month or, beyond a year, by year.
fn incidents(all: &[&Progress]) -> Option<Bars> {
    let mut months: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (month, count) in all.iter().flat_map(|one| one.months()) {
        *months.entry(month).or_default() += count;
    }
    if months.values().all(|count| *count == 0) {
        return None;
    }
    let by_month: Vec<(String, f64)> =
        months.iter().map(|(month, count)| (month.format("%B %Y").to_string(), words::figure(*count))).collect();
    if by_month.len() <= MOST_MONTHS {
        return Bars::of("Incidents by month", &by_month);
    }
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    for (month, count) in months {
        *years.entry(month.year()).or_default() += count;
    }
    let by_year: Vec<_> = years.into_iter().map(|(year, count)| (year.to_string(), words::figure(count))).collect();
    Bars::of("Incidents by year", &by_year)
}

fn too_early(progress: &Progress) -> Fact {
    fact(
        &progress.resident,
        match progress.left {
            Some(left) => format!("left on {}, before this time", words::long(left)),
            None => format!("the time to be told of begins on {}", words::long(progress.from)),
        },
    )
}

fn fact(name: &str, value: impl ToString) -> Fact {
    Fact { name: name.to_owned(), value: Some(value.to_string()) }
}

/// An id as words, with a capital first.
fn named(id: &str) -> String {
    words::capital(&words::choice(id))
}

#[cfg(test)]
mod tests;

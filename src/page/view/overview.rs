//! The service at a glance, for whoever answers for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::progress::help_weeks;
use super::{Cover, Fact};
use crate::cycle::agenda::State;
use crate::cycle::progress::{Course, Outcome, Progress, Standing};
use crate::cycle::{Due, Week};
use crate::finding::{Code, Severity};
use crate::page::chart::{Figure, Spark};
use crate::page::{Press, words};

/// What is known of a service.
#[derive(Debug, Default)]
pub struct Known {
    /// Its residents, by reference.
    pub residents: Vec<Resident>,
    /// What is due for the team.
    pub team: Dates,
    /// What was found by a check, by code.
    pub found: BTreeMap<Code, Found>,
}

/// What is known of a resident.
#[derive(Debug)]
pub struct Resident {
    /// The reference.
    pub reference: String,
    /// What they like to be called.
    pub called: Option<String>,
    /// The key worker's staff id.
    pub key_worker: Option<String>,
    /// Progress since moving in, or why it cannot be told.
    pub progress: Result<Progress, &'static str>,
    /// What is due for them.
    pub dates: Dates,
}

/// What is due for somebody.
#[derive(Debug, Default)]
pub struct Dates {
    /// What is due or comes next, what should be done soonest first.
    pub tasks: Vec<Task>,
    /// What nobody can tell, each in words.
    pub untold: Vec<&'static str>,
}

/// Something that is due or comes next.
#[derive(Debug)]
pub struct Task {
    /// What is to be done.
    pub what: String,
    /// When.
    pub due: Due,
    /// How it stands.
    pub state: State,
}

/// What was found of one code.
#[derive(Debug, Default)]
pub struct Found {
    /// How often, by how much it weighs.
    pub counts: BTreeMap<Severity, usize>,
    /// For which residents, by reference.
    pub residents: BTreeSet<String>,
    /// Whether it was found elsewhere: in the team's records, in settings, templates, or what lies in no resident's folder.
    pub elsewhere: bool,
}

/// The overview.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// The page's head and foot.
    pub page: Cover,
    /// How many there are of what matters most.
    pub counts: Vec<Fact>,
    /// Who is to do what by when: what is overdue first, then by date.
    pub dates: Vec<DatesOf>,
    /// How things go for each resident who is there, in the same order.
    pub residents: Vec<Going>,
    /// The service's names for its levels of help, most help first.
    pub scale: Vec<String>,
    /// How many residents have left.
    pub left: usize,
    /// What was found by a check, errors first.
    pub found: Vec<FoundOf>,
}

/// A resident, or the team.
#[derive(Debug, Clone, Serialize)]
pub struct Who {
    /// What the resident likes to be called; null in the edition with references alone, and where nobody knows it.
    pub called: Option<String>,
    /// The reference; null for the team.
    pub reference: Option<String>,
    /// The key worker's name.
    pub key_worker: Option<String>,
}

/// What is due for somebody.
#[derive(Debug, Serialize)]
pub struct DatesOf {
    /// For whom.
    pub who: Who,
    /// Each thing, soonest first.
    pub tasks: Vec<TaskSeen>,
    /// What nobody can tell.
    pub untold: Vec<String>,
}

/// Something that is due.
#[derive(Debug, Serialize)]
pub struct TaskSeen {
    /// "Overdue", "Now" or "Next".
    pub state: String,
    /// What is to be done.
    pub what: String,
    /// By when, in words.
    pub when: String,
}

/// How things go for a resident.
#[derive(Debug, Serialize)]
pub struct Going {
    /// Who it is.
    pub who: Who,
    /// Why nothing can be told; null where it can.
    pub not_told: Option<String>,
    /// Each outcome that is open.
    pub outcomes: Vec<OutcomeGoing>,
    /// The help of all actions in the first week that has any, where 1 is most help; null where none is noted.
    pub first: Option<Figure>,
    /// That of the last such week.
    pub last: Option<Figure>,
    /// The same over the weeks.
    pub spark: Option<Spark>,
    /// Whether independence is rising, in a word; null where it cannot be told.
    pub independence: Option<String>,
    /// Hours a week: what is commissioned.
    pub commissioned: Option<String>,
    /// What the open actions take.
    pub tied: Option<String>,
}

/// How an outcome goes.
#[derive(Debug, Serialize)]
pub struct OutcomeGoing {
    /// Its heading, or its id as words.
    pub name: String,
    /// The figure at the start.
    pub baseline: String,
    /// The last figure; null where there is none.
    pub now: Option<String>,
    /// The figure to be reached.
    pub target: String,
    /// Where it stands and which way it goes, in words.
    pub course: String,
    /// The figures over the weeks.
    pub spark: Option<Spark>,
}

/// What was found of one code.
#[derive(Debug, Serialize)]
pub struct FoundOf {
    /// The code.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// How often, by how much it weighs, in words.
    pub counts: String,
    /// The first of the residents, by reference.
    pub residents: Vec<String>,
    /// How many more there are.
    pub more: usize,
    /// Whether it was found elsewhere too.
    pub elsewhere: bool,
}

/// So many references are named for each code.
const MOST_NAMED: usize = 24;

impl Overview {
    pub(in crate::page) fn of(known: &Known, press: Press<'_>) -> Self {
        let today = press.context.today;
        let mut residents: Vec<&Resident> = known.residents.iter().collect();
        residents.sort_by_key(|resident| (resident.dates.order(), &resident.reference));
        let has_left =
            |resident: &Resident| resident.progress.as_ref().is_ok_and(|one| one.left.is_some_and(|left| left < today));
        let team = Who { called: None, reference: None, key_worker: None };
        let mut dates: Vec<(_, Who, &Dates)> =
            residents.iter().map(|one| (one.dates.order(), one.who(press), &one.dates)).collect();
        dates.push((known.team.order(), team, &known.team));
        // The team stands behind the residents of the same day.
        dates.sort_by_key(|(order, _, _)| *order);
        let dates = dates.into_iter().filter(|(_, _, dates)| !dates.is_empty());
        let here: Vec<&Resident> = residents.into_iter().filter(|resident| !has_left(resident)).collect();
        Self {
            page: Cover::new("Service overview", None, press),
            counts: known.counts(here.len(), today),
            dates: dates.map(|(_, who, dates)| dates.seen(who, today)).collect(),
            left: known.residents.len() - here.len(),
            residents: here.into_iter().map(|resident| Going::of(resident, press)).collect(),
            scale: press.context.levels.iter().map(|level| level.label.clone()).collect(),
            found: known.found(),
        }
    }
}

impl Known {
    fn counts(&self, here: usize, today: NaiveDate) -> Vec<Fact> {
        let all = || self.residents.iter().map(|resident| &resident.dates).chain([&self.team]);
        let tasks = || all().flat_map(|dates| &dates.tasks);
        let end = Week::of(today).sunday();
        let overdue = tasks().filter(|task| task.state == State::Overdue).count();
        let this_week = tasks().filter(|task| task.state != State::Overdue && task.due.by <= end).count();
        let weighing = |severity| self.found.values().filter_map(|found| found.counts.get(&severity)).sum::<usize>();
        let counts = [
            ("Residents", here),
            ("Overdue", overdue),
            ("Due by the end of this week", this_week),
            ("Date not known", all().map(|dates| dates.untold.len()).sum()),
            ("Errors in records", weighing(Severity::Error)),
            ("Warnings", weighing(Severity::Warning)),
            ("Remarks", weighing(Severity::Info)),
        ];
        let fact = |(name, count): (&str, usize)| Fact { name: name.to_owned(), value: Some(count.to_string()) };
        counts.into_iter().map(fact).collect()
    }

    /// By how much they weigh, then by code.
    fn found(&self) -> Vec<FoundOf> {
        let mut found: Vec<(&Code, &Found)> = self.found.iter().collect();
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.counts.keys().copied().max()));
        found.into_iter().map(|(code, found)| found.seen(*code)).collect()
    }
}

impl Found {
    fn seen(&self, code: Code) -> FoundOf {
        let counts = self.counts.iter().rev().map(|(severity, count)| match severity {
            Severity::Info => words::counted(words::figure(*count), "remark"),
            _ => words::counted(words::figure(*count), severity.word()),
        });
        FoundOf {
            code: code.number().to_owned(),
            name: words::capital(&words::choice(code.name())),
            meaning: code.meaning().to_owned(),
            counts: counts.collect::<Vec<_>>().join(", "),
            residents: self.residents.iter().take(MOST_NAMED).cloned().collect(),
            more: self.residents.len().saturating_sub(MOST_NAMED),
            elsewhere: self.elsewhere,
        }
    }
}

impl Dates {
    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.untold.is_empty()
    }

    /// What is overdue comes first, the longest overdue before all; then what nobody can tell, then what comes next.
    fn order(&self) -> (usize, Option<NaiveDate>) {
        let first = self.tasks.first();
        let rank = match first.map(|task| task.state) {
            Some(State::Overdue) => 0,
            _ if !self.untold.is_empty() => 1,
            Some(_) => 2,
            None => 3,
        };
        (rank, first.map(|task| task.due.by))
    }

    fn seen(&self, who: Who, today: NaiveDate) -> DatesOf {
        let untold = self.untold.iter().map(|words| words::capital(words)).collect();
        DatesOf { who, tasks: self.tasks.iter().map(|task| task.seen(today)).collect(), untold }
    }
}

impl Task {
    fn seen(&self, today: NaiveDate) -> TaskSeen {
        let by = words::short(self.due.by);
        let (state, when) = match self.state {
            State::Overdue => {
                let days = (today - self.due.by).num_days();
                ("Overdue", format!("by {by}, {days} {} ago", if days == 1 { "day" } else { "days" }))
            }
            State::Now => ("Now", format!("by {by}")),
            State::Coming if self.due.from == self.due.by => ("Next", format!("on {by}")),
            State::Coming => ("Next", format!("from {}, by {by}", words::short(self.due.from))),
        };
        TaskSeen { state: state.to_owned(), what: self.what.clone(), when }
    }
}

impl Resident {
    fn who(&self, press: Press<'_>) -> Who {
        Who {
            called: self.called.clone().filter(|_| !press.edition.references),
            reference: Some(self.reference.clone()),
            key_worker: self.key_worker.as_deref().map(|id| press.edition.staff(id, press.context)),
        }
    }
}

impl Going {
    fn of(resident: &Resident, press: Press<'_>) -> Self {
        let progress = resident.progress.as_ref().ok();
        let help = progress.map(help_weeks).unwrap_or_default();
        let highest = words::figure(press.context.levels.len().saturating_sub(1));
        Self {
            who: resident.who(press),
            not_told: resident.progress.as_ref().err().map(|why| words::capital(why)),
            outcomes: progress.into_iter().flat_map(Progress::open_outcomes).map(OutcomeGoing::of).collect(),
            spark: Spark::of(&help, &[0.0, highest], None),
            first: help.first().cloned(),
            last: help.last().cloned(),
            independence: progress.and_then(|one| one.help.independence().independence()).map(str::to_owned),
            commissioned: progress.map(|one| words::number(one.hours.commissioned)),
            tied: progress.map(|one| words::number(one.hours.tied)),
        }
    }
}

/// Which way an outcome goes, and how it stands where that is more than on its way.
fn course(outcome: &Outcome) -> String {
    let stands = match outcome.standing {
        Standing::Reached => "reached, ",
        Standing::Slipping => "slipping, ",
        Standing::Worse => "worse, ",
        Standing::Nearer | Standing::AsAtStart | Standing::Within | Standing::NotTold | Standing::NoFigure => "",
    };
    let goes = if outcome.course == Course::Unknown { "not told yet" } else { outcome.course.words() };
    format!("{stands}{goes}")
}

impl OutcomeGoing {
    fn of(outcome: &Outcome) -> Self {
        let figures: Vec<Figure> = outcome.figures.iter().map(Figure::of).collect();
        let measure = &outcome.measure;
        Self {
            name: outcome.heading.clone().unwrap_or_else(|| words::capital(&words::choice(&outcome.id))),
            baseline: words::number(measure.baseline),
            now: figures.last().map(|figure| figure.value.clone()),
            target: words::number(measure.target),
            course: course(outcome),
            spark: Spark::of(&figures, &[measure.baseline], Some(measure.target)),
        }
    }
}

#[cfg(test)]
mod tests;

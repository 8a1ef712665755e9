//! The progress of a whole service.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counted, fact, one};
use crate::check::Context;
use crate::cycle::progress::{Course, Direction, Outcome, Progress, Standing};
use crate::page::chart::{Bars, Figure, Spark};
use crate::page::view::Fact;
use crate::page::words;
use crate::record::Kind;

/// The progress of a whole service.
#[derive(Debug, Serialize)]
pub struct Total {
    /// How many residents are counted.
    pub residents: usize,
    /// How many of them have left.
    pub left: usize,
    /// Outcomes that are open, by which way they go; null where there is none.
    pub outcomes: Option<Bars>,
    /// How many of these have reached their target.
    pub reached: usize,
    /// Outcomes that ended in this time, by why.
    pub ended: Vec<Fact>,
    /// Residents by whether independence is rising; null where there is none.
    pub independence: Option<Bars>,
    /// The service's names for its levels of help, most help first.
    pub scale: Vec<String>,
    /// What is counted.
    pub counted: Counted,
    /// Incidents by what changed because of them.
    pub changed: Vec<Fact>,
    /// Each resident, by reference.
    pub rows: Vec<Row>,
}

/// A resident.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The reference.
    pub reference: String,
    /// The address of the resident's own report; null where there is none beside this one.
    pub report: Option<String>,
    /// The day of leaving; null where it has not come.
    pub left: Option<String>,
    /// How many outcomes are open.
    pub open: usize,
    /// How many of them are getting better.
    pub better: usize,
    /// How many are steady.
    pub steady: usize,
    /// How many are getting worse.
    pub worse: usize,
    /// Of how many it cannot be told.
    pub untold: usize,
    /// Whether independence is rising, in a word or two.
    pub independence: String,
    /// The help of all actions in the first week that has any, where 1 is most help; null where none is noted.
    pub first: Option<Figure>,
    /// That of the last such week.
    pub last: Option<Figure>,
    /// The same over the weeks.
    pub spark: Option<Spark>,
    /// Hours a week: what is commissioned.
    pub commissioned: String,
    /// What the open actions take.
    pub tied: String,
    /// How many visits were met, of how many; null where no review of this time was held.
    pub visits: Option<String>,
    /// How many incidents there were.
    pub incidents: usize,
}

impl Total {
    pub(super) fn of(all: &[&Progress], context: &Context) -> Self {
        let open: Vec<&Outcome> = all.iter().flat_map(|one| one.open_outcomes()).collect();
        let courses = [Course::Better, Course::Steady, Course::Worse, Course::Unknown].map(|course| {
            let count = open.iter().filter(|outcome| outcome.course == course).count();
            (words::capital(short(course)), words::figure(count))
        });
        let ways = [Direction::Up, Direction::Level, Direction::Down, Direction::Unknown].map(|way| {
            let count = all.iter().filter(|one| one.help.independence() == way).count();
            (words::capital(way.independence().unwrap_or(UNTOLD)), words::figure(count))
        });
        let bars = |is_any: bool, title: &str, figures: &[(String, f64)]| {
            Some(figures).filter(|_| is_any).and_then(|figures| Bars::of(title, figures))
        };
        Self {
            residents: all.len(),
            left: all.iter().filter(|one| one.left.is_some()).count(),
            outcomes: bars(!open.is_empty(), "Open outcomes by how they go", &courses),
            reached: open.iter().filter(|outcome| outcome.standing == Standing::Reached).count(),
            ended: ended(all),
            independence: bars(!all.is_empty(), "Residents by how independence goes", &ways),
            scale: context.levels.iter().map(|level| level.label.clone()).collect(),
            counted: Counted::of(all),
            changed: changed(all),
            rows: all.iter().map(|one| Row::of(one, context)).collect(),
        }
    }
}

const UNTOLD: &str = "not told yet";

/// Which way outcomes go, in a word or two.
fn short(course: Course) -> &'static str {
    if course == Course::Unknown { UNTOLD } else { course.words() }
}

/// The outcomes that ended in the time that is told of, by why.
fn ended(all: &[&Progress]) -> Vec<Fact> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all {
        let ends = one.outcomes.iter().filter_map(|outcome| outcome.ended.as_ref());
        for ended in ends.filter(|ended| ended.date >= one.from) {
            *reasons.entry(&ended.reason).or_default() += 1;
        }
    }
    reasons.into_iter().map(|(reason, count)| fact(&words::capital(&words::choice(reason)), count)).collect()
}

/// Incidents by what changed because of them; one that changed two plans stands at both.
fn changed(all: &[&Progress]) -> Vec<Fact> {
    let incidents = || all.iter().flat_map(|one| &one.incidents);
    let of = |kind: Kind| incidents().filter(|happened| happened.changed.contains(&kind)).count();
    let none = incidents().filter(|happened| happened.changed.is_empty()).count();
    let facts = [
        ("Support plan changed", of(Kind::SupportPlan)),
        ("Safety plan changed", of(Kind::SafetyPlan)),
        ("No plan needed to change", none),
    ];
    facts.into_iter().filter(|_| incidents().next().is_some()).map(|(name, count)| fact(name, count)).collect()
}

impl Row {
    fn of(one: &Progress, context: &Context) -> Self {
        let of = |course: Course| one.open_outcomes().filter(|outcome| outcome.course == course).count();
        let help = one::weeks(one);
        let highest = words::figure(context.levels.len().saturating_sub(1));
        Self {
            reference: one.resident.clone(),
            report: None,
            left: one.left.map(words::long),
            open: one.open_outcomes().count(),
            better: of(Course::Better),
            steady: of(Course::Steady),
            worse: of(Course::Worse),
            untold: of(Course::Unknown),
            independence: one.help.independence().independence().unwrap_or(UNTOLD).to_owned(),
            spark: Spark::of(&help, &[0.0, highest], None),
            first: help.first().cloned(),
            last: help.last().cloned(),
            commissioned: words::number(one.hours.commissioned),
            tied: words::number(one.hours.tied),
            visits: one.visits.map(|visits| format!("{} of {}", visits.met, visits.all())),
            incidents: one.incidents.len(),
        }
    }
}

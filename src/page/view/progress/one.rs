//! One resident's progress.

use serde::Serialize;

use super::{Counted, named};
use crate::check::Context;
use crate::cycle::progress::{Action, Happened, Outcome, Progress, Standing};
use crate::page::chart::{Chart, Figure, Spark, Steps};
use crate::page::words;
use crate::record::model::Ended;

/// One resident's progress.
#[derive(Debug, Serialize)]
pub struct One {
    /// Each outcome of the plan.
    pub outcomes: Vec<OutcomeSeen>,
    /// The help given.
    pub help: HelpSeen,
    /// What is counted.
    pub counted: Counted,
    /// Each incident, oldest first.
    pub incidents: Vec<IncidentSeen>,
}

/// An outcome.
#[derive(Debug, Serialize)]
pub struct OutcomeSeen {
    /// Its id as words.
    pub name: String,
    /// Whether it moves something forward or keeps something steady, in words.
    pub aim: String,
    /// In which time it is counted: a day, a week or a month.
    pub per: String,
    /// The figure at the start.
    pub baseline: String,
    /// The last figure of this time; null where there is none.
    pub now: Option<Figure>,
    /// The figure to be reached.
    pub target: String,
    /// By when.
    pub by: String,
    /// Where it stands and which way it goes, or when and why it ended, in words.
    pub course: String,
    /// The figures, oldest first.
    pub figures: Vec<Figure>,
    /// The same as a drawing.
    pub chart: Option<Chart>,
}

/// The help given.
#[derive(Debug, Serialize)]
pub struct HelpSeen {
    /// Help over the weeks, all actions together; null where no review notes any.
    pub chart: Option<Steps>,
    /// The same in figures, oldest first.
    pub weeks: Vec<Figure>,
    /// The service's names for its levels of help, most help first.
    pub scale: Vec<String>,
    /// Whether independence is rising, in words.
    pub independence: String,
    /// Each action.
    pub actions: Vec<ActionSeen>,
}

/// An action.
#[derive(Debug, Serialize)]
pub struct ActionSeen {
    /// Its id as words.
    pub name: String,
    /// Hours a week, in words.
    pub hours: String,
    /// The level of help that was given first; null where none is noted in this time.
    pub first: Option<String>,
    /// The level that was given last.
    pub last: Option<String>,
    /// The level that the plan says.
    pub agreed: String,
    /// Which way help goes, or when and why the action ended, in words.
    pub course: String,
    /// The levels over the weeks.
    pub spark: Option<Spark>,
}

/// An incident.
#[derive(Debug, Serialize)]
pub struct IncidentSeen {
    /// Its day.
    pub date: String,
    /// What changed because of it, in words.
    pub changed: String,
}

impl One {
    pub(super) fn of(progress: &Progress, context: &Context) -> Self {
        Self {
            outcomes: progress.outcomes.iter().map(OutcomeSeen::of).collect(),
            help: HelpSeen::of(progress, context),
            counted: Counted::of(&[progress]),
            incidents: progress.incidents.iter().map(IncidentSeen::of).collect(),
        }
    }
}

impl OutcomeSeen {
    fn of(outcome: &Outcome) -> Self {
        let measure = &outcome.measure;
        let figures: Vec<Figure> = Figure::in_a_row(outcome.figures.iter().map(Figure::of).collect());
        let name = named(&outcome.id);
        Self {
            aim: if outcome.is_stability { "keep steady" } else { "progress" }.to_owned(),
            per: measure.per.clone(),
            baseline: words::number(measure.baseline),
            now: figures.last().cloned(),
            target: words::number(measure.target),
            by: words::long(measure.by),
            course: course(outcome),
            chart: Chart::of(&name, None, Some(measure.baseline), Some(measure.target), &figures),
            name,
            figures,
        }
    }
}

/// Where an outcome stands and which way it goes, or when and why it ended, as a sentence without a full stop.
fn course(outcome: &Outcome) -> String {
    words::capital(&match &outcome.ended {
        Some(ended) => over(ended),
        None if outcome.standing == Standing::NoFigure => "how it goes cannot be told".to_owned(),
        None => format!("{}; {}", outcome.standing.words(), outcome.course.words()),
    })
}

fn over(ended: &Ended) -> String {
    format!("ended on {}: {}", words::long(ended.date), words::choice(&ended.reason))
}

impl HelpSeen {
    fn of(progress: &Progress, context: &Context) -> Self {
        let help = &progress.help;
        let weeks = weeks(progress);
        Self {
            chart: Steps::of("Help over the weeks", &weeks, help.scale.len()),
            weeks,
            scale: context.levels.iter().map(|level| level.label.clone()).collect(),
            independence: independence(progress),
            actions: help.actions.iter().map(|action| ActionSeen::of(action, context)).collect(),
        }
    }
}

/// How much help all actions took together, by week.
pub(in crate::page::view) fn weeks(progress: &Progress) -> Vec<Figure> {
    Figure::in_a_row(progress.help.weeks().iter().map(|amount| Figure::of_help(amount.place, amount.week)).collect())
}

/// Whether independence is rising, as a sentence.
fn independence(progress: &Progress) -> String {
    let help = &progress.help;
    match help.independence().independence() {
        None => {
            "Whether independence is rising cannot be told yet: too few reviews note the help of an action.".to_owned()
        }
        Some(word) => format!(
            "Independence is {word}: in the last quarter there was less help for {}, as much for {}, and more for {}.",
            words::counted(words::figure(help.less), "action"),
            help.same,
            help.more
        ),
    }
}

impl ActionSeen {
    fn of(action: &Action, context: &Context) -> Self {
        let level = |place: usize| context.levels.get(place).map(|level| level.label.clone());
        let figures: Vec<Figure> =
            action.given.iter().map(|given| Figure::of_help(words::figure(given.place), given.week)).collect();
        // A level that is no level may be anybody's words.
        let agreed = context.levels.iter().find(|level| level.id == action.agreed);
        let highest = words::figure(context.levels.len().saturating_sub(1));
        Self {
            name: named(&action.id),
            hours: words::hours(action.hours),
            first: action.given.first().and_then(|given| level(given.place)),
            last: action.given.last().and_then(|given| level(given.place)),
            agreed: agreed.map_or("a level that is not on the scale", |level| &level.label).to_owned(),
            course: words::capital(&match &action.ended {
                Some(ended) => over(ended),
                None if action.given.is_empty() => "no help noted in this time".to_owned(),
                None => action.direction.help().to_owned(),
            }),
            spark: Spark::of(&figures, &[0.0, highest], None),
        }
    }
}

impl IncidentSeen {
    fn of(happened: &Happened) -> Self {
        let plans: Vec<String> = happened.changed.iter().map(|kind| kind.words()).collect();
        Self {
            date: words::long(happened.date),
            changed: words::capital(&match plans.as_slice() {
                [] => "no plan needed to change".to_owned(),
                plans => format!("{} changed", words::all_of(plans)),
            }),
        }
    }
}

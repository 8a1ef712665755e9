//! The live support plan: what it holds, and how it is written down.

mod written;

use chrono::NaiveDate;

use super::words::risks::Risk;
use super::words::strengths::Strength;
use super::words::{Act, Theme};

/// A support plan as it stands.
pub(super) struct Plan {
    pub(super) resident: String,
    pub(super) moved_in: NaiveDate,
    pub(super) key_worker: String,
    pub(super) age: i32,
    pub(super) about: Vec<&'static str>,
    pub(super) strengths: Vec<(&'static Strength, &'static str)>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) actions: Vec<Action>,
    pub(super) risks: Vec<PlanRisk>,
    pub(super) away: Vec<Away>,
    pub(super) agreed: Vec<&'static str>,
    pub(super) vision: &'static str,
    pub(super) steps: Vec<&'static str>,
    pub(super) ready: &'static str,
}

/// An outcome, and how it goes.
pub(super) struct Outcome {
    pub(super) theme: &'static Theme,
    pub(super) aim: &'static str,
    pub(super) baseline: i32,
    pub(super) target: i32,
    pub(super) by: NaiveDate,
    pub(super) statement: &'static str,
    pub(super) mine: &'static str,
    pub(super) known: &'static str,
    pub(super) ended: Option<(NaiveDate, &'static str)>,
    /// How much of the way from baseline to target is done, about 0 to 1.
    pub(super) progress: f64,
    /// The latest figure.
    pub(super) figure: Option<i32>,
}

/// An action, and how it goes.
pub(super) struct Action {
    pub(super) act: &'static Act,
    pub(super) outcome: usize,
    pub(super) strengths: Vec<usize>,
    /// Quarters of an hour a week.
    pub(super) quarters: i32,
    pub(super) help: usize,
    pub(super) days: [u32; 2],
    pub(super) time: &'static str,
    pub(super) staff: &'static str,
    pub(super) used: &'static str,
    pub(super) mine: &'static str,
    pub(super) ended: Option<(NaiveDate, &'static str)>,
    /// For how many weeks in a row it was done in full.
    pub(super) run: i32,
    /// For how many reviews the resident has needed no less help than the plan says.
    pub(super) flat: i32,
    /// How many notes have been told of it.
    pub(super) told: usize,
}

/// A risk of the plan.
pub(super) struct PlanRisk {
    pub(super) risk: &'static Risk,
    pub(super) from: &'static str,
    /// The outcomes that it bears on, by their places.
    pub(super) outcomes: Vec<usize>,
    /// How often an incident bore on it.
    pub(super) incidents: usize,
}

/// A time away.
pub(super) struct Away {
    pub(super) from: NaiveDate,
    pub(super) back: Option<NaiveDate>,
    pub(super) reason: &'static str,
}

impl Plan {
    /// The places of the outcomes in force.
    pub(super) fn open_outcomes(&self) -> Vec<usize> {
        (0..self.outcomes.len()).filter(|at| self.outcomes[*at].ended.is_none()).collect()
    }

    /// The places of the actions in force.
    pub(super) fn open_actions(&self) -> Vec<usize> {
        (0..self.actions.len()).filter(|at| self.actions[*at].ended.is_none()).collect()
    }

    /// Adds a risk, with the outcomes in force that it bears on.
    pub(super) fn add_risk(&mut self, risk: &'static Risk, from: &'static str) {
        let outcomes =
            self.open_outcomes().into_iter().filter(|at| risk.bears_on.contains(&self.outcomes[*at].theme.id));
        let outcomes = outcomes.collect();
        self.risks.push(PlanRisk { risk, from, outcomes, incidents: 0 });
    }

    /// The quarters of an hour that all actions in force take.
    fn quarters(&self) -> i32 {
        self.actions.iter().filter(|action| action.ended.is_none()).map(|action| action.quarters).sum()
    }
}

impl Outcome {
    /// Sets the figure of a week, `off` being how far chance moves it.
    pub(super) fn count(&mut self, off: f64) -> i32 {
        let way = f64::from(self.target - self.baseline);
        let figure = (f64::from(self.baseline) + way * self.progress + off).round() as i32;
        let figure = figure.clamp(0, self.theme.most);
        self.figure = Some(figure);
        figure
    }

    /// Whether a figure is as good as the target or better.
    pub(super) fn reached(&self, figure: i32) -> bool {
        if self.theme.falls() { figure <= self.target } else { figure >= self.target }
    }
}

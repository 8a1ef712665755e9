//! An agenda: for one resident or the team, all that is due on a day or comes next, as plain data. What is said about it is for
//! [`crate::report`]; what is done with it, for people.

mod done;
#[cfg(test)]
mod laws;
mod resident;
mod team;

use chrono::NaiveDate;

pub use self::done::{WEEKS_SHOWN, WEEKS_TOLD};
pub use self::resident::{Formal, Plan, Resident, Safety, Weekly};
pub use self::team::Team;
use super::{Due, Week};
use crate::record::settings::Intervals;

/// What the service's settings say about when things are due.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Between reviews.
    pub intervals: Intervals,
    /// How many days after moving in there may be no support plan.
    pub plan_days: u32,
    /// How many days the safety plan may wait for an update that a review asks for.
    pub safety_plan_days: u32,
    /// How many days after an incident the safety plan may wait to be looked at.
    pub incident_days: u32,
    /// How many days a formal review may wait for its next stage.
    pub stage_days: u32,
    /// How many days later than the interval a team reflection may be.
    pub reflection_days: u32,
    /// How many months lie between two plan audits at most; none where the service asks for no audit.
    pub audit_months: Option<u32>,
    /// How many years after leaving a resident's records are kept; none where the settings do not say it.
    pub retention_years: Option<u32>,
}

#[cfg(test)]
impl Terms {
    /// Terms for tests.
    pub(crate) const SAMPLE: Self = Self {
        intervals: Intervals { formal_opens_months: 3, formal_overdue_months: 4, reflection_months: 1 },
        plan_days: 3,
        safety_plan_days: 4,
        incident_days: 7,
        stage_days: 14,
        reflection_days: 7,
        audit_months: Some(6),
        retention_years: Some(7),
    };
}

/// Whose task it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// That of whoever supports the resident with this reference.
    Resident(String),
    /// The team's.
    Team,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Write or update the safety plan.
    SafetyPlan,
    /// Write the support plan.
    SupportPlan,
    /// Hold a weekly review.
    WeeklyReview,
    /// Hold a formal review, or take one to its next stage.
    FormalReview,
    /// Hold a team reflection.
    TeamReflection,
    /// Audit some plans.
    PlanAudit,
    /// Look at records that are past the time for which they are kept.
    Retention,
}

/// Which time round it is: the same task of another cycle is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cycle {
    /// That of a week.
    Week(Week),
    /// So many times round, from 1 on: which of the records of its kind it makes. It stays the same where a day is corrected.
    Round(usize),
}

/// The cycle of what is asked for once.
pub const ONCE: Cycle = Cycle::Round(1);

/// How a task stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its last day has passed.
    Overdue,
    /// It can be done, and its last day has not passed.
    Now,
    /// It cannot be done yet.
    Coming,
}

/// Why something is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nothing of the kind was done since the resident moved in on this day.
    MovedIn(NaiveDate),
    /// The last weekly review is of this week.
    LastWeek(Week),
    /// It was begun, and questions are still open.
    Begun,
    /// The last formal review was on this day, and the next was agreed for the other, where one was.
    LastFormal(NaiveDate, Option<NaiveDate>),
    /// The formal review that was prepared on this day was not gone through with the resident.
    Prepared(NaiveDate),
    /// The formal review that was prepared on this day was gone through, and is not closed.
    Discussed(NaiveDate),
    /// The weekly review of this week says that the safety plan needs updating.
    Review(Week),
    /// The incident of this day says that the safety plan was changed because of it.
    Incident(NaiveDate),
    /// Nothing says that the safety plan was looked at after the incident of this day.
    Unseen(NaiveDate),
    /// The last of its kind was on this day.
    Last(NaiveDate),
    /// There was none yet, and the service's records begin on this day.
    NoneSince(NaiveDate),
    /// The resident left on this day, and records are kept for so many years.
    Left(NaiveDate, u32),
}

/// Something that is due, or comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Whose task it is.
    pub who: Who,
    /// What is to be done.
    pub task: Task,
    /// Which time round it is.
    pub cycle: Cycle,
    /// From when on it can be done, and by when it should be.
    pub due: Due,
    /// Why.
    pub why: Why,
    /// The weeks that are over and have no weekly review: the one of the cycle, and those behind it. Empty for every other task.
    pub weeks: Vec<Week>,
}

/// Something that a calendar may still show as due, and that is done or no longer asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Whose task it was.
    pub who: Who,
    /// What was to be done.
    pub task: Task,
    /// Which time round it was.
    pub cycle: Cycle,
    /// A day near which it stood.
    pub day: NaiveDate,
}

/// What of a resident, or of the team, nobody can tell, since a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Untold {
    /// The resident's reference; none for the team, and for a folder that bears none.
    pub resident: Option<String>,
    /// What hides it.
    pub what: Hidden,
    /// The path of the record that cannot be read, or of the folder, in the service's folder.
    pub path: String,
}

/// What keeps from telling what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hidden {
    /// The support plan cannot be read, and with it the days of moving in, being away and leaving.
    Plan,
    /// There is no support plan.
    NoPlan,
    /// The support plan is begun, and does not say yet when the resident moved in.
    NoDayOfMovingIn,
    /// The safety plan cannot be read.
    SafetyPlan,
    /// A weekly review that decides what is due cannot be read.
    WeeklyReview,
    /// A weekly review was begun, and not finished before another was held.
    UnfinishedReview(Week),
    /// A formal review that decides what is due cannot be read.
    FormalReview,
    /// An incident after the last update of the safety plan is not complete.
    Incident,
    /// The team's last record of a kind cannot be read.
    TeamRecord,
    /// It is a link, or something else that is neither a file nor a folder.
    Link,
    /// A file in the folder has a name that no record has.
    Name,
    /// The folder's name is no reference.
    Folder,
    /// The folder cannot be looked into, or a record in it cannot be opened.
    Unreadable,
}

/// All that is due, comes next, was done, or cannot be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    /// What is due or comes next, what should be done soonest first.
    pub items: Vec<Item>,
    /// What a calendar may still show.
    pub done: Vec<Done>,
    /// What nobody can tell.
    pub untold: Vec<Untold>,
}

impl Item {
    /// How it stands on `today`.
    pub fn state(&self, today: NaiveDate) -> State {
        match (self.due.overdue(today), self.due.open(today)) {
            (true, _) => State::Overdue,
            (false, true) => State::Now,
            (false, false) => State::Coming,
        }
    }
}

impl Agenda {
    /// Adds what another agenda holds.
    pub fn merge(&mut self, other: Agenda) {
        self.items.extend(other.items);
        self.done.extend(other.done);
        self.untold.extend(other.untold);
    }

    /// The same in order: what should be done soonest first.
    pub fn sorted(mut self) -> Self {
        self.items.sort_by(|a, b| {
            (a.due.by, a.due.from, &a.who, a.task, a.cycle).cmp(&(b.due.by, b.due.from, &b.who, b.task, b.cycle))
        });
        self.done.sort_by(|a, b| (&a.who, a.task, a.cycle).cmp(&(&b.who, b.task, b.cycle)));
        self.untold.sort();
        self
    }
}

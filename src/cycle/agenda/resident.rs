//! What is due for one resident.

use chrono::NaiveDate;

use super::{Agenda, Cycle, Hidden, Item, ONCE, Task, Terms, Untold, Who, Why};
use crate::cycle::{
    Due, Stay, Week, first_plan, first_safety_plan, formal, incident_behind, incident_unseen, look_after_incident,
    next_stage, retention, review_behind, weekly,
};
use crate::record::model::{FormalReview, Incident, SafetyPlan, WeeklyReview};

/// What decides what is due for a resident, as far as it was read.
#[derive(Debug, Clone)]
pub struct Resident {
    /// The reference.
    pub reference: String,
    /// The support plan.
    pub plan: Plan,
    /// The safety plan.
    pub safety_plan: Safety,
    /// The weekly reviews.
    pub weekly: Weekly,
    /// The latest formal reviews, oldest first.
    pub formal: Vec<Formal>,
    /// The days of those among them that cannot be read, each with which of all formal reviews it is, from 1 on.
    pub unclear_formal: Vec<(usize, NaiveDate)>,
    /// Whether there are reviews or incidents.
    pub has_records: bool,
    /// The incidents after the last update of the safety plan.
    pub incidents: Vec<Incident>,
    /// What cannot be told, each with the path that hides it.
    pub hidden: Vec<(Hidden, String)>,
}

/// How it stands with a support plan.
#[derive(Debug, Clone)]
pub enum Plan {
    /// There is none.
    Missing,
    /// Nobody can tell when the resident moved in, is away, or left.
    Hidden,
    /// It is begun, and does not say yet when the resident moved in.
    NoDay,
    /// It is there, and questions are still open.
    Begun(Stay<'static>),
    /// It is there.
    There(Stay<'static>),
}

/// How it stands with a safety plan.
#[derive(Debug, Clone)]
pub enum Safety {
    /// There is none.
    Missing,
    /// It cannot be read.
    Hidden,
    /// It is there, and questions are still open.
    Begun,
    /// It is there.
    There(SafetyPlan),
}

/// The weekly reviews.
#[derive(Debug, Clone, Default)]
pub struct Weekly {
    /// The weeks that have a review, in order; those of which it cannot be read among them.
    pub held: Vec<Week>,
    /// The weeks behind those whose review is begun, and not complete.
    pub begun: Vec<Week>,
    /// The weeks whose review cannot be read.
    pub unclear: Vec<Week>,
    /// The latest reviews, oldest first.
    pub latest: Vec<WeeklyReview>,
}

/// A formal review.
#[derive(Debug, Clone)]
pub struct Formal {
    /// The review, as far as it is complete.
    pub review: FormalReview,
    /// Whether questions of its stage are still open.
    pub is_begun: bool,
    /// Which of the resident's formal reviews it is, from 1 on.
    pub round: usize,
}

impl Resident {
    /// What was known on `day`, where that lies in the past: records of a later day were not written yet, a formal review was no further than
    /// its dates say. A plan has one version in the folder, and counts as it is now.
    pub fn known_on(mut self, day: NaiveDate) -> Self {
        let (early, late): (Vec<_>, Vec<_>) = self.weekly.latest.into_iter().partition(|review| review.date <= day);
        let late: Vec<Week> = late.iter().filter_map(|review| Week::parse(&review.week)).collect();
        self.weekly.held.retain(|week| week.monday() <= day && !late.contains(week));
        self.weekly.begun.retain(|week| week.monday() <= day);
        self.weekly.latest = early;
        self.formal.retain(|formal| formal.review.prepared <= day);
        self.unclear_formal.retain(|(_, prepared)| *prepared <= day);
        for Formal { review, .. } in &mut self.formal {
            let is_signed_later = review.signed.iter().any(|signature| signature.date > day);
            if review.discussed.is_some_and(|discussed| discussed > day) {
                (review.stage, review.discussed, review.next_review) = ("prepared".to_owned(), None, None);
            } else if review.stage == "closed" && is_signed_later {
                (review.stage, review.next_review) = ("discussed".to_owned(), None);
            }
        }
        self.incidents.retain(|incident| incident.date <= day);
        self
    }

    /// What is due on `today` or comes next, what was done lately, and what nobody can tell.
    pub fn agenda(&self, terms: &Terms, today: NaiveDate) -> Agenda {
        let mut agenda = Agenda::default();
        let (stay, begun) = match (&self.plan, &self.safety_plan) {
            (Plan::There(stay), _) => (stay, false),
            (Plan::Begun(stay), _) => (stay, true),
            (Plan::Hidden, _) => {
                agenda.untold.push(self.untold(Hidden::Plan, self.path("plan.md")));
                return agenda;
            }
            (Plan::NoDay, _) => {
                agenda.untold.push(self.untold(Hidden::NoDayOfMovingIn, self.path("plan.md")));
                return agenda;
            }
            (Plan::Missing, Safety::There(safety)) if !self.has_records => {
                let due = first_plan(safety.started, terms.plan_days);
                agenda.items.push(self.item(Task::SupportPlan, ONCE, due, Why::MovedIn(safety.started)));
                return agenda;
            }
            (Plan::Missing, _) => {
                agenda.untold.push(self.untold(Hidden::NoPlan, self.path("plan.md")));
                return agenda;
            }
        };
        let on = On { resident: self, stay, terms, today };
        if stay.has_left(today) {
            on.retention(&mut agenda);
        } else {
            agenda.untold.extend(self.hidden.iter().map(|(what, path)| self.untold(*what, path.clone())));
            on.plan(&mut agenda, begun);
            on.safety_plan(&mut agenda);
            on.weekly(&mut agenda);
            on.formal(&mut agenda);
        }
        agenda.done = on.done(&agenda.items);
        agenda
    }

    fn path(&self, file: &str) -> String {
        format!("residents/{}/{file}", self.reference)
    }

    fn untold(&self, what: Hidden, path: String) -> Untold {
        Untold { resident: Some(self.reference.clone()), what, path }
    }

    fn item(&self, task: Task, cycle: Cycle, due: Due, why: Why) -> Item {
        Item { who: Who::Resident(self.reference.clone()), task, cycle, due, why, weeks: Vec::new() }
    }
}

/// A resident whose stay is known, on a day.
pub(super) struct On<'r> {
    pub(super) resident: &'r Resident,
    pub(super) stay: &'r Stay<'static>,
    pub(super) terms: &'r Terms,
    pub(super) today: NaiveDate,
}

impl On<'_> {
    fn add(&self, agenda: &mut Agenda, task: Task, cycle: Cycle, due: Due, why: Why) {
        agenda.items.push(self.resident.item(task, cycle, due, why));
    }

    fn retention(&self, agenda: &mut Agenda) {
        if let (Some(left), Some(years)) = (self.stay.left, self.terms.retention_years) {
            self.add(agenda, Task::Retention, ONCE, retention(left, years), Why::Left(left, years));
        }
    }

    fn plan(&self, agenda: &mut Agenda, begun: bool) {
        if begun {
            let due = first_plan(self.stay.moved_in, self.terms.plan_days);
            self.add(agenda, Task::SupportPlan, ONCE, due, Why::Begun);
        }
    }

    fn safety_plan(&self, agenda: &mut Agenda) {
        let first = first_safety_plan(self.stay.moved_in);
        let found = match &self.resident.safety_plan {
            Safety::Hidden => None,
            Safety::Missing => Some((first, Why::MovedIn(self.stay.moved_in))),
            Safety::Begun => Some((first, Why::Begun)),
            Safety::There(safety) => self.update_of(safety),
        };
        if let Some((due, why)) = found {
            self.add(agenda, Task::SafetyPlan, ONCE, due, why);
        }
    }

    /// When and why this safety plan is to be updated or looked at: for what asks for it first.
    fn update_of(&self, safety: &SafetyPlan) -> Option<(Due, Why)> {
        let (incidents, reviews) = (&self.resident.incidents, &self.resident.weekly.latest);
        if let Some(incident) = incident_behind(safety.updated, incidents) {
            return Some((Due { from: incident.date, by: incident.date }, Why::Incident(incident.date)));
        }
        if let Some(call) = review_behind(safety.updated, reviews.iter()) {
            return Some((call.due(self.terms.safety_plan_days), Why::Review(Week::parse(&call.review.week)?)));
        }
        let incident = incident_unseen(safety.updated, incidents, reviews)?;
        Some((look_after_incident(incident.date, self.terms.incident_days), Why::Unseen(incident.date)))
    }

    fn weekly(&self, agenda: &mut Agenda) {
        let Weekly { held, begun, .. } = &self.resident.weekly;
        let last = weekly::last_held(held.iter().copied(), self.today);
        let (over, next) = weekly::open_weeks(self.stay, last, self.today);
        let why = |week| match last {
            _ if begun.contains(&week) => Why::Begun,
            Some(last) => Why::LastWeek(last),
            None => Why::MovedIn(self.stay.moved_in),
        };
        for week in over.first().copied().into_iter().chain(next) {
            let mut item = self.resident.item(Task::WeeklyReview, Cycle::Week(week), weekly::due(week), why(week));
            if over.first() == Some(&week) {
                item.weeks.clone_from(&over);
            }
            agenda.items.push(item);
        }
    }

    /// The formal reviews that are known by now.
    fn formal_known(&self) -> impl DoubleEndedIterator<Item = &Formal> {
        self.resident.formal.iter().filter(|formal| formal.review.prepared <= self.today)
    }

    /// How many formal reviews there are by now.
    pub(super) fn formal_rounds(&self) -> usize {
        let unclear = self.resident.unclear_formal.iter().filter(|(_, prepared)| *prepared <= self.today);
        self.formal_known().map(|formal| formal.round).chain(unclear.map(|(round, _)| *round)).max().unwrap_or(0)
    }

    fn formal(&self, agenda: &mut Agenda) {
        let last = self.formal_known().rfind(|formal| formal::is_held(&formal.review));
        let is_of_now = |formal: &Formal| last.is_none_or(|last| last.review.prepared < formal.review.prepared);
        let prepared = |formal: &&Formal| formal.review.stage == "prepared";
        let current = self.formal_known().rfind(|formal| prepared(formal) && is_of_now(formal));
        let stage = |review| next_stage(self.stay, review, self.terms.stage_days, self.today);
        // When the next is due, nobody can tell where one that may have been gone through cannot be read.
        let unclear = self.resident.unclear_formal.iter().map(|(_, prepared)| *prepared);
        let is_told = unclear
            .filter(|prepared| *prepared <= self.today)
            .all(|prepared| last.is_some_and(|last| prepared < last.review.prepared));
        let reviews = self.resident.formal.iter().map(|formal| &formal.review);
        let next = formal::formal(self.stay, reviews, self.terms.intervals, self.today).filter(|_| is_told);
        if let Some(formal) = current {
            let due = match (next, stage(&formal.review)) {
                (Some(next), Some(stage)) => Some(Due { from: next.from.min(stage.from), by: next.by.min(stage.by) }),
                (None, due) | (due, None) => due,
            };
            let why = if formal.is_begun { Why::Begun } else { Why::Prepared(formal.review.prepared) };
            if let Some(due) = due {
                self.add(agenda, Task::FormalReview, Cycle::Round(formal.round), due, why);
            }
        } else if let Some(due) = next {
            let why = match last.map(|last| &last.review) {
                Some(last) => Why::LastFormal(last.discussed.unwrap_or(last.prepared), last.next_review),
                None => Why::MovedIn(self.stay.moved_in),
            };
            self.add(agenda, Task::FormalReview, Cycle::Round(self.formal_rounds() + 1), due, why);
        }
        // What was prepared and never gone through, or gone through and never closed.
        let others = self.formal_known().filter(|formal| current.is_none_or(|current| current.round != formal.round));
        for formal in others {
            let day = formal.review.prepared;
            let why = if prepared(&formal) { Why::Prepared(day) } else { Why::Discussed(day) };
            if let Some(due) = stage(&formal.review) {
                self.add(agenda, Task::FormalReview, Cycle::Round(formal.round), due, why);
            }
        }
    }
}

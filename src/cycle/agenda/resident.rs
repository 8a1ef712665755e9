//! What is due for one resident.

use chrono::NaiveDate;

use super::{Agenda, Cycle, Done, Hidden, Item, Task, Terms, Untold, Who, Why};
use crate::cycle::{
    Due, Stay, Week, days_after, first_plan, first_safety_plan, formal, incident_behind, next_stage, retention,
    review_behind, weekly,
};
use crate::record::model::{FormalReview, Incident, SafetyPlan, WeeklyReview};

/// How many weeks back a calendar is told of what was done.
pub(super) const WEEKS_TOLD: u64 = 8;

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
    /// Whether those are all formal reviews that there are.
    pub has_all_formal: bool,
    /// Whether there are reviews or incidents.
    pub has_records: bool,
    /// The incidents after the last update of the safety plan.
    pub incidents: Vec<Incident>,
    /// The paths of incidents among those that are not complete.
    pub unclear_incidents: Vec<String>,
}

/// How it stands with a support plan.
#[derive(Debug, Clone)]
pub enum Plan {
    /// There is none.
    Missing,
    /// Nobody can tell when the resident moved in, is away, or left.
    Hidden,
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
    /// It is there, and questions are still open.
    Begun,
    /// It is there.
    There(SafetyPlan),
}

/// The weekly reviews.
#[derive(Debug, Clone, Default)]
pub struct Weekly {
    /// The weeks that have a review, in order.
    pub held: Vec<Week>,
    /// The weeks behind those whose review is begun, and not complete.
    pub begun: Vec<Week>,
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
            (Plan::Missing, Safety::There(safety)) if !self.has_records => {
                let due = first_plan(safety.started, terms.plan_days);
                let cycle = Cycle::Since(safety.started);
                agenda.items.push(self.item(Task::SupportPlan, cycle, due, Why::MovedIn(safety.started)));
                return agenda;
            }
            (Plan::Missing, safety) => {
                if self.has_records || !matches!(safety, Safety::Missing) {
                    agenda.untold.push(self.untold(Hidden::NoPlan, self.path("plan.md")));
                }
                return agenda;
            }
        };
        let on = On { resident: self, stay, terms, today };
        if stay.has_left(today) {
            on.retention(&mut agenda);
        } else {
            on.plan(&mut agenda, begun);
            on.safety_plan(&mut agenda);
            on.weekly(&mut agenda);
            on.formal(&mut agenda);
        }
        on.done(&mut agenda);
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
struct On<'r> {
    resident: &'r Resident,
    stay: &'r Stay<'static>,
    terms: &'r Terms,
    today: NaiveDate,
}

impl On<'_> {
    fn add(&self, agenda: &mut Agenda, task: Task, cycle: Cycle, due: Due, why: Why) {
        agenda.items.push(self.resident.item(task, cycle, due, why));
    }

    /// The cycle of what is asked for once a stay.
    fn whole_stay(&self) -> Cycle {
        Cycle::Since(self.stay.moved_in)
    }

    fn retention(&self, agenda: &mut Agenda) {
        if let (Some(left), Some(years)) = (self.stay.left, self.terms.retention_years) {
            self.add(agenda, Task::Retention, self.whole_stay(), retention(left, years), Why::Left(left, years));
        }
    }

    /// The cycle of the first support plan: the same whether there is one yet or not.
    fn first_plan(&self) -> Cycle {
        match &self.resident.safety_plan {
            Safety::There(safety) => Cycle::Since(safety.started),
            Safety::Missing | Safety::Begun => self.whole_stay(),
        }
    }

    fn plan(&self, agenda: &mut Agenda, begun: bool) {
        if begun {
            let due = first_plan(self.stay.moved_in, self.terms.plan_days);
            self.add(agenda, Task::SupportPlan, self.first_plan(), due, Why::Begun);
        }
    }

    fn safety_plan(&self, agenda: &mut Agenda) {
        let first = first_safety_plan(self.stay.moved_in);
        let (due, why) = match &self.resident.safety_plan {
            Safety::Missing => (first, Why::MovedIn(self.stay.moved_in)),
            Safety::Begun => (first, Why::Begun),
            Safety::There(safety) => {
                let unclear = self.resident.unclear_incidents.iter();
                agenda.untold.extend(unclear.map(|path| self.resident.untold(Hidden::Incident, path.clone())));
                let incident = incident_behind(safety.updated, &self.resident.incidents);
                let call = || review_behind(safety.updated, self.resident.weekly.latest.iter());
                match (incident, call()) {
                    (Some(incident), _) => {
                        (Due { from: incident.date, by: incident.date }, Why::Incident(incident.date))
                    }
                    (None, Some(call)) => {
                        let Some(week) = Week::parse(&call.review.week) else { return };
                        (call.due(self.terms.safety_plan_days), Why::Review(week))
                    }
                    (None, None) => return,
                }
            }
        };
        self.add(agenda, Task::SafetyPlan, self.whole_stay(), due, why);
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

    /// The formal reviews that were gone through, oldest first.
    fn held(&self) -> Vec<&FormalReview> {
        let reviews = self.resident.formal.iter().map(|formal| &formal.review);
        reviews.filter(|review| formal::is_held(review) && review.prepared <= self.today).collect()
    }

    /// The cycle of the formal review that follows this one, or moving in.
    fn formal_cycle(&self, before: Option<&FormalReview>) -> Cycle {
        Cycle::Since(before.map_or(self.stay.moved_in, |review| review.prepared))
    }

    fn formal(&self, agenda: &mut Agenda) {
        let held = self.held();
        let last = held.last().copied();
        let reviews = self.resident.formal.iter().map(|formal| &formal.review);
        let next = formal::formal(self.stay, reviews, self.terms.intervals, self.today);
        let stage = |review| next_stage(self.stay, review, self.terms.stage_days, self.today);
        let prepared = self.resident.formal.iter().filter(|formal| formal.review.stage == "prepared");
        let mut prepared: Vec<&Formal> = prepared.filter(|formal| formal.review.prepared <= self.today).collect();
        let is_of_now = |formal: &&Formal| last.is_none_or(|last| last.prepared < formal.review.prepared);
        match prepared.pop_if(|formal| is_of_now(&&**formal)) {
            Some(formal) => {
                let due = match (next, stage(&formal.review)) {
                    (Some(next), Some(stage)) => {
                        Some(Due { from: next.from.min(stage.from), by: next.by.min(stage.by) })
                    }
                    (None, due) | (due, None) => due,
                };
                let why = if formal.is_begun { Why::Begun } else { Why::Prepared(formal.review.prepared) };
                if let Some(due) = due {
                    self.add(agenda, Task::FormalReview, self.formal_cycle(last), due, why);
                }
            }
            None => {
                let why = match last {
                    Some(last) => Why::LastFormal(last.discussed.unwrap_or(last.prepared), last.next_review),
                    None => Why::MovedIn(self.stay.moved_in),
                };
                if let Some(due) = next {
                    self.add(agenda, Task::FormalReview, self.formal_cycle(last), due, why);
                }
            }
        }
        // What was prepared and never gone through, or gone through and never closed.
        for formal in prepared {
            if let Some(due) = stage(&formal.review) {
                let day = formal.review.prepared;
                self.add(agenda, Task::FormalReview, Cycle::Since(day), due, Why::Prepared(day));
            }
        }
        for (at, review) in held.iter().enumerate().filter(|(_, review)| review.stage == "discussed") {
            let before = at.checked_sub(1).and_then(|before| held.get(before).copied());
            if let Some(due) = stage(review) {
                self.add(agenda, Task::FormalReview, self.formal_cycle(before), due, Why::Discussed(review.prepared));
            }
        }
    }

    /// What a calendar may still show, and is not on the agenda.
    fn done(&self, agenda: &mut Agenda) {
        let is_told = |day: NaiveDate| days_after(day, WEEKS_TOLD * 7) >= self.today;
        if self.stay.left.is_some_and(|left| !is_told(left)) {
            return;
        }
        let mut done = self.done_weeks();
        done.extend(self.done_formal());
        let updated = match &self.resident.safety_plan {
            Safety::There(safety) => safety.updated,
            Safety::Missing | Safety::Begun => self.stay.moved_in,
        };
        done.push((Task::SafetyPlan, self.whole_stay(), updated));
        if is_told(self.stay.moved_in) {
            done.push((Task::SupportPlan, self.first_plan(), self.stay.moved_in));
        }
        if let Some(years) = self.terms.retention_years {
            done.push((Task::Retention, self.whole_stay(), retention(self.stay.moved_in, years).by));
        }
        let is_due = |task, cycle| {
            let mut items = agenda.items.iter().filter(|item| item.task == task);
            items.any(|item| item.cycle == cycle || matches!(cycle, Cycle::Week(week) if item.weeks.contains(&week)))
        };
        done.retain(|(task, cycle, _)| !is_due(*task, *cycle));
        let who = || Who::Resident(self.resident.reference.clone());
        agenda.done.extend(done.into_iter().map(|(task, cycle, day)| Done { who: who(), task, cycle, day }));
    }

    /// The last weeks: those that have a review, were spent away, or lie behind the day of leaving.
    fn done_weeks(&self) -> Vec<(Task, Cycle, NaiveDate)> {
        let this = Week::of(self.today);
        let first = Week::of(self.stay.moved_in).next().max(this.back(WEEKS_TOLD));
        let is_over = |week: Week| self.stay.left.is_some_and(|left| left < week.monday());
        let asked = |week: &Week| *week <= this || is_over(*week) || self.stay.is_away_all(*week);
        let weeks =
            std::iter::successors(Some(first), |week| Some(week.next())).take_while(|week| *week <= this.next());
        let last = self.stay.left.map(|left| Week::of(left).next());
        let weeks = weeks.filter(|week| last.is_none_or(|last| *week <= last)).filter(asked);
        weeks.map(|week| (Task::WeeklyReview, Cycle::Week(week), week.sunday())).collect()
    }

    /// The last two formal reviews, those that others took the place of, and the next where it is put off without a day.
    fn done_formal(&self) -> Vec<(Task, Cycle, NaiveDate)> {
        let held = self.held();
        let mut done = Vec::new();
        for (at, review) in held.iter().enumerate().rev().take(2) {
            let before = at.checked_sub(1).and_then(|before| held.get(before).copied());
            if before.is_some() || self.resident.has_all_formal {
                let day = review.discussed.unwrap_or(review.prepared);
                done.push((Task::FormalReview, self.formal_cycle(before), day));
            }
        }
        let replaced = self.resident.formal.iter().filter(|formal| formal.review.stage == "superseded");
        let replaced = replaced.map(|formal| formal.review.prepared);
        done.extend(replaced.map(|day| (Task::FormalReview, Cycle::Since(day), day)));
        let last = held.last().copied();
        let since = last.map_or(self.stay.moved_in, |review| review.prepared);
        let by = crate::cycle::months_after(since, self.terms.intervals.formal_overdue_months);
        done.push((Task::FormalReview, self.formal_cycle(last), by));
        done.sort_by_key(|(_, cycle, _)| *cycle);
        done.dedup_by_key(|(_, cycle, _)| *cycle);
        done
    }
}

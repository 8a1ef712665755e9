//! What has come of the support: outcomes, levels of help, hours and visits, and incidents with what changed because of them.
//!
//! All is counted in the time from the week of the day asked for, from its Monday on, or from moving in, to today, or to leaving: so visits,
//! incidents and reviews of the same weeks stand beside each other. A weekly review counts where it was held by today and its week does not
//! end before that time. A week that was missed has no figures and no help; it is counted as missed.
//! Nothing that is not known is counted as nothing.

mod help;
mod outcomes;
mod trend;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, Months, NaiveDate};

pub use self::help::{Action, Amount, Given, Help};
pub use self::outcomes::{Course, Figure, Outcome, Standing};
pub use self::trend::{Direction, LEAST};
use super::{Stay, Week, weeks_without_review};
use crate::record::model::{self, Ended, Incident, SupportPlan, Visit, WeeklyReview};
use crate::record::settings::Level;
use crate::record::{Former, Kind, Record};

/// Over so many weeks, this week among them, figures and levels of help are compared to say which way they go: a quarter, as from one
/// formal review to the next.
pub const WEEKS: u64 = 13;

/// What is told about one resident or about all.
#[derive(Debug)]
pub struct Told {
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The day since when, where one was asked for.
    pub since: Option<NaiveDate>,
    /// Each resident's progress.
    pub residents: Vec<Progress>,
    /// The residents of whom nothing can be told.
    pub lost: Vec<Lost>,
}

impl Told {
    /// Adds what is known of one resident.
    pub fn add(&mut self, one: Result<Progress, Lost>) {
        match one {
            Ok(progress) => self.residents.push(progress),
            Err(lost) => self.lost.push(lost),
        }
    }
}

/// A resident of whom nothing can be told.
#[derive(Debug, Clone)]
pub struct Lost {
    /// The reference.
    pub resident: String,
    /// The path of the support plan.
    pub path: String,
    /// Whether there is one, which cannot be read.
    pub is_there: bool,
}

/// The progress of one resident.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The resident's reference.
    pub resident: String,
    /// The first day of the time that is looked at.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The day of leaving, where it has come.
    pub left: Option<NaiveDate>,
    /// The weeks and their reviews.
    pub weeks: Weeks,
    /// Each outcome of the plan, those that ended among them.
    pub outcomes: Vec<Outcome>,
    /// The help given.
    pub help: Help,
    /// Hours of support a week.
    pub hours: Hours,
    /// The visits that were to take place, as the reviews note them; none where no review of this time was held.
    pub visits: Option<Visits>,
    /// What happened.
    pub incidents: Vec<Happened>,
    /// The paths of records that cannot be read, and so are not counted.
    pub unread: Vec<String>,
}

/// The weeks of the time that is looked at.
#[derive(Debug, Clone, Default)]
pub struct Weeks {
    /// Those with a review that was held.
    pub reviewed: usize,
    /// Those in which none was held, by whose side the reason lay on.
    pub missed: BTreeMap<String, usize>,
    /// Those that ended by now without any record, although the resident was there.
    pub without: Vec<Week>,
    /// Those spent away from the first to the last day, without any record.
    pub away: usize,
}

/// Hours of support a week, as the plan says now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hours {
    /// What is commissioned.
    pub commissioned: f64,
    /// The hours of the actions that have not ended, each counted once, however many outcomes it is for.
    pub tied: f64,
    /// How many actions those are.
    pub actions: usize,
}

/// How visits went, counted by the day of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visits {
    /// Resident and staff met.
    pub met: usize,
    /// The resident declined.
    pub declined: usize,
    /// The resident was not in.
    pub not_in: usize,
    /// The service cancelled.
    pub cancelled_by_us: usize,
}

/// An incident, and what changed because of it.
#[derive(Debug, Clone)]
pub struct Happened {
    /// The day.
    pub date: NaiveDate,
    /// Its record's path.
    pub path: String,
    /// The kinds of plans that were changed because of it; none where none needed to be.
    pub changed: Vec<Kind>,
}

impl Visits {
    /// All of them.
    pub fn all(&self) -> usize {
        self.met + self.declined + self.not_in + self.cancelled_by_us
    }

    /// Each way in which a visit goes, by the name that reviews have for it, with how often it went so.
    pub fn each(&self) -> [(&'static str, usize); 4] {
        let Self { met, declined, not_in, cancelled_by_us } = *self;
        [("met", met), ("declined", declined), ("not-in", not_in), ("cancelled-by-us", cancelled_by_us)]
    }

    fn with(mut self, visit: &Visit) -> Self {
        match visit.result.as_str() {
            "met" => self.met += 1,
            "declined" => self.declined += 1,
            "not-in" => self.not_in += 1,
            "cancelled-by-us" => self.cancelled_by_us += 1,
            _ => {}
        }
        self
    }
}

impl Progress {
    /// What has come of the support by `today`, since the week of the day `since` or, where that is earlier, since moving in. `records` are those of
    /// one resident, and `levels` the service's levels of help, most help first. None where no support plan among them can be read.
    pub fn of(records: &[Record], levels: &[Level], since: Option<NaiveDate>, today: NaiveDate) -> Option<Self> {
        let of_kind = |kind: Kind| records.iter().filter(move |record| record.kind() == kind);
        let record = of_kind(Kind::SupportPlan).next()?;
        let plan = model::of::<SupportPlan>(record).filter(fits)?;
        // What was renamed since is counted under the name that it has now.
        let former = Former::of(records);
        let mut unread = Vec::new();
        let left = plan.left.filter(|left| *left <= today);
        let from = since.map_or(plan.moved_in, |since| Week::of(since).monday().max(plan.moved_in));
        let to = left.unwrap_or(today);
        let within = |date: NaiveDate| from <= date && date <= to;

        let mut reviews: Vec<(Week, WeeklyReview)> = Vec::new();
        for record in of_kind(Kind::WeeklyReview) {
            let review = former.read::<WeeklyReview>(record).filter(review_fits);
            match review.and_then(|review| Some((Week::parse(&review.week)?, review))) {
                Some((week, review)) if review.date <= today && week.monday() <= to && week.sunday() >= from => {
                    reviews.push((week, review));
                }
                Some(_) => {}
                None => unread.push(record.path.clone()),
            }
        }
        reviews.sort_by_key(|(week, _)| *week);
        let is_held = reviews.iter().any(|(_, review)| review.missed.is_none());
        let visits = is_held.then(|| {
            let noted = reviews.iter().flat_map(|(_, review)| &review.visits);
            noted.filter(|visit| within(visit.date)).fold(Visits::default(), Visits::with)
        });

        let mut incidents = Vec::new();
        for record in of_kind(Kind::Incident) {
            match model::of::<Incident>(record).and_then(|incident| Some((incident.date, changed(&incident)?))) {
                Some((date, changed)) if within(date) => {
                    incidents.push(Happened { date, path: record.path.clone(), changed });
                }
                Some(_) => {}
                None => unread.push(record.path.clone()),
            }
        }
        incidents.sort_by(|a, b| (a.date, &a.path).cmp(&(b.date, &b.path)));

        let held = Held { plan: record, reviews: &reviews, levels, to };
        let tied = || plan.actions.iter().filter(|action| over(action.ended.as_ref(), to).is_none());
        Some(Self {
            resident: plan.resident.clone(),
            from,
            to,
            left,
            weeks: weeks(&plan, &reviews, from, to),
            outcomes: plan.outcomes.iter().map(|outcome| held.outcome(outcome)).collect(),
            help: Help::of(
                levels.iter().map(|level| level.id.clone()).collect(),
                plan.actions.iter().map(|action| held.action(action)).collect(),
            ),
            hours: Hours {
                commissioned: plan.commissioned_hours,
                tied: hundredths(tied().map(|action| action.hours).sum()),
                actions: tied().count(),
            },
            visits,
            incidents,
            unread,
        })
    }

    /// How many incidents each month of the time had, by its first day.
    pub fn months(&self) -> Vec<(NaiveDate, usize)> {
        let first = |date: NaiveDate| date.with_day(1).unwrap_or(date);
        let months = std::iter::successors(Some(first(self.from)), |month| month.checked_add_months(Months::new(1)));
        let count = |month| self.incidents.iter().filter(|happened| first(happened.date) == month).count();
        months.take_while(|month| *month <= self.to).map(|month| (month, count(month))).collect()
    }

    /// The outcomes that have not ended.
    pub fn open_outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| outcome.ended.is_none())
    }
}

/// The weekly reviews that count, and what is needed to read them.
struct Held<'r> {
    plan: &'r Record,
    reviews: &'r [(Week, WeeklyReview)],
    levels: &'r [Level],
    to: NaiveDate,
}

impl Held<'_> {
    fn outcome(&self, outcome: &model::Outcome) -> Outcome {
        let figures = self.reviews.iter().filter_map(|(week, review)| {
            let measured = review.measures.iter().find(|measured| measured.id == outcome.id)?;
            Some(Figure { week: *week, value: measured.value })
        });
        Outcome::of(outcome, self.heading("outcomes", &outcome.id), figures.collect(), self.recent(), self.to)
    }

    fn action(&self, action: &model::Action) -> Action {
        let given = self.reviews.iter().filter_map(|(week, review)| {
            let taken = review.actions.iter().find(|taken| taken.id == action.id)?;
            let level = taken.help.as_ref()?;
            // A level that is not on the scale says nothing; `check` names it.
            let place = self.levels.iter().position(|known| known.id == *level)?;
            Some(Given { week: *week, level: level.clone(), place })
        });
        Action::of(action, self.heading("actions", &action.id), given.collect(), self.recent(), self.to)
    }

    fn heading(&self, list: &str, id: &str) -> Option<String> {
        self.plan.outline.item(list, id).map(|item| item.heading.text.clone())
    }

    /// The first of the weeks that decide on which way things go.
    fn recent(&self) -> Week {
        Week::of(self.to.checked_sub_days(Days::new(7 * (WEEKS - 1))).unwrap_or(NaiveDate::MIN))
    }
}

/// The weeks that ask for a review: from the week after moving in, or the first that does not end before `from`, to that of `to`.
fn weeks(plan: &SupportPlan, reviews: &[(Week, WeeklyReview)], from: NaiveDate, to: NaiveDate) -> Weeks {
    let mut weeks = Weeks::default();
    for (_, review) in reviews {
        match &review.missed {
            None => weeks.reviewed += 1,
            Some(because) => *weeks.missed.entry(because.clone()).or_default() += 1,
        }
    }
    let held: BTreeSet<Week> = reviews.iter().map(|(week, _)| *week).collect();
    let this = Week::of(to);
    let stay = Stay::from(plan);
    weeks.without = weeks_without_review(plan, &held, this);
    weeks.without.retain(|week| week.sunday() >= from);
    let all = std::iter::successors(Some(Week::of(from)), |week| Some(week.next())).take_while(|week| *week < this);
    weeks.away = all.filter(|week| !held.contains(week) && stay.is_away_all(*week)).count();
    weeks
}

/// Hours without what adding up leaves beyond the second decimal.
fn hundredths(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}

/// The end of an item, where that day has come by `today`.
fn over(ended: Option<&Ended>, today: NaiveDate) -> Option<&Ended> {
    ended.filter(|ended| ended.date <= today)
}

/// The kinds of plans that an incident changed; none where it names another.
fn changed(incident: &Incident) -> Option<Vec<Kind>> {
    let plan = |name: &String| Kind::named(name).filter(|kind| matches!(kind, Kind::SupportPlan | Kind::SafetyPlan));
    incident.changed.iter().map(plan).collect()
}

/// Whether the plan's choices are some of the format's. What is no choice may be anybody's words.
fn fits(plan: &SupportPlan) -> bool {
    let reasons = ["achieved", "changed-mind", "replaced", "no-longer-applies"];
    let ends =
        plan.outcomes.iter().map(|outcome| &outcome.ended).chain(plan.actions.iter().map(|action| &action.ended));
    ends.flatten().all(|ended| reasons.contains(&ended.reason.as_str()))
        && plan.outcomes.iter().all(|outcome| {
            matches!(outcome.aim.as_str(), "progress" | "stability")
                && matches!(outcome.measure.per.as_str(), "day" | "week" | "month")
        })
}

fn review_fits(review: &WeeklyReview) -> bool {
    review.missed.as_deref().is_none_or(|because| matches!(because, "resident" | "service" | "away"))
        && review
            .visits
            .iter()
            .all(|visit| matches!(visit.result.as_str(), "met" | "declined" | "not-in" | "cancelled-by-us"))
}

#[cfg(test)]
mod tests;

//! What a calendar may still show, and is no longer due: done, put off without a day, or taken back. What is told of here is what any earlier
//! agenda may have held, whatever was corrected since; what nobody can tell is left as it was.

use chrono::NaiveDate;

use super::resident::{On, Safety};
use super::{Cycle, Done, Item, ONCE, Task, Who};
use crate::cycle::{Week, days_after, months_after};

/// How many weeks back each week has an item of its own in a calendar.
pub const WEEKS_SHOWN: u64 = 8;
/// For how many weeks longer it is told of a week that it is not due any more.
pub const WEEKS_TOLD: u64 = 4;
/// For how many weeks after leaving it is told that nothing is due any more: many, since leaving may be recorded late.
const LEFT_TOLD: u64 = 26;
/// How many rounds back it is told that they are done, the last of them included.
const ROUNDS_TOLD: usize = 4;

/// The rounds of a task of which there were `count`, and which a calendar may hold: the last, the next, and one more, since the last record may have been
/// taken back.
pub(super) fn rounds(count: usize) -> impl Iterator<Item = usize> {
    (count + 1).saturating_sub(ROUNDS_TOLD).max(1)..=count + 2
}

impl On<'_> {
    /// What a calendar may still show, and is not among `items`.
    pub(super) fn done(&self, items: &[Item]) -> Vec<Done> {
        let mut done = Vec::new();
        if self.stay.left.is_none_or(|left| days_after(left, LEFT_TOLD * 7) >= self.today) {
            done.extend(self.done_weeks());
            done.extend(self.done_formal());
            done.push((Task::SupportPlan, ONCE, self.stay.moved_in));
            match &self.resident.safety_plan {
                Safety::Hidden => {}
                Safety::There(safety) => done.push((Task::SafetyPlan, ONCE, safety.updated)),
                Safety::Missing | Safety::Begun => done.push((Task::SafetyPlan, ONCE, self.stay.moved_in)),
            }
        }
        done.push((Task::Retention, ONCE, self.stay.moved_in));
        // Weeks further back have no item of their own any more.
        let recent = Week::of(self.today).back(WEEKS_SHOWN);
        let is_due = |task, cycle| {
            let mut items = items.iter().filter(|item| item.task == task);
            items.any(|item| match cycle {
                Cycle::Week(week) if !item.weeks.is_empty() => week >= recent && item.weeks.contains(&week),
                _ => item.cycle == cycle,
            })
        };
        done.retain(|(task, cycle, _)| !is_due(*task, *cycle));
        let who = || Who::Resident(self.resident.reference.clone());
        done.into_iter().map(|(task, cycle, day)| Done { who: who(), task, cycle, day }).collect()
    }

    /// The last weeks, this one and the next.
    fn done_weeks(&self) -> impl Iterator<Item = (Task, Cycle, NaiveDate)> {
        let this = Week::of(self.today);
        let weeks = std::iter::successors(Some(this.back(WEEKS_SHOWN + WEEKS_TOLD)), |week| Some(week.next()));
        let weeks = weeks.take_while(move |week| *week <= this.next());
        let told = weeks.filter(|week| !self.resident.weekly.unclear.contains(week));
        told.map(|week| (Task::WeeklyReview, Cycle::Week(week), week.sunday()))
    }

    /// The last formal reviews and the next.
    fn done_formal(&self) -> impl Iterator<Item = (Task, Cycle, NaiveDate)> {
        let count = self.formal_rounds();
        // Where one cannot be read, neither it nor the next is known to be done.
        let unclear = &self.resident.unclear_formal;
        let is_told =
            move |round: &usize| !unclear.iter().any(|(at, _)| at == round) && (unclear.is_empty() || *round <= count);
        rounds(count).filter(is_told).map(|round| {
            let review = self.resident.formal.iter().find(|formal| formal.round == round).map(|formal| &formal.review);
            let day = review.map(|review| review.discussed.unwrap_or(review.prepared));
            let next = || months_after(self.stay.moved_in, self.terms.intervals.formal_overdue_months);
            (Task::FormalReview, Cycle::Round(round), day.unwrap_or_else(next))
        })
    }
}

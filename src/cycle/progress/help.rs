//! How much help is really given over time, on the service's scale, and whether independence is rising.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Direction;
use crate::cycle::Week;
use crate::record::model::{self, Ended};

/// The help of all actions.
#[derive(Debug, Clone)]
pub struct Help {
    /// The ids of the service's levels of help, most help first.
    pub scale: Vec<String>,
    /// Each action of the plan, those that ended among them.
    pub actions: Vec<Action>,
    /// How many actions that have not ended have less help than before, in the last [`WEEKS`](super::WEEKS) weeks.
    pub less: usize,
    /// How many have as much.
    pub same: usize,
    /// How many have more.
    pub more: usize,
}

/// The help for one action.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its id.
    pub id: String,
    /// Its heading in the plan.
    pub heading: Option<String>,
    /// The outcomes that it is for.
    pub outcomes: Vec<String>,
    /// Hours a week.
    pub hours: f64,
    /// The level that the plan says.
    pub agreed: String,
    /// The help really given, as weekly reviews note it, oldest first.
    pub given: Vec<Given>,
    /// Which way independence goes: up where help becomes less.
    pub direction: Direction,
    /// When and why it ended.
    pub ended: Option<Ended>,
}

/// The help that was given in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The week.
    pub week: Week,
    /// The level's id.
    pub level: String,
    /// The level's place on the scale, from most help to none.
    pub place: usize,
}

/// How much help all actions took together in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// The week.
    pub week: Week,
    /// The mean place on the scale, from 0 for most help.
    pub place: f64,
}

impl Help {
    pub(super) fn of(scale: Vec<String>, actions: Vec<Action>) -> Self {
        let open = |action: &&Action| action.ended.is_none();
        let count = |direction| actions.iter().filter(open).filter(|action| action.direction == direction).count();
        let (less, same, more) = (count(Direction::Up), count(Direction::Level), count(Direction::Down));
        Self { scale, actions, less, same, more }
    }

    /// How much help all actions took together, for each week whose review notes the help of some action, oldest first: the mean of their
    /// places on the scale, each weighted by the hours of its action, or all alike where none has hours. An action counts from the first note
    /// of its help until it ended, and where a week has no note of it, as in the week before.
    ///
    /// It shows how things were. Where an action begins or ends it moves as well, so that [`Help::independence`] is not told from it.
    pub fn weeks(&self) -> Vec<Amount> {
        let all = || self.actions.iter();
        let noted: BTreeSet<Week> = all().flat_map(|action| &action.given).map(|given| given.week).collect();
        let mean = |places: &[(f64, f64)]| {
            let hours: f64 = places.iter().map(|(hours, _)| hours).sum();
            let sum: f64 = places.iter().map(|(hours, place)| hours * place).sum();
            sum / hours
        };
        let amount = |week: Week| {
            let mut places: Vec<(f64, f64)> =
                all().filter_map(|action| Some((action.hours, action.place_in(week)?))).collect();
            if places.iter().all(|(hours, _)| *hours <= 0.0) {
                places.iter_mut().for_each(|(hours, _)| *hours = 1.0);
            }
            Some(Amount { week, place: mean(&places) }).filter(|amount| amount.place.is_finite())
        };
        noted.into_iter().filter_map(amount).collect()
    }

    /// Which way independence goes: up where more actions have less help than have more, down where it is the other way round, level
    /// where it is even, and unknown where no action has enough notes to tell.
    ///
    /// Actions are not added up: a new one that begins with much help takes no independence away. One that has ended does not count: with what
    /// help it ended says nothing of how things go now.
    pub fn independence(&self) -> Direction {
        if self.less + self.same + self.more == 0 {
            Direction::Unknown
        } else {
            match self.less.cmp(&self.more) {
                std::cmp::Ordering::Greater => Direction::Up,
                std::cmp::Ordering::Equal => Direction::Level,
                std::cmp::Ordering::Less => Direction::Down,
            }
        }
    }
}

impl Action {
    /// The action `action` of the plan with the help that was given, where the notes from the week `recent` on decide on the direction.
    pub(super) fn of(
        action: &model::Action,
        heading: Option<String>,
        given: Vec<Given>,
        recent: Week,
        today: NaiveDate,
    ) -> Self {
        let late = given.iter().filter(|given| given.week >= recent);
        let places: Vec<f64> = late.filter_map(|given| u32::try_from(given.place).ok().map(f64::from)).collect();
        Self {
            id: action.id.clone(),
            heading,
            outcomes: action.outcomes.clone(),
            hours: action.hours,
            agreed: action.help.clone(),
            direction: Direction::of(&places),
            given,
            ended: super::over(action.ended.as_ref(), today).cloned(),
        }
    }
}

impl Action {
    /// The place on the scale of the help given in a week, or before it where that week has no note; none before the first note, and where
    /// the action had ended.
    fn place_in(&self, week: Week) -> Option<f64> {
        let has_ended = self.ended.as_ref().is_some_and(|ended| ended.date < week.monday());
        let last = self.given.iter().rfind(|given| given.week <= week).filter(|_| !has_ended)?;
        u32::try_from(last.place).ok().map(f64::from)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    fn action(hours: f64, places: &[Option<usize>], ended: Option<&str>) -> Action {
        let weeks = std::iter::successors(Week::parse("2026-W30"), |week| Some(week.next()));
        let given =
            |(week, place): (Week, &Option<usize>)| place.map(|place| Given { week, level: String::new(), place });
        Action {
            id: String::new(),
            heading: None,
            outcomes: Vec::new(),
            hours,
            agreed: String::new(),
            given: weeks.zip(places).filter_map(given).collect(),
            direction: Direction::Unknown,
            ended: ended.map(|day| Ended { date: day.parse().expect("a day"), reason: String::new() }),
        }
    }

    fn places(actions: Vec<Action>) -> Vec<f64> {
        Help::of(Vec::new(), actions).weeks().into_iter().map(|amount| amount.place).collect()
    }

    #[test]
    fn help_of_all_actions_is_their_mean_by_hours() {
        let long = || action(3.0, &[Some(0), None, Some(2)], None);
        assert_eq!(places(vec![long()]), [0.0, 2.0], "a week in which nothing was noted is none");
        assert_eq!(places(vec![long(), action(1.0, &[Some(4), Some(4), Some(4)], None)]), [1.0, 1.0, 2.5]);
        // One that ended counts to the week in which it did.
        let ended = Week::parse("2026-W31").expect("a week").monday() + Days::new(2);
        let over = action(1.0, &[Some(4), Some(4)], Some(&ended.to_string()));
        assert_eq!(places(vec![long(), over]), [1.0, 1.0, 2.0]);
        // Without hours, all count alike.
        assert_eq!(places(vec![action(0.0, &[Some(1)], None), action(0.0, &[Some(2)], None)]), [1.5]);
        assert_eq!(places(Vec::new()), [0.0; 0]);
    }

    #[test]
    fn independence_rises_where_more_actions_have_less_help() {
        let help = |less, same, more| Help { scale: Vec::new(), actions: Vec::new(), less, same, more }.independence();
        assert_eq!(help(2, 1, 1), Direction::Up);
        assert_eq!(help(1, 0, 1), Direction::Level);
        assert_eq!(help(0, 2, 0), Direction::Level);
        assert_eq!(help(0, 2, 1), Direction::Down);
        assert_eq!(help(0, 0, 0), Direction::Unknown);
    }
}

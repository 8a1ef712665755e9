//! How much help is really given over time, on the service's scale, and whether independence is rising.

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

impl Help {
    pub(super) fn of(scale: Vec<String>, actions: Vec<Action>) -> Self {
        let open = |action: &&Action| action.ended.is_none();
        let count = |direction| actions.iter().filter(open).filter(|action| action.direction == direction).count();
        let (less, same, more) = (count(Direction::Up), count(Direction::Level), count(Direction::Down));
        Self { scale, actions, less, same, more }
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

#[cfg(test)]
mod tests {
    use super::*;

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

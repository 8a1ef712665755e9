//! How an outcome goes: its figures, where the last of them stands, and which way they go.

use chrono::NaiveDate;

use super::Direction;
use crate::cycle::Week;
use crate::record::model::{self, Ended, Measure};

/// An outcome of the support plan.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Its heading in the plan.
    pub heading: Option<String>,
    /// Whether it keeps something steady, rather than moving it forward.
    pub is_stability: bool,
    /// How it is counted: what, from where, to where, and by when.
    pub measure: Measure,
    /// The figures of the weekly reviews that count, oldest first. The last of them is the figure now.
    pub figures: Vec<Figure>,
    /// Where the last figure stands.
    pub standing: Standing,
    /// Which way the figures of the last [`WEEKS`](super::WEEKS) weeks go, seen from the target.
    pub course: Course,
    /// When and why it ended; what ended has no course.
    pub ended: Option<Ended>,
}

/// A week's figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The week.
    pub week: Week,
    /// The figure.
    pub value: f64,
}

/// Where the last figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// At the target, or beyond it.
    Reached,
    /// Between the baseline and the target.
    Nearer,
    /// At the baseline.
    AsAtStart,
    /// Within what was agreed to be steady: not where `worse_if` calls it worse.
    Within,
    /// Where `worse_if` calls it worse, for fewer figures in a row than `for_weeks` says.
    Slipping,
    /// Where `worse_if` calls it worse for as many figures in a row as it says, or on the other side of the baseline than the target.
    Worse,
    /// It is to be kept steady, and no `worse_if` says from where it is worse.
    NotTold,
    /// There is no figure.
    NoFigure,
}

/// Which way the figures go, seen from the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Towards the target; where that is the baseline, away from where `worse_if` calls it worse.
    Better,
    /// Neither way.
    Steady,
    /// The other way.
    Worse,
    /// There are too few figures in the last weeks, or nothing says which way is better.
    Unknown,
}

impl Outcome {
    /// The outcome `outcome` of the plan with these figures, where those from the week `recent` on decide on the course.
    pub(super) fn of(
        outcome: &model::Outcome,
        heading: Option<String>,
        figures: Vec<Figure>,
        recent: Week,
        today: NaiveDate,
    ) -> Self {
        let is_stability = outcome.aim == "stability";
        let ended = super::over(outcome.ended.as_ref(), today).cloned();
        let late: Vec<f64> = figures.iter().filter(|figure| figure.week >= recent).map(|figure| figure.value).collect();
        let course = match ended {
            Some(_) => Course::Unknown,
            None => course(&outcome.measure, Direction::of(&late)),
        };
        let values: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
        Self {
            id: outcome.id.clone(),
            heading,
            is_stability,
            standing: standing(&outcome.measure, is_stability, &values),
            measure: outcome.measure.clone(),
            figures,
            course,
            ended,
        }
    }

    /// The figure now: the last in the time that is looked at.
    pub fn now(&self) -> Option<Figure> {
        self.figures.last().copied()
    }
}

/// 1 where more is better, −1 where less is, 0 where nothing says it.
fn way(measure: &Measure) -> f64 {
    if measure.target > measure.baseline {
        return 1.0;
    }
    if measure.target < measure.baseline {
        return -1.0;
    }
    match &measure.worse_if {
        Some(worse) if worse.below.is_some() => 1.0,
        Some(worse) if worse.above.is_some() => -1.0,
        _ => 0.0,
    }
}

fn course(measure: &Measure, direction: Direction) -> Course {
    let direction = match way(measure) {
        0.0 => return Course::Unknown,
        way if way < 0.0 => direction.turned(),
        _ => direction,
    };
    match direction {
        Direction::Up => Course::Better,
        Direction::Level => Course::Steady,
        Direction::Down => Course::Worse,
        Direction::Unknown => Course::Unknown,
    }
}

fn standing(measure: &Measure, is_stability: bool, figures: &[f64]) -> Standing {
    let Some(now) = figures.last() else { return Standing::NoFigure };
    if let Some(worse) = &measure.worse_if {
        let is_beyond = |figure: &&f64| {
            worse.below.is_some_and(|below| **figure < below) || worse.above.is_some_and(|above| **figure > above)
        };
        match figures.iter().rev().take_while(is_beyond).count() {
            0 if is_stability => return Standing::Within,
            0 => {}
            weeks if weeks >= worse.for_weeks => return Standing::Worse,
            _ => return Standing::Slipping,
        }
    }
    let way = way(measure);
    if is_stability || way == 0.0 {
        Standing::NotTold
    } else if (now - measure.target) * way >= 0.0 {
        Standing::Reached
    } else if (now - measure.baseline) * way > 0.0 {
        Standing::Nearer
    } else if (now - measure.baseline) * way < 0.0 {
        Standing::Worse
    } else {
        Standing::AsAtStart
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn measure(baseline: f64, target: f64, worse_if: Value) -> Measure {
        serde_json::from_value(json!({
            "what": "lunches cooked", "per": "week", "baseline": baseline, "target": target, "by": "2026-12-11",
            "worse_if": worse_if,
        }))
        .expect("a measure")
    }

    #[test]
    fn a_figure_stands_between_baseline_and_target_or_not() {
        let lunches = measure(1.0, 3.0, Value::Null);
        for (now, stands) in [
            (0.0, Standing::Worse),
            (1.0, Standing::AsAtStart),
            (2.0, Standing::Nearer),
            (3.0, Standing::Reached),
            (4.0, Standing::Reached),
        ] {
            assert_eq!(standing(&lunches, false, &[now]), stands, "{now}");
        }
        // Where less is better, it is the other way round.
        let upsets = measure(3.0, 1.0, Value::Null);
        assert_eq!(standing(&upsets, false, &[1.0]), Standing::Reached);
        assert_eq!(standing(&upsets, false, &[4.0]), Standing::Worse);
        assert_eq!(standing(&upsets, false, &[]), Standing::NoFigure);
    }

    #[test]
    fn what_is_to_be_steady_is_within_or_beyond_what_was_agreed() {
        let upsets = measure(5.0, 1.0, json!({"above": 3, "for_weeks": 2}));
        assert_eq!(standing(&upsets, true, &[6.0, 3.0]), Standing::Within);
        assert_eq!(standing(&upsets, true, &[1.0, 4.0]), Standing::Slipping);
        assert_eq!(standing(&upsets, true, &[4.0, 4.0]), Standing::Worse);
        assert_eq!(standing(&measure(2.0, 2.0, Value::Null), true, &[2.0]), Standing::NotTold);
        // An outcome of progress can be worse in the same way.
        let lunches = measure(0.0, 3.0, json!({"below": 1, "for_weeks": 1}));
        assert_eq!(standing(&lunches, false, &[0.0]), Standing::Worse);
    }

    #[test]
    fn better_is_the_way_to_the_target() {
        let (more, less) = (measure(0.0, 3.0, Value::Null), measure(5.0, 1.0, Value::Null));
        assert_eq!(course(&more, Direction::Up), Course::Better);
        assert_eq!(course(&less, Direction::Up), Course::Worse);
        assert_eq!(course(&less, Direction::Level), Course::Steady);
        let steady = |worse_if| course(&measure(2.0, 2.0, worse_if), Direction::Up);
        assert_eq!(steady(json!({"below": 1, "for_weeks": 2})), Course::Better);
        assert_eq!(steady(json!({"above": 3, "for_weeks": 2})), Course::Worse);
        assert_eq!(steady(Value::Null), Course::Unknown);
    }
}

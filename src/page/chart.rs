//! Small drawings of figures: weekly figures between start and target as a line, help over the weeks as steps, counts as bars, and a line
//! so small that it stands among words. Where things stand is worked out here; how they look is for the template.

mod bars;
mod spark;
mod steps;

use chrono::Datelike as _;
use serde::Serialize;
use serde_json::Value;

pub use self::bars::{Bar, Bars};
pub use self::spark::Spark;
pub use self::steps::{Rung, Steps};
use super::words;
use crate::cycle::{Week, progress};
use crate::record::{Former, Kind, Record};

/// The figure of one week.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The figure in words.
    pub value: String,
    /// The week's days, in words.
    pub week: String,
    /// For how many weeks before this one there is no figure, after the one before it.
    pub missed: usize,
    #[serde(skip)]
    at: f64,
    #[serde(skip)]
    day: i32,
}

impl Figure {
    /// A figure of the week that begins on this day.
    fn new(at: f64, week: String, monday: chrono::NaiveDate) -> Self {
        Self { value: words::number(at), week, missed: 0, at, day: monday.num_days_from_ce() }
    }

    fn of_week(at: f64, week: Week) -> Self {
        let days = words::days_of_week(&week.to_string()).unwrap_or_default();
        Self::new(at, days, week.monday())
    }

    /// The figure of an outcome.
    pub(super) fn of(figure: &progress::Figure) -> Self {
        Self::of_week(figure.value, figure.week)
    }

    /// These figures, oldest first, each with how long there was none before it.
    pub(super) fn in_a_row(mut figures: Vec<Self>) -> Vec<Self> {
        for at in 1..figures.len() {
            let weeks = (figures[at].day - figures[at - 1].day) / 7;
            figures[at].missed = usize::try_from(weeks - 1).unwrap_or_default();
        }
        figures
    }

    /// A place on the scale of help, which people count from 1 on.
    pub(super) fn of_help(place: f64, week: Week) -> Self {
        Self { value: words::number(tenth(place + 1.0)), ..Self::of_week(place, week) }
    }
}

/// The figures that weekly reviews have for an outcome, oldest first.
pub(super) fn figures(record: &Record, folder: &[&Record], outcome: &str) -> Vec<Figure> {
    let all = folder.iter().copied().chain([record]);
    let former = Former::of([record]);
    let is_it = |measured: &&Value| measured["id"].as_str().is_some_and(|id| former.current("outcomes", id) == outcome);
    let figure = |review: &Record| {
        let week = review.value("week")?;
        let monday = words::monday(week)?;
        let measured = review.list("measures").iter().find(is_it)?;
        let at = measured.get("value").and_then(Value::as_f64)?;
        Some(Figure::new(at, words::days_of_week(week)?, monday))
    };
    let reviews = all.filter(|record| record.kind() == Kind::WeeklyReview && record.value("missed").is_none());
    let mut figures: Vec<_> = reviews.filter_map(figure).collect();
    figures.sort_by_key(|figure| figure.day);
    figures.dedup_by_key(|figure| figure.day);
    Figure::in_a_row(figures)
}

/// A drawing: a line from week to week, between the lines of start and target.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// Its name, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// How wide its view box is; it is 160 high.
    pub width: f64,
    /// The points of the line, as SVG writes them.
    pub line: String,
    /// Each figure; where there are too many to tell apart, the last alone.
    pub dots: Vec<Dot>,
    /// The lines of start and target.
    pub levels: Vec<Level>,
    /// The figure of the latest week, beside its dot.
    pub latest: Mark,
}

/// A point of the line.
#[derive(Debug, Clone, Serialize)]
pub struct Dot {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A line across, with its name.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// What it is.
    pub name: String,
    /// Whether it is the target.
    pub is_target: bool,
    /// From the top.
    pub y: f64,
    /// Where its name stands, from the top, clear of the other's.
    pub label_y: f64,
}

/// A word beside a point.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    /// The word.
    pub text: String,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// How wide drawings are, in the units of their view boxes, where no word asks for more.
const WIDTH: f64 = 340.0;
/// The ground of a line with names beside it.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 244.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 144.0;
/// How far apart two names stand at least.
const APART: f64 = 22.0;
/// Where the names of lines begin.
const NAMES: f64 = 258.0;
/// How wide a letter is at most, on the average of some.
const LETTER: f64 = 9.0;
/// So many points can be told apart.
const MOST_DOTS: usize = 60;

/// How wide some words are at most.
fn width_of(words: &str) -> f64 {
    u32::try_from(words.chars().count()).map_or(f64::MAX, f64::from) * LETTER
}

/// Where figures stand between two ends of a drawing.
#[derive(Debug, Clone, Copy)]
struct Axis {
    low: f64,
    high: f64,
    /// Where the lowest stands.
    from: f64,
    /// Where the highest stands.
    to: f64,
    /// Where all of them stand, if they are the same.
    alone: f64,
}

impl Axis {
    /// From the lowest to the highest of some figures; none where they have no ends.
    fn over(figures: impl Iterator<Item = f64> + Clone, from: f64, to: f64, alone: f64) -> Option<Self> {
        let (low, high) = (figures.clone().fold(f64::INFINITY, f64::min), figures.fold(f64::NEG_INFINITY, f64::max));
        (high - low).is_finite().then_some(Self { low, high, from, to, alone })
    }

    /// Where a figure between these ends stands.
    fn at(self, figure: f64) -> f64 {
        let share = (figure - self.low) / (self.high - self.low);
        tenth(if self.high > self.low { self.from + share.clamp(0.0, 1.0) * (self.to - self.from) } else { self.alone })
    }
}

/// Points as SVG writes them.
fn points(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    points.into_iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

impl Chart {
    /// None where there is nothing to draw a line between.
    pub(super) fn of(
        outcome: &str,
        what: Option<&str>,
        baseline: Option<f64>,
        target: Option<f64>,
        figures: &[Figure],
    ) -> Option<Self> {
        let (baseline, target) = (baseline?, target?);
        let last = figures.last()?;
        let all = figures.iter().map(|figure| figure.at).chain([baseline, target]);
        let y = Axis::over(all, BOTTOM, TOP, f64::midpoint(TOP, BOTTOM))?;
        let x = Axis::over(figures.iter().map(|figure| f64::from(figure.day)), LEFT, RIGHT, LEFT)?;
        let place = |figure: &Figure| (x.at(f64::from(figure.day)), y.at(figure.at));
        let mut dots: Vec<_> = figures.iter().map(place).map(|(x, y)| Dot { x, y }).collect();
        if dots.len() > MOST_DOTS {
            dots.drain(..dots.len() - 1);
        }
        let (right, top) = place(last);
        let half = width_of(&last.value) / 2.0;
        let (from, to) = (words::number(baseline), words::number(target));
        let levels = levels((&from, y.at(baseline)), (&to, y.at(target)));
        Some(Self {
            title: format!("Weekly figures for {outcome}"),
            description: format!(
                "{}: {} at the start, {}{} at last, {to} is the target. From week to week: {}.",
                what.unwrap_or("Figures"),
                from,
                last.value,
                if last.week.is_empty() { String::new() } else { format!(" in the week of {}", last.week) },
                figures.iter().map(|figure| figure.value.as_str()).collect::<Vec<_>>().join(", ")
            ),
            width: widest(&levels),
            line: points(figures.iter().map(place)),
            levels,
            latest: Mark {
                text: last.value.clone(),
                // Clear of the names beside it, and never beyond the left edge.
                x: tenth(right.min(NAMES - 4.0 - half).max(half)),
                y: tenth(top - 11.0),
            },
            dots,
        })
    }
}

fn levels((from, start): (&str, f64), (to, target): (&str, f64)) -> Vec<Level> {
    // Names that would stand on each other move apart, each towards its own side.
    let push = ((APART - (start - target).abs()) / 2.0).max(0.0) * (start - target).signum();
    let level =
        |name: String, is_target, y: f64, push: f64| Level { name, is_target, y, label_y: tenth(y + 5.0 + push) };
    vec![level(format!("Start {from}"), false, start, push), level(format!("Target {to}"), true, target, -push)]
}

/// How wide a drawing is with these names beside its lines.
fn widest(levels: &[Level]) -> f64 {
    levels.iter().map(|level| (NAMES + width_of(&level.name)).ceil()).fold(WIDTH, f64::max)
}

fn tenth(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests;

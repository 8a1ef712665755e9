//! The weekly figures of an outcome, and a small drawing of them. Where things stand is worked out here; how they look is for
//! the template.

use chrono::Datelike as _;
use serde::Serialize;
use serde_json::Value;

use super::words;
use crate::record::{Former, Kind, Record};

/// The figure of one week.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// The figure in words.
    pub value: String,
    /// The week's days, in words.
    pub week: String,
    #[serde(skip)]
    at: f64,
    #[serde(skip)]
    day: i32,
}

/// The figures that weekly reviews have for an outcome, oldest first.
pub(super) fn figures(record: &Record, folder: &[&Record], outcome: &str) -> Vec<Figure> {
    let all = folder.iter().copied().chain([record]);
    let former = Former::of([record]);
    let is_it = |measured: &&Value| measured["id"].as_str().is_some_and(|id| former.current("outcomes", id) == outcome);
    let figure = |review: &Record| {
        let week = review.value("week")?;
        let day = words::monday(week)?.num_days_from_ce();
        let measured = review.list("measures").iter().find(is_it)?;
        let at = measured.get("value").and_then(Value::as_f64)?;
        Some(Figure { value: words::number(at), week: words::days_of_week(week)?, at, day })
    };
    let reviews = all.filter(|record| record.kind() == Kind::WeeklyReview && record.value("missed").is_none());
    let mut figures: Vec<_> = reviews.filter_map(figure).collect();
    figures.sort_by_key(|figure| figure.day);
    figures.dedup_by_key(|figure| figure.day);
    figures
}

/// A drawing: a line from week to week, between the lines of start and target.
#[derive(Debug, Serialize)]
pub struct Chart {
    /// Its name, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// The points of the line, as SVG writes them.
    pub line: String,
    /// Each figure.
    pub dots: Vec<Dot>,
    /// The lines of start and target.
    pub levels: Vec<Level>,
    /// The figure of the latest week, beside its dot.
    pub latest: Mark,
}

/// A point of the line.
#[derive(Debug, Serialize)]
pub struct Dot {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A line across, with its name.
#[derive(Debug, Serialize)]
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
#[derive(Debug, Serialize)]
pub struct Mark {
    /// The word.
    pub text: String,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The drawing's ground, in the units of its view box, which is 340 wide and 160 high.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 244.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 144.0;
/// How far apart two names stand at least.
const APART: f64 = 22.0;

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
        let (first, last) = (figures.first()?, figures.last()?);
        let all = || figures.iter().map(|figure| figure.at).chain([baseline, target]);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let height = high - low;
        if !height.is_finite() {
            return None;
        }
        let y = |at: f64| {
            tenth(if height > 0.0 { BOTTOM - (at - low) / height * (BOTTOM - TOP) } else { (TOP + BOTTOM) / 2.0 })
        };
        let days = f64::from(last.day - first.day);
        let x =
            |day: i32| tenth(if days > 0.0 { LEFT + f64::from(day - first.day) / days * (RIGHT - LEFT) } else { LEFT });
        let dots: Vec<_> = figures.iter().map(|figure| Dot { x: x(figure.day), y: y(figure.at) }).collect();
        let line: Vec<_> = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect();
        let (from, to) = (words::number(baseline), words::number(target));
        Some(Self {
            title: format!("Weekly figures for {outcome}"),
            description: format!(
                "{}: {} at the start, {} in the latest week, {to} is the target. From week to week: {}.",
                what.unwrap_or("Figures"),
                from,
                last.value,
                figures.iter().map(|figure| figure.value.as_str()).collect::<Vec<_>>().join(", ")
            ),
            line: line.join(" "),
            levels: levels((&from, y(baseline)), (&to, y(target))),
            latest: Mark { text: last.value.clone(), x: x(last.day), y: tenth(y(last.at) - 11.0) },
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

fn tenth(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(day: i32, at: f64) -> Figure {
        Figure { value: words::number(at), week: String::new(), at, day }
    }

    #[test]
    fn figures_stand_between_start_and_target() {
        let figures = [figure(7, 5.0), figure(14, 3.0), figure(28, 1.0)];
        let chart = Chart::of("Calm", Some("upsets"), Some(5.0), Some(1.0), &figures).expect("a chart");
        assert_eq!(chart.line, "12,28 89.3,86 244,144");
        assert_eq!(chart.levels.iter().map(|level| level.y).collect::<Vec<_>>(), [28.0, 144.0]);
        assert!(chart.description.contains("5, 3, 1"));
    }

    #[test]
    fn names_of_lines_keep_apart() {
        for target in [96.0, 100.0, 104.0] {
            let close = levels(("10", 100.0), ("11", target));
            assert!((close[0].label_y - close[1].label_y).abs() >= APART - 0.2);
        }
        assert_eq!(levels(("10", 100.0), ("2", 28.0))[0].label_y, 105.0);
    }

    #[test]
    fn there_may_be_nothing_to_draw() {
        assert!(Chart::of("A", None, Some(0.0), Some(1.0), &[]).is_none());
        assert!(Chart::of("A", None, None, Some(1.0), &[figure(7, 1.0)]).is_none());
        assert!(Chart::of("A", None, Some(f64::MAX), Some(f64::MIN), &[figure(7, 1.0)]).is_none());
        let flat = Chart::of("A", None, Some(2.0), Some(2.0), &[figure(7, 2.0)]).expect("one dot");
        assert_eq!(flat.line, "12,86");
    }
}

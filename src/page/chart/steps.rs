//! Help over the weeks, as steps: the higher, the less help.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Axis, Dot, Figure, Mark, WIDTH, points};
use crate::page::words::short;

/// Where the ground begins, beside the numbers of the rungs.
const LEFT: f64 = 34.0;
const RIGHT: f64 = WIDTH - 8.0;
const TOP: f64 = 12.0;
/// How far apart two rungs are.
const RUNG: f64 = 24.0;
/// How high the line of days below them is.
const DAYS: f64 = 30.0;
/// How many days a week has.
const WEEK: f64 = 7.0;

/// A drawing in steps, each as long as the time until the next.
#[derive(Debug, Serialize)]
pub struct Steps {
    /// Its name, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// How wide its view box is.
    pub width: f64,
    /// How high its view box is.
    pub height: f64,
    /// The corners of the steps, as SVG writes them.
    pub line: String,
    /// The end of the last step.
    pub last: Dot,
    /// The lines across, the lowest first.
    pub rungs: Vec<Rung>,
    /// The first and the last day below it: the words begin at the first place, and end at the second.
    pub ends: Vec<Mark>,
}

/// A line across, with its number.
#[derive(Debug, Serialize)]
pub struct Rung {
    /// The number, from 1 for most help.
    pub number: usize,
    /// From the top.
    pub y: f64,
}

impl Steps {
    /// Steps between so many rungs, where a figure of 0 stands on the lowest. None where there is no figure, or no
    /// scale.
    pub(in crate::page) fn of(title: &str, figures: &[Figure], rungs: usize) -> Option<Self> {
        let (first, last) = (figures.first()?, figures.last()?);
        let highest = f64::from(u32::try_from(rungs.checked_sub(1)?).ok()?);
        let bottom = TOP + highest * RUNG;
        let y = Axis { low: 0.0, high: highest, from: bottom, to: TOP, alone: TOP };
        let day = |figure: &Figure| f64::from(figure.day);
        let x = Axis { low: day(first), high: day(last) + WEEK, from: LEFT, to: RIGHT, alone: LEFT };
        let starts = figures.iter().map(day).skip(1).chain([day(last) + WEEK]);
        let corners = figures.iter().zip(starts).flat_map(|(figure, until)| {
            let high = y.at(figure.at);
            [(x.at(day(figure)), high), (x.at(until), high)]
        });
        let told: Vec<&str> = figures.iter().map(|figure| figure.value.as_str()).collect();
        let word = |day: i32| NaiveDate::from_num_days_from_ce_opt(day).map(short).unwrap_or_default();
        let (begins, stops) = (word(first.day), word(last.day + 6));
        let below = bottom + DAYS - 6.0;
        Some(Self {
            title: title.to_owned(),
            description: format!(
                "From {begins} to {stops}, week by week, where 1 is most help and {rungs} is least: {}.",
                told.join(", ")
            ),
            width: WIDTH,
            height: bottom + DAYS,
            line: points(corners),
            last: Dot { x: x.at(day(last) + WEEK), y: y.at(last.at) },
            rungs: (1..=rungs)
                .map(|number| Rung { number, y: y.at(f64::from(u32::try_from(number - 1).unwrap_or(0))) })
                .collect(),
            ends: vec![Mark { text: begins, x: LEFT, y: below }, Mark { text: stops, x: RIGHT, y: below }],
        })
    }
}

//! Counts and hours as bars, each with its name before it and its figure behind it.

use serde::Serialize;

use super::{WIDTH, tenth, width_of};
use crate::page::words;

/// How high a bar is with the room around it.
const ROW: f64 = 30.0;
/// The room between a name, its bar and its figure.
const GAP: f64 = 8.0;
/// How wide the longest bar is at least.
const LEAST: f64 = 100.0;

/// A drawing of bars, one below the other, all as long as their figures say.
#[derive(Debug, Serialize)]
pub struct Bars {
    /// Its name, for those who do not see it.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub description: String,
    /// How wide its view box is.
    pub width: f64,
    /// How high its view box is.
    pub height: f64,
    /// Where all bars begin, from the left.
    pub left: f64,
    /// The bars, from the top.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// Its figure in words.
    pub value: String,
    /// The middle of its row, from the top.
    pub y: f64,
    /// How long it is.
    pub length: f64,
}

impl Bars {
    /// Bars for these figures. None where there is none, or one cannot be drawn.
    pub(in crate::page) fn of(title: &str, figures: &[(String, f64)]) -> Option<Self> {
        let most = figures.iter().map(|(_, figure)| *figure).fold(0.0, f64::max);
        let can_be_drawn = most.is_finite() && figures.iter().all(|(_, figure)| *figure >= 0.0);
        if figures.is_empty() || !can_be_drawn {
            return None;
        }
        let widest = |words: &mut dyn Iterator<Item = f64>| words.fold(0.0, f64::max);
        let left = (widest(&mut figures.iter().map(|(name, _)| width_of(name))) + GAP).ceil();
        let behind = (widest(&mut figures.iter().map(|(_, figure)| width_of(&words::number(*figure)))) + GAP).ceil();
        let longest = (WIDTH - left - behind).max(LEAST);
        let bar = |(at, (name, figure)): (u32, &(String, f64))| Bar {
            name: name.clone(),
            value: words::number(*figure),
            y: (f64::from(at) + 0.5) * ROW,
            length: tenth(if most > 0.0 { figure / most * longest } else { 0.0 }),
        };
        let told = figures.iter().map(|(name, figure)| format!("{name}: {}", words::number(*figure)));
        Some(Self {
            title: title.to_owned(),
            description: format!("{}.", told.collect::<Vec<_>>().join(", ")),
            width: left + longest + behind,
            height: f64::from(u32::try_from(figures.len()).unwrap_or(u32::MAX)) * ROW,
            left,
            bars: (0..).zip(figures).map(bar).collect(),
        })
    }
}

//! A line so small that it stands among words.

use serde::Serialize;

use super::{Axis, Dot, Figure, points};

/// How many of the last figures are drawn: half a year of weeks.
const DRAWN: usize = 26;
const LEFT: f64 = 3.0;
const RIGHT: f64 = 91.0;
const TOP: f64 = 4.0;
const BOTTOM: f64 = 22.0;

/// The last figures of a row, in a view box that is 96 wide and 26 high. The figures themselves stand beside it as words.
#[derive(Debug, Serialize)]
pub struct Spark {
    /// What it shows, for those who do not see it.
    pub description: String,
    /// The points of the line, as SVG writes them.
    pub line: String,
    /// The last figure.
    pub last: Dot,
    /// The line of the target, from the top; null where there is none.
    pub target: Option<f64>,
}

impl Spark {
    /// The last of these figures, oldest first, where a figure stands between the lowest and the highest of all and of `further`. None where there
    /// are no two figures to draw a line between.
    pub(in crate::page) fn of(figures: &[Figure], further: &[f64], target: Option<f64>) -> Option<Self> {
        let drawn = &figures[figures.len().saturating_sub(DRAWN)..];
        let (_, last) = (drawn.get(1)?, drawn.last()?);
        let all = figures.iter().map(|figure| figure.at).chain(further.iter().copied()).chain(target);
        let y = Axis::over(all, BOTTOM, TOP, f64::midpoint(TOP, BOTTOM))?;
        let x = Axis::over(drawn.iter().map(|figure| f64::from(figure.day)), LEFT, RIGHT, LEFT)?;
        let place = |figure: &Figure| (x.at(f64::from(figure.day)), y.at(figure.at));
        let (right, top) = place(last);
        let told: Vec<&str> = drawn.iter().map(|figure| figure.value.as_str()).collect();
        Some(Self {
            description: format!("Figures, oldest first: {}", told.join(", ")),
            line: points(drawn.iter().map(place)),
            last: Dot { x: right, y: top },
            target: target.map(|target| y.at(target)),
        })
    }
}

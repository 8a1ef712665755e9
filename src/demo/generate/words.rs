//! The words that made-up records are put together from. A text with marks such as `{N}` is a frame; `frame::Words` says
//! what the marks stand for. No frame has a sentence of more than 24 words, and none names a month or a season.

pub(crate) mod detail;
mod done;
mod formal;
pub(crate) mod help;
pub(crate) mod names;
mod person;
pub(crate) mod phrases;
mod progress;
pub(crate) mod risks;
mod safety;
mod stability;
pub(crate) mod strengths;
pub(crate) mod team;
mod week;

/// What a resident may work towards, with the actions that lead there.
pub(crate) struct Theme {
    /// The outcome's id, whose words are its heading.
    pub(crate) id: &'static str,
    /// What is counted each week.
    pub(crate) counted: &'static str,
    /// The lowest and the highest figure at the start.
    pub(crate) baseline: (i32, i32),
    /// The lowest and the highest figure to reach at first.
    pub(crate) target: (i32, i32),
    /// The highest figure that a week allows.
    pub(crate) most: i32,
    /// What anyone on shift would see; `{n}` is the target and `{b}` the day.
    pub(crate) statement: &'static [&'static str],
    /// Why it matters, in the resident's words.
    pub(crate) mine: &'static [&'static str],
    /// How it is noted.
    pub(crate) known: &'static [&'static str],
    /// The actions.
    pub(crate) actions: &'static [Act],
}

impl Theme {
    /// Whether fewer is better.
    pub(crate) fn falls(&self) -> bool {
        self.target.1 < self.baseline.0
    }
}

/// An action towards an outcome.
pub(crate) struct Act {
    /// The action's id, whose words are its heading.
    pub(crate) id: &'static str,
    /// How a sentence speaks of it.
    pub(crate) called: &'static str,
    /// When and where it takes place; `{d}` and `{e}` are its days, `{h}` its time.
    pub(crate) when: &'static str,
    /// What staff do, whatever the level of help.
    pub(crate) staff: &'static [&'static str],
    /// What the resident does, in their words.
    pub(crate) mine: &'static [&'static str],
    /// What is noted where it was done; `{d}` and `{e}` are days, `{V}` whoever was there.
    pub(crate) done: &'static [&'static str],
}

/// What keeps somebody moving forward.
pub(crate) const PROGRESS: &[Theme] = progress::THEMES;

/// What keeps somebody steady.
pub(crate) const STABILITY: &[Theme] = stability::THEMES;

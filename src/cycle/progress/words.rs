//! How progress is put in words, on a screen and on paper alike.

use super::{Course, Direction, Lost, Standing};

impl Standing {
    /// Where the figure stands, as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Reached => "the target is reached",
            Self::Nearer => "nearer to the target than at the start",
            Self::AsAtStart => "as at the start",
            Self::Within => "within what was agreed",
            Self::Slipping => "where it counts as worse, not yet for as long as was agreed",
            Self::Worse => "worse",
            Self::NotTold => "nothing says from where it is worse",
            Self::NoFigure => "there is no figure",
        }
    }
}

impl Course {
    /// Which way the figures go, as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Better => "getting better",
            Self::Steady => "steady",
            Self::Worse => "getting worse",
            Self::Unknown => "which way it goes cannot be told yet",
        }
    }
}

impl Direction {
    /// Which way help goes, where this is the way that independence goes.
    pub fn help(self) -> &'static str {
        match self {
            Self::Up => "less help than before",
            Self::Level => "as much help as before",
            Self::Down => "more help than before",
            Self::Unknown => "which way it goes cannot be told yet",
        }
    }

    /// Which way independence goes, in one word; none where it cannot be told.
    pub fn independence(self) -> Option<&'static str> {
        match self {
            Self::Up => Some("rising"),
            Self::Level => Some("steady"),
            Self::Down => Some("falling"),
            Self::Unknown => None,
        }
    }
}

impl Lost {
    /// Why nothing can be told.
    pub fn why(&self) -> &'static str {
        if self.is_there { "the support plan is not complete" } else { "there is no support plan yet" }
    }
}

//! What git tells of the records that are checked, as plain data: [`crate::service`] gathers it, and rules look at it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

/// What git tells of the records that were asked about. Of all others it says nothing.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Whether this copy of the repository is cut off, so that there may have been more.
    pub is_cut: bool,
    /// The first day on which this history shows the service's settings. What is dated before was kept elsewhere at first, as far as
    /// anyone can tell. None where the walk ended before, because all questions were answered.
    pub begins: Option<NaiveDate>,
    /// When each record was first kept, by its path.
    pub kept: BTreeMap<String, Kept>,
    /// The versions of plans that formal reviews name, by the resident's reference.
    pub plans: BTreeMap<String, Plans>,
    /// Formal reviews that are no longer as they were closed, byte for byte, by path.
    pub closed: BTreeMap<String, Closing>,
}

impl History {
    /// The same, once all that was never kept is kept on `day`.
    pub fn once_kept(mut self, day: NaiveDate) -> Self {
        self.kept.values_mut().filter(|kept| **kept == Kept::Never).for_each(|kept| *kept = Kept::On(day));
        self
    }
}

/// When a record was first kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// On this day, by the clock of who kept it.
    On(NaiveDate),
    /// Not yet.
    Never,
    /// Before this copy of the repository begins.
    Before,
}

/// The versions of one resident's plan that formal reviews name.
#[derive(Debug, Clone, Default)]
pub struct Plans {
    /// The content hashes that a saved version has.
    pub found: BTreeSet<String>,
    /// Whether git holds the plan in a form that cannot be compared, such as behind git-crypt.
    pub is_hidden: bool,
}

/// How a formal review was when it was closed.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The day on which it was saved as closed.
    pub day: NaiveDate,
    /// The whole file, as it was then.
    pub text: String,
}

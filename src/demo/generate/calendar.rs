//! The weeks of a resident's time in the service.

use chrono::{Datelike as _, Days, NaiveDate};

/// How often a formal review is held, in weeks: three months. It is prepared at the end of the week before, when it can be held.
pub(super) const FORMAL_WEEKS: u32 = 13;

/// The weeks that are generated. Week 0 is that of moving in; the reviews are of the weeks from 1 on.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    moving_in: NaiveDate,
    /// The number of the last week, which is the one before the week of today.
    pub(super) last: u32,
}

impl Calendar {
    /// The `weeks` that end with the week before that of `today`.
    pub(super) fn new(weeks: u32, today: NaiveDate) -> Self {
        let this_monday = today - Days::new(today.weekday().num_days_from_monday().into());
        Self { moving_in: this_monday - Days::new(7 * u64::from(weeks + 1)), last: weeks }
    }

    /// Day `day` of week `week`, where Monday is day 0.
    pub(super) fn day(&self, week: u32, day: u32) -> NaiveDate {
        self.moving_in + Days::new(u64::from(7 * week + day))
    }

    /// The ISO week as its file is named.
    pub(super) fn label(&self, week: u32) -> String {
        let iso = self.day(week, 0).iso_week();
        format!("{:04}-W{:02}", iso.year(), iso.week())
    }

    /// Whether a formal review is held in this week.
    pub(super) fn is_formal(week: u32) -> bool {
        week > 0 && week.is_multiple_of(FORMAL_WEEKS)
    }

    /// Whether a formal review is prepared in this week.
    pub(super) fn is_before_formal(week: u32) -> bool {
        Self::is_formal(week + 1)
    }
}

/// The weekday's name.
pub(super) fn weekday(day: u32) -> &'static str {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    NAMES[day as usize % 7]
}

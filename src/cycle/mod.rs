//! What is due when. It begins with the calendar: ISO weeks, months as the calendar has them, and a [`Due`] with its first and its last
//! day. A [`Stay`] is a resident's time in the service, which times away put off and leaving ends. On these stand the rules for each thing
//! that comes round: weekly and formal reviews, the plans themselves, the team's own. An [`agenda`] puts all of them together, each with why.
//!
//! Dates are local civil dates, so that no time zone and no change of the clocks moves any. Nothing here reads files or asks what day it is.

pub mod agenda;
mod formal;
mod plans;
pub mod progress;
#[cfg(test)]
mod samples;
pub mod stage;
mod stay;
mod team;
mod week;
mod weekly;

use chrono::{Days, Months, NaiveDate};

pub use self::formal::{formal, last_formal, next_stage};
pub use self::plans::{
    Call, REVIEWS_ASKED, first_plan, first_safety_plan, incident_behind, incident_unseen, look_after_incident,
    review_behind,
};
pub use self::stay::Stay;
pub use self::team::{audit, reflection, retention};
pub use self::week::Week;
pub use self::weekly::{last_held, weekly, weekly_after, weeks_without_review};

/// The day that lies `days` days after `date`.
fn days_after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The day that lies `months` months after `date`: the same day of the month or, where that month is too short, its last. So
/// 3 months after 30 November is 28 or 29 February.
pub fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// When something is to be done: from `from` on it may be, by the end of `by` it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The first day on which it is open.
    pub from: NaiveDate,
    /// The last day on which it is not overdue.
    pub by: NaiveDate,
}

impl Due {
    /// Whether its day has passed.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        today > self.by
    }

    /// Whether it can be done by now.
    pub fn open(&self, today: NaiveDate) -> bool {
        today >= self.from
    }
}

#[cfg(test)]
mod tests {
    use chrono::Datelike as _;
    use proptest::prelude::*;

    use super::samples::day;
    use super::*;

    #[test]
    fn months_end_where_the_month_does() {
        assert_eq!(months_after(day("2026-11-30"), 3), day("2027-02-28"));
        assert_eq!(months_after(day("2027-11-30"), 3), day("2028-02-29"));
        assert_eq!(months_after(day("2026-11-29"), 3), day("2027-02-28"));
        assert_eq!(months_after(day("2026-08-31"), 1), day("2026-09-30"));
        assert_eq!(months_after(day("2026-12-31"), 3), day("2027-03-31"));
    }

    proptest! {
        #[test]
        fn more_months_are_never_earlier(days in 0u64..40_000, months in 0u32..60) {
            let date = day("1990-01-31") + Days::new(days);
            prop_assert!(months_after(date, months) <= months_after(date, months + 1));
            prop_assert!(months_after(date, months).day() <= date.day());
            prop_assert!(months_after(date, months) <= months_after(date + Days::new(1), months));
        }
    }
}

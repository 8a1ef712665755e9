//! What the team does together, and how long records are kept.

use chrono::NaiveDate;

use super::{Due, days_after, months_after};

/// The next team reflection: `months` after the last, or after the service's first week where there was none; overdue `days` later.
pub fn reflection(since: NaiveDate, months: u32, days: u32) -> Due {
    let from = months_after(since, months);
    Due { from, by: days_after(from, days.into()) }
}

/// The next plan audit: `months` after the last, or after the first reflection where there was none.
pub fn audit(since: NaiveDate, months: u32) -> Due {
    let by = months_after(since, months);
    Due { from: by, by }
}

/// When the records of a resident who left are past the time that the service keeps them.
pub fn retention(left: NaiveDate, years: u32) -> Due {
    let by = months_after(left, years.saturating_mul(12));
    Due { from: by, by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cycle::samples::day;

    #[test]
    fn months_and_years_are_those_of_the_calendar() {
        assert_eq!(reflection(day("2027-01-31"), 1, 7), Due { from: day("2027-02-28"), by: day("2027-03-07") });
        assert_eq!(audit(day("2026-08-31"), 6).by, day("2027-02-28"));
        assert_eq!(retention(day("2028-02-29"), 7).by, day("2035-02-28"));
        assert!(!retention(day("2028-03-01"), 7).overdue(day("2035-03-01")));
    }
}

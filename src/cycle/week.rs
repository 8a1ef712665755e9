//! ISO weeks: a week begins on its Monday and belongs to the year that its Thursday lies in, so that some years have 53.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use super::days_after;
use crate::record::model::YEARS;

/// The first and the last Monday that a week begins with.
const FIRST: NaiveDate = monday(*YEARS.start(), 1);
const LAST: NaiveDate = monday(*YEARS.end(), 52);

const fn monday(year: i32, week: u32) -> NaiveDate {
    match NaiveDate::from_isoywd_opt(year, week, Weekday::Mon) {
        Some(monday) => monday,
        None => NaiveDate::MIN,
    }
}

/// An ISO week, from the first of 1900 to the last of 9900; a day before or after lies in the first or the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    /// The week that `date` lies in.
    pub fn of(date: NaiveDate) -> Self {
        let date = date.clamp(FIRST, LAST);
        Self { monday: date.week(Weekday::Mon).checked_first_day().unwrap_or(FIRST) }
    }

    /// The week that is written so, such as `2026-W47`; none where the calendar has no such week.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|c| c.is_ascii_digit());
        if !(digits(year, 4) && digits(week, 2)) {
            return None;
        }
        let (year, week) = (year.parse().ok().filter(|year| YEARS.contains(year))?, week.parse().ok()?);
        let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
        (monday.iso_week().week() == week).then_some(Self { monday })
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// Its last day.
    pub fn sunday(self) -> NaiveDate {
        days_after(self.monday, 6)
    }

    /// The week after it; the last has itself.
    pub fn next(self) -> Self {
        Self::of(days_after(self.monday, 7))
    }

    /// The week before it; the first has itself.
    pub fn previous(self) -> Self {
        self.back(1)
    }

    /// The week that lies so many weeks before it, or the first.
    pub fn back(self, weeks: u64) -> Self {
        Self::of(self.monday.checked_sub_days(Days::new(weeks.saturating_mul(7))).unwrap_or(FIRST))
    }
}

impl std::fmt::Display for Week {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let week = self.monday.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cycle::samples::day;

    #[test]
    fn weeks_are_iso_weeks() {
        assert_eq!(Week::of(day("2027-01-03")).to_string(), "2026-W53");
        assert_eq!(Week::of(day("2024-12-30")).to_string(), "2025-W01");
        assert_eq!(Week::parse("2025-W53"), None);
        assert_eq!(Week::parse("2026-W53").map(Week::monday), Some(day("2026-12-28")));
        let last = Week::parse("2026-W53").expect("a week");
        assert_eq!(
            (last.next().to_string(), last.back(53).to_string()),
            ("2027-W01".to_owned(), "2025-W52".to_owned())
        );
    }

    #[test]
    fn a_week_is_written_in_one_way_only() {
        for text in
            ["2026-W4", "2026-W047", "+2026-W47", "26-W47", "2026-w47", "1899-W01", "9901-W01", "2026-W00", "2026-W54"]
        {
            assert_eq!(Week::parse(text), None, "{text}");
        }
    }

    #[test]
    fn no_day_is_too_far_away() {
        for date in [NaiveDate::MIN, NaiveDate::MAX, day("9900-12-31"), day("1900-01-01")] {
            let week = Week::of(date);
            assert!(week.previous() <= week && week <= week.next() && week.monday() < week.sunday());
            assert_eq!(Week::parse(&week.to_string()), Some(week));
            assert!(week.back(u64::MAX) <= week);
        }
    }

    proptest! {
        #[test]
        fn a_week_is_read_back_as_it_is_written(days in 0u64..80_000) {
            let date = day("1950-01-01") + Days::new(days);
            let week = Week::of(date);
            prop_assert_eq!(Week::parse(&week.to_string()), Some(week));
            prop_assert!(week.monday() <= date && date <= week.sunday());
            prop_assert_eq!(week.next().previous(), week);
        }
    }
}

//! A resident's time in the service: from moving in to leaving, with the times away. Away puts things off, and leaving ends them.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Week, days_after};
use crate::record::model::{Away, SupportPlan};

/// What of a support plan decides when something is due.
#[derive(Debug, Clone, Deserialize)]
pub struct Stay<'p> {
    /// The day of moving in.
    pub moved_in: NaiveDate,
    /// Times away.
    #[serde(default)]
    pub away: Cow<'p, [Away]>,
    /// The day of leaving the service.
    pub left: Option<NaiveDate>,
}

impl<'p> From<&'p SupportPlan> for Stay<'p> {
    fn from(plan: &'p SupportPlan) -> Self {
        Self { moved_in: plan.moved_in, away: Cow::Borrowed(&plan.away), left: plan.left }
    }
}

impl<'p> From<&'p Stay<'_>> for Stay<'p> {
    fn from(stay: &'p Stay<'_>) -> Self {
        Self { moved_in: stay.moved_in, away: Cow::Borrowed(&stay.away), left: stay.left }
    }
}

impl Stay<'_> {
    /// Whether the resident has left by `today`. The day of leaving is the last day at the service.
    pub fn has_left(&self, today: NaiveDate) -> bool {
        self.left.is_some_and(|left| left < today)
    }

    /// The weeks from `first` on that ask for a review: not those spent away from their first to their last day, none from a time away on
    /// whose end nobody knows, and none that begins after leaving.
    pub(super) fn weeks_here(&self, first: Week) -> impl Iterator<Item = Week> {
        let mut next = Some(first);
        std::iter::from_fn(move || {
            while let Some(week) = next {
                let gone = self.left.is_some_and(|left| left < week.monday());
                next = (week.next() > week && !gone && !self.is_away_for_good(week)).then(|| week.next());
                if !gone && !self.is_away_all(week) {
                    return Some(week);
                }
            }
            None
        })
    }

    /// Whether all days of the week are spent away.
    pub(super) fn is_away_all(&self, week: Week) -> bool {
        !self.away.is_empty() && (0..7).all(|days| self.is_away(days_after(week.monday(), days)))
    }

    fn is_away(&self, day: NaiveDate) -> bool {
        self.away.iter().any(|away| away.from <= day && away.back.is_none_or(|back| back > day))
    }

    /// Whether it is not known of a time away that begins before the end of this week when it ends.
    fn is_away_for_good(&self, week: Week) -> bool {
        self.away.iter().any(|away| away.from <= week.sunday() && away.back.is_none())
    }

    /// `date`, put off by each day spent away between `since` and it; none while nobody knows on `today` the day of coming back.
    pub(super) fn put_off(&self, since: NaiveDate, date: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let mut times: Vec<&Away> = self.times_known(today).collect();
        times.sort_by_key(|away| away.from);
        let (mut date, mut counted) = (date, since);
        for time in times {
            // What fell due before a time away stays due.
            if time.from > date {
                break;
            }
            let back = time.back?;
            let days = back.signed_duration_since(time.from.max(counted)).num_days();
            date = days_after(date, u64::try_from(days).unwrap_or(0));
            counted = counted.max(back);
        }
        Some(date)
    }

    /// `date`, or the day of coming back where it lies in a time away; none while nobody knows on `today` that day.
    pub(super) fn after_coming_back(&self, date: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let mut times: Vec<&Away> = self.times_known(today).collect();
        times.sort_by_key(|away| away.from);
        times.into_iter().try_fold(date, |date, time| {
            if time.from <= date && time.back.is_none_or(|back| back > date) { time.back } else { Some(date) }
        })
    }

    /// The times away that count on `today`: those that began, and those to come whose end is known.
    fn times_known(&self, today: NaiveDate) -> impl Iterator<Item = &Away> {
        self.away.iter().filter(move |away| away.from <= today || away.back.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cycle::samples::{day, plan};

    fn weeks(extra: serde_json::Value, first: &str) -> Vec<String> {
        let plan = plan(extra);
        let stay = Stay::from(&plan);
        stay.weeks_here(Week::parse(first).expect("a week")).take(3).map(|week| week.to_string()).collect()
    }

    #[test]
    fn weeks_away_ask_for_nothing() {
        let away = serde_json::json!({"away": [{"from": "2026-07-20", "back": "2026-08-03"}]});
        assert_eq!(weeks(away, "2026-W29"), ["2026-W29", "2026-W32", "2026-W33"]);
        let two = serde_json::json!({"away": [{"from": "2026-07-18", "back": "2026-07-23"}, {"from": "2026-07-23", "back": "2026-07-27"}]});
        assert_eq!(weeks(two, "2026-W30"), ["2026-W31", "2026-W32", "2026-W33"]);
        let for_good = serde_json::json!({"away": [{"from": "2026-07-22"}]});
        assert_eq!(weeks(for_good, "2026-W30"), ["2026-W30"]);
        assert_eq!(weeks(serde_json::json!({"left": "2026-07-27"}), "2026-W30"), ["2026-W30", "2026-W31"]);
        assert_eq!(weeks(serde_json::json!({}), "9900-W52"), ["9900-W52"]);
    }

    #[test]
    fn a_day_in_two_times_away_is_put_behind_both() {
        let plan = plan(
            serde_json::json!({"away": [{"from": "2026-08-10", "back": "2026-08-20"}, {"from": "2026-08-01", "back": "2026-08-10"}]}),
        );
        let stay = Stay::from(&plan);
        let today = day("2026-09-01");
        assert_eq!(stay.after_coming_back(day("2026-08-05"), today), Some(day("2026-08-20")));
        assert_eq!(stay.put_off(day("2026-07-13"), day("2026-08-05"), today), Some(day("2026-08-24")));
    }

    #[test]
    fn a_time_away_to_come_counts_where_its_end_is_known() {
        let known = plan(serde_json::json!({"away": [{"from": "2026-11-10", "back": "2026-11-20"}]}));
        let open = plan(serde_json::json!({"away": [{"from": "2026-11-10"}]}));
        let (since, by, today) = (day("2026-07-13"), day("2026-11-13"), day("2026-11-01"));
        assert_eq!(Stay::from(&known).put_off(since, by, today), Some(day("2026-11-23")));
        assert_eq!(Stay::from(&open).put_off(since, by, today), Some(by));
        assert_eq!(Stay::from(&open).put_off(since, by, day("2026-11-10")), None);
    }
}

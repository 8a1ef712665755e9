//! What is due when. Dates are local civil dates, weeks are ISO weeks, and nothing here asks what day it is.

pub mod progress;
pub mod stage;

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use crate::record::model::{Away, FormalReview, SupportPlan, WeeklyReview, YEARS};
use crate::record::settings::Intervals;

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
        Self::of(self.monday.checked_sub_days(Days::new(7)).unwrap_or(FIRST))
    }
}

impl std::fmt::Display for Week {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let week = self.monday.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

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

/// The next weekly review: of the week after the last that has one, at first of the week after moving in. Weeks before the last review
/// are never asked for again. Weeks that were spent away from their first to their last day ask for none, and neither does any
/// week after leaving.
pub fn weekly(plan: &SupportPlan, reviews: &[WeeklyReview], today: NaiveDate) -> Option<(Week, Due)> {
    weekly_after(plan, reviews.iter().filter_map(|review| Week::parse(&review.week)).max(), today)
}

/// The next weekly review where `last` is the last week that has one: see [`weekly`].
pub fn weekly_after(plan: &SupportPlan, last: Option<Week>, today: NaiveDate) -> Option<(Week, Due)> {
    let mut week = Week::of(plan.moved_in).next();
    if let Some(last) = last {
        week = week.max(last.next());
    }
    while away_all_week(&plan.away, week) && week <= Week::of(today) && week < week.next() {
        week = week.next();
    }
    let gone = plan.left.is_some_and(|left| left < week.monday());
    (!gone).then_some((week, Due { from: week.monday(), by: week.sunday() }))
}

/// The weeks from the first that asks for a review on, before `last`, which do not have one in `held` although nobody was away or had left.
pub fn weeks_without_review(plan: &SupportPlan, held: &BTreeSet<Week>, last: Week) -> Vec<Week> {
    let first = Week::of(plan.moved_in).next();
    let weeks = std::iter::successors(Some(first), |week| Some(week.next())).take_while(|week| *week < last);
    let here = weeks.take_while(|week| plan.left.is_none_or(|left| left >= week.monday()));
    here.filter(|week| !held.contains(week) && !away_all_week(&plan.away, *week)).collect()
}

/// The formal review that was gone through last.
pub fn last_formal<'r>(reviews: impl IntoIterator<Item = &'r FormalReview>) -> Option<&'r FormalReview> {
    let held = reviews.into_iter().filter(|review| matches!(review.stage.as_str(), "discussed" | "closed"));
    held.max_by_key(|review| review.prepared)
}

/// The next formal review as things are on `today`: counted from the last that was gone through, or from moving in; overdue after the
/// agreed date, or after the longest interval, whichever is first. Nothing falls due during a time away: the days of it are
/// added. Nothing is due after leaving.
pub fn formal<'r>(
    plan: &SupportPlan,
    reviews: impl IntoIterator<Item = &'r FormalReview>,
    intervals: Intervals,
    today: NaiveDate,
) -> Option<Due> {
    if plan.left.is_some_and(|left| left < today) {
        return None;
    }
    let last = last_formal(reviews);
    let since = last.map_or(plan.moved_in, |review| review.discussed.unwrap_or(review.prepared));
    let longest = with_days_away(&plan.away, since, months_after(since, intervals.formal_overdue_months), today)?;
    let by = match last.and_then(|review| review.next_review) {
        Some(agreed) => after_coming_back(&plan.away, agreed, today)?.min(longest),
        None => longest,
    };
    let opens = with_days_away(&plan.away, since, months_after(since, intervals.formal_opens_months), today)?;
    Some(Due { from: opens.min(by), by })
}

/// `date`, put off by each day spent away between `since` and it; none while nobody knows the day of coming back.
fn with_days_away(away: &[Away], since: NaiveDate, date: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    let mut times: Vec<&Away> = away.iter().filter(|away| away.from <= today).collect();
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

/// `date`, or the day of coming back where it lies in a time away; none while nobody knows that day.
fn after_coming_back(away: &[Away], date: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    let around = |time: &&Away| time.from <= date && time.from <= today && time.back.is_none_or(|back| back > date);
    away.iter().find(around).map_or(Some(date), |time| time.back)
}

fn away_all_week(away: &[Away], week: Week) -> bool {
    away.iter().any(|away| away.from <= week.monday() && away.back.is_none_or(|back| back > week.sunday()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn plan(extra: serde_json::Value) -> SupportPlan {
        let mut plan = serde_json::json!({
            "resident": "R-0142", "called": "Sam", "moved_in": "2026-07-13", "key_worker": "priya-n",
            "commissioned_hours": 6, "outcomes": [], "actions": [], "risks": [],
        });
        for (key, value) in extra.as_object().into_iter().flatten() {
            plan[key] = value.clone();
        }
        serde_json::from_value(plan).expect("a plan")
    }

    #[test]
    fn weeks_are_iso_weeks() {
        assert_eq!(Week::of(day("2027-01-03")).to_string(), "2026-W53");
        assert_eq!(Week::of(day("2024-12-30")).to_string(), "2025-W01");
        assert_eq!(Week::parse("2025-W53"), None);
        assert_eq!(Week::parse("2026-W53").map(Week::monday), Some(day("2026-12-28")));
    }

    #[test]
    fn months_end_where_the_month_does() {
        assert_eq!(months_after(day("2026-11-30"), 3), day("2027-02-28"));
        assert_eq!(months_after(day("2027-11-30"), 3), day("2028-02-29"));
        assert_eq!(months_after(day("2026-08-31"), 1), day("2026-09-30"));
    }

    #[test]
    fn the_first_weekly_review_is_of_the_week_after_moving_in() {
        let (week, due) = weekly(&plan(serde_json::json!({})), &[], day("2026-07-20")).expect("due");
        assert_eq!(week.to_string(), "2026-W30");
        assert!(!due.overdue(day("2026-07-26")) && due.overdue(day("2026-07-27")));
    }

    #[test]
    fn a_week_away_asks_for_no_review_and_leaving_ends_them() {
        let away = plan(serde_json::json!({"away": [{"from": "2026-07-18", "back": "2026-07-30"}]}));
        assert_eq!(
            weekly(&away, &[], day("2026-08-10")).map(|(week, _)| week.to_string()).as_deref(),
            Some("2026-W31")
        );
        assert_eq!(weekly(&plan(serde_json::json!({"left": "2026-07-15"})), &[], day("2026-08-10")), None);
    }

    #[test]
    fn weeks_are_missed_out_only_while_somebody_is_here() {
        let without = |extra: serde_json::Value, held: &[&str], last: &str| -> Vec<String> {
            let week = |text: &&str| Week::parse(text).expect("a week");
            let weeks = weeks_without_review(&plan(extra), &held.iter().map(&week).collect(), week(&last));
            weeks.iter().map(Week::to_string).collect()
        };
        assert_eq!(without(serde_json::json!({}), &["2026-W30", "2026-W32"], "2026-W32"), ["2026-W31"]);
        assert_eq!(without(serde_json::json!({}), &[], "2026-W31"), ["2026-W30"]);
        let away = serde_json::json!({"away": [{"from": "2026-07-26", "back": "2026-08-03"}]});
        assert_eq!(without(away, &["2026-W30"], "2026-W32"), Vec::<String>::new());
        assert_eq!(without(serde_json::json!({"left": "2026-07-24"}), &[], "2026-W40"), ["2026-W30"]);
    }

    #[test]
    fn the_agreed_date_counts_where_it_is_first() {
        let review = |next: &str| -> FormalReview {
            serde_json::from_value(serde_json::json!({
                "prepared": "2026-10-26", "stage": "closed", "discussed": "2026-10-30", "next_review": next,
            }))
            .expect("a review")
        };
        let intervals = Intervals::default();
        let plan = plan(serde_json::json!({}));
        assert_eq!(
            formal(&plan, &[], intervals, day("2026-11-20")),
            Some(Due { from: day("2026-10-13"), by: day("2026-11-13") })
        );
        let early = formal(&plan, &[review("2027-02-12")], intervals, day("2026-11-20")).expect("due");
        assert_eq!(early, Due { from: day("2027-01-30"), by: day("2027-02-12") });
        assert_eq!(
            formal(&plan, &[review("2027-06-01")], intervals, day("2026-11-20")).map(|due| due.by),
            Some(day("2027-02-28"))
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
            assert!(months_after(date, u32::MAX) >= date);
            assert_eq!(Week::parse(&week.to_string()), Some(week));
            let away = plan(serde_json::json!({"away": [{"from": "1900-01-01"}]}));
            assert!(weekly(&away, &[], date).is_some());
            assert_eq!(formal(&away, &[], Intervals::default(), NaiveDate::MAX), None);
        }
    }

    #[test]
    fn a_time_away_puts_the_formal_review_off() {
        let by = |extra: serde_json::Value, today: &str| {
            formal(&plan(extra), &[], Intervals::default(), day(today)).map(|due| due.by.to_string())
        };
        let times = serde_json::json!({"away": [{"from": "2026-08-01", "back": "2026-08-11"}]});
        assert_eq!(by(times, "2026-09-01").as_deref(), Some("2026-11-23"));
        assert_eq!(by(serde_json::json!({"away": [{"from": "2026-08-01"}]}), "2026-12-01"), None);
        let late = serde_json::json!({"away": [{"from": "2026-11-20"}]});
        assert_eq!(by(late, "2026-12-01").as_deref(), Some("2026-11-13"));
    }

    #[test]
    fn who_is_still_to_leave_has_not_left() {
        let leaving = plan(serde_json::json!({"left": "2026-12-31"}));
        let on = |today: &str| formal(&leaving, &[], Intervals::default(), day(today));
        assert!(on("2026-11-20").is_some() && on("2027-01-01").is_none());
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

        #[test]
        fn more_months_are_never_earlier(days in 0u64..40_000, months in 0u32..60) {
            let date = day("1990-01-31") + Days::new(days);
            prop_assert!(months_after(date, months) <= months_after(date, months + 1));
            prop_assert!(months_after(date, months).day() <= date.day());
        }
    }
}

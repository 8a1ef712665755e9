//! Weekly reviews: one for each ISO week, the first for the week after moving in.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Due, Stay, Week};
use crate::record::model::WeeklyReview;

/// The next weekly review: of the week after the last that has one, at first of the week after moving in. Weeks before the last review
/// are never asked for again. Weeks that were spent away from their first to their last day ask for none, and neither does any
/// week after leaving. A review of a week that has not begun by `today` counts for nothing.
pub fn weekly<'p>(stay: impl Into<Stay<'p>>, reviews: &[WeeklyReview], today: NaiveDate) -> Option<(Week, Due)> {
    weekly_after(stay, last_held(reviews.iter().filter_map(|review| Week::parse(&review.week)), today))
}

/// The next weekly review where `last` is the last week that has one: see [`weekly`].
pub fn weekly_after<'p>(stay: impl Into<Stay<'p>>, last: Option<Week>) -> Option<(Week, Due)> {
    let stay = stay.into();
    let week = stay.weeks_here(first_open(&stay, last)).next()?;
    Some((week, due(week)))
}

/// When the review of this week can be held: from its first day to its last.
pub(super) fn due(week: Week) -> Due {
    Due { from: week.monday(), by: week.sunday() }
}

/// The last of `weeks` that has begun by `today`. One to come is a slip of the pen, and must not hide the weeks before it.
pub fn last_held(weeks: impl IntoIterator<Item = Week>, today: NaiveDate) -> Option<Week> {
    weeks.into_iter().filter(|week| week.monday() <= today).max()
}

/// The weeks after `last` that ask for a review: those that are over by `today`, and behind them the one that is not.
pub(super) fn open_weeks(stay: &Stay<'_>, last: Option<Week>, today: NaiveDate) -> (Vec<Week>, Option<Week>) {
    let mut over = Vec::new();
    for week in stay.weeks_here(first_open(stay, last)) {
        if !due(week).overdue(today) {
            return (over, Some(week));
        }
        over.push(week);
    }
    (over, None)
}

/// The week that may ask for a review first.
fn first_open(stay: &Stay<'_>, last: Option<Week>) -> Week {
    let first = Week::of(stay.moved_in).next();
    last.map_or(first, |last| first.max(last.next()))
}

/// The weeks from the first that asks for a review on, before `last`, which do not have one in `held` although nobody was away or had left.
pub fn weeks_without_review<'p>(stay: impl Into<Stay<'p>>, held: &BTreeSet<Week>, last: Week) -> Vec<Week> {
    let stay = stay.into();
    let weeks = stay.weeks_here(first_open(&stay, None)).take_while(|week| *week < last);
    weeks.filter(|week| !held.contains(week)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cycle::samples::{day, plan};

    fn week(text: &str) -> Week {
        Week::parse(text).expect("a week")
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
        assert_eq!(weekly_after(&away, None).map(|(week, _)| week), Some(week("2026-W31")));
        assert_eq!(weekly_after(&plan(serde_json::json!({"left": "2026-07-15"})), None), None);
        assert_eq!(weekly_after(&plan(serde_json::json!({"away": [{"from": "1900-01-01"}]})), None), None);
    }

    #[test]
    fn weeks_are_missed_out_only_while_somebody_is_here() {
        let without = |extra: serde_json::Value, held: &[&str], last: &str| -> Vec<String> {
            let held = held.iter().map(|text| week(text)).collect();
            let weeks = weeks_without_review(&plan(extra), &held, week(last));
            weeks.iter().map(Week::to_string).collect()
        };
        assert_eq!(without(serde_json::json!({}), &["2026-W30", "2026-W32"], "2026-W32"), ["2026-W31"]);
        assert_eq!(without(serde_json::json!({}), &[], "2026-W31"), ["2026-W30"]);
        let away = serde_json::json!({"away": [{"from": "2026-07-26", "back": "2026-08-03"}]});
        assert_eq!(without(away, &["2026-W30"], "2026-W32"), Vec::<String>::new());
        assert_eq!(without(serde_json::json!({"left": "2026-07-24"}), &[], "2026-W40"), ["2026-W30"]);
        let back = serde_json::json!({"away": [{"from": "2026-07-26"}]});
        assert_eq!(without(back, &["2026-W30", "2026-W40"], "2026-W40"), Vec::<String>::new());
    }

    #[test]
    fn weeks_that_are_over_are_told_from_the_one_that_is_not() {
        let plan = plan(serde_json::json!({"away": [{"from": "2026-11-02", "back": "2026-11-09"}]}));
        let (over, next) = open_weeks(&Stay::from(&plan), Some(week("2026-W43")), day("2026-11-20"));
        assert_eq!(over, [week("2026-W44"), week("2026-W46")]);
        assert_eq!(next, Some(week("2026-W47")));
        let (over, next) = open_weeks(&Stay::from(&plan), Some(week("2026-W47")), day("2026-11-20"));
        assert_eq!((over, next), (Vec::new(), Some(week("2026-W48"))));
    }

    #[test]
    fn a_review_of_a_week_to_come_hides_nothing() {
        let weeks = [week("2026-W45"), week("2062-W46")];
        assert_eq!(last_held(weeks, day("2026-11-20")), Some(week("2026-W45")));
        assert_eq!(last_held([week("2062-W46")], day("2026-11-20")), None);
    }
}

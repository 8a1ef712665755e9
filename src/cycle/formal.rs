//! Formal reviews: every three to four months with the resident, each taken through its stages to its end.

use chrono::NaiveDate;

use super::{Due, Stay, days_after, months_after};
use crate::record::model::FormalReview;
use crate::record::settings::Intervals;

/// The formal review that was gone through last.
pub fn last_formal<'r>(reviews: impl IntoIterator<Item = &'r FormalReview>) -> Option<&'r FormalReview> {
    let held = reviews.into_iter().filter(|review| is_held(review));
    held.max_by_key(|review| review.prepared)
}

/// Whether the resident and staff have gone through the plan in it.
pub(super) fn is_held(review: &FormalReview) -> bool {
    matches!(review.stage.as_str(), "discussed" | "closed")
}

/// The next formal review as things are on `today`: counted from the last that was gone through, or from moving in; overdue after the
/// agreed date, or after the longest interval, whichever is first. Nothing falls due during a time away: the days of it are
/// added. Nothing is due after leaving. A review that is dated after `today` counts for nothing.
pub fn formal<'p, 'r>(
    stay: impl Into<Stay<'p>>,
    reviews: impl IntoIterator<Item = &'r FormalReview>,
    intervals: Intervals,
    today: NaiveDate,
) -> Option<Due> {
    let stay = stay.into();
    if stay.has_left(today) {
        return None;
    }
    let last = last_formal(reviews.into_iter().filter(|review| review.prepared <= today));
    let since = last.map_or(stay.moved_in, |review| review.discussed.unwrap_or(review.prepared));
    let longest = stay.put_off(since, months_after(since, intervals.formal_overdue_months), today)?;
    let by = match last.and_then(|review| review.next_review) {
        Some(agreed) => stay.after_coming_back(agreed, today)?.min(longest),
        None => longest,
    };
    let opens = stay.put_off(since, months_after(since, intervals.formal_opens_months), today)?;
    let due = Due { from: opens.min(by), by };
    // Nothing opens after leaving.
    stay.left.is_none_or(|left| due.from <= left).then_some(due)
}

/// When a formal review that is under way is to be taken to its next stage: `days` after it was prepared or gone through, times away put
/// aside. None for one that is closed or superseded, and after leaving.
pub fn next_stage<'p>(stay: impl Into<Stay<'p>>, review: &FormalReview, days: u32, today: NaiveDate) -> Option<Due> {
    let stay = stay.into();
    let from = match review.stage.as_str() {
        "prepared" => review.prepared,
        "discussed" => review.discussed.unwrap_or(review.prepared),
        _ => return None,
    };
    let by = stay.put_off(from, days_after(from, days.into()), today).filter(|_| !stay.has_left(today))?;
    Some(Due { from, by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cycle::samples::{day, formal_review, plan};

    fn review(next: &str) -> FormalReview {
        formal_review(
            serde_json::json!({"prepared": "2026-10-26", "stage": "closed", "discussed": "2026-10-30", "next_review": next}),
        )
    }

    #[test]
    fn the_agreed_date_counts_where_it_is_first() {
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
        let before = formal(&plan, &[review("2027-06-01")], intervals, day("2026-10-20")).expect("due");
        assert_eq!(before.by, day("2026-11-13"), "what is still to come counts for nothing");
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
        let early = plan(serde_json::json!({"left": "2026-10-01"}));
        assert_eq!(formal(&early, &[], Intervals::default(), day("2026-09-20")), None, "it would open after leaving");
    }

    #[test]
    fn a_review_under_way_waits_for_its_next_stage() {
        let away = plan(serde_json::json!({"away": [{"from": "2026-11-02", "back": "2026-11-12"}]}));
        let here = plan(serde_json::json!({}));
        let prepared = formal_review(serde_json::json!({"prepared": "2026-10-26", "stage": "prepared"}));
        let by = |plan| next_stage(plan, &prepared, 14, day("2026-11-20")).map(|due| due.by);
        assert_eq!((by(&here), by(&away)), (Some(day("2026-11-09")), Some(day("2026-11-19"))));
        assert_eq!(next_stage(&here, &review("2027-02-12"), 14, day("2026-11-20")), None);
    }

    #[test]
    fn no_day_is_too_far_away() {
        for date in [NaiveDate::MIN, NaiveDate::MAX, day("9900-12-31"), day("1900-01-01")] {
            assert!(months_after(date, u32::MAX) >= date);
            let away = plan(serde_json::json!({"away": [{"from": "1900-01-01"}]}));
            assert_eq!(formal(&away, &[], Intervals::default(), NaiveDate::MAX), None);
        }
    }
}

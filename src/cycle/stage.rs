//! What comes next for a resident's formal reviews.

use chrono::NaiveDate;

use super::formal;
use crate::record::model::{FormalReview, SupportPlan};
use crate::record::settings::Intervals;

/// What comes next.
#[derive(Debug, Clone, Copy)]
pub enum Next<'r> {
    /// One can be prepared.
    Prepare,
    /// The next one opens on this day.
    NotYet(NaiveDate),
    /// None falls due: the resident has left, or is away and nobody knows until when.
    None,
    /// This one is prepared, and waits to be gone through with the resident.
    Discuss(&'r FormalReview),
    /// This one was gone through, and waits to be closed.
    Close(&'r FormalReview),
}

/// What comes next as things are on `today`. The review that was prepared last says it; those that were set aside count for nothing.
pub fn next<'r>(plan: &SupportPlan, reviews: &'r [FormalReview], intervals: Intervals, today: NaiveDate) -> Next<'r> {
    let open = reviews.iter().filter(|review| review.stage != "superseded").max_by_key(|review| review.prepared);
    match open.map(|review| (review.stage.as_str(), review)) {
        Some(("prepared", review)) => Next::Discuss(review),
        Some(("discussed", review)) => Next::Close(review),
        _ => match formal(plan, reviews, intervals, today) {
            None => Next::None,
            Some(due) if due.open(today) => Next::Prepare,
            Some(due) => Next::NotYet(due.from),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(reviews: &[(&str, &str)], away: serde_json::Value, today: &str) -> String {
        let plan = serde_json::json!({
            "resident": "R-0142", "called": "Sam", "moved_in": "2026-07-13", "key_worker": "priya-n",
            "commissioned_hours": 6, "outcomes": [], "actions": [], "risks": [], "away": away,
        });
        let plan: SupportPlan = serde_json::from_value(plan).expect("a plan");
        let review = |(prepared, stage): &(&str, &str)| -> FormalReview {
            serde_json::from_value(serde_json::json!({"prepared": prepared, "stage": stage})).expect("a review")
        };
        let reviews: Vec<FormalReview> = reviews.iter().map(review).collect();
        match next(&plan, &reviews, Intervals::default(), today.parse().expect("a day")) {
            Next::Prepare => "prepare".to_owned(),
            Next::NotYet(day) => format!("not before {day}"),
            Next::None => "none".to_owned(),
            Next::Discuss(review) => format!("discuss {}", review.prepared),
            Next::Close(review) => format!("close {}", review.prepared),
        }
    }

    #[test]
    fn the_latest_review_says_what_comes_next() {
        let none = serde_json::json!([]);
        let next = |reviews: &[(&str, &str)], today: &str| next_of(reviews, none.clone(), today);
        assert_eq!(next(&[], "2026-10-12"), "not before 2026-10-13");
        assert_eq!(next(&[], "2026-10-13"), "prepare");
        assert_eq!(next(&[("2026-10-20", "prepared")], "2026-10-21"), "discuss 2026-10-20");
        assert_eq!(next(&[("2026-10-20", "discussed")], "2026-10-21"), "close 2026-10-20");
        assert_eq!(next(&[("2026-10-20", "closed")], "2026-10-21"), "not before 2027-01-20");
        assert_eq!(next(&[("2026-10-20", "closed")], "2027-01-20"), "prepare");
    }

    #[test]
    fn one_that_was_set_aside_or_left_behind_holds_up_nothing() {
        let none = serde_json::json!([]);
        let next = |reviews: &[(&str, &str)], today: &str| next_of(reviews, none.clone(), today);
        assert_eq!(next(&[("2026-10-20", "superseded")], "2026-10-21"), "prepare");
        let both = [("2026-10-20", "superseded"), ("2026-10-21", "prepared")];
        assert_eq!(next(&both, "2026-10-22"), "discuss 2026-10-21");
        let behind = [("2026-10-20", "prepared"), ("2026-10-27", "closed")];
        assert_eq!(next(&behind, "2026-10-28"), "not before 2027-01-27");
    }

    #[test]
    fn nothing_falls_due_while_nobody_knows_the_day_of_coming_back() {
        assert_eq!(next_of(&[], serde_json::json!([{"from": "2026-08-01"}]), "2026-11-01"), "none");
    }
}

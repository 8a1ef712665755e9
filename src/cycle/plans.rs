//! The plans themselves: the support plan soon after moving in, the safety plan on that day, and again where a review or an incident says so.

use chrono::NaiveDate;

use super::{Due, days_after};
use crate::record::model::{Incident, WeeklyReview};

/// How many of the last weekly reviews are asked whether the safety plan needs updating. What the resident and staff let stand for a quarter
/// of a year is for the formal review.
pub const REVIEWS_ASKED: usize = 13;

/// When there should be a support plan: `days` after moving in.
pub fn first_plan(moved_in: NaiveDate, days: u32) -> Due {
    Due { from: moved_in, by: days_after(moved_in, days.into()) }
}

/// When there should be a safety plan: on the day of moving in.
pub fn first_safety_plan(moved_in: NaiveDate) -> Due {
    Due { from: moved_in, by: moved_in }
}

/// The last incident that says that the safety plan was changed because of it, where the safety plan of the day `updated` is older.
pub fn incident_behind<'r>(
    updated: NaiveDate,
    incidents: impl IntoIterator<Item = &'r Incident>,
) -> Option<&'r Incident> {
    let changing = |incident: &&Incident| incident.changed.iter().any(|plan| plan == "safety-plan");
    let last = incidents.into_iter().filter(changing).max_by_key(|incident| incident.date);
    last.filter(|incident| updated < incident.date)
}

/// The last incident that says nothing of a change of the safety plan, where nobody has looked at the safety plan since: its day, `updated`, is
/// before the incident, and no review held on a later day says how it is.
pub fn incident_unseen<'r>(
    updated: NaiveDate,
    incidents: impl IntoIterator<Item = &'r Incident>,
    reviews: impl IntoIterator<Item = &'r WeeklyReview>,
) -> Option<&'r Incident> {
    let unchanged = |incident: &&Incident| !incident.changed.iter().any(|plan| plan == "safety-plan");
    let last = incidents.into_iter().filter(unchanged).max_by_key(|incident| incident.date)?;
    let looks = |review: &WeeklyReview| review.date > last.date && review.safety_plan.is_some();
    (updated < last.date && !reviews.into_iter().any(looks)).then_some(last)
}

/// When the safety plan is to be looked at after the incident of that day: within `days`.
pub fn look_after_incident(incident: NaiveDate, days: u32) -> Due {
    Due { from: incident, by: days_after(incident, days.into()) }
}

/// A weekly review that says that the safety plan needs updating.
#[derive(Debug, Clone, Copy)]
pub struct Call<'r> {
    /// The review.
    pub review: &'r WeeklyReview,
    /// The day of the first review that was held after it.
    pub followed: Option<NaiveDate>,
}

/// The last weekly review that says that the safety plan needs updating, among the last [`REVIEWS_ASKED`] of `reviews`, which go from the
/// oldest to the newest; none where the safety plan of the day `updated` is no older.
pub fn review_behind<'r>(
    updated: NaiveDate,
    reviews: impl DoubleEndedIterator<Item = &'r WeeklyReview>,
) -> Option<Call<'r>> {
    let mut followed = None;
    for review in reviews.rev().take(REVIEWS_ASKED) {
        if review.safety_plan.as_deref() == Some("needs-updating") {
            let followed = followed.filter(|day| *day > review.date);
            return (updated < review.date).then_some(Call { review, followed });
        }
        if review.missed.is_none() {
            followed = Some(review.date);
        }
    }
    None
}

impl Call<'_> {
    /// When the safety plan is to be updated: `days` after the review that asks for it, and before the next review.
    pub fn due(&self, days: u32) -> Due {
        let from = self.review.date;
        let by = days_after(from, days.into());
        let before = self.followed.and_then(|day| day.pred_opt());
        Due { from, by: before.map_or(by, |before| before.min(by)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cycle::samples::{day, weekly_review};

    fn review(week: &str, date: &str, says: &str) -> WeeklyReview {
        weekly_review(serde_json::json!({"week": week, "date": date, "by": "priya-n", "safety_plan": says}))
    }

    fn missed(week: &str, date: &str) -> WeeklyReview {
        weekly_review(serde_json::json!({"week": week, "date": date, "by": "priya-n", "missed": "staff"}))
    }

    fn by(updated: &str, reviews: &[WeeklyReview]) -> Option<NaiveDate> {
        review_behind(day(updated), reviews.iter()).map(|call| call.due(4).by)
    }

    #[test]
    fn a_review_calls_for_an_update_until_there_is_one() {
        let asks = review("2026-W44", "2026-10-30", "needs-updating");
        let next = review("2026-W45", "2026-11-02", "working");
        assert_eq!(by("2026-10-29", std::slice::from_ref(&asks)), Some(day("2026-11-03")));
        assert_eq!(by("2026-10-30", std::slice::from_ref(&asks)), None);
        assert_eq!(by("2026-10-29", &[asks.clone(), next.clone()]), Some(day("2026-11-01")), "before the next review");
        let late = missed("2026-W45", "2026-11-02");
        assert_eq!(by("2026-10-29", &[asks.clone(), late]), Some(day("2026-11-03")), "nobody looked at it then");
        let many = std::iter::repeat_n(next, REVIEWS_ASKED);
        let reviews: Vec<_> = std::iter::once(asks).chain(many).collect();
        assert_eq!(by("2026-10-29", &reviews), None);
        assert!(by("2026-10-29", &reviews[..REVIEWS_ASKED]).is_some());
    }

    fn incident(date: &str, changed: &[&str]) -> Incident {
        serde_json::from_value(serde_json::json!({"date": date, "risks": [], "changed": changed})).expect("an incident")
    }

    #[test]
    fn an_incident_calls_for_the_update_that_it_names() {
        let both = [incident("2026-09-15", &["safety-plan"]), incident("2026-10-02", &["support-plan"])];
        let behind = |updated: &str| incident_behind(day(updated), &both).map(|incident| incident.date);
        assert_eq!(behind("2026-09-14"), Some(day("2026-09-15")));
        assert_eq!(behind("2026-09-15"), None);
    }

    #[test]
    fn after_an_incident_somebody_looks_at_the_safety_plan() {
        let both = [incident("2026-09-15", &["support-plan"]), incident("2026-10-02", &["safety-plan"])];
        let unseen = |updated: &str, reviews: &[WeeklyReview]| {
            incident_unseen(day(updated), &both, reviews).map(|incident| incident.date)
        };
        assert_eq!(unseen("2026-09-14", &[]), Some(day("2026-09-15")));
        assert_eq!(unseen("2026-09-15", &[]), None);
        let same_day = review("2026-W38", "2026-09-15", "working");
        assert_eq!(unseen("2026-09-14", &[same_day, missed("2026-W39", "2026-09-25")]), Some(day("2026-09-15")));
        assert_eq!(unseen("2026-09-14", &[review("2026-W38", "2026-09-18", "needs-updating")]), None);
    }

    #[test]
    fn plans_are_there_from_the_start() {
        assert_eq!(first_plan(day("2026-07-13"), 3), Due { from: day("2026-07-13"), by: day("2026-07-16") });
        assert!(first_safety_plan(day("2026-07-13")).overdue(day("2026-07-14")));
    }
}

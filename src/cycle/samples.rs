//! Records for the tests of this room.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::record::model::{FormalReview, SupportPlan, WeeklyReview};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// The plan of somebody who moved in on 13 July 2026, with further keys.
pub(super) fn plan(extra: Value) -> SupportPlan {
    let mut plan = json!({
        "resident": "R-0142", "called": "Sam", "moved_in": "2026-07-13", "key_worker": "priya-n",
        "commissioned_hours": 6, "outcomes": [], "actions": [], "risks": [],
    });
    for (key, value) in extra.as_object().into_iter().flatten() {
        plan[key] = value.clone();
    }
    of(plan)
}

pub(super) fn formal_review(value: Value) -> FormalReview {
    of(value)
}

pub(super) fn weekly_review(value: Value) -> WeeklyReview {
    of(value)
}

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a record")
}

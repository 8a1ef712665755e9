//! The scans of a closed formal review. They may come later, and one that is there stays.

use serde_json::Value;

/// The keys that name scans.
pub(super) const KEYS: [&str; 2] = ["scan", "further_scans"];

/// Whether each scan that `before` names is named by `now` as well.
pub(super) fn are_kept(before: &Value, now: &Value) -> bool {
    KEYS.iter().all(|key| is_kept(key, before, now))
}

/// The same for one of [`KEYS`].
pub(super) fn is_kept(key: &str, before: &Value, now: &Value) -> bool {
    match (before.get(key), now.get(key)) {
        (None | Some(Value::Null), _) => true,
        (Some(Value::Array(before)), Some(Value::Array(now))) => now.starts_with(before),
        (before, now) => before == now,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scans_may_come_later_and_stay() {
        let kept = |before: Value, now: Value| are_kept(&before, &now);
        assert!(kept(json!({}), json!({"scan": {"path": "a"}})));
        assert!(kept(json!({"scan": null}), json!({"scan": {"path": "a"}})));
        assert!(kept(json!({"further_scans": ["b"]}), json!({"further_scans": ["b", "c"]})));
        assert!(!kept(json!({"scan": {"path": "a"}}), json!({"scan": {"path": "b"}})));
        assert!(!kept(json!({"scan": {"path": "a"}}), json!({})));
        assert!(!kept(json!({"further_scans": ["b", "c"]}), json!({"further_scans": ["c"]})));
        assert!(!kept(json!({"further_scans": ["b"]}), json!({})));
    }
}

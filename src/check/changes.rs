//! What only a change can show: records beside what they were at an earlier version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate, Weekday};
use serde_json::Value;

use super::nearest::nearest;
use super::{Checkup, Context, scans};
use crate::finding::{Code, Finding};
use crate::record::former::former_ids;
use crate::record::yaml::Node;
use crate::record::{Kind, Record, change, slug};
use crate::text::Span;

/// Records as they were, by path: those of a folder that are different now, or gone.
pub type Before = BTreeMap<String, Record>;

/// Whether only a change can show findings of this code, so that nothing is missed where there are none.
pub(super) fn shows(code: Code) -> bool {
    matches!(code, Code::ClosedReviewAltered | Code::OldReviewAltered | Code::RecordDeleted | Code::ItemGone)
}

/// Leaves out what the history tells of a review where the change tells it already.
pub(super) fn once(findings: &mut Vec<Finding>) {
    if findings.iter().any(|finding| finding.code == Code::ClosedReviewAltered) {
        findings.retain(|finding| finding.code != Code::ChangedSinceClosed);
    }
}

/// What the change from `before` to `record` shows.
pub(super) fn findings(record: &Record, before: &Record, context: &Context) -> Vec<Finding> {
    match record.kind() {
        Kind::FormalReview => closed_review(record, before).into_iter().collect(),
        Kind::WeeklyReview => old_review(record, before, context).into_iter().collect(),
        _ => gone_items(record, before),
    }
}

/// What is said of records that were there before and are not among `now`.
pub(super) fn deleted<'b>(before: &'b Before, now: &BTreeSet<String>) -> impl Iterator<Item = Checkup> + use<'b> {
    let gone: Vec<&String> = before.keys().filter(|path| !now.contains(*path)).collect();
    gone.into_iter().map(|path| {
        let message = "this record was there before, and is gone";
        let help = "Bring it back, unless the whole record is meant to go. What is over stays, and is marked as ended.";
        let finding = Finding::new(Code::RecordDeleted, Span::empty(0), message, help);
        Checkup { path: path.clone(), text: String::new(), findings: vec![finding], record: None }
    })
}

/// A formal review that was closed says what was agreed and signed. A scan may be added to it, and a later review may take its place.
fn closed_review(record: &Record, before: &Record) -> Option<Finding> {
    let was_closed = matches!(before.value("stage"), Some("closed" | "superseded"));
    let agreed = |record: &Record| {
        let mut values = record.values.clone();
        if let Some(values) = values.as_object_mut() {
            values.retain(|key, _| !scans::KEYS.contains(&key.as_str()));
            let stage = values.get("stage").and_then(Value::as_str).map(|stage| stage.replace("superseded", "closed"));
            values.extend(stage.map(|stage| ("stage".to_owned(), Value::String(stage))));
        }
        (values, record.words(record.body.span).replace("\r\n", "\n"))
    };
    if !was_closed || (agreed(record) == agreed(before) && scans::are_kept(&before.values, &record.values)) {
        return None;
    }
    let message = "this formal review was closed, and says something else now";
    let help = "Put back what was agreed and signed. What is different since then goes into the plan, and into the next review.";
    Some(Finding::new(Code::ClosedReviewAltered, first_difference(record, before), message, help))
}

/// For how many days after its week a weekly review may still be mended without a word.
const DAYS_TO_MEND: i64 = 7;

fn old_review(record: &Record, before: &Record, context: &Context) -> Option<Finding> {
    let (year, week) = before.value("week")?.split_once("-W")?;
    let sunday = NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Sun)?;
    if sunday + Duration::days(DAYS_TO_MEND) >= context.today
        || change::between(before, record, &context.wording).is_empty()
    {
        return None;
    }
    let message = "this review is of a week that is over for long, and says something else now";
    let help = "Put back what was written at the time. What became known later goes into this week's review.";
    Some(Finding::new(Code::OldReviewAltered, first_difference(record, before), message, help))
}

/// The rest of the line, in what is there now, in which the two begin to differ.
fn first_difference(record: &Record, before: &Record) -> Span {
    let same = record.text.bytes().zip(before.text.bytes()).take_while(|(now, then)| now == then).count();
    let start = record.text.as_bytes()[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = record.text[start..].find('\n').map_or(record.text.len(), |newline| start + newline);
    Span::new(start, end)
}

/// Items that other records may name and that are no longer there under their id.
fn gone_items(record: &Record, before: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, schema) in record.schema().json["properties"].as_object().into_iter().flatten() {
        let properties = &schema["items"]["properties"];
        let is_read = record.has_all_ids(key) && !record.front.broken.contains(key);
        if properties.get("id").is_none() || !is_read {
            continue;
        }
        let (then, now): (BTreeSet<&str>, BTreeSet<&str>) = (before.ids(key).collect(), record.ids(key).collect());
        let mut new: BTreeSet<&str> = now.difference(&then).copied().collect();
        // One that was renamed by command says what it was called.
        let was: BTreeSet<&str> = record.list(key).iter().flat_map(former_ids).collect();
        let is_over = |item: &Value| item.get("ended").is_some_and(|ended| !ended.is_null());
        for item in before.list(key) {
            let Some(id) = item.get("id").and_then(Value::as_str).filter(|id| !now.contains(id)) else { continue };
            if was.contains(id) {
                continue;
            }
            if let Some(renamed) = renamed(id, item, key, record, before, &new) {
                new.remove(renamed);
                let message = format!("this seems to be an item of `{key}` that had another id before");
                let help = "Give it back its id, by which other records name it. `supportplan rename` gives an item another name and keeps account of the old one.";
                findings
                    .push(Finding::new(Code::ItemGone, place(record, key, Some(renamed)), message, help).quoting(id));
            } else if properties.get("ended").is_some() && !is_over(item) {
                let message = format!("an item of `{key}` is gone, and it had not been ended");
                let help = "Put it back. An item that is over stays, marked as `ended` with the reason.";
                findings.push(Finding::new(Code::ItemGone, place(record, key, None), message, help).quoting(id));
            }
        }
    }
    findings
}

/// The new item that the one which was called `id` became: its values or its words are the same, or its id is nearly so.
fn renamed<'n>(
    id: &str,
    item: &Value,
    key: &str,
    record: &Record,
    before: &Record,
    new: &BTreeSet<&'n str>,
) -> Option<&'n str> {
    let without_id = |item: &Value| {
        let mut item = item.clone();
        item.as_object_mut().map(|values| values.remove("id"));
        item
    };
    let words = |record: &Record, id: &str| {
        let item = record.outline.item(key, &slug(id));
        item.map(|item| record.words(item.all)).filter(|words| !words.is_empty())
    };
    let (values, text) = (without_id(item), words(before, id));
    let has_values = values.as_object().is_some_and(|values| !values.is_empty());
    let is_it = |found: &&&str| {
        let now = record.list(key).iter().find(|item| item.get("id").and_then(Value::as_str) == Some(**found));
        let same_values = has_values && now.is_some_and(|now| without_id(now) == values);
        same_values || (text.is_some() && words(record, found) == text)
    };
    new.iter().find(is_it).copied().or_else(|| {
        let near = nearest(id, new.iter().copied())?;
        new.get(near).copied()
    })
}

/// Where the item `id` of the list `key` stands, or else the list.
fn place(record: &Record, key: &str, id: Option<&str>) -> Span {
    let list = record.front.root.entry(key);
    let items = list.map(|list| list.value.items()).unwrap_or_default();
    let found = items.iter().filter_map(|item| item.get("id")).find(|node| id.is_some() && node.text() == id);
    let found: Option<&Node> = found;
    found.map(|node| node.span).or_else(|| list.map(|list| list.key_span)).unwrap_or_default()
}

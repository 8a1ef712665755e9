//! Values of the front matter, old and new, as people read them.

use serde_json::{Map, Value};

use super::{About, Detail};
use crate::record::Record;

type Members = Map<String, Value>;

/// The members of a mapping; none, where it is no mapping.
pub(super) fn members(value: &Value) -> &Members {
    static NONE: std::sync::LazyLock<Members> = std::sync::LazyLock::new(Map::new);
    value.as_object().unwrap_or(&NONE)
}

/// The keys of both, those of the new one first.
pub(super) fn keys<'m>(old: &'m Members, new: &'m Members) -> impl Iterator<Item = &'m str> {
    new.keys().chain(old.keys().filter(|key| !new.contains_key(*key))).map(String::as_str)
}

/// What a list says of the item `id`. Where it has several of that id, or one that is no mapping, what they say stands under one key, so that
/// nothing of it is passed over.
pub(super) fn merged(record: &Record, list: &str, id: &str) -> Members {
    let items: Vec<&Value> = with_id(record, list, id).collect();
    match items.as_slice() {
        [] => Map::new(),
        [Value::Object(members)] => members.clone(),
        several => [(String::new(), Value::Array(several.iter().copied().cloned().collect()))].into_iter().collect(),
    }
}

/// Whether a list has an item `id`.
pub(super) fn has_item(record: &Record, list: &str, id: &str) -> bool {
    with_id(record, list, id).next().is_some()
}

/// What the member `key` of the item `id` says, where there is one.
pub(super) fn of_item<'r>(record: &'r Record, list: &'r str, id: &'r str, key: &str) -> Option<&'r Value> {
    with_id(record, list, id).find_map(|item| item.get(key))
}

fn with_id<'r>(record: &'r Record, list: &'r str, id: &'r str) -> impl Iterator<Item = &'r Value> {
    record.list(list).iter().filter(move |item| item.get("id").and_then(Value::as_str).unwrap_or("") == id)
}

/// Each value that differs, called as `title` says, or as that and the keys that lead to it.
pub(super) fn differences(title: &str, old: Option<&Value>, new: Option<&Value>) -> Vec<Detail> {
    if old == new {
        return Vec::new();
    }
    let is_members = |value: Option<&Value>| value.is_none_or(Value::is_object);
    if is_members(old) && is_members(new) {
        let (old, new) = (old.map(members), new.map(members));
        let none = members(&Value::Null);
        let (old, new) = (old.unwrap_or(none), new.unwrap_or(none));
        let inside = |key: &str| format!("{title} {}", key.replace('_', " "));
        return keys(old, new).flat_map(|key| differences(inside(key).trim(), old.get(key), new.get(key))).collect();
    }
    let listed_in = mappings(old).zip(mappings(new)).filter(|(old, new)| !old.is_empty() || !new.is_empty());
    if let Some((old, new)) = listed_in {
        return listed(title, old, new);
    }
    let (old, new) = (old.and_then(shown), new.and_then(shown));
    let same = |one: &Option<String>, other: &Option<String>| {
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        super::passages::same_words(&words(one), &words(other))
    };
    if same(&old, &new) {
        return Vec::new();
    }
    vec![Detail { about: About::Value, what: title.to_owned(), refers: None, old, new }]
}

/// The items of a list of mappings, where it is one, or nothing yet.
fn mappings(value: Option<&Value>) -> Option<&[Value]> {
    match value {
        None => Some(&[]),
        Some(Value::Array(items)) => items.iter().all(Value::is_object).then_some(items),
        Some(_) => None,
    }
}

/// What differs between two lists of mappings. Those with ids are matched by them; of others, what one of the lists alone has was added or
/// removed. Their order says nothing.
fn listed(title: &str, old: &[Value], new: &[Value]) -> Vec<Detail> {
    let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
    let ids = |items: &[Value]| {
        let ids: Option<Vec<String>> = items.iter().map(id).collect();
        ids.filter(|ids| ids.iter().enumerate().all(|(at, id)| !ids[..at].contains(id)))
    };
    let mut details = Vec::new();
    if let Some((old_ids, new_ids)) = ids(old).zip(ids(new)) {
        let gone = old_ids.iter().filter(|id| !new_ids.contains(id));
        for known in new_ids.iter().chain(gone) {
            let find = |items: &'_ [Value]| items.iter().find(|item| id(item).as_ref() == Some(known)).cloned();
            let (before, after) = (find(old), find(new));
            details.extend(match (&before, &after) {
                (Some(_), Some(_)) => differences(&format!("{title} {known}"), before.as_ref(), after.as_ref()),
                _ => vec![of_list(title, before.as_ref(), after.as_ref())],
            });
        }
        return details;
    }
    if old.is_empty() || new.is_empty() {
        details.extend(old.iter().map(|item| of_list(title, Some(item), None)));
        details.extend(new.iter().map(|item| of_list(title, None, Some(item))));
        return details;
    }
    let mut left: Vec<&Value> = old.iter().collect();
    let mut added = Vec::new();
    for item in new {
        match left.iter().position(|known| *known == item) {
            Some(at) => _ = left.remove(at),
            None => added.push(item),
        }
    }
    // One that was replaced by one is that one, changed.
    if let ([before], [after]) = (left.as_slice(), added.as_slice()) {
        return vec![of_list(title, Some(before), Some(after))];
    }
    details.extend(left.into_iter().map(|item| of_list(title, Some(item), None)));
    details.extend(added.into_iter().map(|item| of_list(title, None, Some(item))));
    details
}

fn of_list(title: &str, old: Option<&Value>, new: Option<&Value>) -> Detail {
    Detail {
        about: About::Value,
        what: title.to_owned(),
        refers: None,
        old: old.and_then(shown),
        new: new.and_then(shown),
    }
}

/// A value as people read it; none where it says nothing.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => Some("none".to_owned()),
        Value::Array(items) => Some(items.iter().filter_map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| Some(format!("{} {}", key.replace('_', " "), shown(value)?));
            Some(members.iter().filter_map(member).collect::<Vec<_>>().join(", "))
        }
        other => Some(other.to_string()),
    }
}

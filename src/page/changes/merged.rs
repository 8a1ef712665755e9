//! What templates are handed of two versions of a record, as one: the newest as it stands, with what was removed and what is new marked in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::fragment;
use super::mark::{Deed, Marker, Stamp};
use super::marked::{self, Doers};
use crate::redline::diff::Token;
use crate::redline::{Weave, words};
use crate::template::{Shown, escape};

/// Views of one record, from the oldest version that is shown to the newest, and what each of them followed.
pub(super) struct Versions<'v> {
    pub(super) views: &'v [Arc<Value>],
    /// By version, the versions that it followed; those before the oldest are the oldest.
    pub(super) parents: &'v [Vec<usize>],
    pub(super) stamps: &'v [Stamp],
    /// What the ids of the list's entries begin with.
    pub(super) prefix: &'v str,
}

/// What came or went as a whole. Where a page shows changes, an object or an item of a list has it as `change`, and of a field such as `date` it stands
/// beside that, as `date_change`. Where nothing came or went there is none.
#[derive(Debug, Serialize)]
struct Change {
    /// `removed` or `added`.
    deed: &'static str,
    /// Its number in the list of what changed.
    number: usize,
    /// The id of its entry in that list, for a link.
    entry: String,
    /// When it was, in words.
    when: String,
    /// When it was, as `datetime` attributes say it.
    datetime: String,
}

/// What the program knows from elsewhere than the record, or what only says how it all looks now.
const AS_IT_IS_NOW: [&str; 9] = ["chart", "weeks", "latest", "long", "options", "scale", "service", "title", "version"];
/// Of the page as a whole: what stands in the foot and the margins, where nothing can be marked.
const OF_THE_PAGE: [&str; 3] = ["date", "made", "reference"];
/// Texts in which single words are marked; other values are struck as a whole.
const IN_WORDS: [&str; 5] = ["name", "heading", "what", "uses", "also_for"];

/// A word, as one part of a text that is woven.
#[derive(Debug, Clone)]
struct Thread {
    key: Vec<u8>,
    is_glued: bool,
}

impl Token for Thread {
    fn key(&self) -> &[u8] {
        &self.key
    }

    fn is_glued(&self) -> bool {
        self.is_glued
    }
}

impl Versions<'_> {
    fn marker(&self) -> Marker<'_> {
        Marker { stamps: self.stamps, prefix: self.prefix }
    }

    /// The newest view, with what differs from the oldest marked.
    pub(super) fn merged(&self) -> Shown {
        let states: Vec<Option<&Value>> = self.views.iter().map(|view| Some(&**view)).collect();
        self.value("", &states)
    }

    fn value(&self, key: &str, states: &[Option<&Value>]) -> Shown {
        let (old, new) = (ends(states).0, ends(states).1);
        let null = Value::Null;
        let now = new.unwrap_or(&null);
        if old == new || AS_IT_IS_NOW.contains(&key) {
            return Shown::Plain(now.clone());
        }
        match (old.unwrap_or(&null), now) {
            (Value::Object(old), Value::Object(new)) => self.fields(key, old, new, states),
            (Value::Array(old), Value::Array(new)) => self.list(key, old, new, states),
            (Value::Null | Value::String(_), Value::Null | Value::String(_)) => self.text(key, states),
            _ => Shown::Plain(now.clone()),
        }
    }

    fn fields(&self, of: &str, old: &Map<String, Value>, new: &Map<String, Value>, states: &[Option<&Value>]) -> Shown {
        let keys = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
        let mut fields = Vec::new();
        for key in keys {
            if of == "page" && OF_THE_PAGE.contains(&key.as_str()) {
                fields.push((key.clone(), Shown::Plain(new.get(key).cloned().unwrap_or_default())));
                continue;
            }
            let inner: Vec<Option<&Value>> =
                states.iter().map(|state| state.and_then(|state| state.get(key))).collect();
            fields.push((key.clone(), self.value(key, &inner)));
            // Where there was nothing, or is nothing now, what the template says beside it came or went with it.
            let deed = match (is_empty(old.get(key)), is_empty(new.get(key))) {
                (true, false) => Deed::Added,
                (false, true) => Deed::Removed,
                _ => continue,
            };
            let doers = self.doers(&inner, |state| present(!is_empty(state)));
            fields.extend(self.change(deed, &doers).map(|change| (format!("{key}_change"), change)));
        }
        Shown::Fields(fields)
    }

    /// A list, its parts known by who or what they are and never by their place.
    fn list(&self, key: &str, old: &[Value], new: &[Value], states: &[Option<&Value>]) -> Shown {
        let lists: Vec<BTreeMap<String, &Value>> = states
            .iter()
            .map(|state| named(state.and_then(Value::as_array).map_or(&[][..], Vec::as_slice)).into_iter().collect())
            .collect();
        let of = |name: &String| lists.iter().map(|list| list.get(name).copied()).collect::<Vec<_>>();
        let (old, new) = (named(old), named(new));
        let there: BTreeSet<&String> = new.iter().map(|(name, _)| name).collect();
        // What is gone stands behind what it stood behind.
        let mut gone: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
        let mut behind = None;
        for (name, _) in &old {
            if there.contains(name) {
                behind = Some(name);
            } else {
                gone.entry(behind).or_default().push(name);
            }
        }
        let removed = |behind: Option<&String>| {
            gone.get(&behind)
                .into_iter()
                .flatten()
                .map(|name| self.part(key, &of(name), Deed::Removed))
                .collect::<Vec<_>>()
        };
        let was: BTreeSet<&String> = old.iter().map(|(name, _)| name).collect();
        let mut parts = removed(None);
        for (name, _) in &new {
            let inner = of(name);
            parts.push(if was.contains(name) { self.value(key, &inner) } else { self.part(key, &inner, Deed::Added) });
            parts.extend(removed(Some(name)));
        }
        Shown::List(parts)
    }

    /// A part that came or went as a whole.
    fn part(&self, key: &str, states: &[Option<&Value>], deed: Deed) -> Shown {
        let doers = self.doers(states, |state| present(state.is_some()));
        let version = doers.of_whole(deed);
        let value = match deed {
            Deed::Removed => ends(states).0,
            Deed::Added => ends(states).1,
        };
        let marker = self.marker();
        let mut shown = wrapped(key, value.unwrap_or(&Value::Null), &|html| marker.wrap(deed, version, html));
        if let Shown::Fields(fields) = &mut shown {
            fields.extend(self.change(deed, &doers).map(|change| ("change".to_owned(), change)));
        }
        shown
    }

    /// What templates are told of what came or went as a whole.
    fn change(&self, deed: Deed, doers: &Doers) -> Option<Shown> {
        let stamp = self.stamps.get(doers.of_whole(deed))?;
        let Stamp { number, datetime, when } = stamp;
        let entry = format!("{}change-{number}", self.prefix);
        let change =
            Change { deed: deed.word(), number: *number, entry, when: when.clone(), datetime: datetime.clone() };
        Some(Shown::Plain(serde_json::to_value(change).ok()?))
    }

    fn text(&self, key: &str, states: &[Option<&Value>]) -> Shown {
        let (old, new) = (text_of(ends(states).0), text_of(ends(states).1));
        let marker = self.marker();
        if key == "html" {
            let pieces = |node: &fragment::Node| node.pieces().into_iter().map(thread).collect::<Vec<_>>();
            let doers = self.doers(states, |state| fragment::read(text_of(state)).iter().flat_map(pieces).collect());
            let html = marked::html(&fragment::read(old), &fragment::read(new), &doers, &marker);
            return Shown::Plain(Value::String(html));
        }
        if IN_WORDS.contains(&key) {
            let doers = self.doers(states, |state| words::of(text_of(state)).iter().map(thread).collect());
            let (old, new) = (fragment::read(&escape(old)), fragment::read(&escape(new)));
            return Shown::Html(marked::html(&old, &new, &doers, &marker));
        }
        let doers = self.doers(states, |state| {
            let text = Some(text_of(state)).filter(|text| !text.is_empty());
            text.map(|text| Thread { key: text.as_bytes().to_vec(), is_glued: false }).into_iter().collect()
        });
        let side = |deed: Deed, text: &str| {
            let version = (!text.is_empty()).then(|| doers.of_whole(deed));
            (version.map(|version| marker.mark(deed, version, &escape(text))).unwrap_or_default(), version)
        };
        let (removed, added) = (side(Deed::Removed, old), side(Deed::Added, new));
        let references = marker.references(removed.1.as_slice(), added.1.as_slice());
        Shown::Html(format!("{}{}{references}", removed.0, added.0))
    }

    /// Who did what; `threads` gives the parts of what a version says.
    fn doers(&self, states: &[Option<&Value>], threads: impl Fn(Option<&Value>) -> Vec<Thread>) -> Doers {
        let mut weave: Weave<Thread> = Weave::new();
        let mut last = 0;
        for (version, state) in states.iter().enumerate() {
            let parents = self.parents.get(version).map_or(&[][..], Vec::as_slice);
            match parents {
                [parent] if states.get(*parent) == Some(state) => _ = weave.again(*parent),
                parents => {
                    if parents.first().is_some_and(|parent| states.get(*parent) != Some(state)) {
                        last = version;
                    }
                    weave.add(parents, &threads(*state));
                }
            }
        }
        let newest = states.len().saturating_sub(1);
        let brought = weave.at(newest).into_iter().map(|part| Some(part.by).filter(|by| *by > 0)).collect();
        Doers { taken: weave.taken(0, newest), brought, last }
    }
}

fn thread(token: &impl Token) -> Thread {
    Thread { key: token.key().to_vec(), is_glued: token.is_glued() }
}

/// The oldest and the newest.
fn ends<'v>(states: &[Option<&'v Value>]) -> (Option<&'v Value>, Option<&'v Value>) {
    (states.first().copied().flatten(), states.last().copied().flatten())
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(_) => false,
    }
}

/// What is there as a whole or not at all, as parts.
fn present(is_there: bool) -> Vec<Thread> {
    is_there.then(|| Thread { key: b"there".to_vec(), is_glued: false }).into_iter().collect()
}

fn text_of(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or("")
}

/// The parts of a list, each with what it is known by. Several of one name are told apart by their order.
fn named(list: &[Value]) -> Vec<(String, &Value)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let name = |value: &Value| match value {
        Value::String(text) => text.clone(),
        value => {
            let keys = ["id", "slug", "role", "day", "name"];
            keys.iter().find_map(|key| value.get(key)?.as_str()).unwrap_or_default().to_owned()
        }
    };
    let named = list.iter().map(|value| {
        let name = name(value);
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        (format!("{name}\u{1f}{count}"), value)
    });
    named.collect()
}

/// All texts of a part, each in a mark.
fn wrapped(key: &str, value: &Value, wrap: &impl Fn(&str) -> String) -> Shown {
    match value {
        Value::Object(fields) => Shown::Fields(
            fields
                .iter()
                .map(|(key, value)| {
                    // What a template goes by stays as it is.
                    let is_plain =
                        matches!(key.as_str(), "id" | "slug" | "ask") || AS_IT_IS_NOW.contains(&key.as_str());
                    (key.clone(), if is_plain { Shown::Plain(value.clone()) } else { wrapped(key, value, wrap) })
                })
                .collect(),
        ),
        Value::Array(list) => Shown::List(list.iter().map(|value| wrapped(key, value, wrap)).collect()),
        Value::String(html) if key == "html" => Shown::Plain(Value::String(wrap(html))),
        Value::String(text) => Shown::Html(wrap(&escape(text))),
        other => Shown::Plain(other.clone()),
    }
}

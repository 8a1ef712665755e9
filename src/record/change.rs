//! What changed between two versions of a record, part by part: old and new, in whole words. Parts are matched by their ids, never by their
//! place or likeness, so that moving an outcome is no change. How a change is put into lines is for [`crate::report`] to say.

mod passages;
mod values;

use std::collections::BTreeMap;

use serde_json::Value;

use self::passages::{Heard, outside};
use crate::record::outline::Section;
use crate::record::schema::ItemsSpec;
use crate::record::{Former, Kind, Record, Wording, read, yaml};

/// One change to one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the part is: "outcome", "risk", "section", "detail".
    pub noun: &'static str,
    /// What was done to it.
    pub deed: Deed,
    /// What the part goes by: an item's id, a section's heading as a slug, or a key of the front matter. It stays the same where the part is
    /// moved. Empty for words that belong to no part.
    pub id: String,
    /// The part, such as `outcome "Cooks lunch"`; empty for a key of the front matter. Holds words of the record.
    pub part: String,
    /// What is different in it. Holds words of the record.
    pub details: Vec<Detail>,
}

/// One thing that is different in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What kind of thing it is.
    pub about: About,
    /// What it is called, such as `measure target` or `Staff will`; empty for the part's own words.
    pub what: String,
    /// The list whose ids it holds, as the schema names it, such as `levels` or `outcomes`; none for what holds no ids.
    pub refers: Option<&'static str>,
    /// What it was, in full; none where there was nothing. A passage is without its comments and with its lines joined.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
}

/// What kind of thing is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A value of the front matter.
    Value,
    /// A passage of the text.
    Words,
    /// A part's heading.
    Heading,
    /// Why the part ended.
    Reason,
}

/// What was done to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It is new.
    Added,
    /// It is there as before, with something different in it.
    Changed,
    /// It is over, and says why.
    Ended,
    /// It is no longer there.
    Removed,
}

impl Deed {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Added => "added",
            Deed::Changed => "changed",
            Deed::Ended => "ended",
            Deed::Removed => "removed",
        }
    }
}

/// All that differs between `old` and `new`, which are versions of one record. Every word that only one of them has stands in one of the details,
/// or in what a part or a detail is called.
pub fn between(old: &Record, new: &Record, wording: &Wording) -> Vec<Change> {
    let comparer = Comparer { old, new, wording, former: Former::of([new]) };
    let mut changes = comparer.top_values();
    let mut known = Vec::new();
    for spec in &new.schema().body.sections {
        changes.extend(comparer.section(&spec.heading, &spec.slug));
        let mut items = spec.items.as_ref();
        while let Some(spec) = items {
            if !known.contains(&&spec.key) {
                changes.extend(comparer.items(spec));
                known.push(&spec.key);
            }
            items = spec.items.as_deref();
        }
    }
    changes.extend(comparer.own_sections());
    changes.extend(comparer.outside());
    changes
}

/// All that `record` says, as what was added where there was nothing.
pub fn beginning(record: &Record, wording: &Wording) -> Vec<Change> {
    let nothing = read(&record.path, record.place.clone(), Vec::new(), wording).record;
    nothing.map(|nothing| between(&nothing, record, wording)).unwrap_or_default()
}

/// The changes as a commit's subject may name them: numbers only, such as "1 outcome changed, 2 risks added".
pub fn counted(changes: &[Change]) -> String {
    let mut counts: BTreeMap<(Deed, &str), usize> = BTreeMap::new();
    for change in changes {
        *counts.entry((change.deed, change.noun)).or_default() += 1;
    }
    let mut parts: Vec<_> = counts.into_iter().collect();
    // Items before sections and details, each in the order in which they stand in the record.
    let order = |noun: &str| changes.iter().position(|change| change.noun == noun);
    parts.sort_by_key(|((deed, noun), _)| (matches!(*noun, "section" | "detail"), order(noun), *deed));
    let words = parts.iter().map(|((deed, noun), count)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural} {}", deed.word())
    });
    words.collect::<Vec<_>>().join(", ")
}

struct Comparer<'r> {
    old: &'r Record,
    new: &'r Record,
    wording: &'r Wording,
    /// What items were called before.
    former: Former,
}

impl Comparer<'_> {
    /// Values of the front matter that are about the record as a whole.
    fn top_values(&self) -> Vec<Change> {
        let lists = item_lists(self.new.kind());
        let (old, new) = (values::members(&self.old.values), values::members(&self.new.values));
        let mut changes = Vec::new();
        let is_items = |key: &str| {
            let is_list = |value: Option<&Value>| value.is_none_or(Value::is_array);
            lists.contains(&key) && is_list(old.get(key)) && is_list(new.get(key))
        };
        for key in values::keys(old, new).filter(|key| !is_items(key) && *key != "supportplan") {
            let details = self.values(&[key], old.get(key), new.get(key));
            if !details.is_empty() {
                let part = String::new();
                changes.push(Change { noun: "detail", deed: Deed::Changed, id: key.to_owned(), part, details });
            }
        }
        changes
    }

    /// A section's own words, its items left aside.
    fn section(&self, heading: &str, slug: &str) -> Option<Change> {
        let (old, new) = (Heard::section(self.old, slug), Heard::section(self.new, slug));
        let part = format!("section \"{}\"", self.wording.shown(heading));
        let mut details: Vec<Detail> = Vec::new();
        if let (Some(old), Some(new)) = (&old, &new) {
            details.extend(old.renamed(new));
        }
        // That a heading stands there is told by the items below it.
        let own = |heard: &Heard| (!heard.words.is_empty() || !heard.has_items).then(|| heard.words.clone());
        let (before, after) = (old.as_ref().and_then(own), new.as_ref().and_then(own));
        let deed = match (before.as_deref().unwrap_or(""), after.as_deref().unwrap_or("")) {
            ("", "") if before.is_none() => Deed::Added,
            ("", "") if after.is_none() => Deed::Removed,
            ("", "") => Deed::Changed,
            ("", _) => Deed::Added,
            (_, "") => Deed::Removed,
            _ => Deed::Changed,
        };
        let words = passages::difference("", before, after);
        let deed = if words.is_some() { deed } else { Deed::Changed };
        details.extend(words);
        (!details.is_empty()).then(|| Change { noun: "section", deed, id: slug.to_owned(), part, details })
    }

    /// Sections that the service adds to the format's.
    fn own_sections(&self) -> Vec<Change> {
        let own = |section: &&Section| self.new.schema().body.section(&section.slug).is_none();
        let mut seen = Vec::new();
        let sections = self.new.outline.sections.iter().chain(&self.old.outline.sections).filter(own);
        let is_first = |section: &&Section| {
            let is_first = !seen.contains(&section.slug);
            seen.push(section.slug.clone());
            is_first
        };
        let sections: Vec<&Section> = sections.filter(is_first).collect();
        sections.into_iter().filter_map(|section| self.section(&section.heading.text, &section.slug)).collect()
    }

    /// Words that belong to no section, and front matter of which not all can be read.
    fn outside(&self) -> Option<Change> {
        let mut details = Vec::new();
        if ![self.old, self.new].iter().all(|record| is_whole(record)) {
            let written = |record: &Record| record.front_span.map(|span| span.of(&record.text).trim().to_owned());
            details.extend(passages::difference("front matter as written", written(self.old), written(self.new)));
        }
        let words = |record: &Record| Some(outside(record)).filter(|words| !words.is_empty());
        details.extend(passages::difference("", words(self.old), words(self.new)));
        let part = "words outside the sections".to_owned();
        let change = Change { noun: "section", deed: Deed::Changed, id: String::new(), part, details };
        (!change.details.is_empty()).then_some(change)
    }

    fn items(&self, spec: &'static ItemsSpec) -> Vec<Change> {
        let (old, new) = (by_id(self.old, &spec.key), by_id(self.new, &spec.key));
        // One that was renamed is the same one.
        let now = |id| self.former.current(&spec.key, id);
        let mut changes = Vec::new();
        for id in &new {
            let same = old.iter().find(|known| *known == id);
            let before = same.or_else(|| old.iter().find(|known| now(known) == *id));
            changes.extend(self.item(spec, before.copied(), id));
        }
        let gone = old.iter().filter(|id| !new.iter().any(|there| there == *id || *there == now(id)));
        changes.extend(gone.map(|id| Change {
            noun: noun(&spec.key),
            deed: Deed::Removed,
            id: (*id).to_owned(),
            part: part(self.old, spec, id),
            details: self.item_details(spec, Some(id), None),
        }));
        changes
    }

    /// What became of the item that is called `id` now and was called `before`, where it was there.
    fn item(&self, spec: &'static ItemsSpec, before: Option<&str>, id: &str) -> Option<Change> {
        // One that was renamed is known by the name that it had.
        let part = match before {
            Some(old_id) if old_id != id => part(self.old, spec, old_id),
            _ => part(self.new, spec, id),
        };
        let mut details = self.item_details(spec, before, Some(id));
        let reason = details.iter().position(|detail| detail.what == "ended reason");
        let has_ended = |record: &Record, id: &str| values::of_item(record, &spec.key, id, "ended").is_some();
        // A heading may stay behind, or stand there already.
        let is_listed = |record: &Record, id: &str| values::has_item(record, &spec.key, id);
        let was_listed = before.is_some_and(|before| is_listed(self.old, before));
        let deed = match (before, reason) {
            (None, _) => Deed::Added,
            (Some(_), _) if !was_listed && is_listed(self.new, id) => Deed::Added,
            (Some(_), _) if was_listed && !is_listed(self.new, id) => Deed::Removed,
            (Some(before), Some(at)) if !has_ended(self.old, before) => {
                let mut reason = details.remove(at);
                (reason.about, reason.what) = (About::Reason, "because".to_owned());
                reason.new = reason.new.map(|reason| reason.replace('-', " "));
                details.insert(0, reason);
                Deed::Ended
            }
            (Some(_), _) => Deed::Changed,
        };
        let change = Change { noun: noun(&spec.key), deed, id: id.to_owned(), part, details };
        (deed != Deed::Changed || !change.details.is_empty()).then_some(change)
    }

    /// What differs between an item as it was and as it is, by the ids that it had and has; all of it, where it has just one of them.
    fn item_details(&self, spec: &'static ItemsSpec, before: Option<&str>, after: Option<&str>) -> Vec<Detail> {
        let key = spec.key.as_str();
        let all = |record, id: Option<&str>| id.map(|id| values::merged(record, key, id)).unwrap_or_default();
        let (old, new) = (all(self.old, before), all(self.new, after));
        let is_renamed = before.zip(after).is_some_and(|(before, after)| before != after);
        let mut details = Vec::new();
        for member in values::keys(&old, &new) {
            // The heading tells how it is called.
            if member == "id" || (member == "was" && is_renamed) {
                continue;
            }
            let before = old.get(member).map(|before| self.named_as_now(key, member, before));
            details.extend(self.values(&[key, member], before.as_ref(), new.get(member)));
        }
        let heard = |record, id: Option<&str>| id.and_then(|id| Heard::item(record, key, id));
        let (old, new) = (heard(self.old, before), heard(self.new, after));
        if before.is_some() && after.is_some() {
            let renamed = match (&old, &new) {
                (Some(old), Some(new)) => old.renamed(new),
                (old, new) => passages::heading(old.as_ref(), new.as_ref()),
            };
            let by_id = || {
                let id = |id: Option<&str>| id.map(str::to_owned);
                is_renamed.then(|| Detail {
                    about: About::Value,
                    what: "id".to_owned(),
                    refers: None,
                    old: id(before),
                    new: id(after),
                })
            };
            details.extend(renamed.or_else(by_id));
        }
        let own =
            |heard: &Option<Heard>| heard.as_ref().map(|heard| heard.words.clone()).filter(|words| !words.is_empty());
        details.extend(passages::difference("", own(&old), own(&new)));
        for label in &spec.labels {
            let words = |heard: &Option<Heard>| heard.as_ref().and_then(|heard| heard.labels.get(&label.slug).cloned());
            details.extend(passages::difference(self.wording.shown(&label.label), words(&old), words(&new)));
        }
        details
    }

    /// What the key of an item held, with each item that it names as it is called now.
    fn named_as_now(&self, list: &str, key: &str, before: &Value) -> Value {
        use crate::record::schema::Step;
        let schema = self.new.schema().at([Step::Key(list), Step::Item(0), Step::Key(key)]);
        match (before, schema.get("x-refers").and_then(Value::as_str)) {
            (Value::Array(ids), Some(target)) if !self.former.is_empty() => {
                let now = |id: &Value| match id.as_str() {
                    Some(id) => Value::String(self.former.current(target, id).to_owned()),
                    None => id.clone(),
                };
                Value::Array(ids.iter().map(now).collect())
            }
            _ => before.clone(),
        }
    }

    /// What differs in the value that these keys lead to, which is called by the schema's title for it, in small letters: what people call it.
    fn values(&self, keys: &[&str], old: Option<&Value>, new: Option<&Value>) -> Vec<Detail> {
        use crate::record::schema::Step;
        let steps = keys.iter().enumerate().flat_map(|(at, key)| {
            let item = (at + 1 < keys.len()).then_some(Step::Item(0));
            std::iter::once(Step::Key(key)).chain(item)
        });
        let schema = self.new.schema().at(steps);
        let title = match schema["title"].as_str() {
            Some(title) => title.to_lowercase(),
            None => keys.last().unwrap_or(&"").replace('_', " "),
        };
        let mut details = values::differences(&title, old, new);
        let whole = details.iter_mut().filter(|detail| detail.what == title);
        whole.for_each(|detail| detail.refers = schema["x-refers"].as_str());
        details
    }
}

/// Whether all of the front matter could be read. What is wrong with it is no longer at hand, so it is read once more.
fn is_whole(record: &Record) -> bool {
    record.front_span.is_none_or(|span| yaml::read(&record.text, span).findings.is_empty())
}

fn part(record: &Record, spec: &ItemsSpec, id: &str) -> String {
    match record.outline.item(&spec.key, id) {
        Some(item) => format!("{} \"{}\"", noun(&spec.key), item.heading.text),
        None if id.is_empty() => format!("{} without an id", noun(&spec.key)),
        None => format!("{} \"{id}\"", noun(&spec.key)),
    }
}

/// What one item of a front matter list is called.
fn noun(key: &str) -> &'static str {
    match key {
        "strengths" => "strength",
        "outcomes" => "outcome",
        "actions" => "action",
        "risks" => "risk",
        "findings" => "finding",
        _ => "item",
    }
}

/// The front matter keys whose items have words in the text.
fn item_lists(kind: Kind) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for section in &crate::record::Schema::of(kind).body.sections {
        let mut items = section.items.as_ref();
        while let Some(spec) = items {
            keys.push(spec.key.as_str());
            items = spec.items.as_deref();
        }
    }
    keys
}

/// The ids of the items of a list, in the front matter's order, then those that have only a heading. Those without an id go by none, together.
fn by_id<'r>(record: &'r Record, key: &'r str) -> Vec<&'r str> {
    let listed = record.list(key).iter().map(|item| item.get("id").and_then(Value::as_str).unwrap_or(""));
    let mut ids: Vec<&str> = Vec::new();
    for id in listed.chain(record.outline.items(key).map(|item| item.id())) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

#[cfg(test)]
mod tests;

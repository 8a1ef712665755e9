//! A part of a record, put into the record that it is a part of: items with their words, keys, labels and sections that are not there yet.
//! Nothing that is there is touched.

use std::fmt;

use crate::record::insert::{self, New, NewEntry};
use crate::record::outline::{Item, Section};
use crate::record::schema::{ItemsSpec, SectionSpec};
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Record, Wording, read, slug};
use crate::text::{self, Edit, Span};

/// Why a part cannot be put into a record: it is written in a way that leaves no place for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPlace;

impl fmt::Display for NoPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is written in a way that leaves no safe place for what is to be added")
    }
}

impl std::error::Error for NoPlace {}

/// The text of `record` with all of `part` added that it does not have. What it has stays as it is, byte for byte, but for keys
/// without a value and empty lists that the part has more for.
///
/// # Errors
/// There is no place for it, or what came out could not be read as meant.
pub fn add(record: &Record, part: &Record, wording: &Wording) -> Result<String, NoPlace> {
    added(record, part, None, wording)
}

/// The same with the items of one list alone, and their words.
///
/// # Errors
/// As for [`add`].
pub fn add_items(record: &Record, part: &Record, list: &str, wording: &Wording) -> Result<String, NoPlace> {
    added(record, part, Some(list), wording)
}

fn added(record: &Record, part: &Record, list: Option<&str>, wording: &Wording) -> Result<String, NoPlace> {
    if record.front.unread || !record.front.broken.is_empty() || record.body.unclosed.is_some() {
        return Err(NoPlace);
    }
    let mut edits = Vec::new();
    for entry in entries(part, list) {
        values(record, part, &entry.key, &entry.value, &mut edits);
    }
    let specs = &record.schema().body.sections;
    for section in sections(part, list) {
        match record.outline.section(&section.slug) {
            Some(there) => items(record, part, section, there, specs, &mut edits),
            None => edits.push(whole_section(record, part, section)),
        }
    }
    let text = text::apply(&record.text, edits);
    if holds(record, part, list, &text, wording) { Ok(text) } else { Err(NoPlace) }
}

/// The keys of a part that are added: all, or that of the list alone.
fn entries<'p>(part: &'p Record, list: Option<&str>) -> impl Iterator<Item = &'p Entry> {
    part.front.root.entries().iter().filter(move |entry| list.is_none_or(|list| entry.key == list))
}

/// The sections of a part that are added: all, or those in which items of the list have their words.
fn sections<'p>(part: &'p Record, list: Option<&str>) -> impl Iterator<Item = &'p Section> {
    let holds = move |section: &&Section| list.is_none_or(|list| section.items.iter().any(|item| item.key == list));
    part.outline.sections.iter().filter(holds)
}

/// What the value of one key at the top adds.
fn values(record: &Record, part: &Record, key: &str, node: &Node, edits: &mut Vec<Edit>) {
    let root = &record.front.root;
    let there = root.entry(key);
    match (&node.value, there) {
        (Yaml::Sequence(items), _) => {
            for item in items {
                let id = item.get("id").and_then(Node::text);
                let known = there.map(|it| it.value.items()).unwrap_or_default();
                match known.iter().find(|own| id.is_some() && own.get("id").and_then(Node::text) == id) {
                    Some(own) => members(record, part, own, item, edits),
                    None => edits.extend(insert::item(record, key, &New::of(item, part, true))),
                }
            }
        }
        (_, None) => {
            let new = NewEntry::new(key, New::of(node, part, true));
            let hints = part.front.root.entry(key).map(|entry| insert::hints_above(entry, part)).unwrap_or_default();
            edits.push(insert::member(record, root, insert::before(record, key), &NewEntry { hints, ..new }));
        }
        (_, Some(there)) => edits.extend(fill(record, root, there, &New::of(node, part, false))),
    }
}

/// What the keys of an item add to an item that is there.
fn members(record: &Record, part: &Record, own: &Node, item: &Node, edits: &mut Vec<Edit>) {
    for entry in item.entries() {
        let hints = insert::hints_above(entry, part);
        let new = NewEntry { hints, ..NewEntry::new(&entry.key, New::of(&entry.value, part, true)) };
        match own.entry(&entry.key) {
            Some(there) if !there.value.entries().is_empty() => {
                members(record, part, &there.value, &entry.value, edits);
            }
            Some(there) => edits.extend(fill(record, own, there, &new.value)),
            // What an item is called now and was called stand together.
            None if entry.key == "was" => edits.push(insert::member(record, own, own.entry("id"), &new)),
            None => edits.push(insert::member(record, own, None, &new)),
        }
    }
}

/// Writes the value of a key that has none, in the mapping `around`.
fn fill(record: &Record, around: &Node, there: &Entry, new: &New) -> Option<Edit> {
    let is_open = there.value.is_null() && there.value.span.is_empty();
    (is_open && *new != New::Scalar(String::new()))
        .then(|| Edit::insert(there.key_span.end + 1, insert::behind_colon(record, new, around, there)))
}

/// What the items of a section add, and the labels of items that are there.
fn items(
    record: &Record,
    part: &Record,
    section: &Section,
    there: &Section,
    specs: &'static [SectionSpec],
    edits: &mut Vec<Edit>,
) {
    let Some(spec) = specs.iter().find(|spec| spec.slug == section.slug).and_then(|spec| spec.items.as_ref()) else {
        return;
    };
    below(record, part, spec, (&section.items, &there.items), there.all.end, edits);
}

fn below(
    record: &Record,
    part: &Record,
    spec: &'static ItemsSpec,
    (new, there): (&[Item], &[Item]),
    end: usize,
    edits: &mut Vec<Edit>,
) {
    for item in new {
        let Some(own) = there.iter().find(|own| own.id() == item.id()) else {
            let words = Span::new(item.heading.span.start, item.all.end).of(&part.text).trim_end();
            edits.push(insert::paragraphs(&record.text, end, &[words.to_owned()]));
            continue;
        };
        for label in item.labels.iter().filter(|label| own.label(&label.slug).is_none()) {
            let words = Span::new(label.label.start, label.text.end).of(&part.text).trim_end();
            edits.push(insert::paragraphs(&record.text, own.own_end(), &[words.to_owned()]));
        }
        if let Some(inner) = spec.items.as_deref() {
            below(record, part, inner, (&item.items, &own.items), own.all.end, edits);
        }
    }
}

/// A section that is not there, behind the one that the format has before it.
fn whole_section(record: &Record, part: &Record, section: &Section) -> Edit {
    let specs = &record.schema().body.sections;
    let before = specs.iter().take_while(|spec| spec.slug != section.slug);
    let last = before.filter_map(|spec| record.outline.section(&spec.slug)).max_by_key(|section| section.all.end);
    let at = last.map_or(record.text.len(), |last| last.all.end);
    let words = Span::new(section.heading.span.start, section.all.end).of(&part.text).trim_end();
    insert::paragraphs(&record.text, at, &[words.to_owned()])
}

/// Whether the text, read anew, has all that the record and the part have, and no more faults than the record.
fn holds(record: &Record, part: &Record, list: Option<&str>, text: &str, wording: &Wording) -> bool {
    let reading = read(&record.path, record.place.clone(), text.as_bytes().to_vec(), wording);
    let before = read(&record.path, record.place.clone(), record.text.as_bytes().to_vec(), wording);
    let Some(now) = reading.record.filter(|_| reading.findings.len() <= before.findings.len()) else { return false };
    let asked = sections(record, None).chain(sections(part, list));
    let has_sections = asked.into_iter().all(|section| now.outline.section(&section.slug).is_some());
    has_sections && entries(part, list).all(|entry| has_values(record, part, &now, &entry.key))
}

/// Whether a list has just the items of both, each with its heading, or a key the value of one of them.
fn has_values(record: &Record, part: &Record, now: &Record, key: &str) -> bool {
    let is_list = part.front.root.get(key).is_some_and(|node| matches!(node.value, Yaml::Sequence(_)));
    if !is_list {
        return now.front.root.entry(key).is_some();
    }
    let ids = |record: &Record| record.ids(key).map(str::to_owned).collect::<Vec<_>>();
    let count = |record: &Record| record.front.root.get(key).map_or(0, |node| node.items().len());
    let mut expected = ids(record);
    expected.extend(ids(part).into_iter().filter(|id| !record.ids(key).any(|known| known == id)));
    let added = if ids(part).is_empty() { count(part) } else { expected.len() - ids(record).len() };
    let headed = |id: &String| part.outline.item(key, id).is_none() || now.outline.item(key, &slug(id)).is_some();
    ids(now) == expected && count(now) == count(record) + added && expected.iter().all(headed)
}

//! Items of the front matter and their headings and labels in the text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Parts, applies, twice};
use crate::check::nearest::nearest;
use crate::check::{MAX_NAMED, fixes};
use crate::finding::{Code, Finding, Fix};
use crate::record::body::Heading;
use crate::record::former::LISTS;
use crate::record::outline::{Item, Labelled};
use crate::record::schema::{Headings, ItemsSpec, SectionSpec};
use crate::record::yaml::{Node, Yaml};
use crate::record::{Record, heading_for, insert, slug};
use crate::text::{Edit, Span};

/// The front matter's items: where each id stands, by list.
pub(super) struct Ids<'r> {
    lists: BTreeMap<&'r str, Vec<(&'r str, Span, &'r Value)>>,
    /// Where to find an item in its list, by list and id; the first, where there are two.
    places: BTreeMap<&'r str, BTreeMap<&'r str, usize>>,
    /// Lists with an item whose id is missing or malformed, so that nobody knows which heading is its own.
    incomplete: BTreeSet<&'r str>,
    /// The ids of items that need a heading.
    needed: BTreeSet<&'r str>,
}

impl<'r> Ids<'r> {
    /// All the lists that the text's headings belong to, as far as they could be read.
    pub(super) fn new(record: &'r Record) -> Self {
        let mut lists = BTreeMap::new();
        let mut keys = Vec::new();
        for section in &record.schema().body.sections {
            let mut items = section.items.as_ref();
            while let Some(spec) = items {
                keys.push(spec.key.as_str());
                items = spec.items.as_deref();
            }
        }
        for key in keys {
            let nodes = record.front.root.get(key).map_or(&[][..], Node::items);
            let values = record.list(key);
            let known = nodes.iter().zip(values).filter_map(|(node, value)| {
                let id = node.get("id")?;
                Some((id.text()?, id.span, value)).filter(|(id, _, _)| !id.is_empty())
            });
            lists.insert(key, known.collect());
        }
        let place = |items: &Vec<(&'r str, Span, &'r Value)>| {
            items.iter().enumerate().rev().map(|(at, (id, _, _))| (*id, at)).collect()
        };
        let places = lists.iter().map(|(key, items)| (*key, place(items))).collect();
        let incomplete = lists.keys().copied().filter(|key| !record.has_all_ids(key)).collect();
        Self { lists, places, incomplete, needed: record.ids_with_headings() }
    }

    pub(super) fn of(&self, key: &str) -> &[(&'r str, Span, &'r Value)] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn list_of(&self, id: &str) -> Option<&'r str> {
        self.places.iter().find(|(_, items)| items.contains_key(id)).map(|(key, _)| *key)
    }

    /// Whether an item with this id is to have a heading.
    pub(super) fn required(&self, id: &str) -> bool {
        self.needed.contains(id)
    }

    /// The values of the item with this id in the list `key`.
    pub(super) fn values(&self, key: &str, id: &str) -> Option<&'r Value> {
        let at = self.places.get(key)?.get(id)?;
        self.of(key).get(*at).map(|(_, _, values)| *values)
    }
}

impl<'r> Parts<'r> {
    /// The headings `found` for the items of `spec`, whose section is called `within`.
    pub(super) fn items(&mut self, spec: &'static ItemsSpec, found: &[&'r Item], within: &'r str, level: usize) {
        let node = self.record.front.root.get(&spec.key);
        let incomplete = self.ids.incomplete.contains(spec.key.as_str());
        let known = node.is_some_and(|node| matches!(node.value, Yaml::Sequence(_))) && !incomplete;
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for item in found {
            match seen.get(item.id()) {
                Some(first) => self.findings.push(twice(item.heading.span, *first, "heading")),
                None => _ = seen.insert(item.id(), item.heading.span),
            }
            match self.ids.values(&spec.key, item.id()) {
                Some(values) => self.item(spec, item, values),
                None if known => self.stray_heading(spec, item, level),
                None => {}
            }
        }
        if let Some(inner) = spec.items.as_deref() {
            for outer in found {
                self.under(inner, outer);
            }
            let inside: Vec<&Item> = found.iter().flat_map(|item| &item.items).collect();
            self.items(inner, &inside, within, level + 1);
        }
        if spec.headings == Headings::Optional || incomplete {
            return;
        }
        let meant: BTreeSet<&str> = found.iter().filter_map(|item| self.meant_item(spec, item)).collect();
        for (id, span, _) in self.ids.of(&spec.key).to_vec() {
            // A heading of this name at another level is reported there, and so is one that is misspelt.
            if !self.headed.contains(id) && !meant.contains(id) {
                let marks = "#".repeat(level);
                let message = "this item has no heading in the text";
                let help = format!(
                    "Add a heading of the same words, with `{marks}` before it, under \"{}\", and what it says below. Or delete the item here.",
                    self.shown(within)
                );
                let finding = Finding::new(Code::ItemWithoutHeading, span, message, help);
                let fix = self.added_item(spec, id, within, level);
                self.findings.push(finding.quoting(format!("{marks} {}", heading_for(id))).fixed_by(fix));
            }
        }
    }

    /// Adds the heading of an item that has none, behind the item before it in the list, or below the one that it names: with its labels, each
    /// still to be answered, or above those that stand there already. None, where something stands there that may have been meant for it.
    fn added_item(&self, spec: &ItemsSpec, id: &str, within: &str, level: usize) -> Option<Fix> {
        let outline = &self.record.outline;
        let (section, heading) = (outline.section(&slug(within))?, heading_for(id));
        let is_known = |item: &Item| self.ids.values(&spec.key, item.id()).is_some();
        let looks_like_it = |line: &str| !line.contains('|') && slug(line) == id;
        let is_there = section.all.of(&self.record.text).lines().any(looks_like_it);
        if is_there || slug(&heading) != id || !outline.items(&spec.key).all(is_known) {
            return None;
        }
        let (values, named) = (self.ids.values(&spec.key, id)?, spec.under.as_deref());
        let (items, end) = if level > 3 {
            let named = values.get(named?)?.get(0)?.as_str()?;
            let outer = section.items.iter().find(|outer| outer.id() == named)?;
            (&outer.items, outer.all.end)
        } else {
            (&section.items, section.items.first().map_or(section.all.end, |first| first.heading.span.start))
        };
        let ids = self.ids.of(&spec.key).iter().map(|(id, _, _)| *id);
        let before: BTreeSet<&str> = ids.take_while(|other| *other != id).collect();
        let last = items.iter().rfind(|item| before.contains(item.id()));
        let (mut at, mut words) =
            (last.map_or(end, |last| last.all.end), vec![format!("{} {heading}", "#".repeat(level))]);
        if let Some(lost) = last.and_then(|last| second_label(&last.labels)) {
            at = lost;
        } else {
            let asked = spec.labels.iter().filter(|label| applies(label.when.as_ref(), values));
            words.extend(asked.map(|label| format!("**{}:**", self.context.wording.shown(&label.label))));
        }
        let edit = insert::paragraphs(&self.record.text, at, &words);
        Some(Fix::new("add the heading, for the answers to stand below it", [edit]).quoting())
    }

    /// Headings of items that stand at another level or in another section than theirs, so that no list found them.
    pub(super) fn misplaced_headings(&mut self, specs: &'static [SectionSpec]) {
        let record = self.record;
        let items = || record.outline.sections.iter().flat_map(|section| &section.items);
        let found: BTreeSet<usize> = items()
            .flat_map(|item| std::iter::once(item).chain(&item.items))
            .map(|item| item.heading.span.start)
            .collect();
        let with_heading: BTreeSet<&str> = record
            .body
            .headings
            .iter()
            .filter(|heading| found.contains(&heading.span.start))
            .map(|heading| heading.slug.as_str())
            .collect();
        for spec in specs {
            let (mut items, mut level) = (spec.items.as_ref().filter(|_| self.answered(spec).is_some()), 3);
            while let Some(list) = items {
                if let (Headings::Required, Some(ids)) = (list.headings, self.ids.places.get(list.key.as_str())) {
                    let lost = |heading: &&Heading| {
                        ids.contains_key(heading.slug.as_str()) && !with_heading.contains(heading.slug.as_str())
                    };
                    for heading in record.body.headings.iter().filter(lost) {
                        let message =
                            format!("this heading of an item of `{}` does not stand where it belongs", list.key);
                        let within = self.shown(&spec.heading);
                        let help = format!("It needs `{}` before it, under \"{within}\".", "#".repeat(level));
                        self.findings.push(Finding::new(Code::MisplacedItem, heading.span, message, help));
                    }
                }
                (items, level) = (list.items.as_deref(), level + 1);
            }
        }
    }

    fn stray_heading(&mut self, spec: &'static ItemsSpec, item: &'r Item, level: usize) {
        let finding = match self.ids.list_of(item.id()) {
            Some(list) => Finding::new(
                Code::MisplacedItem,
                item.heading.span,
                format!("this heading stands where those of `{}` stand, but its item is in `{list}`", spec.key),
                "Move it to its section, with the right number of `#` before it.",
            ),
            None => {
                let meant = self.meant_item(spec, item);
                let finding = Finding::new(
                    Code::HeadingWithoutItem,
                    item.heading.span,
                    format!("this heading has no item in `{}` in the front matter", spec.key),
                    format!(
                        "Add an item to `{}` whose id is the heading in small letters with hyphens; or, if this is no item, use {} `#` or a bold word.",
                        spec.key,
                        level + 2
                    ),
                );
                match meant.and_then(|meant| Some((meant, self.places(&spec.key, meant)?))) {
                    Some((meant, place)) => finding
                        .quoting(format!("the nearest id there is: {meant}"))
                        .also_at(place, "did you mean this item?")
                        .fixed_by(self.right_item_heading(spec, item, meant)),
                    None => {
                        finding.quoting(format!("- id: {}", item.id())).fixed_by(self.added_entry(spec, item, level))
                    }
                }
            }
        };
        self.findings.push(finding);
    }

    /// The item without a heading of its own that this one's misspelt words may stand for.
    fn meant_item(&self, spec: &ItemsSpec, item: &Item) -> Option<&'r str> {
        let ids = self.ids.of(&spec.key);
        if ids.len() > MAX_NAMED || self.ids.list_of(item.id()).is_some() {
            return None;
        }
        nearest(item.id(), ids.iter().map(|(id, _, _)| *id).filter(|id| !self.headed.contains(id)))
    }

    /// Where the id of an item stands.
    fn places(&self, key: &str, id: &str) -> Option<Span> {
        self.ids.of(key).iter().find(|(other, _, _)| *other == id).map(|(_, span, _)| *span)
    }

    /// Writes the heading that a misspelt one can only have been.
    fn right_item_heading(&self, spec: &ItemsSpec, item: &Item, meant: &str) -> Option<Fix> {
        let free = self.ids.of(&spec.key).iter().map(|(id, _, _)| *id).filter(|id| !self.headed.contains(id));
        let (heading, span) = (heading_for(meant), item.heading.span);
        if fixes::surely(item.id(), free) != Some(meant) || slug(&heading) != meant {
            return None;
        }
        let at = span.start + span.of(&self.record.text).find(&item.heading.text)?;
        let edit = Edit::replace(Span::new(at, at + item.heading.text.len()), heading);
        Some(Fix::new("write the heading as the item's id has it", [edit]).quoting())
    }

    /// Adds the item of a heading that has none, behind the last of its list, where nothing but the id is asked for.
    fn added_entry(&self, spec: &ItemsSpec, item: &Item, level: usize) -> Option<Fix> {
        let asked = &self.record.schema().json["properties"][&spec.key]["items"]["required"];
        let is_alone = asked.as_array().is_some_and(|asked| asked.len() == 1 && asked[0] == "id");
        let last = self.record.front.root.get(&spec.key)?.items().last()?;
        let text = &self.record.text;
        let line = text[..last.span.start].rfind('\n').map_or(0, |newline| newline + 1);
        let begin = Span::new(line, last.span.start).of(text);
        let fits = begin.trim_end().ends_with('-') && begin.trim() == "-" && slug(item.id()) == item.id();
        if !is_alone || level != 3 || !fits || slug(&heading_for(item.id())) != item.id() {
            return None;
        }
        let end = last.span.end + text[last.span.end..].find(['\r', '\n'])?;
        let line_end = if text[end..].starts_with('\r') { "\r\n" } else { "\n" };
        let edit = Edit::insert(end, format!("{line_end}{begin}id: {}", item.id()));
        Some(Fix::new("add an item with the id of this heading", [edit]).quoting())
    }

    /// Items whose heading must stand under one of the items that they name.
    fn under(&mut self, inner: &'static ItemsSpec, outer: &'r Item) {
        let Some(key) = &inner.under else { return };
        for item in &outer.items {
            let Some(values) = self.ids.values(&inner.key, item.id()) else { continue };
            let named = values.get(key).and_then(Value::as_array);
            if named.is_some_and(|named| !named.iter().any(|id| id.as_str() == Some(outer.id()))) {
                let finding = Finding::new(
                    Code::MisplacedItem,
                    item.heading.span,
                    format!("this stands under a heading that its `{key}` does not name"),
                    format!("Move it under one of those that `{key}` names, or add this one there."),
                );
                self.findings.push(finding.also_at(outer.heading.span, "it stands under this"));
            }
        }
    }

    fn item(&mut self, spec: &'static ItemsSpec, item: &'r Item, values: &Value) {
        let body = &self.record.body;
        let notes = spec.headings == Headings::Optional;
        if (spec.help.is_some() && !body.has_words(item.text)) || (notes && !body.has_words(item.all)) {
            let help = spec.help.as_deref().unwrap_or("Write the note, or take the heading out.");
            let message = "there are no words below this heading yet";
            self.findings.push(Finding::new(
                Code::Unanswered,
                item.heading.span,
                message,
                format!("Write there: {help}"),
            ));
        }
        for label in &spec.labels {
            self.label(label, item, values, &spec.labels);
        }
    }

    /// Ids are unique in a record, so that a heading can only mean one item.
    pub(super) fn duplicate_ids(&mut self) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut all: Vec<_> = self.ids.lists.values().flatten().collect();
        all.sort_by_key(|(_, span, _)| span.start);
        for (id, span, _) in all {
            match seen.get(id) {
                Some(first) => self.findings.push(
                    Finding::new(
                        Code::DuplicateId,
                        *span,
                        "another item of this record has the same id",
                        "Give this one a heading and an id of its own.",
                    )
                    .quoting(*id)
                    .also_at(*first, "the other item"),
                ),
                None => _ = seen.insert(id, *span),
            }
        }
        self.former_ids(&seen);
        for (key, schema) in self.record.schema().json["properties"].as_object().into_iter().flatten() {
            if self.ids.lists.contains_key(key.as_str()) || schema["items"]["properties"].get("id").is_none() {
                continue;
            }
            let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
            for id in
                self.record.front.root.get(key).map_or(&[][..], Node::items).iter().filter_map(|item| item.get("id"))
            {
                let Some(text) = id.text().filter(|_| !id.is_null()) else { continue };
                match seen.get(text) {
                    Some(first) => self.findings.push(
                        Finding::new(
                            Code::DuplicateId,
                            id.span,
                            format!("`{key}` names this a second time"),
                            "Keep one of the two, with the values that are right.",
                        )
                        .quoting(text)
                        .also_at(*first, "the first"),
                    ),
                    None => _ = seen.insert(text, id.span),
                }
            }
        }
    }
}

impl<'r> Parts<'r> {
    /// What an item was called before is no other item's name, now or before: it would mean both.
    fn former_ids(&mut self, ids: &BTreeMap<&'r str, Span>) {
        let root = &self.record.front.root;
        let items = LISTS.iter().filter_map(|list| root.get(list)).flat_map(Node::items);
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for (item, was) in items.filter_map(|item| Some((item, item.get("was")?))) {
            let own = item.get("id").map(|id| id.span);
            for node in was.items() {
                let Some(id) = node.text().filter(|_| !node.is_null()) else { continue };
                // The schema says so where one item lists it twice.
                let before = seen.get(id).filter(|other| !was.span.contains(other.start));
                let Some(other) = ids.get(id).or(before).copied() else {
                    seen.insert(id, node.span);
                    continue;
                };
                let finding = if own == Some(other) {
                    let message =
                        "this item is called so now, and is said to have been called so before it was renamed";
                    Finding::new(Code::DuplicateId, node.span, message, "Take it out of `was`.")
                } else {
                    let message = "another item of this record has, or had, the id that this one had before";
                    let help =
                        "Give the other one another id, with `supportplan rename`, or take this one out of `was`.";
                    Finding::new(Code::DuplicateId, node.span, message, help).also_at(other, "the other item")
                };
                self.findings.push(finding.quoting(id));
            }
        }
    }
}

/// Where the first label begins that stands there a second time: the labels of another item, whose heading was lost.
fn second_label(labels: &[Labelled]) -> Option<usize> {
    let mut seen = BTreeSet::new();
    labels.iter().find(|label| !seen.insert(label.slug.as_str())).map(|label| label.label.start)
}

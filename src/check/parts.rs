//! The text against what its kind asks for: sections, items with their headings, labels, and an answer in each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::nearest::nearest;
use super::{Context, MAX_NAMED};
use crate::finding::{Code, Finding};
use crate::record::body::Heading;
use crate::record::outline::{Item, Section, within};
use crate::record::schema::{Condition, Headings, ItemsSpec, LabelSpec, SectionSpec};
use crate::record::yaml::{Node, Yaml};
use crate::record::{Record, heading_for, slug};
use crate::text::Span;

/// Every way in which the text breaks the format.
pub(super) fn check(record: &Record, context: &Context) -> Vec<Finding> {
    if record.front_span.is_none() && record.outline.sections.is_empty() {
        // This is no record at all, which was said already.
        return Vec::new();
    }
    let headed = record.body.headings.iter().map(|heading| heading.slug.as_str()).collect();
    let (ids, findings) = (Ids::new(record), Vec::new());
    let mut parts = Parts { record, context, ids, headed, misspelt: BTreeMap::new(), findings };
    parts.misspelt = parts.misspelt_sections();
    let specs = &record.schema().body.sections;
    for (at, spec) in specs.iter().enumerate() {
        parts.section(spec, &specs[..at]);
    }
    parts.unknown_sections();
    for spec in specs {
        if let Some((items, section)) = spec.items.as_ref().zip(parts.answered(spec)) {
            let found: Vec<&Item> = section.items.iter().collect();
            parts.items(items, &found, &spec.heading, 3);
        }
    }
    parts.misplaced_headings(specs);
    parts.duplicate_ids();
    let mut findings = parts.findings;
    if record.body.unclosed.is_some() {
        // What is hidden is not missing.
        findings.retain(|finding| {
            use Code::{ItemWithoutHeading, MissingLabel, MissingSection, Unanswered};
            !matches!(finding.code, ItemWithoutHeading | MissingLabel | MissingSection | Unanswered)
        });
    }
    findings
}

/// Words that stand in no section, where answers belong to none: before the first, or below a title further down.
pub(super) fn words_outside(record: &Record) -> Vec<Finding> {
    let (mut at, mut outside) = (record.body.span.start, Vec::new());
    for section in &record.outline.sections {
        outside.push(Span::new(at, section.heading.span.start));
        at = section.all.end;
    }
    outside.push(Span::new(at, record.body.span.end));
    let found = outside.into_iter().filter_map(|span| record.body.first_words(span));
    let message = "these words stand in no section, so they answer nothing";
    let help = "Put them under a heading `## …` of the record.";
    found.map(|words| Finding::new(Code::UnknownSection, words, message, help)).collect()
}

/// The front matter's items: where each id stands, by list.
struct Ids<'r> {
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
    fn new(record: &'r Record) -> Self {
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

    fn of(&self, key: &str) -> &[(&'r str, Span, &'r Value)] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    fn list_of(&self, id: &str) -> Option<&'r str> {
        self.places.iter().find(|(_, items)| items.contains_key(id)).map(|(key, _)| *key)
    }

    /// Whether an item with this id is to have a heading.
    fn required(&self, id: &str) -> bool {
        self.needed.contains(id)
    }

    /// The values of the item with this id in the list `key`.
    fn values(&self, key: &str, id: &str) -> Option<&'r Value> {
        let at = self.places.get(key)?.get(id)?;
        self.of(key).get(*at).map(|(_, _, values)| *values)
    }
}

struct Parts<'r> {
    record: &'r Record,
    context: &'r Context,
    ids: Ids<'r>,
    /// The ids that any heading stands for.
    headed: BTreeSet<&'r str>,
    /// The known headings that misspelt ones stand for, by where the misspelt ones begin.
    misspelt: BTreeMap<usize, &'r str>,
    findings: Vec<Finding>,
}

fn applies(when: Option<&Condition>, values: &Value) -> bool {
    when.is_none_or(|when| when.holds(values))
}

impl<'r> Parts<'r> {
    fn shown(&self, heading: &'r str) -> &'r str {
        self.context.wording.shown(heading)
    }

    /// The section, unless it is missing or empty as a whole, which was said already.
    fn answered(&self, spec: &SectionSpec) -> Option<&'r Section> {
        let section = self.record.outline.section(&slug(&spec.heading))?;
        (!section.items.is_empty() || self.record.body.has_words(section.all)).then_some(section)
    }

    fn section(&mut self, spec: &'static SectionSpec, before: &[SectionSpec]) {
        let record = self.record;
        let asked = match &spec.when {
            Some(when) if record.front.broken.contains(&when.key) => None,
            Some(when) => when.asks(&record.values, &record.schema().json),
            None => Some(true),
        };
        let heading = self.shown(&spec.heading);
        let own_slug = slug(&spec.heading);
        match (record.outline.section(&own_slug), asked) {
            (None, Some(true)) if self.misspelt.values().any(|meant| *meant == heading) => {}
            (None, Some(true)) => {
                let finding = Finding::new(
                    Code::MissingSection,
                    self.place_after(before),
                    format!("the section \"{heading}\" is missing"),
                    format!("Add a heading `## {heading}` after this part, and answer below it: {}", spec.help),
                );
                self.findings.push(finding);
            }
            // Where there are items without words, each is named by itself.
            (Some(section), Some(true)) if section.items.is_empty() && !record.body.has_words(section.all) => {
                self.findings.push(Finding::new(
                    Code::Unanswered,
                    section.heading.span,
                    format!("\"{heading}\" is not answered yet"),
                    format!("Write below this heading: {}", spec.help),
                ));
            }
            (Some(section), Some(false)) if record.body.has_words(section.all) => {
                self.findings.push(Finding::new(
                    Code::UnexpectedPart,
                    section.heading.span,
                    format!("the section \"{heading}\" does not belong here: {}", not_now(spec.when.as_ref())),
                    "Mend the front matter, or take the section out.",
                ));
            }
            _ => {}
        }
        let mut same = record.outline.sections.iter().filter(|section| section.slug == own_slug);
        if let Some(first) = same.next() {
            let first = first.heading.span;
            self.findings.extend(same.map(|again| twice(again.heading.span, first, "section")));
        }
    }

    /// The heading of the last section there is among `before`, or the top of the text.
    fn place_after(&self, before: &[SectionSpec]) -> Span {
        let outline = &self.record.outline;
        let last = before.iter().rev().find_map(|spec| outline.section(&slug(&spec.heading)));
        let top = || self.record.body.headings.first().map(|heading| heading.span);
        last.map(|section| section.heading.span).or_else(top).unwrap_or(Span::empty(self.record.body.span.start))
    }

    /// The sections that neither the format nor the service knows.
    fn unknown(&self) -> impl Iterator<Item = &'r Section> + use<'r> {
        let (record, context) = (self.record, self.context);
        let known: BTreeSet<String> = record.schema().body.sections.iter().map(|spec| slug(&spec.heading)).collect();
        let own = |section: &Section| context.wording.is_own_section(record.kind().name(), &section.slug);
        record.outline.sections.iter().filter(move |section| !known.contains(&section.slug) && !own(section))
    }

    /// The known headings that unknown ones stand for. A section under a misspelt heading is not missing as well.
    fn misspelt_sections(&self) -> BTreeMap<usize, &'r str> {
        let known: Vec<_> = self.record.schema().body.sections.iter().map(|spec| self.shown(&spec.heading)).collect();
        let meant = |section: &Section| {
            Some((section.heading.span.start, nearest(&section.heading.text, known.iter().copied())?))
        };
        self.unknown().take(MAX_NAMED).filter_map(meant).collect()
    }

    fn unknown_sections(&mut self) {
        for section in self.unknown() {
            // The heading of an item is reported as such.
            if self.ids.required(&section.slug) {
                continue;
            }
            let message = match self.misspelt.get(&section.heading.span.start) {
                Some(meant) => format!("this section is not one that the format knows; did you mean \"{meant}\"?"),
                None => "this section is not one that the format knows".to_owned(),
            };
            let help = "Move its words to the section where they belong, or list the heading under `own_sections` in supportplan.yaml.";
            let finding = Finding::new(Code::UnknownSection, section.heading.span, message, help);
            self.findings.push(finding.quoting(&section.heading.text));
        }
    }

    /// The headings `found` for the items of `spec`, whose section is called `within`.
    fn items(&mut self, spec: &'static ItemsSpec, found: &[&'r Item], within: &'r str, level: usize) {
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
        for (id, span, _) in self.ids.of(&spec.key).to_vec() {
            // A heading of this name at another level is reported there.
            if !self.headed.contains(id) {
                let marks = "#".repeat(level);
                let message = "this item has no heading in the text";
                let help = format!(
                    "Add a heading of the same words, with `{marks}` before it, under \"{}\", and what it says below. Or delete the item here.",
                    self.shown(within)
                );
                let finding = Finding::new(Code::ItemWithoutHeading, span, message, help);
                self.findings.push(finding.quoting(format!("{marks} {}", heading_for(id))));
            }
        }
    }

    /// Headings of items that stand at another level or in another section than theirs, so that no list found them.
    fn misplaced_headings(&mut self, specs: &'static [SectionSpec]) {
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
                let ids = self.ids.of(&spec.key);
                let few = ids.len() <= MAX_NAMED;
                let meant = nearest(item.id(), ids.iter().map(|(id, _, _)| *id).filter(|_| few));
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
                match meant {
                    Some(meant) => finding.quoting(format!("the nearest id there is: {meant}")),
                    None => finding.quoting(format!("- id: {}", item.id())),
                }
            }
        };
        self.findings.push(finding);
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
            self.label(label, item, values);
        }
    }

    fn label(&mut self, spec: &'static LabelSpec, item: &'r Item, values: &Value) {
        let asked = applies(spec.when.as_ref(), values);
        let name = self.shown(&spec.label);
        let own_slug = slug(&spec.label);
        match (item.label(&own_slug), asked) {
            (None, true) => {
                let message = format!("\"{name}\" is missing below this heading");
                let help = format!("Add a paragraph that begins with `**{name}:**`. {}", spec.help);
                let finding = Finding::new(Code::MissingLabel, item.heading.span, message, help);
                self.findings.push(match self.near_label(&spec.label, item) {
                    Some(near) => finding.also_at(near, format!("did you mean this to be \"{name}\"?")),
                    None => finding,
                });
            }
            (Some(label), true) if !self.record.body.has_words(label.text) => {
                let message = format!("\"{name}\" is not answered yet");
                self.findings.push(Finding::new(
                    Code::Unanswered,
                    label.label,
                    message,
                    format!("Write behind it: {}", spec.help),
                ));
            }
            (Some(label), false) => {
                let message = format!("\"{name}\" does not belong here: {}", not_now(spec.when.as_ref()));
                let help = "Mend the item in the front matter, or take the paragraph out.";
                self.findings.push(Finding::new(Code::UnexpectedPart, label.label, message, help));
            }
            _ => {}
        }
        let mut same = item.labels.iter().filter(|label| label.slug == own_slug);
        if let Some(first) = same.next() {
            self.findings.extend(same.map(|again| twice(again.label, first.label, "label")));
        }
    }

    /// A bold phrase within the item that may have been meant as this label.
    fn near_label(&self, label: &'static str, item: &Item) -> Option<Span> {
        let inside = within(&self.record.body.labels, item.all, |label| label.span.start).iter();
        let known = |at: usize| item.labels.binary_search_by_key(&at, |known| known.label.start).is_ok();
        let unknown = inside.filter(|found| !known(found.span.start)).take(MAX_NAMED);
        let wanted = slug(label);
        unknown.filter(|found| nearest(&found.slug, [wanted.as_str()]).is_some()).map(|found| found.span).next()
    }

    /// Ids are unique in a record, so that a heading can only mean one item.
    fn duplicate_ids(&mut self) {
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

fn twice(again: Span, first: Span, what: &str) -> Finding {
    Finding::new(
        Code::DuplicateSection,
        again,
        format!("this {what} stands here a second time"),
        "Put the words of both under the first, and take this one out.",
    )
    .also_at(first, "the first")
}

/// Why a part with a condition is not asked for.
fn not_now(when: Option<&Condition>) -> String {
    match when {
        Some(Condition { key, absent: true, .. }) => format!("it is for records without `{key}`"),
        Some(Condition { key, values: Some(values), .. }) => {
            format!("it is for records whose `{key}` is {}", super::nearest::one_of(values.iter().map(String::as_str)))
        }
        Some(Condition { key, .. }) => format!("it goes with `{key}`, which is not there"),
        None => String::new(),
    }
}

//! A record as a view reads it: its sections, items and labels, with what is written in each as HTML. Every record has a page,
//! however unfinished: what is missing is shown as a place to write.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Fact, Head, Item, Passage, Section};
use crate::check::Context;
use crate::page::markdown::Document;
use crate::page::words;
use crate::page::{Edition, Press};
use crate::record::schema::{Condition, Headings, ItemsSpec, LabelSpec, SectionSpec, Step, Voice};
use crate::record::{Former, Kind, Record, content_hash, heading_for, outline, slug};
use crate::text::Span;

/// Beyond so many bytes an item may go over the end of a sheet, rather than leave half a sheet empty.
pub(super) const LONG: usize = 1600;

/// What stands in the place of contacts where they are left out, and of what may be contacts below a heading that the format does not know.
const LEFT_OUT: &str = "<p>Contacts are left out here.</p>";
const MAY_BE_CONTACTS: &str = "<p>This part is left out here: it may hold contacts.</p>";

/// One record, with what is needed to put it in words.
pub(in crate::page) struct Reader<'r> {
    pub(super) record: &'r Record,
    pub(super) folder: &'r [&'r Record],
    pub(super) context: &'r Context,
    pub(super) edition: Edition,
    former: &'r Former,
    document: Document<'r>,
}

/// An item by its id: its words, its values, or both.
#[derive(Clone, Copy)]
pub(super) struct Found<'r> {
    pub(super) id: &'r str,
    pub(super) values: &'r Value,
    pub(super) words: Option<&'r outline::Item>,
    pub(super) spec: &'static ItemsSpec,
}

/// What the resident whose record this is likes to be called, as their plan says.
pub(in crate::page) fn called(record: &Record, folder: &[&Record]) -> Option<String> {
    record.place.resident()?;
    plan(record, folder)?.value("called").filter(|called| !called.trim().is_empty()).map(str::to_owned)
}

fn plan<'r>(record: &'r Record, folder: &[&'r Record]) -> Option<&'r Record> {
    let mut all = std::iter::once(record).chain(folder.iter().copied());
    all.find(|record| record.kind() == Kind::SupportPlan)
}

impl<'r> Reader<'r> {
    /// Reads `record`. `folder` are the resident's records; items are known by the ids that they have by `former` now.
    pub(in crate::page) fn new(
        record: &'r Record,
        folder: &'r [&'r Record],
        press: Press<'r>,
        former: &'r Former,
    ) -> Self {
        let Press { context, edition, .. } = press;
        Self { record, folder, context, edition, former, document: Document::new(&record.text, record.body.span) }
    }

    /// The record's kind.
    pub(in crate::page) fn kind(&self) -> Kind {
        self.record.kind()
    }

    /// The id that an item has now.
    pub(super) fn id_now(&self, found: Found<'_>) -> String {
        self.former.current(&found.spec.key, found.id).to_owned()
    }

    /// The record's own heading, or its kind's title.
    fn title(&self) -> String {
        let own =
            self.record.body.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.text.trim());
        let title = self.record.schema().json["title"].as_str().unwrap_or("");
        match own.filter(|own| !own.is_empty() && slug(own) != slug(title)) {
            Some(own) => own.to_owned(),
            None => self.shown(title).to_owned(),
        }
    }

    pub(super) fn head(&self, date: Option<&str>, facts: Vec<Fact>) -> Head {
        let hash = content_hash(&self.record.text);
        let digits = hash.rsplit(':').next().unwrap_or("");
        let title = self.title();
        Head {
            heading: title.clone(),
            title,
            service: self.context.settings.service.clone(),
            reference: self.record.place.resident().map(str::to_owned),
            called: self.called(),
            version: digits.chars().take(8).collect(),
            date: date.map(words::date),
            made: words::long(self.context.today),
            as_at: self.context.as_at.clone(),
            notice: self.edition.notice(),
            edition: self.edition.words(),
            facts,
            html: self.loose(),
        }
    }

    /// What the resident likes to be called, as their plan says; none, where references stand for names.
    pub(super) fn called(&self) -> Option<String> {
        called(self.record, self.folder).filter(|_| !self.edition.references)
    }

    /// The resident's support plan, where it is at hand.
    pub(super) fn plan(&self) -> Option<&'r Record> {
        plan(self.record, self.folder)
    }

    /// The service's wording for a heading or label.
    pub(super) fn shown<'s>(&'s self, ours: &'s str) -> &'s str {
        self.context.wording.shown(ours)
    }

    pub(super) fn html(&self, span: Span, below: u8) -> String {
        self.document.html(span, below)
    }

    /// What stands in no section: before the first, or below a heading that is above them all.
    fn loose(&self) -> String {
        let written = self.written_loose();
        if self.may_be_contacts() && !written.is_empty() { MAY_BE_CONTACTS.to_owned() } else { written }
    }

    /// Whether parts that the format does not know are left out: with references, where there are contacts to leave out, they may stand below any heading,
    /// in versions with other words for it too.
    fn may_be_contacts(&self) -> bool {
        self.edition.references && self.record.schema().body.sections.iter().any(|spec| spec.contacts)
    }

    fn written_loose(&self) -> String {
        let body = &self.record.body;
        let title = body.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.span);
        let sections =
            self.record.outline.sections.iter().map(|section| Span::new(section.heading.span.start, section.all.end));
        let mut taken: Vec<Span> = sections.chain(title).collect();
        taken.sort();
        let starts = std::iter::once(body.span.start).chain(taken.iter().map(|span| span.end));
        let ends = taken.iter().map(|span| span.start).chain([body.span.end]);
        starts.zip(ends).map(|(start, end)| self.html(Span::new(start, end), 1)).collect()
    }

    /// The sections: those that are asked for or answered, in the order of the format, then any that the format does not know.
    pub(super) fn sections(&self) -> Vec<Section> {
        let outline = &self.record.outline;
        let specs = &self.record.schema().body.sections;
        let shown = specs.iter().filter(|spec| self.edition.shows(spec.audience));
        let asked = shown.filter(|spec| {
            let answered = outline.section(&spec.slug).is_some_and(|section| self.record.body.has_words(section.all));
            answered || self.is_asked(spec.when.as_ref(), &self.record.values)
        });
        let own = outline.sections.iter().filter(|section| specs.iter().all(|spec| spec.slug != section.slug));
        let own = own.map(|section| Section {
            slug: section.slug.clone(),
            name: section.heading.text.clone(),
            ask: String::new(),
            own_words: false,
            html: if self.may_be_contacts() { MAY_BE_CONTACTS.to_owned() } else { self.html(section.all, 2) },
            items: Vec::new(),
            choice: None,
        });
        asked.map(|spec| self.section(spec)).chain(own).collect()
    }

    fn section(&self, spec: &'static SectionSpec) -> Section {
        let id = spec.slug.clone();
        let found: Vec<_> = self.record.outline.sections.iter().filter(|section| section.slug == id).collect();
        let items = spec.items.as_ref().map(|items| self.found(items)).unwrap_or_default();
        // An item that needs no heading is shown where there are notes about it.
        let optional = spec.items.as_ref().is_some_and(|items| items.headings == Headings::Optional);
        let shown = items.iter().filter(|item| item.ended().is_none() && !(optional && item.words.is_none()));
        Section {
            name: self.shown(&spec.heading).to_owned(),
            ask: spec.help.clone(),
            own_words: spec.voice == Some(Voice::Resident),
            html: if spec.contacts && self.edition.references {
                LEFT_OUT.to_owned()
            } else {
                found.iter().map(|section| self.html(section.text, 2)).collect()
            },
            items: shown.map(|item| self.item(*item, 3)).collect(),
            choice: None,
            slug: id,
        }
    }

    /// Whether a part is asked for. On paper that is also the case where what decides it is still to come.
    fn is_asked(&self, when: Option<&Condition>, values: &Value) -> bool {
        let open =
            |when: &Condition| when.key == "stage" && matches!(self.record.value("stage"), None | Some("prepared"));
        when.is_none_or(|when| when.holds(values) || open(when))
    }

    /// The items of a list: those with words in the order of the text, then those that have none.
    pub(super) fn found(&self, spec: &'static ItemsSpec) -> Vec<Found<'r>> {
        let record = self.record;
        let id = |item: &'r Value| item["id"].as_str().unwrap_or("");
        let mut values: BTreeMap<&str, &Value> = BTreeMap::new();
        for item in record.list(&spec.key) {
            values.entry(id(item)).or_insert(item);
        }
        let with_words = record.outline.items(&spec.key);
        let with_words = with_words.map(|item| Found {
            id: item.id(),
            values: values.get(item.id()).copied().unwrap_or(&Value::Null),
            words: Some(item),
            spec,
        });
        let mut found: Vec<_> = with_words.collect();
        let mut known: BTreeSet<&str> = found.iter().map(|found| found.id).collect();
        for item in record.list(&spec.key) {
            if known.insert(id(item)) {
                found.push(Found { id: id(item), values: item, words: None, spec });
            }
        }
        found
    }

    /// An item whose heading is of level `level` on the page.
    pub(super) fn item(&self, found: Found<'r>, level: u8) -> Item {
        let inner = found.words.map(|words| words.text).unwrap_or_default();
        let html = self.html(inner, level);
        let labels = self.labels(found, level);
        // Lines to write on may go over the end as well.
        let unanswered = labels.iter().any(|label| label.html.is_empty());
        let length = html.len() + labels.iter().map(|label| label.html.len()).sum::<usize>();
        let ask = found.spec.help.clone().filter(|_| found.spec.headings == Headings::Required);
        let id = self.id_now(found);
        Item {
            id,
            name: found.name(),
            ask,
            html,
            labels,
            facts: self.item_facts(found),
            long: unanswered || length > LONG,
        }
    }

    /// An item's labels that are asked for or answered.
    pub(super) fn labels(&self, found: Found<'r>, level: u8) -> Vec<Passage> {
        let labels = found.spec.labels.iter().filter(|spec| self.edition.shows(spec.audience));
        let labels = labels.map(|spec| (spec, self.label(found, spec, level)));
        let shown = labels
            .filter(|(spec, passage)| !passage.html.is_empty() || self.is_asked(spec.when.as_ref(), found.values));
        shown.map(|(_, passage)| passage).collect()
    }

    /// The label of an item with this slug, answered or not; none where the format knows no such label, or it is left out here.
    pub(super) fn label_called(&self, slug: &str, found: Found<'r>, level: u8) -> Option<Passage> {
        let mut shown = found.spec.labels.iter().filter(|spec| self.edition.shows(spec.audience));
        let spec = shown.find(|spec| spec.slug == slug)?;
        Some(self.label(found, spec, level))
    }

    fn label(&self, found: Found<'r>, spec: &LabelSpec, level: u8) -> Passage {
        let id = spec.slug.clone();
        let same = found.words.into_iter().flat_map(|words| &words.labels).filter(|label| label.slug == id);
        Passage {
            name: self.shown(&spec.label).to_owned(),
            ask: spec.help.clone(),
            own_words: spec.voice == Some(Voice::Resident),
            html: same.map(|label| self.html(label.text, level)).collect(),
        }
    }

    fn item_facts(&self, found: Found<'r>) -> Vec<Fact> {
        let keys = found.values.as_object().into_iter().flatten();
        let shown = keys.filter(|(key, _)| !matches!(key.as_str(), "id" | "was" | "ended") && !key.starts_with("x-"));
        shown
            .filter_map(|(key, value)| {
                self.fact_at(&[Step::Key(&found.spec.key), Step::Item(0), Step::Key(key)], value)
            })
            .collect()
    }
}

impl<'r> Found<'r> {
    /// Its heading.
    pub(super) fn name(&self) -> String {
        self.words.map_or_else(|| heading_for(self.id), |words| words.heading.text.clone())
    }

    /// When and why it ended, if it did.
    pub(super) fn ended(&self) -> Option<&'r Value> {
        self.values.get("ended").filter(|ended| !ended.is_null())
    }

    /// The text of its value `key`.
    pub(super) fn text(&self, key: &str) -> Option<&'r str> {
        self.values.get(key).and_then(Value::as_str)
    }

    /// The ids that its value `key` names.
    pub(super) fn ids(&self, key: &str) -> impl Iterator<Item = &'r str> + use<'r> {
        self.values.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

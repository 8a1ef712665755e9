//! The walk through a record and its schema, side by side: each value, item, label and section becomes a question.

use serde_json::Value;

use super::asked::{first_member, is_list_of_items, is_required, members_of, required, text_of, texts_of};
use super::{Ask, Question, Slot, Step, put, typed};
use crate::check::Context;
use crate::record::Record;
use crate::record::schema::{Headings, ItemsSpec, SectionSpec};
use crate::record::yaml::Node;
use crate::text::Span;

pub(super) struct Form<'f> {
    pub(super) record: &'f Record,
    pub(super) others: &'f [Record],
    pub(super) context: &'f Context,
    pub(super) questions: Vec<Question>,
}

/// A value of the front matter that a question may be about.
#[derive(Clone, Copy)]
struct Asked<'a> {
    schema: &'a Value,
    node: Option<&'a Node>,
    /// Where the value stands, or the key that it would stand behind.
    span: Span,
    required: bool,
}

impl<'f> Form<'f> {
    /// The questions of these keys; lists that are not needed among them, where `offers` says so.
    pub(super) fn keys(&mut self, keys: &[&str], offers: bool) {
        let schema = &self.record.schema().json;
        let needed = required(schema, &self.record.values);
        for key in keys {
            let entry = self.record.front.root.entry(key);
            let span = entry.map_or(Span::empty(0), |entry| Span::new(entry.key_span.start, entry.value.span.end));
            let asked = Asked {
                schema: &schema["properties"][*key],
                node: entry.map(|entry| &entry.value),
                span,
                required: needed.contains(key),
            };
            let path = [Step::Key((*key).to_owned())];
            match entry {
                None if offers && !asked.required && is_list_of_items(asked.schema) => self.items(asked, &path),
                _ => self.value(asked, &path, None),
            }
        }
    }

    /// The questions of one value, and of all within it.
    fn value(&mut self, asked: Asked<'f>, path: &[Step], about: Option<&str>) {
        let Asked { schema, node, required, .. } = asked;
        let filled = node.filter(|node| !node.is_null());
        // A key that is not there and not needed is not missed. One that stands there without a value is.
        if node.is_none() && !required {
            return;
        }
        let first = self.questions.len();
        self.value_asked(asked, filled, path, about);
        if !required && filled.is_none() && schema.get("x-may-be-empty").is_some() {
            self.questions[first..].iter_mut().for_each(|question| question.optional = true);
        }
    }

    fn value_asked(&mut self, asked: Asked<'f>, filled: Option<&'f Node>, path: &[Step], about: Option<&str>) {
        let Asked { schema, .. } = asked;
        match schema["type"].as_str() {
            Some("object") if schema["x-typed"] == "limit" => {
                self.ask(asked, path, about, Ask::Limit, filled.and_then(typed::limit_of));
            }
            Some("object") => self.members(asked, path, about),
            Some("array") if is_list_of_items(schema) => self.items(asked, path),
            Some("array") => {
                let one_at_least = schema["minItems"].as_u64().is_some_and(|least| least > 0);
                let ask = Ask::Several { of: self.choices(&schema["items"]), one_at_least };
                let typed =
                    filled.map(|list| list.items().iter().filter_map(Node::text).collect::<Vec<_>>().join(", "));
                let typed = typed.map(|typed| if typed.is_empty() { "none".to_owned() } else { typed });
                self.ask(asked, path, about, ask, typed);
            }
            _ => {
                let typed = filled.and_then(Node::text).map(str::to_owned);
                self.ask(asked, path, about, self.asks_for(schema), typed);
            }
        }
    }

    fn members(&mut self, asked: Asked<'f>, path: &[Step], about: Option<&str>) {
        let Asked { schema, node, .. } = asked;
        // What may be said of an item that has no words is offered.
        let offers = matches!(path.last(), Some(Step::Like { .. }));
        let values = node.map_or(Value::Null, members_of);
        let needed = self::required(schema, &values);
        let members = schema["properties"].as_object().into_iter().flatten();
        // An item is made with its id, and keeps it.
        for (key, inner) in members.filter(|(key, _)| *key != "id") {
            let entry = node.and_then(|node| node.entry(key));
            let here = |entry: &'f crate::record::yaml::Entry| Span::new(entry.key_span.start, entry.value.span.end);
            let member = Asked {
                schema: inner,
                node: entry.map(|entry| &entry.value),
                span: entry.map_or(Span::empty(asked.span.start), here),
                required: needed.contains(&key.as_str()),
            };
            let path: Vec<Step> = path.iter().cloned().chain([Step::Key(key.clone())]).collect();
            match entry {
                None if !member.required && (offers || inner.get("x-offered").is_some()) => {
                    self.offered(member, &path, about)
                }
                _ => self.value(member, &path, about),
            }
        }
    }

    /// A value that is not needed and not there.
    fn offered(&mut self, asked: Asked<'f>, path: &[Step], about: Option<&str>) {
        let first = self.questions.len();
        self.value_asked(asked, None, path, about);
        self.questions[first..].iter_mut().for_each(|question| question.optional = true);
    }

    /// The questions of a list's items, with the words of each, and of one more.
    fn items(&mut self, asked: Asked<'f>, path: &[Step]) {
        let Asked { schema, node, .. } = asked;
        let Some(Step::Key(key)) = path.last() else { return };
        let has_ids = schema["items"]["properties"].get("id").is_some();
        let spec = self.spec_of(key);
        let items = node.map_or(&[][..], Node::items);
        let first = schema["items"]["required"][0].as_str().unwrap_or_default();
        let mut shown = Vec::new();
        for item in items {
            let id = item.get("id").and_then(Node::text);
            shown.push(id.map_or_else(|| texts_of(item), |id| self.called(key, id)));
            if has_ids && id.is_none() {
                continue;
            }
            let step = id.map_or_else(|| Step::like(items, item, first), |id| Step::Id(id.to_owned()));
            let about = match id {
                Some(id) => Some(self.called(key, id)),
                None => item
                    .entries()
                    .first()
                    .and_then(|first| first.value.text())
                    .map(|first| format!("{}, {first}", text_of(schema, "title"))),
            };
            let path: Vec<Step> = path.iter().cloned().chain([step]).collect();
            let first_key = item.entries().first().map_or(item.span.start, |first| first.key_span.start);
            let hint = self.hint_above(first_key);
            let first = self.questions.len();
            let inner = Asked { schema: &schema["items"], node: Some(item), span: item.span, required: true };
            self.members(inner, &path, about.as_deref());
            self.offer_within(first, asked.span.start);
            // An item's own hint is shown with its first question.
            if let Some(question) = self.questions.get_mut(first).filter(|question| question.hint.is_empty()) {
                question.hint = hint;
            }
            if let (Some(spec), Some(id)) = (spec, id) {
                self.item_words(spec, id, &members_of(item));
            }
        }
        // Items that are given by another record are all there are.
        let given = schema["items"]["properties"]["id"].get("x-refers").is_some();
        if !given {
            let is_there = node.is_some_and(|node| !node.is_null());
            let ask = if has_ids { Ask::Name } else { self.asks_for(first_member(&schema["items"])) };
            let optional = is_there || (node.is_none() && !asked.required);
            let answer = (is_there && node.is_some_and(|node| node.items().is_empty())).then(|| "none".to_owned());
            self.questions.push(Question {
                slot: Slot::Another(path.to_vec()),
                about: None,
                title: text_of(schema, "title"),
                why: text_of(schema, "description"),
                hint: self.hint_above(asked.span.start),
                ask,
                answer,
                items: shown,
                offer: None,
                optional,
                may_be_empty: false,
                span: asked.span,
            });
        }
    }

    /// Lets the questions from `first` on be answered as the remarks above the list offer it, which stands at byte `list`.
    fn offer_within(&mut self, first: usize, list: usize) {
        for at in first..self.questions.len() {
            let Question { slot: Slot::Value(path), answer: None, .. } = &self.questions[at] else { continue };
            if let Some(Step::Key(key)) = path.last() {
                self.questions[at].offer = self.offer_above(list, Some(key));
            }
        }
    }

    /// The words of an item: below its heading, and behind its labels.
    fn item_words(&mut self, spec: &ItemsSpec, id: &str, values: &Value) {
        let item = self.record.outline.item(&spec.key, id);
        let about = self.called(&spec.key, id);
        let slot = || Slot::Item { key: spec.key.clone(), id: id.to_owned() };
        match (item, &spec.note) {
            (Some(item), None) => {
                if let Some(help) = &spec.help {
                    self.words(slot(), Some(&about), "What is said of it", help, item.text, false);
                }
            }
            (found, Some(note)) if note.when.holds(values) || found.is_some() => {
                let span = found.map_or(Span::empty(self.record.text.len()), |item| item.text);
                self.words(slot(), Some(&about), &note.title, &note.help, span, !note.needed);
            }
            _ => {}
        }
        let Some(item) = item.filter(|_| spec.headings == Headings::Required) else { return };
        for label in spec.labels.iter().filter(|label| label.when.as_ref().is_none_or(|when| when.holds(values))) {
            if let Some(found) = item.label(&label.slug) {
                let slot = Slot::Label { key: spec.key.clone(), id: id.to_owned(), label: label.slug.clone() };
                let title = self.context.wording.shown(&label.label).to_owned();
                self.words(slot, Some(&about), &title, &label.help, found.text, false);
            }
        }
    }

    pub(super) fn section(&mut self, spec: &'f SectionSpec) {
        let Some(section) = self.record.outline.section(&spec.slug) else { return };
        // Items say what a section has to say.
        if section.items.iter().any(|item| is_required(spec, item)) {
            return;
        }
        let title = self.context.wording.shown(&spec.heading).to_owned();
        let before_items = section.text;
        self.words(Slot::Section(spec.slug.clone()), None, &title, &spec.help, before_items, false);
    }

    fn words(&mut self, slot: Slot, about: Option<&str>, title: &str, help: &str, span: Span, optional: bool) {
        let said = self.record.words(span);
        let answer = self.record.body.has_words(span).then(|| put::unescaped(&said));
        self.questions.push(Question {
            slot,
            about: about.map(str::to_owned),
            title: title.to_owned(),
            why: help.to_owned(),
            hint: self.hint_within(span),
            ask: Ask::Words,
            answer,
            items: Vec::new(),
            offer: None,
            optional,
            may_be_empty: optional,
            span,
        });
    }

    fn ask(&mut self, asked: Asked<'_>, path: &[Step], about: Option<&str>, ask: Ask, answer: Option<String>) {
        self.questions.push(Question {
            slot: Slot::Value(path.to_vec()),
            about: about.map(str::to_owned),
            title: text_of(asked.schema, "title"),
            why: text_of(asked.schema, "description"),
            hint: self.hint_above(asked.span.start),
            ask,
            answer,
            items: Vec::new(),
            offer: if about.is_none() { self.offer_above(asked.span.start, None) } else { None },
            optional: false,
            may_be_empty: !asked.required,
            span: asked.span,
        });
    }

    /// The items that have words of their own and are listed under `key`.
    fn spec_of(&self, key: &str) -> Option<&'f ItemsSpec> {
        let sections = &self.record.schema().body.sections;
        let mut specs = sections.iter().filter_map(|section| section.items.as_ref());
        let inside = |spec: &'f ItemsSpec| std::iter::successors(Some(spec), |spec| spec.items.as_deref());
        specs.find_map(|spec| inside(spec).find(|spec| spec.key == key))
    }
}

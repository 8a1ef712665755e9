//! A record as a form: the questions that its kind asks, each with where its answer stands, what is at hand for it, and what was answered
//! so far. The questions come from the schema and the answers from the record's own text, so that whoever makes a scaffold has a form for
//! it, and a form that was left half-way is gone on with from the file alone.

mod put;
mod typed;

use std::collections::BTreeSet;

use serde_json::Value;

pub use self::put::{item_with_words, put, says_none};
pub use self::typed::Unfit;
use crate::check::{self, Context};
use crate::finding::Code;
use crate::record::outline::Item;
use crate::record::schema::{Headings, ItemsSpec, SectionSpec};
use crate::record::yaml::{Node, Yaml};
use crate::record::{self, Place, Record, edit, heading_for};
use crate::text::{self, Span};

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A value of the front matter.
    Value(Vec<Step>),
    /// One more item of the front matter's list at this path.
    Another(Vec<Step>),
    /// The words of a section, by its slug.
    Section(String),
    /// The words below an item's heading.
    Item {
        /// The list that the item is in.
        key: String,
        /// Its id.
        id: String,
    },
    /// The words behind a label of an item.
    Label {
        /// The list that the item is in.
        key: String,
        /// Its id.
        id: String,
        /// The label's slug.
        label: String,
    },
}

/// A step to a value of the front matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To the item of a list that has this id.
    Id(String),
    /// To an item of a list, counted from 0.
    At(usize),
}

/// What a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// One of these.
    Choice(Vec<Choice>),
    /// Any of these, or none.
    Several(Vec<Choice>),
    /// A day; one that is named by its weekday alone lies ahead, or else behind.
    Date {
        /// Whether it lies ahead.
        ahead: bool,
    },
    /// A time of day.
    Time,
    /// A number.
    Number,
    /// A few words on one line.
    Text,
    /// The name of one more item, from which its id and its heading are made.
    Name,
    /// As many words as it needs.
    Words,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As it stands in the record.
    pub value: String,
    /// As people read it.
    pub label: String,
}

/// A question of a form.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where its answer stands.
    pub slot: Slot,
    /// What it is about, where that is one of several items.
    pub about: Option<String>,
    /// What is asked, in a word or two.
    pub title: String,
    /// Why it is asked, and what belongs here.
    pub why: String,
    /// What the scaffold has at hand for it, such as last week's answer.
    pub hint: String,
    /// What it asks for.
    pub ask: Ask,
    /// What was answered, as it would be typed.
    pub answer: Option<String>,
    /// Whether the record is complete without it.
    pub optional: bool,
    /// Where its answer stands, or will.
    pub span: Span,
}

impl Question {
    /// Whether the record is not complete without an answer that is not there.
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && !self.optional
    }
}

/// The text with every heading and label that its kind asks for and that can be added without doubt, each waiting for its answer.
pub fn unfolded(record: Record, context: &Context) -> Record {
    let mut record = record;
    // A heading that is added may ask for labels, no more.
    for _ in 0..4 {
        let findings = check::alone(&record, &[], context);
        let adds = |code: Code| matches!(code, Code::MissingSection | Code::MissingLabel | Code::ItemWithoutHeading);
        let fixes = findings.into_iter().filter(|finding| adds(finding.code)).filter_map(|finding| finding.fix);
        let mut edits: Vec<text::Edit> = Vec::new();
        for fix in fixes {
            if !fix.edits.iter().any(|edit| edits.iter().any(|other| other.span.start == edit.span.start)) {
                edits.extend(fix.edits);
            }
        }
        if edits.is_empty() {
            break;
        }
        let Some(next) = reread(&record, text::apply(&record.text, edits), context) else { break };
        record = next;
    }
    record
}

/// The record with another text.
pub fn reread(record: &Record, text: String, context: &Context) -> Option<Record> {
    record::read(&record.path, record.place.clone(), text.into_bytes(), &context.wording).record
}

/// The questions of `record`, in the order in which people go through it. `others` are the records of the same resident, for what items are
/// called that it refers to.
pub fn questions(record: &Record, others: &[Record], context: &Context) -> Vec<Question> {
    let mut form = Form { record, others, context, questions: Vec::new() };
    let specs = &record.schema().body.sections;
    let later: BTreeSet<&str> = specs.iter().flat_map(|spec| &spec.asks).map(String::as_str).collect();
    let keys = record.schema().json["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    let given = |key: &&str| matches!(*key, "supportplan" | "kind" | "allow") || record.place.values.contains_key(*key);
    let first: Vec<&str> = keys.filter(|key| !given(key) && !later.contains(key)).collect();
    form.keys(&first, false);
    for spec in specs {
        let is_asked =
            spec.when.as_ref().is_none_or(|when| when.asks(&record.values, &record.schema().json) != Some(false));
        if is_asked {
            form.keys(&spec.asks.iter().map(String::as_str).collect::<Vec<_>>(), true);
            form.section(spec);
        }
    }
    form.questions
}

struct Form<'f> {
    record: &'f Record,
    others: &'f [Record],
    context: &'f Context,
    questions: Vec<Question>,
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
    fn keys(&mut self, keys: &[&str], offers: bool) {
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
            Some("object") => self.members(asked, path, about),
            Some("array") if is_list_of_items(schema) => self.items(asked, path),
            Some("array") => {
                let ask = Ask::Several(self.choices(&schema["items"]));
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
        let offers = matches!(path.last(), Some(Step::At(_)));
        let values = node.map_or(Value::Null, typed_members);
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
        for (at, item) in node.map_or(&[][..], Node::items).iter().enumerate() {
            let id = item.get("id").and_then(Node::text);
            if has_ids && id.is_none() {
                continue;
            }
            let step = id.map_or(Step::At(at), |id| Step::Id(id.to_owned()));
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
            // An item's own hint is shown with its first question.
            if let Some(question) = self.questions.get_mut(first).filter(|question| question.hint.is_empty()) {
                question.hint = hint;
            }
            if let (Some(spec), Some(id)) = (spec, id) {
                self.item_words(spec, id, &typed_members(item));
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
                optional,
                span: asked.span,
            });
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
                self.words(slot(), Some(&about), &note.title, &note.help, span, true);
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

    fn section(&mut self, spec: &'f SectionSpec) {
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
            optional,
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
            optional: false,
            span: asked.span,
        });
    }

    /// What a scalar that `schema` describes is asked as.
    fn asks_for(&self, schema: &Value) -> Ask {
        let is_number = matches!(schema["type"].as_str(), Some("number" | "integer"));
        match schema["x-typed"].as_str() {
            Some("time") => return Ask::Time,
            Some("ahead") => return Ask::Date { ahead: true },
            _ if schema["format"] == "date" => return Ask::Date { ahead: false },
            _ if is_number => return Ask::Number,
            _ => {}
        }
        match self.choices(schema) {
            choices if choices.is_empty() => Ask::Text,
            choices => Ask::Choice(choices),
        }
    }

    /// The answers that the schema, the settings or the resident's other records give to choose from.
    fn choices(&self, schema: &Value) -> Vec<Choice> {
        let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
        if let Some(values) = schema["enum"].as_array() {
            return values.iter().filter_map(Value::as_str).map(|value| choice(value, value)).collect();
        }
        let here = |staff: &&record::settings::Staff| staff.left.is_none_or(|left| left >= self.context.today);
        let staff = || self.context.settings.staff.iter().filter(here).map(|staff| choice(&staff.id, &staff.name));
        match schema["x-refers"].as_str() {
            Some("staff") => staff().collect(),
            Some("signatories") => {
                let resident = ["resident", "representative"].map(|who| choice(who, who));
                resident.into_iter().chain(staff()).collect()
            }
            Some("levels") => self.context.levels.iter().map(|level| choice(&level.id, &level.label)).collect(),
            Some("residents") => self.context.residents.iter().map(|resident| choice(resident, resident)).collect(),
            Some(target) => {
                let (whose, list) = target.split_once('.').unwrap_or(("", target));
                let holds = |record: &&Record| {
                    whose.is_empty() && (target == "risks" || record.path == self.record.path)
                        || whose == "plan" && record.kind() == record::Kind::SupportPlan
                };
                let records = self.others.iter().chain([self.record]).filter(holds);
                let mut seen = BTreeSet::new();
                let items = records.flat_map(|record| record.list(list));
                let open = items.filter(|item| item.get("ended").is_none());
                let ids = open.filter_map(|item| item.get("id")?.as_str()).filter(|id| seen.insert(*id));
                ids.map(|id| choice(id, &self.called(list, id))).collect()
            }
            None => Vec::new(),
        }
    }

    /// What an item is called: its heading, wherever it has one.
    fn called(&self, list: &str, id: &str) -> String {
        let records = [self.record].into_iter().chain(self.others);
        let heading = records.filter_map(|record| record.outline.item(list, id)).next();
        heading.map_or_else(|| heading_for(id), |item| item.heading.text.clone())
    }

    /// The items that have words of their own and are listed under `key`.
    fn spec_of(&self, key: &str) -> Option<&'f ItemsSpec> {
        let sections = &self.record.schema().body.sections;
        let mut specs = sections.iter().filter_map(|section| section.items.as_ref());
        let inside = |spec: &'f ItemsSpec| std::iter::successors(Some(spec), |spec| spec.items.as_deref());
        specs.find_map(|spec| inside(spec).find(|spec| spec.key == key))
    }

    /// What the scaffold's remarks say on the lines right above byte `at` of the front matter.
    fn hint_above(&self, at: usize) -> String {
        let text = &self.record.text;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut lines = Vec::new();
        let before = text[..line].split_inclusive('\n').rev();
        for above in before.take_while(|above| above.trim_start().starts_with(edit::FRONT_GUIDANCE)) {
            lines.push(above.trim().trim_start_matches(edit::FRONT_GUIDANCE).trim());
        }
        lines.reverse();
        // A remark begins with the key that it is about, which the question names anyway.
        let key = text[line..].split(':').next().unwrap_or_default().trim();
        let said = lines.join("\n");
        said.strip_prefix(key).and_then(|said| said.strip_prefix(": ")).map(str::to_owned).unwrap_or(said)
    }

    /// What the scaffold's remarks say within `span` of the text.
    fn hint_within(&self, span: Span) -> String {
        let text = &self.record.text;
        let inside = |hint: &Span| span.start <= hint.start && hint.end <= span.end;
        let hints = edit::hints(self.record).filter(inside).map(|hint| {
            let words = hint.of(text).trim_start_matches(edit::BODY_GUIDANCE).trim_end_matches("-->");
            words.trim().to_owned()
        });
        hints.collect::<Vec<_>>().join("\n\n")
    }
}

fn is_required(spec: &SectionSpec, item: &Item) -> bool {
    let mut items = spec.items.as_ref();
    while let Some(list) = items {
        if list.key == item.key {
            return list.headings == Headings::Required;
        }
        items = list.items.as_deref();
    }
    false
}

/// Whether it describes a list whose items have keys of their own.
fn is_list_of_items(schema: &Value) -> bool {
    schema["type"] == "array" && schema["items"]["type"] == "object"
}

/// What describes the first key that an item needs.
fn first_member(schema: &Value) -> &Value {
    let first = schema["required"].get(0).and_then(Value::as_str);
    first.map_or(&Value::Null, |key| &schema["properties"][key])
}

/// The keys that `schema` asks for beside these values.
fn required<'s>(schema: &'s Value, values: &Value) -> BTreeSet<&'s str> {
    let keys = |part: &'s Value| part["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut needed: BTreeSet<&str> = keys(schema).collect();
    let rules = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
    for rule in rules.filter(|rule| rule.get("if").is_some()) {
        let branch = if fits(&rule["if"], values) { "then" } else { "else" };
        needed.extend(keys(&rule[branch]));
    }
    needed
}

/// Whether values fit the test of a condition: keys that are there, and one of several values where they are.
fn fits(test: &Value, values: &Value) -> bool {
    let there = |key: &str| values.get(key).filter(|value| !value.is_null());
    let mut keys = test["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let one_of = |(key, allowed): (&String, &Value)| {
        there(key).is_none_or(|value| match allowed.get("const") {
            Some(only) => value == only,
            None => allowed["enum"].as_array().is_none_or(|all| all.contains(value)),
        })
    };
    keys.all(|key| there(key).is_some()) && test["properties"].as_object().into_iter().flatten().all(one_of)
}

/// The members of a mapping that have a text, by their keys.
fn typed_members(node: &Node) -> Value {
    let members = node.entries().iter().filter(|entry| !entry.value.is_null()).map(|entry| {
        let value = match &entry.value.value {
            Yaml::Scalar { text, .. } => Value::String(text.clone()),
            Yaml::Sequence(_) => Value::Array(Vec::new()),
            Yaml::Mapping(_) => Value::Object(serde_json::Map::new()),
        };
        (entry.key.clone(), value)
    });
    Value::Object(members.collect())
}

fn text_of(schema: &Value, key: &str) -> String {
    schema[key].as_str().unwrap_or_default().to_owned()
}

/// The question that a finding at `span` is about: the one whose answer holds it, the shortest where several do.
pub fn question_at(questions: &[Question], span: Span) -> Option<&Question> {
    let holds = |question: &&Question| question.span.start <= span.start && span.start <= question.span.end;
    questions.iter().filter(holds).min_by_key(|question| question.span.end - question.span.start)
}

/// The place of a record at `path`, which is one of the format's.
///
/// # Errors
/// It is none.
pub fn place_of(path: &str) -> anyhow::Result<Place> {
    Place::of(path).ok_or_else(|| anyhow::anyhow!("{path} is no place for a record"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    pub(super) const WEEKLY: &str = "---\nsupportplan: 1\nkind: weekly-review\nresident: R-0142\nweek: 2026-W47\ndate: 2026-11-20\nby: priya-n\n#? actions: what was done\nactions:\n  #? Picture recipe. The plan says prompts; last week: done\n  - id: picture-recipe\n    result:\n    help:\n  - id: bus-practice\n    result:\n    help:\nmeasures:\n  - id: cooks-lunch\n    value:\n#? visits: how they were\nvisits:\nplanned:\nsafety_plan:\n---\n\n# Weekly review\n\n## Last week\n\n<!--? Did we do it?\nWe wrote: shop. -->\n\n## What is emerging\n\n## Other support needs\n\n## This week\n\n## Safety plan\n";

    pub(super) fn context() -> Context {
        let settings = serde_json::json!({"service": "S", "staff": [{"id": "priya-n", "name": "Priya N", "email": "p@s.example"}]});
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
        Context::new(serde_json::from_value(settings).expect("settings"), BTreeSet::new(), today)
    }

    pub(super) fn weekly(text: &str) -> Record {
        let path = "residents/R-0142/weekly/2026-W47.md";
        let place = place_of(path).expect("a place");
        record::read(path, place, text.as_bytes().to_vec(), &context().wording).record.expect("a record")
    }

    fn asked(record: &Record) -> Vec<Question> {
        questions(record, &[], &context())
    }

    fn open(record: &Record) -> Vec<String> {
        let title = |question: &Question| match &question.about {
            Some(about) => format!("{about}: {}", question.title),
            None => question.title.clone(),
        };
        asked(record).iter().filter(|question| question.is_open()).map(title).collect()
    }

    #[test]
    fn what_is_open_is_asked_in_the_order_in_which_people_go_through_it() {
        let expected = [
            "Picture recipe: Result",
            "Picture recipe: Help given",
            "Bus practice: Result",
            "Bus practice: Help given",
            "Cooks lunch: Value",
            "Visits",
            "Last week",
            "What is emerging",
            "Other support needs",
            "Planned visits",
            "This week",
            "Safety plan",
            "Safety plan",
        ];
        assert_eq!(open(&weekly(WEEKLY)), expected);
    }

    #[test]
    fn what_is_at_hand_is_shown_with_its_question() {
        let questions = asked(&weekly(WEEKLY));
        let hint = |title: &str| {
            questions.iter().find(|question| question.title == title).map(|question| question.hint.as_str())
        };
        assert_eq!(hint("Result"), Some("Picture recipe. The plan says prompts; last week: done"));
        assert_eq!(hint("Visits"), Some("how they were"));
        assert_eq!(hint("Last week"), Some("Did we do it?\nWe wrote: shop."));
    }
}

//! What a schema says of the values below it, laid out to be walked beside a tree: which keys there are, how a scalar is read, and what it
//! refers to.

use serde_json::Value;

use super::yaml::{Entry, Node, Yaml};
use crate::text::Span;

/// What a schema says of one value.
#[derive(Debug, Default)]
pub struct Shape {
    /// The keys that it knows, in its order.
    keys: Vec<(String, Shape)>,
    /// What it says of keys that it does not name, the service's own left aside.
    other: Option<Box<Shape>>,
    /// What it says of the items of a list.
    items: Option<Box<Shape>>,
    /// How a scalar without quotation marks is read.
    reads: Reads,
    /// Whether people write it in words of their own.
    is_free: bool,
    /// Whether anything within it, or itself, is written so.
    holds_free: bool,
    /// What the value refers to, if to anything.
    pub refers: Option<String>,
}

/// How a scalar without quotation marks is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Reads {
    /// As a number, where it is one.
    Number,
    /// As true or false.
    Boolean,
    /// As what it looks like.
    #[default]
    Looks,
    /// As text.
    Text,
}

/// What is said where a schema says nothing.
static SILENCE: Shape = Shape {
    keys: Vec::new(),
    other: None,
    items: None,
    reads: Reads::Looks,
    is_free: false,
    holds_free: false,
    refers: None,
};

impl Shape {
    /// The shape of what fits `schema`.
    pub(super) fn of(schema: &Value) -> Self {
        let inner =
            |key: &str| schema.get(key).filter(|inner| inner.is_object()).map(|inner| Box::new(Self::of(inner)));
        let keys = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let by_pattern = patterns.and_then(|patterns| patterns.iter().find(|(pattern, _)| *pattern != "^x-"));
        let has = |key: &&str| schema.get(key).is_some();
        let kind = schema.get("type").and_then(Value::as_str);
        let bound = ["enum", "const"].iter().any(has);
        let is_free = kind == Some("string") && !bound && !["pattern", "format"].iter().any(has);
        let keys: Vec<(String, Shape)> = keys.map(|(key, schema)| (key.clone(), Self::of(schema))).collect();
        let other = by_pattern.map(|(_, schema)| Box::new(Self::of(schema))).or_else(|| inner("additionalProperties"));
        let items = inner("items");
        let inside = keys.iter().map(|(_, shape)| shape).chain(other.as_deref()).chain(items.as_deref());
        Self {
            is_free,
            holds_free: is_free || inside.into_iter().any(|shape| shape.holds_free),
            keys,
            other,
            items,
            reads: match kind {
                Some("number" | "integer") => Reads::Number,
                Some("boolean") => Reads::Boolean,
                None if !bound => Reads::Looks,
                _ => Reads::Text,
            },
            refers: schema.get("x-refers").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// What it says of the items of a list.
    fn item(&self) -> &Self {
        self.items.as_deref().unwrap_or(&SILENCE)
    }

    /// The entries of a mapping, each with what is said of its value.
    fn entries<'n>(&self, entries: &'n [Entry]) -> impl Iterator<Item = (&'n Entry, &Self)> {
        let mut expected = 0;
        entries.iter().map(move |entry| {
            // People write keys in the schema's order, mostly.
            let (before, behind) = self.keys.split_at(expected.min(self.keys.len()));
            let known = behind.iter().chain(before).position(|(key, _)| *key == entry.key);
            let shape = match known {
                Some(at) => {
                    let at = (expected + at) % self.keys.len();
                    expected = at + 1;
                    &self.keys[at].1
                }
                None if entry.key.starts_with("x-") => &SILENCE,
                None => self.other.as_deref().unwrap_or(&SILENCE),
            };
            (entry, shape)
        })
    }

    /// The values below `node`, typed as is said.
    pub(super) fn typed(&self, node: &Node) -> Value {
        match &node.value {
            Yaml::Mapping(entries) => {
                let mut members = serde_json::Map::with_capacity(entries.len());
                // A key without a value is a question without an answer: the same as no key.
                for (entry, shape) in self.entries(entries).filter(|(entry, _)| !entry.value.is_null()) {
                    members.insert(entry.key.clone(), shape.typed(&entry.value));
                }
                Value::Object(members)
            }
            Yaml::Sequence(items) => Value::Array(items.iter().map(|item| self.item().typed(item)).collect()),
            Yaml::Scalar { .. } if node.is_null() => Value::Null,
            Yaml::Scalar { text, plain } => {
                let read = match self.reads {
                    _ if !plain => None,
                    Reads::Number => number(text),
                    Reads::Boolean => boolean(text),
                    Reads::Looks => number(text).or_else(|| boolean(text)),
                    Reads::Text => None,
                };
                read.unwrap_or_else(|| Value::String(text.clone()))
            }
        }
    }

    /// Calls `visit` with each scalar below `node`, and with what is said of it.
    pub fn each_scalar<'n>(&self, node: &'n Node, visit: &mut dyn FnMut(&'n Node, &Self)) {
        match &node.value {
            Yaml::Scalar { .. } => visit(node, self),
            Yaml::Sequence(items) => items.iter().for_each(|item| self.item().each_scalar(item, visit)),
            Yaml::Mapping(entries) => {
                for (entry, shape) in self.entries(entries) {
                    shape.each_scalar(&entry.value, visit);
                }
            }
        }
    }

    /// Where people wrote words of their own below `node`: not as a choice, a date or an id.
    pub fn free_texts(&self, node: &Node) -> Vec<Span> {
        let mut found = Vec::new();
        self.add_free_texts(node, &mut found);
        found
    }

    fn add_free_texts(&self, node: &Node, found: &mut Vec<Span>) {
        if !self.holds_free {
            return;
        }
        match &node.value {
            Yaml::Scalar { .. } => found.extend(self.is_free.then_some(node.span)),
            Yaml::Sequence(items) => items.iter().for_each(|item| self.item().add_free_texts(item, found)),
            Yaml::Mapping(entries) => {
                self.entries(entries).for_each(|(entry, shape)| shape.add_free_texts(&entry.value, found));
            }
        }
    }
}

/// The number that `text` is, written as JSON writes numbers; so `07700` is none.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or("");
    let plain = digits.bytes().all(|c| c.is_ascii_digit() || c == b'.') && (whole == "0" || !whole.starts_with('0'));
    if plain { serde_json::from_str(text).ok() } else { None }
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    }
}

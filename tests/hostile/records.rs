//! Records of every kind, made from the schemas alone, with a slot wherever people write: each key, each value, each heading, label
//! and passage.

use serde_json::{Map, Value, json};
use supportplan::record::schema::{ItemsSpec, Schema};
use supportplan::record::{Kind, Place, heading_for};

/// A record in pieces.
pub(crate) struct Made {
    pub(crate) kind: Kind,
    pub(crate) path: String,
    pub(crate) pieces: Vec<Piece>,
}

/// A piece of a record.
pub(crate) struct Piece {
    /// What stands there in a record that means no harm.
    pub(crate) plain: String,
    pub(crate) slot: Slot,
}

/// What could be written in a piece's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Nothing: it holds the record together.
    Fixed,
    /// A key of the front matter.
    Key,
    /// A value that has a form: an id, a date, a number, a choice.
    Formed,
    /// A value of any words.
    Words,
    /// A heading or a label.
    Heading,
    /// A passage of the text.
    Passage,
}

/// Keys whose presence makes other parts vanish, or that come with such a key.
const ENDS: [&str; 8] = ["ended", "left", "moved_to", "set_aside", "missed", "mended", "above", "represented_by"];

impl Made {
    /// A whole record of `kind`; with `ends`, one whose items are all over.
    pub(crate) fn new(kind: Kind, ends: bool) -> Self {
        let schema = Schema::of(kind);
        let values = sample(&schema.json, "", ends);
        let place = [
            ("resident", "R-0142"),
            ("week", "2026-W47"),
            ("prepared", "2026-11-20"),
            ("date", "2026-11-20"),
            ("n", "1"),
        ];
        let mut made = Self { kind, path: Place::path(kind, &place), pieces: Vec::new() };
        let settings = kind == Kind::Settings;
        made.fixed(if settings { "" } else { "---" });
        made.members(&values, &schema.json, 0);
        made.fixed("\n");
        if !settings {
            made.fixed("---\n\n# ");
            made.slot(Slot::Heading, schema.json["title"].as_str().expect("a title"));
            made.body(schema, &values);
        }
        made
    }

    /// The record's text, with `write` saying what stands in each piece's place.
    pub(crate) fn text(&self, write: impl Fn(usize, &Piece) -> Option<String>) -> String {
        let pieces = self.pieces.iter().enumerate();
        pieces.map(|(at, piece)| write(at, piece).unwrap_or_else(|| piece.plain.clone())).collect()
    }

    fn fixed(&mut self, text: impl Into<String>) {
        self.pieces.push(Piece { plain: text.into(), slot: Slot::Fixed });
    }

    fn slot(&mut self, slot: Slot, plain: impl Into<String>) {
        self.pieces.push(Piece { plain: plain.into(), slot });
    }

    fn members(&mut self, values: &Value, schema: &Value, indent: usize) {
        for (key, value) in values.as_object().into_iter().flatten() {
            self.fixed(format!("\n{}", " ".repeat(indent)));
            self.slot(Slot::Key, key.as_str());
            self.fixed(":");
            let known = schema["properties"].get(key).or(schema.get("additionalProperties"));
            self.value(value, known.unwrap_or(&Value::Null), indent + 2);
        }
    }

    fn value(&mut self, value: &Value, schema: &Value, indent: usize) {
        match value {
            Value::Object(_) => self.members(value, schema, indent),
            Value::Array(items) => {
                for item in items {
                    self.fixed(format!("\n{}-", " ".repeat(indent)));
                    self.value(item, &schema["items"], indent + 2);
                }
            }
            scalar => {
                let formed = ["enum", "const", "format", "pattern"].iter().any(|key| schema.get(key).is_some());
                let words = scalar.is_string() && !formed;
                self.fixed(" ");
                let plain = scalar.as_str().map_or_else(|| scalar.to_string(), |text| format!("\"{text}\""));
                self.slot(if words { Slot::Words } else { Slot::Formed }, plain);
            }
        }
    }

    fn body(&mut self, schema: &'static Schema, values: &Value) {
        for section in
            schema.body.sections.iter().filter(|section| section.when.as_ref().is_none_or(|when| when.holds(values)))
        {
            self.fixed("\n\n## ");
            self.slot(Slot::Heading, section.heading.as_str());
            self.fixed("\n\n");
            self.slot(Slot::Passage, "Words.");
            if let Some(items) = &section.items {
                self.items(items, values, 3);
            }
        }
        self.fixed("\n");
    }

    fn items(&mut self, spec: &ItemsSpec, values: &Value, level: usize) {
        for item in values[&spec.key].as_array().into_iter().flatten() {
            self.fixed(format!("\n\n{} ", "#".repeat(level)));
            self.slot(Slot::Heading, heading_for(item["id"].as_str().expect("an id")));
            self.fixed("\n\n");
            self.slot(Slot::Passage, "Words.");
            for label in spec.labels.iter().filter(|label| label.when.as_ref().is_none_or(|when| when.holds(item))) {
                self.fixed("\n\n**");
                self.slot(Slot::Heading, label.label.as_str());
                self.fixed(":** ");
                self.slot(Slot::Passage, "Words.");
            }
            if let Some(inner) = &spec.items {
                self.items(inner, values, level + 1);
            }
        }
    }
}

/// A value that fits `schema`, with every key that it knows; `list` is the list that it lies in.
fn sample(schema: &Value, list: &str, ends: bool) -> Value {
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(target) = schema.get("x-refers").and_then(Value::as_str).filter(|_| schema["type"] == "string") {
        return match target {
            "staff" => json!("priya-n"),
            "signatories" => json!("resident"),
            "levels" => json!("prompts"),
            "residents" => json!("R-0142"),
            list => json!(format!("{}-one", list.rsplit('.').next().unwrap_or(list))),
        };
    }
    if schema["title"] == "Item id" {
        return json!(format!("{}-one", list.replace('_', "-")));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let wanted = ["closed", "signed", "done"].map(Value::from);
        return choices.iter().find(|choice| wanted.contains(choice)).unwrap_or(&choices[0]).clone();
    }
    match schema["type"].as_str() {
        Some("array") => json!([sample(&schema["items"], list, ends)]),
        Some("object") if schema.get("properties").is_some() => {
            let keys = schema["properties"].as_object().expect("keys").iter();
            let keys = keys.filter(|(key, _)| ends || !ENDS.contains(&key.as_str()) && *key != "because_of");
            let list = |key: &str| match key {
                "id" => list.to_owned(),
                "was" => format!("{list}-before"),
                _ => key.to_owned(),
            };
            Value::Object(keys.map(|(key, inner)| (key.clone(), sample(inner, &list(key), ends))).collect())
        }
        Some("object") => match schema.get("additionalProperties").filter(|inner| inner.is_object()) {
            Some(inner) => json!({ "In my words": sample(inner, list, ends) }),
            None => Value::Object(Map::new()),
        },
        Some("number" | "integer") => json!(1),
        Some("boolean") => json!(true),
        _ if schema["format"] == "date" => json!("2026-11-20"),
        _ if schema["title"] == "Content hash"
            || schema["pattern"].as_str().is_some_and(|p| p.starts_with("^sha256")) =>
        {
            json!(format!("sha256:{}", "0".repeat(64)))
        }
        _ => schema["examples"].get(0).cloned().unwrap_or_else(|| json!("Words")),
    }
}

//! Values of the front matter in words. A value that is missing or of the wrong form counts as not filled in.

use serde_json::Value;

use super::{Choice, Fact, Reader};
use crate::page::words;
use crate::record::schema::Step;
use crate::record::{Former, heading_for};

impl Reader<'_> {
    /// The value of a key at the top of the front matter; none where it is neither there nor asked for at once.
    pub(super) fn fact(&self, key: &str) -> Option<Fact> {
        let required =
            self.record.schema().json["required"].as_array().is_some_and(|keys| keys.iter().any(|k| k == key));
        match self.record.values.get(key) {
            Some(value) => self.fact_at(&[Step::Key(key)], value),
            None if required => self.fact_at(&[Step::Key(key)], &Value::Null),
            None => None,
        }
    }

    pub(super) fn fact_at(&self, path: &[Step<'_>], value: &Value) -> Option<Fact> {
        let schema = self.record.schema().at(path.iter().copied());
        let name = schema.get("title").and_then(Value::as_str)?;
        Some(Fact { name: self.shown(name).to_owned(), value: self.value(value, schema) })
    }

    /// A value in words; none where it is not filled in.
    pub(super) fn value(&self, value: &Value, schema: &Value) -> Option<String> {
        match value {
            Value::Null | Value::Object(_) => None,
            Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
            Value::Number(figure) => figure.as_f64().map(words::number),
            Value::Array(items) if items.is_empty() => Some("none".to_owned()),
            Value::Array(items) => {
                // Where a list of ids refers to something, the list says so and not its items.
                let schema =
                    if schema.get("x-refers").is_some() { schema } else { schema.get("items").unwrap_or(&Value::Null) };
                let items: Vec<_> = items.iter().filter_map(|item| self.value(item, schema)).collect();
                Some(words::all_of(&items))
            }
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(self.text(text, schema)),
        }
    }

    fn text(&self, text: &str, schema: &Value) -> String {
        let refers = schema.get("x-refers").and_then(Value::as_str);
        let pattern = schema.get("pattern").and_then(Value::as_str).unwrap_or("");
        match refers {
            Some("staff" | "signatories") => self.staff(text),
            Some("levels") => self.level(text),
            Some("residents") => text.to_owned(),
            Some(list) => self.name_of(list.rsplit('.').next().unwrap_or(list), text),
            None if schema.get("enum").is_some() => words::choice(text),
            None if schema.get("format").and_then(Value::as_str) == Some("date") => words::date(text),
            None if pattern.contains("-W") => words::week(text),
            None if pattern.starts_with("^sha256") => version_of(text),
            None => text.to_owned(),
        }
    }

    /// The name of a member of staff, or the reference that stands for it.
    pub(super) fn staff(&self, id: &str) -> String {
        self.edition.staff(id, self.context)
    }

    /// The name of a level of help.
    pub(super) fn level(&self, id: &str) -> String {
        words::level(id, self.context)
    }

    /// The heading of an item that may stand in another of the resident's records; the plan knows it best.
    pub(super) fn name_of(&self, list: &str, id: &str) -> String {
        let former = Former::of(self.plan());
        let id = former.current(list, id);
        let near = self.plan().into_iter().chain([self.record]).chain(self.folder.iter().copied());
        let mut found = near.filter_map(|record| record.outline.item(list, id));
        found.next().map_or_else(|| heading_for(id), |item| item.heading.text.clone())
    }

    /// The choice that `value` is, with all that the schema offers at `path`.
    pub(super) fn choice(&self, path: &[Step<'_>], value: Option<&Value>) -> Choice {
        let schema = self.record.schema().at(path.iter().copied());
        let name = schema.get("title").and_then(Value::as_str).unwrap_or("");
        let options = schema.get("enum").and_then(Value::as_array);
        let options = options.into_iter().flatten().filter_map(Value::as_str).map(words::choice).collect();
        let value = value.and_then(Value::as_str).filter(|value| !value.is_empty()).map(words::choice);
        Choice { name: self.shown(name).to_owned(), value, options }
    }
}

/// How a page names a version: the first eight digits of its hash.
fn version_of(hash: &str) -> String {
    let digits: String = hash.trim_start_matches("sha256:").chars().take(8).collect();
    format!("version {digits}")
}

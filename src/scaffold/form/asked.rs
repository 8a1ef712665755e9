//! What a schema asks for beside the values that are there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::record::outline::Item;
use crate::record::schema::{Headings, SectionSpec};
use crate::record::yaml::{Node, Yaml};

pub(super) fn is_required(spec: &SectionSpec, item: &Item) -> bool {
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
pub(super) fn is_list_of_items(schema: &Value) -> bool {
    schema["type"] == "array" && schema["items"]["type"] == "object"
}

/// What describes the first key that an item needs.
pub(super) fn first_member(schema: &Value) -> &Value {
    let first = schema["required"].get(0).and_then(Value::as_str);
    first.map_or(&Value::Null, |key| &schema["properties"][key])
}

/// The keys that `schema` asks for beside these values.
pub(super) fn required<'s>(schema: &'s Value, values: &Value) -> BTreeSet<&'s str> {
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
pub(super) fn members_of(node: &Node) -> Value {
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

pub(super) fn text_of(schema: &Value, key: &str) -> String {
    schema[key].as_str().unwrap_or_default().to_owned()
}

/// The values of an item, on one line.
pub(super) fn texts_of(item: &Node) -> String {
    let values = item.entries().iter().filter(|entry| !entry.value.is_null()).filter_map(|entry| entry.value.text());
    values.collect::<Vec<_>>().join(" ")
}

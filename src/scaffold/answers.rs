//! Answers that were written elsewhere, put into a scaffold: a partial record in the record's own format.

use serde_json::Value;

use crate::record::edit::{self, Edit};
use crate::record::yaml::{Node, Yaml};
use crate::record::{Record, slug};
use crate::text::Span;

/// The scaffold's text with the answers put in: each value in its key, items by their id, each section's words below its heading.
/// What the answers leave out stays as the scaffold has it.
pub fn put_in(scaffold: &Record, answers: &Record) -> String {
    let mut edits = Vec::new();
    values(scaffold, answers, &mut edits);
    sections(scaffold, answers, &mut edits);
    edit::apply(&scaffold.text, edits)
}

fn values(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let Some(front) = scaffold.front_span else { return };
    let mut added = String::new();
    for (key, value) in answers.values.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        match scaffold.front.root.entry(key) {
            Some(entry) => put_value(&entry.value, entry.key_span, value, 0, edits),
            None => added.push_str(&written_entry(key, value, 0)),
        }
    }
    if !added.is_empty() {
        edits.push(Edit::insert(front.end, added));
    }
}

/// Puts `value` where `node` is, the value of the key at `key`, which is indented by `indent`.
fn put_value(node: &Node, key: Span, value: &Value, indent: usize, edits: &mut Vec<Edit>) {
    if let (Yaml::Sequence(items), Value::Array(values)) = (&node.value, value) {
        let has_id = |value: &Value| value.get("id").is_some();
        if values.iter().all(has_id) && items.iter().all(|item| item.get("id").is_some()) {
            return put_items(node, items, values, indent, edits);
        }
    }
    if let (Yaml::Mapping(_), Value::Object(members)) = (&node.value, value) {
        return put_members(node, members, indent + 2, edits);
    }
    // A value that was left out is written behind its colon, any other in place of the old.
    if node.is_null() {
        edits.push(Edit::insert(key.end + 1, written(value, indent)));
    } else {
        edits.push(Edit::replace(Span::new(key.end + 1, node.span.end), written(value, indent)));
    }
}

fn put_items(list: &Node, items: &[Node], values: &[Value], indent: usize, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    for value in values {
        let id = value.get("id").and_then(Value::as_str);
        match (items.iter().find(|item| item.get("id").and_then(Node::text) == id), value) {
            (Some(item), Value::Object(members)) => put_members(item, members, indent + 4, edits),
            _ => added.push_str(&format!("\n{}", written_item(value, indent + 2))),
        }
    }
    if !added.is_empty() {
        edits.push(Edit::insert(end_of(list), added));
    }
}

fn put_members(node: &Node, members: &serde_json::Map<String, Value>, indent: usize, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        match node.entry(key) {
            Some(entry) if entry.value.text() == value.as_str() && value.is_string() => {}
            Some(entry) => put_value(&entry.value, entry.key_span, value, indent, edits),
            None => added.push_str(&format!("\n{}", written_entry(key, value, indent).trim_end_matches('\n'))),
        }
    }
    if !added.is_empty() {
        edits.push(Edit::insert(end_of(node), added));
    }
}

/// Where the last value within `node` ends.
fn end_of(node: &Node) -> usize {
    match &node.value {
        Yaml::Mapping(entries) => entries.last().map_or(node.span.end, |last| end_of(&last.value)),
        Yaml::Sequence(items) => items.last().map_or(node.span.end, end_of),
        Yaml::Scalar { .. } => node.span.end,
    }
}

/// `key: value` on a line or lines of its own.
fn written_entry(key: &str, value: &Value, indent: usize) -> String {
    format!("{}{key}:{}\n", " ".repeat(indent), written(value, indent))
}

/// A value as it stands behind its key's colon.
fn written(value: &Value, indent: usize) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if is_calendar(text) => format!(" {text}"),
        Value::String(text) => format!(" {}", edit::yaml_text(text)),
        Value::Array(items) if items.is_empty() => " []".to_owned(),
        Value::Array(items) => items.iter().map(|item| format!("\n{}", written_item(item, indent + 2))).collect(),
        Value::Object(members) => {
            let lines = members
                .iter()
                .map(|(key, value)| format!("\n{}", written_entry(key, value, indent + 2).trim_end_matches('\n')));
            lines.collect()
        }
        other => format!(" {other}"),
    }
}

/// `- item` at `indent`.
fn written_item(item: &Value, indent: usize) -> String {
    let dash = format!("{}-", " ".repeat(indent));
    match item {
        Value::Object(members) => {
            let lines: String = members.iter().map(|(key, value)| written_entry(key, value, indent + 2)).collect();
            format!("{dash} {}", lines.trim_start().trim_end_matches('\n'))
        }
        other => format!("{dash}{}", written(other, indent)),
    }
}

/// A date or a week, which stands without quotes.
fn is_calendar(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10 || crate::cycle::Week::parse(text).is_some()
}

fn sections(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    for section in answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all)) {
        let words = answers.words(section.all);
        match scaffold.outline.sections.iter().find(|own| slug(&own.slug) == section.slug) {
            Some(own) => {
                let last = own.all.end == scaffold.text.len();
                let end = if last { "\n" } else { "\n\n" };
                edits.push(Edit::replace(own.all, format!("\n\n{words}{end}")));
            }
            None => added.push_str(&format!("\n## {}\n\n{words}\n", section.heading.text)),
        }
    }
    if !added.is_empty() {
        edits.push(Edit::insert(scaffold.text.len(), added));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Place, Wording, read};

    fn record(text: &str) -> Record {
        let path = "residents/R-0142/weekly/2026-W47.md";
        read(path, Place::of(path).expect("a place"), text.as_bytes().to_vec(), &Wording::default())
            .record
            .expect("text")
    }

    const SCAFFOLD: &str = "---\nkind: weekly-review\nactions:\n  #? Cook\n  - id: cook\n    result:\n    help:\n  - id: walk\n    result:\n    help:\nvisits:\n  - date: 2026-11-17\n    result:\nplanned:\nsafety_plan:\n---\n\n# Weekly review\n\n## Last week\n\n<!--? hint -->\n\n## This week\n\n<!--? hint -->\n";

    #[test]
    fn answers_go_where_they_belong() {
        let answers = record(
            "---\nactions:\n  - {id: walk, result: partly, because_of: service}\n  - {id: cook, result: done, help: prompts}\nvisits: [{date: 2026-11-18, result: met}]\nplanned: []\nsafety_plan: working\nx-own: a\n---\n\n## This week\n\nWe go on.\n\n## Last week\n\nDone.\n\n### Cook\n\nWell.\n",
        );
        let text = put_in(&record(SCAFFOLD), &answers);
        assert_eq!(
            text,
            "---\nkind: weekly-review\nactions:\n  #? Cook\n  - id: cook\n    result: done\n    help: prompts\n  - id: walk\n    result: partly\n    help:\n    because_of: service\nvisits:\n  - date: 2026-11-18\n    result: met\nplanned: []\nsafety_plan: working\nx-own: a\n---\n\n# Weekly review\n\n## Last week\n\nDone.\n\n### Cook\n\nWell.\n\n## This week\n\nWe go on.\n"
        );
    }

    #[test]
    fn what_is_left_out_stays() {
        let text = put_in(&record(SCAFFOLD), &record("---\nsafety_plan: working\n---\n"));
        assert_eq!(text, SCAFFOLD.replace("safety_plan:\n", "safety_plan: working\n"));
    }
}

//! Answers that were written elsewhere, put into a scaffold: a partial record in the record's own format.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::edit;
use crate::record::yaml::{Node, Yaml};
use crate::record::{Record, slug};
use crate::text::{self, Edit, Span};

/// The scaffold's text with the answers put in: each value in its key, items by their id, each section's words below its heading.
/// What the answers leave out stays as the scaffold has it. They are answers in which nothing was found to be wrong.
pub fn put_in(scaffold: &Record, answers: &Record) -> String {
    let mut edits = Vec::new();
    values(scaffold, answers, &mut edits);
    sections(scaffold, answers, &mut edits);
    text::apply(&scaffold.text, edits)
}

/// The first key or heading for which both hold an answer, and not the same: what [`put_in`] would write over.
pub fn clash(waiting: &Record, answers: &Record) -> Option<String> {
    let differs = |old: &Value, new: &Value| differs(old, new);
    let members = answers.values.as_object().into_iter().flatten();
    let key = members
        .filter(|(_, new)| !new.is_null())
        .find(|(key, new)| waiting.values.get(key.as_str()).is_some_and(|old| differs(old, new)));
    let section = || {
        let answered = answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all));
        let mut answered = answered.filter_map(|section| Some((section, waiting.outline.section(&section.slug)?)));
        let other = |new: Span, old: Span| waiting.body.has_words(old) && waiting.words(old) != answers.words(new);
        answered.find(|(new, old)| other(new.all, old.all)).map(|(new, _)| new.heading.text.clone())
    };
    key.map(|(key, _)| key.clone()).or_else(section)
}

/// Whether `new` is another answer than `old`, where there is an old one; items by their ids.
fn differs(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Null, _) => false,
        (Value::Object(old), Value::Object(new)) => {
            new.iter().any(|(key, new)| old.get(key).is_some_and(|old| differs(old, new)))
        }
        (Value::Array(olds), Value::Array(news)) => {
            let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
            let by_id = |new: &Value| olds.iter().find(|old| id(old).is_some() && id(old) == id(new));
            match news.iter().chain(olds).all(|item| id(item).is_some()) {
                true => news.iter().any(|new| by_id(new).is_some_and(|old| differs(old, new))),
                // Items without results yet are the scaffold's own.
                false => olds.iter().any(|old| old.get("result").is_some()) && olds != news,
            }
        }
        (old, new) => old != new,
    }
}

fn values(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let Some(front) = scaffold.front_span else { return };
    let mut added = String::new();
    for (key, value) in answers.values.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let Some(typed) = answers.front.root.get(key) else { continue };
        match scaffold.front.root.entry(key) {
            Some(entry) => put_value(&entry.value, entry.key_span, Answer { value, typed }, 0, edits),
            None => added.push_str(&written_entry(key, Answer { value, typed }, 0)),
        }
    }
    let own = |comment: &&str| !comment.starts_with(edit::FRONT_GUIDANCE);
    for comment in answers.front.comments.iter().map(|comment| comment.span.of(&answers.text)).filter(own) {
        added.push_str(&format!("{}\n", comment.trim_end()));
    }
    if !added.is_empty() {
        edits.push(Edit::insert(front.end, added));
    }
}

/// An answered value, and how it was typed.
#[derive(Clone, Copy)]
struct Answer<'a> {
    value: &'a Value,
    typed: &'a Node,
}

impl<'a> Answer<'a> {
    /// The answers of a list; none, where this is not one.
    fn items(self) -> impl Iterator<Item = Answer<'a>> {
        let values = self.value.as_array().into_iter().flatten();
        values.zip(self.typed.items()).map(|(value, typed)| Answer { value, typed })
    }

    /// The answered keys; none, where this is no mapping.
    fn members(self) -> impl Iterator<Item = (&'a str, Answer<'a>)> {
        let members = self.value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        members.filter_map(move |(key, value)| Some((key.as_str(), Answer { value, typed: self.typed.get(key)? })))
    }
}

/// Puts `answer` where `node` is, the value of the key at `key`, which is indented by `indent`.
fn put_value(node: &Node, key: Span, answer: Answer<'_>, indent: usize, edits: &mut Vec<Edit>) {
    if let (Yaml::Sequence(items), Value::Array(values)) = (&node.value, answer.value) {
        let has_id = |value: &Value| value.get("id").is_some();
        if !items.is_empty() && values.iter().all(has_id) && items.iter().all(|item| item.get("id").is_some()) {
            return put_items(node, items, answer, indent, edits);
        }
    }
    if let (Yaml::Mapping(_), Value::Object(_)) = (&node.value, answer.value) {
        return put_members(node, answer, indent + 2, edits);
    }
    // A value that was left out is written behind its colon, any other in place of the old.
    if node.is_null() {
        edits.push(Edit::insert(key.end + 1, written(answer, indent)));
    } else {
        edits.push(Edit::replace(Span::new(key.end + 1, node.span.end), written(answer, indent)));
    }
}

fn put_items(list: &Node, items: &[Node], answer: Answer<'_>, indent: usize, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    for item in answer.items() {
        let id = item.value.get("id").and_then(Value::as_str);
        match items.iter().find(|own| own.get("id").and_then(Node::text) == id) {
            Some(own) if item.value.is_object() => put_members(own, item, indent + 4, edits),
            _ => added.push_str(&format!("\n{}", written_item(item, indent + 2))),
        }
    }
    if !added.is_empty() {
        edits.push(Edit::insert(end_of(list), added));
    }
}

fn put_members(node: &Node, answer: Answer<'_>, indent: usize, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    for (key, member) in answer.members() {
        match node.entry(key) {
            Some(entry) if entry.value.text() == member.value.as_str() && member.value.is_string() => {}
            Some(entry) => put_value(&entry.value, entry.key_span, member, indent, edits),
            None => added.push_str(&format!("\n{}", written_entry(key, member, indent).trim_end_matches('\n'))),
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
fn written_entry(key: &str, answer: Answer<'_>, indent: usize) -> String {
    format!("{}{}:{}\n", " ".repeat(indent), edit::yaml_text(key), written(answer, indent))
}

/// A value as it stands behind its key's colon. Numbers stay as they were typed.
fn written(answer: Answer<'_>, indent: usize) -> String {
    match answer.value {
        Value::Null => String::new(),
        Value::String(text) if is_calendar(text) => format!(" {text}"),
        Value::String(text) => format!(" {}", edit::yaml_text(text)),
        Value::Array(items) if items.is_empty() => " []".to_owned(),
        Value::Array(_) => answer.items().map(|item| format!("\n{}", written_item(item, indent + 2))).collect(),
        Value::Object(_) if answer.members().next().is_none() => " {}".to_owned(),
        Value::Object(_) => {
            let lines = answer
                .members()
                .map(|(key, member)| format!("\n{}", written_entry(key, member, indent + 2).trim_end_matches('\n')));
            lines.collect()
        }
        other => answer.typed.text().map_or_else(|| format!(" {other}"), |typed| format!(" {typed}")),
    }
}

/// `- item` at `indent`.
fn written_item(item: Answer<'_>, indent: usize) -> String {
    let dash = format!("{}-", " ".repeat(indent));
    match item.value {
        Value::Object(_) if item.members().next().is_some() => {
            let lines: String = item.members().map(|(key, member)| written_entry(key, member, indent + 2)).collect();
            format!("{dash} {}", lines.trim_start().trim_end_matches('\n'))
        }
        _ => format!("{dash}{}", written(item, indent)),
    }
}

/// A date or a week, which stands without quotes.
fn is_calendar(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10 || crate::cycle::Week::parse(text).is_some()
}

fn sections(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    // What stands twice goes into one place, one below the other.
    let mut found: BTreeMap<usize, (Span, String)> = BTreeMap::new();
    for section in answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all)) {
        // Comments that people wrote are theirs to keep.
        let words = section.all.of(&answers.text).trim().replace("\r\n", "\n");
        match scaffold.outline.sections.iter().find(|own| slug(&own.slug) == section.slug) {
            Some(own) => {
                let (_, all) = found.entry(own.all.start).or_insert_with(|| (own.all, String::new()));
                all.push_str(&format!("\n\n{words}"));
            }
            None => added.push_str(&format!("\n## {}\n\n{words}\n", section.heading.text)),
        }
    }
    for (place, words) in found.into_values() {
        let end = if place.end == scaffold.text.len() { "\n" } else { "\n\n" };
        edits.push(Edit::replace(place, format!("{words}{end}")));
    }
    if !added.is_empty() {
        edits.push(Edit::insert(scaffold.text.len(), added));
    }
    remarks(scaffold, answers, edits);
}

/// Comments that people wrote where they answered nothing are kept above the first section.
fn remarks(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let answered = answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all));
    let answered: Vec<Span> = answered.map(|section| section.all).collect();
    let own =
        answers.body.comments.iter().filter(|comment| !comment.of(&answers.text).starts_with(edit::BODY_GUIDANCE));
    let loose = own.filter(|comment| {
        let before = answered.partition_point(|section| section.end <= comment.start);
        !answered.get(before).is_some_and(|section| section.contains(comment.start))
    });
    let kept: String =
        loose.map(|comment| format!("{}\n\n", comment.of(&answers.text).replace("\r\n", "\n"))).collect();
    let place = scaffold.outline.sections.first().map_or(scaffold.text.len(), |section| section.heading.span.start);
    if !kept.is_empty() {
        edits.push(Edit::insert(place, kept));
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
    fn a_section_that_stands_twice_loses_nothing() {
        let answers = "---\n---\n\n## This week\n\nOne.\n\n## Last week\n\nTwo.\n\n## This week\n\nThree.\n";
        let text = put_in(&record(SCAFFOLD), &record(answers));
        assert!(text.contains("## Last week\n\nTwo.\n\n## This week\n\nOne.\n\nThree.\n"), "{text}");
    }

    #[test]
    fn remarks_that_stand_in_no_answer_are_kept() {
        let answers =
            "---\n---\n<!-- one -->\n\n## Last week\n\n<!-- two -->\n\n## This week\n\nWe go on. <!-- three -->\n";
        let text = put_in(&record(SCAFFOLD), &record(answers));
        assert!(text.contains("\n<!-- one -->\n\n<!-- two -->\n\n## Last week\n"), "{text}");
        assert_eq!(text.matches("<!-- three -->").count(), 1);
    }

    #[test]
    fn what_is_left_out_stays() {
        let text = put_in(&record(SCAFFOLD), &record("---\nsafety_plan: working\n---\n"));
        assert_eq!(text, SCAFFOLD.replace("safety_plan:\n", "safety_plan: working\n"));
    }

    #[test]
    fn what_people_typed_is_kept_as_it_is() {
        let scaffold = "---\nkind: weekly-review\nmeasures: []\n---\n\n# Weekly review\n\n## Last week\n";
        let answers = "---\n# mine\n#? hint\nmeasures:\n  - id: lunch\n    value: 1.50\nx-a: {}\n\"x-b: c\": [{}, 2.0]\n---\n\n## Last week\n\nDone. <!-- ask Jo -->\n";
        let text = put_in(&record(scaffold), &record(answers));
        assert_eq!(
            text,
            "---\nkind: weekly-review\nmeasures:\n  - id: lunch\n    value: 1.50\nx-a: {}\n'x-b: c':\n  - {}\n  - 2.0\n# mine\n---\n\n# Weekly review\n\n## Last week\n\nDone. <!-- ask Jo -->\n"
        );
    }
}

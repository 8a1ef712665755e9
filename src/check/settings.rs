//! What the settings' schema cannot say.

use std::collections::BTreeMap;

use super::nearest::{nearest, one_of};
use crate::finding::{Code, Finding, Severity};
use crate::record::schema::ItemsSpec;
use crate::record::settings::LEVELS;
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Kind, Record, Schema, slug};
use crate::text::Span;

/// Faults within the settings.
pub(super) fn check(record: &Record) -> Vec<Finding> {
    let root = &record.front.root;
    let mut findings = Vec::new();
    findings.extend(repeated(root, "staff", "id", "another member of staff has the same id"));
    findings.extend(repeated(root, "staff", "email", "another member of staff has the same e-mail address"));
    findings.extend(repeated(root, "levels_of_help", "id", "this level stands here twice"));
    findings.extend(levels(root));
    let codes = crate::finding::Code::ALL.iter().map(|code| code.number());
    let codes: Vec<_> = codes.collect();
    for entry in entries(root, "rules") {
        match Code::ALL.iter().find(|code| code.number() == entry.key) {
            None => findings.extend(unknown_key(entry, &codes, "a finding's code")),
            Some(code) if code.severity() == Severity::Error => findings.push(Finding::new(
                Code::BadValue,
                entry.key_span,
                "this is a fault of format, which is always an error",
                "Take this line out. Only findings that are a matter of judgement have a level of their own.",
            )),
            Some(_) => {}
        }
    }
    let words = all_wording();
    let slugs: Vec<_> = words.iter().map(String::as_str).collect();
    for entry in entries(root, "wording").iter().filter(|entry| !words.contains(&slug(&entry.key))) {
        findings.extend(unknown_key(entry, &slugs, "a heading or label of the format"));
    }
    let kinds: Vec<_> = Kind::ALL.iter().filter(|kind| **kind != Kind::Settings).map(|kind| kind.name()).collect();
    for entry in entries(root, "own_sections") {
        findings.extend(unknown_key(entry, &kinds, "a kind of record"));
    }
    findings
}

fn entries<'n>(root: &'n Node, key: &str) -> &'n [Entry] {
    match root.get(key).map(|node| &node.value) {
        Some(Yaml::Mapping(entries)) => entries,
        _ => &[],
    }
}

fn unknown_key(entry: &Entry, known: &[&str], what: &str) -> Option<Finding> {
    if known.contains(&entry.key.as_str()) || entry.key.starts_with("x-") {
        return None;
    }
    let message = match nearest(&slug(&entry.key), known.iter().copied())
        .or_else(|| nearest(&entry.key, known.iter().copied()))
    {
        Some(meant) => format!("this is not {what}; did you mean `{meant}`?"),
        None => format!("this is not {what}"),
    };
    let help = if known.len() < 12 {
        format!("Known are {}.", one_of(known.iter().copied()))
    } else {
        "Look it up in the format's reference.".to_owned()
    };
    Some(Finding::new(Code::UnknownKey, entry.key_span, message, help).quoting(&entry.key))
}

fn repeated(root: &Node, list: &str, key: &str, message: &str) -> Vec<Finding> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut findings = Vec::new();
    for node in root.get(list).map_or(&[][..], Node::items).iter().filter_map(|item| item.get(key)) {
        let Some(text) = node.text() else { continue };
        match seen.get(&text.to_lowercase()) {
            Some(first) => findings.push(
                Finding::new(Code::DuplicateId, node.span, message, "Give each one its own.")
                    .also_at(*first, "the first"),
            ),
            None => _ = seen.insert(text.to_lowercase(), node.span),
        }
    }
    findings
}

/// A level of the service's own says where it stands; the six that every service has stay where they are.
fn levels(root: &Node) -> Vec<Finding> {
    let items = root.get("levels_of_help").map_or(&[][..], Node::items);
    let mut known: Vec<&str> = LEVELS.iter().map(|(id, _)| *id).collect();
    let mut findings = Vec::new();
    for item in items {
        let Some(id) = item.get("id") else { continue };
        let common = LEVELS.iter().any(|(common, _)| Some(*common) == id.text());
        match item.get("after") {
            Some(after) if common => findings.push(Finding::new(
                Code::BadValue,
                after.span,
                "this level has its place already",
                "Take `after` out. The six levels that every service has keep their order.",
            )),
            None if !common => findings.push(Finding::new(
                Code::MissingKey,
                id.span,
                "`after` is missing: a level of your own says which level it follows",
                format!("Add `after:` with the level that gives more help: {}.", one_of(known.iter().copied())),
            )),
            Some(after) if !after.text().is_some_and(|after| known.contains(&after)) => findings.push(Finding::new(
                Code::UnknownLevel,
                after.span,
                "there is no such level before this one",
                format!("Write {}.", one_of(known.iter().copied())),
            )),
            _ => {}
        }
        known.extend(id.text());
    }
    findings
}

/// The slug of every heading and label of the format.
fn all_wording() -> Vec<String> {
    fn labels(items: &ItemsSpec, words: &mut Vec<String>) {
        words.extend(items.labels.iter().map(|label| slug(&label.label)));
        if let Some(inner) = &items.items {
            labels(inner, words);
        }
    }
    let mut words = Vec::new();
    for section in Kind::ALL.iter().flat_map(|kind| &Schema::of(*kind).body.sections) {
        words.push(slug(&section.heading));
        if let Some(items) = &section.items {
            labels(items, &mut words);
        }
    }
    words
}

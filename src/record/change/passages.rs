//! Passages of the text, old and new, as people read them.

use std::collections::BTreeMap;

use super::{About, Detail};
use crate::record::Record;
use crate::record::outline::Item;
use crate::text::Span;

/// What a section or an item says in its own words. Where a record has several under one name, that is what all of them say.
pub(super) struct Heard {
    heading: String,
    /// Its words before the first label or item.
    pub(super) words: String,
    /// What stands behind each label, by the label's slug.
    pub(super) labels: BTreeMap<String, String>,
    /// Whether it has items below it.
    pub(super) has_items: bool,
}

impl Heard {
    /// The section of this slug.
    pub(super) fn section(record: &Record, slug: &str) -> Option<Self> {
        let mut sections = record.outline.sections.iter().filter(|section| section.slug == slug).peekable();
        let heading = sections.peek()?.heading.text.clone();
        let mut heard = Self { heading, words: String::new(), labels: BTreeMap::new(), has_items: false };
        for section in sections {
            add(&mut heard.words, &record.words(section.text));
            heard.has_items |= !section.items.is_empty();
        }
        Some(heard)
    }

    /// The item `id` of the list `key`.
    pub(super) fn item(record: &Record, key: &str, id: &str) -> Option<Self> {
        let mut items = record.outline.items(key).filter(|item| item.id() == id).peekable();
        let heading = items.peek()?.heading.text.clone();
        let mut heard = Self { heading, words: String::new(), labels: BTreeMap::new(), has_items: false };
        for item in items {
            add(&mut heard.words, &record.words(item.text));
            for label in &item.labels {
                add(heard.labels.entry(label.slug.clone()).or_default(), &record.words(label.text));
            }
            add(&mut heard.words, &record.words(astray(item)));
            heard.has_items |= !item.items.is_empty();
        }
        Some(heard)
    }

    /// What its heading was and is, where that is written in another way.
    pub(super) fn renamed(&self, new: &Self) -> Option<Detail> {
        if same_words(&self.heading, &new.heading) { None } else { heading(Some(self), Some(new)) }
    }
}

/// What the heading of a part was and is.
pub(super) fn heading(old: Option<&Heard>, new: Option<&Heard>) -> Option<Detail> {
    let heading = |heard: Option<&Heard>| heard.map(|heard| heard.heading.clone());
    let (old, new) = (heading(old), heading(new));
    (old.is_some() || new.is_some()).then(|| Detail {
        about: About::Heading,
        what: "heading".to_owned(),
        refers: None,
        old,
        new,
    })
}

/// What stands below an item and is none of it, since it begins with the heading of another that stands at the wrong level.
fn astray(item: &Item) -> Span {
    let end = item.items.first().map_or(item.all.end, |inner| inner.heading.span.start);
    Span::new(item.own_end(), end)
}

/// The words of the text that belong to no section.
pub(super) fn outside(record: &Record) -> String {
    let body = record.body.span;
    let mut at = body.start;
    let mut words = String::new();
    for section in &record.outline.sections {
        add(&mut words, &record.words(Span::new(at, section.heading.span.start)));
        at = section.all.end;
    }
    add(&mut words, &record.words(Span::new(at, body.end)));
    // What lies deeper than anybody writes is not read as Markdown, and is there all the same.
    add(&mut words, record.text[body.end.max(at)..].trim());
    words
}

fn add(words: &mut String, more: &str) {
    if !words.is_empty() && !more.is_empty() {
        words.push_str("\n\n");
    }
    words.push_str(more);
}

/// The passage that is called `what`, old and new, where they do not say the same.
pub(super) fn difference(what: &str, old: Option<String>, new: Option<String>) -> Option<Detail> {
    let words = |passage: &Option<String>| passage.as_deref().unwrap_or("").trim().to_owned();
    let is_silent = words(&old).is_empty() && words(&new).is_empty();
    if same_words(&words(&old), &words(&new)) && !(is_silent && old.is_some() != new.is_some()) {
        return None;
    }
    // A label or a heading without words that comes or goes is told of; beside words, silence is nothing.
    let shown = |passage: Option<String>| passage.filter(|words| is_silent || !words.trim().is_empty());
    let shown = |passage: Option<String>| shown(passage).map(|words| joined(words.trim()));
    Some(Detail { about: About::Words, what: what.to_owned(), refers: None, old: shown(old), new: shown(new) })
}

/// Whether two passages say the same, however their lines are wrapped.
pub(super) fn same_words(old: &str, new: &str) -> bool {
    old.split_whitespace().eq(new.split_whitespace())
}

/// A passage with the lines of each paragraph as one. Entries of lists, rows of tables, quotations and headings stay lines of their own, and so does
/// all within a block of code.
fn joined(words: &str) -> String {
    let mut joined = String::with_capacity(words.len());
    let (mut fenced, mut broken) = (false, true);
    for line in words.lines() {
        let trimmed = line.trim();
        let is_fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        if fenced || is_fence {
            if !joined.is_empty() && !joined.ends_with('\n') {
                joined.push('\n');
            }
            joined.push_str(line.trim_end());
            joined.push('\n');
            fenced ^= is_fence;
            broken = true;
        } else if trimmed.is_empty() {
            while !joined.ends_with("\n\n") {
                joined.push('\n');
            }
            broken = true;
        } else {
            if !joined.is_empty() && !joined.ends_with('\n') {
                joined.push(if broken || begins_line(trimmed) { '\n' } else { ' ' });
            }
            joined.push_str(trimmed);
            broken = trimmed.starts_with(['#', '|']) || line.ends_with("  ") || trimmed.ends_with('\\');
        }
    }
    joined.trim().to_owned()
}

/// Whether a line of Markdown begins something of its own.
fn begins_line(line: &str) -> bool {
    let marker = line.split(' ').next().unwrap_or("");
    let number = marker.trim_end_matches(['.', ')']);
    let numbered =
        marker.len() == number.len() + 1 && matches!(number.len(), 1..=2) && number.bytes().all(|b| b.is_ascii_digit());
    numbered || matches!(marker, "-" | "*" | "+") || line.starts_with(['#', '|', '>'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_one() {
        assert_eq!(joined("a\nb\n\n\nc  d"), "a b\n\nc  d");
        assert_eq!(joined("one:\n\n- a\n  b\n- c\n1. d\n2026. e"), "one:\n\n- a b\n- c\n1. d 2026. e");
        assert_eq!(
            joined("| a |\n|---|\n> b\nc\n```\n d\n\n e\n```\nf\ng"),
            "| a |\n|---|\n> b c\n```\n d\n\n e\n```\nf g"
        );
    }
}

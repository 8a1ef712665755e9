//! Closed formal reviews that are no longer what was signed.

use serde_json::Value;

use super::{Example, Judge, Need, Past, Rule};
use crate::check::folder::Subject;
use crate::check::scans;
use crate::finding::{Code, Finding};
use crate::record::{self, Kind, Place, Record};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::ChangedSinceClosed,
    checks: "It compares a closed formal review with what git kept when it was closed. Comments, allowances, the version of the format, how \
             lines are wrapped, keys of the service's own and a scan that was added later are left aside.",
    why: "What the resident signed is to stay what it was. A review that can be rewritten later proves nothing.",
    source: "A formal review is signed and dated together, and the signed copy is kept (the first seed).",
    options: &[],
    needs: Some(Need::History),
    bad: Example {
        past: Some(Past { closed: &[("formal/2026-10-26.md", &[])], ..Past::NONE }),
        ..Example::new("formal/2026-10-26.md", &[("  still_needed: yes\n", "  still_needed: «unsure»\n")])
    },
    good: Example {
        past: Some(Past { closed: &[("formal/2026-10-26.md", &[])], ..Past::NONE }),
        ..Example::new("formal/2026-10-26.md", &[("  still_needed: yes\n", "  still_needed: yes # and so says Sam\n")])
    },
    judge: Judge::Record(judge),
};

/// Keys that are no part of what was signed.
const ASIDE: [&str; 2] = ["allow", "supportplan"];

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    let history = subject.surroundings.history.as_ref().filter(|_| record.kind() == Kind::FormalReview);
    let Some(closing) = history.and_then(|history| history.closed.get(&record.path)) else { return Vec::new() };
    if record.value("stage") != Some("closed") {
        return Vec::new();
    }
    let Some(place) = Place::of(&record.path) else { return Vec::new() };
    let bytes = closing.text.clone().into_bytes();
    let then = record::read(&record.path, place, bytes, &subject.context.wording).record;
    let Some(span) = then.filter(|then| !then.front.unread).and_then(|then| changed(&then, record)) else {
        return Vec::new();
    };
    let message = format!("this review was altered since it was closed on {}", closing.day.format("%-d %B %Y"));
    let help = "Put it back as it was signed: `git log -p` on the file shows how it was. What is new belongs in the next review.";
    vec![Finding::new(Code::ChangedSinceClosed, span, message, help)]
}

/// The first place in `now` that says something else than `then`.
fn changed(then: &Record, now: &Record) -> Option<Span> {
    let none = serde_json::Map::new();
    let of = |record: &'_ Record| record.values.as_object().cloned().unwrap_or_else(|| none.clone());
    let (before, after) = (of(then), of(now));
    let is_aside = |key: &str| {
        let may_differ = scans::KEYS.contains(&key) && scans::is_kept(key, &then.values, &now.values);
        ASIDE.contains(&key) || key.starts_with("x-") || may_differ
    };
    let mut keys: Vec<&String> =
        before.keys().chain(after.keys()).filter(|key| !is_aside(key) && before.get(*key) != after.get(*key)).collect();
    keys.sort_by_key(|key| now.span_of(&[key.as_str()]).start);
    if let Some(key) = keys.first() {
        let inner = |map: &serde_json::Map<String, Value>| {
            map.get(*key).and_then(Value::as_object).cloned().unwrap_or_default()
        };
        let (before, after) = (inner(&before), inner(&after));
        let part = after.keys().find(|part| before.get(*part) != after.get(*part));
        let span = now.span_of(&[&[key.as_str()], part.map(String::as_str).as_slice()].concat());
        return Some(if span == Span::empty(0) { now.span_of(&["stage"]) } else { span });
    }
    let words =
        |record: &Record, span: Span| record.words(span).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    if words(then, then.body.span) == words(now, now.body.span) {
        return None;
    }
    let is_same = |section: &&crate::record::outline::Section| {
        then.outline.section(&section.slug).is_some_and(|was| words(then, was.all) == words(now, section.all))
    };
    let section = now.outline.sections.iter().find(|section| !is_same(section));
    let Some(section) = section else { return Some(now.span_of(&["stage"])) };
    let was = then.outline.section(&section.slug).map(|was| lines(then, was.all)).unwrap_or_default();
    // Lines may only be wrapped otherwise, so that each is looked for as it stands.
    let is_new = |line: &Span| !was.iter().any(|other| other.of(&then.text) == line.of(&now.text));
    Some(lines(now, section.all).into_iter().find(is_new).unwrap_or(section.heading.span))
}

/// The lines with words within `span`.
fn lines(record: &Record, span: Span) -> Vec<Span> {
    let mut at = span.start;
    let each = span.of(&record.text).split_inclusive('\n').map(|line| {
        at += line.len();
        let start = at - line.trim_start().len();
        Span::new(start, start + line.trim().len())
    });
    each.filter(|line| !line.is_empty()).collect()
}

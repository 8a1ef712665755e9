//! Answers that were written elsewhere, put into a scaffold: a partial record in the record's own format.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::insert::{self, New, NewEntry};
use crate::record::outline::Item;
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Record, edit, slug};
use crate::text::{self, Edit, Span};

/// The scaffold's text with the answers put in: each value in its key, items by their id, each section's words below its heading.
/// What the answers leave out stays as the scaffold has it. They are answers in which nothing was found to be wrong.
pub fn put_in(scaffold: &Record, answers: &Record) -> String {
    let mut edits = Vec::new();
    values(scaffold, answers, &mut edits);
    sections(scaffold, answers, &mut edits);
    text::apply(&scaffold.text, edits)
}

/// The first key or heading for which both hold an answer, and not the same: what [`put_in`] would write over. What stands there just as
/// the answers `before` said it may be written over.
pub fn clash(waiting: &Record, answers: &Record, before: Option<&Record>) -> Option<String> {
    let said_before = |key: &str| before.map_or(&Value::Null, |before| &before.values[key]);
    let members = answers.values.as_object().into_iter().flatten();
    let key = members
        .filter(|(_, new)| !new.is_null())
        .find(|(key, new)| waiting.values.get(key.as_str()).is_some_and(|old| differs(old, new, said_before(key))));
    let section = || {
        let said_before: Vec<(Span, String)> = before.map_or_else(Vec::new, |before| {
            places(waiting, before).into_iter().map(|(_, said, old)| (old, before.words(said))).collect()
        });
        let other = |(_, new, old): &(String, Span, Span)| {
            let (is, is_answered) = (waiting.words(*old), waiting.body.has_words(*old));
            let is_new = answers.body.has_words(*new) && is != answers.words(*new);
            is_answered && is_new && !said_before.iter().any(|(span, said)| span == old && *said == is)
        };
        places(waiting, answers).into_iter().find(other).map(|(heading, ..)| heading)
    };
    key.map(|(key, _)| key.clone()).or_else(section)
}

/// Whether answers have something for each key, item and section that the answers `before` had something for.
pub fn say_all_of(answers: &Record, before: &Record) -> bool {
    let sections = before.outline.sections.iter().filter(|section| before.body.has_words(section.all));
    let mut sections = sections.map(|section| {
        let own = answers.outline.section(&section.slug)?;
        let items = section.items.iter().all(|item| own.items.iter().any(|own| own.id() == item.id()));
        (items && answers.body.has_words(own.all)).then_some(())
    });
    has_all_of(&answers.values, &before.values) && sections.all(|said| said.is_some())
}

/// Whether each key that has a value `before` has one here; items are told apart by their ids, others are counted.
fn has_all_of(here: &Value, before: &Value) -> bool {
    match (here, before) {
        (_, Value::Null) => true,
        (Value::Object(here), Value::Object(before)) => {
            before.iter().all(|(key, before)| has_all_of(here.get(key).unwrap_or(&Value::Null), before))
        }
        (Value::Array(here), Value::Array(before)) => {
            let has = |item: &Value| match item.get("id") {
                Some(id) => here.iter().any(|own| own.get("id") == Some(id) && has_all_of(own, item)),
                None => true,
            };
            here.len() >= before.len() && before.iter().all(has)
        }
        (here, _) => !here.is_null(),
    }
}

/// The passages that are in the answers and in the record that waits, with what they are called.
fn places(waiting: &Record, answers: &Record) -> Vec<(String, Span, Span)> {
    let answered = answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all));
    let answered = answered.filter_map(|section| Some((section, waiting.outline.section(&section.slug)?)));
    let places = answered.flat_map(|(new, old)| match new.items.is_empty() || old.items.is_empty() {
        true => vec![(new.heading.text.clone(), new.all, old.all)],
        false => {
            let own = (new.heading.text.clone(), new.text, old.text);
            std::iter::once(own).chain(places_in_both(&new.items, &old.items)).collect()
        }
    });
    places.collect()
}

/// The passages of the items that are in both, with what they are called.
fn places_in_both(new: &[Item], old: &[Item]) -> Vec<(String, Span, Span)> {
    let mut places = Vec::new();
    for item in new {
        let Some(own) = old.iter().find(|own| own.id() == item.id()) else { continue };
        let heading = || item.heading.text.clone();
        places.push((heading(), item.text, own.text));
        let labels = item.labels.iter().filter_map(|label| Some((label, own.label(&label.slug)?)));
        places.extend(labels.map(|(new, old)| (heading(), new.text, old.text)));
        places.extend(places_in_both(&item.items, &own.items));
    }
    places
}

/// Whether `new` is another answer than `old`, where there is an old one that was not said `before`; items by their ids.
fn differs(old: &Value, new: &Value, before: &Value) -> bool {
    match (old, new) {
        (Value::Null, _) => false,
        (Value::Object(old), Value::Object(new)) => {
            new.iter().any(|(key, new)| old.get(key).is_some_and(|old| differs(old, new, &before[key.as_str()])))
        }
        (Value::Array(olds), Value::Array(news)) => {
            let id = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
            let by_id = |items: &'_ [Value], new: &Value| {
                items.iter().find(|old| id(old).is_some() && id(old) == id(new)).cloned().unwrap_or_default()
            };
            let said = before.as_array().map(Vec::as_slice).unwrap_or_default();
            match news.iter().chain(olds).all(|item| id(item).is_some()) {
                true => news.iter().any(|new| differs(&by_id(olds, new), new, &by_id(said, new))),
                // Items without results yet are the scaffold's own.
                false => olds.iter().any(|old| old.get("result").is_some()) && olds != news && olds != said,
            }
        }
        (old, new) => old != new && old != before,
    }
}

fn values(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let Some(front) = scaffold.front_span else { return };
    let root = &scaffold.front.root;
    for answer in answers.front.root.entries().iter().filter(|answer| !answer.value.is_null()) {
        let new = |node: &Node| New::of(node, answers, false).answered();
        match root.entry(&answer.key) {
            Some(entry) if has_ids(&entry.value) && has_ids(&answer.value) => {
                for item in answer.value.items() {
                    let is_it = |own: &&Node| own.get("id").and_then(Node::text) == item.get("id").and_then(Node::text);
                    match entry.value.items().iter().find(is_it) {
                        Some(own) => members(scaffold, answers, own, item, edits),
                        None => edits.extend(insert::item(scaffold, &answer.key, &new(item))),
                    }
                }
            }
            Some(entry) => value(scaffold, answers, root, entry, &answer.value, edits),
            None => {
                let entry = NewEntry::new(&answer.key, new(&answer.value));
                edits.push(insert::member(scaffold, root, insert::before(scaffold, &answer.key), &entry));
            }
        }
    }
    let own = |comment: &&str| !comment.starts_with(edit::FRONT_GUIDANCE);
    let comments = answers.front.comments.iter().map(|comment| comment.span.of(&answers.text)).filter(own);
    let kept: String = comments.map(|comment| format!("{}\n", comment.trim_end())).collect();
    if !kept.is_empty() {
        edits.push(Edit::insert(front.end, kept));
    }
}

/// Whether this is a list of items that each have an id.
fn has_ids(node: &Node) -> bool {
    !node.items().is_empty() && node.items().iter().all(|item| item.get("id").is_some())
}

/// Puts the answer in the place of an entry's value. A value that was left out is written behind its colon, any other in place of the old.
fn value(scaffold: &Record, answers: &Record, around: &Node, entry: &Entry, answer: &Node, edits: &mut Vec<Edit>) {
    if let (Yaml::Mapping(_), Yaml::Mapping(_)) = (&entry.value.value, &answer.value) {
        return members(scaffold, answers, &entry.value, answer, edits);
    }
    let new = New::of(answer, answers, false).answered();
    let start = entry.key_span.end + 1;
    let end = insert::end_of(&entry.value, &scaffold.text).max(start);
    edits.push(Edit::replace(Span::new(start, end), insert::behind_colon(scaffold, &new, around, entry)));
}

/// Puts answers to keys of a mapping in their places.
fn members(scaffold: &Record, answers: &Record, own: &Node, answer: &Node, edits: &mut Vec<Edit>) {
    for member in answer.entries().iter().filter(|member| !member.value.is_null()) {
        match own.entry(&member.key) {
            Some(entry) if entry.value.text().is_some() && entry.value.text() == member.value.text() => {}
            Some(entry) => value(scaffold, answers, own, entry, &member.value, edits),
            None => {
                let new = New::of(&member.value, answers, false).answered();
                edits.push(insert::member(scaffold, own, None, &NewEntry::new(&member.key, new)));
            }
        }
    }
}

fn sections(scaffold: &Record, answers: &Record, edits: &mut Vec<Edit>) {
    let mut added = String::new();
    // What stands twice goes into one place, one below the other.
    let mut found: BTreeMap<usize, (Span, String)> = BTreeMap::new();
    for section in answers.outline.sections.iter().filter(|section| answers.body.has_words(section.all)) {
        // Comments that people wrote are theirs to keep.
        let words = section.all.of(&answers.text).trim().replace("\r\n", "\n");
        match scaffold.outline.sections.iter().find(|own| slug(&own.slug) == section.slug) {
            Some(own) if !own.items.is_empty() && !section.items.is_empty() => {
                let loose = section.text.of(&answers.text).trim().replace("\r\n", "\n");
                if answers.body.has_words(section.text) {
                    let (_, all) = found.entry(own.all.start).or_insert_with(|| (own.text, String::new()));
                    all.push_str(&format!("\n\n{loose}"));
                }
                items(scaffold, answers, &own.items, &section.items, own.all.end, edits);
            }
            Some(own) => {
                let (_, all) = found.entry(own.all.start).or_insert_with(|| (own.all, String::new()));
                all.push_str(&format!("\n\n{words}"));
            }
            None => added.push_str(&format!("\n## {}\n\n{words}\n", section.heading.text)),
        }
    }
    for (place, words) in found.into_values() {
        edits.push(below_heading(scaffold, place, &words));
    }
    if !added.is_empty() {
        edits.push(Edit::insert(scaffold.text.len(), added));
    }
    remarks(scaffold, answers, edits);
}

/// Words in a place that follows a heading.
fn below_heading(scaffold: &Record, place: Span, words: &str) -> Edit {
    let end = if place.end == scaffold.text.len() { "\n" } else { "\n\n" };
    let gap = if words.starts_with('\n') { "" } else { "\n\n" };
    Edit::replace(place, format!("{gap}{words}{end}"))
}

/// What is said of items that have a heading goes there, each passage in its own place; other items come behind them.
fn items(scaffold: &Record, answers: &Record, own: &[Item], answered: &[Item], end: usize, edits: &mut Vec<Edit>) {
    for item in answered.iter().filter(|item| answers.body.has_words(item.all)) {
        let Some(there) = own.iter().find(|own| own.id() == item.id()) else {
            let words = Span::new(item.heading.span.start, item.all.end).of(&answers.text).trim_end();
            edits.push(insert::paragraphs(&scaffold.text, end, &[words.to_owned()]));
            continue;
        };
        let words = |span: Span| span.of(&answers.text).trim().replace("\r\n", "\n");
        if answers.body.has_words(item.text) {
            edits.push(below_heading(scaffold, there.text, &words(item.text)));
        }
        for label in item.labels.iter().filter(|label| answers.body.has_words(label.text)) {
            match there.label(&label.slug) {
                Some(own) => {
                    let end = if own.text.end == scaffold.text.len() { "\n" } else { "\n\n" };
                    edits.push(Edit::replace(own.text, format!(" {}{end}", words(label.text))));
                }
                None => {
                    let words = words(Span::new(label.label.start, label.text.end));
                    edits.push(insert::paragraphs(&scaffold.text, there.own_end(), &[words]));
                }
            }
        }
        items(scaffold, answers, &there.items, &item.items, there.all.end, edits);
    }
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
    fn an_item_is_answered_in_its_place() {
        let path = "residents/R-0142/plan.md";
        let record = |text: &str| {
            let place = Place::of(path).expect("a place");
            read(path, place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
        };
        let scaffold = record(
            "---\nrisks: [{id: burns, from: , outcomes: []}, {id: noise}]\nactions:\n  - id: card\n    uses:\n    help:\n---\n\n## Outcomes\n\n### Cooks\n\nTwice.\n\n#### Card\n\n**When:** <!--? hint -->\n\n**Staff will:** wait\n\n## Risks\n\n### Burns\n\n**What could happen:**\n\n### Noise\n\nLoud.\n",
        );
        let answers = record(
            "---\nrisks:\n  - id: burns\n    from: review\n    outcomes:\n      - cooks\nactions: [{id: card, uses: [a, b], help: prompts}]\n---\n\n## Outcomes\n\n### Cooks\n\n#### Card\n\n**When:** At noon.\n\n**I will:** Draw.\n\n## Risks\n\n### Burns\n\n**What could happen:** The hob.\n",
        );
        assert_eq!(
            put_in(&scaffold, &answers),
            "---\nrisks: [{id: burns, from: review , outcomes: [cooks]}, {id: noise}]\nactions:\n  - id: card\n    uses:\n      - a\n      - b\n    help: prompts\n---\n\n## Outcomes\n\n### Cooks\n\nTwice.\n\n#### Card\n\n**When:** At noon.\n\n**Staff will:** wait\n\n**I will:** Draw.\n\n## Risks\n\n### Burns\n\n**What could happen:** The hob.\n\n### Noise\n\nLoud.\n"
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
        let answers = "---\n# mine\n#? hint\nweek: 2026-W47\ndate: 2026-11-20\nx-c: yes\nmeasures:\n  - id: lunch\n    value: 1.50\nx-a: {}\n\"x-b: c\": [{}, 2.0]\n---\n\n## Last week\n\nDone. <!-- ask Jo -->\n";
        let text = put_in(&record(scaffold), &record(answers));
        assert_eq!(
            text,
            "---\nkind: weekly-review\nweek: 2026-W47\ndate: 2026-11-20\nmeasures:\n  - id: lunch\n    value: 1.50\nx-c: \"yes\"\nx-a: {}\n'x-b: c':\n  - {}\n  - 2.0\n# mine\n---\n\n# Weekly review\n\n## Last week\n\nDone. <!-- ask Jo -->\n"
        );
    }
}

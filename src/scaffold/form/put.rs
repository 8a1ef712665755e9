//! An answer, put into the record's text where it belongs, with nothing else touched.

use serde_json::Value;

use super::asked::{first_member, required};
use super::{Ask, Question, Slot, Step, Unfit, reread, typed, unfolded};
use crate::check::Context;
use crate::record::former::{LISTS, former_ids};
use crate::record::insert::{self, New, NewEntry};
use crate::record::schema::ItemsSpec;
use crate::record::{Record, edit, heading_for, slug};
use crate::text::{self, Edit, Span};

/// The record with `typed` as the answer to `question`.
///
/// # Errors
/// It is no answer to the question.
pub fn put(record: &Record, question: &Question, typed: &str, context: &Context) -> Result<Record, Unfit> {
    let edits = match &question.slot {
        Slot::Value(path) => {
            let values = typed::read(&question.ask, typed, context.today)?;
            let new = match question.ask {
                Ask::Several { .. } => New::List(values.iter().map(|value| New::Scalar(word(value))).collect()),
                Ask::Limit => match values.as_slice() {
                    [side, figure, weeks] => {
                        New::mapping([(side.as_str(), figure.clone()), ("for_weeks", weeks.clone())])
                    }
                    _ => return Err(Unfit("Write it as: below 3 for 2 weeks.".to_owned())),
                },
                _ => New::Scalar(values.first().map(|value| scalar(&question.ask, value)).unwrap_or_default()),
            };
            Vec::from_iter(set(record, path, new))
        }
        Slot::Another(path) if says_none(typed) => none(record, path)?,
        Slot::Another(path) => {
            let values = typed::read(&question.ask, typed, context.today)?;
            let name = values.first().map(String::as_str).unwrap_or_default();
            another(record, path, &question.ask, name)?
        }
        slot => {
            let values = typed::read(&question.ask, typed, context.today)?;
            words(record, slot, question, &escaped(values.first().map(String::as_str).unwrap_or_default()))
        }
    };
    let changed = reread(record, text::apply(&record.text, edits), context);
    let changed = changed.ok_or_else(|| Unfit("This holds characters that no record can hold.".to_owned()))?;
    Ok(unfolded(changed, context))
}

/// Whether nothing, or no more, is to be added.
pub fn says_none(typed: &str) -> bool {
    matches!(typed.trim().to_lowercase().as_str(), "" | "none" | "no" | "n")
}

/// No items in the list at `path`; one that has items keeps them.
fn none(record: &Record, path: &[Step]) -> Result<Vec<Edit>, Unfit> {
    let [Step::Key(key)] = path else { return Ok(Vec::new()) };
    let schema = &record.schema().json;
    let needs_one = schema["properties"][key.as_str()]["minItems"].as_u64().is_some_and(|least| least > 0);
    match record.front.root.get(key) {
        Some(list) if !list.is_null() => Ok(Vec::new()),
        _ if !needs_one => Ok(Vec::from_iter(set(record, path, New::List(Vec::new())))),
        _ if required(schema, &record.values).contains(key.as_str()) => {
            Err(Unfit("One is needed here at least.".to_owned()))
        }
        _ => Ok(Vec::from_iter(insert::without_member(record, &record.front.root, key))),
    }
}

/// A value as it stands behind its key.
fn scalar(ask: &Ask, value: &str) -> String {
    match ask {
        Ask::Date(_) | Ask::Number { .. } => value.to_owned(),
        Ask::Choice(_) => word(value),
        _ => edit::yaml_text(value),
    }
}

/// A word of the format or an id, as everybody writes it: the format knows that `yes` and `no` are words here.
fn word(value: &str) -> String {
    let is_word = value.starts_with(|c: char| c.is_ascii_lowercase())
        && value.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
        && !matches!(value, "null" | "true" | "false");
    if is_word { value.to_owned() } else { edit::yaml_text(value) }
}

/// One more item of the list at `path`: its first value, and the others waiting for theirs. An item with a name has a heading as well.
fn another(record: &Record, path: &[Step], ask: &Ask, value: &str) -> Result<Vec<Edit>, Unfit> {
    let [Step::Key(key)] = path else { return Ok(Vec::new()) };
    let schema = &record.schema().json["properties"][key.as_str()]["items"];
    let mut item = Vec::new();
    if *ask == Ask::Name {
        let id = slug(value);
        const WORDS: usize = 8;
        if value.split_whitespace().count() > WORDS {
            return Err(Unfit(format!("A name has {WORDS} words at most. What there is to say of it is asked next.")));
        }
        if id.is_empty() {
            return Err(Unfit("Give it a name with a letter or a digit in it.".to_owned()));
        }
        let mut was = LISTS.iter().flat_map(|list| record.list(list)).flat_map(former_ids);
        if was.any(|was| was == id) {
            return Err(Unfit("Something was called so before it was renamed; give this another name.".to_owned()));
        }
        if record.list(key).iter().any(|item| item["id"] == id.as_str())
            || record.ids_with_headings().contains(id.as_str())
        {
            return Err(Unfit("There is one of this name already; give it another.".to_owned()));
        }
        item.push(NewEntry::new("id", New::text(&id)));
    } else {
        let first = schema["required"].get(0).and_then(Value::as_str).unwrap_or_default();
        item.push(NewEntry::new(first, New::Scalar(scalar(ask, value))));
    }
    let given = |key: &str| key == "id" || (*ask != Ask::Name && first_member(schema) == &schema["properties"][key]);
    let open = schema["properties"].as_object().into_iter().flatten();
    let needed = required(schema, &Value::Null);
    for (key, inner) in open.filter(|(key, _)| needed.contains(key.as_str()) && !given(key)) {
        item.push(NewEntry::new(key, hole(inner)));
    }
    let mut edits = insert::item(record, key, &New::Mapping(item));
    if *ask == Ask::Name {
        edits.extend(heading(record, key, value));
    }
    Ok(edits)
}

/// One more item with nothing but an id in the list `key`, and its words under its heading at the end of its section.
pub fn item_with_words(record: &Record, key: &str, id: &str, name: &str, words: &str) -> Vec<Edit> {
    let item = insert::item(record, key, &New::Mapping(vec![NewEntry::new("id", New::text(id))]));
    let words = if words.is_empty() { name.to_owned() } else { format!("{name}\n\n{words}") };
    item.into_iter().chain(heading(record, key, &words)).collect()
}

/// No value yet, or the keys without a value that it needs.
fn hole(schema: &Value) -> New {
    if schema["type"] != "object" {
        return New::Scalar(String::new());
    }
    let needed = required(schema, &Value::Null);
    let inner = schema["properties"].as_object().into_iter().flatten();
    let inner = inner.filter(|(key, _)| needed.contains(key.as_str()));
    New::Mapping(inner.map(|(key, schema)| NewEntry::new(key, hole(schema))).collect())
}

/// The heading of a new item in its own words, at the end of its section.
fn heading(record: &Record, key: &str, words: &str) -> Option<Edit> {
    let specs = &record.schema().body.sections;
    let has_heading = |items: &ItemsSpec| items.key == key && items.note.as_ref().is_none_or(|note| note.needed);
    let spec = specs.iter().find(|spec| spec.items.as_ref().is_some_and(has_heading))?;
    let section = record.outline.section(&spec.slug)?;
    Some(insert::paragraphs(&record.text, section.all.end, &[format!("### {words}")]))
}

/// Words in their place: all that people said there before gives way, hints and remarks stay.
fn words(record: &Record, slot: &Slot, question: &Question, words: &str) -> Vec<Edit> {
    let place = match slot {
        Slot::Item { key, id } if record.outline.item(key, id).is_none() => {
            let specs = record.schema().body.sections.iter();
            let mut within = specs.filter(|spec| spec.items.as_ref().is_some_and(|items| items.key == *key));
            let section = within.next().and_then(|spec| record.outline.section(&spec.slug));
            let name = question.about.clone().filter(|name| slug(name) == *id).unwrap_or_else(|| heading_for(id));
            let end = section.map_or(record.text.len(), |section| section.all.end);
            return vec![insert::paragraphs(&record.text, end, &[format!("### {name}\n\n{words}")])];
        }
        _ => question.span,
    };
    let comments: Vec<&str> = record
        .body
        .comments
        .iter()
        .filter(|comment| place.start <= comment.start && comment.end <= place.end)
        .map(|comment| comment.of(&record.text))
        .collect();
    let is_label = matches!(slot, Slot::Label { .. });
    let kept: String = comments.iter().map(|comment| format!("{comment}\n\n")).collect();
    let end = if place.end == record.text.len() { "\n" } else { "\n\n" };
    let begins_block = words.starts_with(['-', '*', '+', '>', '|']) || words.starts_with(|c: char| c.is_ascii_digit());
    let with = match is_label {
        true if kept.is_empty() && !begins_block => format!(" {words}{end}"),
        _ => format!("\n\n{kept}{words}{end}"),
    };
    vec![Edit::replace(place, with)]
}

/// Words as they stand in a record's text: what would make a heading, a remark or a block of code of them is written so that it is read as
/// it was typed.
pub(super) fn escaped(words: &str) -> String {
    let lines = words.lines().map(|line| {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let line = if is_obeyed(rest) { format!("{indent}\\{rest}") } else { line.trim_end().to_owned() };
        line.replace("&lt;!--", "&amp;lt;!--").replace("<!--", "&lt;!--")
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Whether a line would be a heading, a rule, a block of code or a label, or would lose the stroke that it begins with.
fn is_obeyed(line: &str) -> bool {
    let is_rule = |sign: char| line.starts_with(sign) && line.trim_end().chars().all(|c| c == sign);
    line.starts_with(['#', '='])
        || line.starts_with("```")
        || line.starts_with("~~~")
        || is_rule('-')
        || is_label(line)
        || line.strip_prefix('\\').is_some_and(is_stroked)
}

/// Whether a stroke before these words may be one of [`escaped`].
fn is_stroked(words: &str) -> bool {
    words.starts_with(['#', '`', '~', '=', '-', '\\']) || words.starts_with("**")
}

/// Whether a line begins as a label does: bold words with a colon.
fn is_label(line: &str) -> bool {
    let bold = line.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    bold.is_some_and(|(words, rest)| words.trim_end().ends_with(':') || rest.starts_with(':'))
}

/// Words as they were typed.
pub(super) fn unescaped(words: &str) -> String {
    let line = |line: &str| {
        let (indent, rest) = line.split_at(line.len() - line.trim_start().len());
        let rest = rest.strip_prefix('\\').filter(|bare| is_stroked(bare)).unwrap_or(rest);
        format!("{indent}{rest}").replace("&lt;!--", "<!--").replace("&amp;lt;!--", "&lt;!--")
    };
    words.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Puts a value where `path` leads, in the place of one that stands there.
fn set(record: &Record, path: &[Step], new: New) -> Option<Edit> {
    let mut node = &record.front.root;
    for (at, step) in path.iter().enumerate() {
        let rest = &path[at + 1..];
        node = match step {
            Step::Key(key) => {
                let Some(entry) = node.entry(key) else {
                    let after = if at == 0 { insert::before(record, key) } else { None };
                    return Some(insert::member(record, node, after, &NewEntry::new(key, within(rest, new))));
                };
                if rest.is_empty() || entry.value.is_null() {
                    let colon = entry.key_span.end + 1;
                    let behind = Span::new(colon, insert::end_of(&entry.value, &record.text).max(colon));
                    return Some(Edit::replace(behind, insert::behind_colon(record, &within(rest, new), node, entry)));
                }
                &entry.value
            }
            item => item.item(node.items())?,
        };
    }
    None
}

/// A value within the keys that `rest` leads through.
fn within(rest: &[Step], new: New) -> New {
    match rest {
        [Step::Key(key), rest @ ..] => New::Mapping(vec![NewEntry::new(key, within(rest, new))]),
        _ => new,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{WEEKLY, context, weekly};
    use super::super::{question_at, questions};
    use super::*;

    fn asked(record: &Record) -> Vec<Question> {
        questions(record, &[], &context())
    }

    fn answered(record: &Record, slot: &Slot, typed: &str) -> Record {
        let questions = asked(record);
        let question = questions.iter().find(|question| question.slot == *slot).expect("such a question");
        put(record, question, typed, &context()).unwrap_or_else(|unfit| panic!("{}", unfit.0))
    }

    fn value(path: &[&str]) -> Slot {
        let step = |step: &&str| match step.strip_prefix('@') {
            Some(date) => Step::Like { key: "date".to_owned(), value: date.to_owned(), nth: 0 },
            None => match step.strip_prefix('#') {
                Some(id) => Step::Id(id.to_owned()),
                None => Step::Key((*step).to_owned()),
            },
        };
        Slot::Value(path.iter().map(step).collect())
    }

    fn section(slug: &str) -> Slot {
        Slot::Section(slug.to_owned())
    }

    #[test]
    fn every_answer_stands_where_it_belongs() {
        let mut record = weekly(WEEKLY);
        let visits = Slot::Another(vec![Step::Key("visits".to_owned())]);
        for (slot, typed) in [
            (value(&["actions", "#picture-recipe", "result"]), "2"),
            (value(&["actions", "#picture-recipe", "because_of"]), "service"),
            (Slot::Item { key: "actions".into(), id: "picture-recipe".into() }, "Short of staff."),
            (value(&["measures", "#cooks-lunch", "value"]), "1,5"),
            (visits.clone(), "17 Nov"),
            (value(&["visits", "@2026-11-17", "result"]), "met"),
            (visits, "18/11/2026"),
            (section("last-week"), "Sam cooked.\n\n- and ate"),
            (Slot::Another(vec![Step::Key("planned".to_owned())]), "monday"),
            (value(&["planned", "@2026-11-23", "time"]), "2pm"),
            (value(&["safety_plan"]), "w"),
        ] {
            record = answered(&record, &slot, typed);
        }
        let expected = WEEKLY
            .replacen("    result:\n    help:\n", "    result: partly\n    help:\n    because_of: service\n", 1)
            .replace("    value:\n", "    value: 1.5\n")
            .replace(
                "visits:\nplanned:\n",
                "visits:\n  - date: 2026-11-17\n    result: met\n  - date: 2026-11-18\n    result:\nplanned:\n  - date: 2026-11-23\n    time: \"14:00\"\n",
            )
            .replace("safety_plan:\n", "safety_plan: working\n")
            .replace("We wrote: shop. -->\n\n", "We wrote: shop. -->\n\nSam cooked.\n\n- and ate\n\n### Picture recipe\n\nShort of staff.\n\n");
        assert_eq!(record.text, expected);
    }

    #[test]
    fn a_new_risk_has_an_item_and_a_heading() {
        let risks = Slot::Another(vec![Step::Key("new_risks".to_owned())]);
        let record = answered(&weekly(WEEKLY), &risks, "Knives at night");
        let words = Slot::Item { key: "new_risks".into(), id: "knives-at-night".into() };
        let record = answered(&record, &words, "Put them away.");
        assert!(record.text.contains("new_risks:\n  - id: knives-at-night\nsafety_plan:\n---"), "{}", record.text);
        assert!(
            record.text.contains("## What is emerging\n\n### Knives at night\n\nPut them away.\n\n## Other"),
            "{}",
            record.text
        );
        let again = asked(&record);
        let question = again.iter().find(|question| question.slot == risks).expect("one more");
        assert!(
            put(&record, question, "knives, at night", &context()).is_err()
                && put(&record, question, "!", &context()).is_err()
        );
        let planned = Slot::Another(vec![Step::Key("planned".to_owned())]);
        assert_eq!(answered(&weekly(WEEKLY), &planned, "none").text, WEEKLY.replace("planned:\n", "planned: []\n"));
    }

    #[test]
    fn an_answer_goes_to_the_visit_that_was_asked_about() {
        let visits = "visits:\n  - date: 2026-11-17\n    result:\n  - date: 2026-11-19\n    result:\n";
        let record = weekly(&WEEKLY.replace("visits:\n", visits));
        let slot = value(&["visits", "@2026-11-19", "result"]);
        let question = asked(&record).into_iter().find(|question| question.slot == slot).expect("asked");
        // Meanwhile somebody puts a visit in before it.
        let more = weekly(&record.text.replace("visits:\n", "visits:\n  - date: 2026-11-16\n    result: met\n"));
        let changed = put(&more, &question, "declined", &context()).unwrap_or_else(|unfit| panic!("{}", unfit.0));
        assert!(changed.text.contains("  - date: 2026-11-19\n    result: declined\n"), "{}", changed.text);
        assert!(changed.text.contains("  - date: 2026-11-17\n    result:\n"), "{}", changed.text);
        // Meanwhile somebody mends its day: it is no longer there to be answered.
        let moved = weekly(&record.text.replace("date: 2026-11-19", "date: 2026-11-18"));
        assert!(asked(&moved).iter().all(|question| question.slot != slot));
    }

    #[test]
    fn visits_of_one_day_are_told_apart() {
        let visits = "visits:\n  - date: 2026-11-17\n    result:\n  - date: 2026-11-17\n    result:\n";
        let record = weekly(&WEEKLY.replace("visits:\n", visits));
        let asked = asked(&record);
        let second = asked.iter().rfind(|question| question.title == "Result" && question.ask != Ask::Words);
        let changed = answered(&record, &second.expect("asked").slot, "met");
        assert!(changed.text.contains("    result:\n  - date: 2026-11-17\n    result: met\n"), "{}", changed.text);
    }

    #[test]
    fn a_name_stands_in_its_heading_as_it_was_typed() {
        let risks = Slot::Another(vec![Step::Key("new_risks".to_owned())]);
        let record = answered(&weekly(WEEKLY), &risks, "Sam's café: visits");
        assert!(record.text.contains("- id: sams-cafe-visits\n"), "{}", record.text);
        let words = Slot::Item { key: "new_risks".into(), id: "sams-cafe-visits".into() };
        let record = answered(&record, &words, "Ask Jo.");
        assert!(record.text.contains("### Sam's café: visits\n\nAsk Jo.\n"), "{}", record.text);
    }

    #[test]
    fn what_looks_like_something_else_is_read_back_as_it_was_typed() {
        for words in [
            "\\=a",
            "\\\\# a",
            "# a",
            "==",
            "---",
            "a\n===\nb",
            "<!-- a",
            "\\<!-- a",
            "&lt;!-- a",
            "**A:** b",
            "```\na",
        ] {
            let record = answered(&weekly(WEEKLY), &section("last-week"), words);
            let said = asked(&record).into_iter().find(|question| question.slot == section("last-week"));
            assert_eq!(said.and_then(|question| question.answer).as_deref(), Some(words), "{}", record.text);
            assert_eq!(record.outline.sections.len(), 5, "{}", record.text);
        }
    }

    #[test]
    fn a_finding_leads_to_its_question() {
        let record = weekly(WEEKLY);
        let at = |words: &str| {
            let start = WEEKLY.find(words).expect("there");
            question_at(&asked(&record), Span::empty(start)).map(|question| question.slot.clone())
        };
        assert_eq!(at("safety_plan:"), Some(value(&["safety_plan"])));
        assert_eq!(at("help:"), Some(value(&["actions", "#picture-recipe", "help"])));
    }

    proptest! {
        #[test]
        fn what_is_typed_is_read_back_and_nothing_else_changes(
            words in r"[ -~\n\u{e9}\u{2019}]{0,60}[a-z]",
            slug in prop::sample::select(vec!["last-week", "this-week", "safety-plan"]),
        ) {
            let record = weekly(WEEKLY);
            let (slot, before) = (section(slug), asked(&record));
            let record = answered(&record, &slot, &words);
            let after = asked(&record);
            let trimmed = |words: &str| words.trim().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                prop_assert_eq!(&before.slot, &after.slot);
                if before.slot == slot {
                    let said = after.answer.clone().unwrap_or_default();
                    prop_assert_eq!(trimmed(&said), trimmed(&words), "{}", record.text);
                } else {
                    prop_assert_eq!(&before.answer, &after.answer, "{}", record.text);
                }
            }
            let again = answered(&record, &slot, &words);
            prop_assert_eq!(again.text, record.text);
        }
    }
}

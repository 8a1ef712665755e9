//! Abbreviations that a resident may not know, in what staff wrote for them to read.

mod words;

use std::collections::BTreeSet;

use self::words::{LOUD, SMALL, WELL_KNOWN};
use super::Context;
use super::prose::Prose;
use super::rules::other_name::words_within;
use crate::record::schema::{Audience, ItemsSpec};
use crate::record::{Record, Schema};
use crate::text::Span;

/// So many letters an abbreviation has, all of them capitals.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;

/// Where `record`, of a resident who is called `called`, holds abbreviations that they may not know, in the order of the file: in what staff
/// wrote, but not in the parts that are meant for staff alone. One that the record explains in brackets is none, wherever it stands.
pub fn abbreviations(record: &Record, called: Option<&str>, context: &Context) -> Vec<Span> {
    let text = &record.text;
    let known = known(called, context);
    let (mut found, mut explained) = (Vec::new(), BTreeSet::new());
    let mut look = |passage: Span, words: &[Span]| {
        for (word, part) in short_words(text, words) {
            let short = singular(part.of(text));
            if is_explained(text, passage, word) {
                explained.insert(short);
            } else if !known.contains(short) {
                found.push((part, short));
            }
        }
    };
    for measured in measures(record) {
        look(measured, &words_within(text, measured).collect::<Vec<_>>());
    }
    let (prose, for_staff) = (Prose::of(record), for_staff(record));
    for (passage, words) in prose.all().filter(|(passage, _)| !for_staff.iter().any(|out| out.contains(passage.start)))
    {
        let theirs = words.iter().map(|word| word.span()).filter(|word| prose.is_staffs(word.start));
        look(passage, &theirs.collect::<Vec<_>>());
    }
    found.into_iter().filter(|(_, short)| !explained.contains(short)).map(|(part, _)| part).collect()
}

/// Words that are no abbreviations here: names, and what the service itself calls things.
fn known(called: Option<&str>, context: &Context) -> BTreeSet<String> {
    let settings = &context.settings;
    let names = settings.staff.iter().map(|staff| staff.name.as_str()).chain([settings.service.as_str()]).chain(called);
    let labels = context.levels.iter().map(|level| level.label.as_str()).chain(settings.own_words());
    let words = names.chain(labels).flat_map(|words| words.split(|c: char| !c.is_alphanumeric()));
    words.chain(WELL_KNOWN.iter().copied()).map(str::to_owned).collect()
}

/// What the open outcomes of a plan count, which stands in its front matter.
fn measures(record: &Record) -> Vec<Span> {
    let outcomes = record.front.root.get("outcomes").map(|list| list.items()).unwrap_or_default();
    let open = outcomes.iter().filter(|outcome| outcome.get("ended").is_none_or(|ended| ended.is_null()));
    open.filter_map(|outcome| Some(outcome.get("measure")?.get("what")?.span)).collect()
}

/// The labelled passages that are meant for staff alone.
fn for_staff(record: &Record) -> Vec<Span> {
    let items = Schema::of(record.kind()).body.sections.iter().filter_map(|section| section.items.as_ref());
    let items = items.flat_map(|items| std::iter::successors(Some(items), |items| items.items.as_deref()));
    let labels = |items: &'static ItemsSpec| {
        let theirs = items.labels.iter().filter(|label| label.audience == Some(Audience::Staff));
        let written = move |slug: &'static str| {
            record.outline.items(&items.key).filter_map(move |item| Some(item.label(slug)?.text))
        };
        theirs.flat_map(move |label| written(&label.slug))
    };
    items.flat_map(labels).collect()
}

/// Those parts of words that are abbreviations, each with its word. Words in capitals that stand side by side are only said loudly, where one of
/// them is a word like any other.
fn short_words(text: &str, words: &[Span]) -> Vec<(Span, Span)> {
    let is_loud = |word: &&Span| {
        let letters: Vec<char> = word.of(text).chars().filter(|c| c.is_alphabetic()).collect();
        letters.len() > 1 && letters.iter().all(|c| c.is_uppercase())
    };
    let mut found = Vec::new();
    for run in words.chunk_by(|one, next| is_loud(&one) == is_loud(&next)) {
        let is_ordinary = |word: &Span| {
            let word = trimmed(word.of(text));
            LOUD.contains(&word) || word.chars().count() > *LETTERS.end()
        };
        let shouted = run.len() > 1 && run.iter().filter(is_loud).any(is_ordinary);
        if !shouted {
            found.extend(run.iter().flat_map(|word| parts(text, *word).into_iter().map(|part| (*word, part))));
        }
    }
    found
}

/// The abbreviations in a word, which strokes and hyphens may part. What holds a digit is a reference, a postcode or the like.
fn parts(text: &str, word: Span) -> Vec<Span> {
    let whole = word.of(text);
    if whole.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '_')) || whole.contains("://") {
        return Vec::new();
    }
    let place = |part: &str| {
        let start = word.start + (part.as_ptr() as usize - whole.as_ptr() as usize);
        Span::new(start, start + part.len())
    };
    if SMALL.contains(&trimmed(whole)) {
        return vec![place(trimmed(whole))];
    }
    let parts = whole.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '&'))).map(trimmed);
    parts.filter(|part| is_short(singular(part))).map(place).collect()
}

/// A word without the marks around it, and without the ending of a possessive.
fn trimmed(word: &str) -> &str {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// "GP" for "GPs".
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase())).unwrap_or(word)
}

fn is_short(word: &str) -> bool {
    LETTERS.contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase())
        && !LOUD.contains(&word)
        && !is_numeral(word)
}

/// Whether it is a Roman numeral below forty.
fn is_numeral(word: &str) -> bool {
    let ones = word.trim_start_matches('X');
    word.len() - ones.len() <= 3 && matches!(ones, "" | "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX")
}

/// Whether brackets behind a word say what it means, or it stands in brackets itself behind what it means.
fn is_explained(text: &str, passage: Span, word: Span) -> bool {
    let whole = word.of(text);
    let before = &text[passage.start.min(word.start)..word.start];
    if whole.starts_with('(') && whole.contains(')') && before.contains(char::is_alphabetic) {
        return true;
    }
    let inside = text[word.end..passage.end.max(word.end)].trim_start().strip_prefix('(');
    let Some((inside, _)) = inside.and_then(|inside| inside.split_once(')')) else { return false };
    let is_plain = inside.starts_with(char::is_lowercase) && !inside.contains(|c: char| c.is_ascii_digit());
    is_plain || spells(inside, singular(trimmed(whole)))
}

/// Whether the words begin with the letters of `short`, small words aside.
fn spells(words: &str, short: &str) -> bool {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut letters = short.chars().peekable();
    for word in words {
        let first = word.chars().next().map(|first| first.to_ascii_uppercase());
        if letters.peek().copied() == first {
            letters.next();
        } else if word.starts_with(char::is_uppercase) {
            return false;
        }
    }
    letters.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::settings::Settings;
    use crate::record::{Place, Wording, model, read};

    fn context() -> Context {
        let text = "supportplan: 1\nservice: YHA House\nstaff:\n  - {id: a, name: AJ Moss, email: a@b.example}\nwording:\n  Moving on: MOVE\n";
        let place = Place::of("supportplan.yaml").expect("a place");
        let settings = read("supportplan.yaml", place, text.into(), &Wording::default()).record;
        let settings: Settings = settings.as_ref().and_then(model::of).expect("settings");
        Context::new(settings, BTreeSet::new(), chrono::NaiveDate::default())
    }

    fn found_in(text: &str) -> Vec<String> {
        let path = "residents/R-0142/plan.md";
        let context = context();
        let reading = read(path, Place::of(path).expect("a place"), text.as_bytes().to_vec(), &context.wording);
        let record = reading.record.expect("a record");
        let found = abbreviations(&record, Some("TJ"), &context);
        found.into_iter().map(|span| span.of(&record.text).to_owned()).collect()
    }

    fn found(body: &str) -> Vec<String> {
        found_in(&format!(
            "---\nkind: support-plan\noutcomes:\n  - id: a\nactions:\n  - id: b\n    for: [a]\n---\n## Moving on\n\n{body}\n"
        ))
    }

    #[test]
    fn short_words_in_capitals_are_told() {
        assert_eq!(found("See the GP, ask for a CPA/CMHT-led talk. GPs' PRN."), ["GP", "CPA", "CMHT", "GPs", "PRN"]);
        assert_eq!(found("The CMHT OT comes, e.g. with prn tablets."), ["CMHT", "OT", "e.g", "prn"]);
        assert_eq!(found("- the **DLA**\n- a table\n\n### The PIP form\n\nx"), ["DLA", "PIP"]);
    }

    #[test]
    fn what_everybody_knows_and_names_and_numbers_are_none() {
        let none =
            "At 9 AM TV is OK. A&E, LS6 and R-0142, LH-142; floor II, Henry VIII. On MON he may NOT go. I am A to B.";
        assert_eq!(found(none), Vec::<String>::new());
        assert_eq!(found("AJ and TJ of YHA House are at MOVE."), Vec::<String>::new());
        assert_eq!(found("PLEASE KNOCK AND WAIT. DO NOT COME IN."), Vec::<String>::new());
        assert_eq!(found("Write to BMX@CPA.example or https://CPA.example/x, post code AB12."), Vec::<String>::new());
    }

    #[test]
    fn what_the_text_explains_in_brackets_is_none() {
        assert_eq!(found("The CPA (Care Programme Approach) meets. The CPA is near."), Vec::<String>::new());
        assert_eq!(found("PRN (as needed) tablets, GPs (family doctors)."), Vec::<String>::new());
        assert_eq!(found("The mental health team (CMHT) calls. CMHT again."), Vec::<String>::new());
        assert_eq!(found("The CPA (Tuesdays at 3) and the GP (Dr Shah) and an OT (01632)."), ["CPA", "GP", "OT"]);
    }

    #[test]
    fn the_residents_own_words_and_what_is_for_staff_are_left_out() {
        assert_eq!(found("He says \"CPA is fine\".\n\n> GP\n\n<!-- OT -->\nx"), Vec::<String>::new());
        let outcome = "## Outcomes\n\n### A\n\n**In my words:** CPA.\n\n**How we will know:** GP.\n\n#### B\n\n**Staff will:** OT.\n";
        assert_eq!(found(&format!("x\n\n{outcome}")), ["OT"]);
    }

    #[test]
    fn what_an_open_outcome_counts_is_looked_at() {
        let plan = |rest: &str| {
            found_in(&format!(
                "---\nkind: support-plan\noutcomes:\n  - id: a\n    measure:\n      what: visits to the GP{rest}\n---\n"
            ))
        };
        assert_eq!(plan(""), ["GP"]);
        assert_eq!(plan("\n    ended: {date: 2026-11-02, reason: achieved}"), Vec::<String>::new());
    }
}

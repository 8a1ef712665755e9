//! What other residents are called, in a record.

pub(in crate::check) mod words;

use std::borrow::Cow;

use self::words::{
    BEFORE_MONTHS, BEFORE_THINGS, KIN, MONTHS, NOT_PEOPLE, OTHERS, PLACES, ROLES, THINGS, TIMES, TITLES, WITH_THINGS,
};
use super::{Example, Judge, Need, Rule};
use crate::check::called::Called;
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::OtherName,
    checks: "It looks for what other residents like to be called, in what a resident's records say and in the team's. A name counts when \
             it has a capital and stands inside a sentence, not at its beginning. Left alone are names that are also this resident's or a \
             member of staff's, parts of a longer name such as that of a street, months and places where they are meant as such, and \
             people who are said to be somebody else, such as an aunt or a nurse.",
    why: "A resident reads their records, and so does whoever is sent a copy. Another resident's name in them tells about that person, \
          and often shows that words were pasted in from their record.",
    source: "Another resident's words pasted in are a standing danger, and all that is about a resident lies in that resident's folder.",
    options: &[],
    needs: Some(Need::Called),
    bad: Example::new("weekly/2026-W46.md", &[("and Tom stays within reach by phone.", "and «Margaret» comes along.")]),
    good: Example::new(
        "weekly/2026-W46.md",
        &[("and Tom stays within reach by phone.", "and asks at the Margaret Street desk.")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let Some(called) = subject.surroundings.called.as_deref() else { return Vec::new() };
    let record = subject.record;
    let own = record.place.resident();
    let mut findings = Vec::new();
    let mut look = |passage: Span, before: Option<Span>, word: Span| {
        let bare = bare(&record.text, word);
        let Some(before) = before.filter(|_| bare.of(&record.text).starts_with(char::is_uppercase)) else { return };
        let names = called.beginning(&usual_case(&record.text, before, bare));
        if !names.is_empty() && is_named(subject, called, own, names, (before, bare), passage) {
            findings.push(finding(own, bare, &record.text));
        }
    };
    for (passage, words) in subject.prose().all() {
        let mut before: Option<Span> = None;
        for word in words {
            if word.may_be_name {
                look(passage, before, word.span());
            }
            before = Some(word.span());
        }
    }
    for passage in subject.free_texts() {
        let mut before: Option<Span> = None;
        for word in words_within(&record.text, *passage) {
            look(*passage, before, word);
            before = Some(word);
        }
    }
    findings.retain(|finding| !record.body.comments.iter().any(|comment| comment.contains(finding.span.start)));
    findings
}

fn finding(own: Option<&str>, name: Span, text: &str) -> Finding {
    let (message, help) = match own {
        Some(_) => (
            "this is what another resident is called",
            "Write \"another resident\" or \"a neighbour\". If it is somebody else of that name, say who, such as \"their aunt\".",
        ),
        None => (
            "this is what a resident is called",
            "Write the resident's reference, so that the team's records hold no names.",
        ),
    };
    Finding::new(Code::OtherName, name, message, help).quoting(name.of(text))
}

/// Whether a word says who somebody is, or what something is, that does not live here.
fn is_no_resident(word: &str) -> bool {
    [KIN, ROLES, OTHERS].iter().any(|list| list.contains(&word))
}

/// What stands between white space within `passage`.
pub(in crate::check) fn words_within(text: &str, passage: Span) -> impl Iterator<Item = Span> {
    passage.of(text).split_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        Span::new(start, start + word.len())
    })
}

/// A word as names are written, where it alone is in capitals; else as it stands.
fn usual_case<'t>(text: &'t str, before: Span, word: Span) -> Cow<'t, str> {
    let is_loud = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let name = word.of(text);
    let next = text[word.end..].split_whitespace().find(|next| next.contains(char::is_alphabetic)).unwrap_or_default();
    if !is_loud(name) || is_loud(before.of(text)) || is_loud(next) {
        return Cow::Borrowed(name);
    }
    let mut letters = name.chars();
    let first = letters.next().into_iter();
    Cow::Owned(first.chain(letters.flat_map(char::to_lowercase)).collect())
}

/// The word without marks around it, and without the ending of a possessive.
pub(in crate::check) fn bare(text: &str, word: Span) -> Span {
    let all = word.of(text);
    let left = all.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = word.end - left.len();
    let mut name = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    for ending in ["'s", "’s"] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    Span::new(start, start + name.len())
}

/// Whether the word is meant as the name of one of these residents.
fn is_named(
    subject: &Subject,
    called: &Called,
    own: Option<&str>,
    names: &[(Vec<String>, String)],
    (before, word): (Span, Span),
    passage: Span,
) -> bool {
    let text = &subject.record.text;
    let name = &*usual_case(text, before, word);
    let own_name = own.and_then(|own| called.of(own)).into_iter().chain(subject.record.value("called"));
    let mut ours = own_name.chain(subject.context.settings.staff.iter().map(|staff| staff.name.as_str()));
    if ours.any(|ours| ours.split([' ', '-']).any(|part| part == name)) {
        return false;
    }
    let rest = &text[word.end..passage.end];
    let matching = |(more, reference): &&(Vec<String>, String)| {
        own != Some(reference)
            && more.iter().eq(rest.split_whitespace().take(more.len()).map(without_genitive).collect::<Vec<_>>().iter())
    };
    let Some((more, _)) = names.iter().find(matching) else { return false };
    let previous = before.of(text);
    let first = before_is_first(text, before, passage);
    let earlier =
        text[passage.start.min(before.start)..before.start].split_whitespace().next_back().unwrap_or_default();
    !begins_sentence(text, before, word) && !is_somebody_else((earlier, previous), first, name, after(rest, more.len()))
}

fn without_genitive(word: &str) -> String {
    let word = trimmed(word);
    ["'s", "’s"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(&word).to_owned()
}

fn trimmed(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// Whether a sentence, or speech, begins with `word`.
pub(in crate::check) fn begins_sentence(text: &str, before: Span, word: Span) -> bool {
    let previous = before.of(text).trim_end_matches(['"', '\'', '”', '’', ')', ']', '*', '_']);
    let opened = text[before.end..word.start].contains(['"', '“', '‘', '\'', '«']);
    let listed = previous.chars().all(|c| !c.is_alphanumeric());
    opened || listed || previous.ends_with(['.', '?', '!', ':', '…'])
}

/// Whether the word at `before` begins its sentence, so that its capital says nothing.
fn before_is_first(text: &str, before: Span, passage: Span) -> bool {
    let earlier = text[passage.start.min(before.start)..before.start].trim_end();
    earlier.is_empty() || earlier.ends_with(['.', '?', '!', ':', '…', '"', '“', '‘'])
}

/// What stands behind a name: the mark that ends it, and the words behind it.
fn after(rest: &str, more: usize) -> (bool, Vec<&str>) {
    let mut words = rest.split_whitespace();
    // What is joined to the name itself, such as a comma or the ending of a possessive.
    let joined = if rest.starts_with(char::is_whitespace) { "" } else { words.next().unwrap_or_default() };
    let joined = if more > 0 { words.nth(more - 1).unwrap_or_default() } else { joined };
    let parted = joined.contains([',', '.', ';', ':', '?', '!', ')']);
    (parted, words.by_ref().take(3).collect())
}

/// Whether the words around a name say that it is no resident's.
fn is_somebody_else(
    (earlier, previous): (&str, &str),
    previous_is_first: bool,
    name: &str,
    (parted, next): (bool, Vec<&str>),
) -> bool {
    let is = |list: &[&str], word: &str| list.contains(&trimmed(word).to_lowercase().as_str());
    let joined = previous.ends_with(char::is_alphanumeric) || previous.ends_with('.');
    let capital =
        |word: &str| trimmed(word).starts_with(char::is_uppercase) && trimmed(word).len() > 1 && !is(TIMES, word);
    let following = next.first().copied().unwrap_or_default();
    let longer_before =
        joined && (is(TITLES, previous) || (capital(previous) && !previous_is_first && !is(MONTHS, previous)));
    let second = next.get(1).copied().unwrap_or_default();
    let third = next.get(2).copied().unwrap_or_default();
    // The title of a film, a song or a book.
    let title = (trimmed(following) == "of" && (capital(second) || (second == "the" && capital(third))))
        || (matches!(following, "and" | "in") && second == "the" && capital(third));
    let longer_after = !parted && (capital(following) || is(NOT_PEOPLE, following) || title);
    let kin = |word: &str| trimmed(word).to_lowercase().split('-').any(is_no_resident);
    let other = (joined || previous.ends_with(',')) && kin(previous);
    // What people have, learn or read, and no person.
    let as_thing = is(THINGS, name)
        && ((joined && is(BEFORE_THINGS, previous))
            || (is(&["says", "reads", "spells"], previous) && !earlier.ends_with(','))
            || (previous == "and" && is(WITH_THINGS, earlier)));
    let own_kin = parted && next.iter().take(3).any(|word| is_no_resident(&trimmed(word).to_lowercase()));
    let from_elsewhere = !parted && is(&["from"], following) && !next.iter().any(|word| is(HERE, word));
    let as_article = joined && is(&["the", "a", "an", "in", "at", "near", "via", "towards"], previous);
    let as_place =
        joined && is(&["to", "from", "visit", "visiting", "around", "round", "beyond"], previous) && is(PLACES, name);
    let number = |word: &str| trimmed(word).starts_with(|c: char| c.is_ascii_digit());
    let as_month = is(MONTHS, name)
        && (is(BEFORE_MONTHS, previous)
            || is(MONTHS, earlier)
            || number(previous)
            || (!parted && number(following))
            || is(MONTHS, next.get(1).copied().unwrap_or_default()));
    longer_before
        || longer_after
        || as_thing
        || other
        || own_kin
        || from_elsewhere
        || as_article
        || as_place
        || as_month
}

/// Words by which somebody who comes "from" there lives here.
const HERE: &[&str] = &[
    "upstairs",
    "downstairs",
    "next",
    "room",
    "flat",
    "floor",
    "here",
    "house",
    "door",
    "opposite",
    "across",
    "landing",
    "corridor",
];

//! The terms, from `terms.yaml`, and where a text has one of them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use regex::{Captures, Regex};
use serde::Deserialize;

use crate::check::rules::identifiers::pattern;
use crate::text::Span;

/// The terms that the rule knows.
#[derive(Debug)]
pub(super) struct Terms {
    /// In the order of the file.
    pub terms: Vec<Term>,
    cues: Cues,
}

/// What a term's match begins a word with somewhere.
#[derive(Debug)]
struct Cue {
    /// In small letters.
    letters: String,
    /// Whether the word has to end with it.
    ends: bool,
    /// The place of its term.
    term: usize,
}

/// The cues of all terms, by their first letters.
#[derive(Debug)]
struct Cues {
    /// Each cue with a beginning that it may have; sorted by that.
    by_beginning: Vec<(u16, Arc<Cue>)>,
    /// A bit for each of these beginnings. Of most words this alone tells that no cue begins them.
    beginnings: Vec<u64>,
}

impl Cues {
    fn new(cues: Vec<Cue>) -> Self {
        let mut by_beginning = Vec::new();
        for cue in cues.into_iter().map(Arc::new) {
            let letters = cue.letters.as_bytes();
            // A cue of two letters may be followed by anything.
            let thirds = letters.get(2).map_or(0..32, |third| third & 31..(third & 31) + 1);
            let beginnings = thirds.map(|third| beginning([letters[0], letters[1], third]));
            by_beginning.extend(beginnings.map(|beginning| (beginning, Arc::clone(&cue))));
        }
        by_beginning.sort_by_key(|(beginning, _)| *beginning);
        let mut beginnings = vec![0; 1 << 9];
        for (beginning, _) in &by_beginning {
            beginnings[usize::from(beginning >> 6)] |= 1 << (beginning & 63);
        }
        Self { by_beginning, beginnings }
    }

    /// The cues that stand at `at`, where a word of `text` begins.
    fn at<'c>(&'c self, text: &'c str, at: usize) -> impl Iterator<Item = &'c Cue> {
        let here = &text.as_bytes()[at..];
        let letter = |at: usize| here.get(at).copied().unwrap_or(0);
        let beginning = beginning([letter(0), letter(1), letter(2)]);
        let may_be = self.beginnings[usize::from(beginning >> 6)] & (1 << (beginning & 63)) != 0;
        let from = if may_be { self.by_beginning.partition_point(|(other, _)| *other < beginning) } else { usize::MAX };
        let same = self.by_beginning.get(from..).unwrap_or_default().iter();
        same.take_while(move |(other, _)| *other == beginning).map(|(_, cue)| &**cue).filter(move |cue| {
            let (same, behind) = (here.get(..cue.letters.len()), here.get(cue.letters.len()));
            same.is_some_and(|same| same.eq_ignore_ascii_case(cue.letters.as_bytes()))
                && !(cue.ends && behind.is_some_and(u8::is_ascii_alphabetic))
        })
    }
}

/// The first three letters of a word as a number below 2^15, whatever their case; other signs may have the same.
fn beginning(bytes: [u8; 3]) -> u16 {
    bytes.iter().fold(0, |all, byte| (all << 5) | u16::from(byte & 31))
}

/// Where words of English letters begin within `span` of `text`.
pub(super) fn beginnings(text: &str, span: Span) -> impl Iterator<Item = usize> {
    let mut inside = false;
    span.of(text).bytes().zip(span.start..).filter_map(move |(byte, at)| {
        let before = std::mem::replace(&mut inside, byte.is_ascii_alphabetic());
        (inside && !before).then_some(at)
    })
}

/// A term, and what is better.
#[derive(Debug)]
pub(super) struct Term {
    /// The key by which a service switches it off.
    pub key: String,
    /// What to do instead, beginning with a verb.
    pub better: String,
    /// Who advises that, for people.
    pub advised_by: String,
    /// Whether a softer word may hide a risk, so that the act has to be told as well.
    pub act: bool,
    near: Option<String>,
    finds: Vec<Pattern>,
    but: Vec<Pattern>,
}

/// A pattern that is made ready when a cue of its term is met for the first time.
#[derive(Debug)]
struct Pattern {
    source: String,
    made: OnceLock<Made>,
}

#[derive(Debug)]
struct Made {
    regex: Regex,
    /// The group that is what is found; the whole, where it is 0.
    found: usize,
    /// The groups that have to be the resident's name.
    names: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: BTreeMap<String, String>,
    words: BTreeMap<String, String>,
    terms: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers of the file, and for a test"))]
    term: String,
    better: String,
    sources: Vec<String>,
    act: bool,
    cues: Vec<String>,
    near: Option<String>,
    finds: Vec<String>,
    but: Vec<String>,
}

const FILE: &str = include_str!("terms.yaml");

/// How many bytes around a cue are looked at.
const AROUND: usize = 120;

/// White space within a phrase, and marks of emphasis.
const SPACE: &str = r"(?:[ \t\r\n\u{a0}*_]+)";
/// A hyphen of any form, a space, or nothing.
const HYPHEN: &str = r"(?:[ \t\r\n\u{a0}]*[\u{2d}\u{2010}-\u{2014}][ \t\r\n]*|[ \t\r\n\u{a0}]+)?";

/// The regular expression that a pattern of the file stands for.
fn expression(source: &str, words: &BTreeMap<String, String>) -> String {
    let mut source = source.to_owned();
    // Words may be made of other words.
    for (name, pattern) in words.iter().chain(words) {
        source = source.replace(&format!("{{{name}}}"), pattern);
    }
    let mut made = String::from(r"(?i)(?-u:\b{start-half})(?:");
    let (mut escaped, mut class, mut names) = (false, false, 0);
    for part in source.split_inclusive("{name}") {
        for c in part.strip_suffix("{name}").unwrap_or(part).chars() {
            match c {
                'w' if escaped => {
                    made.pop();
                    made.push_str("[a-z0-9à-ɏ'’]");
                }
                ' ' if !class => made.push_str(SPACE),
                '-' if !class => made.push_str(HYPHEN),
                '\'' if !class => made.push_str("['’]?"),
                _ => made.push(c),
            }
            class = !escaped && (c == '[' || (class && c != ']'));
            escaped = !escaped && c == '\\';
        }
        if part.ends_with("{name}") {
            names += 1;
            made.push_str(&format!(r"(?P<name{names}>(?-i:\p{{Lu}})[a-zà-ɏ]+)"));
        }
    }
    made.push_str(r")(?-u:\b{end-half})");
    made
}

impl Pattern {
    fn new(source: &str, words: &BTreeMap<String, String>) -> Self {
        Self { source: expression(source, words), made: OnceLock::new() }
    }

    /// The first place in `area` that it finds and that covers `at`, which is counted from the beginning of `area`.
    fn find(&self, area: &str, at: usize, called: Option<&str>) -> Option<Span> {
        let Made { regex, found, names } = self.made.get_or_init(|| {
            let regex = pattern(&self.source);
            let groups = || regex.capture_names().enumerate().skip(1);
            let found = groups().find(|(_, name)| name.is_none()).map_or(0, |(group, _)| group);
            let names = groups().filter(|(_, name)| name.is_some()).map(|(group, _)| group).collect();
            Made { regex, found, names }
        });
        let is_named = |captures: &Captures| {
            names.iter().filter_map(|group| captures.get(*group)).all(|name| Some(name.as_str()) == called)
        };
        // Most areas have no match, which is told soon; to tell the groups of one takes longer.
        if !regex.is_match(area) {
            return None;
        }
        let mut from = 0;
        while let Some(captures) = regex.captures_at(area, from) {
            let whole = captures.get(0)?;
            if whole.start() > at {
                return None;
            }
            if at < whole.end() && is_named(&captures) {
                return captures.get(*found).or(captures.get(0)).map(|group| Span::from(group.range()));
            }
            from = whole.start() + area[whole.start()..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }
}

impl Terms {
    /// The terms of the file.
    #[expect(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
    pub(super) fn all() -> &'static Self {
        static TERMS: LazyLock<Terms> = LazyLock::new(|| Terms::new(serde_yaml::from_str(FILE).expect("well formed")));
        &TERMS
    }

    fn new(file: File) -> Self {
        let (mut terms, mut cues) = (Vec::new(), Vec::new());
        for (term, entry) in file.terms.into_iter().enumerate() {
            cues.extend(entry.cues.iter().map(|cue| {
                let letters = cue.trim_end_matches('$').to_owned();
                Cue { letters, ends: cue.ends_with('$'), term }
            }));
            let patterns = |list: &[String]| list.iter().map(|source| Pattern::new(source, &file.words)).collect();
            let names: Vec<&str> = entry.sources.iter().map(|source| file.sources[source].as_str()).collect();
            terms.push(Term {
                finds: patterns(&entry.finds),
                but: patterns(&entry.but),
                advised_by: match names.split_last() {
                    Some((last, [])) => (*last).to_owned(),
                    Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
                    None => String::new(),
                },
                key: entry.key,
                better: entry.better,
                act: entry.act,
                near: entry.near,
            });
        }
        Self { terms, cues: Cues::new(cues) }
    }

    /// Where one of the terms that are on stands in `text`, with its place in [`Self::terms`]; of places that overlap the longest. Words
    /// begin at `beginnings`, and `area` gives the passage that is judged around a byte, if one is.
    pub(super) fn find(
        &self,
        text: &str,
        beginnings: impl Iterator<Item = usize>,
        called: Option<&str>,
        is_on: impl Fn(&Term) -> bool,
        area: impl Fn(usize) -> Option<Span>,
    ) -> Vec<(Span, usize)> {
        let mut found = Vec::new();
        let cues = beginnings.flat_map(|at| self.cues.at(text, at).map(move |cue| (at, cue)));
        for (at, cue) in cues.filter(|(_, cue)| is_on(&self.terms[cue.term])) {
            let Some(area) = area(at) else { continue };
            let start = char_boundary(text, area.start.max(at.saturating_sub(AROUND)));
            let end = char_boundary(text, area.end.min(at + cue.letters.len() + AROUND));
            let term = self.terms[cue.term].find(&text[start..end], at - start, called);
            found.extend(term.map(|span| (span.shifted(start), cue.term)));
        }
        found.sort_by_key(|(span, at)| (span.start, std::cmp::Reverse(span.end), *at));
        let mut longest: Vec<(Span, usize)> = Vec::new();
        for (span, at) in found {
            match longest.last_mut() {
                Some((last, _)) if span.start < last.end && span.end - span.start <= last.end - last.start => {}
                Some(last) if span.start < last.0.end => *last = (span, at),
                _ => longest.push((span, at)),
            }
        }
        longest
    }
}

impl Term {
    /// Where it stands in `area`, around `at`.
    fn find(&self, area: &str, at: usize, called: Option<&str>) -> Option<Span> {
        if !self.near.as_ref().is_none_or(|near| holds(area, near)) {
            return None;
        }
        let found = self.finds.iter().filter_map(|pattern| pattern.find(area, at, called));
        let longest = found.max_by_key(|span| span.end - span.start)?;
        let is_fine = |pattern: &Pattern| {
            let overlaps = |at: usize| pattern.find(area, at, called).is_some();
            overlaps(longest.start) || overlaps(longest.end - 1)
        };
        (!self.but.iter().any(is_fine)).then_some(longest)
    }
}

/// Whether `text` holds `word`, in small letters or capitals, and not as a part of a longer word.
fn holds(text: &str, word: &str) -> bool {
    let (bytes, first) = (text.as_bytes(), word.as_bytes()[0]);
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes).any(|at| {
        let end = at + word.len();
        let same = bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()));
        same && !letter(at.checked_sub(1)) && !letter(Some(end))
    })
}

/// The nearest place before `at`, itself included, at which a character begins.
fn char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_each_term_that_is_known_and_each_pattern_can_be_made() {
        let file: File = serde_yaml::from_str(FILE).expect("well formed");
        let terms: Vec<&str> = file.terms.iter().map(|entry| entry.term.as_str()).collect();
        assert_eq!(terms.len(), 58);
        let known = include_str!("known.txt");
        for line in known.lines() {
            let (term, sources) = line.split_once('\t').expect("a term and its sources");
            let entry = file.terms.iter().find(|entry| entry.term == term).unwrap_or_else(|| panic!("{term}"));
            assert_eq!(entry.sources.join(","), sources, "{term}");
            assert!(entry.cues.iter().all(|cue| cue.trim_end_matches('$').len() > 1), "{term}");
            assert!(file.sources.keys().all(|source| !source.is_empty()));
        }
        assert_eq!(known.lines().count(), terms.len());
        let keys: std::collections::BTreeSet<_> = file.terms.iter().map(|entry| &entry.key).collect();
        assert_eq!(keys.len(), terms.len());
        for term in &Terms::all().terms {
            for pattern in term.finds.iter().chain(&term.but) {
                assert!(Regex::new(&pattern.source).is_ok(), "{}: {}", term.key, pattern.source);
            }
        }
    }
}

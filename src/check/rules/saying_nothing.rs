//! Text that is filled in and says nothing: nothing is left of it but words that put off, point elsewhere or fill.

mod phrases;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use self::phrases::{ADVERBS, ANYWHERE, CLASSES, COMMON, MONTHS, NEUTRAL, OWNERS, PAPERS, PLACES, POINTERS};
use crate::record::Record;
use crate::text::Span;

/// Longer texts say something, whatever it is.
const LONGEST: usize = 300;

/// A word or a class of words, as a phrase asks for it.
type Piece = Arc<[&'static str]>;

/// What a phrase does to the text that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// It says nothing by itself.
    Nothing,
    /// It says nothing, and does not save what says nothing from being so.
    Neutral,
    /// It points to what is named behind it.
    Pointer,
}

#[derive(Debug)]
struct Phrase {
    sense: Sense,
    rest: Vec<Piece>,
}

/// The words of a class, if this is its name.
fn class(name: &str) -> Option<&'static [&'static str]> {
    CLASSES.iter().find(|(class, _)| *class == name).map(|(_, words)| *words)
}

/// Phrases by their first word.
#[derive(Debug, Default)]
struct Table(HashMap<&'static str, Vec<Phrase>>);

impl Table {
    fn of(nothing: &[&[&'static str]], neutral: &[&[&'static str]]) -> Self {
        let mut table = Self::default();
        nothing.iter().for_each(|phrases| table.add(Sense::Nothing, phrases));
        neutral.iter().for_each(|phrases| table.add(Sense::Neutral, phrases));
        table
    }

    /// Adds phrases. A word in capitals stands for each word of its class; words parted by `|` stand for each other; one with a
    /// question mark may be left out.
    fn add(&mut self, sense: Sense, phrases: &[&'static str]) {
        for phrase in phrases {
            let mut ways: Vec<Vec<Piece>> = vec![Vec::new()];
            for word in phrase.split(' ') {
                let (word, may_go) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
                let words = word.split('|').flat_map(|word| class(word).map_or_else(|| vec![word], <[_]>::to_vec));
                let piece: Piece = words.collect();
                let without = if may_go { ways.clone() } else { Vec::new() };
                ways.iter_mut().for_each(|way| way.push(Arc::clone(&piece)));
                ways.extend(without);
            }
            for way in ways {
                let Some((first, rest)) = way.split_first() else { continue };
                for word in first.iter() {
                    self.0.entry(word).or_default().push(Phrase { sense, rest: rest.to_vec() });
                }
            }
        }
    }

    /// The phrases that `words` begin with, each with the number of its words.
    fn beginning<'t>(&'t self, words: &'t [Cow<str>]) -> impl Iterator<Item = (Sense, usize)> + 't {
        let (first, rest) = words.split_first().map_or(("", words), |(first, rest)| (first.as_ref(), rest));
        let phrases = self.0.get(first).map(Vec::as_slice).unwrap_or_default();
        let fits = move |phrase: &&Phrase| {
            let pieces = phrase.rest.iter().zip(rest);
            phrase.rest.len() <= rest.len() && pieces.into_iter().all(|(piece, word)| piece.contains(&word.as_ref()))
        };
        phrases.iter().filter(fits).map(|phrase| (phrase.sense, phrase.rest.len() + 1))
    }
}

/// What says nothing in any part of any record.
static EVERYWHERE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    table.add(Sense::Nothing, ANYWHERE);
    table
});

/// What says nothing in a part that is to hold for long, as those of plans and risks do. Of a week, "none" and "not needed" are answers.
static LASTING: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    table.add(Sense::Nothing, ANYWHERE);
    table.add(Sense::Nothing, COMMON);
    table.add(Sense::Neutral, NEUTRAL);
    table.add(Sense::Neutral, PAPERS);
    table.add(Sense::Pointer, POINTERS);
    table
});

/// What those who read a part know already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'k> {
    /// What the resident is called.
    pub called: &'k str,
    /// The heading that the part stands below, as a slug. Its words count as the word `[heading]`.
    pub heading: &'k str,
}

impl<'k> Known<'k> {
    /// Where nothing is known but what the resident is called.
    pub(super) fn name(called: &'k str) -> Self {
        Self { called, heading: "" }
    }
}

/// What says nothing in one kind of part: what says nothing in all like it, and some more.
#[derive(Debug)]
pub(super) struct Vocabulary {
    shared: &'static Table,
    own: Table,
    /// Whether a date adds nothing. Of a week it says when.
    passes_dates: bool,
}

impl Vocabulary {
    /// Of a part that is to hold for long, with `nothing`, phrases that say nothing in such a part, and `neutral`, words that change nothing
    /// about it.
    pub(super) fn new(nothing: &[&[&'static str]], neutral: &[&[&'static str]]) -> Self {
        Self { shared: &LASTING, own: Table::of(nothing, neutral), passes_dates: true }
    }

    /// Of an answer about a time, with phrases and words as [`Vocabulary::new`] has them.
    pub(super) fn of_answers(nothing: &[&[&'static str]], neutral: &[&[&'static str]]) -> Self {
        Self { shared: &EVERYWHERE, own: Table::of(nothing, neutral), passes_dates: false }
    }

    /// Where the words of `part` stand, if there are some and they say nothing.
    pub(super) fn empty(&self, record: &Record, part: Span, known: Known) -> Option<Span> {
        let text = part.of(&record.text);
        let start = part.start + (text.len() - text.trim_start().len());
        let span = Span::new(start, start + text.trim().len());
        let is_empty = record.body.has_words(part) && self.says_nothing(&record.words(part), known);
        is_empty.then_some(span)
    }

    /// Whether `words` say nothing. Words that begin as somebody's own do say something. The name of the resident says as much
    /// as the word.
    pub(super) fn says_nothing(&self, words: &str, known: Known) -> bool {
        let words = words.trim();
        if words.len() > LONGEST || words.starts_with(['>', '"', '“', '‘', '«']) {
            return false;
        }
        let Some(words) = self.plain(words, known) else { return false };
        if words.is_empty() {
            return true;
        }
        if gives_time(&words) {
            return false;
        }
        // From each word that can be reached: whether something that says nothing stood before it.
        let mut reached: Vec<Option<bool>> = vec![None; words.len() + 1];
        reached[0] = Some(false);
        for at in 0..words.len() {
            let Some(said) = reached[at] else { continue };
            let mut reach = |length: usize, nothing: bool| {
                let next = &mut reached[at + length];
                *next = Some(next.unwrap_or(false) || said || nothing);
            };
            let rest = &words[at..];
            for (sense, length) in self.shared.beginning(rest).chain(self.own.beginning(rest)) {
                match sense {
                    Sense::Nothing => reach(length, true),
                    Sense::Neutral => reach(length, false),
                    Sense::Pointer => named(&rest[length..]).for_each(|named| reach(length + named, true)),
                }
            }
            let date = if self.passes_dates { date(rest) } else { 0 };
            if date > 0 {
                reach(date, false);
            }
        }
        reached[words.len()] == Some(true)
    }

    /// The words in small letters, without marks: `N/A` is `na`, `t.b.c.` is `tbc`, `on-going` is `ongoing`. None as soon as one
    /// begins the text that says something.
    fn plain<'t>(&self, text: &'t str, Known { called, heading }: Known) -> Option<Vec<Cow<'t, str>>> {
        let known = |word: &str| self.shared.0.contains_key(word) || self.own.0.contains_key(word);
        let in_heading = |word: &str| heading.split('-').any(|of| is_form_of(word, of));
        let mut plain: Vec<Cow<str>> = Vec::new();
        for word in text.split_whitespace() {
            let whole = letters(word);
            if ADVERBS.contains(&whole.as_ref()) {
                continue;
            }
            if called.split_whitespace().any(|name| letters(name) == whole) {
                plain.push(Cow::Borrowed("resident"));
            } else if known(&whole) || is_date(word) {
                plain.push(whole);
            } else if in_heading(&whole) {
                plain.push(Cow::Borrowed("[heading]"));
            } else {
                let parts = word.split(['/', '-', '–', '—', ',', ';', '.', '&', '+', '(', ')', '[', ']']);
                plain.extend(parts.filter(|part| !part.is_empty()).map(letters).filter(|part| !part.is_empty()));
            }
            if plain.first().is_some_and(|first| !known(first) && !is_number(first)) {
                return None;
            }
        }
        Some(plain)
    }
}

/// The letters and digits of a word in small letters, without a genitive's ending.
fn letters(word: &str) -> Cow<'_, str> {
    let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric());
    let stem = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| trimmed.strip_suffix(ending)).unwrap_or(trimmed);
    match stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        true => Cow::Borrowed(stem),
        // A time of day is not a number: its colon stays.
        false => {
            Cow::Owned(stem.chars().filter(|c| c.is_alphanumeric() || *c == ':').flat_map(char::to_lowercase).collect())
        }
    }
}

/// Whether a word is another, or a form of it: `shopping` of `shop`.
fn is_form_of(word: &str, other: &str) -> bool {
    let ending = word.strip_prefix(other).filter(|_| other.len() > 3);
    !word.is_empty() && (word == other || ending.is_some_and(|ending| ending.len() < 5))
}

/// Whether words say since when, or for how long, nothing was.
fn gives_time(words: &[Cow<str>]) -> bool {
    let word = |at: usize| words.get(at).map_or("", Cow::as_ref);
    let is_none = matches!(word(0), "none" | "no" | "nothing" | "not" | "never" | "nil");
    let is_unchanged = words.iter().any(|word| word.starts_with("change") || word.starts_with("update"));
    let spans = |at: usize| ["year", "month", "week", "fortnight"].iter().any(|span| word(at).starts_with(span));
    let gives = |at: usize| {
        let last = (at..at + 2).find(|at| matches!(word(*at), "last" | "past"));
        word(at) == "since" && date(&words[at + 1..]) > 0
            || word(at - 1) == "in" && last.is_some_and(|last| spans(last + 1) || spans(last + 2))
    };
    is_none && !is_unchanged && (1..words.len()).any(gives)
}

/// Whether a word is a date in figures, such as `3/3/26`.
fn is_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split(['/', '.', '-']).count() == 3 && word.split(['/', '.', '-']).all(is_number)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many words at the beginning are a date or a year.
fn date(words: &[Cow<str>]) -> usize {
    let number =
        |at: usize| words.get(at).is_some_and(|word| is_number(word.trim_end_matches(['t', 'h', 's', 'n', 'd', 'r'])));
    let month = |at: usize| words.get(at).is_some_and(|word| MONTHS.contains(&word.as_ref()));
    let year =
        |at: usize| words.get(at).is_some_and(|word| word.len() == 4 && is_number(word) && word.starts_with("20"));
    if month(0) {
        return 1 + usize::from(year(1));
    }
    if number(0) && month(1) {
        return 2 + usize::from(number(2));
    }
    let whole = words.first().is_some_and(|word| is_number(word) && (word.len() > 4 || year(0)));
    usize::from(whole)
}

/// How many words at the beginning name another part or paper: each number of them that does.
fn named(words: &[Cow<str>]) -> impl Iterator<Item = usize> {
    let belongs =
        |word: &Cow<str>| is_number(word) || MONTHS.contains(&word.as_ref()) || names_part(word) || is_bare(word);
    let length = words.iter().take_while(|word| belongs(word)).count();
    let first = words[..length].iter().position(|word| !is_bare(word) && names_part(word));
    first.map_or(0..0, |first| first + 1..length + 1)
}

fn names_part(word: &str) -> bool {
    PAPERS.contains(&word) || PLACES.contains(&word)
}

/// Whether a word stands before the name of a paper and names none.
fn is_bare(word: &str) -> bool {
    OWNERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_hide_what_is_empty() {
        let plain = Vocabulary::new(&[], &[]);
        for words in ["N/A", "n.a.", "T.B.C.", "*On-going*", "- as above", "?", "…", "~~tbc~~ TBC", "TBC/ongoing"] {
            assert!(plain.says_nothing(words, Known::default()), "{words}");
        }
    }

    #[test]
    fn dates_and_names_add_nothing() {
        let plain = Vocabulary::new(&[], &[]);
        for words in ["See RA dated 3/3/26", "As per Noor's plan of 3rd March 2026", "TBC 12 May", "Updated 2026-03-03"]
        {
            assert!(plain.says_nothing(words, Known::name("Noor")), "{words}");
        }
        for words in ["Nothing by 12:00", "3 March", "See Noor at 3", "None 3 times"] {
            assert!(!plain.says_nothing(words, Known::name("Noor")), "{words}");
        }
    }
}

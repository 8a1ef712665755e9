//! How like two texts are. Words are compared without case, marks, numbers, dates, and whom they are about, so that a text does not
//! become another by a changed day or name.

use std::sync::LazyLock;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::{self, Word, Words};
use crate::text::Span;

/// A text as numbers, one a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Gist {
    words: Vec<u16>,
}

/// What stands for a number or a date.
pub(super) const NUMBER: u16 = 0;

/// What stands for whom a record is about: the name, a pronoun, or "the resident".
const PERSON: u16 = 1;

/// How many of a text's runs of words stand for the whole, where very many texts are compared.
pub(super) const KEPT: usize = 10;

impl Gist {
    /// The gist of these words of `text`, a record about somebody whose name has the `called` numbers.
    pub(super) fn of<'t>(words: impl Iterator<Item = &'t Word>, text: &str, called: &[u16]) -> Self {
        let mut gist = Self::default();
        for word in words {
            match word.number {
                Some(number) => gist.add(number, called, || word.span().of(text).trim_end_matches([',', '.'])),
                None => parts(word.span().of(text)).for_each(|part| match part.as_bytes().first() {
                    Some(b'0'..=b'9') => gist.put(NUMBER),
                    _ => gist.add(words::number(part), called, || part),
                }),
            }
        }
        gist
    }

    /// The gist of a text of the program's own.
    pub(super) fn of_text(text: &str) -> Self {
        let mut words = Words::default();
        words.read(text, Span::new(0, text.len()));
        Self::of(words.all().iter(), text, &[])
    }

    /// Adds the word of this number.
    fn add<'t>(&mut self, number: u16, called: &[u16], word: impl Fn() -> &'t str) {
        let kind = if called.contains(&number) {
            Some(PERSON)
        } else {
            Some(number).filter(|number| may_stand_in(*number)).and_then(|_| kind(word()))
        };
        self.put(kind.unwrap_or(number));
    }

    fn put(&mut self, number: u16) {
        // A date is several numbers, and counts once.
        if number != NUMBER || self.words.last() != Some(&NUMBER) {
            self.words.push(number);
        }
    }

    /// The gist that these numbers are.
    pub(super) fn numbers(&self) -> &[u16] {
        &self.words
    }

    /// How many words it has, numbers and dates left out.
    pub(super) fn telling(&self) -> usize {
        telling(&self.words)
    }
}

/// How many words a gist has, numbers and dates left out.
pub(super) fn telling(gist: &[u16]) -> usize {
    gist.iter().filter(|word| **word != NUMBER).count()
}

/// How much of two gists is the same, in the same order: 1 where all is, 0 where nothing is.
fn alike(one: &[u16], other: &[u16]) -> f64 {
    let all = one.len() + other.len();
    let same = |op: &DiffOp| if let DiffOp::Equal { len, .. } = op { *len } else { 0 };
    let common: usize = capture_diff_slices(Algorithm::Myers, one, other).iter().map(same).sum();
    if all == 0 { 1.0 } else { 2.0 * common as f64 / all as f64 }
}

/// Whether at least this part of two gists is the same, in the same order.
pub(super) fn is_alike(one: &[u16], other: &[u16], part: f64) -> bool {
    let reaches = |common: usize| 2.0 * common as f64 >= part * (one.len() + other.len()) as f64;
    // No more words can be in common than stand in both, whatever their order; most texts differ in that.
    reaches(one.len().min(other.len())) && {
        let mut known = [0_u64; 16];
        for word in one {
            known[usize::from(word >> 6) % 16] |= 1 << (word & 63);
        }
        let both = other.iter().filter(|word| known[usize::from(**word >> 6) % 16] & (1 << (**word & 63)) != 0).count();
        reaches(both) && alike(one, other) >= part
    }
}

/// The runs of three words, each as a number that spreads over all there are.
pub(super) fn each_run(gist: &[u16]) -> impl Iterator<Item = u32> + '_ {
    gist.windows(3).map(run)
}

/// The runs of three words, sorted, and each once.
pub(super) fn runs(gist: &[u16]) -> Vec<u32> {
    let mut runs: Vec<u32> = each_run(gist).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn run(words: &[u16]) -> u32 {
    let whole = words.iter().fold(0_u64, |whole, word| (whole << 16) | u64::from(*word));
    let mixed = (whole ^ (whole >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ (mixed >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
}

/// How many numbers two sorted lists have in common.
pub(super) fn common(one: &[u32], other: &[u32]) -> usize {
    let (mut at, mut count) = (0, 0);
    for number in one {
        while other.get(at).is_some_and(|next| next < number) {
            at += 1;
        }
        count += usize::from(other.get(at) == Some(number));
    }
    count
}

/// The numbers of the words of a name.
pub(super) fn numbers_of(name: &str) -> Vec<u16> {
    parts(name).map(words::number).collect()
}

/// The parts of a word that hyphens and other marks separate; an apostrophe ends what is compared, so that "Sam's" is "Sam".
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let parts = bare.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    parts.map(|part| part.trim_matches(['\'', '’'])).filter(|part| !part.is_empty()).map(|part| {
        let bare = part.strip_suffix("'s").or_else(|| part.strip_suffix("’s"));
        bare.unwrap_or(part)
    })
}

/// Whether something else may stand for the word of this number. Of most words this alone tells that nothing does.
fn may_stand_in(number: u16) -> bool {
    static MAY: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let mut may = vec![0; 1 << 10];
        for word in NUMBERS.iter().chain(PERSONS) {
            let number = words::number(word);
            may[usize::from(number >> 6)] |= 1_u64 << (number & 63);
        }
        may
    });
    MAY[usize::from(number >> 6)] & (1 << (number & 63)) != 0
}

/// What stands for a word that is no word of its own.
fn kind(word: &str) -> Option<u16> {
    let is = |known: &&str| known.eq_ignore_ascii_case(word);
    let listed = |list: &[&str]| list.iter().any(is);
    if listed(NUMBERS) { Some(NUMBER) } else { listed(PERSONS).then_some(PERSON) }
}

/// Numbers, days and months in words. "May" is another word as well.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "once",
    "twice",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "thursdays",
    "fridays",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "am",
    "pm",
    "first",
    "second",
    "third",
];

/// Words for whom a record is about.
const PERSONS: &[&str] =
    &["he", "she", "they", "him", "her", "them", "his", "hers", "their", "theirs", "resident", "himself", "herself"];

#[cfg(test)]
mod tests {
    use super::*;

    fn gist(text: &str, called: &str) -> Gist {
        let mut words = Words::default();
        words.read(text, Span::new(0, text.len()));
        Gist::of(words.all().iter(), text, &numbers_of(called))
    }

    #[test]
    fn days_numbers_marks_and_names_make_no_other_text() {
        let one = gist("Sam's lunch on Tuesday 3 November went well; he cooked it.", "Sam");
        let other = gist("her lunch on 2026-11-10 went WELL: Jo cooked it", "Jo");
        assert_eq!(one, other);
        assert_eq!(one.telling(), 8);
    }

    #[test]
    fn a_changed_word_leaves_texts_alike_and_another_text_is_another() {
        let one = gist("We talked about the shop and the bus, and made a list of what is needed", "Sam");
        let near = gist("We talked about the shop and the train, and made a list of what is needed", "Sam");
        let far = gist("The bus was late, so the shop had closed and we came home without a list", "Sam");
        assert!(alike(one.numbers(), near.numbers()) > 0.9);
        assert!(alike(one.numbers(), far.numbers()) < 0.5);
        let shared = |a: &Gist, b: &Gist| common(&runs(a.numbers()), &runs(b.numbers()));
        assert!(shared(&one, &near) >= 9 && shared(&one, &far) == 0);
    }
}

//! How like two texts are. Words are compared without case, marks, numbers, dates, and whom they are about, so that a text does not
//! become another by a changed day or name.

use std::sync::LazyLock;

use super::calendar::{DAYS, MONTHS};
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

/// What can be told of a gist at a glance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    /// How many words it has.
    words: u32,
    /// Which words stand in it an odd number of times, as far as so many bits tell words apart.
    odd: [u64; 4],
}

impl Glance {
    pub(super) fn at(gist: &[u16]) -> Self {
        let mut odd = [0; 4];
        for word in gist {
            odd[usize::from(word >> 6) % 4] ^= 1_u64 << (word & 63);
        }
        Self { words: gist.len() as u32, odd }
    }

    /// Whether at least this part of both may be the same. It never says no where it is.
    pub(super) fn may_be_alike(&self, other: &Self, part: f64) -> bool {
        // A word that stands in one and not in the other turns one bit at most.
        let turned: u32 = self.odd.iter().zip(other.odd).map(|(one, other)| (one ^ other).count_ones()).sum();
        let all = self.words + other.words;
        let differing = turned.max(self.words.abs_diff(other.words));
        all == 0 || f64::from(all - differing) / f64::from(all) >= part
    }
}

/// How many words two gists have in common, in the same order. The steps are bits, so that 64 of them are taken at once.
fn in_order(one: &[u16], other: &[u16]) -> usize {
    let places = Places::of(one);
    let mut rows = vec![u64::MAX; one.len().div_ceil(64)];
    let mut same = vec![0_u64; rows.len()];
    for word in other {
        let mut is_there = false;
        for place in places.of_word(*word) {
            same[place / 64] |= 1 << (place % 64);
            is_there = true;
        }
        if !is_there {
            continue;
        }
        let mut carried = false;
        for (row, same) in rows.iter_mut().zip(&mut same) {
            let (sum, over) = row.overflowing_add(*row & *same);
            let (sum, over_again) = sum.overflowing_add(u64::from(carried));
            carried = over || over_again;
            *row = sum | (*row & !*same);
            *same = 0;
        }
    }
    rows.iter().map(|row| row.count_zeros() as usize).sum()
}

/// Where each word of a gist stands.
struct Places<'g> {
    gist: &'g [u16],
    /// One more than the last place of all words that end in the same bits; 0 where there is none.
    last: [u32; 128],
    /// For each place one more than the place before it of such a word.
    before: Vec<u32>,
}

impl<'g> Places<'g> {
    fn of(gist: &'g [u16]) -> Self {
        let mut last = [0; 128];
        let numbered = gist.iter().zip(1..);
        let before =
            numbered.map(|(word, place)| std::mem::replace(&mut last[usize::from(word % 128)], place)).collect();
        Self { gist, last, before }
    }

    fn of_word(&self, word: u16) -> impl Iterator<Item = usize> {
        let place = |next: u32| (next as usize).checked_sub(1);
        let places =
            std::iter::successors(place(self.last[usize::from(word % 128)]), move |at| place(self.before[*at]));
        places.filter(move |at| self.gist[*at] == word)
    }
}

/// How much of two gists is the same, in the same order: 1 where all is, 0 where nothing is.
pub(super) fn alike(one: &[u16], other: &[u16]) -> f64 {
    let all = one.len() + other.len();
    if all == 0 { 1.0 } else { 2.0 * in_order(one, other) as f64 / all as f64 }
}

/// Whether at least this part of two gists is the same, in the same order.
pub(super) fn is_alike(one: &[u16], other: &[u16], part: f64) -> bool {
    Glance::at(one).may_be_alike(&Glance::at(other), part) && alike(one, other) >= part
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

/// The least of the runs of three words, sorted, and each once; the greatest number stands where there are fewer. They are as good as
/// chosen by lot, but the same in every text that has them.
pub(super) fn least_runs<const N: usize>(gist: &[u16]) -> [u32; N] {
    let mut least = [u32::MAX; N];
    for run in each_run(gist) {
        let at = least.partition_point(|known| *known < run);
        if at < N && least[at] != run {
            least.copy_within(at..N - 1, at + 1);
            least[at] = run;
        }
    }
    least
}

fn run(words: &[u16]) -> u32 {
    let whole = words.iter().fold(0_u64, |whole, word| (whole << 16) | u64::from(*word));
    let mixed = (whole ^ (whole >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ (mixed >> 32)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
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
        for word in numbers().chain(PERSONS.iter().copied()) {
            let number = words::number(word);
            may[usize::from(number >> 6)] |= 1_u64 << (number & 63);
        }
        may
    });
    MAY[usize::from(number >> 6)] & (1 << (number & 63)) != 0
}

/// What stands for a word that is no word of its own.
fn kind(word: &str) -> Option<u16> {
    let is = |known: &str| known.eq_ignore_ascii_case(word);
    if numbers().any(is) { Some(NUMBER) } else { PERSONS.iter().any(|known| is(known)).then_some(PERSON) }
}

/// Words for numbers, and more ways to write days.
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
    "mondays",
    "tuesdays",
    "thursdays",
    "fridays",
    "am",
    "pm",
    "first",
    "second",
    "third",
];

/// Numbers, days and months in words. "May" is another word as well.
fn numbers() -> impl Iterator<Item = &'static str> {
    NUMBERS.iter().chain(&DAYS).chain(MONTHS.iter().filter(|month| **month != "may")).copied()
}

/// Words for whom a record is about.
const PERSONS: &[&str] =
    &["he", "she", "they", "him", "her", "them", "his", "hers", "their", "theirs", "resident", "himself", "herself"];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let shared = |a: &Gist, b: &Gist| {
            let others = runs(b.numbers());
            runs(a.numbers()).iter().filter(|run| others.contains(run)).count()
        };
        assert!(shared(&one, &near) >= 9 && shared(&one, &far) == 0);
    }

    /// How many words are in common, word by word.
    fn in_order_slowly(one: &[u16], other: &[u16]) -> usize {
        let mut row = vec![0; one.len() + 1];
        for word in other {
            let mut before = 0;
            for at in 1..row.len() {
                let above = row[at];
                row[at] = if one[at - 1] == *word { before + 1 } else { above.max(row[at - 1]) };
                before = above;
            }
        }
        row[one.len()]
    }

    proptest! {
        #[test]
        fn what_is_in_common_is_counted_as_word_by_word(
            one in proptest::collection::vec(0_u16..9, 0..200),
            other in proptest::collection::vec(0_u16..9, 0..200),
        ) {
            prop_assert_eq!(in_order(&one, &other), in_order_slowly(&one, &other));
        }

        #[test]
        fn a_glance_never_parts_what_is_alike(
            text in proptest::collection::vec(any::<u16>(), 1..90),
            edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u16>(), 0..3), 0..20),
        ) {
            let mut other = text.clone();
            for (at, word, edit) in edits {
                let at = at.index(other.len());
                match edit {
                    0 => other[at] = word,
                    1 => other.insert(at, word),
                    _ if other.len() > 1 => _ = other.remove(at),
                    _ => {}
                }
            }
            let part = alike(&text, &other);
            prop_assert!(Glance::at(&text).may_be_alike(&Glance::at(&other), part));
            prop_assert!(is_alike(&text, &other, part));
        }

        #[test]
        fn the_least_runs_are_the_first_of_all(text in proptest::collection::vec(0_u16..20, 0..60)) {
            let mut all = runs(&text);
            all.resize(all.len().max(6), u32::MAX);
            prop_assert_eq!(&least_runs::<6>(&text)[..], &all[..6]);
        }
    }
}

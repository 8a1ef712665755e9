//! The words of running text: each is read once, letter by letter, and what rules ask of it is noted on the way.

use std::ops::Range;

use crate::text::Span;

/// Words of passages, in the order in which these were read.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<Word>,
}

/// What stands between white space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    start: u32,
    length: u32,
    /// What stands for its letters, whatever their case, where it is nothing but letters with at most a full stop or comma behind.
    pub number: Option<u16>,
    /// Whether it is more than marks.
    pub counts: bool,
    /// Whether a sentence may end with it: it ends in neither a letter, nor a digit, nor a comma.
    pub may_end: bool,
    /// Whether it begins with something other than a small letter of English.
    pub may_be_name: bool,
}

impl Word {
    /// Where it stands.
    pub(super) fn span(self) -> Span {
        Span::new(self.start(), self.start() + self.length as usize)
    }

    /// Where it begins.
    pub(super) fn start(self) -> usize {
        self.start as usize
    }
}

impl Words {
    /// Adds the words of a passage. Gives where they lie among all, and whether the passage holds a mark that may quote: a quotation mark,
    /// an apostrophe, or anything that is not ASCII.
    pub(super) fn read(&mut self, text: &str, passage: Span) -> (Range<usize>, bool) {
        let first = self.words.len();
        let bytes = passage.of(text).as_bytes();
        let (mut at, mut signs) = (0, 0);
        while at < bytes.len() {
            if sign(bytes[at]) & SPACE != 0 {
                at += 1;
                continue;
            }
            let start = at;
            let (mut hash, mut before_last, mut others) = (Hash::default(), Hash::default(), 0_u32);
            for byte in &bytes[start..] {
                let sign = sign(*byte);
                if sign & SPACE != 0 {
                    break;
                }
                before_last = hash;
                hash = hash.with(*byte);
                others += u32::from(sign & LETTER == 0);
                signs |= sign;
                at += 1;
            }
            let (first, last) = (bytes[start], bytes[at - 1]);
            let number = match (others, last) {
                (0, _) => Some(hash.number()),
                (1, b',' | b'.') if at - start > 1 => Some(before_last.number()),
                _ => None,
            };
            let word = || Span::new(passage.start + start, passage.start + at).of(text);
            self.words.push(Word {
                start: (passage.start + start) as u32,
                length: (at - start) as u32,
                number,
                counts: first.is_ascii_alphanumeric() || word().chars().any(char::is_alphanumeric),
                may_end: !last.is_ascii_alphanumeric() && last != b',',
                may_be_name: !first.is_ascii_lowercase(),
            });
        }
        (first..self.words.len(), signs & MARK != 0)
    }

    /// All words, in the order in which they were read.
    pub(super) fn all(&self) -> &[Word] {
        &self.words
    }
}

/// White space.
const SPACE: u8 = 1;
/// A letter of English.
const LETTER: u8 = 2;
/// A mark that may quote, or a byte that is not ASCII.
const MARK: u8 = 4;

/// What a byte is.
fn sign(byte: u8) -> u8 {
    const SIGNS: [u8; 256] = {
        let (mut signs, mut at) = ([0; 256], 0_u8);
        loop {
            signs[at as usize] = match at {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c => SPACE,
                b'"' | b'\'' | b'`' | 0x80.. => MARK,
                letter if letter.is_ascii_alphabetic() => LETTER,
                _ => 0,
            };
            if at == u8::MAX {
                break signs;
            }
            at += 1;
        }
    };
    SIGNS[usize::from(byte)]
}

/// The smallest number of a word; those below stand for something else.
pub(super) const LEAST_NUMBER: u16 = 2;

/// The number of a word, whatever the case of its letters.
pub(super) fn number(word: &str) -> u16 {
    word.bytes().fold(Hash::default(), Hash::with).number()
}

/// FNV-1a over small letters (Fowler, Noll, Vo: 32 bits, folded to 16).
#[derive(Debug, Clone, Copy)]
struct Hash(u32);

impl Default for Hash {
    fn default() -> Self {
        Self(0x811c_9dc5)
    }
}

impl Hash {
    fn with(self, byte: u8) -> Self {
        Self((self.0 ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193))
    }

    fn number(self) -> u16 {
        ((self.0 ^ (self.0 >> 16)) as u16).max(LEAST_NUMBER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_their_letters() {
        let text = "Sam cooked, \"well\". 3 eggs - the Sam’s, OR.";
        let mut words = Words::default();
        assert_eq!(words.read(text, Span::new(0, text.len())), (0..9, true));
        let all = words.all();
        let shown: Vec<_> = all.iter().map(|word| word.span().of(text)).collect();
        assert_eq!(shown, ["Sam", "cooked,", "\"well\".", "3", "eggs", "-", "the", "Sam’s,", "OR."]);
        let numbers: Vec<_> = all.iter().map(|word| word.number).collect();
        let plain = |word: &str| Some(number(word));
        let expected =
            [plain("sam"), plain("COOKED"), None, None, plain("eggs"), None, plain("the"), None, plain("or")];
        assert_eq!(numbers, expected);
        let told = |told: fn(&Word) -> bool| all.iter().filter(|word| told(word)).count();
        assert_eq!((told(|word| word.counts), told(|word| word.may_end), told(|word| word.may_be_name)), (8, 3, 6));
        assert_eq!(words.read("no mark, at all.", Span::new(0, 16)), (9..13, false));
    }
}

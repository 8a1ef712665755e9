//! Two sequences compared: where they differ, in as few and as readable places as can be.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What is compared: a word, or a few bytes of a file.
pub trait Token {
    /// What makes two of them the same.
    fn key(&self) -> &[u8];

    /// Whether it is written together with the one before it.
    fn is_glued(&self) -> bool;
}

impl Token for &[u8] {
    fn key(&self) -> &[u8] {
        self
    }

    fn is_glued(&self) -> bool {
        false
    }
}

/// A place where two sequences differ. Before, between and behind such places both have the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// What the old one has there, by its places.
    pub old: Range<usize>,
    /// What the new one has there.
    pub new: Range<usize>,
}

/// Where `old` and `new` differ, in order.
///
/// Differences that have less between them than they hold themselves are joined (the criterion of Neil Fraser's "Diff Strategies", 2006), a
/// sequence of which little is left is replaced as a whole, and what was added or removed begins with a sentence where it can.
/// The work is bounded by the length of the sequences and never by time, so that the result is the same on every machine.
pub fn hunks<T: Token>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let old_keys: Vec<&[u8]> = old.iter().map(Token::key).collect();
    let new_keys: Vec<&[u8]> = new.iter().map(Token::key).collect();
    let mut hunks = raw(&old_keys, &new_keys);
    if hunks.is_empty() {
        return hunks;
    }
    let sides = Sides { old: &old_keys, new: &new_keys };
    hunks = sides.joined(hunks);
    if sides.is_rewritten(&hunks) {
        return vec![Hunk { old: 0..old.len(), new: 0..new.len() }];
    }
    for at in 0..hunks.len() {
        sides.slide(&mut hunks, at);
    }
    widen(hunks, &sides, old, new)
}

/// The differences as the library finds them.
fn raw(old: &[&[u8]], new: &[&[u8]]) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match hunks.last_mut().filter(|last| last.old.end == old.start && last.new.end == new.start) {
            Some(last) => (last.old.end, last.new.end) = (old.end, new.end),
            None => hunks.push(Hunk { old, new }),
        }
    }
    hunks
}

/// How many letters and figures a token has. Signs weigh nothing.
fn weight(key: &[u8]) -> usize {
    std::str::from_utf8(key).map_or(key.len(), |text| text.chars().filter(|c| c.is_alphanumeric()).count())
}

fn weigh(keys: &[&[u8]]) -> usize {
    keys.iter().map(|key| weight(key)).sum()
}

/// Of so many parts of the shorter side at least two must be left, or else it was written anew.
const LEFT_OF: usize = 5;
/// How many words may change in one place without the rest being looked at.
const SMALL: usize = 3;

struct Sides<'k> {
    old: &'k [&'k [u8]],
    new: &'k [&'k [u8]],
}

impl Sides<'_> {
    /// The letters of a difference: those of its longer side.
    fn size(&self, hunk: &Hunk) -> usize {
        weigh(&self.old[hunk.old.clone()]).max(weigh(&self.new[hunk.new.clone()]))
    }

    /// Differences with less between them than there is in either are one.
    fn joined(&self, hunks: Vec<Hunk>) -> Vec<Hunk> {
        let mut joined: Vec<(Hunk, usize)> = Vec::with_capacity(hunks.len());
        for mut hunk in hunks {
            let mut size = self.size(&hunk);
            while let Some((before, before_size)) = joined.last() {
                let between = weigh(&self.new[before.new.end..hunk.new.start]);
                if between > size.min(*before_size) {
                    break;
                }
                hunk = Hunk { old: before.old.start..hunk.old.end, new: before.new.start..hunk.new.end };
                size = self.size(&hunk);
                joined.pop();
            }
            joined.push((hunk, size));
        }
        joined.into_iter().map(|(hunk, _)| hunk).collect()
    }

    /// Whether so little is left that word by word nobody could read it.
    fn is_rewritten(&self, hunks: &[Hunk]) -> bool {
        let gone: usize = hunks.iter().map(|hunk| weigh(&self.old[hunk.old.clone()])).sum();
        let come: usize = hunks.iter().map(|hunk| weigh(&self.new[hunk.new.clone()])).sum();
        let (old, new) = (weigh(self.old), weigh(self.new));
        let kept = old - gone;
        // One word for another is that, however short the rest.
        let is_small = |hunk: &Hunk| hunk.old.len() <= SMALL && hunk.new.len() <= SMALL;
        let is_one = hunks.len() == 1 && hunks.iter().all(is_small);
        gone > 0 && come > 0 && !is_one && kept * LEFT_OF < 2 * old.min(new)
    }

    /// Moves what was only added or only removed to where it begins behind the end of a sentence, if it is the same there.
    fn slide(&self, hunks: &mut [Hunk], at: usize) {
        let hunk = hunks[at].clone();
        let (keys, range) = match (hunk.old.is_empty(), hunk.new.is_empty()) {
            (true, false) => (self.new, hunk.new.clone()),
            (false, true) => (self.old, hunk.old.clone()),
            _ => return,
        };
        let before = at.checked_sub(1).map_or(hunk.new.start, |before| hunk.new.start - hunks[before].new.end);
        let behind = hunks.get(at + 1).map_or(self.new.len(), |behind| behind.new.start) - hunk.new.end;
        let back = (0..before).take_while(|by| keys[range.start - 1 - by] == keys[range.end - 1 - by]).count();
        let on = (0..behind).take_while(|by| keys[range.start + by] == keys[range.end + by]).count();
        let ends = |place: usize| match place.checked_sub(1).map(|before| keys[before]) {
            None => 2,
            Some(b"." | b"!" | b"?" | b"\n") => 2,
            Some(b":" | b";" | b",") => 1,
            Some(_) => 0,
        };
        let start = range.start - back;
        // The last of the best: what was added mostly follows what was there.
        let best = (0..=back + on).max_by_key(|by| ends(start + by));
        let shift = |range: &Range<usize>| {
            let by = best.unwrap_or(back);
            (range.start + by - back)..(range.end + by - back)
        };
        hunks[at] = Hunk { old: shift(&hunk.old), new: shift(&hunk.new) };
    }
}

/// Where nothing but signs differs, the words that they are written together with are part of the difference: a mark on a full stop alone would be
/// overlooked.
fn widen<T: Token>(hunks: Vec<Hunk>, sides: &Sides<'_>, old: &[T], new: &[T]) -> Vec<Hunk> {
    let mut wide: Vec<Hunk> = Vec::with_capacity(hunks.len());
    let starts: Vec<usize> = hunks.iter().skip(1).map(|hunk| hunk.new.start).chain([new.len()]).collect();
    for (mut hunk, next) in hunks.into_iter().zip(starts) {
        if sides.size(&hunk) == 0 {
            let glued = |tokens: &[T], at: usize| tokens.get(at).is_some_and(Token::is_glued);
            let first = wide.last().map_or(0, |before| before.new.end);
            while hunk.new.start > first && (glued(old, hunk.old.start) || glued(new, hunk.new.start)) {
                (hunk.old.start, hunk.new.start) = (hunk.old.start - 1, hunk.new.start - 1);
            }
            while hunk.new.end < next && (glued(old, hunk.old.end) || glued(new, hunk.new.end)) {
                (hunk.old.end, hunk.new.end) = (hunk.old.end + 1, hunk.new.end + 1);
            }
        }
        match wide.last_mut().filter(|before| before.new.end == hunk.new.start && before.old.end == hunk.old.start) {
            Some(before) => (before.old.end, before.new.end) = (hunk.old.end, hunk.new.end),
            None => wide.push(hunk),
        }
    }
    wide
}

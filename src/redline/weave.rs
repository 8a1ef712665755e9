//! The weave: all revisions of a text as one sequence, in which each part knows which revision brought it and which took it away.
//!
//! Revisions form a graph, since people work apart and bring their versions together. A part is there in a revision or not; a revision
//! says so only where it differs from the first of those that it followed, so that any of them can be given back to the letter.

use std::rc::Rc;

use super::diff::{self, Token};

/// A revision, by its place in the order in which they were woven.
pub type Revision = usize;

/// Revisions of one text, woven together.
#[derive(Debug, Clone)]
pub struct Weave<T> {
    threads: Vec<Thread<T>>,
    /// The first thread, in the order of the text.
    first: Option<usize>,
    revisions: Vec<Woven>,
}

/// A part of the text that came and went as one.
#[derive(Debug, Clone)]
struct Thread<T> {
    token: T,
    next: Option<usize>,
    /// In the order of the revisions: where it differs from the first of those that a revision followed.
    turns: Vec<Turn>,
}

#[derive(Debug, Clone, Copy)]
struct Turn {
    at: Revision,
    is_there: bool,
    /// The revision that did it: where versions were brought together, mostly another than that which tells it.
    by: Revision,
}

#[derive(Debug, Clone)]
struct Woven {
    parents: Vec<Revision>,
    /// The threads that are there, in the order of the text.
    there: Rc<[usize]>,
}

/// One part of the text as a revision has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributed<'w, T> {
    /// The part.
    pub token: &'w T,
    /// The revision that brought it.
    pub by: Revision,
}

impl<T> Default for Weave<T> {
    fn default() -> Self {
        Self { threads: Vec::new(), first: None, revisions: Vec::new() }
    }
}

impl<T: Token + Clone> Weave<T> {
    /// A weave of no revisions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Weaves in the next revision, which follows `parents` and says `tokens`, and gives its name. A parent that is not woven in yet is
    /// passed over.
    pub fn add(&mut self, parents: &[Revision], tokens: &[T]) -> Revision {
        let revision = self.revisions.len();
        let parents: Vec<Revision> = parents.iter().copied().filter(|parent| *parent < revision).collect();
        let known = self.known_to(&parents);
        let before: Vec<T> = known.iter().map(|thread| self.threads[*thread].token.clone()).collect();
        let hunks = diff::hunks(&before, tokens);
        let mut there = Vec::with_capacity(tokens.len());
        let (mut old, mut new) = (0, 0);
        let mut gone = Vec::new();
        for hunk in hunks {
            there.extend_from_slice(&known[old..hunk.old.start]);
            gone.extend_from_slice(&known[hunk.old.clone()]);
            let mut after = hunk.old.end.checked_sub(1).map(|last| known[last]);
            for token in &tokens[hunk.new.clone()] {
                let thread = self.insert(after, token.clone(), revision);
                there.push(thread);
                after = Some(thread);
            }
            (old, new) = (hunk.old.end, hunk.new.end);
        }
        debug_assert_eq!(known.len() - old, tokens.len() - new);
        there.extend_from_slice(&known[old..]);
        self.turn(revision, &parents, &there, &gone);
        self.revisions.push(Woven { parents, there: there.into() });
        revision
    }

    /// Weaves in a revision that follows `parent` alone and says the same, and gives its name.
    pub fn again(&mut self, parent: Revision) -> Revision {
        let there = self.revisions.get(parent).map(|woven| Rc::clone(&woven.there)).unwrap_or_default();
        self.revisions.push(Woven { parents: vec![parent], there });
        self.revisions.len() - 1
    }

    /// The threads that any of these revisions has, in the order of the text.
    fn known_to(&self, revisions: &[Revision]) -> Vec<usize> {
        match revisions {
            [] => Vec::new(),
            [one] => self.revisions[*one].there.to_vec(),
            several => {
                let mut known = vec![false; self.threads.len()];
                for thread in several.iter().flat_map(|revision| self.revisions[*revision].there.iter()) {
                    known[*thread] = true;
                }
                self.in_order().filter(|thread| known[*thread]).collect()
            }
        }
    }

    fn in_order(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.first, |thread| self.threads[*thread].next)
    }

    fn insert(&mut self, after: Option<usize>, token: T, by: Revision) -> usize {
        let thread = self.threads.len();
        let next = match after {
            Some(after) => self.threads[after].next.replace(thread),
            None => self.first.replace(thread),
        };
        self.threads.push(Thread { token, next, turns: vec![Turn { at: by, is_there: true, by }] });
        thread
    }

    /// Notes where `revision` differs from the first of its parents. `there` is what it has, `gone` what some parent has and it has not.
    fn turn(&mut self, revision: Revision, parents: &[Revision], there: &[usize], gone: &[usize]) {
        let Some((first, others)) = parents.split_first() else { return };
        if others.is_empty() {
            for thread in gone {
                self.threads[*thread].turns.push(Turn { at: revision, is_there: false, by: revision });
            }
            return;
        }
        let lines: Vec<Vec<bool>> = parents.iter().map(|parent| self.line_of(*parent)).collect();
        debug_assert!(lines[0][*first]);
        let now = there.iter().map(|thread| (*thread, true)).chain(gone.iter().map(|thread| (*thread, false)));
        for (thread, is_there) in now {
            let turns = &self.threads[thread].turns;
            if turns.last().is_some_and(|turn| turn.at == revision) {
                continue;
            }
            let was: Vec<Option<Turn>> = lines.iter().map(|line| last_turn(turns, line)).collect();
            let was_there = |turn: Option<Turn>| turn.is_some_and(|turn| turn.is_there);
            // What the first never had and another has is left out here, if it is not there: that is somebody's doing too.
            if was_there(was[0]) == is_there && was[0].is_some() {
                continue;
            }
            // One of the others had it so, and says whose doing that was.
            let other = was[1..].iter().find(|turn| was_there(**turn) == is_there).copied().flatten();
            let by = other.map_or(revision, |turn| turn.by);
            self.threads[thread].turns.push(Turn { at: revision, is_there, by });
        }
    }

    /// Which revisions lie on the line from this one back along the first of those that each followed.
    fn line_of(&self, revision: Revision) -> Vec<bool> {
        let mut line = vec![false; self.revisions.len() + 1];
        let mut next = Some(revision);
        while let Some(at) = next {
            line[at] = true;
            next = self.revisions[at].parents.first().copied();
        }
        line
    }

    /// What `revision` says, each part with the revision that brought it: to the letter what was woven in.
    pub fn at(&self, revision: Revision) -> Vec<Attributed<'_, T>> {
        let line = self.line_of(revision);
        let threads = self.in_order().map(|thread| &self.threads[thread]);
        let there = threads.filter_map(|thread| {
            let turn = last_turn(&thread.turns, &line).filter(|turn| turn.is_there)?;
            Some(Attributed { token: &thread.token, by: turn.by })
        });
        there.collect()
    }

    /// For each part of the revision `old`, in its order, the revision that took it away on the way to `new`; none where it is still there.
    pub fn taken(&self, old: Revision, new: Revision) -> Vec<Option<Revision>> {
        let line = self.line_of(new);
        let fate = |thread: &usize| {
            let turn = last_turn(&self.threads[*thread].turns, &line);
            turn.filter(|turn| !turn.is_there).map(|turn| turn.by)
        };
        self.revisions.get(old).into_iter().flat_map(|woven| woven.there.iter()).map(fate).collect()
    }
}

/// The last turn on a line of revisions.
fn last_turn(turns: &[Turn], line: &[bool]) -> Option<Turn> {
    turns.iter().rev().find(|turn| line.get(turn.at).copied().unwrap_or(false)).copied()
}

/// The bytes of a file as the parts that it is woven of: words, and what stands between them.
pub fn bytes(content: &[u8]) -> Vec<&[u8]> {
    let of = |byte: u8| match byte {
        b'\n' => 0,
        byte if byte.is_ascii_whitespace() => 1,
        byte if byte.is_ascii_alphanumeric() || byte >= 0x80 => 2,
        _ => 3,
    };
    // Each line end and each sign is a part of its own.
    content.chunk_by(|a, b| of(*a) == of(*b) && matches!(of(*a), 1 | 2)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(weave: &Weave<&[u8]>, revision: Revision) -> Vec<u8> {
        weave.at(revision).iter().flat_map(|part| part.token.iter().copied()).collect()
    }

    /// Which revision each word is of.
    fn whose(weave: &Weave<&[u8]>, revision: Revision) -> Vec<(String, Revision)> {
        let words = weave.at(revision).into_iter().filter(|part| !part.token.trim_ascii().is_empty());
        words.map(|part| (String::from_utf8_lossy(part.token).into_owned(), part.by)).collect()
    }

    fn woven<'t>(revisions: &[(&[Revision], &'t str)]) -> Weave<&'t [u8]> {
        let mut weave = Weave::new();
        for (parents, text) in revisions {
            weave.add(parents, &bytes(text.as_bytes()));
        }
        weave
    }

    fn named(words: &[(&str, Revision)]) -> Vec<(String, Revision)> {
        words.iter().map(|(word, by)| ((*word).to_owned(), *by)).collect()
    }

    #[test]
    fn words_know_who_brought_them_and_who_took_them() {
        let weave =
            woven(&[(&[], "Sam cooks lunch"), (&[0], "Sam often cooks lunch"), (&[1], "Sam often cooks supper")]);
        assert_eq!(whose(&weave, 2), named(&[("Sam", 0), ("often", 1), ("cooks", 0), ("supper", 2)]));
        let taken: Vec<_> = weave.taken(0, 2).into_iter().flatten().collect();
        assert_eq!(taken, [2]);
    }

    #[test]
    fn a_merge_keeps_the_words_of_both_sides_as_theirs() {
        let base = "one two three four five six seven eight";
        let left = "ONE two three four five six seven eight";
        let right = "one two three four five six seven EIGHT";
        let both = "ONE two three four five six seven EIGHT";
        let weave = woven(&[(&[], base), (&[0], left), (&[0], right), (&[1, 2], both)]);
        let by = |word: &str| whose(&weave, 3).into_iter().find(|(text, _)| text == word).map(|(_, by)| by);
        assert_eq!((by("ONE"), by("two"), by("EIGHT")), (Some(1), Some(0), Some(2)));
        let taken: Vec<_> = weave.taken(0, 3).into_iter().flatten().collect();
        assert_eq!(taken, [1, 2]);
        for (revision, text) in [base, left, right, both].into_iter().enumerate() {
            assert_eq!(said(&weave, revision), text.as_bytes());
        }
    }

    #[test]
    fn what_a_merge_leaves_out_it_took_away() {
        let weave = woven(&[
            (&[], "a b c d e f"),
            (&[0], "a b X c d e f"),
            (&[0], "a b c d e Y f"),
            (&[1, 2], "a b X c d e f"),
        ]);
        assert_eq!(whose(&weave, 3)[2], ("X".to_owned(), 1));
        let taken: Vec<_> = weave.taken(2, 3).into_iter().flatten().collect();
        assert!(!taken.is_empty() && taken.iter().all(|by| *by == 3), "{taken:?}");
    }

    #[test]
    fn what_was_taken_back_is_of_whoever_did_that() {
        let weave = woven(&[(&[], "a b c d e"), (&[0], "a b d e"), (&[1], "a b c d e")]);
        assert_eq!(whose(&weave, 2), named(&[("a", 0), ("b", 0), ("c", 2), ("d", 0), ("e", 0)]));
    }

    /// Histories with branches and merges: each revision follows some of those before it.
    fn histories() -> impl Strategy<Value = Vec<(Vec<Revision>, Vec<u8>)>> {
        let text = prop_oneof![
            "([a-d]|ab|ü|\u{301}|[ \n.])*".prop_map(String::into_bytes),
            "[ab]?".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..20),
        ];
        let revision = (proptest::collection::vec(any::<prop::sample::Index>(), 0..3), text);
        proptest::collection::vec(revision, 1..14).prop_map(|revisions| {
            let with_parents = revisions.into_iter().enumerate().map(|(at, (parents, text))| {
                let mut parents: Vec<Revision> =
                    parents.iter().filter(|_| at > 0).map(|parent| parent.index(at)).collect();
                parents.dedup();
                (parents, text)
            });
            with_parents.collect()
        })
    }

    proptest! {
        /// The first law: each revision comes back, byte for byte.
        #[test]
        fn every_revision_comes_back(history in histories()) {
            let mut weave = Weave::new();
            for (at, (parents, text)) in history.iter().enumerate() {
                let same = parents.first().filter(|parent| parents.len() == 1 && history[**parent].1 == *text);
                let woven = match same {
                    Some(parent) => weave.again(*parent),
                    None => weave.add(parents, &bytes(text)),
                };
                prop_assert_eq!(woven, at);
            }
            for (at, (_, text)) in history.iter().enumerate() {
                prop_assert_eq!(&said(&weave, at), text, "revision {}", at);
            }
        }

        /// Each part is of a revision that the one that has it goes back to.
        #[test]
        fn nobody_is_named_who_had_no_part_in_it(history in histories()) {
            let mut weave = Weave::new();
            let mut back: Vec<Vec<bool>> = Vec::new();
            for (at, (parents, text)) in history.iter().enumerate() {
                weave.add(parents, &bytes(text));
                let mut reached = vec![false; history.len()];
                reached[at] = true;
                for parent in parents {
                    reached.iter_mut().zip(&back[*parent]).for_each(|(here, there)| *here |= there);
                }
                back.push(reached);
            }
            for (at, reached) in back.iter().enumerate() {
                for part in weave.at(at) {
                    prop_assert!(reached[part.by], "{} in {}", part.by, at);
                }
            }
        }
    }
}

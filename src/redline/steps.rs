//! What each revision of a record did, part by part: the data of its history.

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset};
use rayon::prelude::*;

use super::words;
use crate::record::change::{self, Change, Deed, Detail};
use crate::record::{self, Place, Record, Wording};

/// A version of a record.
#[derive(Debug, Clone)]
pub struct Version {
    /// Who saved it, and when; none for one that is not saved yet.
    pub saved: Option<Saved>,
    /// What the file said; none where it was not there any more.
    pub content: Option<Vec<u8>>,
    /// The versions that it followed, by their places among all; several, where it brought them together.
    pub parents: Vec<usize>,
    /// Whether history is cut here, so that nobody can tell what was before, or who wrote it.
    pub is_cut: bool,
}

/// How a version was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The commit's name.
    pub commit: String,
    /// When, by the clock of who saved it.
    pub when: DateTime<FixedOffset>,
    /// By whom.
    pub who: Who,
    /// The review that was saved with it, such as "weekly review 2026-W46".
    pub review: Option<String>,
}

/// Who saved a version: what it is said to be by, which is no proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// As people know them: the name of one of the staff, or else that in the commit.
    pub shown: String,
    /// The name in the commit.
    pub name: String,
    /// The e-mail address in the commit.
    pub email: String,
    /// Which of the staff has that address, by id.
    pub staff: Option<String>,
}

/// One version of a record and what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, counted from 1 for the oldest.
    pub number: usize,
    /// Who saved it, and when; none for what is not saved yet.
    pub saved: Option<Saved>,
    /// What it did.
    pub what: What,
}

/// What a version did to the record. The changes hold words of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The record begins, with all that it says.
    Begins(Vec<Change>),
    /// Something changed.
    Changes(Vec<Change>),
    /// Nothing changed that a reader sees.
    Layout,
    /// The record was taken away.
    Removed,
    /// It is there again, with what is different from when it was taken away.
    BroughtBack(Vec<Change>),
    /// It cannot be read as text.
    Unreadable,
    /// It can be read again, with what is different from when it could be read before.
    ReadableAgain(Vec<Change>),
    /// Versions were brought together, with what came from none of them.
    Together(Vec<Change>),
    /// History is cut here: all that the record says, of which nobody can tell when it came.
    Cut(Vec<Change>),
}

impl What {
    /// What changed, part by part.
    pub fn changes(&self) -> &[Change] {
        match self {
            What::Begins(changes)
            | What::Changes(changes)
            | What::BroughtBack(changes)
            | What::ReadableAgain(changes)
            | What::Together(changes)
            | What::Cut(changes) => changes,
            What::Layout | What::Removed | What::Unreadable => &[],
        }
    }

    /// What is to be said of the whole, in sentences, of a record that is called `name`; none where the changes say all.
    pub fn said(&self, name: &str) -> Option<String> {
        Some(match self {
            What::Changes(_) => return None,
            What::Begins(_) => format!("The {name} begins."),
            What::Layout => "Only the layout of the file changed.".to_owned(),
            What::Removed => format!("The {name} was taken out of the folder."),
            What::BroughtBack(changes) => {
                let as_it_was = if changes.is_empty() { ", as it was before it was taken out" } else { "" };
                format!("The {name} was brought back{as_it_was}.")
            }
            What::Unreadable => "This version cannot be read as text.".to_owned(),
            What::ReadableAgain(_) => format!("The {name} can be read again; the version before could not."),
            What::Together(changes) => {
                let from_both = if changes.is_empty() { "" } else { " What follows came from neither." };
                format!("Two versions were brought together.{from_both}")
            }
            What::Cut(_) => {
                "The oldest version in this copy of the repository. What was before, and who wrote it, is not here."
                    .to_owned()
            }
        })
    }

    /// Whether all that the record says is told, not what is different in it.
    pub fn is_whole(&self) -> bool {
        matches!(self, What::Begins(_) | What::Cut(_))
    }
}

/// The whole life of a record.
#[derive(Debug)]
pub struct Life {
    /// Its path in the service's folder.
    pub path: String,
    /// Its versions, oldest first, each after those that it followed.
    pub versions: Vec<Version>,
    /// What each version says; none where it cannot be read.
    pub records: Vec<Option<Record>>,
    /// What each version did.
    pub steps: Vec<Step>,
}

impl Life {
    /// Reads the `versions` of the record at `path`. Nothing is told of a path where no record belongs.
    ///
    /// Each version is read once and compared with those that it followed, so the work grows with the number of versions and their size alone.
    pub fn of(path: &str, versions: Vec<Version>, wording: &Wording) -> Self {
        let (records, steps) = match Place::of(path) {
            Some(place) => {
                let records = read(path, &place, &versions, wording);
                let steps = steps_of(&versions, &records, wording);
                (records, steps)
            }
            None => (Vec::new(), Vec::new()),
        };
        Self { path: path.to_owned(), versions, records, steps }
    }

    /// The oldest version that can be read.
    pub fn first(&self) -> Option<usize> {
        self.records.iter().position(Option::is_some)
    }
}

/// What each version says, as far as it can be read.
fn read(path: &str, place: &Place, versions: &[Version], wording: &Wording) -> Vec<Option<Record>> {
    let read = |version: &Version| record::read(path, place.clone(), version.content.clone()?, wording).record;
    versions.par_iter().map(read).collect()
}

/// What each of the `versions` did, which say what `records` hold.
fn steps_of(versions: &[Version], records: &[Option<Record>], wording: &Wording) -> Vec<Step> {
    let past = Past { versions, known: known(versions, records), records, wording };
    let step = |at: usize| Step { number: at + 1, saved: versions[at].saved.clone(), what: past.what(at) };
    (0..records.len()).into_par_iter().map(step).collect()
}

struct Past<'v> {
    versions: &'v [Version],
    records: &'v [Option<Record>],
    /// For each version, itself where it can be read, or else the last one before it that could be.
    known: Vec<Option<usize>>,
    wording: &'v Wording,
}

fn known(versions: &[Version], records: &[Option<Record>]) -> Vec<Option<usize>> {
    let mut known: Vec<Option<usize>> = Vec::with_capacity(versions.len());
    for (at, version) in versions.iter().enumerate() {
        let before = || version.parents.iter().find_map(|parent| known.get(*parent).copied().flatten());
        known.push(if records[at].is_some() { Some(at) } else { before() });
    }
    known
}

impl Past<'_> {
    fn what(&self, at: usize) -> What {
        let version = &self.versions[at];
        let Some(after) = &self.records[at] else {
            return if version.content.is_none() { What::Removed } else { What::Unreadable };
        };
        if version.is_cut {
            return What::Cut(change::beginning(after, self.wording));
        }
        let parents: Vec<usize> = version.parents.iter().copied().filter(|parent| *parent < at).collect();
        let mut before: Vec<&Record> = Vec::new();
        let mut seen = HashSet::new();
        for known in parents.iter().filter_map(|parent| self.known[*parent]).filter(|known| seen.insert(*known)) {
            before.extend(&self.records[known]);
        }
        let is_read = |parent: &usize| self.records[*parent].is_some();
        match before.as_slice() {
            [] => What::Begins(change::beginning(after, self.wording)),
            [before] => {
                let changes = change::between(before, after, self.wording);
                match parents.as_slice() {
                    parents if !parents.iter().any(is_read) => {
                        let was_there = parents.iter().any(|parent| self.versions[*parent].content.is_some());
                        if was_there { What::ReadableAgain(changes) } else { What::BroughtBack(changes) }
                    }
                    [_, _, ..] => What::Together(changes),
                    _ if changes.is_empty() => What::Layout,
                    _ => What::Changes(changes),
                }
            }
            several => What::Together(from_none(several, after, self.wording)),
        }
    }
}

/// What `after` says that none of the versions does from which it came, and what it does not say although all of them do.
fn from_none(before: &[&Record], after: &Record, wording: &Wording) -> Vec<Change> {
    let mut all = before.iter().map(|before| change::between(before, after, wording));
    let first = all.next().unwrap_or_default();
    let others: Vec<Vec<Change>> = all.collect();
    let own = |mut change: Change| {
        let part = |changes: &'_ Vec<Change>| {
            changes.iter().find(|other| (other.noun, &other.id) == (change.noun, &change.id)).cloned()
        };
        let others: Vec<Change> = others.iter().map(part).collect::<Option<_>>()?;
        if let Some(other) = others.iter().find(|other| change.deed == Deed::Added && other.deed != Deed::Added) {
            change.deed = other.deed;
        }
        change.details.retain_mut(|detail| {
            let same = |change: &Change| change.details.iter().find(|other| is_same(detail, other)).cloned();
            let Some(others) = others.iter().map(same).collect::<Option<Vec<Detail>>>() else { return false };
            let mut olds: Vec<Option<&str>> = vec![detail.old.as_deref()];
            olds.extend(others.iter().map(|other| other.old.as_deref()));
            if !is_own(&olds, detail.new.as_deref()) {
                return false;
            }
            detail.old = olds.into_iter().flatten().next().map(str::to_owned);
            true
        });
        (!change.details.is_empty()).then_some(change)
    };
    first.into_iter().filter_map(own).collect()
}

/// Whether two details are about the same thing, and what became of it is the same.
fn is_same(one: &Detail, other: &Detail) -> bool {
    let is_gone = || one.old == other.old;
    (one.about, &one.what, &one.new) == (other.about, &other.what, &other.new) && (one.new.is_some() || is_gone())
}

/// Whether a passage has a word that none of the old ones has, or lacks one that all of them have.
fn is_own(olds: &[Option<&str>], new: Option<&str>) -> bool {
    let words = |text: Option<&str>| -> HashSet<String> {
        words::of(text.unwrap_or("")).into_iter().map(|word| word.text.to_owned()).collect()
    };
    let (olds, new): (Vec<HashSet<String>>, _) = (olds.iter().map(|old| words(*old)).collect(), words(new));
    let is_new = new.iter().any(|word| !olds.iter().any(|old| old.contains(word)));
    is_new || olds[0].iter().any(|word| !new.contains(word) && olds.iter().all(|old| old.contains(word)))
}

#[cfg(test)]
mod tests;

//! All records of a service beside each other: which answers stand in another resident's records too, and how long reviews usually are.
//!
//! Each folder is read once and leaves a sketch of a few bytes a word. The sketches are compared through the runs of words that
//! they share, so that the work grows with the number of records and not with its square.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::Context;
use super::folder::{Folder, Subject};
use super::likeness::{self, KEPT, runs};
use super::rules::{copied_answer, short_review};
use crate::finding::Code;
use crate::record::{Kind, model};

/// What of a folder's records is compared with all others.
#[derive(Debug, Default)]
pub struct Sketches {
    records: Vec<Sketch>,
    answers: Vec<Piece>,
    /// The words of all the answers, one behind the other.
    words: Vec<u16>,
}

/// A record, as far as it is compared.
#[derive(Debug)]
struct Sketch {
    path: String,
    date: NaiveDate,
    /// How many words a weekly review has.
    length: Option<u32>,
    /// Whether it allows what only the comparison finds.
    allows: bool,
}

/// An answer, as far as it is compared.
#[derive(Debug)]
struct Piece {
    /// Which of the records.
    record: u32,
    /// Which of the record's answers.
    answer: u32,
    /// Where its words begin and end.
    words: (u32, u32),
}

/// What comparing all records of a service has shown.
#[derive(Debug, Default)]
pub struct Compared {
    /// Half of the weekly reviews have fewer words than this.
    usual_length: Option<usize>,
    /// The answers that stand in another resident's record as well, by path: which answer it is, and the other path.
    copies: BTreeMap<String, Vec<(usize, String)>>,
}

impl Compared {
    /// How many words a weekly review usually has, where there are enough of them.
    pub(super) fn usual_length(&self) -> Option<usize> {
        self.usual_length
    }

    /// The answers of the record at `path` that stand in another resident's as well: which answer it is, and the other path.
    pub(super) fn copies(&self, path: &str) -> &[(usize, String)] {
        self.copies.get(path).map_or(&[], Vec::as_slice)
    }
}

/// The rules that know what comparing has shown.
const COMPARING: [Code; 2] = [Code::CopiedAnswer, Code::ShortReview];

impl Sketches {
    /// The sketches of a resident's records. The team's own are compared with nobody's.
    pub(super) fn of(folder: &Folder) -> Self {
        let mut sketches = Self::default();
        let of_a_resident = |subject: &&Subject| subject.record.place.resident().is_some();
        for subject in folder.subjects.iter().filter(of_a_resident) {
            sketches.add(subject);
        }
        sketches
    }

    fn add(&mut self, subject: &Subject) {
        let record = subject.record;
        let key = if record.kind() == Kind::FormalReview { "prepared" } else { "date" };
        let date = record.value(key).and_then(model::date);
        let Some(date) = date.filter(|_| copied_answer::KINDS.contains(&record.kind())) else { return };
        let number = self.records.len() as u32;
        for (at, answer) in subject.answers().iter().enumerate().filter(|(_, answer)| copied_answer::is_judged(answer))
        {
            let start = self.words.len() as u32;
            self.words.extend(answer.gist.numbers());
            self.answers.push(Piece { record: number, answer: at as u32, words: (start, self.words.len() as u32) });
        }
        let allowances = record.list("allow").iter().filter_map(|allowance| allowance.get("code")?.as_str());
        let comparing = COMPARING.map(Code::number);
        self.records.push(Sketch {
            path: record.path.clone(),
            date,
            length: short_review::length(subject).map(|words| words as u32),
            allows: allowances.into_iter().any(|code| comparing.contains(&code)),
        });
    }
}

/// Compares the folders with each other. Gives what was shown, and which of the folders are to be judged once more because of it.
pub fn compare(folders: &[Sketches], context: &Context) -> (Compared, Vec<usize>) {
    let mut again = BTreeSet::new();
    let allowing = folders.iter().enumerate().filter(|(_, folder)| folder.records.iter().any(|record| record.allows));
    again.extend(allowing.map(|(at, _)| at));
    let usual_length = usual_length(folders, context);
    if let Some(usual) = usual_length {
        let short =
            |record: &Sketch| record.length.is_some_and(|words| short_review::is_short(words as usize, usual, context));
        let short = folders.iter().enumerate().filter(|(_, folder)| folder.records.iter().any(short));
        again.extend(short.map(|(at, _)| at));
    }
    let mut compared = Compared { usual_length, ..Compared::default() };
    for (copy, original) in copies(folders, context) {
        again.insert(copy.folder);
        let found = compared.copies.entry(copy.record(folders).path.clone()).or_default();
        found.push((copy.piece(folders).answer as usize, original.record(folders).path.clone()));
    }
    (compared, again.into_iter().collect())
}

/// How many words a weekly review has in the middle of all, where there are enough of them.
fn usual_length(folders: &[Sketches], context: &Context) -> Option<usize> {
    let records = folders.iter().flat_map(|folder| &folder.records);
    let mut lengths: Vec<u32> = records.filter_map(|record| record.length).collect();
    let enough = lengths.len() >= short_review::least_reviews(context);
    let middle = lengths.len() / 2;
    enough.then(|| *lengths.select_nth_unstable(middle).1 as usize)
}

/// One of all the answers.
#[derive(Debug, Clone, Copy)]
struct Place {
    folder: usize,
    piece: usize,
}

impl Place {
    fn piece(self, folders: &[Sketches]) -> &Piece {
        &folders[self.folder].answers[self.piece]
    }

    fn record(self, folders: &[Sketches]) -> &Sketch {
        &folders[self.folder].records[self.piece(folders).record as usize]
    }

    fn words(self, folders: &[Sketches]) -> &[u16] {
        let (start, end) = self.piece(folders).words;
        &folders[self.folder].words[start as usize..end as usize]
    }
}

/// How many answers with a run of words in common are looked at for each: the first ones, and the last before it.
const LOOKED_AT: usize = 4;

/// How many of an answer's runs of words are followed to others: the rarest.
const LOOKED_THROUGH: usize = 4;

/// For each of so many answers where in `by_run`, which is sorted, those lie that share one of its rarest runs of words. What two texts
/// share because one was copied is rare elsewhere.
fn rarest(by_run: &[(u32, u32)], answers: usize) -> Vec<[(u32, u32); LOOKED_THROUGH]> {
    let mut rarest = vec![[(0, 0); LOOKED_THROUGH]; answers];
    let mut start = 0_u32;
    for bucket in by_run.chunk_by(|one, other| one.0 == other.0) {
        let end = start + bucket.len() as u32;
        // A run that no other answer has leads nowhere.
        for (_, at) in bucket.iter().filter(|_| bucket.len() > 1) {
            let slots = &mut rarest[*at as usize];
            let size = |slot: &(u32, u32)| if slot.1 == 0 { u32::MAX } else { slot.1 - slot.0 };
            if let Some(worst) = slots.iter_mut().max_by_key(|slot| size(slot)).filter(|slot| size(slot) > end - start)
            {
                *worst = (start, end);
            }
        }
        start = end;
    }
    rarest
}

/// The answers that are alike over the borders of folders: the later one, and the one that it is like. Of two of the same day each is
/// like the other.
fn copies(folders: &[Sketches], context: &Context) -> Vec<(Place, Place)> {
    let (least, part) = (copied_answer::least_words(context), copied_answer::part(context));
    let places =
        |(folder, sketches): (usize, &Sketches)| (0..sketches.answers.len()).map(move |piece| Place { folder, piece });
    let mut places: Vec<Place> = folders.iter().enumerate().flat_map(places).collect();
    places.retain(|place| likeness::telling(place.words(folders)) >= least);
    places.sort_by_cached_key(|place| (place.record(folders).date, place.folder, place.piece));
    // The least of the runs of words stand for all: texts that are alike have some of them in common.
    let kept: Vec<[u32; KEPT]> = places
        .par_iter()
        .map(|place| {
            let runs = runs(place.words(folders));
            std::array::from_fn(|at| runs.get(at).copied().unwrap_or(u32::MAX))
        })
        .collect();
    let numbered = kept.iter().enumerate().flat_map(|(at, kept)| kept.iter().map(move |run| (*run, at as u32)));
    let mut by_run: Vec<(u32, u32)> = numbered.filter(|(run, _)| *run != u32::MAX).collect();
    by_run.par_sort_unstable();
    let like = |one: usize, other: usize| {
        places[one].folder != places[other].folder
            && likeness::common(&kept[one], &kept[other]) >= 2
            && likeness::is_alike(places[one].words(folders), places[other].words(folders), part)
    };
    let rarest = rarest(&by_run, places.len());
    let original = |at: usize| {
        let mut others = Vec::new();
        for (start, end) in rarest[at].iter().map(|bucket| (bucket.0 as usize, bucket.1 as usize)) {
            let bucket = &by_run[start..end];
            let nth = bucket.partition_point(|entry| (entry.1 as usize) < at);
            let last = nth.saturating_sub(LOOKED_AT).max(LOOKED_AT)..nth;
            others.extend((0..nth.min(LOOKED_AT)).chain(last).map(|other| bucket[other].1 as usize));
        }
        others.sort_unstable();
        others.dedup();
        others.into_iter().find(|other| like(at, *other))
    };
    let alike: Vec<(usize, usize)> =
        (0..places.len()).into_par_iter().filter_map(|at| Some((at, original(at)?))).collect();
    let day = |at: usize| places[at].record(folders).date;
    let mut found: BTreeMap<usize, usize> = alike.iter().copied().collect();
    for (copy, original) in alike.into_iter().filter(|(copy, original)| day(*copy) == day(*original)) {
        found.entry(original).or_insert(copy);
    }
    found.into_iter().map(|(copy, original)| (places[copy], places[original])).collect()
}

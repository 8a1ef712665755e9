//! Which answers stand in another resident's record too. Those that may be alike are found through the runs of words that they share: what
//! two texts share because one was copied is rare elsewhere.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Piece, Sketch, Sketches};
use crate::check::likeness::{self, Glance, least_runs};

/// One of all the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    folder: u32,
    piece: u32,
}

impl Place {
    /// Which of the folders it lies in.
    pub(super) fn folder(self) -> usize {
        self.folder as usize
    }

    pub(super) fn piece(self, folders: &[Sketches]) -> &Piece {
        &folders[self.folder()].answers[self.piece as usize]
    }

    pub(super) fn record(self, folders: &[Sketches]) -> &Sketch {
        &folders[self.folder()].records[self.piece(folders).record as usize]
    }

    fn words(self, folders: &[Sketches]) -> &[u16] {
        let (start, end) = self.piece(folders).words;
        &folders[self.folder()].words[start as usize..end as usize]
    }
}

/// How many of an answer's runs of words stand for all: texts that are alike have some of them in common.
const KEPT: usize = 10;

/// How many of these are followed to other answers: the rarest.
const FOLLOWED: usize = 4;

/// How many answers with a run of words in common are looked at for each: the first ones, and the last before it.
const LOOKED_AT: usize = 4;

/// A run of words, and which answer it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    run: u32,
    answer: u32,
}

impl Run {
    /// What stands where an answer has no more runs. It is the last of all.
    const NONE: Self = Self { run: u32::MAX, answer: u32::MAX };

    fn answer(self) -> usize {
        self.answer as usize
    }

    fn is_same(&self, other: &Self) -> bool {
        self.run == other.run
    }
}

/// The answers of `least` words or more that are alike, for this part of them or more, over the borders of folders: the later one, and the
/// one that it is like. Of two of the same day each is like the other.
pub(super) fn of(folders: &[Sketches], least: usize, part: f64) -> Vec<(Place, Place)> {
    let places = in_time(folders, least);
    let glances: Vec<Glance> = places.par_iter().map(|place| Glance::at(place.words(folders))).collect();
    let like = |one: usize, other: usize| {
        places[one].folder != places[other].folder
            && glances[one].may_be_alike(&glances[other], part)
            && likeness::alike(places[one].words(folders), places[other].words(folders)) >= part
    };
    let by_run = by_run(&places, folders);
    let followed = followed(&by_run, places.len());
    // For each answer of a bucket, the one that it is like among the first and the last before it.
    let alike_in = |bucket: &[Run]| {
        let mut alike = Vec::new();
        for (nth, run) in bucket.iter().enumerate().filter(|(_, run)| bucket.len() <= followed[run.answer()] as usize) {
            let first = nth.min(LOOKED_AT);
            let last = nth.saturating_sub(LOOKED_AT).max(first);
            let others = bucket[..first].iter().chain(&bucket[last..nth]);
            let original = others.map(|other| other.answer()).find(|other| like(run.answer(), *other));
            alike.extend(original.map(|original| (run.answer(), original)));
        }
        alike
    };
    let mut alike: Vec<(usize, usize)> = by_run.par_chunk_by(Run::is_same).flat_map_iter(alike_in).collect();
    // The first text that an answer is like is what it was copied from.
    alike.sort_unstable();
    alike.dedup_by_key(|(copy, _)| *copy);
    let day = |at: usize| places[at].record(folders).date;
    let mut found: BTreeMap<usize, usize> = alike.iter().copied().collect();
    for (copy, original) in alike.into_iter().filter(|(copy, original)| day(*copy) == day(*original)) {
        found.entry(original).or_insert(copy);
    }
    found.into_iter().map(|(copy, original)| (places[copy], places[original])).collect()
}

/// The answers that are long enough to be compared, from the oldest to the newest.
fn in_time(folders: &[Sketches], least: usize) -> Vec<Place> {
    let of_folder = |(folder, sketches): (usize, &Sketches)| {
        let pieces = 0..sketches.answers.len() as u32;
        pieces.map(move |piece| Place { folder: folder as u32, piece })
    };
    let mut places: Vec<Place> = folders.iter().enumerate().flat_map(of_folder).collect();
    places.retain(|place| likeness::telling(place.words(folders)) >= least);
    places.sort_by_cached_key(|place| (place.record(folders).date, *place));
    places
}

/// The runs that stand for the answers: those that are the same beside each other, in the order of the answers.
fn by_run(places: &[Place], folders: &[Sketches]) -> Vec<Run> {
    let mut by_run = vec![Run::NONE; places.len() * KEPT];
    by_run.par_chunks_mut(KEPT).zip(places).enumerate().for_each(|(answer, (slots, place))| {
        let runs = least_runs::<KEPT>(place.words(folders)).into_iter().filter(|run| *run != Run::NONE.run);
        for (slot, run) in slots.iter_mut().zip(runs) {
            *slot = Run { run, answer: answer as u32 };
        }
    });
    by_run.par_sort_unstable();
    by_run.truncate(by_run.partition_point(|run| *run != Run::NONE));
    by_run
}

/// For each of so many answers how many may share a run for it to be followed, so that the rarest are.
fn followed(by_run: &[Run], answers: usize) -> Vec<u32> {
    let mut rarest = vec![[u32::MAX; FOLLOWED]; answers];
    // A run that no other answer has leads nowhere.
    for bucket in by_run.chunk_by(Run::is_same).filter(|bucket| bucket.len() > 1) {
        let size = bucket.len() as u32;
        for run in bucket {
            let sizes = &mut rarest[run.answer()];
            if let Some(at) = sizes.iter().position(|known| *known > size) {
                sizes.copy_within(at..FOLLOWED - 1, at + 1);
                sizes[at] = size;
            }
        }
    }
    rarest.into_iter().map(|sizes| sizes[FOLLOWED - 1]).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    /// Folders of ten records of three answers each, of words by lot; every second answer goes on with a sentence that others have too.
    fn folders(lot: &mut fastrand::Rng, folders: usize) -> Vec<Sketches> {
        let sentences: Vec<Vec<u16>> = (0..40).map(|_| words(lot, 9)).collect();
        let mut all: Vec<Sketches> = std::iter::repeat_with(Sketches::default).take(folders).collect();
        for (number, sketches) in all.iter_mut().enumerate() {
            for record in 0..10 {
                sketches.records.push(Sketch {
                    path: format!("{number}/{record}"),
                    date: NaiveDate::default() + Days::new(record),
                    length: None,
                    allows: false,
                });
                for answer in 0..3 {
                    let length = lot.usize(12..60);
                    let mut text = words(lot, length);
                    if answer == 1 {
                        text.extend(&sentences[lot.usize(..sentences.len())]);
                    }
                    add(sketches, record as u32, &text);
                }
            }
        }
        all
    }

    fn words(lot: &mut fastrand::Rng, number: usize) -> Vec<u16> {
        // Some words are far more frequent than others.
        std::iter::repeat_with(|| if lot.bool() { lot.u16(2..60) } else { lot.u16(60..4000) }).take(number).collect()
    }

    fn add(sketches: &mut Sketches, record: u32, text: &[u16]) -> Place {
        let start = sketches.words.len() as u32;
        sketches.words.extend(text);
        let answer = sketches.answers.len() as u32;
        sketches.answers.push(Piece { record, answer, words: (start, start + text.len() as u32) });
        Place { folder: 0, piece: answer }
    }

    /// Changes, puts in or takes away one word in about ten.
    fn edited(lot: &mut fastrand::Rng, text: &[u16]) -> Vec<u16> {
        let mut text = text.to_vec();
        for _ in 0..(text.len() / 10).max(1) {
            let at = lot.usize(..text.len());
            match lot.u8(..3) {
                0 => text[at] = lot.u16(5000..),
                1 => text.insert(at, lot.u16(5000..)),
                _ => _ = text.remove(at),
            }
        }
        text
    }

    #[test]
    fn answers_with_few_words_changed_are_found_among_very_many_and_no_others_are() {
        let mut lot = fastrand::Rng::with_seed(11);
        let mut all = folders(&mut lot, 200);
        assert_eq!(of(&all, 12, 0.8), Vec::new());
        let mut expected = BTreeMap::new();
        for from in 0..100 {
            let piece = lot.u32(..12);
            let original = Place { folder: from, piece };
            let text = edited(&mut lot, original.words(&all));
            let to = from + 100;
            let copy = Place { folder: to, ..add(&mut all[to as usize], 9, &text) };
            if text.len() >= 12 {
                expected.insert(copy, original);
            }
        }
        let found: BTreeMap<Place, Place> = of(&all, 12, 0.8).into_iter().collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn of_two_of_the_same_day_each_is_like_the_other_and_nobodys_own_words_count() {
        let mut lot = fastrand::Rng::with_seed(12);
        let mut all = folders(&mut lot, 2);
        let text = words(&mut lot, 20);
        let own = add(&mut all[0], 3, &text);
        add(&mut all[0], 4, &text);
        assert_eq!(of(&all, 12, 0.8), Vec::new());
        let other = Place { folder: 1, ..add(&mut all[1], 3, &text) };
        let found = of(&all, 12, 0.8);
        assert!(found.contains(&(own, other)) && found.contains(&(other, own)), "{found:?}");
    }
}

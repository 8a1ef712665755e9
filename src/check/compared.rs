//! All records of a service beside each other: which answers stand in another resident's records too, and how long reviews usually are.
//!
//! Each folder is read once and leaves a sketch of a few bytes a word. The sketches are compared through the runs of words that
//! they share, so that the work grows with the number of records and not with its square.

mod copies;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Context;
use super::folder::{Folder, Subject};
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
        // All the sketches of a service are there at once.
        sketches.records.shrink_to_fit();
        sketches.answers.shrink_to_fit();
        sketches.words.shrink_to_fit();
        sketches
    }

    fn add(&mut self, subject: &Subject) {
        let record = subject.record;
        let key = if record.kind() == Kind::FormalReview { "prepared" } else { "date" };
        let date = record.value(key).and_then(model::date);
        let Some(date) = date.filter(|_| copied_answer::KINDS.contains(&record.kind())) else { return };
        let number = self.records.len() as u32;
        for (at, answer) in subject.answers().iter().enumerate().filter(|(_, answer)| answer.is_own()) {
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
    for (copy, original) in copies::of(folders, copied_answer::least_words(context), copied_answer::part(context)) {
        again.insert(copy.folder());
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

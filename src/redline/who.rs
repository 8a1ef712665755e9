//! Who wrote what of a record as it stands: each passage by the revisions that its words came with.

use std::collections::HashMap;

use rayon::prelude::*;

use super::view::View;
use super::weave::{Weave, bytes};
use crate::record::change::{self, About, Change};
use crate::record::{Former, Record, Wording};

/// A passage of the newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The part that it belongs to, such as `outcome "Cooks lunch"`; empty for what belongs to none.
    pub part: String,
    /// What it is called there, such as `Staff will`; empty for the part's own words.
    pub what: String,
    /// Its words, in order.
    pub runs: Vec<Run>,
}

/// Words that came with the same revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The revision, by its place among all.
    pub version: usize,
    /// The words, with what stands between them. All runs of a passage together are the passage, to the letter.
    pub text: String,
}

/// What a passage is known by in every version: the sort of part, its id as it is now, and what it is called there.
type Name = (&'static str, String, About, String);

/// The passages of the newest version that can be read, in the order of the record. `records` say what each version says, `parents` which versions
/// each of them followed. A part keeps its history where it is moved or renamed, since it is known by its id.
pub fn who(records: &[Option<Record>], parents: &[Vec<usize>], wording: &Wording) -> Vec<Passage> {
    let readable: Vec<bool> = records.iter().map(Option::is_some).collect();
    let first = readable.iter().position(|readable| *readable);
    let Some(view) = first.and_then(|first| View::since(first, parents, &readable)) else { return Vec::new() };
    let said: Vec<Vec<Change>> = view
        .versions
        .par_iter()
        .map(|at| records[*at].as_ref().map(|record| change::beginning(record, wording)).unwrap_or_default())
        .collect();
    let former = Former::of(view.versions.last().and_then(|at| records[*at].as_ref()));
    let by_name: Vec<HashMap<Name, &str>> = said.iter().map(|said| named(said, &former)).collect();
    let newest = said.last().map_or(&[][..], Vec::as_slice);
    let passages = newest.iter().flat_map(|change| change.details.iter().map(move |detail| (change, detail)));
    let passages: Vec<_> = passages.filter(|(_, detail)| detail.new.is_some()).collect();
    passages
        .into_par_iter()
        .map(|(change, detail)| {
            let name = name(change, detail, &former);
            let texts = by_name.iter().map(|version| version.get(&name).copied().unwrap_or(""));
            Passage { part: change.part.clone(), what: detail.what.clone(), runs: runs(texts, &view) }
        })
        .collect()
}

fn name(change: &Change, detail: &change::Detail, former: &Former) -> Name {
    let id = former.current(&format!("{}s", change.noun), &change.id).to_owned();
    (change.noun, id, detail.about, detail.what.clone())
}

fn named<'c>(said: &'c [Change], former: &Former) -> HashMap<Name, &'c str> {
    let details = said.iter().flat_map(|change| change.details.iter().map(move |detail| (change, detail)));
    details.filter_map(|(change, detail)| Some((name(change, detail, former), detail.new.as_deref()?))).collect()
}

/// The last of the `texts`, by the revisions that its words came with.
fn runs<'t>(texts: impl Iterator<Item = &'t str>, view: &View) -> Vec<Run> {
    let mut weave: Weave<&[u8]> = Weave::new();
    let mut said: Vec<&str> = Vec::with_capacity(view.versions.len());
    for (text, parents) in texts.zip(&view.parents) {
        match parents.as_slice() {
            [parent] if said[*parent] == text => weave.again(*parent),
            parents => weave.add(parents, &bytes(text.as_bytes())),
        };
        said.push(text);
    }
    let mut runs: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut before: Vec<u8> = Vec::new();
    for part in weave.at(view.versions.len() - 1) {
        let version = view.versions[part.by];
        let is_word = std::str::from_utf8(part.token).map_or(true, |text| text.contains(char::is_alphanumeric));
        match runs.last_mut() {
            // Signs and white space are of whoever wrote the words beside them.
            Some((last, text)) if *last == version || !is_word => text.extend_from_slice(part.token),
            None if !is_word => before.extend_from_slice(part.token),
            _ => runs.push((version, [std::mem::take(&mut before).as_slice(), part.token].concat())),
        }
    }
    if !before.is_empty() {
        runs.push((*view.versions.last().unwrap_or(&0), before));
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    runs.into_iter().map(|(version, bytes)| Run { version, text: text(bytes) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{self, Place};

    const PLAN: &str = "residents/R-0142/plan.md";

    fn record(text: &str) -> Option<Record> {
        record::read(PLAN, Place::of(PLAN)?, text.as_bytes().to_vec(), &Wording::default()).record
    }

    fn plan(outcomes: &[(&str, &str)]) -> String {
        let ids: String = outcomes.iter().map(|(id, _)| format!("  - id: {id}\n    aim: progress\n")).collect();
        let words: String =
            outcomes.iter().map(|(id, words)| format!("### {}\n\n{words}\n\n", record::heading_for(id))).collect();
        format!(
            "---\nsupportplan: 1\nkind: support-plan\noutcomes:\n{ids}---\n\n# Support plan\n\n## Outcomes\n\n{words}"
        )
    }

    fn of<'p>(passages: &'p [Passage], part: &str) -> Vec<(usize, &'p str)> {
        let own = passages.iter().filter(|passage| passage.part == part && passage.what.is_empty());
        own.flat_map(|passage| &passage.runs).map(|run| (run.version, run.text.as_str())).collect()
    }

    #[test]
    fn each_word_is_of_whoever_brought_it_also_where_the_part_was_moved() {
        let texts = [
            plan(&[("cooks-lunch", "Sam cooks a hot lunch."), ("sleeps-well", "Sam sleeps.")]),
            plan(&[("sleeps-well", "Sam sleeps."), ("cooks-lunch", "Sam cooks a hot lunch twice a week.")]),
        ];
        let records: Vec<Option<Record>> = texts.iter().map(|text| record(text)).collect();
        let passages = who(&records, &[vec![], vec![0]], &Wording::default());
        let lunch = of(&passages, "outcome \"Cooks lunch\"");
        assert_eq!(lunch, [(0, "Sam cooks a hot lunch "), (1, "twice a week.")]);
        assert_eq!(of(&passages, "outcome \"Sleeps well\""), [(0, "Sam sleeps.")]);
    }

    #[test]
    fn versions_that_cannot_be_read_are_passed_over() {
        let texts = [plan(&[("cooks-lunch", "Sam cooks.")]), plan(&[("cooks-lunch", "Sam cooks lunch.")])];
        let records = vec![record(&texts[0]), None, record(&texts[1])];
        let passages = who(&records, &[vec![], vec![0], vec![1]], &Wording::default());
        let words: Vec<usize> =
            of(&passages, "outcome \"Cooks lunch\"").into_iter().map(|(version, _)| version).collect();
        assert_eq!(words, [0, 2]);
        assert_eq!(who(&[None], &[vec![]], &Wording::default()), []);
    }
}

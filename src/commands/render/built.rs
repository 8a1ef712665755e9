//! What pages were made from, as it is kept beside them from one run to the next: so that only those are made again whose inputs changed.
//!
//! Inputs are known by what the file system says of them, pages too. Nothing depends on what is kept: where it is damaged, of another version of the program, or
//! cannot be relied on, pages are made again, and those that come out as they are stay as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::output::link_to;
use crate::page::{self, Edition, Entry};
use crate::record::sha256;
use crate::service::store::{self, State};

/// The file's name in the folder for pages.
const FILE: &str = ".supportplan-pages";

/// What was made from what.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Built {
    /// For whom, in the words of the edition.
    edition: String,
    /// Each part, by its name.
    parts: BTreeMap<String, Part>,
}

/// Pages that are made together, from the same inputs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Part {
    /// The inputs, as [`Inputs::told`] tells them; none where they may have changed since in a way that nobody sees.
    inputs: Option<String>,
    /// The pages as the file system knows them.
    pages: BTreeMap<String, State>,
    /// What the list of pages says of them.
    pub(super) entries: Vec<Entry>,
}

impl Part {
    /// A part whose pages were just made in the folder `out`, from inputs that were read after `begun`: those of `entries`, and `others` that the list
    /// of pages does not have.
    ///
    /// # Errors
    /// A page is not there.
    pub(super) fn made(out: &Path, inputs: &Inputs, begun: i64, entries: Vec<Entry>, others: &[&str]) -> Result<Self> {
        let paths = entries.iter().map(|entry| entry.path.as_str()).chain(others.iter().copied());
        let state = |path: &str| Ok((path.to_owned(), store::state(&out.join(path))?));
        let pages = paths.map(state).collect::<Result<_>>()?;
        Ok(Self { inputs: inputs.is_settled(begun).then(|| inputs.told()), pages, entries })
    }

    /// The same, to be made again next time, whatever its inputs are.
    pub(super) fn unsettled(self) -> Self {
        Self { inputs: None, ..self }
    }

    /// Whether the pages in the folder `out` are still those that were made, and what they were made from is as it was.
    pub(super) fn stands(&self, out: &Path, inputs: &Inputs) -> bool {
        let is_there = |(path, state): (&String, &State)| store::state(&out.join(path)).is_ok_and(|now| now == *state);
        self.inputs.as_deref().is_some_and(|told| told == inputs.told()) && self.pages.iter().all(is_there)
    }
}

impl Built {
    /// What was made in the folder `out`; nothing, where nobody can tell.
    pub(super) fn read(out: &Path) -> Self {
        let bytes = store::read(&out.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// What the list of pages says of those that lie in the folder for pages and are not among `entries`.
    pub(super) fn entries_but(&self, entries: &[Entry], out: &Path) -> Vec<Entry> {
        let made: BTreeSet<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let all = self.parts.values().flat_map(|part| &part.entries);
        let others = all.filter(|entry| !made.contains(entry.path.as_str()) && store::exists(&out.join(&entry.path)));
        others.cloned().collect()
    }

    /// Makes sure that pages of `edition` may be put one by one among these: in the list of those with references, none leads to names.
    ///
    /// # Errors
    /// These are of another edition.
    pub(super) fn admits(&self, edition: Edition, out: &Path) -> Result<()> {
        if self.parts.is_empty() || self.edition == edition.words() {
            return Ok(());
        }
        bail!(
            "{} holds all pages of another edition, which is not to be mixed with this one. Name another folder with -o, or make all pages anew with --all",
            out.display()
        )
    }

    /// The paths of the pages that the list of pages has.
    pub(super) fn pages(&self) -> Vec<String> {
        self.parts.values().flat_map(|part| &part.entries).map(|entry| entry.path.clone()).collect()
    }

    /// The part of this name, where it stands as it is.
    pub(super) fn standing(&self, name: &str, out: &Path, inputs: &Inputs) -> Option<&Part> {
        self.parts.get(name).filter(|part| part.stands(out, inputs))
    }

    /// Puts `parts` in the place of these: what only these had is taken out of the folder, unless somebody changed it.
    ///
    /// # Errors
    /// A page cannot be taken away, or the file not be written.
    pub(super) fn replace(self, out: &Path, edition: Edition, parts: BTreeMap<String, Part>) -> Result<()> {
        let kept: BTreeSet<&String> = parts.values().flat_map(|part| part.pages.keys()).collect();
        for (path, state) in self.parts.values().flat_map(|part| &part.pages) {
            let place = out.join(path);
            let is_as_made = || link_to(out, path).is_none() && store::state(&place).is_ok_and(|now| now == *state);
            if !kept.contains(path) && is_as_made() && page::is_ours(&store::read(&place)?) {
                store::remove_if_there(&place)?;
                store::remove_emptied(&place, out)?;
            }
        }
        store::write_page(&out.join(FILE), &serde_json::to_vec(&Self { edition: edition.words(), parts })?)
    }
}

/// What pages are made from.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    told: String,
    /// When the last of them changed, by the clock of the file system.
    newest: i64,
    /// Whether that clock counts seconds only.
    is_coarse: bool,
}

/// How far apart two moments are at least that a file system tells apart: one with a fine clock, and one that counts by twos of seconds.
const TICK: i64 = 50_000_000;
const COARSE_TICK: i64 = 2_000_000_000;

impl Inputs {
    /// With one more: something that has a name and a value.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        // A length before each text, so that no two lists of inputs read the same.
        for text in [name, value] {
            self.told.push_str(&format!("{} {text}\n", text.len()));
        }
        self
    }

    /// With one more: the file `path` of the folder `root`, whether it is there or not.
    pub(super) fn with_file(mut self, root: &Path, path: &str) -> Self {
        let state = store::state(&root.join(path)).ok();
        for moment in state.iter().flat_map(|state| [state.written, state.changed]) {
            self.newest = self.newest.max(moment);
            self.is_coarse |= moment % 1_000_000_000 == 0;
        }
        self.with(path, &format!("{state:?}"))
    }

    /// With something that may be another at any time.
    pub(super) fn with_anything(self) -> Self {
        Self { newest: i64::MAX, ..self }
    }

    /// With all of these as well.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.newest = self.newest.max(other.newest);
        self.is_coarse |= other.is_coarse;
        self.with("", &other.told())
    }

    fn told(&self) -> String {
        sha256(self.told.as_bytes())
    }

    /// Whether what was read from `begun` on is what the inputs tell: a file that changed in the same tick of the clock may have changed again.
    fn is_settled(&self, begun: i64) -> bool {
        self.newest < begun - if self.is_coarse { COARSE_TICK } else { TICK }
    }
}

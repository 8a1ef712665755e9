//! The hints that the program wrote into new records, remembered inside git's folder until the record is saved. Only what it wrote
//! itself, letter by letter, is taken out again: a hint that somebody wrote into holds their words.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;

use super::repository::Repo;
use super::store;
use crate::record::{Place, Wording, edit, read};

fn place(repo: &Repo, path: &str) -> PathBuf {
    repo.own_folder().join("hints").join(path)
}

/// Remembers the hints in `text`, a new record for `path`.
///
/// # Errors
/// git's folder cannot be written.
pub fn remember(repo: &Repo, path: &str, text: &str) -> Result<()> {
    store::write(&place(repo, path), text.as_bytes())
}

/// The hints that the program wrote into the record at `path`; none, where it wrote none or no longer knows.
pub fn written(repo: &Repo, path: &str) -> BTreeSet<String> {
    let text = store::read(&place(repo, path)).ok();
    let record =
        text.zip(Place::of(path)).and_then(|(text, place)| read(path, place, text, &Wording::default()).record);
    record.map(|record| edit::hints(&record).map(|hint| edit::hint_text(&record, hint)).collect()).unwrap_or_default()
}

/// Forgets the hints of a record that was saved.
///
/// # Errors
/// git's folder cannot be written.
pub fn forget(repo: &Repo, path: &str) -> Result<()> {
    let place = place(repo, path);
    if store::exists(&place) { store::remove(&place) } else { Ok(()) }
}

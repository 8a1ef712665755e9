//! Which saves brought, changed or took away which of a resident's files.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{DateTime, FixedOffset};
use git2::{DiffOptions, Oid, Tree};

use super::author;
use crate::service::history::{date, of_folder};
use crate::service::repository::{Identity, Repo};

/// What a save did to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The file's path in the service's folder.
    pub path: String,
    /// What was done.
    pub deed: Deed,
    /// The commit's name.
    pub commit: String,
    /// When it was made, by the clock of who made it.
    pub time: DateTime<FixedOffset>,
    /// Who made it.
    pub author: Identity,
}

/// What was done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It was not there before.
    Begun,
    /// It said something else before.
    Changed,
    /// It is not there any more.
    Removed,
}

/// The saves of files below `folder` that lead to `commit`, newest first. A file counts where it differs from what each of the commits before had.
///
/// # Errors
/// The history cannot be read.
pub(super) fn of(repo: &Repo, commit: Oid, folder: &str) -> Result<Vec<Save>> {
    let mut saves = Vec::new();
    let tree = |id: Option<Oid>| id.map(|id| repo.git.find_tree(id).context("the history cannot be read")).transpose();
    for touch in of_folder(repo, folder, commit)? {
        let commit = repo.git.find_commit(touch.commit).context("the history cannot be read")?;
        let here = tree(touch.here)?;
        let mut parents = touch.before.into_iter().map(tree).collect::<Result<Vec<_>>>()?;
        if parents.is_empty() {
            parents.push(None);
        }
        let mut touched: BTreeMap<Vec<u8>, (usize, bool)> = BTreeMap::new();
        for parent in &parents {
            for (path, was_there) in differing(repo, parent.as_ref(), here.as_ref())? {
                let (count, before) = touched.entry(path).or_default();
                *count += 1;
                *before |= was_there;
            }
        }
        for (path, (_, was_there)) in touched.into_iter().filter(|(_, (count, _))| *count == parents.len()) {
            let path = String::from_utf8_lossy(&path).into_owned();
            let is_there = here.as_ref().is_some_and(|here| here.get_path(path.as_ref()).is_ok());
            let deed = match (was_there, is_there) {
                (_, false) => Deed::Removed,
                (true, true) => Deed::Changed,
                (false, true) => Deed::Begun,
            };
            let (time, author) = (date(commit.author().when()), author(&commit));
            saves.push(Save { path: format!("{folder}/{path}"), deed, commit: commit.id().to_string(), time, author });
        }
    }
    Ok(saves)
}

/// The paths at which two folders differ, each with whether the first has it.
fn differing(repo: &Repo, before: Option<&Tree<'_>>, here: Option<&Tree<'_>>) -> Result<Vec<(Vec<u8>, bool)>> {
    let mut options = DiffOptions::new();
    options.include_typechange(true).skip_binary_check(true);
    let diff = repo.git.diff_tree_to_tree(before, here, Some(&mut options)).context("cannot compare two versions")?;
    let paths = diff.deltas().filter_map(|delta| {
        let (old, new) = (delta.old_file(), delta.new_file());
        let path = new.path_bytes().or(old.path_bytes())?.to_vec();
        Some((path, !old.id().is_zero()))
    });
    Ok(paths.collect())
}

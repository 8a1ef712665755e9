//! What a commit is about to change, written down before it does, so that whoever comes after a program that was killed can finish it or take it back.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use git2::Oid;
use serde::{Deserialize, Serialize};

use super::branch::{self, Branch};
use super::index::{self, Change, Locked, as_text};
use crate::service::repository::Repo;
use crate::service::store;
use crate::service::store::desk::{Desk, Stamp};

/// A commit under way. All its objects are on the disk when this is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The branch's full name.
    pub(super) branch: String,
    /// The commit that the branch is to stand at.
    #[serde(with = "as_text")]
    pub(super) to: Oid,
    /// What git is to remember about the move.
    pub(super) log: String,
    /// How the index is to change.
    pub(super) index: Vec<Change>,
}

/// How a commit under way ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The branch has it.
    Kept,
    /// The branch does not have it, and the index no longer either.
    TakenBack,
}

fn place(repo: &Repo) -> PathBuf {
    repo.own_folder().join("journal")
}

impl Journal {
    /// Writes the journal. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, repo: &Repo, desk: &Desk) -> Result<()> {
        desk.write(&place(repo), serde_json::to_string_pretty(self)?.as_bytes())
    }

    /// Brings the commit to its end, wherever it stopped: a branch that moved stays, and all else follows it; one that did not takes all else
    /// back. Locks are taken away only where they are proven to be this program's.
    ///
    /// # Errors
    /// The repository cannot be read or written. The journal is still there then, for the next try.
    pub(super) fn end(&self, repo: &Repo, desk: &Desk) -> Result<End> {
        branch::release(repo, &self.branch, self.to)?;
        let tip = Branch::stands_at(repo, &self.branch)?;
        let moved_on = |tip: Oid| repo.git.graph_descendant_of(tip, self.to).unwrap_or(false);
        let end = match tip {
            Some(tip) if tip == self.to => {
                branch::log(repo, desk, &self.branch, &self.log)?;
                End::Kept
            }
            Some(tip) if moved_on(tip) => End::Kept,
            tip => {
                self.take_back(repo, desk, tip)?;
                End::TakenBack
            }
        };
        index::release(repo)?;
        store::remove_if_there(&place(repo))?;
        Ok(end)
    }

    /// Puts back the entries of the index that still are as the commit made them, unless somebody has committed just that meanwhile.
    fn take_back(&self, repo: &Repo, desk: &Desk, tip: Option<Oid>) -> Result<()> {
        let tree =
            tip.map(|tip| repo.git.find_commit(tip)?.tree()).transpose().context("the last commit cannot be read")?;
        let committed =
            |path: &str| tree.as_ref().and_then(|tree| tree.get_path(path.as_ref()).ok()).map(|entry| entry.id());
        let mut index = Locked::take(repo, desk)?;
        let mut changed = false;
        for change in &self.index {
            let now = index.entry(&change.path);
            let after = change.after.as_ref().map(|entry| entry.id);
            let ours = now.as_ref().map(|entry| entry.id) == after;
            if ours && committed(&change.path) != after && now != change.before {
                index.set(&change.path, change.before.as_ref(), Stamp::default());
                changed = true;
            }
        }
        if changed { index.write() } else { Ok(()) }
    }
}

/// Whether a save is under way, or an earlier one left something behind.
///
/// # Errors
/// git's folder cannot be read.
pub(super) fn is_left(repo: &Repo) -> Result<bool> {
    Ok(store::exists(&place(repo)) || index::is_locked(repo)? || Desk::new(repo.unfinished()).holds_something()?)
}

/// Ends the commit that an earlier program left under way, if there is one.
///
/// # Errors
/// The journal is none, or the repository cannot be read or written.
pub(super) fn settle(repo: &Repo, desk: &Desk) -> Result<()> {
    let place = place(repo);
    if !store::exists(&place) {
        // Between taking git's lock and writing the journal nothing else has changed.
        return index::release(repo);
    }
    let Ok(journal) = serde_json::from_slice::<Journal>(&store::read(&place)?) else {
        bail!(
            "{} says what a save was doing when it was interrupted, but it cannot be read. Nothing was saved. \
             Compare `git status` with what you expect; then take that file away and save again",
            place.display()
        );
    };
    journal.end(repo, desk).context("a save was interrupted, and what it left cannot be put right")?;
    Ok(())
}

//! git's index: the entries of the files that a commit is about, and no others.

mod file;
mod tree_cache;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use git2::Oid;
use serde::{Deserialize, Serialize};

use self::file::Index;
use super::branch;
use crate::service::repository::Repo;
use crate::service::store;
use crate::service::store::desk::{self, Desk};

/// What the index says about a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The name of what it holds.
    #[serde(with = "as_text")]
    pub(super) id: Oid,
    /// The file's mode, as git writes it.
    pub(super) mode: u32,
    /// Marks that git's other commands put there.
    #[serde(default)]
    flags: (u16, u16),
}

/// How an entry is to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    /// The file's path in the repository.
    pub(super) path: String,
    /// What the index said before; none, where it said nothing.
    pub(super) before: Option<Entry>,
    /// What it is to say; none, where it is to say nothing.
    pub(super) after: Option<Entry>,
}

/// The index, while git's own lock keeps all others from it. [`release`] lets go of the lock.
pub(super) struct Locked<'r> {
    repo: &'r Repo,
    desk: &'r Desk,
    index: Index,
}

/// What git's lock on the index says while it is this program's. Only who holds this program's own lock writes it, so to whoever holds
/// that one it is proof that the lock is theirs, or was left by a program that is no more.
const OURS: &str = "held by supportplan\n";
impl Entry {
    /// A file with this content and mode.
    pub(super) fn new(id: Oid, mode: u32) -> Self {
        Self { id, mode, flags: (0, 0) }
    }
}

impl<'r> Locked<'r> {
    /// Takes git's lock on the index, or takes it over where this program holds it already, and reads the index.
    ///
    /// # Errors
    /// Another git command holds the lock, or the index cannot be read.
    pub(super) fn take(repo: &'r Repo, desk: &'r Desk) -> Result<Self> {
        let lock = lock(repo);
        if !desk.write_new(&lock, OURS.as_bytes())? && !is_ours(&lock)? {
            bail!(branch::held_by_another(&lock));
        }
        let place = place(repo);
        let read = match store::exists(&place) {
            true => store::read(&place).and_then(|bytes| Index::read(bytes, desk::second_written(&place)?)),
            false => Ok(Index::empty()),
        };
        match read {
            Ok(index) => Ok(Self { repo, desk, index }),
            Err(error) => {
                release(repo)?;
                Err(error)
            }
        }
    }

    /// Whether some file is there in several versions that somebody has yet to choose from.
    pub(super) fn has_conflicts(&self) -> bool {
        self.index.has_conflicts()
    }

    /// What the index says about a file.
    pub(super) fn entry(&self, path: &str) -> Option<Entry> {
        self.index.entry(path)
    }

    /// Sets what the index is to say about a file. With `stamp`, git need not read the file to know that it is as the index says.
    pub(super) fn set(&mut self, path: &str, entry: Option<&Entry>, stamp: desk::Stamp) {
        self.index.set(path, entry, stamp);
    }

    /// Writes the index. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be written. Unless the disk failed at the very end, the index is as it was.
    pub(super) fn write(self) -> Result<()> {
        self.desk.write(&place(self.repo), &self.index.write()?)
    }
}

fn place(repo: &Repo) -> PathBuf {
    repo.git.path().join("index")
}

fn lock(repo: &Repo) -> PathBuf {
    repo.git.path().join("index.lock")
}

/// Lets go of git's lock on the index, if it is this program's.
///
/// # Errors
/// The lock cannot be taken away.
pub(super) fn release(repo: &Repo) -> Result<()> {
    let lock = lock(repo);
    if is_ours(&lock)? { store::remove_if_there(&lock) } else { Ok(()) }
}

/// Whether git's lock on the index is this program's.
///
/// # Errors
/// The lock cannot be read.
pub(super) fn is_locked(repo: &Repo) -> Result<bool> {
    is_ours(&lock(repo))
}

fn is_ours(lock: &Path) -> Result<bool> {
    Ok(store::exists(lock) && store::read(lock)? == OURS.as_bytes())
}

/// The file's dates and numbers, if it holds `bytes` and nobody writes it meanwhile; else nothing that git would rely on.
pub(super) fn stamp_if(path: &Path, bytes: &[u8]) -> desk::Stamp {
    let Ok(before) = desk::stamp(path) else { return desk::Stamp::default() };
    let same = store::is_plain_file(path) && store::read(path).is_ok_and(|now| now == bytes);
    if same { before } else { desk::Stamp::default() }
}

/// Object names as text, in the journal.
pub(super) mod as_text {
    use git2::Oid;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(in crate::service::commit) fn serialize<S: Serializer>(id: &Oid, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&id.to_string())
    }

    pub(in crate::service::commit) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Oid, D::Error> {
        Oid::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

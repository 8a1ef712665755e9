//! git's index: the entries of the files that a commit is about, and no others.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use git2::{Index, IndexEntry, IndexTime, Oid};
use serde::{Deserialize, Serialize};

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
    unfinished: PathBuf,
}

/// What git's lock on the index says while it is this program's. Only who holds this program's own lock writes it, so to whoever holds
/// that one it is proof that the lock is theirs, or was left by a program that is no more.
const OURS: &str = "held by supportplan\n";
const UNFINISHED: &str = "index";
/// The bit of an entry's flags that says that git need not look at the file.
const ASSUME_UNCHANGED: u16 = 0x8000;

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
        let opened = || {
            let place = place(repo);
            let unfinished = match store::exists(&place) {
                true => desk.twin(&place, UNFINISHED)?,
                false => desk.place(UNFINISHED)?,
            };
            let index = Index::open(&unfinished).context("cannot read git's index")?;
            Ok(Self { repo, desk, index, unfinished })
        };
        let opened = opened();
        if opened.is_err() {
            release(repo)?;
        }
        opened
    }

    /// Whether some file is there in several versions that somebody has yet to choose from.
    pub(super) fn has_conflicts(&self) -> bool {
        self.index.has_conflicts()
    }

    /// What the index says about a file.
    pub(super) fn entry(&self, path: &str) -> Option<Entry> {
        let found = self.index.get_path(path.as_ref(), 0)?;
        let marks = (found.flags & ASSUME_UNCHANGED, found.flags_extended);
        Some(Entry { id: found.id, mode: found.mode, flags: marks })
    }

    /// Sets what the index says about a file. With `stamp`, git need not read the file to know that it is as the index says.
    ///
    /// # Errors
    /// git cannot hold such an entry.
    pub(super) fn set(&mut self, path: &str, entry: Option<&Entry>, stamp: desk::Stamp) -> Result<()> {
        match entry {
            Some(entry) => self.index.add(&index_entry(path, entry, stamp)),
            None if self.index.get_path(path.as_ref(), 0).is_some() => self.index.remove(path.as_ref(), 0),
            None => Ok(()),
        }
        .with_context(|| format!("cannot enter {path} in git's index"))
    }

    /// Writes the index. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be written. Unless the disk failed at the very end, the index is as it was.
    pub(super) fn write(mut self) -> Result<()> {
        self.index.write().context("cannot write git's index")?;
        self.desk.finish(&self.unfinished, &place(self.repo))
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        // Once written it is gone from there. What cannot be taken away now, the next save takes away.
        let _ = store::remove_if_there(&self.unfinished);
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

fn is_ours(lock: &Path) -> Result<bool> {
    Ok(store::exists(lock) && store::read(lock)? == OURS.as_bytes())
}

/// The file's dates and numbers, if it holds `bytes` and nobody writes it meanwhile; else nothing that git would rely on.
pub(super) fn stamp_if(path: &Path, bytes: &[u8]) -> desk::Stamp {
    let Ok(before) = desk::stamp(path) else { return desk::Stamp::default() };
    let same = store::is_plain_file(path) && store::read(path).is_ok_and(|now| now == bytes);
    if same { before } else { desk::Stamp::default() }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "git's index keeps 32 bits of each number")]
pub(super) fn index_entry(path: &str, entry: &Entry, stamp: desk::Stamp) -> IndexEntry {
    let time = |(seconds, nanoseconds): (i64, i64)| IndexTime::new(seconds as i32, nanoseconds as u32);
    IndexEntry {
        ctime: time(stamp.ctime),
        mtime: time(stamp.mtime),
        dev: stamp.dev as u32,
        ino: stamp.ino as u32,
        mode: entry.mode,
        uid: stamp.uid,
        gid: stamp.gid,
        file_size: stamp.size as u32,
        id: entry.id,
        flags: entry.flags.0,
        flags_extended: entry.flags.1,
        path: path.as_bytes().to_vec(),
    }
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

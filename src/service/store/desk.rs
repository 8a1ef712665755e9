//! Where git's folder is written: each file whole and durable, with what is not finished yet kept apart.
#![expect(
    clippy::disallowed_methods,
    reason = "with the module that it belongs to, this is what the rest of the program writes files with"
)]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{create_folder, folder, mode};

/// A place to write from: files take shape in a folder of their own and are moved to their places once the disk holds them. Whatever ends the
/// program half-way leaves something unfinished only there.
#[derive(Debug)]
pub struct Desk {
    /// The folder for what is not finished, in the same file system as the places that are written to.
    unfinished: PathBuf,
}

/// What a file's dates and numbers are in the file system, as git's index remembers them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written: seconds and nanoseconds.
    pub mtime: (i64, i64),
    /// When anything about it last changed: seconds and nanoseconds.
    pub ctime: (i64, i64),
    /// The device that it lies on.
    pub dev: u64,
    /// Its number there.
    pub ino: u64,
    /// Its owner's number.
    pub uid: u32,
    /// Its group's number.
    pub gid: u32,
    /// Its length in bytes.
    pub size: u64,
}

impl Desk {
    /// A desk whose unfinished files lie in `unfinished`.
    pub fn new(unfinished: PathBuf) -> Self {
        Self { unfinished }
    }

    /// Whether something is unfinished.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn holds_something(&self) -> Result<bool> {
        Ok(super::exists(&self.unfinished) && !super::is_empty_folder(&self.unfinished)?)
    }

    /// Takes away what an earlier program left unfinished. Only for who holds the lock that goes with this desk.
    ///
    /// # Errors
    /// The folder cannot be read, or a file in it cannot be taken away.
    pub fn clear(&self) -> Result<()> {
        let Ok(entries) = fs::read_dir(&self.unfinished) else { return Ok(()) };
        for entry in entries {
            let path = entry.with_context(|| format!("cannot look into {}", self.unfinished.display()))?.path();
            if super::is_folder(&path) { super::remove_folder(&path)? } else { super::remove(&path)? }
        }
        Ok(())
    }

    /// Writes a file in place of what lies there, whose mode it takes over. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be written. What lay there is as it was.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let there = fs::metadata(path).ok().map(|metadata| metadata.permissions());
        let put = |file: tempfile::NamedTempFile| {
            if let Some(mode) = there {
                file.as_file().set_permissions(mode)?;
            }
            file.as_file().sync_all()?;
            file.persist(path).map(drop).map_err(|error| error.error)
        };
        self.put(path, bytes, mode::FILE, put)?;
        sync_folder_of(path)
    }

    /// Writes a file where none lies; says with `false` that one does, and leaves that one alone. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_new(&self, path: &Path, bytes: &[u8]) -> Result<bool> {
        let mut there = false;
        let put = |file: tempfile::NamedTempFile| {
            file.as_file().sync_all()?;
            match file.persist_noclobber(path) {
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    there = true;
                    Ok(())
                }
                put => put.map(drop).map_err(|error| error.error),
            }
        };
        self.put(path, bytes, mode::FILE, put)?;
        sync_folder_of(path)?;
        Ok(!there)
    }

    /// Writes a file that nobody may change from then on. Its folder is not made durable: [`sync_folder_of`] does that for many at once.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_fixed(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.put(path, bytes, mode::FIXED_FILE, |file| {
            file.as_file().sync_all()?;
            file.persist(path).map(drop).map_err(|error| error.error)
        })
    }

    /// The place of a file in the folder of what is not finished.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn place(&self, name: &str) -> Result<PathBuf> {
        create_folder(&self.unfinished)?;
        Ok(self.unfinished.join(name))
    }

    /// Moves a file that is finished from here to its place, in place of what lies there, whose mode it takes over. On return the disk holds it.
    ///
    /// # Errors
    /// It cannot be moved. What lay there is as it was.
    pub fn finish(&self, from: &Path, to: &Path) -> Result<()> {
        let attempt = || {
            let file = File::open(from)?;
            if let Ok(there) = fs::metadata(to) {
                file.set_permissions(there.permissions())?;
            }
            file.sync_all()?;
            fs::rename(from, to)
        };
        attempt().with_context(|| format!("cannot write {}", to.display()))?;
        sync_folder_of(to)
    }

    fn put(
        &self,
        path: &Path,
        bytes: &[u8],
        within: u32,
        put: impl FnOnce(tempfile::NamedTempFile) -> io::Result<()>,
    ) -> Result<()> {
        let folder = folder::of(path);
        create_folder(folder)?;
        create_folder(&self.unfinished)?;
        let attempt = || {
            let mut file = mode::for_new_file(folder, within)?.prefix("").tempfile_in(&self.unfinished)?;
            file.write_all(bytes)?;
            mode::share(file.as_file(), folder, within)?;
            put(file)
        };
        attempt().with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Makes sure that the disk holds a file as it is now, and that it lies where it lies.
///
/// # Errors
/// The file cannot be opened, or the disk fails.
pub fn sync(path: &Path) -> Result<()> {
    let synced = mode::open_to_sync(path).and_then(|file| file.sync_all());
    synced.with_context(|| format!("cannot make sure that the disk holds {}", path.display()))?;
    sync_folder_of(path)
}

/// Makes sure that the disk knows what lies in the folder of `path`.
///
/// # Errors
/// The disk fails.
pub fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = folder::of(path);
    folder::sync(folder)
        .with_context(|| format!("cannot make sure that the disk holds what lies in {}", folder.display()))
}

/// Adds a line to the end of a file, which need not be there yet.
///
/// # Errors
/// It cannot be written.
pub fn append(path: &Path, line: &str) -> Result<()> {
    create_folder(folder::of(path))?;
    let attempt = || {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()
    };
    attempt().with_context(|| format!("cannot write {}", path.display()))?;
    sync_folder_of(path)
}

/// What the file system says about the file at `path`.
///
/// # Errors
/// There is none.
#[cfg(unix)]
pub fn stamp(path: &Path) -> Result<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    let of = fs::symlink_metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Stamp {
        mtime: (of.mtime(), of.mtime_nsec()),
        ctime: (of.ctime(), of.ctime_nsec()),
        dev: of.dev(),
        ino: of.ino(),
        uid: of.uid(),
        gid: of.gid(),
        size: of.size(),
    })
}

/// What the file system says about the file at `path`: here nothing that git would rely on, so that it looks for itself.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn stamp(_path: &Path) -> Result<Stamp> {
    Ok(Stamp::default())
}

/// The second, since 1970, in which the file at `path` was last written.
///
/// # Errors
/// The file is not there, or the file system keeps no dates.
pub fn second_written(path: &Path) -> Result<i64> {
    let date = fs::metadata(path).and_then(|of| of.modified());
    let date = date.with_context(|| format!("cannot read the date of {}", path.display()))?;
    Ok(chrono::DateTime::<chrono::Utc>::from(date).timestamp())
}

/// Tries to take the lock at `path`, which the system lets go of when a program ends, however it ends. None, where another program holds it.
///
/// # Errors
/// The lock's file cannot be opened.
pub fn try_lock(path: &Path) -> Result<Option<File>> {
    create_folder(folder::of(path))?;
    let folder = folder::of(path);
    let open = || {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        // Who did not make the file may not change its mode, and need not.
        let _ = mode::share(&file, folder, mode::FILE);
        io::Result::Ok(file)
    };
    let file = open().with_context(|| format!("cannot open the lock {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot take the lock {}", path.display()))
        }
    }
}

/// Writes into a lock that is held who holds it, for others to see.
///
/// # Errors
/// The disk is full or cannot be written.
pub fn sign_lock(lock: &mut File, holder: &str) -> io::Result<()> {
    lock.set_len(0)?;
    lock.write_all(holder.as_bytes())
}

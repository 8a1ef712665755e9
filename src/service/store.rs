//! The only user of the file system. Every error names the path that it is about.
#![expect(
    clippy::disallowed_methods,
    reason = "this module is what the rest of the program reads and writes files with"
)]

pub mod desk;
mod folder;
mod mode;
mod refusal;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Error, Result};
use serde::{Deserialize, Serialize};

pub use self::folder::{Turn, create_folder, is_empty_folder, put_in_place, remove_folder, stage, sync_all_below};
pub use self::mode::{follow, make_owner_only};
pub use self::refusal::Unwritten;

/// The whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The file's first bytes, `most` of them, so that one of any size takes no more room than that.
pub fn read_start(path: &Path, most: usize) -> Result<Vec<u8>> {
    let read = fs::File::open(path).and_then(|file| {
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        // One byte more, so that the end is seen without asking for more room.
        let mut bytes = Vec::with_capacity(size.min(most) + 1);
        file.take(most as u64).read_to_end(&mut bytes).map(|_| bytes)
    });
    read.with_context(|| format!("cannot read {}", path.display()))
}

/// The whole file as text.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {} as text", path.display()))
}

/// Whether anything lies at `path`, a link that leads nowhere included.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether `path` is a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether `path` is a file, and not a link to one.
pub fn is_plain_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Whether `path` is a file with nothing in it.
pub fn is_empty_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
}

/// What the file system says of a file: where nothing of it differs, nobody wrote the file between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct State {
    /// Its length in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970.
    pub written: i64,
    /// When anything about it last changed, in nanoseconds since 1970. Where the system does not tell, when it was written.
    pub changed: i64,
    /// Its number on the disk; nought where the system has none.
    pub number: u64,
}

/// What the file system says of the file at `path`, or of the file that a link there leads to.
///
/// # Errors
/// There is none, or the system keeps no dates.
pub fn state(path: &Path) -> Result<State> {
    let of = || {
        let of = fs::metadata(path)?;
        let written = nanoseconds(of.modified()?);
        io::Result::Ok(state_of(&of, State { size: of.len(), written, changed: written, number: 0 }))
    };
    of().with_context(|| format!("cannot read {}", path.display()))
}

/// The time of day, in nanoseconds since 1970.
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).map(|time| time.as_nanos());
    since.ok().and_then(|time| i64::try_from(time).ok()).unwrap_or_default()
}

#[cfg(unix)]
fn state_of(of: &fs::Metadata, state: State) -> State {
    use std::os::unix::fs::MetadataExt as _;
    let changed = of.ctime() * 1_000_000_000 + of.ctime_nsec();
    State { changed, number: of.ino(), ..state }
}

#[cfg(not(unix))]
fn state_of(_: &fs::Metadata, state: State) -> State {
    state
}

/// Whether `path` is a link.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// The real path of a folder, with no links in it.
pub fn real_path(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))
}

/// The real path of what lies at `path` or would, with no links and no way up in it.
pub fn real_place(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path).with_context(|| format!("cannot find {}", path.display()))?;
    let there = path.ancestors().find(|above| above.exists()).unwrap_or(&path);
    let mut real = real_path(there)?;
    for part in path.strip_prefix(there).unwrap_or(&path).components() {
        match part {
            Component::ParentDir => _ = real.pop(),
            part => real.push(part),
        }
    }
    Ok(real)
}

/// Writes a file so that it is there whole or not at all, and outlasts a power cut: a temporary file beside it, made
/// durable, then renamed, then the folder made durable. A file that is replaced keeps its mode.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, bytes, |file| file.persist(path).map_err(|error| error.error))
}

/// Writes a file as [`write()`] does, unless one lies there already: then nothing changes and it says so with `false`.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<bool> {
    if exists(path) {
        return Ok(false);
    }
    let mut there = false;
    write_with(path, bytes, |file| match file.persist_noclobber(path) {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            there = true;
            Err(error.error)
        }
        other => other.map_err(|error| error.error),
    })
    .or_else(|error| if there { Ok(()) } else { Err(error) })?;
    Ok(!there)
}

/// Writes a file as [`write()`] does, that may be run as a program by whoever may read it.
pub fn write_program(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, bytes, |file| {
        mode::make_program(file.as_file())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    })
}

/// How the names of files begin that are being written.
const BEING_WRITTEN: &str = ".supportplan-";

fn write_with(
    path: &Path,
    bytes: &[u8],
    put: impl FnOnce(tempfile::NamedTempFile) -> io::Result<fs::File>,
) -> Result<()> {
    let folder = folder::of(path);
    create_folder(folder)?;
    let attempt = || -> io::Result<()> {
        let _turn = folder::clear_leftovers(folder, BEING_WRITTEN);
        let mut file = mode::for_new_file(folder, mode::FILE)?.prefix(BEING_WRITTEN).tempfile_in(folder)?;
        file.write_all(bytes)?;
        mode::share(file.as_file(), folder, mode::FILE)?;
        // A file that stays open to its group, or to nobody else, stays so.
        if let Ok(replaced) = fs::metadata(path) {
            file.as_file().set_permissions(replaced.permissions())?;
        }
        file.as_file().sync_all()?;
        put(file)?;
        folder::sync(folder)
    };
    attempt().map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    Unwritten(format!("cannot write {}: {}", path.display(), refusal::in_words(error))).into()
}

/// Takes a file away, for good.
pub fn remove(path: &Path) -> Result<()> {
    let attempt = || fs::remove_file(path).and_then(|()| folder::sync(folder::of(path)));
    attempt().with_context(|| format!("cannot take {} away", path.display()))
}

/// Whether `path` is a file that may be run as a program.
#[cfg(unix)]
pub fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Whether `path` is a file that may be run as a program.
#[cfg(not(unix))]
pub fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Takes away the folders above `path` and below `top` in which nothing is left.
pub fn remove_emptied(path: &Path, top: &Path) -> Result<()> {
    for folder in path.ancestors().skip(1).take_while(|folder| folder.starts_with(top) && *folder != top) {
        match fs::remove_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // Something is in it, or it is a link to a folder elsewhere.
            Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory) => {
                break;
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot take the folder {} away", folder.display()));
            }
        }
    }
    Ok(())
}

/// Takes away a folder that holds nothing but empty folders.
pub fn remove_hollow_folder(path: &Path) -> Result<()> {
    let entries = fs::read_dir(path).with_context(|| format!("cannot look into {}", path.display()))?;
    for entry in entries {
        remove_hollow_folder(&entry.with_context(|| format!("cannot look into {}", path.display()))?.path())?;
    }
    fs::remove_dir(path).with_context(|| format!("cannot take {} away", path.display()))
}

/// Takes a file away, if it is there.
pub fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.with_context(|| format!("cannot take {} away", path.display())),
    }
}

/// Writes a file that can be made again at any time, such as a page: whole or not at all, but quickly, with nothing made durable.
pub fn write_page(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = folder::of(path);
    folder::create_for_now(folder)?;
    let mut half = path.file_name().unwrap_or_default().to_owned();
    half.push(HALF);
    let half = folder.join(half);
    // A file that a killed run left is not gone on with, and a link that lies there is not followed.
    let begin = || match mode::new_page(&half, folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&half)?;
            mode::new_page(&half, folder)
        }
        begun => begun,
    };
    let attempt = || {
        begin()?.write_all(bytes)?;
        fs::rename(&half, path)
    };
    attempt().inspect_err(|_| _ = fs::remove_file(&half)).map_err(|error| unwritten(path, &error))
}

/// How the name of a page ends that is being written.
const HALF: &str = ".supportplan-half";

/// A file or folder found by [`list`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its name; where that is not text, as far as it is.
    pub name: String,
    /// What it is.
    pub kind: Entry,
}

/// What lies in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// A folder.
    Folder,
    /// A file.
    File,
    /// A link, wherever it leads.
    Link,
    /// Neither: a pipe, a socket, a device.
    Odd,
    /// Whatever it is, its name is not text, so that no record can be named by it.
    Nameless,
}

/// What lies in a folder, in the order of names, hidden files left out; nothing where there is no such folder.
pub fn list(folder: &Path) -> Result<Vec<Listed>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("cannot look into {}", folder.display()))?,
    };
    let mut listed = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot look into {}", folder.display()))?;
        let kind = entry.file_type().with_context(|| format!("cannot look at {}", entry.path().display()))?;
        let kind = match kind {
            kind if kind.is_symlink() => Entry::Link,
            kind if kind.is_dir() => Entry::Folder,
            kind if kind.is_file() => Entry::File,
            _ => Entry::Odd,
        };
        let (name, kind) = match entry.file_name().into_string() {
            Ok(name) => (name, kind),
            Err(name) => (name.to_string_lossy().into_owned(), Entry::Nameless),
        };
        if !name.starts_with('.') {
            listed.push(Listed { name, kind });
        }
    }
    listed.sort();
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_replaces_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.md");
        assert!(write_new(&path, b"one").expect("written"));
        assert!(!write_new(&path, b"two").expect("refused"));
        assert_eq!(read(&path).expect("read"), b"one");
        write(&path, b"three").expect("written");
        assert_eq!(read_text(&path).expect("read"), "three");
        let names: Vec<_> = list(&folder.path().join("a")).expect("listed").into_iter().map(|l| l.name).collect();
        assert_eq!(names, ["b.md"]);
    }

    #[test]
    fn what_a_killed_write_left_is_cleared_by_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let left = folder.path().join(".supportplan-left");
        fs::write(&left, "half").expect("written");
        let held = folder::clear_leftovers(folder.path(), ".supportplan-other-");
        write(&folder.path().join("a.md"), b"one").expect("written");
        assert!(exists(&left), "somebody writes there just now");
        drop(held);
        write(&folder.path().join("a.md"), b"two").expect("written");
        assert!(!exists(&left));
        assert_eq!(read_text(&folder.path().join("a.md")).expect("read"), "two");
    }

    #[test]
    fn errors_name_the_path() {
        let error = read(Path::new("no/such/file.md")).expect_err("nothing there");
        assert!(error.to_string().contains("file.md"));
    }
}

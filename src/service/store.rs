//! The only user of the file system. Every error names the path that it is about.
#![expect(
    clippy::disallowed_methods,
    reason = "this module is what the rest of the program reads and writes files with"
)]

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The whole file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The file's first bytes, `most` of them, so that one of any size takes no more room than that.
pub fn read_start(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(most as u64).read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(bytes)
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

/// Whether `path` is a link.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// Whether a folder holds nothing at all, hidden files included.
pub fn is_empty_folder(path: &Path) -> Result<bool> {
    let mut entries = fs::read_dir(path).with_context(|| format!("cannot look into {}", path.display()))?;
    Ok(entries.next().is_none())
}

/// Makes a folder and those that it lies in.
pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

/// The real path of a folder, with no links in it.
pub fn real_path(path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))
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

fn write_with(
    path: &Path,
    bytes: &[u8],
    put: impl FnOnce(tempfile::NamedTempFile) -> io::Result<fs::File>,
) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    create_folder(folder)?;
    let attempt = || -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".supportplan-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        // A file that stays open to its group, or to nobody else, stays so; a new one is as the system makes files.
        let mode = fs::metadata(path).map(|metadata| metadata.permissions()).or_else(|_| usual_permissions(folder))?;
        file.as_file().set_permissions(mode)?;
        file.as_file().sync_all()?;
        put(file)?;
        sync_folder(folder)
    };
    attempt().with_context(|| format!("cannot write {}", path.display()))
}

/// The permissions that the system gives a new file in this folder.
#[cfg(unix)]
fn usual_permissions(_folder: &Path) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::OnceLock;
    // Asking the system for its mask would change it for a moment, so one file is made to see.
    static MODE: OnceLock<u32> = OnceLock::new();
    if let Some(mode) = MODE.get() {
        return Ok(fs::Permissions::from_mode(*mode));
    }
    let probe = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile()?;
    let mode = probe.as_file().metadata()?.permissions().mode() & 0o777;
    Ok(fs::Permissions::from_mode(*MODE.get_or_init(|| mode)))
}

#[cfg(not(unix))]
fn usual_permissions(folder: &Path) -> io::Result<fs::Permissions> {
    let probe = tempfile::Builder::new().tempfile_in(folder)?;
    Ok(probe.as_file().metadata()?.permissions())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Takes a file away.
pub fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| format!("cannot take {} away", path.display()))
}

/// Holds a lock until the value is dropped, waiting for whoever holds it now. The system lets go of it by itself when a program
/// ends, however it ends.
pub fn lock(path: &Path) -> Result<fs::File> {
    create_folder(path.parent().unwrap_or(Path::new(".")))?;
    let file = fs::File::create(path).with_context(|| format!("cannot open the lock {}", path.display()))?;
    file.lock().with_context(|| format!("cannot take the lock {}", path.display()))?;
    Ok(file)
}

/// Writes a file that can be made again at any time, such as a page: quickly, with nothing made durable.
pub fn write_page(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

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
    fn errors_name_the_path() {
        let error = read(Path::new("no/such/file.md")).expect_err("nothing there");
        assert!(error.to_string().contains("file.md"));
    }
}

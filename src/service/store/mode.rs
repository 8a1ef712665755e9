//! Who may read a file: a new file or folder is never more open than the folder that it lies in.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Result;

#[cfg(unix)]
pub(super) use self::unix::{create_folder, follow_folder, for_new_file, make_program, new_page, share};
#[cfg(unix)]
pub use self::unix::{follow, make_owner_only};

/// What anybody may do at most with a file.
pub(super) const FILE: u32 = 0o666;
/// And with one that nobody may change.
pub(super) const FIXED_FILE: u32 = 0o444;

/// A file, opened as it must be to be made durable. Some systems make durable only what is open for writing.
pub(super) fn open_to_sync(path: &Path) -> io::Result<fs::File> {
    if cfg!(windows) { fs::OpenOptions::new().write(true).open(path) } else { fs::File::open(path) }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};

    use anyhow::Context as _;
    use rustix::fs::Mode;

    use super::*;

    /// What the owner's group and all others may do in a folder; the owner may do all in any case.
    fn openness(folder: &Path) -> io::Result<u32> {
        Ok(fs::metadata(folder)?.permissions().mode() & 0o777 | 0o700)
    }

    pub(crate) fn create_folder(path: &Path, inside: &Path) -> io::Result<()> {
        fs::DirBuilder::new().mode(openness(inside)?).create(path)?;
        share(&fs::File::open(path)?, inside, 0o2777)
    }

    /// Lets the group have, within `within`, what it has of the folder that something new lies in, where that is one that a group works in, as under
    /// git's `core.sharedRepository`, whatever the mask of whoever made it.
    pub(crate) fn share(new: &fs::File, folder: &Path, within: u32) -> io::Result<()> {
        const GROUP_WRITES: u32 = 0o020;
        let folder = fs::metadata(folder)?.permissions().mode();
        let own = new.metadata()?.permissions().mode();
        let shared = own | (folder & within & 0o2770);
        if folder & GROUP_WRITES == 0 || shared == own {
            Ok(())
        } else {
            new.set_permissions(fs::Permissions::from_mode(shared))
        }
    }

    /// Closes a folder to those to whom what lies at `place` is closed, where something lies there.
    pub(crate) fn follow_folder(folder: &Path, place: &Path) -> io::Result<()> {
        if !place.exists() {
            return Ok(());
        }
        let mode = openness(place)? & openness(folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(mode))
    }

    /// What makes a new file for `folder`, with which anybody may do at most `within`; the system's mask is applied as well.
    pub(crate) fn for_new_file(folder: &Path, within: u32) -> io::Result<tempfile::Builder<'static, 'static>> {
        let mut builder = tempfile::Builder::new();
        builder.permissions(fs::Permissions::from_mode(openness(folder)? & within));
        Ok(builder)
    }

    /// Lets all who may read a file run it as a program.
    pub(crate) fn make_program(file: &fs::File) -> io::Result<()> {
        let mode = file.metadata()?.permissions().mode();
        file.set_permissions(fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))
    }

    /// A file at `path`, where none may lie yet, that is no more open than `folder`.
    pub(crate) fn new_page(path: &Path, folder: &Path) -> io::Result<fs::File> {
        let mode = openness(folder)? & super::FILE;
        fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
    }

    /// From here on, nothing that this process makes, or a program that it starts, is more open than `folder` is.
    ///
    /// # Errors
    /// The folder cannot be looked at.
    pub fn follow(folder: &Path) -> Result<()> {
        let open = openness(folder).with_context(|| format!("cannot look at {}", folder.display()))?;
        let closed = Mode::from_raw_mode(!open & 0o077);
        let before = rustix::process::umask(closed);
        rustix::process::umask(before | closed);
        Ok(())
    }

    /// Closes a folder to all but its owner.
    ///
    /// # Errors
    /// The folder belongs to somebody else, or its file system knows no such thing.
    pub fn make_owner_only(folder: &Path) -> Result<()> {
        let close = || -> io::Result<bool> {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
            Ok(openness(folder)? == 0o700)
        };
        let cannot = || format!("{} cannot be closed to others here", folder.display());
        if !close().with_context(cannot)? {
            anyhow::bail!("{}: its file system does not keep who may read a file", cannot());
        }
        Ok(())
    }
}

#[cfg(not(unix))]
pub(super) fn create_folder(path: &Path, _inside: &Path) -> io::Result<()> {
    fs::DirBuilder::new().create(path)
}

#[cfg(not(unix))]
pub(super) fn follow_folder(_folder: &Path, _place: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn for_new_file(_folder: &Path, _within: u32) -> io::Result<tempfile::Builder<'static, 'static>> {
    Ok(tempfile::Builder::new())
}

#[cfg(not(unix))]
pub(super) fn share(_new: &fs::File, _folder: &Path, _within: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn make_program(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn new_page(path: &Path, _folder: &Path) -> io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).open(path)
}

/// Here files have no modes; who may read them is settled by the system alone.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn follow(_folder: &Path) -> Result<()> {
    Ok(())
}

/// Refuses: here files have no modes.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn make_owner_only(folder: &Path) -> Result<()> {
    anyhow::bail!(
        "{} cannot be closed to others by this program on this system. Do it with the system's own settings, without --owner-only",
        folder.display()
    )
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn nothing_is_more_open_than_the_folder_that_it_lies_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |path: &str| fs::metadata(folder.path().join(path)).expect("there").permissions().mode() & 0o777;
        for (open, files, folders) in [(0o700, 0o600, 0o700), (0o711, 0o600, 0o711), (0o750, 0o640, 0o750)] {
            let place = folder.path().join(format!("{open:o}"));
            fs::create_dir(&place).expect("a folder");
            fs::set_permissions(&place, fs::Permissions::from_mode(open)).expect("set");
            super::super::write(&place.join("in/a.md"), b"a").expect("written");
            super::super::write_page(&place.join("pages/a.html"), b"a").expect("written");
            let found = [mode(&format!("{open:o}/in")), mode(&format!("{open:o}/pages"))];
            assert_eq!(found.map(|mode| mode & !folders), [0, 0], "{open:o}");
            let found = [mode(&format!("{open:o}/in/a.md")), mode(&format!("{open:o}/pages/a.html"))];
            assert_eq!(found.map(|mode| mode & !files), [0, 0], "{open:o}");
        }
    }

    #[test]
    fn a_file_that_is_replaced_keeps_its_mode() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "one").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).expect("set");
        super::super::write(&path, b"two").expect("written");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o664);
    }
}

//! Folders: made so that they outlast a power cut, and put in their place whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Error, Result, bail};
use rayon::prelude::*;

use super::{Unwritten, mode, refusal};

/// The folder that a file lies in.
pub(super) fn of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a folder holds nothing at all, hidden files included.
pub fn is_empty_folder(path: &Path) -> Result<bool> {
    let mut entries = fs::read_dir(path).with_context(|| format!("cannot look into {}", path.display()))?;
    Ok(entries.next().is_none())
}

/// Makes a folder and those that it lies in, so that they outlast a power cut. None is more open than the one that it lies in.
pub fn create_folder(path: &Path) -> Result<()> {
    create(path, &|path| sync(of(path))).map_err(|error| unmade(path, &error))
}

/// Makes a folder as [`create_folder`] does, for what can be made again at any time: quickly, with nothing made durable.
pub(super) fn create_for_now(path: &Path) -> Result<()> {
    create(path, &|_| Ok(())).map_err(|error| unmade(path, &error))
}

fn unmade(path: &Path, error: &io::Error) -> Error {
    Unwritten(format!("cannot make the folder {}: {}", path.display(), refusal::of_folder(path, error))).into()
}

fn create(path: &Path, made: &dyn Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    create(of(path), made)?;
    match mode::create_folder(path, of(path)) {
        // Somebody else may have made it at the same moment.
        Err(_) if path.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => made(path),
    }
}

/// Makes durable which files a folder holds.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes everything durable that lies in a folder: what the files say, and that they are there.
///
/// # Errors
/// Something in it cannot be read, or the disk fails.
pub fn sync_all_below(folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.with_context(|| format!("cannot look into {}", folder.display()))?;
    entries.par_iter().try_for_each(|entry| -> Result<()> {
        let path = entry.path();
        let cannot = || format!("cannot make {} durable", path.display());
        let kind = entry.file_type().with_context(cannot)?;
        if kind.is_dir() {
            sync_all_below(&path)
        } else if kind.is_file() {
            mode::open_to_sync(&path).and_then(|file| file.sync_all()).with_context(cannot)
        } else {
            Ok(())
        }
    })?;
    sync(folder).with_context(|| format!("cannot make {} durable", folder.display()))
}

/// Takes away the locks that a git library left where it could not: nobody else knows of what is being built here.
fn remove_locks_below(folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in entries.with_context(|| format!("cannot look into {}", folder.display()))? {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_locks_below(&path)?;
        } else if path.extension().is_some_and(|ending| ending == "lock") {
            super::remove(&path)?;
        }
    }
    Ok(())
}

/// Takes a folder away with all that is in it.
///
/// # Errors
/// Something in it cannot be taken away.
pub fn remove_folder(path: &Path) -> Result<()> {
    fs::remove_dir_all(path).with_context(|| format!("cannot take the folder {} away", path.display()))
}

/// Makes an empty folder beside `place`, in which what is to lie at `place` is built. Its name tells whose it is and what for, and
/// does not change, so that the next try clears away what a killed one left. It is no more open than what lies at `place` now.
///
/// # Errors
/// The folder cannot be made.
pub fn stage(place: &Path, what_for: &str) -> Result<PathBuf> {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let staged = of(place).join(format!(".{}.supportplan-{what_for}", name.trim_start_matches('.')));
    if super::exists(&staged) {
        remove_folder(&staged)?;
    }
    create_folder(&staged)?;
    mode::follow_folder(&staged, place).with_context(|| format!("cannot make the folder {}", staged.display()))?;
    Ok(staged)
}

/// Makes what was built in `staged` durable and puts it at `place`, where nothing lies or an empty folder: whole, or not at all.
///
/// # Errors
/// The disk is full or fails, or something lies at `place` by now. Then `staged` is taken away again.
pub fn put_in_place(staged: &Path, place: &Path) -> Result<()> {
    let put = || -> Result<()> {
        remove_locks_below(staged)?;
        sync_all_below(staged)?;
        let cannot = || format!("cannot put {} in its place", place.display());
        // An empty folder gives way by itself only on some systems.
        if cfg!(not(unix)) && place.is_dir() {
            fs::remove_dir(place).with_context(cannot)?;
        }
        fs::rename(staged, place).and_then(|()| sync(of(place))).with_context(cannot)
    };
    put().inspect_err(|_| _ = remove_folder(staged))
}

/// Takes away files whose names begin with `prefix`: what killed writers left. While somebody writes in this folder, nothing is
/// taken away. What is returned is the turn of whoever called, who writes until it is dropped; none, where the file system has none.
pub(super) fn clear_leftovers(folder: &Path, prefix: &str) -> Option<fs::File> {
    let turn = fs::File::open(folder).ok()?;
    if turn.try_lock().is_ok() {
        let entries = fs::read_dir(folder).ok()?.filter_map(io::Result::ok);
        let left = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        for file in left.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())) {
            // What cannot be taken away now is tried again at the next write.
            let _ = fs::remove_file(file.path());
        }
        turn.unlock().ok()?;
    }
    turn.lock_shared().ok()?;
    Some(turn)
}

/// The turn of one run of the program among those that write into the same folder. Where the file system has no turns, all go at once.
#[derive(Debug)]
pub struct Turn {
    _folder: Option<fs::File>,
    /// The folders that were made for it, the innermost first.
    made: Vec<PathBuf>,
}

/// How long whoever comes later waits, and how often they look.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(20);

impl Turn {
    /// Waits for whoever is at `folder`, which is made where it is not there.
    ///
    /// # Errors
    /// The folder cannot be made, or somebody is at it for too long.
    pub fn take(folder: &Path) -> Result<Self> {
        Self::within(PATIENCE, folder)
    }

    fn within(patience: Duration, folder: &Path) -> Result<Self> {
        let made = folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists());
        let mut turn = Self { _folder: None, made: made.map(Path::to_owned).collect() };
        create_for_now(folder)?;
        let Ok(opened) = fs::File::open(folder) else { return Ok(turn) };
        let begun = Instant::now();
        while let Err(fs::TryLockError::WouldBlock) = opened.try_lock() {
            if begun.elapsed() >= patience {
                bail!(
                    "another run of this program is making pages in {} at this moment. Run the same command again when it is done",
                    folder.display()
                );
            }
            thread::sleep(PAUSE);
        }
        turn._folder = Some(opened);
        Ok(turn)
    }
}

impl Drop for Turn {
    /// Takes away again what was made and stayed empty.
    fn drop(&mut self) {
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_the_other_has_a_turn_and_leaves_no_empty_folder() {
        let room = tempfile::tempdir().expect("a folder");
        let folder = room.path().join("pages/large-print");
        let first = Turn::take(&folder).expect("the first turn");
        let error = Turn::within(Duration::ZERO, &folder).expect_err("somebody is there").to_string();
        assert!(error.starts_with("another run of this program is making pages in "), "{error}");
        drop(first);
        assert!(is_empty_folder(room.path()).expect("read"));
        let second = Turn::take(&folder).expect("a turn");
        fs::write(folder.join("a.html"), "a").expect("written");
        drop(second);
        assert!(folder.join("a.html").is_file());
    }

    #[test]
    fn what_is_staged_comes_whole_and_clears_what_a_killed_try_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("service");
        let killed = stage(&place, "demo").expect("staged");
        super::super::write(&killed.join("a/half.md"), b"half").expect("written");
        let staged = stage(&place, "demo").expect("staged");
        assert_eq!((&killed, is_empty_folder(&staged).expect("read")), (&staged, true));
        super::super::write(&staged.join("whole.md"), b"whole").expect("written");
        fs::create_dir(&place).expect("an empty folder");
        put_in_place(&staged, &place).expect("put");
        assert!(place.join("whole.md").is_file() && !staged.exists());
        let again = stage(&place, "demo").expect("staged");
        assert!(put_in_place(&again, &place).is_err() && !again.exists(), "what lies there stays");
        assert!(place.join("whole.md").is_file());
    }
}

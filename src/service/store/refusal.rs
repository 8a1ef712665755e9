//! Why the system refuses to write something, in plain words.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// A file or folder that cannot be written, with which it is and why.
#[derive(Debug)]
pub struct Unwritten(pub(super) String);

impl std::fmt::Display for Unwritten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritten {}

/// Why the folder at `path` cannot be made.
pub(super) fn of_folder(path: &Path, error: &io::Error) -> String {
    let there = path.ancestors().find_map(|there| Some((there, fs::symlink_metadata(there).ok()?)));
    match there {
        Some((there, kind)) if kind.is_symlink() && !there.is_dir() => {
            format!("{} is a link that leads to no folder", there.display())
        }
        Some((there, _)) if !there.is_dir() => format!("{} is a file, and no folder", there.display()),
        _ => in_words(error),
    }
}

/// What the system says, in words of this program where it has some.
pub(super) fn in_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such place".to_owned(),
        ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "nothing can be written on that disk".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::QuotaExceeded => "the room that you have on the disk is used up".to_owned(),
        ErrorKind::InvalidFilename => "the name is too long, or has a sign that names cannot have there".to_owned(),
        ErrorKind::NotADirectory => "a part of that path is a file, and no folder".to_owned(),
        ErrorKind::IsADirectory => "a folder of that name is there already".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{create_folder, write, write_page};
    use super::*;

    #[test]
    fn a_file_in_the_way_of_a_folder_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("plain");
        write(&file, b"x").expect("written");
        for place in [file.join("a.html"), file.join("R-0142/a.html")] {
            let error = write_page(&place, b"x").expect_err("no folder").to_string();
            assert!(
                error.starts_with("cannot make the folder ") && error.ends_with("plain is a file, and no folder"),
                "{error}"
            );
            let error = create_folder(place.parent().expect("a folder")).expect_err("no folder").to_string();
            assert!(error.ends_with("plain is a file, and no folder"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_way_of_a_folder_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), folder.path().join("link")).expect("a link");
        let error = create_folder(&folder.path().join("link/a")).expect_err("no folder").to_string();
        assert!(error.ends_with("link is a link that leads to no folder"), "{error}");
    }

    #[test]
    fn what_the_system_says_is_put_in_plain_words() {
        let said = |kind: ErrorKind| in_words(&io::Error::from(kind));
        assert_eq!(said(ErrorKind::PermissionDenied), "you may not write there");
        assert_eq!(said(ErrorKind::ReadOnlyFilesystem), "nothing can be written on that disk");
        assert_eq!(said(ErrorKind::StorageFull), "the disk is full");
    }
}

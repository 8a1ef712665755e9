//! In which review a save was made: told by the records of reviews that it brought or changed, never by its message.

use anyhow::{Context as _, Result};
use git2::{Oid, Repository};

use super::commits::{Held, Save};
use crate::record::{Kind, Place};
use crate::report::plural;
use crate::service::raw::lacking;

/// The folders of a resident that hold reviews.
const FOLDERS: [&str; 2] = ["weekly", "formal"];
/// How many reviews are named. A save that touches more of them was not made in any of them.
const MOST: usize = 3;

/// The reviews of the resident whose file lies at `path` that `save` brought or changed, that file aside; none, where nobody can tell what it
/// follows. What a merge has from one of those that it follows was brought by that one.
pub(super) fn beside(git: &Repository, saves: &[Save], save: &Save, path: &str) -> Result<Option<String>> {
    let place = Place::of(path);
    let (Some(resident), false) = (place.as_ref().and_then(Place::resident), save.is_cut) else { return Ok(None) };
    let mut names = Vec::new();
    for folder in FOLDERS {
        let inner = |held: Option<Held>| held.map_or(Ok(None), |held| held.folder(git, folder));
        let before = save.parents.iter().map(|parent| inner(saves[*parent].held)).collect::<Result<Vec<_>>>()?;
        let Some(here) = inner(save.held)?.filter(|here| !before.contains(&Some(*here))) else { continue };
        let before = before.into_iter().flatten().map(|id| files(git, id)).collect::<Result<Vec<_>>>()?;
        for (name, file) in files(git, here)? {
            if before.iter().any(|before| before.binary_search(&(name.clone(), file)).is_ok()) {
                continue;
            }
            let review = format!("residents/{resident}/{folder}/{name}");
            names.extend(Place::of(&review).filter(|_| review != path).and_then(|place| named(&place)));
        }
    }
    Ok(match names.len() {
        0 => None,
        1..=MOST => Some(names.join(", ")),
        many => Some(plural(many, "review", "reviews")),
    })
}

/// What people call a review.
fn named(place: &Place) -> Option<String> {
    let key = match place.kind {
        Kind::WeeklyReview => "week",
        Kind::FormalReview => "prepared",
        _ => return None,
    };
    Some(format!("{} {}", place.kind.words(), place.values.get(key)?))
}

/// The files in a folder, by name.
fn files(git: &Repository, folder: Oid) -> Result<Vec<(String, Oid)>> {
    let tree = git.find_tree(folder).with_context(|| lacking("a folder"))?;
    let file = |entry: git2::TreeEntry<'_>| {
        Some((String::from_utf8(entry.name_bytes().to_vec()).ok()?, Held::of(&entry)?.as_file()?))
    };
    let mut files: Vec<(String, Oid)> = tree.iter().filter_map(file).collect();
    files.sort_unstable();
    Ok(files)
}

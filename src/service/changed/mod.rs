//! What was changed, with all that belongs to it: what git's index holds beside the last commit, or the folder beside an earlier version.
//! Nothing here writes, and nothing that the repository's settings name is run.

mod index;
mod since;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use git2::{Diff, Tree};
use rayon::prelude::*;

pub(super) use self::since::between;
use super::commit;
use super::held::blob;
use super::repository::Repo;
use super::{Group, Service};
use crate::check::{self, Before, Checkup, History};
use crate::record::{self, Place, Wording};

/// What was changed: the residents, and the team, that have a file which differs.
#[derive(Debug)]
pub struct Changed {
    /// The service, as it is after the change.
    pub service: Service,
    /// What is wrong about files that belong to nobody, and about the settings where these were changed.
    alone: Vec<Checkup>,
    groups: Vec<Touched>,
    /// What the records of these groups say, where that is not what the folder holds.
    staged: Option<BTreeMap<String, Vec<u8>>>,
    /// What git tells of them.
    history: Option<History>,
    /// Paths of which nobody can tell what they were before, because they go through a filter.
    pub unknown: Vec<String>,
}

/// A group in which something was changed.
#[derive(Debug)]
struct Touched {
    group: Group,
    before: Before,
}

impl Changed {
    /// Checks all that was changed, with the other records of the same residents.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn check(self) -> Result<Vec<Checkup>> {
        let Self { service, alone, groups, staged, history, .. } = self;
        let service = service.knowing(history);
        let bytes = |path: &str| match &staged {
            Some(staged) => Ok(staged.get(path).cloned()),
            None => service.bytes(path).map(Some),
        };
        let check = |Touched { group, before }: Touched| service.check_group_since(&group, bytes, Some(before));
        let found: Vec<Vec<Checkup>> = groups.into_par_iter().map(check).collect::<Result<_>>()?;
        Ok(alone.into_iter().chain(found.into_iter().flatten()).collect())
    }
}

/// The folders of residents and team among paths of files, each resident by the reference, the team as none.
fn folders<'p>(paths: impl IntoIterator<Item = &'p String>) -> BTreeSet<Option<String>> {
    let folder = |path: &String| {
        if path.starts_with("team/") {
            return Some(None);
        }
        let (resident, _) = path.strip_prefix("residents/")?.split_once('/')?;
        (!resident.starts_with('.')).then(|| Some(resident.to_owned()))
    };
    paths.into_iter().filter_map(folder).collect()
}

/// What is wrong about changed files that belong to nobody; `is_there` says whether one is there still.
fn strays(paths: &BTreeSet<String>, is_there: impl Fn(&str) -> bool) -> Vec<Checkup> {
    let stray = |path: &&String| {
        let name = path.strip_prefix("residents/").filter(|rest| !rest.contains('/') && !rest.starts_with('.'));
        name.is_some() && check::is_record_path(path) && is_there(path)
    };
    paths.iter().filter(stray).map(|path| check::unplaced(path)).collect()
}

/// What the records among `paths` were in `tree`, those that go through a filter left out.
fn before<'p>(
    repo: &Repo,
    tree: Option<&Tree<'_>>,
    paths: impl IntoIterator<Item = &'p String>,
    wording: &Wording,
) -> Result<(Before, Vec<String>)> {
    let (mut before, mut unknown) = (Before::new(), Vec::new());
    let Some(tree) = tree else { return Ok((before, unknown)) };
    for path in paths {
        let (Some(place), Ok(entry)) = (Place::of(path), tree.get_path(repo.inside(path).as_ref())) else { continue };
        if commit::is_filtered(repo, path)? {
            unknown.push(path.clone());
        } else if let Some(record) = record::read(path, place, blob(repo, entry.id())?, wording).record {
            before.insert(path.clone(), record);
        }
    }
    Ok((before, unknown))
}

/// The paths in the service that a comparison names.
fn paths(repo: &Repo, diff: &Diff<'_>) -> BTreeSet<String> {
    let files = diff.deltas().flat_map(|delta| [delta.old_file().path_bytes(), delta.new_file().path_bytes()]);
    let paths = files.flatten().map(|path| String::from_utf8_lossy(path).into_owned());
    paths.filter_map(|path| path.strip_prefix(&repo.prefix).map(str::to_owned)).collect()
}

fn below<'p>(paths: &'p BTreeSet<String>, group: &'p Group) -> impl Iterator<Item = &'p String> {
    let folder = format!("{}/", group.folder());
    paths.iter().filter(move |path| path.starts_with(&folder))
}

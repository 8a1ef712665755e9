//! Files of the service that are not as they were last saved, or at an earlier moment.

use std::collections::BTreeSet;

use anyhow::Result;

use super::repository::Repo;
use super::then::Then;
use super::{Service, changed, commit, steps};

/// A file that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaved {
    /// Its path in the service's folder.
    pub path: String,
    /// What it said before; none where it was not there.
    pub old: Option<Vec<u8>>,
    /// What it says in the folder; none where it is not there.
    pub new: Option<Vec<u8>>,
    /// Whether what it said can be told: no link lies in its place, and what git holds goes through no filter, which is never run here.
    pub is_readable: bool,
}

/// The files at these paths and below them, or in the whole service where there are none, that say something else in the folder than what was last
/// saved, or than they said `since`. White space at the ends of lines and the order of files say nothing.
///
/// # Errors
/// The repository or a file cannot be read.
pub fn files(service: &Service, repo: &Repo, within: &[String], since: Option<&Then<'_>>) -> Result<Vec<Unsaved>> {
    let mut paths: BTreeSet<String> = repo.edited(within)?.into_iter().map(|edited| edited.path).collect();
    if let Some(then) = since {
        paths.extend(changed::between(repo, then.commit)?.into_iter().filter(|path| is_within(path, within)));
    }
    let mut files = Vec::new();
    for path in paths {
        let new = steps::in_folder(service, &path)?;
        let is_readable = new.is_some() && !commit::is_filtered(repo, &path)?;
        let old = match since {
            _ if !is_readable => None,
            Some(then) => then.bytes(&path)?,
            None => repo.last_committed(&path)?,
        };
        let new = new.flatten();
        if !is_readable || !steps::is_same(old.as_deref(), new.as_deref()) {
            files.push(Unsaved { path, old, new, is_readable });
        }
    }
    Ok(files)
}

fn is_within(path: &str, within: &[String]) -> bool {
    let below =
        |place: &String| path.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    within.is_empty() || within.iter().any(below)
}

/// Whether a branch or a tag is called so.
pub fn is_branch_or_tag(repo: &Repo, name: &str) -> bool {
    ["heads", "tags", "remotes"].iter().any(|kind| repo.git.refname_to_id(&format!("refs/{kind}/{name}")).is_ok())
}

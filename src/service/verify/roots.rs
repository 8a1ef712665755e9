//! Where the history begins to be read: branches, tags, HEAD and the index, and whether they can be read themselves.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::{Context as _, Result};
use git2::{ErrorCode, ObjectType, Oid, Repository};

use super::Fault;
use crate::service::store;

/// All branches, tags and other references, with what they point at.
///
/// # Errors
/// They cannot be read at all.
pub(super) fn references(git: &Repository) -> Result<BTreeSet<(String, Oid)>> {
    let mut references = BTreeSet::new();
    for reference in git.references().context("the branches cannot be read")? {
        // One that cannot be read is named among the faults; one by name that leads nowhere yet needs nothing.
        if let Ok(reference) = reference
            && let Some(target) = reference.target()
        {
            references.insert((String::from_utf8_lossy(reference.name_bytes()).into_owned(), target));
        }
    }
    Ok(references)
}

/// What a reference leads to behind its tags, and of which kind that is.
pub(super) fn behind_tags(
    git: &Repository,
    id: Oid,
    seen: &mut HashSet<Oid>,
) -> Result<(Oid, Option<ObjectType>), (Oid, git2::Error)> {
    let mut id = id;
    loop {
        let object = git.find_object(id, None).map_err(|error| (id, error))?;
        let Some(tag) = object.as_tag() else { return Ok((id, object.kind())) };
        seen.insert(id);
        id = tag.target_id();
    }
}

/// What cannot be read of HEAD, the index, branches and tags.
///
/// # Errors
/// git's folder cannot be looked into.
pub(super) fn faults(git: &Repository) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let lost = git.head().err().filter(|error| error.code() != ErrorCode::UnbornBranch);
    if lost.is_some() {
        faults.push(Fault {
            place: "HEAD".to_owned(),
            message: "git's note of what was saved last cannot be read, so the history of the records cannot be told".to_owned(),
            help: "Change and delete nothing, and tell whoever looks after this computer. The last line of .git/logs/HEAD holds the name of the \
                   last save."
                .to_owned(),
        });
    }
    let index = git.path().join("index");
    // An index of no length is what a power cut may leave; git cannot read it either.
    if store::exists(&index) && (git.index().is_err() || store::read(&index)?.is_empty()) {
        faults.push(Fault {
            place: "git's index".to_owned(),
            message: "it cannot be read, so nothing can be saved".to_owned(),
            help:
                "Nothing that was saved is lost by this. Take the file .git/index away, then `git reset` makes it anew."
                    .to_owned(),
        });
    }
    let mut names = Vec::new();
    loose(git.commondir(), "refs", &mut names)?;
    for name in names {
        let unread = git.find_reference(&name).is_err_and(|error| error.code() != ErrorCode::NotFound);
        if unread {
            faults.push(Fault {
                place: name.clone(),
                message: "this branch or tag cannot be read, so nobody can tell which save it ended with".to_owned(),
                help: format!(
                    "Change and delete nothing, and tell whoever looks after this computer. The last line of .git/logs/{name} holds the name of \
                     that save, if there is such a file."
                ),
            });
        }
    }
    Ok(faults)
}

/// The references below `folder` that have a file of their own.
fn loose(top: &Path, folder: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in store::list(&top.join(folder))? {
        let name = format!("{folder}/{}", entry.name);
        if entry.kind == store::Entry::Folder {
            loose(top, &name, names)?;
        } else if !name.ends_with(".lock") {
            names.push(name);
        }
    }
    Ok(())
}

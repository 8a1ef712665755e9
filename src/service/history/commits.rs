//! The commits that lead to one, and what each holds in one folder of the service.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use git2::{ErrorCode, ObjectType, Oid, Repository, Sort, Tree, TreeEntry};

use super::lacking;
use crate::service::repository::Repo;

/// A commit, and what it holds in the folder that is asked about.
#[derive(Debug, Clone)]
pub(super) struct Save {
    pub(super) id: Oid,
    /// The commits that it follows, as places in the list of commits; they stand before it.
    pub(super) parents: Vec<usize>,
    /// When the commit was made, in seconds.
    pub(super) time: i64,
    /// Whether this copy of the repository ends here.
    pub(super) is_cut: bool,
    pub(super) held: Option<Held>,
}

/// A folder or a file, as git names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Held {
    id: Oid,
    is_folder: bool,
}

/// The part of a path for which commits are searched, which is the resident's folder or what lies at the top of the service, and the rest.
pub(super) fn split(path: &str) -> (&str, &str) {
    let skipped = if path.starts_with("residents/") { "residents/".len() } else { 0 };
    match path[skipped..].find('/') {
        Some(end) => (&path[..skipped + end], &path[skipped + end + 1..]),
        None => (path, ""),
    }
}

impl Held {
    /// What an entry of a folder is; none for what is neither file nor folder: a link, or another repository.
    pub(super) fn of(entry: &TreeEntry<'_>) -> Option<Self> {
        let is_folder = match (entry.kind(), entry.filemode_raw() & 0o170_000) {
            (Some(ObjectType::Tree), _) => true,
            (Some(ObjectType::Blob), 0o100_000) => false,
            _ => return None,
        };
        Some(Self { id: entry.id(), is_folder })
    }

    /// What lies at `path` in a folder of git's.
    pub(super) fn at(tree: &Tree<'_>, path: &str) -> Option<Self> {
        Self::of(&tree.get_path(path.as_ref()).ok()?)
    }

    /// The file, where it is one.
    pub(super) fn as_file(self) -> Option<Oid> {
        (!self.is_folder).then_some(self.id)
    }

    /// The file at `path` below; the file itself where `path` is empty.
    pub(super) fn file(self, git: &Repository, path: &str) -> Result<Option<Oid>> {
        if path.is_empty() {
            return Ok(self.as_file());
        }
        Ok(self.below(git, path)?.and_then(Self::as_file))
    }

    /// The folder at `path` below.
    pub(super) fn folder(self, git: &Repository, path: &str) -> Result<Option<Oid>> {
        Ok(self.below(git, path)?.filter(|held| held.is_folder).map(|held| held.id))
    }

    fn below(self, git: &Repository, path: &str) -> Result<Option<Self>> {
        if !self.is_folder {
            return Ok(None);
        }
        let tree = git.find_tree(self.id).with_context(|| lacking("a folder"))?;
        match tree.get_path(path.as_ref()) {
            Ok(entry) => Ok(Self::of(&entry)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| lacking("a folder")),
        }
    }
}

/// The commits that lead to `last`, each behind those that it follows, and what each holds at `top` in the service's folder.
pub(super) fn leading_to(repo: &Repo, last: Oid, top: &str) -> Result<Vec<Save>> {
    let git = &repo.git;
    let cut = repo.cut();
    let top = repo.inside(top);
    let mut walk = git.revwalk().context("the history cannot be read")?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
    walk.push(last).with_context(|| lacking("a save"))?;
    let mut places = HashMap::new();
    let mut saves = Vec::new();
    for id in walk {
        let commit = git.find_commit(id.with_context(|| lacking("a save"))?).with_context(|| lacking("a save"))?;
        let is_cut = cut.contains(&commit.id());
        let parents = commit.parent_ids().filter(|_| !is_cut).filter_map(|parent| places.get(&parent).copied());
        let held = Held::at(&commit.tree().with_context(|| lacking("a folder"))?, &top);
        let save = Save { id: commit.id(), parents: parents.collect(), time: commit.time().seconds(), is_cut, held };
        places.insert(commit.id(), saves.len());
        saves.push(save);
    }
    Ok(saves)
}

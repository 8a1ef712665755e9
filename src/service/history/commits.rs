//! The commits that lead to one, and what each holds in one folder of the service.

use std::collections::HashSet;

use anyhow::{Context as _, Result};
use git2::{ErrorCode, ObjectType, Oid, Repository, Tree, TreeEntry};

use super::known::Known;
use super::learn::learn;
use crate::service::raw::{Entry, Kind, lacking, reading_much};
use crate::service::repository::Repo;
use crate::service::{commit, store};

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
    pub(super) id: Oid,
    pub(super) is_folder: bool,
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

    pub(super) fn from(entry: &Entry<'_>) -> Option<Self> {
        (entry.kind != Kind::Other).then_some(Self { id: entry.id, is_folder: entry.is_folder() })
    }

    /// What lies at `path` in a folder of git's.
    pub(super) fn at(tree: &Tree<'_>, path: &str) -> Option<Self> {
        Self::of(&tree.get_path(path.as_ref()).ok()?)
    }

    /// The file, where it is one.
    pub(super) fn as_file(self) -> Option<Oid> {
        (!self.is_folder).then_some(self.id)
    }

    /// The folder, where it is one.
    pub(super) fn as_folder(self) -> Option<Oid> {
        self.is_folder.then_some(self.id)
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
        Ok(self.below(git, path)?.and_then(Self::as_folder))
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

/// The name of the file that keeps what is known of commits, and how many new ones make it worth while to write it.
const FILE: &str = "history";
const MANY: usize = 64;

/// What is known of the commits that lead to `last`.
///
/// # Errors
/// Git lacks a part of the history.
pub(super) fn leading_to(repo: &Repo, last: Oid) -> Result<Known> {
    let cut = repo.cut();
    let file = repo.own_folder().join(FILE);
    let for_whom = for_whom(repo, &cut);
    let known = store::read(&file).ok().and_then(|bytes| Known::from_bytes(&bytes, &for_whom));
    let mut known = known.unwrap_or_default();
    let before = known.facts.len();
    let last_place = reading_much(|| learn(repo, &cut, last, &mut known))?;
    let is_more = known.facts.len() >= before + MANY;
    let places = known.leading_to(last_place);
    let is_less = places.len() < known.facts.len();
    if is_less {
        known = known.only(&places);
    }
    // What no branch leads to any more is forgotten at once. Nothing depends on the file, so it does not matter where it cannot be written.
    if (is_more || is_less) && commit::last(repo).is_ok_and(|head| head == Some(last)) {
        let _ = store::write(&file, &known.to_bytes(&for_whom));
    }
    Ok(known)
}

/// What is known holds for one folder of the repository, as long as the history is cut off in the same places.
fn for_whom(repo: &Repo, cut: &HashSet<Oid>) -> Vec<u8> {
    let mut cut: Vec<String> = cut.iter().map(Oid::to_string).collect();
    cut.sort_unstable();
    format!("{}\n{}", repo.prefix, cut.join("\n")).into_bytes()
}

/// These commits, each behind those that it follows, and what each holds at `top` in the service's folder.
pub(super) fn saves(known: &Known, top: &str) -> Vec<Save> {
    let name = (0..).zip(&known.names).find(|(_, name)| *name == top).map(|(at, _)| at);
    let mut saves: Vec<Save> = Vec::with_capacity(known.facts.len());
    for fact in &known.facts {
        let parents: Vec<usize> = fact.parents.iter().map(|parent| *parent as usize).collect();
        let change = name.and_then(|name| fact.changes.iter().find(|(other, _)| *other == name));
        let held = match (change, parents.first()) {
            (Some((_, held)), _) => *held,
            (None, Some(first)) => saves[*first].held,
            (None, None) => None,
        };
        saves.push(Save { id: fact.id, parents, time: fact.time, is_cut: fact.is_cut, held });
    }
    saves
}

//! What git holds of a service, in its index or in a commit: the files of its residents and of the team, read without the folder.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use git2::{Index, ObjectType, Oid, Tree};

use super::repository::Repo;
use super::templates::{is_template, name_of};
use super::{Group, SETTINGS, commit};
use crate::check::{self, Unread};
use crate::record;

/// What git holds of the service.
pub(super) struct Held<'r> {
    repo: &'r Repo,
    /// Every file, by its path in the service's folder, with its mode and its content's name.
    pub(super) files: BTreeMap<String, (u32, Oid)>,
    /// Paths whose names are no text.
    nameless: BTreeSet<String>,
}

/// The mode of a link.
pub(super) const LINK: u32 = 0o120_000;
/// And of another repository.
const REPOSITORY: u32 = 0o160_000;

impl<'r> Held<'r> {
    /// What the index holds.
    pub(super) fn in_index(repo: &'r Repo, index: &Index) -> Self {
        let mut held = Self { repo, files: BTreeMap::new(), nameless: BTreeSet::new() };
        for place in [".supportplan/templates/", "residents/", "team/", SETTINGS] {
            let prefix = repo.inside(place).into_bytes();
            let first = index.find_prefix(prefix.as_slice()).unwrap_or(index.len());
            let entries = (first..index.len()).filter_map(|at| index.get(at));
            for entry in entries.take_while(|entry| entry.path.starts_with(&prefix)) {
                let path = String::from_utf8_lossy(&entry.path)[repo.prefix.len()..].to_owned();
                if std::str::from_utf8(&entry.path).is_err() {
                    held.nameless.insert(path);
                } else if place.ends_with('/') || path == place {
                    held.files.insert(path, (entry.mode, entry.id));
                }
            }
        }
        held
    }

    /// What a commit whose folder is `tree` holds: the settings, every resident's plan, and all files of those that `whole` says yes to, where
    /// none stands for the team. With the references of the residents.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub(super) fn in_tree(
        repo: &'r Repo,
        tree: &Tree<'r>,
        whole: &dyn Fn(Option<&str>) -> bool,
    ) -> Result<(Self, BTreeSet<String>)> {
        let mut held = Self { repo, files: BTreeMap::new(), nameless: BTreeSet::new() };
        let mut residents = BTreeSet::new();
        held.take(tree, SETTINGS);
        if whole(None) {
            held.walk(tree, "team")?;
        }
        for entry in folder(repo, tree, "residents")?.iter().flat_map(Tree::iter) {
            let Some(resident) = entry.name().ok().filter(|name| is_name(name) && !is_hidden(name)) else { continue };
            if entry.kind() != Some(ObjectType::Tree) {
                continue;
            }
            residents.insert(resident.to_owned());
            if whole(Some(resident)) {
                held.walk(tree, &format!("residents/{resident}"))?;
            } else {
                held.take(tree, &format!("residents/{resident}/plan.md"));
            }
        }
        Ok((held, residents))
    }

    /// Takes in what `tree` holds at `path`, if it is no folder.
    fn take(&mut self, tree: &Tree<'_>, path: &str) {
        let entry = tree.get_path(self.repo.inside(path).as_ref());
        if let Ok(entry) = entry.as_ref()
            && entry.kind() != Some(ObjectType::Tree)
        {
            self.files.insert(path.to_owned(), (mode(entry.filemode()), entry.id()));
        }
    }

    /// Takes in all that `tree` holds below `path`.
    fn walk(&mut self, tree: &Tree<'_>, path: &str) -> Result<()> {
        let mut open: Vec<(String, Tree<'_>)> =
            folder(self.repo, tree, path)?.into_iter().map(|folder| (path.to_owned(), folder)).collect();
        while let Some((above, folder)) = open.pop() {
            for entry in &folder {
                let path = format!("{above}/{}", String::from_utf8_lossy(entry.name_bytes()));
                if !entry.name().is_ok_and(is_name) {
                    self.nameless.insert(path);
                } else if entry.kind() == Some(ObjectType::Tree) {
                    open.push((path, self.repo.git.find_tree(entry.id()).context("a folder in git cannot be read")?));
                } else {
                    self.files.insert(path, (mode(entry.filemode()), entry.id()));
                }
            }
        }
        Ok(())
    }

    /// The name of what git holds of the file at `path`; none, where it is no file.
    pub(super) fn file(&self, path: &str) -> Option<Oid> {
        self.files.get(path).filter(|(mode, _)| *mode != LINK && *mode != REPOSITORY).map(|(_, id)| *id)
    }

    /// The service's own templates, by name. Those that go through a filter are left out, which is never run here.
    pub(super) fn templates(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut templates = BTreeMap::new();
        for path in self.files.keys().filter(|path| is_template(path)) {
            if let Some(id) = self.file(path)
                && !commit::is_filtered(self.repo, path)?
            {
                templates.insert(name_of(path).to_owned(), blob(self.repo, id)?);
            }
        }
        Ok(templates)
    }

    /// The files of a resident, or of the team. Hidden ones are left out, as they are in the folder.
    pub(super) fn group(&self, resident: Option<String>) -> Group {
        let mut group = Group { resident, files: Vec::new(), unread: Vec::new() };
        let folder = format!("{}/", group.folder());
        let is_here = |path: &&String| path.starts_with(&folder) && !path[folder.len()..].split('/').any(is_hidden);
        group.unread.extend(self.nameless.iter().filter(is_here).map(|path| (path.clone(), Unread::NameIsNoText)));
        for (path, (mode, _)) in self.files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder)) {
            match *mode {
                _ if !is_here(&path) => {}
                LINK => group.unread.push((path.clone(), Unread::Link)),
                REPOSITORY => group.unread.push((path.clone(), Unread::NoFile)),
                _ => group.files.push(path.clone()),
            }
        }
        group
    }

    /// The paths below `folder`, which ends in a slash, that no group has because they are hidden.
    pub(super) fn hidden(&self, folder: &str) -> Vec<String> {
        let all = self.files.keys().chain(&self.nameless).filter(|path| path.starts_with(folder));
        all.filter(|path| path[folder.len()..].split('/').any(is_hidden)).cloned().collect()
    }

    /// What the records of a group say.
    pub(super) fn read_group(&self, group: &Group) -> Result<BTreeMap<String, Vec<u8>>> {
        let records: Vec<&str> =
            group.files.iter().map(String::as_str).filter(|path| check::is_record_path(path)).collect();
        commit::refuse_filtered(self.repo, &records)?;
        records.iter().map(|path| Ok(((*path).to_owned(), blob(self.repo, self.files[*path].1)?))).collect()
    }

    /// What each resident likes to be called, by reference, as far as the plans say it.
    pub(super) fn called(&self, residents: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        let mut called = BTreeMap::new();
        for resident in residents {
            if let Some(plan) = self.file(&format!("residents/{resident}/plan.md")) {
                called.extend(
                    record::one_value(&blob(self.repo, plan)?, "called").map(|called| (resident.clone(), called)),
                );
            }
        }
        Ok(called)
    }
}

/// As much of what git holds under a name as tells whether it is too large to be a record.
pub(super) fn blob(repo: &Repo, id: Oid) -> Result<Vec<u8>> {
    match repo.git.find_blob(id) {
        Ok(blob) => Ok(blob.content()[..blob.content().len().min(record::MAX_BYTES + 1)].to_vec()),
        Err(_) => bail!("what git holds of a record cannot be read; `git fsck` says more"),
    }
}

/// The folder at `path` in the service, if `tree` has one.
fn folder<'r>(repo: &'r Repo, tree: &Tree<'_>, path: &str) -> Result<Option<Tree<'r>>> {
    let entry = tree.get_path(repo.inside(path).as_ref()).ok().filter(|it| it.kind() == Some(ObjectType::Tree));
    entry.map(|entry| repo.git.find_tree(entry.id()).context("a folder in git cannot be read")).transpose()
}

/// Whether this can be the name of a file: no repository is trusted to hold no others.
fn is_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..") && !name.contains(['/', '\0'])
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// A mode as the index writes it.
pub(super) fn mode(mode: i32) -> u32 {
    u32::try_from(mode).unwrap_or_default()
}

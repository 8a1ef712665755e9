//! What git's index holds beside the last commit: what a commit at this moment would change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use git2::{DiffOptions, Index, IndexEntryExtendedFlag, Oid, Tree};

use super::{Changed, Touched, before, below, blob, folders, strays};
use crate::check::{self, Called, Unread};
use crate::record;
use crate::service::repository::Repo;
use crate::service::templates::{is_template, name_of};
use crate::service::{Group, SETTINGS, Service, check_settings_text, commit, past};
use crate::template::OWN_FOLDER;

/// What the index holds of the service.
struct Staged<'r> {
    repo: &'r Repo,
    /// Every file, by its path in the service's folder, with its mode and its content's name.
    files: BTreeMap<String, (u32, Oid)>,
    /// Paths whose names are no text.
    nameless: BTreeSet<String>,
}

const LINK: u32 = 0o120_000;
const REPOSITORY: u32 = 0o160_000;

impl Changed {
    /// What git's index holds of the service at `root` that the last commit does not, or holds otherwise: the residents and the team concerned,
    /// with all their records as they are in the index. Where the settings are among it, that is everybody.
    ///
    /// # Errors
    /// There is no repository, or it cannot be read; or what the index holds goes through a filter, which is never run here.
    pub fn staged(root: &Path, today: NaiveDate) -> Result<Self> {
        let repo = Repo::open_as_told(root)?;
        let index = without_announced(repo.index_to_commit()?)?;
        if index.has_conflicts() {
            bail!(
                "git holds files in several versions that somebody has yet to choose from, so nothing was checked. `git status` names them"
            );
        }
        let staged = Staged::read(&repo, &index);
        let last = repo.last_tree()?;
        let touched = touched(&repo, last.as_ref(), &index)?;
        let Some(settings) = staged.files.get(SETTINGS).filter(|(mode, _)| *mode != LINK && *mode != REPOSITORY) else {
            bail!(
                "git's index holds no {SETTINGS}, without which nothing can be checked. `git add {SETTINGS}` puts it there"
            );
        };
        commit::refuse_filtered(&repo, &[SETTINGS])?;
        let settings = blob(&repo, settings.1)?;
        let residents = folders(staged.files.keys()).into_iter().flatten().collect();
        let service = Service::of(root, check_settings_text(settings.clone()), residents, today)?;
        let _ = service.called.set(Arc::new(Called::new(staged.called(service.residents())?)));
        let mut alone = strays(&touched, |path| staged.files.contains_key(path));
        let mut concerned = folders(&touched);
        if touched.contains(SETTINGS) {
            alone.insert(0, check_settings_text(settings));
            concerned = folders(staged.files.keys().chain(&touched));
        }
        if touched.iter().any(|path| is_template(path)) {
            alone.extend(service.check_these_templates(staged.templates()?));
        }
        let (mut groups, mut asked, mut unknown) = (Vec::with_capacity(concerned.len()), Vec::new(), Vec::new());
        let mut bytes = BTreeMap::new();
        for resident in concerned {
            let group = staged.group(resident);
            let (before, hidden) = before(&repo, last.as_ref(), below(&touched, &group), &service.context.wording)?;
            unknown.extend(hidden);
            bytes.extend(staged.read_group(&group)?);
            asked.push(group.clone());
            groups.push(Touched { group, before });
        }
        let history = past::history(&repo, &asked, |_| true, &|path| Ok(bytes.get(path).cloned()));
        let history = history.ok().map(|history| history.once_kept(today));
        Ok(Self { service, alone, groups, staged: Some(bytes), history, unknown })
    }
}

/// The index without the files that `git add -N` only announced: no commit would hold them. The real one stays as it is.
fn without_announced(mut index: Index) -> Result<Index> {
    let announced = IndexEntryExtendedFlag::INTENT_TO_ADD.bits();
    let entries = index.iter().filter(|entry| entry.flags_extended & announced != 0);
    let paths: Vec<String> = entries.filter_map(|entry| String::from_utf8(entry.path).ok()).collect();
    for path in paths {
        index.remove(Path::new(&path), 0).context("cannot leave out of git's index what is only announced")?;
    }
    Ok(index)
}

/// The paths in the service at which the index and the last commit differ.
fn touched(repo: &Repo, last: Option<&Tree<'_>>, index: &Index) -> Result<BTreeSet<String>> {
    let mut options = DiffOptions::new();
    options.disable_pathspec_match(true).ignore_submodules(true);
    for place in ["residents", "team", SETTINGS, OWN_FOLDER] {
        options.pathspec(repo.inside(place));
    }
    let diff = repo.git.diff_tree_to_index(last, Some(index), Some(&mut options));
    let diff = diff.context("cannot compare git's index with the last commit")?;
    Ok(super::paths(repo, &diff))
}

impl<'r> Staged<'r> {
    fn read(repo: &'r Repo, index: &Index) -> Self {
        let mut staged = Self { repo, files: BTreeMap::new(), nameless: BTreeSet::new() };
        for place in [".supportplan/templates/", "residents/", "team/", SETTINGS] {
            let prefix = repo.inside(place).into_bytes();
            let first = index.find_prefix(prefix.as_slice()).unwrap_or(index.len());
            let entries = (first..index.len()).filter_map(|at| index.get(at));
            for entry in entries.take_while(|entry| entry.path.starts_with(&prefix)) {
                let path = String::from_utf8_lossy(&entry.path)[repo.prefix.len()..].to_owned();
                if std::str::from_utf8(&entry.path).is_err() {
                    staged.nameless.insert(path);
                } else if place.ends_with('/') || path == place {
                    staged.files.insert(path, (entry.mode, entry.id));
                }
            }
        }
        staged
    }

    /// The service's own templates, by name. Those that go through a filter are left out, which is never run here.
    fn templates(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut templates = BTreeMap::new();
        for (path, (mode, id)) in self.files.iter().filter(|(path, _)| is_template(path)) {
            if *mode != LINK && *mode != REPOSITORY && !commit::is_filtered(self.repo, path)? {
                templates.insert(name_of(path).to_owned(), blob(self.repo, *id)?);
            }
        }
        Ok(templates)
    }

    /// The files of a resident, or of the team. Hidden ones are left out, as they are in the folder.
    fn group(&self, resident: Option<String>) -> Group {
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

    /// What the records of a group say.
    fn read_group(&self, group: &Group) -> Result<BTreeMap<String, Vec<u8>>> {
        let records: Vec<&str> =
            group.files.iter().map(String::as_str).filter(|path| check::is_record_path(path)).collect();
        commit::refuse_filtered(self.repo, &records)?;
        records.iter().map(|path| Ok(((*path).to_owned(), blob(self.repo, self.files[*path].1)?))).collect()
    }

    /// What each resident likes to be called, by reference, as far as the plans say it.
    fn called(&self, residents: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
        let mut called = BTreeMap::new();
        for resident in residents {
            if let Some((_, plan)) = self.files.get(&format!("residents/{resident}/plan.md")) {
                called.extend(
                    record::one_value(&blob(self.repo, *plan)?, "called").map(|called| (resident.clone(), called)),
                );
            }
        }
        Ok(called)
    }
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

//! What git's index holds beside the last commit: what a commit at this moment would change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use git2::{DiffOptions, Index, IndexEntryExtendedFlag, Tree};

use super::{Changed, Touched, before, below, folders, strays};
use crate::check::Called;
use crate::service::checking::with_logo;
use crate::service::held::{Held, LINK, blob};
use crate::service::logo::{self, Unfit};
use crate::service::repository::Repo;
use crate::service::templates::is_template;
use crate::service::{SETTINGS, Service, check_settings_text, commit, past};
use crate::template::OWN_FOLDER;

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
        let staged = Held::in_index(&repo, &index);
        let last = repo.last_tree()?;
        let touched = touched(&repo, last.as_ref(), &index)?;
        let Some(settings) = staged.file(SETTINGS) else {
            bail!(
                "git's index holds no {SETTINGS}, without which nothing can be checked. `git add {SETTINGS}` puts it there"
            );
        };
        commit::refuse_filtered(&repo, &[SETTINGS])?;
        let settings = blob(&repo, settings)?;
        let residents = folders(staged.files.keys()).into_iter().flatten().collect();
        let service = Service::of(root, check_settings_text(settings.clone()), residents, today)?;
        let _ = service.called.set(Arc::new(Called::new(staged.called(service.residents())?)));
        let mut alone = strays(&touched, |path| staged.files.contains_key(path));
        let mut concerned = folders(&touched);
        if touched.contains(SETTINGS) {
            alone.insert(0, with_logo(check_settings_text(settings), |path| logo_in(&repo, &index, path)));
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

/// Looks whether what the index holds at `path` can be the service's logo. What goes through a filter is taken to be one, since none is run here.
fn logo_in(repo: &Repo, index: &Index, path: &str) -> Result<(), Unfit> {
    let held = index.get_path(Path::new(&repo.inside(path)), 0).ok_or(Unfit::Missing)?;
    match held.mode {
        LINK => Err(Unfit::Outside),
        _ if commit::is_filtered(repo, path).unwrap_or(true) => Ok(()),
        _ => logo::kind(&blob(repo, held.id).map_err(|_| Unfit::Unreadable)?).map(|_| ()),
    }
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

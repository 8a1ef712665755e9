//! What the folder holds beside an earlier version in git: what a pull request would change.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use git2::{Commit, DiffOptions, ErrorCode, Oid};

use super::{Changed, Touched, before, below, folders, paths, strays};
use crate::service::repository::Repo;
use crate::service::templates::is_template;
use crate::service::{Group, SETTINGS, Service, check_settings, store, then};

impl Changed {
    /// What was changed since the version `rev`, in commits or in the folder alone: the residents and the team concerned, with all their
    /// records as they are in the folder. Where the settings are among it, that is everybody. What is compared with is the last version that
    /// `rev` and the last commit have in common, so that what others did on `rev` meanwhile is no change.
    ///
    /// # Errors
    /// There is no repository, or no such version in it, or they have none in common.
    pub fn since(service: Service, rev: &str) -> Result<Self> {
        let repo = Repo::open(&service.root)?;
        let base = in_common(&repo, rev)?;
        let then = base.tree()?;
        let mut touched = between(&repo, base.id())?;
        touched.extend(repo.edited(&[])?.into_iter().map(|edited| edited.path));
        let mut alone = strays(&touched, |path| store::is_plain_file(&service.full(path)));
        let mut concerned = folders(&touched);
        if touched.contains(SETTINGS) {
            alone.insert(0, check_settings(&service.root)?);
            concerned.extend(service.residents().iter().cloned().map(Some).chain([None]));
        }
        // A picture that goes is missed by settings that stay.
        let is_logo = |path: &String| service.settings().logo.as_ref() == Some(path);
        if !touched.contains(SETTINGS) && touched.iter().any(is_logo) {
            alone.insert(0, check_settings(&service.root)?);
        }
        if touched.iter().any(|path| is_template(path)) {
            alone.extend(service.check_templates()?);
        }
        let (mut groups, mut unknown) = (Vec::new(), Vec::new());
        for resident in concerned {
            let group = match &resident {
                Some(resident) => service.group_of(resident)?,
                None => service.team()?,
            };
            let (before, hidden) = before(&repo, Some(&then), below(&touched, &group), &service.context.wording)?;
            unknown.extend(hidden);
            groups.push(Touched { group, before });
        }
        let concerned: Vec<Group> = groups.iter().map(|touched| touched.group.clone()).collect();
        let history = service.look_back(&concerned, |_| true, |path| service.bytes(path).map(Some));
        Ok(Self { service, alone, groups, staged: None, history, unknown })
    }
}

/// The paths in the service at which the last commit and another one differ.
///
/// # Errors
/// One of them cannot be read.
pub(in crate::service) fn between(repo: &Repo, commit: Oid) -> Result<BTreeSet<String>> {
    let then = repo.git.find_commit(commit)?.tree()?;
    let mut options = DiffOptions::new();
    options.ignore_submodules(true);
    let diff = repo.git.diff_tree_to_tree(Some(&then), repo.last_tree()?.as_ref(), Some(&mut options));
    Ok(paths(repo, &diff.context("cannot compare the two versions")?))
}

/// The last version that `rev` and the last commit have in common.
fn in_common<'r>(repo: &'r Repo, rev: &str) -> Result<Commit<'r>> {
    let git = &repo.git;
    let named = then::revision(repo, rev)?;
    let last = git.head().and_then(|head| head.peel_to_commit()).context("there is no commit yet to compare with")?;
    match git.merge_base(named.id(), last.id()) {
        Ok(base) => git.find_commit(base).context("the version in common cannot be read"),
        Err(error) if error.code() == ErrorCode::NotFound => {
            let more = if git.is_shallow() { then::CUT } else { "" };
            bail!("{rev} and the last commit have no version in common{more}")
        }
        Err(error) => Err(error).context("the history cannot be read"),
    }
}

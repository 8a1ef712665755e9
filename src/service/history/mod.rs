//! What git keeps of a file: its versions, each with when and by whom.

mod commits;
mod graph;
mod known;
mod learn;
mod reviews;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone as _};
use git2::{Oid, Repository, Tree};

use self::commits::{Held, Save};
use self::graph::Step;
use self::known::Known;
use super::commit;
use super::raw::lacking;
use super::repository::{Identity, Repo};
use crate::record::content_hash;

/// One version of a file.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The commit's name.
    pub commit: String,
    /// When it was made, by the clock of who made it.
    pub time: DateTime<FixedOffset>,
    /// Who made it.
    pub author: Identity,
    /// The file's content; none where the commit took the file away.
    pub content: Option<Vec<u8>>,
    /// The versions that it followed, as places in the same list: several, where it brought versions together.
    pub parents: Vec<usize>,
    /// Whether this copy of the repository ends here, so that nobody can tell what was before, or who wrote it.
    pub is_cut: bool,
    /// The reviews of the same resident that the same commit brought or changed, such as "weekly review 2026-W46".
    pub review: Option<String>,
}

/// The commits that lead to one of them, looked up once for the history of any number of files.
#[derive(Debug)]
pub struct Walk {
    known: Known,
    /// Who made a commit, and when, of those that were asked about.
    made: Mutex<HashMap<Oid, Made>>,
}

/// Who made a commit, and when by their clock.
type Made = Arc<(Identity, DateTime<FixedOffset>)>;

impl Walk {
    /// The commits that lead to what HEAD holds; none in a service without a commit.
    ///
    /// # Errors
    /// The repository cannot be read, or lacks a part of the history.
    pub fn to_head(repo: &Repo) -> Result<Self> {
        match commit::last(repo)? {
            Some(last) => Self::to(repo, last),
            None => Ok(Self::of(Known::default())),
        }
    }

    fn to(repo: &Repo, commit: Oid) -> Result<Self> {
        Ok(Self::of(commits::leading_to(repo, commit)?))
    }

    fn of(known: Known) -> Self {
        Self { known, made: Mutex::default() }
    }

    fn made(&self, git: &Repository, commit: Oid) -> Result<Made> {
        let known = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = known().get(&commit) {
            return Ok(Arc::clone(made));
        }
        let found = git.find_commit(commit).with_context(|| lacking("a save"))?;
        let author = found.author();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let identity = Identity { name: text(author.name_bytes()), email: text(author.email_bytes()) };
        let made = Arc::new((identity, date(author.when())));
        known().insert(commit, Arc::clone(&made));
        Ok(made)
    }

    /// Every version of the file at `path`, as [`of_path`] gives them.
    ///
    /// # Errors
    /// As [`of_path`].
    pub fn of_path(&self, repo: &Repo, path: &str) -> Result<Vec<Revision>> {
        refuse_filtered(repo, path)?;
        let git = &repo.git;
        let (top, rest) = commits::split(path);
        let saves = commits::saves(&self.known, top);
        let mut known = HashMap::new();
        let mut file = |save: &Save| -> Result<Option<Oid>> {
            let Some(held) = save.held else { return Ok(None) };
            match known.get(&held) {
                Some(file) => Ok(*file),
                None => Ok(*known.entry(held).or_insert(held.file(git, rest)?)),
            }
        };
        let step = |save: &Save| {
            Ok(Step { parents: save.parents.clone(), content: file(save)?, time: save.time, is_cut: save.is_cut })
        };
        let steps: Vec<Step> = saves.iter().map(step).collect::<Result<_>>()?;
        let revision = |node: graph::Node| {
            let save = &saves[node.step];
            let made = self.made(git, save.id)?;
            let content = steps[node.step].content.map(|blob| content(git, blob)).transpose()?;
            Ok(Revision {
                commit: save.id.to_string(),
                time: made.1,
                author: made.0.clone(),
                content,
                parents: node.parents,
                is_cut: save.is_cut,
                review: reviews::beside(git, &saves, save, path)?,
            })
        };
        graph::revisions(&steps).into_iter().map(revision).collect()
    }

    /// The names of the commits that changed something in the folder at `path`, a resident's or one at the top of the service: what its history
    /// depends on.
    pub fn saves_of(&self, path: &str) -> Vec<Oid> {
        self.known.changing(path)
    }
}

/// Every version of the file at `path` that led to what HEAD holds, oldest first, each behind those that it followed. A version belongs to this
/// path alone: it is never guessed from another file that looks alike.
///
/// A commit counts where the file differs from the one version that came last, or where it brings together versions of which none came from the
/// other. What merely passes through a merge does not.
///
/// # Errors
/// The repository cannot be read, or lacks a part of the history, or holds the file in a form that only a filter could turn back. A service
/// without a commit has no versions, which is no error.
pub fn of_path(repo: &Repo, path: &str) -> Result<Vec<Revision>> {
    Walk::to_head(repo)?.of_path(repo, path)
}

/// Every version of the file at `path` as [`of_path`] gives them, seen from another commit than HEAD.
///
/// # Errors
/// As [`of_path`].
pub fn from_commit(repo: &Repo, path: &str, commit: Oid) -> Result<Vec<Revision>> {
    Walk::to(repo, commit)?.of_path(repo, path)
}

fn content(git: &Repository, blob: Oid) -> Result<Vec<u8>> {
    Ok(git.find_blob(blob).with_context(|| lacking("a version of the record"))?.content().to_vec())
}

fn refuse_filtered(repo: &Repo, path: &str) -> Result<()> {
    if commit::is_filtered(repo, path)? {
        bail!(
            "{path} goes through a filter on its way into git, such as git-crypt, and only that filter can turn back what git holds. \
             Reading never runs a program that a repository names, so its history cannot be shown here. `git log -p -- {path}` shows it"
        );
    }
    Ok(())
}

/// A commit that touched a folder: what git names the folder there and in each of the commits that it follows, where it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) commit: Oid,
    pub(super) here: Option<Oid>,
    pub(super) before: Vec<Option<Oid>>,
}

/// The commits that lead to `commit` and in which the folder at `path`, a resident's or one at the top of the service, is as in none of those that they
/// follow; newest first, each before those that it follows.
///
/// # Errors
/// The repository cannot be read, or lacks a part of the history.
pub(super) fn of_folder(repo: &Repo, path: &str, commit: Oid) -> Result<Vec<Touch>> {
    let saves = commits::saves(&commits::leading_to(repo, commit)?, path);
    let parents: Vec<&[usize]> = saves.iter().map(|save| save.parents.as_slice()).collect();
    let folder = |save: &Save| save.held.and_then(Held::as_folder);
    let touch = |at: usize| {
        let (save, here) = (&saves[at], folder(&saves[at]));
        let before: Vec<Option<Oid>> = save.parents.iter().map(|parent| folder(&saves[*parent])).collect();
        let is_as_before = if before.is_empty() { here.is_none() } else { before.contains(&here) };
        (!is_as_before).then_some(Touch { commit: save.id, here, before })
    };
    Ok(graph::in_order(&parents, |at| saves[at].time).into_iter().rev().filter_map(touch).collect())
}

/// Which of these files say now, to the letter, what git held of them when `day` ended. `now` tells what a file says.
///
/// # Errors
/// The repository or a file cannot be read.
pub fn same_since(
    repo: &Repo,
    paths: impl IntoIterator<Item = String>,
    day: NaiveDate,
    now: impl Fn(&str) -> Result<Vec<u8>>,
) -> Result<Vec<String>> {
    for commit in repo.commits_newest_first()? {
        let commit = commit?;
        if date(commit.time()).date_naive() > day {
            continue;
        }
        let tree = commit.tree()?;
        let is_same = |path: &String| -> Result<bool> {
            let Some(then) = blob_at(&tree, &repo.inside(path)) else { return Ok(false) };
            Ok(Oid::hash_object(git2::ObjectType::Blob, &now(path)?)? == then)
        };
        let same = paths.into_iter().map(|path| Ok(is_same(&path)?.then_some(path)));
        return Ok(same.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect());
    }
    Ok(Vec::new())
}

/// The version of the text at `path` that a content hash names or, where none is asked for, the first; none where no version that was saved is
/// it, or only a filter could turn back what git holds.
///
/// # Errors
/// The repository cannot be read.
pub fn version(repo: &Repo, path: &str, hash: Option<&str>) -> Result<Option<Vec<u8>>> {
    if commit::is_filtered(repo, path)? {
        return Ok(None);
    }
    let mut versions = of_path(repo, path)?.into_iter().filter_map(|revision| revision.content);
    let Some(hash) = hash else { return Ok(versions.next()) };
    Ok(versions.rfind(|content| std::str::from_utf8(content).is_ok_and(|text| content_hash(text) == hash)))
}

fn blob_at(tree: &Tree<'_>, path: &str) -> Option<Oid> {
    Held::at(tree, path).and_then(Held::as_file)
}

/// When a commit was made, by the clock of who made it.
pub(super) fn date(time: git2::Time) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(time.offset_minutes() * 60);
    let offset = offset.or_else(|| FixedOffset::east_opt(0));
    offset.and_then(|offset| offset.timestamp_opt(time.seconds(), 0).single()).unwrap_or_default()
}

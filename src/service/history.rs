//! What git keeps of a file: its versions, each with when and by whom.

use std::collections::HashMap;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone as _};
use git2::{Oid, Sort, Tree};

use super::commit;
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
    /// The revisions that it followed, by their places in the same list: several, where it brought versions together.
    pub parents: Vec<usize>,
    /// The review of the same resident that the same commit brought or changed.
    pub review: Option<String>,
    /// Whether this copy of the repository ends here, so that nobody can tell what was before, or who wrote it.
    pub is_cut: bool,
}

/// Every version of the file at `path`, oldest first, each after those that it followed. A version belongs to this path alone: it is never guessed from another
/// file that looks alike.
///
/// # Errors
/// The repository cannot be read, or holds the file in a form that only a filter could turn back. A service without a commit has no versions,
/// which is no error.
pub fn of_path(repo: &Repo, path: &str) -> Result<Vec<Revision>> {
    let git = &repo.git;
    if commit::is_filtered(repo, path)? {
        bail!(
            "{path} goes through a filter on its way into git, such as git-crypt, and only that filter can turn back what git holds. \
             Reading never runs a program that a repository names, so its history cannot be shown here. `git log -p -- {path}` shows it"
        );
    }
    let path = repo.inside(path);
    let mut walk = git.revwalk().context("cannot read the history")?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME | Sort::REVERSE)?;
    if walk.push_head().is_err() {
        return Ok(Vec::new());
    }
    let content = |blob: Option<Oid>| -> Result<Option<Vec<u8>>> {
        let Some(blob) = blob else { return Ok(None) };
        let blob = git.find_blob(blob).context("a version of the record cannot be read")?;
        Ok(Some(blob.content().to_vec()))
    };
    let mut revisions: Vec<Revision> = Vec::new();
    // The revisions that each commit has behind it, itself among them.
    let mut behind: HashMap<Oid, Vec<usize>> = HashMap::new();
    for commit in walk {
        let commit = git.find_commit(commit.context("the history cannot be read")?)?;
        let here = blob_at(&commit.tree()?, &path);
        let before: Vec<Option<Oid>> =
            commit.parents().map(|parent| Ok(blob_at(&parent.tree()?, &path))).collect::<Result<_>>()?;
        let mut parents: Vec<usize> =
            commit.parent_ids().filter_map(|parent| behind.get(&parent)).flatten().copied().collect();
        parents.sort_unstable();
        parents.dedup();
        let changed = if before.is_empty() { here.is_some() } else { before.iter().all(|before| *before != here) };
        behind.insert(commit.id(), if changed { vec![revisions.len()] } else { parents.clone() });
        if !changed {
            continue;
        }
        let content = content(here)?;
        let is_cut = before.is_empty() && git.is_shallow();
        let author = commit.author();
        revisions.push(Revision {
            commit: commit.id().to_string(),
            time: date(commit.author().when()),
            author: Identity {
                name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
                email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
            },
            content,
            parents,
            review: None,
            is_cut,
        });
    }
    Ok(revisions)
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
    let git = &repo.git;
    let mut walk = git.revwalk().context("cannot read the history")?;
    walk.set_sorting(Sort::TIME)?;
    if walk.push_head().is_err() {
        return Ok(Vec::new());
    }
    for commit in walk {
        let commit = git.find_commit(commit.context("the history cannot be read")?)?;
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
    Ok(versions.find(|content| std::str::from_utf8(content).is_ok_and(|text| content_hash(text) == hash)))
}

fn blob_at(tree: &Tree<'_>, path: &str) -> Option<Oid> {
    tree.get_path(path.as_ref()).ok().map(|entry| entry.id())
}

/// When a commit was made, by the clock of who made it.
pub(super) fn date(time: git2::Time) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(time.offset_minutes() * 60);
    let offset = offset.or_else(|| FixedOffset::east_opt(0));
    offset.and_then(|offset| offset.timestamp_opt(time.seconds(), 0).single()).unwrap_or_default()
}

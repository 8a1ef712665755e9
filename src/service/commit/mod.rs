//! The one way into git. Only what was checked goes in, only the named files, and no interruption loses a record or undoes it later.
//!
//! A commit goes through these steps, each of which the disk holds before the next one begins:
//! 1. the files themselves;
//! 2. the objects: contents, folders, then the commit, which nothing points at yet;
//! 3. the journal, which says what is about to change;
//! 4. the index, with the entries of just these files changed, under git's own lock;
//! 5. the branch, moved by compare-and-swap;
//! 6. git's log of the branch; then the lock and the journal go.
//!
//! Whoever comes after a program that was killed finds the journal, and brings the commit to its end: where the branch moved, it stays, and
//! all else follows; where it did not, the index is put back. A branch never stands at a commit that the index contradicts, because the next
//! commit of anybody would then take back what was saved.

mod branch;
mod clean;
mod hooks;
mod index;
mod journal;
mod lock;
mod new_commit;
mod objects;

use anyhow::{Context as _, Result, bail};
use git2::{FileMode, Oid};

use self::branch::Branch;
use self::hooks::Author;
pub(super) use self::hooks::folder as hooks_folder;
use self::index::{Change, Entry, Locked};
use self::journal::{End, Journal};
use self::new_commit::{NewCommit, log, signature, time};
use self::objects::Memory;
use super::repository::{Identity, Repo};
use super::store;
use super::store::desk::{self, Desk};
use super::trail::{all_touched, trailers};
use crate::check::Checked;
use crate::report::{Deed, Touched};

pub(super) use self::objects::tree;

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name, as git shows it.
    pub commit: String,
}

/// When a commit says that it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Now, by this machine's clock.
    Now,
    /// At a time of the past, in seconds since 1970 and minutes east of Greenwich. For worked examples only.
    At(i64, i32),
}

/// What a commit is made of.
#[derive(Debug, Default)]
pub struct Contents {
    /// Files, with what they say from then on.
    pub files: Vec<Checked>,
    /// Paths of files that are taken out.
    pub removed: Vec<String>,
    /// The last commit when these were looked at, where there was one and it matters. A file that somebody has committed since is not
    /// committed over.
    pub since: Option<Oid>,
}

/// The last commit; none where there is none yet.
///
/// # Errors
/// The branch cannot be read.
pub fn last(repo: &Repo) -> Result<Option<Oid>> {
    Branch::checked_out(repo).map(|branch| branch.tip)
}

/// Commits `contents` and nothing else, whatever else is edited or staged; none where the last commit holds it all already. `message` gets
/// trailers that say what changed.
/// On return the disk holds the commit, and nothing short of the disk's own loss takes it away.
///
/// # Errors
/// Somebody else is saving for too long; something else is under way in the repository; a file's filter is not set up or fails; a hook
/// refuses; the commit cannot be signed as the settings ask; or the disk fails. In each case the branch stays where it was, unless the message
/// says otherwise, and so does the index.
pub fn commit(repo: &Repo, contents: &Contents, author: &Identity, message: &str, when: When) -> Result<Option<Saved>> {
    let held = lock::hold(repo, author)?;
    let desk = &held.desk;
    repo.ready()?;
    for file in &contents.files {
        let place = repo.full(file.path());
        if store::exists(&place) {
            desk::sync(&place)?;
        }
    }
    let branch = Branch::checked_out(repo)?;
    let written = match written(repo, desk, contents, branch.tip) {
        Err(error) => {
            if !objects::remove_empty(repo)? {
                return Err(error);
            }
            written(repo, desk, contents, branch.tip)?
        }
        written => written?,
    };
    let Some(Written { memory, entries, tree }) = written else { return Ok(None) };
    if let (Some(since), Some(tip)) = (contents.since, branch.tip) {
        nobody_else_changed(repo, &entries, since, tip)?;
    }
    let tree = memory.git.find_tree(tree)?;

    let committer = match (when, repo.committer()) {
        (When::Now, Some(identity)) => identity,
        _ => author.clone(),
    };
    let author = signature(author, time(repo, when, "AUTHOR")?)?;
    let committer = signature(&committer, time(repo, when, "COMMITTER")?)?;
    let told = Author::of(&author);
    let trailers = trailers::of(&touched(&memory.git, &repo.prefix, branch.tip, &entries)?);
    let message = hooks::before(repo, desk, &tree, &trailers::added(message, &trailers), &told)?;
    let message = trailers::kept(message, &trailers);
    let new =
        NewCommit { tree: tree.id(), parent: branch.tip, author: &author, committer: &committer, message: &message };
    let commit = new.make(repo, desk, &memory)?;
    memory.write(repo, desk, [commit])?;

    let mut index = Locked::take(repo, desk)?;
    let changes = changes(&index, &entries, &tree);
    let journal = Journal {
        branch: branch.name.clone(),
        to: commit,
        log: log(branch.tip, commit, &committer, &message),
        index: changes,
    };
    let attempt = || {
        if index.has_conflicts() {
            bail!(
                "git holds files in several versions that somebody has yet to choose from, so nothing was saved. `git status` names them"
            );
        }
        journal.write(repo, desk)?;
        for (change, file) in journal.index.iter().zip(contents.files.iter().map(Some).chain(std::iter::repeat(None))) {
            let stamp = file.map(|file| index::stamp_if(&repo.full(file.path()), file.bytes())).unwrap_or_default();
            index.set(&change.path, change.after.as_ref(), stamp);
        }
        index.write()?;
        branch.advance(repo, desk, commit)
    };
    let tried = attempt();
    let short = &commit.to_string()[..7];
    match (tried, journal.end(repo, desk)) {
        (Ok(()), Ok(End::Kept)) => {}
        (Err(error), Ok(End::TakenBack)) => return Err(error),
        (Ok(()), Ok(End::TakenBack)) => bail!("the branch moved away while it was saved to; run the command again"),
        (Err(error), Ok(End::Kept)) => {
            return Err(error.context(format!("git has it as {short}, but the disk failed, so do not rely on it yet")));
        }
        (Ok(()), Err(error)) => {
            return Err(
                error.context(format!("git has it as {short}; the next save tidies up what is left of this one"))
            );
        }
        (Err(error), Err(_)) => {
            return Err(error.context("the save was broken off; the next one puts right what is left of this one"));
        }
    }
    drop(held);
    hooks::after(repo, &told);
    Ok(Some(Saved { commit: commit.to_string() }))
}

/// Puts right what an interrupted save left, if one did.
///
/// # Errors
/// It cannot be put right, or somebody is saving for too long.
pub fn settle(repo: &Repo) -> Result<()> {
    if !journal::is_left(repo)? {
        return Ok(());
    }
    let nobody = || Identity { name: "somebody".to_owned(), email: String::new() };
    lock::hold(repo, &repo.identity().unwrap_or_else(nobody)).map(drop)
}

/// What is to be committed, as the disk holds it before any commit names it.
struct Written {
    memory: Memory,
    /// The paths in the repository, files first, each with what git stores of it.
    entries: Vec<(String, Option<Oid>)>,
    /// The whole.
    tree: Oid,
}

/// Writes `contents` to git's store; none where the last commit, which is `tip`, holds it all already.
fn written(repo: &Repo, desk: &Desk, contents: &Contents, tip: Option<Oid>) -> Result<Option<Written>> {
    let memory = Memory::over(repo)?;
    let entries = entries(repo, desk, &memory, contents)?;
    let Some(tree) = tree_with(repo, desk, &memory, &entries, tip)? else { return Ok(None) };
    Ok(Some(Written { memory, entries, tree }))
}

/// Writes the last commit's tree with these entries; none where it is the same.
fn tree_with(
    repo: &Repo,
    desk: &Desk,
    memory: &Memory,
    entries: &objects::Entries,
    tip: Option<Oid>,
) -> Result<Option<Oid>> {
    let parent = tip.map(|tip| memory.git.find_commit(tip)).transpose().context("the last commit cannot be read")?;
    let tree = objects::tree(&memory.git, parent.as_ref(), entries).context(
        "cannot put the commit together, so nothing was saved. `git fsck` says whether git's folder is damaged",
    )?;
    if parent.is_some_and(|parent| parent.tree_id() == tree.id()) {
        return Ok(None);
    }
    let blobs = entries.iter().filter_map(|(_, blob)| *blob);
    memory.write(repo, desk, blobs.chain(objects::trees(&tree, entries)))?;
    Ok(Some(tree.id()))
}

/// Refuses where somebody has committed one of these files after `since`, which `tip` follows: they would undo what that one saved.
fn nobody_else_changed(repo: &Repo, entries: &objects::Entries, since: Oid, tip: Oid) -> Result<()> {
    if since == tip {
        return Ok(());
    }
    let tree = |commit: Oid| repo.git.find_commit(commit)?.tree();
    let (before, now) = (tree(since)?, tree(tip)?);
    let id = |tree: &git2::Tree<'_>, path: &str| tree.get_path(path.as_ref()).ok().map(|entry| entry.id());
    let changed = |(path, blob): &&(String, Option<Oid>)| {
        let now = id(&now, path);
        now != id(&before, path) && now != *blob
    };
    match entries.iter().find(changed) {
        None => Ok(()),
        Some((path, _)) => {
            bail!("somebody else saved {path} at the same moment, so nothing was saved; run the command again")
        }
    }
}

/// Why a file cannot be stored as the repository asks, if it cannot, as the end of a sentence that begins with its path.
///
/// # Errors
/// The repository's attributes cannot be read.
pub fn unfit(repo: &Repo, path: &str) -> Result<Option<String>> {
    clean::unfit(repo, &repo.inside(path))
}

/// Whether git holds something else of a file than the file says, because it goes through a filter such as git-crypt or LFS.
///
/// # Errors
/// The repository's attributes cannot be read.
pub fn is_filtered(repo: &Repo, path: &str) -> Result<bool> {
    clean::is_filtered(repo, &repo.inside(path))
}

/// Makes sure that git holds these files as they are.
///
/// # Errors
/// One of them goes through a filter, which nobody but git runs; or the repository's attributes cannot be read.
pub(super) fn refuse_filtered(repo: &Repo, paths: &[&str]) -> Result<()> {
    let inside: Vec<String> = paths.iter().map(|path| repo.inside(path)).collect();
    match clean::first_filtered(repo, &inside)? {
        Some(at) => bail!(
            "{} goes through a filter on its way into git, such as git-crypt, and only that filter can turn back what git holds. \
             Reading never runs a program that a repository names, so it cannot be checked there. `supportplan check` checks it in the folder",
            paths[at]
        ),
        None => Ok(()),
    }
}

/// The paths of `contents` in the repository, files first, each with what git stores of it.
fn entries(repo: &Repo, desk: &Desk, memory: &Memory, contents: &Contents) -> Result<Vec<(String, Option<Oid>)>> {
    let mut entries = Vec::with_capacity(contents.files.len() + contents.removed.len());
    for file in &contents.files {
        if let Some(reason) = unfit(repo, file.path())? {
            bail!("{} {reason}", file.path());
        }
        let path = repo.inside(file.path());
        let blob = clean::blob(repo, desk, memory, &path, file.bytes())?;
        entries.push((path, Some(blob)));
    }
    entries.extend(contents.removed.iter().map(|path| (repo.inside(path), None)));
    Ok(entries)
}

/// What a commit of these entries does that follows `tip`.
pub(super) fn touched(
    git: &git2::Repository,
    prefix: &str,
    tip: Option<Oid>,
    entries: &objects::Entries,
) -> Result<Vec<Touched>> {
    let before = tip.map(|tip| git.find_commit(tip)?.tree()).transpose().context("the last commit cannot be read")?;
    let entries = entries.iter().filter_map(|(path, now)| Some((path.strip_prefix(prefix)?, path, *now)));
    let deeds = entries.filter_map(|(inside, path, now)| {
        let then = before.as_ref().and_then(|tree| tree.get_path(path.as_ref()).ok()).map(|entry| entry.id());
        Deed::between(then, now).map(|deed| (inside, deed))
    });
    Ok(all_touched(deeds))
}

/// How the index is to change for these entries of `tree`.
fn changes(index: &Locked<'_>, entries: &objects::Entries, tree: &git2::Tree<'_>) -> Vec<Change> {
    let change = |(path, blob): &(String, Option<Oid>)| {
        let mode = objects::mode(tree, path).unwrap_or(FileMode::Blob);
        let after = blob.map(|blob| Entry::new(blob, mode.into()));
        Change { path: path.clone(), before: index.entry(path), after }
    };
    entries.iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_saved_meanwhile_is_not_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::create(folder.path()).expect("a repository");
        let author = Identity { name: "Priya N".to_owned(), email: "priya.n@larch-house.example".to_owned() };
        let save = |path: &str, text: &str, since: Option<Oid>| {
            let files = vec![Checked::without_record(path, text.into()).expect("no record")];
            commit(&repo, &Contents { files, since, ..Contents::default() }, &author, "Service: settings\n", When::Now)
        };
        save(".gitignore", "one\n", None).expect("saved");
        let first = last(&repo).expect("read");
        save(".gitignore", "two\n", first).expect("saved");
        save(".gitattributes", "* text\n", first).expect("another file");
        let before = last(&repo).expect("read");
        let refused = save(".gitignore", "three\n", first).expect_err("two is not undone").to_string();
        assert!(refused.contains(".gitignore at the same moment"), "{refused}");
        assert_eq!(last(&repo).expect("read"), before);
        assert_eq!(save(".gitignore", "two\n", first).expect("the same"), None);
    }
}

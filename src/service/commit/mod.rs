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
mod objects;

use anyhow::{Context as _, Result, bail};
use git2::{FileMode, ObjectType, Oid, Signature, Time};

use self::branch::Branch;
use self::hooks::Author;
use self::index::{Change, Entry, Locked};
use self::journal::{End, Journal};
use self::objects::Memory;
use super::repository::{Identity, Repo};
use super::store::desk::{self, Desk};
use super::{git, store};
use crate::check::Checked;

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
}

/// Commits `contents` and nothing else, whatever else is edited or staged; none where the last commit holds it all already.
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
    let tree = memory.git.find_tree(tree)?;

    let committer = match (when, repo.committer()) {
        (When::Now, Some(identity)) => identity,
        _ => author.clone(),
    };
    let author = signature(author, time(repo, when, "AUTHOR")?)?;
    let committer = signature(&committer, time(repo, when, "COMMITTER")?)?;
    let told = Author::of(&author);
    let message = hooks::before(repo, desk, &tree, message, &told)?;
    let new =
        NewCommit { tree: tree.id(), parent: branch.tip, author: &author, committer: &committer, message: &message };
    let commit = new.make(repo, &memory)?;
    memory.write(repo, desk, &[commit].into())?;

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
            index.set(&change.path, change.after.as_ref(), stamp)?;
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
    let entries = entries(repo, &memory, contents)?;
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
    memory.write(repo, desk, &objects::trees(&tree, entries).into_iter().chain(blobs).collect())?;
    Ok(Some(tree.id()))
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

/// The paths of `contents` in the repository, files first, each with what git stores of it.
fn entries(repo: &Repo, memory: &Memory, contents: &Contents) -> Result<Vec<(String, Option<Oid>)>> {
    let mut entries = Vec::with_capacity(contents.files.len() + contents.removed.len());
    for file in &contents.files {
        if let Some(reason) = unfit(repo, file.path())? {
            bail!("{} {reason}", file.path());
        }
        let path = repo.inside(file.path());
        let blob = clean::blob(repo, memory, &path, file.bytes())?;
        entries.push((path, Some(blob)));
    }
    entries.extend(contents.removed.iter().map(|path| (repo.inside(path), None)));
    Ok(entries)
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

/// A commit to be made.
struct NewCommit<'a> {
    tree: Oid,
    parent: Option<Oid>,
    author: &'a Signature<'static>,
    committer: &'a Signature<'static>,
    message: &'a str,
}

impl NewCommit<'_> {
    /// Makes the commit, signed where git's settings ask for it. Nothing points at it yet.
    fn make(&self, repo: &Repo, memory: &Memory) -> Result<Oid> {
        if repo.flag("commit.gpgSign") { self.signed(repo) } else { self.unsigned(memory) }
    }

    fn unsigned(&self, memory: &Memory) -> Result<Oid> {
        let git = &memory.git;
        let parent = self.parent.map(|parent| git.find_commit(parent)).transpose()?;
        let parents: Vec<_> = parent.iter().collect();
        let tree = git.find_tree(self.tree)?;
        let buffer = git.commit_create_buffer(self.author, self.committer, self.message, &tree, &parents);
        memory.add(ObjectType::Commit, &buffer.context("cannot write the commit")?)
    }

    /// git itself knows the ways in which people sign: with OpenPGP, with an SSH key, with a certificate.
    fn signed(&self, repo: &Repo) -> Result<Oid> {
        let mut command =
            git::command(&repo.git, &["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync", "-c", "i18n.commitEncoding=UTF-8"]);
        command.args(["commit-tree", "-S"]);
        if let Some(parent) = self.parent {
            command.arg("-p").arg(parent.to_string());
        }
        command.args(["-F", "-"]).arg(self.tree.to_string());
        for (role, person) in [("AUTHOR", self.author), ("COMMITTER", self.committer)] {
            command.env(format!("GIT_{role}_NAME"), String::from_utf8_lossy(person.name_bytes()).as_ref());
            command.env(format!("GIT_{role}_EMAIL"), String::from_utf8_lossy(person.email_bytes()).as_ref());
            command.env(format!("GIT_{role}_DATE"), date(person.when()));
        }
        let said = git::output(command, self.message.as_bytes(), "sign the commit, as its settings ask")?;
        Oid::from_str(&said).context("git said something that is no commit's name")
    }
}

impl<'a> Author<'a> {
    fn of(author: &'a Signature<'_>) -> Self {
        Self {
            name: String::from_utf8_lossy(author.name_bytes()),
            email: String::from_utf8_lossy(author.email_bytes()),
            date: date(author.when()),
        }
    }
}

/// A time as git writes it: seconds since 1970, and hours and minutes from Greenwich.
fn date(time: Time) -> String {
    let (sign, minutes) = (time.sign(), time.offset_minutes().abs());
    format!("{} {sign}{:02}{:02}", time.seconds(), minutes / 60, minutes % 60)
}

/// What git is to remember about the move of the branch.
fn log(from: Option<Oid>, to: Oid, who: &Signature<'_>, message: &str) -> String {
    let kind = if from.is_some() { "commit" } else { "commit (initial)" };
    let (name, email) = (String::from_utf8_lossy(who.name_bytes()), String::from_utf8_lossy(who.email_bytes()));
    let from = from.unwrap_or_else(|| Oid::ZERO_SHA1);
    let subject = message.lines().next().unwrap_or_default();
    format!("{from} {to} {name} <{email}> {}\t{kind}: {subject}\n", date(who.when()))
}

/// The time that a commit bears for this role, which `GIT_AUTHOR_DATE` and `GIT_COMMITTER_DATE` may set, in all the ways that git understands.
fn time(repo: &Repo, when: When, role: &str) -> Result<When> {
    let variable = format!("GIT_{role}_DATE");
    if when != When::Now || std::env::var_os(&variable).is_none_or(|date| date.is_empty()) {
        return Ok(when);
    }
    let mut command = git::command(&repo.git, &["var"]);
    command.arg(format!("GIT_{role}_IDENT"));
    command.env(format!("GIT_{role}_NAME"), "name").env(format!("GIT_{role}_EMAIL"), "address");
    let said = git::output(command, b"", &format!("understand {variable}"))?;
    let mut words = said.rsplit(' ');
    let mut number = || words.next().and_then(|word| word.parse::<i64>().ok());
    let (Some(zone), Some(seconds)) = (number(), number()) else { bail!("git does not understand {variable}") };
    let minutes = zone / 100 * 60 + zone % 100;
    Ok(When::At(seconds, i32::try_from(minutes)?))
}

fn signature(identity: &Identity, when: When) -> Result<Signature<'static>> {
    let signature = match when {
        When::Now => Signature::now(&identity.name, &identity.email),
        When::At(seconds, offset) => Signature::new(&identity.name, &identity.email, &Time::new(seconds, offset)),
    };
    signature.with_context(|| format!("git cannot use the name of {}", identity.email))
}

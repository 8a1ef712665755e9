//! A commit itself: who made it and when, what it says, and its signature.

use anyhow::{Context as _, Result, bail};
use git2::{ObjectType, Oid, Signature, Time};

use super::When;
use super::hooks::Author;
use super::objects::Memory;
use crate::service::git;
use crate::service::repository::{Identity, Repo};
use crate::service::store::desk::Desk;
use crate::text::is_obeyed;

/// A commit to be made.
pub(super) struct NewCommit<'a> {
    pub(super) tree: Oid,
    pub(super) parent: Option<Oid>,
    pub(super) author: &'a Signature<'static>,
    pub(super) committer: &'a Signature<'static>,
    pub(super) message: &'a str,
}

impl NewCommit<'_> {
    /// Makes the commit, signed where git's settings ask for it. Nothing points at it yet.
    ///
    /// # Errors
    /// It cannot be signed, or git's store cannot be written.
    pub(super) fn make(&self, repo: &Repo, desk: &Desk, memory: &Memory) -> Result<Oid> {
        if repo.flag("commit.gpgSign") { self.signed(repo, desk, memory) } else { self.unsigned(memory) }
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
    fn signed(&self, repo: &Repo, desk: &Desk, memory: &Memory) -> Result<Oid> {
        let mut command = git::command(&repo.git, &["-c", "i18n.commitEncoding=UTF-8"]);
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
        memory.add_by_git(repo, desk, command, self.message.as_bytes(), "sign the commit, as its settings ask")
    }
}

impl<'a> Author<'a> {
    pub(super) fn of(author: &'a Signature<'_>) -> Self {
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
pub(super) fn log(from: Option<Oid>, to: Oid, who: &Signature<'_>, message: &str) -> String {
    let kind = if from.is_some() { "commit" } else { "commit (initial)" };
    let (name, email) = (String::from_utf8_lossy(who.name_bytes()), String::from_utf8_lossy(who.email_bytes()));
    let from = from.unwrap_or(Oid::ZERO_SHA1);
    let subject = message.lines().next().unwrap_or_default();
    format!("{from} {to} {name} <{email}> {}\t{kind}: {subject}\n", date(who.when()))
}

/// The time that a commit bears for this role, which `GIT_AUTHOR_DATE` and `GIT_COMMITTER_DATE` may set, in all the ways that git understands.
///
/// # Errors
/// git does not understand it, or is needed for it and not there.
pub(super) fn time(repo: &Repo, when: When, role: &str) -> Result<When> {
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

/// A person and a time, as a commit bears them.
///
/// # Errors
/// git cannot use the name or the address.
pub(super) fn signature(identity: &Identity, when: When) -> Result<Signature<'static>> {
    let (name, email) = (one_line(&identity.name), one_line(&identity.email));
    let signature = match when {
        When::Now => Signature::now(&name, &email),
        When::At(seconds, offset) => Signature::new(&name, &email, &Time::new(seconds, offset)),
    };
    signature.with_context(|| format!("git cannot use the name of {}", identity.email))
}

/// A name without what would end its line or its place in a commit, as git itself leaves it out. libgit2 writes it as it comes.
fn one_line(name: &str) -> String {
    name.chars().filter(|c| !is_obeyed(*c) && !matches!(c, '<' | '>')).collect()
}

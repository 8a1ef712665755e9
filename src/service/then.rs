//! The service as it stood at an earlier moment: when a day had ended, or at a commit. All of it is read from what git holds, and nothing from
//! the folder.

mod saves;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use chrono::{DateTime, FixedOffset, NaiveDate};
use git2::{Commit, ErrorCode, ObjectType, Oid, Tree};

pub use self::saves::{Deed, Save};
use super::held::{self, Held, LINK};
use super::history::date;
use super::repository::{Identity, Repo};
use super::{BrokenSettings, Group, SETTINGS, Service, check_settings_text, commit, steps};
use crate::check::{self, Called, Checkup, Context, Mention};
use crate::record::Settings;

/// A moment in the life of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// When this day ended.
    Day(NaiveDate),
    /// At this commit, as git names it.
    Revision(String),
}

impl Moment {
    /// The moment that `text` names. What is written like a day is one, also where a branch has the same name.
    ///
    /// # Errors
    /// It is written like a day and is none, or one that is still to come.
    pub fn named(text: &str, today: NaiveDate) -> Result<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.len() != 3 || parts[0].len() != 4 || !parts.iter().all(is_number) {
            return Ok(Self::Revision(text.to_owned()));
        }
        match text.parse::<NaiveDate>().ok().filter(|day| day.format("%Y-%m-%d").to_string() == text) {
            Some(day) if day > today => {
                bail!(
                    "{text} is still to come, so nobody can tell how things stand then. Name today or a day before it"
                )
            }
            Some(day) => Ok(Self::Day(day)),
            None => bail!("{text} is no day of the calendar. Write a day as YYYY-MM-DD, such as 2026-11-20"),
        }
    }
}

/// In a sentence, behind "as it stood".
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => write!(f, "when {} ended", in_words(*day)),
            Self::Revision(name) => write!(f, "at {name}"),
        }
    }
}

/// The commit that holds how things stood at `moment`. A day means when it ended: of the commits from the last save along first parents, the
/// first that was made no later than on that day, each by the clock of who made it. A clock that ran backwards hides nothing so: what was
/// saved after a commit never counts as having been there before it.
///
/// # Errors
/// There is no such commit, it could be several, or it lies where this copy of the repository is cut off; the message says what to do.
pub fn commit_at(repo: &Repo, moment: &Moment) -> Result<Oid> {
    match moment {
        Moment::Day(day) => end_of(repo, *day),
        Moment::Revision(name) => Ok(revision(repo, name).map_err(|error| also_no_day(name, error))?.id()),
    }
}

/// An error about what is no version, for somebody who may have meant a day.
fn also_no_day(name: &str, error: anyhow::Error) -> anyhow::Error {
    if name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        error
    } else {
        anyhow!("{error:#}. A day is written as 2026-11-20")
    }
}

fn end_of(repo: &Repo, day: NaiveDate) -> Result<Oid> {
    let mut commit = match repo.git.head() {
        Ok(head) => head.peel_to_commit().context("the last save cannot be read")?,
        Err(error) if error.code() == ErrorCode::UnbornBranch => {
            bail!("nothing was saved yet, so there is no earlier day to look at")
        }
        Err(error) => return Err(error).context("cannot tell which branch this is"),
    };
    loop {
        let made = date(commit.author().when()).date_naive();
        if made <= day {
            return Ok(commit.id());
        }
        commit = match commit.parent(0) {
            Ok(parent) => parent,
            Err(error) if commit.parent_count() > 0 => return Err(error).context("the history cannot be read"),
            Err(_) if repo.cut().contains(&commit.id()) => bail!(
                "this copy of the repository is cut off: its oldest version, {}, is of {}, so nobody can tell here how things stood on {}. \
                 `git fetch --unshallow` gets the rest",
                short(commit.id()),
                in_words(made),
                in_words(day)
            ),
            Err(_) => {
                bail!("nothing was saved yet when {} ended; the first save is of {}", in_words(day), in_words(made))
            }
        };
    }
}

/// The commit that git calls so.
///
/// # Errors
/// There is none, or it could be several.
pub(super) fn revision<'r>(repo: &'r Repo, name: &str) -> Result<Commit<'r>> {
    let git = &repo.git;
    let is_there = |kind: &str| git.refname_to_id(&format!("refs/{kind}/{name}")).ok();
    if let (Some(tag), Some(branch)) = (is_there("tags"), is_there("heads"))
        && tag != branch
    {
        bail!("{name} is a tag and a branch as well. Write refs/tags/{name} or refs/heads/{name}");
    }
    let found = git.revparse_single(name).and_then(|object| object.peel_to_commit());
    found.or_else(|error| match error.code() {
        ErrorCode::Ambiguous => {
            bail!("{name} could be several versions in this repository. Write more of its letters and digits")
        }
        ErrorCode::InvalidSpec if git.revparse_single(name).is_ok() => {
            bail!("{name} is a file or folder in git and no version of the whole. Name a branch, a tag or a commit")
        }
        _ if git.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch) => {
            bail!("nothing was saved yet, so there is no earlier version")
        }
        _ if git.is_shallow() => bail!("there is no version {name} in this repository{CUT}"),
        _ => bail!(
            "there is no version {name} in this repository. Name a branch, a tag or a commit, such as origin/main or HEAD~3; `git fetch` gets what others sent"
        ),
    })
}

/// What is to be known of a copy that is cut off.
pub(super) const CUT: &str = ". This copy holds only a part of the history; `git fetch --unshallow` gets the rest. In a workflow, have the whole history checked out \
         (fetch-depth: 0, or GIT_DEPTH: \"0\" on GitLab)";

/// The service as it stood at a commit.
pub struct Then<'r> {
    /// The service, with the settings that it had then: its staff and its wording. Where those cannot be used, with those of now. Its records are
    /// not in the folder: what they said is for [`Then::bytes`] to tell.
    pub service: Service,
    /// The commit.
    pub commit: Oid,
    /// When it was made, by the clock of who made it.
    pub time: DateTime<FixedOffset>,
    /// Who made it.
    pub author: Identity,
    /// What is to be known about it, in whole sentences.
    pub remarks: Vec<String>,
    moment: Moment,
    repo: &'r Repo,
    tree: Tree<'r>,
    held: Held<'r>,
}

impl<'r> Then<'r> {
    /// The service `now` as it stood at `moment`. Groups know the files of those that `whole` says yes to, residents by reference and the team as
    /// none, and of the others no more than the plan.
    ///
    /// # Errors
    /// There is no such moment, or the repository cannot be read.
    pub fn read(repo: &'r Repo, now: &Service, moment: &Moment, whole: &dyn Fn(Option<&str>) -> bool) -> Result<Self> {
        let commit = repo.git.find_commit(commit_at(repo, moment)?).context("that version cannot be read")?;
        let time = date(commit.author().when());
        let tree = commit.tree().context("what that version holds cannot be read")?;
        let (held, residents) = Held::in_tree(repo, &tree, whole)?;
        let mut remarks = remarks(repo, moment, &commit);
        let today = match moment {
            Moment::Day(day) => *day,
            Moment::Revision(_) => time.date_naive().min(now.context.today),
        };
        let settings = match held.file(SETTINGS) {
            Some(id) => Some(check_settings_text(held::blob(repo, id)?)),
            None => None,
        };
        let (service, is_of_then) = with_settings(&now.root, settings, residents, now.settings(), today)?;
        if !is_of_then {
            remarks.push(
                "The settings of then are not there or cannot be used, so names of staff and wording are those of now."
                    .to_owned(),
            );
        }
        let author = author(&commit);
        let moment = moment.clone();
        let mut then = Self { service, commit: commit.id(), time, author, remarks, moment, repo, tree, held };
        then.service.context.as_at = Some(then.as_at());
        Ok(then)
    }

    /// The files that a resident had, or the team; none, where there was no such resident.
    pub fn group(&self, resident: Option<&str>) -> Group {
        self.held.group(resident.map(str::to_owned))
    }

    /// The whole of what a file said, byte for byte; none where there was no such file.
    ///
    /// # Errors
    /// It cannot be read, or only a filter could turn it back, which is never run here.
    pub fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let entry = self.tree.get_path(self.repo.inside(path).as_ref()).ok();
        let Some(id) = entry.filter(|it| it.kind() == Some(ObjectType::Blob) && held::mode(it.filemode()) != LINK)
        else {
            return Ok(None);
        };
        if commit::is_filtered(self.repo, path)? {
            bail!(
                "{path} goes through a filter on its way into git, such as git-crypt, and only that filter can turn back what git holds. \
                 Reading never runs a program that a repository names, so nobody can tell here what it said. `git log -p -- {path}` shows it"
            );
        }
        let blob = self
            .repo
            .git
            .find_blob(id.id())
            .context("what git holds of a file cannot be read; `git fsck` says more")?;
        Ok(Some(blob.content().to_vec()))
    }

    /// Reads and checks the records of a group as they were.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn check_group(&self, group: &Group) -> Result<Vec<Checkup>> {
        self.look_up_called()?;
        let bytes = self.held.read_group(group)?;
        self.service.check_group_with(group, |path| Ok(bytes.get(path).cloned()))
    }

    /// Where these records of a resident name others, by the place of the record among them.
    ///
    /// # Errors
    /// What the other residents were called cannot be read.
    pub fn named(&self, checkups: &[Checkup]) -> Result<Vec<(usize, Vec<Mention>)>> {
        self.look_up_called()?;
        Ok(check::named(checkups, &self.service.context, &self.service.surroundings()?))
    }

    /// What the residents were called then, which is not what the folder says.
    fn look_up_called(&self) -> Result<()> {
        if self.service.called.get().is_none() {
            let called = self.held.called(self.service.residents())?;
            let _ = self.service.called.set(Arc::new(Called::new(called)));
        }
        Ok(())
    }

    /// The saves of a resident's files up to this commit, newest first.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn saves(&self, resident: &str) -> Result<Vec<Save>> {
        saves::of(self.repo, self.commit, &format!("residents/{resident}"))
    }

    /// The paths of a resident's hidden files, which belong to no group.
    pub fn hidden(&self, resident: &str) -> Vec<String> {
        self.held.hidden(&format!("residents/{resident}/"))
    }

    /// Whether a file went through a filter on its way into git, so that what git holds is not what it said.
    ///
    /// # Errors
    /// The repository's attributes cannot be read.
    pub fn is_filtered(&self, path: &str) -> Result<bool> {
        commit::is_filtered(self.repo, path)
    }

    /// What a person is called whom a commit names: as the settings of then list them, or else as the commit says.
    pub fn who(&self, person: &Identity) -> String {
        steps::who(self.service.settings(), person).shown
    }

    /// When things stood so, in few words behind "as things stood": for pages, which are kept apart from those of today.
    pub fn as_at(&self) -> String {
        match &self.moment {
            Moment::Day(_) => format!("{}, commit {}", self.moment, self.short()),
            Moment::Revision(_) => {
                format!("at commit {} of {}", self.short(), self.time.format("%-d %B %Y, %H:%M"))
            }
        }
    }

    /// The same as a part of a file's name: the day, or the commit.
    pub fn tag(&self) -> String {
        match &self.moment {
            Moment::Day(day) => day.to_string(),
            Moment::Revision(_) => self.short(),
        }
    }

    /// Which commit it is, when it was made and by whom, in words.
    pub fn origin(&self) -> String {
        let (when, who) = (self.time.format("%-d %B %Y, %H:%M"), self.who(&self.author));
        format!("version {} of {when}, saved by {who}", short(self.commit))
    }

    /// The commit's name, as git shortens it.
    pub fn short(&self) -> String {
        short(self.commit)
    }
}

impl std::fmt::Debug for Then<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Then").field("commit", &self.commit).finish_non_exhaustive()
    }
}

/// The service with these settings and residents, or with the settings of now where these cannot be used; and whether they can.
fn with_settings(
    root: &Path,
    settings: Option<Checkup>,
    residents: BTreeSet<String>,
    now: &Settings,
    today: NaiveDate,
) -> Result<(Service, bool)> {
    let of_now = |residents| (Service::new(root, Context::new(now.clone(), residents, today)), false);
    let Some(settings) = settings else { return Ok(of_now(residents)) };
    match Service::of(root, settings, residents.clone(), today) {
        Ok(service) => Ok((service, true)),
        Err(error) if error.is::<BrokenSettings>() => Ok(of_now(residents)),
        Err(error) => Err(error),
    }
}

/// What is to be known about the commit of a moment, in whole sentences.
fn remarks(repo: &Repo, moment: &Moment, commit: &Commit<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    let last = repo.git.refname_to_id("HEAD").ok();
    let is_before = |last| last == commit.id() || repo.git.graph_descendant_of(last, commit.id()).unwrap_or(true);
    if last.is_some_and(|last| !is_before(last)) {
        remarks
            .push("That version did not become part of what is saved here now: it lies on another branch.".to_owned());
    }
    let before = commit.parent(0).ok().map(|parent| date(parent.author().when()).date_naive());
    if let (Moment::Day(day), Some(before)) = (moment, before)
        && before > *day
    {
        remarks.push(format!(
            "A clock was wrong: the version before it says that it is of {}, so look at `git log` for what was known when.",
            in_words(before)
        ));
    }
    remarks
}

/// Who made a commit.
fn author(commit: &Commit<'_>) -> Identity {
    let author = commit.author();
    Identity {
        name: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(author.email_bytes()).into_owned(),
    }
}

fn short(id: Oid) -> String {
    id.to_string()[..7].to_owned()
}

/// A day as it is said.
pub fn in_words(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

//! The service's audit trail: what each save did to which records, in the trailers of its commit, and as the history tells it to whoever
//! asks. The history is believed, and not what a commit says about itself: the folders of a commit are compared with those of the commits that it follows,
//! only as deep as they differ. It reads, and runs nothing of the repository's.

mod touched;
pub(in crate::service) mod trailers;

use std::collections::{BTreeSet, HashSet};

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use git2::{Commit, Oid, Repository};

pub(in crate::service) use self::touched::{all as all_touched, plain_place};
use self::touched::{resident_of, reviews};
use super::history::date;
use super::past::changes::{Change, Scope};
use super::past::trees_before;
use super::raw::{Copies, Folders, reading_much};
use super::repository::{Identity, Repo};
use super::steps::who;
use crate::record::Settings;
use crate::redline::steps::Who;
use crate::report::{Deed, Entry, Person, Signed, Touched, What};

/// How many commits are looked into before the first of them are told, and how many at a time later on.
const FIRST: usize = 16;
const MOST: usize = 512;
/// How many commits one processor looks into at a time, at least.
const SHARE: usize = 32;

/// How many saves in a row are older than the day that is asked for, until no younger one is looked for among those that they follow: clocks may have run
/// wrong for as long. Only their heads are read for it, and no folders.
const OLD: usize = 10_000;

/// Which saves are told.
#[derive(Debug, Default)]
pub struct Asked {
    /// Only what was done to the files of these residents; of all and everything, where none is named.
    pub residents: BTreeSet<String>,
    /// Only what was done by this person: an id, a name or an address.
    pub by: Option<String>,
    /// Only what was done to files of these sorts.
    pub whats: Vec<What>,
    /// Only saves of this day or later, by the clock of whoever made them.
    pub since: Option<NaiveDate>,
    /// Only saves of this day or earlier, by the same clock.
    pub until: Option<NaiveDate>,
}

/// Whether more is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is.
    GoOn,
    /// Nobody listens any more.
    Stop,
}

/// Tells of the saves that are asked for, newest first: each one after a save that follows it. Clocks put saves that do not follow each other into
/// their order, and nothing else.
///
/// # Errors
/// The history cannot be read, or whoever listens fails.
pub fn tell(settings: &Settings, repo: &Repo, asked: &Asked, each: impl FnMut(Entry) -> Result<Then>) -> Result<()> {
    let teller = Teller { settings, prefix: &repo.prefix, asked, cut: repo.cut() };
    reading_much(|| teller.tell(repo, each))
}

/// What was found of a commit.
enum Found {
    /// It is asked for.
    Told(Box<Entry>),
    /// It is older than what is asked for, by the clocks of all whom it names.
    TooOld,
    /// It is not asked for.
    NotAsked,
}

/// What is needed to tell of a commit.
struct Teller<'t> {
    settings: &'t Settings,
    /// The service's folder in the repository: empty, or ending in `/`.
    prefix: &'t str,
    asked: &'t Asked,
    /// Where this copy of the repository is cut off.
    cut: HashSet<Oid>,
}

impl Teller<'_> {
    fn tell(&self, repo: &Repo, mut each: impl FnMut(Entry) -> Result<Then>) -> Result<()> {
        let git = &repo.git;
        let mut saves = repo.newest_first()?;
        let copies = Copies::of(git.path());
        let (mut many, mut old) = (FIRST, 0);
        loop {
            let ids: Vec<Oid> = saves.by_ref().take(many).collect::<Result<_>>()?;
            if ids.is_empty() {
                return Ok(());
            }
            let share = SHARE.max(ids.len() / (2 * rayon::current_num_threads()));
            for found in copies.share(git, &ids, share, |git, ids| self.look_into(git, ids))? {
                old = if matches!(found, Found::TooOld) { old + 1 } else { 0 };
                let then = match found {
                    Found::Told(entry) => each(*entry)?,
                    Found::TooOld if old == OLD => Then::Stop,
                    Found::TooOld | Found::NotAsked => Then::GoOn,
                };
                if then == Then::Stop {
                    return Ok(());
                }
            }
            many = (many * 2).min(MOST);
        }
    }

    /// What is to be told of these commits.
    fn look_into(&self, git: &Repository, ids: &[Oid]) -> Result<Vec<Found>> {
        let odb = git.odb().context("git's objects cannot be read")?;
        let mut folders = Folders::new(&odb);
        ids.iter().map(|id| self.found(git, &mut folders, *id)).collect()
    }

    /// What is to be told of a commit.
    fn found(&self, git: &Repository, folders: &mut Folders<'_>, id: Oid) -> Result<Found> {
        let commit = git.find_commit(id).context("a save cannot be read")?;
        let is_cut = self.cut.contains(&id);
        let is_old = |time| self.asked.since.is_some_and(|since| date(time).date_naive() < since);
        if is_old(commit.author().when()) {
            return Ok(if is_old(commit.committer().when()) { Found::TooOld } else { Found::NotAsked });
        }
        let author = self.signed(&commit.author());
        let is_late = self.asked.until.is_some_and(|until| author.time.date_naive() > until);
        // Where a copy is cut off, it may lack what was asked for.
        if !is_cut && (is_late || !self.is_by(&author.who)) {
            return Ok(Found::NotAsked);
        }
        let mut entry = Entry {
            commit: id.to_string(),
            author,
            committer: self.signed(&commit.committer()),
            is_merge: commit.parent_count() > 1,
            is_cut,
            touched: Vec::new(),
            reviews: Vec::new(),
            says_otherwise: false,
        };
        if is_cut {
            return Ok(Found::Told(Box::new(entry)));
        }
        entry.touched = self.touched(git, folders, &commit)?;
        entry.reviews = reviews(&entry.touched);
        entry.says_otherwise = self.says_otherwise(&commit, &entry.touched);
        let is_asked = |touched: &Touched| self.asked.whats.is_empty() || self.asked.whats.contains(&touched.what);
        entry.touched.retain(is_asked);
        let is_all = self.asked.whats.is_empty() && self.asked.residents.is_empty();
        let is_told = !entry.touched.is_empty() || is_all && self.is_of_service(&commit)?;
        Ok(if is_told { Found::Told(Box::new(entry)) } else { Found::NotAsked })
    }

    /// What a commit did to the files of the service, as far as they are asked for.
    fn touched(&self, git: &Repository, folders: &mut Folders<'_>, commit: &Commit<'_>) -> Result<Vec<Touched>> {
        let before = trees_before(git, commit)?;
        let deed = |change: &Change| match (change.is_gone, change.is_new) {
            (true, _) => Deed::Removed,
            (false, true) => Deed::Brought,
            (false, false) => Deed::Changed,
        };
        let changes = folders.changes(commit.tree_id(), &before, self)?;
        Ok(all_touched(changes.iter().map(|change| (change.path.as_str(), deed(change)))))
    }

    /// Whether the commit's message has trailers of this program's that do not fit what it did. Where residents are asked for, only what it says about
    /// them is compared.
    fn says_otherwise(&self, commit: &Commit<'_>, touched: &[Touched]) -> bool {
        let claimed = trailers::claimed(commit.message_bytes());
        if claimed.is_empty() || self.asked.residents.is_empty() {
            return !claimed.is_empty() && claimed != trailers::of(touched).into_iter().collect();
        }
        let is_about = |(name, value): &(String, String)| match name.as_str() {
            "Resident" => self.asked.residents.contains(value),
            "Record" | "Removed" => resident_of(value).is_some_and(|resident| self.asked.residents.contains(resident)),
            _ => false,
        };
        // Of very many, not all are named.
        let is_whole = !claimed.iter().any(|(name, _)| name.ends_with(trailers::COUNT));
        let claimed: BTreeSet<_> = claimed.into_iter().filter(is_about).collect();
        is_whole && claimed != trailers::of(touched).into_iter().filter(is_about).collect()
    }

    /// Whether a commit that changed no file of the service belongs to it: one of a repository that holds nothing else, or one that brings versions of
    /// the service together.
    fn is_of_service(&self, commit: &Commit<'_>) -> Result<bool> {
        let Some(folder) = self.prefix.strip_suffix('/') else { return Ok(true) };
        let service = |commit: &Commit<'_>| -> Result<Option<Oid>> {
            Ok(commit.tree().context("a folder cannot be read")?.get_path(folder.as_ref()).ok().map(|entry| entry.id()))
        };
        let here = service(commit)?;
        let before = commit.parents().map(|parent| service(&parent)).collect::<Result<Vec<_>>>()?;
        Ok(before.len() > 1 && before.iter().any(|before| *before != here))
    }

    fn is_by(&self, who: &Person) -> bool {
        let is_called = |by: &String| {
            let names = [Some(who.name.as_str()), Some(who.email.as_str()), who.staff.as_deref()];
            names.into_iter().flatten().any(|name| name.to_lowercase() == by.to_lowercase())
        };
        self.asked.by.as_ref().is_none_or(is_called)
    }

    fn signed(&self, signature: &git2::Signature<'_>) -> Signed {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let identity = Identity { name: text(signature.name_bytes()), email: text(signature.email_bytes()) };
        let Who { shown, email, staff, .. } = who(self.settings, &identity);
        Signed { who: Person { name: shown, email, staff }, time: date(signature.when()) }
    }
}

impl Scope for Teller<'_> {
    const DEEPEST: usize = 128;
    const GONE: bool = true;

    fn prefix(&self) -> &str {
        self.prefix
    }

    fn leads_to(&self, path: &str, is_folder: bool) -> bool {
        let Some(inside) = path.strip_prefix(self.prefix) else {
            return is_folder && self.prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        };
        let residents = &self.asked.residents;
        let is_theirs = |inside: &str| {
            inside.split('/').nth(1).map_or(inside == "residents" && is_folder, |resident| residents.contains(resident))
        };
        residents.is_empty() || is_theirs(inside)
    }

    fn passes_by(&self, folder: &str, name: &[u8]) -> bool {
        let residents = &self.asked.residents;
        let is_named = || std::str::from_utf8(name).is_ok_and(|name| residents.contains(name));
        !residents.is_empty() && folder.strip_prefix(self.prefix) == Some("residents") && !is_named()
    }

    fn takes(&self, _: &str, _: bool) -> bool {
        true
    }
}

//! The service's audit trail: what each save did to which records, in the trailers of its commit, and as the history tells it to whoever
//! asks. The history is believed, and not what a commit says about itself: the folders of a commit are compared with those of the commits that it follows,
//! only as deep as they differ. It reads, and runs nothing of the repository's.

mod touched;
pub(in crate::service) mod trailers;

use std::collections::{BTreeSet, HashSet};

use anyhow::{Context as _, Result};
use chrono::{DateTime, FixedOffset, NaiveDate};
use git2::{Commit, Oid, Repository, Tree};

pub(in crate::service) use self::touched::{all as all_touched, plain_place};
use self::touched::{resident_of, reviews};
use super::history::date;
use super::past::changes::{Folders, Scope};
use super::past::{Copies, trees_before};
use super::repository::Repo;
use crate::record::Settings;
use crate::report::{Deed, Entry, Person, Signed, Touched, What};

/// How many commits are looked into before the first of them are told, and how many at a time later on.
const FIRST: usize = 16;
const MOST: usize = 1024;
/// How many commits one processor looks into at a time, at least.
const SHARE: usize = 32;

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
pub fn tell(
    settings: &Settings,
    repo: &Repo,
    asked: &Asked,
    mut each: impl FnMut(Entry) -> Result<Then>,
) -> Result<()> {
    let git = &repo.git;
    let mut walk = git.revwalk().context("the history cannot be read")?;
    walk.set_sorting(git2::Sort::TIME)?;
    // A branch without a commit has no history.
    if walk.push_head().is_err() {
        return Ok(());
    }
    let copies = Copies::of(git.path());
    let teller = Teller { settings, prefix: &repo.prefix, asked, cut: repo.cut() };
    let mut many = FIRST;
    loop {
        let ids: Vec<Oid> = walk.by_ref().take(many).collect::<Result<_, _>>().context("the history cannot be read")?;
        if ids.is_empty() {
            return Ok(());
        }
        let share = SHARE.max(ids.len() / (2 * rayon::current_num_threads()));
        for entry in copies.share(git, &ids, share, |git, ids| teller.entries(git, ids))? {
            if each(entry)? == Then::Stop {
                return Ok(());
            }
        }
        many = (many * 2).min(MOST);
    }
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
    /// What is to be told of these commits.
    fn entries(&self, git: &Repository, ids: &[Oid]) -> Result<Vec<Entry>> {
        let odb = git.odb().context("git's objects cannot be read")?;
        let mut folders = Folders::new(&odb);
        let entries = ids.iter().map(|id| self.entry(git, &mut folders, *id));
        Ok(entries.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// What is to be told of a commit; none where it is not asked for.
    fn entry(&self, git: &Repository, folders: &mut Folders<'_>, id: Oid) -> Result<Option<Entry>> {
        let commit = git.find_commit(id).context("a save cannot be read")?;
        let is_cut = self.cut.contains(&id);
        let author = self.signed(&commit.author());
        if !self.is_of_time(&author.time, is_cut) || !(is_cut || self.is_by(&author.who)) {
            return Ok(None);
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
            return Ok(Some(entry));
        }
        entry.touched = self.touched(git, folders, &commit)?;
        entry.reviews = reviews(&entry.touched);
        entry.says_otherwise = self.says_otherwise(&commit, &entry.touched);
        let is_asked = |touched: &Touched| self.asked.whats.is_empty() || self.asked.whats.contains(&touched.what);
        entry.touched.retain(is_asked);
        let is_all = self.asked.whats.is_empty() && self.asked.residents.is_empty();
        let is_told = !entry.touched.is_empty() || is_all && self.is_of_service(&commit)?;
        Ok(is_told.then_some(entry))
    }

    /// What a commit did to the files of the service, as far as they are asked for.
    fn touched(&self, git: &Repository, folders: &mut Folders<'_>, commit: &Commit<'_>) -> Result<Vec<Touched>> {
        let before = trees_before(git, commit)?;
        let new = folders.changes(commit.tree_id(), &before, self)?;
        let deed = |is_new| if is_new { Deed::Brought } else { Deed::Changed };
        let mut files: Vec<(String, Deed)> = new.into_iter().map(|change| (change.path, deed(change.is_new))).collect();
        if let Some((first, others)) = before.split_first() {
            let others = others.iter().map(|id| git.find_tree(*id)).collect::<Result<Vec<Tree<'_>>, _>>();
            let others = others.context("a folder cannot be read")?;
            // What the first of the versions before has and this one does not.
            for gone in folders.changes(*first, &[commit.tree_id()], self)?.into_iter().filter(|gone| gone.is_new) {
                let path = format!("{}{}", self.prefix, gone.path);
                if others.iter().all(|other| other.get_path(path.as_ref()).is_ok()) {
                    files.push((gone.path, Deed::Removed));
                }
            }
        }
        Ok(all_touched(files.iter().map(|(path, deed)| (path.as_str(), *deed))))
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

    fn is_of_time(&self, time: &DateTime<FixedOffset>, is_cut: bool) -> bool {
        let day = time.date_naive();
        // Where a copy is cut off, it may lack what was asked for.
        self.asked.since.is_none_or(|since| day >= since) && self.asked.until.is_none_or(|until| is_cut || day <= until)
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
        let (name, email) = (text(signature.name_bytes()), text(signature.email_bytes()));
        let staff = self.settings.staff_by_email(&email);
        let name = staff.map_or(name, |staff| staff.name.clone());
        Signed { who: Person { name, email, staff: staff.map(|staff| staff.id.clone()) }, time: date(signature.when()) }
    }
}

impl Scope for Teller<'_> {
    const DEEPEST: usize = 128;

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

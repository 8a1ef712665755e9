//! What git tells of the records that are checked: when each was first kept, whether the plans that reviews name were ever saved, and how
//! a review was when it was closed. Commits are gone through from the newest, many at a time, until all is answered. It reads, and runs
//! nothing of the repository's.

mod asked;
pub(super) mod changes;

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use git2::{Odb, Oid, Repository};

use self::asked::{Asked, is_closed};
use self::changes::Change;
use super::commit::is_filtered;
use super::history::date;
use super::raw::{Copies, Folders, reading_much};
use super::repository::Repo;
use super::{Group, SETTINGS};
use crate::check::{Closing, History, Kept, Plans};
use crate::record::{Place, content_hash};

/// What the record at a path says now; none, where there is none.
type Bytes<'b> = dyn Fn(&str) -> Result<Option<Vec<u8>>> + Sync + 'b;

/// How many commits are looked into before it is asked whether all is answered: at first, and at most.
const FIRST: usize = 16;
const MOST: usize = 4096;
/// How many commits one processor looks into at a time: at least, and at most.
const SHARE: (usize, usize) = (8, 128);
/// How many folders of records are worth while to be looked into by a further processor.
const FOLDERS: usize = 1024;
/// How many versions of files one processor reads at a time.
const VERSIONS: usize = 64;

/// What git tells of the records of `groups` that `holds` says yes to, where they say what `bytes` gives.
///
/// # Errors
/// The history or a record cannot be read.
pub(super) fn history(repo: &Repo, groups: &[Group], holds: impl Fn(&str) -> bool, bytes: &Bytes) -> Result<History> {
    let asked = Asked::new(repo, groups, holds, bytes)?;
    reading_much(|| answers(bytes, repo, &asked))
}

fn answers(bytes: &Bytes, repo: &Repo, asked: &Asked) -> Result<History> {
    let git = &repo.git;
    let cut = repo.cut();
    let mut commits = repo.newest_first()?;
    let mut told = Told::new(bytes, repo, asked, !cut.is_empty());
    let copies = Copies::of(git.path());
    let mut many = FIRST;
    loop {
        let ids: Vec<Oid> = commits.by_ref().take(many).collect::<Result<_>>()?;
        if ids.is_empty() || told.open.is_empty() {
            break;
        }
        // Where few folders are asked about, a commit is looked into sooner than the repository is opened once more.
        let least = SHARE.0.max(FOLDERS / asked.folders.len().max(1));
        let share = (ids.len() / (2 * rayon::current_num_threads())).clamp(least, SHARE.1.max(least));
        let commits = copies.share(git, &ids, share, |git, ids| looked_into(git, ids, &cut, asked))?;
        let versions = versions(git, &copies, &commits, asked, &told.open)?;
        for commit in &commits {
            told.take(commit, &versions)?;
        }
        many = (many * 2).min(MOST);
    }
    told.history()
}

/// What a commit did to the records.
struct Commit {
    day: NaiveDate,
    changes: Vec<Change>,
    /// Whether this copy of the repository ends here.
    is_cut: bool,
}

/// What the content of a file says.
enum Version {
    /// Whether the formal review is closed.
    Review { is_closed: bool },
    /// The content hash of the plan, where it is text.
    Plan(Option<String>),
}

/// What the versions of files say, by path and content.
type Versions<'c> = HashMap<(&'c str, Oid), Version>;

/// What is still looked for.
struct Open<'t> {
    /// How many records have a first commit that is still looked for.
    records: usize,
    /// The versions of plans, by the plan's path.
    plans: HashMap<&'t str, HashSet<&'t str>>,
    /// The closed reviews whose closing is still looked for, each with what is known of it.
    closing: HashMap<&'t str, Option<(NaiveDate, Oid)>>,
}

impl Open<'_> {
    /// Whether no older commit can tell anything more.
    fn is_empty(&self) -> bool {
        self.records == 0 && self.closing.is_empty() && self.plans.values().all(HashSet::is_empty)
    }

    /// Whether anything is asked of the content of the file at `path`.
    fn asks(&self, path: &str) -> bool {
        self.closing.contains_key(path) || self.plans.get(path).is_some_and(|wanted| !wanted.is_empty())
    }

    /// What the content of the file at `path` says.
    fn version(&self, path: &str, blob: Oid, asked: &Asked, odb: &Odb<'_>) -> Result<Version> {
        if self.closing.contains_key(path) {
            let as_now = asked.closed.get(path) == Some(&blob);
            let is_closed = as_now || is_closed(odb.read(blob).context("a review cannot be read")?.data());
            return Ok(Version::Review { is_closed });
        }
        let plan = odb.read(blob).context("a plan cannot be read")?;
        Ok(Version::Plan(std::str::from_utf8(plan.data()).ok().map(content_hash)))
    }
}

/// What is asked of the contents that the commits gave to files. The versions of a file are read one after the other, because git builds
/// one from another.
fn versions<'c>(
    git: &Repository,
    copies: &Copies,
    commits: &'c [Commit],
    asked: &Asked,
    open: &Open,
) -> Result<Versions<'c>> {
    let changes = commits.iter().flat_map(|commit| &commit.changes);
    let changes = changes.map(|change| (change.path.as_str(), change.blob)).filter(|(path, _)| open.asks(path));
    let mut changes: Vec<(&str, Oid)> = changes.collect();
    changes.sort_by_key(|(path, _)| *path);
    let versions = copies.share(git, &changes, VERSIONS, |git, changes| {
        let odb = git.odb().context("git's objects cannot be read")?;
        let version = |change: &(&'c str, Oid)| Ok((*change, open.version(change.0, change.1, asked, &odb)?));
        changes.iter().map(version).collect()
    });
    Ok(versions?.into_iter().collect())
}

/// What each commit changed, in their order.
fn looked_into(git: &Repository, ids: &[Oid], cut: &HashSet<Oid>, asked: &Asked) -> Result<Vec<Commit>> {
    let odb = git.odb().context("git's objects cannot be read")?;
    let mut folders = Folders::new(&odb);
    let mut commits = Vec::with_capacity(ids.len());
    for id in ids {
        let commit = git.find_commit(*id).context("a save cannot be read")?;
        let is_cut = cut.contains(id);
        let before = if is_cut { Vec::new() } else { trees_before(git, &commit)? };
        let changes = folders.changes(commit.tree_id(), &before, asked)?;
        commits.push(Commit { day: date(commit.author().when()).date_naive(), changes, is_cut });
    }
    Ok(commits)
}

/// The folders of the commits that this one follows.
pub(super) fn trees_before(git: &Repository, commit: &git2::Commit<'_>) -> Result<Vec<Oid>> {
    let trees = commit.parent_ids().map(|id| Ok(git.find_commit(id)?.tree_id()));
    trees.collect::<Result<_, git2::Error>>().context("a save cannot be read")
}

/// What was learnt so far, from the newest commit on.
struct Told<'t> {
    bytes: &'t Bytes<'t>,
    repo: &'t Repo,
    asked: &'t Asked,
    open: Open<'t>,
    is_cut: bool,
    begins: Option<NaiveDate>,
    /// When each record was first kept, and whether that may yet turn out to be earlier.
    kept: HashMap<&'t str, (Kept, bool)>,
    /// The versions of plans that were found, by the plan's path.
    found: HashMap<&'t str, Vec<&'t str>>,
    closed: BTreeMap<String, Closing>,
}

impl<'t> Told<'t> {
    fn new(bytes: &'t Bytes<'t>, repo: &'t Repo, asked: &'t Asked, is_cut: bool) -> Self {
        let plans =
            asked.plans.iter().map(|(path, hashes)| (path.as_str(), hashes.iter().map(String::as_str).collect()));
        let open = Open {
            records: asked.records.len(),
            plans: plans.collect(),
            closing: asked.closed.keys().map(|path| (path.as_str(), None)).collect(),
        };
        let kept = asked.records.keys().map(|path| (path.as_str(), (Kept::Never, true))).collect();
        Self { bytes, repo, asked, open, is_cut, begins: None, kept, found: HashMap::new(), closed: BTreeMap::new() }
    }

    fn take(&mut self, commit: &Commit, versions: &Versions) -> Result<()> {
        for change in &commit.changes {
            if change.path == SETTINGS {
                if change.is_new {
                    self.begins = Some(self.begins.map_or(commit.day, |day| day.min(commit.day)));
                }
                continue;
            }
            if change.is_new {
                self.first_kept(&change.path, commit.day, commit.is_cut);
            }
            match versions.get(&(change.path.as_str(), change.blob)) {
                None => {}
                Some(Version::Review { is_closed }) => self.review(change, *is_closed, commit.day)?,
                Some(Version::Plan(hash)) => self.plan(&change.path, hash.as_deref()),
            }
        }
        Ok(())
    }

    fn first_kept(&mut self, path: &str, day: NaiveDate, is_cut: bool) {
        let Some((date, (kept, is_open))) = self.asked.records.get(path).zip(self.kept.get_mut(path)) else { return };
        *kept = match (*kept, is_cut) {
            (_, true) | (Kept::Before, _) => Kept::Before,
            (Kept::On(known), _) => Kept::On(known.min(day)),
            (Kept::Never, _) => Kept::On(day),
        };
        // A record may have been taken away and brought back, so one that seems late is looked for to the end.
        if *is_open && (is_cut || matches!(kept, Kept::On(day) if *day <= *date)) {
            *is_open = false;
            self.open.records -= 1;
        }
    }

    fn review(&mut self, change: &Change, is_closed: bool, day: NaiveDate) -> Result<()> {
        let Some(known) = self.open.closing.get_mut(change.path.as_str()) else { return Ok(()) };
        if is_closed {
            *known = Some((day, change.blob));
        }
        if is_closed && !change.is_new {
            return Ok(());
        }
        let known = known.take();
        self.open.closing.remove(change.path.as_str());
        known.map_or(Ok(()), |(day, blob)| self.closed(&change.path, day, blob))
    }

    fn plan(&mut self, path: &str, hash: Option<&str>) {
        let Some((path, _)) = self.asked.plans.get_key_value(path) else { return };
        let wanted = self.open.plans.get_mut(path.as_str());
        if let Some(hash) = hash.and_then(|hash| wanted?.take(hash)) {
            self.found.entry(path).or_default().push(hash);
        }
    }

    /// Notes how a review was closed, where that differs from what lies in the folder.
    fn closed(&mut self, path: &str, day: NaiveDate, blob: Oid) -> Result<()> {
        if self.asked.closed.get(path) == Some(&blob) {
            return Ok(());
        }
        let blob = self.repo.git.find_blob(blob).context("a review cannot be read")?;
        let now = (self.bytes)(path)?.unwrap_or_default();
        let (Ok(text), Ok(now)) = (std::str::from_utf8(blob.content()), std::str::from_utf8(&now)) else {
            return Ok(());
        };
        // Line ends make no difference.
        if content_hash(text) != content_hash(now) && !is_filtered(self.repo, path)? {
            self.closed.insert(path.to_owned(), Closing { day, text: text.to_owned() });
        }
        Ok(())
    }

    fn history(mut self) -> Result<History> {
        let mut plans = BTreeMap::new();
        for (path, wanted) in &self.open.plans {
            let Some(place) = Place::of(path) else { continue };
            let found = self.found.remove(path).unwrap_or_default().into_iter().map(str::to_owned).collect();
            let is_hidden = !wanted.is_empty() && is_filtered(self.repo, path)?;
            plans.extend(place.resident().map(|resident| (resident.to_owned(), Plans { found, is_hidden })));
        }
        let kept = self.kept.into_iter().map(|(path, (kept, _))| (path.to_owned(), kept)).collect();
        Ok(History { is_cut: self.is_cut, begins: self.begins, kept, plans, closed: self.closed })
    }
}

//! What git tells of the records that are checked: when each was first kept, whether the plans that reviews name were ever saved, and how
//! a review was when it was closed. Commits are gone through from the newest, many at a time, until all is answered. It reads, and runs
//! nothing of the repository's.

mod asked;
mod changes;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context as _, Result};
use chrono::NaiveDate;
use git2::{Oid, Repository};
use rayon::prelude::*;

use self::asked::{Asked, is_closed};
use self::changes::{Change, Folders};
use super::commit::is_filtered;
use super::history::date;
use super::repository::Repo;
use super::{Group, SETTINGS};
use crate::check::{Closing, History, Kept, Plans};
use crate::record::{Kind, Place, content_hash};

/// How many commits are looked into before it is asked whether all is answered: at first, and at most.
const FIRST: usize = 16;
const MOST: usize = 4096;
/// From how many commits on it is worth while to share them out.
const SHARED: usize = 128;

/// What git tells of the records of `groups` that `holds` says yes to, where they say what `bytes` gives.
///
/// # Errors
/// The history or a record cannot be read.
pub(super) fn history(
    repo: &Repo,
    groups: &[Group],
    holds: impl Fn(&str) -> bool,
    bytes: impl Fn(&str) -> Result<Option<Vec<u8>>> + Sync,
) -> Result<History> {
    let asked = Asked::new(repo, groups, holds, bytes)?;
    // That each object is what its name says is for `verify` to prove, in a run of its own; here it would take half of the time.
    git2::opts::strict_hash_verification(false);
    let history = answers(repo, &asked);
    git2::opts::strict_hash_verification(true);
    history
}

fn answers(repo: &Repo, asked: &Asked) -> Result<History> {
    let git = &repo.git;
    let cut = repo.cut();
    let mut walk = git.revwalk().context("the history cannot be read")?;
    walk.set_sorting(git2::Sort::TIME)?;
    let mut told = Told::new(repo, asked, !cut.is_empty());
    // A branch without a commit has no history.
    let mut commits = if walk.push_head().is_ok() { Some(walk) } else { None };
    let mut many = FIRST;
    while let Some(walk) = &mut commits {
        let ids: Vec<Oid> = walk.take(many).collect::<Result<_, _>>().context("the history cannot be read")?;
        if ids.is_empty() || told.has_answered_all() {
            break;
        }
        for commit in looked_into(git, &ids, &cut, asked)? {
            told.take(commit)?;
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

/// What each commit changed, in their order.
fn looked_into(git: &Repository, ids: &[Oid], cut: &HashSet<Oid>, asked: &Asked) -> Result<Vec<Commit>> {
    if ids.len() < SHARED {
        return part(git, ids, cut, asked);
    }
    let place = git.path();
    let parts: Vec<&[Oid]> = ids.chunks(SHARED).collect();
    let parts = parts.into_par_iter().map_init(
        || Repository::open(place),
        |git, ids| {
            let git = git.as_ref().map_err(|error| anyhow::anyhow!("cannot open the repository again: {error}"))?;
            part(git, ids, cut, asked)
        },
    );
    Ok(parts.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn part(git: &Repository, ids: &[Oid], cut: &HashSet<Oid>, asked: &Asked) -> Result<Vec<Commit>> {
    let odb = git.odb().context("git's objects cannot be read")?;
    let mut folders = Folders::new(&odb);
    let mut commits = Vec::with_capacity(ids.len());
    for id in ids {
        let commit = git.find_commit(*id).context("a save cannot be read")?;
        let is_cut = cut.contains(id);
        let before = if is_cut { Vec::new() } else { commit.parent_ids().collect() };
        let before: Vec<Oid> = before
            .into_iter()
            .map(|id| Ok(git.find_commit(id)?.tree_id()))
            .collect::<Result<_, git2::Error>>()
            .context("a save cannot be read")?;
        let changes = folders.changes(commit.tree_id(), &before, asked)?;
        commits.push(Commit { day: date(commit.author().when()).date_naive(), changes, is_cut });
    }
    Ok(commits)
}

/// What was learnt so far, from the newest commit on.
struct Told<'t> {
    repo: &'t Repo,
    asked: &'t Asked,
    history: History,
    /// The records whose first commit is still looked for.
    open: BTreeSet<&'t str>,
    /// The versions of plans that are still looked for.
    wanted: BTreeMap<&'t str, BTreeSet<&'t str>>,
    /// The closed reviews whose closing is still looked for, each with what is known of it.
    closing: BTreeMap<&'t str, Option<(NaiveDate, Oid)>>,
    /// The content hashes of plans that were read.
    hashes: HashMap<Oid, Option<String>>,
}

impl<'t> Told<'t> {
    fn new(repo: &'t Repo, asked: &'t Asked, is_cut: bool) -> Self {
        let plans = asked.plans.keys().map(|resident| (resident.clone(), Plans::default())).collect();
        let kept = asked.records.keys().map(|path| (path.clone(), Kept::Never)).collect();
        let wanted = |hashes: &'t BTreeSet<String>| hashes.iter().map(String::as_str).collect();
        Self {
            repo,
            asked,
            history: History { is_cut, begins: None, kept, plans, closed: BTreeMap::new() },
            open: asked.records.keys().map(String::as_str).collect(),
            wanted: asked.plans.iter().map(|(resident, hashes)| (resident.as_str(), wanted(hashes))).collect(),
            closing: asked.closed.keys().map(|path| (path.as_str(), None)).collect(),
            hashes: HashMap::new(),
        }
    }

    /// Whether no older commit can tell anything more.
    fn has_answered_all(&self) -> bool {
        self.open.is_empty() && self.closing.is_empty() && self.wanted.values().all(BTreeSet::is_empty)
    }

    fn take(&mut self, commit: Commit) -> Result<()> {
        for change in &commit.changes {
            if change.path == SETTINGS {
                if change.is_new {
                    self.history.begins = Some(self.history.begins.map_or(commit.day, |day| day.min(commit.day)));
                }
                continue;
            }
            self.first_kept(change, &commit);
            self.versions(change, commit.day)?;
        }
        Ok(())
    }

    fn first_kept(&mut self, change: &Change, commit: &Commit) {
        let Some((path, date)) = self.asked.records.get_key_value(&change.path).filter(|_| change.is_new) else {
            return;
        };
        let Some(kept) = self.history.kept.get_mut(path) else { return };
        *kept = match (*kept, commit.is_cut) {
            (_, true) | (Kept::Before, _) => Kept::Before,
            (Kept::On(known), _) => Kept::On(known.min(commit.day)),
            (Kept::Never, _) => Kept::On(commit.day),
        };
        // A record may have been taken away and brought back, so one that seems late is looked for to the end.
        if matches!(kept, Kept::On(day) if *day <= *date) || commit.is_cut {
            self.open.remove(path.as_str());
        }
    }

    fn versions(&mut self, change: &Change, day: NaiveDate) -> Result<()> {
        if let Some(known) = self.closing.get(change.path.as_str()).copied() {
            let closed = is_closed(self.repo.git.find_blob(change.blob).context("a review cannot be read")?.content());
            let known = if closed { Some((day, change.blob)) } else { known };
            if let Some(path) = self.closing.get_mut(change.path.as_str()) {
                *path = known;
            }
            if !closed || change.is_new {
                self.closed(&change.path, known)?;
            }
        }
        let Some(place) = Place::of(&change.path).filter(|place| place.kind == Kind::SupportPlan) else {
            return Ok(());
        };
        let Some(resident) = place.resident() else { return Ok(()) };
        let Some(wanted) = self.wanted.get_mut(resident).filter(|wanted| !wanted.is_empty()) else { return Ok(()) };
        if !self.hashes.contains_key(&change.blob) {
            let blob = self.repo.git.find_blob(change.blob).context("a plan cannot be read")?;
            self.hashes.insert(change.blob, std::str::from_utf8(blob.content()).ok().map(content_hash));
        }
        let hash = self.hashes.get(&change.blob).and_then(Option::as_deref);
        if let Some(hash) = hash.filter(|hash| wanted.remove(*hash)) {
            let plans = self.history.plans.entry(resident.to_owned()).or_default();
            plans.found.insert(hash.to_owned());
        }
        Ok(())
    }

    /// Notes how a review was closed, where that differs from what lies in the folder.
    fn closed(&mut self, path: &str, closing: Option<(NaiveDate, Oid)>) -> Result<()> {
        self.closing.remove(path);
        let Some((day, blob)) = closing else { return Ok(()) };
        let blob = self.repo.git.find_blob(blob).context("a review cannot be read")?;
        let Ok(text) = std::str::from_utf8(blob.content()) else { return Ok(()) };
        let is_same = self.asked.closed.get(path).is_some_and(|hash| *hash == content_hash(text));
        if !is_same && !is_filtered(self.repo, path)? {
            self.history.closed.insert(path.to_owned(), Closing { day, text: text.to_owned() });
        }
        Ok(())
    }

    fn history(mut self) -> Result<History> {
        for (resident, wanted) in &self.wanted {
            let plan = Place::path(Kind::SupportPlan, &[("resident", resident)]);
            if let Some(plans) = self.history.plans.get_mut(*resident).filter(|_| !wanted.is_empty()) {
                plans.is_hidden = is_filtered(self.repo, &plan)?;
            }
        }
        Ok(self.history)
    }
}

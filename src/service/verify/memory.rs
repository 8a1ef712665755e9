//! What the last `verify` saw, remembered under git's folder, so that a branch that was rewritten since is noticed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Local};
use git2::{BranchType, Oid};
use serde::{Deserialize, Serialize};

use super::walk::{Commit, Walk};
use super::{Fault, Proof, State, short};
use crate::report::plural;
use crate::service::history::date;
use crate::service::repository::Repo;
use crate::service::store;

/// What was seen.
#[derive(Debug, Serialize, Deserialize)]
struct Memory {
    when: DateTime<Local>,
    /// The last commit of each branch.
    branches: BTreeMap<String, String>,
}

/// How many saves that are no longer in the history are listed.
const MAX_LISTED: usize = 20;

/// Compares the branches with what was remembered, and remembers them as they are, unless something was rewritten and is not accepted.
///
/// # Errors
/// The branches cannot be read, or the memory cannot be read or written.
pub(super) fn compare(repo: &Repo, walk: &Walk, accept: bool) -> Result<Proof> {
    let now = branches(repo)?;
    let Some(memory) = read(repo)? else {
        remember(repo, &now)?;
        if now.is_empty() {
            return Ok(Proof::nothing("no branch has a save yet, so there is nothing to remember"));
        }
        let branches = plural(now.len(), "branch is", "branches are");
        return Ok(Proof::nothing(format!(
            "{branches} looked at for the first time, and remembered: the next `verify` sees what was rewritten"
        )));
    };
    let since = memory.when.format("%-d %B %Y, %H:%M");
    let known = walk.from_head.iter().chain(&walk.others).map(|commit| (commit.id, commit)).collect();
    let (mut faults, mut notes) = (Vec::new(), Vec::new());
    for (branch, then) in &memory.branches {
        let was = Oid::from_str(then).with_context(|| format!("{} names no commit", place(repo).display()))?;
        let is = now.get(branch).copied();
        match lost(repo, &known, was, is.map_or_else(|| now.values().copied().collect(), |is| vec![is])) {
            Lost::Nothing if is.is_some() => {}
            Lost::Nothing => {
                notes.push(format!("The branch {branch} is gone since then. All its saves are in another branch."))
            }
            lost => faults.push(fault(branch, was, is, &lost)),
        }
    }
    let line = format!("{} compared with {since}", plural(memory.branches.len(), "branch", "branches"));
    if faults.is_empty() {
        remember(repo, &now)?;
        let mut proof = Proof::new(format!("{line}: nothing was rewritten"), faults);
        proof.notes = notes;
        return Ok(proof);
    }
    let count = plural(faults.len(), "was", "were");
    let mut proof = Proof::new(format!("{line}: {count} rewritten"), faults);
    proof.notes = notes;
    if accept {
        remember(repo, &now)?;
        let told = proof.faults.drain(..).map(|fault| format!("Accepted: {}: {}.", fault.place, fault.message));
        proof.notes.extend(told);
        proof.state = State::Nothing;
        proof.line = format!("{line}: {count} rewritten, and taken from now on as it is");
    }
    Ok(proof)
}

/// What became of a commit that was once the last of a branch.
enum Lost {
    /// It is still part of the history.
    Nothing,
    /// These saves are not, newest first, in words.
    Saves(Vec<String>),
    /// It is not, and git no longer has it.
    Unknown,
}

/// Which saves that `was` leads to are in the history of none of `is`.
fn lost(repo: &Repo, known: &HashMap<Oid, &Commit>, was: Oid, is: Vec<Oid>) -> Lost {
    let mut held = HashSet::new();
    let mut open = is;
    while let Some(id) = open.pop() {
        if held.insert(id) {
            open.extend(known.get(&id).into_iter().flat_map(|commit| &commit.parents));
        }
    }
    let (mut saves, mut seen, mut open) = (Vec::new(), HashSet::new(), vec![was]);
    while let Some(id) = open.pop() {
        if held.contains(&id) || !seen.insert(id) {
            continue;
        }
        // What is gone from git altogether cannot be listed, and nothing before it.
        let Ok(commit) = repo.git.find_commit(id) else { continue };
        let when = commit.committer().when();
        let day = date(when).format("%-d %B %Y").to_string();
        let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
        saves.push((when.seconds(), format!("{} of {day}: {subject}", short(id))));
        open.extend(commit.parent_ids());
    }
    saves.sort_by_key(|(seconds, _)| std::cmp::Reverse(*seconds));
    match (seen.is_empty(), saves.is_empty()) {
        (true, _) => Lost::Nothing,
        (_, true) => Lost::Unknown,
        _ => Lost::Saves(saves.into_iter().map(|(_, save)| save).collect()),
    }
}

fn fault(branch: &str, was: Oid, is: Option<Oid>, lost: &Lost) -> Fault {
    let became = match is {
        Some(is) => format!("the branch ended with {was} and ends with {is} now, which does not follow it"),
        None => format!("the branch ended with {was} and is gone"),
    };
    let (lost, back) = match lost {
        Lost::Saves(saves) => {
            let more = saves.len().saturating_sub(MAX_LISTED);
            let mut lines: String = saves.iter().take(MAX_LISTED).map(|save| format!("\n      {save}")).collect();
            if more > 0 {
                lines.push_str(&format!("\n      and {}", plural(more, "older one", "older ones")));
            }
            let back = format!("`git branch rescued {}` keeps those saves from being cleared away", short(was));
            (format!("{} no longer in the history:{lines}", plural(saves.len(), "save is", "saves are")), back)
        }
        _ => (
            "the saves that led there are no longer in git here, so they cannot be listed".to_owned(),
            "A backup or another copy of the repository may have them".to_owned(),
        ),
    };
    Fault {
        place: format!("branch {branch}"),
        message: format!("{became}; {lost}"),
        help: format!(
            "Whoever answers for the records should look at this first: was it meant, and by whom? {back}. \
             Only once that is settled, `supportplan verify --accept` takes the branch as it is now."
        ),
    }
}

/// The branches of this repository, each with its last commit.
fn branches(repo: &Repo) -> Result<BTreeMap<String, Oid>> {
    let mut branches = BTreeMap::new();
    for branch in repo.git.branches(Some(BranchType::Local)).context("the branches cannot be read")? {
        let (branch, _) = branch.context("a branch cannot be read")?;
        if let Some(last) = branch.get().target() {
            branches.insert(String::from_utf8_lossy(branch.name_bytes()?).into_owned(), last);
        }
    }
    Ok(branches)
}

/// Branches belong to the whole repository, linked folders included, so the memory of them does as well.
fn place(repo: &Repo) -> PathBuf {
    repo.git.commondir().join("supportplan/verified")
}

fn read(repo: &Repo) -> Result<Option<Memory>> {
    let place = place(repo);
    if !store::exists(&place) {
        return Ok(None);
    }
    let memory = serde_json::from_slice(&store::read(&place)?);
    memory.map(Some).with_context(|| {
        format!(
            "{} holds what the last `verify` saw, and it cannot be read. Find out who changed it; once it is taken away, `verify` begins anew",
            place.display()
        )
    })
}

fn remember(repo: &Repo, branches: &BTreeMap<String, Oid>) -> Result<()> {
    let branches = branches.iter().map(|(name, last)| (name.clone(), last.to_string())).collect();
    let text = serde_json::to_string_pretty(&Memory { when: Local::now(), branches })?;
    store::write(&place(repo), format!("{text}\n").as_bytes())
        .context("what was seen cannot be remembered for the next time")
}

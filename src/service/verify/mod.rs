//! Proving what is there: that git holds every object, that the records of every save can be read, that reviews and scans are what they
//! say, that saves are signed where that is asked for, and that nothing was rewritten. It reads, and runs nothing of the repository's.

mod memory;
mod needs;
mod records;
mod reviews;
mod roots;
mod signatures;
mod walk;

use anyhow::Result;

use self::walk::{Commit, Walk};
use super::Service;
use super::repository::Repo;
use crate::report::plural;

/// Something that could not be proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a file with its line, a commit, a branch, as far as there is one.
    pub place: String,
    /// What is wrong and what that means, in plain words, without a full stop. It holds no word of a record.
    pub message: String,
    /// What to do, as whole sentences.
    pub help: String,
}

/// What came of one proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// How it went.
    pub state: State,
    /// What was looked at and how much of it, in one line.
    pub line: String,
    /// Where it fails.
    pub faults: Vec<Fault>,
    /// What else is to be said, as whole sentences.
    pub notes: Vec<String>,
}

/// How a proof went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All is proven.
    Proven,
    /// Something is wrong.
    Wrong,
    /// It was not asked for, or there is nothing to prove.
    Nothing,
}

impl Proof {
    fn new(line: impl Into<String>, faults: Vec<Fault>) -> Self {
        let state = if faults.is_empty() { State::Proven } else { State::Wrong };
        Self { state, line: line.into(), faults, notes: Vec::new() }
    }

    fn nothing(line: impl Into<String>) -> Self {
        Self { state: State::Nothing, line: line.into(), faults: Vec::new(), notes: Vec::new() }
    }
}

/// Looks at everything. With `accept`, branches that were rewritten are taken as they are now; what the last time showed is forgotten.
///
/// # Errors
/// Something that it takes to look is missing, such as git where signatures are asked for.
pub fn run(service: &Service, repo: &Repo, accept: bool) -> Result<Vec<Proof>> {
    let walk = Walk::new(repo)?;
    let (read, versions) = records::read(repo, &walk)?;
    let mut broken = walk.broken.clone();
    broken.extend(versions.broken);
    let objects = objects(repo, &walk, &broken)?;
    let reviews = reviews::reviews(service, repo, &walk, &versions.plans)?;
    let signatures = signatures::check(service, repo, &walk)?;
    let memory = memory::compare(repo, &walk, accept)?;
    let mut proofs = vec![objects, read];
    proofs.extend(reviews);
    proofs.extend([signatures, memory]);
    if super::store::exists(&repo.own_folder().join("journal")) {
        let mut proof = Proof::nothing("a save that is under way, or was interrupted");
        proof.notes.push(
            "A save is under way, or was interrupted. Where it was interrupted, the next save finishes it.".to_owned(),
        );
        proofs.push(proof);
    }
    Ok(proofs)
}

/// Whether git holds every object that a branch, HEAD or the index needs.
fn objects(repo: &Repo, walk: &Walk, broken: &[walk::Broken]) -> Result<Proof> {
    let mut faults = roots::faults(&repo.git)?;
    faults.extend(needs::faults(repo, walk, broken)?);
    if walk.objects == 0 && faults.is_empty() {
        return Ok(Proof::nothing("nothing was saved yet, so there is no history to look at"));
    }
    let saves = plural(walk.from_head.len() + walk.others.len(), "save", "saves");
    let count = plural(walk.objects, "object", "objects");
    let line = match broken.len() {
        0 => format!("{count} in {saves}: each is there, with the content that its name says"),
        1 => format!("{count} in {saves}: 1 is missing or damaged"),
        lost => format!("{count} in {saves}: {lost} are missing or damaged"),
    };
    let faults = capped(faults);
    let mut proof = Proof::new(line, faults);
    let cut: Vec<_> = walk.from_head.iter().filter(|commit| walk.cut.contains(&commit.id)).map(Commit::named).collect();
    if !cut.is_empty() {
        proof.notes.push(format!(
            "This copy of the repository is cut off: it begins with {}. Nothing before that can be proven here. \
             `git fetch --unshallow` brings the rest.",
            cut.join(", ")
        ));
    }
    Ok(proof)
}

/// How many faults of one proof are named one by one.
const MAX_NAMED: usize = 20;

/// The first faults, the last of which says how many more there are.
fn capped(mut faults: Vec<Fault>) -> Vec<Fault> {
    let more = faults.len().saturating_sub(MAX_NAMED);
    faults.truncate(MAX_NAMED);
    if let Some(last) = faults.last_mut().filter(|_| more > 0) {
        last.message = format!("{}; there are {more} more of this kind, which are not listed", last.message);
    }
    faults
}

/// The first seven letters of a commit's name, as git shows it.
fn short(id: git2::Oid) -> String {
    id.to_string()[..7].to_owned()
}

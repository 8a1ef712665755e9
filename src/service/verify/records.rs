//! The contents that git holds: each is read once, and the records among them must be records.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use git2::{Oid, Repository};
use rayon::prelude::*;

use super::walk::{Broken, Version, Walk};
use super::{Fault, Proof, capped};
use crate::finding::{Code, Finding};
use crate::record::{self, Kind, Place, Wording};
use crate::report::plural;
use crate::service::commit::is_filtered;
use crate::service::repository::Repo;
use crate::text::LineIndex;

/// What was learnt from the versions of records.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// The content hashes of each resident's support plan, over its whole history.
    pub(super) plans: BTreeMap<String, BTreeSet<String>>,
    /// Contents that git does not have, or has damaged.
    pub(super) broken: Vec<Broken>,
}

/// What reading one version came to.
enum Read {
    Well {
        plan: Option<(String, String)>,
    },
    /// The place and what is wrong there.
    Unreadable(String),
    Broken(Broken),
}

/// Faults by which a file is no record of its format. All others are matters of what it says.
const UNREADABLE: [Code; 11] = [
    Code::NotUtf8,
    Code::TooLarge,
    Code::NoFrontMatter,
    Code::UnclosedFrontMatter,
    Code::SecondDocument,
    Code::Syntax,
    Code::Indent,
    Code::TabIndent,
    Code::DuplicateKey,
    Code::YamlFeature,
    Code::ConflictMarker,
];

/// Reads every content once, and every version of a record as that.
///
/// # Errors
/// The repository cannot be opened again, or its attributes cannot be read.
pub(super) fn read(repo: &Repo, walk: &Walk) -> Result<(Proof, Versions)> {
    let mut versions = Versions::default();
    let place = repo.git.path();
    let again = || Repository::open(place);
    let lost = walk.contents.par_iter().with_min_len(64).map_init(again, |git, id| Ok(bytes(git, *id)?.err()));
    versions.broken = lost.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let read = walk.versions.par_iter().with_min_len(64).map_init(again, |git, version| one(git, version));
    let read: Vec<Read> = read.collect::<Result<_>>()?;
    let (mut faults, mut filtered, mut well) = (Vec::new(), BTreeMap::new(), 0);
    for (version, read) in walk.versions.iter().zip(read) {
        match read {
            Read::Well { plan } => {
                well += 1;
                if let Some((resident, hash)) = plan {
                    versions.plans.entry(resident).or_default().insert(hash);
                }
            }
            Read::Broken(broken) if versions.broken.iter().any(|known| known.id == broken.id) => {}
            Read::Broken(broken) => versions.broken.push(broken),
            Read::Unreadable(_) if is_filtered(repo, &version.path)? => {
                *filtered.entry(version.path.as_str()).or_insert(0) += 1;
            }
            Read::Unreadable(what) => faults.push(fault(repo, walk, version, &what)?),
        }
    }
    if walk.versions.is_empty() {
        return Ok((Proof::nothing("there is no version of a record to read"), versions));
    }
    let records: BTreeSet<&str> = walk.versions.iter().map(|version| version.path.as_str()).collect();
    let all = plural(walk.versions.len(), "version", "versions");
    let of = plural(records.len(), "record", "records");
    let line = if faults.is_empty() && well == walk.versions.len() {
        format!("{all} of {of}: each can be read as a record")
    } else {
        format!("{all} of {of}: {well} can be read as a record")
    };
    let mut proof = Proof::new(line, capped(faults));
    if !filtered.is_empty() {
        let (versions, records) = (filtered.values().sum(), filtered.len());
        proof.notes.push(format!(
            "Behind a filter such as git-crypt, so that it cannot be read here: {} of {}.",
            plural(versions, "version", "versions"),
            plural(records, "record", "records")
        ));
    }
    Ok((proof, versions))
}

/// The whole content, whose name is proven by reading it.
fn bytes(git: &Result<Repository, git2::Error>, id: Oid) -> Result<Result<Vec<u8>, Broken>> {
    let git = git.as_ref().map_err(|error| anyhow::anyhow!("cannot open the repository again: {}", error.message()))?;
    let object = git.odb()?.read(id).map(|object| object.data().to_vec());
    Ok(object.map_err(|error| Broken::new(id, &error, None)))
}

fn one(git: &Result<Repository, git2::Error>, version: &Version) -> Result<Read> {
    let bytes = match bytes(git, version.blob)? {
        Ok(bytes) => bytes,
        Err(broken) => return Ok(Read::Broken(broken)),
    };
    let Some(place) = Place::of(&version.path) else { return Ok(Read::Well { plan: None }) };
    let (kind, resident) = (place.kind, place.resident().map(str::to_owned));
    let reading = record::read(&version.path, place, bytes, &Wording::default());
    let is_fault = |finding: &&Finding| UNREADABLE.contains(&finding.code);
    if let Some(finding) = reading.findings.iter().filter(is_fault).min_by_key(|finding| finding.span.start) {
        let at = LineIndex::new(&reading.text).position(&reading.text, finding.span.start);
        return Ok(Read::Unreadable(format!(
            "{}:{}: {}: {}",
            at.line,
            at.column,
            finding.code.number(),
            finding.message
        )));
    }
    let plan = resident.filter(|_| kind == Kind::SupportPlan);
    Ok(Read::Well { plan: plan.map(|resident| (resident, record::content_hash(&reading.text))) })
}

fn fault(repo: &Repo, walk: &Walk, version: &Version, what: &str) -> Result<Fault> {
    let commit = &walk.from_head[version.commit];
    let path = &version.path;
    let tree = repo.git.head()?.peel_to_tree()?;
    let is_last = tree.get_path(repo.inside(path).as_ref()).is_ok_and(|entry| entry.id() == version.blob);
    let help = if is_last {
        format!(
            "This is the last version. `supportplan check {path}` says what is wrong; mend it in an editor, then save."
        )
    } else {
        "It is an old version, which stays as it is: mending it would rewrite history. Tell whoever answers for the records, so that it is \
         known; the versions before and after it are not touched by this."
            .to_owned()
    };
    let (place, message) = what.split_once(": ").unwrap_or(("", what));
    Ok(Fault {
        place: format!("{path}:{place}, saved with {}", commit.named()),
        message: format!("this version cannot be read as a record ({message})"),
        help,
    })
}

//! Formal reviews: the versions of the plan that they name must be in the history, and their scans must be what was signed.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use git2::{TreeWalkMode, TreeWalkResult};
use serde_json::Value;

use super::walk::Walk;
use super::{Fault, Proof, capped};
use crate::record::{self, Kind, Place, Record, Wording};
use crate::report::plural;
use crate::service::commit::is_filtered;
use crate::service::repository::Repo;
use crate::service::{Service, store};
use crate::text::LineIndex;

/// The proofs of the versions that reviews name, and of their scans.
///
/// # Errors
/// The repository's attributes or a scan cannot be read.
pub(super) fn reviews(
    service: &Service,
    repo: &Repo,
    walk: &Walk,
    plans: &BTreeMap<String, BTreeSet<String>>,
) -> Result<[Proof; 2]> {
    let reviews = last_saved(repo);
    Ok([versions(repo, walk, plans, &reviews)?, scans(service, repo, &reviews)?])
}

/// The formal reviews of the last save, as far as git can give them.
fn last_saved(repo: &Repo) -> Vec<Record> {
    let git = &repo.git;
    let mut found = Vec::new();
    let Ok(tree) = git.head().and_then(|head| head.peel_to_tree()) else { return found };
    let residents = repo.inside("residents");
    let Ok(folder) = tree.get_path(residents.as_ref()).and_then(|entry| git.find_tree(entry.id())) else {
        return found;
    };
    // What cannot be read is named where the objects are.
    let _ = folder.walk(TreeWalkMode::PreOrder, |below, entry| {
        let path = format!("residents/{below}{}", String::from_utf8_lossy(entry.name_bytes()));
        if let Some(place) = Place::of(&path).filter(|place| place.kind == Kind::FormalReview) {
            let bytes = git.find_blob(entry.id()).map(|blob| blob.content().to_vec());
            found.extend(bytes.ok().and_then(|bytes| record::read(&path, place, bytes, &Wording::default()).record));
        }
        TreeWalkResult::Ok
    });
    found
}

/// Whether each version of a plan that a review names is in the history.
fn versions(repo: &Repo, walk: &Walk, plans: &BTreeMap<String, BTreeSet<String>>, reviews: &[Record]) -> Result<Proof> {
    if reviews.is_empty() {
        return Ok(Proof::nothing("there is no formal review, so none names a version of a plan"));
    }
    let (mut faults, mut open, mut named) = (Vec::new(), Vec::new(), 0);
    for review in reviews {
        let Some(resident) = review.place.resident() else { continue };
        let plan = Place::path(Kind::SupportPlan, &[("resident", resident)]);
        for (key, what) in [("reviewed", "was gone through"), ("agreed", "was agreed")] {
            let Some(hash) = review.value(key) else { continue };
            named += 1;
            if plans.get(resident).is_some_and(|hashes| hashes.contains(hash)) {
                continue;
            }
            let place = place(review, key);
            if !walk.cut.is_empty() {
                open.push(format!("{place}: cannot tell, because this copy of the repository is cut off."));
            } else if is_filtered(repo, &plan)? {
                open.push(format!("{place}: cannot tell, because the plan lies behind a filter such as git-crypt."));
            } else {
                faults.push(Fault {
                    place,
                    message: format!("the plan that {what} is none that was ever saved as {plan}"),
                    help: "Either this line was changed, or the plan was not saved as it was printed. Compare the review with the signed paper; \
                           `git log -p` on the review shows who changed the line and when."
                        .to_owned(),
                });
            }
        }
    }
    let of = format!("in {}", plural(reviews.len(), "formal review", "formal reviews"));
    let found = named - faults.len() - open.len();
    let line = if found == named {
        format!("{} {of}: each is a saved version of that plan", plural(named, "plan named", "plans named"))
    } else {
        format!("{} {of}: {found} found among the saved versions", plural(named, "plan named", "plans named"))
    };
    let mut proof = Proof::new(line, capped(faults));
    proof.notes = open;
    Ok(proof)
}

/// Whether each scan that a review names is there, in git and in the folder, with the content that the review says.
fn scans(service: &Service, repo: &Repo, reviews: &[Record]) -> Result<Proof> {
    let (mut faults, mut notes, mut named) = (Vec::new(), Vec::new(), 0);
    let each = reviews.iter().flat_map(|review| {
        let first = review.values.get("scan").filter(|scan| scan.is_object()).map(|scan| ("scan", scan));
        let further = review.list("further_scans").iter().map(|scan| ("further_scans", scan));
        first.into_iter().chain(further).map(move |(key, scan)| (review, key, scan))
    });
    for (review, key, scan) in each {
        named += 1;
        let text = |key: &str| scan.get(key).and_then(Value::as_str).unwrap_or_default();
        let place = place(review, key);
        let mut wrong =
            |message: String, help: &str| faults.push(Fault { place: place.clone(), message, help: help.to_owned() });
        let name = text("path").strip_prefix("scans/").filter(|name| is_file_name(name));
        let (Some(resident), Some(name)) = (review.place.resident(), name) else {
            wrong(
                "the scan is not named as one".to_owned(),
                "Name it by its path in the resident's folder, such as scans/2026-11-20-formal.pdf.",
            );
            continue;
        };
        let path = format!("residents/{resident}/scans/{name}");
        let is_it = |bytes: &[u8]| record::sha256(bytes) == text("sha256");
        let in_folder =
            store::is_plain_file(&service.full(&path)).then(|| store::read(&service.full(&path))).transpose()?;
        let help = "Compare it with the signed paper. An older version may be in git's history: `git log` on the scan shows when it changed \
                    and by whom. If the paper is at hand, scan it again, save it under a new name, and name that in the review.";
        match in_folder {
            None => wrong(format!("the scan {path} is not in the folder"), help),
            Some(bytes) if !is_it(&bytes) => {
                wrong(format!("the scan {path} in the folder is not the one that the review names"), help)
            }
            Some(_) => {}
        }
        if is_filtered(repo, &path)? {
            notes.push(format!("{path} lies behind a filter, so only the file in the folder was compared."));
            continue;
        }
        match repo.last_committed(&path) {
            Ok(None) => wrong(format!("the scan {path} was never saved"), "`supportplan save` keeps it in git."),
            Ok(Some(bytes)) if !is_it(&bytes) => {
                wrong(format!("the scan {path} in the last save is not the one that the review names"), help);
            }
            // What git cannot read is named where the objects are.
            Ok(Some(_)) | Err(_) => {}
        }
    }
    if named == 0 {
        return Ok(Proof::nothing("no formal review names a scan"));
    }
    let scans = plural(named, "scan", "scans");
    let line = match faults.is_empty() {
        true => format!("{scans}: each is in git and in the folder, as its review says"),
        false => format!("{scans}: not all are as their reviews say"),
    };
    let mut proof = Proof::new(line, capped(faults));
    proof.notes = notes;
    Ok(proof)
}

fn is_file_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    name.bytes().all(plain) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// The review with the line of `key`.
fn place(review: &Record, key: &str) -> String {
    let at = review.front.root.entry(key).map_or(0, |entry| entry.key_span.start);
    format!("{}:{}", review.path, LineIndex::new(&review.text).position(&review.text, at).line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_lies_in_no_other_folder() {
        assert!(is_file_name("2026-11-20-formal.pdf"));
        for name in ["", "../plan.md", "a/b.pdf", ".hidden", "-n"] {
            assert!(!is_file_name(name), "{name}");
        }
    }
}

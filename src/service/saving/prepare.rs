//! What of some edits may be committed, and what the commit says about itself. Nothing here writes, and where the files are looked up is
//! handed in: in a folder and its repository, or in an example that is replayed in memory.

use anyhow::Result;

use super::message::{Part, message, name_of, part};
use super::{Outcome, is_own};
use crate::check::{Checked, Checkup};
use crate::finding::Severity;
use crate::record::Kind;
use crate::report::plural;
use crate::service::commit::Contents;
use crate::service::repository::Edited;
use crate::service::{Group, Service, is_reference};

/// Tells what a file says; none, where there is no such file.
pub type LookUp<'l> = dyn Fn(&str) -> Result<Option<Vec<u8>>> + 'l;

/// The files that a save is about, as they are and as they were.
#[derive(Clone, Copy)]
pub struct Files<'f> {
    /// What a file says now. Only plain files say anything.
    pub now: &'f LookUp<'f>,
    /// What the last commit holds.
    pub committed: &'f LookUp<'f>,
    /// Why a file can go into no commit, whatever it says; none, where it can.
    pub unfit: &'f dyn Fn(&str) -> Result<Option<String>>,
}

/// What is to become one commit.
#[derive(Debug)]
pub struct Prepared {
    /// The files that go in and out; none of them, where there is nothing to commit.
    pub contents: Contents,
    /// What the commit says about itself.
    pub message: String,
    /// What was found, and which files stay out and why.
    pub outcome: Outcome,
}

impl Prepared {
    /// Whether there is nothing to commit.
    pub fn is_empty(&self) -> bool {
        self.contents.files.is_empty() && self.contents.removed.is_empty()
    }

    /// The same, where one file is not to go in without the others: none of them, if any stays out.
    pub fn all_or_none(mut self) -> Self {
        if !self.outcome.kept_out.is_empty() || !self.outcome.deleted.is_empty() {
            let reason = "is to be saved together with what is named above";
            let others = std::mem::take(&mut self.contents).files;
            self.outcome.kept_out.extend(others.iter().map(|file| (file.path().to_owned(), reason.to_owned())));
        }
        self
    }

    /// What the commit's subject is.
    pub fn subject(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }
}

/// Prepares the edits of a resident or of the team.
///
/// # Errors
/// A file cannot be looked up.
pub fn group(service: &Service, group: &Group, edited: &[&Edited], files: Files<'_>) -> Result<Prepared> {
    let name = group.resident.as_deref().unwrap_or("Team");
    if group.resident.is_some() && !is_reference(name) {
        // The folder's name would stand in the commit's subject and in every path.
        let reason = "lies in a folder whose name is not a reference such as R-0142";
        let kept_out = edited.iter().map(|edited| (edited.path.clone(), reason.to_owned())).collect();
        let outcome = Outcome { kept_out, ..Outcome::default() };
        return Ok(Prepared { contents: Contents::default(), message: String::new(), outcome });
    }
    let checkups = service.check_group_with(group, files.now)?;
    let broken = newly_broken(service, group, &checkups, edited, files)?;
    prepare(service, name, edited, checkups, &broken, files)
}

/// Prepares the edits of the service's own files. `checkup` is that of its settings.
///
/// # Errors
/// A file cannot be looked up.
pub fn own(service: &Service, checkup: Checkup, edited: &[&Edited], files: Files<'_>) -> Result<Prepared> {
    prepare(service, "Service", edited, vec![checkup], &[], files)
}

/// Sorts the edited files into what is committed and what stays out. `checkups` are those of the records that belong together, edited or
/// not; `broken` are records that nobody edited and that the edits would break.
fn prepare(
    service: &Service,
    name: &str,
    edited: &[&Edited],
    checkups: Vec<Checkup>,
    broken: &[String],
    files: Files<'_>,
) -> Result<Prepared> {
    let (mut contents, mut outcome) = (Contents::default(), Outcome::default());
    let mut parts = Vec::new();
    let stop_at = service.settings().stop_at();
    for edited in edited {
        let path = &edited.path;
        if edited.deleted && is_own(path) {
            contents.removed.push(path.clone());
            parts.push(Part::named(name_of(path)));
        } else if edited.deleted {
            outcome.deleted.push(path.clone());
        } else if let Some(reason) = (files.unfit)(path)? {
            outcome.kept_out.push((path.clone(), reason));
        } else if let Some(checkup) = checkups.iter().find(|checkup| checkup.path == *path && checkup.is_of_record()) {
            let committed = (files.committed)(path)?;
            match checkup.passed(stop_at) {
                None => outcome.kept_out.push((path.clone(), not_passed(checkup))),
                Some(_) if !broken.is_empty() && others_lean_on(checkup) => {
                    let count = plural(broken.len(), "other record", "other records");
                    let reason = format!("no longer has something that {count} name, the first of them {}", broken[0]);
                    outcome.kept_out.push((path.clone(), reason));
                }
                Some(_) if committed.as_deref() == Some(checkup.text.as_bytes()) => {}
                Some(checked) => {
                    let wording = &service.context.wording;
                    parts.extend(checkup.record.as_ref().map(|record| part(record, committed, wording)));
                    contents.files.push(checked);
                }
            }
        } else if let Some(file) = other_file(path, files)? {
            parts.push(Part::named(name_of(path)));
            contents.files.push(file);
        } else {
            outcome.left_alone.push(path.clone());
        }
    }
    let shown = |checkup: &Checkup| edited.iter().any(|edited| edited.path == checkup.path);
    outcome.checkups = checkups.into_iter().filter(|c| shown(c) || broken.contains(&c.path)).collect();
    Ok(Prepared { contents, message: message(name, parts), outcome })
}

/// Records that nobody edited and that the edits would break, because an item that they name would be gone.
fn newly_broken(
    service: &Service,
    group: &Group,
    checkups: &[Checkup],
    edited: &[&Edited],
    files: Files<'_>,
) -> Result<Vec<String>> {
    let is_edited = |path: &str| edited.iter().any(|edited| edited.path == path);
    let broken = |checkups: &[Checkup]| -> Vec<String> {
        let unedited = checkups.iter().filter(|checkup| !is_edited(&checkup.path));
        unedited.filter(|checkup| checkup.count(Severity::Error) > 0).map(|checkup| checkup.path.clone()).collect()
    };
    let now = broken(checkups);
    if now.is_empty() {
        return Ok(now);
    }
    let before =
        broken(&service.check_group_with(group, |path| {
            if is_edited(path) { (files.committed)(path) } else { (files.now)(path) }
        })?);
    Ok(now.into_iter().filter(|path| !before.contains(path)).collect())
}

fn not_passed(checkup: &Checkup) -> String {
    if checkup.count(Severity::Error) > 0 {
        "has errors".to_owned()
    } else {
        "has warnings, and the service's settings say that these keep it out (`save: stop_at`)".to_owned()
    }
}

/// Whether other records name items of this one.
fn others_lean_on(checkup: &Checkup) -> bool {
    let live = [Kind::SupportPlan, Kind::SafetyPlan, Kind::Referral, Kind::Assessment];
    checkup.record.as_ref().is_some_and(|record| live.contains(&record.kind()))
}

/// A file that belongs to the service without being a record: a scan, a template, git's own files.
fn other_file(path: &str, files: Files<'_>) -> Result<Option<Checked>> {
    let bytes = if is_scan(path) || is_own(path) { (files.now)(path)? } else { None };
    Ok(bytes.and_then(|bytes| Checked::without_record(path, bytes)))
}

/// Whether a file is a scan with a name that tells nothing but its date.
fn is_scan(path: &str) -> bool {
    let Some((_, name)) = path.split_once("/scans/") else { return false };
    let Some((stem, ending)) = name.rsplit_once('.') else { return false };
    let dated = stem.get(..10).is_some_and(|date| date.parse::<chrono::NaiveDate>().is_ok());
    let rest = stem.get(10..).unwrap_or_default().strip_prefix("-formal");
    let numbered = rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(all_digits));
    dated && numbered && matches!(ending, "pdf" | "jpg" | "jpeg" | "png")
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::check::Context;
    use crate::record::{Settings, model};
    use crate::service::check_settings_text;

    fn prepared(reason: Option<&str>) -> Prepared {
        let settings =
            "supportplan: 1\nservice: Larch House\nstaff:\n  - {id: priya-n, name: Priya N, email: p@x.example}\n";
        let settings = check_settings_text(settings.into()).record.as_ref().and_then(model::of::<Settings>);
        let context = Context::new(
            settings.expect("settings"),
            BTreeSet::from(["R-0142".to_owned()]),
            chrono::NaiveDate::default(),
        );
        let service = Service::new(Path::new("nowhere"), context);
        let edited = ["2026-11-20-formal.pdf", "Sam.pdf"].map(|name| format!("residents/R-0142/scans/{name}"));
        let files = Files {
            now: &|path| Ok(Some(path.as_bytes().to_vec())),
            committed: &|_| Ok(None),
            unfit: &|_| Ok(reason.map(str::to_owned)),
        };
        let resident = Group { resident: Some("R-0142".into()), files: edited.to_vec(), unread: Vec::new() };
        let edited = edited.map(|path| Edited { path, deleted: false });
        group(&service, &resident, &edited.each_ref(), files).expect("prepared")
    }

    #[test]
    fn what_is_prepared_needs_no_folder_and_no_repository() {
        let prepared = prepared(None);
        assert_eq!(prepared.message, "R-0142: scan\n");
        let paths: Vec<_> = prepared.contents.files.iter().map(Checked::path).collect();
        assert_eq!(paths, ["residents/R-0142/scans/2026-11-20-formal.pdf"]);
        assert_eq!(prepared.outcome.left_alone, ["residents/R-0142/scans/Sam.pdf"]);
    }

    #[test]
    fn what_fits_no_commit_is_kept_out_whatever_it_says() {
        let prepared = prepared(Some("goes nowhere"));
        assert!(prepared.is_empty());
        assert_eq!(prepared.outcome.kept_out.len(), 2);
    }
}

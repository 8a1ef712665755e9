//! Saving: what was edited in a group is checked together, and what passes becomes one commit.

use anyhow::Result;

use super::commit::{self, When};
use super::repository::{Edited, Identity, Repo};
use super::{Group, SETTINGS, Service, check_settings, store};
use crate::change;
use crate::check::{self, Checked, Checkup};
use crate::finding::Severity;
use crate::record::{self, Kind, Place, Record, edit};

/// What became of one group's edits.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The commit that was made, with its subject.
    pub saved: Option<Saved>,
    /// The edited records that were read, with what was found in them.
    pub checkups: Vec<Checkup>,
    /// Paths that were kept out because of what was found in them.
    pub kept_out: Vec<String>,
    /// Paths of files that are no records and stay out of git.
    pub left_alone: Vec<String>,
    /// Paths of records that were deleted by hand. git keeps what they said.
    pub deleted: Vec<String>,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its subject: references and numbers only, no word of a record.
    pub subject: String,
    /// Its name, as git shows it.
    pub commit: String,
}

/// Which of the edited files belong to a group.
pub fn of_group<'e>(group: &Group, edited: &'e [Edited]) -> Vec<&'e Edited> {
    let folder = folder(group);
    edited.iter().filter(|edited| edited.path.starts_with(&folder)).collect()
}

/// Which of the edited files are the service's own: settings, templates, and git's files at the top.
pub fn of_service(edited: &[Edited]) -> Vec<&Edited> {
    let own = |path: &str| path == SETTINGS || path.starts_with(".supportplan/") || matches!(path, ".gitattributes" | ".gitignore");
    edited.iter().filter(|edited| own(&edited.path)).collect()
}

fn folder(group: &Group) -> String {
    group.resident.as_ref().map_or("team/".to_owned(), |resident| format!("residents/{resident}/"))
}

/// Saves the edits of a resident or of the team as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_group(service: &Service, repo: &Repo, group: &Group, edited: &[&Edited], author: &Identity) -> Result<Outcome> {
    let mut checkups = service.check_group(group)?;
    if remove_guidance(service, &checkups, edited)? {
        checkups = service.check_group(group)?;
    }
    let name = group.resident.clone().unwrap_or_else(|| "Team".to_owned());
    save(service, repo, &name, checkups, edited, author)
}

/// Saves the edits of the service's own files as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_service(service: &Service, repo: &Repo, edited: &[&Edited], author: &Identity) -> Result<Outcome> {
    let checkups = vec![check_settings(&service.root)?];
    save(service, repo, "Service", checkups, edited, author)
}

fn save(
    service: &Service,
    repo: &Repo,
    name: &str,
    checkups: Vec<Checkup>,
    edited: &[&Edited],
    author: &Identity,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut files = Vec::new();
    let mut parts = Vec::new();
    let stop_at = service.settings().stop_at();
    for edited in edited {
        let path = &edited.path;
        if edited.deleted {
            outcome.deleted.push(path.clone());
        } else if let Some(checkup) = checkups.iter().find(|checkup| checkup.path == *path) {
            match checkup.passed(stop_at) {
                Some(checked) => {
                    parts.extend(checkup.record.as_ref().map(|record| part(service, repo, record)).transpose()?);
                    files.push(checked);
                }
                None => outcome.kept_out.push(path.clone()),
            }
        } else if let Some(file) = other_file(service, path)? {
            parts.push(other_part(path));
            files.push(file);
        } else {
            outcome.left_alone.push(path.clone());
        }
    }
    outcome.checkups = checkups.into_iter().filter(|checkup| edited.iter().any(|edited| edited.path == checkup.path)).collect();
    if !files.is_empty() {
        let subject = subject(name, parts);
        let made = commit::commit(repo, &files, author, &subject, When::Now)?;
        outcome.saved = Some(Saved { subject, commit: made.commit });
    }
    Ok(outcome)
}

/// A file that belongs to the service without being a record: a scan, a template, git's own files.
fn other_file(service: &Service, path: &str) -> Result<Option<Checked>> {
    let kept = path.contains("/scans/") || path.starts_with(".supportplan/") || matches!(path, ".gitattributes" | ".gitignore");
    if !kept || !store::is_plain_file(&service.full(path)) {
        return Ok(None);
    }
    Ok(Checked::without_record(path, store::read(&service.full(path))?))
}

fn other_part(path: &str) -> String {
    if path.contains("/scans/") {
        "scan".to_owned()
    } else if path.starts_with(".supportplan/") {
        "template".to_owned()
    } else {
        "git's files".to_owned()
    }
}

/// Takes this tool's guidance out of edited records that are otherwise complete; says whether any file was changed.
fn remove_guidance(service: &Service, checkups: &[Checkup], edited: &[&Edited]) -> Result<bool> {
    let mut changed = false;
    for checkup in checkups.iter().filter(|checkup| edited.iter().any(|edited| edited.path == checkup.path)) {
        let Some(record) = checkup.record.as_ref().filter(|_| checkup.count(Severity::Error) == 0) else { continue };
        let edits = edit::without_guidance(record);
        if !edits.is_empty() {
            store::write(&service.full(&checkup.path), edit::apply(&record.text, edits).as_bytes())?;
            changed = true;
        }
    }
    Ok(changed)
}

/// What a commit's subject says about one record.
fn part(service: &Service, repo: &Repo, record: &Record) -> Result<String> {
    let name = match record.kind() {
        Kind::WeeklyReview => format!("weekly review {}", record.value("week").unwrap_or_default()),
        Kind::FormalReview => format!("formal review {}", record.value("prepared").unwrap_or_default()),
        Kind::TeamReflection | Kind::PlanAudit | Kind::Incident => {
            format!("{} {}", record.kind().words(), record.value("date").unwrap_or_default())
        }
        kind => kind.words(),
    };
    let Some(before) = repo.last_committed(&record.path)? else { return Ok(name) };
    let wording = &service.context.wording;
    let before = Place::of(&record.path).and_then(|place| record::read(&record.path, place, before, wording).record);
    let changes = before.map(|before| change::between(&before, record, wording)).unwrap_or_default();
    Ok(if changes.is_empty() { format!("{name}, layout") } else { format!("{name}, {}", change::counted(&changes)) })
}

/// How many parts a subject names one by one.
const NAMED_PARTS: usize = 4;

fn subject(name: &str, mut parts: Vec<String>) -> String {
    parts.dedup();
    match parts.len() {
        0..=NAMED_PARTS => format!("{name}: {}", parts.join("; ")),
        count => format!("{name}: {count} records"),
    }
}

//! Saving: what was edited in a group is checked together, and what passes becomes one commit.

use anyhow::Result;

use super::commit::{self, When};
use super::repository::{Edited, Identity, Repo};
use super::{Group, SETTINGS, Service, check_settings, store};
use crate::check::{Checked, Checkup};
use crate::finding::Severity;
use crate::record::change;
use crate::record::{self, Kind, Place, Record, edit};
use crate::report::plural;

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

/// Who saves, and when that is said to have been.
#[derive(Debug, Clone)]
pub struct Author {
    /// The member of staff, as git names people.
    pub who: Identity,
    /// The time that the commit bears.
    pub when: When,
}

/// Which of the edited files belong to a group.
pub fn of_group<'e>(group: &Group, edited: &'e [Edited]) -> Vec<&'e Edited> {
    let folder = folder(group);
    edited.iter().filter(|edited| edited.path.starts_with(&folder)).collect()
}

/// Which of the edited files are the service's own: settings, templates, and git's files at the top.
pub fn of_service(edited: &[Edited]) -> Vec<&Edited> {
    let own = |path: &str| {
        path == SETTINGS || path.starts_with(".supportplan/") || matches!(path, ".gitattributes" | ".gitignore")
    };
    edited.iter().filter(|edited| own(&edited.path)).collect()
}

fn folder(group: &Group) -> String {
    group.resident.as_ref().map_or("team/".to_owned(), |resident| format!("residents/{resident}/"))
}

/// Saves the edits of a resident or of the team as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_group(
    service: &Service,
    repo: &Repo,
    group: &Group,
    edited: &[&Edited],
    author: &Author,
) -> Result<Outcome> {
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
pub fn save_service(service: &Service, repo: &Repo, edited: &[&Edited], author: &Author) -> Result<Outcome> {
    let checkups = vec![check_settings(&service.root)?];
    save(service, repo, "Service", checkups, edited, author)
}

fn save(
    service: &Service,
    repo: &Repo,
    name: &str,
    checkups: Vec<Checkup>,
    edited: &[&Edited],
    author: &Author,
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
    outcome.checkups =
        checkups.into_iter().filter(|checkup| edited.iter().any(|edited| edited.path == checkup.path)).collect();
    if !files.is_empty() {
        let message = message(name, parts);
        let made = commit::commit(repo, &files, &author.who, &message, author.when)?;
        let subject = message.lines().next().unwrap_or_default().to_owned();
        outcome.saved = Some(Saved { subject, commit: made.commit });
    }
    Ok(outcome)
}

/// A file that belongs to the service without being a record: a scan, a template, git's own files.
fn other_file(service: &Service, path: &str) -> Result<Option<Checked>> {
    let kept = path.contains("/scans/")
        || path.starts_with(".supportplan/")
        || matches!(path, ".gitattributes" | ".gitignore");
    if !kept || !store::is_plain_file(&service.full(path)) {
        return Ok(None);
    }
    Ok(Checked::without_record(path, store::read(&service.full(path))?))
}

fn other_part(path: &str) -> Part {
    if path.contains("/scans/") {
        Part::named("scan")
    } else if path.starts_with(".supportplan/") {
        Part::named("template")
    } else {
        Part::named("git's files")
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

/// What a commit's message says about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    /// What it is, such as "support plan".
    name: String,
    /// What changed in it, such as "1 outcome changed"; empty where it is new.
    counts: String,
    /// How much that is, taken together, such as "3 changes".
    total: String,
}

impl Part {
    fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), counts: String::new(), total: String::new() }
    }

    fn with(&self, what: &str) -> String {
        if what.is_empty() { self.name.clone() } else { format!("{}, {what}", self.name) }
    }
}

/// What a commit's message says about one record: references, dates and numbers, no word of what it says.
fn part(service: &Service, repo: &Repo, record: &Record) -> Result<Part> {
    let value = |key: &str| record.value(key).unwrap_or_default();
    let name = match record.kind() {
        Kind::WeeklyReview => format!("weekly review {}", value("week")),
        Kind::FormalReview => {
            return Ok(Part::named(format!("formal review {} {}", value("prepared"), value("stage"))));
        }
        Kind::TeamReflection => format!("reflection {}", value("date")),
        Kind::PlanAudit => format!("audit {}", value("date")),
        Kind::Incident => format!("incident {}", value("date")),
        kind => kind.words(),
    };
    let Some(before) = repo.last_committed(&record.path)? else { return Ok(Part::named(name)) };
    let wording = &service.context.wording;
    let before = Place::of(&record.path).and_then(|place| record::read(&record.path, place, before, wording).record);
    let changes = before.map(|before| change::between(&before, record, wording)).unwrap_or_default();
    let (counts, total) = match changes.len() {
        0 => ("layout".to_owned(), "layout".to_owned()),
        count => (change::counted(&changes), plural(count, "change", "changes")),
    };
    Ok(Part { name, counts, total })
}

/// How long a subject may be, in characters: what `git log --oneline` shows in a terminal of the usual width.
const SUBJECT: usize = 72;

/// The commit's message: all in its subject where that fits, else what it is about there and the counts below.
fn message(name: &str, mut parts: Vec<Part>) -> String {
    parts.dedup();
    let subject =
        |say: &dyn Fn(&Part) -> String| format!("{name}: {}", parts.iter().map(say).collect::<Vec<_>>().join("; "));
    let full = subject(&|part| part.with(&part.counts));
    if full.chars().count() <= SUBJECT {
        return format!("{full}\n");
    }
    let short = [subject(&|part| part.with(&part.total)), subject(&|part| part.name.clone())];
    let short = short.into_iter().find(|subject| subject.chars().count() <= SUBJECT);
    let subject = short.unwrap_or_else(|| format!("{name}: {}", plural(parts.len(), "record", "records")));
    let lines: Vec<String> = parts.iter().map(|part| part.with(&part.counts)).collect();
    format!("{subject}\n\n{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, counts: &str, total: &str) -> Part {
        Part { name: name.into(), counts: counts.into(), total: total.into() }
    }

    #[test]
    fn a_message_says_all_in_its_subject_where_that_fits() {
        let one = part("support plan", "1 outcome changed", "1 change");
        assert_eq!(message("R-0142", vec![one]), "R-0142: support plan, 1 outcome changed\n");
        let many =
            part("support plan", "3 outcomes changed, 1 action added, 4 actions changed, 1 risk added", "9 changes");
        let message = message("R-0142", vec![many, part("weekly review 2026-W46", "", "")]);
        let expected = "R-0142: support plan, 9 changes; weekly review 2026-W46\n\nsupport plan, 3 outcomes changed, 1 action added, 4 actions changed, 1 risk added\nweekly review 2026-W46\n";
        assert_eq!(message, expected);
    }

    #[test]
    fn many_records_are_counted() {
        let parts = (1..=9).map(|n| part(&format!("weekly review 2026-W0{n}"), "", "")).collect();
        assert!(message("R-0142", parts).starts_with("R-0142: 9 records\n\nweekly review 2026-W01\n"));
    }
}

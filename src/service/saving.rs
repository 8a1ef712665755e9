//! Saving: what was edited in a group is checked together, and what passes becomes one commit.

use anyhow::Result;

use super::commit::{self, Contents, When};
use super::repository::{Edited, Identity, Repo};
use super::{Group, SETTINGS, Service, check_settings, hints, is_reference, store};
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
    /// The records that were read and have something to say about the edits, with what was found in them.
    pub checkups: Vec<Checkup>,
    /// Paths that were kept out, each with why, as the end of a sentence that begins with the path.
    pub kept_out: Vec<(String, String)>,
    /// Paths of files that are no records and stay out of git.
    pub left_alone: Vec<String>,
    /// Paths of records that were deleted by hand. git keeps what they said.
    pub deleted: Vec<String>,
    /// Paths of records with a hint that somebody wrote into, which was kept as a comment.
    pub kept_hints: Vec<String>,
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

/// Finds out who saves. It is called only when there is something to save, so that nobody is asked in vain.
pub type Who<'w> = dyn FnMut() -> Result<Author> + 'w;

/// Which of the edited files belong to a group.
pub fn of_group<'e>(group: &Group, edited: &'e [Edited]) -> Vec<&'e Edited> {
    let folder = group.folder();
    edited.iter().filter(|edited| edited.path.strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/'))).collect()
}

/// Which of the edited files are the service's own: settings, templates, and git's files at the top.
pub fn of_service(edited: &[Edited]) -> Vec<&Edited> {
    edited.iter().filter(|edited| edited.path == SETTINGS || is_own(&edited.path)).collect()
}

/// Whether a file is the service's own without being a record.
fn is_own(path: &str) -> bool {
    path.starts_with(".supportplan/") || matches!(path, ".gitattributes" | ".gitignore")
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

/// Saves the edits of a resident or of the team as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_group(
    service: &Service,
    repo: &Repo,
    group: &Group,
    edited: &[&Edited],
    author: &mut Who<'_>,
) -> Result<Outcome> {
    if group.resident.as_ref().is_some_and(|name| !is_reference(name)) {
        // The folder's name would stand in the commit's subject and in every path.
        let reason = "lies in a folder whose name is not a reference such as R-0142";
        let kept_out = edited.iter().map(|edited| (edited.path.clone(), reason.to_owned())).collect();
        return Ok(Outcome { kept_out, ..Outcome::default() });
    }
    let mut checkups = service.check_group(group)?;
    let kept_hints = remove_guidance(service, repo, &checkups, edited)?;
    if kept_hints.is_some() {
        checkups = service.check_group(group)?;
    }
    let kept_hints = kept_hints.unwrap_or_default();
    let broken = newly_broken(service, repo, group, &checkups, edited)?;
    let name = group.resident.clone().unwrap_or_else(|| "Team".to_owned());
    let edits = Edits { name, checkups, edited: edited.to_vec(), broken };
    save(service, repo, edits, author, Outcome { kept_hints, ..Outcome::default() })
}

/// Saves the edits of the service's own files as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_service(service: &Service, repo: &Repo, edited: &[&Edited], author: &mut Who<'_>) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut edited = edited.to_vec();
    if let Err(error) = service.templates() {
        // A template that does not fit would stop everybody's pages and reviews.
        let reason = format!("cannot be used: {error:#}");
        edited.retain(|edited| {
            let kept_out = edited.path.starts_with(".supportplan/templates/") && !edited.deleted;
            if kept_out {
                outcome.kept_out.push((edited.path.clone(), reason.clone()));
            }
            !kept_out
        });
    }
    let checkups = vec![check_settings(&service.root)?];
    save(service, repo, Edits { name: "Service".to_owned(), checkups, edited, broken: Vec::new() }, author, outcome)
}

/// What is to become one commit.
struct Edits<'e> {
    /// What the commit's subject begins with.
    name: String,
    /// What was found in the records that belong together, edited or not.
    checkups: Vec<Checkup>,
    edited: Vec<&'e Edited>,
    /// Records that nobody edited and that the edits would break.
    broken: Vec<String>,
}

/// Records that nobody edited and that the edits would break, because an item that they name would be gone.
fn newly_broken(
    service: &Service,
    repo: &Repo,
    group: &Group,
    checkups: &[Checkup],
    edited: &[&Edited],
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
    let before = broken(&service.check_group_with(group, |path| {
        if is_edited(path) { repo.last_committed(path) } else { store::read(&service.full(path)).map(Some) }
    })?);
    Ok(now.into_iter().filter(|path| !before.contains(path)).collect())
}

/// Commits what may be committed, and adds to `outcome` what became of each file.
fn save(
    service: &Service,
    repo: &Repo,
    edits: Edits<'_>,
    author: &mut Who<'_>,
    mut outcome: Outcome,
) -> Result<Outcome> {
    let Edits { name, checkups, edited, broken } = edits;
    let mut contents = Contents::default();
    let mut parts = Vec::new();
    let stop_at = service.settings().stop_at();
    for edited in &edited {
        let path = &edited.path;
        if edited.deleted && is_own(path) {
            contents.removed.push(path.clone());
            parts.push(Part::named("template"));
            continue;
        }
        if edited.deleted {
            outcome.deleted.push(path.clone());
            continue;
        }
        if let Some(reason) = commit::unfit(repo, path)? {
            outcome.kept_out.push((path.clone(), reason));
            continue;
        }
        if let Some(checkup) = checkups.iter().find(|checkup| checkup.path == *path) {
            match checkup.passed(stop_at) {
                None => outcome.kept_out.push((path.clone(), not_passed(checkup))),
                Some(_) if !broken.is_empty() && others_lean_on(checkup) => {
                    let count = plural(broken.len(), "other record", "other records");
                    let reason = format!("no longer has something that {count} name, the first of them {}", broken[0]);
                    outcome.kept_out.push((path.clone(), reason));
                }
                Some(_) if repo.last_committed(path)?.as_deref() == Some(checkup.text.as_bytes()) => {}
                Some(checked) => {
                    parts.extend(checkup.record.as_ref().map(|record| part(service, repo, record)).transpose()?);
                    contents.files.push(checked);
                }
            }
        } else if let Some(file) = other_file(service, path)? {
            parts.push(other_part(path));
            contents.files.push(file);
        } else {
            outcome.left_alone.push(path.clone());
        }
    }
    let shown = |checkup: &Checkup| edited.iter().any(|edited| edited.path == checkup.path);
    outcome.checkups = checkups.into_iter().filter(|c| shown(c) || broken.contains(&c.path)).collect();
    if contents.files.is_empty() && contents.removed.is_empty() {
        return Ok(outcome);
    }
    let message = message(&name, parts);
    let author = author()?;
    if let Some(made) = commit::commit(repo, &contents, &author.who, &message, author.when)? {
        let subject = message.lines().next().unwrap_or_default().to_owned();
        outcome.saved = Some(Saved { subject, commit: made.commit });
    }
    contents.files.iter().try_for_each(|file| hints::forget(repo, file.path()))?;
    Ok(outcome)
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
fn other_file(service: &Service, path: &str) -> Result<Option<Checked>> {
    let kept = is_scan(path) || is_own(path);
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

/// Takes the program's hints out of edited records that are otherwise complete. None, where no file was changed; else the paths of
/// those in which a hint was kept because somebody wrote into it.
fn remove_guidance(
    service: &Service,
    repo: &Repo,
    checkups: &[Checkup],
    edited: &[&Edited],
) -> Result<Option<Vec<String>>> {
    let (mut changed, mut kept) = (false, Vec::new());
    for checkup in checkups.iter().filter(|checkup| edited.iter().any(|edited| edited.path == checkup.path)) {
        let Some(record) = checkup.record.as_ref().filter(|_| checkup.count(Severity::Error) == 0) else { continue };
        if edit::hints(record).next().is_none() {
            continue;
        }
        let written = hints::written(repo, &checkup.path);
        if edit::hints(record).any(|hint| !written.contains(&edit::hint_text(record, hint))) {
            kept.push(checkup.path.clone());
        }
        let edits = edit::without_guidance(record, &written);
        store::write(&service.full(&checkup.path), edit::apply(&record.text, edits).as_bytes())?;
        changed = true;
    }
    Ok(changed.then_some(kept))
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

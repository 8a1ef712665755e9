//! Saving: what was edited in a group is checked together, and what passes becomes one commit. What may go in is settled in
//! [`prepare`]; here it is read from the folder and handed to git.

pub mod message;
pub mod prepare;

use anyhow::{Result, bail};
use git2::Oid;

use self::prepare::{Files, Prepared};
use super::commit::{self, When};
use super::repository::{Edited, Identity, Repo};
use super::{Group, SETTINGS, Service, check_settings, drafts, is_reference, store, templates};
use crate::check::Checkup;
use crate::finding::Severity;
use crate::record::{self, Place, edit};
use crate::text;

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

/// What becomes of edits where only some of them are sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those that are sound are saved.
    Sound,
    /// They belong together: all of them are saved, or none.
    Together,
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
    extent: Extent,
    author: &mut Who<'_>,
) -> Result<Outcome> {
    let kept_hints = take_out_hints(service, repo, group, edited)?;
    let since = commit::last(repo)?;
    let prepared = with_files(service, repo, |files| prepare::group(service, group, edited, files))?;
    let prepared = if extent == Extent::Together { prepared.all_or_none() } else { prepared };
    Ok(Outcome { kept_hints, ..commit(repo, prepared, since, author)? })
}

/// Saves the edits of the service's own files as one commit.
///
/// # Errors
/// A file cannot be read, or git cannot be written. Then nothing was committed.
pub fn save_service(service: &Service, repo: &Repo, edited: &[&Edited], author: &mut Who<'_>) -> Result<Outcome> {
    // A template with a fault would stop everybody's pages and reviews.
    let of_edited = |checkup: &Checkup| edited.iter().any(|edited| edited.path == checkup.path && !edited.deleted);
    let faulty = match edited.iter().any(|edited| templates::is_template(&edited.path)) {
        true => service.check_templates()?.into_iter().filter(of_edited).collect(),
        false => Vec::new(),
    };
    let is_faulty = |edited: &&Edited| faulty.iter().any(|checkup| checkup.path == edited.path);
    let edited: Vec<&Edited> = edited.iter().copied().filter(|edited| !is_faulty(edited)).collect();
    let since = commit::last(repo)?;
    let checkup = check_settings(&service.root)?;
    let prepared = with_files(service, repo, |files| prepare::own(service, checkup, &edited, files))?;
    let mut outcome = commit(repo, prepared, since, author)?;
    outcome.kept_out.splice(0..0, faulty.iter().map(|checkup| (checkup.path.clone(), "has errors".to_owned())));
    outcome.checkups.splice(0..0, faulty);
    Ok(outcome)
}

/// Calls `prepare` with the files of the service's folder and of its repository.
fn with_files(service: &Service, repo: &Repo, prepare: impl FnOnce(Files<'_>) -> Result<Prepared>) -> Result<Prepared> {
    let now = |path: &str| {
        let full = service.full(path);
        store::is_plain_file(&full).then(|| store::read(&full)).transpose()
    };
    let committed = |path: &str| repo.last_committed(path);
    let unfit = |path: &str| commit::unfit(repo, path);
    prepare(Files { now: &now, committed: &committed, unfit: &unfit })
}

/// Commits what was prepared beside the commit `since`, if there is anything; then what was kept of it as drafts is forgotten.
fn commit(repo: &Repo, prepared: Prepared, since: Option<Oid>, author: &mut Who<'_>) -> Result<Outcome> {
    if prepared.is_empty() {
        return Ok(prepared.outcome);
    }
    let author = author()?;
    let subject = prepared.subject().to_owned();
    let Prepared { contents, message, mut outcome } = prepared;
    let contents = commit::Contents { since, ..contents };
    if let Some(made) = commit::commit(repo, &contents, &author.who, &message, author.when)? {
        outcome.saved = Some(Saved { subject, commit: made.commit });
    }
    // The records are saved, whatever becomes of their drafts: what cannot be forgotten now, the next save forgets.
    contents.files.iter().for_each(|file| _ = drafts::forget(repo, file.path()));
    Ok(outcome)
}

/// Takes the program's hints out of edited records that are otherwise complete, in the folder itself. Says in which records a hint was
/// kept because somebody wrote into it.
fn take_out_hints(service: &Service, repo: &Repo, group: &Group, edited: &[&Edited]) -> Result<Vec<String>> {
    let wording = &service.context.wording;
    let has_hints = |path: &str| -> Result<bool> {
        let Some(place) = Place::of(path).filter(|_| store::is_plain_file(&service.full(path))) else {
            return Ok(false);
        };
        let record = record::read(path, place, store::read(&service.full(path))?, wording).record;
        Ok(record.is_some_and(|record| edit::hints(&record).next().is_some()))
    };
    let mut hinted = Vec::new();
    for edited in edited {
        if has_hints(&edited.path)? {
            hinted.push(edited.path.as_str());
        }
    }
    let named_well = group.resident.as_deref().is_none_or(is_reference);
    if hinted.is_empty() || !named_well {
        return Ok(Vec::new());
    }
    let mut kept = Vec::new();
    for checkup in service.check_group(group)?.iter().filter(|checkup| hinted.contains(&checkup.path.as_str())) {
        let Some(record) = checkup.record.as_ref().filter(|_| checkup.count(Severity::Error) == 0) else { continue };
        let written = drafts::hints(repo, &checkup.path);
        if edit::hints(record).any(|hint| !written.contains(&edit::hint_text(record, hint))) {
            kept.push(checkup.path.clone());
        }
        let edits = edit::without_guidance(record, &written);
        // The checks take their time, in which an editor may have written.
        if store::read(&service.full(&checkup.path))? != record.text.as_bytes() {
            bail!(
                "{} was edited at this moment, so it was not touched and not saved; run the command again",
                checkup.path
            );
        }
        store::write(&service.full(&checkup.path), text::apply(&record.text, edits).as_bytes())?;
    }
    Ok(kept)
}

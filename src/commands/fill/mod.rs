//! How a record is filled in: by questions at the terminal, in an editor, or with answers from a file. The draft is the record's own file, at
//! its place in the folder and not in git yet; so whatever interrupts the filling in, the file alone tells how to go on with it.

mod begin;
mod command;
pub(super) mod editor;
mod given;
mod handed;
mod part;
mod questions;
mod sheet;
mod shown;

use std::path::PathBuf;

use anyhow::Result;

use self::begin::{Begun, begin};
pub(super) use self::command::{Args, run as command};
pub(super) use self::given::Given;
pub(super) use self::handed::Handed;
pub(super) use self::part::Part;
use self::questions::{End, Which};
pub(super) use self::sheet::{Kept, Sheet};
use super::cli::Global;
use super::writer::By;
use super::{Outcome, Ui, save, select};
use crate::check::{self, Checkup};
use crate::finding::Severity;
use crate::record::Record;
use crate::record::settings::Staff;
use crate::scaffold::form;
use crate::service::Service;
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;
use crate::text;

/// The ways in which a record is filled in.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Filling {
    /// Open it in the editor instead of asking its questions one by one
    ///
    /// The editor is the one that VISUAL, EDITOR or git's settings name, else one that the system has.
    #[arg(long, conflicts_with_all = ["no_edit", "answers"])]
    pub(super) edit: bool,

    /// Only write it to its place and print its path; ask, open and keep nothing
    #[arg(long, conflicts_with = "answers")]
    pub(super) no_edit: bool,

    /// Fill it in from FILE, or from standard input for -, and keep it without asking anything
    ///
    /// A file of answers is a part of a record: front matter with the keys that are answered, and sections with what is said.
    #[arg(long, value_name = "FILE")]
    pub(super) answers: Option<PathBuf>,

    #[command(flatten)]
    pub(super) by: By,
}

impl Filling {
    /// What was found out about the record that is meant. Where that failed, answers from a pipe are kept before the error is told.
    ///
    /// # Errors
    /// Nothing was found out.
    pub(super) fn unless_lost<T>(&self, meant: Result<T>, repo: &Repo, global: &Global) -> Result<T> {
        meant.map_err(|error| match self.answers.as_ref().map(|file| Handed::read(file, "--answers", global)) {
            Some(Ok(mut handed)) => {
                handed.keep(repo, None);
                handed.with_place(error)
            }
            _ => error,
        })
    }
}

/// Where a command that fills in a record works.
pub(super) struct Desk<'d> {
    /// The service.
    pub(super) service: &'d Service,
    /// Its repository.
    pub(super) repo: &'d Repo,
    /// The options of every command.
    pub(super) global: &'d Global,
    /// The person at the terminal, if there is one.
    pub(super) ui: &'d mut Ui,
}

impl Desk<'_> {
    /// Does `work` at the desk of the service that the command is run in, which can be written.
    ///
    /// # Errors
    /// There is no service or no repository, or what `work` says.
    pub(super) fn open(
        global: &Global,
        ui: &mut Ui,
        work: impl FnOnce(&mut Desk<'_>) -> Result<Outcome>,
    ) -> Result<Outcome> {
        let service = select::service(global)?;
        let repo = Repo::open_to_write(&service.root)?;
        work(&mut Desk { service: &service, repo: &repo, global, ui })
    }
}

/// Fills in a record and keeps it. `compose` makes its text where none waits in the folder: for a new record, or for a change of one that
/// git has; it is told who writes, as far as that is known, and the answers that are put in afterwards.
///
/// # Errors
/// There is such a record already, somebody's words would be written over, nobody can be asked, or git cannot be written.
pub(super) fn run(
    sheet: &Sheet,
    compose: impl FnOnce(Option<&Staff>, Option<&Record>, &mut Desk<'_>) -> Result<String>,
    filling: &Filling,
    desk: &mut Desk<'_>,
) -> Result<Outcome> {
    let mut handed = filling.answers.as_ref().map(|file| Handed::read(file, "--answers", desk.global)).transpose()?;
    // What comes from a pipe is gone if anything fails from here on, so it is kept first of all.
    if let Some(handed) = &mut handed {
        handed.keep(desk.repo, Some(&sheet.path));
    }
    let done = begin(sheet, compose, filling, handed.as_ref(), desk).and_then(|begun| match begun {
        Begun::Refused => Ok(Outcome::Faults),
        Begun::Waits { is_new, .. } if sheet.is_unsaved(desk)? && !filling.no_edit => {
            in_folder(sheet, is_new, handed.is_some(), filling, desk)
        }
        Begun::Waits { by: Some(by), is_new } if !filling.no_edit => match &handed {
            Some(_) => Ok(keep(sheet, &by, desk)?.0),
            None => fill_in(sheet, is_new, &by, filling, desk),
        },
        Begun::Waits { .. } => {
            desk.ui.result(&format!("{}\n", select::from_here(&sheet.path, desk.service, desk.global)))?;
            save::say_remarks(desk.repo, desk.ui)?;
            Ok(Outcome::Well)
        }
    });
    done.map_err(|error| match &handed {
        Some(handed) => handed.with_place(error),
        None => error,
    })
}

/// Fills in a part of a record that git does not have yet, which stays in the folder.
fn in_folder(
    sheet: &Sheet,
    is_new: bool,
    is_answered: bool,
    filling: &Filling,
    desk: &mut Desk<'_>,
) -> Result<Outcome> {
    if !is_answered && desk.ui.can_ask && !filling.edit {
        if questions::ask(sheet, Which::of(is_new), desk)? == questions::End::Left {
            return leave(sheet, desk);
        }
    } else if !is_answered {
        open(sheet, is_new, desk)?;
    }
    desk.ui.note(&format!(
        "{} is not saved yet, and stays in the folder. `{}` goes on with what is open in it, and saves it once it is complete.",
        sheet.path, sheet.command
    ))?;
    Ok(Outcome::Well)
}

/// Fills in the record with the person at the terminal, until it is complete and kept, or they have had enough.
fn fill_in(sheet: &Sheet, is_new: bool, by: &Staff, filling: &Filling, desk: &mut Desk<'_>) -> Result<Outcome> {
    let mut end = match desk.ui.can_ask && !filling.edit {
        true => questions::ask(sheet, Which::of(is_new), desk)?,
        false => {
            open(sheet, is_new, desk)?;
            End::Done
        }
    };
    loop {
        let mut beside = None;
        let goes_back = match end {
            End::Left => return leave(sheet, desk),
            End::Open => "asks again what is open".to_owned(),
            End::Done | End::NothingToAsk => {
                let (outcome, saved_beside) = keep(sheet, by, desk)?;
                if outcome == Outcome::Well || !desk.ui.can_ask {
                    return Ok(outcome);
                }
                beside = saved_beside;
                match &beside {
                    Some(path) => format!("opens {path}"),
                    None => "goes back to what is named".to_owned(),
                }
            }
        };
        let ways = format!("Enter {goes_back}, e opens the editor, q leaves it for now: ");
        let way = loop {
            let way = desk.ui.line(&ways, "")?.typed().unwrap_or_else(|| "q".to_owned()).trim().to_lowercase();
            match way.as_str() {
                "" | "e" | "q" => break way,
                _ => desk
                    .ui
                    .note("Press Enter alone, or type e or q. An answer is typed once the question is asked again.")?,
            }
        };
        end = match (way.as_str(), &beside) {
            ("", Some(path)) => {
                editor::open(&desk.service.full(path), desk.repo, desk.ui)?;
                End::Done
            }
            ("", None) if end == End::Open => questions::ask(sheet, Which::Open, desk)?,
            ("", None) => questions::ask(sheet, Which::Named(&faults(sheet, desk)?), desk)?,
            ("e", _) => End::NothingToAsk,
            _ => End::Left,
        };
        // What is wrong may stand in no answer.
        if end == End::NothingToAsk {
            editor::open(&desk.service.full(&sheet.path), desk.repo, desk.ui)?;
        }
    }
}

/// Says how to go on with a record that is left as it is.
fn leave(sheet: &Sheet, desk: &mut Desk<'_>) -> Result<Outcome> {
    desk.ui.note(&format!("All that was answered is kept in {}. `{}` goes on with it.", sheet.path, sheet.command))?;
    Ok(Outcome::Faults)
}

/// The places of the errors in the record, as it lies in the folder.
fn faults(sheet: &Sheet, desk: &Desk<'_>) -> Result<Vec<text::Span>> {
    let checkups = desk.service.check_group(&sheet.group(desk.service)?)?;
    let own = checkups.into_iter().filter(|checkup: &Checkup| checkup.path == sheet.path);
    let found = own.flat_map(|checkup| checkup.findings);
    Ok(found.filter(|finding| finding.severity == Severity::Error).map(|finding| finding.span).collect())
}

/// The first of these records that has errors, as it lies in the folder.
fn faulty(paths: &[String], sheet: &Sheet, desk: &Desk<'_>) -> Result<Option<String>> {
    let checkups = desk.service.check_group(&sheet.group(desk.service)?)?;
    let has_errors =
        |path: &&String| checkups.iter().any(|checkup| checkup.path == **path && checkup.count(Severity::Error) > 0);
    Ok(paths.iter().find(has_errors).cloned())
}

/// Opens the editor on a record that was just begun, or waits.
fn open(sheet: &Sheet, is_new: bool, desk: &mut Desk<'_>) -> Result<()> {
    let Sheet { path, .. } = sheet;
    let (service, repo) = (desk.service, desk.repo);
    let Err(error) = editor::open(&service.full(path), repo, desk.ui) else { return Ok(()) };
    Err(match drafts::state(service, repo, path)? {
        // Where nobody wrote anything, the next try begins anew; else what was written stays.
        State::AsWritten if is_new => {
            drafts::take_back(service, repo, path)?;
            error.context(format!("nothing was written, so {path} was taken away again"))
        }
        State::Absent => error.context(format!("{path} is no longer there; run this again to begin it anew")),
        _ => error.context(format!("what was written is kept in {path}; `{}` goes on with it", sheet.command)),
    })
}

/// Checks the record, and what is changed with it once it is without errors, and keeps both as one commit, or neither. Where errors of
/// another record alone keep them out, its path comes back.
fn keep(sheet: &Sheet, by: &Staff, desk: &mut Desk<'_>) -> Result<(Outcome, Option<String>)> {
    let record = desk.service.record(&sheet.path)?;
    let is_sound = |record: &Record| {
        let findings = check::alone(record, &[], &desk.service.context);
        !findings.iter().any(|finding| finding.severity == Severity::Error)
    };
    let beside = match record.filter(is_sound) {
        Some(record) => (sheet.beside)(&record, desk)?,
        None => Vec::new(),
    };
    let paths: Vec<&str> = [&sheet.path].into_iter().chain(&beside).map(String::as_str).collect();
    let outcome = save::save_paths(&sheet.group(desk.service)?, &paths, by, desk)?;
    if outcome == Outcome::Well || !faults(sheet, desk)?.is_empty() {
        return Ok((outcome, None));
    }
    let faulty = faulty(&beside, sheet, desk)?;
    if let Some(path) = &faulty {
        desk.ui.note(&format!(
            "{} waits for {path}, which is saved with it. Mend what is named there; then `{}` saves both.",
            capital(&sheet.name),
            sheet.command
        ))?;
    }
    Ok((outcome, faulty))
}

/// The record at `path` with this text.
///
/// # Errors
/// The text, which is that of a template, makes no record.
pub(super) fn record(service: &Service, path: &str, text: String) -> Result<Record> {
    let place = form::place_of(path)?;
    let read = crate::record::read(path, place, text.into_bytes(), &service.context.wording).record;
    read.ok_or_else(|| anyhow::anyhow!("the template for {path} does not make a record"))
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

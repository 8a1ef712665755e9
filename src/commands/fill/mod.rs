//! How a record is filled in: by questions at the terminal, in an editor, or with answers from a file. The draft is the record's own file, at
//! its place in the folder and not in git yet; so whatever interrupts the filling in, the file alone tells how to go on with it.

mod command;
pub(super) mod editor;
mod given;
mod handed;
mod part;
mod questions;
mod shown;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;

pub(super) use self::command::{Args, run as command};
pub(super) use self::given::Given;
pub(super) use self::handed::Handed;
pub(super) use self::part::Part;
use self::questions::{End, Which};
use super::cli::Global;
use super::writer::By;
use super::{Outcome, Ui, save, select};
use crate::check::{self, Checkup};
use crate::finding::Severity;
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record, edit};
use crate::scaffold::{answers, form};
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;
use crate::service::{Group, Service, store};
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

/// The record that is to be filled in.
pub(super) struct Sheet {
    /// The resident whose record it is; none for the team's.
    pub(super) resident: Option<String>,
    /// Its path in the service's folder.
    pub(super) path: String,
    /// What messages call it, such as "the review of 2026-W47 for R-0142".
    pub(super) name: String,
    /// The command that goes on with it, such as `supportplan new-review weekly R-0142`.
    pub(super) command: String,
    /// What a version of it that git has already means.
    pub(super) kept: Kept,
    /// What options say of it.
    pub(super) given: Vec<Given>,
    /// What else is changed once it is filled in, before it is kept: the paths of other records of the same resident.
    pub(super) beside: fn(&Record, &mut Desk<'_>) -> Result<Vec<String>>,
}

/// What a version of a record that git has already means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kept {
    /// There is one already, and there cannot be two; with what to do instead.
    Refused(String),
    /// It is that version that is changed. Where nothing in it is open, all of it is gone through.
    Changed,
    /// A part of it is changed, and nothing else is asked. Where git has no version yet, the record stays in the folder.
    Part(Part),
    /// It is that version that is gone on with: only what is open is asked.
    GoneOnWith,
}

impl Sheet {
    /// A record of the team's of the day `date`. `name` is what messages call it, `command` what begins it.
    pub(super) fn of_team(kind: Kind, name: &str, command: &str, service: &Service, date: NaiveDate) -> Self {
        let path = Place::path(kind, &[("date", &date.to_string())]);
        let there = service.full(&path);
        let instead = format!("To change it, open {} in an editor, then run `supportplan save`", there.display());
        Self {
            resident: None,
            path,
            name: format!("{name} of {date}"),
            command: format!("supportplan {command}"),
            kept: Kept::Refused(instead),
            given: Vec::new(),
            beside: Self::nothing_beside,
        }
    }

    /// Nothing else is changed.
    pub(super) fn nothing_beside(_: &Record, _: &mut Desk<'_>) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The part that is changed, where it is only a part.
    fn part(&self) -> Option<&Part> {
        match &self.kept {
            Kept::Part(part) => Some(part),
            _ => None,
        }
    }

    fn group(&self, service: &Service) -> Result<Group> {
        match &self.resident {
            Some(resident) => service.group_of(resident),
            None => service.team(),
        }
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
        Begun::Waits { is_new, .. } if is_unsaved(sheet, desk)? && !filling.no_edit => {
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

/// Whether it is a part of a record that git does not have yet.
fn is_unsaved(sheet: &Sheet, desk: &Desk<'_>) -> Result<bool> {
    Ok(sheet.part().is_some() && !desk.repo.last_commit_has(&sheet.path)?)
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

/// How a record was begun.
enum Begun {
    /// It lies in the folder.
    Waits {
        /// Who writes; none where that may stay open.
        by: Option<Staff>,
        /// Whether this command put it there.
        is_new: bool,
    },
    /// The answers have faults, which were named.
    Refused,
}

/// Puts the record into the folder, or finds it there. What somebody typed is never written over.
fn begin(
    sheet: &Sheet,
    compose: impl FnOnce(Option<&Staff>, Option<&Record>, &mut Desk<'_>) -> Result<String>,
    filling: &Filling,
    handed: Option<&Handed>,
    desk: &mut Desk<'_>,
) -> Result<Begun> {
    let (service, repo, path) = (desk.service, desk.repo, &sheet.path);
    let state = drafts::state(service, repo, path)?;
    if let (Kept::Refused(instead), State::Saved | State::Edited) = (&sheet.kept, state) {
        if state == State::Saved {
            drafts::forget_text(repo, path)?;
            // What was saved beside it is waited for no more either.
            drafts::waiting(service, repo)?;
        }
        bail!("{} is there already. {instead}", sheet.name);
    }
    service.keep_inside(path)?;
    let by_hand = handed.is_none() && !filling.no_edit;
    if by_hand && !desk.ui.can_ask && !editor::is_known(repo, desk.ui) {
        bail!(
            "nobody sits at a terminal, and no editor is known. Use --no-edit to write it to its place, or --answers FILE to fill it in"
        );
    }
    let settings = service.settings();
    let today = desk.global.today();
    // With --no-edit nothing is kept in git yet, so who writes may stay a question like any other.
    let by = match filling.no_edit || is_unsaved(sheet, desk)? {
        true => filling.by.known(settings, Some(repo), today)?,
        false => Some(who_goes_on(sheet, state, filling, handed, desk)?.staff(settings, Some(repo), today, desk.ui)?),
    };
    let by = by.cloned();
    let answers = match handed.map(|handed| handed.record(service, path)).transpose()? {
        Some(Err(checkup)) => {
            handed.map(|handed| handed.refuse(&checkup, "answers", desk.ui)).transpose()?;
            return Ok(Begun::Refused);
        }
        Some(Ok(answers)) => Some(answers),
        None => None,
    };
    if let Some(answers) = &answers {
        given::in_answers(sheet, answers)?;
    }
    let waits = match (state, sheet.part()) {
        (State::Absent | State::Saved, _) => false,
        (_, Some(part)) => waits_in_folder(part, path, answers.as_ref(), desk)?,
        (State::AsWritten, None) => handed.is_none(),
        (State::TypedInto | State::Edited, None) => true,
    };
    if state == State::Edited && sheet.part().is_some() && !waits && !filling.no_edit {
        let Some(by) = &by else { bail!("it is not clear who writes this") };
        if !save_first(sheet, by, desk)? {
            return Ok(Begun::Refused);
        }
    }
    if waits {
        let waiting = service.record(path)?.with_context(|| format!("{path} is no longer there, or no longer text"))?;
        given::in_waiting(sheet, &waiting, answers.as_ref())?;
        match &answers {
            Some(answers) => {
                put_into_waiting(sheet, answers, desk)?;
                handed.map_or(Ok(()), |handed| drafts::took(repo, path, handed.bytes()))?;
            }
            None => {
                let goes_on = "was begun already; this goes on with it";
                desk.ui.note(&format!("{} {goes_on}.", capital(&sheet.name)))?;
            }
        }
        return Ok(Begun::Waits { by, is_new: false });
    }
    let has_faults = state == State::AsWritten && !faults(sheet, desk)?.is_empty();
    let is_changed = state == State::Saved || (sheet.part().is_some() && state != State::Absent);
    let before = if is_changed { Some(store::read_text(&service.full(path))?) } else { None };
    let mut text = compose(by.as_ref(), answers.as_ref(), desk)?;
    if let Some(answers) = &answers {
        text = answers::put_in(&record(service, path, text)?, answers);
    }
    if let Some(twin) = twin(path, &text, desk)?.filter(|_| handed.is_some()) {
        bail!("{twin} says just the same already, so nothing was written");
    }
    match before {
        Some(before) => {
            drafts::change(service, repo, path, &before, &text)?;
            handed.map_or(Ok(()), |handed| drafts::took(repo, path, handed.bytes()))?;
        }
        None if drafts::begin(service, repo, path, &text, (handed.map(Handed::bytes), has_faults))? => {}
        None => bail!("somebody else began {path} just now; open that one"),
    }
    Ok(Begun::Waits { by, is_new: true })
}

/// Who writes: of a record that was begun and not kept yet, whoever it says itself, unless git's settings name somebody.
///
/// # Errors
/// Another is named than it says.
fn who_goes_on(sheet: &Sheet, state: State, filling: &Filling, handed: Option<&Handed>, desk: &Desk<'_>) -> Result<By> {
    let known = filling.by.known(desk.service.settings(), Some(desk.repo), desk.global.today())?;
    let begun = match state {
        // One that nobody typed into is made anew with other answers.
        State::AsWritten if handed.is_some() => None,
        State::AsWritten | State::TypedInto => desk.service.record(&sheet.path)?,
        _ => None,
    };
    let Some(says) = begun.as_ref().and_then(|record| record.value("by")) else { return Ok(filling.by.clone()) };
    match &filling.by.by {
        Some(named) if named != says => bail!(
            "{} was begun by {says}, and --by names {named}. Leave --by out, or write {named} behind `by` in {}",
            sheet.name,
            sheet.path
        ),
        None if known.is_none() => Ok(By { by: Some(says.to_owned()) }),
        _ => Ok(filling.by.clone()),
    }
}

/// The record that git has beside the one at `path`, of the same day, and that says the same as `text`, the scaffold's hints aside.
fn twin(path: &str, text: &str, desk: &Desk<'_>) -> Result<Option<String>> {
    let bare = |record: &Record| {
        let hints = edit::hints(record).map(|hint| edit::hint_text(record, hint)).collect();
        text::apply(&record.text, edit::without_guidance(record, &hints))
    };
    let new = bare(&record(desk.service, path, text.to_owned())?);
    let Some((stem, number)) = path.trim_end_matches(".md").rsplit_once('-') else { return Ok(None) };
    for n in 1..number.parse::<u32>().ok().filter(|_| path.contains("/incidents/")).unwrap_or(1) {
        let other = format!("{stem}-{n}.md");
        if desk.service.record(&other)?.is_some_and(|record| record.text == new) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Whether the record in the folder has the part, and the one in git does not: it was begun before.
fn waits_in_folder(part: &Part, path: &str, answers: Option<&Record>, desk: &Desk<'_>) -> Result<bool> {
    let is_there = |record: Option<Record>| record.is_some_and(|record| part.is_there(&record, answers));
    if !is_there(desk.service.record(path)?) {
        return Ok(false);
    }
    let committed = desk.repo.last_committed(path)?.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(!is_there(committed.map(|text| record(desk.service, path, text)).transpose()?))
}

/// Saves what was edited by hand in a record that is about to be changed, as a commit of its own. Says whether it could be saved.
///
/// # Errors
/// The record cannot be read, or git cannot be written.
pub(super) fn save_first(sheet: &Sheet, by: &Staff, desk: &mut Desk<'_>) -> Result<bool> {
    let saved = save::save_paths(&sheet.group(desk.service)?, &[&sheet.path], by, desk)?;
    if saved != Outcome::Well {
        desk.ui.note(&format!(
            "{} was edited and is not saved yet, so nothing else was changed in it. `{}` goes on with it, and `supportplan save` keeps it.",
            sheet.path, sheet.command
        ))?;
    }
    Ok(saved == Outcome::Well)
}

/// Puts answers into a record that waits, where nobody answered yet.
fn put_into_waiting(sheet: &Sheet, answers: &Record, desk: &mut Desk<'_>) -> Result<()> {
    let (service, path) = (desk.service, &sheet.path);
    let before = store::read_text(&service.full(path))?;
    let waiting = record(service, path, before.clone())?;
    // Answers that were put in before and have faults give way where nobody touched them since.
    let put_in = match faults(sheet, desk)?.is_empty() {
        true => None,
        false => drafts::answers(desk.repo, path, &service.context.wording),
    };
    if let Some(clash) = answers::clash(&waiting, answers, put_in.as_ref()) {
        bail!(
            "{path} waits with words of somebody's for `{clash}`, so nothing was written over. `{}` goes on with it, and `supportplan save{}` keeps it once it is complete",
            sheet.command,
            sheet.resident.as_ref().map(|resident| format!(" {resident}")).unwrap_or_default()
        );
    }
    drafts::change(service, desk.repo, path, &before, &answers::put_in(&waiting, answers))
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
        let way = desk.ui.line(&ways, "")?.typed().unwrap_or_else(|| "q".to_owned());
        end = match (way.to_lowercase().as_str(), &beside) {
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

//! How a record that is to be filled in comes to lie in the folder, or is found there. What somebody typed is never written over.

use anyhow::{Context as _, Result, bail};

use super::super::writer::By;
use super::super::{Outcome, save};
use super::{Desk, Filling, Handed, Kept, Part, Sheet, capital, editor, faults, given, record};
use crate::record::settings::Staff;
use crate::record::{Record, edit};
use crate::scaffold::answers;
use crate::service::drafts::{self, State};
use crate::service::store;
use crate::text;

/// How a record was begun.
pub(super) enum Begun {
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
pub(super) fn begin(
    sheet: &Sheet,
    compose: impl FnOnce(Option<&Staff>, Option<&Record>, &mut Desk<'_>) -> Result<String>,
    filling: &Filling,
    handed: Option<&Handed>,
    desk: &mut Desk<'_>,
) -> Result<Begun> {
    let (service, repo, path) = (desk.service, desk.repo, &sheet.path);
    let state = drafts::state(service, repo, path)?;
    refuse_second(sheet, state, desk)?;
    service.keep_inside(path)?;
    let by_hand = handed.is_none() && !filling.no_edit;
    if by_hand && !desk.ui.can_ask && !editor::is_known(repo, desk.ui) {
        bail!(
            "nobody sits at a terminal, and no editor is known that works without one. Use --no-edit to write it to its place, or --answers FILE \
             to fill it in"
        );
    }
    let settings = service.settings();
    let today = desk.global.today();
    // With --no-edit nothing is kept in git yet, so who writes may stay a question like any other.
    let by = match filling.no_edit || sheet.is_unsaved(desk)? {
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
    let given = handed.zip(answers.as_ref());
    let waits = match (state, sheet.part()) {
        (State::Absent | State::Saved, _) => false,
        (_, Some(part)) => waits_in_folder(part, path, answers.as_ref(), desk)?,
        // Answers that say all that was said before take its place, so that those with faults are mended; others come beside it.
        (State::AsWritten, None) => answers.as_ref().is_none_or(|new| {
            let before = drafts::answers(repo, path, &service.context.wording);
            before.is_some_and(|before| !answers::say_all_of(new, &before))
        }),
        (State::TypedInto | State::Edited, None) => true,
    };
    if waits {
        go_on(sheet, given, desk)?;
        return Ok(Begun::Waits { by, is_new: false });
    }
    if state == State::Edited && sheet.part().is_some() && !filling.no_edit {
        let Some(by) = &by else { bail!("it is not clear who writes this") };
        if !save_first(sheet, by, desk)? {
            return Ok(Begun::Refused);
        }
    }
    put_there(sheet, state, |desk| compose(by.as_ref(), answers.as_ref(), desk), given, desk)?;
    Ok(Begun::Waits { by, is_new: true })
}

/// Refuses a second record where there can be only one.
fn refuse_second(sheet: &Sheet, state: State, desk: &Desk<'_>) -> Result<()> {
    let (Kept::Refused(instead), State::Saved | State::Edited) = (&sheet.kept, state) else { return Ok(()) };
    if state == State::Saved {
        drafts::forget_text(desk.repo, &sheet.path)?;
        // What was saved beside it is waited for no more either.
        drafts::waiting(desk.service, desk.repo)?;
    }
    bail!("{} is there already. {instead}", sheet.name);
}

/// Goes on with a record that waits in the folder, where there are answers with these.
fn go_on(sheet: &Sheet, given: Option<(&Handed, &Record)>, desk: &mut Desk<'_>) -> Result<()> {
    let (service, path) = (desk.service, &sheet.path);
    let waiting = service.record(path)?.with_context(|| format!("{path} is no longer there, or no longer text"))?;
    given::in_waiting(sheet, &waiting, given.map(|(_, answers)| answers))?;
    match given {
        Some((handed, answers)) => {
            put_into_waiting(sheet, answers, desk)?;
            drafts::took(desk.repo, path, handed.bytes())
        }
        None => {
            let goes_on = "was begun already; this goes on with it";
            Ok(desk.ui.note(&format!("{} {goes_on}.", capital(&sheet.name)))?)
        }
    }
}

/// Puts the record that `compose` makes into the folder, with the answers, where there are any.
fn put_there(
    sheet: &Sheet,
    state: State,
    compose: impl FnOnce(&mut Desk<'_>) -> Result<String>,
    given: Option<(&Handed, &Record)>,
    desk: &mut Desk<'_>,
) -> Result<()> {
    let (service, repo, path) = (desk.service, desk.repo, &sheet.path);
    let has_faults = state == State::AsWritten && !faults(sheet, desk)?.is_empty();
    let is_changed = state == State::Saved || (sheet.part().is_some() && state != State::Absent);
    let before = if is_changed { Some(store::read_text(&service.full(path))?) } else { None };
    let mut text = compose(desk)?;
    if let Some((_, answers)) = given {
        text = answers::put_in(&record(service, path, text)?, answers);
    }
    if let Some(twin) = twin(path, &text, desk)?.filter(|_| given.is_some()) {
        bail!("{twin} says just the same already, so nothing was written");
    }
    let handed = given.map(|(handed, _)| handed.bytes());
    match before {
        Some(before) => {
            drafts::change(service, repo, path, &before, &text)?;
            handed.map_or(Ok(()), |handed| drafts::took(repo, path, handed))
        }
        None if drafts::begin(service, repo, path, &text, (handed, has_faults))? => Ok(()),
        None => bail!("somebody else began {path} just now; open that one"),
    }
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
fn save_first(sheet: &Sheet, by: &Staff, desk: &mut Desk<'_>) -> Result<bool> {
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

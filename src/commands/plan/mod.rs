//! Changes of a plan by command: items that are added, end or get another name; a resident who goes away, comes back or leaves. What was
//! edited by hand and passes is saved first; nothing else in the plan is touched.

pub(super) mod add;
pub(super) mod end;
pub(super) mod leave;
pub(super) mod rename;
pub(super) mod stay;

use anyhow::{Context as _, Result, bail};

use super::fill::{Desk, Given, Kept, Part, Sheet};
use super::{Outcome, save};
use crate::record::{Kind, Place, Record, model};
use crate::report::printable;
use crate::scaffold::item::{self, Found};
use crate::service::drafts::{self, State};
use crate::service::store;

/// The path of a resident's plan.
fn path_of(resident: &str) -> String {
    Place::path(Kind::SupportPlan, &[("resident", resident)])
}

/// The plan of a resident, as the sheet that is filled in. `given` is what options say of it.
fn sheet(resident: &str, part: Part, given: impl IntoIterator<Item = Option<Given>>) -> Sheet {
    Sheet {
        resident: Some(resident.to_owned()),
        path: path_of(resident),
        name: format!("the plan of {resident}"),
        command: format!("supportplan fill {resident} plan"),
        kept: Kept::Part(part),
        given: given.into_iter().flatten().collect(),
        beside: Sheet::nothing_beside,
    }
}

/// The plan as it lies in the folder.
///
/// # Errors
/// There is none, or it cannot be read.
fn record(desk: &Desk<'_>, resident: &str) -> Result<Record> {
    let path = path_of(resident);
    if !store::exists(&desk.service.full(&path)) {
        bail!("{resident} has no support plan yet; `supportplan fill {resident} plan` begins one");
    }
    let record = desk.service.record(&path)?.filter(|record| record.front_span.is_some() && !record.front.unread);
    record.with_context(|| format!("{path} cannot be read; `supportplan check {path}` says why"))
}

/// The plan as plain data.
fn data(record: &Record) -> Result<model::SupportPlan> {
    let path = &record.path;
    model::of(record)
        .with_context(|| format!("{path} is not complete; `supportplan check {path}` says what is missing"))
}

/// Refuses a plan of somebody who has left: nothing in it goes on.
fn goes_on(plan: &Record, desk: &Desk<'_>) -> Result<()> {
    let left = plan.value("left").and_then(model::date).filter(|left| *left < desk.global.today());
    let (Some(left), Some(resident)) = (left, plan.place.resident()) else { return Ok(()) };
    bail!(
        "{resident} left the service on {}, so nothing is added to the plan any more. If that is not so, take `left` out of {} in an editor, then \
         run `supportplan save {resident}`",
        left.format("%-d %B %Y"),
        plan.path
    )
}

/// Forgets what is left of a change that was saved, when the command was cut short before it could do so.
fn tidy(resident: &str, desk: &Desk<'_>) -> Result<()> {
    let path = path_of(resident);
    match drafts::state(desk.service, desk.repo, &path)? {
        State::Saved => drafts::forget_text(desk.repo, &path),
        _ => Ok(()),
    }
}

/// The item that is meant by `name`: an id, an id of before, or a heading.
///
/// # Errors
/// None is meant, or several.
fn found(record: &Record, name: &str) -> Result<Found> {
    match item::find(record, name).as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!(
            "there is no \"{}\" in the plan. Name an item by its heading or its id; `supportplan show` names them",
            printable(name)
        ),
        several => {
            let lists: Vec<&str> = several.iter().map(|found| item::noun(found.list)).collect();
            bail!("\"{}\" could be any of several: {}. Use the id", printable(name), lists.join(", "))
        }
    }
}

/// Changes records of a resident without any question, and keeps them as one commit. What was edited in them before is saved first. `change` gives
/// the path and the new text of each record that has part in it, also where that is its text already.
fn change(
    resident: &str,
    without: &Without,
    desk: &mut Desk<'_>,
    change: impl Fn(&Desk<'_>) -> Result<Vec<(String, String)>>,
) -> Result<Outcome> {
    let by = without.by.staff(desk.service.settings(), Some(desk.repo), desk.global.today(), desk.ui)?.clone();
    // What cannot be is said before anything is saved.
    let wanted = change(desk)?;
    let (mut edited, mut kept) = (Vec::new(), Vec::new());
    for (path, text) in &wanted {
        desk.service.keep_inside(path)?;
        if drafts::state(desk.service, desk.repo, path)? == State::Edited {
            // What says so already may have been written by this command, when it was cut short.
            let is_so = store::read_text(&desk.service.full(path))? == *text;
            if is_so { kept.push(path.clone()) } else { edited.push(path.as_str()) }
        }
    }
    let group = desk.service.group_of(resident)?;
    if !edited.is_empty() && save::save_paths(&group, &edited, &by, desk)? != Outcome::Well {
        let note =
            "What was edited before is not saved yet, so nothing was changed. Mend what is named, then run this again.";
        desk.ui.note(note)?;
        return Ok(Outcome::Faults);
    }
    let mut unsaved = Vec::new();
    for (path, text) in change(desk)? {
        let before = store::read_text(&desk.service.full(&path))?;
        if before == text {
            continue;
        }
        if !drafts::write_over(desk.service, &path, &before, &text)? {
            bail!("{path} was edited at this moment, so nothing was written; run this again");
        }
        if desk.repo.last_commit_has(&path)? { kept.push(path) } else { unsaved.push(path) }
    }
    if kept.is_empty() && unsaved.is_empty() && edited.is_empty() {
        desk.ui.note("It is so already, and saved.")?;
    }
    if !unsaved.is_empty() {
        desk.ui.note(&format!(
            "{} is not saved yet, and stays in the folder. `supportplan fill {resident}` goes on with what is open there.",
            unsaved.join(", ")
        ))?;
    }
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    if kept.is_empty() { Ok(Outcome::Well) } else { save::save_paths(&group, &kept, &by, desk) }
}

/// The options of a command that asks nothing.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Without {
    #[command(flatten)]
    by: super::writer::By,
}

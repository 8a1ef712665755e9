//! `supportplan fill`.

use anyhow::{Result, bail};

use super::{Desk, Filling, Kept, Sheet};
use crate::commands::cli::Global;
use crate::commands::{Outcome, Ui, select};
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record, edit, model};
use crate::scaffold::form;
use crate::scaffold::{Beginning, part};
use crate::service::Service;
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;

/// Fill in what is open in a resident's records
///
/// Goes on with a record that was begun: its open questions are asked one by one, and when all are answered it is checked and kept. Without a
/// record, it is the first of the resident's that waits to be filled in. A record that git has already is gone through part by part, with what
/// stands there at hand; so a safety plan is brought up to date.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan fill 142\n  supportplan fill 142 safety-plan\n  supportplan fill 142 plan --edit\n  supportplan fill 142 residents/R-0142/weekly/2026-W47.md\n  supportplan fill 160 plan --answers plan.md --by tom-b"
)]
pub(in crate::commands) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The record: plan, safety-plan, referral, assessment, or a path
    #[arg(value_name = "RECORD")]
    record: Option<String>,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such record, nothing in it is open, or git cannot be written.
pub(in crate::commands) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let resident = select::resident(&args.resident, &service)?;
    let path = match &args.record {
        Some(name) => named(name, &resident, &service)?,
        None => waiting(&resident, &service, &repo)?,
    };
    let kind = form::place_of(&path)?.kind;
    let file = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let is_one = [Kind::SupportPlan, Kind::SafetyPlan, Kind::Referral, Kind::Assessment].contains(&kind);
    let sheet = Sheet {
        name: format!("the {} of {resident}", kind.words()),
        command: format!("supportplan fill {resident} {}", if is_one { file } else { &path }),
        resident: Some(resident.clone()),
        path,
        kept: Kept::Changed,
        given: Vec::new(),
        beside: if kind == Kind::Referral { carried } else { looked_at },
    };
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    let compose =
        |by: Option<&Staff>, _: Option<&Record>, desk: &mut Desk<'_>| match desk.service.record(&sheet.path)? {
            Some(record) => Ok(record.text),
            None => {
                let mut beginning = beginning(&resident, desk)?;
                beginning.by = by.map(|by| by.id.clone());
                beginning.render(&desk.service.scaffold_templates()?, kind, &desk.service.context)
            }
        };
    let outcome = super::run(&sheet, compose, &args.filling, &mut desk)?;
    if outcome == Outcome::Well && BEGINNING.contains(&kind) && !args.filling.no_edit {
        say_next(&resident, &mut desk)?;
    }
    Ok(outcome)
}

/// What a resident's life in the service begins with, in the order in which it is filled in.
const BEGINNING: [Kind; 4] = [Kind::Referral, Kind::Assessment, Kind::SupportPlan, Kind::SafetyPlan];

/// The records among these kinds that lie in the folder and were never saved.
fn unsaved(resident: &str, kinds: &[Kind], desk: &Desk<'_>) -> Result<Vec<Record>> {
    let mut unsaved = Vec::new();
    for kind in kinds {
        let path = Place::path(*kind, &[("resident", resident)]);
        if matches!(drafts::state(desk.service, desk.repo, &path)?, State::AsWritten | State::TypedInto) {
            unsaved.extend(desk.service.record(&path)?);
        }
    }
    Ok(unsaved)
}

/// Says which of the records that a resident's life in the service begins with comes next.
fn say_next(resident: &str, desk: &mut Desk<'_>) -> Result<()> {
    if let Some(next) = unsaved(resident, &BEGINNING, desk)?.first() {
        let file = next.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
        let said =
            format!("Next: the {}. `supportplan fill {resident} {file}` asks what is open in it.", next.kind().words());
        desk.ui.note(&said)?;
    }
    Ok(())
}

/// Carries risks that the referral names by now into the records that wait to be filled in: what they are called, not what was said of them.
fn carried(referral: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    let Some(resident) = referral.place.resident() else { return Ok(Vec::new()) };
    for waiting in unsaved(resident, &BEGINNING[1..], desk)? {
        let (path, context) = (&waiting.path, &desk.service.context);
        let mut beginning = beginning(resident, desk)?;
        beginning.carry_risks(referral);
        let text = beginning.render(&desk.service.scaffold_templates()?, waiting.kind(), context)?;
        let anew = super::record(desk.service, path, text)?;
        if anew.ids("risks").all(|id| waiting.ids("risks").any(|known| known == id)) {
            continue;
        }
        match part::add_items(&waiting, &anew, "risks", &context.wording) {
            Ok(text) => {
                drafts::change(desk.service, desk.repo, path, &waiting.text, &text)?;
                desk.ui.note(&format!("{path} has the risks of the referral that were not in it yet."))?;
            }
            Err(no_place) => {
                desk.ui.note(&format!("The risks of the referral were not put into {path}: {no_place}."))?
            }
        }
    }
    Ok(Vec::new())
}

/// The path of a resident's record that is named by its kind, or by itself.
fn named(name: &str, resident: &str, service: &Service) -> Result<String> {
    let kind = match name.trim_end_matches(".md") {
        "plan" | "support-plan" => Some(Kind::SupportPlan),
        "safety-plan" => Some(Kind::SafetyPlan),
        "referral" => Some(Kind::Referral),
        "assessment" => Some(Kind::Assessment),
        _ => None,
    };
    let folder = format!("residents/{resident}/");
    let path = match kind {
        Some(kind) => Place::path(kind, &[("resident", resident)]),
        None if name.starts_with(&folder) => name.to_owned(),
        None => format!("{folder}{name}"),
    };
    let path = if path.ends_with(".md") { path } else { format!("{path}.md") };
    if Place::of(&path).is_none() {
        bail!("{name} is no record of {resident}. Name it plan, safety-plan, referral or assessment, or by its path");
    }
    // What a resident's records begin with can be begun here, where it is missing.
    if kind.is_none() && service.record(&path)?.is_none() {
        bail!("there is no {path}");
    }
    Ok(path)
}

/// The first of a resident's records that waits to be filled in, as people read them.
fn waiting(resident: &str, service: &Service, repo: &Repo) -> Result<String> {
    let mut records = service.records_of(resident)?;
    records.sort_by_key(|record| record.kind());
    for record in records {
        let unsaved = drafts::state(service, repo, &record.path)? != State::Saved;
        if unsaved {
            let path = record.path.clone();
            let questions = form::questions(&form::unfolded(record, &service.context), &[], &service.context);
            if questions.iter().any(form::Question::is_open) {
                return Ok(path);
            }
        }
    }
    bail!(
        "no record of {resident} waits to be filled in. Name one to change it: `supportplan fill {resident} plan`, or safety-plan, or a path"
    )
}

/// Lets a safety plan that was gone through bear the day on which that was, unless somebody gave it another.
fn looked_at(record: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    let saved = desk.repo.last_committed(&record.path)?.and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(saved) = saved.filter(|_| record.kind() == Kind::SafetyPlan) {
        let saved = super::record(desk.service, &record.path, saved)?;
        if saved.value("updated") == record.value("updated") {
            let text = edit::with_value(record, "updated", &desk.global.today().to_string());
            if !drafts::write_over(desk.service, &record.path, &record.text, &text)? {
                bail!("{} was edited at this moment, so it was not saved; run this again", record.path);
            }
        }
    }
    Ok(Vec::new())
}

/// What the records tell that a resident's life in the service begins with.
fn beginning(resident: &str, desk: &Desk<'_>) -> Result<Beginning> {
    let service = desk.service;
    let records = service.records_of(resident)?;
    let of_kind = |kind: Kind| records.iter().find(|record| record.kind() == kind);
    let value = |kind: Kind, key: &str| of_kind(kind).and_then(|record| record.value(key)).map(str::to_owned);
    let moved_in = value(Kind::SupportPlan, "moved_in").or_else(|| value(Kind::SafetyPlan, "started"));
    let moved_in = moved_in.and_then(|day| model::date(&day)).unwrap_or(desk.global.today());
    let mut beginning = Beginning::new(resident, moved_in, &service.context);
    beginning.called = value(Kind::SupportPlan, "called");
    beginning.key_worker = value(Kind::SupportPlan, "key_worker");
    if let Some(referral) = of_kind(Kind::Referral) {
        beginning.carry_risks(referral);
    }
    Ok(beginning)
}

//! `supportplan new-incident`.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::Global;
use super::fill::{self, Desk, Filling, Kept, Sheet};
use super::{Outcome, Ui, select};
use crate::record::{Kind, Place, model};
use crate::scaffold::{self, IncidentBeginning};
use crate::service::Service;
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;

/// Write down what happened, what helped, what was learnt and what changes
///
/// The risks and actions of the resident's plans are offered. Afterwards the safety plan is to be looked at: until it was, or until a later weekly
/// review says whether it works, `check` names the incident.
///
/// An incident of this day that waits unfinished is gone on with; else a further one is begun.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-incident 142\n  supportplan new-incident Sam --date 2026-11-19\n  supportplan new-incident 142 --answers answers.md --by priya-n"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The day on which it happened; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = super::cli::date)]
    date: Option<NaiveDate>,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, the day is still to come, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let meant = args.filling.unless_lost(meant(args, &service, &repo, global.today()), &repo, global)?;
    let Meant { resident, date, path } = meant;
    let sheet = Sheet {
        resident: Some(resident.clone()),
        path: path.clone(),
        name: format!("the incident of {date} for {resident}"),
        command: format!("supportplan new-incident {resident} --date {date}"),
        kept: Kept::Refused("Run this again for a further one".to_owned()),
        given: Vec::new(),
        beside: Sheet::nothing_beside,
    };
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    let outcome = fill::run(
        &sheet,
        |by, _, desk| {
            let plan = desk.service.record(&plan_of(Kind::SupportPlan, &resident))?;
            let safety_plan = desk.service.record(&plan_of(Kind::SafetyPlan, &resident))?;
            let by = by.map(|by| by.id.as_str());
            let beginning = IncidentBeginning { resident: &resident, date, by };
            let context = &desk.service.context;
            scaffold::incident(
                &desk.service.scaffold_templates()?,
                beginning,
                plan.as_ref(),
                safety_plan.as_ref(),
                context,
            )
        },
        &args.filling,
        &mut desk,
    )?;
    if drafts::state(&service, &repo, &path)? == State::Saved {
        say_safety_plan(&service, &resident, date, ui)?;
    }
    Ok(outcome)
}

/// The incident that is meant.
struct Meant {
    resident: String,
    date: NaiveDate,
    path: String,
}

/// Finds out which incident is meant.
fn meant(args: &Args, service: &Service, repo: &Repo, today: NaiveDate) -> Result<Meant> {
    let resident = select::resident(&args.resident, service)?;
    let date = args.date.unwrap_or(today);
    if date > today {
        bail!("{date} is still to come, so nothing has happened on it yet");
    }
    let moved_in = service.record(&plan_of(Kind::SupportPlan, &resident))?;
    let moved_in = moved_in.and_then(|plan| plan.value("moved_in").and_then(model::date));
    if let Some(moved_in) = moved_in.filter(|moved_in| date < *moved_in) {
        bail!(
            "{date} is before {resident} moved in, on {moved_in}. What happened before belongs in the referral or the assessment"
        );
    }
    let path = place(service, repo, &resident, date)?;
    Ok(Meant { resident, date, path })
}

/// The incident of this day that waits to be finished, or the place of the next.
fn place(service: &Service, repo: &Repo, resident: &str, date: NaiveDate) -> Result<String> {
    for n in 1_u32.. {
        let path =
            Place::path(Kind::Incident, &[("resident", resident), ("date", &date.to_string()), ("n", &n.to_string())]);
        let is_saved = matches!(drafts::state(service, repo, &path)?, State::Saved | State::Edited);
        // One that was saved by a command that was cut short is told of before another is begun.
        if !is_saved || drafts::is_kept(repo, &path) {
            return Ok(path);
        }
    }
    bail!("there are too many incidents on {date}")
}

fn plan_of(kind: Kind, resident: &str) -> String {
    Place::path(kind, &[("resident", resident)])
}

/// Says that the safety plan is to be looked at, where it is older than the incident.
fn say_safety_plan(service: &Service, resident: &str, date: NaiveDate, ui: &mut Ui) -> Result<()> {
    let path = plan_of(Kind::SafetyPlan, resident);
    let updated = service.record(&path)?.and_then(|plan| plan.value("updated").and_then(model::date));
    if updated.is_some_and(|updated| updated < date) {
        ui.note(&format!(
            "Now look at the safety plan: `supportplan fill {resident} safety-plan` goes through it. Until that is done, or a later weekly review \
             says whether it works, `check` names this incident."
        ))?;
    }
    Ok(())
}

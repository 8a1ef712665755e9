//! `supportplan due`.

use anyhow::Result;
use chrono::NaiveDate;

use super::cli::{self, Global};
use super::{Outcome, Ui, select};
use crate::report::{Calendar, DueReport, due_as_calendar};
use crate::service::repository::Repo;
use crate::service::saves::Saves;

/// Show what is due and overdue, soonest first
///
/// For every resident and the team: weekly and formal reviews, safety plans, first support plans, team reflections, plan audits, and records past the time
/// that the service keeps them. Each with why, and with the command that does it. Residents stand there by reference alone, so that it can be pinned
/// up, mailed, or put into a calendar.
///
/// A time away puts things off, and leaving ends them. Where a record cannot be read that decides what is due, its resident is named as one of whom
/// it cannot be told, and the status is 1.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan due                              what is due now, and in the next two weeks\n  supportplan due 142 Sam --within 100         for some residents, further ahead\n  supportplan due --on 2026-12-31              as things stand then, if nothing is done until then\n  supportplan due --fail-overdue               with status 1 where something is overdue\n  supportplan due --format ics > due.ics       for a calendar, which shows each task on its last day"
)]
pub(super) struct Args {
    /// Only for these residents; without any, for all of them and the team
    #[arg(value_name = "RESIDENT")]
    residents: Vec<String>,

    /// The day to look at, instead of today (YYYY-MM-DD)
    ///
    /// On a day in the past only what was written by then counts: records of a later day are left aside, and a formal review is no further than its dates
    /// say. Plans have one version in the folder, and count as they are now.
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    on: Option<NaiveDate>,

    /// How many days to look ahead [default: 14; in a calendar, all that comes next]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=36_500))]
    within: Option<u32>,

    /// The form
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,

    /// Let the exit status be 1 where something is overdue
    #[arg(long)]
    fail_overdue: bool,
}

/// The forms that what is due can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// The project's own JSON, as schema/due-report.schema.json describes it
    Json,
    /// A calendar, as RFC 5545 has it
    Ics,
    /// A table for spreadsheets
    Csv,
}

/// How many days ahead people look where they do not say it.
const WITHIN: u32 = 14;

/// Runs the command.
///
/// # Errors
/// There is no such resident, or the folder of residents cannot be looked into.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let named = args.residents.iter().map(|name| select::resident(name, &service));
    let named = named.collect::<Result<std::collections::BTreeSet<_>>>()?.into_iter().collect::<Vec<_>>();
    let on = args.on.unwrap_or_else(|| global.today());
    let agenda = service.agenda((!named.is_empty()).then_some(&named), on, global.today());
    let report = DueReport::new(&agenda, on, args.within.unwrap_or(WITHIN));
    ui.result(&match args.format {
        Form::Text => report.in_full(ui.style().width),
        Form::Json => report.as_json()?,
        Form::Csv => report.as_csv()?,
        Form::Ics => {
            let saves = match Repo::open(&service.root) {
                Ok(repo) => repo.saves()?,
                Err(_) => None,
            };
            let Saves { count: saves, first } = saves.unwrap_or(Saves { count: 0, first: "unsaved".to_owned() });
            let service = &service.settings().service;
            due_as_calendar(
                &agenda,
                &Calendar { service, space: &first, made: chrono::Utc::now(), saves, on, within: args.within },
            )
        }
    })?;
    let failed = !agenda.untold.is_empty() || args.fail_overdue && report.is_overdue();
    Ok(if failed { Outcome::Faults } else { Outcome::Well })
}

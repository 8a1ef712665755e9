//! `supportplan leave`.

use anyhow::Result;
use chrono::NaiveDate;

use super::{data, record, sheet, tidy};
use crate::commands::cli::{self, Global};
use crate::commands::fill::{self, Desk, Filling, Given, Part};
use crate::commands::{Outcome, Ui, select};
use crate::record::Record;
use crate::scaffold::stay;

/// Note that a resident has left the service
///
/// Asks where they went, how it was prepared with them, and what support goes on. From the day after, no review falls due any more, and the time for
/// which the records are kept begins. A time away that has no end ends on that day.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan leave 142\n  supportplan leave 142 --date 2026-11-16 --to own-tenancy\n  supportplan leave 142 --date 2026-11-16 --answers left.md --by priya-n\n\nANSWERS\n  A file of answers is a part of a plan, such as\n\n    ---\n    moved_to: own-tenancy\n    ---\n    ## Moved on\n    Sam moved to a flat of their own near the workshop. ..."
)]
pub(in crate::commands) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The day of leaving; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    date: Option<NaiveDate>,

    /// Where the resident went; asked, where it is left out
    #[arg(
        long,
        value_name = "PLACE",
        value_parser = ["own-tenancy", "family-or-friends", "supported-housing", "care-home", "hospital", "prison", "elsewhere", "not-known", "died"]
    )]
    to: Option<String>,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, that cannot be, or git cannot be written.
pub(in crate::commands) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| left(args, desk))
}

fn left(args: &Args, desk: &mut Desk<'_>) -> Result<Outcome> {
    let resident = select::resident(&args.resident, desk.service);
    let resident = args.filling.unless_lost(resident, desk.repo, desk.global)?;
    tidy(&resident, desk)?;
    let given = [Given::new("--date", &["left"], args.date), Given::new("--to", &["moved_to"], args.to.as_ref())];
    let sheet = sheet(&resident, Part::Left, given);
    let date = args.date.unwrap_or(desk.global.today());
    let compose = |_: Option<&_>, _: Option<&Record>, desk: &mut Desk<'_>| {
        let plan = record(desk, &resident)?;
        let templates = desk.service.scaffold_templates()?;
        stay::leave(&templates, &plan, &data(&plan)?, date, args.to.as_deref(), &desk.service.context)
    };
    let outcome = fill::run(&sheet, compose, &args.filling, desk)?;
    if outcome == Outcome::Well && !args.filling.no_edit {
        desk.ui.note(&format!("No review falls due after {}.", date.format("%-d %B %Y")))?;
    }
    Ok(outcome)
}

//! `supportplan progress`.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::{Global, date};
use super::{Outcome, Ui, select};
use crate::report::{progress_as_csv, progress_as_json, progress_in_full};

/// Show what has come of the support: outcomes, help, hours, visits and incidents
///
/// For each outcome the figure at the start, now, and to be reached, and which way the figures go; the help that was really given, and whether
/// independence is rising; the hours that are commissioned beside those that actions take, and how visits went; incidents, and what changed
/// because of them.
///
/// It is told from moving in on, or since the Monday of a week, so that reviews, visits and incidents of the same weeks count. Residents are named by reference and outcomes by id; the plan's own words stand beside them in a
/// terminal, or with --show-text.
///
/// Ends with status 1 where something that should count cannot be read, and is named.
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("who").args(["resident", "all"]).required(true),
    after_long_help = "EXAMPLES\n  supportplan progress 142\n  supportplan progress 142 --since 2026-09-01\n  supportplan progress --all --format csv > progress.csv"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: Option<String>,

    /// All residents, with a table of them at the end
    #[arg(long)]
    all: bool,

    /// Tell of the time since the week of DATE (YYYY-MM-DD), from its Monday on
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<NaiveDate>,

    /// The form in which it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Form,
}

/// The forms that progress can be printed in.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For other programs, as schema/progress-report.schema.json describes it
    Json,
    /// For spreadsheets: a line for each outcome, action, kind of visit and incident
    Csv,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, or their plan is not complete, or a file cannot be read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let today = global.today();
    if let Some(since) = args.since.filter(|since| *since > today) {
        bail!("{since} is not here yet, so there is nothing to tell since then");
    }
    let residents: Vec<String> = match &args.resident {
        Some(name) => vec![select::resident(name, &service)?],
        None => service.residents().iter().cloned().collect(),
    };
    if let (Some(_), [resident]) = (&args.resident, residents.as_slice()) {
        select::plan(&service, resident)?;
    }
    let told = service.progress(&residents, args.since)?;
    let show_text = ui.style().show_text;
    ui.result(&match args.format {
        Form::Text => progress_in_full(&told, args.all, show_text, ui.style().width),
        Form::Json => progress_as_json(&told, show_text)?,
        Form::Csv => progress_as_csv(&told)?,
    })?;
    let is_whole =
        told.lost.iter().all(|lost| !lost.is_there) && told.residents.iter().all(|one| one.unread.is_empty());
    Ok(if is_whole { Outcome::Well } else { Outcome::Faults })
}

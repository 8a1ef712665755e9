//! `supportplan progress`.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use rayon::prelude::*;

use super::cli::{Global, date};
use super::{Outcome, Ui, select};
use crate::cycle::progress::Progress;
use crate::record::{Kind, Place};
use crate::report::{Lost, Told, progress_as_csv, progress_as_json, progress_in_full};
use crate::service::Service;

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
    let each = residents.par_iter().map(|resident| of(&service, resident, args.since, today));
    let mut told = Told { today, since: args.since, residents: Vec::new(), lost: Vec::new() };
    for (resident, progress) in residents.iter().zip(each.collect::<Result<Vec<_>>>()?) {
        match progress {
            Some(progress) => told.residents.push(progress),
            None => {
                let path = Place::path(Kind::SupportPlan, &[("resident", resident)]);
                let is_there = crate::service::store::exists(&service.full(&path));
                told.lost.push(Lost { resident: resident.clone(), path, is_there });
            }
        }
    }
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

/// A resident's progress, from the records that it is told from; none where no plan can be read.
fn of(service: &Service, resident: &str, since: Option<NaiveDate>, today: NaiveDate) -> Result<Option<Progress>> {
    let (mut records, mut unread) = (Vec::new(), Vec::new());
    let group = service.group_of(resident)?;
    let counts = |path: &String| {
        let kind = Place::of(path).map(|place| place.kind);
        matches!(kind, Some(Kind::SupportPlan | Kind::WeeklyReview | Kind::Incident))
    };
    for path in group.files.iter().chain(group.unread.iter().map(|(path, _)| path)).filter(|path| counts(path)) {
        match service.record(path)? {
            Some(record) => records.push(record),
            None => unread.push(path.clone()),
        }
    }
    let progress = Progress::of(&records, &service.context.levels, since, today);
    Ok(progress.map(|progress| {
        unread.extend(progress.unread);
        unread.sort();
        Progress { unread, ..progress }
    }))
}

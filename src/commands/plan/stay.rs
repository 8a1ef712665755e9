//! `supportplan pause` and `supportplan resume`.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::{Without, change, data, path_of, record};
use crate::commands::cli::{self, Global};
use crate::commands::fill::{self, Desk};
use crate::commands::prompt::Left;
use crate::commands::{Outcome, Ui, select};
use crate::cycle;
use crate::record::model::FormalReview;
use crate::record::{Former, Kind, Record, model};
use crate::scaffold::stay;

/// Note that a resident is away, so that nothing falls due meanwhile
///
/// Weeks that are spent away from their first to their last day ask for no review, and the next formal review is put off by the days away.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan pause 142 --reason hospital\n  supportplan pause 142 --from 2026-11-16 --reason family"
)]
pub(in crate::commands) struct Pause {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The first day away; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    from: Option<NaiveDate>,

    /// Where the resident is: hospital, prison, holiday, family or other; asked, where it is left out
    #[arg(long, value_name = "REASON", value_parser = ["hospital", "prison", "holiday", "family", "other"])]
    reason: Option<String>,

    #[command(flatten)]
    without: Without,
}

/// Note that a resident is back, so that reviews fall due again
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan resume 142\n  supportplan resume 142 --date 2026-11-18\n  supportplan resume 142 --called-off"
)]
pub(in crate::commands) struct Resume {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The day of coming back; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = cli::date, conflicts_with = "called_off")]
    date: Option<NaiveDate>,

    /// The time away does not take place: take it out of the plan
    #[arg(long)]
    called_off: bool,

    #[command(flatten)]
    without: Without,
}

/// Runs `pause`.
///
/// # Errors
/// There is no such resident, that cannot be, or git cannot be written.
pub(in crate::commands) fn pause(args: &Pause, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| paused(args, desk))
}

fn paused(args: &Pause, desk: &mut Desk<'_>) -> Result<Outcome> {
    let resident = select::resident(&args.resident, desk.service)?;
    let from = args.from.unwrap_or(desk.global.today());
    let reason = reason(args, desk)?;
    let outcome = change(&resident, &args.without, desk, |desk| {
        let plan = record(desk, &resident)?;
        let wording = &desk.service.context.wording;
        Ok(vec![(path_of(&resident), stay::pause(&plan, &data(&plan)?, from, &reason, wording)?)])
    })?;
    if outcome == Outcome::Well {
        desk.ui.note(&format!(
            "No review falls due from {} on. `supportplan resume {resident}` notes the day of coming back.",
            from.format("%-d %B %Y")
        ))?;
    }
    Ok(outcome)
}

fn reason(args: &Pause, desk: &mut Desk<'_>) -> Result<String> {
    let choices = stay::choices(&["properties", "away", "items", "properties", "reason"]);
    match &args.reason {
        Some(reason) => Ok(reason.clone()),
        None if desk.ui.can_ask => {
            let names: Vec<String> = choices.iter().map(|choice| (*choice).to_owned()).collect();
            let why = "While the resident is away, no review falls due. The plan says why.";
            let chosen = desk.ui.choose("Where is the resident?", why, &names)?;
            chosen.map(|at| names[at].clone()).ok_or_else(|| Left("Nothing was chosen, so nothing was done.").into())
        }
        None => bail!("say where the resident is, with --reason: {}", choices.join(", ")),
    }
}

/// Runs `resume`.
///
/// # Errors
/// There is no such resident, they are not away, or git cannot be written.
pub(in crate::commands) fn resume(args: &Resume, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| resumed(args, desk))
}

fn resumed(args: &Resume, desk: &mut Desk<'_>) -> Result<Outcome> {
    let resident = select::resident(&args.resident, desk.service)?;
    let date = args.date.unwrap_or(desk.global.today());
    let outcome = change(&resident, &args.without, desk, |desk| {
        let plan = record(desk, &resident)?;
        let text = match args.called_off {
            true => called_off(&plan, desk)?,
            false => stay::resume(&plan, &data(&plan)?, date)?,
        };
        Ok(vec![(path_of(&resident), text)])
    })?;
    if outcome == Outcome::Well {
        say_due(&resident, desk)?;
    }
    Ok(outcome)
}

/// The plan's text without the time away that does not take place.
fn called_off(plan: &Record, desk: &Desk<'_>) -> Result<String> {
    let (today, typed) = (desk.global.today(), data(plan)?);
    if let Some(text) = stay::called_off(plan, &typed, today) {
        return Ok(text);
    }
    // It may have been taken out by this command, when it was cut short.
    let committed = desk.repo.last_committed(&plan.path)?.and_then(|bytes| String::from_utf8(bytes).ok());
    let before = committed.map(|text| fill::record(desk.service, &plan.path, text)).transpose()?;
    let was_planned = |before: &Record| model::of(before).and_then(|typed| stay::called_off(before, &typed, today));
    match before.as_ref().and_then(was_planned) {
        Some(_) => Ok(plan.text.clone()),
        None => bail!("{} is not away, and no time away is planned", typed.resident),
    }
}

/// Says which reviews come next.
fn say_due(resident: &str, desk: &mut Desk<'_>) -> Result<()> {
    let (service, today) = (desk.service, desk.global.today());
    let plan = record(desk, resident)?;
    let typed = data(&plan)?;
    let records = service.records_of(resident)?;
    let former = Former::of([&plan]);
    let of_kind = |kind: Kind| records.iter().filter(move |record| record.kind() == kind);
    let weeks: Vec<_> = of_kind(Kind::WeeklyReview).filter_map(|review| former.read(review)).collect();
    let formal: Vec<FormalReview> = of_kind(Kind::FormalReview).filter_map(model::of).collect();
    let day = |date: NaiveDate| date.format("%-d %B %Y").to_string();
    if let Some((week, due)) = cycle::weekly(&typed, &weeks, today) {
        desk.ui.note(&format!("The next weekly review is that of {week}, by {}.", day(due.by)))?;
    }
    if let Some(due) = cycle::formal(&typed, &formal, service.settings().intervals, today) {
        desk.ui.note(&format!("The next formal review is due by {}.", day(due.by)))?;
    }
    Ok(())
}

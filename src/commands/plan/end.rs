//! `supportplan end`.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;

use super::{found, record, sheet, tidy};
use crate::commands::cli::{self, Global};
use crate::commands::fill::{self, Desk, Filling, Given, Part, Sheet};
use crate::commands::{Outcome, Ui, select};
use crate::record::{Former, Kind, Place, Record, model, read};
use crate::report::plural;
use crate::scaffold::item::{self, Ending, Found};
use crate::service::drafts;

/// End an outcome, an action or a risk, and keep what it says
///
/// The item stays in the plan, marked as ended with the day and the reason; why it ended is asked. With an outcome, the actions that are for it alone
/// can end as well. With a risk, the safety plan can end it too, in the same words.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan end 'Cooks lunch' 142 --reason achieved\n  supportplan end cooks-lunch 142 --reason achieved --with-actions\n  supportplan end burns 142 --reason no-longer-applies --in-safety-plan\n  supportplan end change-card 142 --answers why.md --by priya-n\n\nANSWERS\n  A file of answers is a part of a plan, such as\n\n    ---\n    risks:\n      - id: burns\n        ended: {reason: no-longer-applies}\n    ---\n    ## Risks\n    ### Burns\n    **Why it ended:** The hob has a timer now."
)]
pub(in crate::commands) struct Args {
    /// The item: its heading, its id, or what it was called before
    #[arg(value_name = "ITEM")]
    item: String,

    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// Why it ends: achieved, changed-mind, replaced or no-longer-applies; asked, where it is left out
    #[arg(long, value_name = "REASON", value_parser = ["achieved", "changed-mind", "replaced", "no-longer-applies"])]
    reason: Option<String>,

    /// The day on which it ended; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    date: Option<NaiveDate>,

    /// With an outcome: end the actions that are for it alone as well
    #[arg(long)]
    with_actions: bool,

    /// With a risk: end it in the safety plan as well
    #[arg(long)]
    in_safety_plan: bool,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such item, it has ended already or cannot end, or git cannot be written.
pub(in crate::commands) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| ended(args, desk))
}

fn ended(args: &Args, desk: &mut Desk<'_>) -> Result<Outcome> {
    let meant = meant(args, desk);
    let Meant { resident, ending } = args.filling.unless_lost(meant, desk.repo, desk.global)?;
    let items = ending.iter().map(|found| (found.list, found.id.clone())).collect();
    let is_risk = ending.first().is_some_and(|found| found.list == "risks");
    let beside = match args.filling.no_edit || !is_risk {
        true => Sheet::nothing_beside,
        false if args.in_safety_plan => ended_there_too,
        false => ended_there_if_wanted,
    };
    let given = ending.iter().flat_map(|found| given(args, found));
    let sheet = Sheet { beside, ..sheet(&resident, Part::Ended(items), given) };
    let compose = |_: Option<&_>, _: Option<&Record>, desk: &mut Desk<'_>| {
        let mut plan = record(desk, &resident)?;
        let date = Some(args.date.unwrap_or(desk.global.today()));
        for found in &ending {
            let ending = Ending { date, reason: args.reason.as_deref(), why: None };
            let text = item::end(&plan, found, ending, &desk.service.context.wording)?;
            plan = fill::record(desk.service, &plan.path, text)?;
        }
        Ok(plan.text)
    };
    fill::run(&sheet, compose, &args.filling, desk)
}

/// What the options say of an item that ends.
fn given(args: &Args, found: &Found) -> [Option<Given>; 2] {
    let id = format!("#{}", found.id);
    let at = |key| [found.list, &id, "ended", key];
    [Given::new("--reason", &at("reason"), args.reason.as_ref()), Given::new("--date", &at("date"), args.date)]
}

/// What is to end.
struct Meant {
    resident: String,
    /// The item that was named, and the actions that end with it.
    ending: Vec<Found>,
}

fn meant(args: &Args, desk: &mut Desk<'_>) -> Result<Meant> {
    let resident = select::resident(&args.resident, desk.service)?;
    tidy(&resident, desk)?;
    let plan = record(desk, &resident)?;
    let found = found(&plan, &args.item)?;
    let noun = item::noun(found.list);
    if found.list == "strengths" {
        bail!("a strength does not end. Take it out of the plan, or give it other words, in any editor");
    }
    if found.is_ended && is_ended_in_git(&plan, &found, desk)? {
        bail!("this {noun} has ended already; the plan says when and why");
    }
    can_end_on(&plan, args.date, noun, desk)?;
    if args.with_actions && found.list != "outcomes" {
        bail!("--with-actions goes with an outcome");
    }
    if args.in_safety_plan && found.list != "risks" {
        bail!("--in-safety-plan goes with a risk");
    }
    let alone: Vec<Found> = if found.list == "outcomes" { actions_alone(&plan, &found.id) } else { Vec::new() };
    let with_actions = !alone.is_empty() && (args.with_actions || ends_actions(args, &alone, desk)?);
    let ending = [found].into_iter().chain(alone.into_iter().filter(|_| with_actions)).collect();
    Ok(Meant { resident, ending })
}

/// Refuses a day on which nothing in the plan can have ended.
fn can_end_on(plan: &Record, date: Option<NaiveDate>, noun: &str, desk: &Desk<'_>) -> Result<()> {
    let day = |key: &str| plan.value(key).and_then(model::date);
    let shown = |date: NaiveDate| date.format("%-d %B %Y");
    let today = desk.global.today();
    if date.is_some_and(|date| date > today) {
        bail!("that day is still to come. End the {noun} once it is over");
    }
    let date = date.unwrap_or(today);
    if let Some(moved_in) = day("moved_in").filter(|moved_in| date < *moved_in) {
        bail!(
            "{} is before the day of moving in, {}, so nothing in the plan can have ended then. Give --date a later day",
            shown(date),
            shown(moved_in)
        );
    }
    if let Some(left) = day("left").filter(|left| *left < date) {
        bail!(
            "the resident left the service on {}, and nothing in the plan went on after that. Give --date that day or an earlier one",
            shown(left)
        );
    }
    Ok(())
}

/// Whether the plan that git has says that the item is over. One that only the folder's says so of is being ended.
fn is_ended_in_git(plan: &Record, found: &Found, desk: &Desk<'_>) -> Result<bool> {
    let Some(committed) = desk.repo.last_committed(&plan.path)? else { return Ok(true) };
    let before = read(&plan.path, plan.place.clone(), committed, &desk.service.context.wording).record;
    Ok(before.and_then(|before| item::of(&before, found.list, &found.id)).is_some_and(|before| before.is_ended))
}

/// The actions that go on and are for this outcome and no other that goes on.
fn actions_alone(plan: &Record, outcome: &str) -> Vec<Found> {
    let goes_on = |id: &str| id != outcome && item::of(plan, "outcomes", id).is_some_and(|found| !found.is_ended);
    let named = |action: &serde_json::Value| -> Vec<String> {
        let ids = action["for"].as_array().into_iter().flatten();
        ids.filter_map(|id| id.as_str()).map(str::to_owned).collect()
    };
    let is_alone = |ids: &[String]| ids.iter().any(|id| id == outcome) && !ids.iter().any(|id| goes_on(id));
    let actions = plan.list("actions").iter().filter(|action| is_alone(&named(action)));
    let found = actions.filter_map(|action| item::of(plan, "actions", action["id"].as_str()?));
    found.filter(|found| !found.is_ended).collect()
}

/// Whether the actions are to end with their outcome. Where nobody can be asked, they are named.
fn ends_actions(args: &Args, alone: &[Found], desk: &mut Desk<'_>) -> Result<bool> {
    if args.filling.answers.is_none() && !args.filling.no_edit && desk.ui.can_ask {
        let names: Vec<&str> = alone.iter().map(|found| found.heading.as_str()).collect();
        return desk.ui.confirm(&format!("These are for it alone: {}. End them as well?", names.join(", ")));
    }
    // Outside a terminal nothing is said of the plan's words.
    let count = plural(alone.len(), "action that goes on is", "actions that go on are");
    desk.ui.note(&format!("{count} for this outcome alone. `--with-actions` ends what is for it alone."))?;
    Ok(false)
}

/// Ends in the safety plan the risks that the plan ends now, in the plan's own words.
fn ended_there_too(plan: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    in_safety_plan(plan, desk, &mut |_, _| Ok(true))
}

/// The same where the person at the terminal wants it. Where nobody can be asked, it is said that the safety plan has them still.
fn ended_there_if_wanted(plan: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    in_safety_plan(plan, desk, &mut |found, desk| {
        if desk.ui.can_ask {
            let question = format!(
                "The safety plan still answers \"{}\". End it there as well, in the same words?",
                found.heading
            );
            return desk.ui.confirm(&question);
        }
        let note = "The safety plan still answers this risk. `--in-safety-plan` ends it there as well; or look through it with `supportplan fill`.";
        desk.ui.note(note)?;
        Ok(false)
    })
}

fn in_safety_plan(
    plan: &Record,
    desk: &mut Desk<'_>,
    wanted: &mut dyn FnMut(&Found, &mut Desk<'_>) -> Result<bool>,
) -> Result<Vec<String>> {
    let Some(resident) = plan.place.resident() else { return Ok(Vec::new()) };
    let path = Place::path(Kind::SafetyPlan, &[("resident", resident)]);
    let Some(safety_plan) = desk.service.record(&path)? else { return Ok(Vec::new()) };
    let former = Former::of([plan, &safety_plan]);
    let (mut current, mut waits) = (None, false);
    for risk in plan.list("risks").iter().filter(|risk| risk.get("ended").is_some()) {
        let Some(found) = risk["id"].as_str().and_then(|id| item::of(plan, "risks", id)) else { continue };
        let own = former.id_in(&safety_plan, "risks", "risks", &found.id);
        let there = item::of(&safety_plan, "risks", own);
        let Some(there) = there.filter(|_| plan.outline.item("risks", &found.id).is_some()) else { continue };
        if is_ended_in_git(plan, &found, desk)? {
            continue;
        }
        if there.is_ended {
            // It was written there already, when the command was cut short.
            waits |= !is_ended_in_git(&safety_plan, &there, desk)?;
            continue;
        }
        if !wanted(&there, desk)? {
            continue;
        }
        let label = plan.outline.item("risks", &found.id).and_then(|item| item.label("why-it-ended"));
        let why = label.map(|label| plan.words(label.text)).unwrap_or_default();
        let ending = Ending {
            date: risk["ended"]["date"].as_str().and_then(model::date),
            reason: risk["ended"]["reason"].as_str(),
            why: Some(&why),
        };
        let record = current.as_ref().unwrap_or(&safety_plan);
        let text = item::end(record, &there, ending, &desk.service.context.wording)?;
        current = Some(fill::record(desk.service, &path, text)?);
    }
    let Some(changed) = current else { return Ok(if waits { vec![path] } else { Vec::new() }) };
    let text = crate::record::edit::with_value(&changed, "updated", &desk.global.today().to_string());
    drafts::write_over(desk.service, &path, &safety_plan.text, &text)?
        .then(|| vec![path.clone()])
        .with_context(|| format!("{path} was edited at this moment; run this again"))
}

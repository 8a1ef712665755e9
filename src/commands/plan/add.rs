//! `supportplan add`.

use anyhow::{Context as _, Result, bail};

use super::{found, goes_on, record, sheet, tidy};
use crate::commands::cli::Global;
use crate::commands::fill::{self, Desk, Filling, Given, Part};
use crate::commands::prompt::Left;
use crate::commands::{Outcome, Ui, select};
use crate::record::{Record, heading_for, slug};
use crate::scaffold::item::{self, NewItem};

/// Add a strength, an outcome, an action or a risk to a plan
///
/// Asks what belongs to it, and puts it into the plan: the item into its list, its words at the end of their section, those of an action under the
/// outcome that it is for. Nothing else in the plan is touched. Edits of the plan that are not saved yet are saved first, as a commit of their own.
///
/// A plan that was never saved stays in the folder, with its other questions open.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan add strength 142 'Keeps time'\n  supportplan add action 142 'Oven card' --for 'Cooks lunch'\n  supportplan add risk 142\n  supportplan add outcome 142 --answers outcome.md --by priya-n\n\nANSWERS\n  A file of answers is a part of a plan, with this item alone, such as\n\n    ---\n    strengths:\n      - id: keeps-time\n    ---\n    ## Strengths\n    ### Keeps time\n    Sam is at the bus stop five minutes early."
)]
pub(in crate::commands) struct Args {
    /// What is added
    #[arg(value_name = "KIND", value_parser = ["strength", "outcome", "action", "risk"])]
    kind: String,

    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// What it is called, in a few words; where it is left out, it is asked, or stands in the answers
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// The outcome that an action is for: its heading or id
    #[arg(long = "for", value_name = "OUTCOME")]
    outcome: Option<String>,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or no plan, the name is taken, or git cannot be written.
pub(in crate::commands) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| added(args, desk))
}

fn added(args: &Args, desk: &mut Desk<'_>) -> Result<Outcome> {
    let meant = meant(args, desk);
    let Meant { resident, list, name, outcome } = args.filling.unless_lost(meant, desk.repo, desk.global)?;
    let id = name.as_deref().map(slug).unwrap_or_default();
    let given = Given::new("--for", &["actions", "*", "for", "*"], outcome.as_ref());
    let sheet = sheet(&resident, Part::New { list, id }, [given]);
    let compose = |_: Option<&_>, answers: Option<&Record>, desk: &mut Desk<'_>| {
        let plan = record(desk, &resident)?;
        let name = match (&name, answers) {
            (Some(name), _) => name.clone(),
            (None, Some(answers)) => name_in(answers, list)?,
            (None, None) => bail!("say what it is called: supportplan add {} {resident} NAME", args.kind),
        };
        if let Some(answers) = answers {
            only_about(answers, list, &name)?;
        }
        let outcome = match list {
            "actions" => Some(outcome_of(args, outcome, &plan, answers, desk)?),
            _ => None,
        };
        let new = NewItem { list, name: &name, outcome: outcome.as_deref() };
        let others: Vec<Record> =
            desk.service.records_of(&resident)?.into_iter().filter(|other| other.path != plan.path).collect();
        item::add(&desk.service.scaffold_templates()?, &plan, &others, new, &desk.service.context)
    };
    fill::run(&sheet, compose, &args.filling, desk)
}

/// What is added, as far as that is known before its answers are read.
struct Meant {
    resident: String,
    list: &'static str,
    /// What it is called.
    name: Option<String>,
    /// The outcome that an action is said to be for.
    outcome: Option<String>,
}

fn meant(args: &Args, desk: &mut Desk<'_>) -> Result<Meant> {
    let resident = select::resident(&args.resident, desk.service)?;
    let list = match args.kind.as_str() {
        "strength" => "strengths",
        "outcome" => "outcomes",
        "action" => "actions",
        _ => "risks",
    };
    tidy(&resident, desk)?;
    let plan = record(desk, &resident)?;
    goes_on(&plan, desk)?;
    if args.outcome.is_some() && list != "actions" {
        bail!("--for is for an action alone");
    }
    let outcome = args.outcome.as_ref().map(|named| outcome_in(&plan, named)).transpose()?;
    let asks = args.filling.answers.is_none() && desk.ui.can_ask;
    let name = match &args.name {
        None if asks => {
            let question = format!("What is the {} called, in a few words?", args.kind);
            Some(desk.ui.text(&question, "")?.ok_or(Left("Nothing was named, so nothing was added."))?)
        }
        name => name.as_deref().map(|name| name.trim().to_owned()),
    };
    if let Some(name) = &name {
        let waits = is_in_folder_alone(&plan, list, name, desk)?;
        if !waits {
            item::free_id(&plan, name)?;
        }
    }
    Ok(Meant { resident, list, name, outcome })
}

/// Whether the plan in the folder has the item, and the one in git does not: it was begun before.
fn is_in_folder_alone(plan: &Record, list: &str, name: &str, desk: &Desk<'_>) -> Result<bool> {
    let id = slug(name);
    if !plan.ids(list).any(|known| known == id) {
        return Ok(false);
    }
    let Some(committed) = desk.repo.last_committed(&plan.path)? else { return Ok(false) };
    let read = crate::record::read(&plan.path, plan.place.clone(), committed, &desk.service.context.wording);
    Ok(read.record.is_some_and(|committed| !committed.ids(list).any(|known| known == id)))
}

/// What the item of the answers is called.
fn name_in(answers: &Record, list: &str) -> Result<String> {
    let heading = answers.outline.items(list).next().map(|item| item.heading.text.clone());
    let id = answers.ids(list).next().map(heading_for);
    heading.or(id).context("the answers do not say what it is called: they need its heading, or its id")
}

/// Refuses answers that are about anything else.
fn only_about(answers: &Record, list: &str, name: &str) -> Result<()> {
    let id = slug(name);
    let mut keys = answers.front.root.entries().iter().map(|entry| entry.key.as_str());
    let items = answers.list(list);
    let is_it = items.iter().all(|item| item["id"] == id.as_str()) && items.len() <= 1;
    let headings = answers.outline.items(list).all(|item| item.id() == id);
    let own = answers.outline.items(list).count();
    let all: usize = item_count(answers);
    if !keys.all(|key| key == list) || !is_it || !headings || own != all {
        bail!(
            "the answers are to be about this one item: `{list}:` with one item whose id is `{id}`, and its words under its heading. \
             What else changes in the plan, `supportplan fill` takes"
        );
    }
    Ok(())
}

/// How many items have words in the answers, an outcome that only says where an action stands left out.
fn item_count(answers: &Record) -> usize {
    let sections = answers.outline.sections.iter();
    let with_words = |span| answers.body.has_words(span);
    let items = sections.flat_map(|section| &section.items);
    let own = |item: &&crate::record::outline::Item| {
        with_words(item.text) || !item.labels.is_empty() || item.items.is_empty()
    };
    let loose = answers.outline.sections.iter().filter(|section| with_words(section.text)).count();
    items.clone().filter(own).count() + items.map(|item| item.items.len()).sum::<usize>() + loose
}

/// The id of the outcome that an action can be for and that is meant by `named`.
fn outcome_in(plan: &Record, named: &str) -> Result<String> {
    let outcome = found(plan, named)?;
    if outcome.list != "outcomes" {
        bail!(
            "an action is for an outcome, and this is {} {}",
            item::article(item::noun(outcome.list)),
            item::noun(outcome.list)
        );
    }
    if outcome.is_ended {
        bail!("that outcome has ended. An action is for one that goes on");
    }
    Ok(outcome.id)
}

/// The outcome that the action is for: the one that is `named`, or that the answers name, or that is chosen.
fn outcome_of(
    args: &Args,
    named: Option<String>,
    plan: &Record,
    answers: Option<&Record>,
    desk: &mut Desk<'_>,
) -> Result<String> {
    let answer = || answers?.list("actions").first()?["for"].get(0)?.as_str();
    match (named, answer()) {
        (Some(outcome), _) => return Ok(outcome),
        (None, Some(answer)) => return outcome_in(plan, answer),
        (None, None) => {}
    }
    let open: Vec<_> =
        plan.ids("outcomes").filter_map(|id| item::of(plan, "outcomes", id)).filter(|it| !it.is_ended).collect();
    match open.as_slice() {
        [] => bail!("the plan has no outcome that an action could be for; `supportplan add outcome` adds one"),
        [one] => Ok(one.id.clone()),
        several if args.filling.answers.is_none() && desk.ui.can_ask => {
            let names: Vec<String> = several.iter().map(|outcome| outcome.heading.clone()).collect();
            let why = "An action works towards an outcome, and stands below it in the plan.";
            let chosen = desk.ui.choose("Which outcome is it for?", why, &names)?;
            chosen
                .map(|at| several[at].id.clone())
                .ok_or_else(|| Left("Nothing was chosen, so nothing was added.").into())
        }
        _ => bail!("say which outcome the action is for, with --for"),
    }
}

//! `supportplan new-review`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;

use super::cli::Global;
use super::handed::Handed;
use super::writer::By;
use super::{Outcome, Ui, editor, save, select};
use crate::cycle::{self, Week};
use crate::record::settings::Staff;
use crate::record::{self, Kind, Place, Record, model};
use crate::scaffold::{self, WeeklyBeginning, answers};
use crate::service::Service;
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;

/// Write a review, with last week's plans, actions, figures and risks filled in
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-review weekly 142\n  supportplan new-review weekly 142 --answers answers.md --by priya-n"
)]
pub(super) struct Args {
    /// Which review
    #[command(subcommand)]
    review: Review,
}

#[derive(Debug, clap::Subcommand)]
enum Review {
    Weekly(Weekly),
}

/// This week's review of a resident's support
///
/// Writes the review to its place with what is known filled in: the plan's actions with last week's result and help, the measures with
/// last week's figures, the visits that were planned, the risks, the safety plan's state, and last week's answers as hints. Then it opens the editor; when that
/// is closed, the review is checked and kept.
///
/// If something is missing, nothing is lost: the review stays in the folder, and `supportplan save` keeps it once it is complete. A review
/// of this week that waits there is gone on with: the editor opens it again.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-review weekly 142\n  supportplan new-review weekly Sam --week 2026-W46\n  supportplan new-review weekly 142 --no-edit\n  supportplan new-review weekly 142 --answers answers.md --by priya-n\n\nANSWERS\n  A file of answers is a part of a record: front matter with the keys that are answered, and\n  sections with what is said, such as\n\n    ---\n    actions:\n      - id: picture-recipe\n        result: done\n        help: prompts\n    safety_plan: working\n    ---\n    ## Last week\n    Sam cooked twice."
)]
struct Weekly {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The ISO week under review, such as 2026-W47; this week, where it is left out
    #[arg(long, value_name = "WEEK")]
    week: Option<String>,

    /// Only write the review to its place and print its path; ask, open and keep nothing
    #[arg(long, conflicts_with = "answers")]
    no_edit: bool,

    /// Fill in the review from FILE, or from standard input for -, and keep it without asking anything
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,

    #[command(flatten)]
    by: By,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or no complete plan, this week has a review already, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    match &args.review {
        Review::Weekly(args) => weekly(args, global, ui),
    }
}

/// Where a command about one review works.
struct Desk<'d> {
    service: &'d Service,
    repo: &'d Repo,
    global: &'d Global,
    ui: &'d mut Ui,
}

/// The review that is meant.
struct Meant {
    resident: String,
    plan_record: Record,
    plan: model::SupportPlan,
    week: Week,
    path: String,
}

fn weekly(args: &Weekly, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let mut handed = args.answers.as_ref().map(|file| Handed::read(file, "--answers", global)).transpose()?;
    let meant = meant(args, &service, global.today());
    // What comes from a pipe is gone if anything fails from here on, so it is kept first of all.
    if let Some(handed) = &mut handed {
        handed.keep(&repo, meant.as_ref().ok().map(|meant| meant.path.as_str()));
    }
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    let done = meant.and_then(|meant| begin_or_go_on(args, &meant, handed.as_ref(), &mut desk));
    done.map_err(|error| match &handed {
        Some(handed) => handed.with_place(error),
        None => error,
    })
}

/// Finds out which review is meant.
fn meant(args: &Weekly, service: &Service, today: NaiveDate) -> Result<Meant> {
    let resident = select::resident(&args.resident, service)?;
    let (plan_record, plan) = select::plan(service, &resident)?;
    let week = match &args.week {
        None => Week::of(today),
        Some(text) => Week::parse(text)
            .with_context(|| format!("{text} is not a week of the calendar; write it as {}", Week::of(today)))?,
    };
    if week > Week::of(today) {
        bail!("{week} has not begun yet, so it cannot be reviewed; this week is {}", Week::of(today));
    }
    if week < Week::of(plan.moved_in) {
        bail!("{resident} moved in after {week}, so there is nothing to review");
    }
    if plan.left.is_some_and(|left| left < week.monday()) {
        bail!("{resident} had left the service by {week}, so there is nothing to review");
    }
    let path = Place::path(Kind::WeeklyReview, &[("resident", &resident), ("week", &week.to_string())]);
    Ok(Meant { resident, plan_record, plan, week, path })
}

/// Begins the review, or goes on with one that waits in the folder. What somebody typed is never written over.
fn begin_or_go_on(args: &Weekly, meant: &Meant, handed: Option<&Handed>, desk: &mut Desk<'_>) -> Result<Outcome> {
    let Meant { resident, week, path, .. } = meant;
    let (service, repo, today) = (desk.service, desk.repo, desk.global.today());
    let with_editor = handed.is_none() && !args.no_edit;
    let is_editor_known = with_editor && editor::is_known(repo, desk.ui);
    let state = drafts::state(service, repo, path)?;
    let waits = matches!(state, State::AsWritten | State::TypedInto);
    let may_go_on = match state {
        State::Absent => true,
        State::AsWritten => !with_editor || is_editor_known,
        State::TypedInto => is_editor_known,
        State::Saved => false,
    };
    if !may_go_on {
        if state == State::Saved {
            drafts::forget_text(repo, path)?;
        }
        bail!(
            "there is a review of {week} for {resident} already. To go on with it, open {} in an editor, then run `supportplan save {resident}`",
            service.full(path).display()
        );
    }
    service.keep_inside(path)?;
    if with_editor && !is_editor_known {
        bail!(
            "no editor is known, and nobody sits at a terminal. Use --no-edit to write the review to its place, or --answers FILE to fill it in"
        );
    }
    // With --no-edit nothing is kept in git yet, so who writes may stay a question like any other.
    let by = match args.no_edit {
        true => args.by.known(service.settings(), Some(repo), today)?,
        false => Some(args.by.staff(service.settings(), Some(repo), today, desk.ui)?),
    };
    if waits && handed.is_none() {
        desk.ui.note(&format!("The review of {week} for {resident} was begun already; this goes on with it."))?;
    } else {
        let answers = match handed.map(|handed| handed.record(service, path)).transpose()? {
            Some(Err(checkup)) => {
                handed.map(|handed| handed.refuse(&checkup, "answers", desk.ui)).transpose()?;
                return Ok(Outcome::Faults);
            }
            Some(Ok(answers)) => Some(answers),
            None => None,
        };
        let text = compose(meant, by, answers.as_ref(), desk)?;
        if !drafts::begin(service, repo, path, &text, handed.map(Handed::bytes))? {
            bail!("somebody else began {path} just now; open that one");
        }
    }
    let Some(by) = by.filter(|_| !args.no_edit) else {
        desk.ui.result(&format!("{}\n", select::from_here(path, service, desk.global)))?;
        save::say_remarks(repo, desk.ui)?;
        return Ok(Outcome::Well);
    };
    if handed.is_some() {
        return save::save_paths(service, repo, resident, &[path], by, desk.ui);
    }
    edit(meant, !waits, by, desk)
}

/// The review's text, with the answers put in that were handed over.
fn compose(meant: &Meant, by: Option<&Staff>, answers: Option<&Record>, desk: &mut Desk<'_>) -> Result<String> {
    let Meant { resident, plan_record, plan, week, path } = meant;
    let (service, today) = (desk.service, desk.global.today());
    let others = service.records_of(resident)?.into_iter().filter(|record| record.path != *path);
    let reviews: Vec<Record> = others.filter(|record| record.kind() == Kind::WeeklyReview).collect();
    let held: Vec<_> = reviews.iter().filter_map(model::of).collect();
    if let Some((open, due)) = cycle::weekly(plan, &held, today).filter(|(open, _)| open < week)
        && due.overdue(today)
    {
        desk.ui.note(&format!("{open} has no review yet; `--week {open}` writes that one."))?;
    }
    let missed = answers.and_then(|answers| answers.value("missed"));
    let beginning = WeeklyBeginning { week: *week, date: today, by: by.map(|by| by.id.as_str()), missed };
    let text = scaffold::weekly(&service.templates()?, &beginning, plan_record, plan, &reviews, &service.context)?;
    let Some(answers) = answers else { return Ok(text) };
    let own =
        Place::of(path).and_then(|place| record::read(path, place, text.into_bytes(), &service.context.wording).record);
    Ok(answers::put_in(&own.context("the template for weekly reviews does not make a record")?, answers))
}

/// Opens the review in the editor until it is complete and kept, or the person has had enough.
fn edit(meant: &Meant, is_new: bool, by: &Staff, desk: &mut Desk<'_>) -> Result<Outcome> {
    let Meant { resident, path, .. } = meant;
    let (service, repo) = (desk.service, desk.repo);
    if let Err(error) = editor::open(&service.full(path), repo, desk.ui) {
        return Err(match drafts::state(service, repo, path)? {
            // Where nobody wrote anything, the next try begins anew; else what was written stays.
            State::AsWritten if is_new => {
                drafts::take_back(service, repo, path)?;
                error.context("nothing was written, so the review was taken away again")
            }
            State::Absent => error.context(format!("{path} is no longer there; run this again to begin it anew")),
            _ => error.context(format!("what was written is kept in {path}; `supportplan save {resident}` takes it")),
        });
    }
    loop {
        let outcome = save::save_paths(service, repo, resident, &[path], by, desk.ui)?;
        if outcome == Outcome::Well || !desk.ui.can_ask {
            return Ok(outcome);
        }
        let question = dialoguer::Confirm::new().with_prompt("Open it again to mend this?").default(true);
        let again = desk.ui.ask(|| question.interact_opt())?;
        if again != Some(true) {
            desk.ui
                .note(&format!("It is kept at {path}. `supportplan save {resident}` takes it once it is complete."))?;
            return Ok(outcome);
        }
        editor::open(&service.full(path), repo, desk.ui)?;
    }
}

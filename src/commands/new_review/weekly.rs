//! `supportplan new-review weekly`.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;

use crate::commands::cli::Global;
use crate::commands::fill::{self, Desk, Filling, Given, Kept, Sheet};
use crate::commands::{Outcome, Ui, select};
use crate::cycle::{self, Week};
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record, model};
use crate::scaffold::{self, WeeklyBeginning, safety};
use crate::service::repository::Repo;
use crate::service::{Service, drafts};

/// This week's review of a resident's support
///
/// Asks what became of each action, the week's figures, how the visits went, the five questions of the review, and when staff will come next, with last week's
/// answers at hand. Each answer is kept as it is given; when all are there, the review is checked and kept in git. A new risk is put into the
/// safety plan then and there.
///
/// If something is missing, nothing is lost: the review stays in the folder, and the same command goes on with it.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-review weekly 142\n  supportplan new-review weekly Sam --week 2026-W46\n  supportplan new-review weekly 142 --missed resident\n  supportplan new-review weekly 142 --edit\n  supportplan new-review weekly 142 --answers answers.md --by priya-n\n\nANSWERS\n  A file of answers is a part of a record: front matter with the keys that are answered, and\n  sections with what is said, such as\n\n    ---\n    actions:\n      - id: picture-recipe\n        result: done\n        help: prompts\n    safety_plan: working\n    ---\n    ## Last week\n    Sam cooked twice."
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The ISO week under review, such as 2026-W47; this week, where it is left out
    #[arg(long, value_name = "WEEK")]
    week: Option<String>,

    /// Record that no review took place, and because of whom; why is asked
    #[arg(long, value_name = "BECAUSE OF", value_parser = ["resident", "service", "away"])]
    missed: Option<String>,

    #[command(flatten)]
    filling: Filling,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or no complete plan, this week has a review already, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let meant = meant(args, &service, global.today());
    let meant = args.filling.unless_lost(meant, &repo, global)?;
    let (resident, week) = (&meant.resident, meant.week);
    let sheet = Sheet {
        resident: Some(resident.clone()),
        path: meant.path.clone(),
        name: format!("the review of {week} for {resident}"),
        command: format!("supportplan new-review weekly {resident} --week {week}"),
        kept: Kept::Refused(format!(
            "To change it, `supportplan fill {resident} weekly/{week}` goes through it, or open {} in an editor, then run `supportplan save {resident}`",
            service.full(&meant.path).display()
        )),
        given: Vec::from_iter(Given::new("--missed", &["missed"], args.missed.as_ref())),
        beside: new_risks,
    };
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    fill::run(&sheet, |by, answers, desk| compose(args, &meant, by, answers, desk), &args.filling, &mut desk)
}

/// The review that is meant.
struct Meant {
    resident: String,
    plan_record: Record,
    plan: model::SupportPlan,
    week: Week,
    path: String,
}

/// Finds out which review is meant.
fn meant(args: &Args, service: &Service, today: NaiveDate) -> Result<Meant> {
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

/// The review's text, with what is known filled in.
fn compose(
    args: &Args,
    meant: &Meant,
    by: Option<&Staff>,
    answers: Option<&Record>,
    desk: &mut Desk<'_>,
) -> Result<String> {
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
    let missed = args.missed.as_deref().or_else(|| answers.and_then(|answers| answers.value("missed")));
    let beginning = WeeklyBeginning { week: *week, date: today, by: by.map(|by| by.id.as_str()), missed };
    scaffold::weekly(&service.scaffold_templates()?, &beginning, plan_record, plan, &reviews, &service.context)
}

/// Puts the new risks of a review into the safety plan, with what is said of them. Gives the path of the plan where that was changed.
fn new_risks(review: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    let Some(resident) = review.place.resident() else { return Ok(Vec::new()) };
    let path = Place::path(Kind::SafetyPlan, &[("resident", resident)]);
    let Some(plan) = desk.service.record(&path)? else { return Ok(Vec::new()) };
    let saved = desk.repo.last_committed(&path)?.and_then(|bytes| String::from_utf8(bytes).ok());
    let saved = saved.map(|text| fill::record(desk.service, &path, text)).transpose()?;
    // A save that came to nothing may have put them in already, with what was said of them by then.
    let waits = saved.as_ref().is_some_and(|saved| !safety::missing_risks(review, saved).is_empty());
    let new = safety::missing_risks(review, &plan);
    if new.is_empty() {
        let written = drafts::written(desk.repo, &path, &desk.service.context.wording);
        if let (true, Some(written)) = (waits, written) {
            let text = safety::with_later_words(&plan, &written, saved.as_ref(), review, &desk.service.context);
            drafts::change(desk.service, desk.repo, &path, &plan.text, &text)?;
        }
        return Ok(if waits { vec![path] } else { Vec::new() });
    }
    let names: Vec<&str> = new.iter().map(|risk| risk.heading.as_str()).collect();
    let names = names.join(", ");
    if desk.ui.can_ask && !desk.ui.confirm(&format!("Put into the safety plan now: {names}?"))? {
        desk.ui
            .note(&format!("`supportplan fill {resident} safety-plan` does it later; `check` names it until then."))?;
        return Ok(Vec::new());
    }
    let changed = safety::with_risks(&plan, &new, desk.global.today(), &desk.service.context);
    drafts::change(desk.service, desk.repo, &path, &plan.text, &changed)?;
    let look = format!("{path} answers what is new. Look through it with `supportplan fill {resident} safety-plan`.");
    desk.ui.note(&look)?;
    // One that was never saved may be far from complete, and the review does not wait for it.
    Ok(if saved.is_some() { vec![path] } else { Vec::new() })
}

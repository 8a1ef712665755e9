//! `supportplan new-review`.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::cli::Global;
use super::writer::By;
use super::{Outcome, Ui, editor, save, select};
use crate::check;
use crate::cycle::{self, Week};
use crate::finding::Severity;
use crate::record::{self, Kind, Place, Record, model};
use crate::report;
use crate::scaffold::{self, WeeklyBeginning, answers};
use crate::service::repository::Repo;
use crate::service::{Service, hints, store};

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
/// If something is missing, nothing is lost: the review stays in the folder, and `supportplan save` keeps it once it is complete.
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

fn weekly(args: &Weekly, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = select::resident(&args.resident, &service)?;
    let (plan_record, plan) = select::plan(&service, &resident)?;
    let today = global.today();
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
    if store::exists(&service.full(&path)) {
        bail!(
            "there is a review of {week} for {resident} already. To go on with it, open {} in an editor, then run `supportplan save {resident}`",
            service.full(&path).display()
        );
    }
    service.keep_inside(&path)?;
    let repo = Repo::open(&service.root)?;
    // With --no-edit nothing is kept yet, so who writes may stay a question like any other.
    let by = match args.no_edit {
        true => args.by.known(service.settings(), Some(&repo), today)?,
        false => Some(args.by.staff(service.settings(), Some(&repo), today, ui)?),
    };
    let handed = match &args.answers {
        None => None,
        Some(file) => match read_answers(&service, global, file, &path)? {
            Ok(answers) => Some(answers),
            Err(checkup) => {
                ui.result(&report::findings(&checkup, ui.style()))?;
                ui.note("Nothing was written. Mend the answers, then run this again.")?;
                return Ok(Outcome::Faults);
            }
        },
    };
    let reviews: Vec<Record> =
        service.records_of(&resident)?.into_iter().filter(|r| r.kind() == Kind::WeeklyReview).collect();
    let held: Vec<_> = reviews.iter().filter_map(model::of).collect();
    if let Some((open, due)) = cycle::weekly(&plan, &held, today).filter(|(open, _)| *open < week)
        && due.overdue(today)
    {
        ui.note(&format!("{open} has no review yet; `--week {open}` writes that one."))?;
    }
    let missed = handed.as_ref().and_then(|answers| answers.value("missed"));
    let beginning = WeeklyBeginning { week, date: today, by: by.map(|by| by.id.as_str()), missed };
    let mut text =
        scaffold::weekly(&service.templates()?, &beginning, &plan_record, &plan, &reviews, &service.context)?;
    if let Some(handed) = &handed {
        let own = Place::of(&path)
            .and_then(|place| record::read(&path, place, text.into_bytes(), &service.context.wording).record);
        text = answers::put_in(&own.context("the template for weekly reviews does not make a record")?, handed);
    }
    if !args.no_edit && handed.is_none() && !editor::is_known(&repo, ui) {
        bail!(
            "no editor is known, and nobody sits at a terminal. Use --no-edit to write the review to its place, or --answers FILE to fill it in"
        );
    }
    hints::remember(&repo, &path, &text)?;
    if !store::write_new(&service.full(&path), text.as_bytes())? {
        bail!("somebody else began {path} just now; open that one");
    }
    let Some(by) = by.filter(|_| !args.no_edit) else {
        ui.result(&format!("{}\n", select::from_here(&path, &service, global)))?;
        return Ok(Outcome::Well);
    };
    if handed.is_some() {
        return save::save_paths(&service, &repo, &resident, &[&path], by, ui);
    }
    if let Err(error) = editor::open(&service.full(&path), &repo, ui) {
        // Where nobody wrote anything, the next try begins anew; else what was written stays.
        let untouched = store::read(&service.full(&path)).is_ok_and(|bytes| bytes == text.as_bytes());
        if untouched {
            store::remove(&service.full(&path))?;
            return Err(error.context("nothing was written, so the review was taken away again"));
        }
        return Err(
            error.context(format!("what was written is kept in {path}; `supportplan save {resident}` takes it"))
        );
    }
    save_or_reopen(&service, &repo, &resident, &path, by, ui)
}

/// The answers, or what is wrong with them.
fn read_answers(
    service: &Service,
    global: &Global,
    file: &std::path::Path,
    path: &str,
) -> Result<std::result::Result<Record, check::Checkup>> {
    let (name, bytes) = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(record::MAX_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .context("cannot read the answers from standard input")?;
        ("standard input".to_owned(), bytes)
    } else {
        (file.display().to_string(), store::read_start(&global.dir.join(file), record::MAX_BYTES + 1)?)
    };
    let Some(place) = Place::of(path) else { bail!("{path} is no place for a record") };
    let mut checkup =
        check::partial(&name, record::read(path, place, bytes, &service.context.wording), &service.context);
    Ok(match checkup.record.take() {
        Some(record) if checkup.count(Severity::Error) == 0 => Ok(record),
        _ => Err(checkup),
    })
}

/// Keeps the review if it is complete; if not, opens it again until it is, or the person has had enough.
fn save_or_reopen(
    service: &Service,
    repo: &Repo,
    resident: &str,
    path: &str,
    by: &crate::record::settings::Staff,
    ui: &mut Ui,
) -> Result<Outcome> {
    loop {
        let outcome = save::save_paths(service, repo, resident, &[path], by, ui)?;
        if outcome == Outcome::Well || !ui.can_ask {
            return Ok(outcome);
        }
        let question = dialoguer::Confirm::new().with_prompt("Open it again to mend this?").default(true);
        let again = ui.ask(|| question.interact_opt())?;
        if again != Some(true) {
            ui.note(&format!("It is kept at {path}. `supportplan save {resident}` takes it once it is complete."))?;
            return Ok(outcome);
        }
        editor::open(&service.full(path), repo, ui)?;
    }
}

//! `supportplan new-review formal`: prepare, discuss and close, each a save of its own.

mod close;
mod discuss;
mod meant;
mod prepare;

use anyhow::Result;
use chrono::NaiveDate;

use self::meant::{Meant, Step};
use crate::commands::cli::{self, Global};
use crate::commands::fill::{Desk, Filling};
use crate::commands::{Outcome, Ui, select};
use crate::service::repository::Repo;

/// The review every three to four months, in which the resident goes through the printed plan
///
/// It has three stages, and the same command goes on with whichever comes next. `prepare` looks up what has happened since the last review, and makes
/// the pages to print. `discuss` takes down the resident's answers and views, once you have gone through the paper together. `close` takes down who
/// signed and when, and the day of the next review. Between the last two, change the plan as you agreed. Each stage is a save of its own, and says
/// what comes next.
///
/// Edits of the plan and the safety plan are saved first, so that the review names the plan that was printed, and the one that came out.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-review formal 142\n  supportplan new-review formal 142 --date 2026-11-20\n  supportplan new-review formal 142 --answers answers.md --by priya-n\n  supportplan new-review formal 142 --result declined --next 2027-02-26"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// Do nothing unless this stage comes next
    #[arg(long, value_name = "STAGE")]
    stage: Option<Stage>,

    /// Prepare it before it opens
    #[arg(long)]
    early: bool,

    /// Prepare a review anew that was not gone through yet, with the plan as it is now
    #[arg(long, conflicts_with = "early")]
    again: bool,

    /// The day on which you went through the plan or signed; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    date: Option<NaiveDate>,

    /// How the review is closed
    #[arg(long, value_name = "RESULT")]
    result: Option<Closing>,

    /// The day agreed for the next review
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    next: Option<NaiveDate>,

    #[command(flatten)]
    filling: Filling,
}

/// A stage of a formal review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// Before the talk: what to print
    Prepare,
    /// After the talk: what was said
    Discuss,
    /// At the end: who signed
    Close,
}

/// How a review is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Closing {
    /// The resident, or who represents them, signed
    Signed,
    /// The resident did not want to sign
    Declined,
    /// The resident was not able to sign
    Unable,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or no complete plan, no review can be held yet, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let meant = Meant::find(args, &service, &repo, global);
    let (meant, step) = args.filling.unless_lost(meant, &repo, global)?;
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    let done = match step {
        Step::Prepare(path) => prepare::run(&meant, &path, None, &mut desk),
        Step::PrepareAgain(path, old) => prepare::run(&meant, &path, Some(&old), &mut desk),
        Step::Discuss(path) => discuss::run(&meant, &path, &mut desk),
        Step::Close(path) => close::run(&meant, &path, &mut desk),
    };
    done.map_err(|error| meant.with_next(error))
}

impl Closing {
    const ALL: [Self; 3] = [Self::Signed, Self::Declined, Self::Unable];

    /// The word for it in the record.
    fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Declined => "declined",
            Self::Unable => "unable",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closing| closing.word() == word)
    }
}

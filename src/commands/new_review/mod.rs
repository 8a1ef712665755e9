//! `supportplan new-review`.

mod formal;
mod weekly;

use anyhow::Result;

use super::cli::Global;
use super::{Outcome, Ui};

/// Write a review, with what is known filled in
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-review weekly 142\n  supportplan new-review weekly 142 --answers answers.md --by priya-n\n  supportplan new-review formal 142"
)]
pub(super) struct Args {
    /// Which review
    #[command(subcommand)]
    review: Review,
}

#[derive(Debug, clap::Subcommand)]
enum Review {
    Weekly(weekly::Args),
    Formal(formal::Args),
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or no complete plan, the review cannot be begun, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    match &args.review {
        Review::Weekly(args) => weekly::run(args, global, ui),
        Review::Formal(args) => formal::run(args, global, ui),
    }
}

//! `supportplan explain`.

use anyhow::Result;

use super::{Outcome, Ui, codes};
use crate::finding::Code;
use crate::report::{rules_as_json, rules_in_full};

/// Say what the code of a finding means
///
/// The code and name, the level, and the meaning; for a matter of judgement also what is checked, why, and where the rule comes from.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan explain F036\n  supportplan explain unanswered\n  supportplan explain --all --format json"
)]
pub(super) struct Args {
    /// A finding's code or name
    #[arg(value_name = "CODE", required_unless_present = "all")]
    code: Option<String>,

    /// All codes
    #[arg(long, conflicts_with = "code")]
    all: bool,

    /// The form in which they are printed
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Form,
}

/// The forms that the table of codes can be printed in.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// An object with a list `rules`
    Json,
}

/// Runs the command.
///
/// # Errors
/// There is no such code, or the output cannot be written.
pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Outcome> {
    let one = args.code.as_deref().map(codes::one).transpose()?;
    let codes = one.as_ref().map_or(Code::ALL, std::slice::from_ref);
    ui.result(&match args.format {
        Form::Text => rules_in_full(codes, ui.style().width),
        Form::Json => rules_as_json(codes)?,
    })?;
    Ok(Outcome::Well)
}

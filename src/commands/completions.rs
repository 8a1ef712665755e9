//! `supportplan completions`.

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use super::cli::Cli;
use super::{Outcome, Ui};

/// Print what a shell needs to complete commands and options
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan completions bash > ~/.local/share/bash-completion/completions/supportplan\n  supportplan completions fish > ~/.config/fish/completions/supportplan.fish"
)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// The output cannot be written.
pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "supportplan", &mut script);
    ui.result(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Well)
}

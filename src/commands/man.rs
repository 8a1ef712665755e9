//! `supportplan man`.

use anyhow::Result;
use clap::CommandFactory as _;

use super::cli::Cli;
use super::{Outcome, Ui};

/// Print the manual page, or that of one command
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan man | man -l -\n  supportplan man save > supportplan-save.1")]
pub(super) struct Args {
    /// The command whose page to print; the program's own, where none is named
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no such command, or the output cannot be written.
pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Outcome> {
    let mut program = Cli::command();
    program.build();
    let page = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone().name(format!("supportplan-{name}")),
            None => anyhow::bail!("there is no command {name}; `supportplan --help` lists them"),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    ui.result(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Well)
}

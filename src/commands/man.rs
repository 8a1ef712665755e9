//! `supportplan man`.

use anyhow::Result;
use clap::CommandFactory as _;

use super::cli::Cli;
use super::{Outcome, Ui};

/// Print the manual page, or that of one command
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan man | man -l -\n  supportplan man new-review weekly > supportplan-new-review-weekly.1"
)]
pub(super) struct Args {
    /// The command whose page to print, such as `save` or `new-review weekly`; the program's own, where none is named
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no such command, or the output cannot be written.
pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Outcome> {
    let mut program = Cli::command();
    program.build();
    let mut page = &program;
    for name in &args.command {
        let named = |command: &&clap::Command| command.get_name() == name;
        match page.get_subcommands().find(named) {
            Some(command) => page = command,
            None => anyhow::bail!("there is no command {name} here; `supportplan --help` lists them"),
        }
    }
    let page = page.clone().name([vec!["supportplan".to_owned()], args.command.clone()].concat().join("-"));
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    ui.result(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Well)
}

//! The commands, one file each: what the command line says about it, then what it does.

mod check;
mod cli;
mod completions;
mod demo;
mod editor;
mod history;
mod init;
mod man;
mod new_resident;
mod new_review;
mod render;
mod save;
mod select;
mod show;
mod ui;
mod writer;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use self::cli::Cli;
use self::ui::Ui;
use crate::report;
use crate::service::BrokenSettings;

/// How a command that could run went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Well,
    /// Something in a record is wrong, and was named.
    Faults,
}

/// The exit status of a mistake in this program.
const BUG: u8 = 70;

/// Runs the command that the command line names. The exit status is 0 when all is well, 1 when something in a record is wrong, 2
/// when the command cannot run, and 70 when this program has a mistake.
pub fn main() -> ExitCode {
    match panic::catch_unwind(run) {
        Ok(code) => code,
        Err(_) => {
            let mut ui = Ui::plain();
            let message = "supportplan: this is a mistake in supportplan, not yours. Nothing that you typed was sent anywhere. \
                           Please report the lines above and what you did; they hold no words of your records \
                           unless you see some there.";
            let _ = ui.note(message);
            ExitCode::from(BUG)
        }
    }
}

fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // A pipe that is closed while help is printed is no error.
            let _ = error.print();
            return if asked { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    let mut ui = Ui::new(&cli.global);
    let ran = panic::catch_unwind(AssertUnwindSafe(|| cli.run(&mut ui)));
    let ran = match ran {
        Ok(ran) => ran.and_then(|outcome| ui.flush().map(|()| outcome).map_err(Into::into)),
        Err(bug) => panic::resume_unwind(bug),
    };
    match ran {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(BrokenSettings(checkup)) = error.downcast_ref::<BrokenSettings>() {
                let _ = ui.result(&report::findings(checkup, ui.style()));
            }
            let _ = ui.note(&format!("supportplan: {}", report::printable_lines(&format!("{error:#}"))));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output went away, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.into_iter().any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

//! The commands, one file each: what the command line says about it, then what it does.

mod attach_scan;
mod check;
mod cli;
mod codes;
mod completions;
mod demo;
mod diff;
mod due;
mod explain;
mod export;
mod fill;
mod history;
mod init;
mod log;
mod man;
mod new_audit;
mod new_incident;
mod new_reflection;
mod new_resident;
mod new_review;
mod plan;
mod progress;
mod prompt;
mod render;
mod save;
mod select;
mod setup;
mod show;
mod template;
mod ui;
mod undo;
mod verify;
mod writer;

use std::panic::{self, UnwindSafe};
use std::process::ExitCode;

use clap::error::ErrorKind;

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
    panic::set_hook(Box::new(|bug| {
        // A panic's message may quote what was being read, so only its place is told.
        let place = bug.location().map(|at| format!("{}:{}:{}", at.file(), at.line(), at.column())).unwrap_or_default();
        let _ = Ui::plain().note(&format!("supportplan {} stopped at {place}", env!("CARGO_PKG_VERSION")));
    }));
    guarded(run)
}

/// Runs `command`; a panic in it is a mistake of this program's, and is said to be one.
fn guarded(command: impl FnOnce() -> ExitCode + UnwindSafe) -> ExitCode {
    panic::catch_unwind(command).unwrap_or_else(|_| {
        let message = "This is a mistake in supportplan, not yours, and your files are as they were before the step that failed. \
                       Please report the line above and what you did.";
        let _ = Ui::plain().note(message);
        ExitCode::from(BUG)
    })
}

fn run() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            // A pipe that is closed while help is printed is no error; a full disk is one.
            let printed = error.print().or_else(|error| match error.kind() {
                std::io::ErrorKind::BrokenPipe => Ok(()),
                _ => Err(error),
            });
            return if asked && printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    let mut ui = Ui::new(&cli.global);
    match cli.run(&mut ui).and_then(|outcome| ui.flush().map(|()| outcome).map_err(Into::into)) {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::Faults) => ExitCode::from(1),
        Err(error) => {
            if let Some(BrokenSettings(checkup)) = error.downcast_ref::<BrokenSettings>() {
                let _ = ui.result(&report::findings(checkup, ui.style()));
            }
            if let Some(left) = error.downcast_ref::<prompt::Left>() {
                let _ = ui.note(left.0);
                return ExitCode::from(1);
            }
            let _ = ui.note(&format!("supportplan: {error:#}"));
            ExitCode::from(if error.is::<select::Unreadable>() { 1 } else { 2 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_of_the_program_has_a_status_of_its_own() {
        let status = |code: ExitCode| format!("{code:?}");
        assert_eq!(status(guarded(|| panic!("a mistake"))), status(ExitCode::from(70)));
        assert_eq!(status(guarded(|| ExitCode::SUCCESS)), status(ExitCode::SUCCESS));
    }
}

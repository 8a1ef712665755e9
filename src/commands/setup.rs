//! `supportplan setup`.

use anyhow::Result;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::report::printable;
use crate::service::Service;
use crate::service::hook::{self, Done};
use crate::service::repository::Repo;

/// Set up this copy of a service: git then checks records before each commit
///
/// Installs the hook that runs `supportplan check --staged` before each `git commit`, so that a record with an error does not get in. git
/// never brings hooks along, so every copy of the repository needs this once. A hook that somebody else wrote is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan setup\n  supportplan setup --remove")]
pub(super) struct Args {
    /// Take the hook away again
    #[arg(long)]
    remove: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no service or no repository, somebody else's hook is there, or it cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let repo = Repo::open(&Service::find_root(&select::start_folder(global)?)?)?;
    let program = hook::this_program()?;
    let done = if args.remove { hook::remove(&repo, &program)? } else { hook::install(&repo, &program)? };
    let shown = |place: &std::path::Path| printable(&place.display().to_string());
    ui.result(&match done {
        Done::Installed(place) => {
            format!("git checks records before each commit from now on, by the hook {}\n", shown(&place))
        }
        Done::WasThere(place) => {
            format!("git checks records before each commit already, by the hook {}\n", shown(&place))
        }
        Done::Removed(place) => {
            format!("git no longer checks records before a commit. The hook was {}\n", shown(&place))
        }
        Done::WasNotThere => "There is no hook of this program's to take away\n".to_owned(),
    })?;
    Ok(Outcome::Well)
}

//! `supportplan setup`.

use anyhow::Result;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::report::printable;
use crate::service::Service;
use crate::service::hook::{self, Done};
use crate::service::repository::Repo;

/// Set up this copy of a service: git then checks records before each commit and merge
///
/// Installs the hooks that run `supportplan check --staged` before each `git commit` and each merge, so that a record with an error does not
/// get in. git never brings hooks along, so every copy of the repository needs this once. A hook that somebody else wrote is never overwritten.
///
/// git asks no hook about what it brings in by cherry-pick, revert, rebase or am, by a pull that only moves on, or with --no-verify.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan setup\n  supportplan setup --remove")]
pub(super) struct Args {
    /// Take the hooks away again
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
    let all = if args.remove { hook::remove(&repo, &program)? } else { hook::install(&repo, &program)? };
    let mut said: Vec<String> = all.iter().map(told).collect();
    said.dedup();
    ui.result(&said.concat())?;
    if !args.remove {
        ui.result(UNSEEN)?;
    }
    Ok(Outcome::Well)
}

/// What git commits without asking a hook.
const UNSEEN: &str = "git asks no hook about a cherry-pick, revert, rebase or am, a pull that only moves on, or a commit with --no-verify. \
                      `supportplan check` looks at all that is there\n";

fn told(done: &Done) -> String {
    let shown = |place: &std::path::Path| printable(&place.display().to_string());
    let moment = |place: &std::path::Path| if place.ends_with("pre-merge-commit") { "merge" } else { "commit" };
    match done {
        Done::Installed(place) => {
            format!("git checks records before each {} from now on, by the hook {}\n", moment(place), shown(place))
        }
        Done::WasThere(place) => {
            format!("git checks records before each {} already, by the hook {}\n", moment(place), shown(place))
        }
        Done::Removed(place) => {
            format!("git no longer checks records before a {}. The hook was {}\n", moment(place), shown(place))
        }
        Done::WasNotThere => "There is no hook of this program's to take away\n".to_owned(),
    }
}

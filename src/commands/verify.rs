//! `supportplan verify`.

use std::fmt::Write as _;

use anyhow::Result;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::report::{printable, printable_lines};
use crate::service::repository::Repo;
use crate::service::verify::{self, Proof, State};

/// Prove that everything that was ever saved is there, whole and unchanged
///
/// Looks at the whole history in git: that each object is there, with the content that its name says; that every version of every record can
/// be read; that formal reviews name versions of the plan that were saved, and that their scans are what was signed; that saves are signed,
/// where the settings ask for it; and that nothing was rewritten since the last `verify` on this computer.
///
/// It reads only. What it remembers for the next time lies under git's folder.
///
/// Ends with status 0 when all is proven, 1 when something is wrong, 2 when it cannot run.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan verify            prove what is there\n  supportplan verify --accept   take rewritten branches as they are, once it is known who did it and why"
)]
pub(super) struct Args {
    /// Take branches that were rewritten as they are now
    ///
    /// Whoever answers for the records should have looked at them first: rewriting is how a record could be made to vanish.
    #[arg(long)]
    accept: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no service or no repository, or something that it takes to look is missing.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open(&service.root)?;
    let proofs = verify::run(&service, &repo, args.accept)?;
    for fault in proofs.iter().flat_map(|proof| &proof.faults) {
        let (place, message) = (printable(&fault.place), printable_lines(&fault.message));
        ui.result(&format!("{place}: {message}\n    what to do: {}\n", printable(&fault.help)))?;
    }
    for proof in &proofs {
        ui.result(&told(proof))?;
    }
    let wrong = proofs.iter().any(|proof| proof.state == State::Wrong);
    Ok(if wrong { Outcome::Faults } else { Outcome::Well })
}

/// How a proof went, with its notes below.
fn told(proof: &Proof) -> String {
    let state = match proof.state {
        State::Proven => "proven",
        State::Wrong => "WRONG",
        State::Nothing => "note",
    };
    let mut text = format!("{state:<8}{}\n", printable(&proof.line));
    for note in &proof.notes {
        let _ = writeln!(text, "        {}", printable_lines(note));
    }
    text
}

//! `supportplan undo`.

use anyhow::Result;

use super::cli::Global;
use super::writer::{By, now};
use super::{Outcome, Ui, save, select};
use crate::report::{self, printable};
use crate::service::repository::Repo;
use crate::service::undo::{self, Refused, Scope, Undone};
use crate::service::{Service, is_reference};

/// Take back the last save, by a new one that makes everything as it was before
///
/// Nothing is erased: what was saved stays in the history, and the same command again brings it back. Without a name, the last save of all is
/// taken back; with one, the last save of that resident, of the team's records, or of the service's settings and templates.
///
/// A save is not taken back where one of its files was edited since, where other records lean on what it brought, or where what was before has
/// errors by today's rules.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan undo                 the last save\n  supportplan undo 142             the last save about R-0142\n  supportplan undo team            the last reflection or audit\n  supportplan undo service         the last change of settings or templates"
)]
pub(super) struct Args {
    /// A resident, or one of the words team and service; the last save of all, where none is named
    #[arg(value_name = "RESIDENT, team or service")]
    name: Option<String>,

    #[command(flatten)]
    by: By,
}

/// Runs the command.
///
/// # Errors
/// There is no such save, or it cannot be taken back, or it is not clear who writes.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    save::say_remarks(&repo, ui)?;
    let scope = args.name.as_ref().map_or(Ok(Scope::Last), |name| scope(name, &service))?;
    let known = args.by.known(service.settings(), Some(&repo), global.today())?;
    let undone = undo::undo(&service, &repo, &scope, &mut || match known {
        Some(known) => Ok(now(known)),
        None => Ok(now(args.by.staff(service.settings(), Some(&repo), global.today(), ui)?)),
    });
    match undone {
        Ok(undone) => {
            say(&undone, ui)?;
            ui.flush()?;
            undo::told(&repo)?;
            Ok(Outcome::Well)
        }
        Err(error) => {
            if let Some(refused) = error.downcast_ref::<Refused>() {
                for checkup in &refused.checkups {
                    ui.result(&report::findings(checkup, ui.style()))?;
                }
            }
            Err(error)
        }
    }
}

fn scope(name: &str, service: &Service) -> Result<Scope> {
    Ok(match name {
        "team" => Scope::Team,
        "service" => Scope::Service,
        // A resident whose records were all taken back has no folder any more, and a history.
        reference if is_reference(reference) => Scope::Resident(reference.to_owned()),
        name => Scope::Resident(select::resident(name, service)?),
    })
}

fn say(undone: &Undone, ui: &mut Ui) -> Result<()> {
    let Undone { name, subject, commit, who, when, saved: (saved, made), .. } = undone;
    if undone.was_done {
        ui.note("This was taken back already, by a command that was interrupted before it could say so. Nothing more was done.")?;
    }
    let (subject, who, when) = (printable(subject), printable(who), when.format("%-d %B %Y, %H:%M"));
    ui.result(&format!("Taken back: {subject} ({}), saved by {who} on {when}\n", &commit[..7]))?;
    if undone.brings_back {
        ui.result("That had taken back an earlier save, which is there again.\n")?;
    }
    ui.result(&format!("Saved {saved} ({})\n", &made[..7]))?;
    ui.note(&format!("Nothing is lost: `supportplan undo {name}` brings back what was taken back."))?;
    Ok(())
}

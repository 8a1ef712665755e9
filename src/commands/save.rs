//! `supportplan save`.

use anyhow::Result;

use super::cli::Global;
use super::writer::{By, now};
use super::{Ui, select};
use crate::report;
use crate::service::repository::Repo;
use crate::service::saving::{self, Outcome};
use crate::service::{Group, Service};

/// Check what was edited by hand and keep it in git, one commit a resident
///
/// A record with an error stays out of git, exactly where and as it is, and is named each time until it is mended. Warnings are shown and
/// stop nothing, unless the service's settings say so.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan save                 all that was edited\n  supportplan save 142             what was edited about R-0142\n  supportplan save --by priya-n"
)]
pub(super) struct Args {
    /// Residents, files or folders; all that was edited, where none is named
    #[arg(value_name = "RESIDENT or PATH")]
    names: Vec<String>,

    #[command(flatten)]
    by: By,
}

/// Runs the command.
///
/// # Errors
/// There is no service or no repository, it is not clear who writes, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<super::Outcome> {
    let service = select::service(global)?;
    let selection = select::Selection::new(&args.names, &service, global)?;
    let repo = Repo::open(&service.root)?;
    let mut edited = repo.edited()?;
    edited.retain(|edited| selection.holds(&edited.path));
    let mut groups: Vec<Group> = selection.groups(&service)?;
    groups.retain(|group| !saving::of_group(group, &edited).is_empty());
    let own = saving::of_service(&edited);
    if groups.is_empty() && own.is_empty() {
        ui.result("Nothing was edited since the last save.\n")?;
        return Ok(super::Outcome::Well);
    }
    let author = now(args.by.staff(service.settings(), Some(&repo), global.today(), ui)?);
    let mut outcomes = Vec::new();
    if !own.is_empty() {
        outcomes.push(say(saving::save_service(&service, &repo, &own, &author)?, ui)?);
    }
    for group in &groups {
        let edited = saving::of_group(group, &edited);
        outcomes.push(say(saving::save_group(&service, &repo, group, &edited, &author)?, ui)?);
    }
    Ok(if outcomes.contains(&super::Outcome::Faults) { super::Outcome::Faults } else { super::Outcome::Well })
}

/// Saves what was edited at some paths of one resident, and says what came of it.
pub(super) fn save_paths(
    service: &Service,
    repo: &Repo,
    resident: &str,
    paths: &[&str],
    by: &crate::record::settings::Staff,
    ui: &mut Ui,
) -> Result<super::Outcome> {
    let mut edited = repo.edited()?;
    edited.retain(|edited| paths.contains(&edited.path.as_str()));
    let group = service.group_of(resident)?;
    let edited = saving::of_group(&group, &edited);
    say(saving::save_group(service, repo, &group, &edited, &now(by))?, ui)
}

/// Says what became of one group's edits.
fn say(outcome: Outcome, ui: &mut Ui) -> Result<super::Outcome> {
    for checkup in &outcome.checkups {
        ui.result(&report::findings(checkup, ui.style()))?;
    }
    for path in &outcome.kept_out {
        ui.result(&format!("Not saved: {path} has errors. It stays in the folder as it is; mend what is named above, then save again.\n"))?;
    }
    for path in &outcome.deleted {
        ui.result(&format!(
            "Not saved: {path} was deleted here. git still has it: `git restore {path}` brings it back.\n"
        ))?;
    }
    for path in &outcome.left_alone {
        ui.note(&format!("Left alone: {path} is not a record."))?;
    }
    if let Some(saved) = &outcome.saved {
        ui.result(&format!("Saved {} ({})\n", saved.subject, &saved.commit[..7]))?;
    }
    let faults = !outcome.kept_out.is_empty() || !outcome.deleted.is_empty();
    Ok(if faults { super::Outcome::Faults } else { super::Outcome::Well })
}

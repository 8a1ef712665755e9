//! `supportplan save`.

use std::collections::BTreeSet;

use anyhow::Result;

use super::cli::Global;
use super::fill::Desk;
use super::writer::{By, now};
use super::{Ui, select};
use crate::record::settings::Staff;
use crate::record::{Kind, Place};
use crate::report::{self, printable};
use crate::service::drafts::{self, Held, Waiting};
use crate::service::repository::{Edited, Repo};
use crate::service::saving::{self, Extent, Outcome};
use crate::service::{Group, Service, store};

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
    let repo = Repo::open_to_write(&service.root)?;
    let selection = select::Selection::among(&args.names, Some(&repo), &service, global)?;
    let mut edited = repo.edited(selection.paths())?;
    edited.retain(|edited| selection.holds(&edited.path));
    let strays = service.strays()?;
    let strays: Vec<_> = strays.iter().filter(|stray| selection.holds(&stray.path)).collect();
    for stray in &strays {
        ui.result(&report::findings(stray, ui.style()))?;
    }
    let groups = groups(&service, &edited)?;
    let own = saving::of_service(&edited);
    if groups.is_empty() && own.is_empty() {
        ui.result("Nothing was edited since the last save.\n")?;
        say_waiting(&service, &repo, ui)?;
        return Ok(if strays.is_empty() { super::Outcome::Well } else { super::Outcome::Faults });
    }
    let known = args.by.known(service.settings(), Some(&repo), global.today())?;
    let mut author = known.map(now);
    say_remarks(&repo, ui)?;
    let (mut faults, mut is_some_saved) = (!strays.is_empty(), false);
    let parts = (!own.is_empty()).then_some(None).into_iter().chain(groups.iter().map(Some));
    for part in parts {
        let mut who = || match &author {
            Some(author) => Ok(author.clone()),
            None => {
                let staff = args.by.staff(service.settings(), Some(&repo), global.today(), ui)?;
                Ok(author.insert(now(staff)).clone())
            }
        };
        let outcome = match part {
            None => saving::save_service(&service, &repo, &own, &mut who),
            Some(group) => {
                saving::save_group(&service, &repo, group, &saving::of_group(group, &edited), Extent::Sound, &mut who)
            }
        };
        let outcome = outcome.map_err(|error| match part.filter(|_| is_some_saved) {
            // The error speaks of this one alone.
            Some(group) => error.context(format!(
                "what is said above to be saved stays saved. This is about {} and what comes after it",
                group.resident.as_deref().unwrap_or("the team")
            )),
            None => error,
        })?;
        is_some_saved |= outcome.saved.is_some();
        faults |= say(outcome, &service, ui)? == super::Outcome::Faults;
    }
    say_waiting(&service, &repo, ui)?;
    Ok(if faults { super::Outcome::Faults } else { super::Outcome::Well })
}

/// The groups that edited files belong to, those among them whose folder is gone as well.
fn groups(service: &Service, edited: &[Edited]) -> Result<Vec<Group>> {
    let resident = |edited: &Edited| {
        let inside = edited.path.strip_prefix("residents/")?;
        inside.split_once('/').map(|(resident, _)| resident.to_owned())
    };
    let residents: BTreeSet<String> = edited.iter().filter_map(resident).collect();
    let mut groups: Vec<Group> = residents.iter().map(|resident| service.group_of(resident)).collect::<Result<_>>()?;
    if edited.iter().any(|edited| edited.path.starts_with("team/")) {
        groups.push(service.team()?);
    }
    groups.retain(|group| saving::of_group(group, edited).iter().any(|edited| !edited.path.ends_with("/.gitkeep")));
    Ok(groups)
}

/// Says what an interrupted command was holding, and how to go on with it.
fn say_waiting(service: &Service, repo: &Repo, ui: &mut Ui) -> Result<()> {
    for Waiting { path, kept, held } in drafts::waiting(service, repo)? {
        let kept = printable(&kept.display().to_string());
        let place = Place::of(&path);
        let value = |key: &str| place.as_ref().and_then(|place| place.values.get(key).cloned()).unwrap_or_default();
        let (command, option) = match place.as_ref().map(|place| place.kind) {
            Some(Kind::FormalReview) => (format!("new-review formal {}", value("resident")), "--answers"),
            Some(Kind::WeeklyReview) => {
                (format!("new-review weekly {} --week {}", value("resident"), value("week")), "--answers")
            }
            Some(Kind::Incident) => {
                (format!("new-incident {} --date {}", value("resident"), value("date")), "--answers")
            }
            Some(Kind::TeamReflection) => ("new-reflection".to_owned(), "--answers"),
            Some(Kind::PlanAudit) => ("new-audit".to_owned(), "--answers"),
            Some(_) => (format!("new-resident {}", value("resident")), "--referral"),
            None => ("new-review weekly RESIDENT".to_owned(), "--answers"),
        };
        let what = if place.is_some() { printable(&path) } else { "a review".into() };
        ui.note(&match held {
            Held::Answers => format!(
                "Waiting: answers for {what} that were not saved, in {kept}. `supportplan {command} {option} '{kept}'` takes them. \
                 Delete the file if it is not wanted."
            ),
            Held::Record => format!(
                "Waiting: {what} was begun and is not in the folder. `supportplan {command}` begins it again; what it held lies in \
                 {kept}. Delete that file if it is not wanted."
            ),
            Held::Words => format!(
                "Waiting: words for {what} that were being written in the editor, in {kept}. The question that they answer offers them \
                 again while the record waits to be filled in. Delete the file if it is not wanted."
            ),
        })?;
    }
    Ok(())
}

/// Says what somebody who saves here should know about the repository.
pub(super) fn say_remarks(repo: &Repo, ui: &mut Ui) -> Result<()> {
    repo.remarks().iter().try_for_each(|remark| ui.note_once(&format!("Note: {remark}."))).map_err(Into::into)
}

/// Saves what was edited at some paths of one group, all of it or none, and says what came of it.
pub(super) fn save_paths(group: &Group, paths: &[&str], by: &Staff, desk: &mut Desk<'_>) -> Result<super::Outcome> {
    let (service, repo) = (desk.service, desk.repo);
    if let Some(gone) = paths.iter().find(|path| !store::exists(&service.full(path))) {
        anyhow::bail!("{gone} is no longer there, so nothing was saved; run this again to begin it anew");
    }
    let edited = repo.edited(&paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>())?;
    say_remarks(repo, desk.ui)?;
    if edited.is_empty() {
        // git has it all, so nothing is waited for.
        paths.iter().try_for_each(|path| drafts::forget(repo, path))?;
    }
    let edited = saving::of_group(group, &edited);
    say(saving::save_group(service, repo, group, &edited, Extent::Together, &mut || Ok(now(by)))?, service, desk.ui)
}

/// Says what became of one group's edits.
fn say(outcome: Outcome, service: &Service, ui: &mut Ui) -> Result<super::Outcome> {
    for checkup in &outcome.checkups {
        ui.result(&report::findings(checkup, ui.style()))?;
    }
    for (path, reason) in &outcome.kept_out {
        let path = printable(path);
        ui.result(&format!(
            "Not saved: {path} {reason}. It stays in the folder as it is; mend what is named, then save again.\n"
        ))?;
    }
    for path in &outcome.deleted {
        let path = printable(path);
        let folder = printable(&service.root.display().to_string());
        ui.result(&format!(
            "Not saved: {path} was deleted here. git still has it: `git -C '{folder}' restore --staged --worktree -- '{path}'` \
             brings it back. If it is to go, `git rm` and `git commit` do that.\n"
        ))?;
    }
    for path in outcome.left_alone.iter().filter(|path| !path.ends_with("/.gitkeep")) {
        ui.note(&format!("Left alone: {} is neither a record nor a scan of the format.", printable(path)))?;
    }
    for path in &outcome.kept_hints {
        ui.note(&format!(
            "{path}: a hint that was written into was kept, as a remark. Move what belongs to an answer."
        ))?;
    }
    if let Some(saved) = &outcome.saved {
        ui.result(&format!("Saved {} ({})\n", saved.subject, &saved.commit[..7]))?;
    }
    let faults = !outcome.kept_out.is_empty() || !outcome.deleted.is_empty();
    Ok(if faults { super::Outcome::Faults } else { super::Outcome::Well })
}

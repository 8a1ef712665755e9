//! Who writes: the member of staff that a change is attributed to. This is attribution, not authentication.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::Ui;
use super::prompt::Left;
use crate::record::Settings;
use crate::record::settings::Staff;
use crate::service::commit::When;
use crate::service::repository::{Identity, Repo};
use crate::service::saving::Author;

/// The option of commands that write.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct By {
    /// Who writes: an id from the service's list of staff
    ///
    /// Without it, whoever git's settings name, where that is one of the staff; else it is asked.
    #[arg(long, value_name = "ID")]
    pub(super) by: Option<String>,
}

impl By {
    /// The member of staff who writes.
    ///
    /// # Errors
    /// The id is not on the list of staff or has left, or nobody can be asked.
    pub(super) fn staff<'s>(
        &self,
        settings: &'s Settings,
        repo: Option<&Repo>,
        today: NaiveDate,
        ui: &mut Ui,
    ) -> Result<&'s Staff> {
        if let Some(staff) = self.known(settings, repo, today)? {
            return Ok(staff);
        }
        let present = present(settings, today);
        if !ui.can_ask || present.is_empty() {
            bail!("it is not clear who writes this. Add --by and an id from the list of staff: {}", ids(&present));
        }
        let names: Vec<_> = present.iter().map(|staff| format!("{} ({})", staff.name, staff.id)).collect();
        let why = "The history names who wrote each record. Type a number or the beginning of a name. `--by` and an id says it at once, and so do \
                   git's settings, where they name one of the staff.";
        let chosen = ui.choose("Who writes this?", why, &names)?;
        chosen.map(|at| present[at]).ok_or_else(|| Left("Nobody was chosen, so nothing was done.").into())
    }

    /// The member of staff who writes, as far as that is known without asking.
    ///
    /// # Errors
    /// The id that was given is not on the list of staff, or has left.
    pub(super) fn known<'s>(
        &self,
        settings: &'s Settings,
        repo: Option<&Repo>,
        today: NaiveDate,
    ) -> Result<Option<&'s Staff>> {
        let present = present(settings, today);
        if let Some(id) = &self.by {
            return match (present.iter().find(|staff| staff.id == *id), settings.staff(id)) {
                (Some(staff), _) => Ok(Some(staff)),
                (None, Some(_)) => bail!(
                    "{id} has left the service, so nothing new can be written in that name. Use one of: {}",
                    ids(&present)
                ),
                (None, None) => bail!("{id} is not in the service's list of staff. Use one of: {}", ids(&present)),
            };
        }
        let identity = repo.and_then(Repo::identity);
        let by_git =
            |staff: &&&Staff| identity.as_ref().is_some_and(|known| staff.email.eq_ignore_ascii_case(&known.email));
        Ok(present.iter().find(by_git).copied())
    }
}

/// Everyone who has not left.
fn present(settings: &Settings, today: NaiveDate) -> Vec<&Staff> {
    settings.staff.iter().filter(|staff| staff.left.is_none_or(|left| left >= today)).collect()
}

fn ids(staff: &[&Staff]) -> String {
    staff.iter().map(|staff| staff.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// A member of staff who saves something now.
pub(super) fn now(staff: &Staff) -> Author {
    Author { who: Identity { name: staff.name.clone(), email: staff.email.clone() }, when: When::Now }
}

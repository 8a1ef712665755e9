//! Who writes: the member of staff that a change is attributed to. This is attribution, not authentication.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::Ui;
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
        let here = |staff: &&Staff| staff.left.is_none_or(|left| left >= today);
        let present: Vec<&Staff> = settings.staff.iter().filter(here).collect();
        let ids = || present.iter().map(|staff| staff.id.as_str()).collect::<Vec<_>>().join(", ");
        if let Some(id) = &self.by {
            return match settings.staff(id) {
                Some(staff) if here(&staff) => Ok(staff),
                Some(_) => bail!(
                    "{id} has left the service, so nothing new can be written in that name. Use one of: {}",
                    ids()
                ),
                None => bail!("{id} is not in the service's list of staff. Use one of: {}", ids()),
            };
        }
        let known = repo.and_then(Repo::identity);
        let by_git = |identity: &Identity| {
            present.iter().find(|staff| staff.email.eq_ignore_ascii_case(&identity.email)).copied()
        };
        if let Some(staff) = known.as_ref().and_then(by_git) {
            return Ok(staff);
        }
        if !ui.can_ask || present.is_empty() {
            bail!("it is not clear who writes this. Add --by and an id from the list of staff: {}", ids());
        }
        ui.flush()?;
        let names: Vec<_> = present.iter().map(|staff| format!("{} ({})", staff.name, staff.id)).collect();
        let chosen = dialoguer::Select::new().with_prompt("Who writes this").items(&names).default(0).interact_opt()?;
        match chosen {
            Some(at) => Ok(present[at]),
            None => bail!("nobody was chosen, so nothing was done"),
        }
    }
}

/// A member of staff who saves something now.
pub(super) fn now(staff: &Staff) -> Author {
    Author { who: Identity { name: staff.name.clone(), email: staff.email.clone() }, when: When::Now }
}

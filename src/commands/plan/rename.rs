//! `supportplan rename`.

use anyhow::{Result, bail};

use super::{Without, change, found, record};
use crate::commands::cli::Global;
use crate::commands::fill::Desk;
use crate::commands::{Outcome, Ui, select};
use crate::record::{Former, Kind, Place, Record, slug};
use crate::scaffold::item::{self, Found};

/// Give an item of a plan another name
///
/// Changes its heading, and its id wherever the plan names it; a risk is renamed in the safety plan as well. The item keeps account of what it was
/// called (`was`), so that the reviews, incidents and other records from before, which stay as they are, still mean it.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan rename 'Cooks lunch' 142 'Cooks for two'\n  supportplan rename burns 142 'Burns and scalds'"
)]
pub(in crate::commands) struct Args {
    /// The item: its heading, its id, or what it was called before
    #[arg(value_name = "ITEM")]
    item: String,

    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The new name, in a few words
    #[arg(value_name = "NAME")]
    name: String,

    #[command(flatten)]
    without: Without,
}

/// Runs the command.
///
/// # Errors
/// There is no such item, the name is taken, or git cannot be written.
pub(in crate::commands) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    Desk::open(global, ui, |desk| {
        let resident = select::resident(&args.resident, desk.service)?;
        change(&resident, &args.without, desk, |desk| renamed(&args.item, &resident, args.name.trim(), desk))
    })
}

/// The texts of the plan and of the safety plan in which the item has the new name.
fn renamed(item: &str, resident: &str, name: &str, desk: &Desk<'_>) -> Result<Vec<(String, String)>> {
    let plan = record(desk, resident)?;
    let safety_path = Place::path(Kind::SafetyPlan, &[("resident", resident)]);
    let safety_plan = desk.service.record(&safety_path)?;
    let in_plan = item::find(&plan, item);
    let in_safety = safety_plan.as_ref().map(|safety| item::find(safety, item)).unwrap_or_default();
    let meant = match (in_plan.is_empty(), in_safety.as_slice()) {
        // The safety plan may have a risk that the plan does not.
        (true, [one]) => one.clone(),
        _ => found(&plan, item)?,
    };
    let former = Former::of([Some(&plan), safety_plan.as_ref()].into_iter().flatten());
    let same = |record: &Record| -> Option<Found> {
        let id = former.id_in(record, meant.list, meant.list, former.current(meant.list, &meant.id)).to_owned();
        item::of(record, meant.list, &id)
    };
    let records = [Some(&plan), safety_plan.as_ref().filter(|_| meant.list == "risks")];
    let mut changed = Vec::new();
    for record in records.into_iter().flatten() {
        let Some(found) = same(record) else { continue };
        let text = match found.heading == name {
            true => record.text.clone(),
            false => {
                is_free(record, &found, name)?;
                item::rename(record, &found, name, &desk.service.context.wording)?
            }
        };
        changed.push((record.path.clone(), text));
    }
    Ok(changed)
}

/// Refuses a name that another item has or had. An item can have back what it was called itself.
fn is_free(record: &Record, found: &Found, name: &str) -> Result<()> {
    let id = slug(name);
    let own = record.list(found.list).iter().find(|item| item["id"] == found.id.as_str());
    let had = own.is_some_and(|own| crate::record::former::former_ids(own).any(|was| was == id));
    if id.is_empty() {
        bail!("an item is called by a few plain words of letters and digits, such as \"Cooks lunch\"");
    }
    if id == found.id || had {
        return Ok(());
    }
    item::free_id(record, name).map(|_| ())
}

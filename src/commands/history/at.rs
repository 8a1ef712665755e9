//! `supportplan history --at`: a record as it stood, byte for byte.

use anyhow::Result;

use super::super::cli::Global;
use super::super::{Outcome, Ui, select};
use crate::record::{Kind, Place};
use crate::service::history::{self, Revision};
use crate::service::is_reference;
use crate::service::repository::Repo;
use crate::service::then::{Moment, Then};

/// Prints the bytes of a resident's record as they stood at a moment: the support plan, where no `record` is named. Nothing else goes to
/// standard output.
///
/// # Errors
/// There is no such resident or moment, the record is not that resident's, or git cannot be read.
pub(super) fn run(resident: &str, record: Option<&str>, moment: &str, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open(&service.root)?;
    let moment = Moment::named(moment, global.today())?;
    let then = Then::read(&repo, &service, &moment, &|_| false)?;
    let resident = match select::resident_then(resident, &service, &then.service) {
        // Whoever is named by a reference may have lived here at another time.
        Err(_) if is_reference(resident) => resident.to_owned(),
        resident => resident?,
    };
    let path = match record {
        Some(record) => select::record_of(&resident, record)?,
        None => Place::path(Kind::SupportPlan, &[("resident", &resident)]),
    };
    let Some(bytes) = then.bytes(&path)? else {
        ui.note(&format!("{path} was not there {moment}. {}", whereabouts(&repo, &path, &then)?))?;
        return Ok(Outcome::Faults);
    };
    ui.note(&format!("{path} as it stood {moment}: {}", then.origin()))?;
    let last = history::from_commit(&repo, &path, then.commit)?.pop();
    if let Some(last) = last.filter(|last| !last.is_cut && last.commit != then.commit.to_string()) {
        let (when, who) = (last.time.format("%-d %B %Y, %H:%M"), then.who(&last.author));
        ui.note(&format!("It was last changed before in version {} of {when}, saved by {who}", &last.commit[..7]))?;
    }
    for remark in &then.remarks {
        ui.note(remark)?;
    }
    ui.bytes(&bytes)?;
    Ok(Outcome::Well)
}

/// What git tells of a record that was not there then, in whole sentences.
fn whereabouts(repo: &Repo, path: &str, then: &Then<'_>) -> Result<String> {
    let revisions = history::of_path(repo, path)?;
    let told = |revision: &Revision| format!("{} ({})", revision.time.format("%-d %B %Y"), &revision.commit[..7]);
    let there = |revision: &&Revision| revision.content.is_some();
    let earlier = |revision: &&Revision| revision.time <= then.time;
    let removed = revisions.iter().filter(|revision| !there(revision) && earlier(revision)).max_by_key(|it| it.time);
    let after = revisions.iter().filter(|revision| there(revision) && !earlier(revision)).min_by_key(|it| it.time);
    Ok(match (removed, after) {
        (Some(removed), Some(after)) => {
            format!("It was taken out of the folder on {}, and is there again since {}", told(removed), told(after))
        }
        (Some(removed), None) => format!("It was taken out of the folder on {}", told(removed)),
        (None, Some(after)) if after.is_cut => {
            format!("This copy of the repository, which is cut off, has it since {}", told(after))
        }
        (None, Some(after)) => format!("It is there since {}", told(after)),
        (None, None) if revisions.is_empty() => "It was never saved here".to_owned(),
        (None, None) => "It is there on another branch".to_owned(),
    })
}

//! `supportplan history`.

use std::fmt::Write as _;

use anyhow::Result;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::record::change;
use crate::record::{self, Kind, Place, Record};
use crate::report::printable;
use crate::service::Service;
use crate::service::history::{self, Revision};
use crate::service::repository::Repo;

/// Show how a resident's support plan changed, newest first
///
/// For each change: the day, who made it, and what is different, in plain words.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan history 142\n  supportplan history Sam | head -20")]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, or no history to read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = select::resident(&args.resident, &service)?;
    let path = Place::path(Kind::SupportPlan, &[("resident", &resident)]);
    let repo = Repo::open(&service.root)?;
    let revisions = history::of_path(&repo, &path)?;
    if revisions.is_empty() {
        ui.result(&format!(
            "The support plan of {resident} was never saved. `supportplan save {resident}` does that.\n"
        ))?;
        return Ok(Outcome::Well);
    }
    ui.result(&format!("{resident}: how the support plan changed, newest first\n"))?;
    let read = |content: &Option<Vec<u8>>| {
        record::read(&path, Place::of(&path)?, content.clone()?, &service.context.wording).record
    };
    for revision in &revisions {
        let before: Vec<Option<Record>> = revision.before.iter().map(read).collect();
        ui.result(&entry(&service, revision, &before, read(&revision.content).as_ref()))?;
    }
    Ok(Outcome::Well)
}

/// One change: its head line, then a line for each part that differs.
fn entry(service: &Service, revision: &Revision, before: &[Option<Record>], after: Option<&Record>) -> String {
    if revision.is_cut {
        return "\nThe oldest version in this copy of the repository. What was before, and who wrote it, is not here.\n"
            .to_owned();
    }
    let who = service.settings().staff.iter().find(|staff| staff.email.eq_ignore_ascii_case(&revision.author.email));
    let who = who.map_or(revision.author.name.as_str(), |staff| &staff.name);
    let mut text = format!("\n{}, {} ({})\n", revision.time.format("%-d %B %Y"), printable(who), &revision.commit[..7]);
    let was_there = revision.before.iter().any(Option::is_some);
    let known: Vec<&Record> = before.iter().flatten().collect();
    match (known.as_slice(), after) {
        (_, None) if revision.content.is_none() => text.push_str("  The plan was taken out of the folder.\n"),
        (_, None) => text.push_str("  This version cannot be read as text.\n"),
        ([], Some(_)) if was_there => text.push_str("  The plan can be read again; the version before could not.\n"),
        ([], Some(plan)) => _ = writeln!(text, "  The plan begins: {}.", beginning(plan)),
        ([first, others @ ..], Some(after)) => {
            let wording = &service.context.wording;
            let mut changes = change::between(first, after, wording);
            if !others.is_empty() {
                text.push_str("  Two versions were brought together.\n");
            } else if changes.is_empty() {
                text.push_str("  Only the layout of the file changed.\n");
            }
            // What one of the versions had already was told of where it was made.
            for other in others {
                let from_other = change::between(other, after, wording);
                changes.retain(|change| from_other.contains(change));
            }
            changes.iter().for_each(|change| lines(&mut text, change));
        }
    }
    text
}

fn lines(text: &mut String, change: &change::Change) {
    if change.part.is_empty() {
        for detail in &change.details {
            let _ = writeln!(text, "  {}", capital(&printable(detail)));
        }
        return;
    }
    let _ = writeln!(text, "  {} {}", capital(&printable(&change.part)), change.deed.word());
    for detail in &change.details {
        let _ = writeln!(text, "    {}", printable(detail));
    }
}

fn beginning(plan: &Record) -> String {
    let counted = |key: &str, one: &str, many: &str| crate::report::plural(plan.list(key).len(), one, many);
    [
        counted("outcomes", "outcome", "outcomes"),
        counted("actions", "action", "actions"),
        counted("risks", "risk", "risks"),
    ]
    .join(", ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

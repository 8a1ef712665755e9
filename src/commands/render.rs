//! `supportplan render`.

pub(super) mod at;
pub(super) mod changes;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use self::changes::{Changes, Since};
use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::check::{Checkup, Context};
use crate::page::{self, Entry, Page};
use crate::record::Record;
use crate::report::plural;
use crate::service::{Group, Service, store};
use crate::template::Templates;

/// Make pages to print: self-contained HTML that needs nothing else
///
/// A page for each record of the residents or files that are named, or of the whole service, and an index of them. A
/// page can be opened and printed in any browser; it loads nothing from anywhere and runs no script. HTML that stands in a
/// record is shown as text.
///
/// With --changes, what changed in plans and safety plans is marked: what was removed is struck through, what is new is bold, and a list at the
/// end says when, by whom and in which review. Another record shows its changes where its own path is named.
///
/// A record that is not complete is printed as far as it goes, with room to write. `supportplan check` says what is missing.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan render 142\n  supportplan render residents/R-0142/plan.md -o to-print\n  supportplan render\n  supportplan render 142 --at 2026-03-03\n  supportplan render 142 --changes last-formal"
)]
pub(super) struct Args {
    /// Residents, files or folders; the whole service, where none is named
    #[arg(value_name = "RESIDENT or PATH")]
    names: Vec<String>,

    /// The folder for the pages; `pages` in the service's folder, where it is left out, and a folder of its own in that with --at
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Make the pages as they were when DATE had ended, or at a version of git's; each says so
    #[arg(long, value_name = "DATE|REV")]
    at: Option<String>,

    /// Mark what changed since then in plans and safety plans: none, last-review, last-formal, all, a DATE, or a version of git's
    #[arg(long, value_name = "SINCE", default_value = "none", hide_default_value = true, conflicts_with = "at")]
    changes: Since,
}

/// Runs the command.
///
/// # Errors
/// There is no service, a template of the service has a mistake, or the pages cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let made = match &args.at {
        Some(moment) => at::pages(args, moment, &service, global, ui)?,
        None => {
            let selection = select::Selection::new(&args.names, &service, global)?;
            let out = folder(args, "pages", &service, global)?;
            let templates = service.templates()?;
            let changes =
                Changes { service: &service, templates: &templates, since: &args.changes, named: selection.paths() };
            let press = Press { templates: &templates, context: &service.context, out: &out, changes: Some(&changes) };
            press.groups(&service, &selection.groups(&service)?, |path| selection.holds(path))?
        }
    };
    let folder = made.index.parent().unwrap_or(&made.index);
    ui.note(&format!("{} in {}", plural(made.count, "page", "pages"), folder.display()))?;
    ui.result(&format!("{}\n", made.index.display()))?;
    Ok(Outcome::Well)
}

/// The folder for the pages: the one that is named, or `usual` in the service's folder.
fn folder(args: &Args, usual: &str, service: &Service, global: &Global) -> Result<PathBuf> {
    let out = match &args.out {
        Some(out) => global.dir.join(out),
        None => {
            service.keep_inside(usual)?;
            service.full(usual)
        }
    };
    for kept in ["residents", "team", ".git", ".supportplan"] {
        let kept = service.full(kept);
        if std::path::absolute(&out)?.starts_with(&kept) {
            bail!(
                "{} is no place for pages: it holds what is not to be overwritten. Name another folder with -o",
                kept.display()
            );
        }
    }
    Ok(out)
}

/// Pages that were made.
pub(super) struct Made {
    /// How many there are, the index left aside.
    pub(super) count: usize,
    /// The page that lists them.
    pub(super) index: PathBuf,
}

/// Makes pages of those records of `groups` whose path `holds` says yes to, and an index of them, in the folder `out`.
///
/// # Errors
/// There is no such record, a template of the service has a mistake, or the pages cannot be written.
pub(super) fn pages(
    service: &Service,
    groups: &[Group],
    holds: impl Fn(&str) -> bool + Sync,
    out: &Path,
) -> Result<Made> {
    let templates = service.templates()?;
    Press { templates: &templates, context: &service.context, out, changes: None }.groups(service, groups, holds)
}

/// What pages are made with, and where.
pub(super) struct Press<'p> {
    /// The templates.
    pub(super) templates: &'p Templates,
    /// The service whose records they show.
    pub(super) context: &'p Context,
    /// The folder.
    pub(super) out: &'p Path,
    /// What changed, where pages show that.
    pub(super) changes: Option<&'p Changes<'p>>,
}

impl Press<'_> {
    /// Makes pages of those records of `groups` whose path `holds` says yes to, and an index of them.
    fn groups(&self, service: &Service, groups: &[Group], holds: impl Fn(&str) -> bool + Sync) -> Result<Made> {
        let made = groups.par_iter().map(|group| self.print(&records(service.check_group(group)?), &holds));
        self.finish(made.collect::<Result<Vec<_>>>()?.concat())
    }

    /// Makes pages of those among the records of a resident, or of the team, whose path `holds` says yes to.
    ///
    /// # Errors
    /// A template has a mistake, or a page cannot be written.
    pub(super) fn print(&self, records: &[Record], holds: impl Fn(&str) -> bool) -> Result<Vec<Entry>> {
        let folder: Vec<&Record> = records.iter().collect();
        let chosen = records.iter().filter(|record| holds(&record.path));
        let entries = chosen.map(|record| {
            let changed = self.changes.map(|changes| changes.page(record, &folder)).transpose()?.flatten();
            let page = match changed {
                Some(page) => page,
                None => page::render(self.templates, record, &folder, self.context)?,
            };
            write(self.out, &page)?;
            Ok(Entry::of(record, &folder))
        });
        entries.collect()
    }

    /// Makes the index of pages that were made.
    ///
    /// # Errors
    /// There are none, a template has a mistake, or the page cannot be written.
    pub(super) fn finish(&self, entries: Vec<Entry>) -> Result<Made> {
        if entries.is_empty() {
            bail!("there is no record here that could be printed");
        }
        let index = page::index(self.templates, &entries, self.context)?;
        write(self.out, &index)?;
        Ok(Made { count: entries.len(), index: self.out.join(&index.path) })
    }
}

/// The records among what was checked, as far as they are text.
pub(super) fn records(checkups: Vec<Checkup>) -> Vec<Record> {
    checkups.into_iter().filter_map(|checkup| checkup.record).collect()
}

/// Writes a page, unless something that is no page of this program's lies in its place.
fn write(out: &Path, page: &Page) -> Result<()> {
    let place = out.join(&page.path);
    let below = page.path.match_indices('/').map(|(at, _)| out.join(&page.path[..at]));
    if let Some(link) = below.into_iter().find(|folder| store::is_link(folder)) {
        bail!("{} is a link, which leads out of the folder for pages, so nothing is written there", link.display());
    }
    if store::exists(&place) {
        let ours = store::is_plain_file(&place) && page::is_ours(&store::read(&place)?);
        if !ours {
            bail!("{} is there already and is not a page of this program's, so it is not overwritten", place.display());
        }
    }
    store::write_page(&place, page.html.as_bytes())
}

//! `supportplan render`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::page::{self, Entry, Page};
use crate::record::Record;
use crate::report::plural;
use crate::service::{Group, Service, store};

/// Make pages to print: self-contained HTML that needs nothing else
///
/// A page for each record of the residents or files that are named, or of the whole service, and an index of them. A
/// page can be opened and printed in any browser; it loads nothing from anywhere and runs no script. HTML that stands in a
/// record is shown as text.
///
/// A record that is not complete is printed as far as it goes, with room to write. `supportplan check` says what is missing.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan render 142\n  supportplan render residents/R-0142/plan.md -o to-print\n  supportplan render"
)]
pub(super) struct Args {
    /// Residents, files or folders; the whole service, where none is named
    #[arg(value_name = "RESIDENT or PATH")]
    names: Vec<String>,

    /// The folder for the pages; `pages` in the service's folder, where it is left out
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// There is no service, a template of the service has a mistake, or the pages cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let selection = select::Selection::new(&args.names, &service, global)?;
    let out = match &args.out {
        Some(out) => global.dir.join(out),
        None => {
            service.keep_inside("pages")?;
            service.full("pages")
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
    let made = pages(&service, &selection.groups(&service)?, |path| selection.holds(path), &out)?;
    ui.note(&format!("{} in {}", plural(made.count, "page", "pages"), out.display()))?;
    ui.result(&format!("{}\n", made.index.display()))?;
    Ok(Outcome::Well)
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
    let made = groups.par_iter().map(|group| {
        let records = records(service, group)?;
        let folder: Vec<&Record> = records.iter().collect();
        let chosen = records.iter().filter(|record| holds(&record.path));
        let entries = chosen.map(|record| {
            let page = page::render(&templates, record, &folder, &service.context)?;
            write(out, &page)?;
            Ok(Entry::of(record, &folder))
        });
        entries.collect::<Result<Vec<Entry>>>()
    });
    let entries: Vec<Entry> = made.collect::<Result<Vec<_>>>()?.concat();
    if entries.is_empty() {
        bail!("there is no record here that could be printed");
    }
    let index = page::index(&templates, &entries, &service.context)?;
    write(out, &index)?;
    Ok(Made { count: entries.len(), index: out.join(&index.path) })
}

/// A group's records, as far as they are text.
fn records(service: &Service, group: &Group) -> Result<Vec<Record>> {
    Ok(service.check_group(group)?.into_iter().filter_map(|checkup| checkup.record).collect())
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

//! `supportplan render`.

mod abbreviations;
pub(super) mod at;
mod built;
pub(super) mod changes;
mod folder;
mod lot;
mod named;
mod output;
mod overview;
pub(super) mod pack;
mod pdf;
mod progress;
mod sheets;

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use chrono::NaiveDate;

use self::abbreviations::Abbreviations;
use self::changes::{Changes, Since};
pub(super) use self::folder::Folder;
pub(super) use self::output::{Made, Output};
use super::cli::{Global, date};
use super::{Outcome, Ui, select};
use crate::page::{Edition, Press};
use crate::report::plural;
use crate::service::store::{self, Unwritten};
use crate::service::{Service, steps::Histories};

/// Make pages to print: self-contained HTML that needs nothing else
///
/// A page for each record of the residents or files that are named, or of the whole service, and an index of them. A
/// page can be opened and printed in any browser; it loads nothing from anywhere and runs no script. HTML that stands in a
/// record is shown as text.
///
/// With --changes, what changed in plans and safety plans is marked: what was removed is struck through, what is new is bold, and a list at the
/// end says when, by whom and in which review. Another record shows its changes where its own path is named.
///
/// Pages of another edition, in large print, for the resident to keep, or with references, lie in a folder of their own.
///
/// With --page, only the pages of that name: of each resident or, for the overview and the report on progress, of the whole service.
///
/// A record that is not complete is printed as far as it goes, with room to write. `supportplan check` says what is missing.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan render 142\n  supportplan render residents/R-0142/plan.md -o to-print\n  supportplan render\n  supportplan render 142 --at 2026-03-03\n  supportplan render 142 --changes last-formal\n  supportplan render 142 --resident-copy --pdf\n  supportplan render --page history 142 --open\n  supportplan render --page formal-pack 142\n  supportplan render --page weekly-sheet --worker tom-b\n  supportplan render --page overview           the whole service at a glance\n  supportplan render 142 --page progress --since 2026-09-01\n  supportplan render --all -o pages"
)]
pub(super) struct Args {
    /// Residents, files or folders; the whole service, where none is named
    #[arg(value_name = "RESIDENT or PATH")]
    names: Vec<String>,

    /// Make every page that there is, linked from one list; only those are written again whose records, settings, logo, templates, history or day changed
    #[arg(long, conflicts_with_all = ["names", "pages"])]
    all: bool,

    /// Make only these pages
    #[arg(long = "page", value_name = "NAME")]
    pages: Vec<named::Name>,

    /// With --page progress: tell of the time since the week of DATE (YYYY-MM-DD), from its Monday on
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<NaiveDate>,

    /// With --page weekly-sheet: the sheets of all residents of this key worker, one after the other in one page
    #[arg(long, value_name = "ID", requires = "pages", conflicts_with_all = ["names", "changes"])]
    worker: Option<String>,

    /// The folder for the pages; `pages` in the service's folder, where it is left out, and a folder of its own in that with --at
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// In letters of 18 points
    #[arg(long)]
    large_print: bool,

    /// For the resident to keep: what is meant for them, in letters of 16 points. What staff count and watch, and hours, are left out. Abbreviations
    /// that people wrote are named, so that they can be written out
    #[arg(long)]
    resident_copy: bool,

    /// With references instead of what residents and staff are called, and without contacts. What people wrote stays as it is, so this is no
    /// anonymisation
    #[arg(long)]
    references: bool,

    /// Print each page into a PDF beside it, by the Chromium or Chrome of this computer; not with --all
    #[arg(long, conflicts_with = "all")]
    pdf: bool,

    /// Show the page, or the list of pages, in the browser
    #[arg(long)]
    open: bool,

    /// Make the pages as they were when DATE had ended, or at a version of git's; each says so
    #[arg(long, value_name = "DATE|REV")]
    at: Option<String>,

    /// Mark what changed since then in plans, safety plans and formal review packs: none, last-review, last-formal, all, a DATE, or a version of git's. A pack shows
    /// what changed since the last formal review where nothing is said
    #[arg(long, value_name = "SINCE", default_value = "none", hide_default_value = true)]
    changes: Since,
}

/// Runs the command.
///
/// # Errors
/// There is no service, a template of the service has a mistake, or the pages cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    made(args, global, ui).map_err(|error| match error.downcast_ref::<Unwritten>() {
        Some(_) => anyhow!("{error:#}. Name another folder for the pages with -o"),
        None => error,
    })
}

fn made(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let begun = store::now();
    let service = select::service(global)?;
    let (made, abbreviations, outcome) = match &args.at {
        // What stood in a record once cannot be written out any more.
        Some(moment) => (at::pages(args, moment, &service, global, ui)?, Abbreviations::default(), Outcome::Well),
        None => as_they_are(args, begun, &service, global, ui)?,
    };
    let folder = made.index.parent().unwrap_or(&made.index);
    let written = if args.all { format!(", {} of them written now", made.written) } else { String::new() };
    ui.note(&format!("{} in {}{written}", plural(made.pages.len(), "page", "pages"), folder.display()))?;
    if let Some(remark) = service.lacks_logo() {
        ui.note(&remark)?;
    }
    abbreviations.tell(ui)?;
    // Where one page was asked for, nobody needs a list.
    let mut shown = match made.pages.as_slice() {
        [page] if !args.pages.is_empty() => vec![folder.join(page)],
        _ => vec![made.index.clone()],
    };
    if args.pdf {
        shown = pdf::print(folder, &made.pages, ui)?;
    }
    for page in &shown {
        ui.result(&format!("{}\n", page.display()))?;
    }
    if args.open {
        let page = if let [page] = shown.as_slice() { page } else { &made.index };
        if open::that_detached(page).is_err() {
            bail!("the page is made, and no program was found that shows it. Open {} in a browser", page.display());
        }
    }
    Ok(outcome)
}

/// Makes pages of the records as they are since `begun`. Gives what residents may not know in those that are for them to keep, and whether each record has
/// its page.
fn as_they_are(
    args: &Args,
    begun: i64,
    service: &Service,
    global: &Global,
    ui: &mut Ui,
) -> Result<(Made, Abbreviations, Outcome)> {
    let selection = select::Selection::new(&args.names, service, global)?;
    let is_whole = selection.paths().is_empty();
    asked(args, is_whole, global)?;
    let out = folder(args, "pages", service, global)?;
    let templates = service.page_templates()?;
    let histories = Histories::of(service);
    let changes = Changes { histories: &histories, since: &args.changes, named: selection.paths() };
    let press = Press { edition: args.edition(), ..Press::new(&templates, &service.context) };
    let mut output = Output::new(press, &out, Some(&changes))?;
    output.told_since = args.since;
    let made = if args.all {
        lot::pages(&histories, begun, &output, ui)?
    } else if let Some(worker) = &args.worker {
        output.admits()?;
        sheets::of_worker(worker, service, &output)?
    } else {
        output.admits()?;
        let groups = selection.groups(service)?;
        match args.pages.as_slice() {
            [] => output.groups(service, &groups, |path| selection.holds(path))?,
            names => named::pages(names, &histories, &groups, is_whole, &output)?,
        }
    };
    let left_out = output.left_out();
    if let Some(remark) = &left_out {
        ui.note(remark)?;
    }
    if (args.all || args.pages.contains(&named::Name::FormalPack)) && !histories.is_kept() {
        ui.note(NOT_KEPT)?;
    }
    let outcome = if left_out.is_some() { Outcome::Faults } else { Outcome::Well };
    Ok((made, output.abbreviations, outcome))
}

/// What is to be known of pages of a service that lies in no repository.
const NOT_KEPT: &str = "This service lies in no git repository, so no page tells of earlier versions: there is no history, and formal review \
                        packs show no changes. `git init` in its folder and then `supportplan save` begin to keep them.";

impl Args {
    /// For whom the pages are made.
    fn edition(&self) -> Edition {
        let Self { large_print, resident_copy, references, .. } = *self;
        Edition { large_print, resident_copy, references }
    }
}

/// Makes sure that what is asked for goes together.
fn asked(args: &Args, is_whole: bool, global: &Global) -> Result<()> {
    if args.pages.contains(&named::Name::Overview) && !is_whole {
        bail!("the overview is of the whole service; name no resident and no file with --page overview");
    }
    if args.worker.is_some() && args.pages != [named::Name::WeeklySheet] {
        bail!("--worker is for weekly sheets alone: `supportplan render --page weekly-sheet --worker ID`");
    }
    let for_staff = [named::Name::Overview, named::Name::Progress, named::Name::WeeklySheet];
    if args.resident_copy && args.pages.iter().any(|name| for_staff.contains(name)) {
        bail!(
            "the overview, reports on progress and weekly sheets are no pages for a resident to keep; leave --resident-copy out"
        );
    }
    if args.changes != Since::None && !args.pages.is_empty() && !args.pages.iter().any(|name| name.shows_changes()) {
        bail!("--changes marks what changed in support plans, safety plans and formal review packs; leave it out");
    }
    match args.since {
        Some(_) if !args.pages.contains(&named::Name::Progress) => bail!("--since goes with --page progress alone"),
        Some(since) if since > global.today() => {
            bail!("{since} is not here yet, so there is nothing to tell since then")
        }
        _ => Ok(()),
    }
}

/// The folder for the pages: the one that is named, or `usual` in the service's folder, in which each edition has a folder of its own.
fn folder(args: &Args, usual: &str, service: &Service, global: &Global) -> Result<PathBuf> {
    let out = match &args.out {
        Some(out) => global.dir.join(out),
        None => {
            let edition = args.edition().words().replace(' ', "-");
            let usual = if edition.is_empty() { usual.to_owned() } else { format!("{usual}/{edition}") };
            service.keep_inside(&usual)?;
            service.full(&usual)
        }
    };
    let place = store::real_place(&out)?;
    if place == service.root {
        bail!(
            "pages are not put among the records, into the service's own folder. Name another with -o, such as `pages`"
        );
    }
    for kept in ["residents", "team", ".git", ".supportplan"] {
        let kept = service.full(kept);
        if place.starts_with(&kept) {
            bail!(
                "{} is no place for pages: it holds what is not to be overwritten. Name another folder with -o",
                kept.display()
            );
        }
    }
    Ok(out)
}

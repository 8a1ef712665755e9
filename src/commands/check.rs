//! `supportplan check`.

use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::report::{self, Counts};
use crate::service::{SETTINGS, check_settings};

/// Find everything that is wrong or unanswered in the service's records
///
/// Reads all records, or those that are named, and lists every fault at once: the file, the line and column, what is wrong and what to do.
/// Changes nothing.
///
/// Ends with status 0 when there is no error, 1 when there is one, 2 when it cannot run.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan check                         the whole service\n  supportplan check 142                     all records about R-0142\n  supportplan check residents/R-0142/plan.md"
)]
pub(super) struct Args {
    /// Files or folders to check, or residents; the whole service, where none is named
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no service, or its files cannot be read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let started = Instant::now();
    let service = select::service(global)?;
    let selection = select::Selection::new(&args.paths, &service, global)?;
    let mut counts = Counts::default();
    if selection.holds(SETTINGS) {
        let checkup = check_settings(&service.root)?;
        counts.add(&checkup);
        ui.result(&report::findings(&checkup, ui.style()))?;
    }
    for stray in service.strays()?.iter().filter(|stray| selection.holds(&stray.path)) {
        counts.add(stray);
        ui.result(&report::findings(stray, ui.style()))?;
    }
    let groups = selection.groups(&service)?;
    let style = ui.style();
    let checked: Vec<(Counts, String)> = groups
        .par_iter()
        .map(|group| {
            let (mut counts, mut text) = (Counts::default(), String::new());
            for checkup in service.check_group(group)?.iter().filter(|checkup| selection.holds(&checkup.path)) {
                counts.add(checkup);
                text.push_str(&report::findings(checkup, style));
            }
            Ok((counts, text))
        })
        .collect::<Result<_>>()?;
    for (found, text) in &checked {
        counts.merge(found);
        ui.result(text)?;
    }
    if counts.records == 0 {
        anyhow::bail!("there is no record among what was named, so nothing was checked");
    }
    let mut summary = report::summary(&counts);
    if ui.on_terminal {
        summary.push_str(&format!(" ({:.2} s)", started.elapsed().as_secs_f64()));
    }
    ui.result(&format!("{summary}\n"))?;
    Ok(if counts.errors > 0 { Outcome::Faults } else { Outcome::Well })
}

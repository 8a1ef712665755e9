//! `supportplan attach-scan`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::{Global, date};
use super::fill::Desk;
use super::writer::By;
use super::{Outcome, Ui, save, select};
use crate::report;
use crate::scan;
use crate::service::repository::Repo;
use crate::service::scans::{self, Standing};
use crate::service::{Service, commit, store};

/// Keep the signed copy of a formal review
///
/// Takes a PDF, a JPEG or a PNG, told by its content. The pages or the picture are kept; what the file says of the place, the time, the camera,
/// the program and the author is taken out, and its name with it. A file in which that cannot be made sure of is refused, with what to do. The
/// file itself stays as it is and where it is.
///
/// The review's front matter gets the scan's path and its SHA-256, by which `supportplan verify` knows it again. Both are one commit.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan attach-scan 142 ~/Scans/review.pdf\n  supportplan attach-scan 142 page-1.jpg\n  supportplan attach-scan 142 page-2.jpg --another\n  supportplan attach-scan 142 old.pdf --review 2026-07-20"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// The scan: a PDF, JPEG or PNG
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The day on which the review was prepared (YYYY-MM-DD); the last closed one, where none is named
    #[arg(long, value_name = "DATE", value_parser = date)]
    review: Option<NaiveDate>,

    /// Attach it beside the scan that the review has, as its next page or copy
    #[arg(long)]
    another: bool,

    #[command(flatten)]
    by: By,
}

/// Runs the command.
///
/// # Errors
/// The file is no scan that can be taken, there is no closed review, it has a scan, it is not clear who writes, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let resident = select::resident(&args.resident, &service)?;
    let review = scans::closed_review(&service, &resident, args.review)?;
    let scan = taken(&args.file, &service, global)?;
    let scan_is = (scan.bytes.as_slice(), scan.format.ending());
    let attaching = match scans::standing(&service, &repo, review, scan_is, args.another)? {
        Standing::Open(attaching) => attaching,
        Standing::Attached(path) => {
            ui.result(&format!("This scan is attached and saved already: {path}\n"))?;
            return Ok(Outcome::Well);
        }
    };
    if let Some(reason) = commit::unfit(&repo, &attaching.path)? {
        bail!("{} {reason}", attaching.path);
    }
    let checkup = attaching.check(&service)?;
    if checkup.passed(service.settings().stop_at()).is_none() {
        ui.result(&report::findings(&checkup, ui.style()))?;
        ui.note("Nothing was attached. Mend what is named, then attach the scan.")?;
        return Ok(Outcome::Faults);
    }
    let by = args.by.staff(service.settings(), Some(&repo), global.today(), ui)?.clone();
    attaching.write(&service, &scan.bytes)?;
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    let group = service.group_of(&resident)?;
    let outcome = save::save_paths(&group, &[attaching.review(), &attaching.path], &by, &mut desk)?;
    if outcome == Outcome::Well {
        ui.note("The file that it was taken from is as it was. Delete it once nobody needs it: it may tell where it was made.")?;
    }
    Ok(outcome)
}

/// The file as a scan.
fn taken(file: &Path, service: &Service, global: &Global) -> Result<scan::Scan> {
    let (full, name) = (global.dir.join(file), file.display());
    if !store::exists(&full) {
        bail!("there is no file {name}");
    }
    if store::is_link(&full) {
        bail!("{name} is a link. Name the file that it leads to");
    }
    if !store::is_plain_file(&full) {
        bail!("{name} is no file. Name the scan itself");
    }
    let most = service.settings().largest_scan();
    let bytes = store::read_start(&full, most * 1024 * 1024 + 1)?;
    if bytes.len() > most * 1024 * 1024 {
        bail!(
            "{name} is larger than {most} MiB, which git would keep for good. Scan it in black and white or with 150 dots an inch; \
             `scans: {{most_mib: …}}` in supportplan.yaml sets another limit"
        );
    }
    match scan::clean(&bytes) {
        Ok(scan) => Ok(scan),
        Err(refused) => bail!("{name} {refused}"),
    }
}

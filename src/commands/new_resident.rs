//! `supportplan new-resident`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::check::{self, Checkup};
use crate::finding::Severity;
use crate::record::{self, Kind, Place, Record};
use crate::report;
use crate::scaffold::{Beginning, answers};
use crate::service::repository::Repo;
use crate::service::{Service, hints, is_reference, store};
use crate::text::is_obeyed;

/// Begin a new resident's records: referral, assessment, support plan and safety plan
///
/// All four are written from templates into the resident's own folder, dated to moving in. Each risk of the referral is carried into the support
/// plan and the safety plan, so that it is answered there. They wait in the folder to be filled in; `supportplan save` then keeps them.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-resident R-0160\n  supportplan new-resident R-0160 --called Noor --key-worker tom-b --referral referral.md"
)]
pub(super) struct Args {
    /// The new resident's reference, such as R-0160; never a name
    #[arg(value_name = "REF")]
    reference: String,

    /// The referral, as a record or a part of one
    #[arg(long, value_name = "FILE")]
    referral: Option<PathBuf>,

    /// The day of moving in; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = super::cli::date)]
    moved_in: Option<NaiveDate>,

    /// What the resident likes to be called
    #[arg(long, value_name = "NAME")]
    called: Option<String>,

    /// The key worker's staff id
    #[arg(long, value_name = "ID")]
    key_worker: Option<String>,
}

/// What a resident's life in the service begins with, in the order in which it is written.
const KINDS: [Kind; 4] = [Kind::Referral, Kind::Assessment, Kind::SupportPlan, Kind::SafetyPlan];

/// Runs the command.
///
/// # Errors
/// The reference is none, or taken; a staff id is unknown; or the files cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = args.reference.as_str();
    if !is_reference(resident) {
        bail!(
            "{} is not a reference. A reference is a few capitals, a hyphen and three to six digits, such as R-0160; never a name",
            report::printable(resident)
        );
    }
    if service.residents().contains(resident) {
        bail!("there is a resident {resident} already. `supportplan show {resident}` shows who; nothing was changed");
    }
    if let Some(id) = args.key_worker.as_ref().filter(|id| service.settings().staff(id).is_none()) {
        bail!("{} is not in the service's list of staff, in supportplan.yaml", report::printable(id));
    }
    if args.called.as_ref().is_some_and(|called| called.trim().is_empty() || called.chars().any(is_obeyed)) {
        bail!("--called needs a name, on one line");
    }
    let templates = service.templates()?;
    let mut beginning = Beginning::new(resident, args.moved_in.unwrap_or_else(|| global.today()), &service.context);
    beginning.called.clone_from(&args.called);
    beginning.key_worker.clone_from(&args.key_worker);
    beginning.by.clone_from(&args.key_worker);
    let mut texts = Vec::new();
    for kind in KINDS {
        let path = Place::path(kind, &[("resident", resident)]);
        service.keep_inside(&path)?;
        let text = beginning.render(&templates, kind, &service.context.wording)?;
        let text = match args.referral.as_ref().filter(|_| kind == Kind::Referral) {
            Some(file) => match referral(&service, global, file, &path, &text)? {
                Ok(text) => text,
                Err(checkup) => {
                    ui.result(&report::findings(&checkup, ui.style()))?;
                    ui.note("Nothing was written. Mend the referral, then run this again.")?;
                    return Ok(Outcome::Faults);
                }
            },
            None => text,
        };
        if kind == Kind::Referral {
            beginning.carry_risks(&read(&service, &path, &text)?);
        }
        texts.push((path, text));
    }
    let repo = Repo::open(&service.root)?;
    for (path, text) in &texts {
        hints::remember(&repo, path, text)?;
        store::write_new(&service.full(path), text.as_bytes())?;
        ui.result(&format!("{path}\n"))?;
    }
    ui.note(&format!("Fill these in, in any editor. `supportplan check {resident}` lists what is still open, `supportplan save {resident}` keeps them."))?;
    Ok(Outcome::Well)
}

/// The referral that was handed over, completed to a record by the scaffold's text; or what is wrong with it.
fn referral(
    service: &Service,
    global: &Global,
    file: &std::path::Path,
    path: &str,
    scaffold: &str,
) -> Result<std::result::Result<String, Checkup>> {
    let bytes = store::read_start(&global.dir.join(file), record::MAX_BYTES + 1)?;
    let Some(place) = Place::of(path) else { bail!("{path} is no place for a record") };
    let reading = record::read(path, place, bytes, &service.context.wording);
    let checkup = check::partial(&file.display().to_string(), reading, &service.context);
    match &checkup.record {
        Some(handed) if checkup.count(Severity::Error) == 0 => {
            let own = read(service, path, scaffold)?;
            Ok(Ok(answers::put_in(&own, handed)))
        }
        _ => Ok(Err(checkup)),
    }
}

fn read(service: &Service, path: &str, text: &str) -> Result<Record> {
    let place = Place::of(path);
    let record =
        place.and_then(|place| record::read(path, place, text.as_bytes().to_vec(), &service.context.wording).record);
    record.ok_or_else(|| anyhow::anyhow!("the template for {path} does not make a record"))
}

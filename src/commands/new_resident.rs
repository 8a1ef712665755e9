//! `supportplan new-resident`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::Global;
use super::fill::Handed;
use super::save::say_remarks;
use super::writer::By;
use super::{Outcome, Ui, select};
use crate::finding::Severity;
use crate::record::{self, Kind, Place, Record};
use crate::report;
use crate::scaffold::{Beginning, answers};
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;
use crate::service::steps::Histories;
use crate::service::{Service, is_reference};
use crate::text::is_obeyed;

/// Begin a new resident's records: referral, assessment, support plan and safety plan
///
/// All four are written from templates into the resident's own folder, dated to moving in. Each risk of the referral is carried into the support
/// plan and the safety plan, so that it is answered there. They wait in the folder to be filled in; `supportplan save` then keeps them. As
/// long as nobody has written into them, the same command may be run again.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-resident R-0160\n  supportplan new-resident R-0160 --called Noor --key-worker tom-b --referral referral.md"
)]
pub(super) struct Args {
    /// The new resident's reference, such as R-0160; never a name
    #[arg(value_name = "REF")]
    reference: String,

    /// The referral, as a record or a part of one; standard input for -
    #[arg(long, value_name = "FILE")]
    referral: Option<PathBuf>,

    /// The day of moving in; today, where it is left out
    #[arg(long, value_name = "DATE", value_parser = super::cli::date)]
    moved_in: Option<NaiveDate>,

    /// Go on with a reference that had records before and has none now: their history becomes this resident's
    #[arg(long)]
    again: bool,

    /// What the resident likes to be called
    #[arg(long, value_name = "NAME")]
    called: Option<String>,

    /// The key worker's staff id
    #[arg(long, value_name = "ID")]
    key_worker: Option<String>,

    #[command(flatten)]
    by: By,
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
    let repo = Repo::open_to_write(&service.root)?;
    let paths = KINDS.map(|kind| Place::path(kind, &[("resident", resident)]));
    let mut handed = args.referral.as_ref().map(|file| Handed::read(file, "--referral", global)).transpose()?;
    // What comes from a pipe is gone if anything fails from here on, so it is kept first of all.
    if let Some(handed) = &mut handed {
        handed.keep(&repo, is_reference(resident).then_some(paths[0].as_str()));
    }
    begin(args, paths, handed.as_ref(), (&service, &repo), global, ui).map_err(|error| match &handed {
        Some(handed) => handed.with_place(error),
        None => error,
    })
}

fn begin(
    args: &Args,
    paths: [String; 4],
    handed: Option<&Handed>,
    (service, repo): (&Service, &Repo),
    global: &Global,
    ui: &mut Ui,
) -> Result<Outcome> {
    let resident = args.reference.as_str();
    if !is_reference(resident) {
        bail!(
            "{} is not a reference. A reference is a few capitals, a hyphen and three to six digits, such as R-0160; never a name",
            report::printable(resident)
        );
    }
    if !is_free(service, repo, resident, &paths)? {
        bail!("there is a resident {resident} already. `supportplan show {resident}` shows who; nothing was changed");
    }
    if !args.again && !Histories::of(service).commits(&format!("residents/{resident}"))?.is_empty() {
        bail!(
            "there were records of {resident} before, and whoever they were of, their words stand in the history of {resident}. Take a reference that nobody had. \
             Where it is the same person, --again goes on with it"
        );
    }
    if let Some(id) = args.key_worker.as_ref().filter(|id| service.settings().staff(id).is_none()) {
        bail!("{} is not in the service's list of staff, in supportplan.yaml", report::printable(id));
    }
    if args.called.as_ref().is_some_and(|called| called.trim().is_empty() || called.chars().any(is_obeyed)) {
        bail!("--called needs a name, on one line");
    }
    // Who writes may stay a question like any other.
    let by = args.by.known(service.settings(), Some(repo), global.today())?.map(|by| by.id.clone());
    let templates = service.scaffold_templates()?;
    let referral = paths[0].clone();
    let mut beginning = Beginning::new(resident, args.moved_in.unwrap_or_else(|| global.today()), &service.context);
    beginning.called.clone_from(&args.called);
    beginning.key_worker.clone_from(&args.key_worker);
    beginning.by = by.or_else(|| args.key_worker.clone());
    let has_faults = handed.is_some() && {
        let checkups = service.check_group(&service.group_of(resident)?)?;
        checkups.iter().any(|checkup| checkup.path == referral && checkup.count(Severity::Error) > 0)
    };
    let mut texts = Vec::new();
    for (kind, path) in KINDS.into_iter().zip(paths) {
        service.keep_inside(&path)?;
        let mut text = beginning.render(&templates, kind, &service.context)?;
        if let Some(handed) = handed.filter(|_| kind == Kind::Referral) {
            text = match handed.record(service, &path)? {
                Ok(answers) => answers::put_in(&read(service, &path, &text)?, &answers),
                Err(checkup) => {
                    handed.refuse(&checkup, "referral", ui)?;
                    return Ok(Outcome::Faults);
                }
            };
        }
        if kind == Kind::Referral {
            beginning.carry_risks(&read(service, &path, &text)?);
        }
        texts.push((path, text));
    }
    for (path, text) in &texts {
        let answers = handed.filter(|_| *path == referral).map(Handed::bytes);
        if !drafts::begin(service, repo, path, text, (answers, has_faults))? {
            bail!("somebody else began {path} just now; open that one");
        }
        ui.result(&format!("{path}\n"))?;
    }
    ui.note(&format!("`supportplan fill {resident}` asks what is still open; any editor does as well. `supportplan check {resident}` lists it, `supportplan save {resident}` keeps what is complete."))?;
    say_remarks(repo, ui)?;
    Ok(Outcome::Well)
}

/// Whether a resident can be begun: nothing is there about them, or only what a command that was cut short wrote, with no word of
/// anybody's in it.
fn is_free(service: &Service, repo: &Repo, resident: &str, paths: &[String]) -> Result<bool> {
    for path in paths {
        if !matches!(drafts::state(service, repo, path)?, State::Absent | State::AsWritten) {
            return Ok(false);
        }
    }
    let there = service.group_of(resident)?;
    Ok(there.unread.is_empty() && there.files.iter().all(|file| paths.contains(file)))
}

fn read(service: &Service, path: &str, text: &str) -> Result<Record> {
    let place = Place::of(path);
    let record =
        place.and_then(|place| record::read(path, place, text.as_bytes().to_vec(), &service.context.wording).record);
    record.ok_or_else(|| anyhow::anyhow!("the template for {path} does not make a record"))
}

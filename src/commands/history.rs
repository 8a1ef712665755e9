//! `supportplan history`.

mod at;

use anyhow::{Result, bail};

use super::cli::Global;
use super::render::changes::whole_life;
use super::{Outcome, Ui, select};
use crate::page::Press;
use crate::record::{Kind, Place, Record};
use crate::redline::steps::{Life, What};
use crate::redline::who;
use crate::report::{History, history_as_json, history_in_full, who_as_json, who_in_full};
use crate::service::Service;
use crate::service::repository::Repo;
use crate::service::saving::message::name_of;
use crate::service::{history, steps::versions};

/// Show how a record changed: what was struck out and what was added, when, by whom, and in which review
///
/// It is about the resident's support plan, or with --record about another record of theirs. The newest version comes first, and what is not saved
/// yet before all. For each version there is the day, who saved it, in which review, and what is different, old and new. Words that were removed
/// stand in [-…-] and new ones in {+…+}; what is between them was left as it was, and … stands for more of that.
///
/// It prints words of the record, also into files and other programs: that is what it is asked for.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan history 142\n  supportplan history Sam | head -20\n  supportplan history 142 --record safety-plan.md\n  supportplan history 142 --format json > history.json\n  supportplan history 142 --format html > history.html\n  supportplan history 142 --who\n  supportplan history 142 --at 2026-03-03\n  supportplan history 142 --at 2026-03-03 --record weekly/2026-W09.md > review.md"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// Print the record as it stood when DATE had ended, or at a version of git's, byte for byte
    #[arg(long, value_name = "DATE|REV", conflicts_with = "format")]
    at: Option<String>,

    /// Another record than the support plan, by its path in the resident's folder
    #[arg(long, value_name = "PATH")]
    record: Option<String>,

    /// Tell of each passage as it stands who wrote it, and when
    #[arg(long, conflicts_with = "at")]
    who: bool,

    /// The form in which it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Form,
}

/// The forms that a history can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For other programs, as schema/history-report.schema.json describes it, or schema/who-report.schema.json
    Json,
    /// A page: the record with all that ever changed marked in it, and the list of changes
    Html,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident or record, or no history to read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    if let Some(moment) = &args.at {
        return at::run(&args.resident, args.record.as_deref(), moment, global, ui);
    }
    let service = select::service(global)?;
    let resident = select::resident(&args.resident, &service)?;
    let path = match &args.record {
        Some(record) => select::record_of(&resident, record)?,
        None => Place::path(Kind::SupportPlan, &[("resident", &resident)]),
    };
    if Place::of(&path).is_none() {
        bail!("{path} is no place for a record, so there is no history to tell in words. `git log -- {path}` shows it");
    }
    let repo = Repo::open(&service.root)?;
    let versions = versions(&service, &path, history::of_path(&repo, &path)?)?;
    let name = name_of(&path);
    if versions.is_empty() {
        bail!("there is no {name} of {resident}: there is no file {path}, and none was ever saved");
    }
    let wording = &service.context.wording;
    let life = Life::of(&path, versions, wording);
    // What is shown as it stands may be older than what lies in the folder.
    if let Some(remark) = shown_instead(&name, &life).filter(|_| args.who || args.format == Form::Html) {
        ui.note(&remark)?;
    }
    if args.format == Form::Html && !args.who {
        let (templates, folder) = (service.page_templates()?, folder(&service, &resident)?);
        let Some(changed) = whole_life(&life, &service.context) else {
            bail!("no version of the {name} can be read as text, so there is no page of it");
        };
        let folder: Vec<&Record> = folder.iter().collect();
        ui.result(&Press::new(&templates, &service.context).changed(&changed, &folder)?.html)?;
        return Ok(Outcome::Well);
    }
    let Life { versions, records, steps, .. } = life;
    let history = History { resident, path, name, steps };
    let width = ui.style().width;
    ui.result(&match (args.format, args.who) {
        (Form::Text, false) => history_in_full(&history, width),
        (Form::Json, false) => history_as_json(&history)?,
        (Form::Html, _) => bail!("--who has no page of its own. Leave --format out, or write --format json"),
        (form, true) => {
            let parents: Vec<Vec<usize>> = versions.into_iter().map(|version| version.parents).collect();
            let passages = who::who(&records, &parents, wording);
            if form == Form::Json { who_as_json(&history, &passages)? } else { who_in_full(&history, &passages, width) }
        }
    })?;
    Ok(Outcome::Well)
}

/// What is to be known where the newest version cannot be shown, so that the last that can be stands for it; nothing where it can be, or where
/// none can.
fn shown_instead(name: &str, life: &Life) -> Option<String> {
    let Life { records, steps, .. } = life;
    let shown = records.iter().rposition(Option::is_some).filter(|shown| shown + 1 < records.len())?;
    let why = match steps.last()?.what {
        What::Removed => "is not in the folder any more",
        _ => "cannot be read as text now",
    };
    Some(format!("The {name} {why}. This shows version #{}", steps.get(shown)?.number))
}

/// The resident's records in the folder.
fn folder(service: &Service, resident: &str) -> Result<Vec<Record>> {
    if !service.residents().contains(resident) {
        return Ok(Vec::new());
    }
    let checkups = service.check_group(&service.group_of(resident)?)?;
    Ok(checkups.into_iter().filter_map(|checkup| checkup.record).collect())
}

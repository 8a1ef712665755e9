//! `supportplan diff`.

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::record::{Place, Wording};
use crate::redline::steps::{Life, Version};
use crate::report::{Differing, changes_as_json, changes_in_full};
use crate::service::Service;
use crate::service::repository::Repo;
use crate::service::then::{self, Moment, Then};
use crate::service::unsaved::{self, Unsaved};

/// Show what is not saved yet, or what is different since an earlier moment: old and new
///
/// It is about the residents, files and folders that are named, or the whole service. Where a day or a version is named, first or with --since,
/// the folder is compared with how things stood then, and what was saved since counts as well. Words that were removed stand in [-…-] and new ones in
/// {+…+}; what is between them was left as it was, and … stands for more of that.
///
/// It prints words of the records, also into files and other programs: that is what it is asked for.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan diff                     all that is not saved yet\n  supportplan diff 142                 the same of R-0142\n  supportplan diff residents/R-0142/plan.md\n  supportplan diff HEAD~3              all that is different since three saves ago\n  supportplan diff 2026-11-01 142      what became different about R-0142 since that day ended"
)]
pub(super) struct Args {
    /// Residents, files or folders; the whole service, where none is named. What comes first may be a day (YYYY-MM-DD) or a version of git's
    #[arg(value_name = "DATE, REV, RESIDENT or PATH")]
    names: Vec<String>,

    /// Compare with how things stood when DATE had ended, or at a version of git's
    #[arg(long, value_name = "DATE|REV")]
    since: Option<String>,

    /// The form in which it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Form,
}

/// The forms that differences can be printed in.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For other programs, as schema/diff-report.schema.json describes it
    Json,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, file or version, or git cannot be read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open(&service.root)?;
    let (since, names) = match (&args.since, args.names.split_first()) {
        (None, Some((first, rest))) if is_moment(first, &service, &repo, global)? => (Some(first), rest),
        (since, _) => (since.as_ref(), args.names.as_slice()),
    };
    let selection = select::Selection::among(names, Some(&repo), &service, global)?;
    let moment = since.map(|since| Moment::named(since, global.today())).transpose()?;
    let then = moment.as_ref().map(|moment| Then::read(&repo, &service, moment, &|_| false)).transpose()?;
    let files = unsaved::files(&service, &repo, selection.paths(), then.as_ref())?;
    let records: Vec<Differing> = files.into_par_iter().map(|file| differing(file, &service.context.wording)).collect();
    for remark in then.iter().flat_map(|then| &then.remarks) {
        ui.note(remark)?;
    }
    ui.result(&match args.format {
        Form::Json => changes_as_json(&records, then.as_ref().map(|then| then.commit.to_string()).as_deref())?,
        Form::Text => {
            let since = moment
                .iter()
                .zip(&then)
                .map(|(moment, then)| format!("how things stood {moment} (commit {})", &then.commit.to_string()[..7]));
            let heading = match (since.last(), records.is_empty()) {
                (None, true) => "Nothing waits to be saved: all is as it was last saved.\n".to_owned(),
                (None, false) => "What is not saved yet\n\n".to_owned(),
                (Some(since), true) => format!("Nothing is different from {since}.\n"),
                (Some(since), false) => format!("What is different from {since}\n\n"),
            };
            heading + &changes_in_full(&records, ui.style().width)
        }
    })?;
    Ok(Outcome::Well)
}

/// Whether the first word of the command line names a moment, and nothing that lies here.
///
/// # Errors
/// It names both, or neither.
fn is_moment(first: &String, service: &Service, repo: &Repo, global: &Global) -> Result<bool> {
    let moment = Moment::named(first, global.today())?;
    let here = select::Selection::among(std::slice::from_ref(first), Some(repo), service, global);
    let is_version = || then::commit_at(repo, &moment).is_ok();
    match (here, &moment) {
        (Ok(_), Moment::Revision(name)) if unsaved::is_branch_or_tag(repo, name) => bail!(
            "{first} is something that lies here, and a branch or tag of git's as well. `--since {first}` means the branch or tag; a resident goes by reference too, and a file by ./{first}"
        ),
        (Ok(_), Moment::Revision(_)) => Ok(false),
        (_, Moment::Day(_)) => Ok(true),
        (Err(_), _) if is_version() => Ok(true),
        (Err(error), _) => Err(error.context(format!("{first} is no version of git's, and no day"))),
    }
}

fn differing(file: Unsaved, wording: &Wording) -> Differing {
    let Unsaved { path, old, new, is_readable } = file;
    let note = match (&old, &new) {
        _ if !is_readable => "not compared, as a link lies in its place or git holds it through a filter",
        (None, _) => "new; it is no record, so what it says is not shown",
        (_, None) => "removed; it is no record, so what it said is not shown",
        _ => "changed; it is no record, so what it says is not shown",
    };
    let is_compared = is_readable && Place::of(&path).is_some();
    let mut versions: Vec<Version> = Vec::new();
    for content in [old, new].into_iter().enumerate().filter(|(at, content)| *at == 1 || content.is_some()) {
        let parents = versions.len().checked_sub(1).into_iter().collect();
        versions.push(Version { saved: None, content: content.1, parents, is_cut: false });
    }
    let last = Life::of(&path, versions, wording).steps.pop().filter(|_| is_compared);
    Differing { path, what: last.map(|last| last.what), note }
}

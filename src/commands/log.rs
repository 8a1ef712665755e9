//! `supportplan log`.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::{self, Global};
use super::{Outcome, Ui, select};
use crate::report::{CSV_HEADER, Entry, JSON_BEGIN, JSON_END, What, csv_line};
use crate::service::repository::Repo;
use crate::service::trail::{self, Asked, Then};
use crate::service::{Service, is_reference};

/// Show the audit trail of the service: who saved what and when, newest first
///
/// For each save: the day and time by the clock of whoever made it, the person, and which records it brought, changed or removed, by reference and kind. Files that are
/// no records are counted. It is told from what git's history holds, and not from what messages say; a save whose message says otherwise than it did is marked. Saves that
/// were made without this program are told in the same way. No word of a record is printed, and no message.
///
/// A save that was put into the history by somebody else or at another time, such as by a forge, says so. One that brought versions together tells only what is as in
/// none of them. It says who a change is attributed to; whether a signature proves that is for `verify` to say.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan log | less\n  supportplan log 142 --since 2026-09-01\n  supportplan log --by tom-b --kind support-plan --kind safety-plan\n  supportplan log --format csv > log.csv"
)]
pub(super) struct Args {
    /// Only what was done to the records of these residents
    #[arg(value_name = "RESIDENT")]
    residents: Vec<String>,

    /// Only what this person did: an id from the service's list of staff, or a name or e-mail address in git's history
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,

    /// Only what was done to files of this kind; may be given several times
    ///
    /// A kind of record, such as support-plan or weekly-review, or one of the words scan, template and other.
    #[arg(long, value_name = "KIND", value_parser = what)]
    kind: Vec<What>,

    /// Only saves of DATE or later (YYYY-MM-DD), by the clock of whoever made them
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    since: Option<NaiveDate>,

    /// Only saves of DATE or earlier (YYYY-MM-DD), by the clock of whoever made them
    #[arg(long, value_name = "DATE", value_parser = cli::date)]
    until: Option<NaiveDate>,

    /// The form in which it is printed
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_default_value = true)]
    format: Form,
}

/// The forms that the audit trail can be printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For other programs, as schema/log-report.schema.json describes it
    Json,
    /// For spreadsheets: a line for each record
    Csv,
}

/// Reads a kind of file.
fn what(text: &str) -> Result<What, String> {
    let kinds = || What::all().map(What::name).collect::<Vec<_>>().join(", ");
    What::named(text).ok_or_else(|| format!("it is one of {}", kinds()))
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, or no history to read.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    if let (Some(since), Some(until)) = (args.since, args.until)
        && until < since
    {
        bail!("{until} is before {since}, so no save can be between them; --since is the earlier of the two days");
    }
    let asked = Asked {
        residents: args.residents.iter().map(|name| resident(name, &service)).collect::<Result<BTreeSet<_>>>()?,
        by: args.by.clone(),
        whats: args.kind.clone(),
        since: args.since,
        until: args.until,
    };
    let repo = Repo::open(&service.root)?;
    match args.format {
        Form::Text => {}
        Form::Json => ui.result(JSON_BEGIN)?,
        Form::Csv => ui.result(&csv_line(CSV_HEADER)?)?,
    }
    let (mut count, width) = (0_usize, ui.style().width);
    trail::tell(service.settings(), &repo, &asked, |entry| {
        ui.result(&form(&entry, args.format, count > 0, width)?)?;
        count += 1;
        // The first is there to be read while the others are looked for.
        if count == 1 || ui.on_terminal {
            ui.flush()?;
        }
        Ok(if ui.is_read() { Then::GoOn } else { Then::Stop })
    })?;
    match args.format {
        Form::Text if count == 0 => ui.result("The history has no such save.\n")?,
        Form::Json => ui.result(JSON_END)?,
        Form::Text | Form::Csv => {}
    }
    Ok(Outcome::Well)
}

/// One save; `follows`, where another was told before it.
fn form(entry: &Entry, form: Form, follows: bool, width: usize) -> Result<String> {
    Ok(match (form, follows) {
        (Form::Text, false) => entry.in_full(width),
        (Form::Text, true) => format!("\n{}", entry.in_full(width)),
        (Form::Json, false) => format!("\n{}", entry.as_json()?),
        (Form::Json, true) => format!(",\n{}", entry.as_json()?),
        (Form::Csv, _) => entry.as_csv()?,
    })
}

/// The reference of a resident, who need not have a folder any more.
fn resident(name: &str, service: &Service) -> Result<String> {
    if is_reference(name) { Ok(name.to_owned()) } else { select::resident(name, service) }
}

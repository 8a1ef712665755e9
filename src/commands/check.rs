//! `supportplan check`.

mod fix;
mod output;
mod scope;
mod trace;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use self::fix::Mending;
use self::output::Outputs;
use self::scope::{Scope, Taking};
use super::cli::Global;
use super::{Outcome, Ui, codes};
use crate::finding::{Code, Severity};
use crate::report::{Format, Report, summary};
use crate::service::BrokenSettings;

/// Find everything that is wrong or unanswered in the service's records
///
/// Reads all records, or those that are named, and lists every fault at once: the file, the line and column, what is wrong and what to do.
/// Changes nothing.
///
/// Ends with status 0 when there is no error, 1 when there is one, 2 when it cannot run.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan check                         the whole service\n  supportplan check 142                     all records about R-0142\n  supportplan check residents/R-0142/plan.md\n  supportplan check --ignore F036           all but the questions that are still open\n  supportplan check --staged                what the next commit would hold\n  supportplan check --changed-since origin/main\n  supportplan check --statistics            how often each kind was found\n  supportplan check --trace 142             where each risk of R-0142 leads\n  supportplan check --format github --report sarif=findings.sarif"
)]
pub(super) struct Args {
    /// Files or folders to check, or residents; the whole service, where none is named; - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<String>,

    /// Where the record from standard input belongs
    ///
    /// It is checked as though it lay there, together with the resident's other records.
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,

    /// Check what is staged: the next commit, as git's index holds it
    ///
    /// All records of the residents of whom something is staged, as they would be after the commit, and what the commit would delete. Where the
    /// settings are staged, all records. For a pre-commit hook; `supportplan setup` installs one.
    #[arg(long, conflicts_with_all = ["paths", "changed_since"])]
    staged: bool,

    /// Check what was changed since REV: a branch, a tag or a commit
    ///
    /// All records in the folder of the residents of whom something was changed, and what only a change can show: a closed review or an old one
    /// altered, a record deleted, an item gone. As for a pull request, changes count from the last version that REV and the last commit have
    /// in common; edits that are not committed are among them. Where the settings were changed, all records.
    #[arg(long, value_name = "REV", conflicts_with = "paths", value_parser = version)]
    changed_since: Option<String>,

    /// The form in which findings are printed
    ///
    /// All but the full form print findings alone; what else there is to say goes to standard error.
    #[arg(long, value_name = "FORMAT", default_value = "full", hide_default_value = true)]
    format: Format,

    /// Also write the findings to FILE, whole or not at all; can be given several times
    ///
    /// The file holds words of the records only with --show-text.
    #[arg(long, value_name = "FORMAT=FILE")]
    report: Vec<String>,

    /// Mend what mends itself, and list what is left
    ///
    /// Only what leaves no doubt about what was meant: a misspelt key or choice, a date written in the British way, a heading or label that is
    /// missing and waits for its answer, and the like. Nothing else in the files is touched, and nothing outside of what is named. What was
    /// mended is told; `supportplan save` keeps it. With -, the mended text goes to standard output and all else to standard error.
    #[arg(long, conflicts_with_all = ["staged", "changed_since"])]
    fix: bool,

    /// With --fix: show what it would change, and change nothing
    ///
    /// It shows lines of the records, wherever the output goes.
    #[arg(long, requires = "fix")]
    diff: bool,

    /// Only findings of these codes, such as F036, or that begin so, such as F03
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,

    /// No findings of these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Print no more than N findings, errors first; those left out are counted all the same, and reports hold them
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_findings: Option<usize>,

    /// Say how often each kind was found
    #[arg(long)]
    statistics: bool,

    /// End with status 0 whatever is found
    #[arg(long, conflicts_with = "error_on")]
    exit_zero: bool,

    /// End with status 1 from this level on
    #[arg(long, value_name = "LEVEL", default_value = "error", hide_default_value = true)]
    error_on: Level,

    /// Instead: show where each risk of this resident leads, from where it was named to the reviews, and where that breaks
    ///
    /// In the forms `full` and `json`. A chain that breaks counts as a warning for `--error-on`.
    #[arg(
        long,
        value_name = "RESIDENT",
        conflicts_with_all = [
            "paths", "stdin_filename", "staged", "changed_since", "fix", "diff", "report", "select", "ignore", "max_findings", "statistics"
        ]
    )]
    trace: Option<String>,
}

/// Reads how many findings are to be printed.
fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|most| *most > 0).ok_or_else(|| "write a whole number from 1 on".to_owned())
}

/// Reads the name of a version.
fn version(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("name a branch, a tag or a commit, such as origin/main".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

/// The levels of findings, as the command line names them.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Level {
    /// Only errors
    Error,
    /// Warnings and errors
    Warning,
    /// Whatever is found
    Info,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// It is called wrongly, there is no service, its files cannot be read, or a report cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    if let Some(resident) = &args.trace {
        return trace::run(resident, args, global, ui);
    }
    let started = Instant::now();
    let (select, ignore) = (codes::named(&args.select)?, codes::named(&args.ignore)?);
    let wanted = move |code: Code| (select.is_empty() || select.contains(&code)) && !ignore.contains(&code);
    let mut outputs = Outputs::new(args, global)?;
    let style = outputs.style(ui);
    let taking = Taking { wanted: &wanted, style };
    let scope = Scope::of(args)?;
    if args.diff || (args.fix && scope.is_input()) {
        outputs.step_aside();
    }
    let looked = match args.fix {
        true => Mending::of(scope, &taking, global).map(|mending| Looked::Mended(Box::new(mending))),
        false => scope.look(&taking, global, ui).map(Looked::Found),
    };
    let (report, mended) = match looked {
        Ok(Looked::Found(report)) => (report, None),
        Ok(Looked::Mended(mending)) => mending.finish(args.diff, ui)?,
        Err(error) => {
            let Some(BrokenSettings(checkup)) = error.downcast_ref::<BrokenSettings>() else { return Err(error) };
            let mut report = Report::default();
            report.add(checkup, style);
            outputs.write(report, ui)?;
            anyhow::bail!("{error:#}");
        }
    };
    let mut words = mended.as_ref().map(|mended| mended.words.clone()).unwrap_or_default();
    if args.statistics {
        words.push_str(&report.statistics());
    }
    // A hook may look at several services, one after another.
    if let Some(service) = outputs.service().filter(|_| args.staged) {
        words.push_str(&format!("{service}: "));
    }
    words.push_str(&summary(&report.counts));
    let (fixable, failing) = (report.fixable, report.holds(args.error_on.severity()));
    let left_out = outputs.write(report, ui)?;
    if ui.on_terminal {
        words.push_str(&format!(" ({:.2} s)", started.elapsed().as_secs_f64()));
    }
    if left_out > 0 {
        words.push_str(&format!("; {left_out} not listed"));
    }
    if !args.fix {
        words.push_str(&what_to_do(args, fixable, failing));
    }
    outputs.say(&words, ui)?;
    let is_pending = args.diff && mended.is_some_and(|mended| mended.is_any);
    let failed = !args.exit_zero && (is_pending || failing);
    Ok(if failed { Outcome::Faults } else { Outcome::Well })
}

/// What to do about what was found. What is staged is mended in the folder, and has to be staged again.
fn what_to_do(args: &Args, fixable: usize, failing: bool) -> String {
    let again = if args.staged && failing { "mend what is named, `git add` it and commit again" } else { "" };
    match (fixable, again) {
        (0, "") => String::new(),
        (0, again) => format!("; {again}"),
        (some, "") if args.staged || args.changed_since.is_some() => {
            format!("; `supportplan check --fix` mends {some} of them")
        }
        (some, "") => format!("; `--fix` mends {some} of them"),
        (some, again) => format!("; `supportplan check --fix` mends {some} of them; {again}"),
    }
}

/// What came of looking.
enum Looked {
    /// What was found.
    Found(Report),
    /// What mends itself, and what is left.
    Mended(Box<Mending>),
}

//! `supportplan check`.

mod output;

use std::num::NonZeroUsize;
use std::time::Instant;

use anyhow::Result;
use rayon::prelude::*;

use self::output::Outputs;
use super::cli::Global;
use super::{Outcome, Ui, codes, select};
use crate::check;
use crate::finding::{Code, Severity};
use crate::report::{Format, Report, Style, summary, trace_as_json, trace_in_full};
use crate::service::{BrokenSettings, SETTINGS, Service, check_settings};

/// Find everything that is wrong or unanswered in the service's records
///
/// Reads all records, or those that are named, and lists every fault at once: the file, the line and column, what is wrong and what to do.
/// Changes nothing.
///
/// Ends with status 0 when there is no error, 1 when there is one, 2 when it cannot run.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan check                         the whole service\n  supportplan check 142                     all records about R-0142\n  supportplan check residents/R-0142/plan.md\n  supportplan check --ignore F036           all but the questions that are still open\n  supportplan check --statistics            how often each kind was found\n  supportplan check --trace 142             where each risk of R-0142 leads\n  supportplan check --format github --report sarif=findings.sarif"
)]
pub(super) struct Args {
    /// Files or folders to check, or residents; the whole service, where none is named
    #[arg(value_name = "PATH")]
    paths: Vec<String>,

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

    /// Only findings of these codes, such as F036, or that begin so, such as F03
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    select: Vec<String>,

    /// No findings of these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Write no more than N findings; those left out are counted all the same
    #[arg(long, value_name = "N")]
    max_findings: Option<NonZeroUsize>,

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
        conflicts_with_all = ["paths", "report", "select", "ignore", "max_findings", "statistics"]
    )]
    trace: Option<String>,
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
        return trace(resident, args, global, ui);
    }
    let started = Instant::now();
    let (select, ignore) = (codes::named(&args.select)?, codes::named(&args.ignore)?);
    let wanted = move |code: Code| (select.is_empty() || select.contains(&code)) && !ignore.contains(&code);
    let outputs = Outputs::new(args.format, &args.report, args.error_on.severity(), global)?;
    let style = outputs.style(ui);
    let service = match select::service(global) {
        Ok(service) => service,
        Err(error) => {
            let Some(BrokenSettings(checkup)) = error.downcast_ref::<BrokenSettings>() else { return Err(error) };
            let mut report = Report::default();
            report.add(checkup, style);
            outputs.write(&report, ui)?;
            anyhow::bail!("{error:#}");
        }
    };
    let mut report = look(&args.paths, service, global, style, wanted)?;
    if report.counts.records == 0 {
        anyhow::bail!("there is no record among what was named, so nothing was checked");
    }
    if let Some(most) = args.max_findings {
        report.limit(most.get());
    }
    outputs.write(&report, ui)?;
    let mut words = if args.statistics { report.statistics() } else { String::new() };
    words.push_str(&summary(&report.counts));
    if ui.on_terminal {
        words.push_str(&format!(" ({:.2} s)", started.elapsed().as_secs_f64()));
    }
    if report.left_out > 0 {
        words.push_str(&format!("; {} not listed", report.left_out));
    }
    outputs.say(&words, ui)?;
    let failed = !args.exit_zero && report.holds(args.error_on.severity());
    Ok(if failed { Outcome::Faults } else { Outcome::Well })
}

/// Shows where each risk of a resident leads.
fn trace(resident: &str, args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = select::resident(resident, &service)?;
    let trace = check::trace::trace(&resident, &service.records_of(&resident)?);
    let show_text = ui.style().show_text;
    ui.result(&match args.format {
        Format::Full => trace_in_full(&trace, show_text),
        Format::Json => trace_as_json(&trace, show_text)?,
        _ => anyhow::bail!("a trace is printed with --format full or --format json"),
    })?;
    let is_broken = trace.chains.iter().any(|chain| !chain.breaks.is_empty());
    let failed = is_broken && !args.exit_zero && args.error_on.severity() <= Severity::Warning;
    Ok(if failed { Outcome::Faults } else { Outcome::Well })
}

/// Checks what `paths` name, and gives all findings whose code is wanted.
fn look(
    paths: &[String],
    service: Service,
    global: &Global,
    style: Option<Style>,
    wanted: impl Fn(Code) -> bool + Sync,
) -> Result<Report> {
    let selection = select::Selection::new(paths, &service, global)?;
    let mut report = Report::default();
    let mut checkups = service.strays()?;
    if selection.holds(SETTINGS) {
        checkups.insert(0, check_settings(&service.root)?);
    }
    let add = |report: &mut Report, mut checkup: check::Checkup| {
        if selection.holds(&checkup.path) {
            checkup.findings.retain(|finding| wanted(finding.code));
            report.add(&checkup, style);
        }
    };
    checkups.into_iter().for_each(|checkup| add(&mut report, checkup));
    let groups = selection.groups(&service)?;
    let history = service.look_back(&groups, |path| selection.holds(path));
    let service = service.knowing(history);
    let of_group = |group| {
        let mut report = Report::default();
        service.check_group(group)?.into_iter().for_each(|checkup| add(&mut report, checkup));
        Ok(report)
    };
    let reports: Vec<Report> = groups.par_iter().map(of_group).collect::<Result<_>>()?;
    reports.into_iter().for_each(|other| report.merge(other));
    Ok(report)
}

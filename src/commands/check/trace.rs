//! Where each risk of a resident leads.

use anyhow::{Result, bail};

use super::super::cli::Global;
use super::super::{Outcome, Ui, select};
use super::Args;
use crate::check::trace::trace;
use crate::finding::Severity;
use crate::report::{Format, trace_as_json, trace_in_full};

/// Shows the trace. A chain that breaks weighs as much as a warning.
///
/// # Errors
/// There is no such resident, or no trace can be printed in this form.
pub(super) fn run(resident: &str, args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = select::resident(resident, &service)?;
    let trace = trace(&resident, &service.records_of(&resident)?);
    let show_text = ui.style().show_text;
    ui.result(&match args.format {
        Format::Full => trace_in_full(&trace, show_text),
        Format::Json => trace_as_json(&trace, show_text)?,
        _ => bail!("a trace is printed with --format full or --format json"),
    })?;
    let is_broken = trace.chains.iter().any(|chain| !chain.breaks.is_empty());
    let failed = is_broken && !args.exit_zero && args.error_on.severity() <= Severity::Warning;
    Ok(if failed { Outcome::Faults } else { Outcome::Well })
}

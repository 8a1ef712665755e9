//! `supportplan render --page progress`: what has come of the support, as `supportplan progress` tells it.

use anyhow::Result;

use super::Output;
use super::overview::Look;
use crate::cycle::progress::Told;
use crate::page::Page;
use crate::record::Record;
use crate::service::{Service, is_reference};

/// The report on the whole service. A folder whose name is no reference may bear a person's name, and is left out; `check` names it.
pub(super) fn of_all(service: &Service, output: &Output<'_>) -> Result<Page> {
    let residents: Vec<String> = service.residents().iter().filter(|name| is_reference(name)).cloned().collect();
    output.press.progress_of_all(&service.progress(&residents, output.told_since)?)
}

/// The same from a look at each group of the service.
pub(super) fn of_looks(service: &Service, looks: &[Look], output: &Output<'_>) -> Result<Page> {
    let mut told =
        Told { today: service.context.today, since: output.told_since, residents: Vec::new(), lost: Vec::new() };
    looks.iter().for_each(|look| look.tell(&mut told));
    output.press.progress_of_all(&told)
}

/// The report on the resident to whom `record` belongs, and whose records these are. None where no support plan can be read.
pub(super) fn of_one(
    service: &Service,
    record: &Record,
    records: &[Record],
    output: &Output<'_>,
) -> Result<Option<Page>> {
    let Some(resident) = record.place.resident() else { return Ok(None) };
    let progress = service.progress_from(resident, records, output.told_since)?;
    progress.ok().map(|progress| output.press.progress(&progress)).transpose()
}

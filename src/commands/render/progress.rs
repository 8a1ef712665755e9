//! `supportplan render --page progress`: what has come of the support, as `supportplan progress` tells it.

use anyhow::Result;

use super::overview::Look;
use super::{Folder, Output};
use crate::cycle::progress::Told;
use crate::page::Page;
use crate::service::{Service, is_reference, store};

/// The report on the whole service. A folder whose name is no reference may bear a person's name, and is left out; `check` names it.
pub(super) fn of_all(service: &Service, output: &Output<'_>) -> Result<Page> {
    let residents: Vec<String> = service.residents().iter().filter(|name| is_reference(name)).cloned().collect();
    page(&service.progress(&residents, output.told_since)?, output)
}

/// The same from a look at each group of the service.
pub(super) fn of_looks(service: &Service, looks: &[Look], output: &Output<'_>) -> Result<Page> {
    let mut told =
        Told { today: service.context.today, since: output.told_since, residents: Vec::new(), lost: Vec::new() };
    looks.iter().for_each(|look| look.tell(&mut told));
    page(&told, output)
}

/// The page leads to the reports on residents that lie beside it.
fn page(told: &Told, output: &Output<'_>) -> Result<Page> {
    output.press.progress_of_all(told, |path| store::is_plain_file(&output.out.join(path)))
}

/// The report on the resident whose folder this is. None where no support plan can be read.
pub(super) fn of_one(service: &Service, folder: &Folder<'_>, output: &Output<'_>) -> Result<Option<Page>> {
    let progress = folder.progress(service, output.told_since)?;
    progress.map(|progress| output.press.progress(progress)).transpose()
}

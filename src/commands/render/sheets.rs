//! `supportplan render --page weekly-sheet`: the week at hand, for one resident or for all of a key worker's.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::{Folder, Made, Output};
use crate::cycle::agenda::Agenda;
use crate::page::view::WeeklySheet;
use crate::page::{Entry, Press, Subject, Topic};
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record};
use crate::service::Service;

/// Whether there are sheets in this edition: they are for the staff.
fn is_meant(output: &Output<'_>) -> bool {
    output.press.edition.has(Kind::WeeklyReview)
}

/// The sheet of the resident whose folder this is; none where there is no plan. Who has left has one only where they are named.
pub(super) fn of_resident(service: &Service, folder: &Folder<'_>, output: &Output<'_>) -> Result<Vec<Entry>> {
    let (Some(plan), Some(sheet)) = (folder.the(Kind::SupportPlan), folder.sheet(service, output)) else {
        return Ok(Vec::new());
    };
    if output.named().is_empty() && sheet.told.gone {
        return Ok(Vec::new());
    }
    let page = output.press.weekly_sheet(sheet.told.clone(), plan)?;
    output.write(&page)?;
    Ok(vec![Entry { path: page.path, topic: Topic::WeeklySheet, ..output.press.entry(plan, &folder.records) }])
}

/// The sheet of a resident, and the id of their key worker.
pub(super) struct Sheet {
    worker: Option<String>,
    told: WeeklySheet,
}

/// The sheet of the resident whose folder this is; none where there is no plan, or no such page in this edition.
pub(super) fn sheet(service: &Service, folder: &Folder<'_>, output: &Output<'_>) -> Option<Sheet> {
    let plan = folder.the(Kind::SupportPlan).filter(|_| is_meant(output))?;
    let agenda = agenda(service, plan);
    let told = output.press.sheet(&Subject { plan, folder: &folder.records, agenda: &agenda });
    Some(Sheet { worker: plan.value("key_worker").map(str::to_owned), told })
}

/// Makes the sheets of all residents whose plan names `worker` as their key worker, as one page. Those who have left have none.
///
/// # Errors
/// There is no such member of staff, or no such resident, a template has a mistake, or the page cannot be written.
pub(super) fn of_worker(worker: &str, service: &Service, output: &Output<'_>) -> Result<Made> {
    let settings = service.settings();
    let Some(staff) = settings.staff(worker) else {
        let known: Vec<&str> = settings.staff.iter().map(|staff| staff.id.as_str()).collect();
        bail!("{worker} is not in the service's list of staff. Use one of: {}", known.join(", "));
    };
    if !is_meant(output) {
        bail!("weekly sheets are for the staff, so there is no resident's copy of them");
    }
    let of_one = |resident: &String| {
        let records = output.records(service.check_group(&service.group_of(resident)?)?);
        Ok(sheet(service, &Folder::of(&records), output))
    };
    let sheets = residents_of(worker, service)?.par_iter().map(of_one).collect::<Result<Vec<Option<Sheet>>>>()?;
    match together(staff, sheets.into_iter().flatten().map(|sheet| sheet.told).collect(), output)? {
        Some(entry) => output.finish(vec![entry]),
        None => bail!("no resident who is with the service has {worker} as their key worker"),
    }
}

/// Makes such a page for every key worker, from the sheets of all residents.
///
/// # Errors
/// A template has a mistake, or a page cannot be written.
pub(super) fn of_workers(sheets: Vec<Sheet>, service: &Service, output: &Output<'_>) -> Result<Vec<Entry>> {
    let mut of_workers: BTreeMap<String, Vec<WeeklySheet>> = BTreeMap::new();
    for Sheet { worker, told } in sheets {
        if let Some(worker) = worker {
            of_workers.entry(worker).or_default().push(told);
        }
    }
    let of_one = |(worker, sheets): (String, Vec<WeeklySheet>)| {
        service.settings().staff(&worker).map_or(Ok(None), |staff| together(staff, sheets, output))
    };
    Ok(of_workers.into_par_iter().map(of_one).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The residents whose plan names `worker` as their key worker.
fn residents_of(worker: &str, service: &Service) -> Result<Vec<String>> {
    let is_theirs = |resident: &&String| {
        let plan = service.record(&Place::path(Kind::SupportPlan, &[("resident", resident)]))?;
        Ok(plan.is_some_and(|plan| plan.value("key_worker") == Some(worker)))
    };
    let residents: Vec<&String> = service.residents().iter().collect();
    let theirs = residents.par_iter().map(is_theirs).collect::<Result<Vec<bool>>>()?;
    Ok(residents.into_iter().zip(theirs).filter(|(_, theirs)| *theirs).map(|(resident, _)| resident.clone()).collect())
}

/// The page of these sheets of residents of the same key worker; none where all of them have left.
fn together(staff: &Staff, mut sheets: Vec<WeeklySheet>, output: &Output<'_>) -> Result<Option<Entry>> {
    sheets.retain(|sheet| !sheet.gone);
    if sheets.is_empty() {
        return Ok(None);
    }
    let page = output.press.weekly_sheets(&staff.id, sheets)?;
    output.write(&page)?;
    let Press { edition, context, .. } = output.press;
    let (worker, topic) = (Some(edition.staff(&staff.id, context)), Topic::WeeklySheet);
    Ok(Some(Entry { path: page.path, resident: None, called: None, worker, topic, when: None }))
}

fn agenda(service: &Service, plan: &Record) -> Agenda {
    let resident: Vec<String> = plan.place.resident().map(str::to_owned).into_iter().collect();
    let today = service.context.today;
    service.agenda(Some(&resident), today, today)
}

//! `supportplan render --page weekly-sheet`: the week at hand, for one resident or for all of a key worker's.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::{Made, Output};
use crate::cycle::agenda::Agenda;
use crate::page::{Entry, Press, Subject, Topic};
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record};
use crate::service::Service;

/// Whether there are sheets in this edition: they are for the staff.
fn is_meant(output: &Output<'_>) -> bool {
    output.press.edition.has(Kind::WeeklyReview)
}

/// The sheet of the resident whose records these are; none where there is no plan. Who has left has one only where they are named.
pub(super) fn of_resident(service: &Service, records: &[Record], output: &Output<'_>) -> Result<Vec<Entry>> {
    let folder: Vec<&Record> = records.iter().collect();
    let Some(plan) = plan(records) else { return Ok(Vec::new()) };
    let agenda = agenda(service, plan);
    let subject = Subject { plan, folder: &folder, agenda: &agenda };
    if !is_meant(output) || output.named().is_empty() && subject.is_gone(&output.press) {
        return Ok(Vec::new());
    }
    let page = output.press.weekly_sheet(&subject)?;
    output.write(&page)?;
    Ok(vec![Entry { path: page.path, topic: Topic::WeeklySheet, ..Entry::of(plan, &folder) }])
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
    let residents = by_worker(service)?.remove(worker).unwrap_or_default();
    match together(staff, &residents, service, output)? {
        Some(entry) => output.finish(vec![entry]),
        None => bail!("no resident who is with the service has {worker} as their key worker"),
    }
}

/// Makes such a page for every key worker.
///
/// # Errors
/// A record cannot be read, a template has a mistake, or a page cannot be written.
pub(super) fn of_workers(service: &Service, output: &Output<'_>) -> Result<Vec<Entry>> {
    if !is_meant(output) {
        return Ok(Vec::new());
    }
    let residents = by_worker(service)?;
    let of_one = |(worker, residents): (&String, &Vec<String>)| {
        let staff = service.settings().staff(worker);
        staff.map_or(Ok(None), |staff| together(staff, residents, service, output))
    };
    Ok(residents.iter().map(of_one).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The residents of each key worker, as the plans name them.
fn by_worker(service: &Service) -> Result<BTreeMap<String, Vec<String>>> {
    let residents: Vec<&String> = service.residents().iter().collect();
    let key_worker = |resident: &&String| {
        let plan = service.record(&Place::path(Kind::SupportPlan, &[("resident", resident)]))?;
        Ok(plan.and_then(|plan| plan.value("key_worker").map(str::to_owned)))
    };
    let key_workers = residents.par_iter().map(key_worker).collect::<Result<Vec<_>>>()?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (resident, worker) in residents.into_iter().zip(key_workers) {
        if let Some(worker) = worker {
            found.entry(worker).or_default().push(resident.clone());
        }
    }
    Ok(found)
}

/// The page of the sheets of these residents; none where all of them have left.
fn together(staff: &Staff, residents: &[String], service: &Service, output: &Output<'_>) -> Result<Option<Entry>> {
    let read = residents.par_iter().map(|resident| {
        let records = service.records_of(resident)?;
        let agenda = plan(&records).map(|plan| agenda(service, plan)).unwrap_or_default();
        Ok((records, agenda))
    });
    let read = read.collect::<Result<Vec<(Vec<Record>, Agenda)>>>()?;
    let folders: Vec<Vec<&Record>> = read.iter().map(|(records, _)| records.iter().collect()).collect();
    let subjects = read.iter().zip(&folders).filter_map(|((records, agenda), folder)| {
        let subject = Subject { plan: plan(records)?, folder, agenda };
        (!subject.is_gone(&output.press)).then_some(subject)
    });
    let subjects: Vec<Subject<'_>> = subjects.collect();
    if subjects.is_empty() {
        return Ok(None);
    }
    let page = output.press.weekly_sheets(&staff.id, &subjects)?;
    output.write(&page)?;
    let Press { edition, context, .. } = output.press;
    let (worker, topic) = (Some(edition.staff(&staff.id, context)), Topic::WeeklySheet);
    Ok(Some(Entry { path: page.path, resident: None, called: None, worker, topic, when: None }))
}

fn plan(records: &[Record]) -> Option<&Record> {
    records.iter().find(|record| record.kind() == Kind::SupportPlan)
}

fn agenda(service: &Service, plan: &Record) -> Agenda {
    let resident: Vec<String> = plan.place.resident().map(str::to_owned).into_iter().collect();
    let today = service.context.today;
    service.agenda(Some(&resident), today, today)
}

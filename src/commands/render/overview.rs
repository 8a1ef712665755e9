//! The pages about a service as a whole, `supportplan render --page overview` and `--page progress`, from one look at all records.

use std::collections::BTreeMap;

use anyhow::Result;

use super::Output;
use crate::check::Checkup;
use crate::cycle::agenda::Who;
use crate::cycle::progress::{Lost, Progress, Told};
use crate::finding::Code;
use crate::page::view::overview::{Dates, Found, Known, Resident, Task};
use crate::page::{Page, Press};
use crate::record::{Kind, Record};
use crate::report::{what_is_due, why_untold};
use crate::service::{Group, Service, check_settings, is_reference};

/// The overview of the service whose files are those of `groups`.
///
/// # Errors
/// Something cannot be read, or the template has a mistake.
pub(super) fn page(service: &Service, groups: &[Group], output: &Output<'_>) -> Result<Page> {
    service.learn_history(groups);
    let look = |group: &Group, checkups: Vec<Checkup>| Look::at(service, group, checkups, output).map(|(look, _)| look);
    let looks = service.check_all(groups, |path| service.bytes(path).map(Some), look)?;
    of_looks(service, looks.into_iter().collect::<Result<_>>()?, &output.press)
}

/// The overview, from a look at each group of the service.
///
/// # Errors
/// Something cannot be read, or the template has a mistake.
pub(super) fn of_looks(service: &Service, looks: Vec<Look>, press: &Press<'_>) -> Result<Page> {
    let mut known = Known::default();
    looks.into_iter().for_each(|look| look.add_to(&mut known));
    let others =
        service.strays()?.into_iter().chain([check_settings(&service.root)?]).chain(service.check_templates()?);
    others.for_each(|checkup| count(&mut known.found, None, &checkup));
    dates(service, &mut known);
    press.overview(&known)
}

/// What a look at the records of a resident, or of the team, has shown.
pub(super) struct Look {
    resident: Option<Seen>,
    found: BTreeMap<Code, Found>,
}

/// A resident as the records show them.
struct Seen {
    reference: String,
    called: Option<String>,
    key_worker: Option<String>,
    progress: Result<Progress, Lost>,
}

impl Look {
    /// Takes from what was checked together what is told of it, and gives the records back. A folder whose name is no reference may bear a person's, and
    /// counts as no resident's.
    ///
    /// # Errors
    /// The resident's folder cannot be looked into.
    pub(super) fn at(
        service: &Service,
        group: &Group,
        checkups: Vec<Checkup>,
        output: &Output<'_>,
    ) -> Result<(Self, Vec<Record>)> {
        let reference = group.resident.as_deref().filter(|name| is_reference(name));
        let mut found = BTreeMap::new();
        checkups.iter().for_each(|checkup| count(&mut found, reference, checkup));
        let records = output.records(checkups);
        let resident = reference.map(|reference| Seen::of(service, reference, &records)).transpose()?;
        Ok((Self { resident, found }, records))
    }

    /// The resident's progress since they moved in, as far as it can be told.
    pub(super) fn progress(&self) -> Option<&Progress> {
        self.resident.as_ref()?.progress.as_ref().ok()
    }

    /// Adds what is known of the resident's progress.
    pub(super) fn tell(&self, told: &mut Told) {
        if let Some(seen) = &self.resident {
            told.add(seen.progress.clone());
        }
    }

    fn add_to(self, known: &mut Known) {
        known.residents.extend(self.resident.map(|seen| Resident {
            reference: seen.reference,
            called: seen.called,
            key_worker: seen.key_worker,
            progress: seen.progress.map_err(|lost| lost.why()),
            dates: Dates::default(),
        }));
        for (code, found) in self.found {
            let all = known.found.entry(code).or_default();
            for (severity, count) in found.counts {
                *all.counts.entry(severity).or_default() += count;
            }
            all.residents.extend(found.residents);
            all.elsewhere |= found.elsewhere;
        }
    }
}

impl Seen {
    fn of(service: &Service, reference: &str, records: &[Record]) -> Result<Self> {
        let plan = records.iter().find(|record| record.kind() == Kind::SupportPlan);
        let value = |key: &str| plan?.value(key).filter(|value| !value.trim().is_empty()).map(str::to_owned);
        Ok(Self {
            called: value("called"),
            key_worker: value("key_worker"),
            progress: service.progress_from(reference, records, None)?,
            reference: reference.to_owned(),
        })
    }
}

/// Counts what was found in a file of this resident, or of nobody's.
fn count(found: &mut BTreeMap<Code, Found>, resident: Option<&str>, checkup: &Checkup) {
    for finding in &checkup.findings {
        let found = found.entry(finding.code).or_default();
        *found.counts.entry(finding.severity).or_default() += 1;
        match resident {
            Some(resident) => _ = found.residents.insert(resident.to_owned()),
            None => found.elsewhere = true,
        }
    }
}

/// Adds what is due for each.
fn dates(service: &Service, known: &mut Known) {
    let today = service.context.today;
    let agenda = service.agenda(None, today, today);
    let mut all: BTreeMap<String, Dates> = BTreeMap::new();
    for item in agenda.items {
        let task = Task { what: what_is_due(&item), state: item.state(today), due: item.due };
        match item.who {
            Who::Resident(reference) => all.entry(reference).or_default().tasks.push(task),
            Who::Team => known.team.tasks.push(task),
        }
    }
    for untold in agenda.untold {
        let why = why_untold(&untold);
        match untold.resident {
            Some(reference) => all.entry(reference).or_default().untold.push(why),
            None => known.team.untold.push(why),
        }
    }
    for resident in &mut known.residents {
        resident.dates = all.remove(&resident.reference).unwrap_or_default();
    }
}

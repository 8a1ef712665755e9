//! `supportplan render --page`: pages by what they are for.

use anyhow::Result;
use rayon::prelude::*;

use super::super::history::page as whole_life;
use super::{Made, Output, records};
use crate::page::{Entry, Page, Topic};
use crate::record::{Kind, Place, Record};
use crate::redline::steps;
use crate::report::History;
use crate::service::saving::message::name_of;
use crate::service::{Group, Service, steps::Histories};

/// The pages that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::commands) enum Name {
    /// The support plan
    SupportPlan,
    /// The safety plan
    SafetyPlan,
    /// The whole life of the support plan, struck through and dated
    History,
}

impl Name {
    /// Whether it is the page of a record.
    pub(super) fn is_record(self) -> bool {
        matches!(self, Self::SupportPlan | Self::SafetyPlan)
    }
}

/// Makes the pages of these names for the residents of `groups`.
///
/// # Errors
/// None of these residents has such a page, a template has a mistake, or the pages cannot be written.
pub(super) fn pages(names: &[Name], service: &Service, groups: &[Group], output: &Output<'_>) -> Result<Made> {
    let histories = Histories::of(service)?;
    let of_one = |group: &Group| {
        let records = records(service.check_group(group)?);
        let made = names.iter().map(|name| of_resident(*name, &histories, &records, output));
        Ok(made.collect::<Result<Vec<_>>>()?.concat())
    };
    let residents = groups.par_iter().filter(|group| group.resident.is_some());
    output.finish(residents.map(of_one).collect::<Result<Vec<_>>>()?.concat())
}

/// The pages of one name for the resident whose records these are.
pub(super) fn of_resident(
    name: Name,
    histories: &Histories<'_>,
    records: &[Record],
    output: &Output<'_>,
) -> Result<Vec<Entry>> {
    let of = |kind: Kind| output.print(records, |path| Place::of(path).is_some_and(|place| place.kind == kind));
    match name {
        Name::SupportPlan => of(Kind::SupportPlan),
        Name::SafetyPlan => of(Kind::SafetyPlan),
        Name::History => {
            let Some(plan) = records.iter().find(|record| record.kind() == Kind::SupportPlan) else {
                return Ok(Vec::new());
            };
            let Some(page) = history_page(histories, plan, records, output)? else { return Ok(Vec::new()) };
            output.write(&page)?;
            let folder: Vec<&Record> = records.iter().collect();
            Ok(vec![Entry { path: page.path, topic: Topic::History, ..Entry::of(plan, &folder) }])
        }
    }
}

/// The page of the whole life of `record`. None where no version of it can be read.
fn history_page(
    histories: &Histories<'_>,
    record: &Record,
    folder: &[Record],
    output: &Output<'_>,
) -> Result<Option<Page>> {
    let wording = &output.press.context.wording;
    let versions = histories.versions(&record.path)?;
    let said = steps::read(&record.path, &versions, wording);
    let steps = steps::steps_of(&versions, &said, wording);
    let resident = record.place.resident().unwrap_or_default().to_owned();
    let told = History { resident, path: record.path.clone(), name: name_of(&record.path), steps };
    let page = whole_life(&output.press, &told, &versions, &said, folder)?;
    Ok(page.map(|page| Page { path: page.path.replace(".html", "-history.html"), ..page }))
}

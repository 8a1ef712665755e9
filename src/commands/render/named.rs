//! `supportplan render --page`: pages by what they are for.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;

use super::changes::whole_life;
use super::folder::Lived;
use super::{Folder, Made, Output, overview, pack, progress, sheets};
use crate::page::{Entry, Page, Topic};
use crate::record::{Kind, Place, Record};
use crate::service::{Group, Service, steps::Histories};

/// The pages that can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(in crate::commands) enum Name {
    /// The support plan
    SupportPlan,
    /// The safety plan
    SafetyPlan,
    /// The week at hand, to be written on: visits, actions, figures, what to prepare and what is due
    WeeklySheet,
    /// What a formal review is gone through with: the plans with what changed, the three questions, places to sign
    FormalPack,
    /// The whole life of the support plan, struck through and dated
    History,
    /// The whole service: what is due, how things go, what `check` finds
    Overview,
    /// What has come of the support, by reference: of the whole service, or of the residents that are named
    Progress,
}

impl Name {
    /// Whether it is the page of a record.
    pub(super) fn is_record(self) -> bool {
        matches!(self, Self::SupportPlan | Self::SafetyPlan)
    }

    /// Whether what changed can be marked on it: the history always shows all.
    pub(super) fn shows_changes(self) -> bool {
        self.is_record() || self == Self::FormalPack
    }

    /// Whether it is a page about all residents together, where the whole service is meant or not.
    fn is_of_service(self, is_whole: bool) -> bool {
        self == Self::Overview || (self == Self::Progress && is_whole)
    }
}

/// Makes the pages of these names for the residents of `groups`, which are those of the whole service where `is_whole` says so.
///
/// # Errors
/// None of these residents has such a page, a template has a mistake, or the pages cannot be written.
pub(super) fn pages(
    names: &[Name],
    histories: &Histories<'_>,
    groups: &[Group],
    is_whole: bool,
    output: &Output<'_>,
) -> Result<Made> {
    let service = histories.service;
    let names: BTreeSet<Name> = names.iter().copied().collect();
    let (about_all, names): (Vec<Name>, Vec<Name>) = names.into_iter().partition(|name| name.is_of_service(is_whole));
    let about_all = about_all.into_iter().map(|name| of_service(name, service, groups, output));
    let mut entries = about_all.collect::<Result<Vec<_>>>()?;
    let of_one = |group: &Group| {
        let records = output.records(service.check_group(group)?);
        let folder = Folder::of(&records);
        let made = names.iter().map(|name| of_resident(*name, histories, &folder, output));
        Ok(made.collect::<Result<Vec<_>>>()?.concat())
    };
    let residents = groups.par_iter().filter(|group| group.resident.is_some() && !names.is_empty());
    entries.extend(residents.map(of_one).collect::<Result<Vec<_>>>()?.concat());
    output.finish(entries)
}

/// The page of one name for the whole service.
fn of_service(name: Name, service: &Service, groups: &[Group], output: &Output<'_>) -> Result<Entry> {
    let (page, topic) = match name {
        Name::Overview => (overview::page(service, groups, output)?, Topic::Overview),
        _ => (progress::of_all(service, output)?, Topic::Progress),
    };
    output.write(&page)?;
    Ok(Entry::of_service(&page, topic))
}

/// The pages of one name for the resident whose folder this is.
pub(super) fn of_resident(
    name: Name,
    histories: &Histories<'_>,
    folder: &Folder<'_>,
    output: &Output<'_>,
) -> Result<Vec<Entry>> {
    let of = |kind: Kind| output.print(folder, |path| Place::of(path).is_some_and(|place| place.kind == kind));
    match name {
        Name::SupportPlan => of(Kind::SupportPlan),
        Name::SafetyPlan => of(Kind::SafetyPlan),
        Name::WeeklySheet => sheets::of_resident(histories.service, folder, output),
        Name::FormalPack => pack::of_resident(histories, folder, output),
        Name::History => {
            let Some(plan) = folder.the(Kind::SupportPlan) else { return Ok(Vec::new()) };
            let Some(page) = history_page(histories, plan, folder, output)? else { return Ok(Vec::new()) };
            output.write(&page)?;
            output.look(plan, folder);
            Ok(vec![Entry { path: page.path, topic: Topic::History, ..output.press.entry(plan, &folder.records) }])
        }
        // It is no page for a resident to keep.
        Name::Progress if output.press.edition.resident_copy => Ok(Vec::new()),
        Name::Progress => {
            let Some(record) = folder.records.iter().find(|record| record.place.resident().is_some()) else {
                return Ok(Vec::new());
            };
            let Some(page) = progress::of_one(histories.service, folder, output)? else { return Ok(Vec::new()) };
            output.write(&page)?;
            let entry = output.press.entry(record, &folder.records);
            Ok(vec![Entry { path: page.path, topic: Topic::Progress, when: None, ..entry }])
        }
        // It is of no one resident.
        Name::Overview => Ok(Vec::new()),
    }
}

/// The page of the whole life of `record`. None where no version of it can be read.
fn history_page(
    histories: &Histories<'_>,
    record: &Record,
    folder: &Folder<'_>,
    output: &Output<'_>,
) -> Result<Option<Page>> {
    let Lived { life, views } = &*folder.life(record, histories)?;
    let Some(changed) = whole_life(life, output.press.context) else { return Ok(None) };
    let page = output.press.changed(&changed.kept_in(views), &folder.records)?;
    Ok(Some(Page { path: page.path.replace(".html", "-history.html"), ..page }))
}

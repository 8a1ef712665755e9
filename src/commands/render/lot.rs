//! `supportplan render --all`: every page that there is, each made again only where something changed that it is made from.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use clap::ValueEnum as _;
use rayon::prelude::*;

use super::built::{Built, Inputs, Part};
use super::changes::Since;
use super::named::{self, Name};
use super::overview::{self, Look};
use super::sheets::Sheet;
use super::{Folder, Made, Output, progress, sheets};
use crate::check::Checkup;
use crate::commands::Ui;
use crate::page::{Entry, Page, Press, Topic};
use crate::service::steps::Histories;
use crate::service::{Group, SETTINGS, Service, store};

/// The part that stands for the pages of the service as a whole, and the one of the team's records: no resident's folder has such a name.
const SERVICE: &str = "/service";
const TEAM: &str = "/team";
/// The list of pages.
const INDEX: &str = "index.html";

/// Makes all pages of the service, and the list of them, from what was read since `begun`.
///
/// # Errors
/// There is no record, a template of the service has a mistake, git cannot be read, or the pages cannot be written.
pub(super) fn pages(histories: &Histories<'_>, begun: i64, output: &Output<'_>, ui: &Ui) -> Result<Made> {
    let service = histories.service;
    let out = output.out;
    let groups = groups(service)?;
    let common = common(service, output)?.with("kept", &histories.is_kept().to_string());
    let inputs = groups.par_iter().map(|group| of_what(group, &common, histories)).collect::<Result<Vec<Inputs>>>()?;
    let whole = inputs.iter().fold(common, |whole, one| whole.and(one));
    // What lies there besides may be a stray, of which the overview tells.
    let whole = ["residents", "team"].iter().fold(whole, |whole, folder| whole.with_file(&service.root, folder));
    let before = Built::read(out);
    let stands =
        groups.par_iter().zip(&inputs).all(|(group, inputs)| before.standing(name(group), out, inputs).is_some());
    // What residents may not know is told each time.
    let is_told = output.press.edition.resident_copy;
    if stands && !is_told && before.standing(SERVICE, out, &whole).is_some() {
        return Ok(Made { pages: before.pages(), written: 0, index: out.join(INDEX) });
    }
    let bar = ui.progress(groups.len());
    let by_name: BTreeMap<&str, &Inputs> = groups.iter().map(name).zip(&inputs).collect();
    let made: Mutex<BTreeMap<String, (Part, Option<Sheet>)>> = Mutex::default();
    let made_of = || made.lock().unwrap_or_else(PoisonError::into_inner);
    let look = |group: &Group, checkups: Vec<Checkup>| -> Result<Look> {
        let (look, records) = Look::at(service, group, checkups, output)?;
        // Whoever is looked at again, because of what others' records say, has the same pages.
        if made_of().contains_key(name(group)) {
            return Ok(look);
        }
        let inputs = by_name.get(name(group)).copied().unwrap_or(&whole);
        let folder = Folder::of(&records).with_progress(look.progress());
        let part = match before.standing(name(group), out, inputs) {
            Some(part) => {
                folder.records.iter().for_each(|record| output.look(record, &folder));
                part.clone()
            }
            None => {
                let part = Part::made(out, inputs, begun, of_group(group, &folder, histories, output)?, &[])?;
                // What is wrong is told each time.
                if output.leaves_out(&group.folder()) { part.unsettled() } else { part }
            }
        };
        // That of the key worker holds the sheet, whoever else's changed.
        folder.sheet(service, output);
        made_of().insert(name(group).to_owned(), (part, folder.into_sheet()));
        bar.inc(1);
        Ok(look)
    };
    service.learn_history(&groups);
    let looks = service.check_all(&groups, |path| service.bytes(path).map(Some), look);
    bar.finish_and_clear();
    let looks = looks?.into_iter().collect::<Result<Vec<Look>>>()?;
    let (mut parts, mut sheets) = (BTreeMap::new(), Vec::new());
    for (name, (part, sheet)) in made.into_inner().unwrap_or_else(PoisonError::into_inner) {
        parts.insert(name, part);
        sheets.extend(sheet);
    }
    let has_residents = groups.iter().any(|group| group.resident.is_some());
    let of_service = if has_residents && !output.press.edition.resident_copy {
        of_service(service, looks, output)?
    } else {
        Vec::new()
    };
    let of_service = [of_service, sheets::of_workers(sheets, service, output)?].concat();
    let entries = parts.values().flat_map(|part| &part.entries).chain(&of_service).cloned().collect();
    let made = output.finish_all(entries)?;
    parts.insert(SERVICE.to_owned(), Part::made(out, &whole, begun, of_service, &[INDEX])?);
    before.replace(out, output.press.edition, parts)?;
    Ok(made)
}

/// The pages of a resident's or of the team's.
fn of_group(group: &Group, folder: &Folder<'_>, histories: &Histories<'_>, output: &Output<'_>) -> Result<Vec<Entry>> {
    let mut entries = output.print(folder, |_| true)?;
    if group.resident.is_some() {
        let kept = |name: &Name| *name != Name::History || histories.is_kept();
        for name in Name::value_variants().iter().filter(|name| !name.is_record() && kept(name)) {
            entries.extend(named::of_resident(*name, histories, folder, output)?);
        }
    }
    Ok(entries)
}

/// The pages of the service as a whole.
fn of_service(service: &Service, looks: Vec<Look>, output: &Output<'_>) -> Result<Vec<Entry>> {
    let told = progress::of_looks(service, &looks, output)?;
    let pages = [(overview::of_looks(service, looks, &output.press)?, Topic::Overview), (told, Topic::Progress)];
    let entry = |(page, topic): (Page, Topic)| {
        output.write(&page)?;
        Ok(Entry::of_service(&page, topic))
    };
    pages.into_iter().map(entry).collect()
}

/// What all pages are made from: this program, the templates, the settings, who lives here, and for whom and of which day they are made.
fn common(service: &Service, output: &Output<'_>) -> Result<Inputs> {
    let mut inputs = Inputs::default().with("version", env!("CARGO_PKG_VERSION"));
    if let Ok(program) = std::env::current_exe() {
        inputs = inputs.with("program", &format!("{:?}", store::state(&program).ok()));
    }
    for (name, text) in service.own_templates()? {
        inputs = inputs.with(&name, &text);
    }
    let Press { context, edition, .. } = output.press;
    let today = context.today.to_string();
    inputs = inputs
        .with("today", &today)
        .with("edition", &edition.words())
        .with("changes", &format!("{:?}", output.since()));
    // What a day or a version means depends on the clocks of commits and on tags.
    if let Some(Since::Moment(_)) = output.since() {
        inputs = inputs.with_anything();
    }
    inputs = inputs.with_file(&service.root, SETTINGS);
    if let Some(logo) = &context.settings.logo {
        inputs = inputs.with_file(&service.root, logo);
    }
    Ok(context.residents.iter().fold(inputs, |inputs, resident| inputs.with("resident", resident)))
}

/// What the pages of a resident, or of the team, are made from.
fn of_what(group: &Group, common: &Inputs, histories: &Histories<'_>) -> Result<Inputs> {
    let folder = group.folder();
    let files = group.files.iter().chain(group.unread.iter().map(|(path, _)| path));
    let inputs = files.fold(common.clone(), |inputs, path| inputs.with_file(&histories.service.root, path));
    Ok(histories.commits(&folder)?.iter().fold(inputs, |inputs, commit| inputs.with("commit", commit)))
}

/// The residents and the team.
fn groups(service: &Service) -> Result<Vec<Group>> {
    let residents = service.residents().iter().map(|resident| service.group_of(resident));
    residents.chain([service.team()]).collect()
}

fn name(group: &Group) -> &str {
    group.resident.as_deref().unwrap_or(TEAM)
}

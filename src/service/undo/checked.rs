//! Whether what was before can be saved again: it passes the checks of today, and breaks no other record.

use std::collections::BTreeSet;

use anyhow::Result;
use rayon::prelude::*;

use super::changes::Change;
use super::{Repo, SETTINGS, Service, store};
use crate::check::{self, Checked, Checkup, Context};
use crate::finding::Severity;
use crate::record::{self, Kind, Place, Settings, Wording, model};
use crate::report::plural;
use crate::service::Group;
use crate::service::commit::{self, Contents};
use crate::service::templates::{is_template, name_of};

/// Why a save is not taken back: records would have errors.
#[derive(Debug)]
pub struct Refused {
    /// What was found in the versions that would come back.
    pub checkups: Vec<Checkup>,
    reason: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}. Nothing was taken back", self.reason)
    }
}

impl std::error::Error for Refused {}

/// What is to be committed, so that all files are as they were.
///
/// # Errors
/// What was before does not pass, or would break other records ([`Refused`]); or the service cannot be read.
pub(super) fn contents(service: &Service, repo: &Repo, name: &str, changes: &[Change]) -> Result<Contents> {
    let mut contents = Contents::default();
    let mut checkups = Vec::new();
    let after = after(service, changes, &mut checkups)?;
    let broken = groups(service, &after, name, changes, &mut checkups)?;
    templates(service, changes)?;
    for change in changes {
        let Some(then) = &change.then else {
            contents.removed.push(change.path.clone());
            continue;
        };
        if let Some(reason) = commit::unfit(repo, &change.path)? {
            anyhow::bail!("{} {reason}. Nothing was taken back", change.path);
        }
        let file = match checkups.iter().find(|checkup| checkup.path == change.path && checkup.is_of_record()) {
            Some(checkup) => checkup.passed(Severity::Error),
            None => Checked::without_record(&change.path, then.clone()),
        };
        contents.files.extend(file);
    }
    let failed = |checkup: &Checkup| {
        changes.iter().any(|change| change.path == checkup.path) && checkup.count(Severity::Error) > 0
    };
    if checkups.iter().any(failed) {
        checkups.retain(failed);
        let reason =
            format!("what {} said before has errors by today's rules, so it cannot be saved again", checkups[0].path);
        return Err(Refused { checkups, reason }.into());
    }
    if let Some(first) = broken.first() {
        let count = plural(broken.len(), "other record leans", "other records lean");
        let reason = format!("{count} on what this save brought, the first of them {first}");
        return Err(Refused { checkups: Vec::new(), reason }.into());
    }
    Ok(contents)
}

/// The service as it will be: with the settings and the residents of then.
fn after(service: &Service, changes: &[Change], checkups: &mut Vec<Checkup>) -> Result<Service> {
    let mut settings = service.settings().clone();
    if let Some(then) = changes.iter().find(|change| change.path == SETTINGS).and_then(|change| change.then.clone()) {
        let place = Place { kind: Kind::Settings, values: Default::default() };
        let checkup = check::settings(record::read(SETTINGS, place, then, &Wording::default()));
        if let Some(then) = checkup.record.as_ref().and_then(model::of::<Settings>) {
            settings = then;
        }
        checkups.push(checkup);
    }
    let mut residents = service.residents().clone();
    for resident in changes.iter().filter_map(|change| resident(&change.path)).collect::<BTreeSet<_>>() {
        if files_after(&service.group_of(resident)?, changes).is_empty() {
            residents.remove(resident);
        } else {
            residents.insert(resident.to_owned());
        }
    }
    Ok(Service::new(&service.root, Context::new(settings, residents, service.context.today)))
}

fn resident(path: &str) -> Option<&str> {
    path.strip_prefix("residents/")?.split_once('/').map(|(resident, _)| resident)
}

/// A group's files once the save is taken back.
fn files_after(group: &Group, changes: &[Change]) -> Vec<String> {
    files(group, changes, |change| change.then.is_some())
}

/// A group's files in the folder, where `is_there` says of each changed one whether it is among them.
fn files(group: &Group, changes: &[Change], is_there: impl Fn(&Change) -> bool) -> Vec<String> {
    let inside = format!("{}/", group.folder());
    let mut files: BTreeSet<String> = group.files.iter().cloned().collect();
    for change in changes.iter().filter(|change| change.path.starts_with(&inside)) {
        if is_there(change) {
            files.insert(change.path.clone())
        } else {
            files.remove(&change.path)
        };
    }
    files.into_iter().collect()
}

/// Checks the records that are concerned: adds what is found in those that change, and names those that would break.
fn groups(
    service: &Service,
    after: &Service,
    name: &str,
    changes: &[Change],
    checkups: &mut Vec<Checkup>,
) -> Result<Vec<String>> {
    let is_changed = |path: &str| changes.iter().any(|change| change.path == path);
    // Settings and the list of residents are leant on by all records.
    let all = is_changed(SETTINGS) || after.residents() != service.residents();
    let residents = service.residents().union(after.residents()).filter(|resident| all || *resident == name);
    let mut groups: Vec<Group> = residents.map(|resident| service.group_of(resident)).collect::<Result<_>>()?;
    if all || name == "Team" {
        groups.push(service.team()?);
    }
    let check = |service: &Service, group: &Group, now: bool| {
        let content = |change: &Change| if now { change.now.clone() } else { change.then.clone() };
        let group = Group { files: files(group, changes, |change| content(change).is_some()), ..group.clone() };
        service.check_group_with(&group, |path| match changes.iter().find(|change| change.path == path) {
            Some(change) => Ok(content(change)),
            None => store::read(&service.full(path)).map(Some),
        })
    };
    let is_wrong = |checkup: &&Checkup| checkup.count(Severity::Error) > 0;
    let checked = groups.par_iter().map(|group| {
        let was_wrong: BTreeSet<String> =
            check(service, group, true)?.iter().filter(is_wrong).map(|checkup| checkup.path.clone()).collect();
        let (changed, others): (Vec<_>, Vec<_>) =
            check(after, group, false)?.into_iter().partition(|checkup| is_changed(&checkup.path));
        let others = others.iter().filter(is_wrong).filter(|checkup| !was_wrong.contains(&checkup.path));
        Ok((changed, others.map(|checkup| checkup.path.clone()).collect::<Vec<_>>()))
    });
    let mut broken = Vec::new();
    for (changed, others) in checked.collect::<Result<Vec<_>>>()? {
        checkups.extend(changed);
        broken.extend(others);
    }
    Ok(broken)
}

/// Refuses where the templates of then do not fit together.
fn templates(service: &Service, changes: &[Change]) -> Result<()> {
    if !changes.iter().any(|change| is_template(&change.path)) {
        return Ok(());
    }
    let mut own = service.own_files()?;
    for change in changes.iter().filter(|change| is_template(&change.path)) {
        let name = name_of(&change.path);
        match &change.then {
            Some(then) => own.insert(name.to_owned(), then.clone()),
            None => own.remove(name),
        };
    }
    let checkups = service.check_these_templates(own);
    if checkups.is_empty() {
        return Ok(());
    }
    Err(Refused { checkups, reason: "the template of then has errors".to_owned() }.into())
}

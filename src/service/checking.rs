//! A service's records are read group by group, and checked with what is known beyond each group: what its residents are called, what git
//! tells, and what comparing all records shows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use rayon::prelude::*;

use super::logo::{self, Unfit};
use super::repository::Repo;
use super::{Group, SETTINGS, Service, is_reference, past, read_record, store};
use crate::check::{self, Before, Called, Checkup, History, Sketches, Surroundings, Unread};
use crate::record::{self, Kind, Place, Wording};

/// In so many bytes at the beginning of a plan it usually says what the resident likes to be called.
const USUAL_START: usize = 1024;

impl Service {
    /// What git tells of the records of `groups` that `holds` says yes to, where they say what `bytes` gives; nothing in no repository, and in
    /// one that cannot be read.
    pub fn look_back(
        &self,
        groups: &[Group],
        holds: impl Fn(&str) -> bool,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>> + Sync,
    ) -> Option<History> {
        let repo = Repo::open(&self.root).ok()?;
        past::history(&repo, groups, holds, &bytes).ok()
    }

    /// The service whose checks know what git tells of its records.
    pub fn knowing(mut self, history: Option<History>) -> Self {
        self.history = history.map_or_else(OnceLock::new, |history| Arc::new(history).into());
        self
    }

    /// Lets its checks know what git tells of the records of `groups`, as they lie in its folder.
    pub fn learn_history(&self, groups: &[Group]) {
        if let Some(history) = self.look_back(groups, |_| true, |path| self.bytes(path).map(Some)) {
            let _ = self.history.set(Arc::new(history));
        }
    }

    /// Reads and checks a group's records, all of them together.
    pub fn check_group(&self, group: &Group) -> Result<Vec<Checkup>> {
        self.check_group_with(group, |path| self.bytes(path).map(Some))
    }

    /// Reads a group's records, all of them together, and checks those whose path `holds` says yes to.
    ///
    /// # Errors
    /// A record cannot be read.
    pub fn check_some(&self, group: &Group, holds: impl Fn(&str) -> bool) -> Result<Vec<Checkup>> {
        let asked = group.files.iter().filter(|path| holds(path)).cloned().collect();
        let surroundings = Surroundings { asked: Some(Arc::new(asked)), ..self.surroundings()? };
        Ok(self.check_group_in(group, |path| self.bytes(path).map(Some), &surroundings)?.0)
    }

    /// Checks the records of all groups, as `bytes` says that they are, and compares them with each other. What was found in a group is
    /// given to `into` at once, so that the records need not all be kept; again, where the comparison finds more.
    pub fn check_all<T: Send>(
        &self,
        groups: &[Group],
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>> + Sync,
        into: impl Fn(&Group, Vec<Checkup>) -> T + Sync,
    ) -> Result<Vec<T>> {
        let surroundings = self.surroundings()?;
        let look = |group: &Group| {
            let (checkups, sketches) = self.check_group_in(group, &bytes, &surroundings)?;
            Ok((into(group, checkups), sketches))
        };
        let looked: Vec<(T, Sketches)> = groups.par_iter().map(look).collect::<Result<_>>()?;
        let (mut found, sketches): (Vec<T>, Vec<Sketches>) = looked.into_iter().unzip();
        let (compared, again) = check::compare(&sketches, &self.context);
        drop(sketches);
        let surroundings = Surroundings { compared: Some(Arc::new(compared)), ..surroundings };
        let look_again =
            |at: usize| Ok((at, into(&groups[at], self.check_group_in(&groups[at], &bytes, &surroundings)?.0)));
        for (at, checked) in again.into_par_iter().map(look_again).collect::<Result<Vec<_>>>()? {
            found[at] = checked;
        }
        Ok(found)
    }

    /// Checks a group's records as `bytes` says that they are; a record of which it knows nothing is not there.
    pub fn check_group_with(
        &self,
        group: &Group,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>>,
    ) -> Result<Vec<Checkup>> {
        self.check_group_since(group, bytes, None)
    }

    /// Checks a group's records as [`Service::check_group_with`] does, and beside what those that changed were `before`.
    pub(in crate::service) fn check_group_since(
        &self,
        group: &Group,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>>,
        before: Option<Before>,
    ) -> Result<Vec<Checkup>> {
        let surroundings = Surroundings { before: before.map(Arc::new), ..self.surroundings()? };
        Ok(self.check_group_in(group, bytes, &surroundings)?.0)
    }

    /// Checks a group's records with what is known beyond them, and gives what is needed to compare them with all others.
    pub(in crate::service) fn check_group_in(
        &self,
        group: &Group,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>>,
        surroundings: &Surroundings,
    ) -> Result<(Vec<Checkup>, Sketches)> {
        let mut readings = Vec::new();
        let mut checkups = Vec::new();
        for path in group.files.iter().filter(|path| check::is_record_path(path)) {
            match Place::of(path) {
                Some(place) => {
                    if let Some(bytes) = bytes(path)? {
                        readings.push((path.clone(), record::read(path, place, bytes, &self.context.wording)));
                    }
                }
                None => checkups.push(check::unplaced(path)),
            }
        }
        checkups.extend(group.unread.iter().map(|(path, why)| check::unread(path, *why)));
        // A record that has its place bears no name in its path.
        let others = group.files.iter().filter(|path| Place::of(path).is_none());
        for named in others.filter_map(|path| check::path(path, &self.context, surroundings)) {
            match checkups.iter_mut().find(|checkup| checkup.path == named.path) {
                Some(unplaced) => unplaced.findings.extend(named.findings),
                None => checkups.push(named),
            }
        }
        let (checked, sketches) = check::sketched(readings, &self.context, surroundings);
        checkups.extend(checked);
        if group.resident.as_ref().is_some_and(|resident| !is_reference(resident)) {
            checkups.push(check::misnamed_folder(&group.folder()));
        }
        checkups.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((checkups, sketches))
    }

    /// What is known beyond the records of a group.
    pub(in crate::service) fn surroundings(&self) -> Result<Surroundings> {
        if self.called.get().is_none() {
            let _ = self.called.set(Arc::new(Called::new(self.read_called()?)));
        }
        let (called, history) = (self.called.get().cloned(), self.history.get().cloned());
        Ok(Surroundings { called, history, ..Surroundings::default() })
    }

    /// What each resident likes to be called, by reference, as far as the plans say it.
    pub(in crate::service) fn read_called(&self) -> Result<BTreeMap<String, String>> {
        let mut called = BTreeMap::new();
        for resident in self.residents() {
            let path = format!("residents/{resident}/plan.md");
            let file = self.full(&path);
            if store::is_plain_file(&file) {
                let found = match record::one_value(&store::read_start(&file, USUAL_START)?, "called") {
                    None => record::one_value(&read_record(&file)?, "called"),
                    found => found,
                };
                called.extend(found.map(|called| (resident.clone(), called)));
            }
        }
        Ok(called)
    }
}

/// Checks the settings of the service at `root`, and the logo that they name.
///
/// # Errors
/// They cannot be read.
pub fn check_settings(root: &Path) -> Result<Checkup> {
    Ok(with_logo(read_settings(root)?, |path| logo::look(root, path)))
}

/// Checks what is to become the settings of the service at `root`, and the logo that they name.
pub fn check_settings_in(root: &Path, bytes: Vec<u8>) -> Checkup {
    with_logo(check_settings_text(bytes), |path| logo::look(root, path))
}

/// Checks what is to become a service's settings, by themselves.
pub fn check_settings_text(bytes: Vec<u8>) -> Checkup {
    let place = Place { kind: Kind::Settings, values: std::collections::BTreeMap::new() };
    check::settings(record::read(SETTINGS, place, bytes, &Wording::default()))
}

/// Checks the settings of the service at `root` by themselves.
pub(super) fn read_settings(root: &Path) -> Result<Checkup> {
    let file = root.join(SETTINGS);
    if !store::is_plain_file(&file) {
        return Ok(check::unread(SETTINGS, if store::is_link(&file) { Unread::Link } else { Unread::NoFile }));
    }
    Ok(check_settings_text(read_record(&file)?))
}

/// The checkup of settings with what `look` finds wrong with the logo that they name.
pub(super) fn with_logo(checkup: Checkup, look: impl FnOnce(&str) -> Result<(), Unfit>) -> Checkup {
    let path = checkup.record.as_ref().and_then(|record| record.value("logo"));
    let unfit = path.and_then(|path| look(path).err());
    check::with_logo_fault(checkup, unfit.map(Unfit::told))
}

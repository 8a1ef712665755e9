//! A service's folder and its git repository: finding it, reading its records, and the one way in which they change.

pub mod bulk;
pub mod changed;
pub mod commit;
mod create;
pub mod drafts;
pub mod fixing;
mod git;
pub mod history;
pub mod hook;
pub mod input;
mod past;
pub mod repository;
pub mod saving;
pub mod store;
pub mod undo;
pub mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use chrono::NaiveDate;
use rayon::prelude::*;

use crate::check::{self, Before, Called, Checkup, Context, History, Sketches, Surroundings, Unread};
use crate::record::{self, Kind, Place, Record, Settings, Wording, model};
use crate::template::Templates;
use repository::Repo;
use store::Entry;

/// The file that makes a folder a service.
pub const SETTINGS: &str = "supportplan.yaml";

/// In so many bytes at the beginning of a plan it usually says what the resident likes to be called.
const USUAL_START: usize = 1024;

/// A service that was found.
#[derive(Debug)]
pub struct Service {
    /// Its folder.
    pub root: PathBuf,
    /// What its records are checked against.
    pub context: Context,
    /// What its residents like to be called, once somebody asked.
    called: OnceLock<Arc<Called>>,
    /// What git tells of its records, where somebody looked.
    history: Option<Arc<History>>,
}

/// Files that belong together: one resident's, or the team's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The resident's reference; none for the team.
    pub resident: Option<String>,
    /// The paths of its files, in order.
    pub files: Vec<String>,
    /// The paths of what is not read among them, each with why.
    pub unread: Vec<(String, Unread)>,
}

/// A service whose settings cannot be used, with what is wrong with them.
#[derive(Debug)]
pub struct BrokenSettings(pub Box<Checkup>);

impl std::fmt::Display for BrokenSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the service's settings, {SETTINGS}, have errors; mend them first")
    }
}

impl std::error::Error for BrokenSettings {}

impl Group {
    /// The folder that its files lie in.
    pub fn folder(&self) -> String {
        self.resident.as_ref().map_or("team".to_owned(), |resident| format!("residents/{resident}"))
    }
}

impl Service {
    /// The service that `start` lies in: the nearest folder above it, itself included, with settings.
    ///
    /// # Errors
    /// There is none, or it cannot be read, or its settings have errors ([`BrokenSettings`]).
    pub fn find(start: &Path, today: NaiveDate) -> Result<Self> {
        Self::at(&Self::find_root(start)?, today)
    }

    /// The folder of the service that `start` lies in.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn find_root(start: &Path) -> Result<PathBuf> {
        let start = store::real_path(start)?;
        let Some(root) = start.ancestors().find(|folder| store::exists(&folder.join(SETTINGS))) else {
            bail!(
                "there is no service here: no {SETTINGS} in {} or any folder above it. \
                 Go to the service's folder, name it with -C, or make a new one with `supportplan init`",
                start.display()
            );
        };
        Ok(root.to_owned())
    }

    /// The service in the folder `root` whose records are checked against `context`.
    pub fn new(root: &Path, context: Context) -> Self {
        Self { root: root.to_owned(), context, called: OnceLock::new(), history: None }
    }

    /// The service whose folder is `root`.
    ///
    /// # Errors
    /// Its files cannot be read, or its settings have errors ([`BrokenSettings`]).
    pub fn at(root: &Path, today: NaiveDate) -> Result<Self> {
        Self::of(root, check_settings(root)?, residents_in(root)?, today)
    }

    /// The service in the folder `root` that has these settings and residents.
    ///
    /// # Errors
    /// The settings have errors ([`BrokenSettings`]).
    fn of(root: &Path, mut settings: Checkup, residents: BTreeSet<String>, today: NaiveDate) -> Result<Self> {
        // Settings with a fault that leaves them usable are used: `check` names the fault beside all others.
        match settings.record.as_ref().and_then(model::of::<Settings>) {
            Some(usable) => Ok(Self::new(root, Context::new(usable, residents, today))),
            None => {
                // Nothing is promised that `check --fix` refuses.
                if fixing::usable_settings(&settings, &|_| true).is_none() {
                    settings.findings.iter_mut().for_each(|finding| finding.fix = None);
                }
                Err(BrokenSettings(Box::new(settings)).into())
            }
        }
    }

    /// The service in the folder `root` as it is with these settings, which nobody has written yet.
    ///
    /// # Errors
    /// As [`Service::at`].
    pub fn with_settings(root: &Path, settings: Checkup, today: NaiveDate) -> Result<Self> {
        Self::of(root, settings, residents_in(root)?, today)
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.context.settings
    }

    /// The full path of a file of the service.
    pub fn full(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The templates, with the service's own in place of those that they are named after.
    ///
    /// # Errors
    /// An own template cannot be read, has a name that no template has, or is no template.
    pub fn templates(&self) -> Result<Templates> {
        let folder = ".supportplan/templates";
        let own = self.group(None, folder)?.files.into_iter().map(|path| {
            let text = store::read_text(&self.full(&path))?;
            Ok((path[folder.len() + 1..].to_owned(), text))
        });
        Templates::new(own.collect::<Result<_>>()?)
    }

    /// The references of its residents.
    pub fn residents(&self) -> &BTreeSet<String> {
        &self.context.residents
    }

    /// A resident's files.
    pub fn group_of(&self, resident: &str) -> Result<Group> {
        self.group(Some(resident.to_owned()), &format!("residents/{resident}"))
    }

    /// The team's files.
    pub fn team(&self) -> Result<Group> {
        self.group(None, "team")
    }

    fn group(&self, resident: Option<String>, folder: &str) -> Result<Group> {
        let mut group = Group { resident, files: Vec::new(), unread: Vec::new() };
        if self.link_on_the_way_to(folder).is_none() {
            walk(&self.root, folder, &mut group)?;
        }
        Ok(group)
    }

    /// The first link on the way from the service's folder to `path`, itself included. What lies behind it is not the service's.
    fn link_on_the_way_to(&self, path: &str) -> Option<String> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        ends.map(|end| &path[..end]).find(|part| store::is_link(&self.full(part))).map(str::to_owned)
    }

    /// Makes sure that what is written to `path` stays in the service's folder.
    ///
    /// # Errors
    /// A link lies on the way, so that it would end up elsewhere.
    pub fn keep_inside(&self, path: &str) -> Result<()> {
        match self.link_on_the_way_to(path) {
            Some(link) => bail!(
                "{link} is a link, which leads out of the service's folder, so nothing was written. Put a folder or file of its own there"
            ),
            None => Ok(()),
        }
    }

    /// What lies in the folder of residents without being a resident's folder, or is a link in the place of a folder, with what is
    /// wrong about it.
    pub fn strays(&self) -> Result<Vec<Checkup>> {
        let mut strays = Vec::new();
        for folder in ["residents", "team"] {
            if store::is_link(&self.root.join(folder)) {
                strays.push(check::unread(folder, Unread::Link));
            }
        }
        if store::is_link(&self.root.join("residents")) {
            return Ok(strays);
        }
        for entry in store::list(&self.root.join("residents"))? {
            let path = format!("residents/{}", entry.name);
            if let Some(why) = why_unread(entry.kind) {
                strays.push(check::unread(&path, why));
            } else if entry.kind == Entry::File && check::is_record_path(&path) {
                strays.push(check::unplaced(&path));
            }
        }
        Ok(strays)
    }

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
        self.history = history.map(Arc::new);
        self
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
    /// given to `into` at once, so that the records need not all be kept.
    pub fn check_all<T: Send>(
        &self,
        groups: &[Group],
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>> + Sync,
        into: impl Fn(Vec<Checkup>) -> T + Sync,
    ) -> Result<Vec<T>> {
        let surroundings = self.surroundings()?;
        let look = |group: &Group| {
            let (checkups, sketches) = self.check_group_in(group, &bytes, &surroundings)?;
            Ok((into(checkups), sketches))
        };
        let looked: Vec<(T, Sketches)> = groups.par_iter().map(look).collect::<Result<_>>()?;
        let (mut found, sketches): (Vec<T>, Vec<Sketches>) = looked.into_iter().unzip();
        let (compared, again) = check::compare(&sketches, &self.context);
        drop(sketches);
        let surroundings = Surroundings { compared: Some(Arc::new(compared)), ..surroundings };
        let look_again = |at: usize| Ok((at, into(self.check_group_in(&groups[at], &bytes, &surroundings)?.0)));
        for (at, checked) in again.into_par_iter().map(look_again).collect::<Result<Vec<_>>>()? {
            found[at] = checked;
        }
        Ok(found)
    }

    /// A file of the service as it lies in its folder.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        read_record(&self.full(path))
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
    fn check_group_in(
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

    /// Reads a resident's records, without a word on what is wrong with them.
    pub fn records_of(&self, resident: &str) -> Result<Vec<Record>> {
        let files = self.group_of(resident)?.files;
        let records = files.iter().filter(|path| check::is_record_path(path)).map(|path| self.record(path));
        Ok(records.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// What is known beyond the records of a group.
    fn surroundings(&self) -> Result<Surroundings> {
        if self.called.get().is_none() {
            let _ = self.called.set(Arc::new(Called::new(self.read_called()?)));
        }
        let (called, history) = (self.called.get().cloned(), self.history.clone());
        Ok(Surroundings { called, history, ..Surroundings::default() })
    }

    /// What each resident likes to be called, by reference, as far as the plans say it.
    fn read_called(&self) -> Result<BTreeMap<String, String>> {
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

    /// Reads one record, if there is one at `path`.
    pub fn record(&self, path: &str) -> Result<Option<Record>> {
        let Some(place) = Place::of(path) else { return Ok(None) };
        if self.link_on_the_way_to(path).is_some() || !store::is_plain_file(&self.full(path)) {
            return Ok(None);
        }
        let bytes = read_record(&self.full(path))?;
        Ok(record::read(path, place, bytes, &self.context.wording).record)
    }
}

/// The path of what is called `name` in `folder`; either may be empty.
fn join(folder: &str, name: &str) -> String {
    let slash = if folder.is_empty() || name.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{name}")
}

/// Whether `text` is a resident's reference: one to three capitals, a hyphen, three to six digits.
pub fn is_reference(text: &str) -> bool {
    let Some((letters, digits)) = text.split_once('-') else { return false };
    let letters_fit = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    letters_fit && (3..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Checks the settings of the service at `root`.
pub fn check_settings(root: &Path) -> Result<Checkup> {
    let file = root.join(SETTINGS);
    if !store::is_plain_file(&file) {
        return Ok(check::unread(SETTINGS, if store::is_link(&file) { Unread::Link } else { Unread::NoFile }));
    }
    Ok(check_settings_text(read_record(&file)?))
}

/// The names of the residents' folders.
fn residents_in(root: &Path) -> Result<BTreeSet<String>> {
    let entries = match root.join("residents") {
        link if store::is_link(&link) => Vec::new(),
        folder => store::list(&folder)?,
    };
    Ok(entries.into_iter().filter(|entry| entry.kind == Entry::Folder).map(|entry| entry.name).collect())
}

/// Checks what is to become a service's settings.
pub fn check_settings_text(bytes: Vec<u8>) -> Checkup {
    let place = Place { kind: Kind::Settings, values: std::collections::BTreeMap::new() };
    check::settings(record::read(SETTINGS, place, bytes, &Wording::default()))
}

/// Adds all that lies below `folder`, which is relative to `root`.
fn walk(root: &Path, folder: &str, group: &mut Group) -> Result<()> {
    for entry in store::list(&root.join(folder))? {
        let path = format!("{folder}/{}", entry.name);
        match (entry.kind, why_unread(entry.kind)) {
            (Entry::Folder, _) => walk(root, &path, group)?,
            (_, Some(why)) => group.unread.push((path, why)),
            (_, None) => group.files.push(path),
        }
    }
    Ok(())
}

/// Why what was found is not read, if it is not.
fn why_unread(entry: Entry) -> Option<Unread> {
    match entry {
        Entry::Folder | Entry::File => None,
        Entry::Link => Some(Unread::Link),
        Entry::Odd => Some(Unread::NoFile),
        Entry::Nameless => Some(Unread::NameIsNoText),
    }
}

/// As much of a record's file as tells whether it is too large to be one.
fn read_record(file: &Path) -> Result<Vec<u8>> {
    store::read_start(file, record::MAX_BYTES + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_no_names() {
        assert!(is_reference("R-0142") && is_reference("LH-142"));
        assert!(!is_reference("Sam") && !is_reference("R-14") && !is_reference("r-0142") && !is_reference("R-01 42"));
    }
}

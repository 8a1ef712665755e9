//! A service's folder and its git repository: finding it, reading its records, and the one way in which they change.

mod agenda;
pub mod bulk;
pub mod changed;
mod checking;
pub mod commit;
mod create;
pub mod drafts;
pub mod fixing;
mod git;
mod held;
pub mod history;
pub mod hook;
pub mod input;
mod logo;
mod past;
mod pool;
mod progress;
mod raw;
pub mod repository;
pub mod saves;
pub mod saving;
pub mod scans;
pub mod steps;
pub mod store;
mod templates;
pub mod then;
pub mod trail;
pub mod undo;
pub mod unsaved;
pub mod verify;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use chrono::NaiveDate;

pub use self::checking::{check_settings, check_settings_in, check_settings_text};
use crate::check::{self, Called, Checkup, Context, History, Unread};
use crate::record::{self, Place, Record, Settings, model};
use store::Entry;

/// The file that makes a folder a service.
pub const SETTINGS: &str = "supportplan.yaml";

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
    history: OnceLock<Arc<History>>,
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
        Self { root: root.to_owned(), context, called: OnceLock::new(), history: OnceLock::new() }
    }

    /// The service whose folder is `root`.
    ///
    /// # Errors
    /// Its files cannot be read, or its settings have errors ([`BrokenSettings`]).
    pub fn at(root: &Path, today: NaiveDate) -> Result<Self> {
        Self::of(root, checking::read_settings(root)?, residents_in(root)?, today)
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

    /// A file of the service as it lies in its folder.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        read_record(&self.full(path))
    }

    /// Reads a resident's records, without a word on what is wrong with them.
    pub fn records_of(&self, resident: &str) -> Result<Vec<Record>> {
        let files = self.group_of(resident)?.files;
        let records = files.iter().filter(|path| check::is_record_path(path)).map(|path| self.record(path));
        Ok(records.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
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

/// The names of the residents' folders.
fn residents_in(root: &Path) -> Result<BTreeSet<String>> {
    let entries = match root.join("residents") {
        link if store::is_link(&link) => Vec::new(),
        folder => store::list(&folder)?,
    };
    Ok(entries.into_iter().filter(|entry| entry.kind == Entry::Folder).map(|entry| entry.name).collect())
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

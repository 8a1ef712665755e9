//! The names of what lies in a folder, as they tell weeks and days. What is no file, or bears a name that no record has, is not left out in silence.

use std::collections::BTreeSet;

use crate::cycle::agenda::Hidden;
use crate::service::Service;
use crate::service::store::{self, Entry, Listed};

/// What keeps from telling anything about a resident, or about the team.
#[derive(Debug)]
pub(super) struct Shut {
    pub(super) what: Hidden,
    pub(super) path: String,
}

/// What lies in the folder at `path`.
pub(super) fn entries(service: &Service, path: &str) -> Result<Vec<Listed>, Shut> {
    store::list(&service.full(path)).map_err(|_| Shut { what: Hidden::Unreadable, path: path.to_owned() })
}

/// The names of the records in one folder.
pub(super) struct Names {
    /// The folder's path in the service's folder.
    pub(super) folder: String,
    /// Without their ending, in order.
    names: Vec<String>,
    /// Which of them are no files of their own.
    odd: BTreeSet<String>,
}

impl Names {
    /// The names in the folder `inner` of the one at `path`, in which `entries` lie.
    pub(super) fn of(service: &Service, path: &str, entries: &[Listed], inner: &str) -> Result<Self, Shut> {
        let folder = format!("{path}/{inner}");
        let mut found = Self { folder, names: Vec::new(), odd: BTreeSet::new() };
        let listed = match entries.iter().find(|entry| entry.name == inner).map(|entry| entry.kind) {
            None => return Ok(found),
            Some(Entry::Folder) => self::entries(service, &found.folder)?,
            Some(_) => return Err(Shut { what: Hidden::Link, path: found.folder }),
        };
        for mut entry in listed {
            if !entry.name.ends_with(".md") {
                continue;
            }
            entry.name.truncate(entry.name.len() - ".md".len());
            if entry.kind != Entry::File {
                found.odd.insert(entry.name.clone());
            }
            found.names.push(entry.name);
        }
        Ok(found)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether what bears this name is no file of its own, but a link or a folder.
    pub(super) fn is_odd(&self, name: &str) -> bool {
        !self.odd.is_empty() && self.odd.contains(name)
    }

    /// What the names tell; that one of them tells nothing is put with what is hidden.
    pub(super) fn read<T>(&self, of: impl Fn(&str) -> Option<T>, hidden: &mut Vec<(Hidden, String)>) -> Vec<T> {
        let read: Vec<T> = self.names.iter().filter_map(|name| of(name)).collect();
        if read.len() < self.names.len() {
            hidden.push((Hidden::Name, self.folder.clone()));
        }
        read
    }
}

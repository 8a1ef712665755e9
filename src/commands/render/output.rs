//! Pages as files in a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};
use chrono::NaiveDate;
use rayon::prelude::*;

use super::Folder;
use super::abbreviations::Abbreviations;
use super::built::Built;
use super::changes::{Changes, Since};
use crate::check::Checkup;
use crate::page::{self, Entry, Page, Press};
use crate::record::{Kind, Place, Record};
use crate::report::plural;
use crate::service::store::{self, Turn};
use crate::service::{Group, Service, is_reference};

/// Pages that were made.
pub(in crate::commands) struct Made {
    /// Their paths in the folder, without that of the page that lists them.
    pub(in crate::commands) pages: Vec<String>,
    /// How many of them were written, those aside that lay there as they are.
    pub(in crate::commands) written: usize,
    /// The page that lists them.
    pub(in crate::commands) index: PathBuf,
}

/// What pages are made with, and where.
pub(in crate::commands) struct Output<'p> {
    /// What they are made with.
    pub(in crate::commands) press: Press<'p>,
    /// The folder.
    pub(in crate::commands) out: &'p Path,
    /// What changed, where pages show that.
    changes: Option<&'p Changes<'p>>,
    /// Since when progress is told; since moving in, where it is none.
    pub(super) told_since: Option<NaiveDate>,
    /// What of the records residents may not know, on pages for them to keep.
    pub(super) abbreviations: Abbreviations,
    /// The paths of records that are on no page.
    left_out: Mutex<BTreeSet<String>>,
    /// How many pages were written.
    written: AtomicUsize,
    /// Those that were not there before.
    new: New<'p>,
    /// Nobody else makes pages in the folder meanwhile.
    _turn: Turn,
}

impl<'p> Output<'p> {
    /// Pages in the folder `out`, with what changed, where pages show that.
    ///
    /// # Errors
    /// The folder cannot be made, or somebody else makes pages in it for too long.
    pub(in crate::commands) fn new(press: Press<'p>, out: &'p Path, changes: Option<&'p Changes<'p>>) -> Result<Self> {
        Ok(Self {
            press,
            out,
            changes,
            told_since: None,
            abbreviations: Abbreviations::default(),
            left_out: Mutex::default(),
            written: AtomicUsize::new(0),
            new: New { out, pages: Mutex::default(), is_all: AtomicBool::new(false) },
            _turn: Turn::take(out)?,
        })
    }

    /// The records among what was checked, as far as they are text and of the resident whose folder they lie in: another resident's words are on
    /// no page of theirs.
    pub(in crate::commands) fn records(&self, checkups: Vec<Checkup>) -> Vec<Record> {
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for checkup in checkups {
            match checkup.record {
                Some(record) if !self.is_of_another(&record) => own.push(record),
                Some(record) => others.push(record.path),
                None if Place::of(&checkup.path).is_some() => others.push(checkup.path),
                None => {}
            }
        }
        if !others.is_empty() {
            self.left_out.lock().unwrap_or_else(PoisonError::into_inner).extend(others);
        }
        own
    }

    /// Whether a record in this folder of the service is on no page.
    pub(super) fn leaves_out(&self, folder: &str) -> bool {
        let left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        left_out.iter().any(|path| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// What is to be known of records that are on no page.
    pub(super) fn left_out(&self) -> Option<String> {
        let left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, more) = (left_out.first()?, left_out.len() - 1);
        let more =
            if more > 0 { format!(", and {}", plural(more, "more record", "more records")) } else { String::new() };
        Some(format!(
            "On no page: {first}{more}. What cannot be read as text, or is by its own words of another resident than the folder, is left out; `supportplan check` says what to do."
        ))
    }

    /// Whether a record says that it is of another resident of the service than the one whose folder it lies in.
    fn is_of_another(&self, record: &Record) -> bool {
        let is_resident = |said: &&str| is_reference(said) && self.press.context.residents.contains(*said);
        let said = record.value("resident").map(str::trim).filter(is_resident);
        said.is_some_and(|said| record.place.resident().is_some_and(|place| said != place))
    }

    /// Makes sure that pages may be put one by one among those that lie in the folder.
    ///
    /// # Errors
    /// They are of another edition.
    pub(super) fn admits(&self) -> Result<()> {
        Built::read(self.out).admits(self.press.edition, self.out)
    }

    /// Makes pages of those records of `groups` whose path `holds` says yes to, and an index of them.
    pub(super) fn groups(
        &self,
        service: &Service,
        groups: &[Group],
        holds: impl Fn(&str) -> bool + Sync,
    ) -> Result<Made> {
        let made =
            groups.par_iter().map(|group| self.print(&Folder::of(&self.records(service.check_group(group)?)), &holds));
        self.finish(made.collect::<Result<Vec<_>>>()?.concat())
    }

    /// Makes pages of those among the records of `folder` whose path `holds` says yes to.
    ///
    /// # Errors
    /// A template has a mistake, or a page cannot be written.
    pub(in crate::commands) fn print(&self, folder: &Folder<'_>, holds: impl Fn(&str) -> bool) -> Result<Vec<Entry>> {
        let records = folder.records.iter().copied();
        let chosen = records.filter(|record| holds(&record.path) && self.press.edition.has(record.kind()));
        let entries = chosen.map(|record| {
            let changed = self.changes.map(|changes| changes.page(&self.press, record, folder)).transpose()?.flatten();
            let page = match changed {
                Some(page) => page,
                None => self.press.record(record, &folder.records)?,
            };
            self.look(record, folder);
            self.write(&page)?;
            Ok(self.press.entry(record, &folder.records))
        });
        entries.collect()
    }

    /// Looks for abbreviations in a record that a resident is given to keep.
    pub(super) fn look(&self, record: &Record, folder: &Folder<'_>) {
        if self.press.edition.resident_copy && self.press.edition.has(record.kind()) {
            let called = folder.the(Kind::SupportPlan).and_then(|plan| plan.value("called"));
            self.abbreviations.look(record, called, self.press.context);
        }
    }

    /// Since when changes are shown, where pages show that.
    pub(super) fn since(&self) -> Option<&Since> {
        self.changes.map(|changes| changes.since)
    }

    /// The residents, files and folders that pages were asked for of; none where they were asked for of all.
    pub(super) fn named(&self) -> &[String] {
        self.changes.map_or(&[], |changes| changes.named)
    }

    /// Makes the index of pages that were made, and of those of all that lie in the folder beside them.
    ///
    /// # Errors
    /// As [`Output::finish_all`].
    pub(in crate::commands) fn finish(&self, entries: Vec<Entry>) -> Result<Made> {
        let others = Built::read(self.out).entries_but(&entries, self.out);
        self.finish_beside(entries, others)
    }

    /// Makes the index of pages that were made, which are all that there are.
    ///
    /// # Errors
    /// There are none, a template has a mistake, or the page cannot be written.
    pub(super) fn finish_all(&self, entries: Vec<Entry>) -> Result<Made> {
        self.finish_beside(entries, Vec::new())
    }

    fn finish_beside(&self, entries: Vec<Entry>, others: Vec<Entry>) -> Result<Made> {
        if entries.is_empty() {
            let why = self.left_out().map(|remark| format!(". {remark}")).unwrap_or_default();
            bail!(
                "there is no record here that could be printed. `supportplan check` says what is missing or cannot be read{why}"
            );
        }
        let index = self.press.index(&[entries.as_slice(), &others].concat())?;
        let written = self.written.load(Ordering::Relaxed);
        self.write(&index)?;
        self.new.is_all.store(true, Ordering::Relaxed);
        Ok(Made {
            pages: entries.into_iter().map(|entry| entry.path).collect(),
            written,
            index: self.out.join(&index.path),
        })
    }

    /// Writes a page, unless it lies there already as it is.
    ///
    /// # Errors
    /// Something that is no page of this program's lies in its place, or it cannot be written.
    pub(super) fn write(&self, page: &Page) -> Result<()> {
        let place = self.out.join(&page.path);
        if let Some(link) = link_to(self.out, &page.path) {
            bail!("{} is a link, which leads out of the folder for pages, so nothing is written there", link.display());
        }
        if store::exists(&place) {
            let there = if store::is_plain_file(&place) { Some(store::read(&place)?) } else { None };
            match there {
                Some(there) if there == page.html.as_bytes() => return Ok(()),
                Some(there) if page::is_ours(&there) => {}
                _ => bail!(
                    "{} is there already and is not a page of this program's, so it is not overwritten. Move it away, or make the pages in another folder",
                    place.display()
                ),
            }
        } else {
            self.new.pages.lock().unwrap_or_else(PoisonError::into_inner).push(place.clone());
        }
        self.written.fetch_add(1, Ordering::Relaxed);
        store::write_page(&place, page.html.as_bytes())
    }
}

/// Pages that were not there before. Unless these are all that were to be made, they are taken away again: of a part of them nobody can tell what is
/// missing.
struct New<'p> {
    out: &'p Path,
    pages: Mutex<Vec<PathBuf>>,
    is_all: AtomicBool,
}

impl Drop for New<'_> {
    fn drop(&mut self) {
        if self.is_all.load(Ordering::Relaxed) {
            return;
        }
        for page in self.pages.get_mut().unwrap_or_else(PoisonError::into_inner) {
            // Why the pages could not be made is told; what stays is a whole page.
            let _ = store::remove_if_there(page).and_then(|()| store::remove_emptied(page, self.out));
        }
    }
}

/// The link that leads out of the folder `out` on the way to the page at `path`.
pub(super) fn link_to(out: &Path, path: &str) -> Option<PathBuf> {
    path.match_indices('/').map(|(at, _)| out.join(&path[..at])).find(|folder| store::is_link(folder))
}

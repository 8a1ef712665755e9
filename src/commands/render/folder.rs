//! A resident's records, and what several of their pages are made from.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::Result;
use chrono::NaiveDate;

use super::Output;
use super::sheets::{self, Sheet};
use crate::cycle::progress::Progress;
use crate::page::changes::Views;
use crate::record::{Kind, Record};
use crate::redline::steps::Life;
use crate::service::{Service, steps::Histories};

/// The records of a resident, or of the team, whose pages are made together.
pub(in crate::commands) struct Folder<'r> {
    /// The records.
    pub(super) all: &'r [Record],
    /// The same one by one, as pages take them.
    pub(in crate::commands) records: Vec<&'r Record>,
    /// The lives that were read, by the paths of the records.
    lives: RefCell<HashMap<String, Rc<Lived>>>,
    sheet: OnceCell<Option<Sheet>>,
    progress: OnceCell<Option<Progress>>,
}

/// The whole life of a record.
pub(super) struct Lived {
    /// Its versions, what each of them says and what it did.
    pub(super) life: Life,
    /// What was made of the versions for one page and is shown on others too.
    pub(super) views: Views,
}

impl<'r> Folder<'r> {
    /// The folder that holds these records.
    pub(in crate::commands) fn of(records: &'r [Record]) -> Self {
        Self {
            all: records,
            records: records.iter().collect(),
            lives: RefCell::default(),
            sheet: OnceCell::new(),
            progress: OnceCell::new(),
        }
    }

    /// The same where it is known already what has come of the support, since moving in.
    pub(super) fn with_progress(self, progress: Option<&Progress>) -> Self {
        if let Some(progress) = progress {
            _ = self.progress.set(Some(progress.clone()));
        }
        self
    }

    /// The one record of its kind, such as the support plan.
    pub(super) fn the(&self, kind: Kind) -> Option<&'r Record> {
        self.records.iter().copied().find(|record| record.kind() == kind)
    }

    /// The whole life of one of the records, which is read when it is first asked for.
    ///
    /// # Errors
    /// The history cannot be read.
    pub(super) fn life(&self, record: &Record, histories: &Histories<'_>) -> Result<Rc<Lived>> {
        if let Some(life) = self.lives.borrow().get(&record.path) {
            return Ok(Rc::clone(life));
        }
        let life = Rc::new(Lived { life: histories.life(&record.path)?, views: Views::default() });
        self.lives.borrow_mut().insert(record.path.clone(), Rc::clone(&life));
        Ok(life)
    }

    /// The resident's sheet for the week at hand; none where there is no plan, or no such page in this edition.
    pub(super) fn sheet(&self, service: &Service, output: &Output<'_>) -> Option<&Sheet> {
        self.sheet.get_or_init(|| sheets::sheet(service, self, output)).as_ref()
    }

    /// The sheet alone, where it was made.
    pub(super) fn into_sheet(self) -> Option<Sheet> {
        self.sheet.into_inner().flatten()
    }

    /// What has come of the support since the week of `since`, or since moving in; none where no support plan can be read.
    ///
    /// # Errors
    /// The resident's folder cannot be looked into.
    pub(super) fn progress(&self, service: &Service, since: Option<NaiveDate>) -> Result<Option<&Progress>> {
        if let Some(progress) = self.progress.get() {
            return Ok(progress.as_ref());
        }
        let resident = self.records.iter().find_map(|record| record.place.resident());
        let progress = resident.map(|resident| service.progress_from(resident, self.all, since)).transpose()?;
        Ok(self.progress.get_or_init(|| progress.and_then(Result::ok)).as_ref())
    }
}

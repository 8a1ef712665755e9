//! Records made as the commands make them: the scaffold of a template, answers put in, and the hints taken out again.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};

use crate::check::Context;
use crate::record::{self, Kind, Place, Record, Settings, Wording, edit, model};
use crate::scaffold::answers;
use crate::template::Templates;
use crate::text;

/// What the commands have at hand when they make a record.
pub(super) struct Maker {
    pub(super) templates: Templates,
    pub(super) context: Context,
}

impl Maker {
    /// In a service with these settings, on a day when it does not matter which it is.
    pub(super) fn new(settings: &str) -> Result<Self> {
        let place = Place { kind: Kind::Settings, values: std::collections::BTreeMap::new() };
        let reading = record::read("supportplan.yaml", place, settings.as_bytes().to_vec(), &Wording::default());
        let settings = reading.record.as_ref().and_then(model::of::<Settings>).context("made-up settings are sound")?;
        let context = Context::new(settings, BTreeSet::new(), chrono::NaiveDate::default());
        Ok(Self { templates: Templates::new(Vec::new())?, context })
    }

    /// The text at `path` as a record.
    pub(super) fn read(&self, path: &str, text: String) -> Result<Record> {
        let place = Place::of(path).context("a made-up record has a place")?;
        let record = record::read(path, place, text.into_bytes(), &self.context.wording).record;
        record.context("a made-up record can be read")
    }

    /// The record at `path`: the scaffold with the answers put in.
    pub(super) fn fill_in(&self, path: &str, scaffold: String, given: String) -> Result<Record> {
        let scaffold = self.read(path, scaffold)?;
        let written = edit::hints(&scaffold).map(|hint| edit::hint_text(&scaffold, hint)).collect();
        let filled = self.read(path, answers::put_in(&scaffold, &self.read(path, given)?))?;
        self.read(path, text::apply(&filled.text, edit::without_guidance(&filled, &written)))
    }
}

/// A record as it is saved: its path and its text.
pub(super) fn saved(record: &Record) -> (String, String) {
    (record.path.clone(), record.text.clone())
}

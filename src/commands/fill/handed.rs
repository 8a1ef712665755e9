//! What is handed over to a command on its command line: a part of a record in a file, or from standard input.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error, Result, anyhow, bail};

use crate::check::{self, Checkup};
use crate::commands::Ui;
use crate::commands::cli::Global;
use crate::finding::Severity;
use crate::record::{self, Place, Record};
use crate::report;
use crate::service::repository::Repo;
use crate::service::{Service, drafts, store};

/// What was handed over. Where it can be read only once, it is kept inside git's folder until its record is saved.
#[derive(Debug)]
pub(in crate::commands) struct Handed {
    /// What findings call it.
    name: String,
    bytes: Vec<u8>,
    /// Whether it can be read again where it came from.
    is_file: bool,
    /// The option that names it.
    option: &'static str,
    /// Where it is kept, or why it is not.
    kept: Option<Result<PathBuf>>,
}

/// How much is read: as much as tells that it is too large for a record.
const MOST: usize = record::MAX_BYTES + 1;

impl Handed {
    /// Reads `file`, or standard input for `-`.
    ///
    /// # Errors
    /// It cannot be read.
    pub(in crate::commands) fn read(file: &Path, option: &'static str, global: &Global) -> Result<Self> {
        let (name, bytes, is_file) = if file.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let stdin = std::io::stdin().lock();
            stdin.take(MOST as u64).read_to_end(&mut bytes).context("cannot read from standard input")?;
            ("standard input".to_owned(), bytes, false)
        } else {
            let full = global.dir.join(file);
            (file.display().to_string(), store::read_start(&full, MOST)?, store::is_plain_file(&full))
        };
        Ok(Self { name, bytes, is_file, option, kept: None })
    }

    /// Keeps what can be read only once. `path` is that of the record that it is for, as far as that is known.
    pub(in crate::commands) fn keep(&mut self, repo: &Repo, path: Option<&str>) {
        if !self.is_file && !self.bytes.is_empty() {
            self.kept = Some(drafts::keep_answers(repo, path, &self.bytes));
        }
    }

    /// Its bytes, as they were handed over.
    pub(in crate::commands) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// It as a part of the record at `path`, or what is wrong with it.
    ///
    /// # Errors
    /// There is no place for a record at `path`.
    pub(in crate::commands) fn record(&self, service: &Service, path: &str) -> Result<Result<Record, Checkup>> {
        let Some(place) = Place::of(path) else { bail!("{path} is no place for a record") };
        let reading = record::read(path, place.clone(), self.bytes.clone(), &service.context.wording);
        let group = place.resident().map_or_else(|| service.team(), |resident| service.group_of(resident))?;
        let others = group.files.into_iter().filter(|file| check::is_record_path(file));
        let others =
            others.map(|file| service.record(&file).map(|record| (file, record))).collect::<Result<Vec<_>>>()?;
        let mut checkup = check::partial(&self.name, reading, &others, &service.context);
        Ok(match checkup.record.take() {
            Some(record) if checkup.count(Severity::Error) == 0 => Ok(record),
            _ => Err(checkup),
        })
    }

    /// Says what is wrong with it, and how to go on. `what` is what it is.
    ///
    /// # Errors
    /// Nothing can be said.
    pub(in crate::commands) fn refuse(&self, checkup: &Checkup, what: &str, ui: &mut Ui) -> Result<()> {
        ui.result(&report::findings(checkup, ui.style()))?;
        ui.note(&match &self.kept {
            None => format!("Nothing was written. Mend the {what}, then run this again."),
            Some(Ok(kept)) => format!(
                "No record was written. What was handed over is kept in {}. Mend it there, then run this again with {} '{0}'.",
                kept.display(),
                self.option
            ),
            Some(Err(error)) => {
                format!("Nothing was written, and the {what} could not be kept: {error:#}. Hand it over again, mended.")
            }
        })?;
        Ok(())
    }

    /// The error of a command that could not go on, with what has become of what was handed over.
    pub(in crate::commands) fn with_place(&self, error: Error) -> Error {
        match &self.kept {
            None => error,
            Some(Ok(kept)) => anyhow!(
                "{error:#}. What was handed over is kept in {}; {} '{0}' takes it from there",
                kept.display(),
                self.option
            ),
            Some(Err(not_kept)) => anyhow!("{error:#}. What was handed over could not be kept: {not_kept:#}"),
        }
    }
}

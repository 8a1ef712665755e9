//! What is asked of the history: about which records, and what of each.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;
use rayon::prelude::*;

use crate::cycle::Week;
use crate::record::{self, Kind, Place, content_hash, model};
use crate::service::repository::Repo;
use crate::service::{Group, SETTINGS};

/// All that is asked.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The service's folder in the repository: empty, or ending in `/`.
    prefix: String,
    /// The folders in which the records lie, by their path in the repository.
    folders: BTreeSet<String>,
    /// The records, each with the day that it says it is of.
    pub(super) records: BTreeMap<String, NaiveDate>,
    /// By resident, the content hashes of the plans that closed formal reviews name.
    pub(super) plans: BTreeMap<String, BTreeSet<String>>,
    /// The closed formal reviews, each with the content hash of what it says now.
    pub(super) closed: BTreeMap<String, String>,
}

/// What one record asks.
struct One<'p> {
    path: &'p str,
    place: Place,
    date: Option<NaiveDate>,
    /// The content hash of a closed formal review, and of the plans that it names.
    closed: Option<(String, Vec<String>)>,
}

impl Asked {
    /// What the records of `groups` ask that `holds` says yes to, where they say what `bytes` gives.
    ///
    /// # Errors
    /// A record cannot be read.
    pub(super) fn new(
        repo: &Repo,
        groups: &[Group],
        holds: impl Fn(&str) -> bool,
        bytes: impl Fn(&str) -> Result<Option<Vec<u8>>> + Sync,
    ) -> Result<Self> {
        let mut asked = Self { prefix: repo.prefix.clone(), ..Self::default() };
        let files = groups.iter().flat_map(|group| &group.files).filter(|path| holds(path));
        let placed: Vec<(&str, Place)> = files.filter_map(|path| Some((path.as_str(), Place::of(path)?))).collect();
        let ones = placed.into_par_iter().with_min_len(64).map(|(path, place)| one(path, place, &bytes));
        for one in ones.collect::<Result<Vec<_>>>()? {
            asked.add(one);
        }
        Ok(asked)
    }

    fn add(&mut self, one: One<'_>) {
        let Some(date) = one.date else { return };
        self.records.insert(one.path.to_owned(), date);
        let resident = one.place.resident();
        let folder = resident.map_or("team".to_owned(), |resident| format!("residents/{resident}"));
        self.folders.insert(format!("{}{folder}", self.prefix));
        if let (Some((hash, plans)), Some(resident)) = (one.closed, resident) {
            self.closed.insert(one.path.to_owned(), hash);
            self.plans.entry(resident.to_owned()).or_default().extend(plans);
        }
    }

    /// The service's folder in the repository: empty, or ending in `/`.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// How many folders the service's own lies in.
    pub(super) fn depth(&self) -> usize {
        self.prefix.matches('/').count()
    }

    /// Whether what lies at `path` in the repository is asked about, or is on the way to it.
    pub(super) fn leads_to(&self, path: &str, is_folder: bool) -> bool {
        let Some(inside) = path.strip_prefix(&self.prefix) else {
            return is_folder && self.prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        };
        match inside.split('/').collect::<Vec<_>>().as_slice() {
            [SETTINGS] => !is_folder,
            ["residents"] => is_folder,
            ["team"] | ["residents", _] => is_folder && self.folders.contains(path),
            ["team" | "residents", ..] => is_folder || inside.ends_with(".md"),
            _ => false,
        }
    }
}

/// What the record at `path` asks. One without a day of its own asks nothing.
fn one<'p>(path: &'p str, place: Place, bytes: &impl Fn(&str) -> Result<Option<Vec<u8>>>) -> Result<One<'p>> {
    let bytes = || Ok::<_, anyhow::Error>(bytes(path)?.unwrap_or_default());
    let named = |key: &str| place.values.get(key).and_then(|value| model::date(value));
    let (date, closed) = match place.kind {
        Kind::WeeklyReview => (place.values.get("week").and_then(|week| Week::parse(week)).map(Week::sunday), None),
        Kind::Incident | Kind::TeamReflection | Kind::PlanAudit => (named("date"), None),
        Kind::SupportPlan => (day(&bytes()?, "moved_in"), None),
        Kind::SafetyPlan => (day(&bytes()?, "started"), None),
        Kind::FormalReview => (named("prepared"), closed(&bytes()?)),
        Kind::Settings | Kind::Referral | Kind::Assessment => (None, None),
    };
    Ok(One { path, place, date, closed })
}

fn day(bytes: &[u8], key: &str) -> Option<NaiveDate> {
    model::date(&record::one_value(bytes, key)?)
}

fn closed(bytes: &[u8]) -> Option<(String, Vec<String>)> {
    if !is_closed(bytes) {
        return None;
    }
    let plans = ["reviewed", "agreed"].into_iter().filter_map(|key| record::one_value(bytes, key));
    Some((content_hash(std::str::from_utf8(bytes).ok()?), plans.collect()))
}

/// Whether the formal review in `bytes` is closed.
pub(super) fn is_closed(bytes: &[u8]) -> bool {
    record::one_value(bytes, "stage").as_deref() == Some("closed")
}

//! What is asked of the history: about which records, and what of each.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use chrono::NaiveDate;
use git2::Oid;
use rayon::prelude::*;
use sha1::{Digest as _, Sha1};

use super::Bytes;
use super::changes::Scope;
use crate::cycle::Week;
use crate::record::{self, Kind, Place, model};
use crate::service::repository::Repo;
use crate::service::{Group, SETTINGS};

/// All that is asked.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The service's folder in the repository: empty, or ending in `/`.
    prefix: String,
    /// The folders in which the records lie, by their path in the repository.
    pub(super) folders: HashSet<String>,
    /// The names of those that are residents'.
    residents: HashSet<Vec<u8>>,
    /// The records, each with the day that it says it is of.
    pub(super) records: HashMap<String, NaiveDate>,
    /// By the path of a plan, the content hashes of those of its versions that closed formal reviews name.
    pub(super) plans: HashMap<String, HashSet<String>>,
    /// The closed formal reviews, each with the name that git has for what lies in the folder.
    pub(super) closed: HashMap<String, Oid>,
}

/// What one record asks.
struct One<'p> {
    path: &'p str,
    resident: Option<String>,
    date: NaiveDate,
    /// Git's name for a closed formal review, and the content hashes of the plans that it names.
    closed: Option<(Oid, Vec<String>)>,
}

impl Asked {
    /// What the records of `groups` ask that `holds` says yes to, where they say what `bytes` gives.
    ///
    /// # Errors
    /// A record cannot be read.
    pub(super) fn new(repo: &Repo, groups: &[Group], holds: impl Fn(&str) -> bool, bytes: &Bytes) -> Result<Self> {
        let mut asked = Self { prefix: repo.prefix.clone(), ..Self::default() };
        let files = groups.iter().flat_map(|group| &group.files).filter(|path| holds(path));
        let files: Vec<&String> = files.collect();
        let ones = files.into_par_iter().with_min_len(64).filter_map(|path| one(path, bytes).transpose());
        for one in ones.collect::<Result<Vec<_>>>()? {
            asked.add(one);
        }
        Ok(asked)
    }

    fn add(&mut self, one: One<'_>) {
        self.records.insert(one.path.to_owned(), one.date);
        let resident = one.resident.as_deref();
        let folder = resident.map_or("team".to_owned(), |resident| format!("residents/{resident}"));
        self.folders.insert(format!("{}{folder}", self.prefix));
        self.residents.extend(resident.map(|resident| resident.as_bytes().to_owned()));
        if let (Some((blob, plans)), Some(resident)) = (one.closed, resident) {
            self.closed.insert(one.path.to_owned(), blob);
            let plan = Place::path(Kind::SupportPlan, &[("resident", resident)]);
            self.plans.entry(plan).or_default().extend(plans);
        }
    }
}

impl Scope for Asked {
    const DEEPEST: usize = 8;
    const GONE: bool = false;

    fn prefix(&self) -> &str {
        &self.prefix
    }

    fn leads_to(&self, path: &str, is_folder: bool) -> bool {
        let Some(inside) = path.strip_prefix(&self.prefix) else {
            return is_folder && self.prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        };
        match inside.split_once('/') {
            None if inside == SETTINGS => !is_folder,
            None if inside == "residents" => is_folder,
            None => is_folder && inside == "team" && self.folders.contains(path),
            Some(("residents", resident)) if !resident.contains('/') => is_folder && self.folders.contains(path),
            Some(("team" | "residents", _)) => is_folder || inside.ends_with(".md"),
            Some(_) => false,
        }
    }

    fn passes_by(&self, folder: &str, name: &[u8]) -> bool {
        folder.strip_prefix(self.prefix.as_str()) == Some("residents") && !self.residents.contains(name)
    }

    /// Of some files, all versions are asked about, and not the first alone.
    fn takes(&self, path: &str, is_new: bool) -> bool {
        is_new || self.closed.contains_key(path) || self.plans.contains_key(path)
    }
}

/// What the record at `path` asks. One without a day of its own asks nothing.
fn one<'p>(path: &'p str, bytes: &Bytes) -> Result<Option<One<'p>>> {
    let Some(place) = Place::of(path) else { return Ok(None) };
    let bytes = || Ok::<_, anyhow::Error>(bytes(path)?.unwrap_or_default());
    let named = |key: &str| place.values.get(key).and_then(|value| model::date(value));
    let (date, closed) = match place.kind {
        Kind::WeeklyReview => (place.values.get("week").and_then(|week| Week::parse(week)).map(Week::sunday), None),
        Kind::Incident | Kind::TeamReflection | Kind::PlanAudit => (named("date"), None),
        Kind::SupportPlan => (day(&bytes()?, "moved_in"), None),
        Kind::SafetyPlan => (day(&bytes()?, "started"), None),
        Kind::FormalReview => (named("prepared"), closed(&bytes()?)),
        Kind::Settings | Kind::Referral | Kind::Assessment => return Ok(None),
    };
    let resident = place.resident().map(str::to_owned);
    Ok(date.map(|date| One { path, resident, date, closed }))
}

fn day(bytes: &[u8], key: &str) -> Option<NaiveDate> {
    model::date(&record::one_value(bytes, key)?)
}

fn closed(bytes: &[u8]) -> Option<(Oid, Vec<String>)> {
    if !is_closed(bytes) {
        return None;
    }
    let plans = ["reviewed", "agreed"].into_iter().filter_map(|key| record::one_value(bytes, key));
    Some((blob(bytes)?, plans.collect()))
}

/// The name that git has for a file with this content.
fn blob(bytes: &[u8]) -> Option<Oid> {
    let hash = Sha1::new().chain_update(format!("blob {}\0", bytes.len())).chain_update(bytes).finalize();
    Oid::from_bytes(&hash).ok()
}

/// Whether the formal review in `bytes` is closed.
pub(super) fn is_closed(bytes: &[u8]) -> bool {
    record::one_value(bytes, "stage").as_deref() == Some("closed")
}

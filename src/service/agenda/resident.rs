//! Reading what decides what is due for one resident.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::front::{State, front};
use super::listed::{self, Names, Shut};
use crate::cycle::agenda::{Formal, Hidden, Plan, Resident, Safety, Weekly};
use crate::cycle::{REVIEWS_ASKED, Stay, Week};
use crate::record::model::{self, FormalReview, Incident, SafetyPlan, SupportPlan, WeeklyReview};
use crate::record::{Kind, Place};
use crate::service::store::{self, Entry, Listed};
use crate::service::{Service, is_reference};

/// How many formal reviews that were gone through are read: the last two, and the one that they are counted from.
const FORMAL_READ: usize = 3;

/// The folder of one resident, on a day.
pub(super) struct Reader<'s> {
    service: &'s Service,
    /// Its path in the service's folder.
    path: String,
    entries: Vec<Listed>,
    on: NaiveDate,
    hidden: Vec<(Hidden, String)>,
}

impl<'s> Reader<'s> {
    /// Looks into the resident's folder.
    pub(super) fn new(service: &'s Service, reference: &str, on: NaiveDate) -> Result<Self, Shut> {
        if !is_reference(reference) {
            return Err(Shut { what: Hidden::Folder, path: "residents".to_owned() });
        }
        let path = format!("residents/{reference}");
        let entries = listed::entries(service, &path)?;
        Ok(Self { service, path, entries, on, hidden: Vec::new() })
    }

    /// What decides what is due for the resident.
    pub(super) fn read(mut self, reference: &str) -> Result<Resident, Shut> {
        let plan = self.plan();
        let safety_plan = self.safety_plan();
        let updated = match &safety_plan {
            Safety::There(safety) => Some(safety.updated),
            Safety::Missing | Safety::Hidden | Safety::Begun => None,
        };
        let (weekly, formal, incidents) = (self.names("weekly")?, self.names("formal")?, self.names("incidents")?);
        let has_records = !(weekly.is_empty() && formal.is_empty() && incidents.is_empty());
        let weekly = self.weekly(&weekly, updated);
        let (formal, unclear_formal) = self.formal(&formal);
        let incidents = self.incidents(&incidents, updated);
        let (reference, hidden) = (reference.to_owned(), self.hidden);
        Ok(Resident { reference, plan, safety_plan, weekly, formal, unclear_formal, has_records, incidents, hidden })
    }

    fn names(&self, inner: &str) -> Result<Names, Shut> {
        Names::of(self.service, &self.path, &self.entries, inner)
    }

    fn full(&self, path: &str) -> PathBuf {
        self.service.full(path)
    }

    fn hide(&mut self, what: Hidden, path: String) {
        self.hidden.push((what, path));
    }

    /// The record `name` of the folder itself; none where there is none.
    fn own<T: serde::de::DeserializeOwned>(&self, name: &str, kind: Kind) -> Option<State<T>> {
        Some(match self.entries.iter().find(|entry| entry.name == name)?.kind {
            Entry::File => front(&self.full(&format!("{}/{name}", self.path)), kind),
            _ => State::Unclear,
        })
    }

    fn plan(&self) -> Plan {
        let begun = |values: &Value| match model::of_values::<Stay<'static>>(values) {
            Some(stay) => Plan::Begun(stay),
            None if values.get("moved_in").is_none_or(Value::is_null) => Plan::NoDay,
            None => Plan::Hidden,
        };
        match self.own::<Value>("plan.md", Kind::SupportPlan) {
            None => Plan::Missing,
            Some(State::Unclear) => Plan::Hidden,
            Some(State::Begun(values)) => begun(&values),
            Some(State::Whole(values)) => match (model::of_values(&values), model::of_values::<SupportPlan>(&values)) {
                (Some(stay), Some(plan)) if !plan.outcomes.is_empty() => Plan::There(stay),
                _ => begun(&values),
            },
        }
    }

    fn safety_plan(&mut self) -> Safety {
        match self.own::<SafetyPlan>("safety-plan.md", Kind::SafetyPlan) {
            None => Safety::Missing,
            Some(State::Unclear) => {
                self.hide(Hidden::SafetyPlan, format!("{}/safety-plan.md", self.path));
                Safety::Hidden
            }
            Some(State::Whole(plan)) => Safety::There(plan),
            // One that was updated before is there, also while somebody writes in it.
            Some(State::Begun(values)) => match model::of_values::<SafetyPlan>(&values) {
                Some(plan) if plan.updated > plan.started => Safety::There(plan),
                _ => Safety::Begun,
            },
        }
    }

    /// The weekly reviews, of which those are read that may still ask for an update of the safety plan of the day `updated`, or say that
    /// somebody looked at it.
    fn weekly(&mut self, names: &Names, updated: Option<NaiveDate>) -> Weekly {
        let mut weekly = Weekly { held: names.read(Week::parse, &mut self.hidden), ..Weekly::default() };
        let last = weekly.held.partition_point(|week| week.monday() <= self.on);
        for week in weekly.held[..last].iter().rev() {
            let (path, state) = self.state::<Value>(names, &week.to_string(), Kind::WeeklyReview);
            let (values, is_begun) = match state {
                State::Whole(values) => (values, false),
                State::Begun(values) => (values, true),
                State::Unclear => (Value::Null, false),
            };
            if is_begun && weekly.latest.is_empty() {
                weekly.begun.push(*week);
                continue;
            }
            let review = match deciding(&values) {
                Some(review) if review.safety_plan.is_some() || review.missed.is_some() => review,
                None if !is_begun => {
                    weekly.unclear.push(*week);
                    self.hide(Hidden::WeeklyReview, path);
                    continue;
                }
                _ => {
                    self.hide(Hidden::UnfinishedReview(*week), path);
                    continue;
                }
            };
            // Reviews before the last update ask for nothing any more.
            let is_enough = updated.is_none_or(|updated| review.date <= updated) && review.date <= self.on;
            weekly.latest.insert(0, review);
            if is_enough || weekly.latest.len() == REVIEWS_ASKED {
                break;
            }
        }
        weekly.held.retain(|week| !weekly.begun.contains(week));
        weekly
    }

    /// The path of one of these records, and what its front matter says.
    fn state<T: DeserializeOwned>(&self, names: &Names, name: &str, kind: Kind) -> (String, State<T>) {
        let path = format!("{}/{name}.md", names.folder);
        let state = if names.is_odd(name) { State::Unclear } else { front(&self.full(&path), kind) };
        (path, state)
    }

    /// The latest formal reviews, and those that cannot be read.
    fn formal(&mut self, names: &Names) -> (Vec<Formal>, Vec<(usize, NaiveDate)>) {
        let days: Vec<NaiveDate> = names.read(model::date, &mut self.hidden);
        let days: Vec<NaiveDate> = days.into_iter().filter(|day| *day <= self.on).collect();
        let (mut read, mut unclear, mut held) = (Vec::new(), Vec::new(), 0);
        for (at, day) in days.iter().enumerate().rev() {
            let (path, state) = self.state::<FormalReview>(names, &day.to_string(), Kind::FormalReview);
            let (review, is_begun) = match state {
                State::Whole(review) => (Some(review), false),
                // What is not complete is at its beginning.
                State::Begun(_) => (model::of_values(&json!({"prepared": day.to_string(), "stage": "prepared"})), true),
                State::Unclear => (None, false),
            };
            let Some(review) = review else {
                unclear.push((at + 1, *day));
                self.hide(Hidden::FormalReview, path);
                continue;
            };
            held += usize::from(matches!(review.stage.as_str(), "discussed" | "closed"));
            read.insert(0, Formal { review, is_begun, round: at + 1 });
            if held == FORMAL_READ {
                break;
            }
        }
        (read, unclear)
    }

    /// The incidents after the last update of the safety plan.
    fn incidents(&mut self, names: &Names, updated: Option<NaiveDate>) -> Vec<Incident> {
        let Some(updated) = updated else { return Vec::new() };
        let mut incidents = Vec::new();
        let folder = names.folder.as_str();
        let day = |name: &str| model::date(Place::of(&format!("{folder}/{name}.md"))?.values.get("date")?);
        let of_name = |name: &str| day(name).map(|day| (day, name.to_owned()));
        for (_, name) in names.read(of_name, &mut self.hidden).into_iter().filter(|(day, _)| *day > updated) {
            let path = format!("{folder}/{name}.md");
            let state = if names.is_odd(&name) { State::Unclear } else { front(&self.full(&path), Kind::Incident) };
            match state {
                State::Whole(incident) => incidents.push(incident),
                State::Begun(_) | State::Unclear => self.hide(Hidden::Incident, path),
            }
        }
        incidents
    }
}

/// What of a weekly review decides what is due.
fn deciding(values: &Value) -> Option<WeeklyReview> {
    const KEYS: [&str; 5] = ["week", "date", "by", "missed", "safety_plan"];
    let kept = KEYS.iter().filter_map(|key| Some(((*key).to_owned(), values.get(key)?.clone())));
    model::of_values(&Value::Object(kept.collect()))
}

/// What lies among the folders of residents and is no folder.
pub(super) fn strays(service: &Service) -> Result<Vec<Shut>, Shut> {
    let residents = "residents".to_owned();
    if store::is_link(&service.full(&residents)) {
        return Err(Shut { what: Hidden::Link, path: residents });
    }
    let entries = listed::entries(service, &residents)?;
    let strays = entries.into_iter().filter(|entry| !matches!(entry.kind, Entry::Folder | Entry::File));
    Ok(strays
        .map(|entry| match is_reference(&entry.name) {
            true => Shut { what: Hidden::Link, path: format!("{residents}/{}", entry.name) },
            false => Shut { what: Hidden::Folder, path: residents.clone() },
        })
        .collect())
}

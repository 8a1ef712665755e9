//! The records that a resident's life in the service begins with.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::trial::{DAY, RESIDENT, data};
use super::{choices, filled, hint, one_line};
use crate::check::Context;
use crate::cycle;
use crate::record::{Kind, Record, heading_for};
use crate::template::Templates;

/// What the templates of a new resident's records are given.
#[derive(Debug, Serialize)]
pub struct Beginning {
    /// The resident's reference.
    pub resident: String,
    /// What they like to be called, where that is known.
    pub called: Option<String>,
    /// The day of moving in.
    pub moved_in: NaiveDate,
    /// The key worker's staff id, where that is known.
    pub key_worker: Option<String>,
    /// The staff id of who begins the records, where that is known.
    pub by: Option<String>,
    levels: Vec<String>,
    sources: Vec<String>,
    in_three_months: NaiveDate,
    /// Whether there is a referral to carry risks from.
    referred: bool,
    risks: Vec<CarriedRisk>,
}

#[derive(Debug, Serialize)]
struct CarriedRisk {
    id: String,
    heading: String,
    words: String,
}

impl Beginning {
    /// For a resident of whom only this is known.
    pub fn new(resident: &str, moved_in: NaiveDate, context: &Context) -> Self {
        Self {
            resident: resident.to_owned(),
            called: None,
            moved_in,
            key_worker: None,
            by: None,
            levels: context.levels.iter().map(|level| level.id.clone()).collect(),
            sources: Vec::new(),
            in_three_months: cycle::months_after(moved_in, 3),
            referred: false,
            risks: Vec::new(),
        }
    }

    /// Carries the risks of a referral into what is begun, those that it sets aside left out.
    pub fn carry_risks(&mut self, referral: &Record) {
        self.referred = referral.values.get("risks").is_some_and(serde_json::Value::is_array);
        let open = referral.list("risks").iter().filter(|risk| risk.get("set_aside").is_none());
        let ids = open.filter_map(|risk| risk.get("id").and_then(serde_json::Value::as_str));
        self.risks = ids
            .map(|id| {
                let item = referral.outline.item("risks", id);
                CarriedRisk {
                    id: id.to_owned(),
                    heading: item.map_or_else(|| heading_for(id), |item| one_line(&item.heading.text)),
                    words: item.map(|item| hint(&referral.words(item.text))).unwrap_or_default(),
                }
            })
            .collect();
    }

    /// The text of one of the records that a resident's life in the service begins with.
    ///
    /// # Errors
    /// The template, if the service has its own, has a mistake.
    pub fn render(&mut self, templates: &Templates, kind: Kind, context: &Context) -> Result<String> {
        self.sources = choices(kind, "source");
        filled(templates, kind, self, context)
    }
}

/// What the templates are tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let unknown = Beginning { sources: choices(Kind::Referral, "source"), ..Beginning::new(RESIDENT, DAY, context) };
    let staff = || super::staff_ids(context).into_iter().next();
    let risk = CarriedRisk { id: "burns".to_owned(), heading: "Burns".to_owned(), words: "Two words.".to_owned() };
    let known = Beginning {
        called: Some("Sam".to_owned()),
        key_worker: staff(),
        by: staff(),
        sources: choices(Kind::Referral, "source"),
        referred: true,
        risks: vec![risk],
        ..Beginning::new(RESIDENT, DAY, context)
    };
    vec![data(&unknown), data(&known)]
}

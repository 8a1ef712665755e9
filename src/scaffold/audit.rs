//! A new plan audit: how its sample was drawn, and what `check` finds in the plans that were drawn.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::looked_back::LookedBack;
use super::trial::{DAY, RESIDENT, data};
use super::{filled, sample, staff_ids};
use crate::check::Context;
use crate::record::{Kind, heading_for};
use crate::template::Templates;

/// What an audit's template is given.
#[derive(Debug, Serialize)]
pub(super) struct Audit {
    date: NaiveDate,
    by: Option<String>,
    staff: Vec<String>,
    sampled: Vec<String>,
    drawn_from: usize,
    seed: String,
    /// Whether the seed is the day of the audit, which nobody picked.
    seed_is_day: bool,
    findings: Vec<Found>,
}

/// A kind of finding in the plans that were drawn.
#[derive(Debug, Serialize)]
struct Found {
    id: &'static str,
    heading: String,
    code: &'static str,
    meaning: &'static str,
    /// `once`, or `3 times`.
    times: String,
    residents: Vec<String>,
}

/// Which audit is begun.
#[derive(Debug, Clone, Copy)]
pub struct AuditBeginning<'b> {
    /// The day.
    pub date: NaiveDate,
    /// The staff id of who makes it, where that is known.
    pub by: Option<&'b str>,
    /// What the draw began with.
    pub seed: &'b str,
    /// The residents who were drawn.
    pub sampled: &'b [&'b str],
    /// From how many they were drawn.
    pub drawn_from: usize,
}

/// The text of a new audit. `back` is what checking the plans that were drawn has shown; each kind of finding that asks for something is an item
/// to begin with.
///
/// # Errors
/// The template, if the service has its own, has a mistake.
pub fn audit(
    templates: &Templates,
    beginning: AuditBeginning<'_>,
    back: &LookedBack,
    context: &Context,
) -> Result<String> {
    let found = back.judged().map(|(code, found)| Found {
        id: code.name(),
        heading: heading_for(code.name()),
        code: code.number(),
        meaning: code.meaning(),
        times: match found.values().sum::<usize>() {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        },
        residents: found.keys().flatten().cloned().collect(),
    });
    let view = Audit {
        date: beginning.date,
        by: beginning.by.map(str::to_owned),
        staff: staff_ids(context),
        sampled: beginning.sampled.iter().map(|resident| (*resident).to_owned()).collect(),
        drawn_from: beginning.drawn_from,
        seed: beginning.seed.to_owned(),
        seed_is_day: beginning.seed == sample::usual_seed(beginning.date),
        findings: found.collect(),
    };
    filled(templates, Kind::PlanAudit, &view, context)
}

/// What the template is tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let staff = staff_ids(context);
    let found = Found {
        id: "steady-help",
        heading: "Steady help".to_owned(),
        code: "D006",
        meaning: "The help does not become less.",
        times: "once".to_owned(),
        residents: vec![RESIDENT.to_owned()],
    };
    let sample = |by: Option<String>, seed: &str, findings| Audit {
        date: DAY,
        by,
        staff: staff.clone(),
        sampled: vec![RESIDENT.to_owned()],
        drawn_from: 3,
        seed: seed.to_owned(),
        seed_is_day: seed == sample::usual_seed(DAY),
        findings,
    };
    let known = sample(staff.first().cloned(), &sample::usual_seed(DAY), vec![found]);
    vec![data(&known), data(&sample(None, "larch", Vec::new()))]
}

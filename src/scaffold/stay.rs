//! A resident's time in the service: away, back, and moved on. The plan's text becomes the changed text, and nothing else in it is
//! touched. Days that cannot be are refused.

use anyhow::{Result, bail};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::trial::{DAY, data};
use super::{filled_from, item};
use crate::check::Context;
use crate::record::insert::{self, New, NewEntry};
use crate::record::model::{Away, SupportPlan};
use crate::record::{Record, Schema, Wording};
use crate::template::Templates;
use crate::text;

/// What the template of a leaving is given.
#[derive(Debug, Serialize)]
struct Left<'l> {
    left: NaiveDate,
    moved_to: Option<&'l str>,
    choices: Vec<&'static str>,
}

/// The places that a resident may be away at, or have moved to: the choices of the format.
pub fn choices(path: &[&str]) -> Vec<&'static str> {
    let schema = path.iter().fold(&Schema::of(crate::record::Kind::SupportPlan).json, |schema, key| &schema[*key]);
    schema["enum"].as_array().into_iter().flatten().filter_map(|choice| choice.as_str()).collect()
}

fn is_away(away: &&Away, date: NaiveDate) -> bool {
    away.from <= date && away.back.is_none_or(|back| back > date)
}

fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// Refuses a day on which the resident did not live here.
fn is_here(plan: &SupportPlan, date: NaiveDate) -> Result<()> {
    if date < plan.moved_in {
        bail!("{} is before the day of moving in, {}", day(date), day(plan.moved_in));
    }
    match plan.left {
        Some(left) => bail!("{} left the service on {}", plan.resident, day(left)),
        None => Ok(()),
    }
}

/// The plan's text in which the resident is away from `from` on.
///
/// # Errors
/// That cannot be: they have not moved in, have left, or are away already, otherwise than so.
pub fn pause(record: &Record, plan: &SupportPlan, from: NaiveDate, reason: &str, wording: &Wording) -> Result<String> {
    is_here(plan, from)?;
    if is_noted(record, plan, from, reason) {
        return Ok(record.text.clone());
    }
    if let Some(away) = plan.away.iter().find(|away| is_away(away, from)) {
        let back = away.back.map(|back| format!(" until {}", day(back))).unwrap_or_default();
        bail!(
            "{0} is away from {1}{back} already. `supportplan resume {0} --date DATE` notes the day of coming back",
            plan.resident,
            day(away.from)
        );
    }
    if let Some(away) = plan.away.iter().find(|away| away.back.is_none() || away.from > from) {
        bail!(
            "the plan has a time away that begins later, on {}, and times away are noted in their order. {}",
            day(away.from),
            way_out(plan)
        );
    }
    item::put(record, &format!("---\naway:\n  - from: {from}\n    reason: {reason}\n---\n"), wording)
}

/// Whether the plan says already that the resident is away from that day on, for that reason, and nothing of coming back.
fn is_noted(record: &Record, plan: &SupportPlan, from: NaiveDate, reason: &str) -> bool {
    let mut times = plan.away.iter().zip(record.list("away"));
    times.any(|(away, values)| away.from == from && away.back.is_none() && values["reason"] == reason)
}

/// How a time away that is planned can be taken back.
fn way_out(plan: &SupportPlan) -> String {
    format!(
        "Where it does not take place, `supportplan resume {} --called-off` takes it out of the plan",
        plan.resident
    )
}

/// The time away that has no end yet.
fn open_time(plan: &SupportPlan) -> Option<&Away> {
    plan.away.iter().rfind(|away| away.back.is_none())
}

/// The plan's text in which the resident is back on `date`.
///
/// # Errors
/// They are not away, or were not yet on that day.
pub fn resume(record: &Record, plan: &SupportPlan, date: NaiveDate) -> Result<String> {
    if let Some(left) = plan.left {
        bail!("{} left the service on {}", plan.resident, day(left));
    }
    if open_time(plan).is_none() && plan.away.last().is_some_and(|last| last.back == Some(date)) {
        return Ok(record.text.clone());
    }
    let Some(away) = open_time(plan) else { bail!("{} is not away", plan.resident) };
    if date < away.from {
        bail!(
            "{} is before the day of going away, {}. Give --date a later day. {}",
            day(date),
            day(away.from),
            way_out(plan)
        );
    }
    Ok(text::apply(&record.text, back(record, plan, date)))
}

/// The plan's text without the time away that has no end, or begins after `today`; none, where there is no such time.
pub fn called_off(record: &Record, plan: &SupportPlan, today: NaiveDate) -> Option<String> {
    let at = plan.away.iter().rposition(|away| away.back.is_none() || away.from > today)?;
    let root = &record.front.root;
    let whole = if plan.away.len() == 1 { insert::without_member(record, root, "away") } else { None };
    let edit = whole.or_else(|| insert::without_item(record, "away", at))?;
    Some(text::apply(&record.text, vec![edit]))
}

/// What writes the day of coming back to the time away that has none.
fn back(record: &Record, plan: &SupportPlan, date: NaiveDate) -> Vec<text::Edit> {
    let nodes = record.front.root.get("away").map(|list| list.items()).unwrap_or_default();
    let node = plan.away.iter().zip(nodes).rfind(|(away, _)| away.back.is_none()).map(|(_, node)| node);
    let edit = node.map(|node| match node.entry("back") {
        Some(open) => text::Edit::insert(open.key_span.end + 1, format!(" {date}")),
        None => insert::member(record, node, node.entry("from"), &NewEntry::new("back", New::Scalar(date.to_string()))),
    });
    edit.into_iter().collect()
}

/// The plan's text in which the resident left on `date`. A time away that has no end yet ends then.
///
/// # Errors
/// They have left already, or had not moved in or gone away by that day; or the template is wrong.
pub fn leave(
    templates: &Templates,
    record: &Record,
    plan: &SupportPlan,
    date: NaiveDate,
    moved_to: Option<&str>,
    context: &Context,
) -> Result<String> {
    is_here(plan, date)?;
    if let Some(away) = plan.away.iter().find(|away| away.from > date) {
        bail!(
            "{} went away on {}, which is after leaving on {}. {}",
            plan.resident,
            day(away.from),
            day(date),
            way_out(plan)
        );
    }
    if let Some(back) = plan.away.iter().filter_map(|away| away.back).find(|back| *back > date) {
        bail!(
            "the plan says that {} came back on {}, which is after leaving on {}. Mend the day in {} in an editor, then run this again",
            plan.resident,
            day(back),
            day(date),
            record.path
        );
    }
    let view = Left { left: date, moved_to, choices: choices(&["properties", "moved_to"]) };
    let part = filled_from(templates, "moved-on", &view, context)?;
    let closed = text::apply(&record.text, back(record, plan, date));
    let wording = &context.wording;
    let read = crate::record::read(&record.path, record.place.clone(), closed.into_bytes(), wording).record;
    item::put(read.as_ref().unwrap_or(record), &part, wording)
}

/// What the template of a leaving is tried out with.
pub(super) fn samples() -> Vec<Value> {
    let left = |moved_to| data(&Left { left: DAY, moved_to, choices: choices(&["properties", "moved_to"]) });
    vec![left(None), left(choices(&["properties", "moved_to"]).first().copied())]
}

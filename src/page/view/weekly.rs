//! The weekly review.

use serde::Serialize;
use serde_json::Value;

use super::{Choice, Head, Reader, Section};
use crate::page::words;
use crate::record::Former;
use crate::record::schema::Step;

/// A weekly review: its sections, and the tables that stand in them.
#[derive(Debug, Serialize)]
pub struct WeeklyReview {
    /// The page's head and foot.
    pub page: Head,
    /// Because of whom no review took place; null where one did.
    pub missed: Option<String>,
    /// Whether nothing is answered yet, so that the tables need lines to write on.
    pub blank: bool,
    /// Its sections.
    pub sections: Vec<Section>,
    /// What became of each action.
    pub actions: Vec<ActionTaken>,
    /// The figures of the week.
    pub figures: Vec<FigureRow>,
    /// The visits of the week.
    pub visits: Vec<Visit>,
    /// The visits that are planned.
    pub planned: Vec<Planned>,
}

/// What became of an action.
#[derive(Debug, Serialize)]
pub struct ActionTaken {
    /// The action's heading.
    pub name: String,
    /// The result.
    pub result: Choice,
    /// On whose side the reason lay.
    pub because_of: Option<String>,
    /// The help that was given, or that none was; null where nothing is said of the action yet.
    pub help: Option<String>,
}

/// The figure of an outcome.
#[derive(Debug, Serialize)]
pub struct FigureRow {
    /// The outcome's heading.
    pub name: String,
    /// What is counted, where the plan is at hand.
    pub what: Option<String>,
    /// The figure.
    pub value: Option<String>,
    /// The figure to reach.
    pub target: Option<String>,
}

/// A visit that was to take place.
#[derive(Debug, Serialize)]
pub struct Visit {
    /// The day.
    pub day: Option<String>,
    /// How it went.
    pub result: Choice,
}

/// A visit that is to take place.
#[derive(Debug, Serialize)]
pub struct Planned {
    /// The day.
    pub day: Option<String>,
    /// The time of day.
    pub time: Option<String>,
    /// Who will come.
    pub by: Option<String>,
}

impl WeeklyReview {
    pub(in crate::page) fn of(reader: &Reader<'_>) -> Self {
        let record = reader.record;
        let list = |key: &str| record.list(key).iter();
        let mut sections = reader.sections();
        for section in sections.iter_mut().filter(|section| section.slug == "safety-plan") {
            section.choice = Some(reader.choice(&[Step::Key("safety_plan")], record.values.get("safety_plan")));
        }
        let facts = ["week", "date", "by"].into_iter().filter_map(|key| reader.fact(key)).collect();
        Self {
            page: reader.head(record.value("date"), facts),
            missed: record.value("missed").map(because),
            blank: sections.iter().all(|section| section.html.is_empty()),
            sections,
            actions: list("actions").map(|action| ActionTaken::of(action, reader)).collect(),
            figures: list("measures").map(|measured| FigureRow::of(measured, reader)).collect(),
            visits: list("visits").map(|visit| Visit::of(visit, reader)).collect(),
            planned: list("planned").map(|visit| Planned::of(visit, reader)).collect(),
        }
    }
}

/// On whose side a reason lay.
fn because(side: &str) -> String {
    match side {
        "resident" => "the resident".to_owned(),
        "service" => "the service".to_owned(),
        "away" => "a time away".to_owned(),
        other => words::choice(other),
    }
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

impl ActionTaken {
    pub(super) fn of(action: &Value, reader: &Reader<'_>) -> Self {
        let result = reader.choice(&[Step::Key("actions"), Step::Item(0), Step::Key("result")], action.get("result"));
        let help = text(action, "help").map(|level| reader.level(level));
        Self {
            name: text(action, "id").map(|id| reader.name_of("actions", id)).unwrap_or_default(),
            help: help.or_else(|| result.value.is_some().then(|| "none given".to_owned())),
            result,
            because_of: text(action, "because_of").map(because),
        }
    }
}

impl FigureRow {
    pub(super) fn of(measured: &Value, reader: &Reader<'_>) -> Self {
        let former = Former::of(reader.plan());
        let id = former.current("outcomes", text(measured, "id").unwrap_or(""));
        let outcomes = reader.plan().map_or(&[][..], |plan| plan.list("outcomes"));
        let measure =
            outcomes.iter().find(|outcome| text(outcome, "id") == Some(id)).map(|outcome| &outcome["measure"]);
        let what = measure.and_then(|measure| Some(format!("{} a {}", text(measure, "what")?, text(measure, "per")?)));
        Self {
            name: reader.name_of("outcomes", id),
            what,
            value: measured.get("value").and_then(Value::as_f64).map(words::number),
            target: measure.and_then(|measure| measure["target"].as_f64()).map(words::number),
        }
    }
}

impl Visit {
    pub(super) fn of(visit: &Value, reader: &Reader<'_>) -> Self {
        let result = reader.choice(&[Step::Key("visits"), Step::Item(0), Step::Key("result")], visit.get("result"));
        Self { day: text(visit, "date").map(words::day), result }
    }
}

impl Planned {
    pub(super) fn of(visit: &Value, reader: &Reader<'_>) -> Self {
        Self {
            day: text(visit, "date").map(words::day),
            time: text(visit, "time").map(str::to_owned),
            by: text(visit, "by").map(|id| reader.staff(id)),
        }
    }
}

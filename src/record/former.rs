//! Former ids. An item of a plan that was renamed lists under `was` what it was called before. Reviews, incidents, the referral and the
//! assessment go on naming it as it was called when they were written; here that is brought forward to what it is called now.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::model::{self, Incident, SafetyPlan, WeeklyReview};
use super::{Kind, Record};

/// The lists of a plan whose items can be renamed.
pub const LISTS: [&str; 4] = ["strengths", "outcomes", "actions", "risks"];

/// What the items of one resident's plans were called before.
#[derive(Debug, Clone, Default)]
pub struct Former {
    /// What an item is called now, by what it was called, for each of [`LISTS`].
    now: [BTreeMap<String, String>; LISTS.len()],
}

/// The ids that an item had before, oldest first.
pub fn former_ids(item: &Value) -> impl Iterator<Item = &str> {
    item.get("was").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

impl Former {
    /// What the plans among `records` say. The support plan decides how a risk is called that the safety plan has under another id.
    pub fn of<'r>(records: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut plans: Vec<&Record> =
            records.into_iter().filter(|it| matches!(it.kind(), Kind::SupportPlan | Kind::SafetyPlan)).collect();
        plans.sort_by_key(|plan| plan.kind() == Kind::SafetyPlan);
        let mut former = Self::default();
        for (at, plan) in plans.iter().enumerate() {
            for (list, now) in LISTS.iter().zip(&mut former.now) {
                for item in plan.list(list).iter().filter(|item| item.get("was").is_some()) {
                    let Some(own) = item.get("id").and_then(Value::as_str) else { continue };
                    let names = || former_ids(item).chain([own]);
                    let is_there = |name: &&str| plans[..at].iter().any(|plan| plan.ids(list).any(|id| id == *name));
                    let known = names().find_map(|name| now.get(name).cloned());
                    let id = known.or_else(|| names().find(is_there).map(str::to_owned)).unwrap_or(own.to_owned());
                    for name in names().filter(|name| *name != id) {
                        now.entry(name.to_owned()).or_insert_with(|| id.clone());
                    }
                }
            }
        }
        former
    }

    /// Whether nothing was ever renamed.
    pub fn is_empty(&self) -> bool {
        self.now.iter().all(BTreeMap::is_empty)
    }

    /// What the item is called now that is, or was, called `id`. `list` is the list of the plan that it belongs to.
    pub fn current<'i>(&'i self, list: &str, id: &'i str) -> &'i str {
        let now = LISTS.iter().position(|known| *known == list).map(|at| &self.now[at]);
        now.and_then(|now| now.get(id)).map_or(id, String::as_str)
    }

    /// The id that `record` has for the item which is called `id` now, in its own list `key`, which names items of `list`.
    pub fn id_in<'i>(&self, record: &'i Record, key: &str, list: &str, id: &'i str) -> &'i str {
        record.ids(key).find(|own| self.current(list, own) == id).unwrap_or(id)
    }

    /// The record's front matter as `T`, as [`model::of`] reads it, naming each item as it is called now.
    pub fn read<T: DeserializeOwned + NamesItems>(&self, record: &Record) -> Option<T> {
        let mut data: T = model::of(record)?;
        if !self.is_empty() {
            data.each_id(&mut |list, id| {
                *id = self.current(list, id).to_owned();
            });
        }
        Some(data)
    }
}

/// What names items of the plans by their ids.
pub trait NamesItems {
    /// Calls `visit` with each of the ids, and with the list of the plan that it is of.
    fn each_id(&mut self, visit: &mut dyn FnMut(&str, &mut String));
}

impl NamesItems for WeeklyReview {
    fn each_id(&mut self, visit: &mut dyn FnMut(&str, &mut String)) {
        self.actions.iter_mut().for_each(|taken| visit("actions", &mut taken.id));
        self.measures.iter_mut().for_each(|measured| visit("outcomes", &mut measured.id));
        self.new_risks.iter_mut().for_each(|risk| visit("risks", &mut risk.id));
    }
}

impl NamesItems for Incident {
    fn each_id(&mut self, visit: &mut dyn FnMut(&str, &mut String)) {
        self.risks.iter_mut().for_each(|id| visit("risks", id));
    }
}

impl NamesItems for SafetyPlan {
    fn each_id(&mut self, visit: &mut dyn FnMut(&str, &mut String)) {
        self.risks.iter_mut().for_each(|risk| visit("risks", &mut risk.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Place, Wording, read};

    fn record(path: &str, front: &str) -> Record {
        let text = format!("---\nsupportplan: 1\n{front}---\n");
        read(path, Place::of(path).expect("a place"), text.into_bytes(), &Wording::default()).record.expect("text")
    }

    #[test]
    fn what_was_written_before_is_brought_forward() {
        let plan = record("residents/R-0142/plan.md", "risks:\n  - id: c\n    was: [a, b]\n  - id: d\n");
        let former = Former::of([&plan]);
        let current = |id| former.current("risks", id).to_owned();
        assert_eq!(["a", "b", "c", "d", "e"].map(current), ["c", "c", "c", "d", "e"]);
        assert_eq!(former.current("outcomes", "a"), "a");
        let incident = record(
            "residents/R-0142/incidents/2026-11-03-1.md",
            "date: 2026-11-03\nrisks: [b, d]\nactions: []\nchanged: []\n",
        );
        let read: Incident = former.read(&incident).expect("an incident");
        assert_eq!(read.risks, ["c", "d"]);
        assert!(Former::of([&incident]).is_empty());
    }

    #[test]
    fn the_support_plan_decides_how_a_risk_is_called() {
        let plan = record("residents/R-0142/plan.md", "risks:\n  - id: burns\n    was: [scalds]\n");
        let safety = record("residents/R-0142/safety-plan.md", "risks:\n  - id: hot-oil\n    was: [scalds, fat]\n");
        for records in [[&plan, &safety], [&safety, &plan]] {
            let former = Former::of(records);
            for id in ["scalds", "hot-oil", "fat", "burns"] {
                assert_eq!(former.current("risks", id), "burns", "{id}");
            }
            assert_eq!(former.id_in(&safety, "risks", "risks", "burns"), "hot-oil");
        }
        let plan = record("residents/R-0142/plan.md", "risks:\n  - id: scalds\n");
        let former = Former::of([&safety, &plan]);
        assert_eq!(["scalds", "hot-oil", "fat"].map(|id| former.current("risks", id)), ["scalds"; 3]);
    }
}

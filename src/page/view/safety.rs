//! The safety plan.

use serde::Serialize;

use super::plan::{EndedItem, ended};
use super::{Head, Reader, Section};

/// A safety plan: the main risks first, then whom to call, then all else.
#[derive(Debug, Serialize)]
pub struct SafetyPlan {
    /// The page's head and foot.
    pub page: Head,
    /// Its sections.
    pub sections: Vec<Section>,
    /// What is over.
    pub ended: Vec<EndedItem>,
}

impl SafetyPlan {
    pub(in crate::page) fn of(reader: &Reader<'_>) -> Self {
        let mut sections = reader.sections();
        // In a crisis nobody turns the sheet over to find whom to call.
        sections.sort_by_key(|section| match section.slug.as_str() {
            "main-risks" => 0,
            "who-to-call" => 1,
            _ => 2,
        });
        let facts = ["started", "updated"].into_iter().filter_map(|key| reader.fact(key)).collect();
        Self { page: reader.head(reader.record.value("updated"), facts), sections, ended: ended(reader) }
    }
}

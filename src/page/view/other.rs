//! Records that need no more than their facts and sections: referral, assessment, incident, team reflection, plan audit.

use serde::Serialize;

use super::{Head, Reader, Section};
use crate::record::schema::Headings;

/// A record as its schema describes it.
#[derive(Debug, Serialize)]
pub struct Other {
    /// The page's head and foot.
    pub page: Head,
    /// Its sections.
    pub sections: Vec<Section>,
}

impl Other {
    pub(in crate::page) fn of(reader: &Reader<'_>) -> Self {
        let schema = reader.record.schema();
        let sections = schema.body.sections.iter().filter_map(|section| section.items.as_ref());
        let lists: Vec<_> =
            sections.filter(|items| items.headings == Headings::Required).map(|items| items.key.as_str()).collect();
        let known = schema.json["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        let told = known.filter(|key| !matches!(*key, "supportplan" | "kind" | "resident") && !lists.contains(key));
        let facts = told.filter_map(|key| reader.fact(key)).collect();
        Self { page: reader.head(reader.record.value("date"), facts), sections: reader.sections() }
    }
}

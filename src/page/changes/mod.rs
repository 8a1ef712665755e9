//! A record's page with what changed since an earlier version: struck through what was removed, marked what is new, each with its day and
//! with the number under which a list behind the record tells who changed it and in which review.
//!
//! Views of all versions are compared, not their files: items by their ids, passages block by block and word by word. So each template shows
//! changes without knowing of them; one that wants to tell whole parts apart looks for `change` in what it is handed.

mod fragment;
mod mark;
mod marked;
mod merged;

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

pub use self::mark::Stamp;
use self::merged::Versions;
use super::Page;
use crate::check::Context;
use crate::record::{Former, Kind, Record};
use crate::template::{Shown, Templates};

/// The versions of a record that a page shows as one, the oldest first, the last as it stands.
#[derive(Debug)]
pub struct Changed<'r> {
    /// What each version says.
    pub records: Vec<&'r Record>,
    /// By version, the places in the list of those that it followed.
    pub parents: Vec<Vec<usize>>,
    /// By version, the step that made it; that of the oldest is not shown.
    pub stamps: Vec<Stamp>,
    /// The list of what changed.
    pub list: List,
}

/// What changed, as the list behind a record tells it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct List {
    /// Since when, in words that follow "since".
    pub since: String,
    /// The steps, newest first.
    pub entries: Vec<Entry>,
}

/// One step in that list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Entry {
    /// The number that marks refer to.
    pub number: usize,
    /// The day, in words.
    pub when: String,
    /// The same for programs.
    pub datetime: String,
    /// Who did it; null where it is not saved yet.
    pub who: Option<String>,
    /// In which review; null where in none.
    pub review: Option<String>,
    /// The version of the service in git, in short; null where it is not saved yet.
    pub commit: Option<String>,
    /// What is to be said of the step as a whole, such as that only the layout changed; null where its parts say all.
    pub note: Option<String>,
    /// What it changed, part by part.
    pub parts: Vec<Part>,
}

/// A part that a step changed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Part {
    /// What it is and what was done to it, such as `Outcome "Cooks lunch" changed`.
    pub name: String,
    /// What is different in it.
    pub details: Vec<Detail>,
}

/// One difference.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Detail {
    /// What differs, such as "measure target"; null where the part's own words do.
    pub what: Option<String>,
    /// Old and new, as HTML with marks.
    pub html: String,
}

/// The page of the newest of the versions, with all that changed since the oldest marked. `folder` are the resident's records.
///
/// # Errors
/// As [`super::render`].
pub fn render(templates: &Templates, changed: &Changed<'_>, folder: &[&Record], context: &Context) -> Result<Page> {
    let Some(newest) = changed.records.last() else { anyhow::bail!("there is no version of the record to show") };
    let former = Former::of([*newest]);
    // What the weekly reviews tell is shown as it stands now.
    let others: Vec<&Record> = folder.iter().copied().filter(|record| record.kind() != Kind::WeeklyReview).collect();
    let last = changed.records.len() - 1;
    let views = changed.records.par_iter().enumerate().map(|(at, record)| {
        let folder = if at == last { folder } else { &others };
        super::view_of(record, folder, context, &former)
    });
    let views = views.collect::<Result<Vec<Value>>>()?;
    let versions = Versions { views: &views, parents: &changed.parents, stamps: &changed.stamps };
    let mut shown = versions.merged();
    if let Shown::Plain(Value::Object(fields)) = shown {
        shown = Shown::Fields(fields.into_iter().map(|(key, value)| (key, Shown::Plain(value))).collect());
    }
    if let Shown::Fields(fields) = &mut shown {
        fields.push(("changes".to_owned(), Shown::Plain(serde_json::to_value(&changed.list)?)));
    }
    let html = templates.render_shown(super::template_of(newest.kind())?, &shown)?;
    Ok(Page { path: super::path(newest), html })
}

//! A record's page with what changed since an earlier version: struck through what was removed, marked what is new, each with its day and
//! with the number under which a list behind the record tells who changed it and in which review.
//!
//! Views of all versions are compared, not their files: items by their ids, passages block by block and word by word. So each template shows
//! changes without knowing of them; one that wants to tell whole parts apart looks for `change` in what it is handed.

mod fragment;
mod list;
mod mark;
mod marked;
mod merged;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use rayon::prelude::*;
use serde_json::Value;

use self::list::Terms;
pub use self::list::{Detail, Entry, List, Part};
pub use self::mark::Stamp;
use self::merged::Versions;
use super::view::{Reader, RecordView};
use super::{Page, Press};
use crate::check::Context;
use crate::record::{Former, Kind, Record};
use crate::redline::steps::Life;
use crate::redline::view::View;
use crate::template::Shown;

/// The versions of a record that a page shows as one.
#[derive(Debug, Default)]
pub struct Changed<'r> {
    /// What each version says, the oldest first, the last as it stands.
    pub records: Vec<&'r Record>,
    /// By version, its place in the life of the record.
    pub versions: Vec<usize>,
    /// Where what is shown of a version is kept for other pages; none where no others are made.
    pub views: Option<&'r Views>,
    /// By version, the places in the list of those that it followed.
    pub parents: Vec<Vec<usize>>,
    /// By version, the step that made it; that of the oldest is not shown.
    pub stamps: Vec<Stamp>,
    /// The list of what changed.
    pub list: List,
}

impl<'r> Changed<'r> {
    /// What changed since the version `base` in the life of a record that is called `name`. `since` says in words when that was. None where no
    /// version can be shown.
    pub fn since(base: usize, since: String, (name, context): (&str, &Context), life: &'r Life) -> Option<Self> {
        let Life { versions, records, steps, .. } = life;
        let parents: Vec<Vec<usize>> = versions.iter().map(|version| version.parents.clone()).collect();
        let readable: Vec<bool> = records.iter().map(Option::is_some).collect();
        let view = View::since(base, &parents, &readable)?;
        let stamp = |at: usize| Stamp::of(&steps[at], context.today);
        let terms = Terms { context, newest: records[*view.versions.last()?].as_ref() };
        let begins = steps[base].what.is_whole().then(|| Entry::of_beginning(&steps[base], &stamp(base), name));
        let told = view.told.iter().rev().map(|at| Entry::of(&steps[*at], &stamp(*at), name, &terms));
        let entries = told.chain(begins).collect();
        Some(Self {
            records: view.versions.iter().filter_map(|at| records[*at].as_ref()).collect(),
            views: None,
            stamps: view.versions.iter().map(|at| stamp(*at)).collect(),
            versions: view.versions,
            parents: view.parents,
            list: List { since, entries, ..List::default() },
        })
    }

    /// The version that the page is of.
    fn newest(&self) -> Result<&'r Record> {
        self.records.last().copied().ok_or_else(|| anyhow::anyhow!("there is no version of the record to show"))
    }

    /// The same beside other pages of the same edition that show versions of the record: what is made for one of them is kept in `views`.
    pub fn kept_in(self, views: &'r Views) -> Self {
        Self { views: Some(views), ..self }
    }

    /// The same for a page that holds several such lists: `prefix` sets the ids of this one's entries apart.
    pub fn apart(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.list.prefix);
        self
    }
}

/// What templates are handed of the versions of a record, by their places in its life.
#[derive(Debug, Default)]
pub struct Views(Mutex<HashMap<usize, Arc<Value>>>);

impl Views {
    /// What is kept of a version, or else what `make` makes.
    fn of(&self, version: usize, make: impl FnOnce() -> Result<Value>) -> Result<Arc<Value>> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = kept().get(&version) {
            return Ok(Arc::clone(view));
        }
        let view = Arc::new(make()?);
        kept().insert(version, Arc::clone(&view));
        Ok(view)
    }
}

impl Press<'_> {
    /// The page of the newest of the versions, with all that changed since the oldest marked. `folder` are the resident's records.
    ///
    /// # Errors
    /// As [`Press::record`].
    pub fn changed(&self, changed: &Changed<'_>, folder: &[&Record]) -> Result<Page> {
        let newest = changed.newest()?;
        let template = super::template_of(newest.kind())?;
        let html = self.templates.render_shown(template, &self.marked(changed, folder)?)?;
        Page::of_template(template, super::path(newest), html)
    }

    /// What the template of such a page is handed.
    pub(super) fn marked(&self, changed: &Changed<'_>, folder: &[&Record]) -> Result<Shown> {
        let former = Former::of([changed.newest()?]);
        // What the weekly reviews tell is shown as it stands now.
        let others: Vec<&Record> =
            folder.iter().copied().filter(|record| record.kind() != Kind::WeeklyReview).collect();
        let last = changed.records.len() - 1;
        let views = changed.records.par_iter().enumerate().map(|(at, record)| {
            let folder = if at == last { folder } else { &others };
            let view = || Ok(serde_json::to_value(RecordView::of(&Reader::new(record, folder, *self, &former))?)?);
            match changed.views.zip(changed.versions.get(at)) {
                Some((views, version)) => views.of(*version, view),
                None => view().map(Arc::new),
            }
        });
        let views = views.collect::<Result<Vec<Arc<Value>>>>()?;
        let (parents, stamps, prefix) = (&changed.parents, &changed.stamps, &changed.list.prefix);
        let mut shown = Versions { views: &views, parents, stamps, prefix }.merged();
        if let Shown::Plain(Value::Object(fields)) = shown {
            shown = Shown::Fields(fields.into_iter().map(|(key, value)| (key, Shown::Plain(value))).collect());
        }
        if let Shown::Fields(fields) = &mut shown {
            fields.push((
                "changes".to_owned(),
                Shown::Plain(serde_json::to_value(changed.list.in_edition(self.edition, self.context))?),
            ));
        }
        Ok(shown)
    }
}

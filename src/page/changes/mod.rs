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

use anyhow::Result;
use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::Value;

pub use self::list::{Detail, Entry, List, Part};
pub use self::mark::Stamp;
use self::merged::Versions;
use super::view::Reader;
use super::{Page, Press};
use crate::record::{Former, Kind, Record};
use crate::redline::steps::{Step, Version};
use crate::redline::view::View;
use crate::template::Shown;

/// The versions of a record that a page shows as one.
#[derive(Debug)]
pub struct Changed<'r> {
    /// What each version says, the oldest first, the last as it stands.
    pub records: Vec<&'r Record>,
    /// By version, the places in the list of those that it followed.
    pub parents: Vec<Vec<usize>>,
    /// By version, the step that made it; that of the oldest is not shown.
    pub stamps: Vec<Stamp>,
    /// The list of what changed.
    pub list: List,
}

impl<'r> Changed<'r> {
    /// What changed since the version `base` of a record that is called `name`. `since` says in words when that was. The versions say what
    /// `records` hold and did what `steps` say, one of each by version. None where no version can be shown.
    pub fn since(
        base: usize,
        since: String,
        (name, today): (&str, NaiveDate),
        records: &'r [Option<Record>],
        versions: &[Version],
        steps: &[Step],
    ) -> Option<Self> {
        let parents: Vec<Vec<usize>> = versions.iter().map(|version| version.parents.clone()).collect();
        let readable: Vec<bool> = records.iter().map(Option::is_some).collect();
        let view = View::since(base, &parents, &readable)?;
        let stamp = |at: usize| Stamp::of(&steps[at], today);
        let begins = steps[base].what.is_whole().then(|| Entry::of_beginning(&steps[base], &stamp(base), name));
        let entries =
            view.told.iter().rev().map(|at| Entry::of(&steps[*at], &stamp(*at), name)).chain(begins).collect();
        Some(Self {
            records: view.versions.iter().filter_map(|at| records[*at].as_ref()).collect(),
            stamps: view.versions.iter().map(|at| stamp(*at)).collect(),
            parents: view.parents,
            list: List { since, entries, ..List::default() },
        })
    }

    /// The version that the page is of.
    fn newest(&self) -> Result<&'r Record> {
        self.records.last().copied().ok_or_else(|| anyhow::anyhow!("there is no version of the record to show"))
    }

    /// The same for a page that holds several such lists: `prefix` sets the ids of this one's entries apart.
    pub fn apart(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.list.prefix);
        self
    }
}

impl Press<'_> {
    /// The page of the newest of the versions, with all that changed since the oldest marked. `folder` are the resident's records.
    ///
    /// # Errors
    /// As [`Press::record`].
    pub fn changed(&self, changed: &Changed<'_>, folder: &[&Record]) -> Result<Page> {
        let newest = changed.newest()?;
        let html =
            self.templates.render_shown(super::template_of(newest.kind())?, &self.marked(changed, folder, 0)?)?;
        Ok(Page { path: super::path(newest), html })
    }

    /// What the template of such a page is handed. Headings in what people wrote are `deeper` levels further down than on a page of its own.
    pub(super) fn marked(&self, changed: &Changed<'_>, folder: &[&Record], deeper: u8) -> Result<Shown> {
        let former = Former::of([changed.newest()?]);
        // What the weekly reviews tell is shown as it stands now.
        let others: Vec<&Record> =
            folder.iter().copied().filter(|record| record.kind() != Kind::WeeklyReview).collect();
        let last = changed.records.len() - 1;
        let views = changed.records.par_iter().enumerate().map(|(at, record)| {
            let folder = if at == last { folder } else { &others };
            self.view_of(&Reader::new(record, folder, *self, &former).deeper(deeper))
        });
        let views = views.collect::<Result<Vec<Value>>>()?;
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

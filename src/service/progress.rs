//! What has come of the support, from the records that tell it.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Service, store};
use crate::cycle::progress::{Lost, Progress, Told};
use crate::record::{Kind, Place, Record};

impl Service {
    /// What has come of the support of these residents by today, since the week of `since` or, without that, since they moved in.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn progress(&self, residents: &[String], since: Option<NaiveDate>) -> Result<Told> {
        let each = residents.par_iter().map(|resident| {
            let files = self.group_of(resident)?.files;
            let records = files.iter().filter(|path| counts(path)).map(|path| self.record(path));
            self.progress_from(
                resident,
                &records.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect::<Vec<_>>(),
                since,
            )
        });
        let each = each.collect::<Result<Vec<_>>>()?;
        let mut told = Told { today: self.context.today, since, residents: Vec::new(), lost: Vec::new() };
        for one in each {
            told.add(one);
        }
        Ok(told)
    }

    /// The same of one resident, from those of the records that could be read.
    ///
    /// # Errors
    /// The resident's folder cannot be looked into.
    pub fn progress_from(
        &self,
        resident: &str,
        records: &[Record],
        since: Option<NaiveDate>,
    ) -> Result<Result<Progress, Lost>> {
        let Some(progress) = Progress::of(records, &self.context.levels, since, self.context.today) else {
            let path = Place::path(Kind::SupportPlan, &[("resident", resident)]);
            let is_there = store::exists(&self.full(&path));
            return Ok(Err(Lost { resident: resident.to_owned(), path, is_there }));
        };
        let group = self.group_of(resident)?;
        let read: BTreeSet<&str> = records.iter().map(|record| record.path.as_str()).collect();
        let all = group.files.into_iter().chain(group.unread.into_iter().map(|(path, _)| path));
        let mut unread: Vec<String> = all.filter(|path| counts(path) && !read.contains(path.as_str())).collect();
        unread.extend(progress.unread);
        unread.sort();
        // A plan in which another reference stands by mistake, or a name, is still that of the resident in whose folder it lies.
        Ok(Ok(Progress { resident: resident.to_owned(), unread, ..progress }))
    }
}

/// Whether progress is told from the record at `path`.
fn counts(path: &str) -> bool {
    let kind = Place::of(path).map(|place| place.kind);
    matches!(kind, Some(Kind::SupportPlan | Kind::WeeklyReview | Kind::Incident))
}

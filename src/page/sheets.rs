//! Weekly sheets: a page for one resident, or one for all residents of a key worker.

use anyhow::Result;

use super::nest::nested_data;
use super::view::{Reader, Sources, WeeklySheet, WeeklySheets};
use super::{Page, Press};
use crate::cycle::Week;
use crate::cycle::agenda::Agenda;
use crate::record::{self, Former, Kind, Place, Record};

/// A resident of whose week a sheet tells.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'r> {
    /// Their support plan.
    pub plan: &'r Record,
    /// All their records.
    pub folder: &'r [&'r Record],
    /// What is due for them.
    pub agenda: &'r Agenda,
}

impl Press<'_> {
    /// The page of a resident's sheet; `plan` is their support plan.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn weekly_sheet(&self, sheet: WeeklySheet, plan: &Record) -> Result<Page> {
        let path = super::path(plan).replace("plan.html", "weekly-sheet.html");
        self.page(TEMPLATE, path, &WeeklySheets::of_one(sheet))
    }

    /// The sheets of all residents of the key worker with the id `worker`, each beginning on a sheet of its own.
    ///
    /// # Errors
    /// As [`Press::weekly_sheet`].
    pub fn weekly_sheets(&self, worker: &str, sheets: Vec<WeeklySheet>) -> Result<Page> {
        let name = self.edition.staff(worker, self.context);
        let mut view = WeeklySheets::of_worker(&name, sheets, *self);
        view.page.version = super::version_of(&view)?;
        let view = nested_data(serde_json::to_value(view)?);
        let file = if self.edition.references { record::slug(&name) } else { worker.to_owned() };
        self.page(TEMPLATE, format!("weekly-sheets/{file}.html"), &view)
    }

    /// What the sheet of a resident says for the week at hand.
    pub fn sheet(&self, subject: &Subject<'_>) -> WeeklySheet {
        let Subject { plan, folder, agenda } = *subject;
        let week = Week::of(self.context.today);
        let week_of = |record: &Record| record.value("week").and_then(Week::parse);
        let reviews: Vec<&Record> =
            folder.iter().copied().filter(|record| record.kind() == Kind::WeeklyReview).collect();
        let is_before = |record: &Record| week_of(record).is_some_and(|of| of < week);
        let before: Vec<&Record> =
            folder.iter().copied().filter(|record| record.kind() != Kind::WeeklyReview || is_before(record)).collect();
        let held = reviews.iter().copied().filter(|review| is_before(review) && review.value("missed").is_none());
        let last = held.max_by_key(|review| week_of(review));
        let this = reviews.iter().copied().find(|review| week_of(review) == Some(week));
        let blank = this.is_none().then(|| self.empty(Kind::WeeklyReview, plan, ("week", &week.to_string()))).flatten();
        let former = Former::of([plan]);
        let reader = |record, folder| Reader::new(record, folder, *self, &former);
        WeeklySheet::of(&Sources {
            plan: reader(plan, &before),
            last: last.map(|last| reader(last, folder)),
            this: reader(this.or(blank.as_ref()).unwrap_or(plan), folder),
            reviews,
            agenda,
        })
    }

    /// A record of the resident of `plan` in which nothing is written yet. `of` is the value by which its place is told from others'.
    pub(super) fn empty(&self, kind: Kind, plan: &Record, of: (&str, &str)) -> Option<Record> {
        let path = Place::path(kind, &[("resident", plan.place.resident()?), of]);
        record::read(&path, Place::of(&path)?, b"---\n---\n".to_vec(), &self.context.wording).record
    }
}

const TEMPLATE: &str = "page/weekly-sheet.html";

//! The formal review pack as a page: the plan and the safety plan are parts of it, with what changed in them.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::changes::Changed;
use super::nest::{nested, nested_data};
use super::view::{FormalPack, Reader, RecordView};
use super::{Page, Press};
use crate::record::{Former, Kind, Record};
use crate::template::Shown;

/// A record as a part of another page.
#[derive(Debug)]
pub struct Part<'r> {
    /// The record.
    pub record: &'r Record,
    /// What changed in it, where that is shown.
    pub changed: Option<Changed<'r>>,
}

/// The template of packs.
const TEMPLATE: &str = "page/formal-pack.html";

impl Press<'_> {
    /// The pack with which a formal review is gone through: a cover, the support plan, the safety plan where there is one, the three questions, and
    /// places to sign. What is known of the review that is open is filled in. `folder` are the resident's records.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn formal_pack(&self, plan: &Part<'_>, safety_plan: Option<&Part<'_>>, folder: &[&Record]) -> Result<Page> {
        let open = open_review(folder);
        let today = self.context.today.to_string();
        let blank = open.is_none().then(|| self.empty(Kind::FormalReview, plan.record, ("prepared", &today))).flatten();
        let former = Former::default();
        let reader = |record| Reader::new(record, folder, *self, &former);
        let review = open.or(blank.as_ref()).unwrap_or(plan.record);
        let mut shown = fields(&FormalPack::of(&reader(plan.record), &reader(review), open.is_some()))?;
        shown.push(("plan".to_owned(), self.part(plan, folder)?));
        let safety_plan = safety_plan.map(|part| self.part(part, folder)).transpose()?;
        shown.push(("safety_plan".to_owned(), safety_plan.unwrap_or(Shown::Plain(Value::Null))));
        let path = super::path(plan.record).replace("plan.html", "formal-pack.html");
        let html = self.templates.render_shown(TEMPLATE, &Shown::Fields(shown))?;
        Page::of_template(TEMPLATE, path, html)
    }

    /// What a template is handed of a record that is a part of a page.
    fn part(&self, part: &Part<'_>, folder: &[&Record]) -> Result<Shown> {
        let shown = match &part.changed {
            Some(changed) => self.marked(changed, folder)?,
            None => {
                let view = RecordView::of(&Reader::new(part.record, folder, *self, &Former::default()))?;
                Shown::Plain(serde_json::to_value(view)?)
            }
        };
        Ok(nested(shown))
    }
}

/// The last formal review, where it is neither closed nor given up.
fn open_review<'r>(folder: &[&'r Record]) -> Option<&'r Record> {
    let reviews = folder.iter().copied().filter(|record| record.kind() == Kind::FormalReview);
    let last =
        reviews.filter(|review| review.value("stage") != Some("superseded")).max_by_key(|review| &review.path)?;
    (last.value("stage") != Some("closed")).then_some(last)
}

fn fields(view: &impl Serialize) -> Result<Vec<(String, Shown)>> {
    let Value::Object(fields) = serde_json::to_value(view)? else { return Ok(Vec::new()) };
    // What has happened since the last review stands on its own before the parts.
    let within = |key: &str| matches!(key, "questions" | "further");
    let field = |(key, value): (String, Value)| {
        let value = if within(&key) { nested_data(value) } else { value };
        (key, Shown::Plain(value))
    };
    Ok(fields.into_iter().map(field).collect())
}

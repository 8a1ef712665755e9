//! Pages: a record as one HTML file that holds all it needs, to be read on a screen and printed on paper. No page runs a
//! script or asks another computer for anything.

pub mod changes;
mod chart;
mod edition;
mod index;
mod markdown;
mod nest;
mod pack;
mod sheets;
pub mod view;
mod words;

use anyhow::{Result, bail};

pub use self::chart::{Bar, Bars, Chart, Dot, Figure, Level, Mark, Rung, Spark, Steps};
pub use self::edition::Edition;
pub use self::index::{Entry, Topic};
pub use self::pack::Part;
pub use self::sheets::Subject;
use self::view::overview::{Known, Overview};
use self::view::progress::ProgressReport;
use self::view::{Reader, RecordView};
use crate::check::Context;
use crate::cycle::progress::{Progress, Told};
use crate::record::{Former, Kind, Record, sha256};
use crate::template::{GENERATOR, POLICY, Templates};
use serde::Serialize;

/// A page, and where it lies among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its path in the folder of pages, such as `R-0142/weekly/2026-W46.html`, written with `/`.
    pub path: String,
    /// The whole page.
    pub html: String,
}

impl Page {
    /// The page at `path`, whose `html` came of the template of this name.
    ///
    /// # Errors
    /// A template of the service leaves out what keeps the page to itself.
    fn of_template(template: &str, path: String, html: String) -> Result<Self> {
        if !is_kept_to_itself(&html) {
            bail!(
                "{template}: the page that it makes does not begin with a head in which `{POLICY}` stands first, so it could load something from elsewhere. \
                 `supportplan template show page/base.html --original` shows where it belongs"
            );
        }
        Ok(Self { path, html })
    }
}

/// Whether a page says that nothing is loaded into it, before anything could be. Browsers pass over what says so in a comment, or behind a word: that
/// ends the head.
fn is_kept_to_itself(html: &str) -> bool {
    let Some((before, _)) = html.split_once(POLICY) else { return false };
    let mut parts = before.split('<');
    parts.next().is_some_and(|lead| lead.trim().is_empty()) && parts.all(loads_nothing)
}

/// Whether this is a tag of a head's beginning or a comment, with nothing behind it.
fn loads_nothing(part: &str) -> bool {
    let end = if part.starts_with("!--") { "-->" } else { ">" };
    let is_harmless = |tag: &str| {
        let name = tag.split_whitespace().next().unwrap_or_default();
        tag.starts_with('!') || ["html", "head"].contains(&name) || tag.starts_with("meta charset")
    };
    part.split_once(end).is_some_and(|(tag, text)| is_harmless(tag) && text.trim().is_empty())
}

/// What pages are made with.
#[derive(Debug, Clone, Copy)]
pub struct Press<'p> {
    /// The templates.
    pub templates: &'p Templates,
    /// The service whose pages they are.
    pub context: &'p Context,
    /// For whom they are made.
    pub edition: Edition,
}

impl<'p> Press<'p> {
    /// For pages of the usual edition.
    pub fn new(templates: &'p Templates, context: &'p Context) -> Self {
        Self { templates, context, edition: Edition::default() }
    }

    /// The page of `record`. `folder` are the resident's records: the plan's figures come from its weekly reviews, and names of
    /// actions and outcomes from its plan. The record itself may be among them.
    ///
    /// # Errors
    /// The record is the settings, which have no page; or a template asks for something that there is not.
    pub fn record(&self, record: &Record, folder: &[&Record]) -> Result<Page> {
        let view = RecordView::of(&Reader::new(record, folder, *self, &Former::default()))?;
        self.page(template_of(record.kind())?, path(record), &view)
    }

    /// The service at a glance.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn overview(&self, known: &Known) -> Result<Page> {
        let mut view = Overview::of(known, *self);
        view.page.version = version_of(&view)?;
        self.page("page/overview.html", "overview.html".to_owned(), &view)
    }

    /// The report on one resident's progress.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn progress(&self, progress: &Progress) -> Result<Page> {
        let mut view = ProgressReport::of_one(progress, *self);
        view.page.version = version_of(&view)?;
        self.page("page/progress.html", report_on(&progress.resident), &view)
    }

    /// The report on the progress of the whole service, which leads to the reports on residents that `is_there` says yes to, by their paths.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn progress_of_all(&self, told: &Told, is_there: impl Fn(&str) -> bool) -> Result<Page> {
        let mut view = ProgressReport::of_all(told, *self);
        view.page.version = version_of(&view)?;
        for row in view.total.iter_mut().flat_map(|total| &mut total.rows) {
            row.report = Some(report_on(&row.reference)).filter(|path| is_there(path)).as_deref().map(index::address);
        }
        self.page("page/progress.html", "progress.html".to_owned(), &view)
    }

    /// The page at `path` that the template of this name makes of `view`.
    fn page(&self, template: &str, path: String, view: &impl Serialize) -> Result<Page> {
        Page::of_template(template, path, self.templates.render(template, view)?)
    }
}

/// Where the report on a resident's progress lies.
fn report_on(resident: &str) -> String {
    format!("{resident}/progress.html")
}

/// The template for records of this kind.
fn template_of(kind: Kind) -> Result<&'static str> {
    Ok(match kind {
        Kind::Settings => bail!("settings have no page"),
        Kind::SupportPlan => "page/support-plan.html",
        Kind::SafetyPlan => "page/safety-plan.html",
        Kind::WeeklyReview => "page/weekly-review.html",
        Kind::FormalReview => "page/formal-review.html",
        Kind::Referral | Kind::Assessment | Kind::Incident | Kind::TeamReflection | Kind::PlanAudit => {
            "page/record.html"
        }
    })
}

/// The version of a page that is made from many records: the first eight digits of the hash of all that it says.
fn version_of(view: &impl Serialize) -> Result<String> {
    let hash = sha256(&serde_json::to_vec(view)?);
    Ok(hash.trim_start_matches("sha256:").chars().take(8).collect())
}

/// Whether a file is a page that this program made: its head says so. A service's own template that leaves this out cannot be
/// written over.
pub fn is_ours(html: &[u8]) -> bool {
    let head = &html[..html.len().min(2048)];
    head.windows(GENERATOR.len()).any(|part| part == GENERATOR.as_bytes())
}

/// Where the page of a record lies.
fn path(record: &Record) -> String {
    let path = record.path.strip_prefix("residents/").unwrap_or(&record.path);
    format!("{}.html", path.strip_suffix(".md").unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_could_load_something_is_none() {
        let kept =
            format!("<!doctype html>\n<html lang=\"cy\"><head><!-- ours --><meta charset=\"utf-8\">{POLICY}<link>");
        assert!(Page::of_template("page/record.html", "a.html".to_owned(), kept).is_ok());
        let open = [
            "<html><head></head></html>".to_owned(),
            format!("<html><head><link href=\"a.css\">{POLICY}"),
            format!("<html><head><script src=\"a\"></script>{POLICY}"),
            format!("<html><head><!-- {POLICY} -->"),
            format!("<html><header>{POLICY}"),
            format!("<html><head>a{POLICY}"),
            format!("a<html><head>{POLICY}"),
            POLICY.replace("'none'", "*"),
        ];
        for html in open {
            let error = Page::of_template("page/record.html", "a.html".to_owned(), html).expect_err("open");
            assert!(error.to_string().starts_with("page/record.html: the page that it makes"), "{error}");
        }
    }
}

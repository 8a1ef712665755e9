//! What templates are handed: structs of plain text and of HTML. Each template sees the fields of one struct.
//!
//! A field called `html` holds HTML that is safe as it is (`| safe`) and is empty where nothing is written yet; every other
//! text is plain and is escaped on its way into the page. A value that is not filled in yet is null.
//!
//! Where a page shows what changed, the same texts hold marks, and each part that came or went as a whole has one more field: `change`, with
//! `deed` ("added" or "removed"), `number` (in the list of changes), `entry` (the id of its entry there), `when` and `datetime`. Beside a field that was empty before, or is now, there
//! is one of its name with `_change` behind it, which holds the same. `changes` is then that list, see
//! [`super::changes::List`].

mod due;
mod formal;
mod other;
pub mod overview;
mod pack;
mod plan;
pub mod progress;
mod reader;
mod safety;
mod sheet;
mod stay;
mod values;
mod weekly;

use anyhow::{Result, bail};
use serde::Serialize;

use super::{Press, words};
use crate::record::Kind;

pub use self::due::DueLine;
pub use self::formal::{FormalReview, Signature};
pub use self::other::Other;
pub use self::pack::FormalPack;
pub use self::plan::{Action, EndedItem, Measure, Outcome, Step, SupportPlan};
pub(super) use self::reader::{Reader, called};
pub use self::safety::SafetyPlan;
pub(super) use self::sheet::Sources;
pub use self::sheet::{SheetAction, SheetFigure, SheetVisit, Watched, WeeklySheet, WeeklySheets};
pub use self::weekly::{ActionTaken, FigureRow, Planned, Visit, WeeklyReview};

/// What the template for a record is handed: that of its kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum RecordView {
    SupportPlan(Box<SupportPlan>),
    SafetyPlan(SafetyPlan),
    WeeklyReview(Box<WeeklyReview>),
    FormalReview(FormalReview),
    Other(Other),
}

impl RecordView {
    /// # Errors
    /// The record is the settings, which have no page.
    pub(super) fn of(reader: &Reader<'_>) -> Result<Self> {
        Ok(match reader.kind() {
            Kind::Settings => bail!("settings have no page"),
            Kind::SupportPlan => Self::SupportPlan(Box::new(SupportPlan::of(reader))),
            Kind::SafetyPlan => Self::SafetyPlan(SafetyPlan::of(reader)),
            Kind::WeeklyReview => Self::WeeklyReview(Box::new(WeeklyReview::of(reader))),
            Kind::FormalReview => Self::FormalReview(FormalReview::of(reader)),
            Kind::Referral | Kind::Assessment | Kind::Incident | Kind::TeamReflection | Kind::PlanAudit => {
                Self::Other(Other::of(reader))
            }
        })
    }
}

/// What every page of a record has at its head and foot.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// What the page is called, where it is listed or printed.
    pub title: String,
    /// The page's heading: the same words.
    pub heading: String,
    /// The name of the service.
    pub service: String,
    /// The resident's reference; null for the team's records.
    pub reference: Option<String>,
    /// What the resident likes to be called, where the plan is at hand.
    pub called: Option<String>,
    /// The first eight digits of the hash of the record's content, by which a printed page finds its version.
    pub version: String,
    /// The day that the record is of; null where it has none, as a support plan.
    pub date: Option<String>,
    /// The day on which the page was made. It stands on paper where the record itself has no day.
    pub made: String,
    /// When things stood as the page says, in words that go behind "as things stood"; null where that is now.
    pub as_at: Option<String>,
    /// What an edition says of itself; null where it says nothing.
    pub notice: Option<String>,
    /// For whom the page is made, as the words of [`Edition::words`](crate::page::Edition::words) in a row; empty in the usual edition.
    pub edition: String,
    /// The facts of the front matter.
    pub facts: Vec<Fact>,
    /// What stands before the first section, as HTML.
    pub html: String,
}

/// What a page that is of no one record has at its head and foot.
#[derive(Debug, Serialize)]
pub struct Cover {
    /// What the page is called.
    pub title: String,
    /// The name of the service.
    pub service: String,
    /// The resident's reference; null where the page is about the whole service.
    pub reference: Option<String>,
    /// The first eight digits of a hash of all that it says, by which two prints of one day are told apart.
    pub version: String,
    /// The day that it is of, in words.
    pub date: String,
    /// When things stood as the page says, in words that go behind "as things stood"; null where that is now.
    pub as_at: Option<String>,
    /// What an edition says of itself; null where it says nothing.
    pub notice: Option<String>,
    /// For whom the page is made, as the words of [`Edition::words`](crate::page::Edition::words) in a row; empty in the usual edition.
    pub edition: String,
}

impl Cover {
    fn new(title: &str, reference: Option<&str>, press: Press<'_>) -> Self {
        Self {
            title: title.to_owned(),
            service: press.context.settings.service.clone(),
            reference: reference.map(str::to_owned),
            version: String::new(),
            date: words::long(press.context.today),
            as_at: press.context.as_at.clone(),
            notice: press.edition.notice(),
            edition: press.edition.words(),
        }
    }
}

/// A named value.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The value in words; null where it is to be filled in.
    pub value: Option<String>,
}

/// A heading or a label, and what is written there.
#[derive(Debug, Clone, Serialize)]
pub struct Passage {
    /// The heading or label, in the service's wording.
    pub name: String,
    /// What is asked for.
    pub ask: String,
    /// Whether these are the resident's own words.
    pub own_words: bool,
    /// What is written there.
    pub html: String,
}

/// A section of a record.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The format's slug for its heading, by which a template knows it.
    pub slug: String,
    /// Its heading, in the service's wording.
    pub name: String,
    /// What is asked for.
    pub ask: String,
    /// Whether these are the resident's own words.
    pub own_words: bool,
    /// What stands before its first item.
    pub html: String,
    /// Its items that are not over.
    pub items: Vec<Item>,
    /// A choice of the front matter that answers it as well.
    pub choice: Option<Choice>,
}

/// An item of a section: a strength, a risk, a finding.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// Its id in the front matter.
    pub id: String,
    /// Its heading.
    pub name: String,
    /// What is asked for below the heading; null where its labels ask.
    pub ask: Option<String>,
    /// What stands before its first label.
    pub html: String,
    /// Its labelled passages.
    pub labels: Vec<Passage>,
    /// Its values in the front matter.
    pub facts: Vec<Fact>,
    /// Whether it is too long to be kept together on a sheet.
    pub long: bool,
}

/// A choice, and what could be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is chosen.
    pub name: String,
    /// What was chosen, in words; null where nothing is yet.
    pub value: Option<String>,
    /// Each choice in words, for boxes to tick.
    pub options: Vec<String>,
}

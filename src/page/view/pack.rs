//! The formal review pack: all that is gone through with the resident, and signed.

use serde::Serialize;

use super::formal::ANSWERS;
use super::{Fact, FormalReview, Head, Reader, Section, Signature};
use crate::record::Record;

/// What the cover, the questions and the signatures of the pack say. Beside these fields, its template is handed `plan`, with the fields of
/// `SupportPlan`, and `safety_plan`, with those of `SafetyPlan`, or null where there is none. Each of the two has `changes` where it shows what
/// changed.
#[derive(Debug, Serialize)]
pub struct FormalPack {
    /// The page's head and foot. Its version is that of the support plan; its facts, and what stands before the first section, are those of the
    /// review that is open.
    pub page: Head,
    /// How far the review that is open has come: "prepared" or "discussed"; null where none is open.
    pub stage: Option<String>,
    /// Whether the support plan is another than the one that the review which is prepared names.
    pub is_other_plan: bool,
    /// What has happened since the last review; null where nothing is written of that.
    pub since: Option<Section>,
    /// The three questions, with their answers as far as they are known.
    pub questions: Vec<Section>,
    /// What else is taken down in the review: the resident's views, and the changes that are agreed.
    pub further: Vec<Section>,
    /// Who signs.
    pub signatures: Vec<Signature>,
}

impl FormalPack {
    /// `review` is the review that is open, or an empty one in its place.
    pub(in crate::page) fn of(plan: &Reader<'_>, review: &Reader<'_>, is_open: bool) -> Self {
        let FormalReview { page: head, sections, signatures } = FormalReview::of(review);
        let stage = review.record.value("stage").filter(|_| is_open).map(str::to_owned);
        let is_since = |section: &Section| section.slug == "since-the-last-review";
        let (since, others): (Vec<_>, Vec<_>) = sections.into_iter().partition(is_since);
        let (questions, further): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|section| ANSWERS.iter().any(|(slug, _)| *slug == section.slug));
        let title = format!("{} pack", review.shown("Formal review"));
        let today = plan.context.today.to_string();
        let whole = plan.head(Some(review.record.value("prepared").filter(|_| is_open).unwrap_or(&today)), Vec::new());
        let facts = facts(plan, &whole, if is_open { head.facts } else { Vec::new() });
        let reviewed = review.record.value("reviewed").filter(|_| stage.as_deref() == Some("prepared"));
        Self {
            is_other_plan: reviewed.is_some_and(|reviewed| is_other(plan.record, reviewed)),
            page: Head { title: title.clone(), heading: title, facts, html: head.html, ..whole },
            stage,
            since: since.into_iter().find(|section| !section.html.is_empty()),
            questions,
            further,
            signatures,
        }
    }
}

fn is_other(plan: &Record, reviewed: &str) -> bool {
    crate::record::content_hash(&plan.text) != reviewed
}

/// What the cover names: who supports, the version of the plan, the day, and what is known of the review.
fn facts(plan: &Reader<'_>, head: &Head, review: Vec<Fact>) -> Vec<Fact> {
    let fact = |name: &str, value: Option<String>| Fact { name: name.to_owned(), value };
    let version = fact(plan.shown("Support plan"), Some(format!("version {}", head.version)));
    let day = review.is_empty().then(|| fact("Date", head.date.clone()));
    plan.fact("key_worker").into_iter().chain([version]).chain(day).chain(review).collect()
}

//! The list of what changed, behind a record.

use serde::Serialize;

use super::mark::{Deed, Marker, Stamp};
use crate::check::Context;
use crate::page::{Edition, words};
use crate::record::change::{About, Change, Detail as Difference};
use crate::record::{Record, heading_for};
use crate::redline::lines;
use crate::redline::steps::Step;
use crate::redline::words::Kind;
use crate::template::escape;

/// What changed, as the list behind a record tells it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct List {
    /// Since when, in words that follow "since".
    pub since: String,
    /// What the ids of its entries begin with, so that a page can hold several lists; empty where it holds one.
    pub prefix: String,
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
    /// The id of that member of staff.
    #[serde(skip)]
    pub(super) staff: Option<String>,
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
    /// What it is and what was done to it, such as `Outcome "Cooks lunch" changed`; empty for what belongs to no part.
    pub name: String,
    /// What is different in it.
    pub details: Vec<Detail>,
}

/// One difference.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Detail {
    /// What differs, such as "measure target"; empty where the part's own words do.
    pub what: String,
    /// Old and new, as HTML with marks.
    pub html: String,
}

/// How many words that stayed are shown before and behind a change.
const AROUND: usize = 6;

impl Entry {
    /// The entry of a step of the history of the record called `name`.
    pub(super) fn of(step: &Step, stamp: &Stamp, name: &str, terms: &Terms<'_>) -> Self {
        let parts = step.what.changes().iter().map(|change| Part::of(change, stamp, terms)).collect();
        Self { parts, ..Self::of_beginning(step, stamp, name) }
    }

    /// The entry of the step that all began with. What it said is the page without marks.
    pub(super) fn of_beginning(step: &Step, stamp: &Stamp, name: &str) -> Self {
        let saved = step.saved.as_ref();
        Self {
            number: stamp.number,
            when: stamp.when.clone(),
            datetime: stamp.datetime.clone(),
            who: saved.map(|saved| saved.who.shown.clone()),
            staff: saved.and_then(|saved| saved.who.staff.clone()),
            review: saved.and_then(|saved| saved.review.clone()),
            commit: saved.map(|saved| saved.commit.chars().take(7).collect()),
            note: step.what.said(name),
            parts: Vec::new(),
        }
    }
}

impl List {
    /// As an edition shows it. One that leaves parts of the record out, or names, tells only when something changed, by whom and in which review.
    pub(super) fn in_edition(&self, edition: Edition, context: &Context) -> Self {
        let mut list = self.clone();
        for entry in &mut list.entries {
            if edition.references {
                entry.who =
                    entry.who.take().map(|_| edition.staff(entry.staff.as_deref().unwrap_or_default(), context));
            }
            if edition.references || edition.resident_copy {
                entry.parts.clear();
            }
        }
        list
    }
}

impl Part {
    fn of(change: &Change, stamp: &Stamp, terms: &Terms<'_>) -> Self {
        let name = match change.part.as_str() {
            "" => String::new(),
            part => format!("{} {}", words::capital(part), change.deed.word()),
        };
        Self { name, details: change.details.iter().map(|detail| Detail::of(detail, stamp, terms)).collect() }
    }
}

impl Detail {
    fn of(detail: &Difference, stamp: &Stamp, terms: &Terms<'_>) -> Self {
        let stamps = std::slice::from_ref(stamp);
        let marker = Marker { stamps, prefix: "" };
        let html = match (&detail.old, &detail.new) {
            (Some(old), Some(new)) if matches!(detail.about, About::Words | About::Heading) => {
                compared(old, new, &marker)
            }
            (old, new) => {
                let side = |deed: Deed, text: &Option<String>| {
                    let text = text.as_deref().map(|text| terms.said(text, detail));
                    text.map(|text| marker.mark(deed, 0, &escape(&text))).unwrap_or_default()
                };
                let arrow = if old.is_some() && new.is_some() { " \u{2192} " } else { "" };
                format!("{}{arrow}{}", side(Deed::Removed, old), side(Deed::Added, new))
            }
        };
        Self { what: detail.what.clone(), html }
    }
}

/// What values are put in words with, as the page itself has them.
pub(super) struct Terms<'t> {
    /// The service.
    pub(super) context: &'t Context,
    /// The version that the page is of: it knows what its items are called.
    pub(super) newest: Option<&'t Record>,
}

impl Terms<'_> {
    /// What one side of a difference says, in words.
    fn said(&self, text: &str, detail: &Difference) -> String {
        match (detail.about, detail.refers) {
            (About::Value, None) => words::date(text),
            (About::Value, Some("levels")) => words::level(text, self.context),
            (About::Value, Some("staff" | "signatories")) => self.context.settings.staff_name(text).to_owned(),
            (About::Value, Some(list)) if list != "residents" && text != "none" => {
                text.split(", ").map(|id| self.called(list, id)).collect::<Vec<_>>().join(", ")
            }
            _ => text.to_owned(),
        }
    }

    fn called(&self, list: &str, id: &str) -> String {
        let item = self.newest.and_then(|record| record.outline.item(list.rsplit('.').next().unwrap_or(list), id));
        item.map_or_else(|| heading_for(id), |item| item.heading.text.clone())
    }
}

/// Both texts as one, with a few words around each change.
fn compared(old: &str, new: &str, marker: &Marker<'_>) -> String {
    let runs = lines::compare(old, new);
    let mut html = String::new();
    for (at, run) in runs.iter().enumerate() {
        html.push_str(match run.gap {
            "" => "",
            gap if gap.contains('\n') => "<br>",
            _ => " ",
        });
        match run.kind {
            Kind::Kept => html.push_str(&escape(&shortened(run.text, at == 0, at + 1 == runs.len()))),
            Kind::Removed => html.push_str(&marker.mark(Deed::Removed, 0, &escape(run.text))),
            Kind::Added => html.push_str(&marker.mark(Deed::Added, 0, &escape(run.text))),
        }
    }
    html
}

/// Words that stayed: those next to a change, and dots for the rest.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (before, behind) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
    if words.len() <= before + behind + 1 {
        return words.join(" ");
    }
    let ends = [words[..before].join(" "), "\u{2026}".to_owned(), words[words.len() - behind..].join(" ")];
    ends.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

//! Marks: how a page shows what was removed and what is new. Neither by colour alone nor by the shape of letters alone: there are words for
//! both, before and behind.

use chrono::NaiveDate;

use crate::page::words::long;
use crate::redline::steps::Step;
use crate::template::escape;

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Removed,
    Added,
}

impl Deed {
    /// The word for it, as templates know it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }

    /// The attribute of an element that came or went as a whole.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Removed => " data-change=\"removed\"",
            Self::Added => " data-change=\"added\"",
        }
    }
}

/// One step of the history, as marks name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its number in the list of what changed.
    pub number: usize,
    /// When it was, as `datetime` attributes say it.
    pub datetime: String,
    /// When it was, in words.
    pub when: String,
}

impl Stamp {
    /// That of a step. What is not saved yet is of today.
    pub(super) fn of(step: &Step, today: NaiveDate) -> Self {
        let (datetime, when) = match &step.saved {
            Some(saved) => (saved.when.to_rfc3339(), long(saved.when.date_naive())),
            None => (today.to_string(), long(today)),
        };
        Self { number: step.number, datetime, when }
    }
}

/// Writes marks.
pub(super) struct Marker<'s> {
    /// The steps, by the version that they made.
    pub(super) stamps: &'s [Stamp],
}

impl Marker<'_> {
    /// Puts `inner`, which is HTML, into a mark of what the step `version` did.
    pub(super) fn mark(&self, deed: Deed, version: usize, inner: &str, out: &mut String) {
        out.push_str(&self.bare(deed, version, inner));
        out.extend(self.stamps.get(version).map(|stamp| reference(deed, stamp)));
    }

    /// The same without the number beside it.
    pub(super) fn bare(&self, deed: Deed, version: usize, inner: &str) -> String {
        let Some(stamp) = self.stamps.get(version) else { return inner.to_owned() };
        let (tag, before, behind) = match deed {
            Deed::Removed => ("del", "removed: ", " end of removed words "),
            Deed::Added => ("ins", "new: ", " end of new words "),
        };
        let note = |words: &str| format!("<span class=\"unseen\" data-change=\"note\">{words}</span>");
        let datetime = escape(&stamp.datetime);
        format!("<{tag} datetime=\"{datetime}\">{}{inner}{}</{tag}>", note(before), note(behind))
    }

    /// A mark around what stands in a part that came or went as a whole, and that says so itself.
    pub(super) fn wrap(&self, deed: Deed, version: usize, inner: &str) -> String {
        let Some(stamp) = self.stamps.get(version).filter(|_| !inner.is_empty()) else { return inner.to_owned() };
        let tag = if deed == Deed::Removed { "del" } else { "ins" };
        format!("<{tag} datetime=\"{}\">{inner}</{tag}>", escape(&stamp.datetime))
    }
}

/// Which step it was, beside a mark: the word, and the number under which the list of changes tells who and why.
fn reference(deed: Deed, stamp: &Stamp) -> String {
    let number = stamp.number;
    let words = match deed {
        Deed::Removed => format!("<span class=\"unseen\">removed in change </span>{number}"),
        Deed::Added => format!("new<span class=\"unseen\"> in change</span> {number}"),
    };
    format!("<sup class=\"change\" data-change=\"note\"><a href=\"#change-{number}\">{words}</a></sup>")
}

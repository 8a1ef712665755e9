//! Marks: how a page shows what was removed and what is new. Neither by colour alone nor by the shape of letters alone: there are words for
//! both, before and behind.

use std::collections::BTreeSet;

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
    /// What the ids of the list's entries begin with.
    pub(super) prefix: &'s str,
}

impl Marker<'_> {
    /// `inner`, which is HTML, in a mark of what the step `version` did.
    pub(super) fn mark(&self, deed: Deed, version: usize, inner: &str) -> String {
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

    /// Which steps did it, behind marks that follow each other: the word, and the numbers under which the list of changes tells who and why.
    pub(super) fn references(&self, removed: &[usize], added: &[usize]) -> String {
        let number = |version: &usize| Some(self.stamps.get(*version)?.number);
        let numbers = |versions: &[usize]| versions.iter().filter_map(number).collect::<BTreeSet<usize>>();
        let (removed, added) = (numbers(removed), numbers(added));
        // What was put in the place of words took them away.
        let removed: BTreeSet<usize> = removed.difference(&added).copied().collect();
        let prefix = self.prefix;
        let link = |number: &usize| format!("<a href=\"#{prefix}change-{number}\">{number}</a>");
        let links = |numbers: &BTreeSet<usize>| numbers.iter().map(link).collect::<Vec<_>>().join(", ");
        let mut words = Vec::new();
        if !removed.is_empty() {
            words.push(format!("<span class=\"unseen\">removed in change </span>{}", links(&removed)));
        }
        if !added.is_empty() {
            words.push(format!("new<span class=\"unseen\"> in change</span> {}", links(&added)));
        }
        match words.as_slice() {
            [] => String::new(),
            words => format!("<sup class=\"change\" data-change=\"note\">{}</sup>", words.join("; ")),
        }
    }
}

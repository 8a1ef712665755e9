//! Parts of a risk that are filled in and say nothing.

use super::{Example, Judge, Rule};
use crate::check::Context;
use crate::finding::{Code, Finding};
use crate::record::outline::Item;
use crate::record::{Kind, Record};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::EmptyRiskPart,
    checks: "It looks at each part of a risk in the support plan, at what the safety plan says to a risk, and at risks of the referral \
             and the assessment. A part is empty when nothing is left of it but words that point elsewhere or put off, such as \
             \"as above\", \"ongoing\", \"TBC\", \"n/a\" or \"see risk assessment\". Risks that have ended are left alone.",
    why: "Whoever opens the plan in a crisis reads this one part. If it points elsewhere or puts off, they have nothing to act on.",
    source: "A good plan says four things about each risk: what it is, why the approach is in proportion, what staff monitor, and when \
             to escalate (the second seed).",
    bad: Example {
        file: "plan.md",
        changes: &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** «As above, ongoing.»",
        )],
    },
    good: Example {
        file: "plan.md",
        changes: &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** Ticks on the off-card, and loose sleeves.",
        )],
    },
    judge: Judge::Record(judge),
};

const PARTS: [&str; 5] =
    ["what-could-happen", "why-this-way-is-right", "what-staff-watch", "when-to-escalate", "set-aside-because"];

fn judge(record: &Record, _: &Context) -> Vec<Finding> {
    let kinds = [Kind::SupportPlan, Kind::SafetyPlan, Kind::Referral, Kind::Assessment];
    if !kinds.contains(&record.kind()) {
        return Vec::new();
    }
    let ended = |item: &Item| {
        let listed =
            record.list("risks").iter().find(|risk| risk.get("id").and_then(|id| id.as_str()) == Some(item.id()));
        listed.is_some_and(|risk| risk.get("ended").is_some())
    };
    let mut findings = Vec::new();
    for item in record.outline.items("risks").filter(|item| !ended(item)) {
        let parts = item.labels.iter().filter(|label| PARTS.contains(&label.slug.as_str())).map(|label| label.text);
        findings.extend(std::iter::once(item.text).chain(parts).filter_map(|part| empty(record, part)));
    }
    findings
}

fn empty(record: &Record, part: Span) -> Option<Finding> {
    let words = record.words(part);
    if !record.body.has_words(part) || !is_empty(&words) {
        return None;
    }
    let text = part.of(&record.text);
    let start = part.start + (text.len() - text.trim_start().len());
    let span = Span::new(start, start + text.trim().len());
    let message = "this part of the risk says nothing yet";
    let help = "Write here what somebody needs who reads only this part, even where it repeats what stands elsewhere.";
    Some(Finding::new(Code::EmptyRiskPart, span, message, help).quoting(words))
}

/// Phrases that say nothing about a risk.
const SAYS_NOTHING: &[&str] = &[
    "above",
    "below",
    "ditto",
    "idem",
    "ongoing",
    "on going",
    "continuing",
    "continues",
    "continuous",
    "unchanged",
    "pending",
    "tbc",
    "tba",
    "tbd",
    "tbd tbc",
    "na",
    "nil",
    "none",
    "nothing",
    "unknown",
    "not known",
    "not yet known",
    "todo",
    "to do",
    "to follow",
    "wip",
    "work in progress",
    "in progress",
    "under review",
    "in hand",
    "blank",
    "left blank",
    "test",
    "xxx",
    "xx",
    "x",
    "asdf",
    "not applicable",
    "non applicable",
    "does not apply",
    "not relevant",
    "not required",
    "not needed",
    "not recorded",
    "not assessed",
    "not yet assessed",
    "not yet",
    "not sure",
    "unsure",
    "dont know",
    "dk",
    "various",
    "as usual",
    "the usual",
    "usual",
    "as normal",
    "as needed",
    "as required",
    "as appropriate",
    "where appropriate",
    "as necessary",
    "as before",
    "as previously",
    "as previous",
    "same",
    "the same",
    "no change",
    "no changes",
    "no concerns",
    "no issues",
    "no risk",
    "no risks",
    "no known risk",
    "no known risks",
    "none known",
    "none identified",
    "none noted",
    "none reported",
    "nothing to report",
    "nothing to add",
    "nothing new",
    "known risk",
    "known risks",
    "as known",
    "low",
    "medium",
    "high",
    "low risk",
    "medium risk",
    "high risk",
    "as agreed",
    "as discussed",
    "as stated",
    "as mentioned",
    "as described",
    "as noted",
    "as outlined",
    "as detailed",
    "as documented",
    "as recorded",
    "awaiting information",
    "awaiting assessment",
    "awaiting update",
    "more information needed",
    "information needed",
    "monitor",
    "monitoring",
    "monitored",
    "to monitor",
    "to be monitored",
    "continue to monitor",
    "keep monitoring",
    "ongoing monitoring",
    "please ask",
    "staff aware",
    "staff are aware",
    "staff to be aware",
    "be aware",
    "staff to monitor",
    "staff will monitor",
    "staff monitor",
    "team aware",
    "to be confirmed",
    "to be agreed",
    "to be decided",
    "to be discussed",
    "to be determined",
    "to be added",
    "to be completed",
    "to be done",
    "to be updated",
    "to be reviewed",
    "to be advised",
    "to be assessed",
    "to be written",
    "to be filled in",
    "will be updated",
    "will update",
    "will be added",
    "will be reviewed",
    "will be completed",
    "needs updating",
    "needs completing",
    "needs review",
    "update needed",
    "details to follow",
    "information to follow",
    "more to follow",
    "complete later",
    "add later",
    "fill in later",
    "later",
    "copy from above",
    "copied from above",
    "placeholder",
];

/// Words that point to another part or paper, when only names of such stand behind them.
const POINTS_TO: &[&str] = &[
    "see",
    "see also",
    "please see",
    "refer to",
    "please refer to",
    "refer back to",
    "as per",
    "per",
    "as in",
    "as on",
    "same as",
    "the same as",
    "similar to",
    "detailed in",
    "covered in",
    "covered by",
    "documented in",
    "recorded in",
    "described in",
    "stated in",
    "noted in",
    "set out in",
    "outlined in",
    "contained in",
    "found in",
    "held in",
    "on",
    "in",
    "as",
    "as stated in",
    "as described in",
    "as detailed in",
    "as recorded in",
    "as documented in",
    "as outlined in",
    "as set out in",
    "as noted in",
    "as in",
    "look at",
    "check",
    "read",
    "cf",
    "copy of",
];

/// Names of other parts and papers, and what stands before them.
const PAPERS: &[&str] = &[
    "above",
    "below",
    "before",
    "previous",
    "previously",
    "last",
    "earlier",
    "overleaf",
    "attached",
    "enclosed",
    "other",
    "separate",
    "main",
    "full",
    "current",
    "latest",
    "existing",
    "original",
    "initial",
    "the",
    "this",
    "that",
    "his",
    "her",
    "their",
    "risk",
    "risks",
    "assessment",
    "assessments",
    "ra",
    "plan",
    "plans",
    "safety",
    "support",
    "care",
    "management",
    "crisis",
    "matrix",
    "section",
    "part",
    "box",
    "page",
    "document",
    "documents",
    "documentation",
    "paperwork",
    "form",
    "file",
    "files",
    "note",
    "notes",
    "log",
    "logs",
    "record",
    "records",
    "register",
    "system",
    "referral",
    "review",
    "entry",
    "entries",
    "version",
    "comment",
    "comments",
    "answer",
    "column",
    "row",
    "question",
    "first",
    "second",
    "behaviour",
    "psychiatric",
    "clinical",
    "and",
    "or",
    "/",
    "in",
    "of",
    "to",
    "on",
    "for",
    "details",
    "information",
    "more",
];

/// Words that change nothing about a phrase before or behind them.
const FILLERS: &[&str] = &[
    "still",
    "currently",
    "at present",
    "presently",
    "at the moment",
    "at this time",
    "at this stage",
    "for now",
    "for the time being",
    "at the minute",
    "please",
    "just",
    "also",
    "again",
    "all",
    "all of the",
    "and",
    "but",
    "or",
    "so",
    "so far",
    "yet",
    "now",
    "really",
    "same",
    "is",
    "are",
    "it is",
    "its",
    "this is",
    "risk",
    "risk is",
    "the risk is",
    "details",
    "for details",
    "for more details",
    "for further details",
    "for more information",
    "for further information",
    "for full details",
    "further details",
    "by staff",
    "by the team",
    "of the",
    "to date",
    "the",
    "remains",
    "remain",
    "as",
    "any",
    "will be",
    "to be",
    "with",
    "staff",
    "this",
    "part",
    "section",
    "by",
    "in",
    "next review",
    "at next review",
    "at the next review",
    "next week",
];

/// Whether a part's words say nothing: no more than phrases that put off, point elsewhere or fill.
fn is_empty(words: &str) -> bool {
    let speaks = words.trim_start().starts_with(['>', '"', '“', '‘', '«']);
    if speaks {
        return false;
    }
    let plain = plain(words);
    let words: Vec<&str> = plain.iter().map(String::as_str).collect();
    let mut rest = words.as_slice();
    let mut said_nothing = words.is_empty();
    while !rest.is_empty() {
        if let Some(length) = pointing(rest).max(longest(SAYS_NOTHING, rest)) {
            said_nothing = true;
            rest = &rest[length..];
        } else if let Some(length) = longest(FILLERS, rest) {
            rest = &rest[length..];
        } else {
            return false;
        }
    }
    said_nothing
}

/// How many words at the beginning point to another part or paper.
fn pointing(words: &[&str]) -> Option<usize> {
    let head = longest(POINTS_TO, words)?;
    let named = words[head..].iter().take_while(|word| PAPERS.contains(word)).count();
    let bare = words[head..head + named].iter().all(|word| {
        matches!(
            *word,
            "the" | "this" | "that" | "and" | "or" | "in" | "of" | "to" | "on" | "for" | "his" | "her" | "their"
        )
    });
    (!bare).then_some(head + named)
}

/// The number of words of the longest of `phrases` that `words` begin with.
fn longest(phrases: &[&str], words: &[&str]) -> Option<usize> {
    let lengths = phrases.iter().filter_map(|phrase| {
        let length = phrase.split(' ').count();
        (words.len() >= length && phrase.split(' ').eq(words[..length].iter().copied())).then_some(length)
    });
    lengths.max()
}

/// The words in small letters, without marks: `N/A` is `na`, `t.b.c.` is `tbc`, `on-going` is `ongoing`.
fn plain(text: &str) -> Vec<String> {
    let letters =
        |word: &str| -> String { word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let known = |word: &str| [SAYS_NOTHING, PAPERS, FILLERS].iter().any(|list| list.contains(&word));
    let mut plain = Vec::new();
    for word in text.split_whitespace() {
        let whole = letters(word);
        if known(&whole) {
            plain.push(whole);
        } else {
            plain.extend(word.split(['/', '-', '–', '—', ',', ';', ':', '.']).map(letters));
        }
    }
    plain.retain(|word| !word.is_empty());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_hide_what_is_empty() {
        for words in ["N/A", "n.a.", "T.B.C.", "*On-going*", "- as above", "?", "…", "~~tbc~~ TBC", "TBC/ongoing"] {
            assert!(is_empty(words), "{words}");
        }
    }
}

//! Parts of a risk that are filled in and say nothing.

mod phrases;

use self::phrases::{FILLERS, PAPERS, POINTS_TO, SAYS_NOTHING};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
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
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** «As above, ongoing.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** Ticks on the off-card, and loose sleeves.",
        )],
    ),
    judge: Judge::Record(judge),
};

const PARTS: [&str; 5] =
    ["what-could-happen", "why-this-way-is-right", "what-staff-watch", "when-to-escalate", "set-aside-because"];

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
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

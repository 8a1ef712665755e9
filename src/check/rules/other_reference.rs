//! References of other residents in a resident's records.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::OtherReference,
    checks: "It looks in all that a resident's records say for references of other residents of the service. The team's own records may \
             point at residents by reference.",
    why: "A resident reads their records, and so does whoever is sent a copy. A reference in them tells that another person lives here, \
          and often that words were pasted in from that person's record.",
    source: "Another resident's words pasted in are a standing danger, and all that is about a resident lies in that resident's folder.",
    options: &[],
    needs: None,
    bad: Example::new("weekly/2026-W46.md", &[("Aisha asks next door", "Aisha asks «R-0117»")]),
    good: Example::new("weekly/2026-W46.md", &[("Aisha asks next door", "Aisha asks a neighbour, as on plan R-9999,")]),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    let Some(own) = record.place.resident() else { return Vec::new() };
    // A record that says that it is another's is a fault of its own.
    let stated = record.front.root.get("resident").map(|node| node.span).unwrap_or_default();
    let others = references(&record.text).filter(|found| {
        !stated.contains(found.span.start) && found.meant(&subject.context.residents).is_some_and(|it| it != own)
    });
    let found = others.map(|Reference { span, .. }| {
        let message = "this is the reference of another resident";
        let help = "Take it out, or write \"another resident\". Check whether the words around it are about this resident at all.";
        Finding::new(Code::OtherReference, span, message, help).quoting(span.of(&record.text))
    });
    found.collect()
}

/// What may be meant as a reference.
#[derive(Debug)]
struct Reference<'t> {
    span: Span,
    letters: &'t str,
    /// What stands between letters and digits.
    mark: &'t str,
    digits: &'t str,
}

impl Reference<'_> {
    /// The resident who is sure to be meant: digits are left out only before a hyphen, and a bus is no resident.
    fn meant<'r>(&self, residents: &'r BTreeSet<String>) -> Option<&'r String> {
        let letters = self.letters.to_ascii_uppercase();
        let is_hyphen = !matches!(self.mark, "" | " " | "\u{a0}" | ".");
        let is_whole = is_hyphen || self.digits.starts_with('0') || self.digits.len() > 3;
        let whole = residents.get(&format!("{letters}-{}", self.digits)).filter(|_| is_whole);
        whole.or_else(|| {
            let is_short = is_hyphen && letters == self.letters;
            let mut padded = (1..4).map(|zeros| format!("{letters}-{}{}", "0".repeat(zeros), self.digits));
            padded.find_map(|reference| residents.get(&reference)).filter(|_| is_short)
        })
    }
}

/// What stands between the letters and the digits of a reference.
const MARKS: [&str; 10] =
    ["-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", " ", "\u{a0}", "."];

/// All that has the form of a reference: one to three letters, a hyphen or what is written in its place, three to six digits.
fn references(text: &str) -> impl Iterator<Item = Reference<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
            let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            at = start + digits;
            if (3..=6).contains(&digits)
                && let Some(found) = reference(text, start, at)
            {
                return Some(found);
            }
        }
    })
}

/// The reference whose digits stand there.
fn reference(text: &str, start: usize, end: usize) -> Option<Reference<'_>> {
    let before = &text[..start];
    let mark = MARKS.into_iter().find(|mark| before.ends_with(mark)).unwrap_or_default();
    let stem = &before[..before.len() - mark.len()];
    let count = stem.bytes().rev().take_while(u8::is_ascii_alphabetic).take(4).count();
    let first = stem.len() - count;
    let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let is_one = (1..=3).contains(&count) && alone(stem[..first].chars().next_back());
    let mut after = text[end..].chars();
    let next = after.next();
    // A longer name of something else.
    let goes_on = next == Some('-') && after.next().is_some_and(char::is_alphanumeric);
    let is_own_form = mark == "-" && !stem[first..].contains(|c: char| c.is_ascii_lowercase());
    (is_one && alone(next) && (is_own_form || !goes_on)).then(|| Reference {
        span: Span::new(first, end),
        letters: &stem[first..],
        mark: &before[stem.len()..],
        digits: &text[start..end],
    })
}

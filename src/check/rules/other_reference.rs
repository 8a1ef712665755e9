//! References of other residents in a resident's records.

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
    let others = references(&record.text).filter(|span| {
        let reference = span.of(&record.text);
        reference != own && !stated.contains(span.start) && subject.context.residents.contains(reference)
    });
    let found = others.map(|span| {
        let message = "this is the reference of another resident";
        let help = "Take it out, or write \"another resident\". Check whether the words around it are about this resident at all.";
        Finding::new(Code::OtherReference, span, message, help).quoting(span.of(&record.text))
    });
    found.collect()
}

/// All that has the form of a reference: one to three capitals, a hyphen, three to six digits.
fn references(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    text.match_indices('-').filter_map(move |(hyphen, _)| {
        let letters = bytes[..hyphen].iter().rev().take_while(|byte| byte.is_ascii_uppercase()).take(4).count();
        let digits = bytes[hyphen + 1..].iter().take_while(|byte| byte.is_ascii_digit()).take(7).count();
        let formed = (1..=3).contains(&letters) && (3..=6).contains(&digits);
        let span = Span::new(hyphen - letters, hyphen + 1 + digits);
        let before = text[..span.start].chars().next_back();
        let after = text[span.end..].chars().next();
        let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        (formed && alone(before) && alone(after)).then_some(span)
    })
}

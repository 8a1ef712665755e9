//! What the rules on numbers and addresses share: where such things stand alone, where they belong, and what tells that a number
//! is of another kind.

use std::sync::LazyLock;

use regex::Regex;

use crate::record::{Kind, Record};
use crate::text::Span;

/// Those matches of `form` in the whole file that stand alone, not as a part of a longer number, word, path or link.
pub(super) fn alone<'t>(text: &'t str, form: &'t Regex) -> impl Iterator<Item = Span> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(found) = form.find_at(text, at) {
            let span = Span::from(found.range());
            if stands_alone(text, span) {
                at = span.end;
                return Some(span);
            }
            // What is part of something longer may overlap with what is looked for.
            at = span.start + text[span.start..].chars().next().map_or(1, char::len_utf8);
        }
        None
    })
}

fn stands_alone(text: &str, span: Span) -> bool {
    let before = text[..span.start].chars().next_back();
    let after = &text[span.end..];
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | '£' | '$' | '€' | '=' | '\\' | '-' | '+');
    let next = after.chars().next();
    // A full stop or hyphen ends a number unless a digit or a letter follows it.
    let goes_on = next.is_some_and(|c| c.is_alphanumeric() || c == '_')
        || (next.is_some_and(|c| matches!(c, '-' | '.' | '@' | '/'))
            && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()));
    let word = text[..span.start].rsplit(char::is_whitespace).next().unwrap_or_default();
    let link = word.contains("://") || word.contains("www.");
    let decimal = before.is_some_and(|c| matches!(c, '.' | ','))
        && text[..span.start].chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit());
    !before.is_some_and(joined) && !goes_on && !link && !decimal
}

/// Whether `at` lies where a safety plan says whom to call and where to go, so that numbers and addresses belong there.
pub(super) fn is_among_contacts(record: &Record, at: usize) -> bool {
    contacts(record).any(|span| span.contains(at))
}

/// Where a safety plan says whom to call and where to go.
pub(in crate::check) fn contacts(record: &Record) -> impl Iterator<Item = Span> {
    let of_kind = record.outline.sections.iter().filter(|_| record.kind() == Kind::SafetyPlan);
    let sections = of_kind.filter(|section| matches!(section.slug.as_str(), "who-to-call" | "people-and-places"));
    sections.map(|section| section.all)
}

/// Whether the words before `at` call what stands there a reference or another number of somebody's files, and not `own`.
pub(super) fn is_called_otherwise(text: &str, at: usize, own: &Regex) -> bool {
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(ref|refs|reference|references|account|acc|acct|a/c|invoice|order|claim|serial|policy|licen[cs]e|ticket|receipt|tracking|parcel|booking|isbn|barcode|card|meter|mpan|mprn|imei|pin|passport|customer|client|payment|transaction|uprn|urn|crn|job|crime|log|model|version|batch|asset|membership|member|library|voucher|case)\b(?:[^.\n]|\bno\.){0,24}$",
        )
    });
    let mut start = at.saturating_sub(48);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let paragraph = text[start..at].rfind("\n\n").map_or(start, |end| start + end);
    let before = text[paragraph..at].replace('\n', " ");
    OTHER.is_match(&before) && !own.is_match(&before)
}

/// The digits within `text`.
pub(super) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// A pattern that is part of the program. A test of each rule uses it.
#[expect(
    clippy::expect_used,
    reason = "each pattern is a constant of the program, and the tests of its rule compile it"
)]
pub(super) fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well formed")
}

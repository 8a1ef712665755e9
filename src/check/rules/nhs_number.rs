//! NHS numbers.

use std::sync::LazyLock;

use regex::Regex;

use super::identifiers::{alone, digits, is_called_otherwise, pattern};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::NhsNumber,
    checks: "It looks for numbers of ten digits that have the check digit of an NHS number. A number that is called something else, \
             such as a reference or an account, is left alone.",
    why: "An NHS number opens a whole health record, and stays the same for life. No part of the support needs it.",
    source: "Records hold special-category data (UK GDPR, article 9). The check digit is the NHS's own: the first nine digits are \
             weighted with 10 to 2, and the last makes the sum divisible by 11.",
    options: &[],
    needs: None,
    bad: Example::new(
        "referral.md",
        &[("No injury needed treatment.", "No injury needed treatment (NHS «943 476 5919»).")],
    ),
    good: Example::new(
        "referral.md",
        &[("No injury needed treatment.", "No injury needed treatment (job reference 943 476 5918).")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if !subject.traces().long_number {
        return Vec::new();
    }
    static FORM: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\d{3}(?:[ \u{a0}.-]?|\r?\n)\d{3}(?:[ \u{a0}.-]?|\r?\n)\d{4}"));
    static OWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(nhs|health|chi)\b"));
    let text = &record.text;
    let numbers = alone(text, &FORM).filter(|span| {
        let named = OWN.is_match(line_before(text, span.start));
        is_nhs_number(&digits(span.of(text)), named)
            && (named || !is_among_digits(text, *span))
            && !is_called_otherwise(text, span.start, &OWN)
    });
    let found = numbers.map(|span| {
        let message = "an NHS number stands here";
        let help = "Take it out. Whoever needs it has it in the health record.";
        Finding::new(Code::NhsNumber, span, message, help).quoting(span.of(text))
    });
    found.collect()
}

/// Whether more digits stand before or behind it, so that it is a part of something longer.
fn is_among_digits(text: &str, span: Span) -> bool {
    let before = text[..span.start].strip_suffix([' ', '\u{a0}']).unwrap_or_default();
    let after = text[span.end..].strip_prefix([' ', '\u{a0}']).unwrap_or_default();
    before.ends_with(|c: char| c.is_ascii_digit()) || after.starts_with(|c: char| c.is_ascii_digit())
}

/// The words on the line before `at`.
fn line_before(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    &text[start..at]
}

/// Whether ten digits end in the check digit. Where nothing calls them an NHS number, they must also lie in a range that is given out.
fn is_nhs_number(digits: &[u32], named: bool) -> bool {
    let Some((check, rest)) = digits.split_last().filter(|(_, rest)| rest.len() == 9) else { return false };
    let sum: u32 = rest.iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let given_out = matches!(digits[0], 3 | 4 | 6 | 7 | 9);
    let repeated = digits.iter().all(|digit| digit == check);
    (11 - sum % 11) % 11 == *check && !repeated && (named || given_out)
}

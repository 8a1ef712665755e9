//! National Insurance numbers.

use std::sync::LazyLock;

use regex::Regex;

use super::identifiers::{alone, is_called_otherwise, pattern};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::InsuranceNumber,
    checks: "It looks for two letters, six digits and a last letter, as National Insurance numbers are written, with letters that are \
             given out, and for the `QQ` that made-up ones begin with.",
    why: "With a National Insurance number and a date of birth somebody else can claim in the resident's name. It belongs with the \
          benefit papers.",
    source: "Records hold special-category data (UK GDPR, article 9), so they hold no more about a person than they need to.",
    options: &[],
    needs: None,
    bad: Example::new(
        "referral.md",
        &[(
            "Three weeks of rent were unpaid",
            "Housing benefit was paid to «QQ 12 34 56 C». Three weeks of rent were unpaid",
        )],
    ),
    good: Example::new(
        "referral.md",
        &[("Three weeks of rent were unpaid", "Housing benefit was paid. Three weeks of rent were unpaid")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if !subject.traces().insurance {
        return Vec::new();
    }
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)(?:[ \u{a0}./-]?\r?\n?\d\d){3}[ \u{a0}./-]?\n?[A-D]")
    });
    static OWN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(ni|nino|n\.i|insurance)\b"));
    let text = &record.text;
    let numbers =
        alone(text, &FORM).filter(|span| is_given_out(span.of(text)) && !is_called_otherwise(text, span.start, &OWN));
    let found = numbers.map(|span| {
        let message = "a National Insurance number stands here";
        let help = "Take it out. It belongs with the benefit papers, not in a record of support.";
        Finding::new(Code::InsuranceNumber, span, message, help).quoting(span.of(text))
    });
    found.collect()
}

/// Whether the first letters are given out, and the whole is not a piece of a hash, which has small letters up to f and no gaps,
/// or a small word before a time.
fn is_given_out(text: &str) -> bool {
    let first: String = text.chars().take(2).flat_map(char::to_uppercase).collect();
    let withheld = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&first.as_str());
    let hash = text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let word = ["an", "as", "at", "be", "by", "he", "me", "my", "on", "we"].iter().any(|word| {
        let rest = text.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    });
    !withheld && !hash && !word
}

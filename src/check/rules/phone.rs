//! Phone numbers outside the safety plan's lists of people and places.

use std::sync::LazyLock;

use regex::Regex;

use super::identifiers::{alone, digits, is_among_contacts, is_called_otherwise, pattern};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::PhoneNumber,
    checks: "It looks for phone numbers of people: mobile numbers, numbers of a place, and numbers with a country's code. Numbers of \
             helplines and of firms that begin with 03, 08 or 09, and short ones such as 999, are left alone. So are the sections \
             of the safety plan that say whom to call and where to go, because that is where numbers belong.",
    why: "A record is printed, passed on and kept for years. A number in a review reaches people who were never meant to ring it, \
          and it is out of date where nobody looks for it.",
    source: "Records hold special-category data (UK GDPR, article 9), so they hold no more about a person than they need to.",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[("the manager and mum.", "the manager and mum on «07700 900123».")]),
    good: Example::new(
        "safety-plan.md",
        &[("2. The manager, and mum or Sam's sister, after", "2. The manager, and mum on 07700 900123, after")],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if !subject.traces().long_number {
        return Vec::new();
    }
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:(?:\(?(?:\+|\b00)\)?[ .-]?44\)?|\b44)[ .-]?(?:\(0\)[ .-]?|0[ .-]?)?|\(?0)[127](?:[ \u{a0}]?\r?[\n .()\u{a0}\u{2011}\u{2013}-]{0,2}\d){9}|(?:\+[1-9]\d{0,2}|\b00[1-9]\d)(?:[ .-]{0,1}\(?\d\)?){8,12}|\b0[127]\d{2,4}/\d{6,7}",
        )
    });
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)\b(phone|telephone|tel|mobile|mob|ring|rang|call|called|calls|text|texts|texted|whatsapp|landline|sms|dial|reach\w*)\b",
        )
    });
    let text = &record.text;
    let numbers =
        alone(text, &FORM).filter(|span| is_phone(span.of(text)) && !is_called_otherwise(text, span.start, &OWN));
    let found = numbers.filter(|span| !is_among_contacts(record, span.start)).map(|span| {
        let message = "a phone number stands here, where none belongs";
        let help = "Say who is rung, such as \"mum\" or \"the surgery\", and keep the number in the safety plan under \"Who to call\".";
        Finding::new(Code::PhoneNumber, span, message, help).quoting(span.of(text))
    });
    found.collect()
}

/// Whether digits that are as many as a phone number's are grouped like one, not like dates or times.
fn is_phone(text: &str) -> bool {
    static DATE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\d{1,2}[-./]\d{1,2}[-./](?:20|19)?\d\d\b|(?:20|19)\d\d[-.]\d\d[-.]\d\d"));
    if DATE.is_match(text) {
        return false;
    }
    if text.contains('+') {
        return digits(text).len() >= 9;
    }
    let groups: Vec<usize> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len).collect();
    // Two digits at a time is a way of writing a number, but a single one is none.
    let split = groups.iter().filter(|group| **group == 1).count();
    let in_brackets = text.contains("(0)");
    groups.len() <= 6 && split <= usize::from(in_brackets)
}

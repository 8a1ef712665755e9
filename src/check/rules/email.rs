//! E-mail addresses outside the safety plan's lists of people and places.

use std::sync::LazyLock;

use regex::Regex;

use super::identifiers::{is_among_contacts, pattern};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::EmailAddress,
    checks: "It looks for e-mail addresses anywhere but in the sections of the safety plan that say whom to call and where to go.",
    why: "An address most often holds a whole name, and leads straight to a person. Staff are named by their id, and others by what \
          they are to the resident.",
    source: "Records hold special-category data (UK GDPR, article 9), so they hold no more about a person than they need to.",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[("the manager and mum.", "write to «mum.of.sam@post.example» at once.")]),
    good: Example::new("plan.md", &[("the manager and mum.", "write to mum at once.")]),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    // An "at" in brackets stands for the sign, and hides an address from nobody.
    let is_spelt = record.text.contains("at]") || record.text.contains("at)");
    if !subject.traces().at_sign && !is_spelt {
        return Vec::new();
    }
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]*[A-Za-z0-9_+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:[a-z]{2,24}|[A-Z]{2,24})\b",
        )
    });
    let text = &record.text;
    static SPELT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"[A-Za-z0-9][A-Za-z0-9._%+'-]* ?[\[(] ?at ?[\])] ?[A-Za-z0-9][A-Za-z0-9-]*(?:(?:\.| ?[\[(] ?dot ?[\])] ?)[A-Za-z0-9-]+)+",
        )
    });
    let spelt = is_spelt.then(|| SPELT.find_iter(text)).into_iter().flatten();
    let addresses = FORM.find_iter(text).chain(spelt).map(|found| Span::from(found.range()));
    let found = addresses.filter(|span| !is_among_contacts(record, span.start)).map(|span| {
        let message = "an e-mail address stands here, where none belongs";
        let help = "Say who is meant: a member of staff by their id, anyone else by what they are to the resident.";
        Finding::new(Code::EmailAddress, span, message, help).quoting(span.of(text))
    });
    found.collect()
}

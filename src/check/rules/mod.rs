//! Rules: what is a matter of judgement. Each is one file that says what it checks, why that matters and where it comes from,
//! with a bad and a good example that a test runs.

mod email;
mod empty_risk_part;
mod hours_apart;
mod identifiers;
mod insurance_number;
mod nhs_number;
mod no_worse_if;
mod one_sided;
mod phone;
mod postcode;
mod unanswered_risk;
mod unused_strength;

use super::Context;
use crate::finding::{Code, Finding};
use crate::record::Record;

/// A rule and its documentation.
#[derive(Debug)]
pub struct Rule {
    /// The code of what it finds.
    pub code: Code,
    /// What it checks, in whole sentences.
    pub checks: &'static str,
    /// Why that matters, in whole sentences.
    pub why: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// A record in which it finds something, once.
    pub bad: Example,
    /// The same place as it should be.
    pub good: Example,
    judge: Judge,
}

/// An example: the worked example's resident R-0142, with a few words changed.
#[derive(Debug)]
pub struct Example {
    /// The record, by its path in the resident's folder.
    pub file: &'static str,
    /// Words that stand there once, and what they become. In a bad example what is found stands between `«` and `»`, which are not
    /// part of it.
    pub changes: &'static [(&'static str, &'static str)],
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
enum Judge {
    /// One record at a time.
    Record(fn(&Record, &Context) -> Vec<Finding>),
    /// All records of one resident. Each finding comes with the place of its record in the list.
    Resident(fn(&[&Record]) -> Vec<(usize, Finding)>),
}

/// Every rule, in the order of the codes.
pub const RULES: &[Rule] = &[
    phone::RULE,
    email::RULE,
    postcode::RULE,
    nhs_number::RULE,
    insurance_number::RULE,
    no_worse_if::RULE,
    unused_strength::RULE,
    one_sided::RULE,
    hours_apart::RULE,
    empty_risk_part::RULE,
    unanswered_risk::RULE,
];

/// What the rules for single records find in `record`.
pub(super) fn of_record(record: &Record, context: &Context) -> Vec<Finding> {
    let judges = RULES.iter().filter_map(|rule| match rule.judge {
        Judge::Record(judge) => Some(judge),
        Judge::Resident(_) => None,
    });
    judges.flat_map(|judge| judge(record, context)).collect()
}

/// What the rules for a resident's records find in `records`, each with the place of its record in the list.
pub(super) fn of_resident(records: &[&Record]) -> Vec<(usize, Finding)> {
    let judges = RULES.iter().filter_map(|rule| match rule.judge {
        Judge::Resident(judge) => Some(judge),
        Judge::Record(_) => None,
    });
    judges.flat_map(|judge| judge(records)).collect()
}

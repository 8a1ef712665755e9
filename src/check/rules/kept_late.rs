//! Records that were kept long after the day that they are dated.

use chrono::NaiveDate;

use super::{Example, Judge, Need, OptionKind, Past, Rule, RuleOption};
use crate::check::folder::Subject;
use crate::check::{History, Kept};
use crate::finding::{Code, Finding};
use crate::record::{Kind, Record, model};

const WHY: &str = "What is written down weeks later is written from memory, and looks as though it had been written on the day. Anyone who reads \
                   it should know.";
const SOURCE: &str = "A plan is updated with care, and records tell what happened when (the first seed).";

pub(super) const LATE: Rule = Rule {
    code: Code::KeptLate,
    checks: "It compares the day that a record is dated with the day on which git first kept it. It looks at reviews, incidents, reflections, \
             audits, and the start of a safety plan. Records from before the service kept its records in git are left alone.",
    why: WHY,
    source: SOURCE,
    options: &[DAYS],
    needs: Some(Need::History),
    bad: Example {
        past: Some(Past { kept: &[("weekly/2026-W40.md", Some("2026-10-10"))], ..Past::NONE }),
        ..Example::new("weekly/2026-W40.md", &[("date: 2026-10-02\nby", "date: «2026-10-02»\nby")])
    },
    good: Example {
        past: Some(Past { kept: &[("weekly/2026-W40.md", Some("2026-10-09"))], ..Past::NONE }),
        ..Example::new("weekly/2026-W40.md", &[("date: 2026-10-02\nby", "date: 2026-10-03\nby")])
    },
    judge: Judge::Record(late),
};

pub(super) const NOT_YET: Rule = Rule {
    code: Code::NotKeptYet,
    checks: "It looks for records that git does not hold yet, although the day that they are dated is some days ago.",
    why: "What is in no save can be lost with one wrong key, and nobody else sees it.",
    source: SOURCE,
    options: &[DAYS],
    needs: Some(Need::History),
    bad: Example {
        today: Some("2026-11-21"),
        past: Some(Past { kept: &[("weekly/2026-W46.md", None)], ..Past::NONE }),
        ..Example::new("weekly/2026-W46.md", &[("date: 2026-11-13\nby", "date: «2026-11-13»\nby")])
    },
    good: Example {
        past: Some(Past { kept: &[("weekly/2026-W46.md", None)], ..Past::NONE }),
        ..Example::new("weekly/2026-W46.md", &[("    value: 60\n", "    value: 65\n")])
    },
    judge: Judge::Record(not_yet),
};

const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days after its own date a record may be kept first.",
    kind: OptionKind::Number { default: 7.0, least: 0.0, most: 365.0 },
};

/// The key that says of which day a record is.
fn key(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::WeeklyReview | Kind::Incident | Kind::TeamReflection | Kind::PlanAudit => Some("date"),
        Kind::FormalReview => Some("prepared"),
        Kind::SafetyPlan => Some("started"),
        Kind::Settings | Kind::Referral | Kind::Assessment | Kind::SupportPlan => None,
    }
}

/// What is known of a record that is dated since the service keeps its records in git.
fn known<'r>(subject: &Subject<'r>) -> Option<(&'r Record, &'static str, NaiveDate, Kept)> {
    let (record, history): (_, &History) = (subject.record, subject.surroundings.history.as_deref()?);
    let key = key(record.kind())?;
    let kept = history.kept.get(&record.path).copied()?;
    let date = model::date(record.value(key)?)?;
    history.begins.is_some_and(|begins| begins <= date).then_some((record, key, date, kept))
}

fn late(subject: &Subject) -> Vec<Finding> {
    let Some((record, key, date, Kept::On(day))) = known(subject) else { return Vec::new() };
    let days = day.signed_duration_since(date).num_days();
    if days as f64 <= DAYS.number(Code::KeptLate, subject.context) {
        return Vec::new();
    }
    let message = format!("this record was first kept {days} days after the day that it is dated");
    let help = "Date a record on the day it is written, and let its text say when things happened. If it lay elsewhere until then, allow \
                the finding with the reason.";
    vec![Finding::new(Code::KeptLate, record.span_of(&[key]), message, help)]
}

fn not_yet(subject: &Subject) -> Vec<Finding> {
    let Some((record, key, date, Kept::Never)) = known(subject) else { return Vec::new() };
    let days = subject.context.today.signed_duration_since(date).num_days();
    if days as f64 <= DAYS.number(Code::NotKeptYet, subject.context) {
        return Vec::new();
    }
    let message = format!("this record is {days} days old, and was never saved");
    let help = "`supportplan save` keeps it. Date a record on the day it is written, and let its text say when things happened.";
    vec![Finding::new(Code::NotKeptYet, record.span_of(&[key]), message, help)]
}

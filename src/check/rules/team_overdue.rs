//! Team reflections and plan audits that are overdue today.

use chrono::NaiveDate;

use super::{Example, Judge, OptionKind, Rule, RuleOption, terms};
use crate::check::folder::Folder;
use crate::cycle::{self, Due};
use crate::finding::{Code, Finding};
use crate::record::{Kind, model};

pub(super) const REFLECTION: Rule = Rule {
    code: Code::ReflectionOverdue,
    checks: "It looks whether the months between team reflections that the settings name, and a week on top, have passed since the last.",
    why: "Only in a quiet hour does a team see that it has gone round in a circle. The hour is lost first when everyone is busy.",
    source: "There is a team reflection at a regular rhythm: are we adapting, or stuck in a cycle? (the first seed). Monthly is the format's \
             default.",
    options: &[DAYS],
    needs: None,
    bad: Example {
        today: Some("2026-12-21"),
        ..Example::new("team/reflections/2026-11-13.md", &[("date: 2026-11-13\n", "date: «2026-11-13»\n")])
    },
    good: Example {
        today: Some("2026-12-20"),
        ..Example::new("team/reflections/2026-11-13.md", &[("by: lena-m\n", "by: priya-n\n")])
    },
    judge: Judge::Folder(reflection),
};

pub(super) const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days later than that it may be.",
    kind: OptionKind::Number { default: 7.0, least: 0.0, most: 365.0 },
};

pub(super) const AUDIT: Rule = Rule {
    code: Code::AuditOverdue,
    checks: "It looks whether half a year has passed since the last plan audit, or since the team's first reflection, where there was no audit yet.",
    why: "A plan that nobody from outside reads is only as good as its writer's worst week. An audit finds what everyone has got used to.",
    source: "Plans are audited, and supervision looks at real examples (the first seed). No source names an interval, so it can be set.",
    options: &[MONTHS],
    needs: None,
    bad: Example {
        today: Some("2027-05-12"),
        without: &["team/reflections/2026-10-16.md", "team/reflections/2026-11-13.md"],
        ..Example::new("team/audits/2026-11-11.md", &[("date: 2026-11-11\nby", "date: «2026-11-11»\nby")])
    },
    good: Example {
        today: Some("2027-05-11"),
        without: &["team/reflections/2026-10-16.md", "team/reflections/2026-11-13.md"],
        ..Example::new("team/audits/2026-11-11.md", &[("by: lena-m\n", "by: priya-n\n")])
    },
    judge: Judge::Folder(audit),
};

pub(super) const MONTHS: RuleOption = RuleOption {
    name: "months",
    meaning: "How many months lie between two audits at most.",
    kind: OptionKind::Number { default: 6.0, least: 1.0, most: 60.0 },
};

/// The days of the team's records of this kind, those that cannot be read among them.
fn days(folder: &Folder, kind: Kind) -> impl Iterator<Item = NaiveDate> {
    let of_kind = folder.files.iter().filter(move |place| place.kind == kind);
    of_kind.filter_map(|place| model::date(place.values.get("date")?))
}

/// The last day of the team's records of this kind. One that is still to come is a slip of the pen.
fn last(folder: &Folder, kind: Kind) -> Option<NaiveDate> {
    days(folder, kind).filter(|day| *day <= folder.context.today).max()
}

/// The finding, at the record of the day `since`, where its last day has passed.
fn overdue(folder: &Folder, code: Code, since: NaiveDate, due: Due, what: &str, help: &str) -> Vec<(usize, Finding)> {
    if !due.overdue(folder.context.today) {
        return Vec::new();
    }
    let text = since.to_string();
    let is_of_day = |record: &crate::record::Record| record.place.values.get("date") == Some(&text);
    let Some(at) = folder.subjects.iter().position(|subject| is_of_day(subject.record)) else { return Vec::new() };
    let message = format!("the next {what} was due by {}", due.by.format("%-d %B %Y"));
    vec![(at, Finding::new(code, folder.subjects[at].record.span_of(&["date"]), message, help))]
}

fn reflection(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(since) = last(folder, Kind::TeamReflection) else { return Vec::new() };
    let terms = terms(folder.context);
    let due = cycle::reflection(since, terms.intervals.reflection_months, terms.reflection_days);
    let help = "Agree an hour with the team: where did we adapt, where are we stuck, and what will we try?";
    overdue(folder, Code::ReflectionOverdue, since, due, "team reflection", help)
}

fn audit(folder: &Folder) -> Vec<(usize, Finding)> {
    let since = last(folder, Kind::PlanAudit).or_else(|| days(folder, Kind::TeamReflection).min());
    let (Some(since), Some(months)) = (since, terms(folder.context).audit_months) else { return Vec::new() };
    let due = cycle::audit(since, months);
    let help = "Let somebody who did not write them read some plans. `rule_options` in supportplan.yaml sets another interval.";
    overdue(folder, Code::AuditOverdue, since, due, "plan audit", help)
}

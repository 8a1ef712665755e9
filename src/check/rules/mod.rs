//! Rules: what is a matter of judgement. Each is one file that says what it checks, why that matters and where it comes from,
//! with a bad and a good example that a test runs.

mod change_not_made;
mod changed_since_closed;
pub(super) mod copied_answer;
mod deficit_term;
mod done_for_them;
mod email;
mod empty_action_part;
mod empty_answer;
mod empty_risk_part;
mod forgotten;
mod formal_due;
mod hard_to_read;
mod hours_apart;
mod hours_without_outcome;
pub(super) mod identifiers;
mod impossible_date;
mod incident_without_change;
mod insurance_number;
mod kept_late;
mod late_plan;
mod late_safety_plan;
mod left_open;
mod long_sentence;
mod missing_week;
mod moving_on_step;
mod name_in_path;
mod next_review;
mod nhs_number;
mod no_entry;
mod no_evidence;
mod no_plan_yet;
mod no_safety_plan;
mod no_way_on;
mod no_worse_if;
mod nothing_agreed;
mod one_sided;
mod options;
pub(super) mod other_name;
mod other_reference;
mod outcome_without_action;
mod phone;
mod postcode;
mod repeated_answer;
mod risk_of_the_past;
mod risk_outside_safety_plan;
mod safety_plan_behind_incident;
mod safety_plan_behind_review;
mod safety_plan_unseen;
mod saying_nothing;
pub(super) mod short_review;
mod staff_name;
mod steady_help;
mod target_astray;
mod target_passed;
mod team_overdue;
mod template_words;
mod terms;
mod traces;
mod unanswered_risk;
mod unknown_version;
mod unmoved_outcome;
mod unused_strength;
mod vague_measure;
mod vague_outcome;
mod weekly_overdue;

pub use self::options::{OptionKind, RuleOption};
pub use self::terms::terms;
pub(super) use self::traces::Traces;
use super::Context;
use super::folder::{Folder, Subject, Surroundings};
use crate::finding::{Code, Finding};

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
    /// What a service can set about it.
    pub options: &'static [RuleOption],
    /// What it needs to know beyond the records of the folder.
    pub needs: Option<Need>,
    /// A record in which it finds something, once.
    pub bad: Example,
    /// The same place as it should be.
    pub good: Example,
    judge: Judge,
}

/// What a rule may need to know beyond the records of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// What the service's residents like to be called.
    Called,
    /// What git tells of the records.
    History,
    /// What comparing all records of the service has shown.
    Compared,
}

/// An example: the worked example's resident R-0142, or its team, with a few words changed.
#[derive(Debug)]
pub struct Example {
    /// The day that counts as today; that of the worked example, where it is none.
    pub today: Option<&'static str>,
    /// Records that are not there, by their path as `file` has it.
    pub without: &'static [&'static str],
    /// Changes to further records.
    pub also: Changes,
    /// What git tells of the records; nothing, where it is none.
    pub past: Option<Past>,
    /// The record, by its path in the resident's folder, or in the service's for one of the team.
    pub file: &'static str,
    /// Words that stand there once, and what they become; none where the example is the path itself, of a file that is added. In a bad example what is found stands between `«` and `»`, which are not
    /// part of it.
    pub changes: Changed,
}

/// Changes to a record: words that stand there once, and what they become.
pub type Changed = &'static [(&'static str, &'static str)];

/// Changes to records, by their paths.
pub type Changes = &'static [(&'static str, Changed)];

/// What git tells of an example's records. The history begins on the day on which R-0142 moved in.
#[derive(Debug)]
pub struct Past {
    /// Whether it is cut off.
    pub is_cut: bool,
    /// The days on which records were first kept; none for one that was not.
    pub kept: &'static [(&'static str, Option<&'static str>)],
    /// The content hashes of the plans that were saved.
    pub plans: &'static [&'static str],
    /// Closed formal reviews that were otherwise when they were closed: the example's own record with these changes.
    pub closed: Changes,
}

impl Past {
    /// A history in which there is nothing of note. It holds the plans that the example's formal review names.
    const NONE: Self = Self { is_cut: false, kept: &[], plans: &[], closed: &[] };
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
enum Judge {
    /// One record at a time.
    Record(fn(&Subject) -> Vec<Finding>),
    /// All records of one resident, or of the team. Each finding comes with the place of its record among [`Folder::subjects`].
    Folder(fn(&Folder) -> Vec<(usize, Finding)>),
    /// The path of any file, whether a record or not.
    Path(fn(&str, &Context, &Surroundings) -> Option<Finding>),
}

impl Example {
    /// One record of the example with these changes, on the example's own day.
    const fn new(file: &'static str, changes: Changed) -> Self {
        Self { today: None, without: &[], also: &[], past: None, file, changes }
    }

    /// A file, no record, that lies beside the records.
    const fn of_path(file: &'static str) -> Self {
        Self::new(file, &[])
    }
}

/// The plan of R-0142, and all records from after the day of moving in.
const AFTER_THE_FIRST_DAY: &[&str] = &[
    "plan.md",
    "formal/2026-10-26.md",
    "incidents/2026-09-15-1.md",
    "weekly/2026-W30.md",
    "weekly/2026-W31.md",
    "weekly/2026-W32.md",
    "weekly/2026-W33.md",
    "weekly/2026-W34.md",
    "weekly/2026-W35.md",
    "weekly/2026-W36.md",
    "weekly/2026-W37.md",
    "weekly/2026-W38.md",
    "weekly/2026-W39.md",
    "weekly/2026-W40.md",
    "weekly/2026-W41.md",
    "weekly/2026-W42.md",
    "weekly/2026-W43.md",
    "weekly/2026-W44.md",
    "weekly/2026-W45.md",
    "weekly/2026-W46.md",
];

/// Every rule, in the order of the codes.
pub const RULES: &[Rule] = &[
    late_plan::RULE,
    no_plan_yet::RULE,
    missing_week::RULE,
    weekly_overdue::RULE,
    formal_due::OPEN,
    formal_due::OVERDUE,
    forgotten::ACTION,
    forgotten::VISIT,
    left_open::RULE,
    unknown_version::UNKNOWN,
    unknown_version::UNTOLD,
    changed_since_closed::RULE,
    change_not_made::RULE,
    next_review::RULE,
    moving_on_step::RULE,
    team_overdue::REFLECTION,
    team_overdue::AUDIT,
    kept_late::LATE,
    kept_late::NOT_YET,
    impossible_date::RULE,
    repeated_answer::RULE,
    copied_answer::RULE,
    template_words::RULE,
    empty_answer::RULE,
    short_review::RULE,
    steady_help::RULE,
    done_for_them::RULE,
    unmoved_outcome::RULE,
    other_reference::RULE,
    other_name::RULE,
    deficit_term::RULE,
    long_sentence::RULE,
    hard_to_read::RULE,
    phone::RULE,
    email::RULE,
    postcode::RULE,
    nhs_number::RULE,
    insurance_number::RULE,
    staff_name::RULE,
    name_in_path::RULE,
    no_worse_if::RULE,
    unused_strength::RULE,
    one_sided::RULE,
    hours_apart::RULE,
    vague_outcome::RULE,
    vague_measure::RULE,
    target_astray::RULE,
    empty_action_part::RULE,
    no_evidence::RULE,
    no_entry::RULE,
    outcome_without_action::RULE,
    hours_without_outcome::RULE,
    nothing_agreed::RULE,
    no_way_on::RULE,
    target_passed::RULE,
    empty_risk_part::RULE,
    unanswered_risk::RULE,
    late_safety_plan::RULE,
    safety_plan_behind_incident::RULE,
    safety_plan_behind_review::RULE,
    incident_without_change::RULE,
    risk_outside_safety_plan::RULE,
    risk_of_the_past::RULE,
    no_safety_plan::RULE,
    safety_plan_unseen::RULE,
];

/// What the rules find in a folder's records, each with the place of its record among [`Folder::subjects`].
pub(super) fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| is_on(rule.code, folder.context)) {
        match rule.judge {
            Judge::Record(judge) => {
                let found = |(at, subject)| judge(subject).into_iter().map(move |finding| (at, finding));
                let asked = folder.subjects.iter().enumerate();
                let asked = asked.filter(|(_, subject)| folder.surroundings.asks(&subject.record.path));
                findings.extend(asked.flat_map(found));
            }
            Judge::Folder(judge) => findings.extend(judge(folder)),
            Judge::Path(_) => {}
        }
    }
    findings
}

/// What the rule with this code finds in a record, whatever the settings say of it.
pub(super) fn found_by(code: Code, subject: &Subject) -> Vec<Finding> {
    let rule = RULES.iter().find(|rule| rule.code == code);
    match rule.map(|rule| rule.judge) {
        Some(Judge::Record(judge)) => judge(subject),
        _ => Vec::new(),
    }
}

/// What the rules find in the path of a file, whether it is a record or not.
pub(super) fn judge_path(path: &str, context: &Context, surroundings: &Surroundings) -> Vec<Finding> {
    let on = RULES.iter().filter(|rule| is_on(rule.code, context));
    let found = on.filter_map(|rule| match rule.judge {
        Judge::Path(judge) => judge(path, context, surroundings),
        Judge::Record(_) | Judge::Folder(_) => None,
    });
    found.collect()
}

/// The term, as a key that settings switch off, that a finding is about which names one that makes a person smaller.
pub fn term(finding: &Finding) -> Option<&'static str> {
    deficit_term::term(finding)
}

/// Whether the settings leave findings of this code on.
fn is_on(code: Code, context: &Context) -> bool {
    context.settings.level_of(code.number()) != Some(None)
}

/// Whether the rule with this code, if it is a rule's, has all that it needs to know.
pub(super) fn is_asked(code: Code, surroundings: &Surroundings) -> bool {
    RULES.iter().find(|rule| rule.code == code).is_none_or(|rule| match rule.needs {
        None => true,
        Some(Need::Called) => surroundings.called.is_some(),
        Some(Need::History) => surroundings.history.is_some(),
        Some(Need::Compared) => surroundings.compared.is_some(),
    })
}

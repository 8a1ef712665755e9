//! Weeks that were passed over without a review.

use std::collections::BTreeSet;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::cycle::{Week, weeks_without_review};
use crate::finding::{Code, Finding};
use crate::record::{Kind, Place};

pub(super) const RULE: Rule = Rule {
    code: Code::MissingWeek,
    checks: "It looks for whole weeks between two weekly reviews, or between moving in and the first, that have none. Weeks spent away are \
             left alone. A week whose review says that it was missed has one. Where the first review comes more than 13 weeks after \
             moving in, the ones before it are taken to be kept elsewhere.",
    why: "A week that nobody speaks of may have been a good one or a bad one. A review that was missed for a reason says so, and then \
          everyone knows.",
    source: "There is a weekly support review; the first is of the week after moving in (the first seed, and the record format).",
    options: &[],
    needs: None,
    bad: Example {
        without: &["weekly/2026-W45.md"],
        ..Example::new("weekly/2026-W46.md", &[("week: 2026-W46\n", "week: «2026-W46»\n")])
    },
    good: Example {
        without: &["weekly/2026-W45.md"],
        also: &[(
            "plan.md",
            &[(
                "commissioned_hours: 6\n",
                "commissioned_hours: 6\naway:\n  - from: 2026-11-01\n    back: 2026-11-09\n    reason: family\n",
            )],
        )],
        ..Example::new("weekly/2026-W46.md", &[("    value: 60\n", "    value: 65\n")])
    },
    judge: Judge::Folder(judge),
};

/// Where the first review comes more weeks than this after moving in, the ones before it are kept elsewhere.
const ELSEWHERE: usize = 13;

/// The week of a weekly review in this place.
pub(super) fn week(place: &Place) -> Option<Week> {
    let of_week = (place.kind == Kind::WeeklyReview).then(|| place.values.get("week"));
    Week::parse(of_week??)
}

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = &folder.plan else { return Vec::new() };
    let held: BTreeSet<Week> = folder.files.iter().filter_map(|place| week(place)).collect();
    let (Some(first), Some(last)) = (held.first(), held.last()) else { return Vec::new() };
    let mut missing = weeks_without_review(&plan.data, &held, *last);
    let before = missing.partition_point(|week| week < first);
    if before > ELSEWHERE {
        missing.drain(..before);
    }
    let mut findings = Vec::new();
    for (at, record) in folder.of_kind(Kind::WeeklyReview).filter(|_| !missing.is_empty()) {
        let Some(this) = week(&record.place) else { continue };
        let previous = held.range(..this).next_back();
        let gap: Vec<&Week> =
            missing.iter().filter(|week| **week < this && previous.is_none_or(|previous| previous < *week)).collect();
        let message = match gap.as_slice() {
            [] => continue,
            [one] => format!("{one} has no weekly review"),
            [one, .., other] => format!("{} weeks before this one have no weekly review: {one} to {other}", gap.len()),
        };
        let help = "Write a review of each that says why it was missed, with `missed` in its front matter: `supportplan new-review weekly` \
                    with --week begins it. A time away belongs under `away` in the support plan.";
        findings.push((at, Finding::new(Code::MissingWeek, record.span_of(&["week"]), message, help)));
    }
    findings
}

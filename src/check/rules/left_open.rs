//! Formal reviews that were prepared or gone through and never closed.

use super::{Example, Judge, OptionKind, Rule, RuleOption, terms};
use crate::check::folder::Folder;
use crate::cycle::next_stage;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::LeftOpen,
    checks: "It looks for formal reviews whose stage is still `prepared` or `discussed` some days after that. Times away put it off.",
    why: "What was said and not written up is lost, and a plan that was gone through and not signed is nobody's promise. Audits look for \
          plans that stay unsigned.",
    source: "A formal review is signed and dated together, and the live plan is brought up to date (the first seed). Plans unsigned for \
             over seven days are flagged in audits (hmis-warehouse#1920).",
    options: &[DAYS],
    needs: None,
    bad: Example {
        today: Some("2026-11-21"),
        ..Example::new(
            "formal/2026-10-26.md",
            &[("stage: closed\n", "stage: «discussed»\n"), ("discussed: 2026-10-30\n", "discussed: 2026-11-06\n")],
        )
    },
    good: Example::new(
        "formal/2026-10-26.md",
        &[("stage: closed\n", "stage: discussed\n"), ("discussed: 2026-10-30\n", "discussed: 2026-11-06\n")],
    ),
    judge: Judge::Folder(judge),
};

pub(super) const DAYS: RuleOption = RuleOption {
    name: "days",
    meaning: "How many days a formal review may stay prepared or discussed.",
    kind: OptionKind::Number { default: 14.0, least: 0.0, most: 365.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let (most, today) = (terms(folder.context).stage_days, folder.context.today);
    let mut findings = Vec::new();
    for review in &folder.formal {
        let Some(due) = next_stage(&plan.data, &review.data, most, today) else { continue };
        if due.overdue(today) {
            let was = if review.data.stage == "prepared" { "prepared" } else { "gone through" };
            let days = today.signed_duration_since(due.from).num_days();
            let message = format!("this review was {was} {days} days ago, and is not closed");
            let help = "`supportplan new-review formal` goes on with it: go through it with the resident, write up what was agreed, and close it. With \
                        `--again` it is prepared anew, and this one gets the stage `superseded`.";
            let span = review.record.span_of(&["stage"]);
            findings.push((review.at, Finding::new(Code::LeftOpen, span, message, help)));
        }
    }
    findings
}

//! Risks of the referral, the assessment, weekly reviews and incidents that nothing came of.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::{Kind, Record};

pub(super) const RULE: Rule = Rule {
    code: Code::UnansweredRisk,
    checks: "It compares the risks of the referral and the assessment, the new ones of weekly reviews, and those of incidents with the \
             risks of the safety plan, by their ids. Each is \
             answered there, or set aside in the referral or the assessment. A risk that came to pass after it was set aside, or after \
             it ended in the safety plan, needs an answer again. Nothing is said while there is no safety plan.",
    why: "What was known and answered nowhere is the first question after an incident.",
    source: "Risks from the referral and from what is found later are translated into safety plans (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "referral.md",
        &[
            ("  - id: rent-arrears\n    set_aside: 2026-07-13\n", "  - id: «rent-arrears»\n"),
            (
                "\n**Set aside because:** Sam paid the whole sum before moving in, and rent is now paid by standing\norder. Nothing about it bears on Sam's safety.\n",
                "",
            ),
        ],
    ),
    good: Example::new("referral.md", &[("    set_aside: 2026-07-13\n", "    set_aside: 2026-07-14\n")]),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let plan = folder.of_kind(Kind::SafetyPlan).map(|(_, record)| record).next();
    let Some(plan) = plan.filter(|plan| plan.list("risks").len() == plan.ids("risks").count()) else {
        return Vec::new();
    };
    if !plan.values.get("risks").is_some_and(Value::is_array) {
        return Vec::new();
    }
    let answered: BTreeSet<&str> = plan.ids("risks").map(|id| folder.former.current("risks", id)).collect();
    let mut findings = Vec::new();
    // What is known before an incident: each risk, and the day on which it was last set aside unless it is open.
    let mut known: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (at, record) in folder.of_kind(Kind::Referral).chain(folder.of_kind(Kind::Assessment)) {
        let risks = record.front.root.get("risks").map(|node| node.items()).unwrap_or_default();
        for risk in risks {
            let Some(node) = risk.get("id").filter(|node| !node.is_null()) else { continue };
            let id = node.text().map(|id| folder.former.current("risks", id));
            let Some(id) = id.filter(|id| !answered.contains(id)) else { continue };
            let aside = risk.get("set_aside").map(|day| day.text().unwrap_or_default());
            let last = known.entry(id).or_insert(aside);
            *last = (*last).and_then(|last| aside.map(|aside| last.max(aside)));
            if aside.is_some() {
                continue;
            }
            let message = "the safety plan does not answer this risk, and it is not set aside";
            let help = "Add it to the safety plan under the same id, or give it `set_aside` with the day, and the reason under its heading.";
            findings.push((at, Finding::new(Code::UnansweredRisk, node.span, message, help).quoting(id)));
        }
    }
    let incidents = of_incidents(folder, plan, &known);
    let named: BTreeSet<&str> = folder
        .incidents
        .iter()
        .flat_map(|incident| &incident.data.risks)
        .map(String::as_str)
        .chain(known.into_keys())
        .collect();
    findings.extend(of_reviews(folder, plan, &named));
    findings.extend(incidents);
    findings
}

/// The new risks of weekly reviews that stand neither in the safety plan nor among those that are `named` elsewhere; each in the first review
/// that has it.
fn of_reviews<'r>(folder: &'r Folder, plan: &Record, named: &BTreeSet<&'r str>) -> Vec<(usize, Finding)> {
    let mut named = named.clone();
    let mut findings = Vec::new();
    for review in &folder.weekly {
        for (risk, node) in review.data.new_risks.iter().zip(review.nodes("new_risks")) {
            let Some(node) = node.get("id").filter(|_| named.insert(&risk.id)) else { continue };
            if plan.ids("risks").any(|own| folder.former.current("risks", own) == risk.id) {
                continue;
            }
            let message = "this risk is new, and the safety plan does not answer it";
            let help = "Add it to the safety plan under the same id, with what may happen and what to do first.";
            findings.push((review.at, Finding::new(Code::UnansweredRisk, node.span, message, help).quoting(&risk.id)));
        }
    }
    findings
}

/// The risks of incidents that came to pass with no answer in the safety plan. Where several incidents name one, it is the latest.
fn of_incidents(folder: &Folder, plan: &Record, known: &BTreeMap<&str, Option<&str>>) -> Vec<(usize, Finding)> {
    let mut named = BTreeSet::new();
    let mut findings = Vec::new();
    for incident in folder.incidents.iter().rev() {
        let date = incident.data.date.to_string();
        for (id, node) in incident.data.risks.iter().zip(incident.nodes("risks")) {
            let id = id.as_str();
            let is_it = |risk: &&Value| {
                let own = risk.get("id").and_then(Value::as_str);
                own.is_some_and(|own| folder.former.current("risks", own) == id)
            };
            let answer = plan.list("risks").iter().find(is_it);
            let ended =
                answer.and_then(|risk| risk.get("ended")).map(|ended| ended.get("date").and_then(Value::as_str));
            let is_open = match (answer, ended) {
                (Some(_), None) => false,
                // It came to pass after it had been struck out.
                (Some(_), Some(day)) => day.is_some_and(|day| day < date.as_str()),
                // Where the referral or the assessment leaves it open, it is said there.
                (None, _) => known.get(id).is_none_or(|aside| aside.is_some_and(|day| day < date.as_str())),
            };
            if !named.insert(id) || !is_open {
                continue;
            }
            let message = "this risk came to pass, and the safety plan does not answer it";
            let help = "Add it to the safety plan under the same id, with what to do first when it happens again.";
            findings.push((incident.at, Finding::new(Code::UnansweredRisk, node.span, message, help).quoting(id)));
        }
    }
    findings
}

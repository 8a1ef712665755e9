//! Parts of a risk that are filled in and say nothing.

use std::sync::LazyLock;

use super::saying_nothing::Vocabulary;
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;
use crate::record::outline::Item;

pub(super) const RULE: Rule = Rule {
    code: Code::EmptyRiskPart,
    checks: "It looks at each part of a risk in the support plan, at what the safety plan says to a risk, and at risks of the referral \
             and the assessment. A part is empty when nothing is left of it but words that point elsewhere or put off, such as \
             \"as above\", \"ongoing\", \"TBC\", \"n/a\" or \"see risk assessment\". Risks that have ended are left alone.",
    why: "Whoever opens the plan in a crisis reads this one part. If it points elsewhere or puts off, they have nothing to act on.",
    source: "A good plan says four things about each risk: what it is, why the approach is in proportion, what staff monitor, and when \
             to escalate (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** «As above, ongoing.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "**What staff watch:** Whether the off-card is ticked; loose sleeves; how often the timer rings\nwithout an answer. Noted on the tick sheet.",
            "**What staff watch:** Ticks on the off-card, and loose sleeves.",
        )],
    ),
    judge: Judge::Record(judge),
};

const PARTS: [&str; 5] =
    ["what-could-happen", "why-this-way-is-right", "what-staff-watch", "when-to-escalate", "set-aside-because"];

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[], &[]));

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    let kinds = [Kind::SupportPlan, Kind::SafetyPlan, Kind::Referral, Kind::Assessment];
    if !kinds.contains(&record.kind()) || record.values.get("left").is_some() {
        return Vec::new();
    }
    let ended = |item: &Item| {
        let listed =
            record.list("risks").iter().find(|risk| risk.get("id").and_then(|id| id.as_str()) == Some(item.id()));
        listed.is_some_and(|risk| risk.get("ended").is_some())
    };
    let mut findings = Vec::new();
    for item in record.outline.items("risks").filter(|item| !ended(item)) {
        let parts = item.labels.iter().filter(|label| PARTS.contains(&label.slug.as_str())).map(|label| label.text);
        let empty = std::iter::once(item.text).chain(parts).filter_map(|part| VOCABULARY.empty(record, part));
        findings.extend(empty.map(|span| {
            let message = "this part of the risk says nothing yet";
            let help =
                "Write here what somebody needs who reads only this part, even where it repeats what stands elsewhere.";
            Finding::new(Code::EmptyRiskPart, span, message, help).quoting(record.words(span))
        }));
    }
    findings
}

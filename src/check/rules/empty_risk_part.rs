//! Parts of a risk that are filled in and say nothing.

mod phrases;

use std::sync::LazyLock;

use self::phrases::{ESCALATING, HARM, HARM_WORDS, PAST, PAST_WORDS, REASON_WORDS, REASONS, WATCH_WORDS, WATCHING};
pub(super) use self::phrases::{FIRST, PEOPLE};
use super::empty_action_part::{STAFF, STAFF_WORDS};
use super::saying_nothing::{Known, Vocabulary};
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

static OF_HARM: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[HARM, PAST], &[HARM_WORDS, PAST_WORDS]));
static OF_REASONS: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[REASONS], &[REASON_WORDS]));
static OF_WATCHING: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[WATCHING], &[WATCH_WORDS]));
static OF_ESCALATING: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&[ESCALATING], &[PEOPLE, PAST_WORDS, HARM_WORDS]));
static OF_FIRST_STEPS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&[STAFF, FIRST, ESCALATING], &[STAFF_WORDS, PEOPLE]));
static OF_PAST: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[PAST], &[PAST_WORDS]));

/// What says nothing behind the label with this slug, where the rule judges what stands there.
fn of_label(slug: &str) -> Option<&'static Vocabulary> {
    match slug {
        "what-could-happen" => Some(&OF_HARM),
        "why-this-way-is-right" => Some(&OF_REASONS),
        "what-staff-watch" => Some(&OF_WATCHING),
        "when-to-escalate" => Some(&OF_ESCALATING),
        "set-aside-because" => Some(&OF_PAST),
        _ => None,
    }
}

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
        let known = Known { called: subject.called(), heading: item.id() };
        let parts = item.labels.iter().filter_map(|label| Some((of_label(&label.slug)?, label.text)));
        let text: &Vocabulary = if record.kind() == Kind::SafetyPlan { &OF_FIRST_STEPS } else { &OF_PAST };
        let parts = std::iter::once((text, item.text)).chain(parts);
        let empty = parts.filter_map(|(vocabulary, part)| vocabulary.empty(record, part, known));
        findings.extend(empty.map(|span| {
            let message = "this part of the risk says nothing yet";
            let help =
                "Write here what somebody needs who reads only this part, even where it repeats what stands elsewhere.";
            Finding::new(Code::EmptyRiskPart, span, message, help).quoting(record.words(span))
        }));
    }
    findings
}

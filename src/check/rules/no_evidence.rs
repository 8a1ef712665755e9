//! Outcomes of which nobody says how they will be known.

use std::sync::LazyLock;

use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::NoEvidence,
    checks: "It looks at what stands behind \"How we will know\" for each outcome that has not ended. There is no evidence where nothing is \
             left but words such as \"ongoing\", \"staff will monitor progress\", \"TBC\" or \"when achieved\".",
    why: "Without something that is noted or said, a review can only guess, and the plan goes on as it is.",
    source: "Evidence says how we will know: observation, measures, incident counts, feedback (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "**How we will know:** A tick sheet inside the cupboard door shows the dish and the number of\nprompts. Sam says on Fridays how it tasted and what got in the way.",
            "**How we will know:** «Staff will monitor Sam's progress.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "**How we will know:** A tick sheet inside the cupboard door shows the dish and the number of\nprompts. Sam says on Fridays how it tasted and what got in the way.",
            "**How we will know:** Sam's tick sheet.",
        )],
    ),
    judge: Judge::Folder(judge),
};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NOTHING], &[WORDS]));

/// What does not say how anybody will know.
const NOTHING: &[&str] = &[
    "see|notice a|the|any? difference|change|changes",
    "coping|copes|cope|managing|manages better|well?",
    "progress",
    "observation|observations|observing|observed|observes",
    "improvement|improvements|improved|improving|improves|improve",
    "when? WHO? has|have|is|are|been? achieved|met|reached|attained|successful|engaging|engaged|better|happier|well|settled|independent|confident",
    "achieved|met|reached|achieving|meeting|reaching|happens",
    "outcome|goal|target is|has? been? achieved|met|reached",
    "WHO|STAFF will|would? know",
    "evidence|evidenced",
    "STAFF to|will? record|document|note|track|evidence|measure|log|report|feedback",
    "obvious|clear|evident|apparent|visible",
    "WHO|things will|would be? doing? better|happier|well|good|improved|calmer|settled",
    "more|increased independence|independent|independently|confidence|confident|engagement|engaged|settled|positive",
    "better|happier|well|settled|successful|success|positive",
    "engagement|engaging|engages|engaged|participation",
    "key? work|keywork|keyworking|kw|1:1|support sessions|session|notes|meetings|meeting",
    "daily|case|support|staff|shift notes|records|logs|feedback",
    "discussion|discussions|discussed|conversation|conversations|chat|chats",
    "talking|speaking to|with WHO",
    "feedback from? STAFF|WHO",
    "WHO presentation|mood|behaviour|attitude",
    "happier|confident|calmer|healthier|safer|included|motivated",
];

/// What changes nothing about it.
const WORDS: &[&str] = &[
    "appears|appear|seems|seem|looks",
    "regularly|regular",
    "weekly|daily|monthly",
    "we",
    "see|seen|show|shown|shows|notice|noticed",
    "outcome|outcomes|goal|goals|target|targets",
    "evidenced|evidence",
    "through|via|using|by",
    "staff",
    "has|have",
    "towards|against",
    "made|making",
    "ongoing",
    "measured|tracked|recorded",
    "how",
    "more",
    "general|generally|overall",
    "well",
    "engagement",
    "wellbeing",
    "positive",
    "behaviour|presentation|mood|attitude",
    "feel|feels|feeling|felt",
    "himself|herself|themselves",
    "report|reporting|says|say",
    "observe|observation|improvement|improve|improved",
    "key|work|session|sessions|discussions|discussion|feedback|notes",
    "support|supporting",
    "when",
    "independence|independent|independently|confidence",
    "reports",
    "evaluation|assessment",
    "continued",
    "closely",
    "times",
    "track",
    "know",
    "it",
];

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.asked_plan() else { return Vec::new() };
    let known = Known::name(&plan.data.called);
    let live = plan.data.outcomes.iter().filter(|outcome| outcome.ended.is_none());
    let items = live.filter_map(|outcome| plan.record.outline.item("outcomes", &outcome.id));
    let labels = items.filter_map(|item| item.label("how-we-will-know"));
    let found = labels.filter_map(|label| {
        let span = VOCABULARY.empty(plan.record, label.text, known)?;
        let message = "nothing here says how anybody will know whether this outcome is reached";
        let help = "Say what is noted and where, what is counted, or who says how it goes and when they are asked.";
        Some((plan.at, Finding::new(Code::NoEvidence, span, message, help).quoting(plan.record.words(span))))
    });
    found.collect()
}

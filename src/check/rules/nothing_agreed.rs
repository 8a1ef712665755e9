//! Plans in which nothing is agreed about support.

use std::sync::LazyLock;

use super::empty_action_part::{MINE, MY_WORDS, STAFF, STAFF_WORDS};
use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::NothingAgreed,
    checks: "It looks at the section \"What we agreed about support\" of the support plan. Nothing is agreed where nothing is left of it but \
             words such as \"TBC\", \"see licence agreement\", \"Sam agrees to engage\" or \"support as needed\".",
    why: "Where nobody has said what support asks of both sides, each missed visit is an argument. What happens if support is not taken \
          up is easier to agree before it happens.",
    source: "Expectations are set early, and lack of engagement is noticed (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[(AGREED, "«Sam has agreed to engage with support.»\n\n## Moving on\n")]),
    good: Example::new(
        "plan.md",
        &[(
            AGREED,
            "Sam turns the door sign to yes or no. A no is accepted, and staff ask again the same day.\n\n## Moving on\n",
        )],
    ),
    judge: Judge::Record(judge),
};

const AGREED: &str =
    "Staff come at the times on the board. If a worker cannot come, Sam gets a card beforehand and a new
time the same day. Sam turns the door sign to yes or no. A no is accepted, and the worker offers one
other time that day.

Whatever stands in the house diary and makes a sound is on Sam's board two days before. If we miss
one, the manager explains it to Sam herself.

After three visits in a row that Sam does not want, they sit down with Priya. Together they find out
what has to be different. Support is part of living at Larch House, so a longer pause is talked over
with the manager as well. Nobody is punished for a no.

## Moving on
";

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&[NOTHING, MINE, STAFF], &[WORDS, MY_WORDS, STAFF_WORDS]));

/// What agrees on nothing.
const NOTHING: &[&str] = &[
    "terms|conditions of the? licence|tenancy|agreement|service",
    "house|usual|standard? rules|terms|conditions apply|applies",
    "agreed|agrees|agree|agreeing|agreement",
    "happy|content|satisfied|comfortable with|to",
    "consent|consents|consented|consenting",
    "accepts|accepted|understands|understood",
    "verbally agreed?",
    "signed",
    "work|works|working together|jointly|collaboratively",
    "in partnership",
    "is|are|was|were|been|made aware|informed|reminded|told of|that?",
    "knows|know|knowing that|what|of",
    "read and? understood?",
    "standard agreement|support|terms|conditions|expectations|contract|wording?",
    "everything|all is? fine|good|ok|okay|well|agreed",
    "no expectations|agreement|agreements|formal?",
];

/// What changes nothing about it.
const WORDS: &[&str] = &[
    "terms|conditions",
    "aware|informed|reminded",
    "signature|signatures|contract|partnership|together",
    "plan",
    "support",
    "sign|signed|signs",
    "expectations|expectation|expected",
    "understands|understood|understand",
    "everything",
    "package|offer|offered|receive|receiving|received",
    "part|of",
    "happy",
    "verbal|verbally",
    "copy",
    "between",
    "both|parties|sides",
    "what|how",
    "importance|importance",
    "mutually",
    "fully",
    "responsibilities|rights|rules|house",
    "abide",
    "his|her|their",
    "condition|conditions|requirement",
    "applies|apply|stands|standard",
];

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let section = record.outline.section("what-we-agreed-about-support");
    let span = section.and_then(|section| VOCABULARY.empty(record, section.all, Known::name(subject.called())));
    let found = span.map(|span| {
        let message = "nothing here is an agreement about support";
        let help = "Write down what both sides expect, in the words used when it was talked over, and what happens if support is not taken up.";
        Finding::new(Code::NothingAgreed, span, message, help).quoting(record.words(span))
    });
    found.into_iter().collect()
}

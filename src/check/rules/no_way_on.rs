//! Plans that say nothing about moving on.

use std::sync::LazyLock;

use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::{Kind, Record};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::NoWayOn,
    checks: "It looks at the section \"Moving on\" of the support plan. It says nothing where nothing is left of it but words such as \
             \"n/a\", \"not ready\", \"to be discussed\" or \"when the time is right\". What the resident wants counts, also where they want \
             to stay.",
    why: "Supported housing is not for ever. Many people fear moving on, and a picture of their own with small steps takes that fear in \
          earnest; an empty section leaves them to be moved.",
    source: "Reviews explore what the resident hopes for, and make plans that are structured but flexible (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[(MOVING_ON, "«Sam is not ready to move on at present.»")]),
    good: Example::new(
        "plan.md",
        &[(MOVING_ON, "Sam is not ready to move on, and wants to have looked at one empty flat by the summer.")],
    ),
    judge: Judge::Record(judge),
};

/// The section of the example.
pub(super) const MOVING_ON: &str =
    "Sam pictures a one-bedroom flat on a quiet street, with the bus to the workshop outside. They
collect floor plans in a folder and mark where the board would hang. The steps, in Sam's order:

- the board set alone: reached on 2026-09-11;
- two hot lunches a week: reached on 2026-10-09, and three by 2026-12-11;
- the shop and the bus alone;
- an empty flat looked at with Priya, with nothing to decide that day.

The time is right when upsets stay at one a week for eight weeks, with the shop and the bus done
alone. Sam may pause at any step.";

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NOTHING], &[WORDS]));

/// What says nothing about moving on.
const NOTHING: &[&str] = &[
    "is? happy|content|comfortable|fine here|where",
    "not yet? ready|suitable|appropriate|able|realistic|possible|an|considering|considered|thinking|looking|prepared|there|stable|planned|likely|on",
    "isnt|arent|doesnt|unable|cannot|cant yet? ready|able|feel|move?",
    "nowhere near ready?",
    "far from ready|it",
    "too early|soon|unwell|unsettled|vulnerable|high|young",
    "no plans|plan|move|need|intention|timescale|timescales|timeframe|date|current|immediate|options|option|accommodation",
    "long term|way",
    "longterm",
    "settled",
    "unlikely",
    "when|once|if|until WHO? is? feels? ready|able|stable|settled|confident|independent|well|possible|appropriate|right",
    "when|once the time comes|is right?",
    "not|no for|in the? foreseeable|near? future",
    "in|the the? future",
    "only|recently|newly moved in",
    "nearer|closer to? the? time",
    "one day",
    "eventually",
    "some day|time|point|stage",
    "at some point|stage|time",
    "needs|need|requires|require more time|support|work|skills",
    "needs|requires time|support",
    "only just moved in?",
    "just|recently moved in|here",
    "new to the? service|here|placement",
    "early days",
    "ready to? move|moving",
    "work|working towards independence|independent|moving|move",
    "STAFF will|to? support|help|assist|explore|discuss|encourage WHO",
    "nothing planned|yet|arranged",
    "will move",
    "explore|exploring|explored|discuss|discussing",
];

/// What changes nothing about it.
const WORDS: &[&str] = &[
    "first",
    "move|moving|moves|moved",
    "on",
    "moveon",
    "ready|able|stable|settled",
    "council|authority|officer",
    "independent|independently|independence",
    "live|living",
    "accommodation|housing|home",
    "options|option",
    "plan|plans|planning",
    "support|supported|supporting",
    "to",
    "term|long",
    "near",
    "time|times|timescale",
    "this|that",
    "suitable|appropriate|realistic",
    "think|thinking|considering|consider|considered|considers",
    "looking|look",
    "point|stage|moment|placement|service",
    "be",
    "early|soon|too",
    "say|tell|know|discuss|talk|plan",
    "when|once",
    "feels|feel|feeling",
    "enough",
    "need|needs",
    "towards",
    "own",
    "own place",
    "current|currently",
    "his|her|their",
    "discussed",
    "yet",
    "working|work",
    "explore",
    "goal|aim",
    "right",
    "very",
    "next|step|steps",
    "wants|does|do|not",
    "planned",
    "comes",
    "forward|out",
    "goals|foreseeable",
];

/// The words about moving on, where they say nothing.
pub(super) fn says_nothing(record: &Record) -> Option<Span> {
    VOCABULARY.empty(
        record,
        record.outline.section("moving-on")?.all,
        Known::name(record.value("called").unwrap_or_default()),
    )
}

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if record.kind() != Kind::SupportPlan || record.values.get("left").is_some() {
        return Vec::new();
    }
    let found = says_nothing(record).map(|span| {
        let message = "nothing here says what moving on could be";
        let help = "Ask the resident what the next home would be like and what the first small step is, and write it in their words.";
        Finding::new(Code::NoWayOn, span, message, help).quoting(record.words(span))
    });
    found.into_iter().collect()
}

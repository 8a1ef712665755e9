//! Answers of a few words that say nothing.

mod words;

use std::sync::LazyLock;

use self::words::{NEUTRAL, NOTHING, UNCHANGED, WORKING};
use super::saying_nothing::Vocabulary;
use super::{Example, Judge, Rule};
use crate::check::answers::Answer;
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::EmptyAnswer,
    checks: "It looks at each answer of a weekly review, an incident or a team reflection. An answer says nothing when it is made of \
             nothing but words such as \"all ok\", \"no concerns\", \"as last week\", \"nothing to report\", \"continue as plan\" or \
             \"Sam is doing well\". One word more is enough: what was seen, where, when, how often. \"None this week\" and \"no change \
             to the plan\" are answers, and so is \"no change\" where the question is what has changed. Answers with quoted speech are left alone.",
    why: "It fits every week and every person, so it tells nobody how this week was. If something goes wrong later, there is nothing to \
          look back on.",
    source: "Boxes that are ticked without being answered are a standing danger (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[(
            "One upset on Monday, over a drill next door that nobody had told us of. Sam asked if flats have thin\nwalls, and wrote the question into the folder.",
            "«All ok, no concerns to report. Sam is doing well.»",
        )],
    ),
    good: Example::new(
        "weekly/2026-W46.md",
        &[(
            "One upset on Monday, over a drill next door that nobody had told us of. Sam asked if flats have thin\nwalls, and wrote the question into the folder.",
            "No concerns about the hob: Sam ticked the card each time.",
        )],
    ),
    judge: Judge::Record(judge),
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if ![Kind::WeeklyReview, Kind::Incident, Kind::TeamReflection].contains(&record.kind()) {
        return Vec::new();
    }
    let short = subject.answers().iter().filter(|answer| answer.gist.numbers().len() <= MOST_WORDS && !answer.speaks);
    let called = subject.called();
    // What changes after an incident has a rule of its own.
    let short = short.filter(|answer| answer.section != "what-changes");
    let empty = short.filter(|answer| is_empty(answer, &record.words(answer.span), called));
    let found = empty.map(|answer| {
        let message = "this answer says nothing about the time that it is about";
        let help =
            "Say what somebody saw, heard or did, with a day or a number, so that it could be about nobody else.";
        Finding::new(Code::EmptyAnswer, answer.span, message, help).quoting(record.words(answer.span))
    });
    found.collect()
}

/// Longer answers are not read for emptiness: to say nothing in so many words takes words of its own.
const MOST_WORDS: usize = 30;

/// What says nothing where the question is what has changed.
static OF_CHANGES: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, WORKING], &[NEUTRAL]));
/// What says nothing where the question is whether something works, and whether it needs to be changed.
static OF_PLANS: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of_answers(&[NOTHING], &[NEUTRAL]));
/// What says nothing where the question is what happened.
static OF_EVENTS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, WORKING, UNCHANGED], &[NEUTRAL]));

fn is_empty(answer: &Answer, text: &str, called: &str) -> bool {
    let vocabulary = match answer.section {
        "safety-plan" => &OF_PLANS,
        "what-is-emerging" => &OF_CHANGES,
        // "No change to the plan" says what stayed as it is.
        _ if is_change_of_something(text) => &OF_CHANGES,
        _ => &OF_EVENTS,
    };
    vocabulary.says_nothing(text, Some(called))
}

/// Whether a change is named together with what it is a change of.
fn is_change_of_something(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| !word.to_lowercase().starts_with("change"));
    words.next().is_some() && words.next().is_some_and(|next| ["to", "in", "of", "with", "for", "on"].contains(&next))
}

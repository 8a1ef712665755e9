//! Answers that stand in another resident's record as well.

use super::{Example, Judge, Need, OptionKind, Rule, RuleOption};
use crate::check::Context;
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::CopiedAnswer,
    checks: "It compares each answer of a weekly review, a formal review or an incident with those in the records of all other residents. \
             Names, pronouns, dates and numbers count for nothing, and what the resident says is left out. An answer of twelve words or \
             more is a copy when four fifths of its words stand in another's, in the same order. The later of the two gets the finding; \
             of two of the same day, both. Plans are not compared, because what a house agrees with everybody is rightly the same; \
             neither is why a week was missed, nor what is drawn from the records for a formal review. Only a check of the whole service asks this.",
    why: "Words that fit anybody say nothing about this person. Pasted from another's record, they may also say what never happened, or \
          tell one resident about another.",
    source: "Another resident's words pasted in are a standing danger, and a coroner has criticised identical text across residents (a \
             prevention-of-future-deaths report).",
    options: &[WORDS, ALIKE],
    needs: Some(Need::Compared),
    bad: Example {
        past: None,
        today: None,
        without: &[],
        file: "weekly/2026-W46.md",
        also: &[],
        changes: &[(
            "One upset on Monday, over a drill next door that nobody had told us of. Sam asked if flats have thin\nwalls, and wrote the question into the folder.",
            "«Sam's trust in the floor is coming back faster than Sam's trust in us. Lena said so to them and asked\nwhat would help.»",
        )],
    },
    good: Example::new(
        "weekly/2026-W46.md",
        &[(
            "One upset on Monday, over a drill next door that nobody had told us of.",
            "One upset on Monday, when the trust in us went, over a drill next door.",
        )],
    ),
    judge: Judge::Record(judge),
};

const WORDS: RuleOption = RuleOption {
    name: "words",
    meaning: "How many words an answer has at least, numbers and dates left out, for it to be compared.",
    kind: OptionKind::Number { default: 12.0, least: 6.0, most: 200.0 },
};

const ALIKE: RuleOption = RuleOption {
    name: "alike",
    meaning: "The part of the words, in the same order, that makes one answer a copy of another.",
    kind: OptionKind::Number { default: 0.8, least: 0.6, most: 1.0 },
};

/// The kinds of record that are compared.
pub(in crate::check) const KINDS: [Kind; 3] = [Kind::WeeklyReview, Kind::FormalReview, Kind::Incident];

/// How many words an answer has at least for it to be compared.
pub(in crate::check) fn least_words(context: &Context) -> usize {
    WORDS.number(Code::CopiedAnswer, context) as usize
}

/// The part of the words that makes one answer a copy of another.
pub(in crate::check) fn part(context: &Context) -> f64 {
    ALIKE.number(Code::CopiedAnswer, context)
}

fn judge(subject: &Subject) -> Vec<Finding> {
    let Some(compared) = &subject.surroundings.compared else { return Vec::new() };
    let copies = compared.copies(&subject.record.path).iter();
    let found = copies.filter_map(|(answer, other)| {
        let answer = subject.answers().get(*answer)?;
        let message = format!("nearly the same words stand in {other}");
        let help = "Write what was so for this resident. If the words belong there and not here, take them out of this record.";
        Some(Finding::new(Code::CopiedAnswer, answer.span, message, help))
    });
    found.collect()
}

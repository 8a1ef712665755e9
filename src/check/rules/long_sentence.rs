//! Long sentences.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::{Kind, Record};

pub(super) const RULE: Rule = Rule {
    code: Code::LongSentence,
    checks: "It counts the words of each sentence that staff wrote. What is quoted is not counted. Referrals and assessments that came \
             from elsewhere are left alone: their sentences are not the service's. Those of an incident or an audit are judged like all \
             others, because the resident may read them as well, and they are read in a hurry.",
    why: "Who has to go back to the beginning of a sentence loses its sense. That is true for staff on a busy shift, and more so for \
          residents.",
    source: "Sentences over 25 words are hard to read (GOV.UK content guidance).",
    options: &[WORDS],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "If a worker cannot come, Sam gets a card beforehand and a new\ntime the same day.",
            "«If it should happen that a worker cannot come at the time that stands on the board, Sam gets a card\nbeforehand, which also has a new time the same day.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "If a worker cannot come, Sam gets a card beforehand and a new\ntime the same day.",
            "If a worker cannot come at that time, Sam gets a card beforehand. The card has a new\ntime the same day.",
        )],
    ),
    judge: Judge::Record(judge),
};

const WORDS: RuleOption = RuleOption {
    name: "words",
    meaning: "How many words a sentence may have.",
    kind: OptionKind::Number { default: 25.0, least: 10.0, most: 100.0 },
};

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if is_from_elsewhere(record) {
        return Vec::new();
    }
    let most = WORDS.number(Code::LongSentence, subject.context);
    let prose = subject.prose();
    let long = prose.sentences().filter(|sentence| sentence.words as f64 > most);
    let counted = long.map(|sentence| (sentence.span, prose.own_words(sentence.span)));
    let found = counted.filter(|(_, words)| *words as f64 > most).map(|(span, words)| {
        let message = format!("this sentence has {words} words, and more than {most} are hard to read");
        let help = "Make two of it, or leave out what nobody needs. One sentence, one thing.";
        Finding::new(Code::LongSentence, span, message, help).quoting(span.of(&record.text))
    });
    found.collect()
}

/// Whether the record says that somebody other than the service wrote it.
fn is_from_elsewhere(record: &Record) -> bool {
    matches!(record.kind(), Kind::Referral | Kind::Assessment) && record.value("source") != Some("service")
}

//! Parts that the resident reads and that are hard going.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::HardToRead,
    checks: "It takes the mean length of the sentences that staff wrote in each section of the support plan and the safety plan, where there \
             are at least four. A section is hard to read when the mean is above 15 words and most of its sentences are longer than that. These are the parts that are gone through with the resident. What they say themselves is not counted.",
    why: "A plan that its owner cannot read is not theirs. Short sentences with one idea each help everybody, and those most who find \
          reading hard.",
    source: "Easy Read has 10 to 15 words in a sentence, and one idea (UK government guidance on Easy Read).",
    options: &[WORDS],
    needs: None,
    bad: Example::new(
        "safety-plan.md",
        &[(
            "Tea, a dim room and no questions until Sam starts. Look at their feet after a long walk. The next\nday Sam and the key worker draw what happened in four pictures, and ask what could have come\nearlier.\n\nIf the reason lay with the house, the manager says so to Sam. Sam and Priya look at this sheet again\nwithin two working days.",
            "«Tea comes first, in a dim room, and nobody asks any question until the moment that Sam starts to speak. Look at their feet\nwith them when it was a long walk, because that is when they do not feel the cold. The next day Sam and\nthe key worker draw what happened in four pictures, and ask what could have come earlier. Sam and Priya\nlook at this sheet again within two working days, and change what did not help them then.»",
        )],
    ),
    good: Example::new(
        "safety-plan.md",
        &[(
            "Tea, a dim room and no questions until Sam starts.",
            "Tea comes first, in a dim room, and nobody asks questions until Sam starts to speak.",
        )],
    ),
    judge: Judge::Record(judge),
};

const WORDS: RuleOption = RuleOption {
    name: "words",
    meaning: "How many words the sentences of a section may have on average.",
    kind: OptionKind::Number { default: 15.0, least: 5.0, most: 50.0 },
};

/// How many sentences a section has at least, so that their mean says something.
const SENTENCES: usize = 4;

fn judge(subject: &Subject) -> Vec<Finding> {
    let record = subject.record;
    if !matches!(record.kind(), Kind::SupportPlan | Kind::SafetyPlan) || record.value("left").is_some() {
        return Vec::new();
    }
    let most = WORDS.number(Code::HardToRead, subject.context);
    let mut sentences = subject.prose().sentences().peekable();
    let mut findings = Vec::new();
    for section in &record.outline.sections {
        while sentences.next_if(|sentence| sentence.span.start < section.all.start).is_some() {}
        let (mut count, mut long, mut words, mut span) = (0, 0, 0, None);
        while let Some(sentence) = sentences.next_if(|sentence| sentence.span.start < section.all.end) {
            (count, words) = (count + 1, words + sentence.words);
            long += usize::from(sentence.words as f64 > most);
            span.get_or_insert(sentence.span).end = sentence.span.end;
        }
        let mean = words as f64 / count.max(1) as f64;
        if let Some(span) = span.filter(|_| count >= SENTENCES && mean > most && long * 2 > count) {
            let message =
                format!("the sentences here have {mean:.0} words on average, and Easy Read has {most} at most");
            let help =
                "Say one thing in each sentence, with the words that the resident uses. Read it aloud with them.";
            findings.push(Finding::new(Code::HardToRead, span, message, help));
        }
    }
    findings
}

//! Answers of a few words that say nothing.

mod words;

use self::words::{CORE, FILLERS, Word};
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
             to the plan\" are answers. Answers with quoted speech are left alone.",
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

fn is_empty(answer: &Answer, text: &str, called: &str) -> bool {
    let small = text.to_lowercase().replace('’', "'");
    let parts = small.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let called = called.to_lowercase();
    let mut is_core = false;
    let mut words: Vec<&str> = Vec::new();
    for part in parts.map(|part| part.trim_matches('\'')).filter(|part| !part.is_empty()) {
        let part = part.strip_suffix("'s").unwrap_or(part);
        if !called.split_whitespace().any(|name| name == part) {
            words.push(part);
        }
    }
    let said_before = words.iter().any(|word| matches!(*word, "last" | "previous" | "before" | "previously"));
    is_core |= said_before && words.contains(&"as");
    let mut rest = words.as_slice();
    while let Some(word) = rest.first() {
        let taken = words::phrase(rest);
        let (length, kind) = match taken {
            Some((length, kind)) => (length, kind),
            None if CORE.binary_search(word).is_ok() => (1, Word::Core),
            None if FILLERS.binary_search(word).is_ok() => (1, Word::Filler),
            // "No change since last week" says no more than "as last week"; "no change to the plan" says more.
            None if matches!(*word, "change" | "changes" | "changed") && said_before => (1, Word::Core),
            // Whether the safety plan works is what is asked.
            None if matches!(*word, "working" | "works") && answer.section != "safety-plan" => (1, Word::Core),
            None => return false,
        };
        is_core |= matches!(kind, Word::Core);
        rest = &rest[length..];
    }
    is_core
}

//! Answers that stood in the record before as well.

use super::{Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::answers::Answer;
use crate::check::folder::{Folder, Subject};
use crate::check::likeness::is_alike;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::RepeatedAnswer,
    checks: "It compares each answer of a weekly review with the same answer of the review before, and does so for formal reviews, \
             incidents and team reflections. Names, pronouns, dates and numbers count for nothing, and what the resident says is left \
             out. An answer of twelve words or more is repeated when four fifths of its words stood there before, in the same order. \
             A shorter one may rightly come again; it is repeated once it has stood word for word in four reviews in a row, unless it \
             has fewer than five words. Why a week was missed is left aside, and so is what is drawn from the records for a formal \
             review.",
    why: "Last week's words pasted again hide that nobody looked. What has not changed can be said in a few words, with what it was that \
          staff saw.",
    source: "Last week's words pasted again are a standing danger, and a coroner has criticised identical text in consecutive reviews (a \
             prevention-of-future-deaths report).",
    options: &[WORDS, ALIKE, TIMES],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[(
            "Sam names two places where help counts: the bus, and news from outside the house. At the shop we are\nclose to being in the way.",
            "«The next room is right, Sam says: near enough to call, too far to chat. Three times we still explained\na card out of habit. One worker with two jobs was what went wrong.»",
        )],
    ),
    good: Example::new(
        "weekly/2026-W46.md",
        &[(
            "Sam names two places where help counts:",
            "The next room is still right. Sam names two places where help counts:",
        )],
    ),
    judge: Judge::Folder(judge),
};

const WORDS: RuleOption = RuleOption {
    name: "words",
    meaning: "How many words an answer has, numbers and dates left out, from which it may not come again at once.",
    kind: OptionKind::Number { default: 12.0, least: 5.0, most: 200.0 },
};

const ALIKE: RuleOption = RuleOption {
    name: "alike",
    meaning: "The part of the words, in the same order, that makes an answer a repeated one.",
    kind: OptionKind::Number { default: 0.8, least: 0.6, most: 1.0 },
};

const TIMES: RuleOption = RuleOption {
    name: "times",
    meaning: "In how many reviews in a row a shorter answer may not stand word for word.",
    kind: OptionKind::Number { default: 4.0, least: 2.0, most: 52.0 },
};

/// How many words a short answer has at least for it to be judged: "none this week" may come each week.
const LEAST: usize = 5;

const KINDS: [Kind; 4] = [Kind::WeeklyReview, Kind::FormalReview, Kind::Incident, Kind::TeamReflection];

/// An answer as it stood last, and in how many records in a row it has stood so.
struct Latest<'r, 'f> {
    answer: &'f Answer<'r>,
    path: &'r str,
    times: usize,
}

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    for kind in KINDS {
        let mut before: Vec<Latest> = Vec::new();
        // The paths of a kind are in the order of time.
        let of_kind = folder.subjects.iter().enumerate().filter(|(_, subject)| subject.record.kind() == kind);
        for (at, subject) in of_kind {
            let answers = subject.answers().iter().filter(|answer| answer.is_own());
            let latest: Vec<Latest> = answers
                .map(|answer| {
                    let then = before.iter().find(|then| then.answer.same_part(answer));
                    let times = then.filter(|then| then.answer.gist == answer.gist).map_or(1, |then| then.times + 1);
                    let latest = Latest { answer, path: &subject.record.path, times };
                    findings.extend(then.and_then(|then| compare(subject, &latest, then)).map(|finding| (at, finding)));
                    latest
                })
                .collect();
            // A week without a review leaves things as they were.
            if !latest.is_empty() {
                before = latest;
            }
        }
    }
    findings
}

/// What is wrong with an answer, beside the one before.
fn compare(subject: &Subject, latest: &Latest, before: &Latest) -> Option<Finding> {
    let option = |option: &RuleOption| option.number(Code::RepeatedAnswer, subject.context);
    let (now, then, times) = (&latest.answer.gist, &before.answer.gist, latest.times);
    let telling = now.telling();
    let message = if telling >= option(&WORDS) as usize {
        let name = before.path.rsplit('/').next().unwrap_or(before.path);
        let repeated = is_alike(now.numbers(), then.numbers(), option(&ALIKE));
        repeated.then(|| format!("nearly the same words stand in {name}, the record before"))
    } else {
        let repeated = telling >= LEAST && times >= option(&TIMES) as usize;
        repeated.then(|| format!("the same words have stood here in {times} records in a row"))
    };
    let help =
        "Write what was so this time: what somebody saw, heard or did. If nothing has changed, say how you know.";
    message.map(|message| Finding::new(Code::RepeatedAnswer, latest.answer.span, message, help))
}

//! Answers of a few words that say nothing.

mod words;

use std::sync::LazyLock;

use self::words::{CORE, ENDINGS, FILLERS, NOBODY, Word};
use super::empty_action_part::{STAFF, STAFF_WORDS};
use super::empty_risk_part::{FIRST, PEOPLE};
use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::answers::Answer;
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::EmptyAnswer,
    checks: "It looks at each answer of a review, an incident, a team reflection or an audit, and at those parts of the plans, the \
             assessment and the referral that no other rule judges. An answer says nothing when it is a mark, or is made of nothing but words such as \"all ok\", \"no concerns\", \"as last week\", \"nothing to report\", \"continue as plan\" or \
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
    let kind = record.kind();
    if record.values.get("left").is_some() {
        return Vec::new();
    }
    let short = subject.answers().iter().filter(|answer| answer.gist.numbers().len() <= MOST_WORDS && !answer.speaks);
    let known = Known { called: subject.called(), heading: "" };
    let empty = short.filter(|answer| match place(kind, answer) {
        Some(Asks::Time) => is_empty(answer, &record.words(answer.span), known.called),
        Some(Asks::Words(vocabulary)) => vocabulary.says_nothing(&record.words(answer.span), known),
        None => false,
    });
    let found = empty.map(|answer| {
        let (message, help) = match place(kind, answer) {
            Some(Asks::Words(_)) => (
                "this part says nothing yet",
                "Write here what somebody needs who reads only this part, even where it repeats what stands elsewhere.",
            ),
            _ => (
                "this answer says nothing about the time that it is about",
                "Say what somebody saw, heard or did, with a day or a number, so that it could be about nobody else.",
            ),
        };
        Finding::new(Code::EmptyAnswer, answer.span, message, help).quoting(record.words(answer.span))
    });
    found.collect()
}

/// What a part asks for.
enum Asks {
    /// How a time was.
    Time,
    /// Something that stands for long. It says nothing where these words say nothing.
    Words(&'static Vocabulary),
}

static PLAIN: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[ENDINGS], &[]));
static OF_STAFF: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[STAFF, FIRST], &[STAFF_WORDS]));
static OF_PEOPLE: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[NOBODY], &[PEOPLE]));

/// What an answer's place asks for; none, where no answer is too short, or where a rule of its own judges it.
fn place(kind: Kind, answer: &Answer) -> Option<Asks> {
    let label = answer.label.unwrap_or_default();
    match (kind, answer.section) {
        // What changes after an incident has a rule of its own.
        (Kind::Incident, "what-changes")
        | (Kind::FormalReview, "changes-agreed")
        | (Kind::PlanAudit, "how-the-sample-was-drawn") => None,
        (Kind::WeeklyReview | Kind::Incident | Kind::TeamReflection | Kind::FormalReview | Kind::PlanAudit, _) => {
            Some(Asks::Time)
        }
        (Kind::SafetyPlan | Kind::SupportPlan, _) if label == "why-it-ended" => Some(Asks::Words(&PLAIN)),
        (Kind::SafetyPlan, "what-staff-do" | "making-the-place-safer" | "afterwards") => Some(Asks::Words(&OF_STAFF)),
        (Kind::SafetyPlan, "people-and-places" | "who-to-call") => Some(Asks::Words(&OF_PEOPLE)),
        (Kind::SafetyPlan, "triggers" | "early-signs")
        | (Kind::SupportPlan, "strengths")
        | (Kind::Assessment, "strengths-and-interests" | "support-needs")
        | (Kind::Referral, "background") => Some(Asks::Words(&PLAIN)),
        _ => None,
    }
}

/// Longer answers are not read for emptiness: to say nothing in so many words takes words of its own.
const MOST_WORDS: usize = 30;

fn is_empty(answer: &Answer, text: &str, called: &str) -> bool {
    let small = text.to_lowercase().replace('’', "'");
    let parts = small.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let called = called.to_lowercase();
    let mut words: Vec<&str> = Vec::new();
    for part in parts.map(|part| part.trim_matches('\'')).filter(|part| !part.is_empty()) {
        let part = part.strip_suffix("'s").unwrap_or(part);
        if !called.split_whitespace().any(|name| name == part) {
            words.push(part);
        }
    }
    // Whether there is something to improve, or another review is wanted, can be said in a word.
    let is_question = matches!(answer.section, "what-to-improve-or-change" | "reviewing-again");
    if let [] | [_] = words.as_slice() {
        let word = words.first().copied().unwrap_or_default();
        let is_mark = word.chars().count() < 2 || words::MARKS.contains(&word);
        if is_mark && !(is_question && matches!(word, "yes" | "no" | "none" | "nothing")) {
            return true;
        }
    }
    if answer.section == "reviewing-again" && matches!(words.first(), Some(&("yes" | "no"))) {
        return false;
    }
    let is_incident = matches!(answer.section, "what-happened" | "what-helped" | "what-was-learnt");
    // Where a question is put again, another rule tells what became of it.
    if words.len() > 2 && text.contains('?') {
        return false;
    }
    let said_before = words.iter().any(|word| matches!(*word, "last" | "previous" | "before" | "previously"));
    let of_plan = words.iter().any(|word| word.starts_with("plan")) && answer.section != "safety-plan";
    let mut is_core = said_before && words.contains(&"as");
    let mut rest = words.as_slice();
    while let Some(word) = rest.first() {
        let taken = words::phrase(rest);
        let (length, kind) = match taken {
            Some((length, kind)) => (length, kind),
            // Of what helped, and what was learnt, these say nothing; of a week, they may.
            None if is_incident && matches!(*word, "none" | "nothing" | "support" | "supported") => (1, Word::Core),
            None if CORE.binary_search(word).is_ok() => (1, Word::Core),
            None if FILLERS.binary_search(word).is_ok() => (1, Word::Filler),
            // "No change since last week" says no more than "as last week"; "no change to the plan" says more.
            None if matches!(*word, "change" | "changes" | "changed") && (said_before || !of_plan) => (1, Word::Core),
            // Whether the safety plan works is what is asked.
            None if matches!(*word, "working" | "works") && answer.section == "safety-plan" => (1, Word::Filler),
            None if matches!(*word, "working" | "works") => (1, Word::Core),
            None => return false,
        };
        is_core |= matches!(kind, Word::Core);
        rest = &rest[length..];
    }
    is_core
}

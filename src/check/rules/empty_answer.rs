//! Answers of a few words that say nothing.

mod words;

use std::sync::LazyLock;

use self::words::{ENDINGS, NEUTRAL, NOBODY, NOTHING, UNCHANGED, UNLEARNT, WORKING};
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
    let kind = record.kind();
    if record.values.get("left").is_some() {
        return Vec::new();
    }
    let short = subject.answers().iter().filter(|answer| answer.gist.numbers().len() <= MOST_WORDS && !answer.speaks);
    let known = Known { called: subject.called(), heading: "" };
    let empty = short.filter(|answer| match place(kind, answer) {
        Some(Asks::Time) => is_empty(answer, &record.words(answer.span), known),
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

/// What says nothing where the question is what has changed.
static OF_CHANGES: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, WORKING], &[NEUTRAL]));
/// What says nothing where the question is whether something works, and whether it needs to be changed.
static OF_PLANS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, UNCHANGED], &[NEUTRAL, WORKING]));
/// What says nothing where the question is what helped, or what was learnt.
static OF_LESSONS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, UNCHANGED, UNLEARNT], &[NEUTRAL]));
/// What says nothing where the question is what happened.
static OF_EVENTS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of_answers(&[NOTHING, WORKING, UNCHANGED], &[NEUTRAL]));

fn is_empty(answer: &Answer, text: &str, known: Known) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    if words < 2 {
        return is_mark(answer.section, text);
    }
    // Where a question is put again, another rule tells what became of it.
    if words > 2 && text.contains('?') {
        return false;
    }
    let vocabulary = match answer.section {
        "reviewing-again" if text.starts_with(['Y', 'y', 'N', 'n']) && !text.starts_with("N/") => return false,
        "safety-plan" => &OF_PLANS,
        "what-is-emerging" | "what-to-improve-or-change" => &OF_CHANGES,
        "what-helped" | "what-was-learnt" => &OF_LESSONS,
        // "No change to the plan" says what stayed as it is.
        _ if is_change_of_something(text) => &OF_CHANGES,
        _ => &OF_EVENTS,
    };
    vocabulary.says_nothing(text, known)
}

/// Whether an answer of one word, or of none, is no more than a mark.
fn is_mark(section: &str, text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    // What has emerged, whether there is something to improve, and whether another review is wanted, can be said in a word.
    let in_a_word = ["what-is-emerging", "what-to-improve-or-change", "reviewing-again"].contains(&section);
    if in_a_word && ["yes", "no", "none", "nothing"].contains(&word.as_str()) {
        return false;
    }
    word.chars().count() < 2 || words::MARKS.contains(&word.as_str()) || OF_EVENTS.says_nothing(&word, Known::default())
}

/// Whether a change is named together with what it is a change of.
fn is_change_of_something(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| !word.to_lowercase().starts_with("change"));
    words.next().is_some() && words.next().is_some_and(|next| ["to", "in", "of", "with", "for", "on"].contains(&next))
}

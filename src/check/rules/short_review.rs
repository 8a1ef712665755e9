//! Weekly reviews far shorter than the service's usual ones.

use super::{Example, Judge, Need, OptionKind, Rule, RuleOption};
use crate::check::Context;
use crate::check::folder::Subject;
use crate::finding::{Code, Finding};
use crate::record::Kind;

pub(super) const RULE: Rule = Rule {
    code: Code::ShortReview,
    checks: "It counts the words that staff wrote in each weekly review, and compares them with the length that is usual in the service: \
             that of the review in the middle, when all are put in order. A review is far shorter when it has less than a quarter of \
             that. Weeks without a review are left out, and nothing is said before there are twenty reviews. Only a check of the whole \
             service asks this.",
    why: "A review of a few words answers five questions in name only. Nobody can learn from it later how the week was.",
    source: "Boxes that are ticked without being answered are a standing danger (the first seed).",
    options: &[PART, REVIEWS],
    needs: Some(Need::Compared),
    bad: Example {
        past: None,
        today: None,
        without: &[],
        file: "weekly/2026-W31.md",
        also: &[],
        changes: &[
            (
                "Tom's wording is on the office wall, though it came after the first rota swap. Tuesday's pasta was\ncooked side by side. On Thursday Sam made a cheese toastie, a dish that they know, with one prompt.\nAt the shop they found every item but one, which was sold out. Their symbol for a different worker\nis on the board.",
                "Pasta was cooked on Tuesday.",
            ),
            (
                "Six upsets, more than in the first week, and four of them on evenings with a new face. Sam set the\nboard alone on Monday, because nobody came at 18:30.",
                "Six upsets this week.",
            ),
            (
                "Sam does their part of the plan; we did not do ours. They asked for a photo of every worker,\ncovering staff as well. The fridge stands on felt and hums less.",
                "Sam asked for photos.",
            ),
            (
                "Lena gives each covering worker two minutes with the card in hand before the shift. Tom takes the\nphotos by Tuesday, and Sam glues them on magnets. Thursday's dish is the toastie again, so that one\nthing stays easy.",
                "Tom takes the photos.",
            ),
            (
                "Four times Sam left the noise in good time. But one covering worker could not find the ear\ndefenders, so a photo of the hook hangs inside the office door.",
                "It worked four times.",
            ),
            (
                "Staff did not do this. A covering worker did three evenings and nobody had shown her the card.",
                "Not done.",
            ),
            ("# Weekly review", "«# Weekly review»"),
        ],
    },
    good: Example::new("weekly/2026-W46.md", &[("We added nothing.", "Nothing was added.")]),
    judge: Judge::Record(judge),
};

const PART: RuleOption = RuleOption {
    name: "part",
    meaning: "The part of the usual length below which a review is far shorter.",
    kind: OptionKind::Number { default: 0.25, least: 0.05, most: 0.9 },
};

const REVIEWS: RuleOption = RuleOption {
    name: "reviews",
    meaning: "How many weekly reviews the service has at least before any is called short.",
    kind: OptionKind::Number { default: 20.0, least: 5.0, most: 10000.0 },
};

/// How many weekly reviews the service has at least before any is called short.
pub(in crate::check) fn least_reviews(context: &Context) -> usize {
    REVIEWS.number(Code::ShortReview, context) as usize
}

/// Whether a review of so many words is far shorter than is usual.
pub(in crate::check) fn is_short(words: usize, usual: usize, context: &Context) -> bool {
    (words as f64) < PART.number(Code::ShortReview, context) * usual as f64
}

/// How many words a weekly review has; none for another record, and for a week without a review.
pub(in crate::check) fn length(subject: &Subject) -> Option<usize> {
    let record = subject.record;
    let told = record.kind() == Kind::WeeklyReview && record.values.get("missed").is_none();
    told.then(|| subject.answers().iter().map(|answer| answer.gist.numbers().len()).sum())
}

fn judge(subject: &Subject) -> Vec<Finding> {
    let usual = subject.surroundings.compared.as_ref().and_then(|compared| compared.usual_length());
    let (Some(usual), Some(words)) = (usual, length(subject)) else { return Vec::new() };
    let Some(title) = subject.record.body.headings.first().filter(|_| is_short(words, usual, subject.context)) else {
        return Vec::new();
    };
    let message = format!("this review has {words} words, and the service's reviews usually have about {usual}");
    let help = "Say for each question what was seen, heard or done in the week, so that somebody who was not there can follow it.";
    vec![Finding::new(Code::ShortReview, title.span, message, help)]
}

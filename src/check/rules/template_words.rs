//! Answers that are the template's own words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Example, Judge, Rule};
use crate::check::folder::Subject;
use crate::check::likeness::{Gist, runs};
use crate::finding::{Code, Finding};
use crate::record::schema::ItemsSpec;
use crate::record::{Kind, Schema};

pub(super) const RULE: Rule = Rule {
    code: Code::TemplateWords,
    checks: "It compares what stands under each heading and behind each label with what the format and its templates ask there. A part has \
             the template's words when seven tenths of it, or more, are words that ask for an answer.",
    why: "The question is not the answer. A part that repeats it looks filled in, and nobody sees that it is still open.",
    source: "The template's own words, left as they are, are lip service, which is a standing danger (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[(
            "On Monday Sam pointed to face three, went to the back room and came out after fifteen minutes. Staff\nknew what to do without a word. We added nothing.",
            "«Is it working? Does it need updating? Yes.»",
        )],
    ),
    good: Example::new(
        "weekly/2026-W46.md",
        &[("Staff\nknew what to do without a word. We added nothing.", "It is\nworking and does not need updating.")],
    ),
    judge: Judge::Record(judge),
};

/// What the scaffold of a new record holds for those who fill it in.
const SCAFFOLDS: [&str; 5] = [
    include_str!("../../../templates/scaffold/assessment.md"),
    include_str!("../../../templates/scaffold/referral.md"),
    include_str!("../../../templates/scaffold/safety-plan.md"),
    include_str!("../../../templates/scaffold/support-plan.md"),
    include_str!("../../../templates/scaffold/weekly-review.md"),
];

/// How much of an answer may stand in the template.
const MOST: f64 = 0.7;

/// How many runs of words are compared at least.
const LEAST_RUNS: usize = 3;

fn judge(subject: &Subject) -> Vec<Finding> {
    static ASKED: LazyLock<HashSet<u32>> = LazyLock::new(asked);
    let found = subject.answers().iter().filter_map(|answer| {
        let words = answer.gist.numbers();
        // A long answer holds more than any template asks.
        if words.len() > 60 {
            return None;
        }
        let all = words.len().saturating_sub(2);
        let mut unknown_left = ((1.0 - MOST) * all as f64) as usize;
        // Nearly every answer has more unknown words at its beginning than a template's could have in all.
        let is_template = all >= LEAST_RUNS
            && runs(words).all(|run| {
                let known = ASKED.contains(&run);
                let goes_on = known || unknown_left > 0;
                unknown_left = unknown_left.saturating_sub(usize::from(!known));
                goes_on
            });
        let message = "these are the template's own words";
        let help = "Write the answer in place of the question.";
        is_template.then(|| {
            let quoted = subject.record.words(answer.span);
            Finding::new(Code::TemplateWords, answer.span, message, help).quoting(quoted)
        })
    });
    found.collect()
}

/// The runs of words by which schemas and templates ask.
fn asked() -> HashSet<u32> {
    let mut asked = HashSet::new();
    let mut add = |text: &str| asked.extend(runs(Gist::new(text.split_whitespace(), "").numbers()));
    for kind in Kind::ALL {
        for section in &Schema::of(*kind).body.sections {
            add(&section.help);
            for items in std::iter::successors(section.items.as_ref(), |items: &&ItemsSpec| items.items.as_deref()) {
                items.help.iter().for_each(|help| add(help));
                items.labels.iter().for_each(|label| add(&label.help));
            }
        }
    }
    for hint in SCAFFOLDS.iter().flat_map(|text| text.split("<!--?").skip(1)) {
        let hint = hint.split("-->").next().unwrap_or_default();
        hint.split("{%").filter_map(|part| part.split("%}").last()).for_each(&mut add);
    }
    asked
}

//! Answers that are the template's own words.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Example, Judge, Rule};
use crate::check::answers::Answer;
use crate::check::folder::Subject;
use crate::check::likeness::{Gist, NUMBER, each_run, runs};
use crate::finding::{Code, Finding};
use crate::record::schema::ItemsSpec;
use crate::record::{Kind, Schema};

pub(super) const RULE: Rule = Rule {
    code: Code::TemplateWords,
    checks: "It compares what stands under each heading and behind each label with what the format and its templates ask there. A part has \
             the template's words when seven tenths of it, or more, are words that ask for an answer, or when it puts the question again \
             and adds a yes, a no or a nothing.",
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
const SCAFFOLDS: &[&str] = &[
    include_str!("../../../templates/scaffold/assessment.md"),
    include_str!("../../../templates/scaffold/formal-review-closed.md"),
    include_str!("../../../templates/scaffold/formal-review-discussed.md"),
    include_str!("../../../templates/scaffold/incident.md"),
    include_str!("../../../templates/scaffold/item-outcome.md"),
    include_str!("../../../templates/scaffold/item-strength.md"),
    include_str!("../../../templates/scaffold/moved-on.md"),
    include_str!("../../../templates/scaffold/plan-audit.md"),
    include_str!("../../../templates/scaffold/referral.md"),
    include_str!("../../../templates/scaffold/safety-plan.md"),
    include_str!("../../../templates/scaffold/support-plan.md"),
    include_str!("../../../templates/scaffold/team-reflection.md"),
    include_str!("../../../templates/scaffold/weekly-review.md"),
];

/// How much of an answer may stand in the template.
const MOST: f64 = 0.7;

/// How many runs of words are compared at least.
const LEAST_RUNS: usize = 3;

/// With so many runs of words a template's words begin in which one at least is the template's.
const BEGINNING: usize = 16;

fn judge(subject: &Subject) -> Vec<Finding> {
    static ASKED: LazyLock<Asked> = LazyLock::new(Asked::new);
    let found = subject.answers().iter().filter_map(|answer| {
        let words = answer.gist.numbers();
        // A long answer holds more than any template asks, and most answers are told to be none by how they begin.
        if words.len() > 60 || !each_run(words).take(BEGINNING).any(|run| ASKED.holds(run)) {
            return None;
        }
        let words = &without_numbers(words);
        let (mut runs, mut known) = (0, 0);
        for run in each_run(words) {
            runs += 1;
            known += usize::from(ASKED.holds(run));
        }
        let mostly = runs >= LEAST_RUNS && known as f64 >= MOST * runs as f64;
        let is_template = mostly || (known > 0 && ASKED.only_repeats(words) && asks(subject, answer));
        let message = "these are the template's own words";
        let help = "Write the answer in place of the question.";
        is_template.then(|| {
            let quoted = subject.record.words(answer.span);
            Finding::new(Code::TemplateWords, answer.span, message, help).quoting(quoted)
        })
    });
    found.collect()
}

/// The words without numbers: who writes out the questions may number them.
fn without_numbers(words: &[u16]) -> Cow<'_, [u16]> {
    match words.contains(&NUMBER) {
        true => words.iter().copied().filter(|word| *word != NUMBER).collect(),
        false => Cow::Borrowed(words),
    }
}

/// Whether the answer holds a question.
fn asks(subject: &Subject, answer: &Answer) -> bool {
    answer.span.of(&subject.record.text).contains('?')
}

/// What adds nothing to a question that is repeated.
const ADDS_NOTHING: &str = "yes no none nothing not applicable n a na nil known tbc tba it is are was we they do does did there \
                            has have change changed changes any new risks and wants needs want need in the way all good fine ok";

/// The runs of words by which schemas and templates ask.
struct Asked {
    runs: HashSet<u32>,
    /// A bit for each of the first sixteen of a run's: most runs of a record are none of those asked, and are told by it.
    first: Vec<u64>,
    /// The words that add nothing.
    adds_nothing: HashSet<u16>,
}

impl Asked {
    fn new() -> Self {
        let runs = asked();
        let mut first = vec![0; 1 << 10];
        for run in &runs {
            first[(run >> 22) as usize] |= 1 << ((run >> 16) & 63);
        }
        let adds_nothing = Gist::of_text(ADDS_NOTHING).numbers().iter().copied().collect();
        Self { runs, first, adds_nothing }
    }

    /// Whether these words are what is asked, a yes or a no, and words of the question again.
    fn only_repeats(&self, words: &[u16]) -> bool {
        let mut asked = vec![false; words.len()];
        for at in each_run(words).enumerate().filter(|(_, run)| self.holds(*run)).map(|(at, _)| at) {
            asked[at..at + 3].fill(true);
        }
        let repeated = |word: &u16| words.iter().zip(&asked).any(|(other, asked)| *asked && other == word);
        words.iter().all(|word| self.adds_nothing.contains(word) || repeated(word))
    }

    fn holds(&self, run: u32) -> bool {
        self.first[(run >> 22) as usize] & (1 << ((run >> 16) & 63)) != 0 && self.runs.contains(&run)
    }
}

fn asked() -> HashSet<u32> {
    let mut asked = HashSet::new();
    let mut add = |text: &str| asked.extend(runs(Gist::of_text(text).numbers()));
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

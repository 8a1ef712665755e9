//! Parts of an action that are filled in and say nothing.

mod phrases;

use std::sync::LazyLock;

use self::phrases::{STEPPING_BACK, STEPPING_WORDS, WHEN, WHEN_WORDS};
use super::saying_nothing::{Known, Vocabulary};
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::Record;
use crate::text::Span;

pub(super) use self::phrases::{MINE, MY_WORDS, STAFF, STAFF_WORDS};

pub(super) const RULE: Rule = Rule {
    code: Code::EmptyActionPart,
    checks: "It looks at the four parts of each action that has not ended: when, what staff do, what the resident does, and how staff \
             step back. A part is empty when nothing is left of it but words that name nothing, such as \"as and when\", \
             \"support Sam as needed\", \"engage\", \"n/a\" or \"when ready\".",
    why: "Two workers read \"support as needed\" and do two different things. Where the resident does nothing, or staff have no way of \
          stepping back, the support goes on for its own sake.",
    source: "Plans show both what staff do and what residents do for themselves (the first seed), say exactly what staff will do, and \
             how help falls away (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "**Stepping back:** After four shops without coming back for help, Sam goes alone and shows the\nreceipt on Friday.",
            "**Stepping back:** «When Sam is ready.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "**Stepping back:** After four shops without coming back for help, Sam goes alone and shows the\nreceipt on Friday.",
            "**Stepping back:** When Sam is ready to go in alone, staff stay at home.",
        )],
    ),
    judge: Judge::Folder(judge),
};

static OF_TIME: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[WHEN], &[WHEN_WORDS]));
static OF_STAFF: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[STAFF], &[STAFF_WORDS]));
static OF_RESIDENT: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&[MINE], &[MY_WORDS, STAFF_WORDS]));
static OF_STEPPING: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(&[WHEN, STEPPING_BACK], &[WHEN_WORDS, STEPPING_WORDS]));

/// Where what the resident does in an action says nothing, if it does.
pub(super) fn says_nothing_of_resident(record: &Record, action: &str, part: Span) -> Option<Span> {
    OF_RESIDENT.empty(record, part, Known { called: record.value("called").unwrap_or_default(), heading: action })
}

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.asked_plan() else { return Vec::new() };
    let live = plan.data.actions.iter().filter(|action| action.ended.is_none());
    let items = live.filter_map(|action| plan.record.outline.item("actions", &action.id));
    let labels = items.flat_map(|item| item.labels.iter().map(move |label| (item, label)));
    let found = labels.filter_map(|(item, label)| {
        let (vocabulary, message, help) = match label.slug.as_str() {
            "when" => (
                &OF_TIME,
                "this action names no time",
                "Name the days and the time, or what has to happen for it to be done, so that anyone on shift knows.",
            ),
            "staff-will" => (
                &OF_STAFF,
                "this action does not say what staff do",
                "Say exactly what staff do and what they leave: the words, the prompts, where they stand, how long they wait.",
            ),
            "i-will" => (
                &OF_RESIDENT,
                "this action does not say what the resident does",
                "Write down what the resident does themselves, however small the first step is.",
            ),
            "stepping-back" => (
                &OF_STEPPING,
                "this action has no way of stepping back",
                "Say what staff do less of next, and after what: a number of weeks, or of times that it went well.",
            ),
            _ => return None,
        };
        let span = vocabulary.empty(plan.record, label.text, Known { called: &plan.data.called, heading: item.id() })?;
        let finding = Finding::new(Code::EmptyActionPart, span, message, help).quoting(plan.record.words(span));
        Some((plan.at, finding))
    });
    found.collect()
}

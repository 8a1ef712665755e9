//! Actions in which the resident does nothing.

mod words;

use super::{Changes, Example, Judge, OptionKind, Rule, RuleOption, empty_action_part};
use crate::check::folder::{Folder, Typed};
use crate::finding::{Code, Finding};
use crate::record::model::{ActionTaken, SupportPlan};
use crate::text::Span;

/// The weekly reviews of the examples, with the most help there is for one action. In the good example the last one is as it was.
const ALL_BY_STAFF: Changes = &[
    (
        "weekly/2026-W39.md",
        &[(
            "  - id: quiet-shop\n    result: partly\n    because_of: resident\n    help: hands-on",
            "  - id: quiet-shop\n    result: partly\n    because_of: resident\n    help: full",
        )],
    ),
    (
        "weekly/2026-W40.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: coaching",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
    (
        "weekly/2026-W41.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: prompts",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
    (
        "weekly/2026-W42.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: prompts",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
    (
        "weekly/2026-W43.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: prompts",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
    (
        "weekly/2026-W44.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: prompts",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
    (
        "weekly/2026-W45.md",
        &[(
            "  - id: quiet-shop\n    result: partly\n    because_of: service\n    help: prompts",
            "  - id: quiet-shop\n    result: partly\n    because_of: service\n    help: full",
        )],
    ),
    (
        "weekly/2026-W46.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: prompts",
            "  - id: quiet-shop\n    result: done\n    help: full",
        )],
    ),
];

pub(super) const RULE: Rule = Rule {
    code: Code::DoneForThem,
    checks: "It looks at the last eight weekly reviews that say what became of an action towards progress. The resident does nothing when \
             each time staff gave the most help there is, or the action was not done because of the resident. One review in which they \
             had a part is enough. It also looks at what the plan says under \"I will\": \"Let staff cook\", \"Be taken to the shop\" and the \
             like leave it to staff. Whoever takes one step beside that has a part.",
    why: "What staff do alone is a service and not support. If the resident has had no part for two months, the action asks for the wrong \
          thing, or asks for it in the wrong way.",
    source: "Support in which the resident does nothing themselves is a standing danger (the first seed).",
    options: &[REVIEWS],
    needs: None,
    bad: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[("  - id: quiet-shop\n    for:\n", "  - id: «quiet-shop»\n    for:\n")],
        also: ALL_BY_STAFF,
    },
    good: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[],
        also: ALL_BY_STAFF.split_at(ALL_BY_STAFF.len() - 1).0,
    },
    judge: Judge::Folder(judge),
};

const REVIEWS: RuleOption = RuleOption {
    name: "reviews",
    meaning: "How many weekly reviews that speak of the action are looked at.",
    kind: OptionKind::Number { default: 8.0, least: 3.0, most: 104.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let plan = folder.plan.as_ref().filter(|plan| plan.data.left.is_none() && folder.asks(plan.at));
    let Some(plan) = plan else { return Vec::new() };
    let count = REVIEWS.number(Code::DoneForThem, folder.context) as usize;
    let Some(most) = folder.context.levels.first() else { return Vec::new() };
    let has_no_part = |taken: &ActionTaken| match taken.help.as_deref() {
        Some(help) => help == most.id,
        None => taken.result == "not-done" && taken.because_of.as_deref() == Some("resident"),
    };
    let open = plan.data.outcomes.iter().filter(|outcome| outcome.ended.is_none() && outcome.aim == "progress");
    let towards_progress: Vec<&String> = open.map(|outcome| &outcome.id).collect();
    let items = plan.record.front.root.get("actions").map(|node| node.items()).unwrap_or_default();
    let actions = plan.data.actions.iter().zip(items).filter(|(action, _)| action.ended.is_none());
    let judged = actions.filter(|(action, _)| action.outcomes.iter().any(|id| towards_progress.contains(&id)));
    let found = judged.filter_map(|(action, node)| {
        // What was not done because of staff, or of nobody, says nothing about the resident.
        let speaks = |taken: &&ActionTaken| taken.help.is_some() || taken.because_of.as_deref() == Some("resident");
        let all = folder.weekly.iter().rev().flat_map(|review| &review.data.actions);
        let last: Vec<&ActionTaken> =
            all.filter(|taken| taken.id == action.id).filter(speaks).take(count).collect();
        let nothing = last.len() == count && last.iter().all(|taken| has_no_part(taken));
        if !nothing {
            return left_to_staff(folder, plan, &action.id);
        }
        let id = node.get("id")?;
        let message = format!("in the last {count} weekly reviews that speak of this action, the resident had no part in it");
        let help = "Ask the resident what part they want to do, however small, and change the action with them. If it has to be so, allow this with the reason.";
        Some((plan.at, Finding::new(Code::DoneForThem, id.span, message, help).quoting(action.id.as_str())))
    });
    found.collect()
}

/// What is said of an action in which the resident is to do nothing but let staff do it.
fn left_to_staff(folder: &Folder, plan: &Typed<SupportPlan>, action: &str) -> Option<(usize, Finding)> {
    let record = plan.record;
    let label = record.outline.item("actions", action)?.labels.iter().find(|label| label.slug == "i-will")?;
    let words = record.words(label.text);
    if !words::leave_it_to_staff(&words, folder.subjects[plan.at].called()) {
        return None;
    }
    // Where it says nothing at all, another rule says so.
    if empty_action_part::says_nothing_of_resident(record, action, label.text).is_some() {
        return None;
    }
    let text = label.text.of(&record.text);
    let start = label.text.start + (text.len() - text.trim_start().len());
    let span = Span::new(start, start + text.trim().len());
    let message = "in this action the resident leaves everything to staff";
    let help = "Ask the resident what part they want to do, however small, and write that here. If it has to be so, allow this with the reason.";
    Some((plan.at, Finding::new(Code::DoneForThem, span, message, help).quoting(words.trim())))
}

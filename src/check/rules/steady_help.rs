//! Progress outcomes for which help does not fall.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Changes, Example, Judge, OptionKind, Rule, RuleOption};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::record::Kind;
use crate::record::model::{self, Action};

/// The weekly reviews of the examples, with more help for one action than was given.
const PROMPTED: Changes = &[
    (
        "weekly/2026-W32.md",
        &[
            (
                "  - id: picture-recipe\n    result: done\n    help: coaching",
                "  - id: picture-recipe\n    result: done\n    help: prompts",
            ),
            (
                "  - id: quiet-shop\n    result: done\n    help: hands-on",
                "  - id: quiet-shop\n    result: done\n    help: prompts",
            ),
        ],
    ),
    (
        "weekly/2026-W33.md",
        &[(
            "  - id: picture-recipe\n    result: done\n    help: coaching",
            "  - id: picture-recipe\n    result: done\n    help: prompts",
        )],
    ),
    (
        "weekly/2026-W34.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: coaching",
            "  - id: quiet-shop\n    result: done\n    help: prompts",
        )],
    ),
    (
        "weekly/2026-W36.md",
        &[
            (
                "  - id: picture-recipe\n    result: partly\n    because_of: resident\n    help: coaching",
                "  - id: picture-recipe\n    result: partly\n    because_of: resident\n    help: prompts",
            ),
            (
                "  - id: quiet-shop\n    result: done\n    help: coaching",
                "  - id: quiet-shop\n    result: done\n    help: prompts",
            ),
        ],
    ),
    (
        "weekly/2026-W37.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: coaching",
            "  - id: quiet-shop\n    result: done\n    help: prompts",
        )],
    ),
    (
        "weekly/2026-W39.md",
        &[
            (
                "  - id: picture-recipe\n    result: partly\n    because_of: resident\n    help: coaching",
                "  - id: picture-recipe\n    result: partly\n    because_of: resident\n    help: prompts",
            ),
            (
                "  - id: quiet-shop\n    result: partly\n    because_of: resident\n    help: hands-on",
                "  - id: quiet-shop\n    result: partly\n    because_of: resident\n    help: prompts",
            ),
        ],
    ),
    (
        "weekly/2026-W40.md",
        &[(
            "  - id: quiet-shop\n    result: done\n    help: coaching",
            "  - id: quiet-shop\n    result: done\n    help: prompts",
        )],
    ),
    (
        "weekly/2026-W45.md",
        &[(
            "  - id: picture-recipe\n    result: partly\n    because_of: service\n    help: watchful",
            "  - id: picture-recipe\n    result: partly\n    because_of: service\n    help: prompts",
        )],
    ),
    (
        "weekly/2026-W46.md",
        &[(
            "  - id: picture-recipe\n    result: done\n    help: watchful",
            "  - id: picture-recipe\n    result: done\n    help: prompts",
        )],
    ),
];

pub(super) const RULE: Rule = Rule {
    code: Code::SteadyHelp,
    checks: "It looks at the help really given for each outcome that aims at progress, in the last twelve weekly reviews in which it was \
             noted. Help has become less when an action had less of it in two reviews in a row than at the beginning of that time. \
             An outcome is left alone while one of its actions is younger than that, or has become independent, and after \
             an incident that names one of them.",
    why: "Help that never becomes less keeps itself going. The resident learns that staff will do it, and the hours are paid for without \
          end.",
    source: "Support that propagates itself, where help never falls, is a standing danger (the first seed).",
    options: &[REVIEWS],
    needs: None,
    bad: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[("  - id: cooks-lunch\n    aim: progress\n", "  - id: «cooks-lunch»\n    aim: progress\n")],
        also: PROMPTED,
    },
    good: Example {
        past: None,
        today: None,
        without: &[],
        file: "plan.md",
        changes: &[("  - id: cooks-lunch\n    aim: progress\n", "  - id: cooks-lunch\n    aim: stability\n")],
        also: PROMPTED,
    },
    judge: Judge::Folder(judge),
};

const REVIEWS: RuleOption = RuleOption {
    name: "reviews",
    meaning: "How many weekly reviews in which help was noted are looked at.",
    kind: OptionKind::Number { default: 12.0, least: 4.0, most: 104.0 },
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.plan.as_ref().filter(|plan| plan.data.left.is_none()) else { return Vec::new() };
    let count = REVIEWS.number(Code::SteadyHelp, folder.context) as usize;
    let items = plan.record.front.root.get("outcomes").map(|node| node.items()).unwrap_or_default();
    let outcomes = plan.data.outcomes.iter().zip(items);
    let open = outcomes.filter(|(outcome, _)| outcome.ended.is_none() && outcome.aim == "progress");
    let found = open.filter_map(|(outcome, node)| {
        let actions = plan.data.actions.iter().filter(|action| action.ended.is_none());
        let mut actions = actions.filter(|action| action.outcomes.contains(&outcome.id)).peekable();
        actions.peek()?;
        if !actions.all(|action| is_steady(folder, action, count)) {
            return None;
        }
        let id = node.get("id")?;
        let message = format!("the help for this outcome has not become less in {count} weekly reviews");
        let help = "Agree with the resident on the next step back, and write it into the plan. If help has to stay as it is, allow this with the reason.";
        Some((plan.at, Finding::new(Code::SteadyHelp, id.span, message, help).quoting(outcome.id.as_str())))
    });
    found.collect()
}

/// Whether an action never had less help in its last `count` reviews, two in a row, than at their beginning.
fn is_steady(folder: &Folder, action: &Action, count: usize) -> bool {
    let given = given(folder, &action.id);
    let Some(last) = given.len().checked_sub(count).map(|from| &given[from..]) else { return false };
    if last.first().is_some_and(|(day, _)| has_incident(folder, &action.id, *day)) {
        return false;
    }
    let last: Vec<usize> = last.iter().map(|(_, level)| *level).collect();
    let (beginning, since) = last.split_at(count / 3);
    let most_help = beginning.iter().min().copied().unwrap_or(0);
    let independent = folder.context.levels.len().saturating_sub(1);
    let became_less = since.windows(2).any(|two| two.iter().all(|level| *level > most_help));
    !became_less && since.iter().all(|level| *level < independent)
}

/// How far help had come down in each review that notes it, oldest first: its day, and the place of the level, most help first.
fn given(folder: &Folder, action: &str) -> Vec<(NaiveDate, usize)> {
    let levels = &folder.context.levels;
    let noted = folder.weekly.iter().filter_map(|review| {
        let taken = review.data.actions.iter().find(|taken| taken.id == action)?;
        let help = taken.help.as_ref()?;
        Some((review.data.date, levels.iter().position(|level| level.id == *help)?))
    });
    noted.collect()
}

/// Whether an incident on this day or later bears on the action: a reason for help to stay, or to go up.
fn has_incident(folder: &Folder, action: &str, since: NaiveDate) -> bool {
    let mut incidents = folder.of_kind(Kind::Incident).map(|(_, record)| record);
    incidents.any(|record| {
        let late = record.value("date").and_then(model::date).is_some_and(|date| date >= since);
        let named = record.values.get("actions").and_then(Value::as_array).into_iter().flatten();
        late && named.filter_map(Value::as_str).any(|id| id == action)
    })
}

//! Outcomes whose figure nobody has written down for a long time.

use super::{Example, Judge, Rule};
use crate::check::folder::{Folder, Typed};
use crate::finding::{Code, Finding};
use crate::record::model::{Outcome, SupportPlan, WeeklyReview};

pub(super) const RULE: Rule = Rule {
    code: Code::NoEntry,
    checks: "It looks for a figure of each outcome that has not ended, in the weekly reviews since the last formal review, or since moving \
             in. Weeks that were missed do not count. Nothing is said of an outcome that no review could know yet, nor of a monthly \
             figure before a month is over.",
    why: "\"How we will know\" is a promise. Without a single figure since the last formal review, the next has nothing to go by.",
    source: "Recording shows whether outcomes are improving (the second seed); weekly reviews keep plans live (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("plan.md", &[OUTCOME, ACTION, HEADING]),
    good: Example::new("plan.md", &[MONTHLY_OUTCOME, ACTION, HEADING]),
    judge: Judge::Folder(judge),
};

const OUTCOME: (&str, &str) = (
    "      by: 2027-01-29\nactions:\n",
    "      by: 2027-01-29\n  - id: «eats-with-the-house»\n    aim: progress\n    measure:\n      what: house meals eaten\n      per: week\n      baseline: 0\n      target: 1\n      by: 2027-01-29\nactions:\n",
);
const MONTHLY_OUTCOME: (&str, &str) = (
    "      by: 2027-01-29\nactions:\n",
    "      by: 2027-01-29\n  - id: eats-with-the-house\n    aim: progress\n    measure:\n      what: house meals eaten\n      per: month\n      baseline: 0\n      target: 1\n      by: 2027-01-29\nactions:\n",
);
const ACTION: (&str, &str) = (
    "  - id: quiet-shop\n    for:\n      - cooks-lunch\n",
    "  - id: quiet-shop\n    for:\n      - cooks-lunch\n      - eats-with-the-house\n",
);
const HEADING: (&str, &str) = (
    "the phone.\n\n## Risks\n",
    "the phone.\n\n### Eats with the house\n\nEats one meal a week at the big table.\n\n**In my words:** I bring my own dish.\n\n**How we will know:** Sam puts a pin on the board.\n\n## Risks\n",
);

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.live_plan() else { return Vec::new() };
    let formal = folder.formal.iter().filter_map(|review| review.data.discussed).max();
    let since = formal.unwrap_or(plan.data.moved_in);
    let held = folder.weekly.iter().map(|review| &review.data).filter(|review| review.missed.is_none());
    let held: Vec<&WeeklyReview> = held.collect();
    let counting: Vec<&WeeklyReview> = held.iter().copied().filter(|review| review.date > since).collect();
    let Some(last) = counting.last() else { return Vec::new() };
    let none_counted = counting.iter().all(|review| review.measures.is_empty());
    let outcomes = plan.data.outcomes.iter().zip(plan.nodes("outcomes"));
    let silent = outcomes.filter(|(outcome, _)| {
        let due = outcome.measure.per != "month" || (last.date - since).num_days() > 31;
        let has_figure = |review: &&WeeklyReview| review.measures.iter().any(|figure| figure.id == outcome.id);
        due && outcome.ended.is_none()
            && !counting.iter().any(has_figure)
            && (none_counted || held.iter().any(has_figure) || is_worked_on(outcome, plan, &counting))
    });
    let found = silent.filter_map(|(_, node)| {
        let message = match formal {
            Some(_) => "no weekly review since the last formal review has a figure for this outcome",
            None => "no weekly review so far has a figure for this outcome",
        };
        let help =
            "Write this week's figure under `measures` of the weekly review, or agree a measure that can be taken.";
        Some((plan.at, Finding::new(Code::NoEntry, node.get("id")?.span, message, help)))
    });
    found.collect()
}

/// Whether reviews speak of an action for this outcome, so that the outcome was there already.
fn is_worked_on(outcome: &Outcome, plan: &Typed<SupportPlan>, reviews: &[&WeeklyReview]) -> bool {
    let mut actions = plan.data.actions.iter().filter(|action| action.outcomes.contains(&outcome.id));
    actions.any(|action| reviews.iter().any(|review| review.actions.iter().any(|taken| taken.id == action.id)))
}

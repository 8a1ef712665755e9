//! Formal reviews: prepared on Friday, gone through with the resident in the next week, and closed on its Friday with the plan that came out.

use chrono::{Days, NaiveDate};

use super::calendar::FORMAL_WEEKS;
use super::detail::{self, At};
use super::frame::Words;
use super::life::{Life, Since};
use super::page::Page;
use super::plan::Action;
use super::start::{self, Task};
use super::words::phrases::Pool;
use crate::record::content_hash;

/// How many outcomes of a plan end at most, so that it stays readable.
const MOST_ENDED: usize = 5;

/// What both versions of a formal review have in common.
pub(super) struct Prepared {
    date: NaiveDate,
    reviewed: String,
    since: String,
}

/// A sentence of "Changes agreed", with what its marks stand for.
type Agreed = (&'static str, Words);

/// Prepares the review and saves it.
pub(super) fn prepare(life: &mut Life, week: u32) -> Prepared {
    let date = life.calendar.day(week, 4);
    let since = since(life, week);
    let prepared = Prepared { date, reviewed: content_hash(&life.plan_text), since };
    let mut page = head(life, &prepared, "prepared");
    page.title("Formal review");
    looking_back(&mut page, &prepared);
    let record = life.record(&format!("formal/{date}.md"), page.finish());
    life.save(date, life.key_worker, vec![record]);
    prepared
}

/// Goes through the plan with the resident, changes what they want changed, and closes the review.
pub(super) fn close(life: &mut Life, week: u32, prepared: Prepared) {
    let (discussed, closed) = (life.calendar.day(week, 2), life.calendar.day(week, 4));
    let next = life.calendar.day(week + FORMAL_WEEKS, 4);
    let changes = changes(life, closed, next);
    let mut records = Vec::new();
    if !changes.is_empty() {
        life.changed = week;
        life.plan_text = life.plan.write(&life.teller.words);
        records.push(life.record("plan.md", life.plan_text.clone()));
    }
    let result = match life.teller.dice.below(30) {
        0 | 1 => "declined",
        2 => "unable",
        _ => "signed",
    };
    let sure = !life.teller.dice.once_in(6);
    let change_plan = if changes.is_empty() { "no" } else { "yes" };
    let still_needed = if sure { "yes" } else { "unsure" };
    let mut page = head(life, &prepared, "closed");
    page.front(format_args!(
        "discussed: {discussed}\nanswers:\n  change_plan: {change_plan}\n  still_needed: {still_needed}"
    ));
    page.front(format_args!("  review_again: yes\nagreed: {}\nresult: {result}", content_hash(&life.plan_text)));
    if result == "unable" {
        page.front(format_args!("represented_by: advocate"));
    }
    let key_worker = &life.plan.key_worker;
    page.front(format_args!("signed:"));
    match result {
        "signed" => page.front(format_args!("  - who: resident\n    date: {closed}")),
        "unable" => page.front(format_args!("  - who: representative\n    date: {closed}")),
        _ => {}
    }
    page.front(format_args!("  - who: {key_worker}\n    date: {closed}\nnext_review: {next}"));
    page.title("Formal review");
    looking_back(&mut page, &prepared);
    answers(&mut page, life, week, &changes, sure);
    if result != "signed" {
        page.section("Why it was not signed");
        life.teller.say(&mut page, if result == "declined" { Pool::Declined } else { Pool::Unable });
        detail::tell(&mut page, &life.teller, life.number(week), At::Unsigned);
    }
    records.insert(0, life.record(&format!("formal/{}.md", prepared.date), page.finish()));
    if life.teller.dice.once_in(2) {
        life.safety.revise(closed, &mut life.teller);
        records.push(life.safety_record());
    }
    life.save(closed, life.key_worker, records);
    life.since = Since { review: Some(closed), ..Since::default() };
    for outcome in &mut life.plan.outcomes {
        outcome.at_review = outcome.figure.unwrap_or(outcome.baseline);
    }
}

fn head(life: &Life, prepared: &Prepared, stage: &str) -> Page {
    let mut page = Page::new("formal-review");
    page.front(format_args!("resident: {}\nprepared: {}", life.plan.resident, prepared.date));
    page.front(format_args!("by: {}\nstage: {stage}\nreviewed: {}", life.plan.key_worker, prepared.reviewed));
    page
}

/// What has happened since the last formal review, as paragraphs.
fn since(life: &mut Life, week: u32) -> String {
    life.teller.days = vec![0, 1, 2, 3, 4];
    let mut page = Page::blank();
    let first = life.since.review.is_none();
    let date = life.since.review.unwrap_or(life.plan.moved_in);
    let words = Words { date, ..life.teller.words };
    let opening = if first {
        "This is the first formal review since {N} moved in on {b}."
    } else {
        "The last formal review was closed on {b}."
    };
    page.say(opening, &words);
    life.teller.say(&mut page, Pool::Since);
    detail::tell_twice(&mut page, &life.teller, life.number(week), At::Since);
    page.end();
    for at in life.plan.open_outcomes() {
        let outcome = &life.plan.outcomes[at];
        let now = outcome.figure.unwrap_or(outcome.baseline);
        let words = Words { counted: outcome.theme.counted, numbers: [outcome.at_review, now, 0], ..life.teller.words };
        page.say(
            if outcome.at_review == now { "{C}: {m} a week, as before." } else { "{C}: from {n} a week to {m}." },
            &words,
        );
    }
    page.end();
    let Since { steps, incidents, missed, .. } = life.since;
    let count = |number: i32| Words { numbers: [number, 0, 0], ..life.teller.words };
    for (number, none, one, more) in [
        (steps, "Help stayed at the same level throughout.", "Help stepped down once.", "Help stepped down {n} times."),
        (
            incidents,
            "There was no incident.",
            "There was one incident, and the safety plan was changed.",
            "There were {n} incidents, each with a change to the safety plan.",
        ),
        (
            missed,
            "No weekly review was missed.",
            "One weekly review was missed.",
            "Of the weekly reviews, {n} were missed.",
        ),
    ] {
        page.say(
            match number {
                0 => none,
                1 => one,
                _ => more,
            },
            &count(number),
        );
    }
    page.finish()
}

fn looking_back(page: &mut Page, prepared: &Prepared) {
    page.section("Since the last review");
    page.paste(&prepared.since);
}

fn answers(page: &mut Page, life: &mut Life, week: u32, changes: &[Agreed], sure: bool) {
    life.teller.days = vec![0, 1, 2, 3, 4];
    life.teller.words.visitor = life.team.cover(life.key_worker, 1).first_name();
    let open = life.plan.open_actions();
    life.teller.words.action = life.plan.actions[life.teller.dice.pick(&open)].act.called;
    page.section("What to improve or change");
    life.teller.say(page, if changes.is_empty() { Pool::ImproveNone } else { Pool::Improve });
    life.teller.say(page, Pool::ImproveMore);
    detail::tell(page, &life.teller, life.number(week), At::Improve);
    page.section("Whether supported accommodation is still needed");
    life.teller.say(page, if sure { Pool::StillNeeded } else { Pool::NotSure });
    detail::tell(page, &life.teller, life.number(week), At::Needed);
    page.section("Reviewing again");
    life.teller.say(page, Pool::Again);
    detail::tell(page, &life.teller, life.number(week), At::Again);
    page.section("My views");
    for frame in life.teller.deal_some(Pool::Views, 4) {
        page.say(frame, &life.teller.words);
    }
    page.section("Changes agreed");
    if changes.is_empty() {
        page.say("None. The plan that was gone through is the plan that goes on.", &life.teller.words);
    }
    for (frame, words) in changes {
        page.bullet();
        page.say(frame, words);
    }
    page.end();
    detail::tell_twice(page, &life.teller, life.number(week), At::Changes);
}

/// Changes the plan as resident and key worker agreed.
fn changes(life: &mut Life, closed: NaiveDate, next: NaiveDate) -> Vec<Agreed> {
    let mut agreed = Vec::new();
    let mut replaced = false;
    for at in life.plan.open_outcomes() {
        let words = Words { counted: life.plan.outcomes[at].theme.counted, ..life.teller.words };
        if !replaced && is_settled(life, at) && replace(life, at, closed, next) {
            // One new beginning at a time is enough.
            replaced = true;
            agreed.push(("{C}: reached and struck out. A new outcome takes its hours.", words));
            continue;
        }
        let dice = &mut life.teller.dice;
        let outcome = &mut life.plan.outcomes[at];
        let way = if outcome.theme.falls() { -1 } else { 1 };
        let further = outcome.target + way;
        let most = outcome.theme.most.min(outcome.theme.target.1 + 1);
        if outcome.progress > 0.9 && (1..=most).contains(&further) && dice.once_in(2) {
            let done = outcome.progress * f64::from(outcome.target - outcome.baseline);
            outcome.target = further;
            outcome.progress = done / f64::from(further - outcome.baseline);
            agreed.push(("{C}: the target moves to {n} a week.", Words { numbers: [further, 0, 0], ..words }));
        }
        if outcome.by <= next {
            outcome.by = next + Days::new(7 * dice.between(1, 12) as u64);
            let frame =
                if outcome.progress > 0.9 { "{C}: to be held until {b}." } else { "{C}: to be reached by {b}." };
            agreed.push((frame, Words { date: outcome.by, ..words }));
        }
        if dice.once_in(4) {
            let mine = outcome.theme.mine;
            let place = mine.iter().position(|mine| *mine == outcome.mine).unwrap_or(0);
            outcome.mine = mine[(place + 1) % mine.len()];
            agreed.push(("{C}: {N} has written new words for why it matters.", words));
        }
    }
    agreed.extend(free_hours(life));
    agreed
}

/// Whether an outcome is reached and no longer takes much from staff.
fn is_settled(life: &Life, at: usize) -> bool {
    let nearby = |action: &Action| action.ended.is_some() || action.outcome != at || action.help >= 4;
    life.plan.outcomes[at].progress > 0.9 && life.plan.actions.iter().all(nearby)
}

/// Ends an outcome with its actions, and begins another that takes over hours and strengths.
fn replace(life: &mut Life, at: usize, closed: NaiveDate, next: NaiveDate) -> bool {
    let ended = life.plan.outcomes.iter().filter(|outcome| outcome.ended.is_some()).count();
    let aim = life.plan.outcomes[at].aim;
    // The more has ended, the longer the rest is kept.
    let now = ended < MOST_ENDED && life.teller.dice.once_in(2 + 2 * ended as u32);
    let Some(theme) = start::unused_theme(&life.plan, aim, &mut life.teller).filter(|_| now) else { return false };
    life.plan.outcomes[at].ended = Some((closed, life.teller.deal(Pool::OutcomeEnded)));
    let mut tasks = Vec::new();
    for action in life.plan.actions.iter_mut().filter(|action| action.outcome == at && action.ended.is_none()) {
        action.ended = Some((closed, life.teller.deal(Pool::ActionEnded)));
        tasks.push(Task { quarters: action.quarters, strengths: action.strengths.clone() });
    }
    start::begin(&mut life.plan, theme, aim, next, tasks, &mut life.teller);
    true
}

/// What no longer takes a visit gives some of its time back.
fn free_hours(life: &mut Life) -> Option<Agreed> {
    let free = |action: &&mut Action| action.ended.is_none() && action.help >= 4 && action.quarters > 2;
    let action = life.plan.actions.iter_mut().find(free)?;
    action.quarters -= 1;
    let words = Words { action: action.act.called, ..life.teller.words };
    Some(("A quarter of an hour less each week for {a}; the commissioner is told.", words))
}

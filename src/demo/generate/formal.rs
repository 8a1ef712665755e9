//! Formal reviews: prepared on Friday, gone through with the resident on the Thursday after, and closed on the next day with the plan that came
//! out.

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::calendar::FORMAL_WEEKS;
use super::detail::{self, At};
use super::frame::Words;
use super::life::Life;
use super::made::{self, Maker};
use super::page::Page;
use super::plan::Action;
use super::start::{self, Task};
use super::words::phrases::Pool;
use crate::record::{Record, content_hash};
use crate::scaffold::formal::{self, Closed, Discussed, Prepared};

/// How many outcomes of a plan end at most, so that it stays readable.
const MOST_ENDED: usize = 5;

/// A sentence of "Changes agreed", with what its marks stand for.
type Agreed = (&'static str, Words);

/// Prepares the review and saves it.
pub(super) fn prepare(life: &mut Life, week: u32) -> Result<Record> {
    let date = life.calendar.day(week, 4);
    let Maker { templates, context } = life.maker;
    let (path, before) = life.record("plan.md", life.plan_agreed.clone());
    let before = life.maker.read(&path, before)?;
    let since = life.since(&before)?;
    let by = life.key_worker.id();
    let prepared = Prepared {
        resident: &life.plan.resident,
        prepared: date,
        by: Some(&by),
        staff: Vec::new(),
        reviewed: &content_hash(&life.plan_text),
        since: &since,
    };
    let scaffold = prepared.render(templates, context)?;
    let (path, nothing) = life.record(&format!("formal/{date}.md"), "---\n---\n".to_owned());
    let review = life.maker.fill_in(&path, scaffold, nothing)?;
    save(life, date, &review, Vec::new());
    Ok(review)
}

/// Goes through the plan with the resident, changes what they want changed, and closes the review.
pub(super) fn hold(life: &mut Life, week: u32, prepared: &Record) -> Result<()> {
    let (discussed, closed) = (life.calendar.day(week, 3), life.calendar.day(week, 4));
    let next = life.calendar.day(week + FORMAL_WEEKS, 4);
    let changes = changes(life, closed, next);
    let review = discuss(life, week, prepared, discussed, &changes)?;
    save(life, discussed, &review, Vec::new());
    let mut records = Vec::new();
    if !changes.is_empty() {
        life.changed = week;
        life.plan_text = life.plan.write(&life.teller.words);
        records.push(life.record("plan.md", life.plan_text.clone()));
    }
    let review = close(life, week, &review, closed, next)?;
    if life.teller.dice.once_in(2) {
        life.safety.revise(closed, &mut life.teller);
        records.push(life.safety_record());
    }
    save(life, closed, &review, records);
    life.begin_quarter();
    life.told.push(review);
    Ok(())
}

/// Saves the review as it is at the end of a stage, with what goes with it.
fn save(life: &mut Life, date: NaiveDate, review: &Record, mut records: Vec<(String, String)>) {
    records.insert(0, made::saved(review));
    life.save(date, life.key_worker, records);
}

/// The review as it was gone through.
fn discuss(life: &mut Life, week: u32, prepared: &Record, date: NaiveDate, changes: &[Agreed]) -> Result<Record> {
    let sure = !life.teller.dice.once_in(6);
    let part = Discussed { date }.render(&life.maker.templates, &life.maker.context)?;
    let scaffold = formal::put_stage(prepared, &life.maker.read(&prepared.path, part)?);
    let change_plan = if changes.is_empty() { "no" } else { "yes" };
    let still_needed = if sure { "yes" } else { "unsure" };
    let mut page = Page::answers();
    page.front(format_args!(
        "answers:\n  change_plan: {change_plan}\n  still_needed: {still_needed}\n  review_again: yes"
    ));
    page.body();
    answers(&mut page, life, week, changes, sure);
    life.maker.fill_in(&prepared.path, scaffold, page.finish())
}

/// The review at its end.
fn close(life: &mut Life, week: u32, discussed: &Record, date: NaiveDate, next_review: NaiveDate) -> Result<Record> {
    let result = match life.teller.dice.below(30) {
        0 | 1 => "declined",
        2 => "unable",
        _ => "signed",
    };
    let agreed = content_hash(&life.plan_text);
    let by = life.plan.key_worker.clone();
    let closed = Closed {
        asks: false,
        agreed: &agreed,
        result: Some(result),
        by: Some(&by),
        date,
        first: next_review,
        last: next_review,
        offered: next_review,
        next_review: Some(next_review),
    };
    let part = closed.render(&life.maker.templates, &life.maker.context)?;
    let scaffold = formal::put_stage(discussed, &life.maker.read(&discussed.path, part)?);
    let mut page = Page::answers();
    if result == "unable" {
        page.front(format_args!("represented_by: advocate"));
    }
    page.front(format_args!("signed:"));
    let resident = match result {
        "signed" => Some("resident"),
        "unable" => Some("representative"),
        _ => None,
    };
    for who in resident.into_iter().chain([by.as_str()]) {
        page.front(format_args!("  - who: {who}\n    date: {date}"));
    }
    page.body();
    if result != "signed" {
        page.section("Why it was not signed");
        life.teller.say(&mut page, if result == "declined" { Pool::Declined } else { Pool::Unable });
        detail::tell(&mut page, &life.teller, life.number(week), At::Unsigned);
    }
    life.maker.fill_in(&discussed.path, scaffold, page.finish())
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

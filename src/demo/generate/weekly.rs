//! Weekly reviews: what became of each action, the figures, the visits, and five short answers.

pub(super) mod missed;
mod told;

use anyhow::Result;
use chrono::NaiveDate;

use super::calendar::Calendar;
use super::dice::Dice;
use super::life::{Life, PlannedVisit};
use super::page::Page;
use super::plan::Action;
use crate::cycle::Week;
use crate::record::settings::LEVELS;
use crate::scaffold::WeeklyBeginning;

/// What a review looks back and ahead on.
struct Looked {
    number: u32,
    /// The day of the review.
    review: u32,
    /// The visits, and how each went.
    visits: Vec<(PlannedVisit, &'static str)>,
    /// The visits of the week after.
    next: Vec<PlannedVisit>,
    taken: Vec<Taken>,
    /// The figures of the week before, outcome by outcome.
    before: Vec<Option<i32>>,
    /// The day of an incident.
    incident: Option<NaiveDate>,
    /// Whether the safety plan needs a change.
    needs_updating: bool,
}

/// What became of an action.
struct Taken {
    action: usize,
    result: &'static str,
    because_of: Option<&'static str>,
    help: Option<usize>,
}

/// A change to the plan that the review makes.
enum Change {
    /// This action steps down from a level of help.
    Step(usize, usize),
    /// This action goes back up from a level of help.
    Back(usize, usize),
    /// This action moves to another day.
    Time(usize),
    /// The resident words their part of this action anew.
    Words(usize),
}

/// Writes and saves the review of a week, in which an incident may have happened on the day given.
pub(super) fn write(life: &mut Life, number: u32, incident: Option<NaiveDate>) -> Result<()> {
    let week = live(life, number, incident);
    let by = week.visits.last().map_or(life.key_worker, |(visit, _)| visit.by);
    let (date, label) = (life.calendar.day(number, week.review), life.calendar.label(number));
    let beginning = WeeklyBeginning { week: Week::of(date), date, by: Some(&by.id()), missed: None };
    let scaffold = life.begin_review(&beginning)?;
    let mut page = Page::answers();
    front(&mut page, life, &week);
    page.body();
    told::last_week(&mut page, life, &week);
    told::emerging(&mut page, life, &week);
    told::other_needs(&mut page, life, &week);
    let quiet = incident.is_none() && !Calendar::is_formal(number);
    let change = if quiet { change(life, number) } else { None };
    told::this_week(&mut page, life, &week, change.as_ref());
    told::safety(&mut page, life, &week);

    life.planned = week.next;
    life.safety_waits = week.needs_updating;
    let (path, answers) = life.record(&format!("weekly/{label}.md"), page.finish());
    let review = life.maker.fill_in(&path, scaffold, answers)?;
    let records = vec![life.tell(review)];
    match change {
        Some(_) => life.save_plan(number, date, by, records),
        None => life.save(date, by, records),
    }
    Ok(())
}

/// Throws for all that the week brings.
fn live(life: &mut Life, number: u32, incident: Option<NaiveDate>) -> Looked {
    let mut planned = std::mem::take(&mut life.planned);
    if planned.is_empty() {
        let review = life.review_day(number);
        planned = life.plan_visits(review);
    }
    let review = planned.last().map_or(4, |last| last.day);
    let visits =
        planned.into_iter().map(|visit| (visit, visit_result(&mut life.teller.dice, visit.day == review))).collect();
    let before = life.plan.outcomes.iter().map(|outcome| outcome.figure).collect();
    let taken = take_actions(life);
    count(life, &taken);
    let next = life.review_day(number + 1);
    Looked {
        number,
        review,
        visits,
        next: life.plan_visits(next),
        taken,
        before,
        incident,
        needs_updating: incident.is_none() && number < life.calendar.last && life.teller.dice.once_in(18),
    }
}

/// The review itself always took place; other visits mostly did.
fn visit_result(dice: &mut Dice, is_review: bool) -> &'static str {
    match dice.below(20) {
        0 if !is_review => "declined",
        1 if !is_review => "not-in",
        2 if !is_review => "cancelled-by-us",
        _ => "met",
    }
}

fn take_actions(life: &mut Life) -> Vec<Taken> {
    let dice = &mut life.teller.dice;
    let mut taken = Vec::with_capacity(6);
    for (at, action) in life.plan.actions.iter_mut().enumerate().filter(|(_, action)| action.ended.is_none()) {
        let chance = dice.below(20);
        let result = if chance < 14 {
            "done"
        } else if chance < 18 {
            "partly"
        } else {
            "not-done"
        };
        let because_of = (result != "done").then(|| dice.pick(&["resident", "resident", "service", "neither"]));
        // Now and then a little more help is given than planned, or less where it went well.
        let given = match dice.below(10) {
            0 => action.help.saturating_sub(1),
            1 if result == "done" => (action.help + 1).min(LEVELS.len() - 1),
            _ => action.help,
        };
        // Every few weeks staff try for two reviews whether less will do.
        let trying = action.flat >= 3;
        let given = if trying { (action.help + 1).min(LEVELS.len() - 1) } else { given };
        if result != "not-done" {
            action.flat = if action.flat >= 4 { 0 } else { action.flat + 1 };
        }
        action.run = if result == "done" { action.run + 1 } else { 0 };
        taken.push(Taken { action: at, result, because_of, help: (result != "not-done").then_some(given) });
    }
    taken
}

/// Moves each outcome by what was done for it, and counts.
fn count(life: &mut Life, taken: &[Taken]) {
    let dice = &mut life.teller.dice;
    for (at, outcome) in life.plan.outcomes.iter_mut().enumerate().filter(|(_, outcome)| outcome.ended.is_none()) {
        let of: Vec<_> = taken.iter().filter(|taken| life.plan.actions[taken.action].outcome == at).collect();
        let done = of.iter().filter(|taken| taken.result == "done").count() as f64 / of.len().max(1) as f64;
        // Now and then something that went well slips.
        let slip = if outcome.progress > 0.6 && dice.once_in(60) { 0.5 } else { 0.0 };
        let step = (done - 0.3) * 0.07 + (dice.part() - 0.5) * 0.04 - slip;
        outcome.progress = (outcome.progress + step).clamp(-0.1, 1.02);
        outcome.count(dice.part() * 1.3 - 0.65);
    }
}

/// Decides whether the review changes the plan.
fn change(life: &mut Life, week: u32) -> Option<Change> {
    let dice = &mut life.teller.dice;
    let ready = |action: &Action, progress: f64, dice: &mut Dice| {
        let lasting = action.run >= dice.between(3, 6);
        lasting && action.help + 1 < LEVELS.len() && progress > 0.18 * (action.help as f64 - 0.5)
    };
    for at in life.plan.open_actions() {
        let progress = life.plan.outcomes[life.plan.actions[at].outcome].progress;
        let action = &mut life.plan.actions[at];
        if ready(action, progress, dice) {
            action.run = 0;
            action.help += 1;
            return Some(Change::Step(at, action.help - 1));
        }
        let is_steady = life.plan.outcomes[life.plan.actions[at].outcome].aim == "stability";
        let action = &mut life.plan.actions[at];
        if is_steady && action.help > 2 && progress < 0.18 * (action.help as f64 - 2.0) {
            action.run = 0;
            action.help -= 1;
            return Some(Change::Back(at, action.help + 1));
        }
    }
    if !life.is_stale(week) {
        return None;
    }
    let at = life.teller.dice.pick(&life.plan.open_actions());
    let action = &mut life.plan.actions[at];
    if !action.act.when.contains("{d}") {
        let mine = action.act.mine;
        action.mine = mine.iter().find(|mine| **mine != action.mine).unwrap_or(&mine[0]);
        return Some(Change::Words(at));
    }
    let first = action.days[0];
    action.days = if first == 0 { [1, action.days[1].max(2)] } else { [first - 1, action.days[1]] };
    Some(Change::Time(at))
}

fn front(page: &mut Page, life: &Life, week: &Looked) {
    page.front(format_args!("actions:"));
    for taken in &week.taken {
        page.front(format_args!("  - id: {}\n    result: {}", life.plan.actions[taken.action].act.id, taken.result));
        if let Some(because_of) = taken.because_of {
            page.front(format_args!("    because_of: {because_of}"));
        }
        if let Some(help) = taken.help {
            page.front(format_args!("    help: {}", LEVELS[help].0));
        }
    }
    page.front(format_args!("measures:"));
    for at in life.plan.open_outcomes() {
        let outcome = &life.plan.outcomes[at];
        page.front(format_args!(
            "  - id: {}\n    value: {}",
            outcome.theme.id,
            outcome.figure.unwrap_or(outcome.baseline)
        ));
    }
    page.front(format_args!("visits:"));
    for (visit, result) in &week.visits {
        page.front(format_args!("  - date: {}\n    result: {result}", life.calendar.day(week.number, visit.day)));
    }
    page.front(format_args!("planned:"));
    for visit in &week.next {
        let date = life.calendar.day(week.number + 1, visit.day);
        page.front(format_args!("  - date: {date}\n    time: \"{}\"\n    by: {}", visit.time, visit.by.id()));
    }
    page.front(format_args!("safety_plan: {}", if week.needs_updating { "needs-updating" } else { "working" }));
}

//! The five answers of a weekly review.

use super::super::calendar::weekday;
use super::super::detail::{self, At};
use super::super::frame::Words;
use super::super::life::{Life, PlannedVisit};
use super::super::page::Page;
use super::super::words::help::HELP;
use super::super::words::phrases::Pool;
use super::{Change, Looked, Taken};

/// Whether what was planned was done.
pub(super) fn last_week(page: &mut Page, life: &mut Life, week: &Looked) {
    let Looked { review, visits, incident, .. } = week;
    page.section("Last week");
    let met: Vec<_> = visits.iter().filter(|(_, result)| *result == "met").map(|(visit, _)| *visit).collect();
    let off = |day: &u32| visits.iter().any(|(visit, result)| visit.day == *day && *result != "met");
    life.teller.days = (0..=*review).filter(|day| !off(day)).collect();
    life.teller.words.visitor = met.first().map_or(life.key_worker, |visit| visit.by).first_name();
    if let Some(promise) = life.promise.take().filter(|_| incident.is_none()) {
        life.teller.words.quote = promise;
        let kept = !life.teller.dice.once_in(5);
        life.teller.say(page, if kept { Pool::Kept } else { Pool::NotKept });
    }
    if let Some(date) = *incident {
        life.teller.words.date = date;
        life.teller.say(page, Pool::Incident);
    }
    if met.len() < visits.len() || life.teller.dice.once_in(4) {
        visits_told(page, life, visits, &met);
    }
    let mut told: Vec<_> = week.taken.iter().collect();
    let turn = week.number as usize % told.len();
    told.rotate_left(turn);
    // What was not done is accounted for first.
    told.sort_by_key(|taken| taken.result == "done");
    let mut told = told.into_iter();
    let count = life.teller.dice.between(1, 2) as usize;
    for taken in told.by_ref().take(count) {
        action_told(page, life, taken);
    }
    detail::tell(page, &life.teller, life.number(week.number), At::LastWeek);
    if let Some(taken) = told.next().filter(|_| incident.is_none() && life.teller.dice.once_in(3)) {
        page.item(life.plan.actions[taken.action].act.id);
        action_told(page, life, taken);
        match life.teller.dice.once_in(2) {
            true => life.teller.say(page, Pool::Tail),
            false => said(page, life),
        }
        detail::tell(page, &life.teller, life.number(week.number), At::Note);
    }
}

fn visits_told(page: &mut Page, life: &mut Life, visits: &[(PlannedVisit, &'static str)], met: &[PlannedVisit]) {
    let Some((visit, result)) = visits.iter().find(|(_, result)| *result != "met") else {
        let frame = life.teller.deal(Pool::VisitMet);
        life.teller.roll();
        let day = met.first().map_or(4, |visit| visit.day);
        return page.say(frame, &Words { days: [weekday(day); 2], ..life.teller.words });
    };
    let pool = match *result {
        "declined" => Pool::VisitDeclined,
        "not-in" => Pool::VisitOut,
        _ => Pool::VisitOff,
    };
    let frame = life.teller.deal(pool);
    life.teller.roll();
    let other = met.last().map_or(visit.day, |met| met.day);
    let words =
        Words { days: [weekday(visit.day), weekday(other)], visitor: visit.by.first_name(), ..life.teller.words };
    page.say(frame, &words);
}

/// What became of an action, in a sentence.
fn action_told(page: &mut Page, life: &mut Life, taken: &Taken) {
    let action = &mut life.plan.actions[taken.action];
    let figure = life.plan.outcomes[action.outcome].figure.unwrap_or(0);
    life.teller.words.action = action.act.called;
    let pool = match (taken.result, taken.because_of) {
        ("partly", Some("resident")) => Pool::PartlyResident,
        ("partly", Some("service")) => Pool::PartlyService,
        ("partly", _) => Pool::PartlyNeither,
        ("not-done", Some("resident")) => Pool::NotResident,
        ("not-done", Some("service")) => Pool::NotService,
        ("not-done", _) => Pool::NotNeither,
        _ => {
            // A frame with a figure in it says the figure of the week, and reads well from two on.
            let frames = action.act.done;
            action.told += 1;
            let next = (0..frames.len()).map(|step| frames[(action.told + step) % frames.len()]);
            let frame = next.into_iter().find(|frame| figure >= 2 || !frame.contains("{n}")).unwrap_or(frames[0]);
            life.teller.roll();
            life.teller.words.numbers[0] = figure;
            return page.say(frame, &life.teller.words);
        }
    };
    life.teller.say(page, pool);
}

fn said(page: &mut Page, life: &mut Life) {
    life.teller.words.quote = life.teller.deal(Pool::Quote);
    let frame = life.teller.dice.pick(&[
        "{N} said: \"{q}\"",
        "\"{q}\" was {their} comment.",
        "Asked about it, {they} said: \"{q}\"",
    ]);
    page.say(frame, &life.teller.words);
}

/// What has changed: a figure, and something else.
pub(super) fn emerging(page: &mut Page, life: &mut Life, week: &Looked) {
    page.section("What is emerging");
    figure(page, life, &week.before);
    life.teller.say(page, Pool::Emerging);
    detail::tell(page, &life.teller, life.number(week.number), At::Emerging);
}

fn figure(page: &mut Page, life: &mut Life, before: &[Option<i32>]) {
    let open = life.plan.open_outcomes();
    let place = life.teller.dice.pick(&open);
    let outcome = &life.plan.outcomes[place];
    let now = outcome.figure.unwrap_or(outcome.baseline);
    let earlier = before.get(place).copied().flatten();
    let pool = match earlier {
        None => Pool::CountFirst,
        Some(_) if outcome.reached(now) => Pool::CountReached,
        Some(earlier) if earlier == now => Pool::CountSame,
        Some(earlier) if (now > earlier) != outcome.theme.falls() => Pool::CountBetter,
        Some(_) => Pool::CountWorse,
    };
    life.teller.words.counted = outcome.theme.counted;
    let frame = life.teller.deal(pool);
    life.teller.roll();
    page.say(frame, &Words { numbers: [now, earlier.unwrap_or(now), 0], ..life.teller.words });
}

/// Whether the plan is done and wanted, and what is in the way.
pub(super) fn other_needs(page: &mut Page, life: &mut Life, week: &Looked) {
    page.section("Other support needs");
    let at = life.teller.dice.below(week.taken.len());
    life.teller.words.action = life.plan.actions[week.taken[at].action].act.called;
    life.teller.say(page, Pool::Wanted);
    if !life.teller.dice.once_in(3) {
        life.teller.say(page, Pool::InTheWay);
    }
    detail::tell(page, &life.teller, life.number(week.number), At::OtherNeeds);
}

/// When staff come next, who does what, and what changes in the plan.
pub(super) fn this_week(page: &mut Page, life: &mut Life, week: &Looked, change: Option<&Change>) {
    page.section("This week");
    let first = week.next.first().copied();
    let last = week.next.last().map_or(4, |visit| visit.day);
    if let Some(first) = first {
        life.teller.days = vec![first.day, last];
        life.teller.words.visitor = first.by.first_name();
        let frame = life.teller.deal(Pool::NextVisits);
        life.teller.roll();
        let words = Words { days: [weekday(first.day), weekday(last)], time: first.time, ..life.teller.words };
        page.say(frame, &words);
    }
    if !life.teller.dice.once_in(3) {
        let promise = life.promise();
        life.promise = Some(promise);
        life.teller.words.quote = promise;
        life.teller.say(page, Pool::WillDo);
    }
    if change.is_none() && (life.promise.is_none() || life.teller.dice.once_in(3)) {
        life.teller.say(page, Pool::IsFor);
    }
    match change {
        Some(&(Change::Step(at, from) | Change::Back(at, from))) => {
            let action = &life.plan.actions[at];
            life.teller.words.action = action.act.called;
            life.teller.words.help = [HELP[from].called, HELP[action.help].called];
            life.teller.say(page, if action.help > from { Pool::StepDown } else { Pool::StepUp });
        }
        Some(&Change::Time(at)) => {
            let action = &life.plan.actions[at];
            let frame = life.teller.deal(Pool::NewTime);
            let days = action.days.map(weekday);
            page.say(frame, &Words { days, action: action.act.called, ..life.teller.words });
        }
        Some(&Change::Words(at)) => {
            life.teller.words.action = life.plan.actions[at].act.called;
            life.teller.say(page, Pool::NewWords);
        }
        None => {}
    }
    detail::tell(page, &life.teller, life.number(week.number), At::ThisWeek);
}

/// How the safety plan is working.
pub(super) fn safety(page: &mut Page, life: &mut Life, week: &Looked) {
    page.section("Safety plan");
    if let Some(date) = week.incident {
        life.teller.words.date = date;
        life.teller.say(page, Pool::SafetyAfter);
    }
    life.teller.say(page, if week.needs_updating { Pool::SafetyNeeds } else { Pool::SafetyWorks });
    let at = life.teller.dice.below(life.plan.risks.len());
    life.teller.words.quote = life.plan.risks[at].risk.called;
    if week.incident.is_none() {
        life.teller.say(page, Pool::SafetyRisk);
    }
    detail::tell(page, &life.teller, life.number(week.number), At::Safety);
}

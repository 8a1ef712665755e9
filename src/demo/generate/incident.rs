//! Incidents: what happened, what helped, what was learnt, and the plans that change because of it.

use anyhow::Result;
use chrono::NaiveDate;

use super::detail::{self, At};
use super::frame::Words;
use super::life::Life;
use super::page::Page;
use super::plan::PlanRisk;
use super::staff::Worker;
use super::words::help::HELP;
use super::words::phrases::Pool;
use super::words::risks::{RISKS, Risk, Scene};
use crate::scaffold::{self, IncidentBeginning};

/// How many risks a plan has at most.
const MOST_RISKS: usize = 5;

/// Lets something happen early in the week; it is written down, and the plans are changed, on the day after.
pub(super) fn happen(life: &mut Life, week: u32) -> Result<NaiveDate> {
    let day = life.teller.dice.between(0, 2) as u32;
    let (date, saved) = (life.calendar.day(week, day), life.calendar.day(week, day + 1));
    let by = life.team.cover(life.key_worker, life.teller.dice.below(2));
    life.teller.words.visitor = by.first_name();
    life.teller.days = vec![day];

    let scaffold = begin(life, date, by)?;
    let (at, new) = match new_risk(life) {
        Some(risk) => {
            life.plan.add_risk(risk, "incident");
            life.safety.risks.push((risk, None));
            (life.plan.risks.len() - 1, true)
        }
        None => (known_risk(life), false),
    };
    // Residents differ in which of a risk's scenes comes first.
    let first = life.plan.age.unsigned_abs() as usize;
    let PlanRisk { risk, outcomes, incidents, .. } = &mut life.plan.risks[at];
    let outcomes = outcomes.clone();
    let risk = *risk;
    let scene = &risk.scenes[(*incidents + first) % risk.scenes.len()];
    *incidents += 1;
    for at in &outcomes {
        let outcome = &mut life.plan.outcomes[*at];
        outcome.progress = (outcome.progress - 0.12).max(-0.1);
    }
    let touched = |at: &usize| outcomes.contains(&life.plan.actions[*at].outcome);
    let actions: Vec<usize> = life.plan.open_actions().into_iter().filter(touched).collect();
    let more_help = more_help(life, actions.first().copied());
    life.safety.updated = saved;
    if let Some((_, added)) = life.safety.risks.iter_mut().find(|(other, _)| other.id == risk.id) {
        *added = Some((date, scene.since));
    }

    let plan_changes = new || more_help.is_some();
    let mut page = Page::answers();
    page.ids("risks", 0, [risk.id]);
    page.ids("actions", 0, actions.iter().map(|at| life.plan.actions[*at].act.id));
    page.ids("changed", 0, ["support-plan", "safety-plan"].into_iter().skip(usize::from(!plan_changes)));
    page.body();
    tell(&mut page, life, week, scene);
    page.section("What changes");
    let words = Words { date: saved, ..life.teller.words };
    page.say("The safety plan was changed on {b}, with {N}. From now on,", &words);
    page.say(scene.since, &words);
    page.stop();
    match more_help {
        Some((at, from)) => {
            let action = &life.plan.actions[at];
            let help = [HELP[from].called, HELP[action.help].called];
            page.say(
                "Help with {a} goes back from {from} to {to} for a time.",
                &Words { action: action.act.called, help, ..words },
            );
        }
        None if new => page.say("Nobody had named this risk before. It stands in both plans from today.", &words),
        None if actions.is_empty() => {
            page.say("The support plan stays as it is, because what {N} works towards was not the cause.", &words)
        }
        None => page
            .say("The support plan stays as it is until the weekly review, where {N} wants to talk about it.", &words),
    }
    detail::tell_twice(&mut page, &life.teller, life.number(week), At::Follows);
    let (path, _) = life.record(&format!("incidents/{date}-1.md"), String::new());
    let incident = life.maker.fill_in(&path, scaffold, page.finish())?;
    let records = vec![life.tell(incident), life.safety_record()];
    match plan_changes {
        true => life.save_plan(week, saved, by, records),
        false => life.save(saved, by, records),
    }
    Ok(date)
}

/// The scaffold, with the plans as they were when it happened.
fn begin(life: &Life, date: NaiveDate, by: Worker) -> Result<String> {
    let read = |(path, text): (String, String)| life.maker.read(&path, text);
    let plan = read(life.record("plan.md", life.plan_text.clone()))?;
    let safety_plan = read(life.safety_record())?;
    let beginning = IncidentBeginning { resident: &life.plan.resident, date, by: Some(&by.id()) };
    scaffold::incident(&life.maker.templates, beginning, Some(&plan), Some(&safety_plan), &life.maker.context)
}

fn tell(page: &mut Page, life: &mut Life, week: u32, scene: &Scene) {
    life.teller.roll();
    page.section("What happened");
    page.say(scene.happened, &life.teller.words);
    detail::tell_twice(page, &life.teller, life.number(week), At::Happened);
    page.section("What helped");
    page.say(scene.helped, &life.teller.words);
    life.teller.say(page, Pool::HelpedToo);
    detail::tell_twice(page, &life.teller, life.number(week), At::Helped);
    page.section("What was learnt");
    page.say(scene.learnt, &life.teller.words);
    life.teller.say(page, Pool::LearntToo);
    detail::tell_twice(page, &life.teller, life.number(week), At::Learnt);
}

/// Now and then an incident shows a risk that nobody had named.
fn new_risk(life: &mut Life) -> Option<&'static Risk> {
    let unknown: Vec<_> =
        RISKS.iter().filter(|risk| life.plan.risks.iter().all(|known| known.risk.id != risk.id)).collect();
    // Where all that may come of the known risks has come before, the next is something new.
    let all_told = life.plan.risks.iter().all(|known| known.incidents >= known.risk.scenes.len());
    let room = life.plan.risks.len() < MOST_RISKS && !unknown.is_empty();
    (room && (all_told || life.teller.dice.once_in(4))).then(|| life.teller.dice.pick(&unknown))
}

/// The known risk that bore on the fewest incidents so far.
fn known_risk(life: &mut Life) -> usize {
    let fewest = life.plan.risks.iter().map(|known| known.incidents).min().unwrap_or(0);
    let places: Vec<_> = (0..life.plan.risks.len()).filter(|at| life.plan.risks[*at].incidents == fewest).collect();
    life.teller.dice.pick(&places)
}

/// More often than not, an action gets a level more of help for a time.
fn more_help(life: &mut Life, action: Option<usize>) -> Option<(usize, usize)> {
    let at = action.filter(|at| life.plan.actions[*at].help > 1 && !life.teller.dice.once_in(3))?;
    let action = &mut life.plan.actions[at];
    action.help -= 1;
    action.run = 0;
    Some((at, action.help + 1))
}

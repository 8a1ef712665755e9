//! The note of a week without a review.

use anyhow::Result;

use super::super::life::Life;
use super::super::page::Page;
use super::super::staff::Worker;
use super::super::words::phrases::Pool;
use crate::cycle::Week;
use crate::scaffold::WeeklyBeginning;

/// Why there was no review.
pub(in super::super) enum Missed {
    /// The resident was away, for this reason.
    Away(&'static str),
    /// The resident was here.
    Here,
}

/// Writes and saves the note of a week without a review.
pub(in super::super) fn write(life: &mut Life, week: u32, missed: Missed, by: Worker) -> Result<()> {
    let review = life.review_day(week + 1);
    life.planned = life.plan_visits(review);
    life.promise = None;
    life.teller.words.date = life.calendar.day(week + 1, review);
    life.teller.days = vec![0, 1, 2, 3, 4];
    life.teller.words.visitor = by.first_name();
    let open = life.plan.open_actions();
    life.teller.words.action = life.plan.actions[life.teller.dice.pick(&open)].act.called;
    let because_of = match missed {
        Missed::Away(_) => "away",
        Missed::Here => life.teller.dice.pick(&["resident", "service"]),
    };
    let label = life.calendar.label(week);
    let date = life.calendar.day(week, 4);
    let beginning = WeeklyBeginning { week: Week::of(date), date, by: Some(&by.id()), missed: Some(because_of) };
    let scaffold = life.begin_review(&beginning)?;
    let mut page = Page::answers();
    page.body();
    page.section("Why it was missed");
    match missed {
        Missed::Away(reason) => {
            life.teller.say(&mut page, Pool::MissedAway);
            let where_to = match reason {
                "hospital" => "It was for a planned stay in hospital, and the ward has our number.",
                "family" => "It was a week with {their} family, long looked forward to.",
                _ => "It was a holiday by the sea with people from the day centre.",
            };
            page.say(where_to, &life.teller.words);
        }
        Missed::Here => {
            life.teller
                .say(&mut page, if because_of == "resident" { Pool::MissedResident } else { Pool::MissedService });
            page.end();
            life.teller.say(&mut page, Pool::MissedMeanwhile);
        }
    }
    life.teller.say(&mut page, Pool::MissedNext);
    let (path, answers) = life.record(&format!("weekly/{label}.md"), page.finish());
    let review = life.maker.fill_in(&path, scaffold, answers)?;
    let record = life.tell(review);
    life.save(date, by, vec![record]);
    Ok(())
}

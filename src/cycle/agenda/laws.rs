//! What holds of every agenda, whatever the records say.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Agenda, Cycle, Formal, Item, Plan, Resident, Safety, State, Task, Terms, Weekly};
use crate::cycle::samples::{day, formal_review};
use crate::cycle::{Stay, Week};

const TERMS: Terms = Terms::SAMPLE;

/// So many days after the last day of 2025. The years behind it have leap days, 53 weeks and changes of the clocks.
fn after(days: u64) -> NaiveDate {
    day("2025-12-31") + Days::new(days)
}

fn stay(value: Value) -> Stay<'static> {
    serde_json::from_value(value).expect("a stay")
}

fn formal(value: Value, round: usize) -> Formal {
    Formal { review: formal_review(value), is_begun: false, round }
}

prop_compose! {
    /// Times away, each of them with or without an end.
    fn away()(times in prop::collection::vec((0u64..500, 1u64..80, prop::bool::weighted(0.8)), 0..3)) -> Vec<Value> {
        let time = |(from, days, ends): (u64, u64, bool)| {
            let back = ends.then(|| after(from + days));
            json!({"from": after(from), "back": back})
        };
        times.into_iter().map(time).collect()
    }
}

prop_compose! {
    /// A resident with some weeks reviewed and some formal reviews, each at one of the stages.
    fn resident()(
        moved_in in 0u64..200,
        away in away(),
        left in prop::option::weighted(0.2, 0u64..600),
        weeks in prop::collection::btree_set(0u64..50, 0..30),
        formal in prop::collection::btree_map(1u64..400, (0usize..4, 0u64..10, prop::option::of(30u64..200)), 0..4),
        safety in 0usize..3,
        begun in any::<bool>(),
    ) -> Resident {
        let left = left.map(|days| after(moved_in + days));
        let stay = stay(json!({"moved_in": after(moved_in), "away": away, "left": left}));
        let first = Week::of(stay.moved_in);
        let held = weeks.into_iter().map(|week| Week::of(first.monday() + Days::new(7 * (week + 1)))).collect();
        let mut round = 0;
        let review = |(at, (stage, later, next)): (u64, (usize, u64, Option<u64>))| {
            round += 1;
            let (prepared, discussed) = (after(moved_in + at), after(moved_in + at + later));
            let stage = ["prepared", "discussed", "closed", "superseded"][stage];
            let discussed = matches!(stage, "discussed" | "closed").then_some(discussed);
            let next = next.filter(|_| stage == "closed").map(|days| after(moved_in + at + days));
            self::formal(json!({"prepared": prepared, "stage": stage, "discussed": discussed, "next_review": next}), round)
        };
        let safety_plan = match safety {
            0 => Safety::Missing,
            1 => Safety::Begun,
            _ => Safety::There(serde_json::from_value(
                json!({"started": stay.moved_in, "updated": stay.moved_in, "risks": []})).expect("a safety plan")),
        };
        Resident {
            reference: "R-0142".to_owned(),
            plan: if begun { Plan::Begun(stay) } else { Plan::There(stay) },
            safety_plan,
            weekly: Weekly { held, ..Weekly::default() },
            formal: formal.into_iter().map(review).collect(),
            unclear_formal: Vec::new(),
            has_records: true,
            incidents: Vec::new(),
            hidden: Vec::new(),
        }
    }
}

fn stay_of(resident: &mut Resident) -> &mut Stay<'static> {
    match &mut resident.plan {
        Plan::There(stay) | Plan::Begun(stay) => stay,
        Plan::Missing | Plan::Hidden | Plan::NoDay => panic!("no stay"),
    }
}

fn find(agenda: &Agenda, task: Task, cycle: Cycle) -> Option<&Item> {
    agenda.items.iter().find(|item| item.task == task && item.cycle == cycle)
}

proptest! {
    #[test]
    fn what_is_overdue_stays_so_until_it_is_done_or_the_resident_has_left(mut resident in resident(), today in 0u64..700) {
        let (today, tomorrow) = (after(today), after(today + 1));
        let (now, then) = (resident.agenda(&TERMS, today), resident.agenda(&TERMS, tomorrow));
        let has_left = stay_of(&mut resident).has_left(tomorrow);
        for item in now.items.iter().filter(|item| item.state(today) == State::Overdue && !has_left) {
            // What begins to count tomorrow was done in the meantime.
            let is_prepared = resident.formal.iter().any(|formal| formal.review.prepared == tomorrow);
            let changes = is_prepared || resident.weekly.held.iter().any(|week| week.monday() == tomorrow);
            let still = find(&then, item.task, item.cycle);
            prop_assert!(changes || still.is_some_and(|still| still.state(tomorrow) == State::Overdue), "{item:?}\n{then:?}");
        }
    }

    #[test]
    fn nothing_is_due_before_it_can_be_done_or_before_moving_in(mut resident in resident(), today in 0u64..700) {
        let agenda = resident.agenda(&TERMS, after(today));
        let stay = stay_of(&mut resident).clone();
        for item in &agenda.items {
            prop_assert!(item.due.from <= item.due.by && item.due.from >= stay.moved_in, "{item:?}");
            prop_assert_eq!(item.state(after(today)) == State::Overdue, after(today) > item.due.by);
        }
        let names: std::collections::BTreeSet<_> = agenda.items.iter().map(|item| (item.task, item.cycle)).collect();
        prop_assert_eq!(names.len(), agenda.items.len());
        // Weeks long past have no event of their own any more, and are told of as such.
        let mut others = agenda.done.iter().filter(|done| !matches!(done.cycle, Cycle::Week(_)));
        prop_assert!(others.all(|done| !names.contains(&(done.task, done.cycle))));
    }

    #[test]
    fn a_time_away_only_ever_puts_off(resident in resident(), today in 0u64..700, from in 0u64..500, days in 1u64..80) {
        let mut with = resident.clone();
        let time = stay(json!({"moved_in": after(0), "away": [{"from": after(from), "back": after(from + days)}]}));
        stay_of(&mut with).away.to_mut().extend(time.away.into_owned());
        let (here, away) = (resident.agenda(&TERMS, after(today)), with.agenda(&TERMS, after(today)));
        let first = |agenda: &Agenda, task| agenda.items.iter().filter(|item| item.task == task).map(|item| item.due.by).min();
        for task in [Task::WeeklyReview, Task::FormalReview, Task::SafetyPlan, Task::SupportPlan, Task::Retention] {
            if let (Some(before), Some(after)) = (first(&here, task), first(&away, task)) {
                prop_assert!(before <= after, "{task:?}: {before} {after}");
            }
            prop_assert!(first(&here, task).is_some() || first(&away, task).is_none());
        }
    }

    #[test]
    fn after_leaving_nothing_is_due_but_retention(mut resident in resident(), left in 0u64..600, days in 1u64..5000) {
        let moved_in = stay_of(&mut resident).moved_in;
        let left = moved_in + Days::new(left);
        stay_of(&mut resident).left = Some(left);
        let agenda = resident.agenda(&TERMS, left + Days::new(days));
        prop_assert!(agenda.items.iter().all(|item| item.task == Task::Retention) && agenda.items.len() == 1);
        let none = Terms { retention_years: None, ..TERMS };
        prop_assert!(resident.agenda(&none, left + Days::new(days)).items.is_empty());
    }

    #[test]
    fn a_review_held_moves_the_next_one_on(resident in resident(), today in 0u64..700) {
        let today = after(today);
        let agenda = resident.agenda(&TERMS, today);
        let next = |agenda: &Agenda, task| agenda.items.iter().find(|item| item.task == task).cloned();
        if let Some(week) = next(&agenda, Task::WeeklyReview).and_then(|item| match item.cycle {
            Cycle::Week(week) if week.monday() <= today => Some(week),
            _ => None,
        }) {
            let mut held = resident.clone();
            held.weekly.held.push(week);
            held.weekly.held.sort();
            let then = held.agenda(&TERMS, today);
            prop_assert!(find(&then, Task::WeeklyReview, Cycle::Week(week)).is_none());
            prop_assert!(next(&then, Task::WeeklyReview).is_none_or(|item| item.due.from > week.sunday()));
            prop_assert!(then.done.iter().any(|done| done.cycle == Cycle::Week(week)) || week < Week::of(today).back(12));
        }
        let mut closed = resident.clone();
        closed.formal.retain(|formal| formal.review.prepared < today && formal.review.stage == "closed");
        let before = next(&closed.agenda(&TERMS, today), Task::FormalReview);
        closed.formal.push(formal(json!({"prepared": today, "stage": "closed", "discussed": today}), 5));
        let after = next(&closed.agenda(&TERMS, today), Task::FormalReview);
        if let Some((before, after)) = before.zip(after).filter(|(before, _)| before.due.from <= today) {
            prop_assert!(after.due.from > today && after.due.by > before.due.by.min(today) && after.cycle != before.cycle);
        }
    }

    #[test]
    fn what_comes_later_is_not_known_yet(resident in resident(), today in 0u64..700) {
        let today = after(today);
        let known = resident.clone().known_on(today);
        prop_assert!(known.weekly.held.iter().all(|week| week.monday() <= today));
        prop_assert!(known.formal.iter().all(|formal| formal.review.prepared <= today));
        prop_assert!(known.formal.iter().all(|formal| formal.review.discussed.is_none_or(|day| day <= today)));
    }
}

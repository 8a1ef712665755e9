//! What holds of the calendars of a service over time, whatever happens in between.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;
use serde_json::json;

use super::calendar::{Calendar, due_as_calendar};
use super::samples::day;
use crate::cycle::Week;
use crate::cycle::agenda::{Agenda, Formal, Plan, Resident, Safety, Team, Terms, Weekly};

/// What happens between two calendars.
#[derive(Debug, Clone)]
enum Step {
    Days(u64),
    HoldWeek,
    TakeBackWeek,
    NextStage,
    TakeBackStage,
    TakeBackReview,
    CorrectMovingIn(u64),
    GoAway,
    ComeBack,
    Leave(u64),
    Stay,
    UpdateSafetyPlan,
    Reflect,
    TakeBackReflection,
    SwitchAudits,
    SwitchRetention,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1u64..=28).prop_map(Step::Days),
        3 => Just(Step::HoldWeek),
        1 => Just(Step::TakeBackWeek),
        3 => Just(Step::NextStage),
        1 => Just(Step::TakeBackStage),
        1 => Just(Step::TakeBackReview),
        1 => (0u64..300).prop_map(Step::CorrectMovingIn),
        1 => Just(Step::GoAway),
        1 => Just(Step::ComeBack),
        1 => (0u64..100).prop_map(Step::Leave),
        1 => Just(Step::Stay),
        1 => Just(Step::UpdateSafetyPlan),
        1 => Just(Step::Reflect),
        1 => Just(Step::TakeBackReflection),
        1 => Just(Step::SwitchAudits),
        1 => Just(Step::SwitchRetention),
    ]
}

/// A service with one resident.
#[derive(Debug, Clone)]
struct Service {
    today: NaiveDate,
    moved_in: NaiveDate,
    away: Vec<(NaiveDate, Option<NaiveDate>)>,
    left: Option<NaiveDate>,
    weeks: BTreeSet<Week>,
    formal: BTreeMap<NaiveDate, usize>,
    safety_plan: Option<NaiveDate>,
    reflections: BTreeSet<NaiveDate>,
    audits: bool,
    retention: bool,
}

impl Service {
    fn take(&mut self, step: &Step) {
        let today = self.today;
        match step {
            Step::Days(days) => self.today = today + Days::new(*days),
            Step::HoldWeek => _ = self.weeks.insert(Week::of(today)),
            Step::TakeBackWeek => _ = self.weeks.pop_last(),
            Step::NextStage => match self.formal.values_mut().next_back().filter(|stage| **stage < 2) {
                Some(stage) => *stage += 1,
                None => _ = self.formal.entry(today).or_insert(0),
            },
            Step::TakeBackStage => {
                self.formal.values_mut().next_back().into_iter().for_each(|stage| *stage = stage.saturating_sub(1));
            }
            Step::TakeBackReview => _ = self.formal.pop_last(),
            Step::CorrectMovingIn(days) => self.moved_in = day("2026-01-05") + Days::new(*days),
            Step::GoAway => self.away.push((today, None)),
            Step::ComeBack => self.away.iter_mut().for_each(|(_, back)| _ = back.get_or_insert(today)),
            Step::Leave(days) => self.left = Some(today - Days::new(*days)),
            Step::Stay => self.left = None,
            Step::UpdateSafetyPlan => self.safety_plan = Some(today),
            Step::Reflect => _ = self.reflections.insert(today),
            Step::TakeBackReflection => _ = self.reflections.pop_last(),
            Step::SwitchAudits => self.audits = !self.audits,
            Step::SwitchRetention => self.retention = !self.retention,
        }
    }

    fn agenda(&self) -> Agenda {
        let away: Vec<_> = self.away.iter().map(|(from, back)| json!({"from": from, "back": back})).collect();
        let stay = json!({"moved_in": self.moved_in, "away": away, "left": self.left});
        let formal = self.formal.iter().enumerate().map(|(at, (prepared, stage))| {
            let stage = ["prepared", "discussed", "closed"][*stage];
            let discussed = (stage != "prepared").then_some(prepared);
            let review = json!({"prepared": prepared, "stage": stage, "discussed": discussed});
            Formal { review: serde_json::from_value(review).expect("a review"), is_begun: false, round: at + 1 }
        });
        let formal: Vec<Formal> = formal.collect();
        let safety_plan = self.safety_plan.map(|updated| json!({"started": updated, "updated": updated, "risks": []}));
        let resident = Resident {
            reference: "R-0142".to_owned(),
            plan: Plan::There(serde_json::from_value(stay).expect("a stay")),
            safety_plan: safety_plan
                .map_or(Safety::Missing, |plan| Safety::There(serde_json::from_value(plan).expect("a safety plan"))),
            weekly: Weekly { held: self.weeks.iter().copied().collect(), ..Weekly::default() },
            formal,
            unclear_formal: Vec::new(),
            has_records: true,
            incidents: Vec::new(),
            hidden: Vec::new(),
        };
        let terms = Terms {
            audit_months: self.audits.then_some(6),
            retention_years: self.retention.then_some(7),
            ..Terms::SAMPLE
        };
        let team = Team {
            reflections: self.reflections.iter().copied().collect(),
            since: Some(day("2026-01-12")),
            ..Team::default()
        };
        let mut agenda = resident.agenda(&terms, self.today);
        agenda.merge(team.agenda(&terms, self.today));
        agenda.sorted()
    }
}

/// The events of a calendar: by UID, the SEQUENCE and all that the event says.
fn events(text: &str) -> BTreeMap<String, (u32, String)> {
    let mut events = BTreeMap::new();
    for event in text.replace("\r\n ", "").split("BEGIN:VEVENT").skip(1) {
        let value = |key: &str| event.lines().find_map(|line| line.strip_prefix(key)).expect("a line").to_owned();
        let moment = |line: &&str| line.starts_with("SEQUENCE") || line.starts_with("DTSTAMP");
        let says: Vec<&str> = event.lines().filter(|line| !moment(line)).collect();
        let sequence = value("SEQUENCE:").parse().expect("a number");
        assert!(events.insert(value("UID:"), (sequence, says.join("\n"))).is_none(), "{text}");
    }
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn events_change_with_a_greater_sequence_and_never_vanish_unless_cancelled(
        steps in prop::collection::vec(step(), 1..40), begin in 0u64..200
    ) {
        let moved_in = day("2026-01-05");
        let mut service = Service {
            today: moved_in + Days::new(begin), moved_in, away: Vec::new(), left: None, weeks: BTreeSet::new(),
            formal: BTreeMap::new(), safety_plan: None, reflections: BTreeSet::new(), audits: true, retention: true,
        };
        let mut before: BTreeMap<String, (u32, String)> = BTreeMap::new();
        let (mut made, mut saves) = (1_795_000_000, 0);
        for step in &steps {
            service.take(step);
            // A save may follow within a second.
            if matches!(step, Step::Days(_)) { made += 1 } else { saves += 1 }
            let made = DateTime::from_timestamp(made, 0).expect("a time");
            let calendar = Calendar { service: "S", space: "0", made, saves, on: service.today, within: None };
            let after = events(&due_as_calendar(&service.agenda(), &calendar));
            for (uid, (sequence, says)) in &before {
                match after.get(uid) {
                    Some((now, changed)) => prop_assert!(says == changed || now > sequence, "{uid}"),
                    None => prop_assert!(says.contains("STATUS:CANCELLED"), "{uid} vanished after {step:?}\n{says}"),
                }
            }
            before = after;
        }
    }
}

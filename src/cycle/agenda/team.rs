//! What is due for the team: reflections and plan audits.

use chrono::NaiveDate;

use super::{Agenda, Cycle, Done, Item, Task, Terms, Who, Why};
use crate::cycle::{Due, audit, reflection};

/// What decides what is due for the team.
#[derive(Debug, Clone, Default)]
pub struct Team {
    /// The days of the team reflections, in order.
    pub reflections: Vec<NaiveDate>,
    /// The days of the plan audits, in order.
    pub audits: Vec<NaiveDate>,
    /// Which of them have another behind them that is begun, and not complete.
    pub begun: Vec<Task>,
    /// The day on which the service's records begin, where there are any.
    pub since: Option<NaiveDate>,
}

impl Team {
    /// What is due on `today` or comes next. What is dated after `today` counts for nothing.
    pub fn agenda(&self, terms: &Terms, today: NaiveDate) -> Agenda {
        let known = |days: &[NaiveDate]| days.iter().copied().filter(|day| *day <= today).collect::<Vec<_>>();
        let (reflections, audits) = (known(&self.reflections), known(&self.audits));
        let mut agenda = Agenda::default();
        let months = terms.intervals.reflection_months;
        let next = |since| reflection(since, months, terms.reflection_days);
        let since = self.since.filter(|since| *since <= today);
        self.add(&mut agenda, Task::TeamReflection, &reflections, since, next);
        if let Some(months) = terms.audit_months {
            let first = reflections.first().copied();
            self.add(&mut agenda, Task::PlanAudit, &audits, first, |since| audit(since, months));
        }
        agenda
    }

    /// Adds the next of a task that comes round, and the last two that were done.
    fn add(
        &self,
        agenda: &mut Agenda,
        task: Task,
        held: &[NaiveDate],
        begin: Option<NaiveDate>,
        due: impl Fn(NaiveDate) -> Due,
    ) {
        let cycle = |before: Option<&NaiveDate>| before.map_or(Cycle::First, |day| Cycle::Since(*day));
        let last = held.last();
        if let Some(since) = last.copied().or(begin) {
            let why = match last {
                _ if self.begun.contains(&task) => Why::Begun,
                Some(_) => Why::Last(since),
                None => Why::NoneSince(since),
            };
            agenda.items.push(Item {
                who: Who::Team,
                task,
                cycle: cycle(last),
                due: due(since),
                why,
                weeks: Vec::new(),
            });
        }
        let done = held.iter().enumerate().rev().take(2);
        agenda.done.extend(done.map(|(at, day)| {
            let before = at.checked_sub(1).and_then(|before| held.get(before));
            Done { who: Who::Team, task, cycle: cycle(before), day: *day }
        }));
    }
}

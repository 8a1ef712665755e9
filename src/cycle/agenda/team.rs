//! What is due for the team: reflections and plan audits.

use chrono::NaiveDate;

use super::done::rounds;
use super::{Agenda, Cycle, Done, Hidden, Item, Task, Terms, Untold, Who, Why};
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
    /// What of the team's cannot be told, each with the path that hides it.
    pub hidden: Vec<(Hidden, String)>,
    /// The day on which the service's records begin, where there are any.
    pub since: Option<NaiveDate>,
}

impl Team {
    /// What is due on `today` or comes next. What is dated after `today` counts for nothing.
    pub fn agenda(&self, terms: &Terms, today: NaiveDate) -> Agenda {
        let known = |days: &[NaiveDate]| days.iter().copied().filter(|day| *day <= today).collect::<Vec<_>>();
        let (reflections, audits) = (known(&self.reflections), known(&self.audits));
        let mut agenda = Agenda::default();
        let (months, days) = (terms.intervals.reflection_months, terms.reflection_days);
        let since = reflections.last().copied().or(self.since.filter(|since| *since <= today));
        let due = since.map(|since| (since, reflection(since, months, days)));
        self.add(&mut agenda, Task::TeamReflection, &reflections, due);
        let since = audits.last().or(reflections.first()).copied();
        let due = since.and_then(|since| Some((since, audit(since, terms.audit_months?))));
        self.add(&mut agenda, Task::PlanAudit, &audits, due);
        let untold = self.hidden.iter().map(|(what, path)| Untold { resident: None, what: *what, path: path.clone() });
        agenda.untold.extend(untold);
        agenda
    }

    /// Adds the next of a task that comes round, counted from a day, and those of it that a calendar may still show.
    fn add(&self, agenda: &mut Agenda, task: Task, held: &[NaiveDate], due: Option<(NaiveDate, Due)>) {
        let next = held.len() + 1;
        if let Some((since, due)) = due {
            let why = match held {
                _ if self.begun.contains(&task) => Why::Begun,
                [] => Why::NoneSince(since),
                _ => Why::Last(since),
            };
            let cycle = Cycle::Round(next);
            agenda.items.push(Item { who: Who::Team, task, cycle, due, why, weeks: Vec::new() });
        }
        let day = |round: usize| held.get(round - 1).or(held.last()).copied().or(self.since);
        let done = rounds(held.len()).filter(|round| due.is_none() || *round != next);
        let done =
            done.filter_map(|round| Some(Done { who: Who::Team, task, cycle: Cycle::Round(round), day: day(round)? }));
        agenda.done.extend(done);
    }
}

//! What is due, as paper says it: without commands and without the names that programs give to weeks.

use chrono::Days;
use serde::Serialize;

use crate::check::Context;
use crate::cycle::agenda::{Cycle, Item, State, Task, Why};
use crate::page::words;
use crate::record::Kind;

/// Something that is due or comes next.
#[derive(Debug, Clone, Serialize)]
pub struct DueLine {
    /// What is to be done.
    pub what: String,
    /// From when on, or by when, or since when it is overdue.
    pub when: String,
    /// Whether its last day has passed.
    pub overdue: bool,
}

impl DueLine {
    pub(in crate::page) fn of(item: &Item, context: &Context) -> Self {
        let state = item.state(context.today);
        let (from, by) = (words::long(item.due.from), words::long(item.due.by));
        let when = match state {
            State::Overdue => format!("overdue since {}", words::long(item.due.by + Days::new(1))),
            State::Now => format!("by {by}"),
            State::Coming if item.due.from == item.due.by => format!("on {by}"),
            State::Coming => format!("from {from}, by {by}"),
        };
        Self { what: what(item, context), when, overdue: state == State::Overdue }
    }
}

fn what(item: &Item, context: &Context) -> String {
    let kind = |kind: Kind| context.wording.shown(&words::capital(&kind.words())).to_owned();
    let name = match item.task {
        Task::SafetyPlan => kind(Kind::SafetyPlan),
        Task::SupportPlan => kind(Kind::SupportPlan),
        Task::WeeklyReview => kind(Kind::WeeklyReview),
        Task::FormalReview => kind(Kind::FormalReview),
        Task::TeamReflection => kind(Kind::TeamReflection),
        Task::PlanAudit => kind(Kind::PlanAudit),
        Task::Retention => "End of the time for which records are kept".to_owned(),
    };
    match (item.weeks.as_slice(), item.cycle, item.task, &item.why) {
        ([first, .., last], _, _, _) => {
            let days = words::days(first.monday(), last.sunday());
            format!("{name}: {} weeks without one, {days}", item.weeks.len())
        }
        (_, Cycle::Week(week), _, _) => format!("{name} of {}", words::days(week.monday(), week.sunday())),
        (_, _, Task::FormalReview, Why::Begun) => format!("{name}, to go on with"),
        (_, _, Task::FormalReview, Why::Prepared(_)) => format!("{name}, to go through with the resident"),
        (_, _, Task::FormalReview, Why::Discussed(_)) => format!("{name}, to close"),
        (_, _, Task::SafetyPlan, Why::Review(_) | Why::Incident(_)) => format!("{name}, to update"),
        (_, _, Task::SafetyPlan, Why::Unseen(_)) => format!("{name}, to look at after an incident"),
        _ => name,
    }
}

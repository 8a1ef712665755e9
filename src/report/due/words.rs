//! The words for what is due: what, why, and the command that does it.

use chrono::NaiveDate;

use crate::cycle::agenda::{Cycle, Hidden, Item, State, Task, Untold, Who, Why};

/// A day as it stands in a sentence.
pub(super) fn when(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Whose task it is: a reference, or the team.
pub(super) fn who(who: &Who) -> &str {
    match who {
        Who::Resident(reference) => reference,
        Who::Team => "team",
    }
}

/// The task's name for programs.
pub(super) fn task(task: Task) -> &'static str {
    match task {
        Task::SafetyPlan => "safety-plan",
        Task::SupportPlan => "support-plan",
        Task::WeeklyReview => "weekly-review",
        Task::FormalReview => "formal-review",
        Task::TeamReflection => "team-reflection",
        Task::PlanAudit => "plan-audit",
        Task::Retention => "retention",
    }
}

/// The cycle's name for programs: a week, or the number of the round.
pub(super) fn cycle(cycle: Cycle) -> String {
    match cycle {
        Cycle::Week(week) => week.to_string(),
        Cycle::Round(round) => round.to_string(),
    }
}

/// The state's name for programs.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Overdue => "overdue",
        State::Now => "now",
        State::Coming => "coming",
    }
}

/// What is to be done.
pub fn what(item: &Item) -> String {
    match (item.task, &item.why) {
        (Task::WeeklyReview, _) => match item.weeks.as_slice() {
            [first, .., last] => format!("{} weekly reviews, of {first} to {last}", item.weeks.len()),
            _ => format!("weekly review of {}", cycle(item.cycle)),
        },
        (Task::FormalReview, Why::Begun) => "formal review, to go on with".to_owned(),
        (Task::FormalReview, Why::Prepared(_)) => "formal review, to go through with the resident".to_owned(),
        (Task::FormalReview, Why::Discussed(_)) => "formal review, to close".to_owned(),
        (Task::SafetyPlan, Why::Review(_) | Why::Incident(_)) => "safety plan, to update".to_owned(),
        (Task::SafetyPlan, Why::Unseen(_)) => "safety plan, to look at".to_owned(),
        (Task::Retention, _) => "end of the time for which records are kept".to_owned(),
        (other, _) => task(other).replace('-', " "),
    }
}

/// Why, as part of a sentence.
pub(super) fn why(item: &Item) -> String {
    match &item.why {
        Why::MovedIn(day) => format!("none yet, and the day of moving in is {}", when(*day)),
        Why::LastWeek(week) => format!("the last is of {week}"),
        Why::Begun => "it is begun, and questions are still open".to_owned(),
        Why::LastFormal(day, None) => format!("the last was on {}", when(*day)),
        Why::LastFormal(day, Some(next)) => {
            format!("the last was on {}, and the next was agreed for {}", when(*day), when(*next))
        }
        Why::Prepared(day) => format!("it was prepared on {}", when(*day)),
        Why::Discussed(day) => format!("the one prepared on {} was gone through, and is not closed", when(*day)),
        Why::Review(week) => format!("the weekly review of {week} says that it needs updating"),
        Why::Incident(day) => {
            format!("the incident of {} says that it was changed, and it is older", when(*day))
        }
        Why::Unseen(day) => format!("nothing says that it was looked at after the incident of {}", when(*day)),
        Why::Last(day) => format!("the last was on {}", when(*day)),
        Why::NoneSince(day) => format!("none yet, counted from {}", when(*day)),
        Why::Left(day, years) => {
            let s = if *years == 1 { "" } else { "s" };
            format!("left on {}, and records are kept for {years} year{s}", when(*day))
        }
    }
}

/// The command that does it, or that lists what people are to look at.
pub fn command(item: &Item) -> String {
    let who = who(&item.who);
    match item.task {
        Task::WeeklyReview => format!("supportplan new-review weekly {who} --week {}", cycle(item.cycle)),
        Task::FormalReview => format!("supportplan new-review formal {who}"),
        Task::SafetyPlan => format!("supportplan fill {who} safety-plan"),
        Task::SupportPlan => format!("supportplan fill {who} plan"),
        Task::TeamReflection => "supportplan new-reflection".to_owned(),
        Task::PlanAudit => "supportplan new-audit".to_owned(),
        Task::Retention => format!("supportplan history {who}"),
    }
}

/// What keeps from telling what is due.
pub fn hidden(untold: &Untold) -> &'static str {
    match untold.what {
        Hidden::Plan => "the support plan cannot be read, so nobody can tell what is due",
        Hidden::NoPlan => "there is no support plan, so nobody can tell what is due",
        Hidden::NoDayOfMovingIn => {
            "the support plan does not say yet when the resident moved in, so nobody can tell what is due"
        }
        Hidden::SafetyPlan => "the safety plan cannot be read, so nobody can tell whether it is to be updated",
        Hidden::WeeklyReview => {
            "a weekly review cannot be read, so nobody can tell whether it was held and what it asks for"
        }
        Hidden::UnfinishedReview(_) => {
            "a weekly review was begun and not finished, so nobody can tell whether it asks for an update of the safety plan"
        }
        Hidden::FormalReview => "a formal review cannot be read, so nobody can tell when the next is due",
        Hidden::Incident => "an incident is not complete, so nobody can tell whether the safety plan is to be updated",
        Hidden::TeamRecord => "the team's last record of its kind cannot be read, so nobody can tell whether it counts",
        Hidden::Folder => "the name of a folder is no reference, so nothing in it is read",
        Hidden::Link => "it is a link or no folder, so nothing in it is read, and nobody can tell what is due",
        Hidden::Name => "a file in the folder has a name that no record has, so it is not read",
        Hidden::Unreadable => "the folder or a file in it cannot be opened, so nobody can tell what is due",
    }
}

/// Whom it is about: the resident's reference, or the folder.
pub(super) fn whose(untold: &Untold) -> &str {
    let folder = || if untold.path.starts_with("team") { "team" } else { "residents" };
    untold.resident.as_deref().unwrap_or_else(folder)
}

/// The command that says more about it, or begins or finishes what is missing.
pub fn remedy(untold: &Untold) -> String {
    let resident = || untold.resident.as_deref().unwrap_or_default();
    match untold.what {
        Hidden::NoPlan | Hidden::NoDayOfMovingIn => format!("supportplan fill {} plan", resident()),
        Hidden::UnfinishedReview(week) => format!("supportplan new-review weekly {} --week {week}", resident()),
        Hidden::Folder | Hidden::Link => "supportplan check".to_owned(),
        _ => format!("supportplan check {}", untold.path),
    }
}

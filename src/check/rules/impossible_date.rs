//! Dates that do not fit the record that they stand in.

use chrono::{Days, NaiveDate};

use super::{Example, Judge, Rule};
use crate::check::folder::{Folder, Typed};
use crate::cycle::Week;
use crate::finding::{Code, Finding};
use crate::record::model::{Ended, FormalReview, SupportPlan, WeeklyReview};
use crate::record::yaml::Node;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::ImpossibleDate,
    checks: "It looks for dates that cannot be right: a weekly review or a visit far from its week, something that happened and lies more than a year ahead, \
             leaving before moving in, coming back before going, signing before talking, or a target of before moving in or ten years ahead. What is \
             merely early or late is the matter of other rules.",
    why: "One wrong digit moves a record to another year. What is due is then counted from a day that never was.",
    source: "Every entry is dated, and what is due follows from the dates (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new("weekly/2026-W46.md", &[("date: 2026-11-13\nby", "date: «2026-12-13»\nby")]),
    good: Example::new("weekly/2026-W46.md", &[("date: 2026-11-13\nby", "date: 2026-11-17\nby")]),
    judge: Judge::Folder(judge),
};

/// By how many days a weekly review may come before its week or after it.
const EARLY: u64 = 7;
const LATE: u64 = 14;
/// How many days after the week a visit may be planned for.
const PLANNED_AHEAD: u64 = 21;
const YEAR: u64 = 366;

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let mut dates = Dates { today: folder.context.today, findings: Vec::new() };
    if let Some(plan) = &folder.plan {
        dates.plan(plan);
    }
    if let Some(safety_plan) = &folder.safety_plan {
        let (started, updated) = (safety_plan.data.started, safety_plan.data.updated);
        if !dates.ahead(safety_plan, "started", Some(started)) && !dates.ahead(safety_plan, "updated", Some(updated)) {
            let message = "this version of the safety plan is dated before its first version";
            dates.say(updated < started, safety_plan.at, safety_plan.span("updated"), message);
        }
    }
    folder.weekly.iter().for_each(|review| dates.weekly(review));
    folder.formal.iter().for_each(|review| dates.formal(review));
    for incident in &folder.incidents {
        dates.ahead(incident, "date", Some(incident.data.date));
    }
    dates.findings
}

struct Dates {
    today: NaiveDate,
    findings: Vec<(usize, Finding)>,
}

impl Dates {
    /// Says `message` of the date at `span`, where that `cannot_be`.
    fn say(&mut self, cannot_be: bool, at: usize, span: Option<Span>, message: &str) -> bool {
        if let Some(span) = span.filter(|_| cannot_be) {
            let help = "Look at the day, the month and the year, and mend what is wrong.";
            self.findings.push((at, Finding::new(Code::ImpossibleDate, span, message, help)));
        }
        cannot_be
    }

    /// Whether something that has happened is dated in the future, which is said.
    fn ahead<T>(&mut self, of: &Typed<'_, T>, key: &str, date: Option<NaiveDate>) -> bool {
        let is_ahead = date.is_some_and(|date| date > after(self.today, YEAR));
        self.say(is_ahead, of.at, of.span(key), "this lies more than a year ahead")
    }

    fn plan(&mut self, plan: &Typed<'_, SupportPlan>) {
        let (moved_in, year_ahead) = (plan.data.moved_in, after(self.today, YEAR));
        if self.say(moved_in > year_ahead, plan.at, plan.span("moved_in"), "this lies more than a year ahead")
            || self.say(
                moved_in < before(self.today, 40 * YEAR),
                plan.at,
                plan.span("moved_in"),
                "this is forty years ago",
            )
        {
            // Nothing can be said of what depends on it.
            return;
        }
        if let Some(left) = plan.data.left {
            let span = plan.span("left");
            self.say(left < moved_in, plan.at, span, "the resident left before moving in");
            self.say(left > year_ahead, plan.at, span, "this lies more than a year ahead");
        }
        for (away, node) in plan.data.away.iter().zip(plan.nodes("away")) {
            let is_back_early = away.back.is_some_and(|back| back < away.from);
            self.say(is_back_early, plan.at, span_of(node, &["back"]), "the resident was back before going away");
            let message = "this lies more than a year before moving in";
            self.say(away.from < before(moved_in, YEAR), plan.at, span_of(node, &["from"]), message);
            self.say(away.from > year_ahead, plan.at, span_of(node, &["from"]), "this lies more than a year ahead");
        }
        for (outcome, node) in plan.data.outcomes.iter().zip(plan.nodes("outcomes")) {
            let (by, span) = (outcome.measure.by, span_of(node, &["measure", "by"]));
            self.say(by < moved_in, plan.at, span, "the target is for a day before the resident moved in");
            self.say(
                by > after(self.today, 10 * YEAR),
                plan.at,
                span,
                "the target is for a day more than ten years ahead",
            );
            self.ended(plan, outcome.ended.as_ref(), node);
        }
        for (action, node) in plan.data.actions.iter().zip(plan.nodes("actions")) {
            self.ended(plan, action.ended.as_ref(), node);
        }
        for (risk, node) in plan.data.risks.iter().zip(plan.nodes("risks")) {
            self.ended(plan, risk.ended.as_ref(), node);
        }
    }

    fn ended(&mut self, plan: &Typed<'_, SupportPlan>, ended: Option<&Ended>, node: &Node) {
        let Some(ended) = ended else { return };
        let span = span_of(node, &["ended", "date"]);
        let message = "this ended on a day more than a year ahead";
        self.say(ended.date > after(self.today, YEAR), plan.at, span, message);
        let message = "this ended more than a year before the resident moved in";
        self.say(ended.date < before(plan.data.moved_in, YEAR), plan.at, span, message);
    }

    fn weekly(&mut self, review: &Typed<'_, WeeklyReview>) {
        let Some(week) = Week::parse(&review.data.week) else { return };
        let (first, last) = (before(week.monday(), EARLY), week.sunday());
        if self.ahead(review, "week", Some(week.monday())) {
            return;
        }
        let is_far = review.data.date < first || review.data.date > after(last, LATE);
        self.say(is_far, review.at, review.span("date"), "the review is dated far from the week that it is about");
        for (visit, node) in review.data.visits.iter().zip(review.nodes("visits")) {
            let is_far = visit.date < first || visit.date > after(last, EARLY);
            let message = "this visit is dated far from the week that the review is about";
            self.say(is_far, review.at, span_of(node, &["date"]), message);
        }
        for (planned, node) in review.data.planned.iter().zip(review.nodes("planned")) {
            let span = span_of(node, &["date"]);
            let message = "this visit is planned for a day before the week that the review is about";
            self.say(planned.date < week.monday(), review.at, span, message);
            let message = "this visit is planned for a day long after the week that the review is about";
            self.say(planned.date > after(last, PLANNED_AHEAD), review.at, span, message);
        }
    }

    fn formal(&mut self, review: &Typed<'_, FormalReview>) {
        let (prepared, discussed) = (review.data.prepared, review.data.discussed);
        if self.ahead(review, "prepared", Some(prepared)) || self.ahead(review, "discussed", discussed) {
            return;
        }
        let is_early = discussed.is_some_and(|day| day < before(prepared, EARLY));
        let message = "the plan was gone through before the review was prepared";
        if self.say(is_early, review.at, review.span("discussed"), message) {
            return;
        }
        let talked = discussed.unwrap_or(prepared);
        let is_closed = review.data.stage == "closed";
        for (signature, node) in review.data.signed.iter().zip(review.nodes("signed")) {
            let span = span_of(node, &["date"]);
            self.say(
                is_closed && signature.date < talked,
                review.at,
                span,
                "this was signed before the plan was gone through",
            );
            let is_ahead = signature.date > after(self.today, YEAR);
            self.say(is_ahead, review.at, span, "this lies more than a year ahead");
        }
    }
}

/// Where the value stands that `keys` lead to from `node`.
fn span_of(node: &Node, keys: &[&str]) -> Option<Span> {
    keys.iter().try_fold(node, |node, key| node.get(key)).map(|node| node.span)
}

fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

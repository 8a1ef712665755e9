//! What has happened since the last formal review, drawn from the records as facts: ids and headings of the plan, dates and figures, never
//! what people said.

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::trial::DAY;
use super::{hint, one_line};
use crate::check::Context;
use crate::cycle::{self, Week};
use crate::record::change::{self, About, Deed};
use crate::record::model::{self, FormalReview, Incident, SupportPlan, WeeklyReview};
use crate::record::{Former, Kind, Record, heading_for};

/// What is looked through.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'r> {
    /// The plan that is to be gone through.
    pub plan: &'r Record,
    /// The plan that the last review agreed or, before the first, the first there was; none where nobody can tell.
    pub plan_before: Option<&'r Record>,
    /// All records of the resident.
    pub records: &'r [Record],
}

/// What has happened.
#[derive(Debug, Serialize)]
pub struct Since {
    /// Whether there was no formal review before.
    first: bool,
    /// The day of the last one, or of moving in.
    from: NaiveDate,
    /// How many weekly reviews were held.
    held: usize,
    missed: Vec<Missed>,
    /// The weeks of which there is no review at all.
    without: Vec<String>,
    measures: Vec<MeasureSince>,
    actions: Vec<ActionSince>,
    visits: Option<Visits>,
    incidents: Vec<IncidentSince>,
    /// What is no longer part of the plan.
    struck_out: Vec<StruckOut>,
    /// The headings of the risks that were named.
    risks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Missed {
    week: String,
    because_of: String,
}

#[derive(Debug, Serialize)]
struct MeasureSince {
    outcome: String,
    what: String,
    per: String,
    from: String,
    to: String,
    target: String,
}

#[derive(Debug, Serialize)]
struct ActionSince {
    action: String,
    done: usize,
    partly: usize,
    not_done: usize,
    /// The help given last before, or first since.
    help_from: Option<String>,
    help_to: Option<String>,
}

#[derive(Debug, Default, Serialize)]
struct Visits {
    all: usize,
    met: usize,
    declined: usize,
    not_in: usize,
    cancelled_by_us: usize,
}

#[derive(Debug, Serialize)]
struct IncidentSince {
    date: NaiveDate,
    /// The plans that were changed because of it, in words.
    changed: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StruckOut {
    /// What it was, with its heading.
    part: String,
    /// Why it is over, or what it is called now; none where it was taken out without a word.
    reason: Option<String>,
}

/// The lists of a plan whose items have a heading each.
const LISTS: [(&str, &str); 4] =
    [("strengths", "strength"), ("outcomes", "outcome"), ("actions", "action"), ("risks", "risk")];

impl Since {
    /// What has happened to the resident whose plan is `plan`, which is that of the sources as plain data.
    pub fn of(sources: Sources<'_>, plan: &SupportPlan, context: &Context) -> Self {
        let formal: Vec<FormalReview> = all(sources.records, Kind::FormalReview);
        let last = cycle::last_formal(&formal);
        let from = last.map_or(plan.moved_in, |review| review.discussed.unwrap_or(review.prepared));
        // What was renamed since is counted under the name that it has now.
        let former = Former::of(sources.records.iter().chain([sources.plan]));
        let weeks = sources.records.iter().filter(|record| record.kind() == Kind::WeeklyReview);
        let mut weekly: Vec<WeeklyReview> = weeks.filter_map(|record| former.read(record)).collect();
        weekly.sort_by_key(|review| Week::parse(&review.week).map(Week::monday));
        let (before, since): (Vec<_>, Vec<_>) = weekly.iter().partition(|review| last.is_some() && review.date <= from);
        let missed = since
            .iter()
            .filter_map(|review| Some(Missed { week: review.week.clone(), because_of: review.missed.clone()? }));
        let missed = missed.collect();
        let mut incidents: Vec<Incident> = all(sources.records, Kind::Incident);
        incidents.retain(|incident| incident.date >= from && !(last.is_some() && incident.date == from));
        incidents.sort_by_key(|incident| incident.date);
        let weeks = Weeks { before, since, context };
        Self {
            first: last.is_none(),
            from,
            held: weeks.since.iter().filter(|review| review.missed.is_none()).count(),
            missed,
            without: without_review(plan, &weekly, from),
            measures: plan.outcomes.iter().filter_map(|outcome| weeks.measure(outcome, sources.plan)).collect(),
            actions: plan.actions.iter().filter_map(|action| weeks.action(&action.id, sources.plan)).collect(),
            visits: weeks.visits(),
            incidents: incidents.iter().map(incident).collect(),
            struck_out: struck_out(sources, from, context),
            risks: new_risks(sources, plan, &weeks.since, &former),
        }
    }
}

/// The records of a kind, as plain data.
fn all<T: DeserializeOwned>(records: &[Record], kind: Kind) -> Vec<T> {
    records.iter().filter(|record| record.kind() == kind).filter_map(model::of).collect()
}

/// The weeks from `from` on, up to the last review, of which there is none.
fn without_review(plan: &SupportPlan, weekly: &[WeeklyReview], from: NaiveDate) -> Vec<String> {
    let held: std::collections::BTreeSet<Week> = weekly.iter().filter_map(|review| Week::parse(&review.week)).collect();
    let Some(last) = held.last().copied() else { return Vec::new() };
    let weeks = cycle::weeks_without_review(plan, &held, last).into_iter();
    weeks.filter(|week| week.sunday() > from).map(|week| week.to_string()).collect()
}

/// The weekly reviews, oldest first.
struct Weeks<'r> {
    before: Vec<&'r WeeklyReview>,
    since: Vec<&'r WeeklyReview>,
    context: &'r Context,
}

impl Weeks<'_> {
    /// How an outcome's figure went on; none where nobody counted it.
    fn measure(&self, outcome: &model::Outcome, plan: &Record) -> Option<MeasureSince> {
        let value = |review: &&WeeklyReview| review.measures.iter().find(|m| m.id == outcome.id).map(|m| m.value);
        let to = self.since.iter().rev().find_map(value)?;
        let from = self.before.iter().rev().find_map(value).unwrap_or(outcome.measure.baseline);
        Some(MeasureSince {
            outcome: heading(plan, "outcomes", &outcome.id),
            what: in_text(&outcome.measure.what),
            per: outcome.measure.per.clone(),
            from: from.to_string(),
            to: to.to_string(),
            target: outcome.measure.target.to_string(),
        })
    }

    /// What became of an action; none where no review tells of it.
    fn action(&self, id: &str, plan: &Record) -> Option<ActionSince> {
        let taken = |reviews: &[&'_ WeeklyReview]| -> Vec<(String, Option<String>)> {
            let taken = reviews.iter().filter_map(|review| review.actions.iter().find(|taken| taken.id == id));
            taken.map(|taken| (taken.result.clone(), taken.help.clone())).collect()
        };
        let (before, since) = (taken(&self.before), taken(&self.since));
        let count = |result: &str| since.iter().filter(|(given, _)| given == result).count();
        let label = |help: &String| {
            let level = self.context.levels.iter().find(|level| level.id == *help);
            one_line(level.map_or(help, |level| &level.label)).to_lowercase()
        };
        let given = |taken: &&(String, Option<String>)| taken.1.as_ref().map(label);
        let last_before = before.iter().rev().find_map(|taken| given(&taken));
        (!since.is_empty()).then(|| ActionSince {
            action: heading(plan, "actions", id),
            done: count("done"),
            partly: count("partly"),
            not_done: count("not-done"),
            help_from: last_before.or_else(|| since.iter().find_map(|taken| given(&taken))),
            help_to: since.iter().rev().find_map(|taken| given(&taken)),
        })
    }

    fn visits(&self) -> Option<Visits> {
        let mut visits = Visits::default();
        let mut results = self.since.iter().flat_map(|review| &review.visits).peekable();
        results.peek()?;
        for visit in results {
            visits.all += 1;
            match visit.result.as_str() {
                "met" => visits.met += 1,
                "declined" => visits.declined += 1,
                "not-in" => visits.not_in += 1,
                _ => visits.cancelled_by_us += 1,
            }
        }
        Some(visits)
    }
}

fn incident(incident: &Incident) -> IncidentSince {
    let words = |changed: &String| format!("the {}", changed.replace('-', " "));
    IncidentSince { date: incident.date, changed: incident.changed.iter().map(words).collect() }
}

/// What the plan had before and has no more: what has ended, was taken out, or has another name.
fn struck_out(sources: Sources<'_>, from: NaiveDate, context: &Context) -> Vec<StruckOut> {
    let Some(before) = sources.plan_before else { return ended_since(sources.plan, from) };
    let changes = change::between(before, sources.plan, &context.wording).into_iter();
    let items = changes.filter(|change| LISTS.iter().any(|(_, noun)| *noun == change.noun));
    let gone = items.filter_map(|change| match change.deed {
        Deed::Ended => {
            let reason = change.details.iter().find(|detail| detail.about == About::Reason);
            Some(StruckOut { part: in_text(&change.part), reason: reason.and_then(|reason| reason.new.clone()) })
        }
        Deed::Removed => Some(StruckOut { part: in_text(&change.part), reason: None }),
        Deed::Changed => {
            let renamed = change.details.iter().find(|detail| detail.about == About::Heading)?;
            let renamed = format!("now called \"{}\"", renamed.new.as_ref()?);
            Some(StruckOut { part: in_text(&change.part), reason: Some(in_text(&renamed)) })
        }
        Deed::Added => None,
    });
    gone.collect()
}

/// The items that say themselves that they ended since.
fn ended_since(plan: &Record, from: NaiveDate) -> Vec<StruckOut> {
    let of_list = |(key, noun): (&'static str, &'static str)| {
        plan.list(key).iter().filter_map(move |item| {
            let (id, ended) = (item.get("id")?.as_str()?, item.get("ended")?);
            let is_new = ended.get("date")?.as_str().and_then(model::date).is_some_and(|day| day > from);
            let reason = ended.get("reason")?.as_str()?.replace('-', " ");
            is_new.then(|| StruckOut { part: format!("{noun} \"{}\"", heading(plan, key, id)), reason: Some(reason) })
        })
    };
    LISTS.into_iter().flat_map(of_list).collect()
}

/// The headings of the risks that nobody had named before: those that are new in the plan, and those that weekly reviews named.
fn new_risks(sources: Sources<'_>, plan: &SupportPlan, since: &[&WeeklyReview], former: &Former) -> Vec<String> {
    let known = |before: &Record, id: &str| before.ids("risks").any(|known| former.current("risks", known) == id);
    let before = |id: &str| sources.plan_before.is_none_or(|before| known(before, id));
    let in_plan = plan.risks.iter().filter(|risk| risk.ended.is_none() && !before(&risk.id)).map(|risk| &risk.id);
    let in_reviews = since.iter().flat_map(|review| &review.new_risks).map(|risk| &risk.id);
    let mut ids: Vec<&String> = Vec::new();
    for id in in_plan.chain(in_reviews) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    // A risk that is new to the plans may stand in the safety plan alone.
    let safety_plan = sources.records.iter().find(|record| record.kind() == Kind::SafetyPlan);
    let plan_of = |id: &str| safety_plan.filter(|_| sources.plan.outline.item("risks", id).is_none());
    ids.into_iter().map(|id| heading(plan_of(id).unwrap_or(sources.plan), "risks", id)).collect()
}

/// An item's heading in the plan.
fn heading(plan: &Record, list: &str, id: &str) -> String {
    let item = plan.outline.item(list, id);
    in_text(&item.map_or_else(|| heading_for(id), |item| item.heading.text.clone()))
}

/// Words as they can stand within a line of the text.
fn in_text(words: &str) -> String {
    hint(&one_line(words))
}

/// What templates are tried out with: as much as there can be, and as little.
pub(super) fn samples() -> [Since; 2] {
    let words = |text: &str| text.to_owned();
    let measure = MeasureSince {
        outcome: words("Cooks lunch"),
        what: words("lunches cooked"),
        per: words("week"),
        from: words("0"),
        to: words("1"),
        target: words("2"),
    };
    let action = ActionSince {
        action: words("Picture recipe"),
        done: 3,
        partly: 1,
        not_done: 1,
        help_from: Some(words("coaching")),
        help_to: Some(words("prompts")),
    };
    let much = Since {
        first: false,
        from: DAY,
        held: 2,
        missed: vec![Missed { week: words("2026-W40"), because_of: words("service") }],
        without: vec![words("2026-W41")],
        measures: vec![measure],
        actions: vec![action],
        visits: Some(Visits { all: 5, met: 2, declined: 1, not_in: 1, cancelled_by_us: 1 }),
        incidents: vec![IncidentSince { date: DAY, changed: vec![words("the support plan")] }],
        struck_out: vec![StruckOut { part: words("An action"), reason: Some(words("achieved")) }],
        risks: vec![words("Burns")],
    };
    let little = Since {
        first: true,
        from: DAY,
        held: 0,
        missed: Vec::new(),
        without: Vec::new(),
        measures: Vec::new(),
        actions: Vec::new(),
        visits: None,
        incidents: Vec::new(),
        struck_out: Vec::new(),
        risks: Vec::new(),
    };
    [much, little]
}

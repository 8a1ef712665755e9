//! The weekly sheet: one week's visits, actions and preparation, to be written on.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::plan::lists;
use super::reader::{Found, LONG};
use super::weekly::{self, ActionTaken, FigureRow, Planned, Visit};
use super::{Choice, DueLine, Fact, Head, Measure, Passage, Reader, Section, stay};
use crate::cycle::Week;
use crate::cycle::agenda::{Agenda, Who};
use crate::page::{Press, words};
use crate::record::schema::Step;
use crate::record::{Former, Record};

/// The sheet of one resident, or those of all residents of a key worker, one after the other.
#[derive(Debug, Serialize)]
pub struct WeeklySheets {
    /// The page's head and foot: the resident's, or the key worker's.
    pub page: Head,
    /// The name of the key worker whose residents these are; null on the sheet of one resident.
    pub worker: Option<String>,
    /// The sheets.
    pub sheets: Vec<WeeklySheet>,
}

/// What one resident's week holds, as the plan and the last weekly review have it.
#[derive(Debug, Clone, Serialize)]
pub struct WeeklySheet {
    /// Who it is, and the version of their plan.
    pub page: Head,
    /// What is to be known of a resident who is away in this week, or leaves in it, or has left; null for who is there.
    pub stay: Option<String>,
    /// Whether the resident had left when the week began. All that is about the week is empty then.
    pub gone: bool,
    /// The days of the week of the last weekly review that was held; null where none was.
    pub review: Option<String>,
    /// The visits that are planned in this week, or took place already.
    pub visits: Vec<SheetVisit>,
    /// How a visit can go, for those that nobody planned.
    pub visit: Choice,
    /// What the last weekly review says of the week after it, which is this one; null where it says nothing.
    pub preparation: Option<Section>,
    /// The actions of the plan that are not over.
    pub actions: Vec<SheetAction>,
    /// The outcomes of the plan that are not over, with their figures.
    pub figures: Vec<SheetFigure>,
    /// What was emerging in the last weekly review; null where it says nothing.
    pub emerging: Option<Section>,
    /// The risks of the plan that are not over.
    pub watch: Vec<Watched>,
    /// What is due, soonest first.
    pub due: Vec<DueLine>,
    /// Whether a record cannot be read that decides what is due, so that more may be.
    pub untold: bool,
}

/// A visit of the week.
#[derive(Debug, Clone, Serialize)]
pub struct SheetVisit {
    /// The weekday and the day.
    pub day: String,
    /// The time of day.
    pub time: Option<String>,
    /// Who comes.
    pub by: Option<String>,
    /// How it went.
    pub result: Choice,
}

/// An action of the plan, in a week.
#[derive(Debug, Clone, Serialize)]
pub struct SheetAction {
    /// Its heading.
    pub name: String,
    /// The outcomes that it is for; null where there are none.
    pub outcomes: Option<String>,
    /// The level of help now.
    pub help: Option<String>,
    /// When it is done, what staff do, and what the resident does.
    pub labels: Vec<Passage>,
    /// Whether it is too long to be kept together on a sheet.
    pub long: bool,
    /// Whether it was done.
    pub result: Choice,
    /// The help that was given.
    pub given: Choice,
}

/// The figure of an outcome that is to be taken down.
#[derive(Debug, Clone, Serialize)]
pub struct SheetFigure {
    /// The outcome's heading.
    pub name: String,
    /// How it is counted; its `latest` is the figure of the last week before this one.
    pub measure: Measure,
    /// This week's figure, where it is known already.
    pub now: Option<String>,
}

/// A risk, and when to act.
#[derive(Debug, Clone, Serialize)]
pub struct Watched {
    /// Its heading.
    pub name: String,
    /// When staff act or think again, as HTML; empty where the plan does not say.
    pub html: String,
}

/// The records that a sheet is made from.
pub(in crate::page) struct Sources<'r> {
    /// The plan, with the records from before this week.
    pub(in crate::page) plan: Reader<'r>,
    /// The last weekly review that was held before this week.
    pub(in crate::page) last: Option<Reader<'r>>,
    /// This week's review, or an empty one in its place.
    pub(in crate::page) this: Reader<'r>,
    /// All weekly reviews.
    pub(in crate::page) reviews: Vec<&'r Record>,
    /// What is due.
    pub(in crate::page) agenda: &'r Agenda,
}

impl WeeklySheet {
    pub(in crate::page) fn of(from: &Sources<'_>) -> Self {
        let Sources { plan, last, this, agenda, .. } = from;
        let today = plan.context.today;
        let called = plan.called();
        let reference = plan.record.place.resident().unwrap_or_default();
        let gone = stay::is_gone(plan.record, today);
        let section = |slug: &str| last.as_ref()?.sections().into_iter().find(|section| section.slug == slug);
        let written = |section: &Section| !section.html.is_empty() || !section.items.is_empty();
        let of_resident = |who: &Who| matches!(who, Who::Resident(whose) if whose == reference);
        let mut sheet = Self {
            page: head(plan),
            stay: stay::told(plan.record, called.as_deref().unwrap_or("The resident"), today),
            gone,
            review: last.as_ref().and_then(|last| words::days_of_week(last.record.value("week")?)),
            visits: Vec::new(),
            visit: this.choice(&[Step::Key("visits"), Step::Item(0), Step::Key("result")], None),
            preparation: None,
            actions: Vec::new(),
            figures: Vec::new(),
            emerging: None,
            watch: Vec::new(),
            due: agenda
                .items
                .iter()
                .filter(|item| of_resident(&item.who))
                .map(|item| DueLine::of(item, plan.context))
                .collect(),
            untold: agenda
                .untold
                .iter()
                .any(|untold| untold.resident.as_deref().is_none_or(|whose| whose == reference)),
        };
        if !gone {
            sheet.visits = visits(from);
            sheet.preparation = section("this-week").filter(written);
            sheet.emerging = section("what-is-emerging").filter(written);
            sheet.actions = found(plan, "actions").map(|action| SheetAction::of(action, plan, this)).collect();
            sheet.figures = found(plan, "outcomes").map(|outcome| SheetFigure::of(outcome, plan, this)).collect();
            sheet.watch = found(plan, "risks").map(|risk| Watched::of(risk, plan)).collect();
        }
        sheet
    }
}

/// The head of a resident's sheet.
fn head(plan: &Reader<'_>) -> Head {
    let week = Week::of(plan.context.today);
    let days = words::days(week.monday(), week.sunday());
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value: Some(value) };
    let mut facts = vec![fact("Week", days.clone())];
    facts.extend(plan.fact("key_worker"));
    let head = plan.head(None, Vec::new());
    facts.push(fact(plan.shown("Support plan"), format!("version {}", head.version)));
    Head { title: TITLE.to_owned(), heading: TITLE.to_owned(), date: Some(days), facts, html: String::new(), ..head }
}

/// What the page of one resident is called.
const TITLE: &str = "Weekly sheet";

/// The items of one of the plan's lists that are not over, in the order of its text.
fn found<'r>(plan: &Reader<'r>, key: &str) -> impl Iterator<Item = Found<'r>> {
    let spec = lists(plan.record.schema()).into_iter().find(|spec| spec.key == key);
    spec.map(|spec| plan.found(spec)).into_iter().flatten().filter(|found| found.ended().is_none())
}

/// The visits of this week: those that any review planned, and those that this week's review tells of.
fn visits(from: &Sources<'_>) -> Vec<SheetVisit> {
    let this = &from.this;
    let week = Week::of(this.context.today);
    let is_of_week = |visit: &&Value| {
        let day = weekly::text(visit, "date").and_then(words::date_of);
        day.is_some_and(|day| week.monday() <= day && day <= week.sunday())
    };
    let day = |visit: &Value| weekly::text(visit, "date").unwrap_or_default().to_owned();
    let held: Vec<&Value> = this.record.list("visits").iter().filter(is_of_week).collect();
    let planned = from.reviews.iter().flat_map(|review| review.list("planned")).filter(is_of_week);
    let of = |visit: &Value, time: Option<String>, by: Option<String>, result: Choice| {
        (day(visit), SheetVisit { day: words::weekday(&day(visit)), time, by, result })
    };
    let planned = planned.map(|visit| {
        let Planned { time, by, .. } = Planned::of(visit, this);
        of(visit, time, by, Visit::of(&Value::Null, this).result)
    });
    let mut visits: Vec<(String, SheetVisit)> = planned.collect();
    visits.sort_by(|(a, first), (b, second)| (a, &first.time).cmp(&(b, &second.time)));
    visits.dedup_by(|(a, first), (b, second)| (a, &first.time, &first.by) == (b, &second.time, &second.by));
    // The first that is told of on a day is the first that was planned for it.
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for visit in held {
        let result = Visit::of(visit, this).result;
        let nth = told.entry(day(visit)).or_default();
        match visits.iter_mut().filter(|(planned, _)| *planned == day(visit)).nth(*nth) {
            Some((_, planned)) => planned.result = result,
            None => visits.push(of(visit, None, None, result)),
        }
        *nth += 1;
    }
    visits.sort_by(|(a, _), (b, _)| a.cmp(b));
    visits.into_iter().map(|(_, visit)| visit).collect()
}

/// The entry of this week's review about an item, by the id that the item has now.
fn said<'r>(this: &Reader<'r>, plan: &Reader<'_>, key: &str, list: &str, id: &str) -> &'r Value {
    let former = Former::of([plan.record]);
    let is_it = |said: &&Value| weekly::text(said, "id").is_some_and(|said| former.current(list, said) == id);
    this.record.list(key).iter().find(is_it).unwrap_or(&Value::Null)
}

impl SheetAction {
    fn of(action: Found<'_>, plan: &Reader<'_>, this: &Reader<'_>) -> Self {
        let said = said(this, plan, "actions", "actions", action.id);
        let taken = ActionTaken::of(said, this);
        let outcomes: Vec<String> = action.ids("for").map(|id| plan.name_of("outcomes", id)).collect();
        let labels: Vec<Passage> =
            ["when", "staff-will", "i-will"].iter().filter_map(|slug| plan.label_called(slug, action, 3)).collect();
        Self {
            name: action.name(),
            outcomes: (!outcomes.is_empty()).then(|| words::all_of(&outcomes)),
            help: action.text("help").map(|level| plan.level(level)),
            long: labels.iter().map(|label| label.html.len()).sum::<usize>() > LONG,
            labels: labels.into_iter().filter(|label| !label.html.is_empty()).collect(),
            result: taken.result,
            given: Choice {
                name: "Help given".to_owned(),
                value: taken.help,
                options: plan.context.levels.iter().map(|level| level.label.clone()).collect(),
            },
        }
    }
}

impl SheetFigure {
    fn of(outcome: Found<'_>, plan: &Reader<'_>, this: &Reader<'_>) -> Self {
        let said = said(this, plan, "measures", "outcomes", outcome.id);
        Self { name: outcome.name(), measure: Measure::of(outcome, plan), now: FigureRow::of(said, this).value }
    }
}

impl Watched {
    fn of(risk: Found<'_>, plan: &Reader<'_>) -> Self {
        let label = plan.label_called("when-to-escalate", risk, 3);
        Self { name: risk.name(), html: label.map(|label| label.html).unwrap_or_default() }
    }
}

impl WeeklySheets {
    /// The page of one resident.
    pub(in crate::page) fn of_one(sheet: WeeklySheet) -> Self {
        Self { page: sheet.page.clone(), worker: None, sheets: vec![sheet] }
    }

    /// The page of all residents of the key worker `worker`.
    pub(in crate::page) fn of_worker(worker: &str, sheets: Vec<WeeklySheet>, press: Press<'_>) -> Self {
        let week = Week::of(press.context.today);
        let days = words::days(week.monday(), week.sunday());
        let facts = [("Week", days.clone()), ("Residents", sheets.len().to_string())];
        let page = Head {
            title: format!("Weekly sheets, {worker}"),
            heading: "Weekly sheets".to_owned(),
            service: press.context.settings.service.clone(),
            reference: None,
            called: None,
            version: String::new(),
            date: Some(days),
            made: words::long(press.context.today),
            as_at: press.context.as_at.clone(),
            notice: press.edition.notice(),
            edition: press.edition.words(),
            facts: facts.into_iter().map(|(name, value)| Fact { name: name.to_owned(), value: Some(value) }).collect(),
            html: String::new(),
        };
        Self { page, worker: Some(worker.to_owned()), sheets }
    }
}

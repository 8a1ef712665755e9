//! Reading what decides what is due, and nothing else: the names of files tell weeks and days; of plans, of the latest reviews, and of incidents
//! after the last update of the safety plan, the front matter is read.

use std::path::Path;

use anyhow::{Result, bail};
use chrono::NaiveDate;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::store::{Entry, Listed};
use super::{Service, is_reference, read_record, store};
use crate::check::rules::terms;
use crate::cycle::agenda::{Agenda, Formal, Hidden, Plan, Resident, Safety, Task, Team, Untold, Weekly};
use crate::cycle::{REVIEWS_ASKED, Stay, Week};
use crate::record::edit::{BODY_GUIDANCE, FRONT_GUIDANCE};
use crate::record::model::{self, FormalReview, SafetyPlan, SupportPlan, WeeklyReview};
use crate::record::{self, Kind, Place, Schema};

/// How many formal reviews that were gone through are read: the last two, and the one that they are counted from.
const FORMAL_READ: usize = 3;

impl Service {
    /// What is due on `on` or comes next: for these residents, or for all of them and the team. Where `on` lies before `today`, as far as it was
    /// known then: see [`Resident::known_on`].
    ///
    /// # Errors
    /// The folder of residents or that of the team cannot be looked into.
    pub fn agenda(&self, residents: Option<&[String]>, on: NaiveDate, today: NaiveDate) -> Result<Agenda> {
        let terms = terms(&self.context);
        let named: Vec<&String> = match residents {
            Some(named) => named.iter().collect(),
            None => self.residents().iter().collect(),
        };
        let one = |reference: &&String| match self.read_for_agenda(reference, on) {
            Ok(resident) => {
                let begins = resident.weekly.held.first().map(|week| week.monday());
                let resident = if on < today { resident.known_on(on) } else { resident };
                (resident.agenda(&terms, on), begins)
            }
            Err(_) => (untold(reference), None),
        };
        let read: Vec<(Agenda, Option<NaiveDate>)> = named.par_iter().with_min_len(8).map(one).collect();
        let since = read.iter().filter_map(|(_, begins)| *begins).min();
        let mut agenda = Agenda::default();
        read.into_iter().for_each(|(one, _)| agenda.merge(one));
        if residents.is_none() {
            agenda.merge(self.read_team(since)?.agenda(&terms, on));
        }
        Ok(agenda.sorted())
    }

    /// What decides what is due for a resident on `on`.
    fn read_for_agenda(&self, reference: &str, on: NaiveDate) -> Result<Resident> {
        if !is_reference(reference) {
            bail!("the folder's name is no reference");
        }
        let folder = self.full(&format!("residents/{reference}"));
        let entries = store::list(&folder)?;
        let plan = read_plan(&folder, &entries)?;
        let safety_plan = read_safety_plan(&folder, &entries)?;
        let updated = match &safety_plan {
            Safety::There(safety) => Some(safety.updated),
            Safety::Missing | Safety::Begun => None,
        };
        let weeks = names(&folder, &entries, "weekly")?;
        let days = names(&folder, &entries, "formal")?;
        let incidents = names(&folder, &entries, "incidents")?;
        let has_records = !(weeks.is_empty() && days.is_empty() && incidents.is_empty());
        let weekly = read_weekly(&folder.join("weekly"), &weeks, updated, on)?;
        let (formal, has_all_formal) = read_formal(&folder.join("formal"), &days, on)?;
        let mut resident = Resident {
            reference: reference.to_owned(),
            plan,
            safety_plan,
            weekly,
            formal,
            has_all_formal,
            has_records,
            incidents: Vec::new(),
            unclear_incidents: Vec::new(),
        };
        for name in &incidents {
            let path = format!("residents/{reference}/incidents/{name}.md");
            let day = Place::of(&path).and_then(|place| model::date(place.values.get("date")?));
            if day.zip(updated).is_some_and(|(day, updated)| day > updated) {
                match front(&self.full(&path), Kind::Incident)?.complete() {
                    Some(incident) => resident.incidents.push(incident),
                    None => resident.unclear_incidents.push(path),
                }
            }
        }
        Ok(resident)
    }

    /// What decides what is due for the team, where the residents' records begin on the day `since`.
    fn read_team(&self, since: Option<NaiveDate>) -> Result<Team> {
        let folder = self.full("team");
        let mut team = Team { since, ..Team::default() };
        if store::is_link(&folder) {
            return Ok(team);
        }
        let entries = store::list(&folder)?;
        for (task, kind, inner) in
            [(Task::TeamReflection, Kind::TeamReflection, "reflections"), (Task::PlanAudit, Kind::PlanAudit, "audits")]
        {
            let names = names(&folder, &entries, inner)?;
            let mut days: Vec<NaiveDate> = names.iter().filter_map(|name| model::date(name)).collect();
            if let Some(last) = days.last()
                && !is_complete(&folder.join(inner).join(format!("{last}.md")), kind)?
            {
                days.pop();
                team.begun.push(task);
            }
            match task {
                Task::TeamReflection => team.reflections = days,
                _ => team.audits = days,
            }
        }
        Ok(team)
    }
}

/// The agenda of a resident of whom nothing can be read.
fn untold(reference: &str) -> Agenda {
    let untold = if is_reference(reference) {
        let path = format!("residents/{reference}");
        Untold { resident: Some(reference.to_owned()), what: Hidden::Unreadable, path }
    } else {
        Untold { resident: None, what: Hidden::Folder, path: "residents".to_owned() }
    };
    Agenda { untold: vec![untold], ..Agenda::default() }
}

/// The names of the records in the folder `inner`, in order and without their ending.
fn names(folder: &Path, entries: &[Listed], inner: &str) -> Result<Vec<String>> {
    match entries.iter().find(|entry| entry.name == inner).map(|entry| entry.kind) {
        None => Ok(Vec::new()),
        Some(Entry::Folder) => {
            let listed = store::list(&folder.join(inner))?.into_iter().filter(|entry| entry.kind == Entry::File);
            Ok(listed.filter_map(|entry| entry.name.strip_suffix(".md").map(str::to_owned)).collect())
        }
        Some(_) => bail!("{inner} is no folder"),
    }
}

/// The front matter of a record, and whether hints of the program's stand in the record: then somebody still writes in it.
struct Front {
    values: Option<Value>,
    has_hints: bool,
}

impl Front {
    /// The record as plain data, where all is there.
    fn complete<T: DeserializeOwned>(&self) -> Option<T> {
        model::of_values(self.values.as_ref().filter(|_| !self.has_hints)?)
    }
}

/// The front matter of the record in `file`.
fn front(file: &Path, kind: Kind) -> Result<Front> {
    let bytes = read_record(file)?;
    let has = |marks: &str| memchr::memmem::find(&bytes, marks.as_bytes()).is_some();
    let has_hints = has(FRONT_GUIDANCE) || has(BODY_GUIDANCE);
    Ok(Front { values: record::front_values(kind, bytes), has_hints })
}

/// The front matter of the record `name` in `folder`; none where there is none.
fn front_in(folder: &Path, entries: &[Listed], name: &str, kind: Kind) -> Result<Option<Front>> {
    match entries.iter().find(|entry| entry.name == name).map(|entry| entry.kind) {
        None => Ok(None),
        Some(Entry::File) => front(&folder.join(name), kind).map(Some),
        Some(_) => Ok(Some(Front { values: None, has_hints: false })),
    }
}

fn read_plan(folder: &Path, entries: &[Listed]) -> Result<Plan> {
    let Some(front) = front_in(folder, entries, "plan.md", Kind::SupportPlan)? else { return Ok(Plan::Missing) };
    let Some(values) = front.values else { return Ok(Plan::Hidden) };
    let Some(stay) = model::of_values::<Stay<'static>>(&values) else { return Ok(Plan::Hidden) };
    let whole = model::of_values::<SupportPlan>(&values).filter(|plan| !plan.outcomes.is_empty());
    Ok(if whole.is_some() { Plan::There(stay) } else { Plan::Begun(stay) })
}

fn read_safety_plan(folder: &Path, entries: &[Listed]) -> Result<Safety> {
    let Some(front) = front_in(folder, entries, "safety-plan.md", Kind::SafetyPlan)? else {
        return Ok(Safety::Missing);
    };
    let plan = front.values.as_ref().and_then(model::of_values::<SafetyPlan>);
    // One that was updated before is there, also while somebody writes in it.
    let plan = plan.filter(|plan| !front.has_hints || plan.updated > plan.started);
    Ok(plan.map_or(Safety::Begun, Safety::There))
}

/// The weekly reviews, of which those are read that may still ask for an update of the safety plan of the day `updated`.
fn read_weekly(folder: &Path, names: &[String], updated: Option<NaiveDate>, on: NaiveDate) -> Result<Weekly> {
    let mut weekly = Weekly { held: names.iter().filter_map(|name| Week::parse(name)).collect(), ..Weekly::default() };
    let last = weekly.held.partition_point(|week| week.monday() <= on);
    for week in weekly.held[..last].iter().rev() {
        match front(&folder.join(format!("{week}.md")), Kind::WeeklyReview)?.complete::<WeeklyReview>() {
            Some(review) => {
                // Reviews before the last update ask for nothing any more.
                let is_enough = updated.is_none_or(|updated| review.date <= updated) && review.date <= on;
                weekly.latest.insert(0, review);
                if is_enough || weekly.latest.len() == REVIEWS_ASKED {
                    break;
                }
            }
            None if weekly.latest.is_empty() => weekly.begun.push(*week),
            None => {}
        }
    }
    weekly.held.retain(|week| !weekly.begun.contains(week));
    Ok(weekly)
}

/// The latest formal reviews, and whether those are all.
fn read_formal(folder: &Path, names: &[String], on: NaiveDate) -> Result<(Vec<Formal>, bool)> {
    let days: Vec<NaiveDate> = names.iter().filter_map(|name| model::date(name)).filter(|day| *day <= on).collect();
    let (mut read, mut held) = (Vec::new(), 0);
    for day in days.iter().rev() {
        let front = front(&folder.join(format!("{day}.md")), Kind::FormalReview)?;
        let complete = front.complete::<FormalReview>();
        let is_begun = complete.is_none();
        // What is not complete is at its beginning.
        let begun = || serde_json::from_value(json!({"prepared": day, "stage": "prepared"}));
        let review = complete.map_or_else(begun, Ok)?;
        held += usize::from(matches!(review.stage.as_str(), "discussed" | "closed"));
        read.insert(0, Formal { review, is_begun });
        if held == FORMAL_READ {
            break;
        }
    }
    let is_all = read.len() == days.len();
    Ok((read, is_all))
}

/// Whether the record in `file` has all that the format asks for in its front matter, and no hints any more.
fn is_complete(file: &Path, kind: Kind) -> Result<bool> {
    let front = front(file, kind)?;
    let asked = Schema::of(kind).json["required"].as_array();
    let mut asked = asked.into_iter().flatten().filter_map(Value::as_str);
    Ok(!front.has_hints
        && front.values.is_some_and(|values| asked.all(|key| values.get(key).is_some_and(|value| !value.is_null()))))
}

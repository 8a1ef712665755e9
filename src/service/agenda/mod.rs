//! Reading what decides what is due, and nothing else: the names of files tell weeks and days; of plans, of the latest reviews, and of incidents
//! after the last update of the safety plan, the front matter is read. What cannot be read is told of, and never left out.

mod front;
mod listed;
mod resident;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::Value;

use self::front::{State, front};
use self::listed::{Names, Shut};
use self::resident::{Reader, strays};
use super::{Service, is_reference, store};
use crate::check::rules::terms;
use crate::cycle::agenda::{Agenda, Hidden, Task, Team, Untold};
use crate::record::{Kind, model};

impl Service {
    /// What is due on `on` or comes next: for these residents, or for all of them and the team. Where `on` lies before `today`, as far as it was
    /// known then: see [`crate::cycle::agenda::Resident::known_on`].
    pub fn agenda(&self, residents: Option<&[String]>, on: NaiveDate, today: NaiveDate) -> Agenda {
        let terms = terms(&self.context);
        let named: Vec<&String> = match residents {
            Some(named) => named.iter().collect(),
            None => self.residents().iter().collect(),
        };
        let one = |reference: &&String| match Reader::new(self, reference, on).and_then(|read| read.read(reference)) {
            Ok(resident) => {
                let begins = resident.weekly.held.first().map(|week| week.monday());
                let resident = if on < today { resident.known_on(on) } else { resident };
                (resident.agenda(&terms, on), begins)
            }
            Err(shut) => (shut.agenda(), None),
        };
        let read: Vec<(Agenda, Option<NaiveDate>)> = named.par_iter().with_min_len(8).map(one).collect();
        let since = read.iter().filter_map(|(_, begins)| *begins).min();
        let mut agenda = Agenda::default();
        read.into_iter().for_each(|(one, _)| agenda.merge(one));
        if residents.is_none() {
            agenda.merge(match self.read_team(since) {
                Ok(team) => team.agenda(&terms, on),
                Err(shut) => shut.agenda(),
            });
            match strays(self) {
                Ok(strays) => strays.into_iter().for_each(|stray| agenda.merge(stray.agenda())),
                Err(shut) => agenda.merge(shut.agenda()),
            }
        }
        agenda.sorted()
    }

    /// What decides what is due for the team, where the residents' records begin on the day `since`.
    fn read_team(&self, since: Option<NaiveDate>) -> Result<Team, Shut> {
        let mut team = Team { since, ..Team::default() };
        if store::is_link(&self.full("team")) {
            return Err(Shut { what: Hidden::Link, path: "team".to_owned() });
        }
        let entries = listed::entries(self, "team")?;
        for (task, kind, inner) in
            [(Task::TeamReflection, Kind::TeamReflection, "reflections"), (Task::PlanAudit, Kind::PlanAudit, "audits")]
        {
            let names = Names::of(self, "team", &entries, inner)?;
            let mut days = names.read(model::date, &mut team.hidden);
            if let Some(last) = days.last().map(ToString::to_string) {
                let path = format!("{}/{last}.md", names.folder);
                let is_file = !names.is_odd(&last);
                match front::<Value>(&self.full(&path), kind) {
                    State::Whole(_) if is_file => {}
                    State::Begun(_) if is_file => {
                        days.pop();
                        team.begun.push(task);
                    }
                    _ => team.hidden.push((Hidden::TeamRecord, path)),
                }
            }
            match task {
                Task::TeamReflection => team.reflections = days,
                _ => team.audits = days,
            }
        }
        Ok(team)
    }
}

impl Shut {
    /// The agenda of whom nothing can be read.
    fn agenda(self) -> Agenda {
        let resident = self.path.split('/').nth(1).filter(|name| is_reference(name)).map(str::to_owned);
        let untold = Untold { resident, what: self.what, path: self.path };
        Agenda { untold: vec![untold], ..Agenda::default() }
    }
}

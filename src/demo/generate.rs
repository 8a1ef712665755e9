//! The generator of a service of any size: residents who move in, have good weeks and others, and move forward.
//!
//! All of it follows from a few numbers: the same numbers always give the same service. Each resident is generated alone,
//! so that many can be at once. Nobody in it exists.

mod background;
mod calendar;
mod detail;
mod dice;
mod formal;
mod frame;
mod incident;
mod life;
mod made;
mod page;
mod plan;
mod safety;
mod staff;
mod start;
mod team;
mod teller;
mod weekly;
mod words;

use anyhow::Result;
use chrono::NaiveDate;

/// The largest service, in residents: one more key worker for each ten of them must fit the settings.
pub const MAX_RESIDENTS: usize = 40_000;

/// The longest time, in weeks: twenty years.
pub const MAX_WEEKS: u32 = 1040;

/// One resident's whole life in the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The resident's reference.
    pub resident: String,
    /// What was saved, oldest first. The last save of a path is the record as it stands.
    pub saves: Vec<Save>,
}

/// Records that were saved together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// The day.
    pub date: NaiveDate,
    /// The staff id of whoever saved them.
    pub by: String,
    /// Each record's path in the service, and its text.
    pub records: Vec<(String, String)>,
}

/// A service of some size that is made up.
pub struct Generator {
    residents: usize,
    calendar: calendar::Calendar,
    seed: u64,
    settings: String,
    maker: made::Maker,
}

impl Generator {
    /// A service with so many residents. There is a weekly review of each for each of the last `weeks` whole weeks before `today`; moving in was in
    /// the week before them. Nothing but what is planned or hoped for is dated later than the Sunday before `today`'s week. Numbers beyond
    /// [`MAX_RESIDENTS`] and [`MAX_WEEKS`] count as these.
    ///
    /// # Errors
    /// The project's templates or the settings are not sound, which is a mistake of the project's.
    pub fn new(residents: usize, weeks: u32, seed: u64, today: NaiveDate) -> Result<Self> {
        let residents = residents.clamp(1, MAX_RESIDENTS);
        let settings = staff::settings(residents);
        let calendar = calendar::Calendar::new(weeks.clamp(1, MAX_WEEKS), today);
        Ok(Self { residents, calendar, seed, maker: made::Maker::new(&settings)?, settings })
    }

    /// The service's settings file, with about one key worker for ten residents.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// The life of resident `number`, counted from 1.
    ///
    /// # Errors
    /// A record cannot be made, which is a mistake of the project's.
    pub fn resident(&self, number: usize) -> Result<Generated> {
        life::live(number.clamp(1, self.residents), self.residents, self.calendar, self.seed, &self.maker)
    }

    /// What the team wrote in that time: a reflection every four weeks, and an audit every thirteen.
    ///
    /// # Errors
    /// A record cannot be made, which is a mistake of the project's.
    pub fn team(&self) -> Result<Vec<Save>> {
        team::saves(self.residents, self.calendar, self.seed, &self.maker)
    }
}

/// How many digits the references of a service have.
fn digits(residents: usize) -> usize {
    residents.to_string().len().max(4)
}

/// The reference of a resident.
fn reference(number: usize, digits: usize) -> String {
    format!("R-{number:0digits$}")
}

#[cfg(test)]
mod tests;

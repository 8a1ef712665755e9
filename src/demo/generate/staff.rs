//! The made-up staff, as many as the service needs, and the settings that list them.

use std::fmt::Write as _;

use super::words::names::STAFF;

/// How many residents a key worker has.
const RESIDENTS_EACH: usize = 10;
/// How many key workers a manager leads.
const WORKERS_EACH: usize = 12;
const LETTERS: &[u8; 26] = b"NBKMTRSDLHWPAGCFJEOVYIZUQX";

/// Who works in a service of some size. Staff are numbered: first the managers, then the key workers.
#[derive(Clone, Copy)]
pub(super) struct Team {
    managers: usize,
    workers: usize,
}

/// A member of staff.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Worker {
    number: usize,
}

impl Team {
    /// About one key worker for ten residents, and never fewer than three, so that there is always cover.
    pub(super) fn new(residents: usize) -> Self {
        let workers = residents.div_ceil(RESIDENTS_EACH).max(3);
        Self { managers: workers.div_ceil(WORKERS_EACH), workers }
    }

    fn all(self) -> impl Iterator<Item = Worker> {
        (0..self.managers + self.workers).map(|number| Worker { number })
    }

    /// The key worker of the resident with this number, counted from 1.
    pub(super) fn key_worker(self, resident: usize) -> Worker {
        self.worker((resident - 1) / RESIDENTS_EACH)
    }

    /// The key worker `steps` further on, who covers. There are at least two others.
    pub(super) fn cover(self, worker: Worker, steps: usize) -> Worker {
        self.worker(worker.number - self.managers + steps)
    }

    /// The key worker at this place, counted round and round.
    pub(super) fn worker(self, place: usize) -> Worker {
        Worker { number: self.managers + place % self.workers }
    }

    /// The manager who leads the key worker at this place.
    pub(super) fn manager(self, place: usize) -> Worker {
        Worker { number: place % self.workers / WORKERS_EACH }
    }
}

impl Worker {
    /// The first name, by which records speak of staff.
    pub(super) fn first_name(self) -> &'static str {
        STAFF[self.number % STAFF.len()]
    }

    /// The letter of the surname, with a number once all letters are taken.
    fn surname(self) -> String {
        let (first, round) = (self.number % STAFF.len(), self.number / STAFF.len());
        let letter = char::from(LETTERS[(round + 5 * first) % LETTERS.len()]);
        match round / LETTERS.len() {
            0 => letter.to_string(),
            again => format!("{letter}{}", again + 1),
        }
    }

    /// The staff id.
    pub(super) fn id(self) -> String {
        format!("{}-{}", self.first_name(), self.surname()).to_lowercase()
    }
}

/// The settings file of a service with so many residents.
pub(super) fn settings(residents: usize) -> String {
    let mut text = "# Settings of a generated service: the service and all its people are invented.\n\
                    supportplan: 1\nservice: Rowan Court\nstaff:\n"
        .to_owned();
    for worker in Team::new(residents).all() {
        let (first, surname, id) = (worker.first_name(), worker.surname(), worker.id());
        let address = id.replace('-', ".");
        _ = write!(text, "  - id: {id}\n    name: {first} {surname}\n    email: {address}@rowan-court.example\n");
    }
    text
}

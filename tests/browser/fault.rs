//! What does not hold.

use std::fmt::Write as _;

/// What prints pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    WeasyPrint,
    /// The program itself, by `--pdf`.
    Supportplan,
}

/// All that was found on a page.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// What printed the sheets that are looked at now; none where it makes no difference.
    engine: Option<Engine>,
    found: Vec<Fault>,
}

/// Something that does not hold.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) property: &'static str,
    pub(crate) engine: Option<Engine>,
    /// Where, and what there is.
    pub(crate) what: String,
}

impl Faults {
    /// What is added from now on is about what this engine printed.
    pub(crate) fn printed_by(&mut self, engine: Engine) {
        self.engine = Some(engine);
    }

    /// What printed that which is looked at now.
    pub(crate) fn engine(&self) -> Option<Engine> {
        self.engine
    }

    pub(crate) fn add(&mut self, property: &'static str, what: String) {
        self.found.push(Fault { property, engine: self.engine, what });
    }

    /// Adds each of these, the first eight in full.
    pub(crate) fn add_all(&mut self, property: &'static str, what: &[String]) {
        for what in what.iter().take(8) {
            self.add(property, what.clone());
        }
        if what.len() > 8 {
            self.add(property, format!("and {} more", what.len() - 8));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.found.iter()
    }

    /// All of it, a line or more each.
    pub(crate) fn told(&self) -> String {
        let mut told = String::new();
        for Fault { property, engine, what } in &self.found {
            let by = engine.map(|engine| format!(" ({engine:?})")).unwrap_or_default();
            let _ = writeln!(told, "  {property}{by}: {what}");
        }
        told
    }
}

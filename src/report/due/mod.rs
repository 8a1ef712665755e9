//! What is due, as people, programs and spreadsheets see it. `schema/due-report.schema.json` describes the form for programs; a change that
//! breaks readers counts its version up. Residents stand in it by reference alone.

mod calendar;
mod words;

use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use serde::Serialize;

pub use self::calendar::{Calendar, due_as_calendar};
use self::words::{command, cycle, hidden, remedy, state, task, what, when, who, whose, why};
pub use self::words::{command as how_to_do, hidden as why_untold, remedy as how_to_tell, what as what_is_due};
use super::{as_json, plural, table};
use crate::cycle::agenda::{Agenda, Item, State, Untold};
use crate::text::wrapped;

/// The widest that the table is, in columns.
const WIDEST: usize = 80;

/// An agenda on a day, with what comes within some days.
#[derive(Debug)]
pub struct DueReport<'a> {
    /// The day.
    on: NaiveDate,
    /// How many days ahead it looks.
    within: u32,
    /// What is overdue.
    overdue: Vec<&'a Item>,
    /// What can be done now.
    now: Vec<&'a Item>,
    /// What comes within those days.
    coming: Vec<&'a Item>,
    /// The day on which the first of what comes can be done.
    next: Option<NaiveDate>,
    /// What nobody can tell.
    untold: &'a [Untold],
}

impl<'a> DueReport<'a> {
    /// What is due on `on`, and what can be done within the `within` days after it.
    pub fn new(agenda: &'a Agenda, on: NaiveDate, within: u32) -> Self {
        let of = |state| agenda.items.iter().filter(move |item| item.state(on) == state);
        let end = on.checked_add_days(Days::new(within.into())).unwrap_or(NaiveDate::MAX);
        let mut coming: Vec<&Item> = of(State::Coming).collect();
        coming.sort_by_key(|item| item.due.from);
        let next = coming.first().map(|item| item.due.from);
        coming.retain(|item| item.due.from <= end);
        let (overdue, now) = (of(State::Overdue).collect(), of(State::Now).collect());
        Self { on, within, overdue, now, coming, next, untold: &agenda.untold }
    }

    /// Whether something is overdue.
    pub fn is_overdue(&self) -> bool {
        !self.overdue.is_empty()
    }

    /// All items, in the order of their states.
    fn items(&self) -> impl Iterator<Item = &'a Item> {
        self.overdue.iter().chain(&self.now).chain(&self.coming).copied()
    }

    /// The report for people, as a table that is at most `width` columns wide.
    pub fn in_full(&self, width: usize) -> String {
        let width = width.min(WIDEST);
        let (overdue, now, coming) = (self.overdue.len(), self.now.len(), self.coming.len());
        let mut text = format!(
            "{}: {overdue} overdue, {now} due now, {coming} to come within {}",
            self.on.format("%A %-d %B %Y"),
            plural(self.within as usize, "day", "days"),
        );
        if !self.untold.is_empty() {
            let _ = write!(text, ", {} that cannot be told", self.untold.len());
        }
        text = wrapped(&text, width).join("\n") + "\n";
        if overdue + now == 0 {
            let told = if self.untold.is_empty() { "Nothing is due" } else { "Nothing that can be told is due" };
            let until = self.next.map(|next| format!(" until {}", when(next))).unwrap_or_default();
            let _ = writeln!(text, "\n{told}{until}.");
        }
        for (title, column, items) in
            [("Overdue", "due by", &self.overdue), ("Due now", "due by", &self.now), ("To come", "from", &self.coming)]
        {
            if !items.is_empty() {
                let _ = writeln!(text, "\n{title}: {}", items.len());
                section(&mut text, column, items, width);
            }
        }
        if !self.untold.is_empty() {
            let _ = writeln!(text, "\nCannot be told: {}", self.untold.len());
            for untold in self.untold {
                let words = format!("{}: {}", whose(untold), hidden(untold));
                wrapped(&words, width - 2).iter().for_each(|line| _ = writeln!(text, "  {line}"));
                let _ = writeln!(text, "    {}", remedy(untold));
            }
        }
        text
    }

    /// The report for other programs, with the version of its form.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn as_json(&self) -> anyhow::Result<String> {
        as_json(&Whole {
            version: VERSION,
            on: self.on,
            within: self.within,
            counts: Counts {
                overdue: self.overdue.len(),
                now: self.now.len(),
                coming: self.coming.len(),
                untold: self.untold.len(),
            },
            next: self.next,
            items: self.items().map(|item| One::new(item, self.on)).collect(),
            untold: self.untold.iter().map(Hid::new).collect(),
        })
    }

    /// The report for spreadsheets.
    ///
    /// # Errors
    /// It cannot be written as CSV.
    pub fn as_csv(&self) -> anyhow::Result<String> {
        let header = ["state", "due_by", "from", "who", "task", "cycle", "what", "why", "command"];
        let rows = self.items().map(|item| {
            let one = One::new(item, self.on);
            let (by, from) = (one.by.to_string(), one.from.to_string());
            [one.state.to_owned(), by, from, one.who, one.task.to_owned(), one.cycle, one.what, one.why, one.command]
        });
        let untold = self.untold.iter().map(|untold| {
            let hid = Hid::new(untold);
            let who = hid.resident.unwrap_or_default().to_owned();
            let none = String::new;
            ["untold".to_owned(), none(), none(), who, none(), none(), hid.path.to_owned(), hid.why, hid.command]
        });
        table(&header, rows.chain(untold))
    }
}

/// A table of items: the day, whose it is, then what, why and the command.
fn section(text: &mut String, column: &str, items: &[&Item], width: usize) {
    let broad = items.iter().map(|item| who(&item.who).len()).max().unwrap_or(0);
    let at = 2 + 11 + 2 + broad + 2;
    let _ = writeln!(text, "  {column:<11}  {:<broad$}  what, why, and the command that does it", "who");
    for item in items {
        let day = if column == "from" { item.due.from } else { item.due.by };
        let words = wrapped(&format!("{}: {}", what(item), why(item)), width.saturating_sub(at).max(20));
        let day = day.format("%-d %b %Y").to_string();
        for (line, words) in words.iter().enumerate() {
            let _ = match line {
                0 => writeln!(text, "  {day:>11}  {:<broad$}  {words}", who(&item.who)),
                _ => writeln!(text, "{:at$}{words}", ""),
            };
        }
        let command = command(item);
        let indent = at.min(width.saturating_sub(command.len()));
        let _ = writeln!(text, "{:indent$}{command}", "");
    }
}

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    on: NaiveDate,
    within: u32,
    counts: Counts,
    next: Option<NaiveDate>,
    items: Vec<One>,
    untold: Vec<Hid<'a>>,
}

#[derive(Serialize)]
struct Counts {
    overdue: usize,
    now: usize,
    coming: usize,
    untold: usize,
}

#[derive(Serialize)]
struct One {
    state: &'static str,
    by: NaiveDate,
    from: NaiveDate,
    who: String,
    task: &'static str,
    cycle: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    weeks: Vec<String>,
    what: String,
    why: String,
    command: String,
}

impl One {
    fn new(item: &Item, on: NaiveDate) -> Self {
        Self {
            state: state(item.state(on)),
            by: item.due.by,
            from: item.due.from,
            who: who(&item.who).to_owned(),
            task: task(item.task),
            cycle: cycle(item.cycle),
            weeks: item.weeks.iter().map(ToString::to_string).collect(),
            what: what(item),
            why: why(item),
            command: command(item),
        }
    }
}

#[derive(Serialize)]
struct Hid<'a> {
    resident: Option<&'a str>,
    path: &'a str,
    why: String,
    command: String,
}

impl<'a> Hid<'a> {
    fn new(untold: &'a Untold) -> Self {
        Self {
            resident: untold.resident.as_deref(),
            path: &untold.path,
            why: hidden(untold).to_owned(),
            command: remedy(untold),
        }
    }
}

#[cfg(test)]
mod histories;
#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::samples::{agenda, day};
    use super::*;

    fn parsed(report: &DueReport) -> Value {
        serde_json::from_str(&report.as_json().expect("written")).expect("JSON")
    }

    #[test]
    fn it_is_as_its_schema_says() {
        let schema = serde_json::from_str(include_str!("../../../schema/due-report.schema.json")).expect("JSON");
        let schema = jsonschema::draft202012::new(&schema).expect("a schema");
        let (none, agenda) = (Agenda::default(), agenda());
        for value in [DueReport::new(&agenda, day("2026-11-20"), 400), DueReport::new(&none, day("2026-11-20"), 14)] {
            let value = parsed(&value);
            let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}\n{value:#}");
        }
        assert!(!schema.is_valid(&json!({"version": 1})));
    }

    #[test]
    fn everything_is_in_every_form() {
        let agenda = agenda();
        let report = DueReport::new(&agenda, day("2026-11-20"), 3000);
        let (text, json, csv) = (report.in_full(80), parsed(&report), report.as_csv().expect("written"));
        assert_eq!(json["items"].as_array().map(Vec::len), Some(agenda.items.len()));
        assert_eq!(csv.lines().count(), 1 + agenda.items.len() + agenda.untold.len());
        for item in &agenda.items {
            let unbroken = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(unbroken.contains(&what(item)), "{}\n{text}", what(item));
            assert!(text.contains(&command(item)));
        }
        for reference in ["R-0199", "R-0200"] {
            assert!(text.contains(reference) && csv.contains(reference) && json.to_string().contains(reference));
        }
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn nothing_is_due_until_the_first_thing_is() {
        let mut agenda = agenda();
        agenda.untold.clear();
        agenda.items.retain(|item| item.due.from > day("2026-11-20"));
        let text = DueReport::new(&agenda, day("2026-11-20"), 14).in_full(80);
        assert!(text.contains("\nNothing is due until 23 November 2026.\n"), "{text}");
        let none = Agenda::default();
        let text = DueReport::new(&none, day("2026-11-20"), 1).in_full(80);
        assert_eq!(text, "Friday 20 November 2026: 0 overdue, 0 due now, 0 to come within 1 day\n\nNothing is due.\n");
    }
}

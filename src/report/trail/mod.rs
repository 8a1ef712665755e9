//! The service's audit trail, as people, programs and spreadsheets see it: who saved what, and when. It bears references, kinds and dates,
//! and no word of a record.

mod forms;
mod text;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

pub use self::forms::{CSV_HEADER, JSON_BEGIN, JSON_END};
use crate::record::Kind;

/// What a save did to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// It was not there before.
    Brought,
    /// It says something else than before.
    Changed,
    /// It is no longer there.
    Removed,
}

impl Deed {
    /// What became of a file that was one thing and is another; none where it is the same.
    pub fn between<T: PartialEq>(then: Option<T>, now: Option<T>) -> Option<Self> {
        match (then, now) {
            (None, Some(_)) => Some(Deed::Brought),
            (Some(_), None) => Some(Deed::Removed),
            (then, now) => (then != now).then_some(Deed::Changed),
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A record.
    Record(Kind),
    /// The scan of a signed page.
    Scan,
    /// A template of the service's own.
    Template,
    /// Anything else, such as git's own files.
    Other,
}

impl What {
    /// Everything that a file can be.
    pub fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.iter().copied().map(What::Record).chain([What::Scan, What::Template, What::Other])
    }

    /// Its name for programs; that of a record is the name of its kind.
    pub fn name(self) -> &'static str {
        match self {
            What::Record(kind) => kind.name(),
            What::Scan => "scan",
            What::Template => "template",
            What::Other => "other",
        }
    }

    /// What is called so.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|what| what.name() == name)
    }

    /// Whether it is a review of a resident's plan.
    pub fn is_review(self) -> bool {
        matches!(self, What::Record(Kind::WeeklyReview | Kind::FormalReview))
    }
}

/// What a save did to one record, or to files of one sort that are no records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Whose files these are: a resident's reference; none for the team's and the service's own.
    pub resident: Option<String>,
    /// What was done.
    pub deed: Deed,
    /// What they are.
    pub what: What,
    /// The record's path in the service's folder. Other files have names of people's own choosing, which are not told.
    pub record: Option<String>,
    /// The record's name, such as "weekly review 2026-W47".
    pub name: String,
    /// How many files there are.
    pub files: usize,
}

impl Touched {
    /// Whose files these are, for people.
    pub fn whose(&self) -> &str {
        match (&self.resident, self.what) {
            (Some(resident), _) => resident,
            (None, What::Record(Kind::TeamReflection | Kind::PlanAudit)) => "Team",
            (None, _) => "Service",
        }
    }

    /// Where it stands beside others: residents by reference, then the team, then the service.
    pub fn order(&self) -> impl Ord + use<> {
        let whose = (self.resident.is_none(), self.whose() == "Service", self.resident.clone());
        (whose, self.deed, self.what, self.record.clone())
    }
}

/// Somebody whom a commit names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The name: that of the member of staff with this address, where there is one, else the one in the commit.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The id in the service's list of staff.
    pub staff: Option<String>,
}

/// Who a commit says did something, and when by that person's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// Who.
    pub who: Person,
    /// When.
    pub time: DateTime<FixedOffset>,
}

impl Signed {
    /// Whether both are of one person and one time, as far as minutes tell.
    fn is_as(&self, other: &Self) -> bool {
        self.who == other.who && (self.time - other.time).num_seconds().abs() < 60
    }
}

/// A review that a save brought or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The reference of the resident whose review it is.
    pub resident: String,
    /// Its name, such as "weekly review 2026-W47".
    pub name: String,
}

/// A save, as the history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The commit's name.
    pub commit: String,
    /// Who made the change.
    pub author: Signed,
    /// Who put it into this history, such as a forge that rebased it.
    pub committer: Signed,
    /// Whether it brought versions together.
    pub is_merge: bool,
    /// Whether this copy of the repository is cut off here, so that nobody can tell what it changed.
    pub is_cut: bool,
    /// What it changed that is asked about; of a merge, what is as in none of the versions that it brought together.
    pub touched: Vec<Touched>,
    /// The reviews that it brought or changed.
    pub reviews: Vec<Review>,
    /// Whether its message names other records, residents, kinds or reviews than it changed.
    pub says_otherwise: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(name: &str, time: &str) -> Signed {
        let who = Person { name: name.to_owned(), email: "x@larch-house.example".to_owned(), staff: None };
        Signed { who, time: time.parse().expect("a time") }
    }

    fn touched(resident: Option<&str>, deed: Deed, what: What, name: &str) -> Touched {
        let record = matches!(what, What::Record(_)).then(|| format!("{name}.md"));
        let resident = resident.map(str::to_owned);
        Touched { resident, deed, what, record, name: name.to_owned(), files: 1 }
    }

    fn review(name: &str) -> Review {
        Review { resident: "R-0142".to_owned(), name: name.to_owned() }
    }

    fn entry(touched: Vec<Touched>) -> Entry {
        let author = signed("Priya N", "2026-11-20T16:05:00+01:00");
        Entry {
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            committer: author.clone(),
            author,
            is_merge: false,
            is_cut: false,
            touched,
            reviews: Vec::new(),
            says_otherwise: false,
        }
    }

    fn many() -> Entry {
        let weeks = (1..=9).map(|week| format!("weekly review 2026-W0{week}"));
        let review = What::Record(Kind::WeeklyReview);
        let mut all: Vec<Touched> = weeks.map(|name| touched(Some("R-0142"), Deed::Brought, review, &name)).collect();
        all.push(touched(Some("R-0142"), Deed::Changed, What::Record(Kind::SupportPlan), "support plan"));
        all.push(touched(Some("R-0142"), Deed::Changed, What::Record(Kind::SafetyPlan), "safety plan"));
        all.push(Touched { files: 2, ..touched(Some("R-0142"), Deed::Removed, What::Scan, "") });
        all.push(touched(None, Deed::Brought, What::Record(Kind::PlanAudit), "audit 2026-11-20"));
        all.push(touched(None, Deed::Changed, What::Record(Kind::Settings), "settings"));
        all.push(Touched { files: 12_345, ..touched(None, Deed::Changed, What::Other, "") });
        entry(all)
    }

    #[test]
    fn people_read_it_in_a_narrow_terminal() {
        let entry = Entry {
            committer: signed("Forge", "2026-11-23T09:05:00Z"),
            says_otherwise: true,
            reviews: vec![review("formal review 2026-11-20")],
            ..many()
        };
        let text = entry.in_full(60);
        let expected = "\
20 November 2026, 16:05, Priya N (0123456)
  Put into the history by Forge on 23 November 2026,
    09:05.
  R-0142: brought 9 weekly reviews (weekly review 2026-W01
    to 2026-W09); changed support plan, safety plan; removed
    2 scans
  Team: brought audit 2026-11-20
  Service: changed settings, 12,345 other files
  With formal review 2026-11-20.
  Its message says otherwise.
";
        assert_eq!(text, expected);
        assert!(text.lines().all(|line| line.len() <= 60));
    }

    #[test]
    fn a_few_seconds_are_no_other_time_and_another_clock_is_none() {
        let with = |committer| Entry { committer, ..many() }.in_full(80);
        assert!(!with(signed("Priya N", "2026-11-20T15:05:59Z")).contains("Put into"));
        assert!(with(signed("Priya N", "2026-11-20T15:06:00Z")).contains("by Priya N on 20 November 2026, 15:06."));
        assert!(with(signed("Tom B", "2026-11-20T15:05:00Z")).contains("Put into the history by Tom B.\n"));
    }

    #[test]
    fn many_residents_are_counted() {
        let plans = (0..30).map(|n| {
            touched(Some(&format!("R-{n:04}")), Deed::Changed, What::Record(Kind::SupportPlan), "support plan")
        });
        let text = entry(plans.collect()).in_full(80);
        assert!(text.ends_with("  R-0010: changed support plan\n  and 19 files of 19 more\n"), "{text}");
    }

    #[test]
    fn programs_get_what_the_schema_promises() {
        let schema = serde_json::from_str(include_str!("../../../schema/log-report.schema.json")).expect("JSON");
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
        let cut = Entry { is_cut: true, reviews: vec![review("weekly review 2026-W46")], ..entry(Vec::new()) };
        let entries = [many(), cut].map(|entry| entry.as_json().expect("written"));
        for text in [String::new(), entries[0].clone(), entries.join(",\n")] {
            let whole = serde_json::from_str(&format!("{JSON_BEGIN}{text}{JSON_END}")).expect("JSON");
            assert_eq!(schema.iter_errors(&whole).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
        }
    }

    #[test]
    fn spreadsheets_get_no_formula() {
        let author = signed("=cmd()", "2026-11-20T16:05:00+01:00");
        let text = Entry { author, ..many() }.as_csv().expect("written");
        assert_eq!(text.lines().count(), many().touched.len());
        assert!(text.lines().all(|line| line.contains(",'=cmd(),")), "{text}");
        let header = crate::report::csv_line(CSV_HEADER).expect("written");
        assert_eq!(header.matches(',').count(), text.lines().next().expect("a line").matches(',').count());
        assert_eq!(entry(Vec::new()).as_csv().expect("written").lines().count(), 1);
    }
}

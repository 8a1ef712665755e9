//! The list of all pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::view::called;
use super::{Page, Press, path, words};
use crate::check::Context;
use crate::record::{Kind, Record};

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// A record of this kind.
    Record(Kind),
    /// The whole life of a support plan.
    History,
    /// The service at a glance.
    Overview,
    /// What has come of the support.
    Progress,
    /// What a formal review is gone through with.
    FormalPack,
    /// The week at hand, of one resident or of all those of a key worker.
    WeeklySheet,
}

impl Topic {
    /// In the order of the list of pages.
    const ALL: [Self; 14] = [
        Self::Overview,
        Self::Record(Kind::SupportPlan),
        Self::Record(Kind::SafetyPlan),
        Self::History,
        Self::FormalPack,
        Self::Record(Kind::FormalReview),
        Self::WeeklySheet,
        Self::Record(Kind::WeeklyReview),
        Self::Record(Kind::Incident),
        Self::Record(Kind::Referral),
        Self::Record(Kind::Assessment),
        Self::Record(Kind::TeamReflection),
        Self::Record(Kind::PlanAudit),
        Self::Progress,
    ];

    /// What such a page is called, in the service's wording.
    fn name(self, context: &Context) -> String {
        match self {
            Self::Record(kind) => context.wording.shown(&words::capital(&kind.words())).to_owned(),
            Self::History => "History of the support plan".to_owned(),
            Self::Overview => "Service overview".to_owned(),
            Self::Progress => "Progress report".to_owned(),
            Self::FormalPack => format!("{} pack", context.wording.shown("Formal review")),
            Self::WeeklySheet => "Weekly sheet".to_owned(),
        }
    }
}

/// One page in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The page's path.
    pub path: String,
    /// The resident's reference; none for the team's records.
    pub resident: Option<String>,
    /// What the resident likes to be called, where the plan says so and pages of this edition do.
    pub called: Option<String>,
    /// The name of the member of staff whose page it is, where it is not a resident's.
    pub worker: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// The day or the week that the record is of, as the front matter writes it.
    pub when: Option<String>,
}

/// Whose page it is, in the order of the list of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whose<'e> {
    /// The whole service's.
    Service,
    /// A resident's, by reference.
    Resident(&'e str),
    /// The team's.
    Team,
}

impl Entry {
    /// The entry of a page of the whole service's.
    pub fn of_service(page: &Page, topic: Topic) -> Self {
        Self { path: page.path.clone(), resident: None, called: None, worker: None, topic, when: None }
    }

    fn whose(&self) -> Whose<'_> {
        match (&self.resident, self.topic) {
            (Some(resident), _) => Whose::Resident(resident),
            (None, Topic::Record(_) | Topic::History) => Whose::Team,
            (None, _) => Whose::Service,
        }
    }
}

/// What the template is handed.
#[derive(Debug, Serialize)]
struct Index {
    /// The name of the service.
    service: String,
    /// When things stood as the pages say; null where that is now.
    as_at: Option<String>,
    /// The day on which the list was made, in words.
    made: String,
    /// For whom the pages are made; empty in the usual edition.
    edition: String,
    /// What an edition says of itself; null where it says nothing.
    notice: Option<String>,
    /// The residents, then the team.
    groups: Vec<Group>,
}

/// A resident's pages, or the team's.
#[derive(Debug, Serialize)]
struct Group {
    /// Whose they are.
    name: String,
    /// The pages, by what they are about.
    kinds: Vec<OfTopic>,
}

/// The pages about one thing.
#[derive(Debug, Serialize)]
struct OfTopic {
    /// What they are called.
    name: String,
    /// The pages, the latest first.
    links: Vec<Link>,
}

/// A page in the list.
#[derive(Debug, Serialize)]
struct Link {
    /// Its address from the list.
    href: String,
    /// Its day or week, or what it is called.
    text: String,
}

impl Press<'_> {
    /// The entry of the page of `record`; `folder` are the resident's records.
    pub fn entry(&self, record: &Record, folder: &[&Record]) -> Entry {
        let key = match record.kind() {
            Kind::WeeklyReview => "week",
            Kind::FormalReview => "prepared",
            Kind::SafetyPlan => "updated",
            _ => "date",
        };
        Entry {
            path: path(record),
            resident: record.place.resident().map(str::to_owned),
            called: called(record, folder).filter(|_| !self.edition.references),
            worker: None,
            topic: Topic::Record(record.kind()),
            when: record.value(key).map(str::to_owned),
        }
    }

    /// The page that links to all the others: first those of the whole service, then the residents' by reference, then the team's.
    ///
    /// # Errors
    /// The template asks for something that there is not.
    pub fn index(&self, entries: &[Entry]) -> Result<Page> {
        let mut groups: BTreeMap<Whose<'_>, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            groups.entry(entry.whose()).or_default().push(entry);
        }
        let context = self.context;
        let groups = groups.into_iter().map(|(whose, entries)| group(whose, &entries, context)).collect();
        let (service, as_at) = (context.settings.service.clone(), context.as_at.clone());
        let made = words::long(context.today);
        let (edition, notice) = (self.edition.words(), self.edition.notice());
        let view = Index { service, as_at, made, edition, notice, groups };
        self.page("page/index.html", "index.html".to_owned(), &view)
    }
}

fn group(whose: Whose<'_>, entries: &[&Entry], context: &Context) -> Group {
    let called = entries.iter().find_map(|entry| entry.called.as_deref());
    let name = match (called, whose) {
        (Some(called), Whose::Resident(resident)) => format!("{called}, {resident}"),
        (None, Whose::Resident(resident)) => resident.to_owned(),
        (_, Whose::Service) => "The whole service".to_owned(),
        (_, Whose::Team) => "Team".to_owned(),
    };
    let topics = Topic::ALL.into_iter().map(|topic| of_topic(topic, entries, context));
    Group { name, kinds: topics.filter(|topic| !topic.links.is_empty()).collect() }
}

/// The pages about one thing, the latest first.
fn of_topic(topic: Topic, entries: &[&Entry], context: &Context) -> OfTopic {
    let mut entries: Vec<_> = entries.iter().filter(|entry| entry.topic == topic).collect();
    entries.sort_by(|a, b| (&b.when, &a.path).cmp(&(&a.when, &b.path)));
    let name = topic.name(context);
    let link = |entry: &&&Entry| {
        let when = entry
            .when
            .as_deref()
            .map(|when| words::days_of_week(when).map_or_else(|| words::date(when), |_| words::week(when)));
        Link { href: address(&entry.path), text: when.or_else(|| entry.worker.clone()).unwrap_or_else(|| name.clone()) }
    };
    OfTopic { links: entries.iter().map(link).collect(), name }
}

/// A path as an address that can only lead to a file beside this one.
pub(super) fn address(path: &str) -> String {
    let mut address = "./".to_owned();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => address.push(char::from(byte)),
            other => _ = write!(address, "%{other:02X}"),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_only_to_files_beside_it() {
        assert_eq!(address("R-0142/weekly/2026-W46.html"), "./R-0142/weekly/2026-W46.html");
        assert_eq!(address("javascript:é\"/plan.html"), "./javascript%3A%C3%A9%22/plan.html");
    }
}

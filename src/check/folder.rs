//! What rules look at: the records of one resident or of the team together, with what is known beyond them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use super::answers::{self, Answer};
use super::called::Called;
use super::changes::Before;
use super::compared::Compared;
use super::likeness;
use super::prose::Prose;
use super::rules::Traces;
use super::{Context, History};
use crate::cycle::Week;
use crate::record::model::{FormalReview, Incident, SafetyPlan, SupportPlan, WeeklyReview};
use crate::record::yaml::Node;
use crate::record::{Former, Kind, Place, Record, model};
use crate::text::Span;

/// What is known beyond the records that are checked together. What nobody asked for is none, and rules that need it say nothing.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// What the service's residents like to be called.
    pub called: Option<Arc<Called>>,
    /// What git tells of the records.
    pub history: Option<Arc<History>>,
    /// What comparing all records of the service has shown.
    pub compared: Option<Arc<Compared>>,
    /// The paths of the records that are asked about, where it is not all of them: the others are read, and nothing is said of them.
    pub asked: Option<Arc<BTreeSet<String>>>,
    /// The records that were different at the version which these are compared with.
    pub before: Option<Arc<Before>>,
}

/// A record that rules look at.
#[derive(Debug)]
pub(super) struct Subject<'r> {
    /// The record.
    pub record: &'r Record,
    /// The service.
    pub context: &'r Context,
    /// What is known beyond the folder.
    pub surroundings: &'r Surroundings,
    called: &'r str,
    /// The numbers of the words of that name.
    called_numbers: Rc<[u16]>,
    prose: OnceCell<Prose<'r>>,
    answers: OnceCell<Vec<Answer<'r>>>,
    free_texts: OnceCell<Vec<Span>>,
    traces: OnceCell<Traces>,
}

impl Surroundings {
    /// Whether the record at `path` is asked about.
    pub(super) fn asks(&self, path: &str) -> bool {
        self.asked.as_ref().is_none_or(|asked| asked.contains(path))
    }
}

impl<'r> Subject<'r> {
    /// The words that staff wrote in it.
    pub(super) fn prose(&self) -> &Prose<'r> {
        self.prose.get_or_init(|| Prose::of(self.record))
    }

    /// What the resident of the folder is called; empty where no plan says it.
    pub(super) fn called(&self) -> &'r str {
        self.called
    }

    /// What staff wrote in each of its parts.
    pub(super) fn answers(&self) -> &[Answer<'r>] {
        self.answers.get_or_init(|| answers::of(self.record, self.prose(), &self.called_numbers))
    }

    /// Where its front matter holds words of staff's own. A name is none of them.
    pub(super) fn free_texts(&self) -> &[Span] {
        self.free_texts.get_or_init(|| {
            let root = &self.record.front.root;
            let name = root.get("called").map(|node| node.span);
            let mut found = self.record.schema().shape.free_texts(root);
            found.retain(|span| Some(*span) != name);
            found
        })
    }

    /// What numbers and addresses its text may hold.
    pub(super) fn traces(&self) -> Traces {
        *self.traces.get_or_init(|| Traces::of(&self.record.text))
    }
}

/// A record's front matter as plain data, with the place of the record in its folder.
#[derive(Debug)]
pub(super) struct Typed<'r, T> {
    /// Which of [`Folder::subjects`] it is.
    pub at: usize,
    /// The record.
    pub record: &'r Record,
    /// Its front matter.
    pub data: T,
}

impl<'r, T> Typed<'r, T> {
    /// The items of the front matter's list `key` with their places, in the order of those in `data`.
    pub(super) fn nodes(&self, key: &str) -> &'r [Node] {
        self.record.front.root.get(key).map(|node| node.items()).unwrap_or_default()
    }

    /// Where the front matter's value `key` stands.
    pub(super) fn span(&self, key: &str) -> Option<Span> {
        self.record.front.root.get(key).map(|node| node.span)
    }
}

/// The records of one resident, or of the team, that can be read. Lists of reviews go from the oldest to the newest; records whose front
/// matter does not fit its schema are in `subjects` alone.
#[derive(Debug)]
pub(super) struct Folder<'r> {
    /// The places of all files, those that cannot be read among them.
    pub files: Vec<Cow<'r, Place>>,
    /// Every record, in the order of the paths.
    pub subjects: Vec<Subject<'r>>,
    /// The service.
    pub context: &'r Context,
    /// What is known beyond the folder.
    pub surroundings: &'r Surroundings,
    /// The support plan.
    pub plan: Option<Typed<'r, SupportPlan>>,
    /// The safety plan.
    pub safety_plan: Option<Typed<'r, SafetyPlan>>,
    /// The weekly reviews, by week; where that cannot be read, by that of the file's name.
    pub weekly: Vec<Typed<'r, WeeklyReview>>,
    /// The formal reviews, by the day on which they were prepared.
    pub formal: Vec<Typed<'r, FormalReview>>,
    /// The incidents, by day.
    pub incidents: Vec<Typed<'r, Incident>>,
    /// What the items of the plans were called before. The lists above name each as it is called now.
    pub former: Former,
    /// The kinds of the records that are there and cannot be read.
    pub unread: Vec<Kind>,
}

impl<'r> Folder<'r> {
    /// The folder that holds these records.
    pub(super) fn new(
        files: Vec<Cow<'r, Place>>,
        records: Vec<&'r Record>,
        context: &'r Context,
        surroundings: &'r Surroundings,
    ) -> Self {
        let former = Former::of(records.iter().copied());
        let mut weekly: Vec<Typed<WeeklyReview>> = typed(&records, Kind::WeeklyReview, |it| former.read(it));
        for review in weekly.iter_mut().filter(|review| Week::parse(&review.data.week).is_none()) {
            review.data.week = review.record.place.values.get("week").cloned().unwrap_or_default();
        }
        weekly.sort_by(|a, b| a.data.week.cmp(&b.data.week));
        let mut formal: Vec<Typed<FormalReview>> = typed(&records, Kind::FormalReview, model::of);
        formal.sort_by_key(|review| review.data.prepared);
        let mut incidents: Vec<Typed<Incident>> = typed(&records, Kind::Incident, |it| former.read(it));
        incidents.sort_by_key(|incident| incident.data.date);
        let plan = typed(&records, Kind::SupportPlan, model::of).pop();
        let safety_plan = typed(&records, Kind::SafetyPlan, |it| former.read(it)).pop();
        let called = records.iter().filter(|record| record.kind() == Kind::SupportPlan);
        let called = called.filter_map(|plan| plan.value("called")).next().unwrap_or_default();
        let called_numbers: Rc<[u16]> = likeness::numbers_of(called).into();
        let subject = |record| Subject {
            record,
            context,
            surroundings,
            called,
            called_numbers: Rc::clone(&called_numbers),
            prose: OnceCell::new(),
            answers: OnceCell::new(),
            free_texts: OnceCell::new(),
            traces: OnceCell::new(),
        };
        let subjects = records.iter().copied().map(subject).collect();
        Self {
            files,
            subjects,
            context,
            surroundings,
            plan,
            safety_plan,
            weekly,
            formal,
            incidents,
            former,
            unread: Vec::new(),
        }
    }

    /// What the resident is called; empty where no plan says it.
    pub(super) fn called(&self) -> &'r str {
        self.subjects.first().map_or("", Subject::called)
    }

    /// What git tells of the records.
    pub(super) fn history(&self) -> Option<&'r History> {
        self.surroundings.history.as_deref()
    }

    /// The formal review that was closed last.
    pub(super) fn last_closed(&self) -> Option<&Typed<'r, FormalReview>> {
        self.formal.iter().rfind(|review| review.data.stage == "closed")
    }

    /// Whether anything is asked about the record at this place. What a rule looks up for it alone is then not looked up in vain.
    pub(super) fn asks(&self, at: usize) -> bool {
        self.subjects.get(at).is_some_and(|subject| self.surroundings.asks(&subject.record.path))
    }

    /// The plan of a resident who has not left, where something is asked about it.
    pub(super) fn asked_plan(&self) -> Option<&Typed<'r, SupportPlan>> {
        self.live_plan().filter(|plan| self.asks(plan.at))
    }

    /// The plan of a resident who has not left.
    pub(super) fn live_plan(&self) -> Option<&Typed<'r, SupportPlan>> {
        self.plan.as_ref().filter(|plan| plan.data.left.is_none_or(|left| left >= self.context.today))
    }

    /// How many files there are of this kind, those that cannot be read among them.
    pub(super) fn count(&self, kind: Kind) -> usize {
        self.files.iter().filter(|place| place.kind == kind).count()
    }

    /// The records of this kind, each with its place in the folder.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &'r Record)> {
        let records = self.subjects.iter().map(|subject| subject.record).enumerate();
        records.filter(move |(_, record)| record.kind() == kind)
    }
}

fn typed<'r, T>(records: &[&'r Record], kind: Kind, read: impl Fn(&'r Record) -> Option<T>) -> Vec<Typed<'r, T>> {
    let of_kind = records.iter().enumerate().filter(|(_, record)| record.kind() == kind);
    of_kind.filter_map(|(at, record)| Some(Typed { at, record, data: read(record)? })).collect()
}

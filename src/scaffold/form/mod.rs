//! A record as a form: the questions that its kind asks, each with where its answer stands, what is at hand for it, and what was answered
//! so far. The questions come from the schema and the answers from the record's own text, so that whoever makes a scaffold has a form for
//! it, and a form that was left half-way is gone on with from the file alone.

mod asked;
mod at_hand;
mod away;
mod filled;
mod put;
mod typed;
mod walk;

use std::collections::BTreeSet;

pub use self::away::{Away, emptied, value_span};
pub use self::filled::as_though_filled;
pub use self::put::{item_with_words, put, says_none};
pub use self::typed::{Unfit, understood};
use self::walk::Form;
use crate::check::{self, Context};
use crate::finding::Code;
use crate::record::yaml::Node;
use crate::record::{self, Place, Record};
use crate::text::{self, Span};

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// A value of the front matter.
    Value(Vec<Step>),
    /// One more item of the front matter's list at this path.
    Another(Vec<Step>),
    /// The words of a section, by its slug.
    Section(String),
    /// The words below an item's heading.
    Item {
        /// The list that the item is in.
        key: String,
        /// Its id.
        id: String,
    },
    /// The words behind a label of an item.
    Label {
        /// The list that the item is in.
        key: String,
        /// Its id.
        id: String,
        /// The label's slug.
        label: String,
    },
}

/// A step to a value of the front matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the value of a key.
    Key(String),
    /// To the item of a list that has this id.
    Id(String),
    /// To an item of a list without ids: the one in which `key` has this value. Where several have it, `nth` counts them from 0.
    Like {
        /// The key that tells the items apart, such as a visit's date.
        key: String,
        /// Its value; empty where it has none yet.
        value: String,
        /// How many before it have the same.
        nth: usize,
    },
}

/// What a question asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// One of these.
    Choice(Vec<Choice>),
    /// Any of these.
    Several {
        /// What there is to choose from.
        of: Vec<Choice>,
        /// Whether one of them is needed at least.
        one_at_least: bool,
    },
    /// A day.
    Date(Lies),
    /// A time of day.
    Time,
    /// A number.
    Number {
        /// The least that it can be.
        least: Option<i64>,
        /// The most that it can be.
        most: Option<i64>,
        /// Whether it has no fraction.
        is_whole: bool,
    },
    /// The figure below or above which things are going the wrong way, and for how many weeks.
    Limit,
    /// A few words on one line.
    Text,
    /// The name of one more item, from which its id and its heading are made.
    Name,
    /// As many words as it needs.
    Words,
}

impl Step {
    /// To `item` of a list without ids, in which `key` tells the items apart.
    fn like(items: &[Node], item: &Node, key: &str) -> Self {
        let value = |item: &Node| item.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        let before = items.iter().take_while(|other| other.span != item.span);
        let own = value(item);
        Self::Like { key: key.to_owned(), nth: before.filter(|other| value(other) == own).count(), value: own }
    }

    /// The item of a list that it leads to.
    fn item<'n>(&self, items: &'n [Node]) -> Option<&'n Node> {
        let text = |item: &'n Node, key: &str| item.get(key).and_then(Node::text).unwrap_or_default();
        match self {
            Self::Key(_) => None,
            Self::Id(id) => items.iter().find(|item| text(item, "id") == id),
            Self::Like { key, value, nth } => items.iter().filter(|item| text(item, key) == value).nth(*nth),
        }
    }
}

/// On which side of today a day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Ahead, as far as anyone would guess.
    Ahead,
    /// Behind, as far as anyone would guess.
    Behind,
    /// Behind, or today: it is the day of something that has happened.
    Past,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As it stands in the record.
    pub value: String,
    /// As people read it.
    pub label: String,
}

/// A question of a form.
#[derive(Debug, Clone)]
pub struct Question {
    /// Where its answer stands.
    pub slot: Slot,
    /// What it is about, where that is one of several items.
    pub about: Option<String>,
    /// What is asked, in a word or two.
    pub title: String,
    /// Why it is asked, and what belongs here.
    pub why: String,
    /// What the scaffold has at hand for it, such as last week's answer.
    pub hint: String,
    /// What it asks for.
    pub ask: Ask,
    /// What was answered, as it would be typed.
    pub answer: Option<String>,
    /// What stands already in the list that one more item may be added to, as people call it.
    pub items: Vec<String>,
    /// What Enter alone answers, where nothing was answered so far.
    pub offer: Option<String>,
    /// Whether the record is complete without it.
    pub optional: bool,
    /// Whether an answer that stands there can be taken away again.
    pub may_be_empty: bool,
    /// Where its answer stands, or will.
    pub span: Span,
}

impl Question {
    /// Whether the record is not complete without an answer that is not there.
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && !self.optional
    }
}

/// The text with every heading and label that its kind asks for and that can be added without doubt, each waiting for its answer; without
/// those that are no longer asked for, where nothing stands below them.
pub fn unfolded(record: Record, context: &Context) -> Record {
    let mut record = record;
    // A heading that is added may ask for labels, no more.
    for _ in 0..4 {
        let findings = check::alone(&record, &[], context);
        let adds = |code: Code| {
            matches!(code, Code::MissingSection | Code::MissingLabel | Code::ItemWithoutHeading | Code::UnexpectedPart)
        };
        let fixes = findings.into_iter().filter(|finding| adds(finding.code)).filter_map(|finding| finding.fix);
        let mut edits: Vec<text::Edit> = Vec::new();
        for fix in fixes {
            if !fix.edits.iter().any(|edit| edits.iter().any(|other| other.span.start == edit.span.start)) {
                edits.extend(fix.edits);
            }
        }
        if edits.is_empty() {
            break;
        }
        let Some(next) = reread(&record, text::apply(&record.text, edits), context) else { break };
        record = next;
    }
    record
}

/// The record with another text.
pub fn reread(record: &Record, text: String, context: &Context) -> Option<Record> {
    record::read(&record.path, record.place.clone(), text.into_bytes(), &context.wording).record
}

/// The questions of `record`, in the order in which people go through it. `others` are the records of the same resident, for what items are
/// called that it refers to.
pub fn questions(record: &Record, others: &[Record], context: &Context) -> Vec<Question> {
    let mut form = Form { record, others, context, questions: Vec::new() };
    let specs = &record.schema().body.sections;
    let later: BTreeSet<&str> = specs.iter().flat_map(|spec| &spec.asks).map(String::as_str).collect();
    let keys = record.schema().json["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str());
    let given = |key: &&str| matches!(*key, "supportplan" | "kind" | "allow") || record.place.values.contains_key(*key);
    let first: Vec<&str> = keys.filter(|key| !given(key) && !later.contains(key)).collect();
    form.keys(&first, false);
    for spec in specs {
        let is_asked =
            spec.when.as_ref().is_none_or(|when| when.asks(&record.values, &record.schema().json) != Some(false));
        if is_asked {
            form.keys(&spec.asks.iter().map(String::as_str).collect::<Vec<_>>(), true);
            form.section(spec);
        }
    }
    form.questions
}

/// The question that a finding at `span` is about: the one whose answer holds it, the shortest where several do.
pub fn question_at(questions: &[Question], span: Span) -> Option<&Question> {
    let holds = |question: &&Question| question.span.start <= span.start && span.start <= question.span.end;
    questions.iter().filter(holds).min_by_key(|question| question.span.end - question.span.start)
}

/// The place of a record at `path`, which is one of the format's.
///
/// # Errors
/// It is none.
pub fn place_of(path: &str) -> anyhow::Result<Place> {
    Place::of(path).ok_or_else(|| anyhow::anyhow!("{path} is no place for a record"))
}

#[cfg(test)]
pub(in crate::scaffold) mod tests {
    use super::*;
    use chrono::NaiveDate;

    pub(in crate::scaffold) const WEEKLY: &str = "---\nsupportplan: 1\nkind: weekly-review\nresident: R-0142\nweek: 2026-W47\ndate: 2026-11-20\nby: priya-n\n#? actions: what was done\nactions:\n  #? Picture recipe. The plan says prompts; last week: done\n  - id: picture-recipe\n    result:\n    help:\n  - id: bus-practice\n    result:\n    help:\nmeasures:\n  - id: cooks-lunch\n    value:\n#? visits: how they were\nvisits:\nplanned:\nsafety_plan:\n---\n\n# Weekly review\n\n## Last week\n\n<!--? Did we do it?\nWe wrote: shop. -->\n\n## What is emerging\n\n## Other support needs\n\n## This week\n\n## Safety plan\n";

    pub(in crate::scaffold) fn context() -> Context {
        let settings = serde_json::json!({"service": "S", "staff": [{"id": "priya-n", "name": "Priya N", "email": "p@s.example"}]});
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
        Context::new(serde_json::from_value(settings).expect("settings"), BTreeSet::new(), today)
    }

    pub(in crate::scaffold) fn weekly(text: &str) -> Record {
        let path = "residents/R-0142/weekly/2026-W47.md";
        let place = place_of(path).expect("a place");
        record::read(path, place, text.as_bytes().to_vec(), &context().wording).record.expect("a record")
    }

    fn asked(record: &Record) -> Vec<Question> {
        questions(record, &[], &context())
    }

    fn open(record: &Record) -> Vec<String> {
        let title = |question: &Question| match &question.about {
            Some(about) => format!("{about}: {}", question.title),
            None => question.title.clone(),
        };
        asked(record).iter().filter(|question| question.is_open()).map(title).collect()
    }

    #[test]
    fn what_is_open_is_asked_in_the_order_in_which_people_go_through_it() {
        let expected = [
            "Picture recipe: Result",
            "Picture recipe: Help given",
            "Bus practice: Result",
            "Bus practice: Help given",
            "Cooks lunch: Value",
            "Visits",
            "Last week",
            "What is emerging",
            "Other support needs",
            "Planned visits",
            "This week",
            "Safety plan",
            "Safety plan",
        ];
        assert_eq!(open(&weekly(WEEKLY)), expected);
    }

    #[test]
    fn what_is_at_hand_is_shown_with_its_question() {
        let questions = asked(&weekly(WEEKLY));
        let hint = |title: &str| {
            questions.iter().find(|question| question.title == title).map(|question| question.hint.as_str())
        };
        assert_eq!(hint("Result"), Some("Picture recipe. The plan says prompts; last week: done"));
        assert_eq!(hint("Visits"), Some("how they were"));
        assert_eq!(hint("Last week"), Some("Did we do it?\nWe wrote: shop."));
    }
}

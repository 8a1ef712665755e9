//! A part of a record that is changed by command: what of it is asked, and whether it waits in the folder already.

use crate::record::Record;
use crate::scaffold::form::{Slot, Step};

/// A part of a plan that a command changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) enum Part {
    /// An item that is new.
    New {
        /// The list that it is in.
        list: &'static str,
        /// Its id.
        id: String,
    },
    /// Items that end: the list that each is in, and its id.
    Ended(Vec<(&'static str, String)>),
    /// The resident's leaving.
    Left,
}

impl Part {
    /// Whether the record has it. What an item that is new is called may stand in its answers alone.
    pub(super) fn is_there(&self, record: &Record, answers: Option<&Record>) -> bool {
        match self {
            Self::New { list, id } if id.is_empty() => {
                let named = answers.and_then(|answers| answers.ids(list).next());
                named.is_some_and(|named| record.ids(list).any(|known| known == named))
            }
            Self::New { list, id } => record.ids(list).any(|known| known == id),
            Self::Ended(items) => items.iter().all(|(list, id)| {
                let item = record.list(list).iter().find(|item| item["id"] == id.as_str());
                item.is_some_and(|item| item.get("ended").is_some())
            }),
            Self::Left => record.front.root.entry("left").is_some(),
        }
    }

    /// Whether what stands at `slot` is asked together with it.
    pub(super) fn asks(&self, slot: &Slot) -> bool {
        let is_of = |list: &str, id: &str| match slot {
            Slot::Value(path) => match &path[..] {
                [Step::Key(key), Step::Id(own), ..] => key == list && own == id,
                _ => false,
            },
            Slot::Item { key, id: own } | Slot::Label { key, id: own, .. } => key == list && own == id,
            Slot::Another(_) | Slot::Section(_) => false,
        };
        match self {
            Self::New { list, id } => is_of(list, id),
            Self::Ended(items) => {
                let is_ending = match slot {
                    Slot::Value(path) => matches!(path.get(2), Some(Step::Key(key)) if key == "ended"),
                    Slot::Label { label, .. } => label == "why-it-ended",
                    _ => false,
                };
                is_ending && items.iter().any(|(list, id)| is_of(list, id))
            }
            Self::Left => match slot {
                Slot::Value(path) => matches!(&path[..], [Step::Key(key)] if key == "moved_to"),
                Slot::Section(section) => section == "moved-on",
                _ => false,
            },
        }
    }
}

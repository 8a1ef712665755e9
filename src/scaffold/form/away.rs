//! What was answered or added, taken away again.

use super::{Question, Slot, Step, Unfit, reread, unfolded};
use crate::check::Context;
use crate::record::outline::Item;
use crate::record::yaml::Node;
use crate::record::{Record, insert};
use crate::text::{self, Edit, Span};

/// An item of a list that can be taken away again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// The list.
    pub key: String,
    /// Its place in the list, from 0.
    pub at: usize,
    /// Its id, if it has one.
    pub id: Option<String>,
}

impl Away {
    /// The item that the question is about, where it is one of a list that people add to.
    pub fn of(record: &Record, question: &Question) -> Option<Self> {
        let (key, step) = match &question.slot {
            Slot::Value(path) => match path.as_slice() {
                [Step::Key(key), step @ (Step::Id(_) | Step::Like { .. }), ..] => (key, step.clone()),
                _ => return None,
            },
            Slot::Item { key, id } | Slot::Label { key, id, .. } => (key, Step::Id(id.clone())),
            Slot::Another(_) | Slot::Section(_) => return None,
        };
        let items = record.front.root.get(key).map(Node::items)?;
        let meant = step.item(items)?;
        let at = items.iter().position(|item| std::ptr::eq(item, meant))?;
        Self::at(record, key, at)
    }

    /// The item at place `at` of the list `key`, where people add to that.
    pub fn at(record: &Record, key: &str, at: usize) -> Option<Self> {
        let item = record.front.root.get(key)?.items().get(at)?;
        // Items that another record gives are not added, and stay.
        let is_given = record.schema().json["properties"][key]["items"]["properties"]["id"].get("x-refers").is_some();
        let id = item.get("id").and_then(Node::text).map(str::to_owned);
        (!is_given).then(|| Self { key: key.to_owned(), at, id })
    }

    /// The record without it, and without the words below its heading.
    ///
    /// # Errors
    /// Something else stands below its heading.
    pub fn from(&self, record: &Record, context: &Context) -> Result<Record, Unfit> {
        let unfit = |why: &str| Unfit(why.to_owned());
        let edit = insert::without_item(record, &self.key, self.at);
        let edit = edit.ok_or_else(|| unfit("It cannot be taken away here, but in the editor."))?;
        let words = self.id.as_ref().and_then(|id| record.outline.item(&self.key, id));
        if words.is_some_and(|item| !item.items.is_empty()) {
            return Err(unfit("Other items stand below its heading. Take those away first."));
        }
        let edits = [edit].into_iter().chain(words.map(without_words));
        let changed = reread(record, text::apply(&record.text, edits.collect()), context);
        changed
            .map(|changed| unfolded(changed, context))
            .ok_or_else(|| unfit("It cannot be taken away here, but in the editor."))
    }
}

fn without_words(item: &Item) -> Edit {
    Edit::delete(Span::new(item.heading.span.start, item.all.end))
}

/// The record without the answer to `question`.
///
/// # Errors
/// An answer is needed there.
pub fn emptied(record: &Record, question: &Question, context: &Context) -> Result<Record, Unfit> {
    let needed = || Unfit("An answer is needed here, so what stood there stays.".to_owned());
    let edit = match &question.slot {
        _ if !question.may_be_empty => None,
        Slot::Value(path) => without_value(record, path),
        Slot::Item { key, id } => record.outline.item(key, id).map(without_words),
        _ => None,
    };
    let changed = reread(record, text::apply(&record.text, vec![edit.ok_or_else(needed)?]), context);
    changed.map(|changed| unfolded(changed, context)).ok_or_else(needed)
}

fn without_value(record: &Record, path: &[Step]) -> Option<Edit> {
    let (Step::Key(key), around) = path.split_last()? else { return None };
    insert::without_member(record, node_at(record, around)?, key)
}

fn node_at<'r>(record: &'r Record, path: &[Step]) -> Option<&'r Node> {
    path.iter().try_fold(&record.front.root, |node, step| match step {
        Step::Key(key) => node.get(key),
        item => item.item(node.items()),
    })
}

/// Where the answer to `question` stands in the record; of a list, the first value of the item that was added last.
pub fn value_span(record: &Record, question: &Question) -> Option<Span> {
    match &question.slot {
        Slot::Value(path) => node_at(record, path).map(|node| node.span),
        Slot::Another(path) => {
            let last = node_at(record, path)?.items().last()?;
            last.entries().first().map(|first| first.value.span)
        }
        Slot::Section(slug) => record.outline.section(slug).map(|section| section.text),
        Slot::Item { key, id } => record.outline.item(key, id).map(|item| item.text),
        Slot::Label { key, id, label } => {
            record.outline.item(key, id).and_then(|item| item.label(label)).map(|label| label.text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{WEEKLY, context, weekly};
    use super::super::{put, questions};
    use super::*;

    fn asked(record: &Record, slot: &Slot) -> Question {
        let found = questions(record, &[], &context()).into_iter().find(|question| question.slot == *slot);
        found.expect("such a question")
    }

    fn another(key: &str) -> Slot {
        Slot::Another(vec![Step::Key(key.to_owned())])
    }

    fn answered(record: &Record, slot: &Slot, typed: &str) -> Record {
        put(record, &asked(record, slot), typed, &context()).unwrap_or_else(|unfit| panic!("{}", unfit.0))
    }

    fn of_day(day: &str) -> Step {
        Step::Like { key: "date".to_owned(), value: day.to_owned(), nth: 0 }
    }

    fn taken(record: &Record, slot: &Slot) -> Record {
        let away = Away::of(record, &asked(record, slot)).expect("an item");
        away.from(record, &context()).unwrap_or_else(|unfit| panic!("{}", unfit.0))
    }

    #[test]
    fn an_item_that_was_added_is_taken_away_with_its_words() {
        let mut record = weekly(WEEKLY);
        for (key, typed) in [("new_risks", "Knives"), ("visits", "17 Nov"), ("visits", "18 Nov")] {
            record = answered(&record, &another(key), typed);
        }
        record = answered(&record, &Slot::Item { key: "new_risks".into(), id: "knives".into() }, "Put them away.");
        assert_eq!(asked(&record, &another("visits")).items, ["2026-11-17", "2026-11-18"]);
        assert_eq!(asked(&record, &another("new_risks")).items, ["Knives"]);
        let result = |day| Slot::Value(vec![Step::Key("visits".into()), of_day(day), Step::Key("result".into())]);
        let record = taken(&record, &result("2026-11-17"));
        assert_eq!(asked(&record, &another("visits")).items, ["2026-11-18"]);
        let record = taken(&record, &result("2026-11-18"));
        let record = taken(&record, &Slot::Item { key: "new_risks".into(), id: "knives".into() });
        let expected = WEEKLY.replace("planned:\n", "planned:\nnew_risks:\n");
        assert_eq!(record.text, expected);
    }

    #[test]
    fn what_another_record_gives_stays() {
        let record = weekly(WEEKLY);
        let slot = Slot::Value(
            ["actions"]
                .map(|key| Step::Key(key.into()))
                .into_iter()
                .chain([Step::Id("bus-practice".into()), Step::Key("result".into())])
                .collect(),
        );
        assert_eq!(Away::of(&record, &asked(&record, &slot)), None);
    }

    #[test]
    fn an_answer_is_emptied_where_none_is_needed() {
        let record = answered(&weekly(WEEKLY), &another("planned"), "monday");
        let time = Slot::Value(vec![Step::Key("planned".into()), of_day("2026-11-23"), Step::Key("time".into())]);
        let timed = answered(&record, &time, "2pm");
        let question = asked(&timed, &time);
        assert_eq!(emptied(&timed, &question, &context()).expect("emptied").text, record.text);
        let said = answered(&record, &Slot::Section("last-week".into()), "Sam cooked.");
        let question = asked(&said, &Slot::Section("last-week".into()));
        assert!(emptied(&said, &question, &context()).is_err());
    }
}

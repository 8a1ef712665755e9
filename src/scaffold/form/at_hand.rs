//! What is at hand for a question: the answers to choose from, what items are called, and the scaffold's remarks.

use std::collections::BTreeSet;

use serde_json::Value;

use super::walk::Form;
use super::{Ask, Choice, Lies};
use crate::record::{self, Record, edit, heading_for};
use crate::text::Span;

/// How a remark goes on that offers an answer.
const OFFERS: char = '=';

impl Form<'_> {
    /// What a scalar that `schema` describes is asked as.
    pub(super) fn asks_for(&self, schema: &Value) -> Ask {
        let is_number = matches!(schema["type"].as_str(), Some("number" | "integer"));
        match schema["x-typed"].as_str() {
            Some("time") => return Ask::Time,
            Some("limit") => return Ask::Limit,
            Some("ahead") => return Ask::Date(Lies::Ahead),
            Some("past") => return Ask::Date(Lies::Past),
            _ if schema["format"] == "date" => return Ask::Date(Lies::Behind),
            _ if is_number => {
                let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
                return Ask::Number { least, most, is_whole: schema["type"] == "integer" };
            }
            _ => {}
        }
        match self.choices(schema) {
            choices if choices.is_empty() => Ask::Text,
            choices => Ask::Choice(choices),
        }
    }

    /// The answers that the schema, the settings or the resident's other records give to choose from.
    pub(super) fn choices(&self, schema: &Value) -> Vec<Choice> {
        let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
        if let Some(values) = schema["enum"].as_array() {
            return values.iter().filter_map(Value::as_str).map(|value| choice(value, value)).collect();
        }
        let here = |staff: &&record::settings::Staff| staff.left.is_none_or(|left| left >= self.context.today);
        let staff = || self.context.settings.staff.iter().filter(here).map(|staff| choice(&staff.id, &staff.name));
        match schema["x-refers"].as_str() {
            Some("staff") => staff().collect(),
            Some("signatories") => {
                let resident = ["resident", "representative"].map(|who| choice(who, who));
                resident.into_iter().chain(staff()).collect()
            }
            Some("levels") => self.context.levels.iter().map(|level| choice(&level.id, &level.label)).collect(),
            Some("residents") => self.context.residents.iter().map(|resident| choice(resident, resident)).collect(),
            Some(target) => {
                let (whose, list) = target.split_once('.').unwrap_or(("", target));
                let holds = |record: &&Record| {
                    whose.is_empty() && (target == "risks" || record.path == self.record.path)
                        || whose == "plan" && record.kind() == record::Kind::SupportPlan
                };
                let records = self.others.iter().chain([self.record]).filter(holds);
                let mut seen = BTreeSet::new();
                let items = records.flat_map(|record| record.list(list));
                let open = items.filter(|item| item.get("ended").is_none());
                let ids = open.filter_map(|item| item.get("id")?.as_str()).filter(|id| seen.insert(*id));
                ids.map(|id| choice(id, &self.called(list, id))).collect()
            }
            None => Vec::new(),
        }
    }

    /// What an item is called: its heading, wherever it has one.
    pub(super) fn called(&self, list: &str, id: &str) -> String {
        let records = [self.record].into_iter().chain(self.others);
        let heading = records.filter_map(|record| record.outline.item(list, id)).next();
        heading.map_or_else(|| heading_for(id), |item| item.heading.text.clone())
    }

    /// What the scaffold's remarks say on the lines right above byte `at` of the front matter.
    pub(super) fn hint_above(&self, at: usize) -> String {
        let text = &self.record.text;
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut lines: Vec<&str> = self.lines_above(line).filter(|line| !line.starts_with(OFFERS)).collect();
        lines.reverse();
        // A remark begins with the key that it is about, which the question names anyway.
        // Remarks on other keys may stand right above it.
        let key = text[line..].split(':').next().unwrap_or_default().trim();
        let own = lines.iter().rposition(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
        let said = lines[own.unwrap_or(0)..].join("\n");
        said.strip_prefix(key).and_then(|said| said.strip_prefix(": ")).map(str::to_owned).unwrap_or(said)
    }

    /// What the scaffold's remarks on the lines right above byte `at` of the front matter offer as an answer: to the key there or, where it is a
    /// list, to this key of an item that is added to it. Such a remark is `#?= ANSWER` or `#?= KEY: ANSWER`.
    pub(super) fn offer_above(&self, at: usize, key: Option<&str>) -> Option<String> {
        let line = self.record.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let offers = self.lines_above(line).filter_map(|line| line.strip_prefix(OFFERS)).map(str::trim);
        let mut own = offers.filter_map(|offer| match key {
            Some(key) => offer.strip_prefix(key)?.strip_prefix(": "),
            None => Some(offer),
        });
        own.next().map(|offer| offer.trim().to_owned())
    }

    /// What stands in the remarks right above a line of the front matter, from the last of them up.
    fn lines_above(&self, line: usize) -> impl Iterator<Item = &str> {
        let before = self.record.text[..line].split_inclusive('\n').rev().map(str::trim);
        before.map_while(|above| above.strip_prefix(edit::FRONT_GUIDANCE)).map(str::trim)
    }

    /// What the scaffold's remarks say within `span` of the text.
    pub(super) fn hint_within(&self, span: Span) -> String {
        let text = &self.record.text;
        let inside = |hint: &Span| span.start <= hint.start && hint.end <= span.end;
        let hints = edit::hints(self.record).filter(inside).map(|hint| {
            let words = hint.of(text).trim_start_matches(edit::BODY_GUIDANCE).trim_end_matches("-->");
            words.trim().to_owned()
        });
        hints.collect::<Vec<_>>().join("\n\n")
    }
}

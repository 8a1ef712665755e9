//! What the options of a command say of a record. Answers, or a draft that waits, may not say otherwise: neither is to overrule the other
//! without a word.

use anyhow::{Result, bail};
use serde_json::Value;

use super::Sheet;
use crate::record::Record;

/// What an option says of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) struct Given {
    option: &'static str,
    /// Where the record says it: the keys that lead there, `#id` for the item of a list, `*` for any of them.
    at: Vec<String>,
    value: String,
}

impl Given {
    /// What `option` says of what stands at `at`; none, where it was left out.
    pub(in crate::commands) fn new(option: &'static str, at: &[&str], value: Option<impl ToString>) -> Option<Self> {
        let at = at.iter().map(|step| (*step).to_owned()).collect();
        value.map(|value| Self { option, at, value: value.to_string() })
    }

    /// Whether these values say the same; none, where they say nothing of it.
    fn is_said(&self, values: &Value) -> Option<bool> {
        let mut found = vec![values];
        for step in &self.at {
            found = found.into_iter().flat_map(|value| within(value, step)).collect();
        }
        let mut said = found.into_iter().filter(|value| !value.is_null()).peekable();
        said.peek()?;
        Some(said.any(|value| value.as_str() == Some(&self.value)))
    }

    /// The keys that lead there, as messages name them.
    fn key(&self) -> String {
        let keys = self.at.iter().filter(|step| !step.starts_with(['#', '*']));
        keys.cloned().collect::<Vec<_>>().join(": ")
    }
}

/// What one step leads to.
fn within<'v>(value: &'v Value, step: &str) -> Vec<&'v Value> {
    let items = || value.as_array().into_iter().flatten();
    match step.strip_prefix('#') {
        Some(id) => items().filter(|item| item["id"] == id).collect(),
        None if step == "*" => items().collect(),
        None => value.get(step).into_iter().collect(),
    }
}

/// Refuses answers that say otherwise than an option does.
pub(super) fn in_answers(sheet: &Sheet, answers: &Record) -> Result<()> {
    match sheet.given.iter().find(|given| given.is_said(&answers.values) == Some(false)) {
        // Outside a terminal nothing is said of what a record says.
        Some(given) => bail!(
            "{} {} says otherwise than `{}` in the answers, so nothing was written. Leave one of the two out, or mend it",
            given.option,
            given.value,
            given.key()
        ),
        None => Ok(()),
    }
}

/// Refuses to go on with a record that was begun otherwise than an option says now.
pub(super) fn in_waiting(sheet: &Sheet, waiting: &Record, answers: Option<&Record>) -> Result<()> {
    let is_told = |given: &Given| answers.is_some_and(|answers| given.is_said(&answers.values).is_some());
    // What is still a question there says nothing else.
    let is_open =
        |given: &Given| given.at.first().is_some_and(|key| waiting.values.get(key).is_some_and(Value::is_null));
    let otherwise = |given: &&Given| match given.is_said(&waiting.values) {
        None => !is_told(given) && !is_open(given),
        said => said == Some(false),
    };
    match sheet.given.iter().find(otherwise) {
        Some(given) => bail!(
            "{} was begun already, and does not say what {} {} says, so nothing was changed. Write `{}` there in an editor, or leave the option \
             out: `{}` goes on with it as it is",
            sheet.path,
            given.option,
            given.value,
            given.key(),
            sheet.command
        ),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(at: &[&str], value: &str) -> Given {
        Given::new("--option", at, Some(value)).expect("given")
    }

    #[test]
    fn what_an_option_says_is_looked_up_where_the_record_says_it() {
        let values = json!({
            "result": "signed",
            "risks": [{"id": "burns", "ended": {"reason": "replaced"}}, {"id": "falls"}],
            "signed": [{"who": "resident", "date": "2026-11-20"}, {"who": "tom-b", "date": "2026-11-21"}],
        });
        let is_said = |at: &[&str], value| given(at, value).is_said(&values);
        assert_eq!(is_said(&["result"], "signed"), Some(true));
        assert_eq!(is_said(&["result"], "declined"), Some(false));
        assert_eq!(is_said(&["next_review"], "2027-02-26"), None);
        assert_eq!(is_said(&["risks", "#burns", "ended", "reason"], "achieved"), Some(false));
        assert_eq!(is_said(&["risks", "#falls", "ended", "reason"], "achieved"), None);
        assert_eq!(is_said(&["signed", "*", "date"], "2026-11-21"), Some(true));
        assert_eq!(is_said(&["signed", "*", "date"], "2026-11-22"), Some(false));
        assert_eq!(given(&["risks", "#burns", "ended", "reason"], "achieved").key(), "risks: ended: reason");
        assert_eq!(Given::new("--option", &["left"], None::<String>), None);
    }
}

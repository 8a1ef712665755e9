//! A record as though its open questions were answered, so that what is judged of whole records can be judged before it is one.

use super::{Ask, Question, Slot, put, questions, reread};
use crate::check::Context;
use crate::record::Record;

/// The record with an answer to every open question, whichever it may be; none, where there is no such answer.
pub fn as_though_filled(record: &Record, others: &[Record], context: &Context) -> Option<Record> {
    let mut filled = reread(record, record.text.clone(), context)?;
    // An answer may ask for another one.
    let asked = questions(&filled, others, context).len();
    for _ in 0..3 * asked {
        let Some(open) = questions(&filled, others, context).into_iter().find(Question::is_open) else { break };
        // Some lists need an item.
        let one = |_| put(&filled, &open, "1", context);
        filled = put(&filled, &open, &any_answer(&open, context), context).or_else(one).ok()?;
    }
    Some(filled)
}

fn any_answer(question: &Question, context: &Context) -> String {
    let answer = match &question.ask {
        Ask::Date(_) => return context.today.to_string(),
        Ask::Number { least, .. } => return least.unwrap_or_default().to_string(),
        _ if matches!(question.slot, Slot::Another(_)) => "none",
        Ask::Choice(_) | Ask::Several { one_at_least: true, .. } => "1",
        Ask::Several { .. } => "none",
        Ask::Time => "12:00",
        Ask::Limit => "below 1 for 1 week",
        Ask::Text | Ask::Name | Ask::Words => "x",
    };
    answer.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{WEEKLY, context, weekly};
    use super::*;

    #[test]
    fn a_record_is_taken_for_complete() {
        let filled = as_though_filled(&weekly(WEEKLY), &[], &context()).expect("answers");
        assert!(!questions(&filled, &[], &context()).iter().any(Question::is_open), "{}", filled.text);
    }
}

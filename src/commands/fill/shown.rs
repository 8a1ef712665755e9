//! How a question is shown in the terminal: what is asked, what is at hand for it, and what can be answered.

use anyhow::Result;
use chrono::NaiveDate;

use super::Desk;
use crate::record::model;
use crate::report::printable_lines;
use crate::scaffold::form::{Ask, Choice, Question, Slot};
use crate::text::wrapped;

/// Whether an answer is long to type, so that it is changed rather than typed anew.
pub(super) fn is_long(ask: &Ask) -> bool {
    matches!(ask, Ask::Words | Ask::Text | Ask::Name)
}

/// What is asked, and of what.
pub(super) fn title(question: &Question) -> String {
    match &question.about {
        Some(about) => format!("{about}: {}", question.title),
        None => question.title.clone(),
    }
}

/// Shows a question, what is at hand for it, and what can be answered.
pub(super) fn head(question: &Question, more: usize, desk: &mut Desk<'_>) -> Result<()> {
    let to_go = if more == 0 { String::new() } else { format!("   ({more} more)") };
    let another = if matches!(question.slot, Slot::Another(_)) { another(question) } else { String::new() };
    desk.ui.note(&format!("\n{}{another}{to_go}", title(question)))?;
    let is_list = matches!(question.slot, Slot::Another(_));
    if !question.items.is_empty() {
        let items = (1..).zip(&question.items).map(|(number, item)| format!("{number} {item}"));
        indented(&format!("So far: {}. - 1 takes the first away.", items.collect::<Vec<_>>().join("; ")), desk)?;
    }
    // The scaffold's own words go before the schema's, which `?` shows in any case.
    let at_hand = if is_list || question.hint.is_empty() { &question.why } else { &question.hint };
    indented(&paragraphs(at_hand), desk)?;
    if let Ask::Choice(choices) | Ask::Several { of: choices, .. } = &question.ask {
        indented(&numbered(choices), desk)?;
    }
    match &question.answer {
        Some(answer) if answer.contains('\n') => {
            desk.ui.note("  Answered so far (Tab opens it):")?;
            indented(answer, desk)
        }
        Some(answer) if !is_long(&question.ask) => {
            let is_list = matches!(question.ask, Ask::Several { .. }) || matches!(question.slot, Slot::Another(_));
            let empties = if question.may_be_empty && !is_list { " The word none empties it." } else { "" };
            indented(&format!("Enter keeps {}.{empties}", in_full(question, answer)), desk)
        }
        None => match &question.offer {
            Some(offer) => indented(&format!("Enter alone says {}.", in_full(question, offer)), desk),
            None if question.ask == Ask::Limit => indented("Such as: below 3 for 2 weeks. Enter leaves it out.", desk),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// An answer as people read it: a day with its weekday.
fn in_full(question: &Question, answer: &str) -> String {
    let date = model::date(answer).filter(|_| matches!(question.ask, Ask::Date(_)));
    date.map_or_else(|| answer.to_owned(), long_date)
}

/// A day with its weekday, such as Friday 20 November 2026.
pub(super) fn long_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// What is to be typed where one more item may be added.
fn another(question: &Question) -> String {
    let what = match question.ask {
        Ask::Name => "a name in a few words",
        Ask::Date(_) => "a day",
        _ => "one",
    };
    match question.optional {
        true => format!(": one more? Type {what}, or Enter for none"),
        false => format!(": type {what}, or none"),
    }
}

/// The choices with their numbers: on one line where that is not too long, else each on its own.
fn numbered(choices: &[Choice]) -> String {
    let named = |with_label: bool| {
        let shown = (1..).zip(choices).map(move |(number, choice)| match with_label && choice.label != choice.value {
            true => format!("{number} {} ({})", choice.value, choice.label),
            false => format!("{number} {}", choice.value),
        });
        shown.collect::<Vec<_>>()
    };
    let lines = [named(true).join(" · "), named(false).join(" · ")];
    let short = lines.into_iter().find(|line| line.chars().count() <= LINE);
    short.unwrap_or_else(|| named(true).join("\n"))
}

/// How long the choices may be to stand on one line.
const LINE: usize = 76;

/// Says why a question is asked, and how it is answered. `is_added` says that it is about an item that can be taken away again.
pub(super) fn why(question: &Question, is_added: bool, desk: &mut Desk<'_>) -> Result<()> {
    indented(&question.why, desk)?;
    if let Ask::Choice(choices) | Ask::Several { of: choices, .. } = &question.ask {
        let labels = choices.iter().filter(|choice| choice.label != choice.value);
        let labels: Vec<String> = labels.map(|choice| format!("{}: {}", choice.value, choice.label)).collect();
        indented(&labels.join("\n"), desk)?;
    }
    let how = match question.ask {
        Ask::Choice(_) => "Type a number, the word, or its beginning.",
        Ask::Several { one_at_least: true, .. } => "Type the numbers of those that belong here, such as 1 3.",
        Ask::Several { .. } => "Type the numbers of those that belong here, such as 1 3, or none.",
        Ask::Date(_) => "Type a day as 2026-11-20, 20/11, 20 Nov, in 3 months, or a word such as today or Friday.",
        Ask::Time => "Type a time such as 14:30.",
        Ask::Number { .. } => "Type a number.",
        Ask::Limit => "Type below or above, the figure, and for how many weeks, such as: below 3 for 2 weeks.",
        Ask::Name => "Type a name of a few words; it becomes the heading.",
        Ask::Text => "Type a few words.",
        Ask::Words => "Type it here, or press Tab to write it in the editor.",
    };
    indented(how, desk)?;
    if is_added {
        indented("- alone takes this item away again.", desk)?;
    }
    Ok(())
}

/// Says something below a question.
pub(super) fn indented(words: &str, desk: &mut Desk<'_>) -> Result<()> {
    const WIDTH: usize = 100;
    let width = desk.ui.style().width.min(WIDTH);
    for line in words.lines() {
        for part in wrapped(&printable_lines(line), width.saturating_sub(2)) {
            desk.ui.note(&format!("  {part}"))?;
        }
    }
    Ok(())
}

/// The lines of each paragraph on one, lists aside; the terminal wraps them anew.
fn paragraphs(words: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in words.lines().map(str::trim) {
        let goes_on = lines.last().is_some_and(|last| !last.is_empty() && !last.ends_with('?') && !last.ends_with(':'));
        match lines.last_mut().filter(|_| goes_on && !line.is_empty() && !line.starts_with(['-', '*', '>', '#'])) {
            Some(last) => last.push_str(&format!(" {line}")),
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

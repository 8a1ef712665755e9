//! What somebody says to a question: an answer, or a sign that stands for something else.

use std::path::Path;

use anyhow::Result;

use super::{Asking, one_line};
use crate::commands::fill::shown::title;
use crate::commands::fill::{Desk, Sheet, editor};
use crate::commands::prompt::{Said, interrupted};
use crate::scaffold::form::{self, Ask, Question, Slot};
use crate::service::store;

/// What was said to a question.
pub(super) enum Heard {
    /// This, as the answer.
    Answer(String),
    /// Nothing, or what stands there already.
    Nothing,
    /// That what stands there goes.
    Empty,
    /// Why is it asked?
    Why,
    /// Back to the one before.
    Back,
    /// The item goes: the one that is asked about, or that of this number.
    Away(Option<usize>),
    /// Nothing yet; this stands there to be changed.
    Again(String),
}

/// What a line means, where `stands` stood there to be changed.
fn meant(question: &Question, stands: &str, typed: String) -> Heard {
    // A sign behind what stood there is none of its words.
    let behind = typed.strip_prefix(stands).filter(|_| !stands.is_empty()).map(str::trim);
    let sign = match behind {
        Some("<") => "<",
        Some("?") if stands.ends_with(['.', '!', '?']) => "?",
        _ => typed.trim(),
    };
    let is_another = matches!(question.slot, Slot::Another(_));
    let number = sign.strip_prefix('-').filter(|_| is_another).and_then(|number| number.trim().parse().ok());
    match sign {
        "?" => Heard::Why,
        "<" => Heard::Back,
        "-" => Heard::Away(None),
        _ if number.is_some() => Heard::Away(number),
        "" if !stands.is_empty() => Heard::Empty,
        "" => match (&question.answer, &question.offer) {
            (None, Some(offer)) => Heard::Answer(offer.clone()),
            _ => Heard::Nothing,
        },
        _ if is_another && question.optional && form::says_none(&typed) => Heard::Nothing,
        _ if question.answer.as_deref() == Some(typed.as_str()) => Heard::Nothing,
        none if is_emptied_by_none(question) && none.eq_ignore_ascii_case("none") => Heard::Empty,
        _ => Heard::Answer(typed),
    }
}

/// Whether the word none takes the answer away, or leaves it out.
fn is_emptied_by_none(question: &Question) -> bool {
    (question.may_be_empty || question.optional)
        && matches!(question.ask, Ask::Choice(_) | Ask::Date(_) | Ask::Time | Ask::Number { .. } | Ask::Limit)
}

impl Asking<'_> {
    /// What the person says to a question, where `stands` stands there already to be changed; none, where they leave.
    pub(super) fn hears(
        &self,
        question: &Question,
        stands: &str,
        in_hand: &Path,
        desk: &mut Desk<'_>,
    ) -> Result<Option<Heard>> {
        let typed = match desk.ui.said("> ", stands)? {
            Said::End(typed) => {
                keep_in_hand(question, stands, &typed, in_hand)?;
                return Ok(None);
            }
            Said::Interrupted(typed) => {
                keep_in_hand(question, stands, &typed, in_hand)?;
                let Sheet { path, command, .. } = self.sheet;
                desk.ui.note(&format!(
                    "All that was typed is kept in {path}, or will be offered again. `{command}` goes on with it."
                ))?;
                interrupted()
            }
            Said::InEditor(typed) if question.ask == Ask::Words => {
                let whole = question.answer.clone().filter(|answer| one_line(answer) == typed || typed.is_empty());
                return Ok(Some(match self.in_editor(question, &whole.unwrap_or(typed), in_hand, desk) {
                    Ok(written) if written.is_empty() => Heard::Empty,
                    Ok(written) if question.answer.as_ref() == Some(&written) => Heard::Nothing,
                    Ok(written) => Heard::Answer(written),
                    // What was written there is at hand again.
                    Err(error) => {
                        desk.ui.note(&format!("  {error:#}. Type the answer here, or press Tab to try again."))?;
                        Heard::Again(words_of(&store::read_text(in_hand)?))
                    }
                }));
            }
            Said::InEditor(typed) => {
                desk.ui.note("  Tab opens the editor where a long answer is asked for; this one is typed here.")?;
                return Ok(Some(Heard::Again(typed)));
            }
            Said::Line(typed) => typed,
        };
        Ok(Some(meant(question, stands, typed)))
    }

    /// What is written in the editor as the answer, beginning with `begun`. It lies in git's folder until it is an answer.
    fn in_editor(&self, question: &Question, begun: &str, in_hand: &Path, desk: &mut Desk<'_>) -> Result<String> {
        let remark = [title(question), question.why.clone(), question.hint.clone()].join("\n\n");
        let remark = format!("<!--? {}\n-->", remark.trim().replace("-->", "-- >"));
        store::write(in_hand, format!("{begun}\n\n{remark}\n").as_bytes())?;
        editor::open(in_hand, desk.repo, desk.ui)?;
        let written = store::read_text(in_hand)?;
        let words = words_of(&written);
        store::write(in_hand, words.as_bytes())?;
        if words.is_empty() {
            store::remove_if_there(in_hand)?;
        }
        Ok(words)
    }
}

/// Keeps words that are no answer yet, to be offered the next time.
fn keep_in_hand(question: &Question, stands: &str, typed: &str, in_hand: &Path) -> Result<()> {
    if question.ask == Ask::Words && !typed.trim().is_empty() && typed != stands {
        store::write(in_hand, typed.as_bytes())?;
    }
    Ok(())
}

/// What was written in the editor, without the remark that says what is asked.
pub(super) fn words_of(written: &str) -> String {
    match written.find("<!--?") {
        Some(at) => {
            let behind = written[at..].find("-->").map_or("", |end| &written[at + end + 3..]);
            format!("{}\n\n{}", written[..at].trim(), behind.trim()).trim().to_owned()
        }
        None => written.trim().to_owned(),
    }
}

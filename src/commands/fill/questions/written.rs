//! What an answer does to the record's file.

use anyhow::Result;

use super::{Asking, Step};
use crate::commands::fill::shown::{indented, long_date};
use crate::commands::fill::{self, Desk, Kept, Sheet, capital};
use crate::finding::{Code, Severity};
use crate::record::Record;
use crate::scaffold::form::{self, Ask, Away, Lies, Question, Slot, Step as To, Unfit};
use crate::service::{drafts, store};

impl Asking<'_> {
    /// Stops the asking where somebody else saved the record since it began. An answer that was just given is kept in hand.
    pub(super) fn unless_saved(&self, given: Option<(&Question, &str)>, desk: &Desk<'_>) -> Result<()> {
        let Sheet { path, name, kept, command, .. } = self.sheet;
        if desk.repo.last_committed(path)? == self.saved {
            return Ok(());
        }
        let mut said = format!(
            "{name} was saved by somebody else while you were answering. What you had answered by then lies in {path}"
        );
        if let Some((question, typed)) = given {
            let in_hand = drafts::in_hand(desk.repo, path, &format!("{:?}", question.slot));
            store::write(&in_hand, typed.as_bytes())?;
            let place = in_hand.display();
            said += &format!("; what you typed last is kept in {place}, and offered where that is asked again");
        }
        match kept {
            Kept::Refused(instead) => anyhow::bail!("{said}. {instead}"),
            _ => anyhow::bail!("{said}. `{command}` goes on with it"),
        }
    }

    /// Writes the answer into the record's file. Where somebody edits that at the same moment, both are kept.
    pub(super) fn answer(&self, question: &Question, typed: &str, desk: &mut Desk<'_>) -> Result<Result<(), Unfit>> {
        const TRIES: usize = 5;
        let (service, context) = (desk.service, &desk.service.context);
        let mut is_sure = false;
        for _ in 0..TRIES {
            self.unless_saved(Some((question, typed)), desk)?;
            let record = self.record(desk)?;
            let before = record.text.clone();
            let record = form::unfolded(record, context);
            let questions = form::questions(&record, &self.others, context);
            let Some(current) = questions.into_iter().find(|other| other.slot == question.slot) else {
                return Ok(Err(Unfit("This question is no longer in the record.".to_owned())));
            };
            if current.answer != question.answer {
                let other = current.answer.unwrap_or_default();
                return Ok(Err(Unfit(format!(
                    "Somebody answered this in the meantime: {other}\nType yours again to put it in the place of that, or Enter to leave it."
                ))));
            }
            let changed = match form::put(&record, &current, typed, context) {
                Ok(changed) => changed,
                Err(unfit) => return Ok(Err(unfit)),
            };
            if !is_sure {
                if let Err(unfit) = self.is_sure(question, typed, &changed, desk)? {
                    return Ok(Err(unfit));
                }
                is_sure = true;
                self.unless_saved(Some((question, typed)), desk)?;
            }
            if drafts::write_over(service, &self.sheet.path, &before, &changed.text)? {
                return Ok(Ok(()));
            }
        }
        anyhow::bail!(
            "{} is being written by another program all the time, so the answer could not be kept: {typed}",
            self.sheet.path
        )
    }

    /// Says what was understood, and what is odd about it. Whether it is to stand all the same.
    fn is_sure(
        &self,
        question: &Question,
        typed: &str,
        changed: &Record,
        desk: &mut Desk<'_>,
    ) -> Result<Result<(), Unfit>> {
        if form::says_none(typed) && matches!(question.slot, Slot::Another(_)) {
            return Ok(Ok(()));
        }
        if let Some(date) = form::understood(&question.ask, typed, desk.service.context.today) {
            desk.ui.note(&format!("  {}", long_date(date)))?;
        }
        let remarks = match self.remarks(question, changed, desk)? {
            Ok(remarks) => remarks,
            Err(unfit) => return Ok(Err(unfit)),
        };
        for remark in &remarks {
            indented(remark, desk)?;
        }
        match remarks.is_empty() || desk.ui.insist("  Is it so all the same?")? {
            true => Ok(Ok(())),
            false => Ok(Err(Unfit("It was not written.".to_owned()))),
        }
    }

    /// What is odd about the answer in the changed record: what `check` finds there, and what nobody would mean.
    fn remarks(&self, question: &Question, changed: &Record, desk: &Desk<'_>) -> Result<Result<Vec<String>, Unfit>> {
        let mut remarks = Vec::new();
        // Whether a day can be is judged of records that are complete.
        let context = &desk.service.context;
        let whole =
            matches!(question.ask, Ask::Date(_)).then(|| form::as_though_filled(changed, &self.others, context));
        let changed = whole.as_ref().and_then(Option::as_ref).unwrap_or(changed);
        let Some(span) = form::value_span(changed, question) else { return Ok(Ok(remarks)) };
        let value = span.of(&changed.text);
        if question.ask == Ask::Date(Lies::Past) && value > context.today.to_string().as_str() {
            remarks.push("This day is still to come.".to_owned());
        }
        if matches!(question.ask, Ask::Number { least: None, .. }) && value.starts_with('-') {
            remarks.push("This is less than nothing.".to_owned());
        }
        let least = match question.ask {
            // A name is new everywhere, and a choice is what it is.
            Ask::Name | Ask::Choice(_) | Ask::Several { .. } => return Ok(Ok(remarks)),
            Ask::Words => Severity::Error,
            _ => Severity::Warning,
        };
        let group = self.sheet.group(desk.service)?;
        let bytes = |path: &str| match path == self.sheet.path {
            true => Ok(Some(changed.text.clone().into_bytes())),
            false => desk.service.bytes(path).map(Some),
        };
        let checkups = desk.service.check_group_with(&group, bytes)?;
        let own = checkups.into_iter().filter(|checkup| checkup.path == self.sheet.path);
        let holds = |at: usize| span.start <= at && at < span.end.max(span.start + 1);
        for finding in own.flat_map(|checkup| checkup.findings).filter(|finding| holds(finding.span.start)) {
            // A review is not closed with such a day.
            if finding.code == Code::NextReview {
                let what_to_do = finding.help.split_once(". ").map_or(finding.help.as_str(), |(first, _)| first);
                return Ok(Err(Unfit(format!("{}. {}.", capital(&finding.message), what_to_do.trim_end_matches('.')))));
            }
            if finding.severity >= least {
                remarks.push(format!("{}. {}", capital(&finding.message), finding.help));
            }
        }
        Ok(Ok(remarks))
    }

    /// Takes an item away that was added: the one that the question is about, or that of this number in its list.
    pub(super) fn take_away(
        &mut self,
        question: &Question,
        number: Option<usize>,
        desk: &mut Desk<'_>,
    ) -> Result<Result<Step, Unfit>> {
        self.unless_saved(None, desk)?;
        let record = self.record(desk)?;
        let before = record.text.clone();
        let record = form::unfolded(record, &desk.service.context);
        let away = match &question.slot {
            Slot::Another(path) => match (path.as_slice(), number.unwrap_or(question.items.len()).checked_sub(1)) {
                ([To::Key(key)], Some(at)) => Away::at(&record, key, at),
                _ => None,
            },
            _ => Away::of(&record, question),
        };
        let Some(away) = away else { return Ok(Err(Unfit("There is no such item to take away.".to_owned()))) };
        let saved = desk.repo.last_committed(&self.sheet.path)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let saved = saved.map(|text| fill::record(desk.service, &self.sheet.path, text)).transpose()?;
        if let (Some(saved), Some(id)) = (saved, &away.id)
            && saved.ids(&away.key).any(|known| known == id)
        {
            return Ok(Err(Unfit(
                "It is saved already, so it is not taken away here. In a plan, `supportplan end` ends it and keeps its history.".to_owned(),
            )));
        }
        let name = question.items.get(away.at).cloned().or(question.about.clone()).unwrap_or_default();
        if !desk.ui.insist(&format!("Take away {name}?"))? {
            return Ok(Err(Unfit("It stays.".to_owned())));
        }
        let changed = match away.from(&record, &desk.service.context) {
            Ok(changed) => changed,
            Err(unfit) => return Ok(Err(unfit)),
        };
        if !drafts::write_over(desk.service, &self.sheet.path, &before, &changed.text)? {
            return Ok(Err(Unfit(
                "The record was edited at this moment, so nothing was taken away. Try again.".to_owned(),
            )));
        }
        desk.ui.note("  It is taken away.")?;
        // Places in the list are others now, and it may be asked for again.
        let is_of = |slot: &Slot| matches!(slot, Slot::Value(path) | Slot::Another(path) if path.first() == Some(&To::Key(away.key.clone())));
        self.seen.retain(|slot| !is_of(slot) || self.only_open);
        self.trail.retain(|slot| !is_of(slot));
        self.wanted.retain(|slot| !is_of(slot));
        self.hints.retain(|slot, _| !is_of(slot));
        Ok(Ok(Step::On))
    }

    /// Takes an answer away.
    pub(super) fn empty(&self, question: &Question, desk: &Desk<'_>) -> Result<Result<(), Unfit>> {
        self.unless_saved(None, desk)?;
        let record = self.record(desk)?;
        let before = record.text.clone();
        let record = form::unfolded(record, &desk.service.context);
        let changed = match form::emptied(&record, question, &desk.service.context) {
            Ok(changed) => changed,
            Err(unfit) => return Ok(Err(unfit)),
        };
        Ok(match drafts::write_over(desk.service, &self.sheet.path, &before, &changed.text)? {
            true => Ok(()),
            false => Err(Unfit("The record was edited at this moment, so nothing was emptied. Try again.".to_owned())),
        })
    }
}

//! A record's questions, asked one by one at the terminal. Each answer is written into the record's file as it is given.

mod heard;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use self::heard::{Heard, words_of};
use super::shown::{head, indented, is_long, title, why};
use super::{Desk, Kept, Sheet};
use crate::record::Record;
use crate::scaffold::form::{self, Ask, Away, Question, Slot, Unfit};
use crate::service::{drafts, store};
use crate::text::Span;

/// How the asking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Every question was answered.
    Done,
    /// Every question was asked, and some are still open.
    Open,
    /// The person left before that.
    Left,
    /// There was none to ask.
    NothingToAsk,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which<'w> {
    /// All that has no answer.
    All,
    /// The same, where some of it was gone by already: what need not be answered is asked only behind the last answer before the first question that
    /// must be.
    Rest,
    /// What must be answered.
    Open,
    /// What these places stand in, and what must be answered.
    Named(&'w [Span]),
}

impl Which<'_> {
    /// What is asked of a record that is new, or was begun before.
    pub(super) fn of(is_new: bool) -> Self {
        if is_new { Self::All } else { Self::Rest }
    }
}

/// Asks questions of the record.
///
/// # Errors
/// The terminal cannot be read, or the record cannot be read or written.
pub(super) fn ask(sheet: &Sheet, which: Which<'_>, desk: &mut Desk<'_>) -> Result<End> {
    let mut asking = Asking::new(sheet, which, desk)?;
    let mut end = End::NothingToAsk;
    while let Some((question, more)) = asking.next(desk)? {
        if end == End::NothingToAsk {
            desk.ui.note(LEGEND)?;
            end = End::Done;
        }
        if asking.ask(question, more, desk)? == Step::Left {
            return Ok(End::Left);
        }
    }
    let open = asking.open_questions(desk)?;
    if end == End::Done && open > 0 {
        desk.ui.note(&format!("\n{} still open.", crate::report::plural(open, "question is", "questions are")))?;
        return Ok(End::Open);
    }
    Ok(end)
}

const LEGEND: &str = "Each answer is kept as it is given. Enter alone skips a question, or keeps what stands there. \
                      ? says why it is asked, < goes back to the one before, - takes an item away that was added by mistake, Tab opens the editor for a \
                      long answer, and Ctrl-D leaves it for now.";

/// What became of one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    On,
    Left,
}

struct Asking<'s> {
    sheet: &'s Sheet,
    /// The resident's other records, for what their items are called.
    others: Vec<Record>,
    /// What was asked, oldest first.
    trail: Vec<Slot>,
    seen: BTreeSet<Slot>,
    /// What is to be asked before all else.
    wanted: Vec<Slot>,
    only_open: bool,
    /// Whether what was answered long ago is gone through as well, because nothing is open.
    goes_through: bool,
    /// The hints of what was answered, which its answer may have taken along.
    hints: BTreeMap<Slot, String>,
    /// The version of the record that git had when the asking began.
    saved: Option<Vec<u8>>,
}

impl<'s> Asking<'s> {
    fn new(sheet: &'s Sheet, which: Which<'_>, desk: &Desk<'_>) -> Result<Self> {
        let others = match &sheet.resident {
            Some(resident) => desk.service.records_of(resident)?,
            None => Vec::new(),
        };
        let others: Vec<Record> = others.into_iter().filter(|record| record.path != sheet.path).collect();
        let mut asking = Self {
            sheet,
            others,
            trail: Vec::new(),
            seen: BTreeSet::new(),
            wanted: Vec::new(),
            only_open: matches!(which, Which::Open | Which::Named(_)),
            goes_through: false,
            hints: BTreeMap::new(),
            saved: desk.repo.last_committed(&sheet.path)?,
        };
        let questions = asking.questions(desk)?;
        asking.goes_through = sheet.kept == Kept::Changed && !questions.iter().any(Question::is_open);
        if which == Which::Rest && !asking.goes_through {
            // What an interruption cut off is asked again, though it need not be answered.
            let gone_by: Vec<_> = questions.iter().take_while(|question| !question.is_open()).collect();
            let answered = gone_by.iter().rposition(|question| question.answer.is_some()).map_or(0, |last| last + 1);
            let is_gone =
                |(at, question): &(usize, &Question)| *at < answered || matches!(question.slot, Slot::Another(_));
            let gone_by = gone_by.into_iter().enumerate().filter(is_gone);
            asking.seen.extend(gone_by.map(|(_, question)| question.slot.clone()));
        }
        let named = if let Which::Named(named) = which { named } else { &[] };
        let found = named.iter().filter_map(|span| form::question_at(&questions, *span));
        asking.wanted = found.map(|question| question.slot.clone()).collect();
        asking.wanted.dedup();
        asking.wanted.reverse();
        Ok(asking)
    }

    fn record(&self, desk: &Desk<'_>) -> Result<Record> {
        let record = desk.service.record(&self.sheet.path)?;
        record.with_context(|| format!("{} is no longer there, or no longer text", self.sheet.path))
    }

    /// The record with all that is to be filled in.
    fn form(&self, desk: &Desk<'_>) -> Result<Record> {
        Ok(form::unfolded(self.record(desk)?, &desk.service.context))
    }

    fn questions(&self, desk: &Desk<'_>) -> Result<Vec<Question>> {
        let record = self.form(desk)?;
        let mut questions = form::questions(&record, &self.others, &desk.service.context);
        if let Kept::Part(part) = &self.sheet.kept {
            questions.retain(|question| part.asks(&question.slot));
        }
        Ok(questions)
    }

    fn open_questions(&self, desk: &Desk<'_>) -> Result<usize> {
        Ok(self.questions(desk)?.iter().filter(|question| question.is_open()).count())
    }

    /// The question that comes next, and how many come after it.
    fn next(&mut self, desk: &Desk<'_>) -> Result<Option<(Question, usize)>> {
        self.unless_saved(None, desk)?;
        let questions = self.questions(desk)?;
        while let Some(slot) = self.wanted.pop() {
            if let Some(question) = questions.iter().find(|question| question.slot == slot) {
                return Ok(Some((question.clone(), self.wanted.len())));
            }
        }
        let comes = |question: &&Question| {
            let offered = self.goes_through || (question.optional && question.answer.is_none());
            let has_choice = !matches!(&question.ask, Ask::Several { of, .. } if of.is_empty());
            !self.seen.contains(&question.slot) && (question.is_open() || (offered && has_choice && !self.only_open))
        };
        let mut coming = questions.iter().filter(comes);
        let first = coming.next().cloned();
        Ok(first.map(|question| (question, coming.filter(|question| !question.optional).count())))
    }

    fn ask(&mut self, mut question: Question, more: usize, desk: &mut Desk<'_>) -> Result<Step> {
        if question.hint.is_empty() {
            question.hint = self.hints.get(&question.slot).cloned().unwrap_or_default();
        } else {
            self.hints.insert(question.slot.clone(), question.hint.clone());
        }
        if self.answers_itself(&question, desk)? {
            self.seen.insert(question.slot);
            return Ok(Step::On);
        }
        head(&question, more, desk)?;
        let in_hand = drafts::in_hand(desk.repo, &self.sheet.path, &format!("{:?}", question.slot));
        let mut begun = match store::exists(&in_hand) {
            true => {
                desk.ui.note("  This was being written last time:")?;
                words_of(&store::read_text(&in_hand)?)
            }
            false => String::new(),
        };
        loop {
            let kept = question.answer.clone().filter(|answer| !answer.contains('\n') && begun.is_empty());
            let stands = one_line(&kept.filter(|_| is_long(&question.ask)).unwrap_or_else(|| begun.clone()));
            let Some(heard) = self.hears(&question, &stands, &in_hand, desk)? else { return Ok(Step::Left) };
            let done = match heard {
                Heard::Again(words) => {
                    begun = words;
                    continue;
                }
                Heard::Why => {
                    let is_added = Away::of(&self.form(desk)?, &question).is_some();
                    why(&question, is_added, desk)?;
                    continue;
                }
                Heard::Back => return self.back(&question, desk),
                Heard::Away(number) => self.take_away(&question, number, desk)?,
                Heard::Nothing => return Ok(self.went_by(question.slot)),
                Heard::Empty if question.answer.is_none() => {
                    store::remove_if_there(&in_hand)?;
                    return Ok(self.went_by(question.slot));
                }
                Heard::Empty => {
                    begun.clear();
                    self.empty(&question, desk)?.map(|()| self.went_by(question.slot.clone()))
                }
                Heard::Answer(typed) => match self.answer(&question, &typed, desk)? {
                    Ok(()) => {
                        store::remove_if_there(&in_hand)?;
                        // One more item may be followed by another.
                        if matches!(question.slot, Slot::Another(_)) && !form::says_none(&typed) {
                            self.trail.push(question.slot);
                        } else {
                            self.went_by(question.slot);
                        }
                        return Ok(Step::On);
                    }
                    Err(unfit) => {
                        let current = self.questions(desk)?.into_iter().find(|other| other.slot == question.slot);
                        question.answer = current.and_then(|current| current.answer);
                        // What was long to type is there again, to be changed.
                        if is_long(&question.ask) {
                            begun = typed;
                        }
                        Err(unfit)
                    }
                },
            };
            match done {
                Ok(step) => return Ok(step),
                Err(Unfit(why)) => indented(&why, desk)?,
            }
        }
    }

    /// Goes back to the question before.
    fn back(&mut self, question: &Question, desk: &mut Desk<'_>) -> Result<Step> {
        // What was answered before an interruption comes before all that was asked since.
        let before = match self.trail.pop() {
            Some(before) => Some(before),
            None => {
                self.questions(desk)?.into_iter().map(|it| it.slot).take_while(|slot| *slot != question.slot).last()
            }
        };
        self.seen.remove(&question.slot);
        match before {
            Some(before) => {
                self.seen.remove(&before);
                self.wanted.push(before);
            }
            None => {
                desk.ui.note("  This is the first question.")?;
                self.wanted.push(question.slot.clone());
            }
        }
        Ok(Step::On)
    }

    /// Whether a question has the one answer that there is nothing to choose from, which is then written.
    fn answers_itself(&self, question: &Question, desk: &mut Desk<'_>) -> Result<bool> {
        match &question.ask {
            Ask::Several { of, one_at_least: false } if of.is_empty() && question.answer.is_none() => {
                desk.ui.note(&format!("\n{}: none, as there is nothing to choose from.", title(question)))?;
                Ok(self.answer(question, "none", desk)?.is_ok())
            }
            Ask::Several { of, one_at_least: true } if of.is_empty() => {
                desk.ui.note(&format!(
                    "\n{}: there is nothing to choose from yet, so this stays open.",
                    title(question)
                ))?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn went_by(&mut self, slot: Slot) -> Step {
        self.seen.insert(slot.clone());
        self.trail.push(slot);
        Step::On
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

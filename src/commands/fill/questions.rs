//! A record's questions, asked one by one at the terminal. Each answer is written into the record's file as it is given.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};

use super::{Desk, Kept, Sheet, editor};
use crate::commands::prompt::{Said, interrupted};
use crate::record::Record;
use crate::report::printable_lines;
use crate::scaffold::form::{self, Ask, Choice, Question, Slot};
use crate::service::{drafts, store};
use crate::text::{Span, wrapped};

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

/// Asks all questions of the record that are open, or those that the places `named` stand in.
///
/// # Errors
/// The terminal cannot be read, or the record cannot be read or written.
pub(super) fn ask(sheet: &Sheet, named: &[Span], desk: &mut Desk<'_>) -> Result<End> {
    let mut asking = Asking::new(sheet, named, desk)?;
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
                      ? says why it is asked, < goes back to the one before, Tab opens the editor for a long answer, and Ctrl-D leaves it for now.";

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
    only_wanted: bool,
    /// Whether what was answered long ago is gone through as well, because nothing is open.
    goes_through: bool,
    /// The hints of what was answered, which its answer may have taken along.
    hints: BTreeMap<Slot, String>,
}

impl<'s> Asking<'s> {
    fn new(sheet: &'s Sheet, named: &[Span], desk: &Desk<'_>) -> Result<Self> {
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
            only_wanted: !named.is_empty(),
            goes_through: false,
            hints: BTreeMap::new(),
        };
        let questions = asking.questions(desk)?;
        asking.goes_through = sheet.kept == Kept::Changed && !questions.iter().any(Question::is_open);
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

    fn questions(&self, desk: &Desk<'_>) -> Result<Vec<Question>> {
        let record = form::unfolded(self.record(desk)?, &desk.service.context);
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
        let questions = self.questions(desk)?;
        while let Some(slot) = self.wanted.pop() {
            if let Some(question) = questions.iter().find(|question| question.slot == slot) {
                return Ok(Some((question.clone(), self.wanted.len())));
            }
        }
        let comes = |question: &&Question| {
            let offered = self.goes_through || (question.optional && question.answer.is_none());
            !self.seen.contains(&question.slot) && (question.is_open() || (offered && !self.only_wanted))
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
            let stands = kept.filter(|_| is_long(&question.ask)).unwrap_or_else(|| begun.clone());
            let typed = match desk.ui.said("> ", &one_line(&stands))? {
                Said::End => return Ok(Step::Left),
                Said::Interrupted(typed) => {
                    if question.ask == Ask::Words && !typed.trim().is_empty() && typed != one_line(&stands) {
                        store::write(&in_hand, typed.as_bytes())?;
                    }
                    let Sheet { path, command, .. } = self.sheet;
                    desk.ui.note(&format!(
                        "All that was typed is kept in {path}, or will be offered again. `{command}` goes on with it."
                    ))?;
                    interrupted()
                }
                Said::InEditor(typed) if question.ask == Ask::Words => {
                    let whole = question.answer.clone().filter(|answer| one_line(answer) == typed || typed.is_empty());
                    match self.in_editor(&question, &whole.unwrap_or(typed), &in_hand, desk) {
                        Ok(written) => written,
                        // What was written there is at hand again.
                        Err(error) => {
                            desk.ui.note(&format!("  {error:#}. Type the answer here, or press Tab to try again."))?;
                            begun = words_of(&store::read_text(&in_hand)?);
                            continue;
                        }
                    }
                }
                Said::InEditor(typed) => {
                    desk.ui.note("  Tab opens the editor where a long answer is asked for; this one is typed here.")?;
                    begun = typed;
                    continue;
                }
                Said::Line(typed) => typed,
            };
            match typed.trim() {
                "?" => why(&question, desk)?,
                "<" => {
                    match self.trail.pop() {
                        Some(before) => {
                            self.seen.remove(&question.slot);
                            self.seen.remove(&before);
                            self.wanted.push(before);
                        }
                        None => desk.ui.note("  This is the first question.")?,
                    }
                    return Ok(Step::On);
                }
                _ if question.optional && form::says_none(&typed) && matches!(question.slot, Slot::Another(_)) => {
                    return Ok(self.went_by(question.slot));
                }
                "" => return Ok(self.went_by(question.slot)),
                _ if question.answer.as_deref() == Some(typed.as_str()) => return Ok(self.went_by(question.slot)),
                _ => match self.answer(&question, &typed, desk)? {
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
                    Err(form::Unfit(why)) => {
                        desk.ui.note(&format!("  {why}"))?;
                        let current = self.questions(desk)?.into_iter().find(|other| other.slot == question.slot);
                        question.answer = current.and_then(|current| current.answer);
                        // What was long to type is there again, to be changed.
                        if is_long(&question.ask) {
                            begun = typed;
                        }
                    }
                },
            }
        }
    }

    fn went_by(&mut self, slot: Slot) -> Step {
        self.seen.insert(slot.clone());
        self.trail.push(slot);
        Step::On
    }

    /// Writes the answer into the record's file. Where somebody edits that at the same moment, both are kept.
    fn answer(&self, question: &Question, typed: &str, desk: &Desk<'_>) -> Result<Result<(), form::Unfit>> {
        const TRIES: usize = 5;
        let (service, context) = (desk.service, &desk.service.context);
        for _ in 0..TRIES {
            let record = self.record(desk)?;
            let before = record.text.clone();
            let record = form::unfolded(record, context);
            let questions = form::questions(&record, &self.others, context);
            let Some(current) = questions.into_iter().find(|other| other.slot == question.slot) else {
                return Ok(Err(form::Unfit("This question is no longer in the record.".to_owned())));
            };
            if current.answer != question.answer {
                let other = current.answer.unwrap_or_default();
                return Ok(Err(form::Unfit(format!(
                    "Somebody answered this in the meantime: {other}\nType yours again to put it in the place of that, or Enter to leave it."
                ))));
            }
            let changed = match form::put(&record, &current, typed, context) {
                Ok(changed) => changed,
                Err(unfit) => return Ok(Err(unfit)),
            };
            if drafts::write_over(service, &self.sheet.path, &before, &changed.text)? {
                return Ok(Ok(()));
            }
        }
        anyhow::bail!(
            "{} is being written by another program all the time, so the answer could not be kept: {typed}",
            self.sheet.path
        )
    }

    /// What is written in the editor as the answer, beginning with `begun`. It lies in git's folder until it is an answer.
    fn in_editor(
        &self,
        question: &Question,
        begun: &str,
        in_hand: &std::path::Path,
        desk: &mut Desk<'_>,
    ) -> Result<String> {
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

/// What was written in the editor, without the remark that says what is asked.
fn words_of(written: &str) -> String {
    match written.find("<!--?") {
        Some(at) => {
            let behind = written[at..].find("-->").map_or("", |end| &written[at + end + 3..]);
            format!("{}\n\n{}", written[..at].trim(), behind.trim()).trim().to_owned()
        }
        None => written.trim().to_owned(),
    }
}

/// Whether an answer is long to type, so that it is changed rather than typed anew.
fn is_long(ask: &Ask) -> bool {
    matches!(ask, Ask::Words | Ask::Text | Ask::Name)
}

fn title(question: &Question) -> String {
    match &question.about {
        Some(about) => format!("{about}: {}", question.title),
        None => question.title.clone(),
    }
}

/// Shows a question, what is at hand for it, and what can be answered.
fn head(question: &Question, more: usize, desk: &mut Desk<'_>) -> Result<()> {
    let width = desk.ui.style().width.clamp(40, 100);
    let to_go = if more == 0 { String::new() } else { format!("   ({more} more)") };
    let another = if matches!(question.slot, Slot::Another(_)) { another(question) } else { String::new() };
    desk.ui.note(&format!("\n{}{another}{to_go}", title(question)))?;
    let is_list = matches!(question.slot, Slot::Another(_));
    // The scaffold's own words go before the schema's, which `?` shows in any case.
    let at_hand = if is_list || question.hint.is_empty() { &question.why } else { &question.hint };
    indented(&paragraphs(at_hand), width, desk)?;
    if let Ask::Choice(choices) | Ask::Several(choices) = &question.ask {
        indented(&numbered(choices), width, desk)?;
    }
    match &question.answer {
        Some(answer) if answer.contains('\n') => {
            desk.ui.note("  Answered so far (Tab opens it):")?;
            indented(answer, width, desk)
        }
        Some(answer) if !is_long(&question.ask) => indented(&format!("Enter keeps {answer}."), width, desk),
        _ => Ok(()),
    }
}

/// What is to be typed where one more item may be added.
fn another(question: &Question) -> String {
    let what = match question.ask {
        Ask::Name => "a name in a few words",
        Ask::Date { .. } => "a day",
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

fn why(question: &Question, desk: &mut Desk<'_>) -> Result<()> {
    let width = desk.ui.style().width.clamp(40, 100);
    indented(&question.why, width, desk)?;
    if let Ask::Choice(choices) | Ask::Several(choices) = &question.ask {
        let labels = choices.iter().filter(|choice| choice.label != choice.value);
        let labels: Vec<String> = labels.map(|choice| format!("{}: {}", choice.value, choice.label)).collect();
        indented(&labels.join("\n"), width, desk)?;
    }
    let how = match question.ask {
        Ask::Choice(_) => "Type a number, the word, or its beginning.",
        Ask::Several(_) => "Type the numbers of those that belong here, such as 1 3, or none.",
        Ask::Date { .. } => "Type a day as 2026-11-20, 20/11, 20 Nov, or a word such as today or Friday.",
        Ask::Time => "Type a time such as 14:30.",
        Ask::Number => "Type a number.",
        Ask::Name => "Type a name of a few words; it becomes the heading.",
        Ask::Text => "Type a few words.",
        Ask::Words => "Type it here, or press Tab to write it in the editor.",
    };
    indented(how, width, desk)
}

fn indented(words: &str, width: usize, desk: &mut Desk<'_>) -> Result<()> {
    for line in words.lines() {
        for part in wrapped(&printable_lines(line), width - 2) {
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

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! Drafts: what a command holds until it is in git. They lie inside git's folder, never in history.
//!
//! A record that the program begins is kept here before it is written to its place, letter by letter. So it can be told later whether
//! anybody typed into it, and which of its hints the program wrote itself. Beside it lie the answers that were put into it, so that no others
//! take their place. Answers that were handed over and can be read only once are kept here as well. When the record is saved, all of it is
//! forgotten but answers that were never put into it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::repository::Repo;
use super::{Group, Service, store, walk};
use crate::record::{self, Place, Record, Wording, edit, read};
use crate::text;

/// How it stands with a record that a command is about to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing lies at its place, and git knows of nothing there.
    Absent,
    /// It lies at its place as the program wrote it, and is not in git yet: nobody typed into it.
    AsWritten,
    /// It lies at its place with somebody's words, and is not in git yet.
    TypedInto,
    /// The last commit holds it as it lies there.
    Saved,
    /// The last commit holds another version of it.
    Edited,
}

const FOLDER: &str = "drafts";
/// How the names of answers go on behind that of their record.
const ANSWERS: &str = "-answers";
/// How the names of words go on behind that of their record, while they are written in the editor.
const IN_HAND: &str = "-in-hand-";
/// How the name of the answers ends that were put into a record.
const PUT_IN: &str = "-put-in.md";

fn folder(repo: &Repo) -> PathBuf {
    repo.own_folder().join(FOLDER)
}

fn place(repo: &Repo, path: &str) -> PathBuf {
    folder(repo).join(repo.inside(path))
}

/// Where the answers lie that were put into the record at `path`.
fn put_in(repo: &Repo, path: &str) -> PathBuf {
    folder(repo).join(format!("{}{PUT_IN}", repo.inside(path.trim_end_matches(".md"))))
}

/// How it stands with the record at `path`.
///
/// # Errors
/// The record or the last commit cannot be read.
pub fn state(service: &Service, repo: &Repo, path: &str) -> Result<State> {
    let full = service.full(path);
    if repo.last_commit_has(path)? {
        let edited = store::exists(&full) && !repo.edited(&[path.to_owned()])?.is_empty();
        return Ok(if edited { State::Edited } else { State::Saved });
    }
    if !store::exists(&full) {
        return Ok(State::Absent);
    }
    let draft = store::read(&place(repo, path)).ok();
    let (Some(draft), true) = (draft, store::is_plain_file(&full)) else { return Ok(State::TypedInto) };
    let text = store::read(&full)?;
    // A save that was cut short may have taken the hints out already.
    let bare = || without_own_hints(path, draft.clone(), &service.context.wording);
    let as_written = text == draft || bare().is_some_and(|bare| text == bare.into_bytes());
    Ok(if as_written { State::AsWritten } else { State::TypedInto })
}

fn without_own_hints(path: &str, draft: Vec<u8>, wording: &Wording) -> Option<String> {
    let record = read(path, Place::of(path)?, draft, wording).record?;
    let written = edit::hints(&record).map(|hint| edit::hint_text(&record, hint)).collect();
    Some(text::apply(&record.text, edit::without_guidance(&record, &written)))
}

/// Begins a record: its text is kept as a draft, then written to its place. `answers` are those that were put into it. One that lies there as
/// the program wrote it gives way; where anything else lies, nothing is written and it says so with `false`. Other answers that were put in
/// before give way where the record `has_faults`, so that they are mended.
///
/// # Errors
/// git's folder or the record's cannot be written; or other answers were put into the one that lies there, and wait only to be saved.
pub fn begin(
    service: &Service,
    repo: &Repo,
    path: &str,
    text: &str,
    (answers, has_faults): (Option<&[u8]>, bool),
) -> Result<bool> {
    let full = service.full(path);
    let put_in = put_in(repo, path);
    let answered = if store::exists(&put_in) { Some(store::read(&put_in)?) } else { None };
    match state(service, repo, path)? {
        State::TypedInto | State::Saved | State::Edited => return Ok(false),
        State::Absent => {}
        State::AsWritten if store::read(&full)? == text.as_bytes() => {}
        State::AsWritten if answered.is_some() && answered.as_deref() != answers && !has_faults => bail!(
            "{path} was begun with other answers, which are not saved yet, so nothing was written. `supportplan save` keeps it once it is \
             complete; take that file away to begin anew"
        ),
        // The old text goes first: beside the new draft it would look like somebody's words.
        State::AsWritten => store::remove(&full)?,
    }
    match answers {
        Some(answers) if answered.as_deref() == Some(answers) => {}
        Some(answers) => store::write(&put_in, answers)?,
        None => store::remove_if_there(&put_in)?,
    }
    store::write(&place(repo, path), text.as_bytes())?;
    Ok(store::write_new(&full, text.as_bytes())? || store::read(&full)? == text.as_bytes())
}

/// Changes a record that lies in the folder with the text `before`: the changed text is kept as a draft, so that its hints are known, then
/// written over the other. What somebody wrote into a hint stays theirs, and so does the record: the draft has a line more than it.
///
/// # Errors
/// git's folder or the record's cannot be written, or the record was edited at this moment.
pub fn change(service: &Service, repo: &Repo, path: &str, before: &str, text: &str) -> Result<()> {
    let draft = format!("{}\n", without_hints_of_others(service, repo, path, before, text));
    store::write(&place(repo, path), draft.as_bytes())?;
    if !write_over(service, path, before, text)? {
        bail!("{path} was edited at this moment, so nothing was written; run this again");
    }
    Ok(())
}

/// Remembers which answers were put into the record at `path`: they are forgotten when it is saved.
///
/// # Errors
/// git's folder cannot be written.
pub fn took(repo: &Repo, path: &str, answers: &[u8]) -> Result<()> {
    let put_in = put_in(repo, path);
    // What others said before stands in the record beside these.
    if store::exists(&put_in) && store::read(&put_in)? != answers {
        forget_answers(repo, path)?;
    }
    store::write(&put_in, answers)
}

/// `text` with the hints marked as remarks that are in `before` as well, and that the program did not write.
fn without_hints_of_others(service: &Service, repo: &Repo, path: &str, before: &str, text: &str) -> String {
    let record = |text: &str| {
        let place = Place::of(path)?;
        read(path, place, text.as_bytes().to_vec(), &service.context.wording).record
    };
    let Some((before, record)) = record(before).zip(record(text)) else { return text.to_owned() };
    let all = |record| edit::hints(record).map(|hint| edit::hint_text(record, hint)).collect::<BTreeSet<String>>();
    let (was, known) = (all(&before), hints(repo, path));
    let others = edit::hints(&record).filter(|hint| {
        let said = edit::hint_text(&record, *hint);
        was.contains(&said) && !known.contains(&said)
    });
    text::apply(text, others.map(|hint| edit::as_remark(&record, hint)).collect())
}

/// Writes `text` over a record whose text is `before`. Where it is another, nothing is written, and it says so with `false`.
///
/// # Errors
/// The record cannot be read or written.
pub fn write_over(service: &Service, path: &str, before: &str, text: &str) -> Result<bool> {
    let full = service.full(path);
    if store::read(&full)? != before.as_bytes() {
        return Ok(false);
    }
    if before != text {
        store::write(&full, text.as_bytes())?;
    }
    Ok(true)
}

/// Whether the draft of a record is still there: of one that git has, the command was cut short before it could say that it was saved.
pub fn is_kept(repo: &Repo, path: &str) -> bool {
    store::exists(&place(repo, path))
}

/// Where the words of one answer lie while they are written in the editor. `slot` tells the answers of a record apart.
pub fn in_hand(repo: &Repo, path: &str, slot: &str) -> PathBuf {
    let hash = record::sha256(slot.as_bytes());
    let digits = hash.trim_start_matches("sha256:");
    folder(repo).join(format!("{}{IN_HAND}{}.md", repo.inside(path.trim_end_matches(".md")), &digits[..8]))
}

/// Takes a record away again that was begun just now, with its draft.
///
/// # Errors
/// It cannot be taken away.
pub fn take_back(service: &Service, repo: &Repo, path: &str) -> Result<()> {
    store::remove(&service.full(path))?;
    store::remove(&place(repo, path))
}

/// The hints that the program wrote into the record at `path`; none, where it wrote none or no longer knows. Only these are taken out
/// again: a hint that somebody wrote into holds their words.
pub fn hints(repo: &Repo, path: &str) -> BTreeSet<String> {
    let record = written(repo, path, &Wording::default());
    record.map(|record| edit::hints(&record).map(|hint| edit::hint_text(&record, hint)).collect()).unwrap_or_default()
}

/// The record at `path` as the program wrote it last; none, where it wrote none or no longer knows.
pub fn written(repo: &Repo, path: &str, wording: &Wording) -> Option<Record> {
    read(path, Place::of(path)?, store::read(&place(repo, path)).ok()?, wording).record
}

/// The answers that were put into the record at `path` last, as a part of it; none, where there were none or it was saved since.
pub fn answers(repo: &Repo, path: &str, wording: &Wording) -> Option<Record> {
    read(path, Place::of(path)?, store::read(&put_in(repo, path)).ok()?, wording).record
}

/// Keeps answers for the record at `path`, or for one that is not known, and says where.
///
/// # Errors
/// git's folder cannot be written.
pub fn keep_answers(repo: &Repo, path: Option<&str>, answers: &[u8]) -> Result<PathBuf> {
    let stem = match path {
        Some(path) => place(repo, path.trim_end_matches(".md")),
        None => folder(repo).join(repo.inside("unplaced")),
    };
    let mut number = 1;
    loop {
        let behind = if number == 1 { String::new() } else { format!("-{number}") };
        let mut at = stem.clone().into_os_string();
        at.push(format!("{ANSWERS}{behind}.md"));
        let at = PathBuf::from(at);
        // Other answers are somebody's words; the same ones are kept once.
        if store::write_new(&at, answers)? || store::read(&at)? == answers {
            return Ok(at);
        }
        number += 1;
    }
}

/// Forgets a record that was saved, and the answers that were put into it. Others stay: they are somebody's words, and nowhere else.
///
/// # Errors
/// git's folder cannot be written.
pub fn forget(repo: &Repo, path: &str) -> Result<()> {
    forget_answers(repo, path)?;
    // The draft goes last: while it is there, the record is known to be no longer waited for.
    forget_text(repo, path)
}

/// Forgets the answers that were put into the record at `path` last, where they were kept.
fn forget_answers(repo: &Repo, path: &str) -> Result<()> {
    let draft = place(repo, path);
    let of_record = |name: &str| record_of_answers(name).is_some_and(|record| draft.ends_with(record));
    if let (Some(folder), Ok(saved)) = (draft.parent(), store::read(&put_in(repo, path))) {
        let answers =
            store::list(folder)?.into_iter().filter(|entry| entry.kind == store::Entry::File && of_record(&entry.name));
        for answers in answers.map(|entry| folder.join(entry.name)) {
            if store::read(&answers)? == saved {
                store::remove(&answers)?;
            }
        }
    }
    Ok(())
}

/// Forgets what the program wrote into a record that was saved, and no answers for it.
///
/// # Errors
/// git's folder cannot be written.
pub fn forget_text(repo: &Repo, path: &str) -> Result<()> {
    let known = [put_in(repo, path), place(repo, path)];
    known.iter().filter(|known| store::exists(known)).try_for_each(|known| store::remove(known))
}

/// The record that a file of answers is for.
fn record_of_answers(path: &str) -> Option<String> {
    let (record, number) = path.strip_suffix(".md")?.rsplit_once(ANSWERS)?;
    let number = number.strip_prefix('-').unwrap_or(number);
    number.bytes().all(|b| b.is_ascii_digit()).then(|| format!("{record}.md"))
}

/// Something that an interrupted command was holding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The record that it belongs to. For answers whose record was never known, this is no record's path.
    pub path: String,
    /// Where it is kept.
    pub kept: PathBuf,
    /// What is kept there.
    pub held: Held,
}

/// What an interrupted command was holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A record that it had begun.
    Record,
    /// Answers for a record.
    Answers,
    /// Words of one answer, which were being written in the editor.
    Words,
}

/// What waits for a record that is neither in the folder nor in git. Drafts of records that are in git by now are forgotten on the way.
///
/// # Errors
/// git's folder cannot be read.
pub fn waiting(service: &Service, repo: &Repo) -> Result<Vec<Waiting>> {
    let mut kept = Group { resident: None, files: Vec::new(), unread: Vec::new() };
    walk(&repo.own_folder(), FOLDER, &mut kept)?;
    let top = format!("{FOLDER}/{}", repo.inside(""));
    let mut waiting = Vec::new();
    for file in kept.files.iter().filter(|file| !file.ends_with(PUT_IN)) {
        let Some(path) = file.strip_prefix(&top) else { continue };
        let kept = repo.own_folder().join(file);
        if let Some((record, _)) = path.rsplit_once(IN_HAND) {
            waiting.push(Waiting { path: format!("{record}.md"), kept, held: Held::Words });
            continue;
        }
        let answers = record_of_answers(path);
        let held = if answers.is_some() { Held::Answers } else { Held::Record };
        let path = answers.unwrap_or_else(|| path.to_owned());
        match state(service, repo, &path)? {
            State::Saved => {
                // What cannot be forgotten now is forgotten another time; it keeps nobody from saving.
                if store::exists(&place(repo, &path)) {
                    let _ = forget(repo, &path);
                }
                if held == Held::Answers && store::exists(&kept) {
                    waiting.push(Waiting { path, kept, held });
                }
            }
            State::AsWritten | State::TypedInto | State::Edited => {}
            State::Absent => waiting.push(Waiting { path, kept, held }),
        }
    }
    Ok(waiting)
}

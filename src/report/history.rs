//! What became of a record over time, in lines for people and as JSON.

mod json;
mod marked;
mod who;

pub use self::json::{changes_as_json, history_as_json};
use self::marked::Marked;
pub use self::who::{who_as_json, who_in_full};
use super::printable;
use crate::record::change::{About, Change, Deed, Detail};
use crate::redline::steps::{Step, What};

/// The history of one record.
#[derive(Debug, Clone)]
pub struct History {
    /// The resident's reference.
    pub resident: String,
    /// The record's path in the service's folder.
    pub path: String,
    /// What the record is, such as "support plan" or "weekly review 2026-W46".
    pub name: String,
    /// What each version did, oldest first.
    pub steps: Vec<Step>,
}

/// A record that differs from what it was.
#[derive(Debug, Clone)]
pub struct Differing {
    /// Its path in the service's folder.
    pub path: String,
    /// What became of it; none for a file that is no record, or that cannot be compared.
    pub what: Option<What>,
    /// What is said of it in place of its words, where it has none to be compared.
    pub note: &'static str,
}

/// The widest that lines are, so that they can be read.
const WIDEST: usize = 100;

/// All that became of a record, newest first. Lines are at most `width` columns wide, and no wider than can be read.
pub fn history_in_full(history: &History, width: usize) -> String {
    let width = width.min(WIDEST);
    let mut text = String::new();
    let title = format!("{}: how the {} changed, newest first", history.resident, printable(&history.name));
    Marked::default().kept(&title).write(&mut text, 0, 2, width);
    for step in history.steps.iter().rev() {
        text.push('\n');
        head(&mut text, step, width);
        deed(&mut text, &step.what, &history.name, width);
        changes(&mut text, &step.what, width);
    }
    text
}

/// What is different in each of some records. Lines are at most `width` columns wide, and no wider than can be read.
pub fn changes_in_full(records: &[Differing], width: usize) -> String {
    let width = width.min(WIDEST);
    let mut text = String::new();
    for record in records {
        if !text.is_empty() {
            text.push('\n');
        }
        let became = match &record.what {
            None => record.note,
            Some(What::Begins(_) | What::Cut(_)) => "new",
            Some(What::Removed) => "removed",
            Some(What::BroughtBack(_)) => "brought back",
            Some(What::Unreadable) => "changed, and it cannot be read as text",
            Some(What::ReadableAgain(_)) => "changed, and it can be read as text again",
            Some(What::Layout) => "changed in the layout of the file only",
            Some(What::Changes(_) | What::Together(_)) => "changed",
        };
        let line = format!("{}: {became}", printable(&record.path));
        Marked::default().kept(&line).write(&mut text, 0, 2, width);
        if let Some(what) = &record.what {
            changes(&mut text, what, width);
        }
    }
    text
}

/// When, by whom and in which review.
fn head(text: &mut String, step: &Step, width: usize) {
    Marked::default().kept(&version_of(step)).write(text, 0, 4, width);
}

fn version_of(step: &Step) -> String {
    let number = step.number;
    match &step.saved {
        None => format!("#{number} not saved yet"),
        Some(saved) => {
            let review = saved.review.iter().map(|review| format!(", in {}", printable(review))).collect::<String>();
            let commit = saved.commit.get(..7).unwrap_or(&saved.commit);
            format!("#{number} {}, {} ({commit}){review}", saved.when.format("%-d %B %Y"), printable(&saved.who.shown))
        }
    }
}

/// What happened to the record as a whole, where that needs to be said.
fn deed(text: &mut String, what: &What, name: &str, width: usize) {
    let Some(said) = what.said(&printable(name)) else { return };
    Marked::default().kept(&said).write(text, 2, 2, width);
}

fn changes(text: &mut String, what: &What, width: usize) {
    for change in what.changes() {
        part(text, change, what.is_whole(), width);
    }
}

/// One part: its head line, then a line for each thing that differs.
fn part(text: &mut String, change: &Change, is_whole: bool, width: usize) {
    let is_one_sided = matches!(change.deed, Deed::Added | Deed::Removed);
    let mut indent = 2;
    if !change.part.is_empty() {
        // Where all is new, that need not be said of each part.
        let deed = if is_whole { "" } else { change.deed.word() };
        let line = format!("{} {deed}", capital(&printable(&change.part)));
        Marked::default().kept(&line).write(text, 2, 4, width);
        indent = 4;
    }
    for detail in &change.details {
        let ends = change.deed == Deed::Ended && detail.what.starts_with("ended ");
        let is_plain = is_whole || ((is_one_sided || ends) && (detail.old.is_none() || detail.new.is_none()));
        line(text, detail, is_plain, indent, width);
    }
}

/// One thing that differs. What a part that came or went says stands there plain.
fn line(text: &mut String, detail: &Detail, is_plain: bool, indent: usize, width: usize) {
    let what = printable(&detail.what);
    let what = if indent == 2 { capital(&what) } else { what };
    if detail.about == About::Words {
        return passage(text, detail, &what, is_plain, indent, width);
    }
    let side = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), one_line);
    let values = match (&detail.old, &detail.new) {
        (None, new) if is_plain || detail.about == About::Reason => side(new),
        (old, None) if is_plain => side(old),
        (old, new) => format!("{} → {}", side(old), side(new)),
    };
    let colon = if what.is_empty() { "" } else { ": " };
    Marked::default().kept(&format!("{what}{colon}{values}")).write(text, indent, indent + 2, width);
}

fn passage(text: &mut String, detail: &Detail, what: &str, is_plain: bool, indent: usize, width: usize) {
    let name = if what.is_empty() { String::new() } else { format!("\"{what}\"") };
    let (said, became) = match (&detail.old, &detail.new) {
        (Some(old), Some(new)) => {
            let mut marked = Marked::default();
            if !name.is_empty() {
                marked = marked.kept(&format!("{name}:"));
            }
            return marked.compared(old, new).write(text, indent, indent + 2, width);
        }
        (Some(said), None) => (said, "removed"),
        (None, said) => (said.as_ref().unwrap_or(&detail.what), "added"),
    };
    let became = match (is_plain, name.is_empty()) {
        (true, true) => String::new(),
        (true, false) => name,
        (false, true) => became.to_owned(),
        (false, false) => format!("{name} {became}"),
    };
    let mut lines = said.lines().filter(|line| !line.trim().is_empty());
    let first = match lines.next() {
        None => format!("{became} without words"),
        Some(first) if became.is_empty() => first.to_owned(),
        Some(first) => format!("{became}: {first}"),
    };
    let further = if became.is_empty() { indent } else { indent + 2 };
    Marked::default().kept(&printable(first.trim())).write(text, indent, further, width);
    for line in lines {
        Marked::default().kept(&printable(line)).write(text, further, further, width);
    }
}

fn one_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;

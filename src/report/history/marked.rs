//! Words of which some are marked as removed or added, in lines.
//!
//! A mark is always written, so that nothing depends on colours or on what a terminal can show: removed words stand in `[-…-]`, added ones in
//! `{+…+}`. Where the terminal knows how, removed words are struck through as well, and added ones are bold.

use std::fmt::Write as _;

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::redline::lines;
use crate::redline::words::Kind;
use crate::report::printable;

/// How many words of what stayed are shown before and behind a change.
const CONTEXT: usize = 8;

/// Words that stand in a row.
#[derive(Debug, Default)]
pub(super) struct Marked {
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    text: String,
    kind: Kind,
    /// Whether it is written together with the one before it.
    is_glued: bool,
    /// Whether it begins a line of its own.
    breaks: bool,
}

impl Marked {
    /// Adds words that are as they were.
    pub(super) fn kept(mut self, text: &str) -> Self {
        self.words.extend(of(Kind::Kept, text));
        self
    }

    /// Adds the words of `old` and `new`, with marks where they differ. Of what both have, only what stands beside a mark is shown.
    pub(super) fn compared(mut self, old: &str, new: &str) -> Self {
        let runs = lines::compare(old, new);
        let begins_at = self.words.len();
        let mut kept: Vec<Word> = Vec::new();
        for (at, run) in runs.iter().enumerate() {
            let mut words = of(run.kind, run.text);
            let (begins, ends) = marks(run.kind);
            if let Some(last) = words.last_mut() {
                last.text.push_str(ends);
            }
            if let Some(first) = words.first_mut() {
                first.text.insert_str(0, begins);
                let replaces = run.kind == Kind::Added && at > 0 && runs[at - 1].kind == Kind::Removed;
                // Where all from the beginning on is replaced, the two stand apart.
                first.is_glued = run.gap.is_empty() && at > usize::from(replaces);
                first.breaks = run.gap.contains('\n') && !(replaces && runs[at - 1].gap == run.gap);
            }
            if run.kind == Kind::Kept {
                kept.extend(words);
                continue;
            }
            shorten(&mut kept, self.words.len() == begins_at, false);
            self.words.append(&mut kept);
            self.words.extend(words);
        }
        shorten(&mut kept, self.words.len() == begins_at, true);
        self.words.append(&mut kept);
        self
    }

    /// Writes the words in lines of `width` columns, the first with `indent` before it and the others with `further`.
    pub(super) fn write(self, text: &mut String, indent: usize, further: usize, width: usize) {
        let mut units: Vec<Vec<Word>> = Vec::new();
        for word in self.words {
            match units.last_mut() {
                Some(unit) if word.is_glued && !word.breaks => unit.push(word),
                _ => units.push(vec![word]),
            }
        }
        let _ = write!(text, "{:indent$}", "");
        let (mut at, mut open, mut is_first) = (indent, Kind::Kept, true);
        for unit in units {
            let wide: usize = unit.iter().map(|word| word.text.width()).sum();
            if !is_first && (at + 1 + wide > width || unit[0].breaks) {
                turn(text, &mut open, Kind::Kept);
                let _ = write!(text, "\n{:further$}", "");
                (at, is_first) = (further, true);
            }
            if !is_first {
                // Between two words of one mark, the mark goes on.
                if unit.first().is_some_and(|word| word.kind != open) {
                    turn(text, &mut open, Kind::Kept);
                }
                text.push(' ');
                at += 1;
            }
            for word in &unit {
                turn(text, &mut open, word.kind);
                text.push_str(&word.text);
            }
            (at, is_first) = (at + wide, false);
        }
        turn(text, &mut open, Kind::Kept);
        text.push('\n');
    }
}

/// Ends one way of writing and begins another.
fn turn(text: &mut String, open: &mut Kind, next: Kind) {
    if *open == next {
        return;
    }
    let _ = write!(text, "{:#}{}", style(*open), style(next));
    *open = next;
}

fn style(kind: Kind) -> Style {
    match kind {
        Kind::Kept => Style::new(),
        Kind::Removed => Style::new().effects(Effects::STRIKETHROUGH),
        Kind::Added => Style::new().effects(Effects::BOLD),
    }
}

/// What stands before and behind words of this kind.
fn marks(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Kept => ("", ""),
        Kind::Removed => ("[-", "-]"),
        Kind::Added => ("{+", "+}"),
    }
}

/// The words of a text. What begins a line in it begins one here.
fn of(kind: Kind, text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for line in text.lines() {
        let begins = words.len();
        let word = |(at, word): (usize, &str)| {
            let breaks = at == 0 && begins > 0;
            Word { text: printable(word), kind, is_glued: false, breaks }
        };
        words.extend(line.split_whitespace().enumerate().map(word));
    }
    words
}

/// Leaves out those of the words that stayed which stand far from any change.
fn shorten(words: &mut Vec<Word>, is_first: bool, is_last: bool) {
    let (before, behind) = (if is_first { 0 } else { CONTEXT }, if is_last { 0 } else { CONTEXT });
    if words.len() > before + behind + 2 {
        let more = Word { text: "…".to_owned(), kind: Kind::Kept, is_glued: false, breaks: false };
        words.splice(before..words.len() - behind, [more]);
    }
}

//! Words of which some are marked as removed or added, in lines.
//!
//! A mark is always written, so that nothing depends on colours or on what a terminal can show: removed words stand in `[-…-]`, added ones in
//! `{+…+}`. Where the terminal knows how, removed words are struck through as well, and added ones are bold.

use std::fmt::Write as _;

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthStr as _;

use crate::redline::words::{self, Kind};
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
}

impl Marked {
    /// Adds words that are as they were.
    pub(super) fn kept(mut self, text: &str) -> Self {
        self.add(Kind::Kept, text, false);
        self
    }

    /// Adds the words of `old` and `new`, with marks where they differ. Of what both have, only what stands beside a mark is shown.
    pub(super) fn compared(mut self, old: &str, new: &str) -> Self {
        let runs = words::compare(old, new);
        let last = runs.len().saturating_sub(1);
        for (at, run) in runs.iter().enumerate() {
            let (before, behind) = match run.kind {
                Kind::Removed => (String::from("[-"), "-]"),
                Kind::Added => (String::from("{+"), "+}"),
                Kind::Kept => {
                    self.add(Kind::Kept, &shortened(run.text, at == 0, at == last), run.gap.is_empty() && at > 0);
                    continue;
                }
            };
            self.add(run.kind, &(before + &printable_line(run.text) + behind), run.gap.is_empty() && at > 0);
        }
        self
    }

    fn add(&mut self, kind: Kind, text: &str, is_glued: bool) {
        let words = text.split_whitespace().enumerate();
        self.words.extend(words.map(|(at, text)| Word { text: text.to_owned(), kind, is_glued: is_glued && at == 0 }));
    }

    /// Writes the words in lines of `width` columns, the first with `indent` before it and the others with `further`.
    pub(super) fn write(self, text: &mut String, indent: usize, further: usize, width: usize) {
        let mut units: Vec<Vec<Word>> = Vec::new();
        for word in self.words {
            match units.last_mut() {
                Some(unit) if word.is_glued => unit.push(word),
                _ => units.push(vec![word]),
            }
        }
        let _ = write!(text, "{:indent$}", "");
        let (mut at, mut open, mut is_first) = (indent, Kind::Kept, true);
        for unit in units {
            let wide: usize = unit.iter().map(|word| word.text.width()).sum();
            if !is_first && at + 1 + wide > width {
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

/// Words that stayed, with those left out that stand far from any change.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (before, behind) = (if is_first { 0 } else { CONTEXT }, if is_last { 0 } else { CONTEXT });
    let words = if words.len() <= before + behind + 2 {
        words
    } else {
        [&words[..before], &["…"], &words[words.len() - behind..]].concat()
    };
    printable(&words.join(" "))
}

fn printable_line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

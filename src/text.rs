//! Source text: byte ranges, and the lines and columns that people count in.

use std::ops::Range;

/// A range of bytes in a source text, start included, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The empty range at `at`.
    pub fn empty(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range, `by` bytes further on.
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// The text that it covers; empty where the range does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether `at` lies within it.
    pub fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// One replacement of a range of bytes. All else stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to be replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards.
    pub with: String,
}

impl Edit {
    /// Puts `with` in the place of `span`.
    pub fn replace(span: Span, with: impl Into<String>) -> Self {
        Self { span, with: with.into() }
    }

    /// Takes `span` out.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Puts `with` before byte `at`.
    pub fn insert(at: usize, with: impl Into<String>) -> Self {
        Self::replace(Span::empty(at), with)
    }
}

/// The text with these edits, which must not overlap; edits at the same place keep their order.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in &edits {
        debug_assert!(edit.span.start >= at, "edits overlap");
        result.push_str(Span::new(at, edit.span.start).of(text));
        result.push_str(&edit.with);
        at = edit.span.end;
    }
    result.push_str(&text[at..]);
    result
}

/// Whether a program that shows text would obey this character instead of showing it: a control character, or a mark that turns
/// the direction of writing round.
pub fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The words in lines of at most `width` columns.
pub fn wrapped(words: &str, width: usize) -> Vec<String> {
    use unicode_width::UnicodeWidthStr as _;
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A place as people name it: line and column, both counted from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// Where each line of a text begins.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Finds the lines of `text`. A line ends after `\n`; a lone `\r` does not end one.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1));
        Self { starts }
    }

    /// The line and column of byte `at` of `text`, which must be the text that the index was made from. A byte-order
    /// mark takes up no column.
    pub fn position(&self, text: &str, at: usize) -> Position {
        let at = at.min(text.len());
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts[line - 1];
        let before = text.get(start..at).unwrap_or("");
        let mark = usize::from(start == 0 && before.starts_with('\u{feff}'));
        Position { line, column: before.chars().count() - mark + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_touch_only_their_bytes() {
        let edits = vec![Edit::replace(Span::new(4, 5), "BB"), Edit::insert(0, "x"), Edit::delete(Span::new(2, 3))];
        assert_eq!(apply("a,b,c", edits.clone()), "xa,,BB");
        assert_eq!(apply("same", Vec::new()), "same");
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a: é\nb: ü!\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, text.find('!').unwrap_or(0)), Position { line: 2, column: 5 });
        assert_eq!(index.position(text, text.len()), Position { line: 3, column: 1 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}---\n";
        assert_eq!(LineIndex::new(text).position(text, 3), Position { line: 1, column: 1 });
    }

    #[test]
    fn lines_are_wrapped_between_words() {
        assert_eq!(wrapped("a bb ccc dddd", 6), ["a bb", "ccc", "dddd"]);
    }
}

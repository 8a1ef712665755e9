//! A record as it is written down: front matter, headings, labels and paragraphs wrapped at a hundred columns.

use std::fmt;

use super::frame::Words;
use crate::record::heading_for;

const COLUMNS: usize = 100;

/// A record that is being written.
pub(super) struct Page {
    text: String,
    /// The paragraph that is being put together.
    line: String,
    after_bullet: bool,
}

impl Page {
    /// Begins the front matter of a record of `kind`.
    pub(super) fn new(kind: &str) -> Self {
        let mut text = String::with_capacity(4096);
        text.push_str("---\nsupportplan: 1\nkind: ");
        text.push_str(kind);
        text.push('\n');
        Self { text, line: String::with_capacity(512), after_bullet: false }
    }

    /// Begins answers, which are put into a scaffold.
    pub(super) fn answers() -> Self {
        Self { text: "---\n".to_owned(), line: String::with_capacity(512), after_bullet: false }
    }

    /// Ends the front matter of answers.
    pub(super) fn body(&mut self) {
        self.text.push_str("---\n");
    }

    /// A line of front matter.
    pub(super) fn front(&mut self, line: fmt::Arguments<'_>) {
        use fmt::Write as _;
        _ = self.text.write_fmt(line);
        self.text.push('\n');
    }

    /// A list of ids in the front matter, each on a line of its own.
    pub(super) fn ids<I: fmt::Display>(&mut self, key: &str, indent: usize, ids: impl IntoIterator<Item = I>) {
        let mut ids = ids.into_iter().peekable();
        if ids.peek().is_none() {
            return self.front(format_args!("{:indent$}{key}: []", ""));
        }
        self.front(format_args!("{:indent$}{key}:", ""));
        for id in ids {
            self.front(format_args!("{:indent$}  - {id}", ""));
        }
    }

    /// Ends the front matter.
    pub(super) fn title(&mut self, title: &str) {
        self.text.push_str("---\n\n# ");
        self.text.push_str(title);
        self.text.push('\n');
    }

    /// A second-level heading.
    pub(super) fn section(&mut self, heading: &str) {
        self.heading("## ", heading);
    }

    /// The heading of an item of the first level, from its id.
    pub(super) fn item(&mut self, id: &str) {
        self.heading("### ", &heading_for(id));
    }

    /// The heading of an item within an item, from its id.
    pub(super) fn inner_item(&mut self, id: &str) {
        self.heading("#### ", &heading_for(id));
    }

    fn heading(&mut self, marks: &str, heading: &str) {
        self.end();
        self.after_bullet = false;
        self.text.push('\n');
        self.text.push_str(marks);
        self.text.push_str(heading);
        self.text.push('\n');
    }

    /// Begins a paragraph with a label.
    pub(super) fn label(&mut self, label: &str) {
        self.end();
        self.line.push_str("**");
        self.line.push_str(label);
        self.line.push_str(":**");
    }

    /// Begins an entry of a list.
    pub(super) fn bullet(&mut self) {
        self.end();
        self.line.push('-');
    }

    /// Begins an entry of a numbered list.
    pub(super) fn number(&mut self, number: usize) {
        use fmt::Write as _;
        self.end();
        _ = write!(self.line, "{number}.");
    }

    /// Adds a sentence to the paragraph.
    pub(super) fn say(&mut self, frame: &str, words: &Words) {
        if !self.line.is_empty() {
            self.line.push(' ');
        }
        words.fill(&mut self.line, frame);
    }

    /// Adds letters to the last sentence.
    pub(super) fn add(&mut self, letters: &str) {
        self.line.push_str(letters);
    }

    /// Ends the last sentence.
    pub(super) fn stop(&mut self) {
        self.line.push('.');
    }

    /// Ends the paragraph.
    pub(super) fn end(&mut self) {
        if self.line.is_empty() {
            return;
        }
        let marker =
            self.line.split(' ').next().filter(|word| *word == "-" || is_number(word)).map_or(0, |word| word.len() + 1);
        if marker == 0 || !self.after_bullet {
            self.text.push('\n');
        }
        self.after_bullet = marker > 0;
        let mut column = 0;
        let mut words = self.line.split(' ').peekable();
        while let Some(word) = words.next() {
            // A number with a full stop at the beginning of a line would begin a list: it stays with the word before.
            let length = word.len() + words.peek().filter(|next| is_number(next)).map_or(0, |next| 1 + next.len());
            if column > 0 && column + 1 + length > COLUMNS && !is_number(word) {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', marker));
                column = marker;
            } else if column > 0 {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += word.len();
        }
        self.text.push('\n');
        self.line.clear();
    }

    /// The whole record.
    pub(super) fn finish(mut self) -> String {
        self.end();
        self.text
    }
}

fn is_number(word: &str) -> bool {
    word.strip_suffix('.')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_and_never_begin_a_list_by_chance() {
        let mut page = Page::new("x");
        page.line = format!("{} a 3. Then b", "a".repeat(96));
        page.bullet();
        page.line.push_str(&" word".repeat(30));
        let text = page.finish();
        assert!(text.contains("\na 3. Then b"), "{text}");
        assert!(text.contains("\n\n- word word") && text.contains("\n  word"), "{text}");
    }
}

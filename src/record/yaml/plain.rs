//! Front matter in the plain form that nearly all of it has: one key a line, lists by hyphens, and values on one line, bare or in
//! quotation marks. It is read here directly, in a small part of the time that the parser of all YAML takes. Whatever has any other form is
//! left to that parser, and a law in the tests holds both to the same tree.

use super::{Entry, Node, Yaml};
use crate::text::Span;

/// How deep lists and mappings may lie in one another here.
const MAX_DEPTH: usize = 8;

/// The largest source that is read here, in bytes.
const MAX_BYTES: usize = 1 << 16;

/// The tree of `source`, which lies at byte `base` of its file; none where anything in it has another form.
pub(super) fn read(source: &str, base: usize) -> Option<Node> {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n') && byte != b'#';
    // Folded, not ended early: so it goes over many bytes at a time.
    let is_plain = source.bytes().fold(true, |all, byte| all & plain(byte));
    if !is_plain || source.len() > MAX_BYTES {
        return None;
    }
    let mut reader = Reader { source, base, next: 0, line: None };
    reader.advance();
    let root = reader.mapping(0, 0)?;
    reader.line.is_none().then_some(root)
}

/// A line with something on it, or what is left of one behind the hyphen of a list.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// How many bytes stand before it.
    indent: usize,
    /// Its first byte that is no space.
    start: usize,
    /// Behind its last byte that is no space.
    end: usize,
}

struct Reader<'s> {
    source: &'s str,
    base: usize,
    /// Where the line behind the one at hand begins.
    next: usize,
    /// The line at hand; none behind the last.
    line: Option<Line>,
}

impl Reader<'_> {
    /// Goes on to the next line that has something on it.
    fn advance(&mut self) {
        let bytes = self.source.as_bytes();
        self.line = None;
        while self.line.is_none() && self.next < bytes.len() {
            let begin = self.next;
            let end = memchr::memchr(b'\n', &bytes[begin..]).map_or(bytes.len(), |at| begin + at);
            self.next = end + 1;
            let is_sign = |byte: &u8| *byte != b' ';
            let line = &bytes[begin..end];
            if let (Some(first), Some(last)) = (line.iter().position(is_sign), line.iter().rposition(is_sign)) {
                self.line = Some(Line { indent: first, start: begin + first, end: begin + last + 1 });
            }
        }
    }

    fn text(&self, line: Line) -> &[u8] {
        &self.source.as_bytes()[line.start..line.end]
    }

    fn is_item(&self, line: Line) -> bool {
        matches!(self.text(line), [b'-'] | [b'-', b' ', ..])
    }

    /// How long the key is with which the line begins.
    fn key(&self, line: Line) -> Option<usize> {
        let text = self.text(line);
        let length = text.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')))?;
        let is_key = (1..128).contains(&length) && text[0] != b'-' && text[length] == b':';
        (is_key && text.get(length + 1).is_none_or(|byte| *byte == b' ')).then_some(length)
    }

    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let start = self.base + self.line?.start;
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(line) = self.line.filter(|line| line.indent == indent && !self.is_item(*line)) {
            let entry = self.entry(line, depth)?;
            if entries.iter().any(|known| known.key == entry.key) {
                return None;
            }
            entries.push(entry);
        }
        let end = entries.last()?.value.span.end;
        self.is_left_of(indent).then(|| Node { span: Span::new(start, end), value: Yaml::Mapping(entries) })
    }

    /// Whether the line at hand can follow what is indented so far.
    fn is_left_of(&self, indent: usize) -> bool {
        self.line.is_none_or(|line| line.indent <= indent)
    }

    fn entry(&mut self, line: Line, depth: usize) -> Option<Entry> {
        let length = self.key(line)?;
        let key = self.source[line.start..line.start + length].to_owned();
        let key_span = Span::new(line.start, line.start + length).shifted(self.base);
        let behind = line.start + length + 1;
        self.advance();
        let value = match self.source[behind..line.end].bytes().position(|byte| byte != b' ') {
            Some(spaces) => self.value(behind + spaces, line.end)?,
            None => self.below(line.indent, behind, depth)?,
        };
        // What is indented further goes on with the value.
        self.is_left_of(line.indent).then_some(Entry { key, key_span, value })
    }

    /// The value of a key at `indent` that has none on its own line; nothing, at `behind`, where there is none below either.
    fn below(&mut self, indent: usize, behind: usize, depth: usize) -> Option<Node> {
        match self.line {
            Some(_) if depth == MAX_DEPTH => None,
            Some(line) if line.indent >= indent && self.is_item(line) => {
                let mut list = self.sequence(line.indent, depth + 1)?;
                if line.indent == indent {
                    // The parser lets a list that is not indented begin behind its first hyphen.
                    list.span.start = list.items().first()?.span.start;
                }
                Some(list)
            }
            Some(line) if line.indent > indent => self.mapping(line.indent, depth + 1),
            _ => {
                let value = Yaml::Scalar { text: "~".to_owned(), plain: true };
                Some(Node { span: Span::empty(self.base + behind), value })
            }
        }
    }

    fn sequence(&mut self, indent: usize, depth: usize) -> Option<Node> {
        let start = self.base + self.line?.start;
        let mut items: Vec<Node> = Vec::new();
        while let Some(line) = self.line.filter(|line| line.indent == indent && self.is_item(*line)) {
            let spaces = self.text(line)[1..].iter().position(|byte| *byte != b' ')?;
            let item = Line { indent: line.indent + 1 + spaces, start: line.start + 1 + spaces, end: line.end };
            items.push(if self.key(item).is_some() {
                self.line = Some(item);
                self.mapping(item.indent, depth + 1)?
            } else {
                self.advance();
                self.value(item.start, item.end)?
            });
            if !self.is_left_of(indent) {
                return None;
            }
        }
        let end = items.last()?.span.end;
        Some(Node { span: Span::new(start, end), value: Yaml::Sequence(items) })
    }

    /// The value that fills the rest of a line.
    fn value(&self, start: usize, end: usize) -> Option<Node> {
        let whole = &self.source[start..end];
        let span = Span::new(start, end).shifted(self.base);
        if whole == "[]" {
            return Some(Node { span, value: Yaml::Sequence(Vec::new()) });
        }
        let quoted = |mark: char| whole.strip_prefix(mark)?.strip_suffix(mark);
        let (text, plain) = match whole.as_bytes()[0] {
            b'"' => (quoted('"').filter(|text| !text.contains(['"', '\\']))?, false),
            b'\'' => (quoted('\'').filter(|text| !text.contains('\''))?, false),
            first if first.is_ascii_alphanumeric() || matches!(first, b'(' | b'.' | b'/' | b'+' | b'_' | b'~') => {
                (Some(whole).filter(|text| !text.contains(": ") && !text.ends_with(':'))?, true)
            }
            _ => return None,
        };
        let value = Yaml::Scalar { text: text.to_owned(), plain };
        Some(Node { span, value })
    }
}

#[cfg(test)]
mod tests {
    use super::super::build::Builder;
    use super::*;
    use proptest::prelude::*;

    /// What the parser of all YAML makes of it, where it finds no fault in it.
    fn parsed(source: &str) -> Option<String> {
        let built = Builder::run(source, 7).ok()?;
        let faultless = built.findings.is_empty() && built.comments.is_empty() && !built.stopped;
        built.root.filter(|_| faultless).map(|root| format!("{root:?}"))
    }

    fn directly(source: &str) -> Option<String> {
        read(source, 7).map(|root| format!("{root:?}"))
    }

    #[test]
    fn plain_front_matter_is_read_directly() {
        let source =
            "a: 1\nb:\n  - x: \"y: z\"\n    w: 'it'\n\n  - v\nc:\nd:\n- p q\n- \"\"\n- []\nh: []\ne:\n    f: (g) \n";
        assert!(directly(source).is_some());
        assert_eq!(directly(source), parsed(source));
    }

    #[test]
    fn whatever_else_it_is_is_left_to_the_parser() {
        for source in [
            "",
            "a",
            "a:b",
            "a: 1\na: 2",
            "a: b: c",
            "a: [1]",
            "a: # b",
            "a:\n - b\n  - c",
            "a: b\n  c",
            "a: |\n  b",
            "a: *b",
            "a: \"b\\n\"",
            "a: 'b''c'",
            "- a",
            "a:\n  b: 1\n c: 2",
            "a: 1\n  b: 2",
            "a:\n  - b: 1\n   c: 2",
            "a: \"b\" c",
            "? a",
            "a:\n  -\n  - b",
            "a: caf\u{e9}",
            "a:\tb",
            "a: 1\r\n",
            "a:\n- b\n c: 1",
            "- a: 1\n  - b",
            "a: b:",
            "a: -5",
            "a:\n  - - b",
        ] {
            assert_eq!(directly(source), None, "{source:?}");
        }
    }

    #[test]
    fn the_records_of_the_worked_example_are_read_directly() {
        for record in [
            include_str!("../../../examples/service/residents/R-0142/plan.md"),
            include_str!("../../../examples/service/residents/R-0142/weekly/2026-W46.md"),
        ] {
            let front =
                record.strip_prefix("---\n").and_then(|rest| rest.split("\n---\n").next()).expect("front matter");
            assert!(directly(front).is_some());
            assert_eq!(directly(front), parsed(front));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_directly_is_what_the_parser_reads(
            lines in proptest::collection::vec(
                (0usize..5, prop::sample::select(vec!["", "- ", "-", "-  ", "a: ", "b: ", "c:", "- a: ", "- b:", "x-1: ", "? ", "- - "]),
                 prop::sample::select(vec!["", "", "1", "x y", "\"q\"", "'s'", "\"a: b\"", "~", "null", "a:", "b: c", "07700", "true",
                     "2026-11-20", "(a)", ".", "- z", "[]", "-1", "|", "[a]", "{a: b}", "\"open", "x ", "&a", "é", "# c", "---", "..."]),
            ), 0..9)
        ) {
            let line = |(indent, mark, value): (usize, &str, &str)| format!("{}{mark}{value}\n", " ".repeat(indent));
            let source: String = lines.into_iter().map(line).collect();
            if let Some(tree) = directly(&source) {
                prop_assert_eq!(Some(tree), parsed(&source), "{}", source);
            }
        }

        #[test]
        fn well_formed_lists_and_keys_are_read_directly(
            entries in proptest::collection::btree_map("[a-z]{1,3}", proptest::collection::vec("[a-z(/][a-z .:;,]{0,6}[a-z]", 0..4), 1..6),
            indent in 0usize..3,
        ) {
            let mut source = String::new();
            for (key, values) in &entries {
                source.push_str(&format!("{key}:\n"));
                for value in values.iter().filter(|value| !value.contains(": ")) {
                    source.push_str(&format!("{}- {value}\n", " ".repeat(indent)));
                }
            }
            prop_assert!(directly(&source).is_some() , "{}", source);
            prop_assert_eq!(directly(&source), parsed(&source), "{}", source);
        }
    }
}

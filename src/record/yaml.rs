//! Front matter as a tree that knows its places. This is the only user of the YAML parser.
//!
//! The tree is untyped: every scalar is kept as text, with whether it was written plain. The schema decides what a
//! plain scalar means (see [`super::schema`]), so that `no`, `07700` or `2026-11-20` stay what was typed.

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use crate::finding::{Code, Finding};
use crate::text::Span;

/// How deep lists and mappings may lie in one another. The format needs five.
const MAX_DEPTH: usize = 32;

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The bytes of the value; empty, just behind its key, where nothing was written.
    pub span: Span,
    /// The value.
    pub value: Yaml,
}

/// A value of the front matter.
#[derive(Debug, Clone)]
pub enum Yaml {
    /// Text, a number, a date, a word: the schema decides.
    Scalar {
        /// The text after YAML's own escapes were undone.
        text: String,
        /// Whether it was written without quotes and not as a block of lines.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in the order of the file.
    Mapping(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// The key's place.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// A comment, with the place of its text from the `#` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The bytes of the comment.
    pub span: Span,
}

impl Node {
    /// The value of `key`, where this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of `key`, where this is a mapping that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Yaml::Mapping(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// The items, where this is a list; else none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Yaml::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text, where this is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Yaml::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was written: no value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Yaml::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }
}

/// What was read of a front matter.
#[derive(Debug)]
pub struct Tree {
    /// The top mapping. Empty where nothing could be read.
    pub root: Node,
    /// Its comments, in order.
    pub comments: Vec<Comment>,
    /// Keys of the top mapping that could not be read, so that nobody calls them missing as well.
    pub broken: Vec<String>,
    /// Whether there is something that is no mapping, so that nothing could be read.
    pub unread: bool,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads the YAML in `span` of `text`. Where it is not YAML, the parts under the other top keys are read all the same, so
/// that all faults are found at once.
pub fn read(text: &str, span: Span) -> Tree {
    let mut findings = tab_indents(text, span);
    // A tab in the indentation was reported; read on as though it were a space, which keeps every place.
    let cleaned: String;
    let source = if findings.is_empty() {
        span.of(text)
    } else {
        cleaned = span.of(text).split_inclusive('\n').map(without_tabs).collect();
        &cleaned
    };
    let empty = Node { span, value: Yaml::Mapping(Vec::new()) };
    match Builder::run(source, span.start) {
        Ok(built) => {
            findings.extend(built.findings);
            let mut unread = false;
            let root = match built.root {
                Some(root) if matches!(root.value, Yaml::Mapping(_)) => root,
                Some(root) if root.is_null() => empty,
                Some(root) => {
                    unread = true;
                    findings.push(Finding::new(
                        Code::Syntax,
                        root.span,
                        "the front matter is not a list of keys and values",
                        "Write each fact as a key, a colon, a space and its value, one on each line.",
                    ));
                    empty
                }
                None => empty,
            };
            Tree { root, comments: built.comments, broken: Vec::new(), unread, findings }
        }
        Err(_) => by_top_keys(source, span, findings),
    }
}

/// Reads each top key's part on its own, where the whole could not be read.
fn by_top_keys(source: &str, span: Span, mut findings: Vec<Finding>) -> Tree {
    let tabs: Vec<usize> = findings.iter().map(|finding| finding.span.start - span.start).collect();
    let (mut entries, mut comments, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for part in top_parts(source) {
        let chunk = part.of(source);
        match Builder::run(chunk, span.start + part.start) {
            Ok(built) => {
                findings.extend(built.findings);
                comments.extend(built.comments);
                match built.root.map(|root| root.value) {
                    Some(Yaml::Mapping(read)) => entries.extend(read),
                    Some(Yaml::Scalar { text, .. }) if text.is_empty() => {}
                    None => {}
                    Some(_) => {
                        // A key without the space behind its colon is there, so nobody is to call it missing.
                        broken.extend(chunk.split_once(':').map(|(key, _)| key.trim().to_owned()));
                        findings.push(Finding::new(
                            Code::Syntax,
                            Span::new(span.start + part.start, span.start + part.start + chunk.trim_end().len()),
                            "this is not a key with a value",
                            "Write a key, a colon, a space and its value.",
                        ));
                    }
                }
            }
            Err(fault) => {
                if let Some((key, _)) = chunk.split_once(':') {
                    broken.push(key.trim().to_owned());
                }
                // A line that slid to the margin out of a list cuts that list off, and what follows it fits nowhere.
                let slid = fault.code == Code::Indent && entries.last().is_some() && has_value(chunk);
                let fault = if slid { slid_to_margin(chunk, span.start + part.start) } else { fault };
                if let Some(cut) = entries.pop_if(|_| slid) {
                    broken.push(cut.key);
                }
                // A tab that was reported may be all that is wrong there.
                let next = tabs.partition_point(|tab| *tab < part.start);
                if !tabs.get(next).is_some_and(|tab| part.contains(*tab)) {
                    findings.push(fault);
                }
            }
        }
    }
    findings.extend(without_duplicates(&mut entries));
    Tree { root: Node { span, value: Yaml::Mapping(entries) }, comments, broken, unread: false, findings }
}

/// Whether the first line of a part has its value already.
fn has_value(part: &str) -> bool {
    let line = part.lines().next().unwrap_or_default();
    line.split_once(": ").is_some_and(|(_, value)| !value.trim().is_empty())
}

fn slid_to_margin(part: &str, start: usize) -> Finding {
    let line = part.lines().next().unwrap_or_default();
    Finding::new(
        Code::Indent,
        Span::new(start, start + line.trim_end().len()),
        "this line begins at the margin, but the lines below it belong to something further in",
        "Give this line the indentation that its neighbours have.",
    )
}

/// The parts of `source` that each begin with a line that is not indented.
fn top_parts(source: &str) -> Vec<Span> {
    let mut parts: Vec<Span> = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let inner = line.starts_with([' ', '\t', '#', '-', ']', '}']) || line.trim().is_empty();
        match parts.last_mut() {
            Some(part) if inner => part.end = at + line.len(),
            _ => parts.push(Span::new(at, at + line.len())),
        }
        at += line.len();
    }
    parts
}

/// The space that other programs put in where no line may break; it looks like any other.
const NO_BREAK: char = '\u{a0}';

fn without_tabs(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches([' ', '\t', NO_BREAK]).len();
    line[..indent].replace('\t', " ").replace(NO_BREAK, "  ") + &line[indent..]
}

fn tab_indents(text: &str, span: Span) -> Vec<Finding> {
    let mut at = span.start;
    let mut findings = Vec::new();
    for line in span.of(text).split_inclusive('\n') {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t', NO_BREAK]).len()];
        if let (Some(tab), false) = (indent.find(['\t', NO_BREAK]), line.trim().is_empty()) {
            let (sign, message, help) = if indent[tab..].starts_with('\t') {
                ('\t', "this line is indented with a tab", "Use two spaces instead of the tab.")
            } else {
                (NO_BREAK, "this line is indented with a space that is none to YAML", "Type the spaces anew.")
            };
            findings.push(Finding::new(
                Code::TabIndent,
                Span::new(at + tab, at + tab + sign.len_utf8()),
                message,
                help,
            ));
        }
        at += line.len();
    }
    findings
}

/// Leaves the first entry of each key, and reports the others.
fn without_duplicates(entries: &mut Vec<Entry>) -> Vec<Finding> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].key.cmp(&entries[*b].key).then(a.cmp(b)));
    let mut findings = Vec::new();
    let mut again = Vec::new();
    for same in order.chunk_by(|a, b| entries[*a].key == entries[*b].key) {
        for repeat in &same[1..] {
            again.push(*repeat);
            findings.push(
                Finding::new(
                    Code::DuplicateKey,
                    entries[*repeat].key_span,
                    "this key stands here twice",
                    "Keep one of the two, with the value that is right, and delete the other.",
                )
                .quoting(&entries[*repeat].key)
                .also_at(entries[same[0]].key_span, "it stands here first"),
            );
        }
    }
    if !again.is_empty() {
        again.sort_unstable();
        let mut at = 0;
        entries.retain(|_| {
            at += 1;
            again.binary_search(&(at - 1)).is_err()
        });
    }
    findings
}

/// A collection that is being read.
enum Open {
    Sequence { start: usize, flow: bool, items: Vec<Node> },
    Mapping { start: usize, flow: bool, entries: Vec<Entry>, key: Option<(String, Span)> },
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    comments: Vec<Comment>,
    findings: Vec<Finding>,
    documents: usize,
}

impl Builder {
    /// Reads `source`, which lies at byte `base` of its file; a syntax error ends the reading.
    fn run(source: &str, base: usize) -> Result<Self, Finding> {
        let mut builder = Self::default();
        for event in Parser::new_from_str(source) {
            let (event, span) = event.map_err(|error| syntax_fault(source, base, &error))?;
            let span: Span = span.byte_range().map(Span::from).unwrap_or_default().shifted(base);
            if !builder.take(event, span) {
                break;
            }
        }
        Ok(builder)
    }

    /// Takes one event; says whether to go on.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.findings.push(Finding::new(
                        Code::SecondDocument,
                        span,
                        "a second document begins inside the front matter",
                        "A record has one front matter. Delete this line, or move what follows into the text.",
                    ));
                    return false;
                }
            }
            Event::Comment(..) => self.comments.push(Comment { span }),
            Event::Alias(_) => {
                self.refuse(span);
                self.put(Node { span, value: Yaml::Scalar { text: String::new(), plain: false } });
            }
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(span);
                }
                let plain = style == ScalarStyle::Plain;
                self.put(Node { span, value: Yaml::Scalar { text: text.into_owned(), plain } });
            }
            Event::SequenceStart(style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(span);
                }
                return self.push(
                    Open::Sequence { start: span.start, flow: style == StructureStyle::Flow, items: Vec::new() },
                    span,
                );
            }
            Event::MappingStart(style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(span);
                }
                let flow = style == StructureStyle::Flow;
                return self.push(Open::Mapping { start: span.start, flow, entries: Vec::new(), key: None }, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => {}
        }
        true
    }

    fn refuse(&mut self, span: Span) {
        self.findings.push(Finding::new(
            Code::YamlFeature,
            span,
            "anchors, aliases and tags (&, *, !) are not part of the record format",
            "Write the value out in full; if it is text that begins with such a sign, put it in quotes.",
        ));
    }

    fn push(&mut self, collection: Open, span: Span) -> bool {
        if self.open.len() >= MAX_DEPTH {
            self.findings.push(Finding::new(
                Code::YamlFeature,
                span,
                "lists and keys lie too deep in one another here",
                "The record format needs no more than five levels. Look for a bracket or a dash too many.",
            ));
            return false;
        }
        self.open.push(collection);
        true
    }

    fn close(&mut self, end: Span) {
        let node = match self.open.pop() {
            Some(Open::Sequence { start, flow, items }) => {
                let end = items.last().filter(|_| !flow).map_or(end.end, |item| item.span.end);
                Node { span: Span::new(start, end), value: Yaml::Sequence(items) }
            }
            Some(Open::Mapping { start, flow, mut entries, .. }) => {
                // A block ends where its last value does; a bracket ends with the bracket.
                let end = entries.last().filter(|_| !flow).map_or(end.end, |entry| entry.value.span.end);
                self.findings.extend(without_duplicates(&mut entries));
                Node { span: Span::new(start, end), value: Yaml::Mapping(entries) }
            }
            None => return,
        };
        self.put(node);
    }

    fn put(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { entries, key, .. }) => match key.take() {
                None => {
                    let text = match node.value {
                        Yaml::Scalar { text, .. } => text,
                        _ => String::new(),
                    };
                    *key = Some((text, node.span));
                }
                Some((key, key_span)) => {
                    let value = if node.span.is_empty() {
                        // A value that was left out stands just behind the colon.
                        Node { span: Span::empty(key_span.end + 1), value: node.value }
                    } else {
                        node
                    };
                    entries.push(Entry { key, key_span, value });
                }
            },
        }
    }
}

/// Turns the parser's error into words for someone who never heard of YAML.
fn syntax_fault(source: &str, base: usize, error: &granit_parser::ScanError) -> Finding {
    // What is never closed is only missed at the end, but it is its beginning that people look for.
    let at = error.marker().byte_offset().unwrap_or(0);
    let at = if at >= source.trim_end().len() { last_value(source) } else { at };
    let line_start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = source[line_start..].find('\n').map_or(source.len(), |end| line_start + end);
    let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let line = &source[line_start..line_end];
    let above = source[..line_start].lines().rev().find(|line| !line.trim().is_empty());
    let first = line_start + indent_of(line);
    if above.is_some_and(|above| is_badly_indented(above, line)) {
        return Finding::new(
            Code::Indent,
            Span::new(base + first, base + line_end),
            "this line's indentation does not fit the lines above it",
            "Keys that belong together begin in the same column. Give this line the indentation of its neighbours.",
        );
    }
    let place =
        if at >= line_end { Span::new(base + first, base + line_end) } else { Span::new(base + at, base + line_end) };
    Finding::new(
        Code::Syntax,
        place,
        "the front matter cannot be read from here on",
        "Look for a missing colon or quote, an open bracket, or a colon inside a text: put a text that holds `: ` or ` #` in quotes.",
    )
}

/// Where the value on the last line that has a key begins.
fn last_value(source: &str) -> usize {
    let key = source.trim_end().rfind(": ").map(|colon| colon + 2);
    key.unwrap_or_else(|| source.trim_end().rfind('\n').map_or(0, |newline| newline + 1))
}

/// Whether `line` has an indentation that no line above could give it: deeper than a line that already has its value, or
/// one that falls between two levels.
fn is_badly_indented(above: &str, line: &str) -> bool {
    let key_column = |line: &str| {
        let mut column = 0;
        let mut rest = line;
        loop {
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            column += spaces;
            rest = &rest[spaces..];
            match rest.strip_prefix("- ") {
                Some(inner) => {
                    column += 2;
                    rest = inner;
                }
                None => return column,
            }
        }
    };
    let (here, there) = (key_column(line), key_column(above));
    let has_value = above.trim_end().split_once(": ").is_some_and(|(_, value)| !value.trim().is_empty());
    let dash = |line: &str| line.len() - line.trim_start_matches(' ').len();
    here != there && ((here > there && has_value) || (here < there && here % 2 != there % 2) || (dash(line) % 2 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        read(text, Span::new(0, text.len()))
    }

    fn codes(text: &str) -> Vec<(Code, usize)> {
        let index = crate::text::LineIndex::new(text);
        tree(text).findings.iter().map(|f| (f.code, index.position(text, f.span.start).line)).collect()
    }

    #[test]
    fn places_are_bytes_of_the_file() {
        let text = "a: é\nb:\n  - {c: 1, d: [x, y]}\n";
        let read = tree(text);
        assert!(read.findings.is_empty());
        assert_eq!(read.root.get("a").map(|n| n.span.of(text)), Some("é"));
        let inner = &read.root.get("b").map(|n| n.items()[0].clone()).expect("a list");
        assert_eq!(inner.get("c").map(|n| n.span.of(text)), Some("1"));
        assert_eq!(inner.get("d").map(|n| n.items()[1].span.of(text)), Some("y"));
        assert_eq!(inner.get("d").map(|n| n.span.of(text)), Some("[x, y]"));
        assert_eq!(read.root.get("b").map(|n| n.span.of(text)), Some("- {c: 1, d: [x, y]}"));
    }

    #[test]
    fn a_value_left_out_stands_behind_its_colon() {
        let text = "a:\nb: 1\n";
        let read = tree(text);
        assert_eq!(read.root.get("a").map(|n| (n.is_null(), n.span)), Some((true, Span::empty(2))));
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(codes("a: 1\nb: 2\na: 3\n"), [(Code::DuplicateKey, 3)]);
        assert_eq!(codes("a:\n\tb: 1\n"), [(Code::TabIndent, 2)]);
        assert_eq!(codes("a:\n  - b: 1\n     c: 2\nd: 1\n"), [(Code::Indent, 3)]);
        assert_eq!(codes("a:\n  - b: 1\n   c: 2\nd: 1\n"), [(Code::Indent, 3)]);
        assert_eq!(codes("a: 1\nb: x: y\nc: [1\nd: 4\n").first(), Some(&(Code::Syntax, 2)));
        assert_eq!(codes("a: 1\n...\n---\nb: 1\n"), [(Code::SecondDocument, 3)]);
        assert_eq!(codes("a: &x 1\nb: *x\n"), [(Code::YamlFeature, 1), (Code::YamlFeature, 2)]);
    }

    #[test]
    fn the_rest_is_read_where_one_part_is_broken() {
        let read = tree("a: 1\nb: x: y\nc: 2\n");
        assert_eq!(read.root.get("c").and_then(Node::text), Some("2"));
        assert_eq!(read.broken, ["b"]);
    }

    #[test]
    fn deep_nesting_is_refused_quickly() {
        let deep = format!("a: {}\n", "[".repeat(100_000));
        assert!(!tree(&deep).findings.is_empty());
        let dashes = format!("{}x\n", "- ".repeat(100_000));
        assert!(!tree(&dashes).findings.is_empty());
    }
}

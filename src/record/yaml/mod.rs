//! Front matter as a tree that knows its places. This is the only user of the YAML parser, to which all is left that is not in plain
//! form.
//!
//! The tree is untyped: every scalar is kept as text, with whether it was written plain. The schema decides what a
//! plain scalar means (see [`super::schema`]), so that `no`, `07700` or `2026-11-20` stay what was typed.

mod build;
mod fault;
mod plain;

use self::build::Builder;
use self::fault::{has_value, slid_to_margin};
use crate::finding::{Code, Finding, Fix};
use crate::text::{Edit, Span};

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

    /// The keys with their values, where this is a mapping; else none.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Yaml::Mapping(entries) => entries,
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
    /// Whether there is something that is no mapping, or that has no end, so that nothing could be read.
    pub unread: bool,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads the YAML in `span` of `text`. Where it is not YAML, the parts under the other top keys are read all the same, so
/// that all faults are found at once.
pub fn read(text: &str, span: Span) -> Tree {
    if let Some(root) = plain::read(span.of(text), span.start) {
        return Tree { root, comments: Vec::new(), broken: Vec::new(), unread: false, findings: Vec::new() };
    }
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
            let mut unread = built.stopped;
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

/// How many parts are read on their own. Whoever has more than that of broken front matter begins at its top in any case.
const MAX_PARTS: usize = 2_000;

/// Reads each top key's part on its own, where the whole could not be read.
fn by_top_keys(source: &str, span: Span, mut findings: Vec<Finding>) -> Tree {
    let tabs: Vec<usize> = findings.iter().map(|finding| finding.span.start - span.start).collect();
    let (mut entries, mut comments, mut broken, mut unread) = (Vec::new(), Vec::new(), Vec::new(), false);
    for part in top_parts(source).into_iter().take(MAX_PARTS) {
        let chunk = part.of(source);
        match Builder::run(chunk, span.start + part.start) {
            Ok(built) => {
                findings.extend(built.findings);
                unread |= built.stopped;
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
                let fault = if slid { slid_to_margin(chunk, span.start + part.start) } else { *fault };
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
    Tree { root: Node { span, value: Yaml::Mapping(entries) }, comments, broken, unread, findings }
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
            let plain = indent[tab..].replace('\t', "  ").replace(NO_BREAK, " ");
            let spaces = Edit::replace(Span::new(at + tab, at + indent.len()), plain);
            let finding = Finding::new(Code::TabIndent, Span::new(at + tab, at + tab + sign.len_utf8()), message, help)
                .fixed_by(Some(Fix::new("write spaces instead", [spaces])));
            findings.push(finding);
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
        let Yaml::Mapping(entries) = tree("?").root.value else { panic!("a mapping") };
        assert_eq!(entries.iter().map(|entry| entry.value.span).collect::<Vec<_>>(), [Span::empty(1)]);
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
    fn signs_with_a_meaning_are_named_where_they_stand() {
        let found = |value: &str| {
            let text = format!("a: 1\nb: {value}\nc: 2\n");
            let findings = tree(&text).findings;
            let place = |finding: &Finding| finding.span.of(&text).to_owned();
            (findings.iter().map(|f| (f.code, place(f))).collect::<Vec<_>>(), findings[0].fix.clone(), text)
        };
        for sign in ["% of lunches", "@Sam", "`x`"] {
            let (named, fix, text) = found(sign);
            assert_eq!(named, [(Code::Syntax, sign.to_owned())]);
            let mended = fix
                .expect("a fix")
                .edits
                .iter()
                .fold(text, |text, edit| [&text[..edit.span.start], &edit.with, &text[edit.span.end..]].concat());
            assert_eq!(tree(&mended).root.get("b").and_then(Node::text), Some(sign));
        }
        for (value, place) in [("&a Sam", "&a Sam"), ("!Sam", "!Sam"), ("!x Sam", "!x Sam"), ("&a {c: 1}", "&a {")] {
            let (named, ..) = found(value);
            assert_eq!((named[0].0, named[0].1.starts_with(&place[..2])), (Code::YamlFeature, true), "{named:?}");
        }
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

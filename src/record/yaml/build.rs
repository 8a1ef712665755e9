//! The parser's events become a tree.

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::fault::{sign_before, syntax_fault};
use super::{Comment, Entry, Node, Yaml, without_duplicates};
use crate::finding::{Code, Finding};
use crate::text::Span;

/// How deep lists and mappings may lie in one another. The format needs five.
const MAX_DEPTH: usize = 32;

/// How many values a front matter may have. That of the longest plan there is has a fiftieth of them.
const MAX_VALUES: usize = 50_000;

/// A collection that is being read.
enum Open {
    Sequence { start: usize, flow: bool, items: Vec<Node> },
    Mapping { start: usize, flow: bool, entries: Vec<Entry>, key: Option<(String, Span)> },
}

#[derive(Default)]
pub(super) struct Builder<'s> {
    source: &'s str,
    /// The byte of its file at which `source` lies.
    base: usize,
    open: Vec<Open>,
    pub(super) root: Option<Node>,
    pub(super) comments: Vec<Comment>,
    pub(super) findings: Vec<Finding>,
    pub(super) documents: usize,
    values: usize,
    /// Whether the reading ended before the end, so that what was open is lost.
    pub(super) stopped: bool,
}

impl<'s> Builder<'s> {
    /// Reads `source`, which lies at byte `base` of its file; a syntax error ends the reading.
    pub(super) fn run(source: &'s str, base: usize) -> Result<Self, Box<Finding>> {
        let mut builder = Self { source, base, ..Self::default() };
        for event in Parser::new_from_str(source) {
            let (event, span) = event.map_err(|error| Box::new(syntax_fault(source, base, &error)))?;
            let span: Span = span.byte_range().map(Span::from).unwrap_or_default().shifted(base);
            if !builder.take(event, span) || builder.is_full(span) {
                break;
            }
        }
        Ok(builder)
    }

    /// Whether there are more values than a record can have, which is said once.
    fn is_full(&mut self, span: Span) -> bool {
        self.values += 1;
        if self.values <= MAX_VALUES {
            return false;
        }
        self.stopped = true;
        let message = format!("a front matter has at most {MAX_VALUES} values, so nothing is read from here on");
        let help = "Look for something that was pasted in many times by mistake.";
        self.findings.push(Finding::new(Code::TooLarge, span, message, help));
        true
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
        let start = sign_before(self.source, span.start - self.base) + self.base;
        let span = Span::new(start, span.end);
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
            self.stopped = true;
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
                    let colon = self.source[key_span.end - self.base..].starts_with(':');
                    let value = if node.span.is_empty() && colon {
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

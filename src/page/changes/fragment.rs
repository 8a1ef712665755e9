//! A passage of a page, as this program's own HTML, read back as blocks and words.

use std::rc::Rc;

use crate::redline::diff::Token;
use crate::redline::words;

/// A part of a passage.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A paragraph, a list, an entry of one, a table, a row, a cell.
    Block(Block),
    /// Words that follow each other.
    Text(Text),
}

/// An element that holds others, or words.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Its name, such as `li`.
    pub(super) tag: String,
    /// Its attributes, with a space before them; empty where it has none.
    pub(super) attributes: String,
    pub(super) children: Vec<Node>,
}

/// Words that follow each other, and the white space behind the last.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) pieces: Vec<Piece>,
    pub(super) tail: String,
}

/// A word, and what it stands in.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// What stands before it: white space or a line break, as HTML; empty where it is written together with the one before.
    pub(super) gap: String,
    /// The word.
    pub(super) text: String,
    /// What it is compared by: the word, and what it means that it stands where it stands.
    key: String,
    /// The elements that it stands in, from the outermost.
    pub(super) within: Rc<[Inline]>,
    /// Which word of the passage it is.
    pub(super) place: usize,
}

/// An element within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) tag: String,
    pub(super) attributes: String,
}

impl Token for Piece {
    fn key(&self) -> &[u8] {
        self.key.as_bytes()
    }

    fn is_glued(&self) -> bool {
        self.gap.is_empty()
    }
}

impl Inline {
    /// Whether words mean something else for standing in it. Words that are only stressed are the same words.
    fn is_meant(&self) -> bool {
        !matches!(self.tag.as_str(), "em" | "strong")
    }
}

impl Block {
    /// What it can be compared with: a heading with a heading, whatever its level.
    fn sort(&self) -> &str {
        match self.tag.as_str() {
            "h2" | "h3" | "h4" | "h5" | "h6" => "heading",
            "p" => TEXT,
            "th" => "td",
            other => other,
        }
    }

    /// Whether it has its meaning from what it holds, so that two of them are always compared part by part.
    pub(super) fn is_container(&self) -> bool {
        matches!(self.tag.as_str(), "ul" | "ol" | "blockquote" | "table" | "thead")
    }
}

/// The sort of paragraphs, and of words that stand in no paragraph of their own.
const TEXT: &str = "text";

impl Node {
    /// Only parts of one sort are compared with one another.
    pub(super) fn sort(&self) -> &str {
        match self {
            Self::Block(block) => block.sort(),
            Self::Text(_) => TEXT,
        }
    }

    /// All its words in order.
    pub(super) fn pieces(&self) -> Vec<&Piece> {
        match self {
            Self::Text(text) => text.pieces.iter().collect(),
            Self::Block(block) => block.children.iter().flat_map(Self::pieces).collect(),
        }
    }

    /// What two of them must have in common to be the same part.
    pub(super) fn signature(&self) -> String {
        let mut signature = self.sort().to_owned();
        self.sign(&mut signature);
        signature
    }

    fn sign(&self, signature: &mut String) {
        match self {
            Self::Text(text) => text.pieces.iter().for_each(|piece| {
                signature.push('\u{1f}');
                signature.push_str(&piece.key);
            }),
            Self::Block(block) => {
                // A paragraph is no more than its words.
                if block.sort() != TEXT {
                    signature.push('\u{1e}');
                    signature.push_str(block.sort());
                }
                block.children.iter().for_each(|child| child.sign(signature));
            }
        }
    }
}

/// Reads a passage of HTML that `page::markdown` wrote.
pub(super) fn read(html: &str) -> Vec<Node> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some((words, tag)) = rest.split_once('<') {
        reader.words(words);
        let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
        reader.tag(tag);
        rest = behind;
    }
    reader.words(rest);
    reader.finish()
}

#[derive(Default)]
struct Reader {
    /// What is open, from the outermost, and what each holds so far; the passage itself comes first.
    open: Vec<Block>,
    done: Vec<Node>,
    inline: Vec<Inline>,
    /// What stands before the next word.
    gap: String,
    places: usize,
}

impl Reader {
    fn children(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(block) => &mut block.children,
            None => &mut self.done,
        }
    }

    fn tag(&mut self, tag: &str) {
        let (name, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        match name {
            "br" => self.gap.push_str("<br>"),
            "em" | "strong" | "s" | "code" | "span" | "a" if !(name == "code" && self.in_pre()) => {
                self.inline.push(Inline { tag: name.to_owned(), attributes: attributes.to_owned() });
            }
            "/em" | "/strong" | "/s" | "/span" | "/a" => _ = self.inline.pop(),
            "/code" if !self.in_pre() => _ = self.inline.pop(),
            "code" | "/code" => {}
            "hr" => {
                self.end_text();
                self.children().push(Node::Block(Block {
                    tag: "hr".into(),
                    attributes: String::new(),
                    children: Vec::new(),
                }));
            }
            name => {
                self.end_text();
                if name.starts_with('/') {
                    self.close();
                } else {
                    self.open.push(Block {
                        tag: name.to_owned(),
                        attributes: attributes.to_owned(),
                        children: Vec::new(),
                    });
                }
            }
        }
    }

    fn in_pre(&self) -> bool {
        self.open.last().is_some_and(|block| block.tag == "pre")
    }

    fn close(&mut self) {
        if let Some(block) = self.open.pop() {
            self.children().push(Node::Block(block));
        }
    }

    fn words(&mut self, html: &str) {
        let plain = unescaped(html);
        let within: Rc<[Inline]> = self.inline.clone().into();
        let meant: String = within
            .iter()
            .filter(|inline| inline.is_meant())
            .map(|inline| format!("\u{1d}{}{}", inline.tag, inline.attributes))
            .collect();
        let mut end = 0;
        for word in words::of(&plain) {
            let start = words::offset(&plain, word.text);
            end = start + word.text.len();
            let mut gap = std::mem::take(&mut self.gap);
            gap.push_str(word.gap);
            let piece = Piece {
                gap,
                text: word.text.to_owned(),
                key: format!("{}{meant}", word.text),
                within: Rc::clone(&within),
                place: self.places,
            };
            self.places += 1;
            match self.children().last_mut() {
                Some(Node::Text(text)) => text.pieces.push(piece),
                _ => self.children().push(Node::Text(Text { pieces: vec![piece], tail: String::new() })),
            }
        }
        self.gap.push_str(&plain[end..]);
    }

    /// A block begins or ends, and with it the words before.
    fn end_text(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if let Some(Node::Text(text)) = self.children().last_mut() {
            text.tail.push_str(&gap);
        }
    }

    fn finish(mut self) -> Vec<Node> {
        self.end_text();
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

/// The text that escaped HTML stands for.
fn unescaped(html: &str) -> String {
    const SIGNS: [(&str, char); 5] = [("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\''), ("amp;", '&')];
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('&') {
        text.push_str(before);
        let sign = SIGNS.iter().find(|(name, _)| behind.starts_with(name));
        text.push(sign.map_or('&', |(_, sign)| *sign));
        rest = &behind[sign.map_or(0, |(name, _)| name.len())..];
    }
    text.push_str(rest);
    text
}

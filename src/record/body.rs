//! The text below the front matter: where its headings, labels and words stand. This knows Markdown, not the format.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::slug::slug;
use crate::text::Span;

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 for `#`, 2 for `##`, and so on.
    pub level: u8,
    /// The heading's words.
    pub text: String,
    /// The id that it stands for.
    pub slug: String,
    /// The bytes of the heading's line.
    pub span: Span,
}

/// A bold phrase that ends in a colon at the beginning of a line, such as `**Staff will:**`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The words before the colon.
    pub text: String,
    /// The words as a slug.
    pub slug: String,
    /// The bytes of the phrase, its stars and colon among them.
    pub span: Span,
}

/// A stretch of running text: a paragraph, what stands behind a label, an entry of a list, a cell of a table or a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// From its first word to its last; white space may lie around them, and comments among them.
    pub span: Span,
    /// Whether it is a heading.
    pub heading: bool,
    /// Whether it stands in a block quote.
    pub quoted: bool,
}

/// A record's text, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The bytes of the whole body.
    pub span: Span,
    /// Its headings.
    pub headings: Vec<Heading>,
    /// Its phrases that look like labels.
    pub labels: Vec<Label>,
    /// Where there are words that a reader sees, headings left out.
    words: Vec<Span>,
    /// Its running text, without labels, code and comments.
    pub passages: Vec<Passage>,
    /// Comments, `<!-- … -->`.
    pub comments: Vec<Span>,
    /// Where a comment or a block of code begins that is never closed.
    pub unclosed: Option<Span>,
    /// The beginning of a line that opens more lists and quotations than anyone writes. The body ends before it: each line below would
    /// be compared with every one of them.
    pub too_deep: Option<Span>,
    /// The heading or label that is one too many, before which the body ends as well.
    pub too_many: Option<Span>,
}

/// How many headings and labels a text may have. The longest plan there is has a tenth of them.
pub const MAX_PARTS: usize = 2_000;

impl Body {
    /// Whether a reader sees any word within `span`.
    pub fn has_words(&self, span: Span) -> bool {
        self.first_words(span).is_some()
    }

    /// The first words that a reader sees within `span`.
    pub fn first_words(&self, span: Span) -> Option<Span> {
        let at = self.words.partition_point(|words| words.start < span.start);
        self.words.get(at).copied().filter(|words| words.start < span.end)
    }
}

/// The Markdown that records are written in: CommonMark, with tables, task lists and struck-through text.
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Reads the Markdown in `span` of `text`.
pub fn read(text: &str, span: Span) -> Body {
    let too_deep = deep_line(text, span);
    let span = Span::new(span.start, too_deep.map_or(span.end, |line| line.start));
    let source = span.of(text);
    let mut body = Body { span, too_deep, ..Body::default() };
    let mut heading: Option<Heading> = None;
    let mut strong: Option<(Span, String)> = None;
    let mut line_start = false;
    // Within lists and quotations headings and bold words are part of what is said there.
    let mut inside = 0_usize;
    let mut running = Running::default();
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        let place = Span::from(range).shifted(span.start);
        if body.headings.len() + body.labels.len() > MAX_PARTS {
            body.end_before_last();
            break;
        }
        body.passages.extend(running.take(&event, place));
        match event {
            Event::Start(Tag::Heading { level, .. }) if inside == 0 => {
                heading = Some(Heading {
                    level: number(level),
                    text: String::new(),
                    slug: String::new(),
                    span: Span::new(place.start, place.start + place.of(text).trim_end().len()),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = heading.take() {
                    heading.slug = slug(&heading.text);
                    body.headings.push(heading);
                }
            }
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => inside += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => inside = inside.saturating_sub(1),
            Event::Start(Tag::Strikethrough) => line_start = false,
            Event::Start(Tag::Paragraph) => line_start = inside == 0,
            Event::Start(Tag::Strong) if line_start && heading.is_none() => strong = Some((place, String::new())),
            Event::End(TagEnd::Strong) => {
                if let Some((span, phrase)) = strong.take() {
                    let label = body.take_strong(text, span, &phrase);
                    body.passages.extend(label.and_then(|label| running.cut(label)));
                }
                line_start = false;
            }
            Event::SoftBreak | Event::HardBreak => {
                line_start = inside == 0;
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
            }
            Event::Text(words) | Event::Code(words) => match (&mut heading, &mut strong) {
                (Some(heading), _) => heading.text.push_str(&words),
                (None, Some((_, phrase))) => phrase.push_str(&words),
                (None, None) => {
                    body.take_words(&words, place);
                    line_start = false;
                }
            },
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => body.take_html(text, place),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) if place.end >= text.trim_end().len() => {
                let mut lines = place.of(text).trim_end().lines();
                let opening = lines.next().unwrap_or("");
                let fence = |line: &str| line.trim().len() >= 3 && line.trim().chars().all(|c| matches!(c, '`' | '~'));
                if !lines.next_back().is_some_and(fence) {
                    body.unclosed.get_or_insert(Span::new(place.start, place.start + opening.len()));
                }
            }
            Event::Start(Tag::Image { .. }) | Event::TaskListMarker(_) => body.words.push(place),
            _ => {}
        }
    }
    body
}

/// How many characters may stand before the first word of a line within lists and quotations.
const MAX_INDENT: usize = 200;

/// The beginning of the first line that lies deeper than that in lists and quotations.
fn deep_line(text: &str, span: Span) -> Option<Span> {
    let mut at = span.start;
    let ends = memchr::memchr_iter(b'\n', span.of(text).as_bytes()).map(|end| span.start + end + 1).chain([span.end]);
    let lines = ends.map(|end| Span::new(std::mem::replace(&mut at, end), end));
    lines.filter(|line| line.end - line.start > MAX_INDENT).find_map(|line| {
        let (start, line) = (line.start, line.of(text));
        let words = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t>-+*.)".contains(c));
        let marks = &line[..line.len() - words.len()];
        // Stars without a space are emphasis, and a line of nothing but stars or hyphens is a rule.
        let item = |two: &[u8]| b"-+*.)".contains(&two[0]) && b" \t".contains(&two[1]);
        let nests = marks.contains('>') || marks.as_bytes().windows(2).any(item);
        let rule = ['-', '*'].iter().any(|sign| line.chars().all(|c| c == *sign || c.is_whitespace()));
        (nests && !rule && marks.len() > MAX_INDENT).then(|| Span::new(start, start + marks.len()))
    })
}

impl Body {
    /// Leaves out the last heading or label, and all below it.
    fn end_before_last(&mut self) {
        let heading = self.headings.last().map(|heading| heading.span);
        let label = self.labels.last().map(|label| label.span);
        let Some(last) = heading.max(label) else { return };
        self.headings.pop_if(|heading| heading.span == last);
        self.labels.pop_if(|label| label.span == last);
        self.span = Span::new(self.span.start, last.start);
        self.too_many = Some(last);
    }

    /// A bold phrase at the beginning of a line: a label where a colon ends it, inside the stars or behind them. Gives the label's place.
    fn take_strong(&mut self, text: &str, span: Span, phrase: &str) -> Option<Span> {
        let behind = text[span.end..].starts_with(':');
        let (words, span) = match phrase.trim_end().strip_suffix(':') {
            Some(words) => (words, span),
            None if behind => (phrase, Span::new(span.start, span.end + 1)),
            None => {
                self.words.extend((!phrase.trim().is_empty()).then_some(span));
                return None;
            }
        };
        self.labels.push(Label { text: words.trim().to_owned(), slug: slug(words), span });
        Some(span)
    }

    /// Words in running text; a colon that belongs to the label before it is not one of them.
    fn take_words(&mut self, words: &str, place: Span) {
        let colon = self.labels.last().is_some_and(|label| label.span.end == place.start + 1 && words.starts_with(':'));
        let (words, start) = if colon { (&words[1..], place.start + 1) } else { (words, place.start) };
        if !words.trim().is_empty() {
            self.words.push(Span::new(start, place.end));
        }
    }

    /// Comments are for writers; any other HTML is text that a reader sees.
    fn take_html(&mut self, text: &str, place: Span) {
        let html = place.of(text);
        let mut at = 0;
        while at < html.len() {
            let opens = html[at..].find("<!--").map_or(html.len(), |open| at + open);
            if !html[at..opens].trim().is_empty() {
                self.words.push(Span::new(place.start + at, place.start + opens));
            }
            let close = html[opens..].find("-->").map(|close| opens + close + 3);
            if close.is_none() && opens < html.len() {
                self.unclosed.get_or_insert(Span::new(place.start + opens, place.start + opens + "<!--".len()));
            }
            at = close.unwrap_or(html.len());
            if opens < at {
                self.comments.push(Span::new(place.start + opens, place.start + at));
            }
        }
    }
}

/// The passage that is being read.
#[derive(Debug, Default)]
struct Running {
    span: Option<Span>,
    heading: bool,
    /// How many block quotes it lies in.
    quotes: usize,
    /// Whether a block of code is being read.
    code: bool,
    /// Where the last label ends.
    label_end: usize,
}

impl Running {
    /// Takes one event, which may end a passage.
    fn take(&mut self, event: &Event<'_>, place: Span) -> Option<Passage> {
        match event {
            Event::Text(_) | Event::Code(_) if !self.code => self.add(place),
            Event::Start(tag) if !is_inline(tag) => {
                let ended = self.end();
                self.heading = matches!(tag, Tag::Heading { .. });
                self.code = matches!(tag, Tag::CodeBlock(_));
                self.quotes += usize::from(matches!(tag, Tag::BlockQuote(_)));
                return ended;
            }
            Event::End(tag) if !is_inline_end(tag) => {
                let ended = self.end();
                (self.heading, self.code) = (false, false);
                self.quotes -= usize::from(matches!(tag, TagEnd::BlockQuote(_)) && self.quotes > 0);
                return ended;
            }
            _ => {}
        }
        None
    }

    /// Adds words to the passage.
    fn add(&mut self, words: Span) {
        let start = words.start.max(self.label_end);
        if start < words.end {
            self.span = Some(Span::new(self.span.map_or(start, |span| span.start.min(start)), words.end));
        }
    }

    /// Ends the passage before a label, whose words are none of it.
    fn cut(&mut self, label: Span) -> Option<Passage> {
        self.label_end = label.end;
        let before = self.span.filter(|span| span.start < label.start);
        self.span = before.map(|span| Span::new(span.start, span.end.min(label.start)));
        self.end()
    }

    fn end(&mut self) -> Option<Passage> {
        let span = self.span.take()?;
        Some(Passage { span, heading: self.heading, quoted: self.quotes > 0 })
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn is_inline_end(tag: &TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        read(text, Span::new(0, text.len()))
    }

    fn has(text: &str) -> bool {
        body(text).has_words(Span::new(0, text.len()))
    }

    #[test]
    fn headings_and_labels_are_found() {
        let text = "# T\n\n## A b\n\n**One:** x\n**Two**: y\n\nA **bold:** word\n\n- **Dash:** z\n";
        let read = body(text);
        let headings: Vec<_> = read.headings.iter().map(|h| (h.level, h.slug.as_str())).collect();
        assert_eq!(headings, [(1, "t"), (2, "a-b")]);
        let labels: Vec<_> = read.labels.iter().map(|l| (l.slug.as_str(), l.span.of(text))).collect();
        assert_eq!(labels, [("one", "**One:**"), ("two", "**Two**:")]);
        let quoted = body("> ## A\n>\n> **One:** x\n\n- ## B\n\n  **Two:** y\n\n~~**Three:** z~~\n");
        assert!(quoted.headings.is_empty() && quoted.labels.is_empty());
        assert!(has("> ## A\n") && has("- **Two:**\n"));
    }

    #[test]
    fn comments_are_not_words_and_other_html_is() {
        assert!(!has("<!-- a\n\nb -->\n\n"));
        assert!(has("<!-- a --> word\n"));
        assert!(has("p <!-- a -->"));
        assert!(has("<div>hi</div>\n"));
        assert!(!has("**One**:\n\n**Two:**   \n"));
        assert!(has("**One**: x\n"));
        assert!(has("![a](b)\n"));
        assert!(has("1. x\n"));
        assert!(!has("-\n"));
    }

    #[test]
    fn what_is_never_closed_is_known() {
        let unclosed = |text: &str| body(text).unclosed.map(|span| span.of(text).to_owned());
        assert_eq!(unclosed("a\n\n<!-- b\n\n## C\n").as_deref(), Some("<!--"));
        assert_eq!(unclosed("a\n\n```text\nb\n\n## C\n").as_deref(), Some("```text"));
        assert_eq!(unclosed("a <!-- b -->\n\n```text\nb\n```\n"), None);
    }

    #[test]
    fn what_lies_too_deep_ends_the_body() {
        let deep = |mark: &str| format!("## A\n\na\n\n{}b\nc\n\n## B\n", mark.repeat(500));
        for mark in ["> ", ">", "- ", "1. ", "+\t", "> - ", "1. 2) "] {
            let read = body(&deep(mark));
            assert_eq!(read.too_deep.map(|span| span.start), Some(9), "{mark}");
            assert_eq!((read.span.end, read.headings.len()), (9, 1), "{mark}");
        }
        for text in ["- - - ".repeat(99), "*".repeat(300) + "a", " ".repeat(300) + "a", "> - a".to_owned()] {
            assert_eq!(body(&text).too_deep, None, "{text}");
        }
    }

    #[test]
    fn what_has_too_many_parts_ends_before_the_first_of_them() {
        let text = |count| "## A\n\n**B:** c\n\n".repeat(count / 2);
        assert_eq!(body(&text(MAX_PARTS)).too_many, None);
        let read = body(&text(MAX_PARTS + 40));
        let end = text(MAX_PARTS).len();
        assert_eq!((read.span.end, read.headings.len(), read.labels.len()), (end, MAX_PARTS / 2, MAX_PARTS / 2));
        assert_eq!(read.too_many, Some(Span::new(end, end + 4)));
    }

    #[test]
    fn passages_are_running_text_alone() {
        let found = |text: &str| -> Vec<(String, bool, bool)> {
            let passages = body(text).passages;
            passages.iter().map(|p| (p.span.of(text).to_owned(), p.heading, p.quoted)).collect()
        };
        let plain = |words: &[&str]| words.iter().map(|w| ((*w).to_owned(), false, false)).collect::<Vec<_>>();
        assert_eq!(found("## A b\n"), [("A b".to_owned(), true, false)]);
        assert_eq!(found("**One:** x y\nz\n**Two**: *u*\nv `w`\n"), plain(&[" x y\nz\n", " *u*\nv `w`"]).as_slice());
        assert_eq!(found("a **b:** c\n\n**d** e\n"), plain(&["a **b:** c", "d** e"]).as_slice());
        assert_eq!(found("- a\n  b\n- c\n  - d\n"), plain(&["a\n  b", "c", "d"]).as_slice());
        assert_eq!(found("```\nx\n```\n<!-- y -->\n"), []);
        assert_eq!(found("> a\n\nb\n"), [("a".to_owned(), false, true), ("b".to_owned(), false, false)]);
        assert_eq!(found("| a | b |\n|---|---|\n| c | d |\n"), plain(&["a", "b", "c", "d"]).as_slice());
    }

    #[test]
    fn comments_have_their_places() {
        let text = "a <!-- x -->\n\n<!--? y\nz -->\n";
        let found: Vec<_> = body(text).comments.iter().map(|c| c.of(text)).collect();
        assert_eq!(found, ["<!-- x -->", "<!--? y\nz -->"]);
    }
}

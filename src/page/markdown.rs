//! People's Markdown as HTML that is safe to open: their words, and nothing that runs, loads or reaches out.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Parser, Tag};

use crate::record::body;
use crate::template::escape;
use crate::text::Span;

/// A text that was read once, so that any passage of it can be written as HTML as it reads within the whole.
#[derive(Debug)]
pub(super) struct Document<'t> {
    text: &'t str,
    events: Vec<Step<'t>>,
}

/// One event of the Markdown's.
#[derive(Debug)]
struct Step<'t> {
    event: Event<'t>,
    /// The bytes that the whole element takes up.
    place: Span,
    /// How far the text was read when it came; never less than at the event before.
    at: usize,
    /// The event that began the element which it lies in.
    within: Option<usize>,
}

impl<'t> Document<'t> {
    /// Reads the Markdown in `span` of `text`.
    pub(super) fn new(text: &'t str, span: Span) -> Self {
        let mut events: Vec<Step<'t>> = Vec::new();
        let (mut at, mut within) = (span.start, None);
        for (event, range) in Parser::new_ext(span.of(text), body::options()).into_offset_iter() {
            let place = Span::from(range).shifted(span.start);
            at = at.max(if matches!(event, Event::End(_)) { place.end } else { place.start });
            let outer = within;
            match event {
                Event::Start(_) => within = Some(events.len()),
                Event::End(_) => within = within.and_then(|start| events.get(start)).and_then(|start| start.within),
                _ => {}
            }
            events.push(Step { event, place, at, within: outer });
        }
        Self { text, events }
    }

    /// The passage in `span` as HTML; empty where a reader would see nothing. Headings in it nest under one of level `below`.
    pub(super) fn html(&self, span: Span, below: u8) -> String {
        let mut writer = Writer { below, ..Writer::default() };
        // Only the events within the passage are looked at: a long record has many passages.
        let first = self.events.partition_point(|step| step.at < span.start);
        let within = self.events.get(first).and_then(|step| step.within);
        let mut around: Vec<_> = std::iter::successors(within, |outer| self.events[*outer].within).collect();
        around.reverse();
        let before = first.checked_sub(1).filter(|at| matches!(self.events[*at].event, Event::Text(_)));
        let inside = first..self.events.partition_point(|step| step.at < span.end).max(first);
        for step in around.into_iter().chain(before).chain(inside).filter_map(|at| self.events.get(at)) {
            let place = step.place;
            match &step.event {
                Event::Start(tag) if overlap(place, span) => writer.start(tag, span.contains(place.start)),
                Event::End(_) if overlap(place, span) => writer.end(),
                Event::Start(_) | Event::End(_) => {}
                // The colon behind a label belongs to the label, and what follows it here.
                Event::Text(words) if place.contains(span.start) && place.of(self.text) == words.as_ref() => {
                    writer.words(words.get(span.start - place.start..).unwrap_or(""));
                }
                leaf if span.contains(place.start) => writer.leaf(leaf),
                _ => {}
            }
        }
        while !writer.open.is_empty() {
            writer.end();
        }
        writer.out.trim_end().to_owned()
    }
}

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// An element that was begun. Its tag is written once there are words in it, so that none stays empty.
#[derive(Debug, Default)]
struct Open {
    start: String,
    end: &'static str,
    written: bool,
    is_link: bool,
    is_html: bool,
}

impl Open {
    fn new(start: impl Into<String>, end: &'static str) -> Self {
        Self { start: start.into(), end, ..Self::default() }
    }
}

#[derive(Debug, Default)]
struct Writer {
    out: String,
    below: u8,
    open: Vec<Open>,
    /// How many of them, from the outermost on, are written.
    written: usize,
    /// How many of them are links.
    links: usize,
    /// The levels, as written, of the headings that the next one may nest under.
    headings: Vec<u8>,
    in_table_head: bool,
    /// The end of a line, which is written once something follows it in its block.
    line_break: &'static str,
    /// What stands in the block of HTML that is being read.
    html: String,
}

impl Writer {
    fn start(&mut self, tag: &Tag<'_>, begins_here: bool) {
        let element = match tag {
            Tag::Paragraph => Open::new("<p>", "</p>\n"),
            Tag::Heading { level, .. } if begins_here => self.heading(*level),
            Tag::BlockQuote(_) => Open::new("<blockquote>", "</blockquote>\n"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                Open::new("<pre><code>", "</code></pre>\n")
            }
            Tag::List(None) => Open::new("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => Open::new("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => Open::new(format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            Tag::Item => Open::new("<li>", "</li>\n"),
            Tag::Table(_) => Open::new("<table>\n", "</table>\n"),
            Tag::TableHead => {
                self.in_table_head = true;
                Open::new("<thead><tr>", "</tr></thead>\n")
            }
            Tag::TableRow => {
                self.in_table_head = false;
                Open::new("<tr>", "</tr>\n")
            }
            Tag::TableCell if self.in_table_head => Open::new("<th scope=\"col\">", "</th>"),
            Tag::TableCell => Open::new("<td>", "</td>"),
            Tag::Emphasis => Open::new("<em>", "</em>"),
            Tag::Strong => Open::new("<strong>", "</strong>"),
            // Marked as people's own, so that nobody takes it for a change that this program shows.
            Tag::Strikethrough => Open::new("<s class=\"own\">", "</s>"),
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url),
            Tag::HtmlBlock => Open { is_html: true, ..Open::new("<p>", "</p>\n") },
            // A picture is never loaded: only the words that stand for it are shown.
            _ => Open::default(),
        };
        self.links += usize::from(element.is_link);
        self.open.push(element);
        if matches!(tag, Tag::TableCell) {
            self.write_open();
        }
    }

    fn end(&mut self) {
        if self.open.last().is_some_and(|open| open.is_html) {
            let html = std::mem::take(&mut self.html);
            self.words(without_comments(&html).trim());
        }
        let ended = self.open.pop();
        self.written = self.written.min(self.open.len());
        self.links -= usize::from(ended.as_ref().is_some_and(|open| open.is_link));
        if let Some(open) = ended.filter(|open| open.written) {
            let is_block = open.end.ends_with('\n');
            self.line_break = if is_block { "" } else { self.line_break };
            self.out.push_str(open.end);
        }
    }

    fn leaf(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(words) => self.words(words),
            Event::Code(words) => self.element("<code>", words, "</code>"),
            Event::Html(html) => self.html.push_str(html),
            Event::InlineHtml(html) => self.words(&without_comments(html)),
            Event::SoftBreak if self.is_written() => self.line_break = "\n",
            Event::HardBreak if self.is_written() => self.line_break = "<br>\n",
            Event::Rule => self.element("<hr>\n", "", ""),
            Event::TaskListMarker(true) => self.element("<span class=\"task\">", "\u{2611} ", "</span>"),
            Event::TaskListMarker(false) => self.element("<span class=\"task\">", "\u{2610} ", "</span>"),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        let words = if self.is_written() { words } else { words.trim_start() };
        if !words.is_empty() {
            self.element("", words, "");
        }
    }

    fn element(&mut self, start: &str, words: &str, end: &str) {
        self.out.push_str(std::mem::take(&mut self.line_break));
        self.write_open();
        self.out.push_str(start);
        self.out.push_str(&escape(words));
        self.out.push_str(end);
    }

    fn write_open(&mut self) {
        for open in &mut self.open[self.written..] {
            self.out.push_str(&open.start);
            open.written = true;
        }
        self.written = self.open.len();
    }

    /// Whether the innermost element has words already.
    fn is_written(&self) -> bool {
        self.open.last().is_none_or(|open| open.written)
    }

    /// However many marks people put before a heading, no level is left out on the page.
    fn heading(&mut self, level: HeadingLevel) -> Open {
        let level = level as u8;
        self.headings.retain(|above| *above < level);
        self.headings.push(level);
        let depth = u8::try_from(self.headings.len()).unwrap_or(u8::MAX);
        match self.below.saturating_add(depth) {
            0..=2 => Open::new("<h2>", "</h2>\n"),
            3 => Open::new("<h3>", "</h3>\n"),
            4 => Open::new("<h4>", "</h4>\n"),
            5 => Open::new("<h5>", "</h5>\n"),
            _ => Open::new("<h6>", "</h6>\n"),
        }
    }

    fn link(&self, link_type: LinkType, to: &str) -> Open {
        match address(link_type, to).filter(|_| self.links == 0) {
            Some(to) => Open { is_link: true, ..Open::new(format!("<a href=\"{}\">", escape(&to)), "</a>") },
            None => Open::default(),
        }
    }
}

/// Where a link leads, if that is somewhere a page may lead to.
fn address(link_type: LinkType, to: &str) -> Option<String> {
    const SCHEMES: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];
    // Browsers pass over such characters, so that they could hide another scheme.
    let to: String = to.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let to = if link_type == LinkType::Email { format!("mailto:{to}") } else { to };
    let small = to.to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| small.starts_with(scheme)).then_some(to)
}

/// HTML without its comments, which are for writers.
fn without_comments(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(text: &str) -> String {
        let span = Span::new(0, text.len());
        Document::new(text, span).html(span, 2)
    }

    /// Every tag is one that pages have, with no attribute but theirs, and each that opens closes in its turn.
    fn harmless(html: &str) -> Result<(), String> {
        const KNOWN: &[&str] = &[
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "code",
            "ul",
            "ol",
            "li",
            "table",
            "thead",
            "tbody",
            "tr",
            "td",
            "th",
            "em",
            "strong",
            "s",
            "span",
            "a",
            "hr",
            "br",
        ];
        let mut open = Vec::new();
        let mut rest = html;
        while let Some((text, tag)) = rest.split_once('<') {
            if text.contains(['"', '\'', '>']) {
                return Err(format!("not escaped: {text}"));
            }
            let (tag, behind) = tag.split_once('>').ok_or("a tag without end")?;
            rest = behind;
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop() != Some(name) {
                    return Err(format!("</{name}> closes nothing"));
                }
                continue;
            }
            let (name, attribute) = tag.split_once(' ').unwrap_or((tag, ""));
            let value = attribute.split_once("=\"").map(|(key, value)| (key, value.strip_suffix('"').unwrap_or("\"")));
            let fits = match value {
                None => attribute.is_empty(),
                Some(("href", to)) => {
                    name == "a"
                        && ["http://", "https://", "mailto:", "tel:"].iter().any(|s| to.to_lowercase().starts_with(s))
                }
                Some(("class", class)) => matches!(class, "own" | "task"),
                Some(("scope", scope)) => scope == "col",
                Some(("start", first)) => first.parse::<u64>().is_ok(),
                Some(_) => false,
            };
            let clean = !value.is_some_and(|(_, value)| value.contains(['"', '<', '\'']));
            if !KNOWN.contains(&name) || !fits || !clean {
                return Err(format!("<{tag}>"));
            }
            if !matches!(name, "hr" | "br") {
                open.push(name);
            }
        }
        if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
    }

    #[test]
    fn markdown_is_html() {
        assert_eq!(
            html("a *b* **c** ~~d~~ `e`"),
            "<p>a <em>b</em> <strong>c</strong> <s class=\"own\">d</s> <code>e</code></p>"
        );
        assert_eq!(html("- [x] a\n- b"), "<ul>\n<li><span class=\"task\">\u{2611} </span>a</li>\n<li>b</li>\n</ul>");
        assert_eq!(html("3. a"), "<ol start=\"3\">\n<li>a</li>\n</ol>");
        assert!(
            html("|a|\n|-|\n|b|").contains("<thead><tr><th scope=\"col\">a</th></tr></thead>\n<tr><td>b</td></tr>")
        );
        assert_eq!(html("a  \nb\nc"), "<p>a<br>\nb\nc</p>");
    }

    #[test]
    fn html_is_text_and_comments_are_nothing() {
        assert_eq!(html("<b onclick=\"x\">hi</b>"), "<p>&lt;b onclick=&quot;x&quot;&gt;hi&lt;/b&gt;</p>");
        assert_eq!(html("<div>\nhi\n</div>"), "<p>&lt;div&gt;\nhi\n&lt;/div&gt;</p>");
        assert_eq!(html("<!-- a\n\n<b> -->"), "");
        assert_eq!(html("a <!-- b --> c"), "<p>a  c</p>");
    }

    #[test]
    fn links_lead_only_where_they_may() {
        assert_eq!(
            html("[a](https://example.org/?a=1&b=2)"),
            "<p><a href=\"https://example.org/?a=1&amp;b=2\">a</a></p>"
        );
        assert_eq!(html("<sam@home.example>"), "<p><a href=\"mailto:sam@home.example\">sam@home.example</a></p>");
        for to in [
            "javascript:alert(1)",
            "<java\tscript:alert(1)>",
            "data:text/html,x",
            "//evil.example",
            "plan.md",
            "&#106;avascript:x",
        ] {
            assert_eq!(html(&format!("[a]({to})")), "<p>a</p>", "{to}");
        }
        assert_eq!(html("![alt *words*](https://example.org/a.png)"), "<p>alt <em>words</em></p>");
    }

    #[test]
    fn headings_nest_without_a_gap() {
        assert_eq!(html("##### a\n###### b\n##### c"), "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>");
        assert_eq!(html("# a\n### b\n## c"), "<h3>a</h3>\n<h4>b</h4>\n<h4>c</h4>");
    }

    #[test]
    fn a_passage_reads_as_it_does_within_the_whole() {
        let text = "**When:** - 5 degrees, [see][x]\n**Two:**\n\n## B\n\n[x]: https://example.org\n";
        let document = Document::new(text, Span::new(0, text.len()));
        let when = document.html(Span::new(9, 32), 4);
        assert_eq!(when, "<p>- 5 degrees, <a href=\"https://example.org\">see</a></p>");
        assert_eq!(document.html(Span::new(40, 41), 4), "");
        let lines = "**One:** x\\\n**Two:** y";
        let document = Document::new(lines, Span::new(0, lines.len()));
        assert_eq!(document.html(Span::new(8, 12), 4), "<p>x</p>");
        let outside = "**One**: x";
        let document = Document::new(outside, Span::new(0, outside.len()));
        assert_eq!(document.html(Span::new(8, outside.len()), 4), "<p>x</p>");
    }

    const PIECES: &[&str] = &[
        "<script",
        "</p>",
        "<!--",
        "-->",
        "<b ",
        "onload=x ",
        "[a](",
        ")",
        "](",
        "javascript:",
        "https://",
        "mailto:",
        "\"",
        "'",
        "`",
        "~~",
        "*",
        "**",
        "_",
        "|",
        "\n",
        "\n\n",
        "- ",
        "- [x] ",
        "1. ",
        "    ",
        "#",
        "> ",
        "&#106;",
        "&lt;",
        "<",
        ">",
        "![",
        "x",
        " ",
        "\t",
        "\u{0}",
        "\u{202e}",
        "---\n",
        "|-|-|\n",
        "```",
        "\\",
        "[x]: ",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn no_text_becomes_anything_but_words(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), from in 0usize..60, to in 0usize..200) {
            let text = pieces.concat();
            prop_assert_eq!(harmless(&html(&text)), Ok(()), "{:?}", &text);
            let document = Document::new(&text, Span::new(0, text.len()));
            let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let passage = document.html(Span::new(floor(from), floor(to)), 6);
            prop_assert_eq!(harmless(&passage), Ok(()), "{:?}", text);
        }

        #[test]
        fn any_text_at_all_is_harmless(text in "\\PC{0,80}") {
            prop_assert_eq!(harmless(&html(&text)), Ok(()), "{}", text);
        }
    }
}

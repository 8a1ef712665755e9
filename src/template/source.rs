//! A service's own template before it is used: parted into text and tags, and given what bounds it. However it is written, it ends soon and
//! takes little memory; and where that is asked for, each line of what comes of it tells which line of the template it came from.

use crate::text::Span;

/// The largest template, in bytes. The longest of the project's fits ten times.
pub const MOST_BYTES: usize = 64 * 1024;

/// What begins and ends a mark that stands for a line of the template. No record holds them: they stand for nothing in any script.
const MARK: [char; 2] = ['\u{e000}', '\u{e001}'];

/// The function that each turn of a loop calls, and the one that looks at each variable that is set.
pub(super) const STEP: &str = "supportplan_step";
pub(super) const FITS: &str = "supportplan_fits";

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// Text that stands in the output as it is.
    Text(Span),
    /// A tag, with its signs.
    Tag(Span),
    /// Text between `{% raw %}` and `{% endraw %}`, with both.
    Raw(Span),
}

/// The template with what bounds it put in, and marks for its lines where `marked` says so; the line of a part that is not for templates of a
/// service, and which it is, where there is one. No line becomes another.
pub(super) fn bounded(source: &str, marked: bool) -> Result<String, (usize, &'static str)> {
    if source.len() > MOST_BYTES {
        return Err((1, "the template is too large: 64 KiB is the most"));
    }
    let line_at = |at: usize| source[..at].matches('\n').count() + 1;
    let mut out = String::with_capacity(source.len() * 2);
    let mut set = Vec::new();
    for piece in pieces(source) {
        match piece {
            Piece::Text(span) if marked => with_marks(source, span, line_at(span.start), &mut out),
            Piece::Text(span) | Piece::Raw(span) => out.push_str(span.of(source)),
            Piece::Tag(span) => {
                let tag = span.of(source);
                out.push_str(tag);
                if tag.starts_with("{#") {
                    continue;
                }
                let words = words(tag);
                let end = if tag.ends_with("-%}") { "{% endif -%}" } else { "{% endif %}" };
                let mut check = |call: String| out.push_str(&format!("{{% if {call} %}}{end}"));
                let is_block = tag.starts_with("{%");
                let loops = words.iter().filter(|word| **word == "for").count();
                match words.first() {
                    Some(&"for") if is_block && loops == 1 => check(format!("{STEP}()")),
                    _ if loops > 0 => {
                        return Err((
                            line_at(span.start),
                            "a list that is made by a loop in brackets is not for templates here; use {% for %}",
                        ));
                    }
                    Some(&("component" | "include")) if is_block => check(format!("{STEP}()")),
                    Some(&("set" | "set_global")) if is_block => match words.get(1) {
                        Some(name) if is_assignment(tag) => check(format!("{FITS}(value={name})")),
                        name => set.push(name.copied().unwrap_or_default()),
                    },
                    Some(&"endset") if is_block => {
                        set.pop().into_iter().for_each(|name| check(format!("{FITS}(value={name})")));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(out)
}

/// Takes the marks out of what came of a marked template: the text, and for each of its lines the line of the template that it came from. A
/// line without a mark of its own came from where the one above it did.
pub(super) fn without_marks(marked: &str) -> (String, Vec<usize>) {
    let (mut text, mut lines) = (String::with_capacity(marked.len()), Vec::new());
    let (mut here, mut last) = (None, 1);
    let mut rest = marked;
    while let Some(at) = rest.find([MARK[0], '\n']) {
        text.push_str(&rest[..at]);
        if let Some(ended) = rest[at..].strip_prefix('\n') {
            text.push('\n');
            last = here.take().unwrap_or(last);
            lines.push(last);
            rest = ended;
        } else {
            let (number, after) = rest[at + MARK[0].len_utf8()..].split_once(MARK[1]).unwrap_or_default();
            here = here.or(number.parse().ok());
            rest = after;
        }
    }
    text.push_str(rest);
    lines.push(here.unwrap_or(last));
    (text, lines)
}

/// Adds text, with a mark behind the last letter of each of its lines; what white space is trimmed by tags stays the same.
fn with_marks(source: &str, span: Span, first: usize, out: &mut String) {
    for (number, line) in (first..).zip(span.of(source).split_inclusive('\n')) {
        let words = line.trim_end();
        out.push_str(words);
        if !words.is_empty() {
            out.push_str(&format!("{}{number}{}", MARK[0], MARK[1]));
        }
        out.push_str(&line[words.len()..]);
    }
}

/// The words of a tag outside quotes.
fn words(tag: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(c) = tag[at..].chars().next() {
        let start = at;
        if is_quote(c) {
            at = after_quote(tag, at);
        } else if c.is_alphanumeric() || c == '_' {
            at += tag[at..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(tag.len() - at);
            // A field may be called like a tag.
            if !tag[..start].ends_with('.') {
                words.push(&tag[start..at]);
            }
        } else {
            at += c.len_utf8();
        }
    }
    words
}

/// Whether a `set` tag gives its value at once, and not in lines that follow.
fn is_assignment(tag: &str) -> bool {
    tag.find('=').is_some_and(|at| !tag[..at].contains('|'))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Where the text goes on behind the quotation that begins at `at`.
fn after_quote(text: &str, at: usize) -> usize {
    let quote = text[at..].chars().next().unwrap_or('"');
    let mut letters = text[at + 1..].char_indices();
    while let Some((place, c)) = letters.next() {
        if c == '\\' {
            letters.next();
        } else if c == quote {
            return at + 1 + place + 1;
        }
    }
    text.len()
}

/// Parts a template into its pieces.
fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let begins = ["{{", "{%", "{#"].iter().filter_map(|sign| source[at..].find(sign)).min();
        let Some(start) = begins.map(|begins| at + begins) else {
            pieces.push(Piece::Text(Span::new(at, source.len())));
            break;
        };
        if start > at {
            pieces.push(Piece::Text(Span::new(at, start)));
        }
        at = end_of_tag(source, start);
        let tag = Span::new(start, at);
        if words(tag.of(source)) == ["raw"] && source[start..].starts_with("{%") {
            let end = source[at..].match_indices("{%").map(|(place, _)| at + place);
            let mut end = end.map(|place| (place, end_of_tag(source, place)));
            at = end.find(|(from, to)| words(&source[*from..*to]) == ["endraw"]).map_or(source.len(), |(_, to)| to);
            pieces.push(Piece::Raw(Span::new(start, at)));
        } else {
            pieces.push(Piece::Tag(tag));
        }
    }
    pieces
}

/// Where the tag ends that begins at `start`.
fn end_of_tag(source: &str, start: usize) -> usize {
    let sign = match &source[start..start + 2] {
        "{{" => "}}",
        "{%" => "%}",
        _ => return source[start..].find("#}").map_or(source.len(), |end| start + end + 2),
    };
    let mut at = start + 2;
    while let Some(c) = source[at..].chars().next() {
        if source[at..].starts_with(sign) {
            return at + sign.len();
        }
        at = if is_quote(c) { after_quote(source, at) } else { at + c.len_utf8() };
    }
    source.len()
}

/// The line on which something is opened and never closed, with its name: the innermost, where there are several.
pub(super) fn unclosed(source: &str) -> Option<(usize, &str)> {
    const CLOSED: [&str; 5] = ["if", "for", "block", "filter", "component"];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for piece in pieces(source) {
        let Piece::Tag(span) = piece else { continue };
        let Some(tag) = span.of(source).strip_prefix("{%") else { continue };
        let tag = tag.trim_start_matches('-').trim_start();
        let word = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(tag.len())];
        let is_block = CLOSED.contains(&word) || matches!(word, "set" | "set_global") && !tag.contains('=');
        if is_block {
            open.push((span.start, word));
        } else if let Some(closed) = word.strip_prefix("end")
            && let Some(at) = open.iter().rposition(|(_, word)| *word == closed)
        {
            open.remove(at);
        }
    }
    let (at, word) = open.pop()?;
    Some((source[..at].matches('\n').count() + 1, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_tags_are_told_apart() {
        let source = "a {{ \"}}\" }} b {# {% for #}{% raw %} {{ x }} {% endraw %}c";
        let found: Vec<_> = pieces(source)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(span) => ("text", span.of(source)),
                Piece::Tag(span) => ("tag", span.of(source)),
                Piece::Raw(span) => ("raw", span.of(source)),
            })
            .collect();
        let expected = [
            ("text", "a "),
            ("tag", "{{ \"}}\" }}"),
            ("text", " b "),
            ("tag", "{# {% for #}"),
            ("raw", "{% raw %} {{ x }} {% endraw %}"),
            ("text", "c"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_name_the_lines_that_they_stand_for() {
        let marked = bounded("one\n\n  two {{ x }}\n{% if y %}\nthree", true).expect("bounded");
        let (text, lines) = without_marks(&marked);
        assert_eq!(text, "one\n\n  two {{ x }}\n{% if y %}\nthree");
        assert_eq!(lines, [1, 1, 3, 3, 5]);
    }

    #[test]
    fn what_could_go_on_without_end_is_bounded() {
        let bounded = |source| bounded(source, false);
        assert_eq!(
            bounded("{% for a in b -%} x").as_deref(),
            Ok("{% for a in b -%}{% if supportplan_step() %}{% endif -%} x")
        );
        let set = "{% set a = b ~ b %}{% if supportplan_fits(value=a) %}{% endif %}";
        assert_eq!(bounded("{% set a = b ~ b %}").as_deref(), Ok(set));
        let block = "{% set a %}x{% endset %}{% if supportplan_fits(value=a) %}{% endif %}";
        assert_eq!(bounded("{% set a %}x{% endset %}").as_deref(), Ok(block));
        assert!(bounded("\n{{ [x for x in y] }}").is_err_and(|(line, _)| line == 2));
        let plain = "{{ \"for\" }} for {{ action.for }}{# for all #}";
        assert_eq!(bounded(plain).as_deref(), Ok(plain));
        assert!(bounded(&"x".repeat(MOST_BYTES + 1)).is_err());
    }
}

//! What the parser cannot read, in words for someone who never heard of YAML.

use crate::finding::{Code, Finding, Fix};
use crate::text::{Edit, Span};

/// The parser's error as a finding, at the place that people look for.
pub(super) fn syntax_fault(source: &str, base: usize, error: &granit_parser::ScanError) -> Finding {
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
    if let Some(value) = begins_with_sign(source, Span::new(line_start, line_end)) {
        let text = value.of(source);
        let place = value.shifted(base);
        let fix = (!text.contains(['"', '\\']) && !text.contains(" #"))
            .then(|| Fix::new("put the text in quotes", [Edit::replace(place, format!("\"{text}\""))]));
        let message = "a text that begins with this sign has to stand in quotes";
        let help = "Put the whole text in double quotes. Without them `%`, `@`, `&`, `*`, `!` and backticks have a meaning of their own here.";
        return Finding::new(Code::Syntax, place, message, help).fixed_by(fix);
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

/// The value that fills the rest of a line, where it begins with a sign that no bare text may begin with.
fn begins_with_sign(source: &str, line: Span) -> Option<Span> {
    let text = line.of(source).trim_end();
    let indent = text.len() - text.trim_start_matches([' ', '-']).len();
    let start = text[indent..].find(": ").map_or(indent, |colon| indent + colon + 2);
    let start = start + (text[start..].len() - text[start..].trim_start().len());
    let begins = text[start..].starts_with(['%', '@', '&', '*', '!', '`']);
    begins.then(|| Span::new(line.start + start, line.start + text.len()))
}

/// Where the sign lies that begins what is refused, `at` or before it on its line.
pub(super) fn sign_before(source: &str, at: usize) -> usize {
    let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let signs = source[line..at].rmatch_indices(['&', '*', '!']).map(|(sign, _)| line + sign);
    let mut begins = signs.filter(|sign| source[line..*sign].ends_with([' ', '[', ',']) || *sign == line);
    begins.next().unwrap_or(at)
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
/// Whether the first line of a part has its value already.
pub(super) fn has_value(part: &str) -> bool {
    let line = part.lines().next().unwrap_or_default();
    line.split_once(": ").is_some_and(|(_, value)| !value.trim().is_empty())
}

pub(super) fn slid_to_margin(part: &str, start: usize) -> Finding {
    let line = part.lines().next().unwrap_or_default();
    Finding::new(
        Code::Indent,
        Span::new(start, start + line.trim_end().len()),
        "this line begins at the margin, but the lines below it belong to something further in",
        "Give this line the indentation that its neighbours have.",
    )
}

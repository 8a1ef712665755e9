//! How a record's text is changed: hints are taken out, and what is written into front matter is read back as it was meant.

use std::collections::BTreeSet;

use super::Record;
use crate::text::{Edit, Span, is_obeyed};

/// How guidance begins in a front matter: a comment of this tool's, which does not stay in the record.
pub const FRONT_GUIDANCE: &str = "#?";
/// How guidance begins in a text.
pub const BODY_GUIDANCE: &str = "<!--?";

/// Where a record has hints of the program's: comments that begin with `#?` or `<!--?`.
pub fn hints(record: &Record) -> impl Iterator<Item = Span> {
    let text = &record.text;
    let front = record.front.comments.iter().map(|c| c.span).filter(|c| c.of(text).starts_with(FRONT_GUIDANCE));
    let body = record.body.comments.iter().copied().filter(|c| c.of(text).starts_with(BODY_GUIDANCE));
    front.chain(body)
}

/// What a hint says, whichever line ends the editor gave it.
pub fn hint_text(record: &Record, hint: Span) -> String {
    hint.of(&record.text).replace("\r\n", "\n")
}

/// The edits that take the program's own hints out of a record, with the lines that they leave empty. `written` are the hints as the
/// program wrote them. One that is not among them holds somebody's words: it stays, as a comment like any other.
pub fn without_guidance(record: &Record, written: &BTreeSet<String>) -> Vec<Edit> {
    let text = &record.text;
    let edit = |hint: Span| {
        let body = hint.start >= record.body.span.start;
        if written.contains(&hint_text(record, hint)) {
            return Edit::delete(with_line(text, hint, body));
        }
        as_remark(record, hint)
    };
    hints(record).map(edit).collect()
}

/// The edit that makes a remark like any other of a hint.
pub fn as_remark(record: &Record, hint: Span) -> Edit {
    let body = hint.start >= record.body.span.start;
    let mark = hint.start + if body { BODY_GUIDANCE.len() } else { FRONT_GUIDANCE.len() };
    Edit::delete(Span::new(mark - 1, mark))
}

/// `span` and the white space before it on its line; the whole line, where nothing else stands on it; and one of the two
/// empty lines that then meet, where `paragraph` says that empty lines part what stands around it.
fn with_line(text: &str, span: Span, paragraph: bool) -> Span {
    let start = text[..span.start].trim_end_matches([' ', '\t']).len();
    let alone_before = start == 0 || text[..start].ends_with('\n');
    let after = &text[span.end..];
    let rest = after.trim_start_matches([' ', '\t', '\r']);
    let end = text.len() - rest.len();
    if !(alone_before && (rest.is_empty() || rest.starts_with('\n'))) {
        return Span::new(if alone_before { span.start } else { start }, span.end);
    }
    let end = (end + 1).min(text.len());
    let empty_line = text[end..].strip_prefix('\n').or_else(|| text[end..].strip_prefix("\r\n"));
    match empty_line {
        Some(rest) if paragraph && (text[..start].ends_with("\n\n") || text[..start].ends_with("\n\r\n")) => {
            Span::new(start, text.len() - rest.len())
        }
        _ => Span::new(start, end),
    }
}

/// The record's text with `value` for the key `key` of its front matter, which stands there already.
pub fn with_value(record: &Record, key: &str, value: &str) -> String {
    let Some(entry) = record.front.root.entry(key) else { return record.text.clone() };
    let behind = entry.key_span.end + 1;
    let edit = match entry.value.is_null() {
        true => Edit::insert(behind, format!(" {value}")),
        false => Edit::replace(entry.value.span, value),
    };
    crate::text::apply(&record.text, vec![edit])
}

/// How `value` is written in front matter so that every reader takes it as text: quoted where a YAML reader could take it for
/// something else (`no`, a number, a date that the schema does not ask for), plain where not.
pub fn yaml_text(value: &str) -> String {
    let plain = serde_yaml::to_string(value).unwrap_or_default();
    let plain = plain.trim_end_matches('\n');
    let word = value.to_ascii_lowercase();
    let misread = matches!(word.as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "~")
        || value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        || plain.contains(is_escaped)
        || plain.starts_with('|');
    if misread { double_quoted(value) } else { plain.to_owned() }
}

/// Whether a character is not to stand in a file as it is: some readers take it for the end of a line, or refuse it.
fn is_escaped(c: char) -> bool {
    is_obeyed(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

pub(super) fn double_quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_escaped(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::yaml;
    use proptest::prelude::*;

    #[test]
    fn text_that_could_be_misread_is_quoted() {
        assert_eq!(yaml_text("no"), "\"no\"");
        assert_eq!(yaml_text("07700"), "\"07700\"");
        assert_eq!(yaml_text("2026-11-20"), "\"2026-11-20\"");
        assert_eq!(yaml_text("Sam"), "Sam");
        assert_eq!(yaml_text("a\u{2028}b"), "\"a\\u2028b\"");
        assert_eq!(yaml_text("+\u{86}\u{202e}\n\\"), "\"+\\u0086\\u202e\\n\\\\\"");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(value in "(?s).{1,30}") {
            let text = format!("called: {}\n", yaml_text(&value));
            let read = yaml::read(&text, Span::new(0, text.len()));
            prop_assert!(read.findings.is_empty(), "{}", text);
            prop_assert_eq!(read.root.get("called").and_then(yaml::Node::text), Some(value.as_str()));
        }
    }
}

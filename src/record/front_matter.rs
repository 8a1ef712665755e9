//! Where the front matter ends and the text begins.

use crate::finding::{Code, Finding};
use crate::text::Span;

/// The parts of a file.
pub(super) struct Parts {
    /// The YAML between the two `---` lines.
    pub(super) yaml: Option<Span>,
    /// The text below.
    pub(super) body: Span,
    /// A line inside the YAML that does not belong there.
    pub(super) blanked: Option<Span>,
    /// What is wrong with the lines between the parts.
    pub(super) findings: Vec<Finding>,
}

impl Parts {
    /// A file that is YAML as a whole, such as the settings. One `---` line at its head is allowed.
    pub(super) fn all_yaml(text: &str) -> Self {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let head = lines(text, start).next().filter(|line| is_fence(line.of(text)));
        let start = head.map_or(start, |line| line.end);
        Self {
            yaml: Some(Span::new(start, text.len())),
            body: Span::empty(text.len()),
            blanked: None,
            findings: Vec::new(),
        }
    }
}

/// Finds the front matter of `text`: all between a first line `---` and the next line `---`.
pub(super) fn split(text: &str) -> Parts {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let first = lines(text, start).find(|line| !line.of(text).trim().is_empty());
    let opening = first.filter(|line| is_fence(line.of(text)));
    let Some(opening) = opening else {
        let finding = Finding::new(
            Code::NoFrontMatter,
            Span::empty(start),
            "the file does not begin with front matter",
            "Let the very first line be `---`, then the record's keys, then another line `---`. A new record from the tool shows how.",
        );
        return Parts { yaml: None, body: Span::new(start, text.len()), blanked: None, findings: vec![finding] };
    };
    let mut parts = below(text, opening);
    if opening.start > start {
        let message = "the front matter must begin on the first line";
        let help = "Delete the empty lines above the first `---`.";
        parts.findings.insert(0, Finding::new(Code::NoFrontMatter, Span::empty(start), message, help));
    }
    parts
}

/// The parts below the line that opens the front matter.
fn below(text: &str, opening: Span) -> Parts {
    let mut fences = fences(text, opening.end);
    let closing = fences.next();
    // A line `---` that lies below headings is a rule in the text.
    let end = guess_end(text, Span::new(opening.end, closing.map_or(text.len(), |closing| closing.start)));
    let has_sections = |end: usize, closing: Span| Span::new(end, closing.start).of(text).contains("\n\n## ");
    let closing = closing.filter(|closing| !end.is_some_and(|end| has_sections(end, *closing)));
    let Some(closing) = closing else {
        let end = end.unwrap_or(text.len());
        let finding = Finding::new(
            Code::UnclosedFrontMatter,
            Span::new(opening.start, opening.start + 3),
            "the front matter that begins here is not closed",
            "Put a line `---` after the last key, before the text begins.",
        );
        return Parts {
            yaml: Some(Span::new(opening.end, end)),
            body: Span::new(end, text.len()),
            blanked: None,
            findings: vec![finding],
        };
    };
    // A line `---` among the keys ends the front matter too early: what follows it is keys, up to another such line.
    let second = fences.next().filter(|second| looks_like_keys(Span::new(closing.end, second.start).of(text)));
    match second {
        None => Parts {
            yaml: Some(Span::new(opening.end, closing.start)),
            body: Span::new(closing.end, text.len()),
            blanked: None,
            findings: Vec::new(),
        },
        Some(second) => {
            let stray = Span::new(closing.start, closing.start + closing.of(text).trim_end().len());
            let finding = Finding::new(
                Code::SecondDocument,
                stray,
                "a second document begins inside the front matter",
                "A record has one front matter, between two lines `---`. Delete this line.",
            );
            Parts {
                yaml: Some(Span::new(opening.end, second.start)),
                body: Span::new(second.end, text.len()),
                blanked: Some(stray),
                findings: vec![finding],
            }
        }
    }
}

/// The lines of `text` from byte `start` on, each with its line end.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Span> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        at += line.len();
        Span::new(at - line.len(), at)
    })
}

/// The lines `---` of `text` from byte `start` on, where a line begins.
fn fences(text: &str, start: usize) -> impl Iterator<Item = Span> {
    memchr::memmem::find_iter(&text.as_bytes()[start..], b"---").filter_map(move |at| {
        let at = start + at;
        let begins = at == start || text.as_bytes()[at - 1] == b'\n';
        lines(text, at).next().filter(|line| begins && is_fence(line.of(text)))
    })
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Whether every line could stand in front matter, and one at least is a key.
fn looks_like_keys(part: &str) -> bool {
    let key = |line: &str| {
        let name = line.trim_start().trim_start_matches("- ").split(':').next().unwrap_or("");
        line.contains(':') && !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let fits = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with("- ") || line.starts_with('#') && !line.starts_with("##") || key(line)
    };
    part.lines().all(fits) && part.lines().any(key)
}

/// Where front matter without a closing line probably ends: before the first heading that follows an empty line and has no keys
/// below it within `span`. A line that begins with `#` may be a comment among keys as well.
fn guess_end(text: &str, span: Span) -> Option<usize> {
    let is_key = |line: &str| {
        let name = line.split(':').next().unwrap_or("");
        line.contains(':')
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'))
    };
    let (mut empty_before, mut end) = (false, None);
    for line in lines(text, span.start).take_while(|line| line.start < span.end) {
        let words = line.of(text);
        if is_key(words) {
            end = None;
        } else if end.is_none()
            && empty_before
            && words.trim_start_matches('#').starts_with(' ')
            && words.starts_with('#')
        {
            end = Some(line.start);
        }
        empty_before = words.trim().is_empty();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, &str, Vec<Code>) {
        let parts = split(text);
        (parts.yaml.map(|y| y.of(text)), parts.body.of(text), parts.findings.iter().map(|f| f.code).collect())
    }

    #[test]
    fn front_matter_is_split_off() {
        assert_eq!(parts("---\na: 1\n---\n# T\n"), (Some("a: 1\n"), "# T\n", vec![]));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nx"), (Some("a: 1\r\n"), "x", vec![]));
        assert_eq!(parts("---\na: 1\n---\n# T\n\n---\n\nx"), (Some("a: 1\n"), "# T\n\n---\n\nx", vec![]));
    }

    #[test]
    fn what_is_missing_is_named_and_the_rest_is_read() {
        assert_eq!(parts("# T\n"), (None, "# T\n", vec![Code::NoFrontMatter]));
        assert_eq!(parts("---\na: 1\n\n# T\n"), (Some("a: 1\n\n"), "# T\n", vec![Code::UnclosedFrontMatter]));
        assert_eq!(parts("\n\n---\na: 1\n---\n# T\n"), (Some("a: 1\n"), "# T\n", vec![Code::NoFrontMatter]));
        let commented = "---\na: 1\n\n# why\nb: 2\n\n# T\n\n## S\n\n---\n\nx\n";
        let (yaml, body, codes) = parts(commented);
        assert_eq!(
            (yaml, body, codes),
            (Some("a: 1\n\n# why\nb: 2\n\n"), "# T\n\n## S\n\n---\n\nx\n", vec![Code::UnclosedFrontMatter])
        );
        assert_eq!(parts("---\na: 1\n\n# last\n---\n# T\n"), (Some("a: 1\n\n# last\n"), "# T\n", vec![]));
        let (yaml, body, codes) = parts("---\na: 1\n---\nb: 2\n---\n# T\n");
        assert_eq!((yaml, body, codes), (Some("a: 1\n---\nb: 2\n"), "# T\n", vec![Code::SecondDocument]));
    }
}

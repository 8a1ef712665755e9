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
    let opening = lines(text, start).next().filter(|line| is_fence(line.of(text)));
    let Some(opening) = opening else {
        let finding = Finding::new(
            Code::NoFrontMatter,
            Span::empty(start),
            "the file does not begin with front matter",
            "Let the very first line be `---`, then the record's keys, then another line `---`. A new record from the tool shows how.",
        );
        return Parts { yaml: None, body: Span::new(start, text.len()), blanked: None, findings: vec![finding] };
    };
    let mut fences = lines(text, opening.end).filter(|line| is_fence(line.of(text)));
    let Some(closing) = fences.next() else {
        let end = guess_end(text, opening.end);
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

/// Where front matter without a closing line probably ends: before the first heading that follows an empty line.
fn guess_end(text: &str, start: usize) -> usize {
    let mut empty_before = false;
    for line in lines(text, start) {
        if empty_before && line.of(text).starts_with('#') {
            return line.start;
        }
        empty_before = line.of(text).trim().is_empty();
    }
    text.len()
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
        let (yaml, body, codes) = parts("---\na: 1\n---\nb: 2\n---\n# T\n");
        assert_eq!((yaml, body, codes), (Some("a: 1\n---\nb: 2\n"), "# T\n", vec![Code::SecondDocument]));
    }
}

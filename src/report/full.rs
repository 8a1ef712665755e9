//! The form for people: each finding with its place and what to do, drawn into the record's lines where those may be shown.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Found, Style, printable};
use crate::check::Checkup;
use crate::finding::{Code, Finding, Severity};
use crate::text::{Position, Span};

/// Lines longer than this are not drawn but only named.
const MAX_DRAWN_LINE: usize = 2_000;
/// How many findings of a file are drawn; the others are named.
pub(super) const MAX_DRAWN: usize = 50;
/// How far from a finding a second place may lie to be drawn with it, in bytes.
const MAX_DRAWN_AROUND: usize = 20_000;

/// All findings of a file, one after another. Colours are in it as escape codes, for the output to keep or to strip.
pub fn findings(checkup: &Checkup, style: Style) -> String {
    text(&Found::all(checkup, Some(style)), style.show_text)
}

/// Findings one after another, drawn where they were drawn before and may be shown so.
pub(super) fn text(found: &[Found], show_text: bool) -> String {
    let mut text = String::new();
    for found in found {
        match found.drawn.as_ref().filter(|_| show_text) {
            Some(drawn) => text.push_str(drawn),
            None => plain(&mut text, found, show_text),
        }
    }
    text
}

/// A line that names the place, and a line that says what to do.
fn plain(text: &mut String, found: &Found, show_text: bool) {
    let (path, line, column) = (found.shown_path(), found.start.line, found.start.column);
    let (level, number, said) = (found.severity.word(), found.code.number(), found.said(show_text));
    let _ = writeln!(text, "{path}:{line}:{column}: {level} {number}: {said}\n    what to do: {}", found.help);
    for further in &found.further {
        let _ = writeln!(text, "    {}", further.told());
    }
    if let Some(fix) = &found.fix {
        let _ = writeln!(text, "    can be mended with `check --fix`: {}", fix.label);
    }
}

fn line_length(text: &str, finding: &Finding) -> usize {
    let at = finding.span.start.min(text.len());
    let before = text[..at].rfind('\n').map_or(at, |newline| at - newline);
    let after = text[at..].find('\n').unwrap_or(text.len() - at);
    before + after
}

/// The whole lines that `span` touches.
fn lines_around(text: &str, span: Span) -> Span {
    let bytes = text.as_bytes();
    let (start, end) = (span.start.min(text.len()), span.end.min(text.len()));
    let start = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[end..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |newline| end + newline + 1);
    Span::new(start, end)
}

/// The lines of the record with the place marked in them, where there is something to see. Colours are in it as escape codes.
pub(super) fn drawn(checkup: &Checkup, finding: &Finding, start: Position, style: Style) -> Option<String> {
    // Where nothing is written yet there is nothing to look at, and a new review has many such places.
    if checkup.text.is_empty()
        || finding.code == Code::Unanswered
        || line_length(&checkup.text, finding) > MAX_DRAWN_LINE
    {
        return None;
    }
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let text = checkup.text.as_str();
    let near = |span: &Span| span.start.abs_diff(finding.span.start) <= MAX_DRAWN_AROUND;
    let also: Vec<_> = finding.also.iter().filter(|(span, _)| near(span)).collect();
    // Only the lines that are marked go to the drawing, so that a long file is not read again for each finding.
    let spans = || also.iter().map(|(span, _)| *span).chain([finding.span]);
    let first = spans().map(|span| span.start).min().unwrap_or_default();
    let last = spans().map(|span| span.end.min(span.start + MAX_DRAWN_LINE)).max().unwrap_or_default();
    let lines = lines_around(text, Span::new(first, last));
    let source = &same_length(lines.of(text));
    let line_start =
        start.line - text[lines.start..finding.span.start.clamp(lines.start, text.len())].matches('\n').count();
    let marked = |span: Span| -> Range<usize> {
        let inside = |at: usize| at.clamp(lines.start, lines.end) - lines.start;
        inside(span.start)..inside(span.end)
    };
    let path = printable(&format!("{}{}", "../".repeat(style.below), checkup.path));
    let mut snippet = Snippet::source(source).line_start(line_start).path(path).fold(true);
    let label = finding.quoted.as_deref().filter(|quoted| *quoted != finding.span.of(text));
    let primary = AnnotationKind::Primary.span(marked(finding.span));
    snippet = snippet.annotation(match label {
        Some(label) => primary.label(printable(label)),
        None => primary,
    });
    for (span, label) in also {
        snippet = snippet.annotation(AnnotationKind::Context.span(marked(*span)).label(printable(label)));
    }
    let title = level.primary_title(printable(&finding.message)).id(finding.code.number());
    let mut group: Group<'_> = title.element(snippet).element(Level::HELP.message(printable(&finding.help)));
    if let Some(fix) = &finding.fix {
        group =
            group.element(Level::NOTE.message(format!("can be mended with `check --fix`: {}", printable(&fix.label))));
    }
    Some(Renderer::styled().term_width(style.width).render(&[group]) + "\n\n")
}

/// Lines of a record without those control characters that the drawing does not know, each byte in its place.
fn same_length(lines: &str) -> String {
    let shown = |c: char| match c {
        '\u{80}'..='\u{9f}' | '\u{61c}' => '\u{b7}',
        '\u{200e}' | '\u{200f}' => '\u{fffd}',
        c => c,
    };
    lines.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkup() -> Checkup {
        let finding =
            Finding::new(Code::UnknownKey, Span::new(4, 9), "this key is not known", "Delete it.").quoting("secret");
        Checkup {
            path: "residents/R-0142/plan.md".into(),
            text: "---\nsecret: 1\n".into(),
            findings: vec![finding],
            record: None,
        }
    }

    #[test]
    fn outside_a_terminal_no_word_of_the_record_is_shown() {
        let report = findings(&checkup(), Style::default());
        assert_eq!(
            report,
            "residents/R-0142/plan.md:2:1: error F031: this key is not known\n    what to do: Delete it.\n"
        );
    }

    #[test]
    fn where_text_may_be_shown_the_line_is_drawn() {
        let report = findings(&checkup(), Style { show_text: true, width: 80, below: 0 });
        assert!(report.contains("secret: 1") && report.contains("F031") && report.contains("plan.md:2:1"), "{report}");
    }
}

//! Findings as people see them. What a record says is shown only where that was asked for.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::check::Checkup;
use crate::finding::{Code, Finding, Severity};
use crate::text::{Position, Span, is_obeyed};

/// Lines longer than this are not drawn but only named.
const MAX_DRAWN_LINE: usize = 2_000;
/// How many findings of a file are drawn; the others are named.
const MAX_DRAWN: usize = 50;
/// How far from a finding a second place may lie to be drawn with it, in bytes.
const MAX_DRAWN_AROUND: usize = 20_000;

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether the record's own words may be shown.
    pub show_text: bool,
    /// The width of the terminal in columns.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { show_text: false, width: DEFAULT_TERM_WIDTH }
    }
}

/// All findings of a file, one after another. Colours are in it as escape codes, for the output to keep or to strip.
pub fn findings(checkup: &Checkup, style: Style) -> String {
    let mut report = String::new();
    let mut drawn_so_far = 0;
    for (finding, start, _) in checkup.positions() {
        // Where nothing is written yet there is nothing to look at, and a new review has many such places.
        let to_see = !checkup.text.is_empty() && finding.code != Code::Unanswered;
        let few = drawn_so_far < MAX_DRAWN;
        if style.show_text && to_see && few && line_length(&checkup.text, finding) <= MAX_DRAWN_LINE {
            drawn_so_far += 1;
            drawn(&mut report, checkup, finding, start, style);
        } else {
            plain(&mut report, &checkup.path, finding, start, style);
        }
    }
    report
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

/// A line that names the place, and a line that says what to do.
fn plain(report: &mut String, path: &str, finding: &Finding, start: Position, style: Style) {
    let level = finding.severity.word();
    let number = finding.code.number();
    let message = printable(&finding.message);
    let _ = write!(report, "{}:{}:{}: {level} {number}: {message}", printable(path), start.line, start.column);
    if let (true, Some(quoted)) = (style.show_text, &finding.quoted) {
        let _ = write!(report, " ({})", printable(quoted));
    }
    let _ = writeln!(report, "\n    what to do: {}", printable(&finding.help));
}

/// The lines of the record with the place marked in them.
fn drawn(report: &mut String, checkup: &Checkup, finding: &Finding, start: Position, style: Style) {
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
    let path = printable(&checkup.path);
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
    let group: Group<'_> = title.element(snippet).element(Level::HELP.message(printable(&finding.help)));
    let drawn = Renderer::styled().term_width(style.width).render(&[group]);
    report.push_str(&drawn);
    report.push_str("\n\n");
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

/// The text without what a terminal would obey: control characters and marks that turn the direction of writing.
pub fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        '\u{200e}' | '\u{200f}' | '\u{61c}' => '\u{fffd}',
        c if is_obeyed(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

/// Like [`printable`], with line ends kept.
pub fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// What was read and found, in one line: "12 records read: 2 errors, 1 warning in 2 files".
pub fn summary(checkups: &Counts) -> String {
    let read = plural(checkups.records, "record", "records");
    let parts: Vec<String> = [
        (checkups.errors, "error", "errors"),
        (checkups.warnings, "warning", "warnings"),
        (checkups.infos, "remark", "remarks"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| plural(count, one, many))
    .collect();
    if parts.is_empty() {
        format!("{read} read: nothing found")
    } else {
        format!("{read} read: {} in {}", parts.join(", "), plural(checkups.files, "file", "files"))
    }
}

/// How much was read and found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records that were read.
    pub records: usize,
    /// Files with a finding.
    pub files: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Remarks that ask for nothing.
    pub infos: usize,
}

impl Counts {
    /// Adds what was found in one file.
    pub fn add(&mut self, checkup: &Checkup) {
        self.records += 1;
        self.files += usize::from(!checkup.findings.is_empty());
        self.errors += checkup.count(Severity::Error);
        self.warnings += checkup.count(Severity::Warning);
        self.infos += checkup.count(Severity::Info);
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Counts) {
        self.records += other.records;
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
    }
}

/// "1 record", "2 records", "12,345 records".
pub fn plural(count: usize, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if count == 1 { one } else { many })
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
        let report = findings(&checkup(), Style { show_text: true, width: 80 });
        assert!(report.contains("secret: 1") && report.contains("F031") && report.contains("plan.md:2:1"), "{report}");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(plural(1, "record", "records"), "1 record");
        assert_eq!(plural(10_650, "record", "records"), "10,650 records");
        assert_eq!(plural(1_000_000, "a", "b"), "1,000,000 b");
    }

    #[test]
    fn terminal_escapes_are_replaced() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
    }
}

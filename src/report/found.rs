//! Findings that are ready to leave the program: with places that people count in, and nothing in them that would be obeyed.

use super::{Style, full, printable};
use crate::check::Checkup;
use crate::finding::{Code, Severity};
use crate::text::{Edit, LineIndex, Position, Span};

/// A finding with its file and its place. Where it ends is the place behind its last character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The file's path in the service's folder, as it is. See [`Found::shown_path`].
    pub path: String,
    /// Which kind of finding.
    pub code: Code,
    /// How much it weighs here.
    pub severity: Severity,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What is wrong, ending without a full stop.
    pub message: String,
    /// What the record says there.
    pub(super) quoted: Option<String>,
    /// What to do.
    pub help: String,
    /// Further places that explain it.
    pub further: Vec<Further>,
    /// What mends it.
    pub fix: Option<FoundFix>,
    /// It drawn into its lines.
    pub(super) drawn: Option<String>,
}

/// A further place of a finding, in the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What it has to do with the finding.
    pub label: String,
}

/// What mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFix {
    /// What it does.
    pub label: String,
    /// Each range that is replaced: where it begins, where it ends, and by what.
    pub(super) edits: Vec<(Position, Position, String)>,
    /// Whether the edits write words of the record.
    pub(super) quotes: bool,
}

impl Further {
    /// Where to look, and what is there.
    pub(super) fn told(&self) -> String {
        format!("see line {}: {}", self.start.line, self.label)
    }
}

impl FoundFix {
    /// What it replaces, where that may be shown.
    pub(super) fn edits(&self, show_text: bool) -> Option<&[(Position, Position, String)]> {
        (show_text || !self.quotes).then_some(self.edits.as_slice())
    }
}

impl Found {
    /// All findings of a file, in its order. They are drawn where `style` allows that.
    pub(super) fn all(checkup: &Checkup, style: Option<Style>) -> Vec<Self> {
        if checkup.findings.is_empty() {
            return Vec::new();
        }
        let lines = LineIndex::new(&checkup.text);
        let ends = |span: Span| (lines.position(&checkup.text, span.start), lines.position(&checkup.text, span.end));
        let mut left = full::MAX_DRAWN;
        let found = checkup.findings.iter().map(|finding| {
            let (start, end) = ends(finding.span);
            let style = style.filter(|style| style.show_text && left > 0);
            let drawn = style.and_then(|style| full::drawn(checkup, finding, start, style));
            left -= usize::from(drawn.is_some());
            let further = finding.also.iter().map(|(span, label)| {
                let (start, end) = ends(*span);
                Further { start, end, label: printable(label) }
            });
            let edit = |edit: &Edit| (ends(edit.span).0, ends(edit.span).1, edit.with.clone());
            let fix = finding.fix.as_ref().map(|fix| FoundFix {
                label: printable(&fix.label),
                edits: fix.edits.iter().map(edit).collect(),
                quotes: fix.quotes,
            });
            Self {
                path: checkup.path.clone(),
                code: finding.code,
                severity: finding.severity,
                start,
                end,
                message: printable(&finding.message),
                quoted: finding.quoted.as_deref().map(printable),
                help: printable(&finding.help),
                further: further.collect(),
                fix,
                drawn,
            }
        });
        found.collect()
    }

    /// Its path without what a terminal would obey.
    pub fn shown_path(&self) -> String {
        printable(&self.path)
    }

    /// What the record says there, where that may be shown.
    pub(super) fn quoted(&self, show_text: bool) -> Option<&str> {
        self.quoted.as_deref().filter(|_| show_text)
    }

    /// What is wrong and what to do, as sentences.
    pub(super) fn told(&self, show_text: bool) -> String {
        let said = self.said(show_text);
        let end = if said.ends_with(['?', '!', '.']) { "" } else { "." };
        format!("{said}{end} {}", self.help)
    }

    /// What is wrong, with what the record says there where that may be shown.
    pub(super) fn said(&self, show_text: bool) -> String {
        match self.quoted(show_text) {
            Some(quoted) => format!("{} ({quoted})", self.message),
            None => self.message.clone(),
        }
    }
}

//! Findings as people and machines see them, one file for each form. What a record says is shown only where that was asked for, and
//! nothing that a terminal or a forge would obey leaves through any of them.

mod concise;
mod counts;
mod csv;
mod due;
mod fingerprint;
mod found;
mod full;
mod github;
mod gitlab;
mod history;
mod json;
mod junit;
mod progress;
mod rules;
mod sarif;
mod spark;
mod third_parties;
mod trace;
mod trail;

use std::borrow::Cow;
use std::collections::BTreeMap;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;

pub use self::counts::{Counts, plural, summary};
pub use self::csv::{line as csv_line, table};
pub use self::due::{Calendar, DueReport, due_as_calendar, how_to_do, how_to_tell, what_is_due, why_untold};
pub use self::found::{Found, FoundFix, Further};
pub use self::full::findings;
pub use self::history::{
    Differing, History, changes_as_json, changes_in_full, history_as_json, history_in_full, who_as_json, who_in_full,
};
pub use self::progress::{progress_as_csv, progress_as_json, progress_in_full};
pub use self::rules::{rules_as_json, rules_as_markdown, rules_in_full};
pub use self::spark::drawn;
pub use self::third_parties::{Naming, third_parties};
pub use self::trace::{trace_as_json, trace_in_full};
pub use self::trail::{CSV_HEADER, Deed, Entry, JSON_BEGIN, JSON_END, Person, Review, Signed, Touched, What};
use crate::check::Checkup;
use crate::finding::{Code, Severity};
use crate::text::is_obeyed;

/// The forms that findings can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: each finding with what to do, and drawn into its line where the record's words may be shown
    Full,
    /// A line for each finding
    Concise,
    /// The project's own JSON, as schema/check-report.schema.json describes it
    Json,
    /// Workflow commands, which GitHub and Forgejo show beside the lines
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit XML, for whatever shows the results of tests
    Junit,
}

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether the record's own words may be shown.
    pub show_text: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// How many folders below the service's own people stand who see them.
    pub below: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { show_text: false, width: DEFAULT_TERM_WIDTH, below: 0 }
    }
}

/// What was found in many files, for any of the forms.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How much was read and found, with what is left out.
    pub counts: Counts,
    /// How often each kind was found, with what is left out.
    pub by_code: BTreeMap<(Code, Severity), usize>,
    /// What is shown, in the order of the files.
    pub found: Vec<Found>,
    /// How many findings are not among them.
    pub left_out: usize,
    /// How many findings mend themselves, with what is left out.
    pub fixable: usize,
    /// How many folders below the service's own people stand who read it.
    pub below: usize,
    /// The service's folder, as seen from the top of its repository: nothing, or what ends in a slash.
    pub within: String,
}

impl Report {
    /// Adds what was found in one file. It is drawn into its lines only where a `style` for that is given.
    pub fn add(&mut self, checkup: &Checkup, style: Option<Style>) {
        self.counts.add(checkup);
        for finding in &checkup.findings {
            *self.by_code.entry((finding.code, finding.severity)).or_default() += 1;
            self.fixable += usize::from(finding.fix.is_some());
        }
        self.found.extend(Found::all(checkup, style));
    }

    /// Adds what was found elsewhere, below what is there.
    pub fn merge(&mut self, other: Report) {
        self.counts.merge(&other.counts);
        for (kind, count) in other.by_code {
            *self.by_code.entry(kind).or_default() += count;
        }
        self.found.extend(other.found);
        self.left_out += other.left_out;
        self.fixable += other.fixable;
    }

    /// The report without all findings but the `most` that weigh most. Those left out are counted all the same.
    pub fn limited(&self, most: usize) -> Self {
        let mut weights: Vec<usize> = (0..self.found.len()).collect();
        weights.sort_by_key(|at| std::cmp::Reverse(self.found[*at].severity));
        weights.truncate(most);
        weights.sort_unstable();
        let found: Vec<Found> = weights.iter().map(|at| self.found[*at].clone()).collect();
        let left_out = self.left_out + self.found.len() - found.len();
        Self {
            counts: self.counts,
            by_code: self.by_code.clone(),
            found,
            left_out,
            fixable: self.fixable,
            below: self.below,
            within: self.within.clone(),
        }
    }

    /// The findings, their paths as those see them who read this form: people from where they stand, forges from the top of the repository.
    fn seen(&self, format: Format) -> Cow<'_, [Found]> {
        let before = match format {
            Format::Full | Format::Concise => "../".repeat(self.below),
            Format::Json => String::new(),
            Format::Github | Format::Gitlab | Format::Sarif | Format::Junit => self.within.clone(),
        };
        if before.is_empty() {
            return Cow::Borrowed(&self.found);
        }
        let seen = |found: &Found| Found { path: format!("{before}{}", found.path), ..found.clone() };
        Cow::Owned(self.found.iter().map(seen).collect())
    }

    /// Whether something of `level` or worse was found.
    pub fn holds(&self, level: Severity) -> bool {
        self.by_code.keys().any(|(_, severity)| *severity >= level)
    }

    /// How often each kind was found, a line for each, the most frequent first.
    pub fn statistics(&self) -> String {
        let mut kinds: Vec<_> = self.by_code.iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), **kind));
        let line = |((code, severity), count): &(&(Code, Severity), &usize)| {
            format!("{count:>8}  {}  {:<7}  {}\n", code.number(), severity.word(), code.name())
        };
        kinds.iter().map(line).collect()
    }

    /// The report in one of the forms. With `show_text` it may hold words of the records. Findings of the level `failing` or
    /// worse are failures, where the form tells those apart.
    ///
    /// # Errors
    /// It cannot be written in this form.
    pub fn text(&self, format: Format, show_text: bool, failing: Severity) -> anyhow::Result<String> {
        let found = self.seen(format);
        Ok(match format {
            Format::Full => full::text(&found, show_text),
            Format::Concise => concise::text(&found, show_text),
            Format::Json => json::text(self, show_text)?,
            Format::Github => github::text(&found, show_text),
            Format::Gitlab => gitlab::text(&found, show_text)?,
            Format::Sarif => sarif::text(&found, show_text)?,
            Format::Junit => junit::text(&found, show_text, failing)?,
        })
    }
}

/// A value as JSON, over several lines, with the last line ended.
fn as_json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
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

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn terminal_escapes_are_replaced() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
    }

    #[test]
    fn no_form_shows_a_word_of_the_record_or_anything_to_obey_unless_asked() {
        let report = samples::report();
        for format in Format::value_variants() {
            let quiet = report.text(*format, false, Severity::Error).expect("written");
            assert!(!quiet.contains("secret"), "{format:?}: {quiet}");
            let told = report.text(*format, true, Severity::Error).expect("written");
            assert!(told.contains("secret"), "{format:?}: {told}");
            for text in [quiet, told] {
                assert!(!text.contains(|c| is_obeyed(c) && c != '\n'), "{format:?}: {text}");
            }
        }
    }

    #[test]
    fn paths_are_as_those_see_them_who_read() {
        let mut report = samples::warnings();
        (report.below, report.within) = (2, "care/larch house/".to_owned());
        for (format, path) in [
            (Format::Full, "../../team/audits/2026-11.md:2:2:"),
            (Format::Concise, "../../team/audits/2026-11.md:2:2:"),
            (Format::Json, "\"path\": \"team/audits/2026-11.md\""),
            (Format::Github, "file=care/larch house/team/audits/2026-11.md,"),
            (Format::Gitlab, "\"path\": \"care/larch house/team/audits/2026-11.md\""),
            (Format::Sarif, "\"uri\": \"care/larch%20house/team/audits/2026-11.md\""),
            (Format::Junit, "file=\"care/larch house/team/audits/2026-11.md\""),
        ] {
            let text = report.text(format, false, Severity::Error).expect("written");
            assert!(text.contains(path), "{format:?}: {text}");
        }
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let whole = samples::report();
        let all = whole.found.len();
        assert!(whole.found[0].severity < Severity::Error);
        let report = whole.limited(1);
        assert_eq!((report.found.len(), report.left_out), (1, all - 1));
        assert_eq!(report.found[0], whole.found[1], "errors go first");
        assert_eq!(report.by_code.values().sum::<usize>(), all);
        assert!(report.holds(Severity::Error) && !samples::warnings().holds(Severity::Error));
        assert!(samples::warnings().holds(Severity::Info));
        assert_eq!(report.statistics(), "       2  F031  error    unknown-key\n       1  F012  warning  text-cut\n");
    }
}

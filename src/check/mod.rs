//! Checking: what was read is compared with the schema, with its place, with its own text, and with the other records of
//! the same resident. Everything is found at once, and nothing here reads files or asks for the time.

mod abbreviations;
mod allowances;
mod answers;
mod calendar;
mod called;
mod changes;
mod compared;
mod fixes;
mod folder;
pub mod format;
mod history;
mod likeness;
mod named;
mod names;
mod nearest;
mod parts;
mod prose;
mod references;
pub mod rules;
mod scans;
mod settings;
pub mod trace;
mod values;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

pub use self::abbreviations::abbreviations;
pub use self::called::Called;
pub use self::changes::Before;
pub use self::compared::{Compared, Sketches, compare};
pub use self::fixes::british_date;
use self::folder::Folder;
pub use self::folder::Surroundings;
pub use self::history::{Closing, History, Kept, Plans};
pub use self::named::{Mention, Named, named};
pub use self::names::StaffNames;
pub use self::nearest::nearest;
use crate::finding::{Code, Finding, Severity};
use crate::record::{Kind, Place, Reading, Record, Settings, Wording, settings::Level};
use crate::text::{LineIndex, Position, Span};

/// What a check needs to know besides the records themselves.
#[derive(Debug)]
pub struct Context {
    /// The service's settings.
    pub settings: Settings,
    /// Its levels of help, most help first.
    pub levels: Vec<Level>,
    /// Its own wording.
    pub wording: Wording,
    /// The references of all its residents.
    pub residents: BTreeSet<String>,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// The full names of its staff.
    pub staff_names: StaffNames,
    /// When things stood as the records say, in words that go behind "as things stood"; none, where that is now.
    pub as_at: Option<String>,
}

impl Context {
    /// For a service with these settings and residents, as things are on `today`.
    pub fn new(settings: Settings, residents: BTreeSet<String>, today: NaiveDate) -> Self {
        let staff_names = StaffNames::of(&settings);
        Self {
            levels: settings.levels(),
            wording: settings.wording(),
            settings,
            residents,
            today,
            staff_names,
            as_at: None,
        }
    }
}

/// A file and what was found in it.
#[derive(Debug)]
pub struct Checkup {
    /// The file's path in the service's folder.
    pub path: String,
    /// The text that the places of the findings count in.
    pub text: String,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// The record, where the file is text.
    pub record: Option<Record>,
}

impl Checkup {
    /// How often `severity` was found.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Where each finding begins and ends, as people count.
    pub fn positions(&self) -> impl Iterator<Item = (&Finding, Position, Position)> {
        let lines = Arc::new(LineIndex::new(&self.text));
        self.findings.iter().map(move |finding| {
            let start = lines.position(&self.text, finding.span.start);
            (finding, start, lines.position(&self.text, finding.span.end))
        })
    }

    /// Whether it says more than something about the path of a file that is no record.
    pub fn is_of_record(&self) -> bool {
        self.record.is_some() || self.count(Severity::Error) > 0
    }

    /// The file as something that may be committed, unless a finding of `stop_at` or worse stands against it.
    pub fn passed(&self, stop_at: Severity) -> Option<Checked> {
        let stopped = self.findings.iter().any(|finding| finding.severity >= stop_at);
        (!stopped).then(|| Checked { path: self.path.clone(), bytes: self.text.clone().into_bytes() })
    }
}

/// A file that may be committed: a record that passed, or a file that holds no record. Only this module makes one.
#[derive(Debug, Clone)]
pub struct Checked {
    path: String,
    bytes: Vec<u8>,
}

impl Checked {
    /// A file of the service that the format does not judge: a scan, a template, git's own settings files. None for a path
    /// at which a record lies, or should.
    pub fn without_record(path: &str, bytes: Vec<u8>) -> Option<Self> {
        let judged = Place::of(path).is_some() || is_record_path(path);
        (!judged).then(|| Self { path: path.to_owned(), bytes })
    }

    /// The path in the service's folder.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whether a file at `path` is read as a record: Markdown below the folders of residents or team, and the settings.
pub fn is_record_path(path: &str) -> bool {
    let inside = path.starts_with("residents/") || path.starts_with("team/");
    path == "supportplan.yaml" || (inside && path.ends_with(".md"))
}

/// The checkup of a file at a path that the format has no place for.
pub fn unplaced(path: &str) -> Checkup {
    let finding = Finding::new(
        Code::Unplaced,
        crate::text::Span::empty(0),
        "the format has no place for a record here",
        "Move it to where a record of its kind lies, such as residents/R-0142/weekly/2026-W47.md, or out of the folders of residents and team.",
    );
    Checkup { path: path.to_owned(), text: String::new(), findings: vec![finding], record: None }
}

/// The checkup of a file's path, if something is found in it. Files that are no records are not read.
pub fn path(path: &str, context: &Context, surroundings: &Surroundings) -> Option<Checkup> {
    let mut findings = rules::judge_path(path, context, surroundings);
    finish(&mut findings, context);
    let checkup = Checkup { path: path.to_owned(), text: String::new(), findings, record: None };
    (!checkup.findings.is_empty()).then_some(checkup)
}

/// The checkup of a template of the service's own, with what is wrong at which of its lines.
pub fn template(
    path: &str,
    text: String,
    is_known: bool,
    faults: impl IntoIterator<Item = (usize, String)>,
) -> Checkup {
    let lines: Vec<Span> = lines(&text).collect();
    let name = path.split_once("/templates/").map_or(path, |(_, name)| name);
    let finding = |(line, message): (usize, String)| {
        let span = lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let help = if is_known {
            format!("Mend it. `supportplan template show {name} --original` prints the one that the program brings.")
        } else {
            "Give the file the name of the template that it is to take the place of, or take it away.".to_owned()
        };
        Finding::new(Code::TemplateFault, span, message, help)
    };
    let mut findings = faults.into_iter().map(finding).collect();
    fold(&mut findings);
    Checkup { path: path.to_owned(), text, findings, record: None }
}

/// Where the words of each line are.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        let start = at - line.len() + (line.len() - line.trim_start().len()).min(line.trim_end().len());
        Span::new(start, at - line.len() + line.trim_end().len())
    })
}

/// The checkup of a resident's folder whose name is no reference.
pub fn misnamed_folder(path: &str) -> Checkup {
    let message = "the folder's name is not a resident's reference";
    let help = "Name the folder by the resident's reference, such as R-0142, never by a name.";
    let finding = Finding::new(Code::Unplaced, crate::text::Span::empty(0), message, help);
    Checkup { path: path.to_owned(), text: String::new(), findings: vec![finding], record: None }
}

/// Why something in a folder of records is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is a link, which is never followed.
    Link,
    /// It is no file: a pipe would be waited for without end.
    NoFile,
    /// Its name is not text.
    NameIsNoText,
}

/// The checkup of something that is not read.
pub fn unread(path: &str, why: Unread) -> Checkup {
    let (message, help) = match why {
        Unread::Link => (
            "this is a link, and what it leads to is not read",
            "Put the record itself here. A service holds all its records, so that it can be moved or erased as one.",
        ),
        Unread::NoFile => (
            "this is not a file, so it is not read",
            "Take it away, and put a file in its place if a record belongs here.",
        ),
        Unread::NameIsNoText => (
            "the name of this file or folder is not text, so what it holds is not read",
            "Give it a name of plain letters and digits, or take it away.",
        ),
    };
    let finding = Finding::new(Code::Unplaced, crate::text::Span::empty(0), message, help);
    Checkup { path: path.to_owned(), text: String::new(), findings: vec![finding], record: None }
}

/// Checks records that belong together: all that was read of one resident's folder, or of the team's.
pub fn together(readings: Vec<(String, Reading)>, context: &Context, surroundings: &Surroundings) -> Vec<Checkup> {
    checked(readings, context, surroundings, |_| ())
}

/// The same, with what is needed to compare the records with those of all other folders.
pub fn sketched(
    readings: Vec<(String, Reading)>,
    context: &Context,
    surroundings: &Surroundings,
) -> (Vec<Checkup>, Sketches) {
    let mut sketches = Sketches::default();
    let checkups = checked(readings, context, surroundings, |folder| sketches = Sketches::of(folder));
    (checkups, sketches)
}

/// Checks records that belong together, and shows `look` the folder that they make up.
fn checked(
    readings: Vec<(String, Reading)>,
    context: &Context,
    surroundings: &Surroundings,
    look: impl FnOnce(&Folder),
) -> Vec<Checkup> {
    let items = references::Items::new(readings.iter().map(|(path, reading)| (path.as_str(), reading.record.as_ref())));
    let mut judged = judged(&readings, context, surroundings, look);
    let mut deleted = Vec::new();
    if let Some(before) = &surroundings.before {
        let now = readings.iter().map(|(path, _)| path.clone()).collect();
        deleted.extend(changes::deleted(before, &now));
        deleted.iter_mut().for_each(|checkup| finish(&mut checkup.findings, context));
    }
    let check = |(at, (path, reading)): (usize, (String, Reading))| {
        let mut findings = reading.findings;
        if let Some(record) = &reading.record {
            findings.extend(alone(record, &findings, context));
            if !is_unread(record, &findings) {
                // A value that is malformed leads nowhere in any case.
                let said: BTreeSet<_> = findings.iter().map(|finding| finding.span).collect();
                let lost = references::check(record, &items, context);
                findings.extend(lost.into_iter().filter(|finding| !said.contains(&finding.span)));
            }
            let kept = !is_unread(record, &findings) && !is_judged_otherwise(&findings);
            if kept {
                // Nothing is judged of a value that is malformed.
                let faults = findings.iter().filter(|finding| finding.severity == Severity::Error);
                let said: BTreeSet<_> = faults.map(|finding| finding.span).collect();
                let of_rules = judged.remove(&at).unwrap_or_default().into_iter();
                findings.extend(of_rules.filter(|finding| finding.span.is_empty() || !said.contains(&finding.span)));
                let before = surroundings.before.as_ref().and_then(|before| before.get(&path));
                findings.extend(before.into_iter().flat_map(|before| changes::findings(record, before, context)));
            }
            let whole = kept && !findings.iter().any(|finding| finding.severity == Severity::Error);
            allowances::apply(record, &mut findings, |code| {
                whole && rules::is_asked(code, surroundings) && !changes::shows(code)
            });
            changes::once(&mut findings);
        }
        finish(&mut findings, context);
        Checkup { path, text: reading.text, findings, record: reading.record }
    };
    let asked = readings.into_iter().enumerate().filter(|(_, (path, _))| surroundings.asks(path));
    asked.map(check).chain(deleted).collect()
}

/// What the rules find, by the place of the record among `readings`.
fn judged(
    readings: &[(String, Reading)],
    context: &Context,
    surroundings: &Surroundings,
    look: impl FnOnce(&Folder),
) -> BTreeMap<usize, Vec<Finding>> {
    let read =
        readings.iter().enumerate().filter_map(|(at, (_, reading))| Some((at, reading.record.as_ref()?, reading)));
    let (places, records): (Vec<usize>, Vec<&Record>) = read
        .filter(|(_, record, reading)| !is_unread(record, &reading.findings))
        .map(|(at, record, _)| (at, record))
        .unzip();
    let files = readings.iter().filter_map(|(path, reading)| match &reading.record {
        Some(record) => Some(Cow::Borrowed(&record.place)),
        None => Place::of(path).map(Cow::Owned),
    });
    let files = files.collect();
    let mut judged: BTreeMap<usize, Vec<Finding>> = BTreeMap::new();
    let mut folder = Folder::new(files, records, context, surroundings);
    let is_unread = |at: &usize| places.binary_search(at).is_err();
    folder.unread =
        (0..readings.len()).filter(is_unread).filter_map(|at| Some(Place::of(&readings[at].0)?.kind)).collect();
    for (at, finding) in rules::judge(&folder) {
        judged.entry(places[at]).or_default().push(finding);
    }
    look(&folder);
    judged
}

/// Checks a part of a record, such as a file of answers: all that is there is judged as in a record, and nothing is missed that is not
/// there. `name` is what findings call the file; `others` are the files of the same folder, each with its record as far as it can be read.
pub fn partial(name: &str, reading: Reading, others: &[(String, Option<Record>)], context: &Context) -> Checkup {
    let absent = |finding: &Finding| {
        use Code::{ItemWithoutHeading, MissingKey, MissingLabel, MissingSection, NoFrontMatter, Unanswered};
        let absence = [NoFrontMatter, MissingKey, Unanswered, MissingSection, MissingLabel, ItemWithoutHeading];
        absence.contains(&finding.code)
    };
    let mut findings = reading.findings;
    if let Some(record) = &reading.record {
        findings.extend(alone(record, &findings, context));
        findings.extend(parts::words_outside(record));
        let items = others.iter().map(|(path, other)| (path.as_str(), other.as_ref()));
        let items = references::Items::new(items.chain([(record.path.as_str(), Some(record))]));
        let said: BTreeSet<_> = findings.iter().map(|finding| finding.span).collect();
        let lost = references::check(record, &items, context);
        findings.extend(lost.into_iter().filter(|finding| !said.contains(&finding.span)));
        let has_parts = record.front_span.is_some() || !record.outline.sections.is_empty();
        findings.retain(|finding| !absent(finding) || (finding.code == Code::NoFrontMatter && !has_parts));
        // What it goes with may stand in the record.
        findings.retain(|finding| {
            finding.code != Code::UnexpectedPart || !parts::goes_with_what_is_not_there(record, finding.span)
        });
    }
    // It lies where nobody mends it but whoever handed it over.
    findings.iter_mut().for_each(|finding| finding.fix = None);
    finish(&mut findings, context);
    Checkup { path: name.to_owned(), text: reading.text, findings, record: reading.record }
}

/// Checks the settings themselves.
pub fn settings(reading: Reading) -> Checkup {
    let mut findings = reading.findings;
    if let Some(record) = reading.record.as_ref().filter(|record| !is_unread(record, &findings)) {
        findings.extend(values::check(record, &findings));
        findings.extend(settings::check(record));
        settings::apply_rules(record, &mut findings);
    }
    fold(&mut findings);
    Checkup { path: Kind::Settings.pattern().to_owned(), text: reading.text, findings, record: reading.record }
}

/// The checkup of settings with what is wrong with the logo that they name, and what to do about it. A path that is none is told as such alone.
pub fn with_logo_fault(mut checkup: Checkup, fault: Option<(&str, &str)>) -> Checkup {
    let Some((record, (message, help))) = checkup.record.as_ref().zip(fault) else { return checkup };
    let span = record.span_of(&["logo"]);
    if !checkup.findings.iter().any(|finding| finding.span == span && finding.severity == Severity::Error) {
        let path = span.of(&checkup.text).to_owned();
        checkup.findings.push(Finding::new(Code::LogoFault, span, message, help).quoting(path));
        fold(&mut checkup.findings);
    }
    checkup
}

/// Whether so little of a record could be read that nothing more can be said of it.
fn is_unread(record: &Record, so_far: &[Finding]) -> bool {
    record.front.unread || so_far.iter().any(|finding| finding.code == Code::ConflictMarker)
}

/// Whether the record is of another kind or version, so that its parts are judged by other rules.
fn is_judged_otherwise(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| matches!(finding.code, Code::NewerVersion | Code::WrongKind))
}

/// What can be said of a record without any other; `so_far` is what reading it found.
pub fn alone(record: &Record, so_far: &[Finding], context: &Context) -> Vec<Finding> {
    if is_unread(record, so_far) {
        return Vec::new();
    }
    let mut findings = values::check(record, so_far);
    if !is_judged_otherwise(&findings) {
        findings.extend(parts::check(record, context));
    }
    findings
}

/// Applies the levels of the settings, and puts the findings in the order of the file.
fn finish(findings: &mut Vec<Finding>, context: &Context) {
    findings.retain_mut(|finding| {
        let movable = finding.code.severity() != Severity::Error;
        match context.settings.level_of(finding.code.number()).filter(|_| movable) {
            Some(Some(severity)) => finding.severity = severity,
            Some(None) => return false,
            None => {}
        }
        true
    });
    fold(findings);
}

/// How many findings of one kind are named one by one in a file.
pub(crate) const MAX_NAMED: usize = 200;

/// Puts the findings in the order of the file. Where there are very many of one kind, the last that is named says how many
/// more there are.
fn fold(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|finding| (finding.span.start, finding.code));
    // A key of the settings may be unknown to the schema and to the list that it belongs to.
    findings
        .dedup_by(|next, first| next.code == Code::UnknownKey && next.code == first.code && next.span == first.span);
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    findings.retain_mut(|finding| {
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        *count <= MAX_NAMED
    });
    let mut last = BTreeSet::new();
    for finding in findings.iter_mut().rev().filter(|finding| last.insert(finding.code)) {
        if let Some(more) = counts.get(&finding.code).map(|count| count - (*count).min(MAX_NAMED)).filter(|n| *n > 0) {
            finding.message =
                format!("{}; there are {more} more of this kind below, which are not listed", finding.message);
        }
    }
}

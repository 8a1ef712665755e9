//! The front matter against its schema, and against the place where the file lies.

mod explain;

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde_json::Value;

use self::explain::{has_form_of_date, says};
use super::fixes;
use crate::finding::{Code, Finding};
use crate::record::schema::{VERSION, child};
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Kind, Record, Schema, model};
use crate::text::{Span, is_obeyed};

/// Every way in which the front matter breaks the format. `so_far` is what reading it found.
pub(super) fn check(record: &Record, so_far: &[Finding]) -> Vec<Finding> {
    let Some(front) = record.front_span else { return Vec::new() };
    let checker = Values { record, schema: record.schema(), opening: opening_line(&record.text, front) };
    let gate = checker.version().or_else(|| checker.kind());
    if let Some(finding) = gate {
        // Another kind or version would be judged by rules that are not its own.
        return vec![finding];
    }
    let mut findings = Vec::new();
    let unread = so_far.iter().any(|finding| matches!(finding.code, Code::SecondDocument));
    let errors: Vec<_> = checker.schema.errors(&record.values).collect();
    let misspelt = checker.misspelt(&errors);
    for error in &errors {
        let found = checker.explain(error, &misspelt);
        findings.extend(found.into_iter().filter(|f: &Finding| !(unread && f.code == Code::MissingKey)));
    }
    findings.extend(checker.place());
    findings.extend(checker.weeks());
    findings.extend(checker.cut_texts());
    // Most records have nothing of what these look for, which one walk tells.
    let signs = Signs::of(checker.root());
    if signs.far_date {
        findings.extend(checker.far_dates());
    }
    if signs.no_value {
        findings.extend(checker.without_value());
    }
    if signs.hidden {
        findings.extend(checker.hidden_characters());
    }
    one_a_value(&mut findings);
    findings
}

/// Leaves one finding a value: the schema often says the same thing twice, as type and as choice.
fn one_a_value(findings: &mut Vec<Finding>) {
    let rank = |finding: &Finding| match finding.code {
        Code::Unanswered => 0,
        Code::WrongType => 1,
        _ => 2,
    };
    let about_value = |finding: &Finding| {
        matches!(
            finding.code,
            Code::Unanswered
                | Code::WrongType
                | Code::NotAChoice
                | Code::BadDate
                | Code::BadValue
                | Code::WrongFileName
                | Code::WrongResident
        )
    };
    findings.sort_by_key(|finding| (finding.span.start, !about_value(finding), rank(finding)));
    findings.dedup_by(|next, first| about_value(next) && about_value(first) && next.span == first.span);
}

struct Values<'r> {
    record: &'r Record,
    schema: &'static Schema,
    /// The line that opens the front matter.
    opening: Span,
}

impl Values<'_> {
    fn root(&self) -> &Node {
        &self.record.front.root
    }

    fn version(&self) -> Option<Finding> {
        let node = self.root().get("supportplan")?;
        let version = self.record.values.get("supportplan").and_then(Value::as_u64).filter(|v| *v > VERSION)?;
        Some(Finding::new(
            Code::NewerVersion,
            node.span,
            format!("this record is of version {version} of the format; this program knows version {VERSION}"),
            "Install a newer supportplan. The record is left as it is.",
        ))
    }

    fn kind(&self) -> Option<Finding> {
        let expected = self.record.kind();
        if expected == Kind::Settings {
            return None;
        }
        let node = self.root().get("kind")?;
        let found = node.text().and_then(Kind::named).filter(|found| *found != expected)?;
        Some(Finding::new(
            Code::WrongKind,
            node.span,
            format!("this is a {}, but a {} belongs here", found.words(), expected.words()),
            format!("A {} lies at {}. Move the file there, or mend `kind`.", found.words(), found.pattern()),
        ))
    }

    /// The values that the file's path repeats.
    fn place(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (key, expected) in &self.record.place.values {
            let node = match self.root().get(key) {
                Some(node) if !node.is_null() && node.text() != Some(expected) => node,
                _ => continue,
            };
            let finding = if *key == "resident" {
                Finding::new(
                    Code::WrongResident,
                    node.span,
                    "this names another resident than the folder that the file lies in",
                    "Look whose record this is. Then mend the reference, or move the file to that resident's folder.",
                )
            } else {
                Finding::new(
                    Code::WrongFileName,
                    node.span,
                    format!("`{key}` and the file's name do not agree"),
                    format!(
                        "Mend the one that is wrong. A {} lies at {}.",
                        self.record.kind().words(),
                        self.record.kind().pattern()
                    ),
                )
            };
            let typed = node.text().unwrap_or_default();
            let same = *key == "resident" && typed.eq_ignore_ascii_case(expected);
            let fix = same.then(|| fixes::word(node, self.record, expected)).flatten();
            findings.push(finding.quoting(typed).fixed_by(fix));
        }
        findings
    }

    /// A week that has the right form may still not be in the calendar: most years have no week 53.
    fn weeks(&self) -> Option<Finding> {
        let node = self.root().get("week").filter(|_| self.record.kind() == Kind::WeeklyReview)?;
        let (year, week) = node.text()?.split_once("-W")?;
        let week: u32 = week.parse().ok().filter(|week| (1..=53).contains(week))?;
        let year: i32 = year.parse().ok()?;
        if NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).is_some_and(|monday| monday.iso_week().week() == week) {
            return None;
        }
        let message = "there is no such week in the calendar";
        Some(Finding::new(Code::BadDate, node.span, message, "This year has 52 weeks. Write the week that is meant."))
    }

    /// Dates that the calendar has, but that no record can be about.
    fn far_dates(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        each_scalar(self.root(), &self.schema.json, &mut |node, schema| {
            let is_date = schema.get("format").and_then(Value::as_str) == Some("date");
            let text = node.text().filter(|text| is_date && has_form_of_date(text)).unwrap_or_default();
            if text.parse::<NaiveDate>().is_ok() && model::date(text).is_none() {
                let message = "this year is too far away";
                let help = "Look at the year. Write year, month and day with hyphens, such as 2026-11-20.";
                findings.push(Finding::new(Code::BadDate, node.span, message, help).quoting(text));
            }
        });
        findings
    }

    /// Keys without a value: a question that is not answered, or a key that nobody knows.
    fn without_value(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        each_empty_entry(self.root(), &self.schema.json, &mut |entry, schema, known| {
            let expected = match known {
                None => return findings.push(self.unknown(entry, &keys_of(schema))),
                Some(expected) if expected.get("x-may-be-empty").is_some() => return,
                Some(expected) => expected,
            };
            let message = format!("`{}` is not answered yet", entry.key);
            let help = format!("Write its value, or take the key out. {}", says(expected));
            findings.push(Finding::new(Code::Unanswered, entry.key_span, message, help));
        });
        findings
    }

    /// Keys and values with a line end or a character that is obeyed instead of shown, which `"\n"` or a block of lines writes. The
    /// file itself was looked through already.
    fn hidden_characters(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        each_shown(self.root(), &mut |text, span| {
            let Some(hidden) = text.chars().find(|c| is_obeyed(*c) && *c != '\t') else { return };
            if span.of(&self.record.text).contains(|c: char| is_obeyed(c) && !matches!(c, '\n' | '\r' | '\t')) {
                return;
            }
            let message = match hidden {
                '\n' | '\r' => "there is an end of a line in this text, which is to be one line".to_owned(),
                other => {
                    format!("there is a control character in this text (U+{:04X}), which nobody sees", u32::from(other))
                }
            };
            let help = "Write the text anew, on one line behind its key.";
            findings.push(Finding::new(Code::ControlCharacter, span, message, help));
        });
        findings
    }

    /// Text that was cut short by ` #`, which begins a comment.
    fn cut_texts(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let front = &self.record.front;
        if front.comments.is_empty() {
            return findings;
        }
        each_scalar(&front.root, &self.schema.json, &mut |node, schema| {
            let limited = ["enum", "const", "format", "pattern"].iter().any(|key| schema.get(key).is_some());
            let free = schema.get("type").and_then(Value::as_str) == Some("string") && !limited;
            let Yaml::Scalar { plain: true, text } = &node.value else { return };
            if !free || text.is_empty() {
                return;
            }
            let next = front.comments.partition_point(|comment| comment.span.start < node.span.end);
            let Some(comment) = front.comments.get(next) else { return };
            let between = Span::new(node.span.end, comment.span.start).of(&self.record.text);
            let guidance = comment.span.of(&self.record.text).starts_with(crate::record::edit::FRONT_GUIDANCE);
            if between.chars().all(|c| c == ' ' || c == '\t') && !guidance {
                findings.push(Finding::new(
                    Code::TextCut,
                    comment.span,
                    "from `#` on this is a comment, so it is not part of the text before it",
                    "If it belongs to the text, put the whole text in double quotes; if it is a remark, give it a line of its own.",
                ).fixed_by(fixes::quoted(node, comment.span, self.record)));
            }
        });
        findings
    }
}

/// What a front matter may have.
#[derive(Debug, Default)]
struct Signs {
    /// A text in the form of a date that is none to the format.
    far_date: bool,
    /// A key without a value.
    no_value: bool,
    /// A key or a text with a character other than those of plain English.
    hidden: bool,
}

impl Signs {
    fn of(node: &Node) -> Self {
        let mut signs = Self::default();
        signs.add(node);
        signs
    }

    fn add(&mut self, node: &Node) {
        let is_plain = |text: &str| text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'));
        match &node.value {
            Yaml::Scalar { text, .. } => {
                self.no_value |= node.is_null();
                self.far_date |= has_form_of_date(text) && model::date(text).is_none();
                self.hidden |= !is_plain(text);
            }
            Yaml::Sequence(items) => items.iter().for_each(|item| self.add(item)),
            Yaml::Mapping(entries) => {
                for entry in entries {
                    self.hidden |= !is_plain(&entry.key);
                    self.add(&entry.value);
                }
            }
        }
    }
}

/// The line that opens the front matter; where there is none, the first place in it.
fn opening_line(text: &str, front: Span) -> Span {
    let before = Span::new(0, front.start).of(text).trim_end();
    match before.rfind("---") {
        Some(start) => Span::new(start, before.len()),
        None => Span::empty(front.start),
    }
}

/// The keys that a schema knows.
fn keys_of(schema: &Value) -> Vec<&str> {
    schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect()
}

/// Calls `visit` with each entry that has no value, what the schema says where it stands, and what it says about its key, if
/// it knows it.
fn each_empty_entry<'n>(node: &'n Node, schema: &Value, visit: &mut dyn FnMut(&'n Entry, &Value, Option<&Value>)) {
    match &node.value {
        Yaml::Scalar { .. } => {}
        Yaml::Sequence(items) => {
            let inner = schema.get("items").unwrap_or(&Value::Null);
            items.iter().for_each(|item| each_empty_entry(item, inner, visit));
        }
        Yaml::Mapping(entries) if schema.is_object() => {
            for entry in entries.iter().filter(|entry| !entry.key.starts_with("x-")) {
                let inner = child(schema, &entry.key);
                if entry.value.is_null() {
                    visit(entry, schema, inner.is_object().then_some(inner));
                } else {
                    each_empty_entry(&entry.value, inner, visit);
                }
            }
        }
        Yaml::Mapping(_) => {}
    }
}

/// Calls `visit` with each key and each text, those below the service's own keys left aside.
fn each_shown(node: &Node, visit: &mut dyn FnMut(&str, Span)) {
    match &node.value {
        Yaml::Scalar { text, .. } => visit(text, node.span),
        Yaml::Sequence(items) => items.iter().for_each(|item| each_shown(item, visit)),
        Yaml::Mapping(entries) => {
            for entry in entries.iter().filter(|entry| !entry.key.starts_with("x-")) {
                visit(&entry.key, entry.key_span);
                each_shown(&entry.value, visit);
            }
        }
    }
}

/// Calls `visit` with each scalar and what the schema says about it.
fn each_scalar<'n>(node: &'n Node, schema: &Value, visit: &mut dyn FnMut(&'n Node, &Value)) {
    match &node.value {
        Yaml::Scalar { .. } => visit(node, schema),
        Yaml::Sequence(items) => {
            let inner = schema.get("items").unwrap_or(&Value::Null);
            items.iter().for_each(|item| each_scalar(item, inner, visit));
        }
        Yaml::Mapping(entries) => {
            let known = schema.get("properties").and_then(Value::as_object);
            for entry in entries {
                let inner = known.and_then(|known| known.get(&entry.key)).unwrap_or(&Value::Null);
                each_scalar(&entry.value, inner, visit);
            }
        }
    }
}

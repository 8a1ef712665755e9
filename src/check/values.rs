//! The front matter against its schema, and against the place where the file lies.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, Weekday};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use serde_json::Value;

use super::MAX_NAMED;
use super::nearest::{nearest, one_of};
use crate::finding::{Code, Finding};
use crate::record::schema::{Step, VERSION, child};
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Kind, Record, Schema, model};
use crate::text::Span;

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
    findings.extend(checker.far_dates());
    findings.extend(checker.without_value());
    findings.extend(checker.cut_texts());
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

    /// Words for one error of the schema's.
    fn explain(
        &self,
        error: &jsonschema::ValidationError<'_>,
        misspelt: &BTreeMap<String, BTreeSet<&'static str>>,
    ) -> Vec<Finding> {
        let segments: Vec<_> = error.instance_path().iter().collect();
        let steps = steps(&segments);
        let target = self.target(&steps);
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                // A misspelt key is not missing as well.
                let misspelt = misspelt.get(error.instance_path().as_str()).is_some_and(|keys| keys.contains(key));
                // Whether a condition holds is not known where the value that it looks at is none of the choices.
                let path = error.schema_path().as_str();
                let conditional = ["/then/", "/else/"].iter().any(|part| path.contains(part));
                let unsure = conditional && self.has_unknown_choice(&steps, &target);
                self.missing(&steps, &target, key).filter(|_| !misspelt && !unsure).into_iter().collect()
            }
            ValidationErrorKind::AdditionalProperties { .. } => {
                self.unknown_keys(&steps, &target, unexpected_keys(error))
            }
            kind => vec![self.bad_value(&steps, &target, kind)],
        }
    }

    /// Whether a value beside this one is none of its choices.
    fn has_unknown_choice(&self, steps: &[Step<'_>], target: &Target<'_>) -> bool {
        let Some(Yaml::Mapping(entries)) = target.node.map(|node| &node.value) else { return false };
        let schema = self.schema.at(steps.iter().copied());
        entries.iter().any(|entry| {
            let choices = child(schema, &entry.key).get("enum").and_then(Value::as_array);
            let known = |choices: &Vec<Value>| choices.iter().any(|choice| choice.as_str() == entry.value.text());
            choices.is_some_and(|choices| !entry.value.is_null() && !known(choices))
        })
    }

    fn missing(&self, steps: &[Step<'_>], target: &Target<'_>, key: &str) -> Option<Finding> {
        if steps.is_empty() && self.record.front.broken.iter().any(|broken| broken == key) {
            return None;
        }
        let at: Vec<_> = steps.iter().copied().chain([Step::Key(key)]).collect();
        let schema = self.schema.at(at);
        if let Some(entry) = target.node.and_then(|node| node.entry(key)) {
            let message = format!("`{key}` is not answered yet");
            return Some(Finding::new(
                Code::Unanswered,
                entry.key_span,
                message,
                format!("Write its value. {}", says(schema)),
            ));
        }
        // What is missing from the record as a whole has nothing to point at but the line that opens the front matter.
        let span = if steps.is_empty() { self.opening } else { target.head };
        let help = format!("Add `{key}:` with its value. {}", says(schema));
        Some(Finding::new(Code::MissingKey, span, format!("`{key}` is missing"), help))
    }

    fn known_keys(&self, steps: &[Step<'_>]) -> Vec<&'static str> {
        keys_of(self.schema.at(steps.iter().copied()))
    }

    /// The known keys that misspelt ones stand for, by where in the record.
    fn misspelt(&self, errors: &[jsonschema::ValidationError<'_>]) -> BTreeMap<String, BTreeSet<&'static str>> {
        let mut misspelt: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        let unknown = errors.iter().flat_map(|error| unexpected_keys(error).iter().map(move |key| (error, key)));
        for (error, typed) in unknown.take(MAX_NAMED) {
            let segments: Vec<_> = error.instance_path().iter().collect();
            let known = self.known_keys(&steps(&segments));
            if let Some(meant) = nearest(typed, known) {
                misspelt.entry(error.instance_path().as_str().to_owned()).or_default().insert(meant);
            }
        }
        // A key without a value is not among the values, so the schema does not see it.
        let root = misspelt.entry(String::new()).or_default();
        let top = match &self.root().value {
            Yaml::Mapping(entries) => entries.as_slice(),
            _ => &[],
        };
        let known = self.known_keys(&[]);
        let empty = top.iter().filter(|entry| entry.value.is_null() && !known.contains(&entry.key.as_str()));
        root.extend(empty.take(MAX_NAMED).filter_map(|entry| nearest(&entry.key, known.iter().copied())));
        misspelt
    }

    fn unknown_keys(&self, steps: &[Step<'_>], target: &Target<'_>, keys: &[String]) -> Vec<Finding> {
        let Some(Yaml::Mapping(entries)) = target.node.map(|node| &node.value) else { return Vec::new() };
        let entries: BTreeMap<&str, &Entry> = entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
        let known = self.known_keys(steps);
        let found = keys.iter().filter_map(|key| entries.get(key.as_str())).enumerate();
        found.map(|(at, entry)| self.unknown(entry, if at < MAX_NAMED { &known } else { &[] })).collect()
    }

    fn unknown(&self, entry: &Entry, known: &[&str]) -> Finding {
        let meant = nearest(&entry.key, known.iter().copied());
        let message = match meant {
            Some(meant) => format!("this key is not one that the format knows; did you mean `{meant}`?"),
            None => "this key is not one that the format knows".to_owned(),
        };
        let help = match meant {
            Some(meant) => format!("Write `{meant}`. A key of your own begins with `x-`."),
            None if known.is_empty() => "Delete it. A key of your own begins with `x-`.".to_owned(),
            None => format!("Known here are {}. A key of your own begins with `x-`.", one_of(known.iter().copied())),
        };
        Finding::new(Code::UnknownKey, entry.key_span, message, help).quoting(&entry.key)
    }

    fn bad_value(&self, steps: &[Step<'_>], target: &Target<'_>, kind: &ValidationErrorKind) -> Finding {
        let schema = self.schema.at(steps.iter().copied());
        let name = target.key.map_or_else(|| "this".to_owned(), |key| format!("`{key}`"));
        let span = target.node.map_or(target.head, |node| node.span);
        let quoted = |finding: Finding| match target.node.and_then(Node::text) {
            Some(text) => finding.quoting(text),
            None => finding,
        };
        match kind {
            ValidationErrorKind::Type { kind } => {
                let message = format!("{name} should be {}", type_words(kind));
                quoted(Finding::new(Code::WrongType, span, message, says(schema)))
            }
            ValidationErrorKind::Enum { options } => {
                let options: Vec<_> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let meant = target.node.and_then(Node::text).and_then(|typed| nearest(typed, options.iter().copied()));
                let message = match meant {
                    Some(meant) => format!("{name} is not one of the choices; did you mean `{meant}`?"),
                    None => format!("{name} is not one of the choices"),
                };
                quoted(Finding::new(Code::NotAChoice, span, message, format!("Write {}.", one_of(options))))
            }
            ValidationErrorKind::Format { format } if format == "date" => {
                let message = if target.node.and_then(Node::text).is_some_and(has_form_of_date) {
                    "there is no such day in the calendar"
                } else {
                    "this is not a date of the form YYYY-MM-DD"
                };
                let help = "Write year, month and day with hyphens, such as 2026-11-20.";
                quoted(Finding::new(Code::BadDate, span, message, help))
            }
            ValidationErrorKind::Contains => {
                let message = format!("{name} lacks the resident, or who represents them");
                Finding::new(Code::BadValue, target.head, message, says(schema))
            }
            ValidationErrorKind::UniqueItems => {
                Finding::new(Code::DuplicateId, span, format!("{name} names something twice"), "Name each once.")
            }
            ValidationErrorKind::Constant { expected_value } => {
                let expected = expected_value.as_str().map_or_else(|| expected_value.to_string(), str::to_owned);
                quoted(Finding::new(
                    Code::BadValue,
                    span,
                    format!("{name} should be `{expected}` here"),
                    format!("Write `{expected}`."),
                ))
            }
            ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::OneOfMultipleValid { .. } => {
                let alternatives = schema["oneOf"].as_array().into_iter().flatten();
                let keys: Vec<_> = alternatives.filter_map(|a| a["required"][0].as_str()).collect();
                let message = format!("{name} needs just one of {}", one_of(keys.iter().copied()));
                Finding::new(Code::BadValue, target.head, message, "Keep one, and delete the others.")
            }
            kind => {
                let limit = limit_words(kind);
                let message = if limit.is_empty() {
                    format!("{name} does not have the form that is asked for")
                } else {
                    format!("{name} {limit}")
                };
                quoted(Finding::new(Code::BadValue, span, message, says(schema)))
            }
        }
    }

    /// The value at `steps`, as far as it is there, and where to point.
    fn target(&self, steps: &[Step<'_>]) -> Target<'_> {
        let mut target = Target { node: Some(self.root()), key: None, head: self.opening };
        for step in steps {
            let Some(node) = target.node else { break };
            match step {
                Step::Key(key) => {
                    let entry = node.entry(key);
                    target.node = entry.map(|entry| &entry.value);
                    if let Some(entry) = entry {
                        target.key = Some(&entry.key);
                        target.head = entry.key_span;
                    }
                }
                Step::Item(at) => {
                    target.node = node.items().get(*at);
                    target.head = target.node.map_or(target.head, first_of);
                }
            }
        }
        target
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
            findings.push(finding.quoting(node.text().unwrap_or_default()));
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
        each_scalar(&self.record.front.root, &self.schema.json, &mut |node, schema| {
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

    /// Text that was cut short by ` #`, which begins a comment.
    fn cut_texts(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let front = &self.record.front;
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
                ));
            }
        });
        findings
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

/// The way to the value that an error is about.
fn steps<'s>(segments: &'s [LocationSegment<'_>]) -> Vec<Step<'s>> {
    let step = |segment: &'s LocationSegment<'_>| match segment {
        LocationSegment::Property(key) => Step::Key(key),
        LocationSegment::Index(at) => Step::Item(*at),
    };
    segments.iter().map(step).collect()
}

/// The keys that an error calls unknown.
fn unexpected_keys<'e>(error: &'e jsonschema::ValidationError<'_>) -> &'e [String] {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected,
        _ => &[],
    }
}

/// Where a value is, or would be.
struct Target<'r> {
    node: Option<&'r Node>,
    /// The last key on the way there.
    key: Option<&'r str>,
    /// What to point at where the value itself cannot be: its key, or the first key of its item.
    head: Span,
}

/// The first key of a list's item, or the item itself.
fn first_of(node: &Node) -> Span {
    match &node.value {
        Yaml::Mapping(entries) => entries.first().map_or(node.span, |entry| entry.key_span),
        _ => node.span,
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

/// Calls `visit` with each scalar and what the schema says about it.
pub(super) fn each_scalar<'n>(node: &'n Node, schema: &Value, visit: &mut dyn FnMut(&'n Node, &Value)) {
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

/// What the schema says a value is, with an example where it has one.
fn says(schema: &Value) -> String {
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let choices = schema.get("enum").and_then(Value::as_array);
    let choices: Vec<_> = choices.into_iter().flatten().filter_map(Value::as_str).collect();
    let example = schema.get("examples").and_then(|examples| examples.get(0)).map(|example| match example {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    match (choices.is_empty(), example) {
        (false, _) => format!("{description} Write {}.", one_of(choices)),
        (true, Some(example)) => format!("{description} For example: {example}"),
        (true, None) => description.to_owned(),
    }
}

fn type_words(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Single(single) => match single.as_str() {
            "string" => "text",
            "number" => "a number",
            "integer" => "a whole number",
            "boolean" => "true or false",
            "array" => "a list, with a dash before each item",
            "object" => "keys with values, each on a line of its own",
            _ => "something else",
        },
        TypeKind::Multiple(_) => "something else",
    }
}

fn limit_words(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::Minimum { limit } => format!("should be at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("should be at most {limit}"),
        ValidationErrorKind::MinLength { .. } => "is empty".to_owned(),
        ValidationErrorKind::MaxLength { limit } => format!("should have at most {limit} letters"),
        ValidationErrorKind::MinItems { limit } => format!("should have at least {limit} in its list"),
        _ => String::new(),
    }
}

fn has_form_of_date(text: &str) -> bool {
    let form = "0000-00-00";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(c, f)| if f == b'-' { c == f } else { c.is_ascii_digit() })
}

//! The schema's errors, in plain words and at their places.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::paths::LocationSegment;
use regex::Regex;
use serde_json::Value;

use super::{Values, keys_of};
use crate::check::MAX_NAMED;
use crate::check::fixes::{self, surely};
use crate::check::nearest::{nearest, one_of};
use crate::finding::{Code, Finding, Fix};
use crate::record::schema::{ID_FORMAT, Step, child};
use crate::record::slug;
use crate::record::yaml::{Entry, Node, Yaml};
use crate::text::{Edit, Span};

impl Values<'_> {
    /// Words for one error of the schema's.
    pub(super) fn explain(
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
    pub(super) fn misspelt(
        &self,
        errors: &[jsonschema::ValidationError<'_>],
    ) -> BTreeMap<String, BTreeSet<&'static str>> {
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
        let finding = |(at, entry): (usize, &&Entry)| {
            let known = if at < MAX_NAMED { known.as_slice() } else { &[] };
            self.unknown(entry, known).fixed_by(right_key(entry, keys, &entries, known))
        };
        found.map(finding).collect()
    }

    pub(super) fn unknown(&self, entry: &Entry, known: &[&str]) -> Finding {
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
                let surely = target.node.and_then(|node| Some((node, surely(node.text()?, options.iter().copied())?)));
                let fix = surely.and_then(|(node, meant)| fixes::word(node, self.record, meant));
                quoted(Finding::new(Code::NotAChoice, span, message, format!("Write {}.", one_of(options))))
                    .fixed_by(fix)
            }
            ValidationErrorKind::Format { format } if format == "date" => {
                let message = if target.node.and_then(Node::text).is_some_and(has_form_of_date) {
                    "there is no such day in the calendar"
                } else {
                    "this is not a date of the form YYYY-MM-DD"
                };
                let help = "Write year, month and day with hyphens, such as 2026-11-20.";
                let fix = target.node.and_then(|node| fixes::date(node, self.record));
                quoted(Finding::new(Code::BadDate, span, message, help)).fixed_by(fix)
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
                let meant =
                    target.node.filter(|node| node.text().is_some_and(|typed| surely(typed, [&*expected]).is_some()));
                let fix = meant.and_then(|node| fixes::word(node, self.record, &expected));
                let message = format!("{name} should be `{expected}` here");
                quoted(Finding::new(Code::BadValue, span, message, format!("Write `{expected}`."))).fixed_by(fix)
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
                let fix = target.node.and_then(|node| match kind {
                    ValidationErrorKind::Pattern { pattern } => {
                        let fits = Regex::new(pattern).ok()?;
                        fixes::letters(node, |word| fits.is_match(word), self.record)
                            .or_else(|| fixes::time(node, |word| fits.is_match(word), self.record))
                    }
                    ValidationErrorKind::Format { format } if format == ID_FORMAT => {
                        fixes::letters(node, |word| slug(word) == word, self.record)
                    }
                    _ => None,
                });
                quoted(Finding::new(Code::BadValue, span, message, says(schema))).fixed_by(fix)
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
}

/// The way to the value that an error is about.
pub(super) fn steps<'s>(segments: &'s [LocationSegment<'_>]) -> Vec<Step<'s>> {
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

/// Writes the key that a misspelt one of `keys` can only have been, where it is not there already, and none of the others can be it.
fn right_key(entry: &Entry, keys: &[String], entries: &BTreeMap<&str, &Entry>, known: &[&str]) -> Option<Fix> {
    let meant = surely(&entry.key, known.iter().copied())?;
    let others = || keys.iter().filter(|key| **key != entry.key).take(MAX_NAMED);
    let free = !entries.contains_key(meant) && !others().any(|key| surely(key, known.iter().copied()) == Some(meant));
    free.then(|| Fix::new(format!("write `{meant}`"), [Edit::replace(entry.key_span, meant)]))
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
/// What the schema says a value is, with an example where it has one.
pub(super) fn says(schema: &Value) -> String {
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
        ValidationErrorKind::MinItems { limit: 1 } => "is an empty list".to_owned(),
        ValidationErrorKind::MinItems { limit } => format!("is a list that should have at least {limit} entries"),
        _ => String::new(),
    }
}

pub(super) fn has_form_of_date(text: &str) -> bool {
    let form = "0000-00-00";
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(c, f)| if f == b'-' { c == f } else { c.is_ascii_digit() })
}

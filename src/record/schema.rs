//! What the format says about each kind of record: the JSON Schema of its front matter, and, under `x-body`, the sections,
//! items and labels of its text. The schema files are embedded in the program and are the only source of both.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::kind::Kind;
use super::shape::Shape;
use super::slug::slug;
use super::yaml::Node;

/// The version of the record format that this program reads and writes.
pub const VERSION: u64 = 1;

/// The schema of one kind of file.
#[derive(Debug)]
pub struct Schema {
    /// The JSON Schema, with what it shares with others filled in.
    pub json: Value,
    /// What it says of each value.
    pub shape: Shape,
    /// The sections of the text.
    pub body: BodySpec,
    validator: OnceLock<jsonschema::Validator>,
}

/// The sections that a kind's text has.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodySpec {
    /// In the order in which they are written.
    pub sections: Vec<SectionSpec>,
}

/// One section: a second-level heading and what stands below it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    /// The heading's words.
    pub heading: String,
    /// The heading as a slug.
    #[serde(skip)]
    pub slug: String,
    /// What is asked for.
    pub help: String,
    /// The front matter's keys that are asked for together with it.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Whose words stand here, if not the staff's.
    pub voice: Option<Voice>,
    /// Whom it is meant for, if not everybody.
    pub audience: Option<Audience>,
    /// Whether it names people outside the service, and how to reach them.
    #[serde(default)]
    pub contacts: bool,
    /// When the section is asked for; always, where this is absent.
    pub when: Option<Condition>,
    /// The items whose words stand in this section.
    pub items: Option<ItemsSpec>,
}

/// Items of the front matter whose words stand under headings of their own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemsSpec {
    /// The front matter key that lists them.
    pub key: String,
    /// What the first paragraph says; absent where an item has labels only.
    pub help: Option<String>,
    /// Whether each item needs a heading.
    #[serde(default)]
    pub headings: Headings,
    /// The item's key that names the item that its heading stands under.
    pub under: Option<String>,
    /// What may be said of an item that needs no heading, and when that is asked.
    pub note: Option<Note>,
    /// Its labelled paragraphs.
    pub labels: Vec<LabelSpec>,
    /// Items one heading level further down.
    pub items: Option<Box<ItemsSpec>>,
}

/// Whether each item needs a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Headings {
    /// Each item has a heading, with words below it.
    #[default]
    Required,
    /// An item may have a heading for notes about it.
    Optional,
}

/// Words about an item that may have a heading and needs none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The question, in a word or two.
    pub title: String,
    /// What is asked for.
    pub help: String,
    /// When it is asked.
    pub when: Condition,
    /// Whether it needs an answer.
    #[serde(default)]
    pub needed: bool,
}

/// A labelled paragraph.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelSpec {
    /// The label's words, without the colon.
    pub label: String,
    /// The label as a slug.
    #[serde(skip)]
    pub slug: String,
    /// What is asked for.
    pub help: String,
    /// Whose words stand here, if not the staff's.
    pub voice: Option<Voice>,
    /// Whom it is meant for, if not everybody.
    pub audience: Option<Audience>,
    /// When it is asked for; always, where this is absent.
    pub when: Option<Condition>,
}

/// Whose words a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The resident's own words.
    Resident,
}

/// Whom a part is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The staff: what they count and watch. The resident's copy leaves it out.
    Staff,
}

/// A condition on the front matter of the record or the item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The key that it looks at.
    pub key: String,
    /// The values that make it true; any value, where this is absent.
    #[serde(rename = "in")]
    pub values: Option<Vec<String>>,
    /// True when the key is absent.
    #[serde(default)]
    pub absent: bool,
    /// Values for which the part may be there, and need not.
    #[serde(default)]
    pub allowed: Vec<String>,
}

impl Condition {
    /// Whether `schema`, which is that of the record or the item, lets the part be asked for; none where that cannot be said,
    /// because the value is not one of the choices, is needed and absent, or leaves it open.
    pub fn asks(&self, values: &Value, schema: &Value) -> Option<bool> {
        let value = values.get(&self.key).filter(|value| !value.is_null());
        let choices = schema["properties"][&self.key].get("enum").and_then(Value::as_array);
        let needed = || schema["required"].as_array().is_some_and(|keys| keys.iter().any(|key| *key == self.key));
        let unsure = match value {
            None => needed(),
            Some(value) => {
                choices.is_some_and(|choices| !choices.contains(value))
                    || self.allowed.iter().any(|allowed| value.as_str() == Some(allowed))
            }
        };
        (!unsure).then(|| self.holds(values))
    }

    /// Whether it holds for a record's or an item's values. A key without a value counts as absent.
    pub fn holds(&self, values: &Value) -> bool {
        let value = values.get(&self.key).filter(|value| !value.is_null());
        match (&self.values, value) {
            (_, None) => self.absent,
            (_, Some(_)) if self.absent => false,
            (None, Some(_)) => true,
            (Some(values), Some(value)) => value.as_str().is_some_and(|value| values.iter().any(|v| v == value)),
        }
    }
}

/// The schema files, as they lie in the project, by the name before `.schema.json`.
pub const FILES: &[(&str, &str)] = &[
    ("common", include_str!("../../schema/common.schema.json")),
    ("settings", include_str!("../../schema/settings.schema.json")),
    ("referral", include_str!("../../schema/referral.schema.json")),
    ("assessment", include_str!("../../schema/assessment.schema.json")),
    ("support-plan", include_str!("../../schema/support-plan.schema.json")),
    ("safety-plan", include_str!("../../schema/safety-plan.schema.json")),
    ("weekly-review", include_str!("../../schema/weekly-review.schema.json")),
    ("formal-review", include_str!("../../schema/formal-review.schema.json")),
    ("incident", include_str!("../../schema/incident.schema.json")),
    ("team-reflection", include_str!("../../schema/team-reflection.schema.json")),
    ("plan-audit", include_str!("../../schema/plan-audit.schema.json")),
];

impl Schema {
    /// The schema of `kind`, read on first use.
    pub fn of(kind: Kind) -> &'static Schema {
        static SCHEMAS: [OnceLock<Schema>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
        SCHEMAS[kind as usize].get_or_init(|| Schema::load(kind.name()))
    }

    #[expect(clippy::expect_used, reason = "the schema files are part of the program, and a test loads each of them")]
    fn load(name: &str) -> Self {
        let mut json = filled_in(file(name));
        let mut body = match json.as_object_mut().and_then(|json| json.shift_remove("x-body")) {
            Some(body) => serde_json::from_value(body).expect("x-body has the shape of BodySpec"),
            None => BodySpec::default(),
        };
        body.sections.iter_mut().for_each(SectionSpec::name);
        Self { shape: Shape::of(&json), json, body, validator: OnceLock::new() }
    }

    /// What compares values with the schema, made on first use.
    #[expect(clippy::expect_used, reason = "the schema files are part of the program, and a test makes each validator")]
    fn validator(&self) -> &jsonschema::Validator {
        self.validator.get_or_init(|| {
            jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(true)
                .should_ignore_unknown_formats(false)
                .with_format(ID_FORMAT, is_id)
                .with_pattern_options(jsonschema::PatternOptions::regex())
                .offline()
                .build(&with_id_format(&self.json))
                .expect("the embedded schema is valid")
        })
    }

    /// Every way in which `value` does not fit the schema.
    pub fn errors<'v>(&'v self, value: &'v Value) -> impl Iterator<Item = jsonschema::ValidationError<'v>> {
        let validator = self.validator();
        // Most values fit, which is told sooner than what does not.
        let does_not_fit = !validator.is_valid(value);
        does_not_fit.then(|| validator.iter_errors(value)).into_iter().flatten()
    }

    /// The front matter's values, typed as the schema asks.
    pub fn type_values(&self, root: &Node) -> Value {
        self.shape.typed(root)
    }

    /// What the schema says about the value at `path`: keys, and `items` for any item of a list.
    pub fn at<'p>(&self, path: impl IntoIterator<Item = Step<'p>>) -> &Value {
        path.into_iter().fold(&self.json, |schema, step| match step {
            Step::Key(key) => child(schema, key),
            Step::Item(_) => schema.get("items").unwrap_or(&Value::Null),
        })
    }
}

impl SectionSpec {
    /// Fills in the slugs of its heading and labels.
    fn name(&mut self) {
        self.slug = slug(&self.heading);
        let mut items = self.items.as_mut();
        while let Some(list) = items {
            list.labels.iter_mut().for_each(|label| label.slug = slug(&label.label));
            items = list.items.as_deref_mut();
        }
    }
}

/// One step from a value to one inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'p> {
    /// To the value of a key.
    Key(&'p str),
    /// To an item of a list, counted from 0.
    Item(usize),
}

#[expect(clippy::expect_used, reason = "the schema files are part of the program, and a test loads each of them")]
fn file(name: &str) -> Value {
    let (_, text) = FILES.iter().find(|(known, _)| *known == name).expect("each kind has a schema file");
    serde_json::from_str(text).expect("the embedded schema is JSON")
}

/// A schema with each reference to the shared definitions replaced by what it refers to. What stands beside the reference
/// (a title, a description) goes before what the definition says.
fn filled_in(schema: Value) -> Value {
    static COMMON: LazyLock<Map<String, Value>> = LazyLock::new(|| match file("common")["$defs"].take() {
        Value::Object(definitions) => definitions,
        _ => Map::new(),
    });
    match schema {
        Value::Object(mut members) => {
            let reference = members.shift_remove("$ref");
            let definition = reference.as_ref().and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            let mut filled = match definition.and_then(|name| COMMON.get(name)) {
                Some(definition) => match filled_in(definition.clone()) {
                    Value::Object(definition) => definition,
                    _ => Map::new(),
                },
                None => Map::new(),
            };
            filled.extend(members.into_iter().map(|(key, value)| (key, filled_in(value))));
            // What a list refers to, each of its items does.
            if let (Some(target), Some(Value::Object(items))) =
                (filled.get("x-refers").cloned(), filled.get_mut("items"))
            {
                items.insert("x-refers".to_owned(), target);
            }
            Value::Object(filled)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(filled_in).collect()),
        other => other,
    }
}

/// The name under which a validator knows the pattern of ids.
pub const ID_FORMAT: &str = "supportplan-id";

/// The pattern of ids, as the schema has it.
static ID_PATTERN: LazyLock<String> =
    LazyLock::new(|| file("common")["$defs"]["id"]["pattern"].as_str().unwrap_or_default().to_owned());

/// A schema in which a format of the program's own stands for the pattern of ids. That names so many letters that to make it
/// ready takes longer than to check a record.
fn with_id_format(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| match key.as_str() {
                "pattern" if value.as_str() == Some(&ID_PATTERN) => ("format".to_owned(), ID_FORMAT.into()),
                _ => (key.clone(), with_id_format(value)),
            };
            Value::Object(members.iter().map(member).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(with_id_format).collect()),
        other => other.clone(),
    }
}

/// Whether `id` fits the pattern of ids.
fn is_id(id: &str) -> bool {
    #[expect(clippy::expect_used, reason = "the schema files are part of the program, and a test uses the pattern")]
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(&ID_PATTERN).expect("the pattern is well formed"));
    if id.is_ascii() {
        let word = |word: &str| !word.is_empty() && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        return id.split('-').all(word);
    }
    PATTERN.is_match(id)
}

/// What `schema` says about the value of `key`; null where it says nothing.
pub(crate) fn child<'s>(schema: &'s Value, key: &str) -> &'s Value {
    if let Some(child) = schema.get("properties").and_then(|properties| properties.get(key)) {
        return child;
    }
    if key.starts_with("x-") {
        return &Value::Null;
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    let by_pattern = patterns.and_then(|patterns| patterns.iter().find(|(pattern, _)| *pattern != "^x-"));
    by_pattern.map(|(_, schema)| schema).or_else(|| schema.get("additionalProperties")).unwrap_or(&Value::Null)
}

impl BodySpec {
    /// The section whose heading has this slug.
    pub fn section(&self, slug_of_heading: &str) -> Option<&SectionSpec> {
        self.sections.iter().find(|section| section.slug == slug_of_heading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_valid_and_documented() {
        for kind in Kind::ALL {
            let schema = Schema::of(*kind);
            assert_eq!(schema.json["x-place"]["path"].as_str(), Some(kind.pattern()), "{}", kind.name());
            documented(&schema.json, kind.name());
            if *kind != Kind::Settings {
                assert_eq!(schema.json["properties"]["kind"]["const"].as_str(), Some(kind.name()));
                assert!(!schema.body.sections.is_empty());
            }
        }
    }

    #[test]
    fn every_validator_can_be_made_and_knows_ids() {
        let ids = |kind: Kind| with_id_format(&Schema::of(kind).json).to_string().contains(ID_FORMAT);
        assert!(ids(Kind::SupportPlan) && ids(Kind::WeeklyReview) && !ids(Kind::Settings));
        for kind in Kind::ALL {
            assert!(Schema::of(*kind).errors(&Value::Null).count() > 0);
        }
        let pattern = Regex::new(&ID_PATTERN).expect("a pattern");
        for id in
            ["a", "a-1", "caf\u{e9}-b", "", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "\u{c9}a", "a\n", "\u{24d0}"]
        {
            assert_eq!(is_id(id), pattern.is_match(id), "{id:?}");
        }
    }

    fn documented(schema: &Value, path: &str) {
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}/{key}");
            assert!(
                inner["title"].is_string() && inner["description"].is_string(),
                "{path} lacks title or description"
            );
            documented(inner, &path);
            documented(&inner["items"], &path);
        }
    }

    #[test]
    fn scalars_are_what_the_schema_asks_for() {
        let text = "called: 07700\ncommissioned_hours: 6\nkey_worker: no\nx-own: {a: 1, b: true, c: 01}\n";
        let tree = super::super::yaml::read(text, crate::text::Span::new(0, text.len()));
        let value = Schema::of(Kind::SupportPlan).type_values(&tree.root);
        let expected = serde_json::json!({
            "called": "07700", "commissioned_hours": 6, "key_worker": "no", "x-own": {"a": 1, "b": true, "c": "01"}
        });
        assert_eq!(value, expected);
    }
}

//! How a record stands that decides what is due, as its front matter tells it.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::record::edit::{BODY_GUIDANCE, FRONT_GUIDANCE};
use crate::record::{self, Kind, Schema, model};
use crate::service::read_record;

/// How a record stands.
pub(super) enum State<T> {
    /// All is there that is asked for.
    Whole(T),
    /// Questions are still open; its values as far as they are there.
    Begun(Value),
    /// It cannot be read.
    Unclear,
}

/// The front matter of the record in `file`. Where hints of the program's stand in the record, somebody still writes in it.
pub(super) fn front<T: DeserializeOwned>(file: &Path, kind: Kind) -> State<T> {
    let Ok(bytes) = read_record(file) else { return State::Unclear };
    let has = |marks: &str| memchr::memmem::find(&bytes, marks.as_bytes()).is_some();
    let has_hints = has(FRONT_GUIDANCE) || has(BODY_GUIDANCE);
    let Some(values) = record::front_values(kind, bytes) else { return State::Unclear };
    if has_hints || is_open(&values, kind) {
        return State::Begun(values);
    }
    model::of_values(&values).map_or(State::Unclear, State::Whole)
}

/// Whether a value is still asked for.
fn is_open(values: &Value, kind: Kind) -> bool {
    let asked = Schema::of(kind).json["required"].as_array();
    let mut asked = asked.into_iter().flatten().filter_map(Value::as_str);
    has_null(values) || asked.any(|key| values.get(key).is_none())
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.iter().any(|(key, value)| !key.starts_with("x-") && has_null(value)),
        _ => false,
    }
}

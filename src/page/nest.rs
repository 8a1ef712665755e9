//! Pages as parts of other pages: under a heading of those, the headings in what people wrote go one level further down.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

use crate::template::Shown;

#[expect(clippy::expect_used, reason = "the pattern is written here")]
static HEADING: LazyLock<Regex> = LazyLock::new(|| Regex::new("(</?h)([2-5])\\b").expect("a pattern"));

/// What a template is handed of a part.
pub(super) fn nested(shown: Shown) -> Shown {
    below("", shown)
}

/// The same of data that shows no changes.
pub(super) fn nested_data(data: Value) -> Value {
    data_below("", data)
}

fn below(key: &str, shown: Shown) -> Shown {
    match shown {
        Shown::Plain(data) => Shown::Plain(data_below(key, data)),
        Shown::Html(html) => Shown::Html(html),
        Shown::List(list) => Shown::List(list.into_iter().map(|one| below(key, one)).collect()),
        Shown::Fields(fields) => {
            let field = |(key, value): (String, Shown)| {
                let value = below(&key, value);
                (key, value)
            };
            Shown::Fields(fields.into_iter().map(field).collect())
        }
    }
}

fn data_below(key: &str, data: Value) -> Value {
    match data {
        Value::String(html) if key == "html" => Value::String(lower(&html).into_owned()),
        Value::Array(list) => list.into_iter().map(|one| data_below(key, one)).collect(),
        Value::Object(mut fields) => {
            fields.iter_mut().for_each(|(key, value)| *value = data_below(key, value.take()));
            Value::Object(fields)
        }
        data => data,
    }
}

/// HTML that is safe as it is, in which every `<` of a text is escaped, so that what looks like a heading is one.
fn lower(html: &str) -> Cow<'_, str> {
    HEADING.replace_all(html, |found: &Captures<'_>| {
        let level = found[2].parse::<u8>().map_or(6, |level| level + 1);
        format!("{}{level}", &found[1])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn headings_that_people_wrote_go_one_level_down_and_nothing_else_changes() {
        let html = "<h2>A</h2>\n<p>&lt;h2&gt; h3 <hr></p><h6>B</h6><h5><del>C</del></h5>";
        let lower = "<h3>A</h3>\n<p>&lt;h2&gt; h3 <hr></p><h6>B</h6><h6><del>C</del></h6>";
        let part = json!({"name": "<h2>", "html": html, "labels": [{"html": html, "ask": null}]});
        let told = json!({"name": "<h2>", "html": lower, "labels": [{"html": lower, "ask": null}]});
        assert_eq!(nested_data(part.clone()), told);
        let shown = Shown::Fields(vec![
            ("plan".to_owned(), Shown::List(vec![Shown::Plain(part)])),
            ("html".to_owned(), Shown::Plain(html.into())),
            ("name".to_owned(), Shown::Html("<del>h2</del>".to_owned())),
        ]);
        let expected = Shown::Fields(vec![
            ("plan".to_owned(), Shown::List(vec![Shown::Plain(told)])),
            ("html".to_owned(), Shown::Plain(lower.into())),
            ("name".to_owned(), Shown::Html("<del>h2</del>".to_owned())),
        ]);
        assert_eq!(format!("{:?}", nested(shown)), format!("{expected:?}"));
    }
}

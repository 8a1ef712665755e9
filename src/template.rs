//! Templates: the texts that pages and new records are made from, and the only user of the library that fills them in.
//! A template is handed all that it shows; it reaches no file and no environment.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow, bail};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};

use crate::record::edit::yaml_text;
use crate::text::is_obeyed;

/// The templates as they lie in the project, by name. A service replaces any of them by one of the same name.
pub const FILES: &[(&str, &str)] = &[
    ("page/base.html", include_str!("../templates/page/base.html")),
    ("page/style.css", include_str!("../templates/page/style.css")),
    ("page/parts.html", include_str!("../templates/page/parts.html")),
    ("page/support-plan.html", include_str!("../templates/page/support-plan.html")),
    ("page/safety-plan.html", include_str!("../templates/page/safety-plan.html")),
    ("page/weekly-review.html", include_str!("../templates/page/weekly-review.html")),
    ("page/formal-review.html", include_str!("../templates/page/formal-review.html")),
    ("page/record.html", include_str!("../templates/page/record.html")),
    ("page/index.html", include_str!("../templates/page/index.html")),
    ("scaffold/formal-review.md", include_str!("../templates/scaffold/formal-review.md")),
    ("scaffold/formal-review-discussed.md", include_str!("../templates/scaffold/formal-review-discussed.md")),
    ("scaffold/formal-review-closed.md", include_str!("../templates/scaffold/formal-review-closed.md")),
    ("scaffold/referral.md", include_str!("../templates/scaffold/referral.md")),
    ("scaffold/assessment.md", include_str!("../templates/scaffold/assessment.md")),
    ("scaffold/support-plan.md", include_str!("../templates/scaffold/support-plan.md")),
    ("scaffold/safety-plan.md", include_str!("../templates/scaffold/safety-plan.md")),
    ("scaffold/weekly-review.md", include_str!("../templates/scaffold/weekly-review.md")),
    ("scaffold/item-strength.md", include_str!("../templates/scaffold/item-strength.md")),
    ("scaffold/item-outcome.md", include_str!("../templates/scaffold/item-outcome.md")),
    ("scaffold/item-action.md", include_str!("../templates/scaffold/item-action.md")),
    ("scaffold/item-risk.md", include_str!("../templates/scaffold/item-risk.md")),
    ("scaffold/moved-on.md", include_str!("../templates/scaffold/moved-on.md")),
];

/// Where a service keeps its own versions of templates.
const OWN_FOLDER: &str = ".supportplan/templates";

/// Templates that are ready to be filled in.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    own: BTreeSet<String>,
}

impl Templates {
    /// The project's templates, with those of a service in the place of the ones that they are named after.
    ///
    /// # Errors
    /// An own template has a name that no template has, or it is no template.
    pub fn new(own: Vec<(String, String)>) -> Result<Self> {
        if let Some((stranger, _)) = own.iter().find(|(name, _)| !FILES.iter().any(|(known, _)| known == name)) {
            let known: Vec<_> = FILES.iter().map(|(known, _)| *known).collect();
            bail!(
                "there is no template named {stranger}, so {OWN_FOLDER}/{stranger} is never used. Templates are: {}",
                known.join(", ")
            );
        }
        let mut tera = Tera::new();
        tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
        tera.register_filter("yaml", |text: &str, _: Kwargs, _: &State| yaml_text(text));
        tera.register_filter("css", |text: &str, _: Kwargs, _: &State| css_text(text));
        let names = own.iter().map(|(name, _)| name.clone()).collect();
        let replaced = |name: &str| own.iter().rev().find(|(own, _)| own == name).map(|(_, text)| text.as_str());
        let all = FILES.iter().map(|(name, text)| (*name, replaced(name).unwrap_or(text)));
        let added = tera.add_raw_templates(all);
        let templates = Self { tera, own: names };
        added.map_err(|error| templates.explained("", &error))?;
        Ok(templates)
    }

    /// The template `name`, filled in with the fields of `view`. In a template whose name ends in `.html`, what is filled in is
    /// escaped.
    ///
    /// # Errors
    /// There is no such template, or it asks for something that `view` does not have.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String> {
        let context = Context::from_serialize(view).map_err(|error| self.explained(name, &error))?;
        self.tera.render(name, &context).map_err(|error| self.explained(name, &error))
    }

    /// What is wrong with which line of which template, without the words of the record that was being shown.
    fn explained(&self, name: &str, error: &tera::Error) -> anyhow::Error {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let file = report.filename();
                let message = lower_first(report.message().trim_end_matches('.'));
                anyhow!("{}, line {}: {message}{}", file, report.span().start_line, self.whose(file))
            }
            // A fault that shows when templates are joined comes with its place in the message.
            other if name.is_empty() => anyhow!("the templates do not fit together. {other}"),
            other => anyhow!("{name}: {other}{}", self.whose(name)),
        }
    }

    /// A word on where the file lies, where it is not one of the project's.
    fn whose(&self, name: &str) -> String {
        if self.own.contains(name) {
            format!(". This template is the service's own, {OWN_FOLDER}/{name}")
        } else {
            String::new()
        }
    }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `text` as it is written in HTML, within an element or a quoted attribute. A character that nobody sees, or that turns the
/// order of the others round, is shown as a mark.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if is_obeyed(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// What of `text` can stand in a quoted text of a style sheet, where nothing is escaped.
fn css_text(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::store;
    use serde_json::json;
    use std::path::Path;

    fn with_own(name: &str, text: &str) -> Result<Templates> {
        Templates::new(vec![(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn every_file_is_a_template() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = BTreeSet::new();
        // What goes to a forge as it is fills nothing in.
        let folders =
            store::list(&root).expect("the folder of templates").into_iter().filter(|folder| folder.name != "ci");
        for folder in folders {
            for file in store::list(&root.join(&folder.name)).expect("a folder of templates") {
                found.insert(format!("{}/{}", folder.name, file.name));
            }
        }
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
        Templates::new(Vec::new()).expect("the project's templates fit together");
    }

    #[test]
    fn a_strange_name_is_told_the_known_ones() {
        let error = with_own("page/plan.html", "").expect_err("no such template").to_string();
        assert!(error.contains("page/plan.html") && error.contains("page/support-plan.html"), "{error}");
    }

    #[test]
    fn faults_are_named_by_template_line_and_variable() {
        let view = json!({"page": {"title": "T"}});
        let broken = with_own("page/record.html", "<p>\n{{ page.titel }}").expect("it can be read");
        let error = broken.render("page/record.html", &view).expect_err("there is no titel").to_string();
        assert!(error.starts_with("page/record.html, line 2: field `titel` is not defined"), "{error}");
        assert!(error.contains(".supportplan/templates/page/record.html"), "{error}");
        let error = with_own("page/record.html", "a\nb {% if %}").expect_err("no template").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let error = with_own("page/record.html", "{{ page | shout }}").expect_err("no such filter").to_string();
        assert!(error.contains("page/record.html") && error.contains("shout"), "{error}");
    }

    #[test]
    fn html_is_escaped_and_filters_are_there() {
        let text = "{{ a }} {{ b | yaml }} <style>{{ a | css }}</style>";
        let templates = with_own("page/record.html", text).expect("a template");
        let html =
            templates.render("page/record.html", &json!({"a": "<'\"&\u{202e}</style>", "b": "no"})).expect("rendered");
        assert_eq!(html, "&lt;&#39;&quot;&amp;\u{fffd}&lt;/style&gt; &quot;no&quot; <style>style</style>");
    }
}

//! What is wrong with a template: which, on which line, and what, told from what the library says.

use tera::ErrorKind;

use super::{OWN_FOLDER, Templates, source};

/// What is wrong with a template, without the words of the record that was being shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The template's name.
    pub name: String,
    /// The line of the template.
    pub line: usize,
    /// What is wrong there, without a full stop.
    pub message: String,
    /// Whether it is the service's own.
    pub is_own: bool,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, line, message, is_own } = self;
        write!(f, "{name}, line {line}: {message}")?;
        // A word on where the file lies, where it is not one of the project's.
        if *is_own { write!(f, ". This template is the service's own, {OWN_FOLDER}/{name}") } else { Ok(()) }
    }
}

impl std::error::Error for Fault {}

impl Templates {
    /// What is wrong with which line of which template.
    pub(super) fn explained(&self, name: &str, error: &tera::Error) -> Fault {
        let fault = self.placed(name, error);
        // Of a component that holds itself the library says no place.
        let own = self.own.get(&fault.name).filter(|_| fault.message.contains("recursion depth for components"));
        match own.and_then(|text| text.lines().position(|line| line.contains("{%") && line.contains("component "))) {
            Some(at) => self.fault(&fault.name, at + 1, "a component that holds itself has no end".to_owned()),
            None => fault,
        }
    }

    fn placed(&self, name: &str, error: &tera::Error) -> Fault {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let message = lower_first(report.message().trim_end_matches('.'));
                let message = match self.own.get(report.filename()) {
                    Some(text) if matches!(error.kind(), ErrorKind::RenderingError(_)) => without_words(&message, text),
                    _ => message,
                };
                let own = self
                    .own
                    .get(report.filename())
                    .filter(|_| message.contains("end of input") || message.contains("unknown tag"));
                match own.and_then(|text| source::unclosed(text)) {
                    Some((line, word)) => {
                        let message =
                            format!("`{{% {word} %}}` is opened here and never closed by `{{% end{word} %}}`");
                        self.fault(report.filename(), line, message)
                    }
                    None => self.fault(report.filename(), report.span().start_line, message),
                }
            }
            // A fault that shows when templates are joined comes with its place in the message.
            other => {
                let text = other.to_string();
                let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
                let place = text.split_once("--> ").and_then(|(_, place)| place.split_whitespace().next());
                let mut place = place.unwrap_or_default().splitn(3, ':');
                let named = self.own.iter().find(|(own, _)| message.contains(own.as_str()));
                if let (None, Some((own, text))) = (place.clone().next().filter(|file| !file.is_empty()), named) {
                    let extends = text.lines().position(|line| line.contains("extends"));
                    let line = extends.map_or(1, |at| at + 1);
                    return self.fault(own, line, lower_first(message.trim_end_matches('.')));
                }
                let file = place.next().filter(|file| !file.is_empty()).unwrap_or(name);
                let line = place.next().and_then(|line| line.parse().ok()).unwrap_or(1);
                self.fault(file, line, lower_first(message.trim_end_matches('.')))
            }
        }
    }

    pub(super) fn fault(&self, name: &str, line: usize, message: String) -> Fault {
        Fault { name: name.to_owned(), line, message, is_own: self.own.contains_key(name) }
    }
}

/// The message without words of the record: what it quotes stands in the template's `text`, or is the name of a type.
fn without_words(message: &str, text: &str) -> String {
    let message = message.split_once("does not have a key ").map_or(message.to_owned(), |(before, rest)| {
        let (key, after) = rest.split_once(" and no default").unwrap_or((rest, ""));
        let after = if after.is_empty() { "" } else { " and no default values were defined" };
        format!("{before}does not have a key `{key}`{after}")
    });
    let is_type = |part: &str| TYPES.contains(&part);
    match message.split('`').collect::<Vec<_>>().as_slice() {
        [_] => message,
        [_, one, _] if is_type(one) || text.contains(one) => message,
        [_, one, _, other, _] if is_type(one) && is_type(other) => message,
        // Where a quoted text has quotes in it nobody can tell where it ends.
        [before, .., after] => format!("{before}`…`{after}"),
        [] => String::new(),
    }
}

/// What the library calls the types of values.
const TYPES: [&str; 14] = [
    "undefined",
    "none",
    "bool",
    "u64",
    "i64",
    "u128",
    "i128",
    "f64",
    "&str",
    "string",
    "str",
    "array",
    "bytes",
    "map/struct",
];

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_own;
    use serde_json::json;

    #[test]
    fn faults_are_named_by_template_line_and_variable() {
        let view = json!({"page": {"title": "T"}});
        let broken = with_own("page/record.html", "<p>\n{{ page.titel }}").expect("it can be read");
        let error = broken.render("page/record.html", &view).expect_err("there is no titel").to_string();
        assert!(error.starts_with("page/record.html, line 2: field `titel` is not defined"), "{error}");
        assert!(error.contains(".supportplan/templates/page/record.html"), "{error}");
        let error =
            with_own("page/record.html", "a\n{% if page %}\nb\n{% for c in d %}x{% endfor %}").expect_err("not closed");
        let expected = "page/record.html, line 2: `{% if %}` is opened here and never closed by `{% endif %}`";
        assert!(error.to_string().starts_with(expected), "{error}");
        let in_a_block = "{% block main %}\n\n{% if page %}\nb\n{% endblock %}";
        let error = with_own("page/record.html", in_a_block).expect_err("not closed").to_string();
        assert!(error.starts_with("page/record.html, line 3: `{% if %}` is opened here and never closed"), "{error}");
        let error =
            with_own("page/record.html", "\n{% extends \"page/record.html\" %}").expect_err("itself").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let me = "a\n{% component me() %}{{<me/>}}{% endcomponent %}\n{{<me/>}}";
        let error = with_own("page/record.html", me).expect("a template").render("page/record.html", &view);
        let error = error.expect_err("no end").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let error = with_own("page/record.html", "a\nb {% if %}").expect_err("no template").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let error = with_own("page/record.html", "{{ page | shout }}").expect_err("no such filter").to_string();
        assert!(error.contains("page/record.html") && error.contains("shout"), "{error}");
        let error = with_own("page/record.html", "a\n{{ page.htm | safe }}")
            .expect("a template")
            .render("page/record.html", &view);
        let error = error.expect_err("nothing is there").to_string();
        assert!(error.starts_with("page/record.html, line 2: what is to be shown by `safe` is not defined"), "{error}");
    }

    #[test]
    fn a_fault_says_nothing_of_what_a_record_says() {
        let view = json!({"page": {"called": "Qwertz", "odd": "a`Qwertz`"}});
        for text in [
            "{{ page.called | int }}",
            "{{ page.odd | int }}",
            "{{ page.odd | float }}",
            "{{ page | get(key=page.called) }}",
            "{{ page | get(key=page.odd) }}",
            "{{ throw(message=page.called) }}",
        ] {
            let error = with_own("page/record.html", text).expect("a template").render("page/record.html", &view);
            let error = error.expect_err("a fault").to_string();
            assert!(error.starts_with("page/record.html, line 1: ") && !error.contains("Qwertz"), "{error}");
        }
        let error =
            with_own("page/record.html", "{{ page | int }}").expect("a template").render("page/record.html", &view);
        let error = error.expect_err("a fault").to_string();
        assert!(error.contains("map"), "{error}");
    }
}

//! What is wrong with a template: which, on which line, and what, told from what the library says.

use std::ops::Range;

use tera::{ErrorKind, ReportError};

use super::{OWN_FOLDER, Templates, original, source};

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
            ErrorKind::SyntaxError(report) => self.of_reading(report),
            ErrorKind::RenderingError(report) => self.of_filling_in(report, &error.to_string()),
            other => self.of_joining(name, &other.to_string()),
        }
    }

    /// A fault that shows when a template is read.
    fn of_reading(&self, report: &ReportError) -> Fault {
        let message = plain(report.message());
        let own = self.own.get(report.filename());
        let own = own.filter(|_| message.contains("end of input") || message.contains("unknown tag"));
        match own.and_then(|text| source::unclosed(text)) {
            Some((line, word)) => {
                let message = format!("`{{% {word} %}}` is opened here and never closed by `{{% end{word} %}}`");
                self.fault(report.filename(), line, message)
            }
            None => self.fault(report.filename(), report.span().start_line, message),
        }
    }

    /// A fault that shows when a template is filled in, of which the library's own words are `told`: in one of the service's, or in a part of the
    /// program's that one of these calls.
    fn of_filling_in(&self, report: &ReportError, told: &str) -> Fault {
        let (name, line) = (report.filename(), report.span().start_line);
        let known = original(name).unwrap_or_default();
        let own = self.own.get(name).and_then(|text| source::bounded(text, false).ok());
        let message = without_words(&plain(report.message()), own.as_deref().unwrap_or(known));
        let Some(own) = own else {
            return match self.caller(told) {
                Some((caller, at)) => {
                    let message = format!("what is called here ends in line {line} of {name}: {message}");
                    self.fault(caller, at, message)
                }
                None => self.fault(name, line, message),
            };
        };
        let place = report.span().range.clone();
        let is_named = own.get(place.clone()).is_none_or(|named| message.contains(&format!("`{named}`")));
        match expression(&own, place) {
            Some(expression) if !is_named => self.fault(name, line, format!("{message}, in `{expression}`")),
            _ => self.fault(name, line, message),
        }
    }

    /// The service's own template that called the part in which something is wrong, and the line in which it did.
    fn caller(&self, told: &str) -> Option<(&str, usize)> {
        let mut places = told.lines().filter_map(|line| line.strip_prefix("note: called from "));
        let place = |place: &str| {
            let mut place = place.split(':');
            let (own, _) = self.own.get_key_value(place.next()?)?;
            Some((own.as_str(), place.next()?.parse().ok()?))
        };
        places.find_map(place)
    }

    /// A fault that shows when templates are joined. It comes with its place in the message.
    fn of_joining(&self, name: &str, told: &str) -> Fault {
        let message = told.lines().next().unwrap_or_default().trim_start_matches("error: ");
        let place = told.split_once("--> ").and_then(|(_, place)| place.split_whitespace().next());
        let mut place = place.unwrap_or_default().splitn(3, ':');
        let named = self.own.iter().find(|(own, _)| message.contains(own.as_str()));
        if let (None, Some((own, text))) = (place.clone().next().filter(|file| !file.is_empty()), named) {
            let extends = text.lines().position(|line| line.contains("extends"));
            return self.fault(own, extends.map_or(1, |at| at + 1), plain(message));
        }
        let file = place.next().filter(|file| !file.is_empty()).unwrap_or(name);
        let line = place.next().and_then(|line| line.parse().ok()).unwrap_or(1);
        self.fault(file, line, plain(message))
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
    // These name operators, types and arguments alone.
    if message.starts_with("`+` requires") || message.starts_with("argument `") {
        return message;
    }
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

/// A message of the library's as it is told here.
fn plain(message: &str) -> String {
    let mut chars = message.trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// What stands in the template at `place`, where something is wrong: the variable with all its fields or, behind a filter, what is handed to that.
fn expression(text: &str, place: Range<usize>) -> Option<&str> {
    let (before, from) = (text.get(..place.start)?, text.get(place.start..)?);
    let begin = match before.rfind("{{").max(before.rfind("{%")) {
        Some(tag) if before.trim_end().ends_with('|') => tag + 2,
        _ => place.start,
    };
    let fields = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'));
    let end = place.end.max(place.start + from.find(fields).unwrap_or(from.len()));
    let rest = text.get(end..)?;
    let end = end + rest.find(fields).unwrap_or(rest.len());
    let is_open = |shown: &str| shown.matches('[').count() > shown.matches(']').count();
    let end =
        if is_open(text.get(begin..end)?) { end + text.get(end..)?.find(']').map_or(0, |at| at + 1) } else { end };
    let shown = text.get(begin..end)?.trim_start_matches('-').lines().next()?.trim();
    // What the program puts in is none of the template's.
    Some(shown).filter(|shown| !shown.is_empty() && !shown.contains(source::STEP) && !shown.contains(source::FITS))
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
        assert!(error.starts_with("page/record.html, line 2: what is handed to the filter is not defined"), "{error}");
    }

    #[test]
    fn what_is_not_there_is_named_wherever_it_is_asked_for() {
        let view = json!({"page": {"title": "T", "list": [1, 2]}});
        let told = [
            ("{% for one in page.nix %}{% endfor %}", "iteration not possible on type `undefined`, in `page.nix`"),
            (
                "{{ page.nix | label }}",
                "invalid type for the value, expected `&str` but got `undefined`, in `page.nix`",
            ),
            ("{{ page.nix | safe }}", "what is handed to the filter is not defined, in `page.nix | safe`"),
            (
                "{{ page.nix + 1 }}",
                "`+` requires both operands to be numbers, found `undefined` and `i64`, in `page.nix + 1`",
            ),
            ("{% if page.nix > 3 %}{% endif %}", "cannot compare `undefined` with `i64`, in `page.nix > 3`"),
            ("{% if nix.deep %}{% endif %}", "variable `nix` is not defined. Available variables: page"),
            ("{{ page.list[7] }}", "tried to render a variable that is undefined, in `page.list[7]`"),
            ("{% set nix = page.nix %}{{ nix }}", "variable `nix` exists but its value is undefined"),
            ("{{<stamp />}}", "argument `page` missing, in `<stamp />`"),
            (
                "{{<stamp page={page.nix} />}}",
                "what is called here ends in line 5 of page/parts.html: variable `page` exists but its value is undefined",
            ),
        ];
        for (text, told) in told {
            let text = format!("a\n{text}\nb");
            let error = with_own("page/record.html", &text).expect("a template").render("page/record.html", &view);
            let error = error.expect_err("nothing is there");
            assert_eq!((error.line, error.message.as_str(), error.is_own), (2, told, true), "{text}");
        }
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

//! JUnit XML, which shows findings as tests that failed: a suite for each file, a case for each finding.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Found;
use crate::finding::Severity;

type Xml = Writer<Vec<u8>>;

pub(super) fn text(found: &[Found], show_text: bool, failing: Severity) -> anyhow::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (tests, failures) = counts(found, failing);
    let all = xml.create_element("testsuites").with_attribute(("name", "supportplan"));
    let all = all.with_attributes([("tests", tests.as_str()), ("failures", failures.as_str())]);
    all.write_inner_content(|xml| {
        if found.is_empty() {
            nothing_found(xml)?;
        }
        found.chunk_by(|a, b| a.path == b.path).try_for_each(|file| suite(xml, file, show_text, failing))
    })?;
    Ok(String::from_utf8(xml.into_inner())? + "\n")
}

/// How many cases there are, and how many of them fail. Where nothing was found, one case says so.
fn counts(found: &[Found], failing: Severity) -> (String, String) {
    let failures = found.iter().filter(|found| found.severity >= failing).count();
    (found.len().max(1).to_string(), failures.to_string())
}

fn nothing_found(xml: &mut Xml) -> io::Result<()> {
    let suite = xml.create_element("testsuite").with_attribute(("name", "supportplan"));
    let suite = suite.with_attributes([("tests", "1"), ("failures", "0")]);
    let case = |xml: &mut Xml| {
        let case = xml.create_element("testcase").with_attribute(("name", "nothing found"));
        case.with_attribute(("classname", "supportplan")).write_empty().map(drop)
    };
    suite.write_inner_content(case).map(drop)
}

fn suite(xml: &mut Xml, file: &[Found], show_text: bool, failing: Severity) -> io::Result<()> {
    let Some(first) = file.first() else { return Ok(()) };
    let (name, (tests, failures)) = (allowed(&first.shown_path()), counts(file, failing));
    let suite = xml.create_element("testsuite").with_attribute(("name", name.as_str()));
    let suite = suite.with_attributes([("tests", tests.as_str()), ("failures", failures.as_str())]);
    suite
        .write_inner_content(|xml| file.iter().try_for_each(|found| case(xml, found, &name, show_text, failing)))
        .map(drop)
}

fn case(xml: &mut Xml, found: &Found, path: &str, show_text: bool, failing: Severity) -> io::Result<()> {
    let (number, level) = (found.code.number(), found.severity.word());
    let place = format!("{}:{}", found.start.line, found.start.column);
    let message = allowed(&found.said(show_text));
    let further: String = found.further.iter().map(|further| format!("\n({})", allowed(&further.told()))).collect();
    let told = format!("{path}:{place}: {level} {number}: {message}\nWhat to do: {}{further}", allowed(&found.help));
    let case = xml.create_element("testcase").with_attribute(("name", format!("{number} {place}").as_str()));
    let case =
        case.with_attributes([("classname", path), ("file", path), ("line", found.start.line.to_string().as_str())]);
    let inside = |xml: &mut Xml| {
        let element = if found.severity >= failing {
            xml.create_element("failure").with_attributes([("type", level), ("message", message.as_str())])
        } else {
            xml.create_element("system-out")
        };
        element.write_text_content(BytesText::new(&told)).map(drop)
    };
    case.write_inner_content(inside).map(drop)
}

/// The text without the characters that XML 1.0 has no way of writing.
fn allowed(text: &str) -> String {
    let written = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(written).collect()
}

#[cfg(test)]
mod tests {
    use quick_xml::{Reader, XmlVersion};

    use super::super::samples;
    use super::*;

    /// The names of all elements, and the values of all attributes, as a reader takes them.
    fn read(xml: &str) -> (Vec<String>, Vec<String>) {
        let (mut names, mut values) = (Vec::new(), Vec::new());
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Eof => return (names, values),
                Event::Start(element) | Event::Empty(element) => {
                    names.push(element.name().as_ref().to_owned());
                    for attribute in element.attributes() {
                        let value = attribute
                            .expect("an attribute")
                            .normalized_value(XmlVersion::Explicit1_0)
                            .expect("a value");
                        values.push(value.into_owned());
                    }
                }
                Event::Text(_) | Event::GeneralRef(_) | Event::End(_) | Event::Decl(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn errors_fail_and_warnings_are_told() {
        let found = samples::report().found;
        let xml = text(&found, false, Severity::Error).expect("written");
        assert!(xml.contains("<testsuites name=\"supportplan\" tests=\"3\" failures=\"2\">"), "{xml}");
        assert!(xml.contains("<testcase name=\"F031 2:1\" classname=\"residents/R-0142/plan.md\""), "{xml}");
        assert!(xml.contains("<failure type=\"error\" message=\"this key is not known\">"), "{xml}");
        let count = |name: &str, xml: &str| read(xml).0.iter().filter(|element| *element == name).count();
        assert_eq!((count("testsuite", &xml), count("failure", &xml), count("system-out", &xml)), (3, 2, 1));
        let strict = text(&found, false, Severity::Warning).expect("written");
        assert_eq!((count("failure", &strict), count("system-out", &strict)), (3, 0));
        let none = text(&[], false, Severity::Error).expect("written");
        assert_eq!((count("testcase", &none), count("failure", &none)), (1, 0));
    }

    #[test]
    fn nothing_in_a_path_or_a_message_is_an_element() {
        let xml = text(&samples::report().found, true, Severity::Error).expect("written");
        let (names, values) = read(&xml);
        assert!(names.iter().all(|name| !matches!(name.as_str(), "b" | "x")), "{names:?}");
        assert!(values.iter().any(|value| value.contains("]]>\"'<b>&,")), "{values:?}");
        assert!(!xml.contains("]]>") && !xml.contains('\u{ffff}') && !xml.contains('\u{1b}'), "{xml}");
    }
}

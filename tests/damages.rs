//! Every damage in `tests/check/damages.yaml` is found at its place, and nothing else is.

use std::path::Path;

use serde::Deserialize;
use supportplan::check::{self, Surroundings};
use supportplan::record::{self, Place};
use supportplan::service::{Service, store};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    #[serde(default)]
    damages: Vec<Damage>,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
    #[serde(default)]
    crlf: bool,
    expect: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Damage {
    find: Option<String>,
    cut_from: Option<String>,
    with: Option<String>,
}

impl Case {
    fn applied_to(&self, text: String) -> Vec<u8> {
        if let Some(bytes) = &self.bytes {
            return bytes.clone();
        }
        let mut text = self.text.clone().unwrap_or(text);
        for damage in &self.damages {
            let with = damage.with.as_deref();
            if let Some(find) = &damage.find {
                assert_eq!(text.matches(find.as_str()).count(), 1, "{}: {find:?} stands there just once", self.name);
                text = text.replace(find.as_str(), with.unwrap_or(""));
            }
            if let Some(from) = &damage.cut_from {
                let at = text.find(from.as_str()).unwrap_or_else(|| panic!("{}: {from:?} stands there", self.name));
                text.truncate(at);
                text.push_str(with.unwrap_or(from));
            }
        }
        if self.crlf { text.replace('\n', "\r\n").into_bytes() } else { text.into_bytes() }
    }
}

/// What is found in R-0142's folder once the damage is done: code, place and the text there.
fn found(case: &Case, service: &Service) -> Vec<String> {
    let damaged = format!("residents/R-0142/{}", case.file);
    let group = service.group_of("R-0142").expect("the resident's folder");
    assert!(group.files.contains(&damaged), "{}: there is no {damaged}", case.name);
    let readings = group.files.iter().map(|path| {
        let text = store::read_text(&service.full(path)).expect("a record");
        let bytes = if *path == damaged { case.applied_to(text) } else { text.into_bytes() };
        (path.clone(), record::read(path, Place::of(path).expect("a place"), bytes, &service.context.wording))
    });
    let mut lines = Vec::new();
    for checkup in check::together(readings.collect(), &service.context, &Surroundings::default()) {
        let elsewhere = if checkup.path == damaged { String::new() } else { format!("{} ", checkup.path) };
        for (finding, at, _) in checkup.positions() {
            assert!(!finding.help.is_empty() && !finding.message.is_empty());
            let there: String = finding.span.of(&checkup.text).lines().next().unwrap_or("").chars().take(40).collect();
            lines.push(
                format!("{elsewhere}{} {}:{} {there}", finding.code.number(), at.line, at.column).trim_end().to_owned(),
            );
        }
    }
    lines
}

#[test]
fn every_damage_is_found_at_its_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let service =
        Service::at(&root.join("examples/service"), chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
            .expect("the example's settings are valid");
    let cases = store::read_text(&root.join("tests/check/damages.yaml")).expect("the cases");
    let cases: Vec<Case> = serde_yaml::from_str(&cases).expect("the cases can be read");
    let mut wrong = Vec::new();
    for case in &cases {
        let found = found(case, &service);
        if found != case.expect {
            wrong.push(format!("{}:\n  expected {:#?}\n  found {found:#?}", case.name, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 24);
}

//! SARIF 2.1.0, the form in which code scanning takes findings. Only what is needed of it, and only the rules that fired.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::fingerprint::fingerprints;
use super::{Found, as_json};
use crate::finding::{Code, Severity};
use crate::text::Position;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What is written by its number in a path, so that nothing in it is read as a part of an address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Result>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: &'static str,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

pub(super) fn text(found: &[Found], show_text: bool) -> anyhow::Result<String> {
    let codes: BTreeSet<Code> = found.iter().map(|found| found.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let prints = fingerprints(found);
    let results = found.iter().zip(prints).map(|(found, print)| result(found, print, &codes, show_text)).collect();
    let rules = codes.iter().map(|code| rule(*code)).collect();
    let driver = Driver { name: "supportplan", version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    as_json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule(code: Code) -> Rule {
    Rule {
        id: code.number(),
        name: code.name(),
        short_description: Message { text: code.meaning().to_owned() },
        default_configuration: Configuration { level: level(code.severity()) },
    }
}

fn result(found: &Found, print: String, codes: &[Code], show_text: bool) -> Result {
    let artifact = || Artifact { uri: utf8_percent_encode(&found.path, ENCODED).to_string() };
    let location = |start: Position, end: Position, label: Option<&String>| Location {
        physical_location: Physical { artifact_location: artifact(), region: region(start, end) },
        message: label.map(|label| Message { text: label.clone() }),
    };
    let related = found.further.iter().map(|further| location(further.start, further.end, Some(&further.label)));
    let fix = found.fix.as_ref().and_then(|fix| {
        let replacement = |(start, end, text): &(Position, Position, String)| Replacement {
            deleted_region: region(*start, *end),
            inserted_content: Message { text: text.clone() },
        };
        let replacements = fix.edits(show_text)?.iter().map(replacement).collect();
        let change = ArtifactChange { artifact_location: artifact(), replacements };
        Some(Fix { description: Message { text: fix.label.clone() }, artifact_changes: [change] })
    });
    Result {
        rule_id: found.code.number(),
        rule_index: codes.partition_point(|code| *code < found.code),
        level: level(found.severity),
        message: Message { text: found.told(show_text) },
        locations: [location(found.start, found.end, None)],
        related_locations: related.collect(),
        fixes: fix.into_iter().collect(),
        partial_fingerprints: BTreeMap::from([("supportplan/v1", print)]),
    }
}

fn region(start: Position, end: Position) -> Region {
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples;
    use super::*;

    fn log(found: &[Found]) -> Value {
        serde_json::from_str(&text(found, false).expect("written")).expect("JSON")
    }

    #[test]
    fn it_has_the_members_that_the_standard_asks_for() {
        let log = log(&samples::report().found);
        assert_eq!((&log["version"], &log["runs"][0]["columnKind"]), (&json!("2.1.0"), &json!("unicodeCodePoints")));
        let driver = &log["runs"][0]["tool"]["driver"];
        assert_eq!(driver["name"], "supportplan");
        let rules: Vec<_> = driver["rules"].as_array().expect("a list").iter().map(|rule| &rule["id"]).collect();
        assert_eq!(rules, ["F012", "F031"], "only what fired");
        let results = log["runs"][0]["results"].as_array().expect("a list");
        for result in results {
            assert_eq!(&&result["ruleId"], &rules[result["ruleIndex"].as_u64().expect("a number") as usize]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
            assert!(result["message"]["text"].is_string());
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert!(
                ["startLine", "startColumn", "endLine", "endColumn"].iter().all(|key| region[key].as_u64() >= Some(1))
            );
        }
        let place = |at: usize, of: &str, line: usize, from: usize, to: usize| {
            let physical = &results[at][of][0]["physicalLocation"];
            let region = json!({"startLine": line, "startColumn": from, "endLine": line, "endColumn": to});
            assert_eq!(physical["artifactLocation"]["uri"], "residents/R-0142/plan.md");
            assert_eq!(physical["region"], region);
        };
        place(1, "locations", 2, 1, 7);
        place(1, "relatedLocations", 3, 1, 2);
    }

    #[test]
    fn nothing_found_is_a_run_without_results() {
        let log = log(&[]);
        assert_eq!((&log["runs"][0]["results"], &log["runs"][0]["tool"]["driver"]["rules"]), (&json!([]), &json!([])));
    }

    #[test]
    fn a_path_stays_one_relative_path() {
        let log = log(&samples::report().found);
        let uri = &log["runs"][0]["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let uri = uri.as_str().expect("text");
        assert!(uri.starts_with("residents/R-0158/a%0A%3A%3Aset-output%20name%3Dx%3A%3Ay%250A"), "{uri}");
        assert!(uri.ends_with("%5D%5D%3E%22%27%3Cb%3E%26%2C%1B%5B2J%C2%9B%E2%80%AE%EF%BF%BF%C3%A9.md"), "{uri}");
    }
}

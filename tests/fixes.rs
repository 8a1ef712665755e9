//! `check --fix`: what it writes, what it leaves, and what it says.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use place::{PLAN, Place};
use serde_json::Value;

const REVIEW: &str = "residents/R-0142/weekly/2026-W46.md";

/// The example with faults of many kinds that mend themselves, and the records as they are to become.
fn damaged() -> (Place, Vec<(&'static str, String)>) {
    let place = Place::demo();
    let right = [PLAN, REVIEW].map(|path| (path, place.read(path))).to_vec();
    for (find, with) in [
        ("key_worker: priya-n", "key_wroker: priya-n"),
        ("moved_in: 2026-07-13", "moved_in: 13/07/2026"),
        ("## What we agreed about support", "## What we agred about support"),
        ("### Burns\n\n", ""),
    ] {
        place.edit(PLAN, find, with);
    }
    place.edit(PLAN, "resident: R-0142", "resident: r-0142");
    place.edit(PLAN, "## Strengths", "## Streng\u{1b}ths");
    place.edit(REVIEW, "safety_plan: working", "safety_plan: Wroking");
    place.edit(REVIEW, "help: prompts", "help: promts");
    place.edit(REVIEW, "- id: quiet-shop", "- id: Quiet-shop");
    (place, right)
}

#[test]
fn all_that_leaves_no_doubt_is_mended_and_nothing_else_is_touched() {
    let (place, right) = damaged();
    let (status, said) = place.plan(&["check", "--fix"]);
    assert_eq!(status, Some(0), "{said}");
    for (path, text) in right {
        assert_eq!(place.read(path), text, "{path}");
    }
    assert!(said.contains("Mended 9 findings in 2 files\n72 records read: nothing found"), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "");
    let (status, said) = place.plan(&["check", "--fix"]);
    assert!(status == Some(0) && said.starts_with("Nothing mends itself\n"), "{said}");
}

#[test]
fn what_it_would_change_is_shown_and_not_changed() {
    let (place, _) = damaged();
    let before = place.git(&["diff"]);
    let output = place.run(&place.root(), &["check", "--fix", "--diff", "142"]);
    assert_eq!(output.status.code(), Some(1));
    let diff = String::from_utf8(output.stdout).expect("text");
    assert!(diff.starts_with(&format!("--- a/{PLAN}\n+++ b/{PLAN}\n@@ ")), "{diff}");
    assert!(
        diff.contains("\n-key_wroker: priya-n\n+moved_in: 2026-07-13\n+key_worker: priya-n\n")
            && !diff.contains('\u{1b}'),
        "{diff}"
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("To be mended: 9 findings in 2 files"));
    assert_eq!(place.git(&["diff"]), before);
}

#[test]
fn what_it_shows_is_a_patch_for_other_line_ends_too() {
    let (place, right) = damaged();
    let plan = place.read(PLAN).replace('\u{1b}', "");
    place.write(PLAN, &plan.replace('\n', "\r\n"));
    let output = place.run(&place.root(), &["check", "--fix", "--diff", PLAN]);
    std::fs::write(place.folder.path().join("patch"), output.stdout).expect("written");
    place.git(&["-c", "core.autocrlf=false", "apply", "../patch"]);
    assert_eq!(place.read(PLAN), right[0].1.replace('\n', "\r\n"));
}

#[test]
fn settings_that_cannot_be_used_are_mended_first() {
    let place = Place::demo();
    let right = place.read("supportplan.yaml");
    place.edit("supportplan.yaml", "\nservice:", "\nservce:");
    place.edit(PLAN, "key_worker: priya-n", "key_wroker: priya-n");
    let (status, said) = place.plan(&["check"]);
    assert!(status == Some(2) && said.contains("can be mended with `check --fix`: write `service`"), "{said}");
    assert_eq!(place.plan(&["check", "--fix", "142"]).0, Some(2), "only what is named is touched");
    let (status, said) = place.plan(&["check", "--fix"]);
    assert!(status == Some(0) && said.contains("Mended 2 findings in 2 files"), "{said}");
    assert_eq!(place.read("supportplan.yaml"), right);
    // Nothing is promised where that would not be enough.
    place.edit("supportplan.yaml", "\nservice:", "\nservce:");
    place.edit("supportplan.yaml", "\nstaff:", "\npeople:");
    let (status, said) = place.plan(&["check"]);
    assert!(status == Some(2) && !said.contains("can be mended"), "{said}");
    assert_eq!(place.plan(&["check", "--fix"]).0, Some(2));
}

#[test]
fn only_what_is_named_is_touched() {
    let (place, _) = damaged();
    let plan = place.read(PLAN);
    assert_eq!(place.plan(&["check", "--fix", REVIEW]).0, Some(0));
    assert_eq!(place.read(PLAN), plan);
    let (_, said) = place.plan(&["check", "--fix", "--select", "F031", "142"]);
    assert!(said.contains("Mended 1 finding in 1 file"), "{said}");
    assert_eq!(place.read(PLAN), plan.replace("key_wroker", "key_worker"));
    for words in [["check", "--fix", "--staged"], ["check", "--diff", "142"], ["check", "--fix", "nobody"]] {
        assert_eq!(place.plan(&words).0, Some(2), "{words:?}");
    }
    assert_eq!(place.plan(&["check", "--fix", "--changed-since", "HEAD"]).0, Some(2));
}

#[test]
fn what_cannot_be_written_is_said() {
    let (place, _) = damaged();
    let folder = place.root().join("residents/R-0142");
    let set = |mode: &str| {
        assert!(Command::new("chattr").args([mode, &folder.to_string_lossy()]).stderr(Stdio::null()).status().is_ok());
    };
    // Where nobody can be kept from writing, there is nothing to see.
    set("+i");
    let held = std::fs::write(folder.join("probe"), "").is_err();
    let (status, said) = place.plan(&["check", "--fix"]);
    set("-i");
    assert!(!held || (status == Some(2) && said.contains("cannot write")), "{said}");
}

#[test]
fn a_record_from_standard_input_is_printed_mended() {
    let (place, right) = damaged();
    let words = ["check", "-", "--fix", "--stdin-filename", REVIEW];
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    child.stdin.take().expect("a pipe").write_all(place.read(REVIEW).as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8(output.stdout).expect("text"), right[1].1);
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("Mended 3 findings"));
    assert_ne!(place.read(REVIEW), right[1].1, "the folder is left alone");
}

#[test]
fn other_line_ends_stay() {
    let place = Place::demo();
    let text = place.read(PLAN).replace("## Moving on\n", "## Moving on\n\nWords.\n").replace('\n', "\r\n");
    let cut = text.find("## Moving on").expect("the section");
    place.write(PLAN, &text[..cut]);
    let (_, said) = place.plan(&["check", "--fix", PLAN]);
    assert!(said.contains("F050: add the heading"), "{said}");
    assert_eq!(place.read(PLAN), format!("{}## Moving on\r\n", &text[..cut]));
}

/// The schema that OASIS published, as the package `serde-sarif` brings it. It is a dependency of the tests that is never built.
fn sarif_schema() -> Value {
    let words = ["metadata", "--format-version", "1", "--locked", "--manifest-path"];
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(env!("CARGO")).args(words).arg(manifest).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").expect("the package");
    let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
    let schema = std::fs::read_to_string(manifest.with_file_name("src/schema.json")).expect("the schema");
    // One pattern in it, of a key that is not written here, is none that can be read: a bracket is missing.
    let schema = schema.replace(r#""^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$""#, r#""^[a-zA-Z]{2}(-[a-zA-Z]{2})?$""#);
    serde_json::from_str(&schema).expect("JSON")
}

#[test]
fn code_scanning_takes_the_findings_with_their_fixes() {
    let schema = sarif_schema();
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let (place, _) = damaged();
    place.write("residents/R-0142/weekly/ä #1.md", "");
    for show_text in [&[][..], &["--show-text"]] {
        let output = place.run(&place.root(), &[&["check", "--format", "sarif"], show_text].concat());
        let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let faults: Vec<_> = schema.iter_errors(&log).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let results = log["runs"][0]["results"].as_array().expect("a list");
        let key = results.iter().find(|result| result["ruleId"] == "F031").expect("the misspelt key");
        let replacement = &key["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "key_worker");
        assert_eq!(replacement["deletedRegion"], key["locations"][0]["physicalLocation"]["region"]);
        let date = results.iter().find(|result| result["ruleId"] == "F034").expect("the date");
        assert_eq!(date.get("fixes").is_some(), !show_text.is_empty(), "a date is a word of the record");
    }
    let mut wrong: Value =
        serde_json::json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "supportplan"}}}]});
    assert!(schema.is_valid(&wrong));
    wrong["runs"][0]["results"] = serde_json::json!([{"ruleId": "F031"}]);
    assert!(!schema.is_valid(&wrong), "a result without its message");
    let empty = place.run(&place.root(), &["check", "--format", "sarif", "residents/R-0117"]);
    assert!(schema.is_valid(&serde_json::from_slice(&empty.stdout).expect("JSON")));
}

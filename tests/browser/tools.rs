//! What looks at pages: Chromium, WeasyPrint and the Nu checker, each started once for all pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::fault::{Engine, Faults};
use crate::sheets::Sheets;
use crate::{paper, screen};

/// Where `tests/run` puts what is not Debian's.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder of builds").join("browser")
}

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(file)
}

/// What became of a page in the hands of all of them.
pub(crate) struct Looked {
    pub(crate) facts: Facts,
    pub(crate) faults: Faults,
}

/// Looks at these files, and says what does not hold of each. `room` is an empty folder.
pub(crate) fn look(files: &[&Path], room: &Path) -> Vec<Looked> {
    let at = |number: usize, kind: &str| room.join(format!("{number}.{kind}"));
    let (valid, opened, printed) = std::thread::scope(|scope| {
        let valid = scope.spawn(|| nu_checker(files));
        let printed = scope.spawn(|| weasyprint(files, room));
        let opened = scope.spawn(|| chromium(files, room));
        (valid.join().expect("checked"), opened.join().expect("opened"), printed.join().expect("printed"))
    });
    assert_eq!(opened, files.len());
    let judge = |(number, file): (usize, &&Path)| {
        let facts = fs::read_to_string(at(number, "json")).expect("facts");
        let facts: Facts = serde_json::from_str(&facts).expect("facts");
        let mut faults = Faults::default();
        for message in valid.get(*file).into_iter().flatten() {
            faults.add("valid HTML", message.clone());
        }
        screen::check(&facts, file, &mut faults);
        paper::check(&facts, &mut faults);
        faults.printed_by(Engine::Chromium);
        paper::check_sheets(&facts, &Sheets::read(&at(number, "chromium.pdf")), &mut faults);
        faults.printed_by(Engine::WeasyPrint);
        match printed.get(*file) {
            Some(error) => faults.add("can be printed", error.clone()),
            None => paper::check_sheets(&facts, &Sheets::read(&at(number, "weasyprint.pdf")), &mut faults),
        }
        Looked { facts, faults }
    };
    files.par_iter().enumerate().map(judge).collect()
}

/// What a program says when it ends well, and what went wrong otherwise.
fn said(command: &mut Command) -> Output {
    let told = format!("{:?} (tests/run installs what is needed)", command.get_program());
    let output = command.output().unwrap_or_else(|error| panic!("{told}: {error}"));
    assert!(output.status.success(), "{told}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Opens and prints each file, and writes down what is there.
fn chromium(files: &[&Path], room: &Path) -> usize {
    let pages = files.iter().enumerate().map(|(number, file)| {
        json!({"url": address(file), "pdf": room.join(format!("{number}.chromium.pdf")), "facts": room.join(format!("{number}.json"))})
    });
    let jobs = room.join("chromium.jobs");
    let tools = tools();
    fs::write(&jobs, json!({"tools": tools, "pages": pages.collect::<Vec<_>>()}).to_string()).expect("written");
    said(Command::new("node").arg(here("browse.mjs")).arg(&jobs));
    files.len()
}

/// The address of a file.
fn address(file: &Path) -> String {
    let path = file.to_str().expect("text");
    format!("file://{}", percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS))
}

/// Prints each file; what went wrong with those that could not be printed.
fn weasyprint(files: &[&Path], room: &Path) -> BTreeMap<PathBuf, String> {
    let pairs = files.iter().enumerate().map(|(number, file)| (file, room.join(format!("{number}.weasyprint.pdf"))));
    let jobs = room.join("weasyprint.jobs");
    fs::write(&jobs, json!(pairs.collect::<Vec<_>>()).to_string()).expect("written");
    let output = said(Command::new(tools().join("venv/bin/python")).arg(here("print.py")).arg(&jobs));
    serde_json::from_slice(&output.stdout).expect("what went wrong")
}

/// What the Nu checker says of each file.
fn nu_checker(files: &[&Path]) -> BTreeMap<PathBuf, Vec<String>> {
    let jar = tools().join("node_modules/vnu-jar/build/dist/vnu.jar");
    let mut command = Command::new("java");
    command.arg("-jar").arg(jar).args(["--format", "json", "--exit-zero-always", "--stdout"]).args(files);
    let report: Value = serde_json::from_slice(&said(&mut command).stdout).expect("a report");
    let mut found: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for message in report["messages"].as_array().expect("messages") {
        let url = message["url"].as_str().unwrap_or("").trim_start_matches("file:");
        let file = percent_encoding::percent_decode_str(url).decode_utf8_lossy().into_owned();
        let words = |name: &str| message[name].as_str().unwrap_or("").to_owned();
        let line = message["lastLine"].as_u64().unwrap_or(0);
        let told = format!("line {line}: {}: {}", words("message"), words("extract").replace('\n', " "));
        found.entry(PathBuf::from(file)).or_default().push(told);
    }
    found
}

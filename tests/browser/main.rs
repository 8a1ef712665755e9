//! Pages in a real browser, on screen and on paper: valid, accessible, one harmless file each, and whole when they are printed.
//!
//! Every page that the commands in `services.rs` make is opened in Chromium, printed by it and by WeasyPrint, and read by the Nu
//! checker. `browse.mjs` and `facts.js` write down what is there; what must hold of it stands in `screen.rs` and `paper.rs`;
//! `broken.rs` has a page for each of these that does not keep to it. A page of a new kind is looked at once its command has a
//! line in `services.rs`.
//!
//! `tests/run` installs what this needs, and runs it:
//!
//! ```sh
//! cargo test --test browser -- --ignored
//! ```
//!
//! `SUPPORTPLAN_PAGES=safety-plan` looks only at pages whose command or path has that in it, and keeps the PDFs of them.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who opens and prints the pages")]

mod broken;
mod colour;
mod facts;
mod fault;
mod long;
mod paper;
#[path = "../place/mod.rs"]
mod place;
mod screen;
mod services;
mod sheets;
mod tools;

use std::path::Path;

use crate::fault::Engine;
use crate::services::{Service, Services};
use crate::sheets::Sheets;

/// What these pages of the worked example hold at least: drawings, places to sign, heads of tables. What is looked for where there is none of it is found
/// well everywhere.
const HELD: &[(&str, [usize; 3])] = &[
    ("R-0142/plan.html", [3, 2, 0]),
    ("R-0142/formal-pack.html", [3, 2, 0]),
    ("R-0142/weekly-sheet.html", [0, 0, 2]),
    ("R-0142/progress.html", [5, 0, 1]),
    ("overview.html", [6, 0, 2]),
    ("progress.html", [6, 0, 1]),
];

/// How many lines of that are about this page, which has to hold as much.
fn held_by(page: &services::Made, facts: &facts::Facts, faults: &mut fault::Faults) -> usize {
    let all = "Normal: render --all -o FOLDER: ";
    let lines = HELD.iter().filter(|(path, _)| page.from.strip_prefix(all) == Some(path));
    let of = |kind| facts.paper.groups.iter().filter(|group| group.kind == kind).count();
    let there = [facts.charts.len(), of(facts::Kind::Signature), of(facts::Kind::Head)];
    let each = lines.map(|(_, least)| {
        if there.iter().zip(least).any(|(there, least)| there < least) {
            faults.add("holds what it should", format!("{there:?} in place of {least:?}"));
        }
    });
    each.count()
}

#[test]
#[ignore = "needs a browser; tests/run installs it"]
fn every_page_holds() {
    let services = Services::new();
    let only = std::env::var("SUPPORTPLAN_PAGES").unwrap_or_default();
    let mut pages = services.pages();
    pages.retain(|page| page.from.contains(&only));
    let room = tempfile::tempdir().expect("a folder");
    let files: Vec<&Path> = pages.iter().map(|page| page.file.as_path()).collect();
    let looked = tools::look(&files, room.path());
    let mut failed = String::new();
    let (mut harmful_seen, mut held) = (0, 0);
    for (page, looked) in pages.iter().zip(looked) {
        let mut faults = looked.faults;
        if let Some(pdf) = &page.pdf {
            faults.printed_by(Engine::Supportplan);
            paper::check_sheets(&looked.facts, &Sheets::read(pdf), &mut faults);
        }
        held += held_by(page, &looked.facts, &mut faults);
        if page.service == Service::Long && page.from.ends_with("R-0142/plan.html") {
            let seen = looked.facts.paper.text.split_whitespace().collect::<Vec<_>>().join(" ");
            for words in long::HARMFUL.iter().filter(|words| !seen.contains(**words)) {
                faults.add("harmful words are words", format!("not seen: {words}"));
            }
            harmful_seen += 1;
        }
        if !faults.is_empty() {
            failed += &format!("{}\n{}", page.from, faults.told());
        }
    }
    println!("{} pages", pages.len());
    if !only.is_empty() {
        println!("{}", room.keep().display());
    }
    assert!(failed.is_empty(), "\n{failed}");
    assert!(held == HELD.len() || !only.is_empty(), "{held} of the pages that hold something");
    assert!(harmful_seen > 0 || !only.is_empty(), "the plan that somebody pasted harmful words into");
}

#[test]
#[ignore = "needs a browser; tests/run installs it"]
fn what_is_broken_is_found() {
    let room = tempfile::tempdir().expect("a folder");
    broken::check(room.path());
}

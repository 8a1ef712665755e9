//! Files and folders that are not what they seem.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use std::process::Command;

use super::place::{Place, Said};
use super::{CANARY, assert_obeys_nothing};

const PLAN: &str = "residents/R-0142/plan.md";

/// Every command that reads, and `save`.
fn all_commands(place: &Place) -> Vec<Said> {
    let commands: [&[&str]; 7] = [
        &["check"],
        &["--show-text", "check"],
        &["render"],
        &["history", "142"],
        &["show", "142"],
        &["show", "117"],
        &["save", "--by", "priya-n"],
    ];
    commands.iter().map(|words| place.plan(words)).collect()
}

#[test]
fn a_name_that_is_no_text_is_named_and_the_others_go_on() {
    let place = Place::demo();
    let strange = place.root().join("residents/R-0142/weekly").join(OsStr::from_bytes(b"2026-\xff.md"));
    fs::write(strange, "---\n---\n").expect("written");
    fs::create_dir(place.root().join("residents").join(OsStr::from_bytes(b"R-\xfe"))).expect("a folder");
    let text = place.read(PLAN).replacen("commissioned_hours: 6", "commissioned_hours: 6.5", 1);
    place.write(PLAN, text);
    let said = place.plan(&["check"]);
    assert_eq!(said.status, 1, "{}", said.all());
    assert_eq!(said.out.matches("is not text").count(), 2, "{}", said.out);
    assert!(said.out.contains("residents/R-0142/weekly/2026-\u{fffd}.md:1:1"), "{}", said.out);
    let said = place.plan(&["save", "142", "--by", "priya-n"]);
    assert!(said.out.contains("Saved R-0142: support plan, 1 detail changed"), "{}", said.all());
    let said = place.plan(&["save", "142", "--by", "priya-n"]);
    assert!(
        said.all().contains("residents/R-0142/weekly/2026-\u{fffd}.md"),
        "not passed over in silence: {}",
        said.all()
    );
    assert_eq!(place.plan(&["show", "142"]).status, 0);
    let said = place.plan(&["render"]);
    assert!(said.status == 1 && said.all().contains("On no page: "), "{}", said.all());
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    for path in [PLAN, "residents/R-0142/weekly/2026-W46.md", "residents/R-0117/plan.md", "team/audits/2026-11-11.md"] {
        for folder in [false, true] {
            let place = Place::demo();
            let path = place.root().join(path);
            fs::remove_file(&path).expect("removed");
            if folder {
                fs::create_dir(&path).expect("a folder");
            } else {
                assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
            }
            let said = all_commands(&place);
            assert!(folder || said[0].out.contains("this is not a file"), "{}", said[0].out);
        }
    }
    let place = Place::demo();
    fs::remove_file(place.root().join("supportplan.yaml")).expect("removed");
    assert!(Command::new("mkfifo").arg(place.root().join("supportplan.yaml")).status().expect("mkfifo runs").success());
    let said = place.plan(&["check"]);
    assert!(said.status == 2 && said.out.contains("supportplan.yaml:1:1: error F020"), "{}", said.all());
}

/// Puts a link in the place of `path`, to what lay there with other words, outside the service.
fn led_out(place: &Place, path: &str) {
    let (inside, outside) = (place.root().join(path), place.outside().join("elsewhere"));
    fs::rename(&inside, &outside).expect("moved");
    for (file, bytes) in if outside.is_dir() {
        place.files(&outside)
    } else {
        vec![(outside.clone(), fs::read(&outside).expect("read"))]
    } {
        let text = String::from_utf8(bytes).expect("text");
        fs::write(&file, text.replace("Sam", CANARY).replace("lunch", CANARY)).expect("written");
    }
    symlink(&outside, &inside).expect("a link");
}

#[test]
fn links_lead_nowhere() {
    let links = [
        PLAN,
        "residents/R-0142/weekly/2026-W46.md",
        "residents/R-0142/weekly",
        "residents/R-0142",
        "residents",
        "team",
        "team/audits",
        ".supportplan",
        ".supportplan/templates",
        ".supportplan/templates/page/record.html",
        "supportplan.yaml",
    ];
    for link in links {
        let place = Place::demo();
        place.write(
            ".supportplan/templates/page/record.html",
            "{% extends \"page/base.html\" %}{% block main %}lunch{% endblock %}",
        );
        led_out(&place, link);
        let elsewhere = place.outside().join("elsewhere");
        let before = if elsewhere.is_dir() {
            place.files(&elsewhere)
        } else {
            vec![(elsewhere.clone(), fs::read(&elsewhere).expect("read"))]
        };
        let said = all_commands(&place);
        let writes: [&[&str]; 2] = [
            &["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"],
            &["new-resident", "R-0160", "--called", "Noor", "--key-worker", "tom-b"],
        ];
        let said = said.into_iter().chain(writes.iter().map(|words| place.plan(words)));
        for said in said {
            assert!(!said.all().contains(CANARY), "{link}: {}", said.all());
        }
        let pages = place.root().join("pages");
        if pages.is_dir() {
            for (page, html) in place.files(&pages) {
                assert!(!String::from_utf8_lossy(&html).contains(CANARY), "{link}: {}", page.display());
            }
        }
        let after = if elsewhere.is_dir() {
            place.files(&elsewhere)
        } else {
            vec![(elsewhere.clone(), fs::read(&elsewhere).expect("read"))]
        };
        assert!(before == after, "{link}: nothing is written outside");
        assert!(!place.git(&["log", "-p", "--all"]).contains(CANARY), "{link}");
    }
}

#[test]
fn pages_are_not_written_through_a_link() {
    for link in ["pages", "pages/R-0142", "pages/R-0142/weekly", "pages/index.html"] {
        let place = Place::demo();
        let (inside, outside) = (place.root().join(link), place.outside().join("elsewhere"));
        fs::create_dir_all(inside.parent().expect("a folder")).expect("a folder");
        fs::create_dir(&outside).expect("a folder");
        let to = if link.ends_with(".html") { outside.join("x.html") } else { outside.clone() };
        symlink(to, inside).expect("a link");
        let said = place.plan(&["render"]);
        assert_eq!(said.status, 2, "{link}: {}", said.all());
        assert!(place.files(&outside).is_empty(), "{link}");
    }
    // Whoever names a folder may name a link to one.
    let place = Place::demo();
    fs::create_dir(place.outside().join("elsewhere")).expect("a folder");
    symlink(place.outside().join("elsewhere"), place.outside().join("named")).expect("a link");
    assert_eq!(place.plan(&["render", "142", "-o", "../named"]).status, 0);
}

#[test]
fn files_that_are_no_text_are_named_with_the_place() {
    let cases: [(&[u8], &str); 8] = [
        (b"---\nsupportplan: 1\n\xff\xfe---\n", ":3:1: error F001"),
        (b"---\nsupportplan: 1\ncalled: S\xc3\n---\n", ":3:10: error F001"),
        (b"\xff\xfe-\0-\0-\0\n\0", ":1:1: error F001"),
        (b"---\nsupportplan: 1\ncalled: S\0m\n---\n", ":3:10: error F002"),
        (b"\0\0\0\0", ":1:1: error F002"),
        (b"---\nsupportplan: 1\ncalled: \"S\\0m\"\n---\n", ":3:9: error F002"),
        (b"---\nsupportplan: 1\ncalled: \"S\\e[2Jm\"\n---\n", ":3:9: error F002"),
        (b"\xed\xa0\x80", ":1:1: error F001"),
    ];
    let place = Place::demo();
    for (bytes, expected) in cases {
        place.write(PLAN, bytes);
        for said in all_commands(&place) {
            assert_obeys_nothing(&said.all());
        }
        let said = place.plan(&["check", "142"]);
        assert!(said.status == 1 && said.out.contains(&format!("{PLAN}{expected}")), "{}", said.all());
    }
}

#[test]
fn names_that_look_alike_or_steer_are_names_and_nothing_more() {
    let place = Place::demo();
    let names = [
        "residents/R-0142/weekly/2026-W\u{ff14}7.md",
        "residents/R-0142/weekly/caf\u{e9}.md",
        "residents/R-0142/weekly/cafe\u{301}.md",
        "residents/R-0142/weekly/-rf.md",
        "residents/R-0142/weekly/\u{1b}[2J\u{202e}x.md",
        "residents/R-0142/weekly/a\nSaved R-0142: all.md",
        "residents/R-0142/weekly/\u{9b}31m.md",
        "residents/--help/plan.md",
        "residents/R-0142 /plan.md",
        "residents/\u{1b}]0;x\u{7}/plan.md",
        "residents/r-0142/plan.md",
        "residents/R-0142/scans/2026-11-20-formal.pdf/x.md",
        "residents/R-0142/scans/$(id).pdf",
    ];
    let plan = place.read(PLAN).replace("Sam", CANARY);
    names.iter().for_each(|name| place.write(name, &plan));
    let before = place.git(&["log", "--format=%H"]);
    for said in all_commands(&place) {
        assert_obeys_nothing(&said.all());
        assert!(!said.out.contains("\nSaved R-0142: all"), "{}", said.out);
    }
    assert_eq!(place.git(&["log", "--format=%H"]), before, "nothing of it is kept");
    let coloured = place.plan(&["--color", "always", "--show-text", "check"]);
    assert_obeys_nothing(&coloured.all());
    assert!(
        place.files(&place.root().join("pages")).iter().all(|(page, _)| page.starts_with(place.root().join("pages")))
    );
}

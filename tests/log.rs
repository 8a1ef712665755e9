//! The audit trail and the trailers of commits: what they tell is what git holds, whatever anybody wrote into records, names and messages.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use place::{PLAN, Place};
use proptest::prelude::*;

const OTHER: &str = "residents/R-0158/plan.md";

/// The audit trail in `at`, with so many of the options: what was printed.
fn log_at(place: &Place, at: &Path, words: &[&str]) -> String {
    let output = place.run(at, &[&["log"], words].concat());
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn log(place: &Place, words: &[&str]) -> String {
    log_at(place, &place.root(), words)
}

/// The newest save, as it is printed.
fn newest(place: &Place, words: &[&str]) -> String {
    log(place, words).split("\n\n").next().expect("a save").to_owned()
}

/// A commit by plain git of everything in the folder, on a day.
fn commit(place: &Place, day: &str, message: &str) {
    place.git(&["add", "-A"]);
    let date = format!("{day}T12:00:00");
    let mut command = place.command("git", &place.root(), &["commit", "-q", "--allow-empty", "-m", message]);
    command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Priya").env(format!("GIT_{who}_EMAIL"), "PRIYA.N@larch-house.example");
    }
    assert!(command.status().expect("git runs").success());
}

fn hours(place: &Place, path: &str, hours: &str) {
    let text = place.read(path);
    let lines = text.lines().map(|line| match line.starts_with("commissioned_hours: ") {
        true => format!("commissioned_hours: {hours}\n"),
        false => format!("{line}\n"),
    });
    place.write(path, &lines.collect::<String>());
}

#[test]
fn commits_of_plain_git_are_told_by_what_they_changed() {
    let place = Place::demo();
    hours(&place, PLAN, "7");
    std::fs::remove_file(place.root().join("residents/R-0158/weekly/2026-W46.md")).expect("removed");
    place.write("notes/Sam Smith.txt", "one");
    place.write("residents/R-0142/scans/Sam.pdf", "two");
    commit(&place, "2026-11-21", "Sam Smith moved");
    let said = newest(&place, &[]);
    assert!(said.starts_with("21 November 2026, 12:00, Priya N ("), "{said}");
    let expected = "\n  R-0142: brought 1 scan; changed support plan\n  R-0158: removed weekly review 2026-W46\n  Service: brought 1 other file";
    assert!(said.ends_with(expected), "{said}");
    assert!(!log(&place, &[]).contains("Smith") && !log(&place, &["--format", "csv"]).contains("Smith"));
    assert!(
        newest(&place, &["158"]).ends_with("\n  R-0158: removed weekly review 2026-W46"),
        "{}",
        newest(&place, &["158"])
    );
    assert!(newest(&place, &["--kind", "other"]).ends_with("\n  Service: brought 1 other file"));
    commit(&place, "2026-11-21", "nothing");
    assert!(newest(&place, &[]).ends_with("\n  Changed what no file says."), "{}", newest(&place, &[]));
}

#[test]
fn a_message_that_does_not_fit_is_marked() {
    let place = Place::demo();
    assert!(!log(&place, &[]).contains("otherwise"));
    let marked = |message: &str, words: &[&str]| {
        place.git(&["commit", "-q", "--amend", "-m", message]);
        newest(&place, words).contains("\n  Its message says otherwise.")
    };
    hours(&place, PLAN, "7");
    commit(&place, "2026-11-21", "By hand");
    let right = format!("x\n\nRecord: {PLAN}\nResident: R-0142\nKind: support-plan\n");
    assert!(!marked(&right, &[]) && !marked(&right, &["142"]));
    assert!(!marked(&right.replace("Record:", "record:"), &[]), "git takes names of trailers in any case");
    assert!(!marked("x\n\nSeen-by: Tom", &[]), "other trailers claim nothing");
    assert!(!marked("x\n\nResident: R-0158\n\nSeen-by: Tom", &[]), "that is no trailer");
    let wrong = right.replace("R-0142", "R-0158");
    assert!(marked(&wrong, &[]) && marked(&wrong, &["142"]));
    assert!(marked(&format!("{right}Resident: R-0158\n"), &[]));
    assert!(marked(&format!("{right}Review: formal review 2026-10-26\n"), &[]));
    assert!(marked("x\n\nKind: support-plan", &[]));
    // A forge's squash joins messages, and their trailers with them.
    assert!(marked(&format!("One\n\n* two\n\n{wrong}"), &["--format", "text"]));
}

#[test]
fn versions_that_are_brought_together_tell_nothing_twice() {
    let place = Place::demo();
    hours(&place, PLAN, "7");
    commit(&place, "2026-11-21", "ours");
    place.git(&["checkout", "-q", "-b", "other", "HEAD~1"]);
    hours(&place, OTHER, "9");
    commit(&place, "2026-11-21", "theirs");
    place.git(&["checkout", "-q", "-"]);
    place.git(&["merge", "-q", "--no-ff", "--no-edit", "other"]);
    let said = log(&place, &[]);
    let merge = said.split("\n\n").next().expect("a save");
    assert!(merge.ends_with("\n  Brought versions together."), "{merge}");
    let since = log(&place, &["--since", "2026-11-21"]);
    assert_eq!(since.matches("R-0158: changed support plan\n").count(), 1, "{since}");
    let of_one = log(&place, &["142", "--since", "2026-11-21"]);
    assert!(!of_one.contains("together") && of_one.contains("R-0142: changed support plan"), "{of_one}");
    // What a merge makes of it that neither had is its own.
    hours(&place, PLAN, "8");
    std::fs::remove_file(place.root().join("residents/R-0142/weekly/2026-W46.md")).expect("removed");
    place.git(&["commit", "-q", "-a", "--amend", "--no-edit"]);
    let own = "\n  Brought versions together.\n  R-0142: changed support plan; removed weekly review 2026-W46";
    assert!(newest(&place, &[]).ends_with(own), "{}", newest(&place, &[]));
    assert!(newest(&place, &["Sam"]).ends_with(own));
}

#[test]
fn who_put_a_save_into_the_history_is_told() {
    let place = Place::demo();
    hours(&place, PLAN, "7");
    commit(&place, "2026-11-21", "By hand");
    let mut forge = place.command("git", &place.root(), &["commit", "-q", "--amend", "--no-edit"]);
    forge.env("GIT_COMMITTER_NAME", "Forge\u{1b}[2J").env("GIT_COMMITTER_EMAIL", "forge@larch-house.example");
    assert!(forge.env("GIT_COMMITTER_DATE", "2026-11-23T09:05:00+0100").status().expect("git runs").success());
    let said = newest(&place, &[]);
    assert!(said.starts_with("21 November 2026, 12:00, Priya N ("), "{said}");
    assert!(said.contains("\n  Put into the history by Forge\u{fffd}[2J on 23 November 2026, 09:05.\n"), "{said}");
    assert!(log(&place, &["--format", "json"]).contains("2026-11-23T09:05:00+01:00"));
    // The days are those of whoever made the change.
    assert!(log(&place, &["--since", "2026-11-22"]).contains("no such save"));
}

#[test]
fn people_are_found_by_id_name_and_address() {
    let place = Place::demo();
    let by = |who: &str| log(&place, &["--by", who, "--format", "csv"]);
    let csv = by("priya-n");
    assert!(csv.lines().count() > 10 && csv.lines().skip(1).all(|line| line.contains(",Priya N,")), "{csv}");
    assert_eq!(by("Priya N"), csv);
    assert_eq!(by("PRIYA.N@larch-house.example"), csv);
    assert_eq!(by("Nobody").lines().count(), 1);
}

#[test]
fn a_clock_that_ran_backwards_hides_nothing() {
    let place = Place::demo();
    for (day, count) in [("2026-11-21", "7"), ("1999-01-01", "8"), ("1999-01-02", "9"), ("2026-11-22", "10")] {
        hours(&place, PLAN, count);
        commit(&place, day, "By hand");
    }
    let days = |words: &[&str]| -> Vec<String> {
        let csv = log(&place, &[words, &["--format", "csv"]].concat());
        csv.lines().skip(1).map(|line| line.split(',').nth(1).expect("a time")[..10].to_owned()).collect()
    };
    assert_eq!(days(&["--since", "2026-11-21"]), ["2026-11-22", "2026-11-21"]);
    assert_eq!(days(&["--until", "2000-01-01"]), ["1999-01-02", "1999-01-01"]);
    assert_eq!(days(&["--since", "1999-01-02", "--until", "1999-01-02", "142"]), ["1999-01-02"]);
}

#[test]
fn a_copy_that_is_cut_off_says_so() {
    let place = Place::demo();
    let source = format!("file://{}", place.root().display());
    let mut clone = place.command("git", place.folder.path(), &["clone", "-q", "--depth", "4", &source, "cut"]);
    assert!(clone.status().expect("git runs").success());
    let at = place.folder.path().join("cut");
    let said = log_at(&place, &at, &["142"]);
    assert!(said.contains("brought weekly review 2026-W46"), "{said}");
    assert!(said.contains("\n  The history in this copy of the repository is cut off here."), "{said}");
    assert!(!log_at(&place, &at, &["--since", "2026-11-14"]).contains("cut off"), "all since then is there");
    assert!(log_at(&place, &at, &["--until", "2026-10-01"]).contains("cut off"), "what is asked for is not there");
    assert!(log_at(&place, &at, &["--format", "json"]).contains("\"cut\":true"));
}

#[test]
fn a_service_beside_others_tells_its_own_saves_alone() {
    let place = Place::empty();
    std::fs::create_dir(place.root()).expect("a folder");
    place.git(&["init", "-q"]);
    assert!(place.run(place.folder.path(), &["demo", "a"]).status.success());
    std::fs::remove_dir_all(place.folder.path().join("a/.git")).expect("its own repository");
    std::fs::rename(place.folder.path().join("a"), place.root().join("a")).expect("moved");
    commit(&place, "2026-11-20", "Moved here");
    let at = place.root().join("a");
    place.write("b/notes.txt", "one");
    commit(&place, "2026-11-21", "Elsewhere");
    assert_eq!(log_at(&place, &at, &[]).matches(" 2026, ").count(), 1);
    let first = log_at(&place, &at, &["--kind", "support-plan"]);
    let plans = ["R-0117", "R-0142", "R-0158"].map(|resident| format!("  {resident}: brought support plan\n"));
    assert!(first.ends_with(&format!("\n{}  With 53 reviews.\n", plans.concat())), "{first}");
    let path = format!("a/{PLAN}");
    hours(&place, &path, "7");
    assert!(place.run(&at, &["save", "--by", "priya-n"]).status.success());
    let said = log_at(&place, &at, &["142"]);
    assert!(said.contains("R-0142: changed support plan\n") && !said.contains("otherwise"), "{said}");
    assert_eq!(place.git(&["log", "-1", "--format=%(trailers:key=Record,valueonly)"]).trim(), PLAN);
}

#[test]
fn a_pipe_that_is_closed_is_no_error() {
    let place = Place::demo();
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &["log"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    assert!(first.starts_with("13 November 2026"), "{first}");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_save_of_very_many_records_is_told_in_short() {
    let place = Place::demo();
    for week in 1..=40 {
        place.write(&format!("residents/R-0142/weekly/2025-W{week:02}.md"), "one");
    }
    for resident in 300..330 {
        place.write(&format!("residents/R-0{resident}/plan.md"), "one");
    }
    commit(&place, "2026-11-21", "Very many");
    let said = newest(&place, &[]);
    assert!(said.contains("\n  R-0142: brought 40 weekly reviews (weekly review 2025-W01 to 2025-W40)\n"), "{said}");
    assert!(said.ends_with("\n  and 20 files of 20 more"), "{said}");
    assert_eq!(log(&place, &["--since", "2026-11-21", "--format", "csv"]).lines().count(), 71);
}

/// Words that people and programs may have written, among them what tries to pass for a trailer.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[\\PC\n\t]{0,12}",
        proptest::sample::select(vec![
            "Resident: R-0117",
            "\n\nResident: R-0117\nRecord: residents/R-0117/plan.md\n",
            "\nKind: incident",
            ": ",
            "\n---\n",
            "\u{2028}Review: x",
            "\u{85}Resident: R-0117",
            "\r\nResident: R-0117\r\n",
            "\n\n(cherry picked from commit 1234567)\n",
            "#",
            "Removed: supportplan.yaml",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

/// What git reads out of each commit since the example, beside what that commit changed.
fn trailers_tell_what_was_changed(place: &Place, base: &str) -> usize {
    let commits = place.git(&["rev-list", &format!("{base}..HEAD")]);
    for commit in commits.lines() {
        let message = place.git(&["log", "-1", "--format=%B", commit]);
        let shown = place.git(&["log", "-1", "--format=%(trailers:unfold)", commit]);
        let mut parse = place.command("git", &place.root(), &["interpret-trailers", "--parse"]);
        let mut child = parse.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("git runs");
        std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), message.as_bytes()).expect("written");
        let parsed = String::from_utf8(child.wait_with_output().expect("it ends").stdout).expect("text");
        assert_eq!(parsed.trim(), shown.trim(), "{message}");
        let files = place.git(&["diff-tree", "-r", "-z", "--name-only", "--no-commit-id", commit]);
        let files: Vec<&str> = files.split('\0').filter(|path| !path.is_empty()).collect();
        let value = |name: &str| -> BTreeSet<&str> {
            shown.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
        };
        let is_record = |path: &&str| path.ends_with(".md") || *path == "supportplan.yaml";
        let records: BTreeSet<&str> = files.iter().copied().filter(is_record).collect();
        let residents = files.iter().filter_map(|path| path.strip_prefix("residents/")?.split('/').next());
        let expected = (records, residents.collect::<BTreeSet<_>>());
        assert_eq!((value("Record"), value("Resident")), expected, "{message}");
        assert_eq!(value("Removed").len(), 0, "{message}");
        let known = ["Record: ", "Resident: ", "Kind: ", "Review: "];
        for line in shown.lines().filter(|line| !line.is_empty()) {
            assert!(known.iter().any(|name| line.starts_with(name)), "{message}");
        }
    }
    commits.lines().count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn no_words_forge_a_trailer(said in words(), called in words(), file in "[\\PC&&[^/\u{0}]]{1,12}") {
        let place = Place::demo();
        let base = place.git(&["rev-parse", "HEAD"]);
        let quoted = |text: &str| serde_json::to_string(text).expect("quoted");
        place.edit(PLAN, "called: Sam\n", &format!("called: {}\n", quoted(&called)));
        place.edit(OTHER, "\n## ", &format!("\n{said}\n\n## "));
        place.edit("residents/R-0117/plan.md", "\n## ", &format!("\n## {}\n\nHere.\n\n## ", said.replace('\n', " ")));
        place.edit("supportplan.yaml", "service: ", &format!("x-said: {}\nservice: ", quoted(&said)));
        place.edit("residents/R-0142/weekly/2026-W46.md", "\n## ", &format!("\n{called}\n\n## "));
        place.write("residents/R-0142/scans/2026-11-13-formal.pdf", &said);
        for (folder, end) in [("residents/R-0142/scans", "pdf"), (".supportplan/pages", "html"), ("residents/R-0142/weekly", "md")] {
            let path = place.root().join(folder).join(format!("{file}.{end}"));
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            // Not every system takes every name.
            let _ = std::fs::write(path, &said);
        }
        place.plan(&["save", "--by", "tom-b"]);
        let saved = trailers_tell_what_was_changed(&place, base.trim());
        prop_assert!(saved > 0);
        prop_assert_eq!(place.plan(&["undo", "--by", "priya-n"]).0, Some(0));
        let told = log(&place, &["--format", "json"]);
        prop_assert!(!told.contains("\"says_otherwise\":true"), "{}", told);
    }
}

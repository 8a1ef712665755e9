//! What `check` says of a service's history: in whole and shallow copies, linked folders, filters, and services inside other repositories.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::path::Path;

use place::{PLAN, Place};

const FORMAL: &str = "residents/R-0142/formal/2026-10-26.md";
const INCIDENT: &str = "residents/R-0142/incidents/2026-09-15-1.md";

/// What rules about the cycle find at `root`, a line for each.
fn found_at(place: &Place, root: &Path, paths: &[&str]) -> Vec<String> {
    let output = place.run(root, &[&["check", "--select", "C", "--format", "concise"], paths].concat());
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.lines().map(str::to_owned).collect()
}

fn found(place: &Place) -> Vec<String> {
    found_at(place, &place.root(), &[])
}

fn commit(place: &Place, day: &str) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "--date", &format!("{day}T12:00:00"), "-m", "By hand"]);
}

/// The review of a risk-free day, as a second incident record.
fn write_incident(place: &Place, day: &str) -> String {
    let path = format!("residents/R-0142/incidents/{day}-1.md");
    let text = place.read(INCIDENT).replacen("date: 2026-09-15", &format!("date: {day}"), 1);
    place.write(&path, &text);
    path
}

fn has(lines: &[String], path: &str, code: &str) -> bool {
    matches!(lines, [line] if line.starts_with(path) && line.contains(code))
}

#[test]
fn a_record_is_kept_within_a_week_of_its_date() {
    let place = Place::demo();
    assert_eq!(found(&place), [""; 0]);
    let path = write_incident(&place, "2026-11-02");
    assert!(has(&found(&place), &path, "C019 info"), "{:?}", found(&place));
    commit(&place, "2026-11-18");
    assert!(has(&found(&place), &path, "C018 warning"), "{:?}", found(&place));
    assert!(has(&found_at(&place, &place.root(), &[&path]), &path, "C018 warning"));
    assert_eq!(found_at(&place, &place.root(), &[FORMAL]), [""; 0]);
}

#[test]
fn a_record_kept_in_time_may_be_taken_away_and_brought_back() {
    let place = Place::demo();
    let path = "residents/R-0142/weekly/2026-W40.md";
    let text = place.read(path);
    std::fs::remove_file(place.root().join(path)).expect("taken away");
    commit(&place, "2026-11-18");
    place.write(path, &text);
    assert_eq!(found_at(&place, &place.root(), &[path]), [""; 0]);
    commit(&place, "2026-11-19");
    assert_eq!(found_at(&place, &place.root(), &[path]), [""; 0]);
    assert_eq!(found(&place), [""; 0]);
}

#[test]
fn versions_that_reviews_name_are_in_the_history() {
    let place = Place::demo();
    let text = place.read(FORMAL);
    let at = text.find("reviewed: sha256:").expect("a hash") + "reviewed: sha256:".len();
    let other = format!("{}{}{}", &text[..at], "0".repeat(64), &text[at + 64..]);
    place.write(FORMAL, &other);
    let lines = found(&place);
    assert!(lines.iter().any(|line| line.contains("C010 warning")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("C012 warning")) && lines.len() == 2, "{lines:?}");
    // Behind a filter nobody can tell, and nothing wrong is said.
    place.write(".git/info/attributes", "residents/** filter=git-crypt\n");
    assert_eq!(found(&place), [""; 0]);
}

#[test]
fn a_closed_review_stays_as_it_was() {
    let place = Place::demo();
    place.edit(FORMAL, "stage: closed", "stage: closed # and signed");
    place.edit(FORMAL, "supportplan: 1", "supportplan: 1\nx-seen: yes");
    assert_eq!(found(&place), [""; 0]);
    place.edit(FORMAL, "still_needed: yes", "still_needed: unsure");
    assert!(has(&found(&place), &format!("{FORMAL}:13:"), "C012 warning"), "{:?}", found(&place));
    commit(&place, "2026-11-19");
    assert!(has(&found(&place), &format!("{FORMAL}:13:"), "C012 warning"), "{:?}", found(&place));
    assert_eq!(found_at(&place, &place.root(), &[PLAN]), [""; 0]);
}

#[test]
fn the_history_is_asked_for_what_is_staged_as_it_is_staged() {
    let place = Place::demo();
    let staged = |place: &Place| found_at(place, &place.root(), &["--staged"]);
    let path = write_incident(&place, "2026-11-02");
    place.git(&["add", "-A"]);
    // The next commit would keep it today, which is late.
    assert!(has(&staged(&place), &path, "C018 warning"), "{:?}", staged(&place));
    commit(&place, "2026-11-04");
    assert_eq!(staged(&place), [""; 0]);
    // What lies in the folder is not what is staged.
    place.edit(INCIDENT, "supportplan: 1", "supportplan: 1\nx-seen: yes");
    place.git(&["add", "-A"]);
    place.edit(FORMAL, "still_needed: yes", "still_needed: unsure");
    assert_eq!(staged(&place), [""; 0]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "By hand"]);
    place.edit(INCIDENT, "x-seen: yes", "x-seen: twice");
    place.git(&["add", "-A"]);
    assert!(has(&staged(&place), &format!("{FORMAL}:12:"), "C012 warning"), "{:?}", staged(&place));
}

#[test]
fn the_history_is_asked_for_what_was_changed() {
    let place = Place::demo();
    let since = |place: &Place, rev: &str| found_at(place, &place.root(), &["--changed-since", rev]);
    let path = write_incident(&place, "2026-11-02");
    assert!(has(&since(&place, "HEAD"), &path, "C019 info"), "{:?}", since(&place, "HEAD"));
    commit(&place, "2026-11-18");
    assert!(has(&since(&place, "HEAD~1"), &path, "C018 warning"), "{:?}", since(&place, "HEAD~1"));
    assert_eq!(since(&place, "HEAD"), [""; 0]);
    // A change to a closed review is told of once, by what only a change can show.
    place.edit(FORMAL, "still_needed: yes", "still_needed: unsure");
    assert!(has(&since(&place, "HEAD"), &path, "C018 warning"), "{:?}", since(&place, "HEAD"));
    assert!(has(&found_at(&place, &place.root(), &[FORMAL]), FORMAL, "C012 warning"));
}

#[test]
fn the_history_is_asked_for_what_is_handed_over() {
    let place = Place::demo();
    let handed = |path: &str, text: &str| {
        let words = ["check", "-", "--stdin-filename", path, "--select", "C", "--format", "concise"];
        let (status, said, _) = place.with_input(&words, text);
        assert_eq!(status, Some(0), "{said}");
        said.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let formal = place.read(FORMAL);
    assert_eq!(handed(FORMAL, &formal), [""; 0]);
    let altered = formal.replacen("still_needed: yes", "still_needed: unsure", 1);
    assert!(has(&handed(FORMAL, &altered), FORMAL, "C012 warning"));
    let incident = place.read(INCIDENT).replacen("date: 2026-09-15", "date: 2026-11-02", 1);
    let path = "residents/R-0142/incidents/2026-11-02-1.md";
    assert!(has(&handed(path, &incident), path, "C019 info"));
    assert!(!place.root().join(path).exists());
}

#[test]
fn a_copy_that_is_cut_off_says_what_it_cannot_tell() {
    let place = Place::demo();
    let late = write_incident(&place, "2026-11-02");
    commit(&place, "2026-11-18");
    let copy = place.folder.path().join("copy");
    let from = format!("file://{}", place.root().display());
    place.git(&["clone", "-q", "--depth", "1", &from, &copy.display().to_string()]);
    let lines = found_at(&place, &copy, &[]);
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("C011 info cannot tell")), "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(&late)), "{lines:?}");
    assert!(lines.iter().all(|line| line.contains("/formal/")), "{lines:?}");
}

#[test]
fn a_linked_folder_has_the_same_history() {
    let place = Place::demo();
    let linked = place.folder.path().join("linked");
    place.git(&["worktree", "add", "-q", "--detach", &linked.display().to_string()]);
    assert_eq!(found_at(&place, &linked, &[]), [""; 0]);
}

#[test]
fn a_service_inside_another_repository_is_found_in_its_history() {
    let place = Place::demo();
    std::fs::rename(place.root().join(".git"), place.folder.path().join("kept")).expect("moved");
    let inner = place.folder.path().join("inner");
    std::fs::rename(place.root(), &inner).expect("moved");
    std::fs::create_dir(place.root()).expect("a folder");
    std::fs::rename(&inner, place.root().join("house")).expect("moved");
    let house = place.root().join("house");
    place.git(&["init", "-q"]);
    assert_eq!(found_at(&place, &house, &[]), [""; 0], "there is no commit yet");
    // All of it came in one day: what is older was kept elsewhere.
    commit(&place, "2026-11-16");
    assert_eq!(found_at(&place, &house, &[]), [""; 0]);
    place.git(&["commit", "-q", "--amend", "--no-edit", "--date", "2026-07-13T12:00:00"]);
    let lines = found_at(&place, &house, &[]);
    assert!(lines.iter().all(|line| line.contains("C010 warning")), "{lines:?}");
    assert_eq!(lines.len(), 3, "the earlier plans are in no commit: {lines:?}");
}

#[test]
fn no_repository_is_no_fault() {
    let place = Place::demo();
    std::fs::rename(place.root().join(".git"), place.folder.path().join("kept")).expect("moved");
    assert_eq!(found(&place), [""; 0]);
}

#[test]
fn what_two_branches_brought_is_found_in_both() {
    let place = Place::demo();
    place.git(&["checkout", "-q", "-b", "other", "HEAD~3"]);
    let path = write_incident(&place, "2026-11-02");
    commit(&place, "2026-11-03");
    place.git(&["checkout", "-q", "-"]);
    place.git(&["merge", "-q", "-m", "Both", "other"]);
    assert!(place.root().join(&path).exists());
    assert_eq!(found(&place), [""; 0]);
}

//! Taking back a save, and everything in which it is refused.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use place::{PLAN, Place, REVIEW, answered};

const LAST: &str = "residents/R-0142/weekly/2026-W46.md";

/// Changes the plan's hours and saves that.
fn saved(place: &Place, from: &str, to: &str) -> String {
    place.edit(PLAN, &format!("commissioned_hours: {from}\n"), &format!("commissioned_hours: {to}\n"));
    assert_eq!(place.plan(&["save", "142", "--by", "priya-n"]).0, Some(0));
    head(place)
}

fn head(place: &Place) -> String {
    place.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Runs `undo` where it must be refused, with nothing changed anywhere: what it said.
fn refused(place: &Place, words: &[&str]) -> String {
    let state = || (head(place), place.git(&["status", "--short"]), place.git(&["diff", "HEAD"]));
    let before = state();
    let (status, said) = place.plan(&[&["undo", "--by", "tom-b"], words].concat());
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(state(), before, "{said}");
    assert!(!place.root().join(".git/supportplan/undo").exists(), "{said}");
    said
}

fn undo(place: &Place, words: &[&str]) -> String {
    let (status, said) = place.plan(&[&["undo", "--by", "tom-b"], words].concat());
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "");
    assert!(!place.root().join(".git/supportplan/undo").exists(), "{said}");
    said
}

#[test]
fn the_last_save_is_taken_back_and_brought_back() {
    let place = Place::demo();
    let before = place.read(PLAN);
    let changed = saved(&place, "6", "6.5");
    let after = place.read(PLAN);
    let said = undo(&place, &[]);
    assert!(said.contains("Taken back: R-0142: support plan, 1 detail changed"), "{said}");
    assert!(said.contains(&changed[..7]) && said.contains("saved by Priya N on"), "{said}");
    assert_eq!(place.read(PLAN), before);
    assert_eq!(
        place.git(&["log", "-1", "--format=%an: %B"]),
        format!(
            "Tom B: R-0142: taken back, support plan\n\nTakes back {}.\n\nRecord: {PLAN}\nResident: R-0142\nKind: support-plan\n\n",
            &changed[..7]
        )
    );
    let said = undo(&place, &[]);
    assert!(said.contains("had taken back an earlier save, which is there again"), "{said}");
    assert_eq!(place.read(PLAN), after);
    assert_eq!(place.git(&["log", "-1", "--format=%s"]), "R-0142: brought back, support plan\n");
    assert!(undo(&place, &[]).contains("Saved R-0142: taken back, support plan"));
    assert_eq!(place.read(PLAN), before);
    let (_, said) = place.plan(&["history", "142"]);
    assert_eq!(said.matches("6.5 → 6\n").count(), 2, "{said}");
    assert_eq!(said.matches("6 → 6.5\n").count(), 2, "{said}");
    place.git(&["fsck", "--strict"]);
    assert_eq!(place.plan(&["verify"]).0, Some(0));
}

#[test]
fn somebodys_last_save_is_taken_back_whatever_was_saved_since() {
    let place = Place::demo();
    let saved = place.read(LAST);
    let others = place.git(&["ls-tree", "-r", "HEAD"]);
    let said = undo(&place, &["Sam"]);
    assert!(said.contains("Taken back: R-0142: weekly review 2026-W46"), "{said}");
    assert!(!place.root().join(LAST).exists());
    let left = place.git(&["ls-tree", "-r", "HEAD"]);
    assert_eq!(
        others.lines().filter(|line| !line.ends_with(LAST)).collect::<Vec<_>>(),
        left.lines().collect::<Vec<_>>()
    );
    undo(&place, &["142"]);
    assert_eq!(place.read(LAST), saved);
    assert!(undo(&place, &["team"]).contains("Team: taken back, reflection 2026-11-13"));
    place.edit("supportplan.yaml", "supportplan: 1\n", "supportplan: 1\nx-seen: a\n");
    assert_eq!(place.plan(&["save", "--by", "lena-m"]).0, Some(0));
    assert!(undo(&place, &["service"]).contains("Service: taken back, settings"));
    assert!(!place.read("supportplan.yaml").contains("x-seen"));
}

#[test]
fn a_resident_who_moved_in_can_be_taken_back() {
    let place = Place::demo();
    let review = place.root().join(REVIEW);
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&fs::read_to_string(&review).expect("a review"));
    fs::write(&review, text).expect("written");
    assert_eq!(place.plan(&["save", "142", "--by", "priya-n"]).0, Some(0));
    undo(&place, &[]);
    assert!(!review.exists());
    // A whole folder that came with one save goes with it, and comes back.
    let copied = place.root().join("residents/R-0300");
    fs::create_dir_all(&copied).expect("a folder");
    for file in ["referral.md", "assessment.md", "plan.md", "safety-plan.md"] {
        let text = place
            .read(&format!("residents/R-0142/{file}"))
            .replace("R-0142", "R-0300")
            .replace("called: Sam", "called: Noor");
        fs::write(copied.join(file), text).expect("written");
    }
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    undo(&place, &["Noor"]);
    assert!(!copied.exists());
    undo(&place, &["R-0300"]);
    assert!(copied.join("safety-plan.md").exists());
}

#[test]
fn what_was_edited_since_is_never_lost() {
    let place = Place::demo();
    saved(&place, "6", "6.5");
    place.edit(PLAN, "commissioned_hours: 6.5", "commissioned_hours: 7");
    assert!(refused(&place, &[]).contains(&format!("{PLAN} was edited since it was saved")));
    place.git(&["add", PLAN]);
    place.edit(PLAN, "commissioned_hours: 7", "commissioned_hours: 6.5");
    assert!(refused(&place, &[]).contains("waits in git's index"));
    place.git(&["restore", "--staged", PLAN]);
    fs::remove_file(place.root().join(PLAN)).expect("removed");
    assert!(refused(&place, &[]).contains("was deleted in the folder"));
    place.git(&["restore", PLAN]);
    // Other work at hand stays as it is.
    place.write("notes.txt", "staged\n");
    place.git(&["add", "notes.txt"]);
    place.edit("residents/R-0117/plan.md", "commissioned_hours: 7", "commissioned_hours: 8");
    assert_eq!(place.plan(&["undo", "--by", "tom-b"]).0, Some(0));
    assert_eq!(place.git(&["status", "--short"]), "A  notes.txt\n M residents/R-0117/plan.md\n");
}

/// git looks at the second of an edit and at the size. What was edited within the second in which git last looked has to be read to be seen.
#[test]
fn an_edit_in_the_second_of_gits_last_look_stays_an_edit() {
    let place = Place::demo();
    let other = place.root().join("residents/R-0117/plan.md");
    let second = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    let date = |path: &Path| fs::File::options().append(true).open(path).unwrap().set_modified(second).expect("dated");
    place.git(&["config", "core.trustctime", "false"]);
    date(&other);
    place.git(&["update-index", "--refresh"]);
    date(&place.root().join(".git/index"));
    place.edit("residents/R-0117/plan.md", "commissioned_hours: 7", "commissioned_hours: 8");
    date(&other);
    saved(&place, "6", "6.5");
    assert_eq!(place.git(&["status", "--short"]), " M residents/R-0117/plan.md\n");
}

#[test]
fn line_ends_of_an_editor_are_no_edit_and_are_kept() {
    let place = Place::demo();
    saved(&place, "6", "6.5");
    place.write(PLAN, &place.read(PLAN).replace('\n', "\r\n"));
    assert_eq!(place.plan(&["undo", "--by", "tom-b"]).0, Some(0));
    assert!(place.read(PLAN).contains("commissioned_hours: 6\r\n"));
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn what_is_no_save_of_the_programs_is_not_taken_back() {
    let place = Place::demo();
    place.write("notes.txt", "a\n");
    place.git(&["add", "notes.txt"]);
    place.git(&["commit", "--quiet", "-m", "Notes"]);
    assert!(refused(&place, &[]).contains("changed notes.txt, which this program does not write"));
    for resident in ["R-0117", "R-0142"] {
        place.edit(
            &format!("residents/{resident}/plan.md"),
            "\ncommissioned_hours: ",
            "\nx-seen: a\ncommissioned_hours: ",
        );
    }
    place.git(&["commit", "--quiet", "-am", "Two at once"]);
    assert!(refused(&place, &["142"]).contains("more than one resident"));
    place.git(&["checkout", "--quiet", "-b", "other", "HEAD~2"]);
    place.edit("residents/R-0158/plan.md", "\ncommissioned_hours: ", "\nx-seen: a\ncommissioned_hours: ");
    assert_eq!(place.plan(&["save", "158", "--by", "priya-n"]).0, Some(0));
    place.git(&["checkout", "--quiet", "main"]);
    place.git(&["merge", "--quiet", "-m", "Merge", "other"]);
    assert!(refused(&place, &[]).contains("(a merge)"));
    assert!(refused(&place, &["service"]).contains("first save of all"));
    assert!(refused(&place, &["R-0999"]).contains("nothing about R-0999 was ever saved"));
}

#[test]
fn where_a_copy_is_cut_off_nothing_is_taken_back() {
    let place = Place::demo();
    let from = format!("file://{}", place.root().display());
    let copy = place.folder.path().join("copy");
    place.git(&["clone", "--quiet", "--depth", "1", &from, &copy.to_string_lossy()]);
    let output = place.run(&copy, &["undo", "--by", "tom-b"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(2) && said.contains("this copy of the repository begins with"), "{said}");
}

#[test]
fn what_others_lean_on_stays() {
    let place = Place::demo();
    let staff = "staff:\n  - id: nora-p\n    name: Nora P\n    email: nora.p@larch-house.example\n";
    place.edit("supportplan.yaml", "staff:\n", staff);
    assert_eq!(place.plan(&["save", "--by", "lena-m"]).0, Some(0));
    place.edit(PLAN, "key_worker: priya-n", "key_worker: nora-p");
    assert_eq!(place.plan(&["save", "--by", "lena-m"]).0, Some(0));
    let said = refused(&place, &["service"]);
    assert!(
        said.contains(&format!("1 other record leans on what this save brought, the first of them {PLAN}")),
        "{said}"
    );
    undo(&place, &["142"]);
    undo(&place, &["service"]);
}

#[test]
fn an_old_version_with_errors_is_not_saved_again() {
    let place = Place::demo();
    let sound = place.read(PLAN);
    place.write(PLAN, &sound.replacen("called: Sam", "called:", 1));
    place.git(&["commit", "--quiet", "-am", "R-0142: support plan"]);
    place.write(PLAN, &sound);
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    let said = refused(&place, &[]);
    assert!(said.contains("has errors by today's rules") && said.contains("F036"), "{said}");
}

#[test]
fn a_commit_that_is_refused_leaves_the_folder_as_it_was() {
    let place = Place::demo();
    saved(&place, "6", "6.5");
    let lock = place.root().join(".git/index.lock");
    fs::write(&lock, "").expect("written");
    refused(&place, &[]);
    fs::remove_file(lock).expect("removed");
    undo(&place, &[]);
}

#[test]
fn an_undo_that_was_interrupted_goes_on() {
    let place = Place::demo();
    let taken_back = place.git(&["log", "-1", "--format=%H", "--", LAST]).trim().to_owned();
    let intent = format!(r#"{{"commit":"{taken_back}","name":"R-0142"}}"#);
    fs::create_dir(place.root().join(".git/supportplan")).expect("a folder");
    let remember = || fs::write(place.root().join(".git/supportplan/undo"), &intent).expect("written");
    // It had come as far as the folder.
    remember();
    fs::remove_file(place.root().join(LAST)).expect("removed");
    undo(&place, &["142"]);
    // It had done all, and could not say so.
    remember();
    let done = head(&place);
    let said = undo(&place, &["142"]);
    assert!(said.contains("taken back already") && said.contains(&taken_back[..7]), "{said}");
    assert_eq!(head(&place), done);
    // The next one is a new one.
    undo(&place, &["142"]);
    assert!(place.root().join(LAST).exists());
    // Somebody else saved in between.
    remember();
    place.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    place.edit("residents/R-0117/plan.md", "commissioned_hours: 7", "commissioned_hours: 8");
    assert_eq!(place.plan(&["save", "117", "--by", "aisha-k"]).0, Some(0));
    let said = refused(&place, &[]);
    assert!(said.contains("`supportplan undo R-0142` goes on with it"), "{said}");
}

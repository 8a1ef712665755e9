//! Commands that were cut short, and run again: nothing that was typed is lost, and the same command line succeeds.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use place::{Place, REVIEW, answered};

const ANSWERS: &str = include_str!("cmd/answers.in/answers.md");

impl Place {
    /// All files that are kept as drafts.
    fn drafts(&self) -> Vec<PathBuf> {
        fn files(folder: PathBuf) -> Vec<PathBuf> {
            let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
            entries.flat_map(|path| if path.is_dir() { files(path) } else { vec![path] }).collect()
        }
        files(self.root().join(".git/supportplan/drafts"))
    }

    /// Runs the command while another git command holds the index, as one that crashed does for ever.
    fn cut_short(&self, words: &[&str]) -> String {
        let lock = self.root().join(".git/index.lock");
        fs::write(&lock, "").expect("locked");
        let (status, said) = self.plan(words);
        fs::remove_file(&lock).expect("still there");
        assert_eq!(status, Some(2), "{said}");
        said
    }

    /// Runs `supportplan` in the service with something on standard input: its status, and all that it said.
    fn piped(&self, words: &[&str], input: &str) -> (Option<i32>, String) {
        let mut command = self.command(env!("CARGO_BIN_EXE_supportplan"), &self.root(), words);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("handed over");
        let output = child.wait_with_output().expect("it ends");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    }

    /// Runs `new-review weekly 142` with a script as the editor, whose first argument is the review.
    fn with_editor(&self, script: &str) -> (Option<i32>, String) {
        let editor = self.folder.path().join("editor");
        fs::write(&editor, script).expect("written");
        let words = ["new-review", "weekly", "142", "--by", "tom-b"];
        let mut command = self.command(env!("CARGO_BIN_EXE_supportplan"), &self.root(), &words);
        let output = command.env("EDITOR", format!("sh '{}'", editor.display())).output().expect("the program runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    }
}

const FILL_IN: [&str; 7] = ["new-review", "weekly", "142", "--answers", "../answers.md", "--by", "aisha-k"];

#[test]
fn answers_are_put_in_again_where_nobody_typed_in_between() {
    let place = Place::demo();
    fs::write(place.folder.path().join("answers.md"), ANSWERS).expect("written");
    place.cut_short(&FILL_IN);
    assert!(place.read(REVIEW).contains("Sam shopped alone"), "what was to be saved lies in the folder");
    let mut tomorrow = FILL_IN.to_vec();
    tomorrow.extend(["--today", "2026-11-21"]);
    place.cut_short(&tomorrow);
    assert!(place.read(REVIEW).contains("date: 2026-11-21"));
    let (status, said) = place.plan(&FILL_IN);
    assert!(status == Some(0) && said.contains("Saved R-0142: weekly review 2026-W47"), "{said}");
    assert!(place.read(REVIEW).contains("date: 2026-11-20"));
    assert_eq!((place.drafts(), place.git(&["status", "--short"])), (vec![], String::new()));
    assert_eq!(place.plan(&FILL_IN).0, Some(2), "a review in git is not written again");
}

#[test]
fn a_review_that_was_saved_through_a_filter_is_not_begun_again() {
    let place = Place::demo();
    place.git(&["config", "filter.secret.clean", "tr a-z n-za-m"]);
    place.write(".git/info/attributes", "*.md filter=secret\n");
    fs::write(place.folder.path().join("answers.md"), ANSWERS).expect("written");
    assert_eq!(place.plan(&FILL_IN).0, Some(0));
    fs::remove_file(place.root().join(REVIEW)).expect("removed");
    let (status, said) = place.plan(&FILL_IN);
    assert!(status == Some(2) && said.contains("the review of 2026-W47 for R-0142 is there already"), "{said}");
    assert!(!place.root().join(REVIEW).exists());
}

#[test]
fn what_was_typed_into_a_review_is_never_written_over() {
    let place = Place::demo();
    fs::write(place.folder.path().join("answers.md"), ANSWERS).expect("written");
    place.cut_short(&FILL_IN);
    place.edit(REVIEW, "Sam shopped alone", "Sam shopped with Tom");
    let typed = place.read(REVIEW);
    let (status, said) = place.plan(&FILL_IN);
    assert!(status == Some(2) && said.contains("supportplan save R-0142"), "{said}");
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit"]).0, Some(0));
    assert_eq!(place.read(REVIEW), typed);
    assert_eq!(place.plan(&["save", "142", "--by", "aisha-k"]).0, Some(0));
    assert_eq!((place.git(&["show", &format!("HEAD:{REVIEW}")]), place.drafts()), (typed, vec![]));
}

#[test]
fn a_save_that_was_cut_short_goes_on_without_the_hints() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW));
    place.write(REVIEW, &text);
    place.cut_short(&["save", "--by", "priya-n"]);
    assert_eq!(place.read(REVIEW).matches("This is answered.").count(), 5);
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    let saved = place.git(&["show", &format!("HEAD:{REVIEW}")]);
    assert!(saved.matches("This is answered.").count() == 5 && !saved.contains("<!--"), "{saved}");
}

#[test]
fn answers_from_a_pipe_are_kept_until_they_are_saved() {
    let place = Place::demo();
    let pipe = ["new-review", "weekly", "142", "--answers", "-", "--by", "aisha-k"];
    let misspelt = ANSWERS.replace("safety_plan:", "safety_plam:");
    let (status, said) = place.piped(&pipe, &misspelt);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(place.piped(&pipe, &misspelt).0, Some(1));
    let kept = place.drafts();
    let [kept] = kept.as_slice() else { panic!("the same answers are kept once: {kept:?}") };
    assert!(said.contains(&format!("--answers '{}'", kept.display())), "{said}");
    assert_eq!(fs::read_to_string(kept).expect("kept"), misspelt);
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(0) && said.contains(&kept.display().to_string()), "{said}");
    assert!(said.contains("new-review weekly R-0142 --week 2026-W47 --answers"), "{said}");
    fs::write(kept, ANSWERS).expect("mended");
    let path = kept.to_string_lossy();
    let (status, said) = place.plan(&["new-review", "weekly", "142", "--answers", &path, "--by", "aisha-k"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.drafts(), Vec::<PathBuf>::new());
}

#[test]
fn answers_outlast_the_save_of_other_answers() {
    let place = Place::demo();
    fs::write(place.folder.path().join("answers.md"), ANSWERS).expect("written");
    let pipe = ["new-review", "weekly", "142", "--answers", "-", "--by", "tom-b"];
    let other = "---\nsafety_plam: working\n---\n## Last week\n\nSam rang his sister.\n";
    let (status, said) = place.piped(&pipe, other);
    assert_eq!(status, Some(1), "{said}");
    let kept = place.drafts();
    assert!(kept.len() == 1 && said.contains(&kept[0].display().to_string()), "{said}");
    assert_eq!(place.plan(&FILL_IN).0, Some(0));
    assert_eq!(place.drafts(), kept);
    assert_eq!(fs::read_to_string(&kept[0]).expect("kept"), other);
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(0) && said.contains(&kept[0].display().to_string()), "{said}");
}

#[test]
fn answers_that_lie_in_the_folder_give_way_to_no_others() {
    let place = Place::demo();
    let pipe = ["new-review", "weekly", "142", "--answers", "-", "--by", "tom-b"];
    fs::write(place.folder.path().join("answers.md"), ANSWERS).expect("written");
    place.cut_short(&FILL_IN);
    let (status, said) = place.piped(&pipe, &ANSWERS.replace("Sam shopped alone", "Sam shopped with Tom"));
    assert!(status == Some(2) && said.contains("other answers") && said.contains("is kept in"), "{said}");
    assert!(place.read(REVIEW).contains("Sam shopped alone"));
    assert_eq!(place.plan(&FILL_IN).0, Some(0));
}

#[test]
fn a_referral_that_was_put_in_is_not_taken_out_again() {
    let place = Place::demo();
    let referral = place.folder.path().join("referral.md");
    fs::write(&referral, include_str!("cmd/begin.in/referral.md")).expect("written");
    assert_eq!(place.plan(&["new-resident", "R-0160", "--referral", "../referral.md"]).0, Some(0));
    fs::remove_file(&referral).expect("removed");
    let written = place.read("residents/R-0160/referral.md");
    let (status, said) = place.plan(&["new-resident", "R-0160"]);
    assert!(status == Some(2) && said.contains("residents/R-0160/referral.md"), "{said}");
    assert_eq!(place.read("residents/R-0160/referral.md"), written);
}

#[test]
fn answers_from_a_pipe_outlast_whatever_else_is_wrong() {
    let place = Place::demo();
    let (status, said) = place.piped(&["new-review", "weekly", "Nobody", "--answers", "-"], ANSWERS);
    assert!(status == Some(2) && said.contains("no resident") && said.contains("is kept in"), "{said}");
    let (status, said) = place.piped(&["new-review", "weekly", "142", "--answers", "-"], ANSWERS);
    assert!(status == Some(2) && said.contains("--by") && said.contains("is kept in"), "{said}");
    assert_eq!(place.drafts().len(), 2);
    assert!(place.drafts().iter().all(|kept| fs::read_to_string(kept).expect("kept") == ANSWERS));
    assert_eq!(place.plan(&["save"]).1.matches("Waiting: answers for").count(), 2);
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn a_review_that_waits_is_offered_again() {
    let place = Place::demo();
    assert_eq!(place.with_editor("true").0, Some(1), "an unanswered review is a fault");
    place.edit(REVIEW, "## Last week\n", "## Last week\n\nSam cooked twice.\n");
    let (status, said) = place.with_editor("exit 3");
    assert!(status == Some(2) && said.contains("what was written is kept"), "{said}");
    assert!(place.read(REVIEW).contains("Sam cooked twice."));
    // Many editors write another file and put it in the place of the old one.
    let text = answered(&place.read(REVIEW));
    fs::write(place.folder.path().join("answered.md"), text).expect("written");
    let (status, said) = place.with_editor("cp ../answered.md \"$1.new\" && mv \"$1.new\" \"$1\"");
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("The review of 2026-W47 for R-0142 was begun already"), "{said}");
    assert!(place.git(&["show", &format!("HEAD:{REVIEW}")]).contains("Sam cooked twice."));
}

#[test]
fn a_review_that_the_editor_took_away_is_begun_anew() {
    let place = Place::demo();
    let (status, said) = place.with_editor("rm \"$1\"");
    assert!(status == Some(2) && said.contains("no longer there"), "{said}");
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(0) && said.contains("was begun and is not in the folder"), "{said}");
    assert_eq!(place.with_editor("rm \"$1\"; exit 3").0, Some(2));
    let (status, said) = place.with_editor("true");
    assert!(status == Some(1) && !said.contains("was begun already"), "{said}");
}

#[test]
fn a_resident_who_was_begun_by_half_is_completed() {
    let place = Place::demo();
    let referral = place.folder.path().join("referral.md");
    fs::write(&referral, include_str!("cmd/begin.in/referral.md")).expect("written");
    let begin = ["new-resident", "R-0160", "--called", "Noor", "--referral", "../referral.md"];
    fs::create_dir(place.root().join("residents/R-0160")).expect("a folder that was made and no more");
    assert_eq!(place.plan(&begin).0, Some(0));
    let whole = ["referral", "assessment", "plan", "safety-plan"].map(|name| format!("residents/R-0160/{name}.md"));
    let texts = whole.each_ref().map(|path| place.read(path));
    for missing in &whole[2..] {
        fs::remove_file(place.root().join(missing)).expect("removed");
    }
    // After midnight the day of moving in is another, if nobody said which.
    let (status, said) = place.plan(&[&begin[..], &["--today", "2026-11-21"]].concat());
    assert_eq!(status, Some(0), "{said}");
    assert!(place.read(&whole[2]).contains("moved_in: 2026-11-21"));
    assert_eq!(place.plan(&begin).0, Some(0));
    assert_eq!(whole.each_ref().map(|path| place.read(path)), texts);
    place.edit(&whole[1], "## Strengths and interests\n", "## Strengths and interests\n\nNoor draws.\n");
    let (status, said) = place.plan(&begin);
    assert!(status == Some(2) && said.contains("there is a resident R-0160 already"), "{said}");
    assert!(place.read(&whole[1]).contains("Noor draws."));
    let (status, said) = place.piped(&["new-resident", "R-0160", "--referral", "-"], "---\nrisks: 7\n---\n");
    assert!(status == Some(2) && said.contains("--referral '"), "{said}");
}

#[test]
fn a_service_that_was_begun_by_half_is_completed() {
    let place = Place::empty();
    let at = place.folder.path();
    let init = ["init", "d", "--name", "Larch House", "--staff", "Priya N <priya.n@larch-house.example>"];
    fs::create_dir_all(place.root().join(".git.supportplan-init/objects")).expect("half a repository");
    assert_eq!(place.run(at, &init).status.code(), Some(0));
    assert!(!place.root().join(".git.supportplan-init").exists());
    let whole = place.git(&["rev-parse", "HEAD^{tree}"]);
    for left in [0, 1, 4, 5] {
        fs::remove_dir_all(place.root()).expect("removed");
        assert_eq!(place.run(at, &init).status.code(), Some(0));
        place.git(&["update-ref", "-d", "HEAD"]);
        let files = ["supportplan.yaml", ".gitattributes", ".gitignore", "residents", "team"];
        for later in files.iter().skip(left) {
            let path = place.root().join(later);
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
        }
        let again = place.run(at, &init[..if left == 0 { 6 } else { 2 }]);
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(place.git(&["rev-parse", "HEAD^{tree}"]), whole);
        assert_eq!(place.git(&["status", "--short"]), "");
    }
    assert_eq!(place.run(at, &init).status.code(), Some(2), "what is in git is a service already");
    place.git(&["update-ref", "-d", "HEAD"]);
    let other = ["init", "d", "--name", "Other House", "--staff", "Priya N <priya.n@larch-house.example>"];
    assert_eq!(place.run(at, &other).status.code(), Some(2));
    assert!(place.read("supportplan.yaml").contains("Larch House"));
}

#[test]
fn an_example_comes_whole_or_not_at_all() {
    let place = Place::empty();
    let at = place.folder.path();
    let left = at.join(".d.supportplan-demo");
    fs::create_dir_all(left.join("residents/R-0142")).expect("half an example");
    fs::create_dir(place.root()).expect("an empty folder");
    let output = place.run(&place.root(), &["demo", "."]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!left.exists());
    assert_eq!(place.git(&["status", "--short"]), "");
    let (_, said) = place.plan(&["check"]);
    assert_eq!(said, "72 records read: nothing found\n");
    assert!(place.git(&["log", "--format=%b"]).contains("support plan, "), "long messages have their counts below");
    let names = fs::read_dir(at).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    assert_eq!(names.filter(|name| name.to_string_lossy().starts_with('.')).count(), 0);
}

#[cfg(unix)]
#[test]
fn a_service_for_its_owner_alone_stays_so() {
    use std::os::unix::fs::PermissionsExt as _;
    fn open(path: PathBuf) -> Vec<PathBuf> {
        let metadata = fs::symlink_metadata(&path).expect("there");
        let inside = fs::read_dir(&path).into_iter().flatten().map(|entry| entry.expect("an entry").path());
        let mut found: Vec<_> = if metadata.is_dir() { inside.flat_map(open).collect() } else { Vec::new() };
        found.extend((metadata.permissions().mode() & 0o077 != 0).then_some(path));
        found
    }
    let place = Place::empty();
    let at = place.folder.path();
    // What lies around is open to all.
    fs::set_permissions(at, fs::Permissions::from_mode(0o755)).expect("set");
    let mut init = vec!["init", "d", "--owner-only"];
    for staff in ["Priya N <p@x.example>", "Tom B <t@x.example>", "Aisha K <a@x.example>", "Lena M <l@x.example>"] {
        init.extend(["--staff", staff]);
    }
    assert_eq!(place.run(at, &init).status.code(), Some(0));
    assert_eq!(place.git(&["config", "core.sharedRepository"]), "0600\n");
    assert_eq!(place.plan(&["new-resident", "R-0142"]).0, Some(0));
    let demo = Place::demo();
    for name in ["referral", "assessment", "plan", "safety-plan"] {
        let path = format!("residents/R-0142/{name}.md");
        place.write(&path, &demo.read(&path));
    }
    let said = place.plan(&["save", "--by", "priya-n"]).1;
    assert!(said.contains("Saved R-0142"), "{said}");
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW)).replace("\nvisits:\n", "\nvisits: []\n");
    place.write(REVIEW, &text);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.plan(&["render"]).0, Some(0));
    assert_eq!(open(place.root()), Vec::<PathBuf>::new());
}

#[test]
fn no_editor_that_needs_a_terminal_is_opened_without_one() {
    let place = Place::demo();
    let mut command = place.command(
        env!("CARGO_BIN_EXE_supportplan"),
        &place.root(),
        &["new-review", "weekly", "142", "--by", "priya-n"],
    );
    let output = command.env("EDITOR", "/usr/bin/vi -n").output().expect("the program runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(2) && said.contains("no editor is known that works without one"), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn a_reference_that_somebody_had_is_not_given_to_another_unseen() {
    let place = Place::demo();
    place.git(&["rm", "-r", "--quiet", "residents/R-0117"]);
    place.git(&["commit", "--quiet", "-m", "R-0117: removed"]);
    let (status, said) = place.plan(&["new-resident", "R-0117", "--called", "Noor"]);
    assert!(status == Some(2) && said.contains("their words stand in the history of R-0117"), "{said}");
    assert!(!place.root().join("residents/R-0117").exists());
    let (status, said) = place.plan(&["new-resident", "R-0117", "--called", "Noor", "--again"]);
    assert_eq!(status, Some(0), "{said}");
}

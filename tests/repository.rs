//! What the commands do to a git repository, and what they leave alone.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;
use std::process::Stdio;

use place::{PLAN, Place, REVIEW, answered};

#[test]
fn a_save_takes_its_own_files_and_leaves_all_else_as_it_was() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.write("notes.txt", "staged\n");
    place.git(&["add", "notes.txt"]);
    place.write("notes.txt", "staged, then edited\n");
    place.edit("residents/R-0117/plan.md", "commissioned_hours: 7", "commissioned_hours: 8");
    place.git(&["add", "residents/R-0117/plan.md"]);
    let (status, said) = place.plan(&["save", "142", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(
        place.git(&["show", "--name-only", "--format=%s"]),
        format!("R-0142: support plan, 1 detail changed\n\n{PLAN}\n")
    );
    assert_eq!(place.git(&["status", "--short"]), "AM notes.txt\nM  residents/R-0117/plan.md\n");
    place.git(&["fsck", "--strict"]);
}

#[test]
fn saves_at_the_same_time_do_not_undo_each_other() {
    let place = Place::demo();
    let residents = ["117", "142", "158"];
    for resident in residents {
        let path = format!("residents/R-0{resident}/plan.md");
        place.edit(&path, "\ncommissioned_hours: ", "\nx-seen: a\ncommissioned_hours: ");
    }
    let saves = residents.map(|resident| {
        let mut command =
            place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &["save", resident, "--by", "priya-n"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program runs")
    });
    for mut save in saves {
        assert_eq!(save.wait().expect("it ends").code(), Some(0));
    }
    assert_eq!(place.git(&["status", "--short"]), "");
    assert_eq!(place.git(&["log", "--format=%s", "-3"]).matches("support plan, 1 detail changed").count(), 3);
}

#[cfg(unix)]
#[test]
fn a_save_that_stops_half_way_says_what_it_saved() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::demo();
    place.edit("residents/R-0117/plan.md", "commissioned_hours: 7", "commissioned_hours: 8");
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.write(".git/hooks/pre-commit", "#!/bin/sh\ntest ! -e .git/once && touch .git/once\n");
    let hook = place.root().join(".git/hooks/pre-commit");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).expect("set");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(2) && said.contains("Saved R-0117"), "{said}");
    assert!(said.contains("R-0142 and what comes after it: the hook pre-commit refused"), "{said}");
    assert!(said.contains("stays saved"), "{said}");
    place.git(&["diff", "--quiet", "HEAD", "--", "residents/R-0117"]);
    assert_eq!(place.git(&["status", "--short"]), format!(" M {PLAN}\n"));
}

#[test]
fn nothing_to_commit_makes_no_commit() {
    let place = Place::demo();
    let before = place.git(&["rev-parse", "HEAD"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let path = place.root().join(PLAN);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("set");
    }
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
}

#[test]
fn hints_are_taken_out_and_words_written_into_one_are_kept() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW));
    place.write(REVIEW, &text.replacen("<!--? What has changed?", "<!--? We rang the GP. What has changed?", 1));
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    let saved = place.git(&["show", &format!("HEAD:{REVIEW}")]);
    assert!(saved.contains("<!-- We rang the GP. What has changed?"), "{saved}");
    assert!(!saved.contains("<!--?") && !saved.contains("#?"), "{saved}");
    assert_eq!(saved.matches("<!--").count(), 1);
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn an_editor_with_other_line_ends_leaves_no_hint_behind() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW)).replace('\n', "\r\n");
    place.write(REVIEW, &text);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    let saved = place.git(&["show", &format!("HEAD:{REVIEW}")]);
    assert!(!saved.contains("<!--") && !saved.contains("#?"), "{saved}");
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn a_review_that_git_is_told_to_ignore_is_kept_all_the_same() {
    let place = Place::demo();
    fs::write(place.root().join(".git/info/exclude"), "weekly/\n").expect("written");
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW));
    place.write(REVIEW, &text);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(0) && said.contains("Saved R-0142: weekly review 2026-W47"), "{said}");
}

#[test]
fn a_closed_pipe_stops_nothing() {
    let place = Place::demo();
    for resident in ["117", "142", "158"] {
        place.edit(
            &format!("residents/R-0{resident}/plan.md"),
            "\ncommissioned_hours: ",
            "\nx-seen: a\ncommissioned_hours: ",
        );
    }
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &["save", "--by", "priya-n"]);
    let mut save = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    drop((save.stdout.take(), save.stderr.take()));
    assert_eq!(save.wait().expect("it ends").code(), Some(0));
    assert_eq!(place.git(&["status", "--short"]), "");
    place.edit(PLAN, "called: Sam", "called:");
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &["check"]);
    let mut check = command.stdout(Stdio::piped()).spawn().expect("the program runs");
    drop(check.stdout.take());
    assert_eq!(check.wait().expect("it ends").code(), Some(1));
}

#[test]
fn a_plan_that_other_records_lean_on_does_not_lose_its_items() {
    let place = Place::demo();
    let renamed = place.read(PLAN).replace("cooks-lunch", "makes-lunch").replace("### Cooks lunch", "### Makes lunch");
    place.write(PLAN, &renamed);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("16 other records name") && said.contains("F040"), "{said}");
    assert_eq!(place.git(&["status", "--short"]), format!(" M {PLAN}\n"));
}

#[test]
fn what_was_deleted_is_named_and_stays_in_git() {
    let place = Place::demo();
    fs::remove_dir_all(place.root().join("residents/R-0142")).expect("removed");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(1));
    assert_eq!(said.matches("was deleted here").count(), 23, "{said}");
    assert!(place.git(&["ls-tree", "-r", "--name-only", "HEAD"]).contains(PLAN));
}

#[test]
fn no_name_gets_into_a_path_or_a_subject() {
    let place = Place::demo();
    let before = place.git(&["rev-parse", "HEAD"]);
    place.write("residents/Sam Smith/scans/2026-11-20-formal.pdf", "scan");
    place.write("residents/R-0142/scans/Sam Smith signed.pdf", "scan");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(place.plan(&["check"]).0, Some(1));
    place.write("residents/R-0142/scans/2026-11-20-formal.pdf", "scan");
    assert!(place.plan(&["save", "142", "--by", "priya-n"]).1.contains("Saved R-0142: scan"));
}

#[test]
fn who_writes_is_found_as_git_finds_it() {
    let place = Place::demo();
    place.git(&["config", "user.name", "Priya N"]);
    place.git(&["config", "user.email", "priya.n@larch-house.example"]);
    place.git(&["config", "author.email", "tom.b@larch-house.example"]);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    assert_eq!(place.plan(&["save"]).0, Some(0));
    assert_eq!(place.git(&["log", "-1", "--format=%an, %cn"]), "Tom B, Priya N\n");
    place.git(&["config", "author.email", "stranger@elsewhere.example"]);
    place.edit(PLAN, "commissioned_hours: 6.5", "commissioned_hours: 6");
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(2) && said.contains("--by"), "{said}");
}

#[test]
fn after_a_merge_each_change_is_told_of_who_made_it() {
    let place = Place::demo();
    place.git(&["checkout", "--quiet", "-b", "other"]);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 9");
    assert_eq!(place.plan(&["save", "--by", "aisha-k"]).0, Some(0));
    place.git(&["checkout", "--quiet", "main"]);
    place.edit(PLAN, "key_worker: priya-n", "key_worker: tom-b");
    assert_eq!(place.plan(&["save", "--by", "tom-b"]).0, Some(0));
    place.git(&["merge", "--quiet", "-m", "Merge", "other"]);
    let (_, said) = place.plan(&["history", "142"]);
    assert_eq!(said.matches("Commissioned hours: 6 → 9").count(), 1, "{said}");
    assert!(!said.contains("9 → 6") && !said.contains("tom-b → priya-n"), "{said}");
}

#[test]
fn a_service_is_begun_whole_or_not_at_all() {
    let place = Place::empty();
    let at = place.folder.path();
    let tries: [&[&str]; 4] = [
        &["init", "d", "--name", ""],
        &["init", "d", "--staff", "P <p@x y>"],
        &["init", "d", "--staff", "A <a@x.example>", "--staff", "B <a@x.example>"],
        &["init", "d", "--name", "A\u{1b}[31mB", "--staff", "A <a@x.example>"],
    ];
    for words in tries {
        let output = place.run(at, words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(!place.root().exists(), "{words:?}");
    }
    assert_eq!(place.run(at, &["init", "d", "--staff", "李小龙 <li@larch-house.example>"]).status.code(), Some(0));
    assert_eq!(place.plan(&["check"]).0, Some(0));
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn an_editor_that_cannot_start_leaves_the_week_open() {
    let place = Place::demo();
    let try_with = |editor: &str| {
        let words = ["new-review", "weekly", "142", "--by", "tom-b"];
        let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &words);
        command.env("EDITOR", editor).output().expect("the program runs").status.code()
    };
    assert_eq!(try_with("no-such-editor"), Some(2));
    assert!(!place.root().join(REVIEW).exists());
    assert_eq!(try_with("true"), Some(1), "an unanswered review is a fault");
    assert!(place.root().join(REVIEW).exists());
}

#[test]
fn pages_replace_pages_only() {
    let place = Place::demo();
    place.write("out/index.html", "precious");
    let (status, said) = place.plan(&["render", "142", "-o", "out"]);
    assert!(status == Some(2) && said.contains("not overwritten"), "{said}");
    assert_eq!(place.read("out/index.html"), "precious");
    assert_eq!(place.plan(&["render", "142", "-o", "residents"]).0, Some(2));
    assert_eq!(place.plan(&["render", "142"]).0, Some(0));
    assert_eq!(place.plan(&["render", "142"]).0, Some(0));
    assert_eq!(place.git(&["status", "--short"]), "?? out/\n");
}

#[test]
fn a_file_behind_a_filter_is_never_stored_as_it_is() {
    let place = Place::demo();
    place.write(".gitattributes", "plan.md filter=secret\n");
    for resident in ["142", "158"] {
        place.edit(
            &format!("residents/R-0{resident}/plan.md"),
            "\ncommissioned_hours: ",
            "\nx-seen: a\ncommissioned_hours: ",
        );
    }
    place.edit("residents/R-0142/safety-plan.md", "\nupdated: ", "\nx-seen: a\nupdated: ");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(said.matches("is to go through the filter").count(), 2, "{said}");
    assert!(said.contains("Saved R-0142: safety plan"), "{said}");
    let (status, said) = place.plan(&["history", "142"]);
    assert!(status == Some(2) && said.contains("goes through a filter"), "{said}");
    place.git(&["config", "filter.secret.clean", "tr a-z n-za-m"]);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(place.git(&["show", &format!("HEAD:{PLAN}")]).contains("k-frra: n"), "stored through the filter");
    place.git(&["config", "filter.secret.clean", "exit 1"]);
    place.edit(PLAN, "x-seen: a", "x-seen: b");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(2) && said.contains("its filter"), "{said}");
    assert!(!place.git(&["show", &format!("HEAD:{PLAN}")]).contains("x-seen"), "never stored as it is");
}

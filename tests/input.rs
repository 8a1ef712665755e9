//! What `check` can be pointed at beside the folder: standard input, git's index, and what was changed since a version.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{PLAN, Place};

fn concise(place: &Place, words: &[&str]) -> Vec<String> {
    let output = place.run(&place.root(), &[&["check", "--format", "concise"], words].concat());
    String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect()
}

/// Whether each line begins so.
fn begin(lines: &[String], expected: &[&str]) {
    let fit = lines.len() == expected.len() && lines.iter().zip(expected).all(|(line, begin)| line.starts_with(begin));
    assert!(fit, "expected {expected:#?}\nfound {lines:#?}");
}

#[test]
fn standard_input_is_checked_as_though_it_lay_in_its_place() {
    let place = Place::demo();
    let plan = place.read(PLAN);
    let words = ["check", "-", "--format", "concise", "--stdin-filename"];
    let check = |at: &str, text: &str| place.with_input(&[&words[..], &[at]].concat(), text);
    assert_eq!(check(PLAN, &plan), (Some(0), String::new(), "1 record read: nothing found\n".to_owned()));
    let (status, found, _) = check(PLAN, &plan.replace("key_worker:", "key_wroker:"));
    assert!(status == Some(1) && found.starts_with("residents/R-0142/plan.md:7:1: F031"), "{found}");
    // The plan that it leans on is the one in the folder.
    let review = place.read("residents/R-0142/weekly/2026-W46.md").replace("- id: quiet-shop", "- id: quiet-stop");
    let (status, found, _) = check("residents/R-0142/weekly/2026-W46.md", &review);
    assert!(status == Some(1) && found.contains("F040"), "{found}");
    // Nothing needs to lie there yet.
    assert_eq!(check("residents/R-0177/referral.md", "").0, Some(1));
    assert_eq!(check("supportplan.yaml", &place.read("supportplan.yaml")).0, Some(0));
    assert_eq!(check(&place.root().join(PLAN).to_string_lossy(), &plan).0, Some(0));
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn wrong_calls_about_standard_input_say_so() {
    let place = Place::demo();
    let wrong: [(&[&str], &str); 6] = [
        (&["-"], "add --stdin-filename"),
        (&["--stdin-filename", PLAN], "goes with -"),
        (&["-", "142", "--stdin-filename", PLAN], "name nothing else"),
        (&["-", "--stdin-filename", "notes.txt"], "no record lies at"),
        (&["-", "--stdin-filename", "../elsewhere/plan.md"], "is not in the service"),
        (&["--staged", "142"], "cannot be used with"),
    ];
    for (words, says) in wrong {
        let (status, _, said) = place.with_input(&[&["check"], words].concat(), "---\n");
        assert!(status == Some(2) && said.contains(says), "{words:?}: {said}");
    }
}

#[test]
fn what_is_staged_is_checked_as_it_is_in_the_index() {
    let place = Place::demo();
    begin(&concise(&place, &["--staged"]), &[]);
    let plan = place.read(PLAN);
    place.edit(PLAN, "key_worker:", "key_wroker:");
    begin(&concise(&place, &["--staged"]), &[]);
    place.git(&["add", PLAN]);
    place.write(PLAN, &plan);
    let staged = "residents/R-0142/plan.md:7:1: F031 error";
    begin(&concise(&place, &["--staged"]), &[staged]);
    begin(&concise(&place, &[]), &[]);
    place.git(&["rm", "--quiet", "--cached", "residents/R-0117/weekly/2026-W46.md"]);
    place.write("residents/notes.md", "");
    place.git(&["add", "residents/notes.md"]);
    let deleted = "residents/R-0117/weekly/2026-W46.md:1:1: F061 warning";
    let overdue = "residents/R-0117/weekly/2026-W45.md:5:7: C004 info";
    begin(&concise(&place, &["--staged"]), &[overdue, deleted, staged, "residents/notes.md:1:1: F020 error"]);
    let inside = place.run(&place.root().join("residents"), &["check", "--staged"]);
    assert_eq!(inside.status.code(), Some(1), "from anywhere in the service");
}

/// The example in the subfolder `care` of its repository, with one error in a plan.
fn in_subfolder() -> Place {
    let place = Place::demo();
    fs::create_dir(place.root().join("care")).expect("a folder");
    place.git(&["mv", "supportplan.yaml", "residents", "team", "care"]);
    place.git(&["commit", "--quiet", "--no-verify", "-m", "Moved"]);
    place.edit(&format!("care/{PLAN}"), "key_worker:", "key_wroker:");
    place
}

#[test]
fn forges_are_told_paths_from_the_top_of_the_repository() {
    let place = in_subfolder();
    let say = |at: &str, words: &[&str]| {
        let output = place.run(&place.root().join(at), &[&["check"], words].concat());
        String::from_utf8(output.stdout).expect("text")
    };
    for at in ["care", "care/residents/R-0142"] {
        for (format, path) in [
            ("github", "::error file=care/residents/R-0142/plan.md,line=7"),
            ("gitlab", "\"path\": \"care/residents/R-0142/plan.md\""),
            ("sarif", "\"uri\": \"care/residents/R-0142/plan.md\""),
            ("junit", "file=\"care/residents/R-0142/plan.md\""),
            ("json", "\"path\": \"residents/R-0142/plan.md\""),
        ] {
            let said = say(at, &["--format", format]);
            assert!(said.contains(path), "{format}: {said}");
        }
    }
    begin(&[say("care", &["--format", "concise"])], &["residents/R-0142/plan.md:7:1: F031"]);
    begin(&[say("care/residents", &["--format", "concise"])], &["../residents/R-0142/plan.md:7:1: F031"]);
    assert!(say("care/residents", &["--show-text"]).contains("../residents/R-0142/plan.md:7:1"), "drawn as well");
    place.git(&["add", "care"]);
    let output = place.run(&place.root(), &["-C", "care", "check", "--staged"]);
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(
        said.contains("\ncare: 23 records read: 1 error in 1 file; `supportplan check --fix` mends 1 of them"),
        "{said}"
    );
    assert!(said.ends_with("; mend what is named, `git add` it and commit again\n"), "{said}");
}

#[test]
fn what_is_printed_can_be_less_than_what_reports_hold() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 9");
    place.edit(PLAN, "\ncommissioned_hours: 9", "\ncommissioned_hours: 9\nfavourite_colour: green");
    let words = ["check", "--format", "concise", "--max-findings", "1", "--report", "concise=all.txt"];
    let output = place.run(&place.root(), &words);
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(printed.lines().count() == 1 && printed.contains(" error "), "{printed}");
    assert_eq!(place.read("all.txt").lines().count(), 2);
    for words in [["--max-findings", "0"], ["--changed-since", ""]] {
        let (status, said) = place.plan(&["check", words[0], words[1]]);
        assert!(status == Some(2) && (said.contains("from 1 on") || said.contains("a branch, a tag")), "{said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let place = Place::demo();
    let full = fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &["check", "--format", "json"]);
    let output = command.stdout(full).output().expect("runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(2) && said.contains("what was to be printed is lost"), "{said}");
}

#[test]
fn what_is_only_announced_is_not_staged() {
    let place = Place::demo();
    let new = "residents/R-0142/weekly/2026-W47.md";
    place.write(new, "Not begun.\n");
    place.git(&["add", "-N", new]);
    begin(&concise(&place, &["--staged"]), &[]);
    place.git(&["add", new]);
    begin(&concise(&place, &["--staged"]), &["residents/R-0142/weekly/2026-W47.md:1:1: F004 error"]);
}

#[test]
fn settings_that_are_staged_are_what_everybody_is_checked_against() {
    let place = Place::demo();
    let settings = place.read("supportplan.yaml");
    place.write("supportplan.yaml", &settings.replace("id: tom-b", "id: tom-c"));
    place.git(&["add", "supportplan.yaml"]);
    place.write("supportplan.yaml", &settings);
    let found = concise(&place, &["--staged"]);
    assert!(found.iter().any(|line| line.starts_with("residents/R-0158/") && line.contains("F042")), "{found:#?}");
    assert_eq!(concise(&place, &[]), Vec::<String>::new());
}

#[test]
fn a_service_without_a_commit_and_one_in_a_worktree_have_an_index_too() {
    let place = Place::demo();
    place.git(&["worktree", "add", "--quiet", "-b", "second", "../second"]);
    let second = place.folder.path().join("second");
    fs::write(second.join(PLAN), place.read(PLAN).replace("key_worker:", "key_wroker:")).expect("written");
    place.git(&["-C", "../second", "add", "."]);
    assert_eq!(place.run(&second, &["check", "--staged"]).status.code(), Some(1));
    assert_eq!(place.plan(&["check", "--staged"]).0, Some(0));
    fs::remove_dir_all(place.root().join(".git")).expect("removed");
    place.git(&["init", "--quiet"]);
    place.git(&["add", "."]);
    let (status, said) = place.plan(&["check", "--staged"]);
    assert!(status == Some(0) && said.contains("72 records read"), "{said}");
}

#[test]
fn a_service_in_a_subfolder_and_a_repository_that_lies_elsewhere_are_found() {
    let place = Place::demo();
    let all = place.folder.path();
    fs::create_dir(all.join("big")).expect("a folder");
    fs::rename(all.join("d"), all.join("big/care")).expect("moved");
    fs::rename(all.join("big/care/.git"), all.join("apart.git")).expect("moved");
    let run = |words: &[&str], vars: &[(&str, &str)]| {
        let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &all.join("big"), words);
        command.envs(vars.iter().copied()).output().expect("the program runs").status.code()
    };
    let git = |words: &[&str]| {
        let named =
            ["-c", "user.name=P", "-c", "user.email=p@x.example", "--git-dir", "../apart.git", "--work-tree", "."];
        let output = place.command("git", &all.join("big"), &[&named, words].concat()).output().expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "-m", "Moved"]);
    let led = [("GIT_DIR", "../apart.git"), ("GIT_WORK_TREE", ".")];
    assert_eq!(run(&["-C", "care", "check", "--staged"], &led), Some(0));
    let plan = all.join("big/care").join(PLAN);
    let text = fs::read_to_string(&plan).expect("a plan").replace("key_worker:", "key_wroker:");
    fs::write(&plan, text).expect("written");
    git(&["add", "--all"]);
    assert_eq!(run(&["-C", "care", "check", "--staged"], &led), Some(1));
    assert_eq!(run(&["-C", "care", "check", "--staged"], &led[..1]), Some(1));
    assert_eq!(run(&["-C", "care", "check", "--staged"], &[]), Some(2), "no repository is found by itself");
}

#[test]
fn nothing_that_the_repository_names_is_run_to_see_what_is_staged() {
    let place = Place::demo();
    let trap = "touch \"$HOME/trapped\"; cat";
    for name in ["filter.trap.clean", "filter.trap.smudge", "diff.trap.textconv", "diff.trap.command", "core.fsmonitor"]
    {
        place.git(&["config", name, trap]);
    }
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.git(&["-c", "core.fsmonitor=false", "add", PLAN]);
    place.write(".gitattributes", "safety-plan.md filter=trap\n*.md diff=trap\n");
    let (status, said) = place.plan(&["check", "--staged"]);
    assert!(status == Some(2) && said.contains("safety-plan.md goes through a filter"), "{said}");
    place.write(".gitattributes", "*.md diff=trap\n");
    assert_eq!(place.plan(&["check", "--staged"]).0, Some(0));
    place.write(".gitattributes", "plan.md filter=trap\n");
    let (status, said) = place.plan(&["check", "--changed-since", "HEAD"]);
    assert!(status == Some(0) && said.contains("nobody can tell here what it was before"), "{said}");
    assert!(!place.folder.path().join("home/trapped").exists());
}

#[test]
fn only_a_change_can_show_some_things() {
    let place = Place::demo();
    begin(&concise(&place, &["--changed-since", "HEAD"]), &[]);
    let renamed = place.read(PLAN).replace("cooks-lunch", "makes-lunch").replace("### Cooks lunch", "### Makes lunch");
    place.write(PLAN, &renamed);
    let add = |path: &str| place.write(path, &(place.read(path) + "\nMore was said.\n"));
    add("residents/R-0142/formal/2026-10-26.md");
    add("residents/R-0142/weekly/2026-W40.md");
    add("residents/R-0142/weekly/2026-W46.md");
    fs::remove_file(place.root().join("residents/R-0158/weekly/2026-W46.md")).expect("removed");
    let shown = |words: &[&str]| -> Vec<String> {
        let all = concise(&place, words).into_iter().filter(|line| line.contains(": F05") || line.contains(": F06"));
        all.map(|line| line.split(" warning").next().unwrap_or_default().to_owned()).collect()
    };
    let expected = [
        "residents/R-0142/formal/2026-10-26.md:82:1: F059",
        "residents/R-0142/plan.md:29:9: F062",
        "residents/R-0142/weekly/2026-W40.md:89:1: F060",
        "residents/R-0158/weekly/2026-W46.md:1:1: F061",
    ];
    assert_eq!(shown(&["--changed-since", "HEAD"]), expected);
    assert_eq!(shown(&[]), Vec::<String>::new());
    place.git(&["add", "--all"]);
    assert_eq!(shown(&["--staged"]), expected);
    place.git(&["commit", "--quiet", "-m", "All of it"]);
    assert_eq!(shown(&["--changed-since", "HEAD"]), Vec::<String>::new());
    assert_eq!(shown(&["--changed-since", "HEAD~1"]), expected);
}

#[test]
fn an_item_that_is_gone_is_named_and_one_that_was_ended_is_not() {
    let place = Place::demo();
    let plan = place.read(PLAN);
    let from = plan.find("  - id: picture-recipe").expect("an action");
    let to = from + plan[from..].find("\n  - id: ").expect("another one") + 1;
    place.write(PLAN, &(plan[..from].to_owned() + &plan[to..]));
    let found = concise(&place, &["--changed-since", "HEAD", "--select", "F062"]);
    begin(&found, &["residents/R-0142/plan.md:59:1: F062 warning an item of `actions` is gone"]);
    assert!(!found.concat().contains("picture"), "no word of the record");
}

#[test]
fn a_scan_and_a_later_review_are_no_change_to_what_was_closed() {
    let place = Place::demo();
    let review = "residents/R-0142/formal/2026-10-26.md";
    place.edit(review, "stage: closed", "stage: superseded");
    begin(&concise(&place, &["--changed-since", "HEAD", "--select", "F059"]), &[]);
    place.edit(review, "stage: superseded", "stage: discussed");
    assert_eq!(concise(&place, &["--changed-since", "HEAD", "--select", "F059"]).len(), 1);
}

#[test]
fn changes_count_from_the_version_in_common() {
    let place = Place::demo();
    place.git(&["checkout", "--quiet", "-b", "mine"]);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.git(&["commit", "--quiet", "-am", "Mine"]);
    place.git(&["checkout", "--quiet", "main"]);
    fs::remove_file(place.root().join("residents/R-0158/weekly/2026-W46.md")).expect("removed");
    place.git(&["commit", "--quiet", "-am", "What others did"]);
    place.git(&["checkout", "--quiet", "mine"]);
    let (status, said) = place.plan(&["check", "--changed-since", "main"]);
    assert_eq!((status, said.trim_end()), (Some(0), "23 records read: nothing found"));
    // A record that nobody has committed counts as well.
    place.write("residents/R-0117/weekly/2026-W47.md", "");
    begin(&concise(&place, &["--changed-since", "main"]), &["residents/R-0117/weekly/2026-W47.md:1:1: F004"]);
}

#[test]
fn a_version_that_is_not_there_is_named_with_what_to_do() {
    let place = Place::demo();
    for rev in ["nowhere", "HEAD~5000"] {
        let (status, said) = place.plan(&["check", "--changed-since", rev]);
        assert!(status == Some(2) && said.contains("there is no version"), "{rev}: {said}");
    }
    let from = format!("file://{}", place.root().display());
    place.git(&["clone", "--quiet", "--depth", "1", &from, "../shallow"]);
    let output = place.run(&place.folder.path().join("shallow"), &["check", "--changed-since", "HEAD~1"]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(2) && said.contains("fetch-depth: 0"), "{said}");
    place.git(&["checkout", "--quiet", "--orphan", "other"]);
    place.git(&["commit", "--quiet", "-m", "Another beginning"]);
    let (status, said) = place.plan(&["check", "--changed-since", "main"]);
    assert!(status == Some(2) && said.contains("no version in common"), "{said}");
}

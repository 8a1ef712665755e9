//! Every page at once, made again only where something changed; and pages as PDF and in a browser.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use place::{PLAN, Place};

/// The files in a folder and in those below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The pages of a folder and when each was written.
fn pages(place: &Place) -> BTreeMap<String, SystemTime> {
    let root = place.root().join("pages");
    let pages = files(&root).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    let written = |path: &Path| fs::metadata(path).expect("a file").modified().expect("a date");
    let name = |path: &Path| path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
    pages.map(|path| (name(&path), written(&path))).collect()
}

/// Makes all pages: what was said.
fn all(place: &Place) -> String {
    let (status, said) = place.plan(&["render", "--all"]);
    assert_eq!(status, Some(0), "{said}");
    said
}

/// The pages that were written between.
fn written(before: &BTreeMap<String, SystemTime>, after: &BTreeMap<String, SystemTime>) -> Vec<String> {
    after.iter().filter(|(path, date)| before.get(*path) != Some(date)).map(|(path, _)| path.clone()).collect()
}

#[test]
fn only_what_changed_is_written_again() {
    let place = Place::demo();
    all(&place);
    let first = pages(&place);
    assert!(first.contains_key("R-0142/plan-history.html") && first.contains_key("index.html"));
    assert!(all(&place).contains("0 of them written now"));
    assert_eq!(pages(&place), first);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 7");
    all(&place);
    let second = pages(&place);
    let changed = written(&first, &second);
    assert!(changed.contains(&"R-0142/plan.html".to_owned()), "{changed:?}");
    assert!(changed.iter().all(|path| !path.starts_with("R-0117/") && !path.starts_with("team/")), "{changed:?}");
    // The history tells by whom, once it is saved.
    let (status, said) = place.plan(&["save", "142", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    all(&place);
    assert!(written(&second, &pages(&place)).contains(&"R-0142/plan-history.html".to_owned()));
    // Once all that was read is old enough to be told apart from what comes, nothing is made anew, and the list of what was made stays.
    let list =
        || fs::metadata(place.root().join("pages/.supportplan-pages")).expect("a list").modified().expect("a date");
    let stays = |_| {
        let before = list();
        all(&place);
        list() == before
    };
    assert!((0..20).any(stays));
}

#[test]
fn the_list_of_all_pages_stays_whole_where_some_are_made_again() {
    let place = Place::demo();
    all(&place);
    let list = place.read("pages/index.html");
    let (status, said) = place.plan(&["render", "142", "--page", "support-plan"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.read("pages/index.html"), list);
    assert!(all(&place).contains("0 of them written now"));
}

#[test]
fn what_is_gone_has_no_page_and_what_was_spoilt_is_made_again() {
    let place = Place::demo();
    all(&place);
    let review = "R-0142/weekly/2026-W46.html";
    fs::remove_file(place.root().join("residents/R-0142/weekly/2026-W46.md")).expect("removed");
    fs::remove_dir_all(place.root().join("residents/R-0142/incidents")).expect("removed");
    all(&place);
    assert!(!place.root().join("pages/R-0142/incidents").exists());
    assert!(!pages(&place).contains_key(review) && !place.read("pages/index.html").contains(review));
    let good = place.read("pages/R-0142/plan.html");
    place.write("pages/R-0142/plan.html", &good.replace("Support plan", "Spoilt plan"));
    all(&place);
    assert_eq!(place.read("pages/R-0142/plan.html"), good);
    // What is no page of the program's is in nobody's way, and stays.
    place.write("pages/R-0142/plan.html", "my notes");
    let (status, said) = place.plan(&["render", "--all"]);
    assert!(status == Some(2) && said.contains("is not a page of this program's"), "{said}");
    assert_eq!(place.read("pages/R-0142/plan.html"), "my notes");
}

#[test]
fn a_page_that_cannot_be_made_leaves_no_part_of_the_others_behind() {
    let place = Place::demo();
    let own = ".supportplan/templates/page/support-plan.html";
    let broken = "{% extends \"page/base.html\" %}{% block main %}{{ plan.nix }}{% endblock %}";
    place.write(own, broken);
    for words in [&["render"][..], &["render", "142"], &["render", "--all"]] {
        let (status, said) = place.plan(words);
        assert!(status == Some(2) && said.contains("page/support-plan.html, line 1"), "{said}");
        assert!(!place.root().join("pages").exists(), "{words:?}");
    }
    fs::remove_file(place.root().join(own)).expect("removed");
    all(&place);
    let before: Vec<String> = pages(&place).into_keys().collect();
    place.write(own, broken);
    assert_eq!(place.plan(&["render", "--all"]).0, Some(2));
    assert_eq!(pages(&place).into_keys().collect::<Vec<_>>(), before, "what lay there stays");
}

#[test]
fn settings_templates_and_the_day_are_inputs_as_well() {
    let place = Place::demo();
    all(&place);
    let first = pages(&place);
    place.edit("supportplan.yaml", "service: Larch House", "service: Alder House");
    all(&place);
    assert!(place.read("pages/R-0117/plan.html").contains("Alder House"));
    let own = ".supportplan/templates/page/record.html";
    place.write(own, "{% extends \"page/base.html\" %}{% block main %}ours{% endblock %}");
    all(&place);
    let incident = first.keys().find(|path| path.contains("/incidents/")).expect("an incident");
    assert!(place.read(&format!("pages/{incident}")).contains("ours"));
    fs::remove_file(place.root().join(own)).expect("removed");
    all(&place);
    assert!(!place.read(&format!("pages/{incident}")).contains("ours"));
    let logo = |colour: &str| {
        let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" fill=\"{colour}\"/>");
        place.write("art/logo.svg", &drawing);
        all(&place);
        place.read("pages/R-0142/plan.html").split_once("data:image/svg+xml").map(|(_, logo)| logo[..200].to_owned())
    };
    place.edit("supportplan.yaml", "supportplan: 1", "supportplan: 1\nlogo: art/logo.svg");
    let red = logo("red");
    assert!(red.is_some() && logo("green") != red);
    let (status, said) = place.plan(&["render", "--all", "--today", "2030-01-07"]);
    assert!(status == Some(0) && place.read("pages/overview.html").contains("7 January 2030"), "{said}");
    for (words, is_large) in [(&["--large-print"][..], true), (&[], false)] {
        let (status, said) = place.plan(&[&["render", "--all", "-o", "pages"], words].concat());
        assert!(
            status == Some(0) && place.read("pages/R-0142/plan.html").contains("class=\"large-print\"") == is_large,
            "{said}"
        );
    }
}

#[test]
fn pages_of_one_edition_are_not_put_among_those_of_another() {
    let place = Place::demo();
    all(&place);
    let list = place.read("pages/index.html");
    let (status, said) = place.plan(&["render", "117", "--references", "-o", "pages"]);
    assert!(status == Some(2) && said.contains("holds all pages of another edition"), "{said}");
    assert_eq!(place.read("pages/index.html"), list);
}

#[test]
fn what_says_that_it_is_of_another_resident_is_on_no_page() {
    let place = Place::demo();
    let review = place.read("residents/R-0117/weekly/2026-W46.md").replace("Margaret", "Qwertz");
    place.write("residents/R-0142/weekly/2026-W49.md", &review);
    assert!(review.contains("Qwertz"));
    let asked: [&[&str]; 3] = [&["--all"], &["142"], &["142", "--page", "weekly-sheet"]];
    for asked in asked {
        let (status, said) = place.plan(&[&["render", "-o", "out"], asked].concat());
        let told = "On no page: residents/R-0142/weekly/2026-W49.md. What cannot be read as text, or is by its own words of another resident";
        assert!(status == Some(1) && said.contains(told), "{said}");
        let is_told_of = |file: &PathBuf| fs::read_to_string(file).expect("text").contains("Qwertz");
        assert_eq!(
            files(&place.root().join("out")).into_iter().filter(is_told_of).collect::<Vec<_>>(),
            Vec::<PathBuf>::new()
        );
    }
}

#[test]
fn what_cannot_be_read_is_told_each_time() {
    let place = Place::demo();
    all(&place);
    fs::write(place.root().join("residents/R-0158/plan.md"), [0xff, 0xfe, b'-', 0]).expect("written");
    for _ in 0..3 {
        let (status, said) = place.plan(&["render", "--all"]);
        assert!(status == Some(1) && said.contains("On no page: residents/R-0158/plan.md."), "{said}");
        assert!(!pages(&place).contains_key("R-0158/plan.html"));
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_taken_away_through_a_link() {
    use std::os::unix::fs::symlink;
    let place = Place::demo();
    all(&place);
    let root = place.root();
    let plan = place.read(PLAN);
    symlink("../residents/R-0142/plan.md", root.join("pages/overview.html.supportplan-half")).expect("a link");
    place.edit("supportplan.yaml", "service: Larch House", "service: Alder House");
    all(&place);
    assert!(place.read(PLAN) == plan && place.read("pages/overview.html").contains("Alder House"));
    fs::rename(root.join("pages/R-0142"), root.join("elsewhere")).expect("moved");
    symlink("../elsewhere", root.join("pages/R-0142")).expect("a link");
    fs::rename(root.join("residents/R-0142"), root.join("gone")).expect("moved");
    all(&place);
    assert!(root.join("elsewhere/plan.html").is_file());
}

#[test]
fn runs_at_the_same_time_take_turns() {
    let place = Place::demo();
    let runs = ["", "--large-print", "", "--references"].map(|edition| {
        let words: Vec<&str> =
            ["render", "--all", "-o", "pages", edition].into_iter().filter(|word| !word.is_empty()).collect();
        place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &words).spawn().expect("a run")
    });
    for run in runs {
        let done = run.wait_with_output().expect("an end");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    all(&place);
    let made = |folder: &str| {
        let root = place.root().join(folder);
        let pages = files(&root).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
        let pages =
            pages.map(|path| (path.strip_prefix(&root).expect("below").to_owned(), fs::read(&path).expect("a page")));
        pages.collect::<BTreeMap<PathBuf, Vec<u8>>>()
    };
    let (status, said) = place.plan(&["render", "--all", "-o", "afresh"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(made("pages") == made("afresh"), "as if made afresh");
}

#[test]
fn in_no_repository_all_is_made_but_what_tells_of_earlier_versions() {
    let place = Place::demo();
    fs::rename(place.root().join(".git"), place.root().join("git-elsewhere")).expect("moved");
    let said = all(&place);
    assert!(said.contains("lies in no git repository") && said.contains("`git init`"), "{said}");
    let first = pages(&place);
    assert!(first.contains_key("R-0142/formal-pack.html") && !first.contains_key("R-0142/plan-history.html"));
    let asked: [&[&str]; 3] = [&["--page", "history"], &["--changes", "all"], &["--all", "--changes", "all"]];
    for asked in asked {
        let (status, said) = place.plan(&[&["render"], asked].concat());
        assert!(status == Some(2) && said.contains("is not in a git repository"), "{said}");
    }
    fs::rename(place.root().join("git-elsewhere"), place.root().join(".git")).expect("moved");
    assert!(!all(&place).contains("lies in no git repository"));
    assert!(pages(&place).contains_key("R-0142/plan-history.html"));
}

#[test]
fn no_file_among_pages_with_references_says_what_anybody_is_called() {
    let place = Place::demo();
    place.edit(PLAN, "called: Sam", "called: Qwertz");
    place.edit("supportplan.yaml", "name: Priya N", "name: Asdfgh N");
    let named = |folder: &str, words: &[&str]| {
        let (status, said) = place.plan(&[&["render", "--all", "-o", folder], words].concat());
        assert_eq!(status, Some(0), "{said}");
        let mut files = files(&place.root().join(folder));
        files.retain(|file| {
            let text = fs::read_to_string(file).expect("text");
            [text, file.display().to_string()].iter().any(|text| text.contains("Qwertz") || text.contains("Asdfgh"))
        });
        files
    };
    assert!(named("usual", &[]).len() > 40, "names stand on the usual pages");
    assert_eq!(named("referred", &["--references"]), Vec::<PathBuf>::new());
}

#[test]
fn a_damaged_list_of_what_was_made_does_no_harm() {
    let place = Place::demo();
    all(&place);
    let first = pages(&place);
    for text in ["", "{", "{\"parts\": 3}", "\u{0}\u{1}"] {
        place.write("pages/.supportplan-pages", text);
        assert!(all(&place).contains("0 of them written now"));
        assert_eq!(pages(&place), first, "what comes out as it is stays as it is");
    }
}

/// A folder with a program of this name that does what the script says.
#[cfg(unix)]
fn program(place: &Place, name: &str, script: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    place.write(&format!("../bin/{name}"), &format!("#!/bin/sh\n{script}\n"));
    let path = place.root().join(format!("../bin/{name}"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    path.parent().expect("a folder").to_owned()
}

/// Runs the program with only these programs beside it.
#[cfg(unix)]
fn beside(place: &Place, programs: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), words);
    let output = command.env("PATH", programs).output().expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).expect("text"))
}

#[cfg(unix)]
#[test]
fn a_browser_prints_without_reaching_anybody() {
    let place = Place::demo();
    let prints = "for word; do case $word in --print-to-pdf=*) printf '%%PDF-1.4 /Producer (Skia/PDF m1) %s' \"$*\" > \"${word#*=}\";; esac; done";
    let programs = program(&place, "chromium", prints);
    let words = ["render", "142", "--page", "support-plan", "--pdf"];
    let (status, said) = beside(&place, &programs, &words);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("plan.pdf"), "{said}");
    let pdf = place.read("pages/R-0142/plan.pdf");
    for word in ["--headless", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "/R-0142/plan.html"] {
        assert!(pdf.contains(word), "{word}: {pdf}");
    }
    let left: Vec<_> = fs::read_dir(place.root().join("pages")).expect("a folder").collect();
    assert_eq!(left.len(), 2, "the pages and their list, and nothing of the browser's: {left:?}");
    // Again, over what was printed before; but not over a file of somebody else's.
    assert_eq!(beside(&place, &programs, &words).0, Some(0));
    place.write("pages/R-0142/plan.pdf", "%PDF a scan");
    let (status, said) = beside(&place, &programs, &words);
    assert!(status == Some(2) && said.contains("was not printed here"), "{said}");
    assert_eq!(place.read("pages/R-0142/plan.pdf"), "%PDF a scan");
}

#[cfg(unix)]
#[test]
fn without_a_browser_it_is_said_how_to_print() {
    let place = Place::demo();
    let programs = program(&place, "chromium", "exit 1");
    let words = ["render", "142", "--page", "support-plan", "--pdf"];
    let (status, said) = beside(&place, &programs, &words);
    assert!(status == Some(2) && said.contains("Open the page in a browser and print it there"), "{said}");
    assert!(!place.root().join("pages/R-0142/plan.pdf").exists());
    let (status, said) = beside(&place, Path::new("/nowhere"), &words);
    assert!(status == Some(2) && said.contains("no Chromium or Chrome was found"), "{said}");
    assert!(place.root().join("pages/R-0142/plan.html").exists(), "the page is there");
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_is_opened_by_the_program_that_the_computer_has_for_it() {
    let place = Place::demo();
    let opened = place.root().join("../opened");
    let programs = program(&place, "xdg-open", &format!("echo \"$1\" > '{}'", opened.display()));
    let (status, said) = beside(&place, &programs, &["render", "142", "--page", "support-plan", "--open"]);
    assert_eq!(status, Some(0), "{said}");
    let begun = std::time::Instant::now();
    while fs::read_to_string(&opened).unwrap_or_default().is_empty() && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(fs::read_to_string(&opened).expect("opened").trim().ends_with("pages/R-0142/plan.html"));
    let (status, said) = beside(&place, Path::new("/nowhere"), &["render", "142", "--page", "support-plan", "--open"]);
    assert!(status == Some(2) && said.contains("in a browser"), "{said}");
}

#[test]
fn pages_of_the_whole_service_are_among_them_and_as_if_made_alone() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 60");
    all(&place);
    let index = place.read("pages/index.html");
    let (status, said) = place.plan(&["render", "142", "117", "158", "--page", "progress", "-o", "alone"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.read("pages/R-0142/progress.html"), place.read("alone/R-0142/progress.html"));
    assert!(
        place.read("pages/progress.html").contains("href=\"./R-0158/progress.html\""),
        "it leads to the reports beside it"
    );
    for (name, path) in [("overview", "overview.html"), ("progress", "progress.html")] {
        assert!(index.contains(&format!("href=\"./{path}\"")), "{path}");
        let (status, said) = place.plan(&["render", "--page", name, "-o", "alone"]);
        assert_eq!(status, Some(0), "{said}");
        assert_eq!(place.read(&format!("pages/{path}")), place.read(&format!("alone/{path}")), "{path}");
    }
    assert!(place.read("pages/overview.html").contains("P004") && !place.read("pages/overview.html").contains("F020"));
    place.write("residents/notes.md", "x\n");
    all(&place);
    assert!(place.read("pages/overview.html").contains("F020"), "a stray is found as well");
}

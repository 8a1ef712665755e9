//! A service as it stood: records byte for byte, pages, and all about one resident in a folder.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;
use std::path::Path;

use place::{PLAN, Place};

/// The bytes that `history --at` prints.
fn at(place: &Place, moment: &str, record: &str) -> (Option<i32>, Vec<u8>, String) {
    let output = place.run(&place.root(), &["history", "R-0142", "--at", moment, "--record", record]);
    (output.status.code(), output.stdout, String::from_utf8(output.stderr).expect("text"))
}

fn commit(place: &Place, message: &str) {
    place.git(&["add", "--all", "--force"]);
    place.git(&["commit", "--quiet", "--no-verify", "-m", message]);
}

fn export(place: &Place, words: &[&str]) -> (Option<i32>, String) {
    place.plan(&[&["export", "142", "-o", "../out"], words].concat())
}

/// What lies in a folder, with all that is below it: each path, and the bytes of files.
fn below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(below(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.push((name, fs::read(&path).expect("read")));
        }
    }
    found.sort();
    found
}

#[test]
fn any_bytes_come_back_as_they_were() {
    let place = Place::demo();
    // git keeps the ends of lines as they are.
    place.write(".gitattributes", "* -text\n");
    let odd: &[u8] = b"\xef\xbb\xbf---\r\nno: \x1b[31mred\x1b[0m\0\xff\xfe\r\nno end";
    fs::write(place.root().join(PLAN), odd).expect("written");
    fs::create_dir_all(place.root().join("residents/R-0142/scans")).expect("a folder");
    fs::write(place.root().join("residents/R-0142/scans/2026-10-26-formal.pdf"), odd).expect("written");
    commit(&place, "odd");
    fs::write(place.root().join(PLAN), "not saved").expect("written");
    for record in ["plan.md", PLAN, "scans/2026-10-26-formal.pdf"] {
        let (status, bytes, said) = at(&place, "HEAD", record);
        assert_eq!((status, bytes.as_slice()), (Some(0), odd), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("as it stood at HEAD: version ") && said.contains("saved by Priya N"), "{said}");
    }
    let (_, bytes, said) = at(&place, "HEAD~1", "plan.md");
    assert!(said.contains("It was last changed before in version ") && said.contains(" of 2 November 2026"), "{said}");
    assert_eq!(bytes, place.git(&["show", &format!("HEAD~1:{PLAN}")]).into_bytes());
    let (status, bytes, said) = at(&place, "HEAD~1", "scans/2026-10-26-formal.pdf");
    assert_eq!((status, bytes.len()), (Some(1), 0));
    assert!(said.contains("was not there at HEAD~1. It is there since"), "{said}");
}

#[test]
fn a_record_that_was_taken_away_is_there_at_its_time() {
    let place = Place::demo();
    let then = place.read(PLAN);
    place.git(&["rm", "-r", "--quiet", "residents/R-0142"]);
    commit(&place, "gone");
    let (status, bytes, _) = at(&place, "HEAD~1", "plan.md");
    assert_eq!((status, bytes), (Some(0), then.clone().into_bytes()));
    let (status, bytes, said) = at(&place, "HEAD", "plan.md");
    assert_eq!((status, bytes.len()), (Some(1), 0));
    assert!(said.contains("It was taken out of the folder on"), "{said}");
    let (status, said) = place.plan(&["export", "142", "--at", "HEAD~1", "-o", "../out"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(fs::read_to_string(place.root().join("../out").join(PLAN)).expect("there"), then);
    let (status, said) = place.plan(&["export", "R-0142", "-o", "../again"]);
    assert!(status == Some(2) && said.contains("there is no resident"), "{said}");
    assert!(!place.root().join("../again").exists());
}

#[test]
fn nobody_elses_words_turn_up() {
    let place = Place::demo();
    for record in
        ["residents/R-0117/plan.md", "../R-0117/plan.md", "residents/R-0142/../R-0117/plan.md", "./../R-0117/plan.md"]
    {
        let (status, bytes, _) = at(&place, "HEAD", record);
        assert_eq!((status, bytes.len()), (Some(2), 0), "{record}");
    }
    // A link in the place of a record prints nothing of what it leads to.
    #[cfg(unix)]
    {
        fs::remove_file(place.root().join(PLAN)).expect("removed");
        std::os::unix::fs::symlink("../R-0117/plan.md", place.root().join(PLAN)).expect("a link");
        commit(&place, "a link");
        assert_eq!(at(&place, "HEAD", "plan.md").1.len(), 0);
        let (status, said) = export(&place, &[]);
        assert!(status == Some(0) && said.contains("Left out: 1 file"), "{said}");
        let out = place.root().join("../out");
        assert!(!out.join(PLAN).exists());
        assert!(fs::read_to_string(out.join("README.txt")).expect("there").contains(&format!("{PLAN}: it is a link")));
    }
}

#[test]
fn an_export_holds_what_git_holds_and_can_be_checked() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours: 6\n", "commissioned_hours: 7\n");
    place.write("residents/R-0142/notes on Sam.txt", "Rang Jo.");
    let (status, said) = export(&place, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("were edited and not saved: that is not in it"), "{said}");
    assert!(!said.contains("mother") && !said.contains("Priya"), "{said}");
    let out = place.root().join("../out");
    let listed = place.git(&["ls-tree", "-r", "--name-only", "HEAD", "residents/R-0142"]);
    let expected: Vec<_> = listed
        .lines()
        .map(|path| (path.to_owned(), place.git(&["show", &format!("HEAD:{path}")]).into_bytes()))
        .collect();
    let found: Vec<_> = below(&out).into_iter().filter(|(path, _)| path.starts_with("residents/")).collect();
    assert_eq!(found, expected);
    let check = place.command("sha256sum", &out, &["--check", "--strict", "SHA256SUMS"]).output().expect("it runs");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    let sums = String::from_utf8(check.stdout).expect("text");
    assert_eq!(sums.lines().count(), below(&out).len() - 1, "{sums}");
    assert!(out.join("pages/R-0142/plan.html").is_file() && !out.join("pages/R-0117").exists());
    let life = fs::read_to_string(out.join("pages/R-0142/plan-history.html")).expect("there");
    assert!(life.contains("What changed since the beginning") && life.contains("<del datetime=\"2026-"));
    let list = fs::read_to_string(out.join("third-parties.txt")).expect("there");
    assert!(list.contains("\"mother\"  a relative") && list.contains("priya-n is Priya N"), "{list}");
    // No word of another resident's is in any file, but for what the list is there to name.
    for (path, bytes) in below(&out) {
        assert!(!String::from_utf8_lossy(&bytes).contains("R-0117"), "{path}");
    }
    let before = below(&out);
    let (status, said) = export(&place, &[]);
    assert!(status == Some(2) && said.contains("is there already"), "{said}");
    assert_eq!(below(&out), before);
}

#[cfg(unix)]
#[test]
fn an_export_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::demo();
    let out = place.root().join("../out");
    fs::create_dir(&out).expect("an empty folder");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o777)).expect("set");
    assert_eq!(export(&place, &[]).0, Some(0));
    let mode = |path: &str| fs::metadata(out.join(path)).expect("there").permissions().mode() & 0o7777;
    assert_eq!((mode("."), mode("README.txt"), mode("residents/R-0142"), mode(PLAN)), (0o700, 0o600, 0o700, 0o600));
    assert_eq!((mode("pages/R-0142"), mode("pages/index.html")), (0o700, 0o600));
}

#[test]
fn what_a_killed_export_left_is_cleared_by_the_next_and_nothing_is_left_of_one_that_fails() {
    let place = Place::demo();
    let left = place.root().join("../.out.supportplan-export");
    fs::create_dir(&left).expect("a folder");
    fs::write(left.join("half"), "half").expect("written");
    place.write(".supportplan/templates/page/record.html", "{% if %}");
    let (status, said) = export(&place, &[]);
    assert_eq!(status, Some(2), "{said}");
    assert!(!place.root().join("../out").exists() && !left.exists(), "{said}");
    fs::remove_file(place.root().join(".supportplan/templates/page/record.html")).expect("removed");
    assert_eq!(export(&place, &[]).0, Some(0));
    assert!(!left.exists() && !place.root().join("../out/half").exists());
}

#[test]
fn an_export_lies_outside_the_repository() {
    let place = Place::demo();
    for out in ["out", "residents/R-0142/out", ".", "pages", ".git/out", "../d/out"] {
        let (status, said) = place.plan(&["export", "142", "-o", out]);
        assert_eq!(status, Some(2), "{out}: {said}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place.root(), place.folder.path().join("way")).expect("a link");
        for out in ["../way", "../way/out"] {
            assert_eq!(place.plan(&["export", "142", "-o", out]).0, Some(2), "{out}");
        }
    }
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[cfg(unix)]
#[test]
fn names_that_nobody_would_choose_do_no_harm() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::demo();
    let folder = place.root().join("residents/R-0142");
    for name in [&b"a\nb.txt"[..], b"back\\slash.txt", b"-rf.txt", b"\x1b[31m.txt", b"no\xfftext.txt", b".hidden"] {
        fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), "x").expect("written");
    }
    commit(&place, "odd names");
    let (status, said) = export(&place, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("Left out: 2 files") && !said.contains('\x1b'), "{said}");
    let out = place.root().join("../out");
    assert!(out.join("residents/R-0142/a\nb.txt").is_file());
    let check = place.command("sha256sum", &out, &["--check", "--strict", "--quiet", "SHA256SUMS"]).output();
    assert!(check.expect("it runs").status.success());
    for file in ["README.txt", "third-parties.txt", "saves.csv"] {
        assert!(!fs::read_to_string(out.join(file)).expect("text").contains('\x1b'), "{file}");
    }
}

#[test]
fn pages_of_then_say_so_and_leave_those_of_today_alone() {
    let place = Place::demo();
    assert_eq!(place.plan(&["render", "142"]).0, Some(0));
    let today = place.read("pages/R-0142/plan.html");
    let (status, said) = place.plan(&["render", "142", "--at", "2026-09-01"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.read("pages/R-0142/plan.html"), today);
    let then = place.read("pages/at-2026-09-01/R-0142/plan.html");
    assert_eq!(then.matches("hings stood when 1 September 2026 ended, commit ").count(), 3);
    assert!(!today.contains("hings stood") && place.read("pages/at-2026-09-01/index.html").contains("hings stood"));
    // What the service's settings say now does not change how it was.
    place.edit("supportplan.yaml", "service: Larch House", "service: Rowan House");
    assert_eq!(place.plan(&["render", "142", "--at", "2026-09-01"]).0, Some(0));
    assert_eq!(place.read("pages/at-2026-09-01/R-0142/plan.html"), then);
    let (status, said) = place.plan(&["render", "142", "--at", "2026-07-09"]);
    assert!(status == Some(2) && said.contains("nothing was saved yet"), "{said}");
}

#[test]
fn a_copy_that_is_cut_off_says_where() {
    let place = Place::demo();
    let from = format!("file://{}", place.root().display());
    place.git(&["clone", "--quiet", "--depth", "3", &from, "../cut"]);
    let run = |words: &[&str]| {
        let output = place.run(&place.folder.path().join("cut"), words);
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).expect("text"))
    };
    let (status, said) = run(&["history", "142", "--at", "2026-09-01"]);
    assert!(status == Some(2) && said.contains("cut off: its oldest version"), "{said}");
    let (status, said) = run(&["history", "142", "--at", "HEAD~9"]);
    assert!(status == Some(2) && said.contains("git fetch --unshallow"), "{said}");
    assert_eq!(run(&["history", "142", "--at", "HEAD"]).0, Some(0));
}

#[test]
fn what_goes_through_a_filter_is_refused_or_left_out() {
    let place = Place::demo();
    place.write("residents/R-0142/scans/2026-10-26-formal.pdf", "a pointer");
    commit(&place, "a scan");
    place.write(".gitattributes", "*.pdf filter=lfs\n");
    let (status, said) = export(&place, &[]);
    assert!(status == Some(0) && said.contains("Left out: 1 file"), "{said}");
    place.write(".gitattributes", "*.md filter=git-crypt\n");
    let (status, bytes, said) = at(&place, "HEAD", "plan.md");
    assert!(status == Some(2) && bytes.is_empty() && said.contains("goes through a filter"), "{said}");
    let (status, said) = place.plan(&["export", "142", "-o", "../other"]);
    assert!(status == Some(2) && said.contains("goes through a filter"), "{said}");
    assert!(!place.root().join("../other").exists());
}

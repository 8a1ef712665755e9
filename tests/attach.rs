//! The signed copy of a formal review, from any file that somebody names.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::Place;

const FORMAL: &str = "residents/R-0142/formal/2026-10-26.md";
const SCAN: &str = "residents/R-0142/scans/2026-10-26-formal.pdf";
const PDF: &[u8] = include_bytes!("cmd/attach.in/signed.pdf");

/// The example, with a scan beside it whose name tells whose it is.
fn with_scan() -> Place {
    let place = Place::demo();
    fs::write(place.folder.path().join("Sam Smith signed.pdf"), PDF).expect("written");
    place
}

fn attach(place: &Place, file: &str) -> (Option<i32>, String) {
    place.plan(&["attach-scan", "142", file, "--by", "priya-n"])
}

#[test]
fn nothing_of_the_file_is_kept_but_its_pages() {
    let place = with_scan();
    assert_eq!(attach(&place, "../Sam Smith signed.pdf").0, Some(0));
    let kept = fs::read(place.root().join(SCAN)).expect("a scan");
    let holds = |words: &str| kept.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(holds("60 100 m 200 120 l"), "the page is there");
    for words in ["GPS", "Sam signed", "Priya", "scanner"] {
        assert!(PDF.windows(words.len()).any(|part| part == words.as_bytes()) && !holds(words), "{words}");
    }
    assert!(!place.git(&["log", "-1", "--patch", "--format=%B"]).contains("Smith"));
    assert_eq!(fs::read(place.folder.path().join("Sam Smith signed.pdf")).expect("the file"), PDF);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
    let (status, said) = place.plan(&["verify"]);
    assert!(status == Some(0) && said.contains("1 scan: each is in git and in the folder"), "{said}");
    let (_, said) = place.plan(&["check", "142"]);
    assert!(said.ends_with("nothing found\n"), "{said}");
    let (_, said) = place.plan(&["check", "--changed-since", "HEAD~1"]);
    assert!(said.ends_with("nothing found\n"), "{said}");
}

#[test]
fn what_was_broken_off_is_gone_on_with() {
    let whole = with_scan();
    assert_eq!(attach(&whole, "../Sam Smith signed.pdf").0, Some(0));
    let (scan, review) = (fs::read(whole.root().join(SCAN)).expect("a scan"), whole.read(FORMAL));
    for is_named in [false, true] {
        let place = with_scan();
        fs::create_dir_all(place.root().join(SCAN).parent().expect("a folder")).expect("a folder");
        fs::write(place.root().join(SCAN), &scan).expect("written");
        if is_named {
            place.write(FORMAL, &review);
        }
        assert_eq!(attach(&place, "../Sam Smith signed.pdf").0, Some(0));
        assert_eq!((place.read(FORMAL), place.git(&["status", "--porcelain"])), (review.clone(), String::new()));
    }
}

#[test]
fn what_somebody_else_put_there_stays() {
    let place = with_scan();
    place.write(SCAN, "another file");
    let (status, said) = attach(&place, "../Sam Smith signed.pdf");
    assert!(status == Some(2) && said.contains("which the review does not name"), "{said}");
    assert_eq!(place.read(SCAN), "another file");
    fs::remove_file(place.root().join(SCAN)).expect("removed");

    place.edit(FORMAL, "still_needed: yes", "still_needed: unsure");
    let edited = place.read(FORMAL);
    let (status, said) = attach(&place, "../Sam Smith signed.pdf");
    assert!(status == Some(2) && said.contains("was edited and is not saved yet"), "{said}");
    assert_eq!(place.read(FORMAL), edited);
    assert!(!place.root().join(SCAN).exists());
}

#[test]
fn a_review_that_is_not_closed_has_no_scan() {
    let place = with_scan();
    place.edit(FORMAL, "stage: closed", "stage: superseded");
    let (status, said) = attach(&place, "../Sam Smith signed.pdf");
    assert!(status == Some(2) && said.contains("no closed formal review"), "{said}");
    let named = ["attach-scan", "142", "../Sam Smith signed.pdf", "--review", "2026-10-26", "--by", "priya-n"];
    assert!(place.plan(&named).1.contains("another review took the place of"));
    place.edit(FORMAL, "stage: superseded", "stage: discussed");
    assert!(place.plan(&named).1.contains("is not closed yet"));
}

#[test]
fn a_file_that_is_too_large_or_cut_off_is_refused() {
    let place = with_scan();
    let service = place.read("supportplan.yaml");
    place.write("supportplan.yaml", &format!("{service}scans:\n  most_mib: 1\n"));
    fs::write(place.folder.path().join("large.pdf"), [PDF, &vec![b'\n'; 1024 * 1024]].concat()).expect("written");
    fs::write(place.folder.path().join("cut.pdf"), &PDF[..PDF.len() / 2]).expect("written");
    fs::write(place.folder.path().join("empty.pdf"), b"").expect("written");
    for (file, why) in [
        ("../large.pdf", "is larger than 1 MiB"),
        ("../cut.pdf", "is cut off or damaged as a PDF"),
        ("../empty.pdf", "is empty"),
    ] {
        let (status, said) = attach(&place, file);
        assert!(status == Some(2) && said.contains(why), "{said}");
    }
    assert!(!place.root().join("residents/R-0142/scans").exists());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let place = with_scan();
    std::os::unix::fs::symlink("Sam Smith signed.pdf", place.folder.path().join("link.pdf")).expect("a link");
    let (status, said) = attach(&place, "../link.pdf");
    assert!(status == Some(2) && said.contains("is a link"), "{said}");
    std::os::unix::fs::symlink("/tmp", place.root().join("residents/R-0142/scans")).expect("a link");
    let (status, said) = attach(&place, "../Sam Smith signed.pdf");
    assert!(status == Some(2) && said.contains("leads out of the service's folder"), "{said}");
}

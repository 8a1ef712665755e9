//! A plan that is changed by command while somebody works in it by hand: nothing that was typed is lost, and each change is a save of its own.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{PLAN, Place, REVIEW, answered};

const STRENGTH: &str = "---\nstrengths:\n  - id: keeps-time\n---\n\n## Strengths\n\n### Keeps time\n\nSam is at the bus stop five minutes early.\n";
const NOTE: &str = "x-note: Sam rang the workshop";

impl Place {
    /// Runs the command with these answers.
    fn with_answers(&self, words: &[&str], answers: &str) -> (Option<i32>, String) {
        fs::write(self.folder.path().join("answers.md"), answers).expect("written");
        self.plan(&[words, &["--answers", "../answers.md", "--by", "priya-n"]].concat())
    }

    fn subjects(&self, count: &str) -> Vec<String> {
        self.git(&["log", "--format=%s", "-n", count]).lines().map(str::to_owned).collect()
    }
}

const ADD: [&str; 3] = ["add", "strength", "142"];

#[test]
fn what_was_edited_by_hand_is_saved_first() {
    let place = Place::demo();
    place.edit(PLAN, "\ncommissioned_hours: 6", &format!("\n{NOTE}\ncommissioned_hours: 6.5"));
    let (status, said) = place.with_answers(&ADD, STRENGTH);
    assert_eq!(status, Some(0), "{said}");
    let expected = ["R-0142: support plan, 1 strength added", "R-0142: support plan, 2 details changed"];
    assert_eq!(place.subjects("2"), expected);
    assert_eq!(place.git(&["status", "--short"]), "");
    assert!(place.git(&["show", "HEAD~1"]).contains(NOTE) && !place.git(&["show", "HEAD"]).contains(NOTE));
}

#[test]
fn what_was_edited_and_does_not_pass_stops_the_change() {
    let place = Place::demo();
    place.edit(PLAN, "key_worker: priya-n", "key_wroker: priya-n");
    let before = (place.read(PLAN), place.subjects("1"));
    let (status, said) = place.with_answers(&ADD, STRENGTH);
    assert!(status == Some(1) && said.contains("F031") && said.contains("nothing else was changed in it"), "{said}");
    for words in [
        &["pause", "142", "--reason", "family", "--by", "priya-n"][..],
        &["rename", "burns", "142", "Scalds", "--by", "priya-n"],
    ] {
        let (status, said) = place.plan(words);
        assert!(matches!(status, Some(1 | 2)), "{said}");
    }
    assert_eq!((place.read(PLAN), place.subjects("1")), before);
}

#[test]
fn a_change_that_was_cut_short_is_gone_on_with() {
    let place = Place::demo();
    let lock = place.root().join(".git/index.lock");
    fs::write(&lock, "").expect("locked");
    let named = [&ADD[..], &["Keeps time"]].concat();
    let renames = ["rename", "burns", "142", "Burns and scalds", "--by", "priya-n"];
    assert_eq!(place.with_answers(&named, STRENGTH).0, Some(2));
    assert_eq!(place.plan(&["pause", "158", "--reason", "family", "--by", "priya-n"]).0, Some(2));
    fs::remove_file(&lock).expect("unlocked");
    assert!(place.read(PLAN).contains("five minutes early") && place.git(&["status", "--short"]).lines().count() == 2);
    let (status, said) = place.with_answers(&named, STRENGTH);
    assert!(status == Some(0) && said.contains("1 strength added"), "{said}");
    let (status, said) = place.plan(&["pause", "158", "--reason", "family", "--by", "priya-n"]);
    assert!(status == Some(0) && said.contains("1 detail changed"), "{said}");
    fs::write(&lock, "").expect("locked");
    assert_eq!(place.plan(&renames).0, Some(2));
    fs::remove_file(&lock).expect("unlocked");
    let (status, said) = place.plan(&renames);
    assert!(status == Some(0) && said.contains("support plan, 1 risk changed; safety plan, 1 risk changed"), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "");
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(0) && !said.contains("Waiting"), "{said}");
}

#[test]
fn a_plan_that_was_never_saved_stays_in_the_folder() {
    let place = Place::demo();
    let begun = ["new-resident", "R-0160", "--called", "Noor", "--key-worker", "tom-b"];
    assert_eq!(place.plan(&begun).0, Some(0));
    let path = "residents/R-0160/plan.md";
    place.edit(path, "## About me\n", "## About me\n\nNoor paints.\n");
    let before = place.read(path);
    let (status, said) = place.with_answers(&["add", "strength", "160"], STRENGTH);
    assert!(status == Some(0) && said.contains("is not saved yet, and stays in the folder"), "{said}");
    let after = place.read(path);
    assert!(before.lines().all(|line| after.contains(line)), "{after}");
    assert_eq!(place.git(&["ls-files", "residents/R-0160"]), "");
    // What somebody typed is never taken for the program's own.
    let (_, said) = place.plan(&begun);
    assert!(place.read(path).contains("Noor paints.") && place.read(path).contains("five minutes early"), "{said}");
    let (status, said) = place.with_answers(
        &["add", "risk", "160", "Deep water"],
        "---\nrisks:\n  - {id: deep-water, from: review, outcomes: []}\n---\n",
    );
    assert!(status == Some(0), "{said}");
    let text = place.read(path);
    assert!(text.contains("\n    from: review\n") && text.contains("\n    outcomes: []\n"), "{text}");
}

#[test]
fn answers_about_anything_else_are_refused() {
    let place = Place::demo();
    let before = place.read(PLAN);
    for more in ["called: Sammy\n", "risks:\n  - id: burns\n    from: review\n"] {
        let (status, said) = place.with_answers(&ADD, &STRENGTH.replacen("---\n", &format!("---\n{more}"), 1));
        assert!(status == Some(2) && said.contains("about this one item"), "{said}");
    }
    for more in [
        "\n### Draws\n\nSam draws.\n",
        "\n## Risks\n\n### Burns\n\n**What could happen:** x\n",
        "\n## Moving on\n\nSoon.\n",
    ] {
        let (status, said) = place.with_answers(&ADD, &format!("{STRENGTH}{more}"));
        assert!(matches!(status, Some(1 | 2)), "{more}: {said}");
    }
    assert_eq!(place.read(PLAN), before);
}

#[test]
fn words_that_were_typed_into_a_hint_outlast_answers() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    place.edit(REVIEW, "<!--? Did we do what we planned?", "<!--? Did we do what we planned? Sam was proud.");
    let review = ["new-review", "weekly", "142"];
    assert_eq!(place.with_answers(&review, "---\nsafety_plan: working\n---\n").0, Some(1));
    let (_, said) = place.with_answers(&review, "---\nplanned: []\n---\n");
    assert!(place.read(REVIEW).contains("Sam was proud."), "{said}");
    let text = answered(&place.read(REVIEW));
    place.write(REVIEW, &text);
    let (status, said) = place.plan(&["save", "142", "--by", "priya-n"]);
    assert!(status == Some(0) && place.read(REVIEW).contains("Sam was proud."), "{said}");
}

//! A formal review where it does not go straight on: plans that change meanwhile, words of somebody's that wait, and papers that nobody signed.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use place::{PLAN, Place};

const NEW: &str = "residents/R-0142/formal/2026-11-20.md";
const DISCUSSED: &str = include_str!("cmd/formal.in/discussed.md");

/// Runs the command, at its first stage if it is `--early`.
fn formal(place: &Place, words: &[&str]) -> (Option<i32>, String) {
    place.plan(&[&["new-review", "formal", "142", "--by", "priya-n"], words].concat())
}

fn well(place: &Place, words: &[&str]) -> String {
    let (status, said) = formal(place, words);
    assert_eq!(status, Some(0), "{words:?}: {said}");
    said
}

/// The answers in a file beside the service's folder.
fn answers<'w>(place: &Place, text: &str) -> [&'w str; 2] {
    place.write("../answers.md", text);
    ["--answers", "../answers.md"]
}

/// What the plan is called by a review.
fn hash(place: &Place) -> String {
    supportplan::record::content_hash(&place.read(PLAN))
}

fn subjects(place: &Place, count: &str) -> Vec<String> {
    place.git(&["log", "--format=%s", count]).lines().map(str::to_owned).collect()
}

fn discussed() -> Place {
    let place = Place::demo();
    well(&place, &["--early"]);
    well(&place, &answers(&place, DISCUSSED));
    place
}

#[test]
fn what_was_struck_out_is_found_in_the_history() {
    let place = Place::demo();
    place.edit(PLAN, "  - id: quiet-shop\n", "  - id: quiet-shop\n    ended: {date: 2026-11-18, reason: achieved}\n");
    let stepping_back = "receipt on Friday.\n";
    place.edit(PLAN, stepping_back, &format!("{stepping_back}\n**Why it ended:** Sam goes alone.\n"));
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 5");
    well(&place, &["--early"]);
    let review = place.read(NEW);
    assert!(review.contains("Struck out of the plan:\n\n- action \"Quiet shop\": achieved.\n"), "{review}");
    assert!(review.contains(&format!("reviewed: {}\n", hash(&place))), "{review}");
    assert_eq!(subjects(&place, "-2")[0], "R-0142: formal review 2026-11-20 prepared");
    assert!(subjects(&place, "-2")[1].starts_with("R-0142: support plan, "));
}

#[test]
fn a_plan_with_faults_stops_the_review_before_it_begins() {
    let place = Place::demo();
    place.edit(PLAN, "key_worker:", "key_wroker:");
    let (status, said) = formal(&place, &["--early"]);
    assert!(status == Some(2) && said.contains("`supportplan new-review formal R-0142` goes on"), "{said}");
    place.edit(PLAN, "key_wroker:", "colour: blue\nkey_worker:");
    let (status, said) = formal(&place, &["--early"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("Mend what is named, then `supportplan new-review formal R-0142`"), "{said}");
    assert!(!place.root().join(NEW).exists());
    assert_eq!(place.git(&["status", "--short"]), format!(" M {PLAN}\n"));
}

#[test]
fn the_same_day_a_review_that_waits_is_brought_up_to_date() {
    let place = Place::demo();
    well(&place, &["--early"]);
    place.edit(NEW, "stage: prepared", "x-room: the blue one\nstage: prepared");
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 5");
    let said = well(&place, &["--again"]);
    assert!(said.contains("To print: "), "{said}");
    let review = place.read(NEW);
    assert!(review.contains("x-room: the blue one\n") && review.contains(&hash(&place)), "{review}");
    assert_eq!(place.git(&["status", "--short", "residents"]), "");
}

#[test]
fn remarks_in_a_review_that_waits_are_saved_before_the_next_stage() {
    let place = Place::demo();
    well(&place, &["--early"]);
    place.edit(NEW, "stage: prepared", "x-room: the blue one\nstage: prepared");
    well(&place, &answers(&place, DISCUSSED));
    let stages = ["discussed", "prepared", "prepared"].map(|stage| format!("R-0142: formal review 2026-11-20 {stage}"));
    assert_eq!(subjects(&place, "-3"), stages);
    assert!(place.read(NEW).contains("x-room: the blue one\n"));
}

#[test]
fn answers_are_taken_for_one_stage_alone() {
    let place = discussed();
    let (status, said) = formal(&place, &["--answers", "../answers.md"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("the answers do not say how") && said.contains("`supportplan new-review formal R-0142`"));
    assert_eq!(place.git(&["status", "--short", "residents"]), "");
}

#[test]
fn one_that_waits_to_be_closed_names_the_plan_as_it_is_in_the_end() {
    let place = discussed();
    // Why is still open.
    let (status, said) = formal(&place, &answers(&place, "---\nresult: declined\n---\n"));
    assert_eq!(status, Some(1), "{said}");
    assert!(place.read(NEW).contains(&format!("agreed: {}\n", hash(&place))));
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 5");
    let why = "---\nresult: declined\n---\n\n## Why it was not signed\n\nSam wants to sleep on it.\n";
    let said = well(&place, &answers(&place, why));
    assert!(said.contains("Next: the review on 20 February 2027"), "{said}");
    let review = place.read(NEW);
    assert!(review.contains(&format!("agreed: {}\n", hash(&place))), "{review}");
    assert!(review.contains("result: declined\nsigned:\n  - who: priya-n\n    date: 2026-11-20\n"), "{review}");
    assert_eq!(place.git(&["status", "--short", "residents"]), "");
    assert!(!place.root().join(".git/supportplan/drafts").join(NEW).exists());
}

#[test]
fn who_represents_a_resident_who_cannot_sign_is_asked() {
    let place = discussed();
    let without = "---\nresult: unable\n---\n\n## Why it was not signed\n\nSam was in hospital.\n";
    let (status, said) = formal(&place, &answers(&place, without));
    assert!(status == Some(1) && said.contains("`represented_by` is not answered yet"), "{said}");
    well(&place, &answers(&place, &without.replace("unable\n", "unable\nrepresented_by: advocate\n")));
    assert_eq!(subjects(&place, "-1"), ["R-0142: formal review 2026-11-20 closed"]);
}

#[test]
fn by_hand_each_stage_is_only_written() {
    let place = Place::demo();
    let (status, said) = place.plan(&["new-review", "formal", "142", "--early", "--no-edit", "--by", "tom-b"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.starts_with(&format!("{NEW}\n")), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "?? residents/R-0142/formal/2026-11-20.md\n");
    // What waits is gone on with, and keeps what somebody wrote.
    place.edit(NEW, "stage: prepared", "x-room: the blue one\nstage: prepared");
    place.edit(NEW, "There was no incident.", "There was no incident, and much laughter.");
    well(&place, &["--early"]);
    assert!(place.read(NEW).contains("and much laughter."), "{}", place.read(NEW));
    well(&place, &["--no-edit"]);
    let review = place.read(NEW);
    assert!(review.contains("stage: discussed\n") && review.contains("x-room: the blue one\n"), "{review}");
    assert_eq!(subjects(&place, "-1"), ["R-0142: formal review 2026-11-20 prepared"]);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 5");
    well(&place, &answers(&place, DISCUSSED));
    let (status, said) = formal(&place, &["--no-edit"]);
    assert!(status == Some(2) && said.contains("`supportplan save R-0142` keeps them"), "{said}");
}

#[test]
fn a_review_that_somebody_wrote_by_hand_is_left_alone() {
    let place = Place::demo();
    let text = place.read("residents/R-0142/formal/2026-10-26.md").replace("2026-10-26", "2026-11-20");
    place.write(NEW, &text);
    let (status, said) = formal(&place, &["--early"]);
    assert!(status == Some(2) && said.contains("`supportplan save R-0142` keeps it"), "{said}");
    assert_eq!(place.read(NEW), text);
}

#[test]
fn who_left_has_no_review() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours:", "left: 2026-11-16\ncommissioned_hours:");
    let (status, said) = formal(&place, &["--early"]);
    assert!(status == Some(2) && said.contains("has left the service"), "{said}");
}

#[test]
fn who_is_away_has_one_only_where_that_is_asked_for() {
    let place = Place::demo();
    place.edit(PLAN, "commissioned_hours:", "away:\n  - {from: 2026-11-16, reason: family}\ncommissioned_hours:");
    let (status, said) = formal(&place, &[]);
    assert!(status == Some(2) && said.contains("is away"), "{said}");
    well(&place, &["--early"]);
}

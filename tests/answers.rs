//! Answers and options: what says different things, or means nothing, is refused before anything is written; mended answers take the place of
//! those that they mend.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{PLAN, Place, REVIEW};

const ANSWERS: &str = include_str!("cmd/answers.in/answers.md");
const LEFT: &str = include_str!("cmd/edits.in/left.md");
const DISCUSSED: &str = include_str!("cmd/formal.in/discussed.md");

/// The status and all that was said of the command that reads these answers from a file.
fn answered(place: &Place, words: &[&str], answers: &str) -> (Option<i32>, String) {
    fs::write(place.folder.path().join("answers.md"), answers).expect("written");
    place.plan(&[words, &["--answers", "../answers.md", "--by", "priya-n"]].concat())
}

/// Makes sure that the command is refused, says these words, and leaves nothing behind.
fn refused(place: &Place, words: &[&str], answers: &str, said: &[&str]) {
    let (status, all) = answered(place, words, answers);
    assert_eq!(status, Some(2), "{words:?}: {all}");
    assert!(said.iter().all(|said| all.contains(said)), "{words:?}: {all}");
    assert_eq!(place.git(&["status", "--short"]), "", "{words:?}");
}

#[test]
fn an_option_and_answers_that_say_different_things_are_refused() {
    let place = Place::demo();
    let missed = "---\nmissed: resident\n---\n\n## Why it was missed\n\nSam was away with friends.\n";
    refused(&place, &["new-review", "weekly", "142", "--missed", "service"], missed, &["--missed service", "`missed`"]);
    refused(&place, &["leave", "142", "--to", "care-home"], LEFT, &["--to care-home", "`moved_to`"]);
    let left = LEFT.replacen("---\n", "---\nleft: 2026-11-18\n", 1);
    refused(&place, &["leave", "142", "--date", "2026-11-19"], &left, &["--date 2026-11-19", "`left`"]);
    let why = include_str!("cmd/edits.in/why.md");
    let end = ["end", "burns", "142", "--reason", "replaced", "--in-safety-plan"];
    refused(&place, &end, why, &["--reason replaced", "`risks: ended: reason`"]);
    let action = include_str!("cmd/edits.in/action.md");
    let add = ["add", "action", "142", "--for", "prints-at-the-workshop"];
    refused(&place, &add, action, &["--for prints-at-the-workshop", "`actions: for`"]);
}

#[test]
fn how_a_formal_review_is_closed_is_said_once() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "formal", "142", "--early", "--by", "priya-n"]).0, Some(0));
    let formal = ["new-review", "formal", "142"];
    let (status, said) = answered(&place, &formal, DISCUSSED);
    assert_eq!(status, Some(0), "{said}");
    let closed = "---\nresult: signed\nnext_review: 2027-03-01\n---\n";
    refused(&place, &[&formal[..], &["--result", "declined"]].concat(), closed, &["--result declined", "`result`"]);
    refused(
        &place,
        &[&formal[..], &["--next", "2027-03-02"]].concat(),
        closed,
        &["--next 2027-03-02", "`next_review`"],
    );
    let (status, said) = answered(&place, &[&formal[..], &["--result", "signed"]].concat(), closed);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn an_option_does_not_change_what_waits_without_a_word() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let before = place.read(REVIEW);
    let (status, said) = place.plan(&["new-review", "weekly", "142", "--missed", "service", "--no-edit"]);
    assert!(status == Some(2) && said.contains("--missed service") && said.contains("`missed`"), "{said}");
    assert_eq!(place.read(REVIEW), before);
}

#[test]
fn an_id_that_leads_nowhere_is_named_before_anything_is_written() {
    let place = Place::demo();
    let misspelt = ANSWERS.replace("id: picture-recipe", "id: picture-recipes");
    let weekly = ["new-review", "weekly", "142", "--show-text"];
    let (status, said) = answered(&place, &weekly, &misspelt);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("error[F040]: there is no such item in `actions`"), "{said}");
    assert!(said.contains("../answers.md:5:10"), "{said}");
    assert!(said.contains("did you mean picture-recipe?") && said.contains("Nothing was written"), "{said}");
    assert_eq!(place.git(&["status", "--short"]), "");
    let (status, said) = answered(&place, &weekly, ANSWERS);
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn mended_answers_take_the_place_of_those_that_had_faults() {
    let place = Place::demo();
    let weekly = ["new-review", "weekly", "142"];
    let short = ANSWERS.split("## Safety plan").next().expect("the first part").replace("shopped alone", "shopped");
    let (status, said) = answered(&place, &weekly, &short);
    assert!(status == Some(1) && place.read(REVIEW).contains("Sam shopped on Wednesday"), "{said}");
    let (status, said) = answered(&place, &weekly, ANSWERS);
    assert_eq!(status, Some(0), "{said}");
    assert!(place.git(&["show", &format!("HEAD:{REVIEW}")]).contains("Sam shopped alone on Wednesday"));
}

#[test]
fn mended_answers_of_a_stage_leave_what_somebody_typed() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "formal", "142", "--early", "--by", "priya-n"]).0, Some(0));
    let formal = ["new-review", "formal", "142"];
    let (first, _) = DISCUSSED.split_once("## Changes agreed").expect("a section");
    let (status, said) = answered(&place, &formal, &first.replace("go to the shop alone.", "shop."));
    assert_eq!(status, Some(1), "{said}");
    let path = "residents/R-0142/formal/2026-11-20.md";
    place.edit(path, "Yes, in February", "Yes, in January");
    let (status, said) = answered(&place, &formal, DISCUSSED);
    assert!(status == Some(2) && said.contains("waits with words of somebody's"), "{said}");
    place.edit(path, "Yes, in January", "Yes, in February");
    let (status, said) = answered(&place, &formal, DISCUSSED);
    assert_eq!(status, Some(0), "{said}");
    assert!(place.read(path).contains("Sam wants to go to the shop alone."));
}

/// Answers with a risk that is new.
fn with_risk(words: &str) -> String {
    let answers = ANSWERS.replace("safety_plan: working", "new_risks:\n  - id: knives-left-out\nsafety_plan: working");
    let risk = format!("\n\n### Knives left out\n\n{words}\n\n## Other support needs");
    answers.replace("\n\n## Other support needs", &risk)
}

const SAFETY: &str = "residents/R-0142/safety-plan.md";

#[test]
fn a_review_and_the_safety_plan_that_answers_its_risk_are_saved_together_or_not_at_all() {
    let place = Place::demo();
    let safety = place.read(SAFETY);
    place.write(SAFETY, &safety.replace("updated: ", "updatd: "));
    let weekly = ["new-review", "weekly", "142"];
    let (status, said) = answered(&place, &weekly, &with_risk("Put them away."));
    assert!(status == Some(1) && said.contains("waits for residents/R-0142/safety-plan.md"), "{said}");
    let status = place.git(&["status", "--short"]);
    assert!(status.contains(REVIEW) && status.contains(SAFETY), "{status}");
    // What is said later reaches the safety plan as well.
    place.edit(SAFETY, "updatd: ", "updated: ");
    place.edit(REVIEW, "Put them away.", "Put them away, and ask Sam first.");
    let words = ["new-review", "weekly", "142", "--by", "priya-n"];
    let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &words);
    let output = command.env("EDITOR", "true").output().expect("the program runs");
    let (status, said) =
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).expect("text"));
    assert!(status == Some(0) && said.contains("Saved R-0142: safety plan"), "{said}");
    let saved = place.git(&["show", &format!("HEAD:{SAFETY}")]);
    assert!(saved.contains("### Knives left out\n\nPut them away, and ask Sam first.\n"), "{saved}");
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn a_time_away_that_is_planned_can_be_called_off() {
    let place = Place::demo();
    let before = place.read(PLAN);
    let by = ["--by", "priya-n"];
    let run = |words: &[&str]| place.plan(&[words, &by[..]].concat());
    assert_eq!(run(&["pause", "142", "--from", "2026-12-20", "--reason", "family"]).0, Some(0));
    let way = "`supportplan resume R-0142 --called-off`";
    for blocked in [
        &["resume", "142"][..],
        &["pause", "142", "--reason", "hospital"],
        &["leave", "142", "--to", "own-tenancy", "--no-edit"],
    ] {
        let (status, said) = run(blocked);
        assert!(status == Some(2) && said.contains(way), "{blocked:?}: {said}");
    }
    let (status, said) = run(&["resume", "142", "--called-off"]);
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(place.read(PLAN), before);
    let (status, said) = run(&["resume", "142", "--called-off"]);
    assert!(status == Some(2) && said.contains("no time away is planned"), "{said}");
}

#[test]
fn days_on_which_it_cannot_have_been_are_refused() {
    let place = Place::demo();
    let refused = |words: &[&str], why: &str| {
        let (status, said) = place.plan(&[words, &["--no-edit"]].concat());
        assert!(status == Some(2) && said.contains(why), "{words:?}: {said}");
        assert_eq!(place.git(&["status", "--short"]), "", "{words:?}");
    };
    refused(&["end", "burns", "142", "--date", "2026-07-01"], "before the day of moving in, 13 July 2026");
    refused(&["end", "burns", "142", "--date", "2026-12-01"], "still to come");
    refused(&["new-incident", "142", "--date", "2026-07-01"], "before R-0142 moved in");
    let (status, said) = answered(&place, &["leave", "142", "--date", "2026-11-18"], LEFT);
    assert_eq!(status, Some(0), "{said}");
    refused(&["add", "strength", "142", "Keeps time"], "take `left` out of residents/R-0142/plan.md");
    refused(&["end", "burns", "142"], "left the service on 18 November 2026");
}

#[test]
fn the_records_that_a_life_in_the_service_begins_with_follow_one_another() {
    let place = Place::demo();
    let (status, said) = place.plan(&["new-resident", "R-0160", "--by", "tom-b"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(place.read("residents/R-0160/assessment.md").contains("\nby: tom-b\n"), "{said}");
    let (status, said) = place.plan(&["new-resident", "R-0161", "--by", "nobody"]);
    assert!(status == Some(2) && said.contains("not in the service's list of staff"), "{said}");
    let referral = include_str!("cmd/begin.in/referral.md");
    let (status, said) = answered(&place, &["fill", "R-0160", "referral"], referral);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("Next: the assessment. `supportplan fill R-0160 assessment`"), "{said}");
    for plan in ["plan", "safety-plan"] {
        let text = place.read(&format!("residents/R-0160/{plan}.md"));
        let risks = text.matches("\n  - id: ").count();
        let context = place.plan(&["check", "--format", "json", &format!("residents/R-0160/{plan}.md")]).1;
        assert!(!context.contains("F037"), "{context}");
        assert!(risks > 0 && text.matches("\n### ").count() >= risks, "{plan}: {text}");
    }
}

#[test]
fn a_section_that_is_not_asked_for_is_named_even_where_nothing_stands_in_it() {
    let place = Place::demo();
    let path = "residents/R-0142/formal/2026-10-26.md";
    let text = place.read(path);
    place.write(path, &format!("{}\n\n## Why it was not signed\n", text.trim_end()));
    let (status, said) = place.plan(&["check", path]);
    assert!(status == Some(1) && said.contains("\"Why it was not signed\" does not belong here"), "{said}");
    assert_eq!(place.plan(&["check", "--fix", path]).0, Some(0));
    assert_eq!(place.read(path).trim_end(), text.trim_end());
}

#[test]
fn a_review_that_is_prepared_anew_is_named_in_its_save() {
    let place = Place::demo();
    let formal = ["new-review", "formal", "142", "--by", "priya-n"];
    assert_eq!(place.plan(&[&formal[..], &["--early"]].concat()).0, Some(0));
    let again = [&["--today", "2026-11-21"], &formal[..], &["--again"]].concat();
    place.edit(PLAN, "hours: 1\n", "hours: 1.5\n");
    let (status, said) = place.plan(&again);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("formal review 2026-11-20; formal review 2026-11-21"), "{said}");
    assert_eq!(said.matches("Note: git checks no record here").count(), 1, "{said}");
}

#[test]
fn answers_that_leave_something_out_take_nothing_away() {
    let place = Place::demo();
    let weekly = ["new-review", "weekly", "142"];
    let (first, last) = ANSWERS.split_once("## This week").expect("a section");
    let (status, said) = answered(&place, &weekly, first);
    assert_eq!(status, Some(1), "{said}");
    let (status, said) = answered(&place, &weekly, &format!("---\n---\n\n## This week{last}"));
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = place.plan(&["save"]);
    assert!(status == Some(0) && !said.contains("Waiting"), "{said}");
}

#[test]
fn a_plan_that_stays_as_it_is_asks_for_no_changes() {
    let place = Place::demo();
    assert_eq!(place.plan(&["new-review", "formal", "142", "--early", "--by", "priya-n"]).0, Some(0));
    let discussed = DISCUSSED.replace("change_plan: yes", "change_plan: no");
    let (status, said) = answered(&place, &["new-review", "formal", "142"], &discussed);
    assert!(status == Some(0) && said.contains("nothing in the plan changes"), "{said}");
    assert!(!said.contains("make the changes"), "{said}");
}

//! Pages with what changed in them, and who wrote what, over the histories that people's repositories have.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{PLAN, Place};

const SAFETY_PLAN: &str = "residents/R-0142/safety-plan.md";
const OLD: &str = "Say a thing once\nin plain words and then wait.";

fn commit(place: &Place, who: &str, message: &str) {
    place.git(&["add", "--all", "--force"]);
    let (name, email) = (format!("user.name={who}"), format!("user.email={who}@elsewhere.example"));
    place.git(&["-c", &name, "-c", &email, "commit", "--quiet", "--no-verify", "-m", message]);
}

/// Commits all that changed as if it were that time.
fn commit_at(place: &Place, who: &str, date: &str) {
    commit(place, who, "a change");
    let name = ["-c", "user.name=Priya N", "-c", "user.email=priya.n@larch-house.example"];
    let amend = ["commit", "--amend", "--no-edit", "--quiet", "--no-verify", "--date", date];
    let mut command = place.command("git", &place.root(), &[&name[..], &amend].concat());
    assert!(command.env("GIT_COMMITTER_DATE", date).status().expect("git runs").success());
}

/// The page of Sam's plan with what changed since then.
fn page(place: &Place, since: &str) -> String {
    let (status, said) = place.plan(&["render", "142", "--changes", since]);
    assert_eq!(status, Some(0), "{said}");
    let html = place.read("pages/R-0142/plan.html");
    for (_, link) in html.match_indices("href=\"#").map(|(at, sign)| (at, &html[at + sign.len()..])) {
        let target = link.split('"').next().expect("a target");
        assert_eq!(html.matches(&format!("id=\"{target}\"")).count(), 1, "{target} leads somewhere");
    }
    html
}

/// The marks of a page up to the list of changes: `-` what was removed and `+` what is new.
fn marks(page: &str) -> Vec<String> {
    let record = page.split("<section class=\"changes\"").next().expect("a page");
    let mut marks: Vec<(usize, String)> = Vec::new();
    for (tag, sign) in [("del", '-'), ("ins", '+')] {
        for (at, _) in record.match_indices(&format!("<{tag} datetime")) {
            let inner = &record[at..at + record[at..].find(&format!("</{tag}>")).expect("an end")];
            let inner = inner.split_once('>').expect("a tag").1;
            let words = inner.split("<span class=\"unseen\" data-change=\"note\">");
            let words = words.map(|part| part.split_once("</span>").map_or(part, |(_, words)| words));
            marks.push((
                at,
                format!("{sign}{}", words.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")),
            ));
        }
    }
    marks.sort();
    marks.into_iter().map(|(_, mark)| mark).collect()
}

/// The list of changes as words.
fn list(page: &str) -> String {
    let list = page.split("<section class=\"changes\"").nth(1).expect("a list");
    let list = list.split("</section>").next().expect("an end");
    let words = list.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    words.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_not_saved_yet_is_marked_and_says_so() {
    let place = Place::demo();
    assert_eq!(marks(&page(&place, "HEAD")), [""; 0]);
    place.edit(PLAN, "in plain words and then wait", "in short words and then wait");
    let changed = page(&place, "HEAD");
    assert_eq!(marks(&changed), ["-plain", "+short"]);
    assert!(changed.contains("<del datetime=\"2026-11-20\">"), "unsaved words are of today");
    let list = list(&changed);
    assert!(list.contains("What changed since version HEAD") && list.contains("Not saved yet"), "{list}");
    assert_eq!(place.plan(&["render", "142"]).0, Some(0));
    assert!(!place.read("pages/R-0142/plan.html").contains("<ins"), "without --changes nothing is marked");
}

#[test]
fn changes_are_those_since_the_review_or_day_that_was_named() {
    let place = Place::demo();
    assert_eq!(marks(&page(&place, "last-formal")), [""; 0]);
    place.edit(PLAN, OLD, "Say a thing once\nin short words and then wait.");
    commit(&place, "kim", "words");
    let formal = page(&place, "last-formal");
    assert_eq!(marks(&formal), ["-plain", "+short"]);
    let told = list(&formal);
    assert!(told.contains("since the formal review of 26 October 2026") && told.contains("kim"), "{told}");
    assert_eq!(marks(&page(&place, "last-review")), ["-plain", "+short"]);
    assert_eq!(marks(&page(&place, "2026-11-10")), ["-plain", "+short"]);
    let all = page(&place, "all");
    assert!(marks(&all).len() > 50 && all.contains("since the beginning, 13 July 2026"));
    let earlier = page(&place, "2026-07-12");
    assert!(earlier.contains("since the beginning, 13 July 2026 (12 July 2026 was before that)"));
    for (since, said) in [
        ("2026-12-24", "still to come"),
        ("2026-02-30", "no day of the calendar"),
        ("yesterday", "no version yesterday"),
        ("last-week", "--changes knows last-review, last-formal and all as well"),
    ] {
        let (status, words) = place.plan(&["render", "142", "--changes", since]);
        assert_eq!(status, Some(2), "{words}");
        assert!(words.contains(said), "{words}");
    }
}

#[test]
fn a_weekly_review_after_the_formal_one_is_the_last_review() {
    let place = Place::demo();
    place.edit(PLAN, OLD, "Say a thing once\nin short words and then wait.");
    commit_at(&place, "kim", "2026-11-19T10:00:00Z");
    let week = place.read("residents/R-0142/weekly/2026-W46.md").replace("week: 2026-W46", "week: 2026-W47");
    place.write("residents/R-0142/weekly/2026-W47.md", &week);
    commit_at(&place, "kim", "2026-11-20T10:00:00Z");
    assert_eq!(marks(&page(&place, "last-formal")), ["-plain", "+short"]);
    assert_eq!(marks(&page(&place, "last-review")), [""; 0]);
    place.edit(PLAN, "about a minute", "about two minutes");
    let later = page(&place, "last-review");
    assert_eq!(marks(&later), ["-a minute", "+two minutes"]);
    let told = list(&later);
    assert!(told.contains("since the weekly review of the week from 16 November 2026"), "{told}");
}

#[test]
fn a_formal_review_is_over_when_it_is_closed_and_not_when_its_scan_comes() {
    let place = Place::demo();
    place.edit(SAFETY_PLAN, "Late news can lead to shouting", "Late news can lead to silence");
    commit(&place, "kim", "words");
    fs::write(place.folder.path().join("s.pdf"), include_bytes!("cmd/attach.in/signed.pdf")).expect("written");
    let (status, said) = place.plan(&["attach-scan", "142", "../s.pdf", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = place.plan(&["render", "142", "--page", "formal-pack"]);
    assert_eq!(status, Some(0), "{said}");
    let pack = place.read("pages/R-0142/formal-pack.html");
    let safety_plan = pack.rsplit_once("<section class=\"changes\"").expect("a list").1;
    assert!(safety_plan.contains("silence"), "{safety_plan}");

    let is_told = |since: &str, words: &str| {
        page(&place, since);
        let html = place.read("pages/R-0142/safety-plan.html");
        assert_eq!(marks(&html), ["-shouting", "+silence"], "{since}");
        assert!(list(&html).contains(words), "{since}: {}", list(&html));
    };
    is_told("last-formal", "since the formal review of 26 October 2026");
    is_told("last-review", "since the weekly review of the week from 9 November 2026");
}

#[test]
fn a_formal_review_whose_closing_is_not_saved_yet_is_the_last() {
    let place = Place::demo();
    let formal = "residents/R-0142/formal/2026-11-20.md";
    let closed = place.read("residents/R-0142/formal/2026-10-26.md");
    let discussed: String = closed.split_inclusive('\n').filter(|line| !line.starts_with("agreed: ")).collect();
    place.write(formal, &discussed.replace("stage: closed", "stage: discussed"));
    commit(&place, "kim", "discussed");
    place.edit(PLAN, OLD, "Say a thing once\nin short words and then wait.");
    commit(&place, "kim", "words");
    place.edit(formal, "stage: discussed", "stage: closed");
    let changed = page(&place, "last-formal");
    assert_eq!(marks(&changed), [""; 0]);
    place.edit(PLAN, "about a minute", "about two minutes");
    let changed = page(&place, "last-formal");
    assert_eq!(marks(&changed), ["-a minute", "+two minutes"]);
    assert!(list(&changed).contains("since the formal review of 20 November 2026"), "{}", list(&changed));
}

#[test]
fn both_sides_of_a_merge_keep_their_words_and_authors() {
    let place = Place::demo();
    place.git(&["switch", "--quiet", "-c", "side"]);
    place.edit(PLAN, "Pictures stay in my head for years", "Pictures stay in my head for ever");
    commit(&place, "ada", "side");
    place.git(&["switch", "--quiet", "-"]);
    place.edit(PLAN, "After seeing a task once", "After seeing a job once");
    commit(&place, "ben", "main");
    place.git(&["merge", "--quiet", "--no-edit", "side"]);
    let changed = page(&place, "HEAD~1");
    assert_eq!(marks(&changed), ["-years", "+ever"], "since the first side, only the other");
    let all = page(&place, "2026-11-10");
    assert_eq!(marks(&all), ["-years", "+ever", "-task", "+job"]);
    let told = list(&all);
    assert!(told.contains("ada") && told.contains("ben"), "{told}");
    let (_, who) = place.plan(&["history", "142", "--who"]);
    let flat = who.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrote = |name: &str, word: &str| flat.split(" #").any(|run| run.contains(name) && run.contains(word));
    assert!(wrote("ada (", ": ever") && wrote("ben (", ": job") && !wrote("ada (", ": job"), "{who}");
}

/// Whose clock is behind, or who saved earlier, may bring what they wrote in later: it is new all the same.
#[test]
fn a_side_that_was_saved_before_the_base_is_told_of() {
    let place = Place::demo();
    place.git(&["switch", "--quiet", "-c", "side"]);
    place.edit(PLAN, "Pictures stay in my head for years", "Pictures stay in my head for ever");
    commit_at(&place, "ada", "2026-11-19T10:00:01Z");
    place.git(&["switch", "--quiet", "-"]);
    place.edit(PLAN, "After seeing a task once", "After seeing a job once");
    commit_at(&place, "ben", "2026-11-19T10:00:02Z");
    place.git(&["merge", "--quiet", "--no-edit", "side"]);
    let changed = page(&place, "HEAD~1");
    assert_eq!(marks(&changed), ["-years", "+ever"]);
    assert!(list(&changed).contains("ada"));
}

#[test]
fn the_list_calls_things_as_the_page_does() {
    let place = Place::demo();
    place.edit(PLAN, "    help: watchful\n", "    help: prompts\n");
    place.edit(PLAN, "by: 2027-01-29", "by: 2027-02-26");
    place.edit(PLAN, "key_worker: priya-n", "key_worker: tom-b");
    place.edit(PLAN, "      - straight-talking\n      - likes-structure\n", "      - likes-structure\n");
    let list = list(&page(&place, "last-formal"));
    for told in [
        "level of help: removed: Staff nearby end of removed words \u{2192} new: Prompts end of",
        "measure by: removed: 29 January 2027 end of removed words \u{2192} new: 26 February 2027 end of",
        "key worker: removed: Priya N end of removed words \u{2192} new: Tom B end of",
        "uses: removed: Straight talking, Likes structure end of removed words \u{2192} new: Likes structure end of",
    ] {
        assert!(list.contains(told), "{told}: {list}");
    }
}

#[test]
fn what_was_taken_back_is_no_mark_and_still_in_the_list() {
    let place = Place::demo();
    place.edit(PLAN, OLD, "Say a thing once\nin short words and then wait.");
    commit(&place, "ada", "there");
    place.git(&["revert", "--no-edit", "HEAD"]);
    let changed = page(&place, "HEAD~2");
    assert_eq!(marks(&changed), [""; 0]);
    let told = list(&changed);
    assert!(told.matches("short").count() >= 2 && told.contains("ada"), "{told}");
}

#[test]
fn a_plan_that_was_removed_and_brought_back_keeps_its_history() {
    let place = Place::demo();
    let plan = place.read(PLAN);
    place.git(&["rm", "--quiet", PLAN]);
    commit(&place, "ada", "gone");
    place.write(PLAN, &plan.replace("in plain words", "in short words"));
    commit(&place, "ben", "back");
    let changed = page(&place, "HEAD~2");
    assert_eq!(marks(&changed), ["-plain", "+short"]);
    let told = list(&changed);
    assert!(told.contains("taken out of the folder") && told.contains("brought back"), "{told}");
}

#[test]
fn a_squash_and_a_clock_that_runs_backwards_do_no_harm() {
    let place = Place::demo();
    place.git(&["switch", "--quiet", "-c", "side"]);
    for (find, with) in [("in plain words", "in short words"), ("about a minute", "about two minutes")] {
        place.edit(PLAN, find, with);
        commit(&place, "ada", "step");
    }
    place.git(&["switch", "--quiet", "-"]);
    place.git(&["merge", "--quiet", "--squash", "side"]);
    place.git(&[
        "-c",
        "user.name=forge",
        "commit",
        "--quiet",
        "--no-verify",
        "--date=2001-01-01T00:00:00Z",
        "-m",
        "squashed",
    ]);
    let changed = page(&place, "HEAD~1");
    assert_eq!(marks(&changed), ["-plain", "+short", "-a minute", "+two minutes"]);
    assert!(changed.contains("<ins datetime=\"2001-01-01T00:00:00+00:00\">"));
    assert_eq!(marks(&page(&place, "HEAD")), [""; 0]);
}

#[test]
fn a_copy_that_is_cut_off_says_where() {
    let place = Place::demo();
    place.edit(PLAN, "in plain words", "in short words");
    commit(&place, "ada", "later");
    let (from, to) = (format!("file://{}", place.root().display()), place.root().with_file_name("copy"));
    place.git(&["clone", "--quiet", "--depth", "2", &from, to.to_str().expect("text")]);
    fs::rename(place.root(), place.root().with_file_name("whole")).expect("moved");
    fs::rename(&to, place.root()).expect("moved");
    let changed = page(&place, "all");
    assert_eq!(marks(&changed), ["-plain", "+short"]);
    let told = list(&changed);
    assert!(told.contains("The oldest version in this copy of the repository"), "{told}");
}

#[test]
fn nobody_elses_words_turn_up() {
    let place = Place::demo();
    // A new resident's plan that begins as a copy, and whose model is then taken away: as alike as two files can be.
    let copy = place.read(PLAN).replace("R-0142", "R-0199").replace("My name is Sam", "My name is Kit");
    place.git(&["rm", "--quiet", PLAN]);
    place.write("residents/R-0199/plan.md", &copy);
    commit(&place, "ada", "moved");
    let (status, said) = place.plan(&["render", "R-0199", "--changes", "all"]);
    assert_eq!(status, Some(0), "{said}");
    let html = place.read("pages/R-0199/plan.html");
    assert_eq!(marks(&html), [""; 0]);
    assert!(!html.contains("Sam and I say") && !html.contains("Lena"));
    let (_, who) = place.plan(&["history", "R-0199", "--who"]);
    assert!(who.contains("ada") && !who.contains("Priya N (") && !who.contains("My name is Sam"), "{who}");
    let (_, text) = place.plan(&["history", "R-0199"]);
    assert_eq!(text.matches("\n#").count(), 1, "{text}");
}

#[test]
fn every_mark_says_when_and_people_s_own_marks_look_otherwise() {
    let place = Place::demo();
    place.edit(PLAN, "in plain words", "in ~~plain~~ words");
    commit(&place, "ada", "struck");
    let html = page(&place, "all");
    assert!(html.contains("<s class=\"own\">plain</s>"));
    for tag in ["<del", "<ins"] {
        let all = html.matches(tag).count();
        assert!(all > 0 && all == html.matches(&format!("{tag} datetime=\"20")).count(), "{tag}");
    }
    let (_, page) = place.plan(&["history", "142", "--format", "html"]);
    assert!(page.to_lowercase().starts_with("<!doctype html>") && page.contains("What changed since the beginning"));
    let (_, other) = place.plan(&["history", "142", "--record", "safety-plan.md", "--format", "html"]);
    assert!(other.contains("safety-plan") && !other.contains("<script"));
}

#[test]
fn an_older_version_never_passes_for_the_record_as_it_stands() {
    let place = Place::demo();
    fs::write(place.root().join(PLAN), b"\xff\xfe").expect("written");
    let says = |words: &[&str], what: &str| {
        let output = place.run(&place.root(), words);
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(
            output.status.success() && said.contains(what) && said.contains("This shows version #7"),
            "{words:?}: {said}"
        );
    };
    for words in [&["history", "142", "--who"][..], &["history", "142", "--format", "html"]] {
        says(words, "cannot be read as text now");
    }
    fs::remove_file(place.root().join(PLAN)).expect("removed");
    for words in [&["history", "142", "--who"][..], &["history", "142", "--who", "--format", "json"]] {
        says(words, "is not in the folder any more");
    }
}

//! What is due: told alike by `due` and by `check`, the same from every copy, and never silently left out.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{Days, NaiveDate};
use place::Place;
use serde_json::Value;
use supportplan::cycle::agenda::{Agenda, State, Task, Who, Why};
use supportplan::finding::{Code, Severity};
use supportplan::service::Service;

const PLAN: &str = "residents/R-0142/plan.md";
const FORMAL: &str = "residents/R-0142/formal/2026-10-26.md";
const SAFETY_PLAN: &str = "residents/R-0142/safety-plan.md";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Which of these tasks are overdue for each resident and the team, as the agenda of `on` says it.
fn overdue(agenda: &Agenda, on: NaiveDate) -> BTreeSet<(String, Task)> {
    let late = agenda.items.iter().filter(|item| item.state(on) == State::Overdue);
    // That there was no reflection at all, `check` has no record to say it of.
    let late = late.filter(|item| !matches!(item.why, Why::NoneSince(_) | Why::Begun));
    late.map(|item| (name(&item.who), item.task)).collect()
}

fn name(who: &Who) -> String {
    match who {
        Who::Resident(reference) => reference.clone(),
        Who::Team => "team".to_owned(),
    }
}

/// The same, as `check` says it.
fn found(service: &Service) -> BTreeSet<(String, Task)> {
    let groups = service.residents().iter().map(|resident| service.group_of(resident)).chain([service.team()]);
    let mut found = BTreeSet::new();
    for group in groups.map(|group| group.expect("listed")) {
        let who = group.resident.clone().unwrap_or_else(|| "team".to_owned());
        let checkups = service.check_group(&group).expect("checked");
        for finding in checkups.iter().flat_map(|checkup| &checkup.findings) {
            let task = match finding.code {
                Code::NoPlanYet => Task::SupportPlan,
                Code::WeeklyOverdue => Task::WeeklyReview,
                Code::FormalOverdue | Code::LeftOpen => Task::FormalReview,
                Code::ReflectionOverdue => Task::TeamReflection,
                Code::AuditOverdue => Task::PlanAudit,
                Code::NoSafetyPlan | Code::SafetyPlanBehindIncident | Code::SafetyPlanBehindReview => Task::SafetyPlan,
                // Before that it is for information.
                Code::SafetyPlanUnseen if finding.severity > Severity::Info => Task::SafetyPlan,
                _ => continue,
            };
            found.insert((who.clone(), task));
        }
    }
    found
}

/// Compares the two on so many days from `first` on; how much was overdue in all.
fn agree(root: &Path, first: &str, days: impl Iterator<Item = u64>) -> usize {
    let mut seen = 0;
    for on in days.map(|days| day(first) + Days::new(days)) {
        let service = Service::at(root, on).expect("a service");
        let agenda = service.agenda(None, on, on);
        assert_eq!(agenda.untold, [], "{on}");
        let (due, found) = (overdue(&agenda, on), found(&service));
        assert_eq!(due, found, "{on}");
        seen += due.len();
    }
    seen
}

#[test]
fn check_and_due_say_the_same() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    // The days around each date at which something changes, and others in between.
    let changes = [0, 1, 2, 3, 8, 9, 10, 16, 30, 36, 37, 38, 60, 93, 94, 95, 96, 97, 98, 101, 120, 178, 179, 180, 260];
    assert!(agree(&example, "2026-11-13", changes.into_iter()) > 20);
}

#[test]
fn check_and_due_say_the_same_of_a_service_in_disorder() {
    let place = Place::demo();
    let days = || [0, 1, 3, 4, 5, 6, 9, 14, 15, 16, 17, 20, 25, 60, 100, 130].into_iter();
    place.edit(
        PLAN,
        "commissioned_hours: 6\n",
        "commissioned_hours: 6\naway:\n  - from: 2026-11-22\n    back: 2026-12-08\n    reason: family\n",
    );
    place.edit(FORMAL, "stage: closed\n", "stage: discussed\n");
    place.edit("residents/R-0117/weekly/2026-W46.md", "safety_plan: working", "safety_plan: needs-updating");
    place.edit("residents/R-0158/formal/2026-11-02.md", "stage: closed\n", "stage: prepared\n");
    assert!(agree(&place.root(), "2026-11-16", days()) > 20);
    place.edit(PLAN, "moved_in: 2026-07-13\n", "moved_in: 2026-07-13\nleft: 2026-12-01\n");
    std::fs::remove_file(place.root().join("residents/R-0158/safety-plan.md")).expect("removed");
    let incident =
        place.read("residents/R-0117/incidents/2026-09-22-1.md").replacen("date: 2026-09-22", "date: 2026-11-14", 1);
    place.write("residents/R-0117/incidents/2026-11-14-1.md", &incident);
    assert!(agree(&place.root(), "2026-11-16", days()) > 20);
}

#[test]
fn who_cannot_be_told_of_is_named_in_every_form() {
    let place = Place::demo();
    place.edit(PLAN, "moved_in: 2026-07-13", "moved_in: in July");
    for (format, shown) in [
        ("text", "R-0142: the support plan cannot be read"),
        ("json", "\"path\": \"residents/R-0142/plan.md\""),
        ("csv", "untold,,,R-0142,"),
        ("ics", "SUMMARY:What is due cannot be told: R-0142"),
    ] {
        let (status, said) = place.plan(&["due", "--format", format]);
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains(shown) && said.contains("R-0117"), "{said}");
    }
    let (status, said) = place.plan(&["due", "117"]);
    assert_eq!(status, Some(0), "{said}");
    std::fs::remove_file(place.root().join(PLAN)).expect("removed");
    std::fs::remove_file(place.root().join(SAFETY_PLAN)).expect("removed");
    let (status, said) = place.plan(&["due"]);
    assert!(status == Some(1) && said.contains("R-0142: there is no support plan"), "{said}");
}

#[test]
fn a_folder_whose_name_may_be_a_persons_is_not_named() {
    let place = Place::demo();
    place.write("residents/Sam Smith/plan.md", "x");
    for format in ["text", "json", "csv", "ics"] {
        let (status, said) = place.plan(&["due", "--format", format]);
        assert!(status == Some(1) && !said.contains("Smith"), "{said}");
        assert!(said.contains("no reference") || said.contains("cannot be told"), "{said}");
    }
}

#[test]
fn no_words_of_the_records_are_shown() {
    let place = Place::demo();
    for format in ["text", "json", "csv", "ics"] {
        let (_, said) = place.plan(&["due", "--format", format, "--within", "400", "--show-text"]);
        assert!(!said.contains("Sam") && !said.contains("Priya"), "{said}");
    }
}

#[test]
fn overdue_is_no_failure_unless_asked() {
    let place = Place::demo();
    let status = |words: &[&str]| place.plan(words).0;
    assert_eq!(status(&["due", "--on", "2026-11-22", "--fail-overdue"]), Some(0));
    assert_eq!(status(&["due", "--on", "2026-11-23", "--fail-overdue"]), Some(1));
    assert_eq!(status(&["due", "--on", "2026-11-23"]), Some(0));
    assert_eq!(status(&["due", "--on", "2026-13-01"]), Some(2));
    assert_eq!(status(&["due", "R-9999"]), Some(2));
}

#[test]
fn what_is_begun_is_not_done() {
    let place = Place::demo();
    let (status, said) = place.plan(&["new-review", "weekly", "142", "--by", "priya-n", "--no-edit"]);
    assert_eq!(status, Some(0), "{said}");
    let (_, said) = place.plan(&["due", "142"]);
    assert!(said.contains("weekly review of 2026-W47: it is begun"), "{said}");
    // So is a new resident's support plan.
    let words = ["new-resident", "R-0160", "--called", "Noor", "--moved-in", "2026-11-18"];
    let (status, said) = place.plan(&words);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = place.plan(&["due", "R-0160", "--on", "2026-11-22"]);
    assert!(said.contains("safety plan: it is begun") && said.contains("support plan: it is begun"), "{said}");
    assert!(said.contains("Overdue: 2"), "{said}");
    assert_eq!(status, Some(0), "{said}");
}

#[test]
fn on_a_day_of_the_past_only_what_was_written_counts() {
    let place = Place::demo();
    let json = |on: &str| -> Value {
        serde_json::from_str(&place.plan(&["due", "142", "--on", on, "--format", "json"]).1).expect("JSON")
    };
    // The formal review was prepared on 26 October, gone through on the 30th and signed then.
    let formal = |on: &str| -> String {
        let said = json(on);
        let items = said["items"].as_array().expect("items").clone();
        let formal = items.iter().find(|item| item["task"] == "formal-review");
        formal.map(|item| item["what"].as_str().expect("text").to_owned()).unwrap_or_default()
    };
    assert_eq!(formal("2026-10-20"), "formal review");
    assert_eq!(formal("2026-10-28"), "formal review, to go through with the resident");
    assert_eq!(formal("2026-11-05"), "");
    let said = json("2026-09-09");
    assert_eq!(said["items"][0]["cycle"], "2026-W37", "{said}");
    // The day before the review of W46 was written, which is dated on its Friday.
    assert_eq!(json("2026-11-12")["items"][0]["cycle"], "2026-W46");
    assert_eq!(json("2026-11-13")["next"], "2026-11-16");
}

#[test]
fn records_past_their_time_are_named_and_left_alone() {
    let place = Place::demo();
    place.edit(PLAN, "moved_in: 2026-07-13\n", "moved_in: 2026-07-13\nleft: 2026-11-10\n");
    assert!(place.plan(&["due", "142"]).1.contains("Nothing is due.\n"));
    place.edit("supportplan.yaml", "staff:", "retention:\n  years_after_leaving: 7\nstaff:");
    let (status, said) = place.plan(&["due", "142"]);
    assert!(status == Some(0) && said.contains("Nothing is due until 10 November 2033.\n"), "{said}");
    let (_, said) = place.plan(&["due", "142", "--on", "2033-11-11"]);
    assert!(said.contains("Overdue: 1") && said.contains("the time for which records are kept"), "{said}");
    assert!(place.root().join(PLAN).exists());
    place.edit("supportplan.yaml", "years_after_leaving: 7", "years_after_leaving: 7.0");
    let (status, said) = place.plan(&["due"]);
    assert!(status == Some(2) && said.contains("whole number"), "{said}");
}

/// The calendar's SEQUENCE, and its text without what is of the moment.
fn calendar(place: &Place, root: &Path) -> (u32, String) {
    let output = place.run(root, &["due", "--format", "ics"]);
    let text = String::from_utf8(output.stdout).expect("text");
    let sequence = text.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).expect("a sequence");
    (sequence.trim().parse().expect("a number"), lasting(&text))
}

/// A calendar without the moment at which it was made.
fn lasting(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("SEQUENCE:") && !line.starts_with("DTSTAMP:"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_calendar_rises_with_each_save_and_says_the_same_in_every_copy() {
    let place = Place::demo();
    let (first, text) = calendar(&place, &place.root());
    assert!(!text.contains("larch"), "{text}");
    let copy = place.root().with_file_name("copy");
    place.git(&["clone", "-q", ".", &copy.to_string_lossy()]);
    assert_eq!(calendar(&place, &copy).1, text);
    // Saves within one second, and one from a computer whose clock is wrong, rise as well.
    let commit = |date: &str| {
        let named = ["-c", "user.name=Priya N", "-c", "user.email=priya.n@larch-house.example"];
        let words = [&named[..], &["commit", "-q", "--no-verify", "--allow-empty", "-m", "By hand"]].concat();
        let status = place.command("git", &place.root(), &words).env("GIT_COMMITTER_DATE", date).status();
        assert!(status.expect("git runs").success());
        calendar(&place, &place.root())
    };
    let (later, same) = commit("2027-01-01T12:00:00Z");
    let (early, _) = commit("2019-05-01T12:00:00Z");
    assert!(first < later && later < early, "{first} {later} {early}");
    assert_eq!(same, text, "what is not changed stays the same event");
}

#[test]
fn no_clock_or_time_zone_moves_a_day() {
    let place = Place::demo();
    let said = |zone: &str, on: &str| {
        let words = ["due", "--on", on, "--format", "ics"];
        let output = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), &words).env("TZ", zone).output();
        lasting(&String::from_utf8(output.expect("it runs").stdout).expect("text"))
    };
    // The nights on which clocks change, and zones on either side of the date line.
    for on in ["2027-03-28", "2026-10-25", "2026-12-31", "2027-01-03"] {
        let here = said("Europe/London", on);
        assert!(here.contains("BEGIN:VEVENT"));
        assert_eq!(here, said("Pacific/Kiritimati", on));
        assert_eq!(here, said("America/Anchorage", on));
    }
}

#[test]
fn without_a_repository_there_is_a_calendar_too() {
    let place = Place::demo();
    std::fs::remove_dir_all(place.root().join(".git")).expect("removed");
    let (sequence, text) = calendar(&place, &place.root());
    assert!(sequence > 0 && text.contains("@unsaved.supportplan"), "{text}");
}

#[test]
fn what_cannot_be_read_is_never_dropped() {
    let path = |inner: &str| format!("residents/R-0142/{inner}");
    let unreadable = |inner: &str, words: &str| {
        let place = Place::demo();
        // The safety plan is older than all reviews, so that each of them may ask for its update.
        place.edit(SAFETY_PLAN, "updated: 2026-11-02", "updated: 2026-07-13");
        place.write(&path(inner), "---\ntype: [\n---\n");
        let (status, said) = place.plan(&["due", "142"]);
        assert_eq!(status, Some(1), "{inner}: {said}");
        assert!(said.contains(&format!("supportplan check {}", path(inner))), "{inner}: {said}");
        assert!(said.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{inner}: {said}");
        assert!(!said.contains("it is begun"), "{inner}: {said}");
    };
    unreadable("weekly/2026-W46.md", "a weekly review cannot be read");
    unreadable("weekly/2026-W44.md", "a weekly review cannot be read");
    unreadable("formal/2026-10-26.md", "a formal review cannot be read");
    unreadable("safety-plan.md", "the safety plan cannot be read");
    unreadable("incidents/2026-09-15-1.md", "an incident is not complete");
}

#[test]
fn a_review_that_was_never_finished_hides_what_it_asks_for() {
    let place = Place::demo();
    place.edit(SAFETY_PLAN, "updated: 2026-11-02", "updated: 2026-10-31");
    place.edit("residents/R-0142/weekly/2026-W45.md", "safety_plan: working", "safety_plan:");
    let (status, said) = place.plan(&["due", "142"]);
    assert!(status == Some(1) && said.contains("supportplan new-review weekly R-0142 --week 2026-W45"), "{said}");
}

#[test]
fn the_teams_records_that_cannot_be_read_are_named() {
    let place = Place::demo();
    let path = "team/reflections/2026-11-16.md";
    place.write(path, "---\ntype: [\n---\n");
    let (status, said) = place.plan(&["due"]);
    assert!(status == Some(1) && said.contains(&format!("supportplan check {path}")), "{said}");
}

#[cfg(unix)]
#[test]
fn links_are_named_and_never_dropped() {
    use std::os::unix::fs::symlink;
    let place = Place::demo();
    let residents = place.root().join("residents");
    let (away, link) = (place.root().with_file_name("away.md"), |path: &str| residents.join(path));
    std::fs::rename(link("R-0142/weekly/2026-W46.md"), &away).expect("moved");
    symlink(&away, link("R-0142/weekly/2026-W46.md")).expect("a link");
    symlink(place.folder.path(), link("R-0190")).expect("a link");
    let (status, said) = place.plan(&["due"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("supportplan check residents/R-0142/weekly/2026-W46.md"), "{said}");
    assert!(said.contains("R-0190: it is a link"), "{said}");
    assert!(!said.contains("Overdue"), "{said}");
    std::fs::remove_dir_all(link("R-0117/formal")).expect("removed");
    symlink(place.folder.path(), link("R-0117/formal")).expect("a link");
    let (_, said) = place.plan(&["due"]);
    assert!(said.contains("R-0117: it is a link"), "{said}");
}

#[test]
fn a_resident_with_a_referral_alone_or_with_nothing_is_named() {
    let place = Place::demo();
    place.write("residents/R-0190/referral.md", &place.read("residents/R-0142/referral.md"));
    std::fs::create_dir(place.root().join("residents/R-0191")).expect("a folder");
    let (status, said) = place.plan(&["due"]);
    assert_eq!(status, Some(1), "{said}");
    for resident in ["R-0190", "R-0191"] {
        assert!(said.contains(&format!("{resident}: there is no support plan")), "{said}");
        assert!(said.contains(&format!("supportplan fill {resident} plan")), "{said}");
    }
}

#[test]
fn an_incident_asks_for_a_look_at_the_safety_plan() {
    let place = Place::demo();
    let incident =
        place.read("residents/R-0142/incidents/2026-09-15-1.md").replacen("date: 2026-09-15", "date: 2026-11-18", 1);
    let incident = incident.replacen("changed:\n  - support-plan\n  - safety-plan\n", "changed: []\n", 1);
    place.write("residents/R-0142/incidents/2026-11-18-1.md", &incident);
    let (status, said) = place.plan(&["due", "142"]);
    assert!(status == Some(0) && said.contains("safety plan, to look at"), "{said}");
    assert!(said.contains("25 Nov 2026") && said.contains("supportplan fill R-0142 safety-plan"), "{said}");
    let (_, said) = place.plan(&["show", "142"]);
    assert!(said.contains("safety plan, to look at") && said.contains("supportplan fill R-0142 safety-plan"), "{said}");
    let (_, said) = place.plan(&["due", "142", "--on", "2026-11-26"]);
    assert!(said.contains("Overdue: 2"), "{said}");
    assert!(agree(&place.root(), "2026-11-18", 0..14) > 5);
}

#[test]
fn a_record_that_cannot_be_read_is_bad_input_and_no_wrong_call() {
    let place = Place::demo();
    place.edit(PLAN, "moved_in: 2026-07-13", "moved_in: in July");
    for words in [["show", "142"], ["progress", "142"], ["due", "142"]] {
        assert_eq!(place.plan(&words).0, Some(1), "{words:?}");
    }
    let (status, said) = place.plan(&["due", "--on", "3026-01-01"]);
    assert!(status == Some(2) && said.contains("1900-01-01 to 2999-12-31"), "{said}");
    let (status, said) = place.plan(&["template", "show", "incident"]);
    assert!(status == Some(2) && said.contains("did you mean scaffold/incident.md?"), "{said}");
}

#[test]
fn an_audit_that_is_begun_is_not_drawn_otherwise() {
    let place = Place::demo();
    // Somebody who moves in later is not drawn.
    let later =
        place.read(PLAN).replace("R-0142", "R-0190").replacen("moved_in: 2026-07-13", "moved_in: 2026-12-01", 1);
    place.write("residents/R-0190/plan.md", &later);
    let (status, said) = place.plan(&["new-audit", "--sample", "9", "--no-edit"]);
    assert_eq!(status, Some(0), "{said}");
    let audit = place.read("team/audits/2026-11-20.md");
    assert!(!audit.contains("R-0190") && audit.contains("drawn_from: 3"), "{audit}");
    for words in [["--seed", "larch"], ["--sample", "2"]] {
        let (status, said) = place.plan(&[&["new-audit", "--no-edit"], &words[..]].concat());
        assert!(status == Some(2) && said.contains("is there already"), "{said}");
    }
    for words in [["--seed", "2026-11-20"], ["--sample", "9"]] {
        let (status, said) = place.plan(&[&["new-audit", "--no-edit"], &words[..]].concat());
        assert_eq!(status, Some(0), "{said}");
    }
}

//! The overview of a service and the reports on progress, as they are made from records that people wrote.

#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::collections::BTreeSet;

use place::{PLAN, Place};
use serde_json::Value;

/// The words of a page, with single spaces between them, and what stands for letters that HTML means something by.
fn words(html: &str) -> String {
    let body = &html[html.find("<body").expect("a body")..];
    let text = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    let text = text.collect::<Vec<_>>().join(" ").replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'");
    text.replace("&quot;", "\"").replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page(place: &Place, args: &[&str], path: &str) -> String {
    let (status, said) = place.plan(&[&["render", "--page"], args].concat());
    assert_eq!(status, Some(0), "{said}");
    place.read(&format!("pages/{path}"))
}

fn json(place: &Place, args: &[&str]) -> Value {
    let output = place.run(&place.root(), &[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Faults of many kinds: one resident without a plan, one with a review that cannot be read, one with an own word too many.
fn faulty() -> Place {
    let place = Place::demo();
    place.write("residents/R-0117/weekly/2026-W46.md", "no front matter\n");
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 60");
    place.git(&["rm", "--quiet", "residents/R-0158/plan.md"]);
    place.write("residents/Sam Smith/plan.md", "x\n");
    place.write("team/notes.md", "x\n");
    place
}

#[test]
fn the_overview_tells_what_check_and_due_tell() {
    for place in [Place::demo(), faulty()] {
        let text = words(&page(&place, &["overview"], "overview.html"));
        let due = json(&place, &["due", "--within", "36500"]);
        assert!(!array(&due["items"]).is_empty());
        for item in array(&due["items"]) {
            assert!(text.contains(item["what"].as_str().expect("words")), "{item} is not in: {text}");
        }
        for untold in array(&due["untold"]) {
            let why = &untold["why"].as_str().expect("words")[1..];
            assert!(text.contains(why), "{untold} is not in: {text}");
        }
        let counts = format!("Overdue {} Due", due["counts"]["overdue"]);
        assert!(text.contains(&counts), "{counts} is not in: {text}");
        let found = json(&place, &["check"]);
        let all = array(&found["findings"]);
        let weighing = |level: &str| all.iter().filter(|one| one["level"] == level).count();
        let [errors, warnings, remarks] = ["error", "warning", "info"].map(weighing);
        let counts = format!("Errors in records {errors} Warnings {warnings} Remarks {remarks} Version");
        assert!(text.contains(&counts), "{counts} is not in: {text}");
        for code in all.iter().filter_map(|one| one["code"].as_str()).collect::<BTreeSet<_>>() {
            assert!(text.contains(&format!(" {code}: ")), "{code} is not in: {text}");
        }
        assert!(!text.contains("Smith"), "a folder whose name is no reference may bear a person's");
    }
}

#[test]
fn a_service_without_residents_has_pages_too() {
    let place = Place::empty();
    let made = place.run(
        place.folder.path(),
        &["init", "d", "--name", "Larch House", "--staff", "Priya N <priya.n@larch-house.example>"],
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let text = words(&page(&place, &["overview"], "overview.html"));
    assert!(text.contains("Residents 0") && text.contains("There is no resident yet."), "{text}");
    let text = words(&page(&place, &["progress"], "progress.html"));
    assert!(text.contains("Residents counted 0") && text.contains("No outcome is open."), "{text}");
    let (status, said) =
        place.plan(&["new-resident", "R-0160", "--called", "Noor", "--key-worker", "priya-n", "--by", "priya-n"]);
    assert!(matches!(status, Some(0 | 1)), "{said}");
    let text = words(&page(&place, &["overview"], "overview.html"));
    assert!(
        text.contains("Noor R-0160 Priya N") && text.contains("Not told: The support plan is not complete"),
        "{text}"
    );
    let text = words(&page(&place, &["progress"], "progress.html"));
    assert!(text.contains("R-0160: the support plan is not complete"), "{text}");
    let (status, said) = place.plan(&["render", "160", "--page", "progress"]);
    assert_eq!(status, Some(2), "{said}");
}

#[test]
fn a_report_on_progress_holds_no_names_and_no_words_of_records() {
    let place = faulty();
    place.edit("residents/R-0117/plan.md", "resident: R-0117", "resident: Sam Smith");
    let html = [
        page(&place, &["progress"], "progress.html"),
        page(&place, &["progress", "142"], "R-0142/progress.html"),
        page(&place, &["progress", "117"], "R-0117/progress.html"),
    ];
    let text = html.iter().map(|html| words(html)).collect::<Vec<_>>().join(" ");
    let mut names: Vec<&str> = vec!["Sam", "Margaret", "Dele", "Smith"];
    let settings = place.read("supportplan.yaml");
    let staff: Vec<&str> = settings.lines().filter_map(|line| line.trim().strip_prefix("name: ")).collect();
    let ids: Vec<&str> = settings.lines().filter_map(|line| line.trim().strip_prefix("- id: ")).collect();
    assert!(staff.len() > 2 && ids.contains(&"priya-n"), "{staff:?} {ids:?}");
    names.extend(staff.iter().chain(&ids));
    for name in names {
        let is_word = |at: usize| !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric());
        assert!(!text.match_indices(name).any(|(at, _)| is_word(at)), "{name} is in: {text}");
    }
    // Words of the records: each line of what people wrote, headings aside, whose words are those of the ids.
    let mut lines = 0;
    for path in
        [PLAN, "residents/R-0117/plan.md", "residents/R-0142/weekly/2026-W45.md", "residents/R-0142/safety-plan.md"]
    {
        let record = place.read(path);
        let body = record.splitn(3, "---\n").nth(2).expect("a body");
        for line in body.lines().filter(|line| !line.starts_with('#') && line.len() > 12) {
            assert!(!text.contains(line.trim()), "{path}: {line}");
            lines += 1;
        }
        for what in record.lines().filter_map(|line| line.trim().strip_prefix("what: ")) {
            assert!(!text.contains(what.trim_matches('"')), "{path}: {what}");
        }
    }
    assert!(lines > 150, "{lines}");
    assert!(text.contains("residents/R-0117/weekly/2026-W46.md"), "what cannot be read is named by its path: {text}");
    assert!(text.contains("R-0158: there is no support plan yet"), "{text}");
}

#[test]
fn the_page_counts_as_the_command_does() {
    let place = Place::demo();
    for since in [&[][..], &["--since", "2026-10-01"]] {
        let told = json(&place, &[&["progress", "142"], since].concat());
        let one = &told["residents"][0];
        let text = words(&page(&place, &[&["progress", "142"], since].concat(), "R-0142/progress.html"));
        for outcome in array(&one["outcomes"]) {
            let figures: Vec<_> = array(&outcome["figures"]).iter().map(|figure| figure["value"].to_string()).collect();
            let figures = figures.iter().map(|figure| figure.trim_end_matches(".0")).collect::<Vec<_>>().join(", ");
            assert!(text.contains(&figures), "{figures} is not in: {text}");
        }
        let visits = &one["visits"];
        let visits = format!(
            "Met: {}, Declined: {}, Not in: {}, Cancelled by us: {}.",
            visits["met"], visits["declined"], visits["not_in"], visits["cancelled_by_us"]
        );
        assert!(text.contains(&visits), "{visits} is not in: {text}");
        assert!(text.contains(&format!("Weekly reviews held {}", one["weeks"]["reviewed"])), "{text}");
        let all = words(&page(&place, &[&["progress"], since].concat(), "progress.html"));
        let met = format!("{} of ", one["visits"]["met"]);
        assert!(all.contains("R-0142") && all.contains(&met), "{all}");
    }
}

#[test]
fn what_somebody_wrote_is_shown_and_does_nothing() {
    let place = Place::demo();
    let hostile = "<script>alert(1)</script> {{ 7*7 }} \"'><b onload=x>";
    place.edit(PLAN, "called: Sam", "called: '<script>alert(1)</script> {{ 7*7 }} \"''><b onload=x>'");
    place.edit(PLAN, "### Cooks lunch", "### Cooks & 'lunch'");
    place.edit("supportplan.yaml", "service: Larch House", "service: '</style><script>alert(1)</script>'");
    let overview = page(&place, &["overview"], "overview.html");
    let progress = page(&place, &["progress"], "progress.html");
    let index = place.read("pages/index.html");
    for html in [&overview, &progress, &index] {
        assert_eq!(html.matches("</style>").count(), 1);
        for tag in ["<script", "<b "] {
            assert!(!html.contains(tag), "{tag}");
        }
    }
    let text = words(&overview);
    assert!(text.contains(hostile) && text.contains("Cooks & 'lunch'"), "{text}");
}

#[test]
fn with_references_nobody_is_called_by_name() {
    let place = Place::demo();
    let html = page(&place, &["overview", "--page", "progress", "--references"], "references/overview.html");
    let text = words(&html);
    assert!(text.contains("R-0142") && text.contains("this is not anonymisation"), "{text}");
    let table = text.split("How it is going").next().expect("what is due");
    assert!(!table.contains("Sam") && !table.contains("Priya"), "{table}");
    let report = words(&place.read("pages/references/progress.html"));
    assert!(!report.contains("anonymisation"), "no words of records are in it: {report}");
}

//! Findings in the forms that other programs read: nothing of a record or of a path steers those programs, or shows a word too many.

use serde_json::Value;

use super::place::Place;
use super::{CANARY, assert_obeys_nothing, payloads, quoted};

const FORMS: [&str; 7] = ["full", "concise", "json", "github", "gitlab", "sarif", "junit"];

/// The example service with a plan full of payloads, and with files whose names are more than names.
fn place() -> Place {
    let place = Place::demo();
    let plan = place.read("residents/R-0142/plan.md");
    let keys: String = payloads().iter().map(|payload| format!("{}: 1\n", quoted(payload))).collect();
    place.write("residents/R-0142/plan.md", plan.replacen("---\n", &format!("---\n{keys}"), 1));
    for name in ["a\n::set-output name=x::y", "%0A::error::x", "]]><b>", "\"'&", "a,b:c", "\u{9b}2J", "\u{202e}x"] {
        place.write(&format!("residents/R-0142/{name}.md"), "---\n---\n");
    }
    place
}

#[test]
fn no_form_steers_whoever_reads_it() {
    let place = place();
    for form in FORMS {
        let said = place.plan(&["check", "--format", form]);
        assert_eq!(said.status, 1, "{form}: {}", said.all());
        assert_obeys_nothing(&said.all());
        assert!(!said.all().contains(CANARY), "{form}: {}", said.all());
        let told = place.plan(&["--show-text", "--color", "always", "check", "--format", form]);
        assert_obeys_nothing(&told.all());
        assert!(told.out.contains(CANARY), "{form}: {}", told.out);
        for out in [&said.out, &told.out] {
            match form {
                "json" | "gitlab" | "sarif" => _ = serde_json::from_str::<Value>(out).expect("JSON"),
                "junit" => assert!(!out.contains("]]>") && !out.contains("<b>"), "{out}"),
                "github" => {
                    let own = ["::error file=residents/", "::warning file=residents/"];
                    assert!(out.lines().all(|line| own.iter().any(|own| line.starts_with(own))), "{out}");
                }
                "concise" => assert!(out.lines().all(|line| line.starts_with("residents/")), "{out}"),
                _ => {}
            }
        }
    }
}

#[test]
fn reports_hold_what_is_printed_and_no_colours() {
    let place = place();
    let words: Vec<String> = FORMS.iter().map(|form| format!("--report={form}=../{form}.txt")).collect();
    let mut line = vec!["--color", "always", "check"];
    line.extend(words.iter().map(String::as_str));
    assert_eq!(place.plan(&line).status, 1);
    line.insert(0, "--show-text");
    for (form, may_show) in FORMS.iter().flat_map(|form| [(form, false), (form, true)]) {
        let said = place.plan(if may_show { &line } else { &line[1..] });
        assert_eq!(said.status, 1);
        let text = std::fs::read_to_string(place.root().join("..").join(format!("{form}.txt"))).expect("a report");
        assert_eq!(text.contains(CANARY), may_show, "{form}: {text}");
        assert!(!text.contains('\u{1b}'), "{form}: {text}");
        if !may_show && *form != "full" {
            assert_eq!(text, place.plan(&["check", "--format", form]).out, "{form}");
        }
    }
}

#[test]
fn settings_that_cannot_be_used_are_told_in_the_same_form() {
    let place = Place::demo();
    place.write("supportplan.yaml", "service: [\n");
    let said = place.plan(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((said.status, &report["findings"][0]["path"]), (2, &"supportplan.yaml".into()), "{}", said.all());
    assert!(said.err.contains("mend them first"), "{}", said.err);
}

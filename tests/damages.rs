//! Every damage in `tests/check/damages.yaml` is found at its place, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use supportplan::check::format::FAULTS;
use supportplan::check::{self, Checkup, Surroundings};
use supportplan::finding::{Code, Severity};
use supportplan::record::{self, Place};
use supportplan::service::fixing::{self, Mended};
use supportplan::service::{Service, store};
use supportplan::text;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    #[serde(default)]
    damages: Vec<Damage>,
    text: Option<String>,
    bytes: Option<Vec<u8>>,
    #[serde(default)]
    crlf: bool,
    expect: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Damage {
    find: Option<String>,
    cut_from: Option<String>,
    with: Option<String>,
}

impl Case {
    fn applied_to(&self, text: String) -> Vec<u8> {
        if let Some(bytes) = &self.bytes {
            return bytes.clone();
        }
        let mut text = self.text.clone().unwrap_or(text);
        for damage in &self.damages {
            let with = damage.with.as_deref();
            if let Some(find) = &damage.find {
                assert_eq!(text.matches(find.as_str()).count(), 1, "{}: {find:?} stands there just once", self.name);
                text = text.replace(find.as_str(), with.unwrap_or(""));
            }
            if let Some(from) = &damage.cut_from {
                let at = text.find(from.as_str()).unwrap_or_else(|| panic!("{}: {from:?} stands there", self.name));
                text.truncate(at);
                text.push_str(with.unwrap_or(from));
            }
        }
        if self.crlf { text.replace('\n', "\r\n").into_bytes() } else { text.into_bytes() }
    }
}

/// The records of R-0142's folder once the damage is done.
fn records(case: &Case, service: &Service) -> Vec<(String, Vec<u8>)> {
    let damaged = format!("residents/R-0142/{}", case.file);
    let group = service.group_of("R-0142").expect("the resident's folder");
    assert!(group.files.contains(&damaged), "{}: there is no {damaged}", case.name);
    let record = |path: &String| {
        let text = store::read_text(&service.full(path)).expect("a record");
        (path.clone(), if *path == damaged { case.applied_to(text) } else { text.into_bytes() })
    };
    group.files.iter().map(record).collect()
}

/// What is found in these records.
fn checked(records: &[(String, Vec<u8>)], service: &Service) -> Vec<Checkup> {
    let wording = &service.context.wording;
    let reading = |(path, bytes): &(String, Vec<u8>)| {
        (path.clone(), record::read(path, Place::of(path).expect("a place"), bytes.clone(), wording))
    };
    check::together(records.iter().map(reading).collect(), &service.context, &Surroundings::default())
}

/// What is found in R-0142's folder once the damage is done: code, place and the text there.
fn found(case: &Case, service: &Service) -> Vec<String> {
    let damaged = format!("residents/R-0142/{}", case.file);
    let mut lines = Vec::new();
    for checkup in checked(&records(case, service), service) {
        let elsewhere = if checkup.path == damaged { String::new() } else { format!("{} ", checkup.path) };
        for (finding, at, _) in checkup.positions() {
            assert!(!finding.help.is_empty() && !finding.message.is_empty());
            let there: String = finding.span.of(&checkup.text).lines().next().unwrap_or("").chars().take(40).collect();
            lines.push(
                format!("{elsewhere}{} {}:{} {there}", finding.code.number(), at.line, at.column).trim_end().to_owned(),
            );
        }
    }
    lines
}

fn example() -> (Service, Vec<Case>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
    let service = Service::at(&root.join("examples/service"), today).expect("the example's settings are valid");
    let cases = store::read_text(&root.join("tests/check/damages.yaml")).expect("the cases");
    (service, serde_yaml::from_str(&cases).expect("the cases can be read"))
}

#[test]
fn every_damage_is_found_at_its_place() {
    let (service, cases) = example();
    let mut wrong = Vec::new();
    for case in &cases {
        let found = found(case, &service);
        if found != case.expect {
            wrong.push(format!("{}:\n  expected {:#?}\n  found {found:#?}", case.name, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 24);
}

/// The plan of R-0142 as `change` makes it.
fn changed_plan(service: &Service, change: impl Fn(&str) -> String) -> Case {
    let plan = store::read_text(&service.full("residents/R-0142/plan.md")).expect("the plan");
    let (name, file, text) = ("a plan".to_owned(), "plan.md".to_owned(), Some(change(&plan)));
    Case { name, file, damages: Vec::new(), text, bytes: None, crlf: false, expect: Vec::new() }
}

#[test]
fn a_list_that_lost_all_its_entries_is_one_fault() {
    let (service, _) = example();
    let case = changed_plan(&service, |plan| {
        let (start, end) = (plan.find("outcomes:\n").expect("there"), plan.find("\nactions:").expect("there"));
        format!("{}outcomes: []{}", &plan[..start], &plan[end..])
    });
    assert_eq!(found(&case, &service), ["F035 17:11 []"]);
}

#[test]
fn old_line_ends_are_one_fault_that_mends_itself() {
    let (service, _) = example();
    let case = changed_plan(&service, |plan| plan.replace('\n', "\r"));
    assert_eq!(found(&case, &service), ["F002 1:4"]);
    let mended = mended(&records(&case, &service), &service);
    let plan = store::read_text(&service.full("residents/R-0142/plan.md")).expect("the plan");
    assert_eq!(mended.fixed[0].after, plan);
}

/// Mends these records: what they become, and what was mended.
fn mended(records: &[(String, Vec<u8>)], service: &Service) -> Mended {
    let check = |texts: &BTreeMap<String, String>| {
        let now = |(path, bytes): &(String, Vec<u8>)| {
            (path.clone(), texts.get(path).map_or_else(|| bytes.clone(), |text| text.clone().into_bytes()))
        };
        Ok(checked(&records.iter().map(now).collect::<Vec<_>>(), service))
    };
    fixing::records(check, &|_, _| true).expect("nothing is read")
}

/// How many errors there are beside questions that are open.
fn faults(checkups: &[Checkup]) -> usize {
    let findings = checkups.iter().flat_map(|checkup| &checkup.findings);
    findings.filter(|finding| finding.severity == Severity::Error && finding.code != Code::Unanswered).count()
}

/// What the plan becomes when `find` is `with` and then is mended; none where nothing in it mends itself.
fn mended_plan(service: &Service, find: &str, with: &str) -> Option<String> {
    let case = changed_plan(service, |plan| {
        assert_eq!(plan.matches(find).count(), 1, "{find}");
        plan.replace(find, with)
    });
    mended(&records(&case, service), service).fixed.pop().map(|fixed| fixed.after)
}

#[test]
fn each_fault_of_format_is_explained_by_an_example_that_has_it() {
    let (service, _) = example();
    let of_format = Code::ALL.iter().copied().filter(|code| code.number().starts_with('F'));
    assert_eq!(FAULTS.iter().map(|fault| fault.code).collect::<Vec<_>>(), of_format.collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for fault in FAULTS {
        assert!(fault.why.ends_with('.') && fault.why.len() > 30, "{}", fault.why);
        let Some(it) = &fault.example else { continue };
        let (name, file) = (fault.code.number().to_owned(), it.file.to_owned());
        let damages = vec![Damage { find: Some(it.good.to_owned()), cut_from: None, with: Some(it.bad.to_owned()) }];
        let case = Case { name, file, damages, text: None, bytes: None, crlf: false, expect: Vec::new() };
        let found = found(&case, &service);
        if !found.iter().any(|line| line.starts_with(&case.name)) {
            wrong.push(format!("{}: {found:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_in_another_form_are_mended_where_they_stand() {
    let (service, _) = example();
    let right = store::read_text(&service.full("residents/R-0142/plan.md")).expect("the plan");
    let label = "#### Picture recipe\n\n**When:** ";
    for (find, with) in [
        (label, "#### Picture recipe\n\nWhen: "),
        (label, "#### Picture recipe\n\n*When:* "),
        (label, "#### Picture recipe\n\n**When** "),
        (label, "#### Picture recipe\n\n**When:**"),
        ("## Moving on\n", "### Moving on\n"),
        ("## Moving on\n", "# Moving on\n"),
        ("## Moving on\n", "##Moving on\n"),
        ("## Strengths\n", "### Strengths\n"),
        ("### Remembers pictures\n", "### Remembers picture\n"),
    ] {
        assert_eq!(mended_plan(&service, find, with).as_ref(), Some(&right), "{with}");
    }
    let item = "  - id: remembers-pictures\n  - id: likes";
    let added = mended_plan(&service, item, "  - id: likes").expect("mended");
    assert!(added.contains("  - id: draws-fine-detail\n  - id: remembers-pictures\noutcomes:\n"), "{added}");
}

#[test]
fn what_may_be_meant_otherwise_is_left_alone() {
    let (service, _) = example();
    let label = "#### Picture recipe\n\n**When:** ";
    for (find, with) in [
        (label, "#### Picture recipe\n\n**On which days:** "),
        (label, "#### Picture recipe\n\n- **When:** "),
        ("## Moving on\n", "## Towards a home\n"),
        ("called: Sam\n", "called: Sam #ask mum first\n"),
    ] {
        assert_eq!(mended_plan(&service, find, with), None, "{with}");
    }
}

#[test]
fn mending_does_no_harm_and_is_done_after_one_run() {
    let (service, cases) = example();
    let mut codes = BTreeSet::new();
    for case in &cases {
        let damaged = records(case, &service);
        let before = checked(&damaged, &service);
        for checkup in &before {
            for fix in checkup.findings.iter().filter_map(|finding| finding.fix.as_ref()) {
                let spans: Vec<_> = fix.edits.iter().map(|edit| edit.span).collect();
                assert!(spans.windows(2).all(|two| two[0].end <= two[1].start), "{}: edits overlap", case.name);
                let whole = |at: usize| checkup.text.is_char_boundary(at);
                assert!(spans.iter().all(|span| whole(span.start) && whole(span.end)), "{}", case.name);
                let (first, last) = (spans[0].start, spans[spans.len() - 1].end);
                let after = text::apply(&checkup.text, fix.edits.clone());
                assert!(after.starts_with(&checkup.text[..first]) && after.ends_with(&checkup.text[last..]));
                assert!(!case.crlf || !after.replace("\r\n", "").contains('\n'), "{}: other line ends", case.name);
            }
        }
        let once = mended(&damaged, &service);
        assert!(faults(&once.checkups) <= faults(&before), "{}: {:#?}", case.name, once.fixed);
        codes.extend(once.fixed.iter().flat_map(|fixed| fixed.done.iter().map(|(code, _)| code.number())));
        let text = |path: &String| once.fixed.iter().find(|fixed| fixed.path == *path).map(|fixed| fixed.after.clone());
        let again: Vec<_> = damaged
            .into_iter()
            .map(|(path, bytes)| (path.clone(), text(&path).map_or(bytes, String::into_bytes)))
            .collect();
        assert!(mended(&again, &service).fixed.is_empty(), "{}: a second run changes something", case.name);
    }
    let all = ["F002", "F009", "F031", "F033", "F034", "F041", "F050", "F055"];
    assert!(all.iter().all(|code| codes.contains(code)), "{codes:?}");
}

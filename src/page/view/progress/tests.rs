use serde_json::json;

use super::*;
use crate::check::Context;
use crate::cycle::progress::Lost;
use crate::page::Edition;
use crate::record::{self, Place, Record, Wording};
use crate::template::Templates;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn context() -> Context {
    let settings = json!({"service": "Larch House", "staff": []});
    Context::new(serde_json::from_value(settings).expect("settings"), Default::default(), day("2026-11-20"))
}

fn read(path: &str, text: &str) -> Record {
    let place = Place::of(path).expect("a place");
    record::read(path, place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
}

/// The progress of somebody with one outcome and one action, and further lines of the plan.
fn progress(more: &str, since: Option<&str>) -> Progress {
    let plan = format!(
        "---\nresident: R-0142\ncalled: Sam\nmoved_in: 2026-07-13\nkey_worker: priya-n\ncommissioned_hours: 6\n{more}\
         outcomes:\n  - id: cooks-lunch\n    aim: progress\n    measure: {{what: lunches Sam cooked, per: week, baseline: 0, target: 3, by: 2026-12-11}}\n\
         actions:\n  - id: picture-recipe\n    for: [cooks-lunch]\n    hours: 2.5\n    help: Sam's own level\nrisks: []\n---\n"
    );
    let mut records = vec![read("residents/R-0142/plan.md", &plan)];
    for (at, help) in ["full", "full", "coaching", "prompts"].into_iter().enumerate() {
        let week = format!("2026-W{}", 43 + at);
        let review = format!(
            "---\nresident: R-0142\nweek: {week}\nby: priya-n\ndate: 2026-11-13\nactions:\n  - id: picture-recipe\n    result: done\n    help: {help}\n\
             measures:\n  - id: cooks-lunch\n    value: {at}\nvisits:\n  - {{date: 2026-11-10, result: met}}\n---\n"
        );
        records.push(read(&format!("residents/R-0142/weekly/{week}.md"), &review));
    }
    Progress::of(&records, &context().levels, since.map(day), day("2026-11-20")).expect("a plan")
}

fn press<T>(run: impl FnOnce(Press<'_>) -> T) -> T {
    let (templates, context) = (Templates::new(Vec::new()).expect("templates"), context());
    run(Press { templates: &templates, context: &context, edition: Edition::default() })
}

fn told(residents: Vec<Progress>, since: Option<&str>) -> Told {
    Told { today: day("2026-11-20"), since: since.map(day), residents, lost: Vec::new() }
}

#[test]
fn one_resident_is_told_in_figures_and_choices() {
    let report = press(|press| ProgressReport::of_one(&progress("", None), press));
    assert_eq!(report.period, "13 July 2026 to 20 November 2026");
    let one = report.one.expect("a resident");
    let outcome = &one.outcomes[0];
    assert_eq!((outcome.name.as_str(), outcome.baseline.as_str(), outcome.target.as_str()), ("Cooks lunch", "0", "3"));
    assert_eq!(outcome.now.as_ref().map(|now| now.value.as_str()), Some("3"));
    assert_eq!(outcome.course, "The target is reached; getting better");
    let action = &one.help.actions[0];
    assert_eq!((action.first.as_deref(), action.last.as_deref()), (Some("Staff do it"), Some("Prompts")));
    assert_eq!(action.agreed, "a level that is not on the scale", "what is no level may be anybody's words");
    let weeks: Vec<&str> = one.help.weeks.iter().map(|figure| figure.value.as_str()).collect();
    assert_eq!(weeks, ["1", "1", "3", "4"], "as the levels are numbered beside the drawing");
    let text = |bars: &Option<Bars>| bars.as_ref().map(|bars| bars.description.clone()).unwrap_or_default();
    assert_eq!(text(&one.counted.hours), "Commissioned: 6, In open actions: 2.5.");
    assert_eq!(text(&one.counted.visits), "Met: 4, Declined: 0, Not in: 0, Cancelled by us: 0.");
    assert!(one.counted.incidents.is_none());
}

#[test]
fn who_left_or_comes_later_is_not_counted_and_named() {
    let left = || progress("left: 2026-08-07\n", Some("2026-09-01"));
    let report = press(|press| ProgressReport::of_all(&told(vec![left()], Some("2026-09-03")), press));
    assert_eq!(report.period, "31 August 2026 to 20 November 2026", "from the Monday of that week");
    assert_eq!(report.total.expect("a service").residents, 0);
    assert_eq!(report.not_told[0].value.as_deref(), Some("left on 7 August 2026, before this time"));
    let report = press(|press| ProgressReport::of_one(&left(), press));
    assert!(report.one.is_none() && report.not_told.len() == 1);
    let lost = Lost { resident: "R-0158".to_owned(), path: String::new(), is_there: false };
    let nobody = Told { lost: vec![lost], ..told(Vec::new(), None) };
    let report = press(|press| ProgressReport::of_all(&nobody, press));
    assert_eq!(report.not_told[0].value.as_deref(), Some("there is no support plan yet"));
}

#[test]
fn all_are_added_up_and_hours_are_those_of_who_is_there() {
    let all = vec![progress("", None), progress("left: 2026-11-15\n", None)];
    let total = press(|press| ProgressReport::of_all(&told(all, None), press)).total.expect("a service");
    assert_eq!((total.residents, total.left, total.reached, total.rows.len()), (2, 1, 2, 2));
    let text = |bars: &Option<Bars>| bars.as_ref().map(|bars| bars.description.clone()).unwrap_or_default();
    assert_eq!(text(&total.outcomes), "Getting better: 2, Steady: 0, Getting worse: 0, Not told yet: 0.");
    assert_eq!(text(&total.independence), "Rising: 2, Steady: 0, Falling: 0, Not told yet: 0.");
    assert_eq!(text(&total.counted.hours), "Commissioned: 6, In open actions: 2.5.");
    assert_eq!(total.counted.visits_noted, 8);
    assert_eq!(total.counted.weeks[0].value.as_deref(), Some("8"));
}

#[test]
fn incidents_of_years_stand_by_year() {
    let mut long = progress("", None);
    long.incidents.push(crate::cycle::progress::Happened {
        date: day("2026-09-15"),
        path: String::new(),
        changed: Vec::new(),
    });
    let text = |progress: &Progress| incidents(&[progress]).map(|bars| bars.description).unwrap_or_default();
    assert_eq!(text(&long), "July 2026: 0, August 2026: 0, September 2026: 1, October 2026: 0, November 2026: 0.");
    long.from = day("2024-03-01");
    assert_eq!(text(&long), "2024: 0, 2025: 0, 2026: 1.");
}

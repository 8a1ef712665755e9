//! The worked example is good practice: it has no finding at any level.
use std::collections::BTreeMap;
use std::path::Path;

use supportplan::check::trace::trace;
use supportplan::check::{self, Context, Surroundings};
use supportplan::cycle::progress::{Progress, Told};
use supportplan::demo::worked;
use supportplan::record::{self, Place};
use supportplan::report::{progress_as_json, trace_as_json};
use supportplan::service::{Service, store};

#[test]
fn the_example_service_has_no_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root, chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
        .expect("the example's settings are valid");
    let mut read = 0;
    let mut found = Vec::new();
    let residents = service.residents().iter().map(|resident| service.group_of(resident));
    for group in residents.chain([service.team()]) {
        for checkup in service.check_group(&group.expect("listed")).expect("read") {
            read += 1;
            for (finding, at, _) in checkup.positions() {
                found.push(format!(
                    "{}:{}:{}: {} {} {:?}",
                    checkup.path,
                    at.line,
                    at.column,
                    finding.code.number(),
                    finding.message,
                    finding.quoted
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(read > 60, "only {read} records were read");
}

/// The example is moved to end in the week of any day, and has no finding there either.
#[test]
fn the_example_has_no_finding_whenever_it_ends() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root, chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
        .expect("the example's settings are valid");
    for today in ["2026-11-20", "2027-01-03", "2027-03-01", "2028-02-29", "2033-01-01", "2021-01-10", "2024-12-30"] {
        let worked = worked::worked(today.parse().expect("a date")).expect("the example fits together");
        let mut folders: BTreeMap<Option<String>, BTreeMap<String, String>> = BTreeMap::new();
        for save in worked.saves {
            assert!(save.at.date().to_string().as_str() <= today, "{today}: a save of {}", save.at);
            folders.entry(save.resident).or_default().extend(save.files);
        }
        assert_eq!(folders.len(), 4);
        let day = today.parse().expect("a date");
        let context = Context::new(service.settings().clone(), service.residents().clone(), day);
        for folder in folders.into_values() {
            let readings = folder.into_iter().map(|(path, text)| {
                let place = Place::of(&path).expect("a place");
                let reading = record::read(&path, place, text.into_bytes(), &service.context.wording);
                (path, reading)
            });
            for checkup in check::together(readings.collect(), &context, &Surroundings::default()) {
                assert!(checkup.findings.is_empty(), "{today}: {}: {:?}", checkup.path, checkup.findings);
            }
        }
    }
}

/// What is not due yet is not found: the example has no finding at any moment of its history, on the day of that moment.
#[test]
fn the_example_has_no_finding_at_any_moment_of_its_history() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root, chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
        .expect("the example's settings are valid");
    let worked = worked::worked("2026-11-20".parse().expect("a date")).expect("the example fits together");
    let mut folders: BTreeMap<Option<String>, BTreeMap<String, String>> = BTreeMap::new();
    let mut found = Vec::new();
    for save in worked.saves {
        let folder = folders.entry(save.resident).or_default();
        folder.extend(save.files);
        let context = Context::new(service.settings().clone(), service.residents().clone(), save.at.date());
        let readings = folder.iter().map(|(path, text)| {
            let place = Place::of(path).expect("a place");
            (path.clone(), record::read(path, place, text.clone().into_bytes(), &service.context.wording))
        });
        for checkup in check::together(readings.collect(), &context, &Surroundings::default()) {
            let each = checkup.findings.iter();
            found.extend(each.map(|finding| {
                format!("{}: {}: {} {}", save.at, checkup.path, finding.code.number(), finding.message)
            }));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn where_the_examples_risks_lead_is_written_as_its_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
    let service = Service::at(&root.join("examples/service"), today).expect("the example's settings are valid");
    let schema = store::read_text(&root.join("schema/trace-report.schema.json")).expect("a schema");
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    for resident in service.residents() {
        let trace = trace(resident, &service.records_of(resident).expect("records"));
        for show_text in [false, true] {
            let written = trace_as_json(&trace, show_text).expect("written");
            let value: serde_json::Value = serde_json::from_str(&written).expect("JSON");
            let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty() && written.contains("\"steps\""), "{faults:?}\n{written}");
        }
    }
}

#[test]
fn what_has_come_of_the_examples_support_is_written_as_its_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date");
    let service = Service::at(&root.join("examples/service"), today).expect("the example's settings are valid");
    let schema = store::read_text(&root.join("schema/progress-report.schema.json")).expect("a schema");
    let schema = jsonschema::draft202012::new(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    let progress = service.residents().iter().map(|resident| {
        let records = service.records_of(resident).expect("records");
        Progress::of(&records, &service.context.levels, None, today).expect("a plan")
    });
    let told = Told { today, since: None, residents: progress.collect(), lost: Vec::new() };
    assert!(told.residents.iter().all(|one| one.unread.is_empty() && one.weeks.reviewed > 10));
    let value = serde_json::from_str(&progress_as_json(&told, true).expect("written")).expect("JSON");
    let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

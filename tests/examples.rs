//! The worked example is good practice: it has no finding at any level.
use std::path::Path;

use supportplan::service::Service;

#[test]
fn the_example_service_has_no_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root).expect("the example's settings are valid");
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

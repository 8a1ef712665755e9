//! How long all pages of a service take, beside the check alone: the first time, where nothing changed, and where one record did.
//!
//! `cargo bench --bench render` makes a service of about 10,000 records in memory where the system has a folder for that (`/dev/shm`), so that what is
//! measured is not the disk, then measures in turns.
#![expect(clippy::disallowed_methods, reason = "a benchmark plays the person who works beside the program")]

mod rounds;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const ROUNDS: usize = 5;

fn main() {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory } else { Path::new(env!("CARGO_TARGET_TMPDIR")) };
    let folder = tempfile::tempdir_in(place).expect("a folder");
    let service = folder.path().join("service");
    run(folder.path(), &["demo", "service", "--residents", "180", "--weeks", "48"]);
    let (pages, plan) = (service.join("pages"), service.join("residents/R-0001/plan.md"));
    let text = fs::read_to_string(&plan).expect("a plan");
    let sides: [rounds::Side<'_>; 5] = [
        ("check", &|| run(&service, &["check"])),
        ("render: a page for each record", &|| run(&service, &["render", "-o", "records"])),
        ("render --all, the first time", &|| {
            // What was made before is put aside, and not taken apart within the measured time.
            if pages.exists() {
                let aside = tempfile::tempdir_in(folder.path()).expect("a folder").keep();
                fs::rename(&pages, aside.join("pages")).expect("put aside");
            }
            run(&service, &["render", "--all"]);
        }),
        ("render --all, nothing changed", &|| run(&service, &["render", "--all"])),
        ("render --all, one plan changed", &|| {
            let turned = fs::read_to_string(&plan).expect("a plan") == text;
            let hours = if turned { "commissioned_hours: 11" } else { "commissioned_hours: 12" };
            let line = text.lines().find(|line| line.starts_with("commissioned_hours")).expect("hours");
            fs::write(&plan, text.replacen(line, hours, 1)).expect("written");
            run(&service, &["render", "--all"]);
        }),
    ];
    let times = rounds::medians(&sides, ROUNDS);
    println!("medians of {ROUNDS} rounds:");
    for ((name, _), time) in sides.iter().zip(&times) {
        println!("  {name:34} {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
    let ratio = |side: usize, other: usize| times[side].as_secs_f64() / times[other].as_secs_f64();
    println!(
        "a page for each record takes {:.1} times the check alone, all pages {:.1} times",
        ratio(1, 0),
        ratio(2, 0)
    );
    println!("where nothing changed, {:.3} of the first time", ratio(3, 2));
    if let Some(peak) = peak(&service) {
        println!("the most memory that render --all takes: {peak} MB");
    }
}

fn run(at: &Path, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_supportplan"));
    let status = command.current_dir(at).args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(status.status().expect("it runs").code().is_some_and(|code| code < 2), "{words:?}");
}

/// What GNU time says of the memory that all pages take, in megabytes; none where it is not there.
fn peak(service: &Path) -> Option<u64> {
    fs::remove_dir_all(service.join("pages")).expect("removed");
    let time = Command::new("/usr/bin/time")
        .args(["-f", "%M", env!("CARGO_BIN_EXE_supportplan"), "render", "--all"])
        .current_dir(service)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&time.stderr).into_owned();
    said.lines().last()?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

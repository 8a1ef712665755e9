//! How long `check` takes beside reading the same bytes, parsing alone, and a script of the usual packages that checks the schema alone.
//!
//! `cargo bench --bench check` makes two services once, of about 10,000 and 100,000 records, then measures in turns, so that whatever else the
//! machine does meets all sides. The script needs Node and npm; without them its line is left out.
#![expect(clippy::disallowed_methods, reason = "a benchmark plays the person who works beside the program")]

mod rounds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use supportplan::record::{self, Place};
use supportplan::service::{Service, store};

/// The program's own, so that all sides are measured with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 9;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check-bench");
    fs::create_dir_all(&folder).expect("a folder");
    let small = made(&folder, "small", 162);
    let large = made(&folder, "large", 1620);
    let service = Service::at(&small, chrono::Local::now().date_naive()).expect("a service");
    let files = files(&service);
    let bytes: u64 = files.iter().map(|path| fs::metadata(service.full(path)).expect("a file").len()).sum();
    println!("{} records, {:.1} MB; medians of {ROUNDS} rounds:", files.len(), bytes as f64 / 1e6);

    let peer = peer(&folder);
    let one = files.iter().find(|path| path.contains("/weekly/")).expect("a weekly review");
    let sides: [(&str, &dyn Fn()); 6] = [
        ("(a) read the same bytes", &|| read(&service, &files, |_, bytes| drop(bytes))),
        ("(b) read and parse them", &|| read(&service, &files, |path, bytes| parse(&service, path, bytes))),
        ("(c) gray-matter and ajv, the schema alone", &|| peer.as_ref().map_or((), |peer| script(peer, &small))),
        ("supportplan check", &|| check(&small, &[])),
        ("supportplan check, one record", &|| check(&small, &[one])),
        ("supportplan --version", &|| run(Command::new(env!("CARGO_BIN_EXE_supportplan")).arg("--version"))),
    ];
    let times = rounds::medians(&sides, ROUNDS);
    for ((name, _), time) in
        sides.iter().zip(&times).filter(|((name, _), _)| peer.is_some() || !name.starts_with("(c)"))
    {
        println!("  {name:44} {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
    let ratio = |side: usize| times[3].as_secs_f64() / times[side].as_secs_f64();
    println!("check takes {:.1} times (a), {:.2} times (b)", ratio(0), ratio(1));
    if peer.is_some() {
        println!("and {:.2} times (c)", ratio(2));
    }
    let whole = Service::at(&large, chrono::Local::now().date_naive()).expect("a service");
    let many = self::files(&whole);
    let records = many.len();
    // Here as well the machine is to be warm: what is measured is not how fast the disk is.
    read(&whole, &many, |_, bytes| drop(bytes));
    let begun = Instant::now();
    let memory = peak(&large);
    let (time, per) = (begun.elapsed().as_secs_f64(), |time: f64, count: usize| time * 1e6 / count as f64);
    println!("{records} records: {time:.2} s, {memory}");
    println!(
        "a record takes {:.1} µs of the small service and {:.1} µs of the large one",
        per(times[3].as_secs_f64(), files.len()),
        per(time, records)
    );
}

/// The service of that name, made where it is not there yet.
fn made(folder: &Path, name: &str, residents: u32) -> PathBuf {
    let service = folder.join(name);
    if !service.join("supportplan.yaml").exists() {
        println!("making a service of {residents} residents ...");
        let _ = fs::remove_dir_all(&service);
        let residents = residents.to_string();
        let words = ["demo", name, "--residents", &residents, "--weeks", "52"];
        run(Command::new(env!("CARGO_BIN_EXE_supportplan")).current_dir(folder).args(words));
    }
    service
}

fn files(service: &Service) -> Vec<String> {
    let residents = service.residents().iter().map(|resident| service.group_of(resident));
    let groups = residents.chain([service.team()]).map(|group| group.expect("listed"));
    groups.flat_map(|group| group.files).filter(|path| Place::of(path).is_some()).collect()
}

fn read(service: &Service, files: &[String], then: impl Fn(&str, Vec<u8>) + Sync) {
    files.par_iter().for_each(|path| then(path, store::read(&service.full(path)).expect("read")));
}

fn parse(service: &Service, path: &str, bytes: Vec<u8>) {
    let place = Place::of(path).expect("a place");
    drop(record::read(path, place, bytes, &service.context.wording));
}

fn check(service: &Path, words: &[&str]) {
    run(Command::new(env!("CARGO_BIN_EXE_supportplan")).current_dir(service).arg("check").args(words));
}

/// The folder with the packages that the script needs.
fn peer(folder: &Path) -> Option<PathBuf> {
    let packages = folder.join("packages");
    if packages.join("node_modules/ajv-formats").exists() {
        return Some(packages);
    }
    fs::create_dir_all(&packages).expect("a folder");
    fs::write(packages.join("package.json"), "{}").expect("written");
    let words =
        ["install", "--silent", "--no-audit", "--no-fund", "gray-matter@4.0.3", "ajv@8.17.1", "ajv-formats@3.0.1"];
    let installed = Command::new("npm").current_dir(&packages).args(words).stdin(Stdio::null()).status();
    installed.is_ok_and(|status| status.success()).then_some(packages)
}

fn script(packages: &Path, service: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = root.join("benches/check/peer.mjs");
    run(Command::new("node").current_dir(packages).args([&script, service, &root.join("schema")]));
}

/// The most memory that a check of the whole service takes.
fn peak(service: &Path) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_supportplan"))
        .current_dir(service)
        .arg("check")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().expect("waited for").is_none() {
        let seen = fs::read_to_string(&status).unwrap_or_default();
        let line = seen.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak.map_or("memory not known here".to_owned(), |peak| format!("at most {:.0} MB of memory", peak as f64 / 1024.0))
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

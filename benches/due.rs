//! How long `due` takes in a service of 1,000 residents with five years of weekly reviews, beside what it cannot do without: looking into the folders
//! and reading the bytes that decide what is due.
//!
//! `cargo bench --bench due` makes the service once (100 residents, and nine more of each under other references), then measures in turns, so that whatever else the machine does meets all sides.
#![expect(clippy::disallowed_methods, reason = "a benchmark plays the person who works beside the program")]

mod rounds;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rayon::prelude::*;
use supportplan::service::repository::Repo;

/// The program's own, so that all sides are measured with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RESIDENTS: &str = "100";
/// How many residents become of each.
const TIMES: usize = 10;
const WEEKS: &str = "260";
const ROUNDS: usize = 15;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("due-bench");
    let service = folder.join("service");
    if !service.join("supportplan.yaml").exists() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        println!("making a service of {TIMES} times {RESIDENTS} residents and {WEEKS} weeks ...");
        let words = ["demo", "service", "--residents", RESIDENTS, "--weeks", WEEKS];
        run(Command::new(env!("CARGO_BIN_EXE_supportplan")).current_dir(&folder).args(words));
        let residents = list(&service.join("residents")).into_iter().filter(|path| path.is_dir()).collect::<Vec<_>>();
        residents.par_iter().for_each(|resident| (1..TIMES).for_each(|at| multiply(resident, at)));
    }
    let (listed, needed) = floor(&service);
    let bytes: usize = needed.iter().map(|path| fs::metadata(path).map_or(0, |file| file.len() as usize)).sum();
    println!("{listed} files, of which {} with {:.1} MB are read at least;", needed.len(), bytes as f64 / 1e6);
    println!("medians of {ROUNDS} rounds:");
    let due = |words: &'static [&'static str]| {
        let service = &service;
        move || run(Command::new(env!("CARGO_BIN_EXE_supportplan")).current_dir(service).arg("due").args(words))
    };
    let sides: [(&str, &dyn Fn()); 6] = [
        ("(a) look into the folders", &|| drop(floor(&service))),
        ("(b) the same, and read those bytes", &|| read(&floor(&service).1)),
        ("supportplan due", &due(&[])),
        ("supportplan due --format ics", &due(&["--format", "ics"])),
        ("its count of the saves alone", &|| drop(Repo::open(&service).and_then(|repo| repo.saves()))),
        ("supportplan due, one resident", &due(&["42"])),
    ];
    let times = rounds::medians(&sides, ROUNDS);
    for ((name, _), time) in sides.iter().zip(&times) {
        println!("  {name:36} {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
    println!("due takes {:.1} times (b)", times[2].as_secs_f64() / times[1].as_secs_f64());
}

/// Makes another resident of one: the same records under another reference.
fn multiply(resident: &Path, at: usize) {
    let reference = resident.file_name().expect("a name").to_str().expect("text");
    let (letters, number) = reference.split_once('-').expect("a reference");
    let other = format!("{letters}-{at}{number}");
    let folder = resident.with_file_name(&other);
    for path in std::iter::once(resident.to_owned()).chain(list(resident)).filter(|path| path.is_dir()) {
        let to = folder.join(path.strip_prefix(resident).expect("inside"));
        fs::create_dir_all(&to).expect("a folder");
        for file in list(&path).into_iter().filter(|path| path.is_file()) {
            let text = fs::read_to_string(&file).expect("text").replace(reference, &other);
            fs::write(to.join(file.file_name().expect("a name")), text).expect("written");
        }
    }
}

/// How many files there are, and those that nobody can do without: plans, and the latest review of each kind.
fn floor(service: &Path) -> (usize, Vec<PathBuf>) {
    let residents: Vec<PathBuf> = list(&service.join("residents"));
    let folders = residents.par_iter().map(|resident| {
        let (mut count, mut needed) = (0, vec![resident.join("plan.md"), resident.join("safety-plan.md")]);
        for inner in ["weekly", "formal", "incidents"] {
            let files = list(&resident.join(inner));
            count += files.len();
            needed.extend(files.into_iter().max().filter(|_| inner != "incidents"));
        }
        (count + 2, needed)
    });
    folders.reduce(Default::default, |(count, mut needed), (more, further)| {
        needed.extend(further);
        (count + more, needed)
    })
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn read(files: &[PathBuf]) {
    files.par_iter().for_each(|path| drop(fs::read(path)));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

//! How long it takes to gather all versions of one record in a repository of 100,000 files and 10,000 commits, beside `git log --format=%H -- PATH`, which
//! only names the commits: as it comes, and with a commit-graph that has filters of changed paths.
//!
//! `cargo bench --bench history` makes the repository once (some minutes), and a copy of it that has the commit-graph, then measures in turns, so that
//! whatever else the machine does meets all sides. Each side is a program of its own, started anew.
#![expect(clippy::disallowed_methods, reason = "a benchmark plays the person who works beside the program")]

mod rounds;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use supportplan::service::history;
use supportplan::service::repository::Repo;

/// The program's own, so that all sides are measured with it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RESIDENTS: usize = 1600;
/// Weekly reviews of each resident; with the plan and the safety plan, they make 100,000 files.
const WEEKS: usize = 61;
const COMMITS: usize = 10_000;
/// Each of so many commits changes the plan that is looked at.
const EVERY: usize = 33;
const PLAN: &str = "residents/R-0142/plan.md";
/// Where the program keeps what it knows of the history.
const KEPT: &str = ".git/supportplan/history";
const ROUNDS: usize = 15;
/// Asks this program to gather the versions and nothing else.
const GATHER: &str = "gather-versions";

fn main() {
    if std::env::args().nth(1).as_deref() == Some(GATHER) {
        println!("{}", versions(Path::new(".")));
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("history-bench");
    let (plain, filtered) = (folder.join("plain"), folder.join("filtered"));
    if !filtered.exists() {
        let _ = fs::remove_dir_all(&folder);
        println!("making a repository of {} files and {COMMITS} commits ...", RESIDENTS * (WEEKS + 2));
        make(&plain);
        copy(&folder, "plain", "half");
        git(&folder.join("half"), &["commit-graph", "write", "--reachable", "--changed-paths"]);
        fs::rename(folder.join("half"), &filtered).expect("renamed");
    }
    let log = ["log", "--format=%H", "--", PLAN];
    let named = git(&plain, &log).lines().count();
    let gather = || {
        let this = std::env::current_exe().expect("this program");
        run(Command::new(this).current_dir(&plain).arg(GATHER)).trim().parse::<usize>().expect("a number")
    };
    assert_eq!((gather(), git(&filtered, &log).lines().count()), (named, named));
    let blobs = blobs(&plain);
    let sides: [(&str, &dyn Fn()); 7] = [
        ("git log --format=%H -- PATH", &|| drop(git(&plain, &log))),
        ("the same with filters of changed paths", &|| drop(git(&filtered, &log))),
        ("all versions, the first time", &|| {
            fs::remove_file(plain.join(KEPT)).expect("there");
            gather();
        }),
        ("all versions, the next time", &|| _ = gather()),
        ("  of which: start a program", &|| drop(git(&plain, &["version"]))),
        ("  of which: open the repository", &|| drop(Repo::open(&plain).expect("a repository"))),
        ("  of which: read the contents", &|| read(&plain, &blobs)),
    ];
    let times = rounds::medians(&sides, ROUNDS);
    println!("{named} versions of one record; medians of {ROUNDS} rounds:");
    for ((name, _), time) in sides.iter().zip(&times) {
        println!("  {name:40} {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
    let ratio = |one: usize, other: usize| times[one].as_secs_f64() / times[other].as_secs_f64();
    println!("the first time takes {:.2} of git's, and {:.2} of git's with filters;", ratio(2, 0), ratio(2, 1));
    println!("the next time takes {:.2} of git's, and {:.2} of git's with filters", ratio(3, 0), ratio(3, 1));
}

fn versions(root: &Path) -> usize {
    let repo = Repo::open(root).expect("a repository");
    history::of_path(&repo, PLAN).expect("read").len()
}

/// Makes a repository in which each commit changes one file, packed as git packs one that is in use.
fn make(root: &Path) {
    fs::create_dir_all(root).expect("a folder");
    git(root, &["init", "-q", "-b", "main"]);
    let import = Command::new("git").current_dir(root).args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn();
    let mut import = import.expect("git runs");
    let mut to = BufWriter::new(import.stdin.take().expect("a pipe"));
    let mut random = 142_u64;
    for commit in 0..COMMITS {
        let begun = 1_600_000_000 + commit * 3600;
        writeln!(to, "commit refs/heads/main\ncommitter Priya N <priya.n@larch-house.example> {begun} +0000")
            .expect("sent");
        writeln!(to, "data 5\nsaved").expect("sent");
        if commit == 0 {
            for resident in 0..RESIDENTS {
                (0..WEEKS + 2).for_each(|file| send(&mut to, &path(resident, file), 0));
            }
            continue;
        }
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (resident, file) = ((random >> 33) as usize % RESIDENTS, (random >> 13) as usize % (WEEKS + 2));
        let other = path(resident, file);
        let path = if commit.is_multiple_of(EVERY) || other == PLAN { PLAN } else { other.as_str() };
        send(&mut to, path, commit);
    }
    drop(to);
    assert!(import.wait().expect("it ends").success());
    git(root, &["-c", "gc.writeCommitGraph=false", "gc", "--quiet"]);
}

fn path(resident: usize, file: usize) -> String {
    let folder = format!("residents/R-{resident:04}");
    match file {
        0 => format!("{folder}/plan.md"),
        1 => format!("{folder}/safety-plan.md"),
        file => format!("{folder}/weekly/{}-W{:02}.md", 2020 + file / 50, file % 50 + 1),
    }
}

/// Sends a file of about the size of a plan, whose words differ by its path and edition.
fn send(to: &mut impl Write, path: &str, edition: usize) {
    let lines = if path.ends_with("plan.md") { 60 } else { 12 };
    let line = |at: usize| {
        let edition = if at == edition % lines { edition } else { 0 };
        format!("Line {at} of {path}, edition {edition}: Sam cooks with a member of staff on Tuesdays.\n")
    };
    let text: String = (0..lines).map(line).collect();
    write!(to, "M 644 inline {path}\ndata {}\n{text}\n", text.len()).expect("sent");
}

/// The names of the record's contents.
fn blobs(root: &Path) -> Vec<git2::Oid> {
    let told = git(root, &["log", "--format=", "--raw", "--no-abbrev", "--", PLAN]);
    let name = |line: &str| git2::Oid::from_str(line.split(' ').nth(3)?).ok();
    told.lines().filter_map(name).collect()
}

fn read(root: &Path, blobs: &[git2::Oid]) {
    let git = git2::Repository::open(root).expect("a repository");
    assert!(blobs.iter().all(|blob| git.find_blob(*blob).is_ok()));
}

fn copy(folder: &Path, from: &str, to: &str) {
    run(Command::new("cp").current_dir(folder).args(["-r", from, to]));
}

fn git(root: &Path, words: &[&str]) -> String {
    run(Command::new("git").current_dir(root).args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]).args(words))
}

fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{failed}");
    String::from_utf8(output.stdout).expect("text")
}

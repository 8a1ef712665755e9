//! How long a save takes beside `git add FILE && git commit`, in a service of about 100,000 files, and where the time goes.
//!
//! `cargo bench --bench save` makes the service once (a minute or two), then measures. Both sides save the same edit of the same file, turn by turn,
//! so that whatever else the machine does meets both. Durability is included on this program's side; git is measured as it comes, and once more with
//! `core.fsync=all`.
#![expect(clippy::disallowed_methods, reason = "a benchmark plays the person who works beside the program")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use supportplan::service::Service;
use supportplan::service::repository::Repo;

const RESIDENTS: &str = "1600";
const WEEKS: &str = "52";
const ROUNDS: usize = 15;
const PLAN: &str = "residents/R-0142/plan.md";

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("save-bench");
    let service = folder.join("service");
    if !service.join("supportplan.yaml").exists() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        println!("making a service of {RESIDENTS} residents and {WEEKS} weeks ...");
        run(Command::new(env!("CARGO_BIN_EXE_supportplan")).current_dir(&folder).args([
            "demo",
            "service",
            "--residents",
            RESIDENTS,
            "--weeks",
            WEEKS,
        ]));
        // As in a folder that is in use: git knows the dates of all files.
        run(git(&service, &["status"]));
    }
    let files = String::from_utf8(git(&service, &["ls-files"]).output().expect("git runs").stdout).expect("text");
    let settings = Service::at(&service, today()).expect("a service");
    let by = settings.settings().staff.first().expect("staff").id.as_str();
    let file = service.join(PLAN);
    let text = fs::read_to_string(&file).expect("a plan");
    // An earlier run left its edit there.
    let text: String =
        text.lines().filter(|line| !line.starts_with("x-seen: ")).map(|line| format!("{line}\n")).collect();
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut edits = 0;
    for round in 0..=ROUNDS {
        for (side, times) in times.iter_mut().enumerate() {
            edits += 1;
            let seen = format!("x-seen: {}-{edits}\nsupportplan: 1", std::process::id());
            fs::write(&file, text.replacen("supportplan: 1", &seen, 1)).expect("written");
            let begun = Instant::now();
            match side {
                0 => run(Command::new(env!("CARGO_BIN_EXE_supportplan"))
                    .current_dir(&service)
                    .args(["save", PLAN, "--by", by])),
                1 => plain(&service, &[]),
                _ => plain(&service, &["-c", "core.fsync=all"]),
            }
            // The first round warms the machine up.
            if round > 0 {
                times.push(begun.elapsed());
            }
        }
    }
    let [ours, git, synced] = times.map(median);
    println!("{} files; medians of {ROUNDS} rounds:", files.lines().count());
    println!("  supportplan save FILE                    {:7.1} ms", ms(ours));
    println!("  git add FILE && git commit               {:7.1} ms", ms(git));
    println!("  the same with core.fsync=all             {:7.1} ms", ms(synced));
    println!("  ratio to git                             {:7.2}", ours.as_secs_f64() / git.as_secs_f64());
    println!("where the time goes, measured inside one process:");
    parts(&service);
}

/// The steps of a save that can be measured one by one.
fn parts(root: &Path) {
    let part = |name: &str, step: &dyn Fn()| {
        let times = (0..ROUNDS).map(|_| {
            let begun = Instant::now();
            step();
            begun.elapsed()
        });
        println!("  {name:40} {:7.1} ms", ms(median(times.collect())));
    };
    let empty = root.join("supportplan.yaml");
    part("start the program", &|| run(Command::new(env!("CARGO_BIN_EXE_supportplan")).arg("--version")));
    part("find the service and its residents", &|| drop(Service::at(root, today()).expect("a service")));
    let service = Service::at(root, today()).expect("a service");
    part("open the repository", &|| drop(Repo::open(root).expect("a repository")));
    part("see what was edited (reads the index)", &|| {
        Repo::open(root).expect("a repository").edited(&[PLAN.to_owned()]).expect("compared");
    });
    let group = service.group_of("R-0142").expect("a resident");
    part("check the resident's records", &|| drop(service.check_group(&group).expect("read")));
    let index = root.join(".git/index");
    let copy = root.join(".git/index-bench");
    part("read the index's bytes alone", &|| drop(fs::read(&index).expect("read")));
    part("write as many bytes durably", &|| {
        fs::write(&copy, fs::read(&index).expect("read")).expect("written");
        fs::File::open(&copy).and_then(|file| file.sync_all()).expect("synced");
    });
    let _ = fs::remove_file(copy);
    part("read a small file", &|| drop(fs::read(&empty).expect("read")));
}

fn today() -> chrono::NaiveDate {
    chrono::Local::now().date_naive()
}

fn plain(root: &Path, options: &[&str]) {
    run(git(root, &[options, &["add", PLAN]].concat()));
    run(git(root, &[options, &["commit", "-q", "-m", "saved"]].concat()));
}

fn git(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(root).args(["-c", "user.name=Staff 1", "-c", "user.email=staff@example.org"]);
    command.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]).args(words);
    command
}

fn run(mut command: impl std::borrow::BorrowMut<Command>) {
    let output = command.borrow_mut().stdin(Stdio::null()).output().expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

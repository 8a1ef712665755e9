//! A service of its own for one test, and a person who works in it.
#![allow(dead_code, unreachable_pub, reason = "each file of tests takes what it needs")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::UNIX_EPOCH;

/// A service of its own for one test, with a fixed home, author and day.
pub struct Place {
    pub folder: tempfile::TempDir,
}

impl Place {
    /// An empty folder, with a home beside it.
    pub fn empty() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(place.folder.path().join("home")).expect("a home");
        place
    }

    /// The worked example.
    pub fn demo() -> Self {
        let place = Self::empty();
        let copied = Command::new("cp").arg("-a").arg(worked_example()).arg(place.root()).status();
        assert!(copied.expect("cp runs").success());
        // Git knows files by more than their words.
        place.git(&["update-index", "-q", "--refresh"]);
        place
    }

    /// The service's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("d")
    }

    /// A program's command line, with nothing of this machine around it.
    pub fn command(&self, program: &str, at: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(at).args(words).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") || name == "EDITOR" || name == "VISUAL" {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", self.folder.path().join("home"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("SUPPORTPLAN_TODAY", "2026-11-20")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        command
    }

    /// Runs `supportplan` in `at`.
    pub fn run(&self, at: &Path, words: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_supportplan"), at, words).output().expect("the program runs")
    }

    /// Runs `supportplan` in the service: its status, and all that it said.
    pub fn plan(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.run(&self.root(), words);
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).expect("text"))
    }

    /// Runs the program in the service with `input` to read: its status, what it printed, and what it said beside that.
    pub fn with_input(&self, words: &[&str], input: &str) -> (Option<i32>, String, String) {
        let mut command = self.command(env!("CARGO_BIN_EXE_supportplan"), &self.root(), words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        // It may refuse before it has read anything.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// What git says in the service's folder.
    pub fn git(&self, words: &[&str]) -> String {
        let named = ["-c", "user.name=Priya N", "-c", "user.email=priya.n@larch-house.example"];
        let output = self.command("git", &self.root(), &[&named, words].concat()).output().expect("git runs");
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// A file of the service.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).expect("a file")
    }

    /// Writes a file of the service.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// Changes a file of the service: the first `find` in it becomes `with`.
    pub fn edit(&self, path: &str, find: &str, with: &str) {
        let text = self.read(path);
        assert!(text.contains(find), "{path} has {find:?}");
        self.write(path, &text.replacen(find, with, 1));
    }
}

/// Where the worked example lies, which all tests of this build of the program copy: it is made once, since that takes a while.
fn worked_example() -> PathBuf {
    let program = fs::metadata(env!("CARGO_BIN_EXE_supportplan")).expect("the program");
    let built = program.modified().ok().and_then(|when| when.duration_since(UNIX_EPOCH).ok()).expect("a time");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let example = kept.join(format!("worked-example-{}", built.as_nanos()));
    if !example.exists() {
        for entry in fs::read_dir(kept).expect("a folder").map(|entry| entry.expect("an entry")) {
            if entry.file_name().to_string_lossy().starts_with("worked-example-") && entry.path() != example {
                // Somebody else may be at it as well.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        let place = Place { folder: tempfile::tempdir_in(kept).expect("a folder") };
        assert!(place.run(place.folder.path(), &["demo", "d"]).status.success());
        // Whoever comes second finds that of the first.
        assert!(fs::rename(place.root(), &example).is_ok() || example.exists());
    }
    example
}

/// A plan of the example.
pub const PLAN: &str = "residents/R-0142/plan.md";
/// This week's review, which the example does not have yet.
pub const REVIEW: &str = "residents/R-0142/weekly/2026-W47.md";

/// The scaffold with every question answered and a line in each section.
pub fn answered(scaffold: &str) -> String {
    let mut visits = false;
    let mut text = String::new();
    for line in scaffold.lines() {
        visits |= line == "visits:";
        let result = if visits { "met" } else { "done" };
        let answer = match line {
            "    result:" => format!("    result: {result}"),
            "    help:" => "    help: prompts".to_owned(),
            "    value:" => "    value: 1".to_owned(),
            "planned:" => "planned: []".to_owned(),
            "safety_plan:" => "safety_plan: working".to_owned(),
            heading if heading.starts_with("## ") => format!("{heading}\n\nThis is answered."),
            other => other.to_owned(),
        };
        text.push_str(&answer);
        text.push('\n');
    }
    text
}

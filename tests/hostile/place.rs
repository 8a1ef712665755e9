//! A service of its own for one test, and the program run in it within ten seconds of work and a gigabyte.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The worked example, made once and copied.
static DEMO: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::empty();
    place.sound(place.outside(), &["demo", "d"]);
    place
});

pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// All of it.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Place {
    pub(crate) fn empty() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(place.outside().join("home")).expect("a home");
        place
    }

    /// The worked example in a folder `d`.
    pub(crate) fn demo() -> Self {
        let place = Self::empty();
        let copied = Command::new("cp").arg("-a").arg(DEMO.root()).arg(place.root()).status();
        assert!(copied.expect("cp runs").success());
        place
    }

    /// The folder that the service lies in.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.outside().join("d")
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).expect("a file")
    }

    fn command(&self, program: &str, at: &Path, words: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new("sh");
        // Ten seconds of work, however busy the machine is, and a gigabyte.
        command.args(["-c", "ulimit -t 10 && ulimit -v 1048576 && exec \"$0\" \"$@\"", program]).args(words);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_") || name == "EDITOR" || name == "VISUAL" {
                command.env_remove(name);
            }
        }
        command
            .current_dir(at)
            .env("HOME", self.outside().join("home"))
            .env("XDG_CONFIG_HOME", self.outside().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("SUPPORTPLAN_TODAY", "2026-11-20")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .envs(variables.iter().copied());
        command
    }

    pub(crate) fn run_with(&self, at: &Path, words: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Said {
        let part = |name: &str| tempfile::NamedTempFile::new().unwrap_or_else(|_| panic!("a file for {name}"));
        let (out, err, given) = (part("output"), part("errors"), part("input"));
        fs::write(given.path(), input).expect("written");
        let mut command = self.command(env!("CARGO_BIN_EXE_supportplan"), at, words, variables);
        command
            .stdin(given.reopen().expect("input"))
            .stdout(out.reopen().expect("output"))
            .stderr(err.reopen().expect("errors"));
        let status = ended(command.spawn().expect("the program runs"), words);
        let text =
            |file: &tempfile::NamedTempFile| String::from_utf8(fs::read(file.path()).expect("read")).expect("text");
        let said = Said { status: status.unwrap_or(-1), out: text(&out), err: text(&err) };
        assert!(matches!(said.status, 0..=2), "{words:?} ended with {status:?}: {}", said.err);
        said
    }

    /// Runs `supportplan` in the service. It ends of itself, with a status that it has.
    pub(crate) fn plan(&self, words: &[&str]) -> Said {
        self.run_with(&self.root(), words, &[], b"")
    }

    fn sound(&self, at: &Path, words: &[&str]) {
        let said = self.run_with(at, words, &[], b"");
        assert_eq!(said.status, 0, "{words:?}: {}", said.all());
    }

    pub(crate) fn git(&self, words: &[&str]) -> String {
        let named = ["-c", "user.name=Priya N", "-c", "user.email=priya.n@larch-house.example"];
        let mut command = self.command("git", &self.root(), &[&named, words].concat(), &[]);
        let output = command.stdin(Stdio::null()).output().expect("git runs");
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Every file below `folder` with what it holds, links not followed.
    pub(crate) fn files(&self, folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                found.extend(self.files(&entry.path()));
            } else if kind.is_file() {
                found.push((entry.path(), fs::read(entry.path()).expect("read")));
            }
        }
        found.sort();
        found
    }
}

/// Waits for the program, and ends it where it waits for something that never comes.
fn ended(mut child: Child, words: &[&str]) -> Option<i32> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("its status") {
            return status.code();
        }
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().expect("ended");
            child.wait().expect("ended");
            panic!("{words:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

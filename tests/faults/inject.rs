//! The fault injector: built once from `inject.c`, then put before a command.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use crate::place::Place;

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Everything is killed before the call.
    KillBefore,
    /// Everything is killed after it.
    KillAfter,
    /// Half of what it was given is written, then everything is killed.
    Torn,
    /// It fails: no space is left.
    NoSpace,
    /// It fails: the disk does.
    BrokenDisk,
    /// It fails, and all that follow: the disk takes no more.
    ReadOnly,
}

impl Fault {
    pub(crate) const ALL: [Self; 6] =
        [Self::KillBefore, Self::KillAfter, Self::Torn, Self::NoSpace, Self::BrokenDisk, Self::ReadOnly];

    /// Its name, as the injector knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KillBefore => "kill-before",
            Self::KillAfter => "kill-after",
            Self::Torn => "torn",
            Self::NoSpace => "enospc",
            Self::BrokenDisk => "eio",
            Self::ReadOnly => "readonly",
        }
    }

    /// Whether it kills the command.
    pub(crate) fn kills(self) -> bool {
        matches!(self, Self::KillBefore | Self::KillAfter | Self::Torn)
    }
}

/// A system call of the command or of a program that it started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its number among those that change files; 0 for one that changes none.
    pub(crate) number: usize,
    pub(crate) name: String,
    /// What it returned; below 0 where it failed.
    pub(crate) result: i64,
    /// The flags of one that opens, the length of one that writes.
    pub(crate) detail: u64,
    /// The file or folder that it is about.
    pub(crate) path: PathBuf,
    /// The new name, where it gives one.
    pub(crate) target: PathBuf,
}

impl Call {
    /// Reads a line of the injector's list.
    fn parse(line: &str) -> Self {
        let parts: Vec<_> = line.split('\t').collect();
        let [number, _, name, result, detail, path, target] = parts[..] else {
            panic!("a line of seven parts: {line}")
        };
        Self {
            number: number.parse().expect("a number"),
            name: name.to_owned(),
            result: result.parse().unwrap_or(0),
            detail: u64::from_str_radix(detail, 16).expect("a hexadecimal number"),
            // Two names of one folder, such as `a/./b`, are made one.
            path: Path::new(path).components().collect(),
            target: Path::new(target).components().collect(),
        }
    }

    /// Whether it writes bytes, of which a part can be missing.
    pub(crate) fn writes(&self) -> bool {
        ["write", "pwrite64", "writev", "pwritev", "pwritev2", "copy_file_range", "sendfile"].contains(&&*self.name)
    }
}

/// How a command went.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    /// All calls of a run without a fault; of one with a fault, the call that was hit.
    pub(crate) calls: Vec<Call>,
}

/// Why no fault can be made to happen on this system, if so.
pub(crate) fn unknown_system() -> Option<&'static str> {
    let known = cfg!(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")));
    (!known).then_some("skipped: the fault injector knows Linux on x86_64 and aarch64 only")
}

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("inject-{}", std::process::id()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/inject.c");
    let built = Command::new("cc").args(["-O2", "-Wall", "-Wextra", "-o"]).arg(&program).arg(source).status();
    assert!(built.expect("a C compiler, `cc`, is installed").success(), "the fault injector is built");
    let kept = program.with_file_name("inject");
    fs::rename(&program, &kept).expect("renamed");
    kept
});

/// What is done to a command.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What<'p> {
    /// Its calls are listed, and each file that is given its name is kept in the folder, under the call's number.
    Count(&'p Path),
    /// The call of this number goes wrong.
    Fail(usize, Fault),
}

/// The injector, standing before a command that is still to be named.
pub(crate) fn command(place: &Place, what: What<'_>) -> Command {
    let mut command = place.command(PROGRAM.to_str().expect("text"), Path::new("."));
    command.args(["--limit", "60", "--out"]).arg(list(place));
    match what {
        What::Count(keep) => _ = command.args(["--count", "--keep"]).arg(keep),
        What::Fail(at, fault) => _ = command.args(["--at", &at.to_string(), "--fault", fault.name()]),
    }
    command.arg("--");
    command
}

fn list(place: &Place) -> PathBuf {
    place.root().join("calls")
}

/// The calls that the injector listed when it last ran here.
pub(crate) fn calls(place: &Place) -> Vec<Call> {
    let list = fs::read(list(place)).expect("a list of calls");
    String::from_utf8_lossy(&list).lines().map(Call::parse).collect()
}

/// Runs the program, with `input` as its standard input, and does `what` to it.
pub(crate) fn run(place: &Place, words: &[&str], input: Option<&Path>, what: What<'_>) -> Ran {
    let mut command = command(place, what);
    command.arg(env!("CARGO_BIN_EXE_supportplan")).args(words);
    command.stdin(input.map_or_else(Stdio::null, |input| fs::File::open(input).expect("answers").into()));
    let output = command.output().expect("the injector runs");
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() != Some(125), "{err}");
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err,
        calls: calls(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "echo hello > one; mv one two; mkdir three; ls /dev/null > /dev/null";

    /// Runs the script with a fault at the first call of this name; the folder, and how the script ended.
    fn with(name: &str, fault: Fault) -> (Place, Option<i32>) {
        let place = Place::empty();
        let run = |what| command(&place, what).args(["sh", "-c", SCRIPT]).stderr(Stdio::null()).status();
        let script = |what| run(what).expect("it runs").code();
        let kept = place.root();
        assert_eq!(script(What::Count(&kept)), Some(0));
        let counted = calls(&place);
        let at = counted.iter().find(|call| call.number > 0 && call.name.starts_with(name)).expect("a call").number;
        for path in ["two", "three"] {
            let path = place.root().join(path);
            fs::remove_file(&path).or_else(|_| fs::remove_dir(&path)).expect("removed");
        }
        let status = script(What::Fail(at, fault));
        let hit = calls(&place);
        assert!(hit.len() == 1 && hit[0].number == at && hit[0].name.starts_with(name), "{hit:?}");
        (place, status)
    }

    fn there(place: &Place, path: &str) -> Option<String> {
        fs::read_to_string(place.root().join(path)).ok()
    }

    #[test]
    fn calls_are_counted_where_they_change_something_on_a_disk() {
        if let Some(why) = unknown_system() {
            return println!("{why}");
        }
        let place = Place::empty();
        assert!(
            command(&place, What::Count(&place.root())).args(["sh", "-c", SCRIPT]).status().expect("it runs").success()
        );
        let counted: Vec<_> = calls(&place).into_iter().filter(|call| call.number > 0).collect();
        let kinds: Vec<_> = counted.iter().map(|call| (call.number, &call.name[..4], call.result >= 0)).collect();
        assert_eq!(kinds, [(1, "open", true), (2, "writ", true), (3, "rena", true), (4, "mkdi", true)]);
        assert_eq!(counted[2].path, place.root().join("one"));
        assert_eq!(counted[2].target, place.root().join("two"));
        assert_eq!(there(&place, "3").as_deref(), Some("hello\n"), "what was renamed is kept");
    }

    #[test]
    fn a_kill_comes_before_or_after_or_in_the_middle() {
        if let Some(why) = unknown_system() {
            return println!("{why}");
        }
        for (fault, left) in [(Fault::KillBefore, ""), (Fault::KillAfter, "hello\n"), (Fault::Torn, "hel")] {
            let (place, status) = with("write", fault);
            assert_eq!((status, there(&place, "one").as_deref()), (Some(137), Some(left)), "{fault:?}");
            assert!(!place.root().join("three").exists());
        }
    }

    #[test]
    fn a_call_fails_once_or_from_then_on() {
        if let Some(why) = unknown_system() {
            return println!("{why}");
        }
        for fault in [Fault::NoSpace, Fault::BrokenDisk] {
            let (place, status) = with("write", fault);
            assert_eq!((status, there(&place, "two").as_deref()), (Some(0), Some("")), "{fault:?}");
            assert!(place.root().join("three").exists());
        }
        let (place, _) = with("rename", Fault::ReadOnly);
        assert_eq!((there(&place, "one").as_deref(), there(&place, "two")), (Some("hello\n"), None));
        assert!(!place.root().join("three").exists());
    }
}

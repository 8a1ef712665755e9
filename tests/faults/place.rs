//! A folder of its own for each run: a home, a place for temporary files, and the service `d`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The day that is today in all runs.
const TODAY: &str = "2026-11-20";

/// A folder with all that a run needs. It goes when the value is dropped.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// With nothing in it but a home.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::Builder::new().prefix("faults-").tempdir().expect("a folder");
        for name in ["home", "tmp"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Self { folder }
    }

    /// With the same in it as another.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::Builder::new().prefix("faults-").tempdir().expect("a folder") };
        copy_folder(&self.root(), &copy.root());
        copy
    }

    /// Its path, with no links in it.
    pub(crate) fn root(&self) -> PathBuf {
        fs::canonicalize(self.folder.path()).expect("a folder")
    }

    /// The service's folder.
    pub(crate) fn service(&self) -> PathBuf {
        self.root().join("d")
    }

    /// Leaves the folder on the disk; its path.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.root()
    }

    /// A program that is to run in `at`, with nothing of the surroundings but the search path.
    pub(crate) fn command(&self, program: &str, at: &Path) -> Command {
        let root = self.root();
        let mut command = Command::new(program);
        command.current_dir(root.join(at)).stdin(Stdio::null()).env_clear();
        command
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", root.join("home"))
            .env("XDG_CONFIG_HOME", root.join("home"))
            .env("TMPDIR", root.join("tmp"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("SUPPORTPLAN_TODAY", TODAY)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        command
    }

    /// Runs the program, from the folder that the service lies in.
    pub(crate) fn plan(&self, words: &[&str], input: Option<&Path>) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_supportplan"), Path::new("."));
        command.stdin(input.map_or_else(Stdio::null, |input| fs::File::open(input).expect("answers").into()));
        command.args(words).output().expect("the program runs")
    }

    /// Runs git in the service, as the person beside the program would.
    pub(crate) fn try_git(&self, words: &[&str]) -> Output {
        let mut command = self.command("git", Path::new("d"));
        command.args(["-c", "user.name=Tom B", "-c", "user.email=tom.b@larch-house.example", "-c", "gc.auto=0"]);
        command.args(words).output().expect("git runs")
    }

    /// Runs git in the service, where it must do as it is told; what it says.
    pub(crate) fn git(&self, words: &[&str]) -> String {
        let output = self.try_git(words);
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// What a file says.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).expect("a file")
    }

    /// Writes a file, by its path from the place.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// Replaces the first `find` in a file of the service.
    pub(crate) fn edit(&self, path: &str, find: &str, with: &str) {
        let path = format!("d/{path}");
        let text = self.read(&path);
        assert!(text.contains(find), "{path} has {find:?}");
        self.write(&path, &text.replacen(find, with, 1));
    }

    /// Gives the service's repository a hook.
    pub(crate) fn hook(&self, name: &str, script: &str) {
        let path = format!("d/.git/hooks/{name}");
        self.write(&path, &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.root().join(path), fs::Permissions::from_mode(0o755)).expect("set");
    }

    /// Has the repository's commits signed, with an SSH key that lies in the home.
    pub(crate) fn sign(&self) {
        let mut command = self.command("ssh-keygen", Path::new("home"));
        command.args(["-q", "-t", "ed25519", "-N", "", "-C", "priya-n", "-f", "key"]);
        assert!(command.status().expect("ssh-keygen is installed").success());
        for (name, value) in [("gpg.format", "ssh"), ("user.signingKey", "~/key"), ("commit.gpgSign", "true")] {
            self.git(&["config", name, value]);
        }
    }

    /// The files of the service's folder and what they say, git's own folder left out.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let top = self.service();
        let paths = below(&top).into_iter().filter(|path| !path.starts_with(".git"));
        paths.map(|path| (name(&path), fs::read(top.join(&path)).unwrap_or_default())).collect()
    }

    /// What lies in the folder that the program has inside git's folder: drafts, a journal.
    pub(crate) fn own(&self) -> BTreeSet<String> {
        below(&self.service().join(".git/supportplan")).iter().map(|path| name(path)).collect()
    }

    /// Each file in the service's folder, git's own among them, and each hidden file or folder beside it.
    pub(crate) fn everything(&self) -> Vec<String> {
        let beside = fs::read_dir(self.root()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let hidden = beside.map(|name| name.to_string_lossy().into_owned()).filter(|name| name.starts_with('.'));
        hidden.chain(below(&self.service()).iter().map(|path| name(path))).collect()
    }

    /// The git repository whose top the service's folder is; none where it is none.
    pub(crate) fn repository(&self) -> Option<git2::Repository> {
        git2::Repository::open(self.service()).ok()
    }
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// All files below a folder, and the folders that are empty, by their paths from there.
fn below(folder: &Path) -> Vec<PathBuf> {
    fn walk(top: &Path, inside: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(top.join(inside)) else { return };
        for entry in entries {
            let entry = entry.expect("an entry");
            let path = inside.join(entry.file_name());
            match entry.file_type().expect("a kind").is_dir() {
                true => walk(top, &path, found),
                false => found.push(path),
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, Path::new(""), &mut found);
    found.sort();
    found
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (kind, to) = (entry.file_type().expect("a kind"), to.join(entry.file_name()));
        if kind.is_dir() {
            fs::create_dir(&to).expect("a folder");
            copy_folder(&entry.path(), &to);
        } else if kind.is_file() {
            fs::copy(entry.path(), &to).expect("copied");
        }
    }
}

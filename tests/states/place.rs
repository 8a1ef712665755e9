//! A service of its own for one state, and what of it can be compared.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// The record that is saved.
pub(crate) const PLAN: &str = "residents/R-0142/plan.md";
/// A record of somebody else, edited and staged.
pub(crate) const STAGED: &str = "residents/R-0117/plan.md";
/// A record of somebody else, edited and not staged.
pub(crate) const EDITED: &str = "residents/R-0158/plan.md";
/// What the commit of the edit is called.
pub(crate) const SUBJECT: &str = "R-0142: support plan, 1 detail changed";

/// What lies at a path: a link's target, a folder's or a file's mode, a file's bytes.
pub(crate) type Lying = BTreeMap<PathBuf, (u32, Vec<u8>)>;

/// A folder with a service, a home, and all that a state needs beside them.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    /// The service's folder.
    pub(crate) root: PathBuf,
    /// Variables for the program and for git: set, or taken away.
    pub(crate) env: Vec<(String, Option<String>)>,
    /// Who the program and git run as, where that is somebody else.
    pub(crate) user: Option<u32>,
    /// Why this state cannot be made on this computer, where it cannot.
    pub(crate) cannot: Option<String>,
    helpers: Vec<Child>,
}

impl Drop for Place {
    fn drop(&mut self) {
        for helper in &mut self.helpers {
            let _ = helper.kill().and_then(|()| helper.wait());
        }
    }
}

/// A folder for tests. None of them is about what outlasts a power cut, so a folder in memory serves, where programs can be run from it.
fn folder() -> tempfile::TempDir {
    let in_memory = || {
        let folder = tempfile::tempdir_in("/dev/shm").ok()?;
        let probe = folder.path().join("probe");
        fs::write(&probe, "#!/bin/sh\n").ok()?;
        fs::set_permissions(&probe, fs::Permissions::from_mode(0o755)).ok()?;
        Command::new(&probe).status().is_ok_and(|status| status.success()).then_some(folder)
    };
    let folder = in_memory().unwrap_or_else(|| tempfile::tempdir().expect("a folder"));
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("open to all");
    folder
}

impl Place {
    fn empty() -> Self {
        let folder = folder();
        let all = folder.path().join("w");
        fs::create_dir_all(all.join("home")).expect("a home");
        fs::create_dir_all(all.join("seen")).expect("a folder for witnesses");
        Self { root: all.join("d"), folder, env: Vec::new(), user: None, cannot: None, helpers: Vec::new() }
    }

    /// A copy of the example service, with four months of history in one pack.
    pub(crate) fn new() -> Self {
        static TEMPLATE: OnceLock<Place> = OnceLock::new();
        let template = TEMPLATE.get_or_init(|| {
            let place = Self::empty();
            assert!(place.program_at(&place.all(), &["demo", "d"]).status.success(), "the example is made");
            place.write(
                "../home/.gitconfig",
                "[user]\n\tname = Priya N\n\temail = priya.n@larch-house.example\n[protocol \"file\"]\n\tallow = always\n",
            );
            place.git(&["gc", "--quiet"]);
            place.git(&["status"]);
            place
        });
        let place = Self::empty();
        fs::remove_dir_all(place.all()).expect("removed");
        copy(&template.all(), &place.all());
        place.git(&["update-index", "-q", "--refresh"]);
        place
    }

    /// The folder that all of this lies in.
    pub(crate) fn all(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    /// A file in which programs leave word that they ran.
    pub(crate) fn witness(&self, name: &str) -> PathBuf {
        self.all().join("seen").join(name)
    }

    pub(crate) fn saw(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.witness(name)).ok()
    }

    /// Puts all aside, so that [`Place::back`] finds it as it is now.
    pub(crate) fn aside(&self) {
        copy(&self.all(), &self.folder.path().join("aside"));
    }

    /// Brings back what was put aside, in the same place.
    pub(crate) fn back(&self) {
        fs::rename(self.all(), self.folder.path().join("after")).expect("moved");
        fs::rename(self.folder.path().join("aside"), self.all()).expect("moved");
    }

    fn command(&self, program: &str, at: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(at).args(words).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("GIT_")
                || ["EDITOR", "VISUAL", "EMAIL", "GNUPGHOME", "SSH_AUTH_SOCK"].contains(&name.as_str())
            {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", self.all().join("home"))
            .env("XDG_CONFIG_HOME", self.all().join("home/.config"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("SUPPORTPLAN_TODAY", "2026-11-20")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        // Settings count for everybody here; what leads git elsewhere, only where it is asked to go.
        for (name, value) in self.env.iter().filter(|(name, _)| name.starts_with("GIT_CONFIG")) {
            command.env(name, value.as_deref().unwrap_or_default());
        }
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    fn in_environment(&self, program: &str, at: &Path, words: &[&str]) -> Command {
        let mut command = self.command(program, at, words);
        for (name, value) in &self.env {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }

    fn program_at(&self, at: &Path, words: &[&str]) -> Output {
        self.in_environment(env!("CARGO_BIN_EXE_supportplan"), at, words).output().expect("the program runs")
    }

    /// Runs `supportplan` in the service: its status, and all that it said.
    pub(crate) fn plan(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.program_at(&self.root, words);
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Runs git in the service: whether it went well, and all that it said.
    pub(crate) fn try_git(&self, words: &[&str]) -> (bool, String) {
        let output = self.command("git", &self.root, words).output().expect("git runs");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// The same, in the environment of the state.
    pub(crate) fn try_git_there(&self, words: &[&str]) -> (bool, String) {
        let output = self.in_environment("git", &self.root, words).output().expect("git runs");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    /// Runs a git command in the service that goes well, without the variables of the state; says what it printed.
    pub(crate) fn git(&self, words: &[&str]) -> String {
        self.git_at(&self.root, words)
    }

    pub(crate) fn git_at(&self, at: &Path, words: &[&str]) -> String {
        let output = self.command("git", at, words).output().expect("git runs");
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs a line of shell in the service.
    pub(crate) fn shell(&self, line: &str) {
        let output = self.command("sh", &self.root, &["-ec", line]).output().expect("a shell");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Starts a program that ends with the state, and says whether it made the file `sign`.
    pub(crate) fn helper(&mut self, program: &str, words: &[&str], sign: &str) -> bool {
        let mut command = self.command(program, &self.root, words);
        let Ok(helper) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return false };
        self.helpers.push(helper);
        (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            Path::new(sign).exists()
        })
    }

    /// git's folder for this worktree, and the one that worktrees share.
    pub(crate) fn git_folders(&self) -> (PathBuf, PathBuf) {
        let folder = |what: &str| self.root.join(self.git(&["rev-parse", "--path-format=absolute", what]).trim_end());
        (folder("--git-dir"), folder("--git-common-dir"))
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file")
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    pub(crate) fn edit(&self, path: &str, find: &str, with: &str) {
        let text = self.read(path);
        assert!(text.contains(find), "{path} has {find:?}");
        self.write(path, text.replacen(find, with, 1));
    }

    /// Edits and commits as somebody did before.
    pub(crate) fn commit(&self, path: &str, text: impl AsRef<[u8]>) {
        self.write(path, text);
        self.git(&["add", "-f", "--", path]);
        self.git(&["commit", "--quiet", "-m", "Somebody's", "--", path]);
    }

    /// Makes a hook of these lines of shell.
    pub(crate) fn hook(&self, name: &str, lines: &str) {
        self.script(&format!(".git/hooks/{name}"), lines);
    }

    /// Makes a program of these lines of shell.
    pub(crate) fn script(&self, path: &str, lines: &str) {
        self.write(path, format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(self.root.join(path), fs::Permissions::from_mode(0o755)).expect("a program");
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.push((name.to_owned(), Some(value.to_owned())));
    }

    /// The edit that is to be saved, and what lies beside it: staged, staged and edited further, edited, and unknown to git.
    pub(crate) fn work(&self) {
        self.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
        self.edit(STAGED, "commissioned_hours: 7", "commissioned_hours: 8");
        self.write("notes.txt", "staged\n");
        self.git(&["add", "--", "notes.txt", STAGED]);
        self.write("notes.txt", "staged, then edited\n");
        self.edit(EDITED, "\ncommissioned_hours: ", "\nx-seen: a\ncommissioned_hours: ");
        self.write("letter.txt", "unknown to git\n");
    }

    /// All that lies here, but for git's objects, this program's own folder, and what programs left word of.
    pub(crate) fn lying(&self) -> Lying {
        let mut lying = Lying::new();
        look(&self.all(), &self.all(), &mut lying);
        lying
    }
}

fn copy(from: &Path, to: &Path) {
    let output = Command::new("cp").arg("-a").arg(from).arg(to).output().expect("cp runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn look(top: &Path, at: &Path, lying: &mut Lying) {
    let inside = at.strip_prefix(top).expect("inside");
    let in_git = at.parent().is_some_and(|folder| folder.join("HEAD").exists());
    let name = at.file_name().unwrap_or_default();
    if (in_git && (name == "objects" || name == "supportplan")) || inside == Path::new("seen") || name == ".gnupg" {
        return;
    }
    let Ok(metadata) = fs::symlink_metadata(at) else { return };
    if metadata.is_symlink() {
        let target = fs::read_link(at).expect("a link");
        lying.insert(inside.to_owned(), (0, target.into_os_string().into_encoded_bytes()));
    } else if metadata.is_dir() {
        lying.insert(inside.to_owned(), (metadata.mode(), Vec::new()));
        for entry in fs::read_dir(at).expect("a folder") {
            look(top, &entry.expect("an entry").path(), lying);
        }
    } else if metadata.is_file() {
        lying.insert(inside.to_owned(), (metadata.mode(), fs::read(at).expect("a file")));
    }
}

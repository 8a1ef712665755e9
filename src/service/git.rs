//! The installed git, for steps that the git library does not do as git does: hooks, filters and signatures. It never moves a branch
//! or writes the index from here.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use git2::Repository;

/// Set for what git runs, so that a hook that saves itself does not wait for the save that it belongs to.
pub(super) const IN_HOOK: &str = "SUPPORTPLAN_IN_HOOK";

/// Variables that would lead git elsewhere than to the repository at hand.
const MISLEADING: [&str; 19] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CEILING_DIRECTORIES",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_ATTR_SOURCE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_IMPLICIT_WORK_TREE",
];

/// The oldest git that can run a hook when asked to, and the oldest that hands it words.
const RUNS_HOOKS: (u32, u32) = (2, 36);
const HANDS_WORDS_TO_HOOKS: (u32, u32) = (2, 40);

/// A git command on this repository, with nothing to read and its messages shown to the person.
pub(super) fn command(repo: &Repository, words: &[&str]) -> Command {
    at(repo.workdir().unwrap_or(repo.path()), words)
}

/// A git command on the repository whose files lie at `top`.
pub(super) fn at(top: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.current_dir(top);
    for name in MISLEADING {
        command.env_remove(name);
    }
    // A pager would be one more program that the settings name.
    command.env(IN_HOOK, "1").arg("--no-pager").args(words).stdin(Stdio::null());
    command
}

/// A git command that only asks, also for commands that only read: it runs no program that the settings name.
pub(super) fn asking(repo: &Repository, words: &[&str]) -> Command {
    command(repo, &[&["-c", "core.fsmonitor=false"], words].concat())
}

/// Runs `command` and says what it printed, with `input` for it to read.
///
/// # Errors
/// git is not installed, or fails; its own words are shown to the person.
pub(super) fn output(mut command: Command, input: &[u8], to: &str) -> Result<String> {
    use std::io::Write as _;
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().with_context(|| missing(to))?;
    let mut stdin = child.stdin.take().context("git cannot be written to")?;
    // What is handed over may be more than the pipe holds, while git already answers.
    let output = std::thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.write_all(input));
        let output = child.wait_with_output();
        // git may have read enough and closed its end; whether it did its work, its status says.
        let _ = writer.join();
        output
    })
    .with_context(|| format!("git cannot {to}"))?;
    if !output.status.success() {
        bail!("git could not {to}; its own words stand above. Nothing was saved");
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Refuses where the installed git is too old to run hooks when asked to.
///
/// # Errors
/// It is, or there is none.
pub(super) fn can_run_hooks(repo: &Repository, words: bool) -> Result<()> {
    let to = "run this repository's hooks";
    let said = output(command(repo, &["version"]), b"", to)?;
    let needed = if words { HANDS_WORDS_TO_HOOKS } else { RUNS_HOOKS };
    if version(&said).is_some_and(|version| version >= needed) {
        return Ok(());
    }
    bail!(
        "this repository has hooks, and to run them git {}.{} or newer is needed. Nothing was saved",
        needed.0,
        needed.1
    )
}

/// Why git cannot be started, as a person would put it.
pub(super) fn missing(to: &str) -> String {
    format!("git is needed to {to}, and it cannot be started. Install it, then run this again. Nothing was saved")
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix("git version ")?.split(['.', ' ']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_gits_print_them() {
        assert_eq!(version("git version 2.47.3"), Some((2, 47)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 2.52.0.windows.1"), Some((2, 52)));
        assert_eq!(version("something else"), None);
    }
}

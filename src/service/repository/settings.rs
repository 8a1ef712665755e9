//! git's settings: those that only git itself can read, and those that say that a repository is of a kind that this program cannot write.

use std::path::Path;

use git2::{Config, Oid, Repository};

use super::Repo;
use crate::service::git;

/// Variables through which git, but not the git library, takes settings.
const VARIABLES: [&str; 4] = ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];

/// Whether there are settings that the git library does not see: those included for certain remotes, and those of variables.
pub(super) fn only_git_knows(git: &Repository) -> bool {
    let by_variable = VARIABLES.iter().any(|name| std::env::var_os(name).is_some());
    by_variable || git.config().is_ok_and(|config| any(&config, r"^includeif\.hasconfig:", |_| true))
}

/// What git itself says a setting is, of the kind that git calls `kind`.
pub(super) fn ask(git: &Repository, name: &str, kind: Option<&str>) -> Option<String> {
    let mut command = git::asking(git, &["config", "--get"]);
    command.args(kind.map(|kind| format!("--type={kind}"))).arg(name);
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned())
}

/// Whether git finds a setting in the repository's own settings, or in a file that these include.
pub(super) fn is_own(git: &Repository, name: &str) -> bool {
    let output = git::asking(git, &["config", "--show-scope", "--get", name]).output();
    output.is_ok_and(|output| output.stdout.starts_with(b"local") || output.stdout.starts_with(b"worktree"))
}

/// Why the repository that `root` lies in cannot be opened, where its own settings say so.
pub(super) fn not_understood(root: &Path) -> Option<&'static str> {
    let folder = root.ancestors().map(|folder| folder.join(".git")).find(|git| crate::service::store::exists(git))?;
    let config = Config::open(&folder.join("config")).ok()?;
    let says = |name: &str, value: &str| config.get_string(name).is_ok_and(|said| said.eq_ignore_ascii_case(value));
    if says("extensions.objectformat", "sha256") {
        Some(
            "it names its objects by SHA-256, which this program does not know yet; only repositories with SHA-1 can be used",
        )
    } else if says("extensions.refstorage", "reftable") {
        Some(
            "it keeps its branches in a reftable, which this program does not know; `git refs migrate --ref-format=files` changes that",
        )
    } else if config.get_string("extensions.partialclone").is_ok() {
        Some("it is a partial clone, which fetches what it lacks from elsewhere; make a full clone")
    } else {
        None
    }
}

/// Why a repository that can be read is not written, as the beginning of a sentence.
pub(super) fn not_written(repo: &Repo) -> Option<&'static str> {
    let config = repo.git.config().ok()?;
    if crate::service::store::is_link(&repo.git.path().join("HEAD")) {
        Some(
            "HEAD is a link in git's folder, as very old programs made it (`git symbolic-ref HEAD refs/heads/NAME` makes it a file)",
        )
    } else if replaces(repo) {
        Some("the last commit is replaced by another one (`git replace`)")
    } else if repo.flag("core.sparseCheckout") {
        Some("only a part of the repository is checked out here (a sparse checkout)")
    } else if config.get_string("extensions.partialclone").is_ok()
        || any(&config, r"^remote\..*\.promisor$", |on| on == "true")
    {
        Some("the repository is a partial clone, which lacks a part of its objects")
    } else if crate::service::store::exists(&repo.git.path().join("index")) && repo.git.index().is_err() {
        Some("git's index is of a kind that this program cannot read (a split index, perhaps)")
    } else {
        None
    }
}

/// Whether git takes other objects for what the last commit holds. What was replaced long ago does not matter here.
fn replaces(repo: &Repo) -> bool {
    let Ok(replaced) = repo.git.references_glob("refs/replace/*") else { return false };
    let last = repo.git.refname_to_id("HEAD").ok();
    let mut ids =
        replaced.flatten().filter_map(|reference| Oid::from_str(reference.name().ok()?.rsplit('/').next()?).ok());
    ids.any(|id| Some(id) == last || repo.git.find_commit(id).is_err())
}

/// A name or an address as git uses it: without what it takes for punctuation around it, and without what stands between the parts of a commit.
pub(super) fn without_crud(value: &str) -> String {
    let crud = |c: char| c <= ' ' || ".,:;<>\"\\'".contains(c);
    value.trim_matches(crud).chars().filter(|c| !"\n<>".contains(*c)).collect()
}

fn any(config: &Config, pattern: &str, holds: impl Fn(&str) -> bool) -> bool {
    let Ok(mut entries) = config.entries(Some(pattern)) else { return false };
    while let Some(Ok(entry)) = entries.next() {
        if holds(entry.value().unwrap_or_default()) {
            return true;
        }
    }
    false
}

//! The hooks that a `git commit` would run. They see exactly what will be committed, and what they saw is what is committed.

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use git2::{Index, Oid, Tree};

use crate::service::git;
use crate::service::hook;
use crate::service::repository::Repo;
use crate::service::store;
use crate::service::store::desk::Desk;

/// Who the commit names as its author, and when, as git tells hooks.
pub(super) struct Author<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) email: Cow<'a, str>,
    /// Seconds since 1970 and the time zone, as git writes them.
    pub(super) date: String,
}

/// A move of the branch.
pub(super) struct Update<'a> {
    pub(super) branch: &'a str,
    pub(super) from: Option<Oid>,
    pub(super) to: Oid,
}

const TO_RUN: &str = "run this repository's hooks";

/// Whether the repository has this hook.
pub(super) fn has(repo: &Repo, name: &str) -> bool {
    store::is_program(&folder(repo).join(name))
}

/// Where the repository's hooks lie.
pub(in crate::service) fn folder(repo: &Repo) -> PathBuf {
    match (repo.setting_path("core.hooksPath"), repo.git.workdir()) {
        (Some(folder), Some(top)) => top.join(folder),
        _ => repo.git.commondir().join("hooks"),
    }
}

/// Lets the hooks judge what is to be committed, and word its message; says what the message is then.
///
/// # Errors
/// A hook refuses, or changes what is to be committed; or it cannot be run.
pub(super) fn before(repo: &Repo, desk: &Desk, tree: &Tree<'_>, message: &str, author: &Author<'_>) -> Result<String> {
    // This program's own hook passes what this program saves.
    let passes = |name: &&str| *name == "pre-commit" && hook::is_own(&folder(repo));
    let names = ["pre-commit", "prepare-commit-msg", "commit-msg"].into_iter();
    let present: Vec<_> = names.filter(|name| has(repo, name) && !passes(name)).collect();
    if present.is_empty() {
        return Ok(message.to_owned());
    }
    git::can_run_hooks(&repo.git, false)?;
    let files = (shown(repo, desk, tree)?, desk.place("message")?);
    let judged = judged(repo, &present, &files, tree, message, author);
    store::remove_if_there(&files.0)?;
    store::remove_if_there(&files.1)?;
    judged
}

/// An index for hooks, which holds what is to be committed. Of the real one it takes over which files need not be read again.
fn shown(repo: &Repo, desk: &Desk, tree: &Tree<'_>) -> Result<PathBuf> {
    let (real, place) = (repo.git.path().join("index"), desk.place("index-for-hooks")?);
    if store::exists(&real) {
        store::write_page(&place, &store::read(&real)?)?;
    }
    let write = || {
        let mut shown = Index::open(&place)?;
        shown.read_tree(tree)?;
        shown.write()
    };
    write().context("cannot write an index for hooks")?;
    let mut refresh = git::command(&repo.git, &["update-index", "-q", "--refresh"]);
    // Its status only says whether some file was edited.
    refresh.env("GIT_INDEX_FILE", &place).stdout(Stdio::null()).status().with_context(|| git::missing(TO_RUN))?;
    Ok(place)
}

/// Runs these hooks over an index and a message, and says what the message is then.
fn judged(
    repo: &Repo,
    present: &[&str],
    (index, text): &(PathBuf, PathBuf),
    tree: &Tree<'_>,
    message: &str,
    author: &Author<'_>,
) -> Result<String> {
    store::write_page(text, message.as_bytes())?;
    let file = text.to_string_lossy();
    for name in present {
        let words: &[&str] = match *name {
            "pre-commit" => &[],
            "prepare-commit-msg" => &[&file, "message"],
            _ => &[&file],
        };
        run(repo, name, words, Some(index), Some(author), None)?;
    }
    let mut seen = Index::open(index).context("a hook left an index that cannot be read")?;
    if seen.write_tree_to(&repo.git).ok() != Some(tree.id()) {
        bail!(
            "a hook changed what was to be committed, so it would no longer be what was checked. Nothing was saved. \
             Let the hook change the files themselves, or not at all; then save again"
        );
    }
    let message = store::read_text(text).context("a hook left a message that cannot be read")?;
    let message = git2::message_prettify(message, None)?;
    if message.trim().is_empty() {
        bail!("a hook left the commit without a message, which is its way of refusing. Nothing was saved");
    }
    Ok(message)
}

/// Lets the hook on references refuse a move of the branch that is about to happen.
///
/// # Errors
/// It refuses, or cannot be run.
pub(super) fn about_to_move(repo: &Repo, desk: &Desk, update: &Update<'_>) -> Result<()> {
    if !has(repo, REFERENCES) {
        return Ok(());
    }
    git::can_run_hooks(&repo.git, true)?;
    let told = run(repo, REFERENCES, &["prepared"], None, None, Some(told(desk, update)?));
    if told.is_err() {
        tell_references(repo, desk, update, "aborted");
    }
    told
}

/// Tells the hook on references that the branch has moved.
pub(super) fn moved(repo: &Repo, desk: &Desk, update: &Update<'_>) {
    if has(repo, REFERENCES) {
        tell_references(repo, desk, update, "committed");
    }
}

/// Runs the hooks that come after a commit. What they do changes nothing about it, as with git itself.
pub(super) fn after(repo: &Repo, author: &Author<'_>) {
    for (name, words) in [("post-index-change", &["0", "0"][..]), ("post-commit", &[])] {
        if has(repo, name) {
            let _ = run(repo, name, words, None, Some(author), None);
        }
    }
}

const REFERENCES: &str = "reference-transaction";

fn tell_references(repo: &Repo, desk: &Desk, update: &Update<'_>, state: &str) {
    let _ = told(desk, update).and_then(|told| run(repo, REFERENCES, &[state], None, None, Some(told)));
}

/// A file with what the hook on references is told: from where to where each of them moves.
fn told(desk: &Desk, update: &Update<'_>) -> Result<PathBuf> {
    let from = update.from.unwrap_or(Oid::ZERO_SHA1);
    let mut text = format!("{from} {} {}\n", update.to, update.branch);
    if update.branch != "HEAD" {
        text.push_str(&format!("{from} {} HEAD\n", update.to));
    }
    let file = desk.place("references")?;
    store::write_page(&file, text.as_bytes())?;
    Ok(file)
}

/// Runs one hook. What it prints, the person sees.
fn run(
    repo: &Repo,
    name: &str,
    words: &[&str],
    index: Option<&PathBuf>,
    author: Option<&Author<'_>>,
    told: Option<PathBuf>,
) -> Result<()> {
    let mut command = git::command(&repo.git, &["hook", "run", "--ignore-missing"]);
    if let Some(told) = &told {
        command.arg("--to-stdin").arg(told);
    }
    command.arg(name).arg("--").args(words);
    // git says so to hooks where no editor will be opened.
    command.env("GIT_EDITOR", ":");
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    if let Some(author) = author {
        command.env("GIT_AUTHOR_NAME", author.name.as_ref()).env("GIT_AUTHOR_EMAIL", author.email.as_ref());
        command.env("GIT_AUTHOR_DATE", &author.date);
    }
    let status = command.status().with_context(|| git::missing(TO_RUN))?;
    if let Some(told) = &told {
        store::remove_if_there(told)?;
    }
    if !status.success() {
        bail!("the hook {name} refused; what it printed stands above. Nothing was saved");
    }
    Ok(())
}

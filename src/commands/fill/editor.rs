//! The editor that a person writes in.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::commands::Ui;
use crate::service::repository::Repo;

/// Editors that systems have, tried in this order where nobody named one.
const USUAL: &[&str] = if cfg!(windows) { &["notepad"] } else { &["nano", "vim", "vi"] };

/// Editors that wait for a terminal, and would wait for ever without one.
const IN_TERMINALS: &[&str] = &[
    "vi",
    "vim",
    "vim.basic",
    "vim.tiny",
    "nvim",
    "nano",
    "pico",
    "emacs",
    "micro",
    "ne",
    "joe",
    "hx",
    "ed",
    "editor",
];

/// Opens the file in the person's editor and waits until it is closed.
///
/// It is the one that `VISUAL` or `EDITOR` or git's settings name, as `git commit` would choose it; else, where somebody sits at a
/// terminal, one that the system has.
///
/// # Errors
/// There is no editor, or it cannot be started, or it ends with a failure. The file stays as it is.
pub(in crate::commands) fn open(file: &Path, repo: &Repo, ui: &mut Ui) -> Result<()> {
    ui.flush()?;
    let Some(editor) = choose(repo, ui) else {
        bail!("nobody sits at a terminal, and no editor is known that works without one");
    };
    let status = shell(&editor, file).status().with_context(|| format!("cannot start the editor, {editor}"))?;
    if !status.success() {
        bail!("the editor, {editor}, ended with a failure");
    }
    Ok(())
}

/// Whether [`open`] would find an editor.
pub(in crate::commands) fn is_known(repo: &Repo, ui: &Ui) -> bool {
    choose(repo, ui).is_some()
}

fn choose(repo: &Repo, ui: &Ui) -> Option<String> {
    named(repo).filter(|editor| ui.can_ask || !lives_in_terminals(editor)).or_else(|| {
        let usual = USUAL.iter().find(|editor| is_installed(editor)).map(|editor| (*editor).to_owned());
        usual.filter(|_| ui.can_ask)
    })
}

/// The editor that somebody chose.
fn named(repo: &Repo) -> Option<String> {
    let named = |name: &str| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    let git_editor = || named("GIT_EDITOR").or_else(|| repo.editor());
    named("VISUAL").or_else(|| named("EDITOR")).or_else(git_editor)
}

fn lives_in_terminals(editor: &str) -> bool {
    let program = editor.split_whitespace().next().and_then(|program| Path::new(program).file_name());
    program.is_some_and(|program| IN_TERMINALS.iter().any(|known| program == *known))
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    cfg!(windows) || std::env::split_paths(&path).any(|folder| crate::service::store::exists(&folder.join(program)))
}

/// The editor's name may hold options and quotes, so a shell reads it, as git does. The file's name is handed over as it is.
#[cfg(unix)]
fn shell(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(file);
    command
}

#[cfg(not(unix))]
fn shell(editor: &str, file: &Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words).arg(file);
    command
}

//! The hook that checks what is about to be committed: it belongs to each copy of a repository, and git never brings it along.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::commit::hooks_folder;
use super::git::IN_HOOK;
use super::repository::Repo;
use super::{SETTINGS, store};

/// What was done about the hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It was written.
    Installed(PathBuf),
    /// It was there already.
    WasThere(PathBuf),
    /// It was taken away.
    Removed(PathBuf),
    /// There was none to take away.
    WasNotThere,
}

/// How the hook begins.
const HEAD: &str = "#!/bin/sh\n# Checks the records that are about to be committed. Written by `supportplan setup`; `supportplan setup --remove` takes it away.\n";
/// How each line begins that checks a service.
const CHECK: &str = "check ";

/// Installs the hooks for the service of this repository. They look for the program where the PATH says, and else at `program`.
///
/// # Errors
/// Somebody else's hook is there, or hooks lie where they are not this repository's own; or one cannot be written. The others are installed.
pub fn install(repo: &Repo, program: &Path) -> Result<Vec<Done>> {
    each(repo, |place| install_at(place, repo, program))
}

fn install_at(place: PathBuf, repo: &Repo, program: &Path) -> Result<Done> {
    let Some(there) = there(&place)? else {
        store::write_program(&place, text(&[folder(repo)], program).as_bytes())?;
        return Ok(Done::Installed(place));
    };
    let Some(mut folders) = own(&there) else {
        if calls_us(&there) {
            return Ok(Done::WasThere(place));
        }
        bail!(
            "there is a hook already at {}, which somebody else wrote, so it was left alone. Add this line to it:\n    {}",
            place.display(),
            line(repo)
        );
    };
    if folders.contains(&folder(repo)) && store::is_program(&place) {
        return Ok(Done::WasThere(place));
    }
    folders.push(folder(repo));
    folders.dedup();
    store::write_program(&place, text(&folders, program).as_bytes())?;
    Ok(Done::Installed(place))
}

/// Takes the hooks away again, as far as they are about the service of this repository.
///
/// # Errors
/// One is somebody else's, or cannot be taken away. The others are.
pub fn remove(repo: &Repo, program: &Path) -> Result<Vec<Done>> {
    each(repo, |place| remove_at(place, repo, program))
}

fn remove_at(place: PathBuf, repo: &Repo, program: &Path) -> Result<Done> {
    let Some(there) = there(&place)? else { return Ok(Done::WasNotThere) };
    let Some(mut folders) = own(&there) else {
        if calls_us(&there) {
            bail!(
                "the hook at {} was written by somebody else, so it was left alone. Take the line with supportplan out of it",
                place.display()
            );
        }
        return Ok(Done::WasNotThere);
    };
    let all = folders.len();
    folders.retain(|other| *other != folder(repo));
    if folders.len() == all {
        return Ok(Done::WasNotThere);
    }
    if folders.is_empty() {
        store::remove(&place)?;
    } else {
        store::write_program(&place, text(&folders, program).as_bytes())?;
    }
    Ok(Done::Removed(place))
}

/// Does something about the hook at each of its moments, and says first what could not be done.
fn each(repo: &Repo, act: impl Fn(PathBuf) -> Result<Done>) -> Result<Vec<Done>> {
    let folder = place(repo)?;
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for name in NAMES {
        match act(folder.join(name)) {
            Ok(what) => done.push(what),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    if failed.is_empty() { Ok(done) } else { bail!("{}", failed.join("\n")) }
}

/// Whether nothing looks at what is about to be committed: there is no hook at its moment.
pub(super) fn is_absent(repo: &Repo) -> bool {
    !store::is_program(&hooks_folder(repo).join(NAMES[0]))
}

/// Whether the hook in `folder` is the one that is written here, and does nothing about what this program commits itself.
pub(super) fn is_own(folder: &Path) -> bool {
    let there = there(&folder.join(NAMES[0])).ok().flatten();
    there.is_some_and(|there| own(&there).is_some())
}

/// The moments at which git asks: before a commit, and before a merge that it commits by itself.
const NAMES: [&str; 2] = ["pre-commit", "pre-merge-commit"];

/// The folder that hooks lie in.
fn place(repo: &Repo) -> Result<PathBuf> {
    let folder = hooks_folder(repo);
    if repo.setting_path("core.hooksPath").is_some() && !repo.sets_itself("core.hooksPath") {
        bail!(
            "git's settings of this user or computer say that the hooks of all repositories lie in {}, so none was written there. \
             If it is to be there, add this line to the files {} in it:\n    {}",
            folder.display(),
            NAMES.join(" and "),
            line(repo)
        );
    }
    if store::exists(&folder) && !store::is_folder(&folder) {
        bail!(
            "git's settings say that hooks lie in {}, which is no folder, so none are run. `git config --unset core.hooksPath` changes that",
            folder.display()
        );
    }
    Ok(folder)
}

fn there(place: &Path) -> Result<Option<String>> {
    if !store::exists(place) {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&store::read(place)?).into_owned()))
}

/// The folder of the service, as seen from the top of the repository.
fn folder(repo: &Repo) -> String {
    if repo.is_top() { ".".to_owned() } else { repo.prefix.trim_end_matches('/').to_owned() }
}

/// A line that checks the service, for a hook that somebody else wrote.
fn line(repo: &Repo) -> String {
    format!("supportplan -C {} check --staged || exit", quoted(&folder(repo)))
}

fn calls_us(hook: &str) -> bool {
    hook.lines().any(|line| {
        !line.trim_start().starts_with('#') && line.contains("supportplan") && line.contains("check --staged")
    })
}

/// The folders that a hook is about; none, where it is not the one that is written here, to the letter but for where the program lies.
fn own(hook: &str) -> Option<Vec<String>> {
    let folders: Vec<String> = hook
        .lines()
        .filter_map(|line| line.strip_prefix(CHECK)?.strip_suffix(" || exit"))
        .map(|folder| folder.trim_matches('\'').replace(QUOTE, "'"))
        .collect();
    let fallback = hook.lines().find_map(|line| line.trim().strip_prefix(FALLBACK))?;
    let program = PathBuf::from(fallback.strip_prefix('\'')?.strip_suffix('\'')?.replace(QUOTE, "'"));
    (!folders.is_empty() && text(&folders, &program) == hook).then_some(folders)
}

const FALLBACK: &str = "command -v supportplan >/dev/null 2>&1 || program=";

/// The hook that checks the services in these folders.
fn text(folders: &[String], program: &Path) -> String {
    let program = quoted(&program.to_string_lossy());
    let checks: String = folders.iter().map(|folder| format!("{CHECK}{} || exit\n", quoted(folder))).collect();
    format!(
        "{HEAD}program=supportplan\n\
         {FALLBACK}{program}\n\
         {}{checks}",
        functions()
    )
}

/// What the hook does for a service, by its folder as seen from the top of the repository.
fn functions() -> String {
    format!(
        r#"check() {{
    # What supportplan itself saves was checked already.
    if [ -n "${IN_HOOK}" ]; then return 0; fi
    settings="$1/{SETTINGS}"
    settings="${{settings#./}}"
    if [ -e "$settings" ]; then
        "$program" -C "$1" check --staged
    elif git cat-file -e ":0:$settings" 2>/dev/null; then
        echo "$settings is gone from its folder, so what is staged there cannot be checked. git restore -- '$settings' brings it back." >&2
        return 1
    elif git cat-file -e "HEAD:$settings" 2>/dev/null; then
        gone
    fi
    # Else this branch has no service here.
}}
gone() {{
    moved="$(git -c core.quotePath=false diff --cached --name-only --no-renames --diff-filter=A HEAD -- ':(top,glob)**/{SETTINGS}')"
    if [ -z "$moved" ]; then
        echo "This commit takes away $settings, the settings of the service, without which no record can be checked." >&2
        echo "git restore --staged --worktree -- '$settings' brings it back. If the service is to go, commit with --no-verify." >&2
        return 1
    fi
    printf '%s\n' "$moved" | while IFS= read -r new; do
        echo "$settings is now $new. Run supportplan setup in its folder, so that git checks it there from now on." >&2
        "$program" -C "$(dirname -- "$new")" check --staged || exit
    done
}}
"#
    )
}

/// How a single quotation mark stands in a word of the shell's between such marks.
const QUOTE: &str = r"'\''";

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', QUOTE))
}

/// The program that runs just now.
///
/// # Errors
/// The system does not tell.
pub fn this_program() -> Result<PathBuf> {
    std::env::current_exe().context("cannot tell where this program lies")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_known_again_only_as_it_was_written() {
        let folders = ["care/larch house".to_owned(), "it's".to_owned()];
        let hook = text(&folders, Path::new("/opt/it's here/supportplan"));
        assert_eq!(own(&hook).as_deref(), Some(&folders[..]));
        for other in [hook.replace("exit", "true"), hook.clone() + "make\n", hook.replacen("#!", "#", 1), String::new()]
        {
            assert_eq!(own(&other), None, "{other}");
        }
        assert!(calls_us("set -e\nsupportplan check --staged\n") && !calls_us("# supportplan check --staged\n"));
    }
}

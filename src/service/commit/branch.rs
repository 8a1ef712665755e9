//! The branch: which one it is, where it stands, and how it is moved from one commit to the next.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use git2::{ErrorCode, Oid};

use super::hooks;
use crate::service::repository::Repo;
use crate::service::store;
use crate::service::store::desk::{self, Desk};

/// What a commit is added to: the branch that is checked out, or `HEAD` itself where none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Branch {
    /// Its full name, such as `refs/heads/main`.
    pub(super) name: String,
    /// The commit that it stands at; none before the first one.
    pub(super) tip: Option<Oid>,
}

impl Branch {
    /// The branch that is checked out.
    pub(super) fn checked_out(repo: &Repo) -> Result<Self> {
        /// As many names that stand for others as git itself follows.
        const STEPS: usize = 5;
        let mut name = "HEAD".to_owned();
        for _ in 0..=STEPS {
            match repo.git.find_reference(&name) {
                Ok(reference) => match reference.symbolic_target() {
                    Ok(Some(target)) => name = target.to_owned(),
                    _ => return Ok(Self { tip: reference.target(), name }),
                },
                Err(error) if error.code() == ErrorCode::NotFound && name != "HEAD" => {
                    is_free(repo, &name)?;
                    return Ok(Self { name, tip: None });
                }
                Err(error) => return Err(error).context("cannot tell which branch this is"),
            }
        }
        bail!("cannot tell which branch this is: {name} stands for another, and that for another again, without end")
    }

    /// Where the branch stands now.
    pub(super) fn stands_at(repo: &Repo, name: &str) -> Result<Option<Oid>> {
        match repo.git.refname_to_id(name) {
            Ok(tip) => Ok(Some(tip)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error).context("cannot tell where the branch stands"),
        }
    }

    fn place(repo: &Repo, name: &str) -> PathBuf {
        // HEAD belongs to the worktree, branches to the repository that worktrees share.
        if name == "HEAD" { repo.git.path().join(name) } else { repo.git.commondir().join(name) }
    }

    fn lock(repo: &Repo, name: &str) -> PathBuf {
        let mut place = Self::place(repo, name).into_os_string();
        place.push(".lock");
        place.into()
    }

    /// Moves the branch to the commit `to`, unless somebody moved it meanwhile.
    ///
    /// # Errors
    /// Somebody did, or is about to; or a hook refuses; or the disk fails. Only in the last case may the branch have moved all the same.
    pub(super) fn advance(&self, repo: &Repo, desk: &Desk, to: Oid) -> Result<()> {
        let lock = Self::lock(repo, &self.name);
        if !desk.write_new(&lock, locked_for(to).as_bytes())? {
            bail!(held_by_another(&lock));
        }
        let moved = self.advance_locked(repo, desk, to);
        if moved.is_err() {
            release(repo, &self.name, to)?;
        }
        moved
    }

    fn advance_locked(&self, repo: &Repo, desk: &Desk, to: Oid) -> Result<()> {
        // Who holds this lock is about to change which branch is checked out.
        let of_head = Self::lock(repo, "HEAD");
        if self.name != "HEAD" && store::exists(&of_head) {
            bail!(held_by_another(&of_head));
        }
        if Self::stands_at(repo, &self.name)? != self.tip {
            bail!("somebody else saved at the same moment, so nothing was saved; run the command again");
        }
        let update = hooks::Update { branch: &self.name, from: self.tip, to };
        hooks::about_to_move(repo, desk, &update)?;
        let place = Self::place(repo, &self.name);
        // Where a branch with a longer name lay once, git may have left an empty folder.
        if store::is_folder(&place) {
            store::remove_hollow_folder(&place)?;
        }
        desk.finish(&Self::lock(repo, &self.name), &place)?;
        hooks::moved(repo, desk, &update);
        Ok(())
    }
}

/// Refuses a name that no branch can have, because another one's name lies above or below it as a folder's does.
fn is_free(repo: &Repo, name: &str) -> Result<()> {
    let above = name.rmatch_indices('/').map(|(at, _)| &name[..at]);
    let mut taken = above.filter(|above| repo.git.find_reference(above).is_ok()).map(str::to_owned);
    let below = || {
        let mut below = repo.git.references_glob(&format!("{name}/*")).ok()?;
        below.names().find_map(|name| name.ok().map(str::to_owned))
    };
    match taken.next().or_else(below) {
        None => Ok(()),
        Some(other) => bail!(
            "git cannot make the branch {name} while there is one called {other}, so nothing was saved. \
             `git switch -c NAME` makes one by another name"
        ),
    }
}

/// What the branch's lock says while this program holds it to move the branch to `to`: what the branch will say then.
fn locked_for(to: Oid) -> String {
    format!("{to}\n")
}

/// What there is to say where a lock of git's is somebody else's.
pub(super) fn held_by_another(lock: &Path) -> String {
    format!(
        "another git command holds {}, so nothing was saved. Wait for it to end, then run this again. \
         If no git command runs any more, take that file away",
        lock.display()
    )
}

/// Takes the branch's lock away, if it is the one with which this program set out to move the branch to `to`.
///
/// # Errors
/// The lock cannot be taken away.
pub(super) fn release(repo: &Repo, name: &str, to: Oid) -> Result<()> {
    let lock = Branch::lock(repo, name);
    let ours = store::exists(&lock) && store::read(&lock)? == locked_for(to).as_bytes();
    if ours { store::remove_if_there(&lock) } else { Ok(()) }
}

/// Adds `line` to what git remembers of the branch's moves, where git is to remember them, and completes a line that was broken off.
///
/// # Errors
/// It cannot be written.
pub(super) fn log(repo: &Repo, desk: &Desk, name: &str, line: &str) -> Result<()> {
    let wanted = repo
        .setting("core.logallrefupdates")
        .is_none_or(|value| !matches!(value.to_lowercase().as_str(), "false" | "0" | "no" | "off"));
    let of_head = repo.git.path().join("logs/HEAD");
    let of_branch = repo.git.commondir().join("logs").join(name);
    let logs = if name == "HEAD" { vec![of_head] } else { vec![of_head, of_branch] };
    for log in logs {
        // Where the log of a branch with a longer name lay once, there may be a folder. With another log in it, this one cannot be.
        if store::is_folder(&log) && store::remove_hollow_folder(&log).is_err() {
            continue;
        }
        let there = if store::exists(&log) { store::read(&log)? } else { Vec::new() };
        if (!wanted && there.is_empty()) || there.ends_with(line.as_bytes()) {
            continue;
        }
        let whole = there.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if whole == there.len() {
            desk::append(&log, line)?;
        } else if line.as_bytes().starts_with(&there[whole..]) {
            desk.write(&log, &[&there[..whole], line.as_bytes()].concat())?;
        }
    }
    Ok(())
}

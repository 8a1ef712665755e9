//! One writer at a time: the lock of this program's own, which also says who holds it.

use std::fs::File;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use super::journal;
use crate::service::git::IN_HOOK;
use crate::service::repository::{Identity, Repo};
use crate::service::store::{self, desk, desk::Desk};

/// How long a save waits for another one before it gives up.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it waits between two tries.
const PAUSE: Duration = Duration::from_millis(10);

/// The right to write, until it is dropped. Whatever an earlier program left unfinished was settled when it was taken.
#[derive(Debug)]
pub(super) struct Held {
    /// Where git's folder is written from.
    pub(super) desk: Desk,
    _lock: File,
}

impl Drop for Held {
    /// Whatever did not get to its place by now never will.
    fn drop(&mut self) {
        let _ = self.desk.clear();
    }
}

/// Who holds the lock, for others to see.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    who: String,
    process: u32,
    since: chrono::DateTime<chrono::Local>,
}

/// Takes the lock for `who`, waiting for whoever holds it, and settles what an earlier program left unfinished.
///
/// # Errors
/// Somebody else holds it for too long, and the message says who; or what was left unfinished cannot be settled.
pub(super) fn hold(repo: &Repo, who: &Identity) -> Result<Held> {
    let held = take(repo, who, PATIENCE)?;
    held.desk.clear()?;
    journal::settle(repo, &held.desk)?;
    Ok(held)
}

fn take(repo: &Repo, who: &Identity, patience: Duration) -> Result<Held> {
    if std::env::var_os(IN_HOOK).is_some() {
        bail!(
            "a hook of git's tries to save while the save that it belongs to is under way. \
             Let the hook only check; what it would change, save afterwards"
        );
    }
    let path = repo.own_folder().join("lock");
    let begun = Instant::now();
    loop {
        if let Some(mut lock) = desk::try_lock(&path)? {
            let holder = Holder { who: who.name.clone(), process: std::process::id(), since: chrono::Local::now() };
            // Only a message to others depends on it, so a full disk does not stop here.
            let _ = desk::sign_lock(&mut lock, &serde_json::to_string(&holder)?);
            return Ok(Held { desk: Desk::new(repo.unfinished()), _lock: lock });
        }
        if begun.elapsed() >= patience {
            let holder = store::read(&path).ok().and_then(|text| serde_json::from_slice::<Holder>(&text).ok());
            let holder = holder.map_or("somebody else".to_owned(), |holder| {
                format!("{} (process {}, since {})", holder.who, holder.process, holder.since.format("%H:%M:%S"))
            });
            bail!("{holder} is saving at this moment, so nothing was saved. Run the same command again in a minute");
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_in_vain_is_told_for_whom() {
        let folder = tempfile::tempdir().expect("a folder");
        let repo = Repo::create(folder.path()).expect("a repository");
        let person = |name: &str| Identity { name: name.to_owned(), email: format!("{name}@larch-house.example") };
        let held = hold(&repo, &person("Priya N")).expect("free");
        let refused = take(&repo, &person("Tom B"), Duration::ZERO).expect_err("held").to_string();
        assert!(refused.starts_with("Priya N (process "), "{refused}");
        drop(held);
        hold(&repo, &person("Tom B")).expect("free again");
    }
}

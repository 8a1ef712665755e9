//! When the service was last saved, told from git's history alone, so that every copy tells the same.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use git2::{Oid, Sort};

use super::repository::Repo;

impl Repo {
    /// The time of the last save. Where an earlier one bears a later time, as from a computer whose clock was wrong, it is a second after that, and so
    /// on: each save has a later time than those that it follows. None where nothing was saved yet.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn last_save(&self) -> Result<Option<DateTime<Utc>>> {
        let Ok(head) = self.git.head().and_then(|head| head.peel_to_commit()) else { return Ok(None) };
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push(head.id())?;
        let mut times: HashMap<Oid, i64> = HashMap::new();
        for id in walk {
            let commit = self.git.find_commit(id.context("the history cannot be read")?)?;
            let before = commit.parent_ids().filter_map(|parent| times.get(&parent)).max();
            let own = commit.time().seconds();
            times.insert(commit.id(), before.map_or(own, |before| own.max(before + 1)));
        }
        Ok(times.get(&head.id()).and_then(|seconds| DateTime::from_timestamp(*seconds, 0)))
    }
}

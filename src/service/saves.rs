//! How often the service was saved, and what tells it from others: from git's history alone, so that every copy tells the same.

use anyhow::{Context as _, Result};

use super::repository::Repo;

/// The saves of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saves {
    /// How many there are. A save makes them more, and nothing that is told here makes them fewer.
    pub count: u64,
    /// The beginning of the name that git has for the first.
    pub first: String,
}

/// How much of that name is kept.
const SHORT: usize = 12;

impl Repo {
    /// The saves in the history of what is checked out; none where nothing was saved yet.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn saves(&self) -> Result<Option<Saves>> {
        let Ok(head) = self.git.head().and_then(|head| head.peel_to_commit()) else { return Ok(None) };
        let mut walk = self.git.revwalk()?;
        walk.push(head.id())?;
        let (mut count, mut first) = (0, None);
        for id in walk {
            let commit = self.git.find_commit(id.context("the history cannot be read")?)?;
            count += 1;
            if commit.parent_count() == 0 {
                first = first.max(Some((std::cmp::Reverse(commit.time().seconds()), commit.id())));
            }
        }
        let named = |(_, id): (_, git2::Oid)| Saves { count, first: id.to_string().chars().take(SHORT).collect() };
        Ok(first.map(named))
    }
}

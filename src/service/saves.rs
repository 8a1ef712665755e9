//! The saves of a service, one after the other and as a number, and what tells it from others: from git's history alone, so that every copy tells
//! the same.

use anyhow::{Context as _, Result};
use git2::{Commit, ErrorCode, Oid, Sort};

use super::repository::Repo;

/// The saves of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saves {
    /// How many there are. A save makes them more, and nothing that is told here makes them fewer.
    pub count: u64,
    /// The beginning of the name that git has for the first.
    pub first: String,
}

const UNREADABLE: &str = "the history cannot be read";

/// How much of that name is kept.
const SHORT: usize = 12;

impl Repo {
    /// The names of the saves that led to what is checked out, newest first; none where nothing was saved yet. Each comes after all that follow it,
    /// whatever their clocks say: many are made within one second, and clocks run backwards. Clocks alone put saves in order that do not follow each
    /// other.
    ///
    /// # Errors
    /// The history cannot be read.
    pub(super) fn newest_first(&self) -> Result<impl Iterator<Item = Result<Oid>>> {
        let mut walk = self.git.revwalk().context(UNREADABLE)?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        match walk.push_head() {
            // A branch without a commit has no history.
            Err(_) if self.git.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch) => {}
            pushed => pushed.context(UNREADABLE)?,
        }
        Ok(walk.map(|id| id.context(UNREADABLE)))
    }

    /// The same with what they say.
    ///
    /// # Errors
    /// As [`Repo::newest_first`].
    pub(super) fn commits_newest_first(&self) -> Result<impl Iterator<Item = Result<Commit<'_>>>> {
        Ok(self.newest_first()?.map(|id| self.git.find_commit(id?).context(UNREADABLE)))
    }

    /// The saves in the history of what is checked out; none where nothing was saved yet.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn saves(&self) -> Result<Option<Saves>> {
        let Ok(head) = self.git.head().and_then(|head| head.peel_to_commit()) else { return Ok(None) };
        let mut walk = self.git.revwalk().context(UNREADABLE)?;
        walk.push(head.id())?;
        let (mut count, mut first) = (0, None);
        for id in walk {
            let commit = self.git.find_commit(id.context(UNREADABLE)?).context(UNREADABLE)?;
            count += 1;
            if commit.parent_count() == 0 {
                first = first.max(Some((std::cmp::Reverse(commit.time().seconds()), commit.id())));
            }
        }
        let named = |(_, id): (_, Oid)| Saves { count, first: id.to_string().chars().take(SHORT).collect() };
        Ok(first.map(named))
    }
}

#[cfg(test)]
mod tests {
    use git2::{Repository, Signature, Time};

    use super::*;

    /// The places of the commits in the order in which they are told, of a repository in which each follows the one before and was made at one of
    /// these times in turn.
    fn told(times: &[i64], count: usize) -> Vec<usize> {
        let folder = tempfile::tempdir().expect("a folder");
        let git = Repository::init(folder.path()).expect("a repository");
        let mut made: Vec<Oid> = Vec::new();
        for at in 0..count {
            let by =
                Signature::new("A", "a@larch-house.example", &Time::new(times[at % times.len()], 0)).expect("a person");
            let tree = git.treebuilder(None).and_then(|builder| builder.write()).and_then(|id| git.find_tree(id));
            let before: Vec<Commit<'_>> =
                made.last().map(|id| git.find_commit(*id).expect("made")).into_iter().collect();
            let before: Vec<&Commit<'_>> = before.iter().collect();
            let made_now = git.commit(Some("HEAD"), &by, &by, &at.to_string(), &tree.expect("a tree"), &before);
            made.push(made_now.expect("a commit"));
        }
        drop(git);
        let repo = Repo::open(folder.path()).expect("a repository");
        let ids = repo.newest_first().expect("read").collect::<Result<Vec<Oid>>>().expect("read");
        ids.iter().map(|id| made.iter().position(|made| made == id).expect("one of them")).collect()
    }

    #[test]
    fn each_save_comes_after_all_that_follow_it() {
        for times in [&[1_700_000_000][..], &[1_700_000_000, 1_600_000_000, 1_600_000_000]] {
            assert_eq!(told(times, 40), (0..40).rev().collect::<Vec<_>>(), "{times:?}");
        }
        assert_eq!(told(&[0], 0), [0; 0]);
    }
}

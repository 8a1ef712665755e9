//! A new service's repository: made whole or not at all, and for the owner's eyes alone where that is asked for.

use std::path::Path;

use anyhow::{Context as _, Result};
use git2::{Repository, RepositoryInitOptions};

use super::repository::Repo;
use super::store;

impl Repo {
    /// Makes a new repository at `root`, with a first branch called main. It is built beside its place, so that half of one never
    /// lies there.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn create(root: &Path) -> Result<Self> {
        let place = root.join(".git");
        let staged = store::stage(&place, "init")?;
        let built = || -> Result<()> {
            let mut options = RepositoryInitOptions::new();
            // git calls a repository bare that has no files of its own beside it, as this one has none until it lies in its place.
            options.initial_head("main").bare(true).no_reinit(true);
            let mut config = Repository::init_opts(&staged, &options)?.config()?;
            config.set_bool("core.bare", false)?;
            config.set_bool("core.logallrefupdates", true)?;
            Ok(())
        };
        let cannot = || format!("cannot make a git repository at {}", root.display());
        built().and_then(|()| store::put_in_place(&staged, &place)).with_context(cannot)?;
        Self::open(root)
    }

    /// Closes the service's folder and its repository to all but their owner, for all that is written into them from then on as well.
    ///
    /// # Errors
    /// The folder belongs to somebody else, or the system knows no such thing.
    pub fn make_owner_only(&self, root: &Path) -> Result<()> {
        store::make_owner_only(root)?;
        store::make_owner_only(self.git.commondir())?;
        store::follow(root)?;
        let told = self.git.config().and_then(|mut config| config.set_str("core.sharedRepository", "0600"));
        told.context("git's settings cannot be written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_comes_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let half = folder.path().join(".git.supportplan-init");
        store::write(&half.join("HEAD"), b"ref").expect("written");
        let repo = Repo::create(folder.path()).expect("created");
        assert!(!repo.git.is_bare() && repo.is_top() && !half.exists());
        assert_eq!(repo.git.find_reference("HEAD").expect("a head").symbolic_target(), Ok(Some("refs/heads/main")));
        assert!(Repo::create(folder.path()).is_err(), "what lies there stays");
    }
}

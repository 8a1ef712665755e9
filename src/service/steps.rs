//! A record's versions as the redline takes them: those that git keeps, and the file in the folder where it says something else.

use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::Result;

use super::history::{Revision, Walk};
use super::pool::Pool;
use super::raw::ReadingMuch;
use super::repository::{Identity, Repo};
use super::{Service, read_record, store};
use crate::record::{MAX_BYTES, Settings};
use crate::redline::steps::{Life, Saved, Version, Who};

/// The histories of a service's records, looked up together.
pub struct Histories<'s> {
    /// The service.
    pub service: &'s Service,
    is_kept: OnceLock<bool>,
    walk: OnceLock<Walk>,
    /// Held by whoever walks, so that nobody else does.
    walking: Mutex<()>,
    repositories: Pool<Repo>,
    _reading: ReadingMuch,
}

impl<'s> Histories<'s> {
    /// For the records of this service. Which commits there are is looked up when it is first asked for.
    pub fn of(service: &'s Service) -> Self {
        Self {
            service,
            is_kept: OnceLock::new(),
            walk: OnceLock::new(),
            walking: Mutex::default(),
            repositories: Pool::new(),
            _reading: ReadingMuch::begin(),
        }
    }

    /// Whether the service lies in a repository at all.
    pub fn is_kept(&self) -> bool {
        *self.is_kept.get_or_init(|| Repo::is_around(&self.service.root))
    }

    /// Looks something up in the repository.
    ///
    /// # Errors
    /// There is no repository, or as `look` says.
    pub fn look<T>(&self, look: impl FnOnce(&Repo) -> Result<T>) -> Result<T> {
        self.repositories.with(|| Repo::open(&self.service.root), look)
    }

    fn walk(&self, repo: &Repo) -> Result<&Walk> {
        let _walking = self.walk.get().is_none().then(|| self.walking.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(walk) = self.walk.get() {
            return Ok(walk);
        }
        let walk = Walk::to_head(repo)?;
        Ok(self.walk.get_or_init(|| walk))
    }

    /// What git keeps of the file at `path`, oldest first.
    ///
    /// # Errors
    /// There is no repository, or it cannot be read, or lacks a part of the history.
    pub fn revisions(&self, path: &str) -> Result<Vec<Revision>> {
        self.look(|repo| self.walk(repo)?.of_path(repo, path))
    }

    /// The versions of the record at `path`: those that git keeps, oldest first, and the file in the folder, where it differs from the last.
    ///
    /// # Errors
    /// As [`Histories::revisions`], or the file cannot be read.
    pub fn versions(&self, path: &str) -> Result<Vec<Version>> {
        versions(self.service, path, self.revisions(path)?)
    }

    /// The whole life of the record at `path`.
    ///
    /// # Errors
    /// As [`Histories::versions`].
    pub fn life(&self, path: &str) -> Result<Life> {
        Ok(Life::of(path, self.versions(path)?, &self.service.context.wording))
    }

    /// The names of the commits on which the histories of what lies in a folder of the service depend; none in no repository.
    ///
    /// # Errors
    /// The repository cannot be read, or lacks a part of the history.
    pub fn commits(&self, folder: &str) -> Result<Vec<String>> {
        if !self.is_kept() {
            return Ok(Vec::new());
        }
        let saves = self.look(|repo| Ok(self.walk(repo)?.saves_of(folder)))?;
        Ok(saves.into_iter().map(|commit| commit.to_string()).collect())
    }
}

/// Who made a version: the member of staff whose e-mail address it bears, or else whom the commit names.
pub fn who(settings: &Settings, author: &Identity) -> Who {
    let staff = settings.staff_by_email(&author.email);
    Who {
        shown: staff.map_or(&author.name, |staff| &staff.name).clone(),
        name: author.name.clone(),
        email: author.email.clone(),
        staff: staff.map(|staff| staff.id.clone()),
    }
}

/// The versions of a record that git keeps, its `revisions`, oldest first.
pub fn saved(settings: &Settings, revisions: Vec<Revision>) -> Vec<Version> {
    let version = |revision: Revision| Version {
        saved: Some(Saved {
            commit: revision.commit,
            when: revision.time,
            who: who(settings, &revision.author),
            review: revision.review,
        }),
        content: revision.content,
        parents: revision.parents,
        is_cut: revision.is_cut,
    };
    revisions.into_iter().map(version).collect()
}

/// The versions of the record at `path`: its `revisions` in git, oldest first, and the file in the folder, where it differs from the last.
///
/// # Errors
/// The file cannot be read.
pub fn versions(service: &Service, path: &str, revisions: Vec<Revision>) -> Result<Vec<Version>> {
    let mut versions = saved(service.settings(), revisions);
    let Some(now) = in_folder(service, path)? else { return Ok(versions) };
    let last = versions.last().and_then(|last| last.content.as_deref());
    if !is_same(last, now.as_deref()) {
        let parents = versions.len().checked_sub(1).into_iter().collect();
        versions.push(Version { saved: None, content: now, parents, is_cut: false });
    }
    Ok(versions)
}

/// What the file in the folder says, where there is one; none at all where a link or a folder lies in its place, which nobody follows.
///
/// # Errors
/// It cannot be read.
pub fn in_folder(service: &Service, path: &str) -> Result<Option<Option<Vec<u8>>>> {
    let full = service.full(path);
    if service.link_on_the_way_to(path).is_some() {
        return Ok(None);
    }
    Ok(match (store::exists(&full), store::is_plain_file(&full)) {
        (false, _) => Some(None),
        (true, true) => Some(Some(read_record(&full)?)),
        (true, false) => None,
    })
}

/// Whether two contents of a file say the same, whichever line ends they have. Of what is too large to be a record, only as much is compared as is
/// ever read.
pub fn is_same(one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    fn plain(content: &[u8]) -> impl Iterator<Item = &[u8]> {
        let content = &content[..content.len().min(MAX_BYTES + 1)];
        let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content);
        content.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
    match (one, other) {
        (Some(one), Some(other)) => one == other || plain(one).eq(plain(other)),
        (one, other) => one == other,
    }
}

//! What a commit changed among the files of a service: folders of git's are compared byte by byte, and only those that differ are read.

use anyhow::Result;
use git2::Oid;

use crate::service::join;
use crate::service::raw::{Entry, Folders, differing, find};

/// A file that a commit brought, changed or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) struct Change {
    /// Its path in the service's folder.
    pub(in crate::service) path: String,
    /// Its content, or the last that it had.
    pub(in crate::service) blob: Oid,
    /// Whether it was not there before, in any of the commits that this one follows.
    pub(in crate::service) is_new: bool,
    /// Whether it is no longer there, and was in all commits that this one follows.
    pub(in crate::service) is_gone: bool,
}

/// What of a repository is asked about.
pub(in crate::service) trait Scope {
    /// How deep folders are looked into, counted from the service's own.
    const DEEPEST: usize;
    /// Whether files are asked about that are no longer there.
    const GONE: bool;

    /// The service's folder in the repository: empty, or ending in `/`.
    fn prefix(&self) -> &str;

    /// Whether what lies at `path` in the repository is asked about, or is on the way to it.
    fn leads_to(&self, path: &str, is_folder: bool) -> bool;

    /// Whether nothing is asked about the folder of this name among those of the residents, which lie in `folder`. Where little is asked, this
    /// tells it of nearly all, sooner than by their paths.
    fn passes_by(&self, folder: &str, name: &[u8]) -> bool;

    /// Whether a change of the file at `path` in the service's folder is asked about, which is new or was there before.
    fn takes(&self, path: &str, is_new: bool) -> bool;

    /// How many folders the service's own lies in.
    fn depth(&self) -> usize {
        self.prefix().matches('/').count()
    }
}

impl Folders<'_> {
    /// What lies otherwise in the folder `tree` than in all of `before`, among what is asked about.
    pub(in crate::service) fn changes(&mut self, tree: Oid, before: &[Oid], asked: &impl Scope) -> Result<Vec<Change>> {
        self.next();
        let mut changes = Vec::new();
        let before: Vec<Option<Oid>> = before.iter().copied().map(Some).collect();
        self.compare(tree, &before, "", 0, asked, &mut changes)?;
        Ok(changes)
    }

    fn compare<S: Scope>(
        &mut self,
        tree: Oid,
        before: &[Option<Oid>],
        folder: &str,
        depth: usize,
        asked: &S,
        changes: &mut Vec<Change>,
    ) -> Result<()> {
        if depth > asked.depth() + S::DEEPEST {
            return Ok(());
        }
        let here = self.read(tree)?;
        let olds: Vec<_> = before.iter().map(|id| id.map(|id| self.read(id)).transpose()).collect::<Result<_>>()?;
        let mut rest: Vec<&[u8]> = olds.iter().map(|old| old.as_ref().map_or(&[][..], |old| old.data())).collect();
        for (entry, was) in differing(here.data(), rest.first().copied().unwrap_or_default())? {
            let (Some(entry), is_gone) = (entry.or(was), entry.is_none()) else { continue };
            if is_gone && !S::GONE || passes_by(asked, folder, depth, &entry) {
                continue;
            }
            let path = join(folder, &String::from_utf8_lossy(entry.name));
            if !asked.leads_to(&path, entry.is_folder()) {
                continue;
            }
            let was: Vec<Option<Oid>> = rest.iter_mut().map(|rest| find(rest, &entry)).collect::<Result<_>>()?;
            if is_gone {
                self.gone(&entry, &was, &path, depth, asked, changes)?;
            } else if was.contains(&Some(entry.id)) {
                // One of the versions before has it so.
            } else if entry.is_folder() {
                self.compare(entry.id, &was, &path, depth + 1, asked, changes)?;
            } else if let Some(path) = path.strip_prefix(asked.prefix()) {
                let is_new = was.iter().all(Option::is_none);
                if asked.takes(path, is_new) {
                    changes.push(Change { path: path.to_owned(), blob: entry.id, is_new, is_gone });
                }
            }
        }
        Ok(())
    }

    /// What is gone with `entry`, which was this in each of the versions before. What one of them did not have was gone already.
    fn gone<S: Scope>(
        &mut self,
        entry: &Entry<'_>,
        was: &[Option<Oid>],
        path: &str,
        depth: usize,
        asked: &S,
        changes: &mut Vec<Change>,
    ) -> Result<()> {
        let Some(all) = was.iter().copied().collect::<Option<Vec<Oid>>>() else { return Ok(()) };
        if !entry.is_folder() {
            let inside = path.strip_prefix(asked.prefix()).map(str::to_owned);
            changes.extend(inside.map(|path| Change { path, blob: entry.id, is_new: false, is_gone: true }));
            return Ok(());
        }
        if depth > asked.depth() + S::DEEPEST {
            return Ok(());
        }
        let olds: Vec<_> = all.into_iter().map(|id| self.read(id)).collect::<Result<_>>()?;
        let mut rest: Vec<&[u8]> = olds.iter().map(|old| old.data()).collect();
        for inner in
            differing(rest.first().copied().unwrap_or_default(), &[])?.into_iter().filter_map(|(inner, _)| inner)
        {
            let path = join(path, &String::from_utf8_lossy(inner.name));
            if asked.leads_to(&path, inner.is_folder()) {
                let was: Vec<Option<Oid>> = rest.iter_mut().map(|rest| find(rest, &inner)).collect::<Result<_>>()?;
                self.gone(&inner, &was, &path, depth + 1, asked, changes)?;
            }
        }
        Ok(())
    }
}

/// Whether nothing is asked about an entry of `folder`, which lies so deep, as can be told without its path.
fn passes_by(asked: &impl Scope, folder: &str, depth: usize, entry: &Entry<'_>) -> bool {
    depth == asked.depth() + 1 && entry.is_folder() && asked.passes_by(folder, entry.name)
}

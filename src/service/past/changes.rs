//! What a commit changed among the files of a service: folders of git's are compared byte by byte, and only those that differ are read.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context as _, Result, bail};
use git2::{Odb, OdbObject, Oid};

use crate::service::join;

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

/// Git's folders. Those of the last commit stay at hand, because the next one is mostly the one before, whose folders it was compared with.
pub(in crate::service) struct Folders<'o> {
    odb: &'o Odb<'o>,
    at_hand: HashMap<Oid, Rc<OdbObject<'o>>>,
    last: HashMap<Oid, Rc<OdbObject<'o>>>,
}

/// One line of a folder of git's.
#[derive(Debug, Clone, Copy)]
struct Entry<'t> {
    name: &'t [u8],
    is_folder: bool,
    id: Oid,
}

impl<'o> Folders<'o> {
    pub(in crate::service) fn new(odb: &'o Odb<'o>) -> Self {
        Self { odb, at_hand: HashMap::new(), last: HashMap::new() }
    }

    /// What lies otherwise in the folder `tree` than in all of `before`, among what is asked about.
    pub(in crate::service) fn changes(&mut self, tree: Oid, before: &[Oid], asked: &impl Scope) -> Result<Vec<Change>> {
        self.last = std::mem::take(&mut self.at_hand);
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
        for (entry, is_gone) in differing(here.data(), rest.first().copied().unwrap_or_default())? {
            if is_gone && !S::GONE || passes_by(asked, folder, depth, &entry) {
                continue;
            }
            let path = join(folder, &String::from_utf8_lossy(entry.name));
            if !asked.leads_to(&path, entry.is_folder) {
                continue;
            }
            let was: Vec<Option<Oid>> = rest.iter_mut().map(|rest| find(rest, &entry)).collect::<Result<_>>()?;
            if is_gone {
                self.gone(&entry, &was, &path, depth, asked, changes)?;
            } else if was.contains(&Some(entry.id)) {
                // One of the versions before has it so.
            } else if entry.is_folder {
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
        if !entry.is_folder {
            let inside = path.strip_prefix(asked.prefix()).map(str::to_owned);
            changes.extend(inside.map(|path| Change { path, blob: entry.id, is_new: false, is_gone: true }));
            return Ok(());
        }
        if depth > asked.depth() + S::DEEPEST {
            return Ok(());
        }
        let olds: Vec<_> = all.into_iter().map(|id| self.read(id)).collect::<Result<_>>()?;
        let mut rest: Vec<&[u8]> = olds.iter().map(|old| old.data()).collect();
        for (inner, _) in differing(rest.first().copied().unwrap_or_default(), &[])? {
            let path = join(path, &String::from_utf8_lossy(inner.name));
            if asked.leads_to(&path, inner.is_folder) {
                let was: Vec<Option<Oid>> = rest.iter_mut().map(|rest| find(rest, &inner)).collect::<Result<_>>()?;
                self.gone(&inner, &was, &path, depth + 1, asked, changes)?;
            }
        }
        Ok(())
    }

    fn read(&mut self, id: Oid) -> Result<Rc<OdbObject<'o>>> {
        if let Some(tree) = self.at_hand.get(&id) {
            return Ok(Rc::clone(tree));
        }
        let tree = match self.last.remove(&id) {
            Some(tree) => tree,
            None => Rc::new(self.odb.read(id).context("a folder cannot be read")?),
        };
        self.at_hand.insert(id, Rc::clone(&tree));
        Ok(tree)
    }
}

/// Whether nothing is asked about an entry of `folder`, which lies so deep, as can be told without its path.
fn passes_by(asked: &impl Scope, folder: &str, depth: usize, entry: &Entry<'_>) -> bool {
    depth == asked.depth() + 1 && entry.is_folder && asked.passes_by(folder, entry.name)
}

/// The entry that `tree` begins with, and how long it is.
fn first(tree: &[u8]) -> Result<(Entry<'_>, usize)> {
    let at = |byte: u8, bytes: &[u8]| bytes.iter().position(|b| *b == byte);
    let end = memchr::memchr(0, tree).context("a folder of git's is damaged")?;
    let (Some(space), Some(id)) = (at(b' ', &tree[..end]), tree.get(end + 1..end + 21)) else {
        bail!("a folder of git's is damaged")
    };
    let is_folder = matches!(&tree[..space], b"40000" | b"040000");
    Ok((Entry { name: &tree[space + 1..end], is_folder, id: Oid::from_bytes(id)? }, end + 21))
}

/// The entries of `here` that `old` does not have, or not so, and those of `old` that are gone, each with whether it is; in git's order. Both are in git's order, so whatever both begin and end with is passed over.
fn differing<'t>(here: &'t [u8], old: &'t [u8]) -> Result<Vec<(Entry<'t>, bool)>> {
    let same = here.iter().zip(old).take_while(|(a, b)| a == b).count();
    let mut start = 0;
    while start < same {
        let (_, length) = first(&here[start..])?;
        if start + length > same {
            break;
        }
        start += length;
    }
    let (mut here, mut old) = (&here[start..], &old[start..]);
    let mut found = Vec::new();
    while here != old {
        let entry = if here.is_empty() { None } else { Some(first(here)?) };
        let was = if old.is_empty() { None } else { Some(first(old)?) };
        let which = match (&entry, &was) {
            (Some((entry, _)), Some((was, _))) => order(entry).cmp(order(was)),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        if let Some((entry, length)) = entry.filter(|_| which != Ordering::Greater) {
            let same = |(was, _): &(Entry<'_>, usize)| was.id == entry.id && was.is_folder == entry.is_folder;
            if which == Ordering::Less || !was.as_ref().is_some_and(same) {
                found.push((entry, false));
            }
            here = &here[length..];
        }
        if let Some((was, length)) = was.filter(|_| which != Ordering::Less) {
            if which == Ordering::Greater {
                found.push((was, true));
            }
            old = &old[length..];
        }
    }
    Ok(found)
}

/// What git sorts an entry by: a folder's name counts as though it ended in a slash.
fn order<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = u8> + 'e {
    entry.name.iter().copied().chain(entry.is_folder.then_some(b'/'))
}

/// What was under the name of `entry` in the folder that ends in `rest`, if it was of the same sort. What comes before it is passed over
/// for good: entries are asked about in git's order.
fn find(rest: &mut &[u8], entry: &Entry<'_>) -> Result<Option<Oid>> {
    while !rest.is_empty() {
        let (other, length) = first(rest)?;
        match order(&other).cmp(order(entry)) {
            Ordering::Greater => break,
            Ordering::Equal => return Ok(Some(other.id)),
            Ordering::Less => *rest = &rest[length..],
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    type Listing = BTreeMap<(String, bool), u8>;

    fn tree(listing: &Listing) -> Vec<u8> {
        let mut sorted: Vec<_> = listing.iter().collect();
        sorted.sort_by_key(|((name, is_folder), _)| format!("{name}{}", if *is_folder { "/" } else { "" }));
        let entry = |((name, is_folder), id): (&(String, bool), &u8)| {
            let mode = if *is_folder { "40000" } else { "100644" };
            [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[*id; 20]].concat()
        };
        sorted.into_iter().flat_map(entry).collect()
    }

    proptest! {
        #[test]
        fn just_what_differs_is_found(
            here in proptest::collection::btree_map(("[a-c.]{1,2}", any::<bool>()), 0u8..3, 0..8),
            old in proptest::collection::btree_map(("[a-c.]{1,2}", any::<bool>()), 0u8..3, 0..8),
        ) {
            let (here_tree, old_tree) = (tree(&here), tree(&old));
            let found = differing(&here_tree, &old_tree).expect("whole trees");
            let order: Vec<Vec<u8>> = found.iter().map(|(entry, _)| order(entry).collect()).collect();
            prop_assert!(order.is_sorted());
            let listing = |gone: bool| -> Listing {
                let those = found.iter().filter(|(_, is_gone)| *is_gone == gone).map(|(entry, _)| entry);
                those.map(|e| ((String::from_utf8_lossy(e.name).into_owned(), e.is_folder), e.id.as_bytes()[0])).collect()
            };
            let changed: Listing =
                here.iter().filter(|(key, id)| old.get(*key) != Some(id)).map(|(key, id)| (key.clone(), *id)).collect();
            let gone: Listing =
                old.iter().filter(|(key, _)| !here.contains_key(*key)).map(|(key, id)| (key.clone(), *id)).collect();
            prop_assert_eq!((listing(false), listing(true)), (changed, gone));
        }
    }
}

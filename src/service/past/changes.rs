//! What a commit changed among the files of a service: folders of git's are compared byte by byte, and only those that differ are read.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use anyhow::{Context as _, Result, bail};
use git2::{Odb, OdbObject, Oid};

use crate::service::join;

/// A file that a commit brought or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) struct Change {
    /// Its path in the service's folder.
    pub(in crate::service) path: String,
    /// Its content.
    pub(in crate::service) blob: Oid,
    /// Whether it was not there before, in any of the commits that this one follows.
    pub(in crate::service) is_new: bool,
}

/// What of a repository is asked about.
pub(in crate::service) trait Scope {
    /// How deep folders are looked into, counted from the service's own.
    const DEEPEST: usize;

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
        for entry in differing(here.data(), rest.first().copied().unwrap_or_default())? {
            if depth == asked.depth() + 1 && entry.is_folder && asked.passes_by(folder, entry.name) {
                continue;
            }
            let name = String::from_utf8_lossy(entry.name);
            let path = join(folder, &name);
            if !asked.leads_to(&path, entry.is_folder) {
                continue;
            }
            let was: Vec<Option<Oid>> = rest.iter_mut().map(|rest| find(rest, &entry)).collect::<Result<_>>()?;
            if was.contains(&Some(entry.id)) {
                continue;
            }
            if entry.is_folder {
                self.compare(entry.id, &was, &path, depth + 1, asked, changes)?;
            } else if let Some(path) = path.strip_prefix(asked.prefix()) {
                let is_new = was.iter().all(Option::is_none);
                if asked.takes(path, is_new) {
                    changes.push(Change { path: path.to_owned(), blob: entry.id, is_new });
                }
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

/// The entry that `tree` begins with, and how long it is.
fn first(tree: &[u8]) -> Result<(Entry<'_>, usize)> {
    let at = |byte: u8, bytes: &[u8]| bytes.iter().position(|b| *b == byte);
    let end = at(0, tree).context("a folder of git's is damaged")?;
    let (Some(space), Some(id)) = (at(b' ', &tree[..end]), tree.get(end + 1..end + 21)) else {
        bail!("a folder of git's is damaged")
    };
    let is_folder = matches!(&tree[..space], b"40000" | b"040000");
    Ok((Entry { name: &tree[space + 1..end], is_folder, id: Oid::from_bytes(id)? }, end + 21))
}

/// The entries of `here` that `old` does not have, or not so. Both are in git's order, so whatever both begin and end with is passed over.
fn differing<'t>(here: &'t [u8], old: &[u8]) -> Result<Vec<Entry<'t>>> {
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
    while !here.is_empty() && here != old {
        let (entry, length) = first(here)?;
        let was = if old.is_empty() { None } else { Some(first(old)?) };
        match was.map(|(was, length)| (order(&entry).cmp(order(&was)), was, length)) {
            Some((Ordering::Greater, _, old_length)) => {
                old = &old[old_length..];
                continue;
            }
            Some((Ordering::Equal, was, old_length)) => {
                if was.id != entry.id || was.is_folder != entry.is_folder {
                    found.push(entry);
                }
                old = &old[old_length..];
            }
            _ => found.push(entry),
        }
        here = &here[length..];
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
            let found: Listing = found
                .iter()
                .map(|e| ((String::from_utf8_lossy(e.name).into_owned(), e.is_folder), e.id.as_bytes()[0]))
                .collect();
            let expected: Listing =
                here.iter().filter(|(key, id)| old.get(*key) != Some(id)).map(|(key, id)| (key.clone(), *id)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}

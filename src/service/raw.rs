//! Git's objects as it stores them, where the git library's own way through them takes too long: commits and folders as bytes, read by several
//! processors at the same time.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use git2::{Odb, OdbObject, Oid, Repository};
use rayon::prelude::*;

use super::pool::Pool;

/// What comes of `work`, which reads very many of git's objects.
pub(super) fn reading_much<R>(work: impl FnOnce() -> R) -> R {
    let _reading = ReadingMuch::begin();
    work()
}

/// As long as one of these is there, very many of git's objects are read.
pub(super) struct ReadingMuch(());

/// How many of them there are.
static READING: Mutex<usize> = Mutex::new(0);

impl ReadingMuch {
    pub(super) fn begin() -> Self {
        let mut reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
        *reading += 1;
        set(*reading == 0);
        Self(())
    }
}

impl Drop for ReadingMuch {
    fn drop(&mut self) {
        let mut reading = READING.lock().unwrap_or_else(PoisonError::into_inner);
        *reading -= 1;
        set(*reading == 0);
    }
}

/// How the git library reads: as it does `usually`, or much.
fn set(usually: bool) {
    // That each object is what its name says is for `verify` to prove, in a run of its own; here it would take half of the time.
    git2::opts::strict_hash_verification(usually);
    // Each folder is read once or twice, and kept by the one who reads it for as long as it is needed.
    git2::opts::enable_caching(usually);
}

/// Further ways into the repository, for the processors that work on it at the same time. To open one takes a while, so they are kept.
pub(super) struct Copies<'r> {
    place: &'r Path,
    pool: Pool<Repository>,
}

impl<'r> Copies<'r> {
    /// Ways into the repository whose own folder is this.
    pub(super) fn of(place: &'r Path) -> Self {
        Self { place, pool: Pool::new() }
    }

    /// What comes of `work` with a way in that nobody else uses.
    fn with<R>(&self, work: impl FnOnce(&Repository) -> Result<R>) -> Result<R> {
        self.pool.with(|| Repository::open(self.place).context("cannot open the repository again"), work)
    }

    /// What comes of doing `work` on all items, in their order, with `git` alone, or, where there are more than `share` of them, shared out
    /// among the processors.
    pub(super) fn share<T: Sync, R: Send>(
        &self,
        git: &Repository,
        items: &[T],
        share: usize,
        work: impl Fn(&Repository, &[T]) -> Result<Vec<R>> + Sync,
    ) -> Result<Vec<R>> {
        if items.len() <= share {
            return work(git, items);
        }
        let parts = items.par_chunks(share).map(|items| self.with(|git| work(git, items)));
        Ok(parts.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }
}

/// What a commit says of its place among others.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// The folder that it holds.
    pub(super) tree: Oid,
    /// The commits that it follows.
    pub(super) parents: Vec<Oid>,
    /// When it was made, in seconds.
    pub(super) time: i64,
    /// Whether this copy of the repository ends here, and the commits that it follows are left out.
    pub(super) is_cut: bool,
}

/// Reads the beginning of a commit.
pub(super) fn header(commit: &[u8]) -> Result<Header> {
    let mut header = Header { tree: Oid::ZERO_SHA1, parents: Vec::new(), time: 0, is_cut: false };
    for line in commit.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty()) {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        if let Some(id) = line.strip_prefix("tree ") {
            header.tree = Oid::from_str(id)?;
        } else if let Some(id) = line.strip_prefix("parent ") {
            header.parents.push(Oid::from_str(id)?);
        } else if let Some(by) = line.strip_prefix("committer ") {
            header.time = by.rsplit(' ').nth(1).and_then(|time| time.parse().ok()).unwrap_or_default();
        }
    }
    if header.tree.is_zero() { bail!("a commit names no folder") } else { Ok(header) }
}

/// Git's folders. Those of the last commit stay at hand, because the next one is mostly the one before, whose folders it was compared with.
pub(super) struct Folders<'o> {
    odb: &'o Odb<'o>,
    at_hand: HashMap<Oid, Rc<OdbObject<'o>>>,
    last: HashMap<Oid, Rc<OdbObject<'o>>>,
}

impl<'o> Folders<'o> {
    pub(super) fn new(odb: &'o Odb<'o>) -> Self {
        Self { odb, at_hand: HashMap::new(), last: HashMap::new() }
    }

    /// Goes on to the next commit.
    pub(super) fn next(&mut self) {
        self.last = std::mem::take(&mut self.at_hand);
    }

    pub(super) fn read(&mut self, id: Oid) -> Result<Rc<OdbObject<'o>>> {
        if let Some(tree) = self.at_hand.get(&id) {
            return Ok(Rc::clone(tree));
        }
        let tree = match self.last.remove(&id) {
            Some(tree) => tree,
            None => Rc::new(self.odb.read(id).with_context(|| lacking("a folder"))?),
        };
        self.at_hand.insert(id, Rc::clone(&tree));
        Ok(tree)
    }
}

/// What is said where git does not have what it should.
pub(super) fn lacking(what: &str) -> String {
    format!(
        "{what} is missing from git's folder, or damaged there. `git fsck` says more; another copy of the repository may have it whole"
    )
}

/// One line of a folder of git's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'t> {
    pub(super) name: &'t [u8],
    pub(super) kind: Kind,
    pub(super) id: Oid,
}

impl Entry<'_> {
    pub(super) fn is_folder(&self) -> bool {
        self.kind == Kind::Folder
    }
}

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    File,
    /// A link, or another repository.
    Other,
}

/// The entry that `tree` begins with, and how long it is.
fn first(tree: &[u8]) -> Result<(Entry<'_>, usize)> {
    let end = memchr::memchr(0, tree).context("a folder of git's is damaged")?;
    let (Some(space), Some(id)) = (memchr::memchr(b' ', &tree[..end]), tree.get(end + 1..end + 21)) else {
        bail!("a folder of git's is damaged")
    };
    let kind = match &tree[..space] {
        b"40000" | b"040000" => Kind::Folder,
        mode if mode.starts_with(b"100") => Kind::File,
        _ => Kind::Other,
    };
    Ok((Entry { name: &tree[space + 1..end], kind, id: Oid::from_bytes(id)? }, end + 21))
}

/// How many bytes two folders begin with alike.
fn alike(here: &[u8], old: &[u8]) -> usize {
    const MANY: usize = 1024;
    let many = here.chunks_exact(MANY).zip(old.chunks_exact(MANY)).take_while(|(a, b)| a == b).count() * MANY;
    many + here[many..].iter().zip(&old[many..]).take_while(|(a, b)| a == b).count()
}

/// The entries in which two folders differ: as they are in `here`, and in `old`. Both are in git's order, so whatever both begin and end with
/// is passed over.
pub(super) fn differing<'t>(here: &'t [u8], old: &'t [u8]) -> Result<Vec<Difference<'t>>> {
    let same = alike(here, old);
    let mut start = 0;
    while start < same {
        let length = memchr::memchr(0, &here[start..]).context("a folder of git's is damaged")? + 21;
        if start + length > same {
            break;
        }
        start += length;
    }
    let (mut here, mut old) = (&here[start..], &old[start..]);
    let mut found = Vec::new();
    while here != old {
        let next = |tree| if <[u8]>::is_empty(tree) { Ok(None) } else { first(tree).map(Some) };
        let (mut one, mut other) = (next(here)?, next(old)?);
        if let (Some((a, _)), Some((b, _))) = (&one, &other) {
            match order(a).cmp(order(b)) {
                Ordering::Less => other = None,
                Ordering::Greater => one = None,
                Ordering::Equal => {}
            }
        }
        here = &here[one.map_or(0, |(_, length)| length)..];
        old = &old[other.map_or(0, |(_, length)| length)..];
        let (one, other) = (one.map(|(entry, _)| entry), other.map(|(entry, _)| entry));
        if !matches!((one, other), (Some(a), Some(b)) if a.id == b.id && a.kind == b.kind) {
            found.push((one, other));
        }
    }
    Ok(found)
}

/// An entry as it is in one folder and in another, as far as each has it.
pub(super) type Difference<'t> = (Option<Entry<'t>>, Option<Entry<'t>>);

/// What git sorts an entry by: a folder's name counts as though it ended in a slash.
fn order<'e>(entry: &'e Entry<'_>) -> impl Iterator<Item = u8> + 'e {
    entry.name.iter().copied().chain(entry.is_folder().then_some(b'/'))
}

/// What was under the name of `entry` in the folder that ends in `rest`, if it was of the same sort. What comes before it is passed over
/// for good: entries are asked about in git's order.
pub(super) fn find(rest: &mut &[u8], entry: &Entry<'_>) -> Result<Option<Oid>> {
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
        fn just_what_differs_is_found_on_both_sides(
            here in proptest::collection::btree_map(("[a-c.]{1,2}", any::<bool>()), 0u8..3, 0..8),
            old in proptest::collection::btree_map(("[a-c.]{1,2}", any::<bool>()), 0u8..3, 0..8),
        ) {
            let (here_tree, old_tree) = (tree(&here), tree(&old));
            let found = differing(&here_tree, &old_tree).expect("whole trees");
            let listing = |entries: Vec<&Entry<'_>>| -> Listing {
                let key = |e: &Entry<'_>| (String::from_utf8_lossy(e.name).into_owned(), e.kind == Kind::Folder);
                entries.into_iter().map(|e| (key(e), e.id.as_bytes()[0])).collect()
            };
            let other = |one: &Listing, other: &Listing| -> Listing {
                one.iter().filter(|(key, id)| other.get(*key) != Some(id)).map(|(key, id)| (key.clone(), *id)).collect()
            };
            prop_assert_eq!(listing(found.iter().filter_map(|(here, _)| here.as_ref()).collect()), other(&here, &old));
            prop_assert_eq!(listing(found.iter().filter_map(|(_, old)| old.as_ref()).collect()), other(&old, &here));
        }
    }
}

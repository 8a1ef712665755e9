//! git's index as a file: found, changed in a few entries, and put together again, with all other bytes as they were.
//!
//! The format is git's (gitformat-index, versions 2, 3 and 4, with SHA-1). A library would take the whole file apart and write it anew; in a service of
//! 100,000 files that takes longer than all the rest of a save.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use git2::Oid;
use sha1::{Digest as _, Sha1};

use super::{Entry, tree_cache};
use crate::service::store::desk::Stamp;

/// An index, and how it is to change.
pub(super) struct Index {
    bytes: Vec<u8>,
    version: u32,
    /// The entries in their order: by name, then by stage.
    slots: Vec<Slot>,
    /// The names of all entries, one after the other.
    names: Vec<u8>,
    /// What follows the entries, without the checksum.
    extensions: Range<usize>,
    changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
    /// When it was written, in seconds.
    written: i64,
}

/// Where one entry lies.
struct Slot {
    /// Its bytes up to its name.
    fixed: Range<usize>,
    /// Where its bytes end.
    end: usize,
    /// Its name, in the names of all.
    name: Range<usize>,
    /// 0, or which side of a conflict it is.
    stage: u8,
}

const HEADER: usize = 12;
const CHECKSUM: usize = 20;
/// What an entry has before its flags: ten numbers, then the object's name.
const BEFORE_FLAGS: usize = 60;
/// Where an entry has the second of the file's last edit.
const MTIME: usize = 8;
/// Where an entry has the file's size.
const SIZE: usize = 36;
const ASSUME_UNCHANGED: u16 = 0x8000;
const EXTENDED: u16 = 0x4000;
const STAGE: u16 = 0x3000;
const NAME_LENGTH: u16 = 0x0fff;

impl Index {
    /// An index without entries.
    pub(super) fn empty() -> Self {
        let extensions = HEADER..HEADER;
        let (slots, names, changes) = (vec![], vec![], BTreeMap::new());
        Self { bytes: vec![0; HEADER], version: 2, slots, names, extensions, changes, written: i64::MAX }
    }

    /// Reads an index that was written at `written`, in seconds since 1970.
    ///
    /// # Errors
    /// It is damaged, or of a kind that this program does not know, such as a split one.
    pub(super) fn read(bytes: Vec<u8>, written: i64) -> Result<Self> {
        const DAMAGED: &str =
            "git's index is damaged. `git status` says more; `rm .git/index && git reset` makes it anew";
        let end = bytes.len().checked_sub(CHECKSUM).filter(|end| *end >= HEADER).context(DAMAGED)?;
        let sum = &bytes[end..];
        // git may be told to write no checksum.
        if &bytes[..4] != b"DIRC" || (sum != [0; CHECKSUM] && sum != Sha1::digest(&bytes[..end]).as_slice()) {
            bail!(DAMAGED);
        }
        let (version, count) = (number(&bytes, 4), number(&bytes, 8));
        if !(2..=4).contains(&version) {
            bail!("git's index has version {version}, which this program does not know");
        }
        let mut index = Self { version, written, ..Self::empty() };
        let mut at = HEADER;
        for _ in 0..count {
            at = index.read_entry(&bytes[..end], at).context(DAMAGED)?;
        }
        index.extensions = at..end;
        index.bytes = bytes;
        Ok(index)
    }

    /// Reads the entry at `at`; says where the next one begins. None, where it does not fit.
    fn read_entry(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let flags = u16::from_be_bytes(bytes.get(at + BEFORE_FLAGS..at + BEFORE_FLAGS + 2)?.try_into().ok()?);
        let name_at = at + BEFORE_FLAGS + if flags & EXTENDED == 0 { 2 } else { 4 };
        let start = self.names.len();
        let end = if self.version == 4 {
            let (strip, at) = varint(bytes, name_at)?;
            let before = self.slots.last().map_or(0..0, |slot| slot.name.clone());
            let rest = bytes.get(at..)?;
            let length = rest.iter().position(|byte| *byte == 0)?;
            self.names.extend_from_within(before.start..before.end.checked_sub(strip)?.max(before.start));
            self.names.extend_from_slice(&rest[..length]);
            at + length + 1
        } else {
            let length = match flags & NAME_LENGTH {
                NAME_LENGTH => bytes.get(name_at..)?.iter().position(|byte| *byte == 0)?,
                length => usize::from(length),
            };
            self.names.extend_from_slice(bytes.get(name_at..name_at + length)?);
            padded(at, name_at + length)
        };
        let name = start..self.names.len();
        let stage = ((flags & STAGE) >> 12) as u8;
        self.slots.push(Slot { fixed: at..name_at, end, name, stage });
        (end <= bytes.len()).then_some(end)
    }

    /// Whether some file is there in several versions that somebody has yet to choose from.
    pub(super) fn has_conflicts(&self) -> bool {
        self.slots.iter().any(|slot| slot.stage > 0)
    }

    /// What the index says about a file, leaving aside how it is to change.
    pub(super) fn entry(&self, path: &str) -> Option<Entry> {
        let slot = &self.slots[self.find(path.as_bytes()).ok()?];
        let fixed = &self.bytes[slot.fixed.clone()];
        let short = |at: usize| u16::from_be_bytes([fixed[at], fixed[at + 1]]);
        let flags = short(BEFORE_FLAGS);
        let extended = if flags & EXTENDED == 0 { 0 } else { short(BEFORE_FLAGS + 2) };
        let id = Oid::from_bytes(&fixed[40..BEFORE_FLAGS]).ok()?;
        Some(Entry { id, mode: number(fixed, 24), flags: (flags & ASSUME_UNCHANGED, extended) })
    }

    fn find(&self, name: &[u8]) -> Result<usize, usize> {
        self.slots.binary_search_by(|slot| (&self.names[slot.name.clone()], slot.stage).cmp(&(name, 0)))
    }

    /// Sets what the index is to say about a file; nothing, where there is no entry.
    pub(super) fn set(&mut self, path: &str, entry: Option<&Entry>, stamp: Stamp) {
        if entry.is_some_and(|entry| entry.flags.1 != 0) {
            self.version = self.version.max(3);
        }
        self.changes.insert(path.as_bytes().to_vec(), entry.map(|entry| fixed(entry, stamp, path.len())));
    }

    /// The whole file, with the changes.
    ///
    /// # Errors
    /// The index holds something that cannot be carried over.
    pub(super) fn write(&self) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(self.bytes.len() + 512 * self.changes.len());
        out.extend_from_slice(b"DIRC");
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(&[0; 4]);
        let (mut next, mut last, mut count) = (0, Vec::new(), self.slots.len());
        for (name, change) in &self.changes {
            let (at, there) = self.find(name).map_or_else(|at| (at, false), |at| (at, true));
            self.copy(&mut out, &mut last, next..at);
            if let Some(fixed) = change {
                self.push(&mut out, &mut last, fixed, name);
            }
            next = if there { at + 1 } else { at };
            count = count + usize::from(change.is_some()) - usize::from(there);
        }
        self.copy(&mut out, &mut last, next..self.slots.len());
        out[8..HEADER].copy_from_slice(&u32::try_from(count)?.to_be_bytes());
        self.write_extensions(&mut out)?;
        let unsigned = self.bytes.get(self.extensions.end..).is_some_and(|sum| sum == [0; CHECKSUM]);
        let sum = if unsigned { Default::default() } else { Sha1::digest(&out) };
        out.extend_from_slice(&sum);
        Ok(out)
    }

    /// Copies entries as they are. `last` is the name of the entry before, on which that of the first one may build.
    fn copy(&self, out: &mut Vec<u8>, last: &mut Vec<u8>, slots: Range<usize>) {
        let Some(end) = self.slots[slots.clone()].last() else { return };
        let mut from = self.slots[slots.start].fixed.start;
        if self.version == 4 {
            let first = &self.slots[slots.start];
            let mut fixed = self.bytes[first.fixed.clone()].to_vec();
            if self.is_racy(first) {
                forget_size(&mut fixed);
            }
            self.push(out, last, &fixed, &self.names[first.name.clone()]);
            from = first.end;
        }
        let copied = out.len();
        out.extend_from_slice(&self.bytes[from..end.end]);
        for slot in self.slots[slots].iter().filter(|slot| slot.fixed.start >= from && self.is_racy(slot)) {
            forget_size(&mut out[copied + slot.fixed.start - from..]);
        }
        last.clear();
        last.extend_from_slice(&self.names[end.name.clone()]);
    }

    /// Whether the file may have been edited in the same second in which the index was written. Its date then says nothing, and git knows that
    /// from the index's own date (git's racy-git.txt); an index that is written later has to say so in the entry.
    fn is_racy(&self, slot: &Slot) -> bool {
        i64::from(number(&self.bytes[slot.fixed.clone()], MTIME)) >= self.written
    }

    fn push(&self, out: &mut Vec<u8>, last: &mut Vec<u8>, fixed: &[u8], name: &[u8]) {
        let start = out.len();
        out.extend_from_slice(fixed);
        if self.version == 4 {
            let same = last.iter().zip(name).take_while(|(a, b)| a == b).count();
            push_varint(out, last.len() - same);
            out.extend_from_slice(&name[same..]);
            out.push(0);
        } else {
            out.extend_from_slice(name);
            out.resize(padded(start, out.len()), 0);
        }
        last.clear();
        last.extend_from_slice(name);
    }

    /// Carries the extensions over that are still true, or can be made so. The others only save git work, and git makes them anew.
    fn write_extensions(&self, out: &mut Vec<u8>) -> Result<()> {
        let mut rest = &self.bytes[self.extensions.clone()];
        while rest.len() >= 8 {
            let (head, tail) = rest.split_at(8);
            let length = number(head, 4) as usize;
            let data = tail.get(..length).context("git's index is damaged")?;
            match &head[..4] {
                b"REUC" => out.extend_from_slice(&rest[..8 + length]),
                b"TREE" => {
                    if let Some(tree) = tree_cache::without(data, self.changes.keys()) {
                        out.extend_from_slice(b"TREE");
                        out.extend_from_slice(&u32::try_from(tree.len())?.to_be_bytes());
                        out.extend_from_slice(&tree);
                    }
                }
                // A name that begins with a capital may be left out.
                [b'A'..=b'Z', ..] => {}
                name => {
                    bail!("git's index has a part ({}) that this program does not know", String::from_utf8_lossy(name))
                }
            }
            rest = &tail[length..];
        }
        Ok(())
    }
}

/// An entry's bytes up to its name.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "git's index keeps 32 bits of each number")]
fn fixed(entry: &Entry, stamp: Stamp, name: usize) -> Vec<u8> {
    let Stamp { mtime, ctime, dev, ino, uid, gid, size } = stamp;
    let times = [ctime.0 as u32, ctime.1 as u32, mtime.0 as u32, mtime.1 as u32];
    let numbers = [dev as u32, ino as u32, entry.mode, uid, gid, size as u32];
    let mut bytes: Vec<u8> = times.into_iter().chain(numbers).flat_map(u32::to_be_bytes).collect();
    bytes.extend_from_slice(entry.id.as_bytes());
    let extended = if entry.flags.1 == 0 { 0 } else { EXTENDED };
    let length = name.min(usize::from(NAME_LENGTH)) as u16;
    bytes.extend_from_slice(&((entry.flags.0 & ASSUME_UNCHANGED) | extended | length).to_be_bytes());
    if extended != 0 {
        bytes.extend_from_slice(&entry.flags.1.to_be_bytes());
    }
    bytes
}

/// Sets the size of an entry to nought: git's own sign that it has to read the file to know whether it was edited.
fn forget_size(entry: &mut [u8]) {
    entry[SIZE..SIZE + 4].fill(0);
}

/// Where an entry ends that begins at `start` and whose name ends at `end`: after one to eight zeros, a multiple of eight from its beginning.
fn padded(start: usize, end: usize) -> usize {
    start + (end - start + 8) / 8 * 8
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A number of any length, as git packs them: seven bits a byte, each byte but the last standing for one more than it says.
fn varint(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(0x80)? | usize::from(byte & 0x7f);
    }
    Some((value, at + 1))
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits fit a byte")]
fn push_varint(out: &mut Vec<u8>, mut value: usize) {
    let mut packed = vec![(value & 0x7f) as u8];
    while value >= 0x80 {
        value = (value >> 7) - 1;
        packed.push(0x80 | (value & 0x7f) as u8);
    }
    out.extend(packed.iter().rev());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What an index file says, read by the git library.
    fn listed(bytes: &[u8]) -> Vec<(String, Oid, u32)> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        crate::service::store::write(&path, bytes).expect("written");
        let index = git2::Index::open(&path).expect("an index that the library reads");
        index.iter().map(|e| (String::from_utf8(e.path).expect("text"), e.id, e.mode)).collect()
    }

    fn id(seed: u8) -> Oid {
        Oid::from_bytes(&[seed; 20]).expect("a name")
    }

    proptest! {
        /// The library reads what is written here as if it had been made from scratch, in each version.
        #[test]
        fn changes_are_what_the_library_reads(
            first in proptest::collection::btree_map("[a-c]{1,3}(/[a-d-]{1,3}){0,2}", 1u8..9, 0..30),
            second in proptest::collection::btree_map("[a-c]{1,3}(/[a-d-]{1,3}){0,2}", proptest::option::of(1u8..9), 0..10),
            version in 2u32..=4,
        ) {
            let entry = |seed: u8| Entry::new(id(seed), 0o100_644);
            let mut index = Index { version, ..Index::empty() };
            for (name, seed) in &first {
                index.set(name, Some(&entry(*seed)), Stamp::default());
            }
            let written = index.write().expect("written");
            let mut index = Index::read(written, i64::MAX).expect("read");
            for (name, seed) in &second {
                prop_assert_eq!(index.entry(name).map(|e| e.id), first.get(name).map(|seed| id(*seed)));
                index.set(name, seed.map(entry).as_ref(), Stamp::default());
            }
            let mut expected = first;
            for (name, seed) in second {
                match seed {
                    Some(seed) => expected.insert(name, seed),
                    None => expected.remove(&name),
                };
            }
            let written = index.write().expect("written");
            let expected: Vec<_> = expected.into_iter().map(|(name, seed)| (name, id(seed), 0o100_644)).collect();
            prop_assert_eq!(listed(&written), expected);
        }

        #[test]
        fn numbers_are_packed_and_unpacked(value in 0usize..1 << 40) {
            let mut packed = vec![];
            push_varint(&mut packed, value);
            prop_assert_eq!(varint(&packed, 0), Some((value, packed.len())));
        }

        /// Damaged bytes are refused or read, and never end the program.
        #[test]
        fn damage_is_no_mistake_of_the_program(at in 0usize..300, with in any::<u8>(), signed in any::<bool>()) {
            let mut index = Index::empty();
            for name in ["a", "b/c", "b/d"] {
                index.set(name, Some(&Entry::new(id(1), 0o100_644)), Stamp::default());
            }
            let mut bytes = index.write().expect("written");
            if let Some(byte) = bytes.get_mut(at) {
                *byte = with;
            }
            if !signed {
                let end = bytes.len() - CHECKSUM;
                bytes[end..].fill(0);
            }
            if let Ok(mut index) = Index::read(bytes, 0) {
                index.set("b/c", None, Stamp::default());
                let _ = index.write();
            }
        }
    }
}

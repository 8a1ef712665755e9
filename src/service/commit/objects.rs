//! Objects: what a commit is made of, put together in memory and then written so that the disk holds it.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Odb, Oid, Repository, Tree};

use crate::service::git as installed;
use crate::service::repository::Repo;
use crate::service::store::{self, Entry, desk, desk::Desk};

/// Paths in the repository, each with what is to lie there; nothing, where the file is taken out.
pub(super) type Entries = [(String, Option<Oid>)];

/// A second look at the repository, in which new objects stay in memory until they are [written](Memory::write).
pub(super) struct Memory {
    pub(super) git: Repository,
}

impl Memory {
    /// A second look at `repo`.
    pub(super) fn over(repo: &Repo) -> Result<Self> {
        let git = Repository::open(repo.git.path()).context("cannot open the git repository once more")?;
        /// Before the stores on the disk, which have 1 and 2.
        const FIRST: i32 = 1000;
        git.odb()?.add_new_mempack_backend(FIRST).context("cannot prepare git's store")?;
        Ok(Self { git })
    }

    /// Adds an object.
    pub(super) fn add(&self, kind: ObjectType, bytes: &[u8]) -> Result<Oid> {
        self.git.odb()?.write(kind, bytes).context("cannot add to git's store")
    }

    /// Lets `git` write an object into a folder of its own, and adds that one to the others here. Whatever else it leaves there goes when the
    /// desk is cleared.
    ///
    /// # Errors
    /// git fails, or the folder cannot be made.
    pub(super) fn add_by_git(&self, repo: &Repo, desk: &Desk, mut git: Command, input: &[u8], to: &str) -> Result<Oid> {
        let (own, all) = (desk.place("objects")?, repo.git.commondir().join("objects"));
        store::write_page(&own.join("info/alternates"), format!("{}\n", all.display()).as_bytes())?;
        git.env("GIT_OBJECT_DIRECTORY", &own);
        let said = installed::output(git, input, to)?;
        let id = Oid::from_str(&said).context("git said something that is no object's name")?;
        // One that was there already git did not write again.
        if !repo.git.odb()?.exists(id) {
            let (folder, file) = said.split_at(2);
            let (kind, bytes) = unpacked(&store::read(&own.join(folder).join(file))?).context("git wrote no object")?;
            self.add(kind, &bytes)?;
        }
        Ok(id)
    }

    /// Writes these objects, in this order. On return the disk holds them, those included that lay there already as files of their own.
    ///
    /// # Errors
    /// One cannot be written, or lay there already and is damaged.
    pub(super) fn write(&self, repo: &Repo, desk: &Desk, ids: impl IntoIterator<Item = Oid>) -> Result<()> {
        let (memory, disk) = (self.git.odb()?, repo.git.odb()?);
        let mut folders = BTreeSet::new();
        for id in ids {
            let place = place(repo, id);
            if store::exists(&place) {
                if disk.read(id).is_err() {
                    bail!(
                        "{} is damaged, so nothing was saved. `git fsck` says what else is; take that file away, then save again",
                        place.display()
                    );
                }
                // Whoever wrote it may have made its folder as well.
                desk::sync(&place)?;
                desk::sync_folder_of(place.parent().unwrap_or(&place))?;
            } else if !disk.exists(id) {
                desk.write_fixed(&place, &loose(&memory, id)?)?;
                folders.insert(place.parent().map(PathBuf::from).unwrap_or_default());
            }
        }
        folders.iter().try_for_each(|folder| desk::sync_folder_of(&folder.join("any")))
    }
}

/// Takes away the files of objects that are empty, as a power cut leaves them, and says whether there were any. They hold nothing, and keep git
/// from writing those objects anew.
///
/// # Errors
/// The folders of objects cannot be read, or a file cannot be taken away.
pub(super) fn remove_empty(repo: &Repo) -> Result<bool> {
    let objects = repo.git.commondir().join("objects");
    let mut removed = false;
    for folder in
        store::list(&objects)?.into_iter().filter(|entry| entry.kind == Entry::Folder && entry.name.len() == 2)
    {
        let folder = objects.join(folder.name);
        for file in store::list(&folder)? {
            let file = folder.join(file.name);
            if store::is_empty_file(&file) {
                store::remove(&file)?;
                removed = true;
            }
        }
    }
    Ok(removed)
}

/// Where an object lies as a file of its own.
fn place(repo: &Repo, id: Oid) -> PathBuf {
    let name = id.to_string();
    repo.git.commondir().join("objects").join(&name[..2]).join(&name[2..])
}

/// An object as git writes it to a file of its own (gitformat-loose): kind and length, then what it is, compressed together.
fn loose(memory: &Odb<'_>, id: Oid) -> Result<Vec<u8>> {
    let object = memory.read(id).context("an object of the commit cannot be read again")?;
    let mut whole = ZlibEncoder::new(Vec::new(), Compression::fast());
    whole.write_all(format!("{} {}\0", object.kind().str(), object.len()).as_bytes())?;
    whole.write_all(object.data())?;
    Ok(whole.finish()?)
}

/// What an object says that git wrote to a file of its own.
fn unpacked(loose: &[u8]) -> Option<(ObjectType, Vec<u8>)> {
    let mut whole = Vec::new();
    ZlibDecoder::new(loose).read_to_end(&mut whole).ok()?;
    let end = whole.iter().position(|byte| *byte == 0)?;
    let (kind, _) = std::str::from_utf8(&whole[..end]).ok()?.split_once(' ')?;
    let kind = ObjectType::from_str(kind)?;
    Some((kind, whole.split_off(end + 1)))
}

/// The last commit's tree with these files in it, in place of what it had at their paths. A file keeps its mode.
pub(in crate::service) fn tree<'r>(
    git: &'r Repository,
    parent: Option<&git2::Commit<'_>>,
    entries: &Entries,
) -> Result<Tree<'r>> {
    let tree = match parent {
        Some(parent) => {
            let base = parent.tree()?;
            let mut update = TreeUpdateBuilder::new();
            for (path, blob) in entries {
                match (blob, mode(&base, path)) {
                    (Some(blob), mode) => _ = update.upsert(path.as_str(), *blob, mode.unwrap_or(FileMode::Blob)),
                    (None, Some(_)) => _ = update.remove(path.as_str()),
                    (None, None) => {}
                }
            }
            update.create_updated(git, &base)?
        }
        None => {
            let empty = git.find_tree(git.treebuilder(None)?.write()?)?;
            let mut update = TreeUpdateBuilder::new();
            for (path, blob) in entries {
                if let Some(blob) = blob {
                    update.upsert(path.as_str(), *blob, FileMode::Blob);
                }
            }
            update.create_updated(git, &empty)?
        }
    };
    Ok(git.find_tree(tree)?)
}

/// The mode of the file at `path`; none where there is none.
pub(super) fn mode(tree: &Tree<'_>, path: &str) -> Option<FileMode> {
    let there = tree.get_path(path.as_ref()).ok()?;
    Some(if there.filemode() == i32::from(FileMode::BlobExecutable) {
        FileMode::BlobExecutable
    } else {
        FileMode::Blob
    })
}

/// The trees that a commit of these paths may have made: each folder on the way to a file, after all that is in it, and the whole last.
pub(super) fn trees(tree: &Tree<'_>, entries: &Entries) -> Vec<Oid> {
    let folders = entries.iter().flat_map(|(path, _)| std::path::Path::new(path).ancestors().skip(1));
    let folders: BTreeSet<_> = folders.filter(|folder| !folder.as_os_str().is_empty()).collect();
    let inner = folders.into_iter().rev().filter_map(|folder| tree.get_path(folder).ok());
    inner.map(|entry| entry.id()).chain([tree.id()]).collect()
}

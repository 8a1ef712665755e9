//! The one way into git. Only what was checked goes in, only the named files, and the branch moves last.

use anyhow::{Context as _, Result, bail};
use git2::build::TreeUpdateBuilder;
use git2::{
    AttrCheckFlags, AttrValue, ErrorCode, FileMode, IndexEntry, IndexTime, Oid, Repository, Signature, Time, Tree,
};

use super::repository::{Identity, Repo};
use super::store;
use crate::check::Checked;
use crate::text::is_obeyed;

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name, as git shows it.
    pub commit: String,
}

/// When a commit says that it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Now, by this machine's clock.
    Now,
    /// At a time of the past, in seconds since 1970 and minutes east of Greenwich. For worked examples only.
    At(i64, i32),
}

/// What a commit is made of.
#[derive(Debug, Default)]
pub struct Contents {
    /// Files, with what they say from then on.
    pub files: Vec<Checked>,
    /// Paths of files that are taken out.
    pub removed: Vec<String>,
}

/// Commits `contents` and nothing else, whatever else is edited or staged; none where the last commit holds it all already.
///
/// The order is: objects, then the index's entries of just these files, then the branch, by compare-and-swap against the commit
/// that the tree was made from. Where that last step fails, the index is put back. A lock of this program's own lets one
/// commit follow another.
///
/// # Errors
/// Something else is under way in the repository; a file has a filter, which this program cannot apply; or git cannot write.
/// In each case the branch stays where it was.
pub fn commit(repo: &Repo, contents: &Contents, author: &Identity, message: &str, when: When) -> Result<Option<Saved>> {
    let _lock = store::lock(&repo.own_folder().join("lock"))?;
    repo.ready()?;
    let git = &repo.git;
    let parent = match git.head() {
        Ok(head) => Some(head.peel_to_commit().context("the last commit cannot be read")?),
        Err(error) if error.code() == ErrorCode::UnbornBranch => None,
        Err(error) => return Err(error).context("cannot tell which branch this is"),
    };
    let mut entries = Vec::with_capacity(contents.files.len() + contents.removed.len());
    for file in &contents.files {
        if let Some(reason) = unfit(repo, file.path())? {
            bail!("{} {reason}", file.path());
        }
        let path = repo.inside(file.path());
        let blob = Some(blob(repo, &path, file.bytes())?);
        entries.push((path, blob));
    }
    entries.extend(contents.removed.iter().map(|path| (repo.inside(path), None)));
    let tree = tree(git, parent.as_ref(), &entries).context("cannot write the folder to git")?;
    if parent.as_ref().is_some_and(|parent| parent.tree_id() == tree.id()) {
        return Ok(None);
    }
    let author = signature(author, when)?;
    let committer = match (when, repo.committer()) {
        (When::Now, Some(identity)) => signature(&identity, when)?,
        _ => author.clone(),
    };
    let parents: Vec<_> = parent.iter().collect();
    let commit = git.commit(None, &author, &committer, message, &tree, &parents).context("cannot write the commit")?;
    let before = update_index(repo, &entries, &tree)?;
    if let Err(error) = move_branch(repo, parent.as_ref().map(git2::Commit::id), commit, message) {
        restore_index(repo, &before)?;
        return Err(error);
    }
    Ok(Some(Saved { commit: commit.to_string() }))
}

/// Why a file cannot be stored as it is, if it cannot: one behind a filter (git-crypt, LFS) never may.
///
/// # Errors
/// The repository's attributes cannot be read.
pub fn unfit(repo: &Repo, path: &str) -> Result<Option<String>> {
    let value = repo.git.get_attr(repo.inside(path).as_ref(), "filter", AttrCheckFlags::FILE_THEN_INDEX)?;
    Ok(match AttrValue::from_string(value) {
        AttrValue::String(filter) if !filter.is_empty() => Some(format!(
            "goes through the filter \"{filter}\" on its way into git, which this program cannot apply yet. \
             Save it with `git add` and `git commit`"
        )),
        _ => None,
    })
}

/// Paths in the repository, each with its new blob; without one, where the file is taken out.
type Entries = [(String, Option<Oid>)];

/// The last commit's tree with these files in it, in place of what it had at their paths. A file keeps its mode.
pub(super) fn tree<'r>(git: &'r Repository, parent: Option<&git2::Commit<'_>>, entries: &Entries) -> Result<Tree<'r>> {
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
            let mut index = git2::Index::new()?;
            for (path, blob) in entries {
                if let Some(blob) = blob {
                    index.add(&entry(path, *blob, FileMode::Blob))?;
                }
            }
            index.write_tree_to(git)?
        }
    };
    Ok(git.find_tree(tree)?)
}

/// The mode of the file at `path`; none where there is none.
fn mode(tree: &Tree<'_>, path: &str) -> Option<FileMode> {
    let there = tree.get_path(path.as_ref()).ok()?;
    Some(if there.filemode() == i32::from(FileMode::BlobExecutable) {
        FileMode::BlobExecutable
    } else {
        FileMode::Blob
    })
}

/// Stores the bytes as a blob, with the line ends that the repository's attributes ask for.
fn blob(repo: &Repo, path: &str, bytes: &[u8]) -> Result<Oid> {
    use std::io::Write as _;
    let mut writer = repo.git.blob_writer(Some(path.as_ref())).context("cannot write to git")?;
    writer.write_all(bytes).with_context(|| format!("cannot write {path} to git"))?;
    writer.commit().with_context(|| format!("cannot write {path} to git"))
}

fn signature(identity: &Identity, when: When) -> Result<Signature<'static>> {
    let (name, email) = (one_line(&identity.name), one_line(&identity.email));
    let signature = match when {
        When::Now => Signature::now(&name, &email),
        When::At(seconds, offset) => Signature::new(&name, &email, &Time::new(seconds, offset)),
    };
    signature.with_context(|| format!("git cannot use the name of {}", identity.email))
}

/// A name without what would end its line or its place in a commit, as git itself leaves it out. libgit2 writes it as it comes.
fn one_line(name: &str) -> String {
    name.chars().filter(|c| !is_obeyed(*c) && !matches!(c, '<' | '>')).collect()
}

/// Index entries as they were, by path.
type Before = Vec<(String, Option<IndexEntry>)>;

/// Brings the index's entries of these files, and no others, up to what is committed.
fn update_index(repo: &Repo, entries: &Entries, tree: &Tree<'_>) -> Result<Before> {
    let mut index = repo.git.index().context("cannot read git's index")?;
    // Somebody may have staged something since the index was last looked at.
    index.read(true).context("cannot read git's index")?;
    let mut before = Vec::with_capacity(entries.len());
    for (path, blob) in entries {
        before.push((path.clone(), index.get_path(path.as_ref(), 0)));
        let Some(blob) = blob else {
            index.remove_path(path.as_ref()).with_context(|| format!("cannot take {path} out of git's index"))?;
            continue;
        };
        let mode = mode(tree, path).unwrap_or(FileMode::Blob);
        let committed = entry(path, *blob, mode);
        // Reading the file's dates from the disk saves git a comparison later; what is committed counts in any case.
        let read = index.add_path(path.as_ref()).ok().and_then(|()| index.get_path(path.as_ref(), 0));
        if !read.is_some_and(|read| read.id == committed.id && read.mode == committed.mode) {
            index.add(&committed).with_context(|| format!("cannot enter {path} in git's index"))?;
        }
    }
    index.write().context("cannot write git's index; another git command may be running")?;
    Ok(before)
}

fn restore_index(repo: &Repo, before: &Before) -> Result<()> {
    let mut index = repo.git.index()?;
    index.read(true)?;
    for (path, entry) in before {
        match entry {
            Some(entry) => index.add(entry)?,
            None => index.remove_path(path.as_ref())?,
        }
    }
    index.write().context("cannot put git's index back")
}

fn entry(path: &str, blob: Oid, mode: FileMode) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: u32::from(mode),
        uid: 0,
        gid: 0,
        file_size: 0,
        id: blob,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

/// Moves the branch that HEAD names from `from` to `to`, unless somebody else moved it meanwhile.
fn move_branch(repo: &Repo, from: Option<Oid>, to: Oid, message: &str) -> Result<()> {
    let git = &repo.git;
    let head = git.find_reference("HEAD")?;
    let name = match head.symbolic_target() {
        Ok(Some(branch)) => branch.to_owned(),
        _ => "HEAD".to_owned(),
    };
    let log = format!("commit: {}", message.lines().next().unwrap_or_default());
    let moved = match from {
        Some(from) => git.reference_matching(&name, to, true, from, &log),
        None => git.reference(&name, to, false, &log),
    };
    moved.map(|_| ()).context("somebody else saved at the same moment, so nothing was saved; run the command again")
}

//! Many commits at once into a new repository, as one pack: for made-up services of any size. Nothing that people wrote ever comes this way.

use anyhow::{Context as _, Result};
use git2::{Indexer, Odb, Oid, Repository, Signature, Time};

use super::commit;
use super::repository::{Identity, Repo};
use super::trail::trailers;

/// One commit to be made.
#[derive(Debug)]
pub struct Batch {
    /// Paths in the service's folder, and what the files say from then on.
    pub files: Vec<(String, Vec<u8>)>,
    /// Who made it.
    pub author: Identity,
    /// What it says about itself.
    pub message: String,
    /// When it was made, in seconds since 1970.
    pub seconds: i64,
}

/// Makes a commit of each batch, oldest first, and lets the branch and the index stand at the last. Files are not written to the folder,
/// and nothing is made durable: the service that is made up lies beside its place until all of it is ([`super::store::put_in_place`]).
///
/// # Errors
/// git cannot be written. The repository is then without a commit, as it was.
pub fn import(repo: &Repo, batches: impl IntoIterator<Item = Batch>) -> Result<()> {
    // Objects gather in memory and go to the disk as one pack, instead of a file each. The store in memory knows no folder, in which
    // it would else look for each new object first.
    let git = &Repository::from_odb(Odb::new()?).context("cannot prepare git's store")?;
    let store = git.odb()?;
    let memory = store.add_new_mempack_backend(1).context("cannot prepare git's store")?;
    let mut last: Option<Oid> = None;
    for batch in batches {
        let parent = last.map(|last| git.find_commit(last)).transpose()?;
        let blobs = batch.files.iter().map(|(path, text)| Ok((path.clone(), Some(git.blob(text)?))));
        let blobs = blobs.collect::<Result<Vec<_>>>()?;
        let tree = commit::tree(git, parent.as_ref(), &blobs)?;
        let trailers = trailers::of(&commit::touched(git, "", last, &blobs)?);
        let message = trailers::added(&batch.message, &trailers);
        let author = Signature::new(&batch.author.name, &batch.author.email, &Time::new(batch.seconds, 0))?;
        let parents: Vec<_> = parent.iter().collect();
        last = Some(git.commit(None, &author, &author, &message, &tree, &parents)?);
    }
    let Some(last) = last else { return Ok(()) };
    let mut pack = git2::Buf::new();
    memory.dump(git, &mut pack).context("cannot pack the history")?;
    let git = &repo.git;
    let odb = git.odb().context("cannot open git's store")?;
    let folder = git.path().join("objects/pack");
    let mut indexer = Indexer::new(Some(&odb), &folder, 0o444, false).context("cannot write the history")?;
    std::io::Write::write_all(&mut indexer, &pack).context("cannot write the history")?;
    indexer.commit().context("cannot write the history")?;
    odb.refresh()?;
    let head = git.find_reference("HEAD")?;
    let branch = head.symbolic_target().ok().flatten().context("a new repository has a branch")?.to_owned();
    git.reference(&branch, last, false, "demo")?;
    let mut index = git.index()?;
    index.read_tree(&git.find_commit(last)?.tree()?)?;
    index.write().context("cannot write git's index")
}

//! Everything that git must hold, visited once: commits, oldest first, then their folders, level by level.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use git2::{ErrorCode, ObjectType, Oid, Repository};
use rayon::prelude::*;

use super::{roots, short};
use crate::record::Place;
use crate::service::history::date;
use crate::service::join;
use crate::service::repository::Repo;

/// A save.
#[derive(Debug, Clone)]
pub(super) struct Commit {
    pub(super) id: Oid,
    pub(super) tree: Oid,
    pub(super) parents: Vec<Oid>,
    /// When it was made.
    pub(super) when: git2::Time,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// Its path in the service's folder.
    pub(super) path: String,
    pub(super) blob: Oid,
    /// The commit that brought it, as a place in the list of commits.
    pub(super) commit: usize,
}

/// An object that is missing or damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) id: Oid,
    pub(super) is_missing: bool,
    /// What needs it, where that is no folder of a commit.
    pub(super) needed_by: Option<String>,
}

impl Broken {
    pub(super) fn new(id: Oid, error: &git2::Error, needed_by: Option<String>) -> Self {
        Self { id, is_missing: error.code() == ErrorCode::NotFound, needed_by }
    }
}

impl Commit {
    /// Its name and day.
    pub(super) fn named(&self) -> String {
        format!("{} of {}", short(self.id), date(self.when).format("%-d %B %Y"))
    }
}

/// What was found on the way.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The commits that HEAD leads to, each behind those that it follows.
    pub(super) from_head: Vec<Commit>,
    /// Those that only other branches and tags lead to.
    pub(super) others: Vec<Commit>,
    /// The commits at which this copy of the repository is cut off.
    pub(super) cut: HashSet<Oid>,
    /// The versions of records in the history of HEAD.
    pub(super) versions: Vec<Version>,
    /// All other contents.
    pub(super) contents: Vec<Oid>,
    /// How many objects there are.
    pub(super) objects: usize,
    pub(super) broken: Vec<Broken>,
}

/// How deep folders may lie within each other.
const DEEPEST: usize = 200;

/// Folders of one level, by path, each with the commit that brought it.
type Level = BTreeMap<String, BTreeMap<Oid, usize>>;

impl Walk {
    /// Visits all commits and folders, and gathers the names of all contents.
    ///
    /// # Errors
    /// The repository cannot be opened again.
    pub(super) fn new(repo: &Repo) -> Result<Self> {
        let git = &repo.git;
        let mut walk = Self { cut: repo.cut(), ..Self::default() };
        let mut seen = HashSet::new();
        let mut extra = Level::new();
        let mut contents = HashSet::new();
        if let Some(head) = git.head().ok().and_then(|head| head.target()) {
            walk.from_head = walk.commits(git, head, "HEAD", &mut seen);
        }
        for (name, id) in roots::references(git)? {
            match roots::behind_tags(git, id, &mut seen) {
                Ok((id, Some(ObjectType::Commit))) => {
                    let commits = walk.commits(git, id, &name, &mut seen);
                    walk.others.extend(commits);
                }
                Ok((id, Some(ObjectType::Tree))) => _ = extra.entry(String::new()).or_default().insert(id, 0),
                Ok((id, _)) => _ = contents.insert(id),
                Err((id, error)) => walk.broken.push(Broken::new(id, &error, Some(name))),
            }
        }
        let mut folders = HashSet::new();
        let roots =
            |commits: &[Commit]| commits.iter().enumerate().map(|(at, commit)| (commit.tree, at)).rev().collect();
        let level = Level::from([(String::new(), roots(&walk.from_head))]);
        walk.folders(repo, level, true, &mut folders, &mut contents)?;
        let mut level = extra;
        level.entry(String::new()).or_default().extend(roots(&walk.others));
        walk.folders(repo, level, false, &mut folders, &mut contents)?;
        walk.staged(git, &mut contents);
        let records: HashSet<Oid> = walk.versions.iter().map(|version| version.blob).collect();
        walk.objects = seen.len() + folders.len() + contents.union(&records).count();
        walk.contents = contents.difference(&records).copied().collect();
        walk.contents.sort_unstable();
        Ok(walk)
    }

    /// The commits that `tip` leads to and that were not seen yet, each behind those that it follows.
    fn commits(&mut self, git: &Repository, tip: Oid, name: &str, seen: &mut HashSet<Oid>) -> Vec<Commit> {
        let mut commits = Vec::new();
        let mut open = vec![(tip, None, format!("the branch or tag {name}"))];
        while let Some((id, known, needed_by)) = open.pop() {
            if let Some(commit) = known {
                commits.push(commit);
                continue;
            }
            if !seen.insert(id) {
                continue;
            }
            let commit = match git.find_commit(id) {
                Ok(commit) => commit,
                Err(error) => {
                    self.broken.push(Broken::new(id, &error, Some(needed_by)));
                    continue;
                }
            };
            let parents: Vec<Oid> = if self.cut.contains(&id) { Vec::new() } else { commit.parent_ids().collect() };
            let when = commit.committer().when();
            let commit = Commit { id, tree: commit.tree_id(), parents, when };
            let follows = format!("the save {}, which follows it", commit.named());
            let parents = commit.parents.clone();
            open.push((id, Some(commit), String::new()));
            open.extend(parents.into_iter().rev().map(|parent| (parent, None, follows.clone())));
        }
        commits
    }

    /// Visits folders and all below them. Those in `seen` are known already.
    fn folders(
        &mut self,
        repo: &Repo,
        mut level: Level,
        of_head: bool,
        seen: &mut HashSet<Oid>,
        contents: &mut HashSet<Oid>,
    ) -> Result<()> {
        for _ in 0..DEEPEST {
            if !of_head {
                level.values_mut().for_each(|folders| folders.retain(|id, _| !seen.contains(id)));
            }
            let place = repo.git.path();
            let jobs: Vec<(&String, Vec<(Oid, usize)>)> =
                level.iter().flat_map(|(path, folders)| in_parts(folders).map(move |part| (path, part))).collect();
            let done: Vec<Entries> = jobs
                .par_iter()
                .map_init(|| Repository::open(place), |git, (path, part)| Ok((path, entries(git, part)?)))
                .collect::<Result<Vec<_>>>()?
                .into_iter()
                .map(|(path, entries)| entries.below(path))
                .collect();
            seen.extend(level.values().flat_map(|folders| folders.keys()));
            let mut next = Level::new();
            for entries in done {
                self.broken.extend(entries.broken);
                for (path, folders) in entries.folders {
                    keep_first(next.entry(path).or_default(), folders);
                }
                for (path, files) in entries.files {
                    let place = path.strip_prefix(&repo.prefix).filter(|path| of_head && Place::of(path).is_some());
                    match place {
                        None => contents.extend(files.keys()),
                        Some(path) => self.versions.extend(files.into_iter().map(|(blob, commit)| Version {
                            path: path.to_owned(),
                            blob,
                            commit,
                        })),
                    }
                }
            }
            level = next;
            if level.is_empty() {
                break;
            }
        }
        if let Some(path) = level.into_keys().next() {
            anyhow::bail!("{path} lies in more than {DEEPEST} folders, which no service has; nothing was proven");
        }
        self.versions.sort_by(|a, b| (&a.path, a.commit, a.blob).cmp(&(&b.path, b.commit, b.blob)));
        self.versions.dedup_by(|b, a| a.path == b.path && a.blob == b.blob);
        Ok(())
    }

    /// Adds what the index needs.
    fn staged(&mut self, git: &Repository, contents: &mut HashSet<Oid>) {
        /// An entry whose content comes with a later `git add`.
        const TO_BE_ADDED: u16 = 1 << 13;
        let Ok(index) = git.index() else { return };
        let known: HashSet<Oid> = self.versions.iter().map(|version| version.blob).collect();
        for entry in index.iter() {
            let is_content = entry.mode & 0o170_000 != 0o160_000 && entry.flags_extended & TO_BE_ADDED == 0;
            if is_content && !known.contains(&entry.id) {
                contents.insert(entry.id);
            }
        }
    }
}

/// What lies in some folders of one path, by name and then by path.
#[derive(Debug, Default)]
struct Entries {
    folders: BTreeMap<String, BTreeMap<Oid, usize>>,
    files: BTreeMap<String, BTreeMap<Oid, usize>>,
    broken: Vec<Broken>,
}

impl Entries {
    fn below(self, folder: &str) -> Self {
        let full = |by_name: BTreeMap<String, BTreeMap<Oid, usize>>| {
            by_name.into_iter().map(|(name, ids)| (join(folder, &name), ids)).collect()
        };
        Self { folders: full(self.folders), files: full(self.files), broken: self.broken }
    }
}

/// Looks into folders, oldest first.
fn entries(git: &Result<Repository, git2::Error>, folders: &[(Oid, usize)]) -> Result<Entries> {
    let git = git.as_ref().map_err(|error| anyhow::anyhow!("cannot open the repository again: {}", error.message()))?;
    let mut found = Entries::default();
    // Folders of one path are alike, so most of what each holds was met in the one before.
    let mut met: HashMap<Vec<u8>, HashSet<Oid>> = HashMap::new();
    for (id, commit) in folders {
        let tree = match git.find_tree(*id) {
            Ok(tree) => tree,
            Err(error) => {
                found.broken.push(Broken::new(*id, &error, None));
                continue;
            }
        };
        for entry in &tree {
            let kind = entry.kind();
            if kind == Some(ObjectType::Commit)
                || met.get(entry.name_bytes()).is_some_and(|ids| ids.contains(&entry.id()))
            {
                continue;
            }
            met.entry(entry.name_bytes().to_vec()).or_default().insert(entry.id());
            let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
            let list = if kind == Some(ObjectType::Tree) { &mut found.folders } else { &mut found.files };
            list.entry(name).or_default().entry(entry.id()).or_insert(*commit);
        }
    }
    Ok(found)
}

/// How many folders are looked into in one go.
const PART: usize = 512;

/// The folders in parts, oldest first.
fn in_parts(folders: &BTreeMap<Oid, usize>) -> impl Iterator<Item = Vec<(Oid, usize)>> {
    let mut folders: Vec<(Oid, usize)> = folders.iter().map(|(id, commit)| (*id, *commit)).collect();
    folders.sort_by_key(|(_, commit)| *commit);
    folders.chunks(PART).map(<[_]>::to_vec).collect::<Vec<_>>().into_iter()
}

/// Adds `more`; what is known already keeps the older commit.
fn keep_first(known: &mut BTreeMap<Oid, usize>, more: BTreeMap<Oid, usize>) {
    for (id, commit) in more {
        let first = known.entry(id).or_insert(commit);
        *first = commit.min(*first);
    }
}

//! What a missing or damaged object is needed for.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use anyhow::Result;
use git2::{ObjectType, Oid, Repository};

use super::walk::{Broken, Commit, Walk};
use super::{Fault, short};
use crate::report::plural;
use crate::service::join;
use crate::service::repository::Repo;

/// How many paths of one object are named.
const MAX_PATHS: usize = 3;

/// What is wrong with each broken object, with the paths and commits that need it.
///
/// # Errors
/// The repository cannot be read at all.
pub(super) fn faults(repo: &Repo, walk: &Walk, broken: &[Broken]) -> Result<Vec<Fault>> {
    if broken.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: HashSet<Oid> =
        broken.iter().filter(|broken| broken.needed_by.is_none()).map(|broken| broken.id).collect();
    let mut uses: BTreeMap<Oid, Uses<'_>> = BTreeMap::new();
    let mut search = Search { git: &repo.git, wanted: &wanted, known: HashMap::new() };
    for commit in walk.from_head.iter().chain(&walk.others).filter(|_| !wanted.is_empty()) {
        for (path, id) in search.below(commit.tree).iter() {
            let uses = uses.entry(*id).or_default();
            uses.paths.insert(path.clone());
            uses.commits.push(commit);
        }
    }
    for entry in repo.git.index().iter().flat_map(|index| index.iter().collect::<Vec<_>>()) {
        if wanted.contains(&entry.id) {
            let uses = uses.entry(entry.id).or_default();
            uses.paths.insert(String::from_utf8_lossy(&entry.path).into_owned());
            uses.is_staged = true;
        }
    }
    Ok(broken.iter().map(|broken| fault(broken, uses.get(&broken.id))).collect())
}

/// Where an object is used.
#[derive(Debug, Default)]
struct Uses<'w> {
    paths: BTreeSet<String>,
    commits: Vec<&'w Commit>,
    is_staged: bool,
}

/// Looks through folders for wanted objects, each folder once.
struct Search<'s> {
    git: &'s Repository,
    wanted: &'s HashSet<Oid>,
    known: HashMap<Oid, Rc<Vec<(String, Oid)>>>,
}

impl Search<'_> {
    /// The wanted objects in a folder and below, each with its path from there.
    fn below(&mut self, folder: Oid) -> Rc<Vec<(String, Oid)>> {
        if let Some(known) = self.known.get(&folder) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        if self.wanted.contains(&folder) {
            found.push((String::new(), folder));
        } else if let Ok(tree) = self.git.find_tree(folder) {
            for entry in &tree {
                let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                if entry.kind() == Some(ObjectType::Tree) {
                    let below = self.below(entry.id());
                    found.extend(below.iter().map(|(path, id)| (join(&name, path), *id)));
                } else if self.wanted.contains(&entry.id()) {
                    found.push((name, entry.id()));
                }
            }
        }
        let found = Rc::new(found);
        self.known.insert(folder, Rc::clone(&found));
        found
    }
}

fn fault(broken: &Broken, uses: Option<&Uses<'_>>) -> Fault {
    let state = if broken.is_missing { "is missing from git" } else { "is damaged in git" };
    let id = short(broken.id);
    let help = if broken.is_missing {
        "Change and delete nothing, and tell whoever looks after this computer. Another copy of the repository, or a backup, may have it: \
         its files in .git/objects can be copied here."
    } else {
        "Change and delete nothing, and tell whoever looks after this computer: the disk may be failing. Another copy of the repository, or a \
         backup, may have it whole: its file in .git/objects goes in place of the damaged one here."
    };
    let help = help.to_owned();
    if let Some(needed_by) = &broken.needed_by {
        let message =
            format!("a save or tag {state} (object {id}); {needed_by} needs it, and nothing before it can be proven");
        return Fault { place: format!("commit {id}"), message, help };
    }
    let Some(uses) = uses else {
        return Fault { place: format!("object {id}"), message: format!("it {state}, and a tag needs it"), help };
    };
    let mut paths: Vec<String> = uses.paths.iter().take(MAX_PATHS).cloned().collect();
    if paths.iter().all(String::is_empty) {
        paths = vec!["the whole folder".to_owned()];
    }
    if uses.paths.len() > MAX_PATHS {
        paths.push(format!("and {}", plural(uses.paths.len() - MAX_PATHS, "more path", "more paths")));
    }
    let commits = match uses.commits.as_slice() {
        [] => String::new(),
        [one] => format!("the save {} needs it", one.named()),
        [first, .., last] => format!(
            "{} need it, from {} to {}",
            plural(uses.commits.len(), "save", "saves"),
            first.named(),
            last.named()
        ),
    };
    let staged = if uses.is_staged { "it is in git's index" } else { "" };
    let needed =
        [commits.as_str(), staged].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; ");
    Fault { place: paths.join(", "), message: format!("a version {state} (object {id}); {needed}"), help }
}

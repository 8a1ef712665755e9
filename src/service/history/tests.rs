//! Histories of any shape: what is found, quickly and from what was kept, is what a plain look at every commit finds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use git2::{Index, IndexEntry, IndexTime, Oid, Repository, Signature, Time};
use proptest::prelude::*;

use super::commits::{self, Held};
use super::graph::{Node, Step, revisions};
use super::known::Known;
use super::learn::learn;
use super::of_path;
use crate::service::repository::Repo;
use crate::service::store;

const PLAN: &str = "residents/R-0142/plan.md";
/// Paths of which a commit may bring, change or take away some.
const PATHS: [&str; 7] = [
    PLAN,
    "residents/R-0142/weekly/2026-W46.md",
    "residents/R-0142/plan.md/inside.md",
    "residents/R-0158/plan.md",
    "residents/R-0142",
    "team/audits/2026-10-01.md",
    "supportplan.yaml",
];

/// A repository whose commits are made by hand.
struct Trial {
    folder: tempfile::TempDir,
    git: Repository,
    prefix: &'static str,
    made: Vec<(Oid, BTreeMap<&'static str, u8>)>,
}

impl Trial {
    fn new(prefix: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        store::create_folder(&folder.path().join(prefix)).expect("a folder");
        Repo::create(folder.path()).expect("a repository");
        let git = Repository::open(folder.path()).expect("opened");
        Self { folder, git, prefix, made: Vec::new() }
    }

    fn repo(&self) -> Repo {
        Repo::open(&self.folder.path().join(self.prefix)).expect("opened")
    }

    fn head(&self, commit: Oid) {
        self.git.reference("refs/heads/main", commit, true, "moved").expect("moved");
    }

    /// A commit in which the files are those of the first of `parents` with `changes`: 0 takes one away, 4 makes a link of it, 5 another
    /// repository, and all else is a content.
    fn commit(&mut self, parents: &[usize], changes: &[(usize, u8)], time: i64) -> usize {
        let mut files = parents.first().map(|parent| self.made[*parent].1.clone()).unwrap_or_default();
        for (path, content) in changes {
            let path = PATHS[*path];
            // A file and a folder of one name cannot be there together.
            let clash = |other: &str| other.starts_with(&format!("{path}/")) || path.starts_with(&format!("{other}/"));
            files.retain(|other, _| *content == 0 || !clash(other));
            files.insert(path, *content);
        }
        files.retain(|_, content| *content > 0);
        let mut index = Index::new().expect("an index");
        for (path, content) in &files {
            let id = match content {
                5 => Oid::from_bytes(&[5; 20]).expect("a name"),
                content => self.git.blob(format!("{content}").as_bytes()).expect("written"),
            };
            let mode = match content {
                4 => 0o120_000,
                5 => 0o160_000,
                _ => 0o100_644,
            };
            let path = format!("{}{path}", self.prefix).into_bytes();
            let now = IndexTime::new(0, 0);
            let entry = IndexEntry {
                ctime: now,
                mtime: now,
                dev: 0,
                ino: 0,
                mode,
                uid: 0,
                gid: 0,
                file_size: 0,
                id,
                flags: 0,
                flags_extended: 0,
                path,
            };
            index.add(&entry).expect("added");
        }
        let tree = self.git.find_tree(index.write_tree_to(&self.git).expect("written")).expect("a folder");
        let by = Signature::new("Priya N", "priya.n@larch-house.example", &Time::new(time, 0)).expect("a person");
        let before: Vec<_> =
            parents.iter().map(|at| self.git.find_commit(self.made[*at].0).expect("a commit")).collect();
        // Each commit differs from all others, so that none is made twice.
        let message = format!("{}\n", self.made.len());
        let commit = self.git.commit(None, &by, &by, &message, &tree, &before.iter().collect::<Vec<_>>());
        self.made.push((commit.expect("a commit"), files));
        self.made.len() - 1
    }
}

/// The versions by the names of commits: what each holds, and which it followed. Which of them is told first may differ where clocks agree.
type Found = BTreeMap<Oid, (Option<Oid>, BTreeSet<Oid>)>;

fn found(steps: &[Step], ids: &[Oid]) -> Found {
    let nodes = revisions(steps);
    let id = |node: &Node| ids[node.step];
    let version = |node: &Node| (steps[node.step].content, node.parents.iter().map(|at| id(&nodes[*at])).collect());
    nodes.iter().map(|node| (id(node), version(node))).collect()
}

/// A plain look at every commit.
fn plainly(git: &Repository, last: Oid, path: &str) -> Found {
    let mut walk = git.revwalk().expect("a walk");
    walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE).expect("sorted");
    walk.push(last).expect("there");
    let (mut steps, mut ids, mut places) = (Vec::new(), Vec::new(), HashMap::new());
    for id in walk {
        let commit = git.find_commit(id.expect("a commit")).expect("a commit");
        let content = Held::at(&commit.tree().expect("a folder"), path).and_then(Held::as_file);
        let parents = commit.parent_ids().map(|parent| places[&parent]).collect();
        places.insert(commit.id(), steps.len());
        ids.push(commit.id());
        steps.push(Step { parents, content, time: commit.time().seconds(), is_cut: false });
    }
    found(&steps, &ids)
}

/// The same from what is known.
fn from_known(git: &Repository, known: &Known, path: &str) -> Found {
    let (top, rest) = commits::split(path);
    let saves = commits::saves(known, top);
    let step = |save: &commits::Save| Step {
        parents: save.parents.clone(),
        content: save.held.and_then(|held| held.file(git, rest).expect("read")),
        time: save.time,
        is_cut: save.is_cut,
    };
    let steps: Vec<Step> = saves.iter().map(step).collect();
    found(&steps, &saves.iter().map(|save| save.id).collect::<Vec<_>>())
}

/// What a commit follows, what it changes, and when it is made.
type Operation = (Vec<prop::sample::Index>, Vec<(usize, u8)>, i64);

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let change = (0..PATHS.len(), 0u8..6);
    let parents = proptest::collection::vec(any::<prop::sample::Index>(), 0..4);
    proptest::collection::vec((parents, proptest::collection::vec(change, 0..3), 0i64..9), 1..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_was_kept_and_what_was_not_tell_the_same(operations in operations(), is_inside in any::<bool>()) {
        let mut trial = Trial::new(if is_inside { "homes/larch/" } else { "" });
        let repo = trial.repo();
        let mut kept = Vec::new();
        for (parents, changes, time) in operations {
            // Any commits may be followed, so that branches, merges, amended and rebased commits all come up.
            let count = trial.made.len();
            let mut parents: Vec<usize> =
                parents.into_iter().filter(|_| count > 0).map(|at| count - 1 - at.index(count.min(4))).collect();
            let mut seen = BTreeSet::new();
            parents.retain(|parent| seen.insert(*parent));
            let at = trial.commit(&parents, &changes, time);
            let last = trial.made[at].0;
            let mut known = Known::from_bytes(&kept, b"").unwrap_or_default();
            let place = learn(&repo, &[].into(), last, &mut known).expect("learnt");
            let known = known.only(&known.leading_to(place));
            for path in PATHS {
                let expected = plainly(&trial.git, last, &repo.inside(path));
                prop_assert_eq!(from_known(&trial.git, &known, path), expected, "{}", path);
            }
            kept = known.to_bytes(b"");
        }
    }
}

/// A history of as many commits, every third of which changes the plan.
fn chain(count: usize) -> Trial {
    let mut trial = Trial::new("");
    for at in 0..count {
        let content = u8::try_from(at / 3 % 3 + 1).expect("small");
        let parents: Vec<usize> = at.checked_sub(1).into_iter().collect();
        trial.commit(&parents, &[(if at % 3 == 0 { 0 } else { 3 }, content)], i64::try_from(at).expect("small"));
    }
    trial.head(trial.made[count - 1].0);
    trial
}

fn names(trial: &Trial) -> Vec<String> {
    of_path(&trial.repo(), PLAN).expect("read").into_iter().map(|revision| revision.commit).collect()
}

fn kept(trial: &Trial) -> std::path::PathBuf {
    trial.folder.path().join(".git/supportplan/history")
}

#[test]
fn what_is_kept_is_made_anew_where_it_is_of_no_use() {
    let trial = chain(70);
    let expected = names(&trial);
    assert_eq!(expected.len(), 24);
    let whole = store::read(&kept(&trial)).expect("kept");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let older = [b"supportplan history 0\n", &whole[22..]].concat();
    for bytes in [&damaged[..], &whole[..whole.len() - 30], b"", b"nonsense", &older] {
        store::write(&kept(&trial), bytes).expect("written");
        assert_eq!(names(&trial), expected);
        assert_eq!(store::read(&kept(&trial)).expect("kept"), whole, "mended");
    }
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(text.contains("residents/R-0142") && !text.contains("Priya") && !text.contains("plan.md"), "{text}");
}

#[test]
fn what_cannot_be_kept_is_found_out_each_time() {
    let trial = chain(70);
    store::create_folder(&kept(&trial).join("in-the-way")).expect("a folder");
    assert_eq!(names(&trial), names(&trial));
    assert_eq!(names(&trial).len(), 24);
    let small = chain(20);
    assert_eq!(names(&small).len(), 7);
    assert!(!store::exists(&kept(&small)), "a short history is read sooner than it is kept");
}

#[test]
fn what_no_branch_leads_to_any_more_is_not_kept() {
    let mut trial = chain(70);
    names(&trial);
    let secret = trial.made[69].0;
    let has = |trial: &Trial, id: Oid| {
        store::read(&kept(trial)).expect("kept").windows(20).any(|bytes| bytes == id.as_bytes())
    };
    assert!(has(&trial, secret));
    let amended = trial.commit(&[68], &[(0, 3)], 100);
    trial.head(trial.made[amended].0);
    assert_eq!(names(&trial).last(), Some(&trial.made[amended].0.to_string()));
    assert!(!has(&trial, secret) && has(&trial, trial.made[amended].0));
    // An earlier moment is looked at without forgetting what came after.
    let early = super::from_commit(&trial.repo(), PLAN, trial.made[3].0).expect("read");
    assert_eq!(early.len(), 2);
    assert!(has(&trial, trial.made[60].0));
}

#[test]
fn several_may_read_and_keep_at_the_same_time() {
    let trial = chain(70);
    let expected = names(&trial);
    let root: &Path = trial.folder.path();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..8 {
                    let _ = store::remove_if_there(&root.join(".git/supportplan/history"));
                    let repo = Repo::open(root).expect("opened");
                    let found = of_path(&repo, PLAN).expect("read");
                    assert!(found.iter().map(|revision| &revision.commit).eq(&expected));
                }
            });
        }
    });
}

//! How a command goes where nothing fails: what every broken run of it is held against.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::commands::Row;
use crate::inject::{self, Call, What};
use crate::place::Place;
use crate::state::{State, holds, staged, status};

/// A command that went well, step by step.
pub(crate) struct Course {
    pub(crate) row: &'static Row,
    pub(crate) base: Place,
    /// The text for standard input.
    pub(crate) input: Option<PathBuf>,
    /// All file-changing calls, in their order.
    pub(crate) calls: Vec<Call>,
    pub(crate) before: State,
    pub(crate) done: State,
    /// What git's index says of unrelated work.
    pub(crate) staged: Vec<String>,
    /// What git says of the service when all is done.
    pub(crate) status: String,
    /// All that a file of the service's folder may say: as before, as after, or as it was put in place between.
    pub(crate) texts: BTreeMap<String, BTreeSet<Vec<u8>>>,
    /// All that a file may be in the last commit.
    pub(crate) blobs: BTreeMap<String, BTreeSet<git2::Oid>>,
    /// The first call after which the words from standard input are on the disk.
    pub(crate) input_kept: usize,
}

const INPUT: &str = "input";
const KEPT: &str = "kept";

impl Course {
    /// Runs a row's command without a fault.
    pub(crate) fn of(row: &'static Row) -> Self {
        let base = (row.prepare)();
        let input = row.input.map(|text| {
            base.write(&format!("tmp/{INPUT}"), text);
            base.root().join("tmp").join(INPUT)
        });
        let before = State::of(&base).expect("a sound service");
        let run = base.copy();
        std::fs::create_dir(run.root().join(KEPT)).expect("a folder");
        let kept = run.root().join(KEPT);
        let ran = inject::run(&run, row.words, input.as_deref(), What::Count(&kept));
        assert_eq!(ran.status, 0, "{}: {}{}", row.name, ran.out, ran.err);
        let done = State::of(&run).expect("a sound service");
        let calls: Vec<_> = ran.calls.into_iter().filter(|call| call.number > 0).collect();
        assert!(!calls.is_empty(), "{} writes", row.name);
        let mut texts: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (path, text) in before.files.iter().chain(&done.files) {
            texts.entry(path.clone()).or_default().insert(text.clone());
        }
        let mut input_kept = calls.len();
        for call in calls.iter().filter(|call| call.result >= 0) {
            let Ok(text) = std::fs::read(kept.join(call.number.to_string())) else { continue };
            if row.typed.iter().all(|typed| holds(&text, typed)) {
                input_kept = input_kept.min(call.number);
            }
            if let Some(path) = call.target.strip_prefix(run.service()).ok().and_then(Path::to_str) {
                texts.entry(path.to_owned()).and_modify(|texts| _ = texts.insert(text));
            }
        }
        let mut blobs: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (path, blob) in &before.head.files {
            blobs.entry(path.clone()).or_default().insert(*blob);
        }
        if let Some(git) = run.repository() {
            for commit in done.head.commits.iter().filter(|commit| !before.head.commits.contains(commit)) {
                let tree = git.find_commit(*commit).and_then(|commit| commit.tree()).expect("a commit");
                let walked = tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
                    let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
                    blobs.entry(path).or_default().insert(entry.id());
                    git2::TreeWalkResult::Ok
                });
                walked.expect("a tree");
            }
        }
        if row.input.is_some() {
            let early =
                calls.iter().find(|call| call.number < input_kept && call.result >= 0 && call.target != Path::new(""));
            assert_eq!(early, None, "{}: what came from standard input is put on the disk before all else", row.name);
        }
        let inside = |call: &Call| Call {
            path: call.path.strip_prefix(run.root()).unwrap_or(&call.path).to_owned(),
            ..call.clone()
        };
        let calls = calls.iter().map(inside).collect();
        let (staged, status) = (staged(&base), status(&run));
        Self { row, base, input, calls, before, done, staged, status, texts, blobs, input_kept }
    }
}

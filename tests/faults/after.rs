//! What must hold after a fault, wherever it struck.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::commands::{Row, UNRELATED};
use crate::inject::{self, Call, Fault, Ran, What};
use crate::place::Place;

/// What git's last commit holds, and all that was committed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Head {
    /// The names of the files' contents, by path; none where nothing was committed yet.
    files: BTreeMap<String, git2::Oid>,
    /// Who made each commit, and its subject, newest first.
    log: Vec<String>,
    commits: Vec<git2::Oid>,
}

/// A service at some moment.
#[derive(Debug, Clone)]
struct State {
    head: Head,
    files: BTreeMap<String, Vec<u8>>,
    status: String,
    /// What lies in the program's own folder.
    own: BTreeSet<String>,
}

impl State {
    fn of(place: &Place) -> Result<Self, git2::Error> {
        let repository = place.has_repository();
        Ok(Self {
            head: head(place)?,
            files: place.files(),
            status: if repository { place.git(&["status", "--porcelain", "--ignored"]) } else { String::new() },
            own: place.own(),
        })
    }

    /// Whether a command has nothing left to do.
    fn is(&self, done: &Self) -> bool {
        self.head.files == done.head.files && self.head.log == done.head.log && self.files == done.files
    }
}

fn head(place: &Place) -> Result<Head, git2::Error> {
    let mut head = Head::default();
    if !place.has_repository() {
        return Ok(head);
    }
    let git = git2::Repository::open(place.service())?;
    let tip = match git.head() {
        Err(error) if error.code() == git2::ErrorCode::UnbornBranch => return Ok(head),
        tip => tip?,
    };
    tip.peel_to_tree()?.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            head.files.insert(format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes())), entry.id());
        }
        git2::TreeWalkResult::Ok
    })?;
    let mut walk = git.revwalk()?;
    walk.push_head()?;
    for id in walk {
        let id = id?;
        let commit = git.find_commit(id)?;
        let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
        head.log.push(format!("{}: {subject}", String::from_utf8_lossy(commit.author().name_bytes())));
        head.commits.push(id);
    }
    Ok(head)
}

/// A command that went well, step by step: what every broken run of it is held against.
pub(crate) struct Course {
    pub(crate) row: &'static Row,
    base: Place,
    /// The text for standard input.
    input: Option<PathBuf>,
    /// All file-changing calls, in their order.
    pub(crate) calls: Vec<Call>,
    before: State,
    done: State,
    /// All that a file of the service's folder may say: as before, as after, or as it was put in place between.
    texts: BTreeMap<String, BTreeSet<Vec<u8>>>,
    /// All that a file may be in the last commit.
    blobs: BTreeMap<String, BTreeSet<git2::Oid>>,
    /// The first call after which the words from standard input are on the disk.
    input_kept: usize,
}

/// Something that must hold and does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Broken {
    /// What should be, in few words.
    pub(crate) rule: &'static str,
    /// What is instead.
    pub(crate) found: String,
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
                texts.entry(path.to_owned()).or_default().insert(text);
            }
        }
        let mut blobs: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (path, blob) in &before.head.files {
            blobs.entry(path.clone()).or_default().insert(*blob);
        }
        if run.has_repository() {
            let git = git2::Repository::open(run.service()).expect("a repository");
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
        Self { row, base, input, calls, before, done, texts, blobs, input_kept }
    }

    /// Runs the command with a fault and says what does not hold afterwards. With `keep`, the folder stays on the disk, and what was said is
    /// told.
    pub(crate) fn try_fault(&self, at: usize, fault: Fault, keep: bool) -> Vec<Broken> {
        let place = self.base.copy();
        let ran = inject::run(&place, self.row.words, self.input.as_deref(), What::Fail(at, fault));
        let mut check = Check { course: self, place: &place, broken: Vec::new() };
        check.status(&ran, fault);
        check.now(&ran, at, fault);
        check.plain_commit();
        if keep {
            let copy = place.copy().keep();
            println!(
                "{:?} ended with {}:\n{}{}It is kept in {}",
                ran.calls,
                ran.status,
                ran.out,
                ran.err,
                copy.display()
            );
        }
        check.again(keep);
        check.broken
    }
}

fn holds(text: &[u8], words: &str) -> bool {
    text.windows(words.len()).any(|part| part == words.as_bytes())
}

/// The lines of what a program said, in short.
fn said(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    text.lines().take(3).collect::<Vec<_>>().join(" | ")
}

/// Looks at a service after a fault.
struct Check<'c> {
    course: &'c Course,
    place: &'c Place,
    broken: Vec<Broken>,
}

impl Check<'_> {
    fn holds(&mut self, rule: &'static str, well: bool, found: impl FnOnce() -> String) {
        if !well {
            self.broken.push(Broken { rule, found: found() });
        }
    }

    /// What the command says of itself is so.
    fn status(&mut self, ran: &Ran, fault: Fault) {
        let what = || format!("status {}: {}", ran.status, said(&[ran.out.as_bytes(), ran.err.as_bytes()].concat()));
        self.holds("it ends within its time", ran.status != 124, what);
        self.holds("it never panics", ran.status != 70 && !ran.err.contains("panicked"), what);
        let hit = !ran.calls.is_empty();
        if hit && fault.kills() {
            self.holds("a kill ends it", ran.status == 137, what);
            return;
        }
        self.holds("its status is 0, 1 or 2", [0, 1, 2, 70, 124].contains(&ran.status), what);
        if ran.status != 0 {
            self.holds("a failure has a message", !ran.err.trim().is_empty() || !ran.out.trim().is_empty(), what);
        }
    }

    /// The service as the fault left it.
    fn now(&mut self, ran: &Ran, at: usize, fault: Fault) {
        let Course { before, done, row, .. } = self.course;
        self.fsck("git fsck --strict finds nothing");
        let state = match State::of(self.place) {
            Ok(state) => state,
            Err(error) => return self.holds("the last commit can be read", false, || error.message().to_owned()),
        };
        if ran.status == 0 {
            self.holds("it ends with 0 only where all is done", state.is(done), || said(ran.out.as_bytes()));
        }
        for line in ran.out.lines().filter_map(|line| line.strip_prefix("Saved ")) {
            let subject = line.rsplit_once(" (").map_or(line, |(subject, _)| subject);
            let there = state.head.log.iter().any(|known| known.ends_with(&format!(": {subject}")));
            self.holds("what is said to be saved is in git", there, || subject.to_owned());
        }
        for (path, blob) in &state.head.files {
            let known = self.course.blobs.get(path).is_some_and(|known| known.contains(blob));
            self.holds("a record in git is old or new", known, || path.clone());
        }
        for path in before.head.files.keys().filter(|path| done.head.files.contains_key(*path)) {
            self.holds("no record goes from git", state.head.files.contains_key(path), || path.clone());
        }
        for (path, text) in state.files.iter().filter(|(path, _)| !path.starts_with("pages/")) {
            let known = self.course.texts.get(path).is_none_or(|known| known.contains(text));
            self.holds("a record in the folder is old or new", known, || path.clone());
        }
        for path in before.files.keys().filter(|path| done.files.contains_key(*path)) {
            self.holds("no record goes from the folder", state.files.contains_key(path), || path.clone());
        }
        // What came from standard input cannot be on the disk before it was put there; until then nothing is begun.
        let kept = row.input.is_none()
            || at > self.course.input_kept
            || (at, fault) == (self.course.input_kept, Fault::KillAfter);
        if kept && !(row.input.is_some() && !fault.kills() && state.head == before.head && at <= self.course.input_kept)
        {
            for typed in row.typed {
                self.holds("what was typed is still there", self.still_there(&state, typed), || (*typed).to_owned());
            }
        }
        self.unrelated();
    }

    fn still_there(&self, state: &State, words: &str) -> bool {
        let own = self.place.service().join(".git/supportplan");
        let drafts = state.own.iter().filter_map(|path| std::fs::read(own.join(path)).ok());
        let beside = ["answers.md", "referral.md"].map(|name| std::fs::read(self.place.root().join(name)));
        state.files.values().any(|text| holds(text, words))
            || drafts.chain(beside.into_iter().flatten()).any(|text| holds(&text, words))
            || (state.head != self.course.before.head
                && self.place.try_git(&["grep", "-F", "-q", words, "HEAD"]).status.success())
    }

    fn fsck(&mut self, rule: &'static str) {
        if self.course.before.head.commits.is_empty() && !self.place.has_repository() {
            return;
        }
        let output = self.place.try_git(&["fsck", "--strict", "--no-progress"]);
        let all = [output.stdout, output.stderr].concat();
        let harmless = |line: &&str| line.starts_with("dangling ") || line.starts_with("notice: ");
        let text = String::from_utf8_lossy(&all).into_owned();
        let wrong: Vec<_> = text.lines().filter(|line| !harmless(line)).collect();
        self.holds(rule, output.status.success() && wrong.is_empty(), || wrong.join(" | "));
    }

    /// Work that the command is not about is as it was.
    fn unrelated(&mut self) {
        if self.course.before.head.commits.is_empty() {
            return;
        }
        let staged = |place: &Place| {
            let words = [&["ls-files", "--stage", "--"], &UNRELATED[..]].concat();
            let output = place.try_git(&words);
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        };
        let now = staged(self.place);
        self.holds("unrelated staged work stays", now == staged(&self.course.base), || {
            now.lines().collect::<Vec<_>>().join(" | ")
        });
        for path in UNRELATED {
            let (was, is) = (self.course.before.files.get(path), std::fs::read(self.place.service().join(path)).ok());
            self.holds("unrelated files stay", was == is.as_ref(), || path.to_owned());
        }
    }

    /// A person who goes on with plain git does not undo a record by it.
    fn plain_commit(&mut self) {
        if self.course.before.head.commits.is_empty() {
            return;
        }
        let copy = self.place.copy();
        copy.write("d/shopping.txt", "Light bulbs.\n");
        let Ok(was) = head(&copy) else { return };
        for words in [&["add", "shopping.txt"][..], &["commit", "--quiet", "--no-verify", "-m", "Shopping"]] {
            let output = copy.try_git(words);
            if !output.status.success() {
                // A lock that was left is taken away by the next run, which is looked at below.
                let locked = holds(&output.stderr, ".lock': File exists");
                return self.holds("plain git works, or waits for a lock", locked, || said(&output.stderr));
            }
        }
        let now = match head(&copy) {
            Ok(now) => now,
            Err(error) => return self.holds("plain git leaves a sound commit", false, || error.message().to_owned()),
        };
        let Course { before, done, .. } = self.course;
        for (path, blob) in done.head.files.iter().filter(|(path, blob)| before.head.files.get(*path) != Some(blob)) {
            let undone = was.files.get(path) == Some(blob) && now.files.get(path) != Some(blob);
            self.holds("plain git undoes no record", !undone, || path.clone());
        }
        for path in before.head.files.keys().filter(|path| !done.head.files.contains_key(*path)) {
            let undone = !was.files.contains_key(path) && now.files.contains_key(path);
            self.holds("plain git undoes no record", !undone, || path.clone());
        }
    }

    /// The same command again does the rest, and leaves nothing behind.
    fn again(&mut self, tell: bool) {
        let Course { row, done, input, .. } = self.course;
        let finished = State::of(self.place).is_ok_and(|state| state.is(done));
        let output = self.place.plan(row.words, input.as_deref());
        let what = || said(&[&output.stderr[..], &output.stdout].concat());
        if tell {
            println!("Again, it ended with {:?}: {}", output.status.code(), what());
        }
        let well = output.status.success() || (finished && output.status.code() == Some(2));
        self.holds("the same command again goes well", well, what);
        self.fsck("git fsck --strict finds nothing after that");
        let state = match State::of(self.place) {
            Ok(state) => state,
            Err(error) => {
                return self.holds("the last commit can be read after that", false, || error.message().to_owned());
            }
        };
        let differs = |path: &&String| state.head.files.get(*path) != done.head.files.get(*path);
        let all: BTreeSet<_> = state.head.files.keys().chain(done.head.files.keys()).collect();
        let in_git: Vec<_> = all.into_iter().filter(differs).cloned().collect();
        self.holds("after that all is in git", in_git.is_empty(), || in_git.join(", "));
        let log = || format!("{} commits instead of {}", state.head.log.len(), done.head.log.len());
        self.holds("after that each save is there once", state.head.log == done.head.log, log);
        let differs = |path: &&String| state.files.get(*path) != done.files.get(*path);
        let all: BTreeSet<_> = state.files.keys().chain(done.files.keys()).collect();
        let in_folder: Vec<_> = all.into_iter().filter(differs).cloned().collect();
        self.holds("after that the folder is as it should be", in_folder.is_empty(), || in_folder.join(", "));
        let status = || state.status.lines().collect::<Vec<_>>().join(" | ");
        self.holds("after that git status names unrelated work only", state.status == done.status, status);
        let everything = self.place.everything();
        let left: Vec<_> = everything.iter().filter(|path| is_left_over(path)).cloned().collect();
        self.holds("after that no lock and no temporary file is left", left.is_empty(), || left.join(", "));
        let own: Vec<_> = state.own.difference(&done.own).cloned().collect();
        self.holds("after that no journal and no draft is left", own.is_empty(), || own.join(", "));
        self.unrelated();
    }
}

/// Whether a file is one that lies somewhere for the time of a step only.
fn is_left_over(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let began = [".supportplan-", ".tmp", "tmp_", "streamed_git2", ".git2_"];
    name.ends_with(".lock") || name.ends_with("~") || began.iter().any(|began| name.starts_with(began))
}

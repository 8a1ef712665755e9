//! A state of a repository, what is expected of a save in it, and how that is judged.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use crate::place::{Lying, PLAN, Place, SUBJECT};

type Step = Box<dyn Fn(&mut Place) + Send + Sync>;
type Look = Box<dyn Fn(&Place, &str) + Send + Sync>;

/// What hooks add to a message in these states.
pub(crate) const ADDED_BY_HOOK: &str = "\n\nSeen-by: Tom";

/// A state, and what is expected of a save in it.
pub(crate) struct State {
    pub(crate) name: String,
    begin: Option<Step>,
    end: Option<Step>,
    /// The status of a refusal; none, where the save is to work.
    refused: Option<i32>,
    says: Vec<String>,
    also: Option<Look>,
    mend: Option<Step>,
    /// Whether the edit is one that `git commit` makes too, of the same outcome.
    has_twin: bool,
    /// Paths that hooks or the person change meanwhile.
    may_change: Vec<&'static str>,
    words: Vec<&'static str>,
    with: Vec<(&'static str, &'static str)>,
}

impl State {
    fn new(name: impl Into<String>, refused: Option<i32>) -> Self {
        Self {
            name: name.into(),
            begin: None,
            end: None,
            refused,
            says: Vec::new(),
            also: None,
            mend: None,
            has_twin: refused.is_none(),
            may_change: Vec::new(),
            words: vec!["save", "142", "--by", "priya-n"],
            with: Vec::new(),
        }
    }

    /// A state in which the save works.
    pub(crate) fn works(name: impl Into<String>) -> Self {
        Self::new(name, None)
    }

    /// A state in which nothing can be saved, with this status and these words.
    pub(crate) fn refuses(name: impl Into<String>, status: i32, says: &str) -> Self {
        Self::new(name, Some(status)).says(says)
    }

    /// What is done before anything is edited.
    pub(crate) fn begin(mut self, step: impl Fn(&mut Place) + Send + Sync + 'static) -> Self {
        self.begin = Some(Box::new(step));
        self
    }

    /// What is done when all is edited, just before the save.
    pub(crate) fn end(mut self, step: impl Fn(&mut Place) + Send + Sync + 'static) -> Self {
        self.end = Some(Box::new(step));
        self
    }

    /// What the save says.
    pub(crate) fn says(mut self, what: &str) -> Self {
        self.says.push(what.to_owned());
        self
    }

    /// What else holds after the save, which said this.
    pub(crate) fn also(mut self, look: impl Fn(&Place, &str) + Send + Sync + 'static) -> Self {
        self.also = Some(Box::new(look));
        self
    }

    /// What makes the save work after all, as its message says.
    pub(crate) fn mend(mut self, step: impl Fn(&mut Place) + Send + Sync + 'static) -> Self {
        self.mend = Some(Box::new(step));
        self
    }

    /// `git commit` does something else here, for a reason that stands beside the state.
    pub(crate) fn unlike_git(mut self) -> Self {
        self.has_twin = false;
        self
    }

    pub(crate) fn may_change(mut self, path: &'static str) -> Self {
        self.may_change.push(path);
        self
    }

    /// With these words in place of `save 142 --by priya-n`.
    pub(crate) fn words(mut self, words: &[&'static str]) -> Self {
        self.words = words.to_vec();
        self
    }

    /// With a variable set throughout.
    pub(crate) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.with.push((name, value));
        self
    }

    fn judge(&self) {
        let mut place = Place::new();
        self.with.iter().for_each(|(name, value)| place.set(name, value));
        self.begin.iter().for_each(|step| step(&mut place));
        if let Some(reason) = &place.cannot {
            eprintln!("{}: left out, because {reason}", self.name);
            return;
        }
        place.work();
        self.end.iter().for_each(|step| step(&mut place));
        if self.has_twin {
            place.aside();
        }
        let before = View::of(&place);
        let (status, said) = place.plan(&self.words);
        for words in &self.says {
            assert!(said.contains(words.as_str()), "says {words:?}: {said}");
        }
        match self.refused {
            None => {
                assert_eq!(status, Some(0), "{said}");
                self.saved(&place, &before, &said);
            }
            Some(expected) => {
                assert_eq!(status, Some(expected), "{said}");
                before.is_still(&place, &self.may_change);
                self.also.iter().for_each(|look| look(&place, &said));
                if let Some(mend) = &self.mend {
                    mend(&mut place);
                    let before = View::of(&place);
                    let (status, said) = place.plan(&self.words);
                    assert_eq!(status, Some(0), "once it is mended: {said}");
                    self.saved(&place, &before, &said);
                }
            }
        }
    }

    /// Judges a save that worked.
    fn saved(&self, place: &Place, before: &View, said: &str) {
        assert!(said.contains("Saved R-0142: "), "{said}");
        let record = format!("{}{PLAN}", place.git(&["rev-parse", "--show-prefix"]).trim_end());
        let show = |what: &str| place.git(&["log", "-1", &format!("--format={what}")]).trim_end().to_owned();
        assert_eq!(show("%P"), before.head.clone().unwrap_or_default(), "one commit on top of the last");
        let files = place.git(&["diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "HEAD"]);
        assert_eq!(files.trim_end(), record, "just the record");
        let blob = place.git(&["rev-parse", &format!("HEAD:{record}")]).trim_end().to_owned();
        if self.has_twin && self.may_change.is_empty() {
            let (_, hashed) =
                place.try_git_there(&["-c", "core.safecrlf=false", "hash-object", &format!("--path={PLAN}"), PLAN]);
            let kept_ends = place.git(&["ls-files", "--eol", PLAN]).starts_with("i/crlf");
            assert!(hashed.trim_end() == blob || kept_ends, "stored as git stores it");
        }
        let after = View::of(place);
        let of_record = |line: &&String| line.ends_with(&format!("\t{record}"));
        let others = |view: &View| -> Vec<String> {
            view.index.iter().flatten().filter(|line| !of_record(line)).cloned().collect()
        };
        assert_eq!(others(before), others(&after), "the index says the same of all else");
        let entry = after.index.iter().flatten().find(of_record).cloned().unwrap_or_default();
        assert!(entry.starts_with("H 100") && entry.contains(&format!(" {blob} 0\t")), "the index has it: {entry}");
        let status = |view: &View| -> Vec<String> {
            view.status.iter().filter(|line| !line.ends_with(&record)).cloned().collect()
        };
        assert_eq!(status(before), status(&after), "git's status of all else");
        if !self.may_change.contains(&PLAN) {
            let lines: Vec<_> = after.status.iter().filter(|line| line.ends_with(&record)).collect();
            assert!(lines.is_empty(), "git's status of the record: {lines:?}");
        }
        let changed = before.changed(&after, &self.may_change);
        let (git, common) = place.git_folders();
        let may = |path: &Path| {
            let path = place.all().join(path);
            let own = ["index", "HEAD", "logs"].iter().any(|name| path.starts_with(git.join(name)));
            own || ["refs/heads", "logs"].iter().any(|name| path.starts_with(common.join(name)))
        };
        let changed: Vec<_> = changed.into_iter().filter(|path| !may(Path::new(path))).collect();
        assert!(changed.is_empty(), "nothing else changed: {changed:?}");
        after.is_tidy(before);
        let (sound, of_fsck) = place.try_git(&["fsck", "--strict", "--no-dangling"]);
        assert!(sound, "git fsck: {of_fsck}");
        self.also.iter().for_each(|look| look(place, said));
        let made = Made::by_last_commit(place);
        if !self.may_change.contains(&PLAN) {
            let (status, again) = place.plan(&self.words);
            assert!(status == Some(0) && !again.contains("Saved"), "a second time: {again}");
        }
        place.write("x.txt", "Somebody's\n");
        place.git(&["-c", "core.safecrlf=false", "add", "--", "x.txt"]);
        let quiet = ["-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "commit", "--quiet", "-m", "x"];
        place.git(&quiet);
        let kept = place.git(&["rev-parse", &format!("HEAD:{record}")]);
        assert_eq!(kept.trim_end(), blob, "the next commit of anybody does not undo it");
        if self.has_twin && self.refused.is_none() {
            place.back();
            let author = "--author=Priya N <priya.n@larch-house.example>";
            let words = &made.message.replace(ADDED_BY_HOOK, "\n");
            let (well, git) = place.try_git_there(&["add", "-f", "--", PLAN]);
            assert!(well, "git adds it: {git}");
            let (well, git) = place.try_git_there(&["commit", "--quiet", author, "-m", words, "--", PLAN]);
            assert!(well, "git commits it: {git}");
            let by_git = Made::by_last_commit(place);
            assert_eq!(made.in_order(), by_git.in_order(), "as `git add` and `git commit` do it");
        }
    }
}

/// What a commit is, but for the moment in which it was made.
#[derive(Debug, PartialEq, Eq)]
struct Made {
    tree: String,
    people: String,
    message: String,
    logged: String,
    branch: String,
}

impl Made {
    fn by_last_commit(place: &Place) -> Self {
        let show = |what: &str| place.git(&["log", "-1", &format!("--format={what}")]);
        let log = fs::read_to_string(place.git_folders().0.join("logs/HEAD")).unwrap_or_default();
        let last = log.lines().last().unwrap_or_default();
        // But for the names of the commits, and for the second.
        let logged =
            last.get(82..).unwrap_or(last).split(' ').filter(|word| !is_time(word)).collect::<Vec<_>>().join(" ");
        Self {
            tree: show("%T"),
            people: show("%an <%ae> %cn <%ce> %e"),
            message: show("%B"),
            logged,
            branch: place.git(&["for-each-ref", "--contains=HEAD", "--format=%(refname)"]),
        }
    }
}

impl Made {
    /// The same with the lines of the message in order: the trailers of a save stay where git reads them, behind what a hook adds.
    fn in_order(self) -> Self {
        let mut lines: Vec<_> = self.message.lines().filter(|line| !line.is_empty()).collect();
        lines.sort_unstable();
        Self { message: lines.join("\n"), ..self }
    }
}

fn is_time(word: &str) -> bool {
    word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A place as it is at one moment.
struct View {
    head: Option<String>,
    index: Option<Vec<String>>,
    status: BTreeSet<String>,
    lying: Lying,
    /// What lies in this program's own folder, without the lock, which stays.
    own: BTreeSet<String>,
}

impl View {
    fn of(place: &Place) -> Self {
        let ask = |words: &[&str]| {
            let words = [&["--no-optional-locks", "-c", "core.fsmonitor=false"], words].concat();
            let (well, said) = place.try_git(&words);
            well.then_some(said)
        };
        let lines = |said: String| said.lines().map(str::to_owned).collect::<Vec<_>>();
        let own = ask(&["rev-parse", "--path-format=absolute", "--git-dir"]).map(|git| {
            let own = Path::new(git.trim_end()).join("supportplan");
            let mut names = BTreeSet::new();
            for folder in [own.clone(), own.join("unfinished")] {
                let entries = fs::read_dir(folder).into_iter().flatten();
                names.extend(entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()));
            }
            names.retain(|name| name != "lock" && name != "unfinished");
            names
        });
        Self {
            lying: place.lying(),
            head: ask(&["rev-parse", "--verify", "--quiet", "HEAD"]).map(|head| head.trim_end().to_owned()),
            index: ask(&["ls-files", "--full-name", "-s", "-v", ":/"]).map(lines),
            status: ask(&["status", "--porcelain", "-uall"]).map(lines).unwrap_or_default().into_iter().collect(),
            own: own.unwrap_or_default(),
        }
    }

    /// The paths at which something else lies in `after`.
    fn changed(&self, after: &Self, may_change: &[&str]) -> Vec<String> {
        let paths: BTreeSet<_> = self.lying.keys().chain(after.lying.keys()).collect();
        let changed = paths.into_iter().filter(|path| self.lying.get(*path) != after.lying.get(*path));
        let changed = changed.map(|path| path.to_string_lossy().into_owned());
        changed.filter(|path| !may_change.iter().any(|may| path.ends_with(may))).collect()
    }

    /// No lock, journal or half-written file is left that was not there before.
    fn is_tidy(&self, before: &Self) {
        let locks = |view: &Self| -> BTreeSet<_> {
            view.lying.keys().filter(|path| path.extension().is_some_and(|ending| ending == "lock")).cloned().collect()
        };
        assert!(locks(self).is_subset(&locks(before)), "no lock is left");
        assert!(self.own.is_subset(&before.own), "nothing unfinished is left: {:?}", self.own);
    }

    fn is_still(&self, place: &Place, may_change: &[&str]) {
        let after = Self::of(place);
        let same_index = self.index.is_some() && self.index == after.index;
        let changed = self.changed(&after, may_change);
        let changed: Vec<_> = changed.into_iter().filter(|path| !(same_index && path.ends_with("/index"))).collect();
        assert!(changed.is_empty(), "a refusal changes nothing: {changed:?}");
        assert_eq!(self.head, after.head);
        after.is_tidy(self);
    }
}

/// Judges all of these states, and fails with the names of those in which something else happened than what is expected.
pub(crate) fn judge(states: Vec<State>) {
    let only = std::env::var("STATE").unwrap_or_default();
    let states: Vec<_> = states.into_iter().filter(|state| state.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut failed = Vec::new();
        while let Some(state) = states.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| state.judge())) {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
                failed.push(format!("{}: {}", state.name, said.unwrap_or_default()));
            }
        }
        failed
    };
    let failed: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(failed.is_empty(), "{} of {} states\n{}", failed.len(), states.len(), failed.join("\n\n"));
}

/// The subject that the usual edit is saved with.
pub(crate) fn has_usual_subject(place: &Place) {
    assert_eq!(place.git(&["log", "-1", "--format=%s"]).trim_end(), SUBJECT);
}

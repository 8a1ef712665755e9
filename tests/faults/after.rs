//! What must hold after a fault, wherever it struck.

use std::collections::BTreeSet;

use crate::commands::UNRELATED;
use crate::course::Course;
use crate::inject::{self, Fault, Ran, What};
use crate::place::Place;
use crate::state::{State, head, holds, staged, status};

/// Something that must hold and does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Broken {
    /// What should be, in few words.
    pub(crate) rule: &'static str,
    /// What is instead.
    pub(crate) found: String,
}

/// Runs a row's command with a fault and says what does not hold afterwards. With `keep`, the folder stays on the disk,
/// and what was said is told.
pub(crate) fn try_fault(course: &Course, at: usize, fault: Fault, keep: bool) -> Vec<Broken> {
    let place = course.base.copy();
    let ran = inject::run(&place, course.row.words, course.input.as_deref(), What::Fail(at, fault));
    if keep {
        let copy = place.copy().keep();
        println!("{:?} ended with {}:\n{}{}It is kept in {}", ran.calls, ran.status, ran.out, ran.err, copy.display());
    }
    look(course, &place, &ran, at, fault)
}

/// What does not hold in a service in which a command ended so.
fn look(course: &Course, place: &Place, ran: &Ran, at: usize, fault: Fault) -> Vec<Broken> {
    let mut check = Check { course, place, broken: Vec::new() };
    check.status(ran, fault);
    check.now(ran, at, fault);
    check.plain_commit();
    // Who was told of an undo and asks for one once more means another one.
    if course.row.command != "undo" || !ran.out.contains("Taken back: ") {
        check.again();
    }
    check.broken
}

/// The first few names of a list, and how many there are.
fn some(names: &[String]) -> String {
    let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    format!("{}{more}", names[..names.len().min(3)].join(", "))
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
        if self.course.before.head.commits.is_empty() && self.place.repository().is_none() {
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
        let now = staged(self.place);
        self.holds("unrelated staged work stays", now == self.course.staged, || now.join(" | "));
        for path in UNRELATED {
            let (was, is) = (self.course.before.files.get(path), std::fs::read(self.place.service().join(path)).ok());
            self.holds("unrelated files stay", was == is.as_ref(), || path.to_owned());
        }
    }

    /// A person who goes on with plain git does not undo a record by it.
    fn plain_commit(&mut self) {
        if self.course.before.head.commits.is_empty() || self.git_is_as_before() {
            return;
        }
        let copy = self.place.copy();
        copy.write("d/shopping.txt", "Light bulbs.\n");
        let Ok(was) = head(&copy) else { return };
        for words in
            [&["add", "shopping.txt"][..], &["commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", "Shopping"]]
        {
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

    /// Whether git's own files say what they said before, so that plain git would do what it would have done.
    fn git_is_as_before(&self) -> bool {
        let same = |path: &str| {
            let there = |place: &Place| std::fs::read(place.service().join(".git").join(path)).ok();
            there(self.place) == there(&self.course.base)
        };
        let locked = self.place.everything().iter().any(|path| path.starts_with(".git/") && path.ends_with(".lock"));
        !locked && ["HEAD", "index", "packed-refs", "refs/heads/main"].into_iter().all(same)
    }

    /// The same command again does the rest, and leaves nothing behind.
    fn again(&mut self) {
        let Course { row, done, input, .. } = self.course;
        let finished = State::of(self.place).is_ok_and(|state| state.is(done));
        let output = self.place.plan(row.words, input.as_deref());
        let what = || said(&[&output.stderr[..], &output.stdout].concat());
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
        self.holds("after that all is in git", in_git.is_empty(), || some(&in_git));
        let log = || format!("{} commits instead of {}", state.head.log.len(), done.head.log.len());
        self.holds("after that each save is there once", state.head.log == done.head.log, log);
        let differs = |path: &&String| state.files.get(*path) != done.files.get(*path);
        let all: BTreeSet<_> = state.files.keys().chain(done.files.keys()).collect();
        let in_folder: Vec<_> = all.into_iter().filter(differs).cloned().collect();
        self.holds("after that the folder is as it should be", in_folder.is_empty(), || some(&in_folder));
        let status = status(self.place);
        let lines = || status.lines().collect::<Vec<_>>().join(" | ");
        self.holds("after that git status names unrelated work only", status == self.course.status, lines);
        let everything = self.place.everything();
        let left: Vec<_> = everything.iter().filter(|path| is_left_over(path)).cloned().collect();
        self.holds("after that no lock and no temporary file is left", left.is_empty(), || some(&left));
        // What somebody hands over once more, after it was saved, is kept for them and named.
        let refused = output.status.code() == Some(2);
        let own = state.own.difference(&done.own).filter(|path| !(refused && path.ends_with("-answers.md")));
        let own: Vec<_> = own.cloned().collect();
        self.holds("after that no journal and no draft is left", own.is_empty(), || some(&own));
        self.unrelated();
    }
}

/// Whether a file is one that lies somewhere for the time of a step only.
fn is_left_over(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let began = [".tmp", "tmp_", "streamed_git2", ".git2_"];
    name.ends_with(".lock")
        || name.contains(".supportplan-")
        || name.ends_with("~")
        || began.iter().any(|began| name.starts_with(began))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::WRITING;

    const PLAN: &str = "residents/R-0142/plan.md";

    /// Does harm to a service, and says how a command ended that did it.
    type Damage<'d> = dyn Fn(&Place) -> Ran + 'd;

    /// How a command ended that says this and was killed by nobody.
    fn ended(status: i32, out: &str) -> Ran {
        Ran { status, out: out.to_owned(), err: "supportplan: it cannot be done\n".to_owned(), calls: Vec::new() }
    }

    #[test]
    fn each_rule_finds_what_it_is_for() {
        if let Some(why) = inject::unknown_system() {
            return println!("{why}");
        }
        let course = Course::of(WRITING.iter().find(|row| row.name == "save").expect("the row"));
        let saved = |place: &Place| assert!(place.plan(course.row.words, None).status.success());
        let well = |_: &Place| ended(2, "");
        let damages: &[(&str, &Damage<'_>)] = &[
            ("it never panics", &|_| ended(70, "")),
            ("it ends within its time", &|_| ended(124, "")),
            ("it ends with 0 only where all is done", &|_| ended(0, "")),
            ("what is said to be saved is in git", &|_| ended(1, "Saved R-0142: all is well (0123456)\n")),
            ("a record in the folder is old or new", &|place| {
                let text = place.read(&format!("d/{PLAN}"));
                place.write(&format!("d/{PLAN}"), &text[..text.len() / 2]);
                well(place)
            }),
            ("a record in git is old or new", &|place| {
                place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 60");
                place.git(&["commit", "--quiet", "-m", "Half", "--", PLAN]);
                well(place)
            }),
            ("what was typed is still there", &|place| {
                place.git(&["checkout", "--quiet", "HEAD", "--", PLAN]);
                well(place)
            }),
            ("no record goes from the folder", &|place| {
                std::fs::remove_file(place.service().join(PLAN)).expect("removed");
                well(place)
            }),
            ("unrelated staged work stays", &|place| {
                place.git(&["reset", "--quiet", "--", UNRELATED[1]]);
                well(place)
            }),
            ("unrelated files stay", &|place| {
                place.git(&["checkout", "--quiet", "HEAD", "--", UNRELATED[2]]);
                well(place)
            }),
            ("plain git undoes no record", &|place| {
                saved(place);
                place.git(&["reset", "--quiet", "HEAD~1", "--", PLAN]);
                well(place)
            }),
            ("git fsck --strict finds nothing", &|place| {
                saved(place);
                let blob = place.git(&["rev-parse", &format!("HEAD:{PLAN}")]);
                let (folder, name) = blob.trim().split_at(2);
                let object = place.service().join(".git/objects").join(folder).join(name);
                std::fs::remove_file(&object).expect("removed");
                std::fs::write(object, "half").expect("written");
                well(place)
            }),
            ("after that each save is there once", &|place| {
                saved(place);
                place.git(&["commit", "--quiet", "--allow-empty", "-m", "Once more"]);
                well(place)
            }),
            ("after that no lock and no temporary file is left", &|place| {
                place.write("d/residents/R-0142/.supportplan-1", "half");
                well(place)
            }),
            ("after that git status names unrelated work only", &|place| {
                place.write("d/residents/R-0142/other.txt", "half");
                well(place)
            }),
            ("after that no journal and no draft is left", &|place| {
                place.write("d/.git/supportplan/unknown", "half");
                well(place)
            }),
        ];
        for (rule, damage) in damages {
            let place = course.base.copy();
            let ran = damage(&place);
            let found = look(&course, &place, &ran, 1, Fault::BrokenDisk);
            assert!(found.iter().any(|broken| broken.rule == *rule), "{rule}: {found:?}");
        }
        let place = course.base.copy();
        assert_eq!(look(&course, &place, &ended(2, ""), 1, Fault::BrokenDisk), []);
    }
}

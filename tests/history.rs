//! A file's versions, in repositories as people and forges make them.
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;
use std::path::PathBuf;

use place::Place;
use supportplan::service::history::{self, Revision};
use supportplan::service::repository::Repo;

const FILE: &str = "residents/R-0142/plan.md";
const OTHER: &str = "residents/R-0158/plan.md";

/// A repository with nothing in it, and the time that passes from one commit to the next.
struct Trial {
    place: Place,
    /// The service's folder in the repository.
    inside: &'static str,
}

impl Trial {
    fn new() -> Self {
        Self::inside("")
    }

    fn inside(inside: &'static str) -> Self {
        let place = Place::empty();
        fs::create_dir_all(place.root().join(inside)).expect("a folder");
        let trial = Self { place, inside };
        trial.git(&["init", "-q", "-b", "main"]);
        trial
    }

    fn git(&self, words: &[&str]) -> String {
        self.place.git(words)
    }

    fn write(&self, path: &str, text: &str) {
        self.place.write(&format!("{}{path}", self.inside), text);
    }

    /// Commits all that was changed, at this hour.
    fn commit(&self, hour: u32) {
        let date = format!("2026-11-20T{hour:02}:00:00Z");
        let words = ["-c", "user.name=Priya N", "-c", "user.email=priya.n@larch-house.example"];
        self.git(&["add", "-A"]);
        let mut command = self.place.command("git", &self.place.root(), &words);
        command.args(["commit", "-q", "--allow-empty", "-m", "saved"]);
        command.env("GIT_COMMITTER_DATE", &date).env("GIT_AUTHOR_DATE", &date);
        assert!(command.output().expect("git runs").status.success());
    }

    /// Commits this content of the file.
    fn save(&self, text: &str, hour: u32) {
        self.write(FILE, text);
        self.commit(hour);
    }

    fn branch(&self, name: &str, from: &str) {
        self.git(&["checkout", "-q", "-B", name, from]);
    }

    fn read(&self) -> Result<Vec<Revision>, String> {
        read(self.place.root().join(self.inside))
    }

    /// The versions in a line each: the content, and in brackets the places of those that it followed.
    fn versions(&self) -> Vec<String> {
        self.read().expect("read").iter().map(shown).collect()
    }
}

fn read(root: PathBuf) -> Result<Vec<Revision>, String> {
    let read = || history::of_path(&Repo::open(&root)?, FILE);
    read().map_err(|error| format!("{error:#}"))
}

fn shown(revision: &Revision) -> String {
    let content = revision.content.clone().map_or("gone".to_owned(), |c| String::from_utf8(c).expect("text"));
    format!("{content} {:?}{}", revision.parents, if revision.is_cut { " cut" } else { "" })
}

#[test]
fn what_was_taken_back_taken_away_and_brought_back_is_all_there() {
    let trial = Trial::inside("homes/larch/");
    assert_eq!(trial.versions(), [""; 0]);
    trial.save("a", 1);
    trial.write(OTHER, "z");
    trial.commit(2);
    trial.save("b", 3);
    trial.git(&["revert", "--no-edit", "HEAD"]);
    trial.git(&["rm", "-q", &format!("homes/larch/{FILE}")]);
    trial.commit(5);
    trial.save("a", 6);
    assert_eq!(trial.versions(), ["a []", "b [0]", "a [1]", "gone [2]", "a [3]"]);
    let first = &trial.read().expect("read")[0];
    assert_eq!(
        (first.author.name.as_str(), first.time.to_rfc3339().as_str()),
        ("Priya N", "2026-11-20T01:00:00+00:00")
    );
    trial.git(&["mv", "homes/larch/residents/R-0142", "homes/larch/residents/R-0143"]);
    trial.commit(7);
    assert_eq!(trial.versions()[5..], ["gone [4]"]);
}

#[test]
fn merges_bring_together_what_was_apart_and_nothing_else() {
    let trial = Trial::new();
    trial.save("a", 1);
    trial.branch("side", "main");
    trial.save("b", 2);
    trial.branch("main", "main");
    trial.write(OTHER, "z");
    trial.commit(3);
    trial.git(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(trial.versions(), ["a []", "b [0]"], "one side did not touch it");

    trial.branch("other", "main");
    trial.save("c", 4);
    trial.branch("main", "main");
    trial.save("d", 5);
    trial.branch("whole", "main");
    trial.git(&["merge", "-q", "--no-edit", "-s", "ours", "other"]);
    let apart = ["a []", "b [0]", "c [1]", "d [1]"];
    assert_eq!(trial.versions(), [&apart[..], &["d [3, 2]"]].concat(), "one side was taken whole");
    trial.branch("both", "main");
    trial.git(&["merge", "-q", "--no-commit", "-s", "ours", "other"]);
    trial.save("cd", 6);
    assert_eq!(trial.versions(), [&apart[..], &["cd [3, 2]"]].concat());
    trial.branch("older", "main~1");
    trial.git(&["merge", "-q", "--no-edit", "-s", "ours", "main"]);
    assert_eq!(trial.versions(), ["a []", "b [0]", "d [1]", "b [2]"], "it went back behind what it merged");
}

#[test]
fn many_may_be_merged_at_once() {
    let trial = Trial::new();
    trial.save("1\n\n\n\n\n\n\n\n3\n", 1);
    for (name, text) in [("one", "x\n\n\n\n\n\n\n\n3\n"), ("two", "1\n\n\n\n\n\n\n\ny\n")] {
        trial.branch(name, "main");
        trial.save(text, 2);
    }
    trial.branch("three", "main");
    trial.write(OTHER, "z");
    trial.commit(3);
    trial.branch("main", "main");
    trial.git(&["merge", "-q", "--no-edit", "one", "two", "three"]);
    let versions = trial.read().expect("read");
    assert_eq!(
        versions.iter().map(|revision| revision.parents.clone()).collect::<Vec<_>>(),
        [vec![], vec![0], vec![0], vec![1, 2]]
    );
    assert_eq!(versions[3].content.as_deref(), Some(&b"x\n\n\n\n\n\n\n\ny\n"[..]));
}

#[test]
fn squashed_and_rebased_saves_are_what_they_became() {
    let trial = Trial::new();
    trial.save("a", 1);
    trial.branch("side", "main");
    trial.save("b", 2);
    trial.save("c", 3);
    trial.branch("main", "main");
    trial.write(OTHER, "z");
    trial.commit(4);
    trial.branch("rebased", "side");
    trial.git(&["rebase", "-q", "main"]);
    assert_eq!(trial.versions(), ["a []", "b [0]", "c [1]"]);
    let times: Vec<String> = trial.read().expect("read").iter().map(|r| r.time.format("%H").to_string()).collect();
    assert_eq!(times, ["01", "02", "03"], "when each was written, not when it was moved");
    trial.branch("main", "main");
    trial.git(&["merge", "-q", "--squash", "side"]);
    trial.commit(5);
    assert_eq!(trial.versions(), ["a []", "c [0]"]);
}

#[test]
fn clocks_that_run_backwards_change_no_order() {
    let trial = Trial::new();
    for (text, hour) in [("a", 9), ("b", 3), ("c", 6), ("d", 1)] {
        trial.save(text, hour);
    }
    assert_eq!(trial.versions(), ["a []", "b [0]", "c [1]", "d [2]"]);
    trial.branch("side", "HEAD~2");
    trial.save("e", 0);
    trial.git(&["merge", "-q", "--no-edit", "-s", "ours", "main"]);
    assert_eq!(trial.versions(), ["a []", "b [0]", "e [1]", "c [1]", "d [3]", "e [2, 4]"]);
}

#[test]
fn a_copy_that_is_cut_off_says_where() {
    let trial = Trial::new();
    for (at, text) in (1..).zip(["a", "b", "c"]) {
        trial.save(text, at);
        trial.write(OTHER, text);
        trial.commit(at);
    }
    let url = format!("file://{}", trial.place.root().display());
    let cloned = |depth: &str, to: &str| {
        trial.git(&["clone", "-q", "--depth", depth, &url, &format!("../{to}")]);
        trial.place.folder.path().join(to)
    };
    let root = cloned("3", "three");
    let shown_at = |root: &PathBuf| read(root.clone()).expect("read").iter().map(shown).collect::<Vec<_>>();
    assert_eq!(shown_at(&root), ["b [] cut", "c [0]"]);
    let first = read(root.clone()).expect("read").remove(0);
    assert_eq!(first.commit, trial.git(&["rev-parse", "HEAD~2"]).trim());
    assert_eq!(first.review, None);
    trial.git(&["-C", "../three", "fetch", "-q", "--unshallow"]);
    assert_eq!(shown_at(&root), ["a []", "b [0]", "c [1]"]);
    trial.git(&["-C", "../three", "fetch", "-q", "--depth", "1"]);
    assert_eq!(shown_at(&root), ["c [] cut"]);
    assert_eq!(shown_at(&cloned("6", "whole")), ["a []", "b [0]", "c [1]"], "nothing is left out");
}

#[test]
fn only_a_file_is_a_record() {
    let trial = Trial::new();
    trial.write(&format!("{FILE}/inside.md"), "x");
    trial.commit(1);
    fs::remove_dir_all(trial.place.root().join(FILE)).expect("removed");
    trial.save("a", 2);
    fs::remove_file(trial.place.root().join(FILE)).expect("removed");
    std::os::unix::fs::symlink("../R-0158/plan.md", trial.place.root().join(FILE)).expect("a link");
    trial.commit(3);
    fs::remove_file(trial.place.root().join(FILE)).expect("removed");
    trial.git(&["init", "-q", FILE]);
    trial.git(&["-C", FILE, "commit", "-q", "--allow-empty", "-m", "other"]);
    trial.commit(4);
    assert!(trial.git(&["ls-tree", "HEAD", FILE]).starts_with("160000"));
    fs::remove_dir_all(trial.place.root().join(FILE)).expect("removed");
    trial.save("b", 5);
    assert_eq!(trial.versions(), ["a []", "gone [0]", "b [1]"]);
}

#[test]
fn history_is_what_was_saved_whatever_stands_in_for_it() {
    let trial = Trial::new();
    for (at, text) in (1..).zip(["a", "b", "c", "d"]) {
        trial.save(text, at);
    }
    let expected = trial.versions();
    trial.git(&["replace", "--graft", "HEAD~1"]);
    assert_eq!(trial.git(&["log", "--format=%s"]).lines().count(), 2);
    assert_eq!(trial.versions(), expected);
    let second = trial.git(&["rev-parse", "HEAD~1"]);
    fs::write(trial.place.root().join(".git/info/grafts"), second).expect("written");
    assert_eq!(trial.versions(), expected);
}

#[test]
fn what_git_lacks_is_named() {
    for (rev, what) in [("HEAD~1", "the save"), ("HEAD~1^{tree}", "a folder"), (&format!("HEAD~1:{FILE}"), "a version")]
    {
        let trial = Trial::new();
        for (at, text) in (1..).zip(["a", "b", "c"]) {
            trial.save(text, at);
        }
        let id = trial.git(&["rev-parse", rev]);
        let (folder, name) = id.trim().split_at(2);
        fs::remove_file(trial.place.root().join(".git/objects").join(folder).join(name)).expect("removed");
        let said = trial.read().expect_err("a part is missing");
        assert!(said.starts_with(what) && said.contains("git fsck"), "{said}");
    }
}

#[test]
fn the_review_is_told_by_the_records_of_the_same_commit() {
    let trial = Trial::new();
    trial.save("a", 1);
    trial.write("residents/R-0142/weekly/2026-W46.md", "x");
    trial.write("residents/R-0158/weekly/2026-W46.md", "another resident");
    trial.save("b", 2);
    trial.write("residents/R-0158/formal/2026-11-20.md", "another resident");
    trial.save("c", 3);
    trial.write("residents/R-0142/weekly/2026-W46.md", "y");
    trial.write("residents/R-0142/formal/2026-11-20.md", "x");
    trial.write("residents/R-0142/formal/notes.txt", "no review");
    trial.save("d", 4);
    trial.git(&["rm", "-q", "-r", "residents/R-0142/weekly"]);
    trial.save("e", 5);
    (41..46).for_each(|week| trial.write(&format!("residents/R-0142/weekly/2026-W{week}.md"), "z"));
    trial.save("f", 6);
    let reviews: Vec<_> = trial.read().expect("read").into_iter().map(|revision| revision.review).collect();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        reviews,
        [
            None,
            named("weekly review 2026-W46"),
            None,
            named("weekly review 2026-W46, formal review 2026-11-20"),
            None,
            named("5 reviews"),
        ]
    );
    // What a merge has from a side was brought there.
    trial.branch("side", "HEAD~1");
    trial.save("g", 7);
    trial.git(&["merge", "-q", "--no-edit", "-s", "ours", "main"]);
    assert_eq!(trial.read().expect("read").last().and_then(|last| last.review.clone()), None);
}

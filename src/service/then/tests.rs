use git2::{Repository, Signature, Time};

use super::*;

const SETTINGS_TEXT: &str =
    "supportplan: 1\nservice: Larch House\nstaff:\n  - {id: priya-n, name: Priya N, email: p@x.example}\n";

/// A service in the folder `prefix` of a repository of its own.
struct Trial {
    folder: tempfile::TempDir,
    prefix: &'static str,
}

impl Trial {
    fn new(prefix: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let git = Repository::init(folder.path()).expect("a repository");
        git.set_head("refs/heads/main").expect("a branch");
        let trial = Self { folder, prefix };
        super::super::store::write(&trial.root().join(SETTINGS), SETTINGS_TEXT.as_bytes()).expect("written");
        trial
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join(self.prefix)
    }

    fn repo(&self) -> Repo {
        Repo::open(&self.root()).expect("a repository")
    }

    fn service(&self) -> Service {
        Service::at(&self.root(), day("2026-11-20")).expect("a service")
    }

    /// Commits these files and no others at noon of `day` in India, as the only child of `parents`.
    fn commit(&self, branch: Option<&str>, day: &str, files: &[(&str, &str)], parents: &[Oid]) -> Oid {
        let git = Repository::open(self.folder.path()).expect("a repository");
        let noon = self::day(day).and_hms_opt(12, 0, 0).expect("noon").and_utc().timestamp() - 330 * 60;
        let who = Signature::new("Priya N", "p@x.example", &Time::new(noon, 330)).expect("somebody");
        let mut index = git2::Index::new().expect("an index");
        for (path, text) in files.iter().chain(&[(SETTINGS, SETTINGS_TEXT)]) {
            let id = git.blob(text.as_bytes()).expect("stored");
            let path = format!("{}{path}", self.repo().prefix);
            let time = git2::IndexTime::new(0, 0);
            let (mode, path) = (0o100_644, path.into_bytes());
            let (dev, ino, uid, gid, file_size, flags, flags_extended) = (0, 0, 0, 0, 0, 0, 0);
            let (ctime, mtime) = (time, time);
            let entry =
                git2::IndexEntry { ctime, mtime, dev, ino, mode, uid, gid, file_size, id, flags, flags_extended, path };
            index.add(&entry).expect("added");
        }
        let tree = index.write_tree_to(&git).and_then(|id| git.find_tree(id)).expect("a tree");
        let parents: Vec<_> = parents.iter().map(|id| git.find_commit(*id).expect("a parent")).collect();
        let made = git.commit(None, &who, &who, "R-0142", &tree, &parents.iter().collect::<Vec<_>>());
        let made = made.expect("a commit");
        let name = format!("refs/heads/{}", branch.unwrap_or("main"));
        git.reference(&name, made, true, "").expect("moved on");
        made
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(repo: &Repo, text: &str) -> Result<Oid> {
    commit_at(repo, &Moment::named(text, day("2026-11-20"))?)
}

fn refused<T>(result: Result<T>) -> String {
    format!("{:#}", result.err().expect("refused"))
}

const PLAN: &str = "residents/R-0142/plan.md";

#[test]
fn what_is_written_like_a_day_is_one_or_nothing() {
    let named = |text| Moment::named(text, day("2026-11-20"));
    assert_eq!(named("2026-03-03").expect("a day"), Moment::Day(day("2026-03-03")));
    assert_eq!(named("2026-11-20").expect("today"), Moment::Day(day("2026-11-20")));
    assert!(refused(named("2026-11-21")).contains("is still to come"));
    for text in ["2026-02-30", "2026-3-3", "2026-13-01"] {
        assert!(refused(named(text)).contains("no day of the calendar"), "{text}");
    }
    for text in ["HEAD~3", "main", "20260303", "a-b-c", "1-2-3"] {
        assert_eq!(named(text).expect("a revision"), Moment::Revision(text.to_owned()));
    }
}

#[test]
fn a_day_is_as_it_ended_by_the_clock_of_who_saved() {
    let trial = Trial::new("");
    let repo = trial.repo();
    assert!(refused(at(&repo, "2026-03-03")).contains("nothing was saved yet"));
    let first = trial.commit(None, "2026-03-01", &[(PLAN, "a")], &[]);
    let second = trial.commit(None, "2026-03-03", &[(PLAN, "b")], &[first]);
    let third = trial.commit(None, "2026-03-03", &[(PLAN, "c")], &[second]);
    assert_eq!(at(&repo, "2026-03-03").expect("there"), third);
    assert_eq!(at(&repo, "2026-03-02").expect("there"), first);
    assert_eq!(at(&repo, "2026-11-20").expect("there"), third);
    let early = refused(at(&repo, "2026-02-28"));
    assert!(
        early.contains("nothing was saved yet when 28 February 2026 ended; the first save is of 1 March 2026"),
        "{early}"
    );
}

#[test]
fn a_version_is_named_as_git_names_it() {
    let trial = Trial::new("");
    let repo = trial.repo();
    let first = trial.commit(None, "2026-03-01", &[(PLAN, "a")], &[]);
    let second = trial.commit(None, "2026-03-03", &[(PLAN, "b")], &[first]);
    assert_eq!(at(&repo, "HEAD~1").expect("there"), first);
    assert_eq!(at(&repo, &second.to_string()[..8]).expect("there"), second);
    let git = &repo.git;
    git.reference("refs/heads/both", first, false, "").expect("a branch");
    git.reference("refs/tags/both", second, false, "").expect("a tag");
    assert!(refused(at(&repo, "both")).contains("refs/tags/both or refs/heads/both"));
    assert_eq!(at(&repo, "refs/heads/both").expect("there"), first);
    assert!(refused(at(&repo, "HEAD:supportplan.yaml")).contains("no version of the whole"));
    for text in ["no-such", "HEAD~9", "3 March", "03/03/2026", "a..b", ""] {
        let refused = refused(at(&repo, text));
        assert!(refused.contains("A day is written as") || text.is_empty(), "{refused}");
        assert!(refused.contains("there is no version"), "{refused}");
    }
}

#[test]
fn clocks_that_run_backwards_hide_nothing_and_are_named() {
    let trial = Trial::new("");
    let first = trial.commit(None, "2026-03-01", &[(PLAN, "a")], &[]);
    let ahead = trial.commit(None, "2026-09-09", &[(PLAN, "b")], &[first]);
    let right = trial.commit(None, "2026-03-04", &[(PLAN, "c")], &[ahead]);
    let repo = trial.repo();
    assert_eq!(at(&repo, "2026-03-03").expect("there"), first);
    assert_eq!(at(&repo, "2026-03-05").expect("there"), right);
    let moment = Moment::Day(day("2026-03-05"));
    let then = Then::read(&repo, &trial.service(), &moment, &|_| true).expect("read");
    assert!(then.remarks.len() == 1 && then.remarks[0].contains("9 September 2026"), "{:?}", then.remarks);
}

#[test]
fn a_side_branch_counts_from_when_it_was_brought_in() {
    let trial = Trial::new("");
    let first = trial.commit(None, "2026-03-01", &[(PLAN, "a")], &[]);
    let side = trial.commit(Some("side"), "2026-03-02", &[(PLAN, "b")], &[first]);
    let main = trial.commit(None, "2026-03-03", &[(PLAN, "a"), ("residents/R-0117/plan.md", "d")], &[first]);
    let repo = trial.repo();
    let then = Then::read(&repo, &trial.service(), &Moment::Revision("side".to_owned()), &|_| true).expect("read");
    assert_eq!((then.commit, then.bytes(PLAN).expect("read")), (side, Some(b"b".to_vec())));
    assert!(then.remarks[0].contains("another branch"), "{:?}", then.remarks);
    let merged = trial.commit(None, "2026-03-05", &[(PLAN, "b")], &[main, side]);
    assert_eq!(at(&repo, "2026-03-04").expect("there"), main);
    assert_eq!(at(&repo, "2026-03-05").expect("there"), merged);
    let then = Then::read(&repo, &trial.service(), &Moment::Revision("side".to_owned()), &|_| true).expect("read");
    assert!(then.remarks.is_empty(), "{:?}", then.remarks);
}

#[test]
fn a_service_in_a_subfolder_is_read_from_git_alone() {
    let trial = Trial::new("houses/larch");
    let plan = "---\ncalled: Sam\n---\n";
    let files = [
        (PLAN, plan),
        ("residents/R-0142/.hidden", "h"),
        ("residents/R-0142/scans/a.pdf", "\u{0}"),
        ("team/a.md", "t"),
    ];
    trial.commit(None, "2026-03-01", &files, &[]);
    let (repo, service) = (trial.repo(), trial.service());
    assert!(service.residents().is_empty(), "the folder holds none");
    let whole = |resident: Option<&str>| resident == Some("R-0142");
    let then = Then::read(&repo, &service, &Moment::Revision("HEAD".to_owned()), &whole).expect("read");
    assert_eq!(then.service.residents().iter().collect::<Vec<_>>(), ["R-0142"]);
    assert_eq!(then.group(Some("R-0142")).files, [PLAN, "residents/R-0142/scans/a.pdf"]);
    assert!(then.group(None).files.is_empty() && then.group(Some("R-0117")).files.is_empty());
    assert_eq!(then.bytes("residents/R-0142/scans/a.pdf").expect("read"), Some(vec![0]));
    assert_eq!(then.bytes("residents/R-0142/none.md").expect("read"), None);
    assert_eq!(then.check_group(&then.group(Some("R-0142"))).expect("checked").len(), 1);
    assert_eq!(
        (then.author.name.as_str(), then.time.to_rfc3339()),
        ("Priya N", "2026-03-01T12:00:00+05:30".to_owned())
    );
}

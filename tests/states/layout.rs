//! The service's folder and its repository lie otherwise than usual, or are not what they seem.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};

use crate::place::{PLAN, Place};
use crate::state::State;

/// Moves the service into a folder of a bigger repository.
fn into_subfolder(place: &mut Place) {
    place.shell("cd ..; mkdir big; mv d big/care; mv big/care/.git big");
    place.root = place.all().join("big/care");
    place.shell("cd .. && echo '*.txt text' > .gitattributes && git add -A && git commit -q -m Moved");
}

fn submodule(place: &mut Place) {
    let outer = place.all().join("outer");
    fs::create_dir(&outer).expect("a folder");
    place.git_at(&outer, &["init", "--quiet"]);
    place.git_at(&outer, &["submodule", "--quiet", "add", &place.root.to_string_lossy(), "care"]);
    place.git_at(&outer, &["commit", "--quiet", "-m", "A service within"]);
    place.root = outer.join("care");
}

fn worktree(place: &mut Place) {
    place.git(&["worktree", "add", "--quiet", "-b", "second", "../second"]);
    place.root = place.all().join("second");
}

/// Programs, but no git.
fn without_git(place: &mut Place) {
    let none = place.all().join("programs");
    fs::create_dir_all(&none).expect("a folder");
    place.set("PATH", &none.to_string_lossy());
}

/// git again, for what compares the states.
fn with_git(place: &mut Place) {
    place.env.retain(|(name, _)| name != "PATH");
}

pub(crate) fn states() -> Vec<State> {
    let linked = |name: &str, path: &'static str, status: i32, says: &str| {
        State::refuses(name, status, says)
            .end(move |place| {
                let (path, aside) = (place.root.join(path), place.all().join("elsewhere"));
                fs::rename(&path, &aside).expect("moved");
                symlink(&aside, &path).expect("linked");
            })
            .mend(move |place| {
                let (path, aside) = (place.root.join(path), place.all().join("elsewhere"));
                fs::remove_file(&path).expect("removed");
                fs::rename(&aside, &path).expect("moved");
            })
    };
    let misled = |name: &'static str, value: &'static str| {
        // git goes where it is led.
        State::works(format!("{name} is set by the caller"))
            .unlike_git()
            .end(move |place| {
                let value = value.replace("ALL", &place.all().to_string_lossy());
                place.shell("git init -q ../other");
                place.set(name, &value);
            })
            .also(|place, _| place.shell("test -z \"$(ls ../other/.git/refs/heads)\"; test ! -e ../other/.git/index"))
    };
    vec![
        State::works("a submodule inside the service").begin(|place| {
            place.shell("git init -q ../inner && git -C ../inner commit -q --allow-empty -m Inner");
            place.git(&["submodule", "--quiet", "add", "../inner", "inner"]);
            place.git(&["commit", "--quiet", "-m", "A submodule"]);
            place.write("inner/new.txt", "edited\n");
        }),
        State::works("the service is a submodule").begin(submodule),
        State::works("the service is a folder of a bigger repository").begin(into_subfolder),
        State::works("a linked worktree").begin(worktree),
        State::works("the main worktree beside a linked one").begin(|place| {
            worktree(place);
            place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 9");
            let (status, said) = place.plan(&["save", "142", "--by", "tom-b"]);
            assert_eq!(status, Some(0), "{said}");
            place.root = place.all().join("d");
        }).also(|place, _| assert_eq!(place.git(&["log", "-1", "--format=%an", "second"]), "Tom B\n")),
        State::works("a linked worktree without a branch").says("no branch is checked out").begin(|place| {
            place.git(&["worktree", "add", "--quiet", "--detach", "../second"]);
            place.root = place.all().join("second");
        }),
        State::works("git's folder lies elsewhere")
            .begin(|place| place.shell("git init -q --separate-git-dir=../elsewhere.git")),
        State::works("git's folder lies elsewhere, by a relative path").begin(|place| {
            place.shell("mv .git ../elsewhere.git && echo 'gitdir: ../elsewhere.git' > .git");
        }),
        State::works("the repository says where its files lie").begin(|place| {
            place.shell("mv .git ../elsewhere.git && echo 'gitdir: ../elsewhere.git' > .git");
            place.git(&["config", "core.worktree", "../d"]);
        }),
        State::refuses("the repository keeps its files elsewhere", 2, "keeps its files in")
            .end(|place| place.shell("mkdir ../files && printf '[core]\\n\\tworktree = ../../files\\n' >> .git/config"))
            .mend(|place| place.shell("sed -i /worktree/d .git/config")),
        State::works("a link to the service's folder").begin(|place| {
            symlink(&place.root, place.all().join("link")).expect("linked");
            place.root = place.all().join("link");
        }),
        State::refuses("residents is a link", 2, "142").end(|place| place.shell("mv residents ../elsewhere && ln -s ../elsewhere residents"))
            .mend(|place| place.shell("rm residents && mv ../elsewhere residents")),
        linked("a resident's folder is a link", "residents/R-0142", 2, "there is no resident"),
        linked("the record is a link", PLAN, 1, "a link"),
        State::works("the record was a link when it was last committed").begin(|place| {
            place.shell(&format!("cp {PLAN} ../seen/plan && ln -sf safety-plan.md {PLAN} && git add -A && git commit -q -m Link && rm {PLAN} && cp ../seen/plan {PLAN}"));
        }),
        State::works("the record is a program").begin(|place| {
            place.shell(&format!("chmod +x {PLAN} && git add -A && git commit -q -m Program"));
        }),
        State::refuses("a repository without files", 2, "bare")
            .end(|place| _ = place.git(&["config", "core.bare", "true"]))
            .mend(|place| place.shell("sed -i /bare/d .git/config")),
        State::refuses("no repository", 2, "not in a git repository").says("git init").end(|place| place.shell("mv .git ../away"))
            .mend(|place| place.shell("mv ../away .git")),
        State::refuses("an empty folder in place of git's", 2, "git")
            .end(|place| place.shell("mv .git ../away && mkdir .git"))
            .mend(|place| place.shell("rmdir .git && mv ../away .git")),
        State::refuses("a link to a folder of git's that is no more", 2, "git")
            .end(|place| place.shell("mv .git ../away && echo 'gitdir: ../gone' > .git"))
            .mend(|place| place.shell("rm .git && mv ../away .git")),
        State::refuses("somebody else's repository", 2, "belongs to another user").begin(|place| {
            if fs::metadata(&place.root).expect("a folder").uid() != 0 {
                place.cannot = Some("only root can give a folder to somebody else".to_owned());
            }
        }).end(|place| place.shell("chown -R 65534 . "))
            .mend(|place| place.shell("chown -R 0 .")),
        State::works("somebody else's repository, which is said to be safe").begin(|place| {
            if fs::metadata(&place.root).expect("a folder").uid() != 0 {
                place.cannot = Some("only root can give a folder to somebody else".to_owned());
                return;
            }
            place.shell("git config --global safe.directory '*'; chown -R 65534 .");
        }),
        State::works("no git on this computer").end(without_git).unlike_git().also(|_, said| assert!(!said.contains("git is needed"))),
        misled("GIT_DIR", "ALL/other/.git"),
        misled("GIT_WORK_TREE", "ALL/other"),
        misled("GIT_INDEX_FILE", "ALL/other/.git/index"),
        misled("GIT_OBJECT_DIRECTORY", "ALL/other/.git/objects"),
        misled("GIT_NAMESPACE", "other"),
        misled("GIT_CEILING_DIRECTORIES", "ALL"),
    ]
    .into_iter()
    .collect()
}

/// A state without git, which is back for what compares.
pub(crate) fn needs_git(name: &str, begin: impl Fn(&mut Place) + Send + Sync + 'static) -> State {
    State::refuses(name, 2, "cannot be started").begin(begin).end(without_git).mend(with_git)
}

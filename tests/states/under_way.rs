//! Something else is under way, or no branch is checked out as usual.

use std::fs;

use crate::place::{PLAN, Place};
use crate::state::{State, has_usual_subject};

/// Two branches that change the same line of the settings' comment.
fn fork(place: &mut Place) {
    place.git(&["checkout", "--quiet", "-b", "theirs"]);
    place.commit("board.txt", "theirs\n");
    place.git(&["checkout", "--quiet", "main"]);
    place.commit("board.txt", "ours\n");
}

/// Runs a git command that stops half-way.
fn stops(place: &Place, words: &[&str]) {
    assert!(!place.try_git(words).0, "git {words:?} stops");
}

pub(crate) fn states() -> Vec<State> {
    let stopped = |name: &str, says: &str, words: &'static [&'static str]| {
        State::refuses(name, 2, says)
            .says("Finish it or give it up")
            .begin(move |place| {
                fork(place);
                stops(place, words);
            })
            .mend(move |place| {
                place.git(&[words[0], "--quit"]);
                place.git(&["add", "board.txt"]);
            })
    };
    let one = ["save", PLAN, "--by", "priya-n"];
    vec![
        State::works("nothing special").also(|place, _| has_usual_subject(place)),
        State::works("unborn branch").words(&one).begin(|place| _ = place.git(&["checkout", "--quiet", "--orphan", "new"])),
        State::works("unborn branch with a slash in its name")
            .words(&one)
            .begin(|place| _ = place.git(&["checkout", "--quiet", "--orphan", "team/new"])),
        State::refuses("unborn branch below a branch", 2, "refs/heads/main")
            .words(&one)
            .begin(|place| _ = place.git(&["symbolic-ref", "HEAD", "refs/heads/main/new"]))
            .mend(|place| _ = place.git(&["symbolic-ref", "HEAD", "refs/heads/other"])),
        State::refuses("unborn branch above a branch", 2, "refs/heads/team")
            .words(&one)
            .begin(|place| {
                place.git(&["branch", "team/old"]);
                place.git(&["pack-refs", "--all"]);
                place.git(&["symbolic-ref", "HEAD", "refs/heads/team"]);
            })
            .mend(|place| _ = place.git(&["symbolic-ref", "HEAD", "refs/heads/other"])),
        State::works("detached HEAD")
            .says("no branch is checked out")
            .begin(|place| _ = place.git(&["checkout", "--quiet", "--detach"])),
        State::works("branch by another name")
            .begin(|place| {
                place.git(&["symbolic-ref", "refs/heads/alias", "refs/heads/main"]);
                place.git(&["symbolic-ref", "HEAD", "refs/heads/alias"]);
            }),
        State::refuses("branches that name each other", 2, "cannot resolve").begin(|place| {
            place.git(&["symbolic-ref", "refs/heads/a", "refs/heads/b"]);
            place.git(&["symbolic-ref", "refs/heads/b", "refs/heads/a"]);
        })
        .end(|place| place.write(".git/HEAD", "ref: refs/heads/a\n"))
        .mend(|place| {
            place.write(".git/HEAD", "ref: refs/heads/main\n");
            place.shell("rm .git/refs/heads/a .git/refs/heads/b");
        }),
        State::refuses("HEAD is nonsense", 2, "HEAD")
            .end(|place| place.write(".git/HEAD", "nonsense\n"))
            .mend(|place| place.write(".git/HEAD", "ref: refs/heads/main\n")),
        State::refuses("HEAD is a link", 2, "HEAD is a link")
            .end(|place| place.shell("git rev-parse HEAD > .git/refs/heads/tip; cd .git; mv refs/heads/tip refs/heads/main; rm HEAD; ln -s refs/heads/main HEAD"))
            .mend(|place| place.shell("cd .git && rm HEAD && echo 'ref: refs/heads/main' > HEAD")),
        State::refuses("the branch is an empty file", 2, "corrupted loose reference file: refs/heads/main")
            .end(|place| {
                place.shell("git rev-parse HEAD > ../seen/tip");
                place.write(".git/refs/heads/main", "");
            })
            .mend(|place| _ = fs::copy(place.witness("tip"), place.root.join(".git/refs/heads/main"))),
        State::refuses("the branch stands at a commit that is not there", 2, "the last commit cannot be read")
            .end(|place| {
                place.shell("git rev-parse HEAD > ../seen/tip");
                place.write(".git/refs/heads/main", format!("{}\n", "1".repeat(40)));
            })
            .mend(|place| _ = fs::copy(place.witness("tip"), place.root.join(".git/refs/heads/main"))),
        State::works("a tag with the branch's name").begin(|place| _ = place.git(&["tag", "main", "HEAD~3"])),
        State::works("all branches packed").begin(|place| _ = place.git(&["pack-refs", "--all"])),
        State::works("a branch where folders of older branches lie").words(&one).begin(|place| {
            place.git(&["checkout", "--quiet", "--orphan", "team"]);
            place.shell("mkdir -p .git/refs/heads/team/old .git/logs/refs/heads/team/old");
        }),
        stopped("merge", "a merge", &["merge", "theirs"]),
        stopped("rebase by merging", "a rebase", &["rebase", "--merge", "theirs"]),
        stopped("rebase by applying", "a rebase", &["rebase", "--apply", "theirs"]),
        stopped("cherry-pick", "a cherry-pick", &["cherry-pick", "theirs"]),
        State::refuses("rebase paused to edit", 2, "a rebase")
            .begin(|place| {
                place.commit("board.txt", "one\n");
                place.git(&["-c", "sequence.editor=sed -i 1s/pick/edit/", "rebase", "--interactive", "HEAD~1"]);
            })
            .mend(|place| _ = place.git(&["rebase", "--quit"])),
        State::refuses("revert", 2, "a revert")
            .begin(|place| {
                place.commit("board.txt", "one\n");
                place.commit("board.txt", "two\n");
                stops(place, &["revert", "--no-edit", "HEAD~1"]);
            })
            .mend(|place| place.shell("git revert --quit; git add board.txt")),
        State::refuses("bisect", 2, "a bisect")
            .begin(|place| _ = place.git(&["bisect", "start", "HEAD", "HEAD~5"]))
            .mend(|place| place.shell("rm .git/BISECT_LOG")),
        State::refuses("applying patches", 2, "git is in the middle of")
            .begin(|place| {
                fork(place);
                place.shell("git format-patch --stdout main..theirs > ../seen/patch");
                stops(place, &["am", &place.witness("patch").to_string_lossy()]);
            })
            .mend(|place| _ = place.git(&["am", "--quit"])),
        State::refuses("versions to choose from, and no merge", 2, "several versions")
            .begin(|place| {
                place.commit("board.txt", "one\n");
                place.write("board.txt", "two\n");
                place.git(&["stash", "--quiet"]);
                place.commit("board.txt", "three\n");
                stops(place, &["stash", "pop"]);
                place.git(&["reset", "--quiet", "--", "residents"]);
            })
            .mend(|place| _ = place.git(&["add", "board.txt"])),
        State::refuses("the record itself is there in several versions", 2, "several versions")
            .end(|place| {
                place.shell(
                    "new=$(git hash-object -w residents/R-0142/plan.md); old=$(git rev-parse HEAD:residents/R-0142/plan.md); \
                     printf '0 %s\\t%s\\n100644 %s 2\\t%s\\n100644 %s 3\\t%s\\n' \
                     0000000000000000000000000000000000000000 residents/R-0142/plan.md $old residents/R-0142/plan.md \
                     $new residents/R-0142/plan.md | git update-index --index-info",
                );
            })
            .mend(|place| _ = place.git(&["add", PLAN])),
    ]
}

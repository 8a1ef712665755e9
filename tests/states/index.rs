//! git's index is not as it usually is.

use std::fs;

use crate::place::{EDITED, PLAN, Place, STAGED};
use crate::state::State;

/// Edits the record once more, so that index, folder and last commit all differ.
fn staged_between(place: &Place, staged: &str) {
    let folder = place.read(PLAN);
    place.edit(PLAN, "commissioned_hours: 6.5", staged);
    place.git(&["add", "--", PLAN]);
    place.write(PLAN, folder);
}

/// Adds another index entry's mark.
fn mark(place: &Place, mark: &str, path: &str) {
    place.git(&["update-index", mark, "--", path]);
}

pub(crate) fn states() -> Vec<State> {
    let version = |number: &'static str| {
        State::works(format!("index of version {number}"))
            .begin(move |place| _ = place.git(&["update-index", "--index-version", number]))
    };
    let marked = |name: &'static str| {
        State::works(format!("the record is marked {name}"))
            .end(move |place| mark(place, name, PLAN))
            // `git add` passes over what is marked, without a word.
            .unlike_git()
    };
    let sparse = |name: &str, words: &'static [&'static str]| {
        State::refuses(name, 2, "a sparse checkout")
            .begin(move |place| {
                let words = [&["sparse-checkout", "set"], words, &["residents"]].concat();
                place.git(&words);
            })
            .mend(|place| _ = place.git(&["sparse-checkout", "disable"]))
    };
    vec![
        State::works("the record is staged as it is").end(|place| _ = place.git(&["add", PLAN])),
        State::works("the record is staged as it was before")
            .end(|place| staged_between(place, "commissioned_hours: 6.25")),
        State::works("the record is staged with what is no longer in it")
            .end(|place| staged_between(place, "commissioned_hours: 6.5\nx-seen: b")),
        State::works("the record is staged as deleted")
            .end(|place| _ = place.git(&["rm", "--cached", "--quiet", "--", PLAN])),
        State::works("a new record that git was told to expect")
            .begin(|place| {
                place.git(&["rm", "--cached", "--quiet", "--", PLAN]);
                place.git(&["commit", "--quiet", "-m", "Somebody's"]);
            })
            .end(|place| _ = place.git(&["add", "--intent-to-add", PLAN])),
        marked("--assume-unchanged"),
        marked("--skip-worktree"),
        State::works("other files are marked").end(|place| {
            mark(place, "--assume-unchanged", EDITED);
            mark(place, "--skip-worktree", STAGED);
        }),
        State::works("other files that git was told to expect")
            .end(|place| _ = place.git(&["add", "--intent-to-add", "letter.txt"])),
        State::works("no index").end(|place| fs::remove_file(place.root.join(".git/index")).expect("removed")),
        State::refuses("broken index", 2, "git's index")
            .end(|place| place.write(".git/index", "DIRC and then nothing of use, for more bytes than a header has"))
            .mend(|place| place.shell("rm .git/index; git reset --quiet")),
        State::refuses("empty index", 2, "git's index")
            .end(|place| place.write(".git/index", ""))
            .mend(|place| place.shell("rm .git/index; git reset --quiet")),
        version("2"),
        version("3"),
        version("4").also(|place, _| {
            let index = fs::read(place.root.join(".git/index")).expect("an index");
            assert_eq!(index[..8], *b"DIRC\0\0\0\x04");
        }),
        State::works("index without a checksum").begin(|place| {
            place.git(&["config", "index.skipHash", "true"]);
            place.git(&["update-index", "--force-write-index"]);
            let index = fs::read(place.root.join(".git/index")).expect("an index");
            assert!(index.ends_with(&[0; 20]));
        }),
        State::works("index with a cache of unknown files").begin(|place| {
            place.git(&["config", "core.untrackedCache", "true"]);
            place.git(&["update-index", "--force-untracked-cache"]);
            place.git(&["status"]);
        }),
        State::works("index with what a monitor of files saw").begin(|place| {
            place.script("../home/monitor", "printf 'one\\0/\\0'");
            place.git(&["config", "core.fsmonitor", &place.all().join("home/monitor").to_string_lossy()]);
            place.git(&["update-index", "--fsmonitor"]);
            place.git(&["status"]);
        }),
        State::works("index with many settings for large repositories").begin(|place| {
            place.git(&["config", "feature.manyFiles", "true"]);
            place.git(&["update-index", "--force-write-index"]);
        }),
        State::refuses("split index", 2, "split index")
            .end(|place| _ = place.git(&["update-index", "--split-index"]))
            .mend(|place| _ = place.git(&["update-index", "--no-split-index"])),
        sparse("sparse checkout by folders", &["--cone"]),
        sparse("sparse checkout by patterns", &["--no-cone", "/*", "!/team"]),
        sparse("sparse checkout with a sparse index", &["--cone", "--sparse-index"]),
        State::works("names that differ in case only, in a file system that tells them apart")
            .begin(|place| place.commit("residents/R-0142/PLAN.txt", "one\n"))
            .end(|place| {
                place.write("residents/R-0142/plan.txt", "two\n");
                place.git(&["add", "--", "residents/R-0142/plan.txt"]);
            }),
        State::works("a twin of the record whose name differs in case only, and git told not to tell them apart")
            .begin(|place| {
                place.commit("residents/R-0142/Plan.md", place.read(PLAN));
                place.git(&["config", "core.ignorecase", "true"]);
            }),
        State::works("one name composed and decomposed").end(|place| {
            place.write("caf\u{e9}.txt", "one\n");
            place.write("cafe\u{301}.txt", "two\n");
            place.git(&["add", "--", "caf\u{e9}.txt", "cafe\u{301}.txt"]);
        }),
        State::works("git is told to ignore the record").begin(|place| place.write(".git/info/exclude", "plan.md\n")),
    ]
}

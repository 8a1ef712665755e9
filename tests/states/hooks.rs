//! Hooks: those that a `git commit` would run, at the same moments, with the same things to see.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::layout::needs_git;
use crate::place::{PLAN, Place};
use crate::state::State;

const PROGRAM: &str = env!("CARGO_BIN_EXE_supportplan");

fn remove(place: &mut Place, name: &str) {
    fs::remove_file(place.root.join(".git/hooks").join(name)).expect("removed");
}

fn ran(place: &Place) {
    assert_eq!(place.saw("ran").as_deref(), Some("ran\n"), "the hook ran");
}

/// What the hook wrote down is what was committed.
fn saw_the_commit(place: &Place, _: &str) {
    let seen = place.saw("commit").expect("the hook ran");
    let expected = format!(
        "{PLAN}\n{}{}0\nPriya N <priya.n@larch-house.example>\n",
        place.git(&["rev-parse", &format!("HEAD:{PLAN}")]),
        place.git(&["rev-parse", "HEAD^{tree}"]),
    );
    assert_eq!(seen, expected);
}

pub(crate) fn states() -> Vec<State> {
    let hook = |name: &str, hook: &'static str, lines: &'static str| {
        State::works(name).begin(move |place| place.hook(hook, lines))
    };
    let refusing = |name: &str, hook: &'static str, lines: &'static str, says: &str| {
        State::refuses(name, 2, says).begin(move |place| place.hook(hook, lines)).mend(move |place| remove(place, hook))
    };
    let at = |name: &str, folder: &'static str, path: &'static str| {
        State::works(name)
            .begin(move |place| {
                place.script(&format!("{folder}/pre-commit"), "echo ran > \"$HOME/../seen/ran\"");
                let path = path.replace("ALL", &place.all().to_string_lossy());
                place.git(&["config", "core.hooksPath", &path]);
            })
            .also(|place, _| ran(place))
    };
    let sees = format!(
        "{{ git diff --cached --name-only; git rev-parse :{PLAN}; git write-tree; git diff-files --quiet -- supportplan.yaml; echo $?; \
         echo \"$GIT_AUTHOR_NAME <$GIT_AUTHOR_EMAIL>\"; }} > ../seen/commit"
    );
    let elsewhere = sees.clone();
    vec![
        hook("pre-commit passes", "pre-commit", "echo ran > ../seen/ran").also(|place, _| ran(place)),
        State::works("pre-commit sees what is committed")
            .begin(move |place| place.hook("pre-commit", &sees))
            .also(saw_the_commit),
        State::works("pre-commit in a linked worktree")
            .begin(move |place| {
                place.git(&["worktree", "add", "--quiet", "-b", "second", "../second"]);
                place.hook("pre-commit", &elsewhere);
                place.root = place.all().join("second");
            })
            .also(saw_the_commit),
        refusing("pre-commit fails", "pre-commit", "echo Not today; exit 1", "Not today"),
        refusing("pre-commit is killed", "pre-commit", "kill -9 $$", "the hook pre-commit refused"),
        refusing(
            "pre-commit changes the index",
            "pre-commit",
            "git add -f letter.txt",
            "changed what was to be committed",
        ),
        refusing(
            "pre-commit empties the index",
            "pre-commit",
            "git read-tree --empty",
            "changed what was to be committed",
        ),
        refusing("pre-commit breaks the index", "pre-commit", "echo x > $GIT_INDEX_FILE", "a hook"),
        refusing("pre-commit saves", "pre-commit", "\"$PROGRAM\" save 142 --by tom-b", "a hook of git's tries to save"),
        hook("pre-commit checks", "pre-commit", "\"$PROGRAM\" check 142 && echo ran > ../seen/ran")
            .also(|place, _| ran(place)),
        hook("pre-commit edits the record", "pre-commit", "echo >> residents/R-0142/plan.md")
            .may_change(PLAN)
            .also(|place, _| assert!(place.git(&["status", "--short", PLAN]).starts_with(" M"))),
        hook("pre-commit is no program", "pre-commit", "exit 1").end(|place| {
            let hook = place.root.join(".git/hooks/pre-commit");
            fs::set_permissions(hook, fs::Permissions::from_mode(0o644)).expect("set");
        }),
        hook(
            "prepare-commit-msg adds a line",
            "prepare-commit-msg",
            "echo \"$2\" > ../seen/ran; printf '\\nSeen-by: %s\\n' Tom >> \"$1\"",
        )
        .also(|place, _| {
            assert_eq!(place.saw("ran").as_deref(), Some("message\n"));
            assert!(place.git(&["log", "-1", "--format=%B"]).contains("\n\nSeen-by: Tom\n"));
        }),
        hook("commit-msg adds a line", "commit-msg", "printf '\\n\\n\\nSeen-by: %s   \\n\\n' Tom >> \"$1\""),
        refusing("prepare-commit-msg fails", "prepare-commit-msg", "exit 3", "the hook prepare-commit-msg refused"),
        refusing("commit-msg fails", "commit-msg", "exit 1", "the hook commit-msg refused"),
        refusing("commit-msg empties the message", "commit-msg", ": > \"$1\"", "without a message"),
        hook("post-commit fails", "post-commit", "git log -1 --format=%s > ../seen/ran; exit 1")
            .also(|place, _| assert!(place.saw("ran").is_some_and(|seen| seen.starts_with("R-0142: ")))),
        // git holds nothing any more when it runs this one, while here it belongs to the save.
        hook("post-commit saves", "post-commit", "\"$PROGRAM\" save 158 --by tom-b; echo ran > ../seen/ran")
            .unlike_git()
            .also(|place, _| ran(place)),
        refusing(
            "reference-transaction refuses",
            "reference-transaction",
            "test \"$1\" != prepared",
            "the hook reference-transaction refused",
        ),
        hook("reference-transaction agrees", "reference-transaction", "cat > /dev/null; echo \"$1\" >> ../seen/moves")
            .also(|place, _| assert_eq!(place.saw("moves").as_deref(), Some("prepared\ncommitted\n"))),
        at("hooks at a full path", "../home/hooks", "ALL/home/hooks"),
        at("hooks at a relative path", "hooks", "hooks"),
        at("hooks in the home folder", "../home/hooks", "~/hooks"),
        hook("hooks are told to lie nowhere", "pre-commit", "exit 1")
            .end(|place| _ = place.git(&["config", "core.hooksPath", "/dev/null"])),
        needs_git("a hook, and no git on this computer", |place| place.hook("pre-commit", "exit 0")),
    ]
    .into_iter()
    .map(|state| state.with("PROGRAM", PROGRAM))
    .collect()
}

//! A repository whose settings ask to run things: reading runs none of them, and a save only what a `git commit` would.

use crate::place::{PLAN, Place};
use crate::state::State;

/// Every setting by which git can be made to run a program, each with a program that leaves word.
fn trapped(place: &mut Place) {
    place.script("../home/trap", "echo \"$0 $*\" >> \"$HOME/../seen/trapped\"; exit 1");
    let trap = place.all().join("home/trap").to_string_lossy().into_owned();
    place.write(".git/info/attributes", "*.md diff=trap merge=trap\nletter.txt filter=trap\n");
    let settings = [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "merge.trap.driver",
        "sequence.editor",
        "credential.helper",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.ssh.defaultKeyCommand",
        "interactive.diffFilter",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "trailer.seen.command",
        "pager.config",
        "pager.hook",
        "pager.status",
        "uploadpack.packObjectsHook",
        "difftool.trap.cmd",
        "browser.trap.cmd",
        "man.trap.cmd",
    ];
    for setting in settings {
        place.git(&["config", setting, &trap]);
    }
    for alias in ["config", "hook", "hash-object", "status", "version", "commit-tree"] {
        place.git(&["config", &format!("alias.{alias}"), &format!("!{trap}")]);
    }
}

fn hooked(place: &mut Place) {
    for hook in [
        "pre-commit",
        "post-checkout",
        "post-index-change",
        "fsmonitor-watchman",
        "reference-transaction",
        "post-commit",
    ] {
        place.hook(hook, "echo \"$0 $*\" >> \"$HOME/../seen/trapped\"; exit 1");
    }
}

pub(crate) fn states() -> Vec<State> {
    vec![
        // A monitor of files is asked by every git command, those of this test among them.
        State::works("a save in a repository that asks to run things")
            .end(|place| {
                trapped(place);
                place.git(&["config", "--unset", "core.fsmonitor"]);
                let _ = std::fs::remove_file(place.witness("trapped"));
            })
            .unlike_git()
            .also(|place, _| assert_eq!(place.saw("trapped"), None)),
    ]
}

#[test]
fn reading_runs_nothing_that_a_repository_names() {
    for with_variable in [false, true] {
        let mut place = Place::new();
        trapped(&mut place);
        hooked(&mut place);
        let _ = std::fs::remove_file(place.witness("trapped"));
        place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
        if with_variable {
            // Then only git knows the settings, and is asked.
            place.set("GIT_CONFIG_COUNT", "1");
            place.set("GIT_CONFIG_KEY_0", "user.name");
            place.set("GIT_CONFIG_VALUE_0", "Tom B");
        }
        for words in [
            &["check"][..],
            &["check", "142"],
            &["render", "142"],
            &["history", "142"],
            &["show", "142"],
            &["due", "--format", "ics"],
        ] {
            let (status, said) = place.plan(words);
            assert_eq!(status, Some(0), "{words:?}: {said}");
            assert_eq!(place.saw("trapped"), None, "{words:?} runs nothing");
        }
    }
}

//! Who a commit says made it, and where git's settings come from.

use crate::place::{PLAN, Place};
use crate::state::State;

/// Adds lines to the user's settings of git.
fn settings(place: &Place, lines: &str) {
    let there = place.read("../home/.gitconfig");
    let lines = lines.replace("ROOT", &place.root.to_string_lossy());
    place.write("../home/.gitconfig", format!("{there}{lines}\n"));
}

fn nobody(place: &Place) {
    place.write("../home/.gitconfig", "");
    place.git(&["config", "user.name", ""]);
    place.git(&["config", "--unset", "user.name"]);
}

/// What the last commit says about people.
fn people(place: &Place) -> String {
    place.git(&["log", "-1", "--format=%an <%ae>, %cn <%ce>"]).trim_end().to_owned()
}

const TOM: &str = "[user]\n\tname = Tom B\n\temail = tom.b@larch-house.example";
const BY_TOM: &str = "Priya N <priya.n@larch-house.example>, Tom B <tom.b@larch-house.example>";

pub(crate) fn states() -> Vec<State> {
    let included = |name: &str, condition: &'static str| {
        State::works(name)
            .begin(move |place| {
                place.write("../home/tom", TOM);
                place.git(&["remote", "add", "origin", "https://git.larch-house.example/care"]);
                settings(place, &format!("[includeIf \"{condition}\"]\n\tpath = tom"));
            })
            .also(|place, _| assert_eq!(people(place), BY_TOM))
    };
    let set = |name: &str, variables: &'static [(&'static str, &'static str)]| {
        State::works(name).begin(move |place| variables.iter().for_each(|(name, value)| place.set(name, value)))
    };
    let tom = |state: State| state.also(|place, _| assert_eq!(people(place), BY_TOM));
    vec![
        included("settings for this folder", "gitdir:ROOT/"),
        included("settings for this folder, in any case", "gitdir/i:ROOT/.GIT"),
        included("settings for this branch", "onbranch:main"),
        included("settings for this remote", "hasconfig:remote.*.url:https://git.larch-house.example/**"),
        included("settings that are included", "gitdir:**/d/.git"),
        tom(set(
            "GIT_COMMITTER_*",
            &[("GIT_COMMITTER_NAME", "Tom B"), ("GIT_COMMITTER_EMAIL", "tom.b@larch-house.example")],
        )),
        tom(set(
            "GIT_CONFIG_COUNT",
            &[
                ("GIT_CONFIG_COUNT", "2"),
                ("GIT_CONFIG_KEY_0", "user.name"),
                ("GIT_CONFIG_VALUE_0", "Tom B"),
                ("GIT_CONFIG_KEY_1", "user.email"),
                ("GIT_CONFIG_VALUE_1", "tom.b@larch-house.example"),
            ],
        )),
        tom(State::works("GIT_CONFIG_GLOBAL").begin(|place| {
            place.write("../home/tom", TOM);
            let file = place.all().join("home/tom");
            place.set("GIT_CONFIG_GLOBAL", &file.to_string_lossy());
        })),
        tom(State::works("committer.*").begin(|place| {
            settings(place, "[committer]\n\tname = Tom B\n\temail = tom.b@larch-house.example");
        })),
        tom(State::works("settings of this worktree").begin(|place| {
            place.git(&["config", "extensions.worktreeConfig", "true"]);
            place.git(&["config", "--worktree", "user.name", "Tom B"]);
            place.git(&["config", "--worktree", "user.email", "tom.b@larch-house.example"]);
        })),
        tom(State::works("names with what git leaves out of them").begin(|place| {
            settings(place, "[committer]\n\tname = \" Tom <B>, \"\n\temail = \"<tom.b@larch-house.example>\"");
        })),
        // With an author on the command line, git takes only the day from these.
        set(
            "GIT_AUTHOR_*, and somebody else is named",
            &[("GIT_AUTHOR_NAME", "Tom B"), ("GIT_AUTHOR_EMAIL", "tom.b@larch-house.example")],
        ),
        set(
            "GIT_AUTHOR_*, and nobody is named",
            &[("GIT_AUTHOR_NAME", "Tom"), ("GIT_AUTHOR_EMAIL", "tom.b@larch-house.example")],
        )
        .words(&["save", "142"])
        .unlike_git()
        .also(|place, _| assert!(people(place).starts_with("Tom B <tom.b@larch-house.example>, Priya N <"))),
        State::works("author.*, and nobody is named")
            .begin(|place| settings(place, "[author]\n\tname = T\n\temail = tom.b@larch-house.example"))
            .words(&["save", PLAN])
            .unlike_git()
            .also(|place, _| assert!(people(place).starts_with("Tom B <tom.b@larch-house.example>, Priya N <"))),
        set(
            "GIT_AUTHOR_DATE and GIT_COMMITTER_DATE",
            &[("GIT_AUTHOR_DATE", "2026-11-19 10:11:12 +0100"), ("GIT_COMMITTER_DATE", "@1795000000 +0000")],
        )
        .also(|place, _| {
            assert_eq!(place.git(&["log", "-1", "--format=%ai, %ct"]), "2026-11-19 10:11:12 +0100, 1795000000\n")
        }),
        State::refuses("a date that is none", 2, "GIT_AUTHOR_DATE")
            .begin(|place| place.set("GIT_AUTHOR_DATE", "the day before"))
            .mend(|place| place.env.clear()),
        // Who saves is known, so nothing needs to be guessed.
        State::works("nobody is named, and git is not to guess")
            .begin(|place| {
                nobody(place);
                place.git(&["config", "user.useConfigOnly", "true"]);
            })
            .unlike_git()
            .also(|place, _| {
                assert_eq!(
                    people(place),
                    "Priya N <priya.n@larch-house.example>, Priya N <priya.n@larch-house.example>"
                );
                place.git(&["config", "user.name", "Priya N"]);
                place.git(&["config", "user.email", "priya.n@larch-house.example"]);
            })
            .may_change(".git/config"),
        State::works("git is not to remember where branches stood")
            .begin(|place| {
                place.git(&["config", "core.logAllRefUpdates", "False"]);
                place.shell("rm -rf .git/logs");
            })
            .also(|place, _| assert!(!place.root.join(".git/logs").exists())),
        State::works("git is to remember where everything stood").begin(|place| {
            place.git(&["config", "core.logAllRefUpdates", "always"]);
            place.shell("rm -rf .git/logs");
        }),
    ]
}

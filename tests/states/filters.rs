//! Records behind filters such as git-crypt and LFS: never is one stored as it is.

use crate::place::{PLAN, Place};
use crate::state::State;

const CLEAN: &str = "tr a-z n-za-m";

fn set_up(place: &Place) {
    place.git(&["config", "filter.secret.clean", CLEAN]);
    place.git(&["config", "filter.secret.smudge", CLEAN]);
}

/// The plans are behind a filter, and committed so.
fn behind(place: &Place) {
    set_up(place);
    place.commit(".gitattributes", "plan.md filter=secret\n");
    place.git(&["add", "--renormalize", "."]);
    place.git(&["commit", "--quiet", "-m", "Behind a filter"]);
}

fn is_stored_filtered(place: &Place) {
    let stored = place.git(&["show", &format!("HEAD:{PLAN}")]);
    assert!(stored.contains("xvaq: fhccbeg-cyna"), "through the filter: {stored}");
}

/// A long-running filter, in the way of LFS: it answers to `clean` and `smudge` as the others here do.
const PROCESS: &str = r#"import sys
r, w = sys.stdin.buffer, sys.stdout.buffer
def get():
    size = r.read(4)
    if not size: sys.exit()
    return None if size == b"0000" else r.read(int(size, 16) - 4)
def many():
    got = []
    while (one := get()) is not None: got.append(one)
    return got
def put(*lines):
    for line in lines: w.write(b"%04x" % (len(line) + 4) + line)
    w.write(b"0000"); w.flush()
many(); put(b"git-filter-server\n", b"version=2\n")
many(); put(b"capability=clean\n", b"capability=smudge\n")
turn = bytes.maketrans(b"abcdefghijklmnopqrstuvwxyz", b"nopqrstuvwxyzabcdefghijklm")
while True:
    many(); text = b"".join(many()).translate(turn)
    put(b"status=success\n")
    put(*[text[at:at + 60000] for at in range(0, len(text), 60000)]); put()
"#;

pub(crate) fn states() -> Vec<State> {
    let by = |name: &str, ask: fn(&mut Place)| {
        State::works(name)
            .begin(move |place| {
                set_up(place);
                ask(place);
            })
            .also(|place, _| is_stored_filtered(place))
    };
    let broken = |name: &str, clean: &'static str, required: &'static str| {
        State::refuses(name, 2, "its filter")
            .begin(|place| behind(place))
            .end(move |place| {
                place.git(&["config", "filter.secret.clean", clean]);
                place.git(&["config", "filter.secret.required", required]);
            })
            .mend(|place| set_up(place))
            .also(|place, _| is_stored_filtered(place))
    };
    vec![
        State::works("a filter").begin(|place| behind(place)).also(|place, _| {
            is_stored_filtered(place);
            let (status, said) = place.plan(&["history", "142"]);
            assert!(status == Some(2) && said.contains("goes through a filter"), "{said}");
        }),
        State::refuses("a filter that is not set up", 1, "is to go through the filter")
            .begin(|place| place.commit(".gitattributes", "/residents/R-0142/plan.md filter=secret\n"))
            .mend(|place| set_up(place)),
        // Nothing can tell git for sure that such a filter must not fail.
        State::refuses("a filter with an equals sign in its name", 1, "has = in its name")
            .begin(|place| {
                place.commit(".gitattributes", "/residents/R-0142/plan.md filter=a=b\n");
                place.git(&["config", "filter.a=b.clean", "exit 1"]);
            })
            .mend(|place| place.commit(".gitattributes", "*.md text eol=lf\n")),
        State::refuses("a filter that can only turn back", 1, "is to go through the filter")
            .begin(|place| {
                place.commit(".gitattributes", "/residents/R-0142/plan.md filter=secret\n");
                place.git(&["config", "filter.secret.smudge", CLEAN]);
            })
            .mend(|place| set_up(place)),
        broken("a filter that fails", "exit 1", "false"),
        broken("a filter that fails half-way", "head -c 100; exit 1", "false"),
        broken("a filter that fails and is required", "exit 1", "true"),
        broken("a filter whose program is not there", "no-such-program", "false"),
        broken("a filter that is killed", "kill -9 $$", "false"),
        State::works("a filter that runs as long as git")
            .begin(|place| {
                if std::process::Command::new("python3").arg("--version").output().is_err() {
                    place.cannot = Some("python3 is not there".to_owned());
                    return;
                }
                place.write("../home/process.py", PROCESS);
                let program = format!("python3 {}", place.all().join("home/process.py").display());
                place.git(&["config", "filter.secret.process", &program]);
                place.commit(".gitattributes", "plan.md filter=secret\n");
                place.git(&["add", "--renormalize", "."]);
                place.git(&["commit", "--quiet", "-m", "Behind a filter"]);
            })
            .also(|place, _| is_stored_filtered(place)),
        by("a filter by info/attributes", |place| place.write(".git/info/attributes", "*.md filter=secret\n")),
        by("a filter by core.attributesFile", |place| {
            place.write("../home/attributes", "*.md filter=secret\n");
            place.git(&["config", "core.attributesFile", "~/attributes"]);
        }),
        by("a filter by the user's attributes", |place| {
            place.write("../home/.config/git/attributes", "*.md filter=secret\n");
        }),
        by("a filter by a macro", |place| {
            place.write(".git/info/attributes", "[attr]hidden filter=secret\n*.md hidden\n");
        }),
        by("a filter by a macro of the service's", |place| {
            place.commit(".gitattributes", "[attr]hidden filter=secret -text\n*.md hidden\n");
        }),
        by("a filter by a pattern in quotes", |place| {
            place.write(".git/info/attributes", "\"residents/R-0142/plan.md\" filter=secret\n");
        }),
        by("a filter by a pattern in quotes beside the record", |place| {
            place.commit("residents/R-0142/.gitattributes", "  \"pl\\141n.md\" filter=secret\n");
        }),
        by("a filter by the user's pattern in quotes", |place| {
            place.write("../home/.config/git/attributes", "*.txt text\n\"plan.md\" filter=secret\n");
        }),
        by("a filter by attributes of a commit that a setting names", |place| {
            place.commit(".gitattributes", "plan.md filter=secret\n");
            place.git(&["tag", "attributes"]);
            place.commit(".gitattributes", "*.md text eol=lf\n");
            place.git(&["config", "attr.tree", "attributes"]);
        }),
        by("a filter by attributes beside the record", |place| {
            place.commit("residents/R-0142/.gitattributes", "plan.md filter=secret\n");
        }),
        State::refuses(
            "a filter by attributes that only the index still has",
            2,
            "residents/.gitattributes was deleted here",
        )
        .begin(|place| {
            set_up(place);
            place.commit("residents/.gitattributes", "plan.md filter=secret\n");
            place.shell("rm residents/.gitattributes");
        })
        .mend(|place| _ = place.git(&["restore", "residents/.gitattributes"]))
        .also(|place, said| {
            if said.contains("Saved") {
                is_stored_filtered(place);
            }
        }),
        by("a filter by a setting of the environment", |place| {
            place.write("../home/attributes", "*.md filter=secret\n");
            place.set("GIT_CONFIG_COUNT", "1");
            place.set("GIT_CONFIG_KEY_0", "core.attributesFile");
            let file = place.all().join("home/attributes");
            place.set("GIT_CONFIG_VALUE_0", &file.to_string_lossy());
        }),
        by("a filter by another file of global settings", |place| {
            place.write("../home/attributes", "*.md filter=secret\n");
            place.shell("cat ../home/.gitconfig > ../home/other; printf '[core]\\n\\tattributesFile = ~/attributes\\n' >> ../home/other");
            let file = place.all().join("home/other");
            place.set("GIT_CONFIG_GLOBAL", &file.to_string_lossy());
        }),
        State::works("a filter for other files").begin(|place| {
            place.commit(".gitattributes", "letter.txt filter=secret\n*.md text eol=lf\n");
        }),
        State::works("a filter that is taken from the record").begin(|place| {
            set_up(place);
            place.commit(".gitattributes", "*.md filter=secret\nplan.md !filter\n");
        }),
        crate::layout::needs_git("a filter, and no git on this computer", |place| behind(place)),
    ]
}

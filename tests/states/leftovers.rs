//! What a save that was killed left behind: the next one puts it right, with nobody's help.

use std::fs;

use crate::place::{PLAN, Place, SUBJECT};
use crate::state::State;

/// A save that was killed: how far it came, and which locks it left.
#[derive(Clone, Copy)]
struct Killed {
    index: bool,
    branch: bool,
    index_lock: bool,
    branch_lock: bool,
    log: &'static str,
}

const OURS: &str = "held by supportplan\n";

impl Killed {
    /// Plays it. What it saved is what the record said an hour ago.
    fn play(self, place: &Place) {
        let now = place.read(PLAN);
        place.edit(PLAN, "commissioned_hours: 6.5", "commissioned_hours: 6.25");
        let said = |line: &str| {
            place.shell(&format!("{line} > ../seen/said"));
            place.saw("said").unwrap_or_default().trim_end().to_owned()
        };
        let blob = said(&format!("git hash-object -w {PLAN}"));
        place.write(PLAN, now);
        let tree = said(&format!(
            "export GIT_INDEX_FILE=$PWD/../seen/index; git read-tree HEAD; git update-index --cacheinfo 100644,{blob},{PLAN}; git write-tree"
        ));
        let from = said("git rev-parse HEAD");
        let to = said(&format!("git commit-tree -p HEAD -m '{SUBJECT}' {tree}"));
        let before = said(&format!("git rev-parse :{PLAN}"));
        let log = format!("{from} {to} Priya N <priya.n@larch-house.example> 1795000000 +0000\\tcommit: {SUBJECT}\\n");
        place.write(
            ".git/supportplan/journal",
            format!(
                r#"{{"branch": "refs/heads/main", "to": "{to}", "log": "{log}", "index": [{{"path": "{PLAN}",
                "before": {{"id": "{before}", "mode": 33188, "flags": [0, 0]}},
                "after": {{"id": "{blob}", "mode": 33188, "flags": [0, 0]}}}}]}}"#
            ),
        );
        if self.index {
            place.git(&["update-index", "--cacheinfo", &format!("100644,{blob},{PLAN}")]);
        }
        if self.branch {
            place.write(".git/refs/heads/main", format!("{to}\n"));
        }
        if self.index_lock {
            place.write(".git/index.lock", OURS);
        }
        if self.branch_lock {
            place.write(".git/refs/heads/main.lock", format!("{to}\n"));
        }
        let line = log.replace("\\t", "\t").replace("\\n", "\n");
        let part = match self.log {
            "half" => &line[..60],
            "whole" => &line,
            _ => "",
        };
        for path in [".git/logs/HEAD", ".git/logs/refs/heads/main"] {
            let there = place.read(path);
            place.write(path, there + part);
        }
    }
}

fn nothing_is_left(place: &Place) {
    for path in [".git/index.lock", ".git/refs/heads/main.lock", ".git/HEAD.lock", ".git/supportplan/journal"] {
        assert!(!place.root.join(path).exists(), "{path} is left");
    }
    let unfinished = fs::read_dir(place.root.join(".git/supportplan/unfinished")).into_iter().flatten().count();
    assert_eq!(unfinished, 0);
}

pub(crate) fn states() -> Vec<State> {
    let killed = |name: &str, killed: Killed| {
        let moved = usize::from(killed.branch);
        State::works(name).may_change(".git/index.lock").unlike_git().end(move |place| killed.play(place)).also(
            move |place, _| {
                nothing_is_left(place);
                let log = place.read(".git/logs/HEAD");
                let lines: Vec<_> = log.lines().rev().take(3).collect();
                assert_eq!(lines.iter().filter(|line| line.ends_with(SUBJECT)).count(), 1 + moved, "{lines:?}");
                let moves = place.git(&["reflog", "show", "main", "--format=%H"]);
                assert_eq!(moves.lines().next(), Some(place.git(&["rev-parse", "HEAD"]).trim_end()));
            },
        )
    };
    let at = Killed { index: false, branch: false, index_lock: true, branch_lock: false, log: "" };
    vec![
        State::works("killed with git's lock and no journal")
            .may_change(".git/index.lock")
            .unlike_git()
            .end(|place| place.write(".git/index.lock", OURS))
            .also(|place, _| nothing_is_left(place)),
        State::works("killed with unfinished files")
            .unlike_git()
            .end(|place| {
                place.write(".git/supportplan/unfinished/index", "x");
                place.write(".git/supportplan/unfinished/Ab3", "x");
                place.write(
                    ".git/supportplan/lock",
                    "{\"who\": \"Tom B\", \"process\": 1, \"since\": \"2026-11-20T10:00:00Z\"}",
                );
            })
            .also(|place, _| nothing_is_left(place)),
        killed("killed with a journal", at),
        killed("killed with a journal and no lock", Killed { index_lock: false, ..at }),
        killed("killed when the index was written", Killed { index: true, ..at }),
        killed("killed when the index was written, with no lock", Killed { index: true, index_lock: false, ..at }),
        killed("killed with the branch's lock", Killed { index: true, branch_lock: true, ..at }),
        killed("killed when the branch had moved", Killed { index: true, branch: true, ..at }),
        killed(
            "killed when the branch had moved, with half a line of its log",
            Killed { index: true, branch: true, log: "half", ..at },
        ),
        killed(
            "killed when all but the journal was done",
            Killed { index: true, branch: true, index_lock: false, log: "whole", ..at },
        ),
        State::refuses("a lock of a branch that may be anybody's", 2, "another git command holds")
            .end(|place| {
                place.shell("git rev-parse HEAD > .git/refs/heads/main.lock");
            })
            .mend(|place| place.shell("rm .git/refs/heads/main.lock")),
        State::refuses("a journal that cannot be read", 2, "cannot be read")
            .says(".git/supportplan/journal")
            .end(|place| place.write(".git/supportplan/journal", "{\"branch\": "))
            .mend(|place| place.shell("rm .git/supportplan/journal")),
        State::refuses("a journal, and git's lock is somebody else's", 2, "another git command holds")
            .end(move |place| {
                Killed { index: true, ..at }.play(place);
                place.write(".git/index.lock", "somebody else's");
            })
            .mend(|place| place.shell("rm .git/index.lock")),
    ]
}

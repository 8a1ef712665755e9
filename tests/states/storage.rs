//! git's folder is not as it usually is: its objects, its locks, who may write it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::place::{PLAN, Place};
use crate::state::State;

/// Makes the objects of the commit to come, and leaves in their files no more than `bytes`, as a power cut may.
fn broken_objects(place: &Place, bytes: &str) {
    let list = |name: &str| place.shell(&format!("find .git/objects -type f | sort > ../seen/{name}"));
    list("before");
    place.shell(&format!(
        "export GIT_INDEX_FILE=$PWD/../seen/index; git read-tree HEAD; git update-index {PLAN}; git write-tree"
    ));
    list("after");
    place.shell(&format!(
        "comm -13 ../seen/before ../seen/after > ../seen/broken; \
         while read -r file; do chmod u+w $file; printf '{bytes}' > $file; done < ../seen/broken; test -s ../seen/broken"
    ));
}

/// From here on the program and git run as somebody who is not above the modes of files.
fn as_nobody(place: &mut Place) {
    const NOBODY: u32 = 65534;
    if is_roots(place) {
        place.shell(&format!("chown -R {NOBODY}:{NOBODY} .."));
        place.user = Some(NOBODY);
    }
}

fn is_roots(place: &Place) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(place.all()).expect("a folder").uid() == 0
}

fn mode(place: &Place, path: &str, mode: u32) {
    fs::set_permissions(place.root.join(path), fs::Permissions::from_mode(mode)).expect("set");
}

fn locked(place: &Place, path: &str) {
    place.write(path, "");
}

pub(crate) fn states() -> Vec<State> {
    let foreign = |path: &'static str| {
        State::refuses(format!("somebody holds {path}"), 2, "another git command holds")
            .says(path)
            .end(move |place| locked(place, path))
            .mend(move |place| fs::remove_file(place.root.join(path)).expect("removed"))
    };
    let closed = |path: &'static str| {
        State::refuses(format!("{path} cannot be written"), 2, "cannot")
            .begin(as_nobody)
            .end(move |place| mode(place, path, 0o555))
            .mend(move |place| mode(place, path, 0o755))
    };
    let cloned = |words: &'static [&'static str]| {
        move |place: &mut Place| {
            let from = format!("file://{}", place.root.display());
            let from = if words == ["--shared"] { "d".to_owned() } else { from };
            let at = place.all();
            place.git(&["config", "uploadpack.allowFilter", "true"]);
            place.git_at(&at, &[&["clone", "--quiet"], words, &[&from, "e"]].concat());
            place.root = at.join("e");
        }
    };
    let anew = |words: &'static [&'static str]| {
        move |place: &mut Place| {
            fs::remove_dir_all(place.root.join(".git")).expect("removed");
            place.git(&[&["init", "--quiet"], words].concat());
            place.git(&["add", "."]);
            place.git(&["commit", "--quiet", "-m", "Somebody's"]);
        }
    };
    vec![
        State::works("objects in files of their own").begin(|place| {
            place.shell("mv .git/objects/pack ../seen; for p in ../seen/pack/*.pack; do git unpack-objects -q < $p; done");
        }),
        State::works("objects borrowed from another repository").begin(cloned(&["--shared"])),
        State::works("shallow clone").begin(cloned(&["--depth=3"])),
        State::refuses("partial clone", 2, "a partial clone").begin(cloned(&["--filter=blob:none"])),
        State::refuses("objects named by SHA-256", 2, "SHA-256").begin(anew(&["--object-format=sha256"])),
        State::refuses("branches in a reftable", 2, "reftable").begin(anew(&["--ref-format=reftable"])),
        State::refuses("an extension from the future", 2, "extension").end(|place| {
            place.git(&["config", "core.repositoryFormatVersion", "1"]);
            place.git(&["config", "extensions.fromTheFuture", "true"]);
        }).mend(|place| place.shell("sed -i /fromTheFuture/d .git/config")),
        State::works("an old commit is replaced by another")
            .begin(|place| _ = place.git(&["replace", "--graft", "HEAD~5"])),
        State::refuses("the last commit is replaced by another", 2, "git replace")
            .begin(|place| {
                place.shell("git replace HEAD $(git commit-tree -m Other -p HEAD~1 HEAD~1^{tree})");
            })
            .mend(|place| place.shell("git replace -d $(git rev-parse HEAD)")),
        State::works("history cut off by grafts")
            .begin(|place| place.shell("git rev-parse HEAD > .git/info/grafts")),
        // git itself takes an empty object for one that it has, and cannot go on.
        State::works("empty objects that a power cut left").end(|place| broken_objects(place, "")).unlike_git(),
        State::refuses("broken objects", 2, "git fsck")
            .end(|place| broken_objects(place, "nonsense"))
            .mend(|place| place.shell("xargs rm -f < ../seen/broken")),
        State::refuses("a file in place of a folder of objects", 2, "cannot")
            .end(|place| {
                place.shell(&format!(
                    "two=$(git hash-object {PLAN} | cut -c1-2); rmdir .git/objects/$two 2> ../seen/err || true; echo x > .git/objects/$two"
                ));
            })
            .mend(|place| place.shell("find .git/objects -maxdepth 1 -type f -delete")),
        foreign(".git/index.lock"),
        foreign(".git/HEAD.lock"),
        foreign(".git/refs/heads/main.lock"),
        State::works("somebody holds what a save does not need").end(|place| {
            locked(place, ".git/config.lock");
            locked(place, ".git/refs/heads/other.lock");
        }),
        State::refuses("a file in place of this program's folder", 2, ".git/supportplan")
            .end(|place| place.shell("rm -rf .git/supportplan; echo x > .git/supportplan"))
            .mend(|place| fs::remove_file(place.root.join(".git/supportplan")).expect("removed")),
        State::refuses("a folder in place of this program's lock", 2, ".git/supportplan/lock")
            .end(|place| place.shell("rm -rf .git/supportplan; mkdir -p .git/supportplan/lock"))
            .mend(|place| fs::remove_dir(place.root.join(".git/supportplan/lock")).expect("removed")),
        closed(".git"),
        closed(".git/objects"),
        closed(".git/refs/heads"),
        State::works("the service's folder cannot be written")
            .begin(as_nobody)
            .end(|place| mode(place, "", 0o555))
            .also(|place, _| mode(place, "", 0o755)),
        State::works("a repository that a group shares")
            .begin(|place| {
                place.git(&["config", "core.sharedRepository", "group"]);
                place.shell("find .git -type d -exec chmod 2775 {} +; find .git -type f -perm -u=w -exec chmod 664 {} +");
            })
            .also(|place, _| {
                place.shell("test -z \"$(find .git -type d -not -perm -2770)\"; test -z \"$(find .git -type f -not -perm -440)\"");
                place.shell("test -z \"$(find .git/index .git/refs .git/logs -type f -not -perm -660)\"");
            }),
    ]
}

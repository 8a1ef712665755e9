//! In which order a save makes things durable: "Saved" is said only of what a power cut cannot take.
//!
//! A power cut can take every write that was not followed by an fsync of its file, and every new name that was not
//! followed by an fsync of its folder. So the calls of a save are read one after the other, and whatever is not safe yet is
//! remembered.

use std::collections::BTreeSet;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::commands::WRITING;
use crate::inject::{self, Call, What};

/// What a path is to a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Record,
    Object,
    Index,
    Branch,
    Journal,
    /// Temporary files, locks, logs and all that lies elsewhere.
    Other,
}

/// What of a service is not safe from a power cut, call by call.
struct Disk<'s> {
    service: &'s Path,
    /// Files with words that are not on the disk yet.
    written: BTreeSet<PathBuf>,
    /// Files and folders whose name is not on the disk yet.
    named: BTreeSet<PathBuf>,
    branch_moved: bool,
    /// What got its name after the branch had moved, and belongs to no further commit so far.
    late: Vec<PathBuf>,
    said: bool,
    wrong: Vec<String>,
}

const CREATE: u64 = 0o100;
const TRUNCATE: u64 = 0o1000;

impl<'s> Disk<'s> {
    /// Reads all calls of a save; what is wrong with their order.
    fn read(service: &'s Path, calls: &[Call]) -> Vec<String> {
        let mut disk = Self {
            service,
            written: BTreeSet::new(),
            named: BTreeSet::new(),
            branch_moved: false,
            late: Vec::new(),
            said: false,
            wrong: Vec::new(),
        };
        for call in calls.iter().filter(|call| call.result >= 0) {
            disk.take(call);
        }
        if !disk.said {
            disk.wrong.push("nothing was said to be saved".to_owned());
        }
        disk.wrong
    }

    fn kind(&self, path: &Path) -> Kind {
        let Ok(inside) = path.strip_prefix(self.service) else { return Kind::Other };
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let parts: Vec<&str> = parts.iter().map(|part| &**part).collect();
        let hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match parts[..] {
            [.., name] if name.ends_with(".lock") || name.starts_with(".supportplan-") => Kind::Other,
            [".git", "objects", folder] if folder.len() == 2 && hexadecimal(folder) => Kind::Object,
            [".git", "objects", folder, name] if folder.len() == 2 && hexadecimal(name) => Kind::Object,
            [".git", "objects", "pack", name] if name.starts_with("pack-") => Kind::Object,
            [".git", "index"] => Kind::Index,
            [".git", "refs", "heads", ..] => Kind::Branch,
            [".git", "supportplan", "journal"] => Kind::Journal,
            [".git", ..] | [] => Kind::Other,
            _ => Kind::Record,
        }
    }

    fn take(&mut self, call: &Call) {
        let (path, kind) = (&call.path, self.kind(&call.path));
        let in_place = !matches!(kind, Kind::Other | Kind::Journal);
        match &*call.name {
            "open" | "creat" | "openat" | "openat2" => {
                if in_place {
                    self.say(format!("{} is written in its place, where half of it can be left", path.display()));
                }
                if call.detail & (CREATE | TRUNCATE) != 0 {
                    self.written.insert(path.clone());
                    self.named.insert(path.clone());
                }
            }
            "write" | "writev" if path.to_string_lossy().starts_with("socket:") => self.saved(),
            "mkdir" | "mkdirat" | "symlink" | "symlinkat" => _ = self.named.insert(path.clone()),
            "rename" | "renameat" | "renameat2" => self.name(path, &call.target, true),
            "link" | "linkat" => self.name(path, &call.target, false),
            "unlink" | "unlinkat" | "rmdir" => {
                self.written.remove(path);
                self.named.remove(path);
            }
            "fsync" | "fdatasync" => {
                self.written.remove(path);
                self.named.retain(|named| named.parent() != Some(path));
            }
            "sync" | "syncfs" => {
                self.written.clear();
                self.named.clear();
            }
            "mmap" | "ftruncate" | "truncate" | "fallocate" | "ioctl" | "splice" => {
                _ = self.written.insert(path.clone())
            }
            _ if call.writes() => _ = self.written.insert(path.clone()),
            _ => {}
        }
    }

    /// A file gets a name; `moved` where it loses the old one.
    fn name(&mut self, from: &Path, to: &Path, moved: bool) {
        let kind = self.kind(to);
        let unsafe_words = if moved { self.written.remove(from) } else { self.written.contains(from) };
        if moved {
            self.named.remove(from);
        }
        if unsafe_words && kind != Kind::Other {
            self.say(format!("{} gets its name before its words are on the disk", to.display()));
        }
        match kind {
            Kind::Branch => {
                self.all_safe("the branch moves", &[Kind::Record, Kind::Object, Kind::Index, Kind::Journal]);
                self.branch_moved = true;
                self.late.clear();
            }
            Kind::Index => self.all_safe("the index is replaced", &[Kind::Record, Kind::Object, Kind::Journal]),
            _ => {}
        }
        if self.branch_moved && matches!(kind, Kind::Record | Kind::Object | Kind::Index) {
            self.late.push(to.to_owned());
        }
        if unsafe_words {
            self.written.insert(to.to_owned());
        }
        self.named.insert(to.to_owned());
    }

    /// The command says that all is saved.
    fn saved(&mut self) {
        if !self.branch_moved {
            self.say("it is said before the branch has moved".to_owned());
        }
        for late in std::mem::take(&mut self.late) {
            self.say(format!("{} comes after the branch has moved", late.display()));
        }
        self.all_safe("it is said", &[Kind::Record, Kind::Object, Kind::Index, Kind::Branch]);
        self.said = true;
    }

    fn all_safe(&mut self, when: &str, kinds: &[Kind]) {
        let open = |path: &&PathBuf| kinds.contains(&self.kind(path));
        let words = self
            .written
            .iter()
            .filter(open)
            .map(|path| format!("{when} before the words of {} are on the disk", path.display()));
        let names = self
            .named
            .iter()
            .filter(open)
            .map(|path| format!("{when} before the name of {} is on the disk", path.display()));
        let wrong: Vec<_> = words.chain(names).collect();
        self.wrong.extend(wrong);
    }

    fn say(&mut self, what: String) {
        self.wrong.push(what);
    }
}

#[test]
fn saved_is_said_of_what_a_power_cut_cannot_take() {
    if let Some(why) = inject::unknown_system() {
        return println!("{why}");
    }
    for row in WRITING.iter().filter(|row| row.command == "save" || row.name.starts_with("new-review-answers")) {
        let place = (row.prepare)();
        let kept = place.root().join("kept");
        std::fs::create_dir(&kept).expect("a folder");
        // What is said goes to a socket, which nothing else that the command starts writes to.
        let (said, heard) = UnixStream::pair().expect("a socket");
        let mut command = inject::command(&place, What::Count(&kept));
        command.arg(env!("CARGO_BIN_EXE_supportplan")).args(row.words);
        command.stdout(OwnedFd::from(said)).stderr(Stdio::null());
        assert!(command.status().expect("the injector runs").success());
        drop(heard);
        let wrong = Disk::read(&place.service(), &inject::calls(&place));
        let first: Vec<_> = wrong.iter().take(12).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{}: {} things are wrong:\n{}", row.name, wrong.len(), first.join("\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A save as it should be: each call's name, its path and its new name.
    const GOOD: &[(&str, &str, &str)] = &[
        ("openat", "/s/residents/R-0142/.supportplan-1", ""),
        ("write", "/s/residents/R-0142/.supportplan-1", ""),
        ("fsync", "/s/residents/R-0142/.supportplan-1", ""),
        ("rename", "/s/residents/R-0142/.supportplan-1", "/s/residents/R-0142/plan.md"),
        ("fsync", "/s/residents/R-0142", ""),
        ("openat", "/s/.git/supportplan/tmp/1", ""),
        ("write", "/s/.git/supportplan/tmp/1", ""),
        ("fsync", "/s/.git/supportplan/tmp/1", ""),
        ("mkdir", "/s/.git/objects/ab", ""),
        ("rename", "/s/.git/supportplan/tmp/1", "/s/.git/objects/ab/0123456789"),
        ("fsync", "/s/.git/objects/ab", ""),
        ("fsync", "/s/.git/objects", ""),
        ("openat", "/s/.git/index.lock", ""),
        ("write", "/s/.git/index.lock", ""),
        ("fsync", "/s/.git/index.lock", ""),
        ("rename", "/s/.git/index.lock", "/s/.git/index"),
        ("fsync", "/s/.git", ""),
        ("openat", "/s/.git/refs/heads/main.lock", ""),
        ("write", "/s/.git/refs/heads/main.lock", ""),
        ("fsync", "/s/.git/refs/heads/main.lock", ""),
        ("rename", "/s/.git/refs/heads/main.lock", "/s/.git/refs/heads/main"),
        ("fsync", "/s/.git/refs/heads", ""),
        ("write", "socket:[1]", ""),
    ];

    fn wrong(calls: &[(&str, &str, &str)]) -> Vec<String> {
        let call = |(name, path, target): &(&str, &str, &str)| Call {
            number: 1,
            name: (*name).to_owned(),
            result: 0,
            detail: CREATE,
            path: path.into(),
            target: target.into(),
        };
        Disk::read(Path::new("/s"), &calls.iter().map(call).collect::<Vec<_>>())
    }

    #[test]
    fn a_save_in_the_right_order_is_found_right() {
        assert_eq!(wrong(GOOD), Vec::<String>::new());
    }

    #[test]
    fn every_missing_fsync_is_found() {
        for (at, (name, path, _)) in GOOD.iter().enumerate().filter(|(_, call)| call.0 == "fsync") {
            let mut calls = GOOD.to_vec();
            calls.remove(at);
            assert!(!wrong(&calls).is_empty(), "without {name} of {path}");
        }
    }

    #[test]
    fn a_wrong_order_is_found() {
        let at = |path: &str| GOOD.iter().position(|call| call.2 == path).expect("the call");
        let (object, index, branch) =
            (at("/s/.git/objects/ab/0123456789"), at("/s/.git/index"), at("/s/.git/refs/heads/main"));
        for (first, second) in [(object, index), (object, branch), (index, branch), (branch, GOOD.len() - 1)] {
            let mut calls = GOOD.to_vec();
            let early = calls.remove(second);
            calls.insert(first, early);
            assert!(!wrong(&calls).is_empty(), "{early:?} too early");
        }
        let two_saves = [&GOOD[..GOOD.len() - 1], GOOD].concat();
        assert_eq!(wrong(&two_saves), Vec::<String>::new());
        let mut calls = GOOD.to_vec();
        calls.insert(0, ("openat", "/s/.git/index", ""));
        assert!(!wrong(&calls).is_empty(), "written in its place");
    }
}

//! Data flows one way: no room of the library uses one that `tests/architecture.txt` does not allow it.

#![expect(clippy::disallowed_methods, reason = "this test reads the sources, which no service holds")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a source text names, its tests left out.
fn used(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let named = code.flat_map(|line| line.split("crate::").skip(1).chain(line.split("supportplan::").skip(1)));
    let room = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    named.map(room).filter(|room| !room.is_empty()).collect()
}

#[test]
fn every_room_uses_only_what_it_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("tests/architecture.txt")).expect("the table");
    let allowed: BTreeMap<&str, BTreeSet<&str>> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(room, uses)| (room, uses.split_whitespace().collect()))
        .collect();
    let order: Vec<&str> = table.lines().filter_map(|line| line.split_once(':')).map(|(room, _)| room).collect();
    for (room, uses) in &allowed {
        let at = order.iter().position(|other| other == room);
        assert!(uses.iter().all(|used| order.iter().position(|other| other == used) < at), "{room} uses a later room");
    }
    let mut sources = Vec::new();
    files(&root.join("src"), &mut sources);
    let mut wrong = Vec::new();
    let mut rooms = BTreeSet::new();
    for source in sources {
        let inside = source.strip_prefix(root.join("src")).expect("below src");
        let first = inside.components().next().expect("a room").as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        if room == "lib" || inside.ends_with("tests.rs") {
            continue;
        }
        let Some(uses) = allowed.get(room.as_str()) else { panic!("the table has no line for {room}") };
        let text = std::fs::read_to_string(&source).expect("a source");
        let strangers = used(&text).into_iter().filter(|used| *used != room && !uses.contains(used.as_str()));
        wrong.extend(strangers.map(|used| format!("{} uses {used}", inside.display())));
        rooms.insert(room);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rooms.len() > 8);
}

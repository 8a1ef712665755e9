//! Several people who save at the same time.

use std::path::Path;
use std::process::Stdio;

use crate::place::Place;

const WRITERS: usize = 8;
const EACH: usize = 5;

/// The records that a writer has edited. Two and two writers share residents, but no record.
fn records(writer: usize) -> Vec<String> {
    let record = |number: usize| {
        let kind = if number < 20 { "plan" } else { "safety-plan" };
        format!("residents/R-{:04}/{kind}.md", number % 20 + 1)
    };
    (writer * EACH..(writer + 1) * EACH).map(record).collect()
}

/// A word that only this writer writes, into each record.
fn word(writer: usize, record: usize) -> String {
    format!("x-note: words of writer {writer} in record {record}")
}

/// Starts each writer's save, and says how they ended.
fn save_all_at_once(place: &Place, staff: &[String]) -> Vec<(i32, String)> {
    let saves: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), Path::new("d"));
            command.arg("save").args(records(writer)).args(["--by", &staff[writer % staff.len()]]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
        })
        .collect();
    let ended = saves.into_iter().map(|save| save.wait_with_output().expect("it ends"));
    ended
        .map(|output| {
            let said = [output.stdout, output.stderr].concat();
            (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
        })
        .collect()
}

#[test]
fn eight_writers_at_once_lose_nothing() {
    let place = Place::empty();
    assert!(place.plan(&["demo", "d", "--residents", "20", "--weeks", "1"], None).status.success());
    let settings = place.read("d/supportplan.yaml");
    let staff = settings.lines().filter_map(|line| line.trim().strip_prefix("- id: "));
    let staff: Vec<_> = staff.map(str::to_owned).collect();
    for writer in 0..WRITERS {
        for (number, record) in records(writer).iter().enumerate() {
            place.edit(record, "\nresident: ", &format!("\n{}\nresident: ", word(writer, number)));
        }
    }
    // Two records have an error, so that they are refused while the others are saved.
    let refused = [(2, 1), (6, 3)];
    for (writer, record) in refused {
        place.edit(&records(writer)[record], "\nkind: ", "\nkindness: much\nkind: ");
    }
    let before = place.git(&["rev-parse", "HEAD"]);
    for (writer, (status, said)) in save_all_at_once(&place, &staff).iter().enumerate() {
        let has_refused = refused.iter().any(|(other, _)| *other == writer);
        let well = match status {
            0 => !has_refused,
            1 => has_refused && said.contains("Not saved"),
            2 => said.contains("supportplan: "),
            _ => false,
        };
        assert!(well, "writer {writer} ended with {status}: {said}");
        assert!(!said.contains("words of writer"), "nothing that a record says is told");
    }
    place.git(&["fsck", "--strict"]);
    // Whoever was turned away saves again.
    assert_eq!(place.plan(&["-C", "d", "save", "--by", &staff[0]], None).status.code(), Some(1));
    place.git(&["fsck", "--strict"]);

    let mut left = String::new();
    for writer in 0..WRITERS {
        for (number, record) in records(writer).iter().enumerate() {
            let word = word(writer, number);
            let commits = place.git(&["log", "--format=%H", &format!("-S{word}"), "--all"]);
            if refused.contains(&(writer, number)) {
                assert_eq!(commits, "", "no commit has a word of {record}");
                assert!(place.read(&format!("d/{record}")).contains(&word));
                left.push_str(&format!(" M {record}\n"));
                continue;
            }
            assert_eq!(commits.lines().count(), 1, "one commit has the words of {record}");
            assert!(place.git(&["show", &format!("HEAD:{record}")]).contains(&word), "{record} keeps them");
        }
    }
    let mut left: Vec<_> = left.lines().collect();
    left.sort_unstable();
    assert_eq!(place.git(&["status", "--porcelain"]).lines().collect::<Vec<_>>(), left);

    // No commit has a path of two writers, those of the last save aside, which was one person's.
    let made = place.git(&["log", "--format=%x09%an", "--name-only", &format!("{}..HEAD", before.trim())]);
    for commit in made.split('\t').skip(1) {
        let paths: Vec<_> = commit.lines().skip(1).filter(|line| !line.is_empty()).collect();
        let whole = |writer: usize| paths.iter().all(|path| records(writer).iter().any(|record| record == path));
        assert!(!paths.is_empty() && (0..WRITERS).any(whole), "{commit}");
    }
    // Mended, the last two are saved as well, and nothing is left.
    for (writer, record) in refused {
        place.edit(&records(writer)[record], "\nkindness: much", "");
    }
    let last = place.plan(&["-C", "d", "save", "--by", &staff[0]], None);
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stdout));
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

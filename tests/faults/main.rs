//! Faults: nothing that was typed is lost, and no record goes back, wherever a writing command is stopped.
//!
//! Each writing command is run once for each system call by which it, or a program that it starts, changes a file. At that
//! call everything is killed, before it or after it; or a write is torn in two; or the disk is full, or broken, or takes
//! nothing more from then on. What must hold afterwards stands in `after.rs`, the commands in `commands.rs`, how a fault is
//! made to happen in `inject.c`.
//!
//! `cargo test --test faults` makes a fixed sample of the runs. All of them, with their number:
//!
//! ```sh
//! SUPPORTPLAN_FAULTS=all cargo test --release --test faults -- --nocapture no_fault
//! ```
//!
//! `SUPPORTPLAN_FAULTS=save` makes all runs of one row of the table, and `SUPPORTPLAN_FAULTS=save:17:enospc` one run,
//! telling what was said and where the folder is kept. `TMPDIR` says where the services lie; a folder in memory, such as
//! /dev/shm, is quick.
#![expect(
    clippy::disallowed_methods,
    reason = "these tests play the disk, and the person who works beside the program"
)]

mod after;
mod commands;
mod course;
mod inject;
mod order;
mod place;
mod state;
mod walk;
mod writers;

use std::collections::BTreeSet;

use crate::commands::{READING, WRITING};
use crate::course::Course;
use crate::inject::What;
use crate::place::Place;
use crate::walk::Which;

/// The commands that help lists, with those below them.
fn commands_of(place: &Place, begin: &[&str]) -> BTreeSet<String> {
    let help = place.plan(&[begin, &["--help"]].concat(), None);
    let help = String::from_utf8(help.stdout).expect("text");
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return BTreeSet::from([begin.join(" ")]) };
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    names.flat_map(|name| commands_of(place, &[begin, &[name]].concat())).collect()
}

#[test]
fn every_command_is_in_the_table() {
    let known: BTreeSet<_> =
        WRITING.iter().map(|row| row.command).chain(READING.iter().map(|(name, _)| *name)).map(str::to_owned).collect();
    assert_eq!(commands_of(&Place::empty(), &[]), known, "a command needs a row in tests/faults/commands.rs");
}

#[test]
fn reading_commands_write_nothing() {
    if let Some(why) = inject::unknown_system() {
        return println!("{why}");
    }
    let place = commands::service();
    let kept = place.root().join("kept");
    std::fs::create_dir(&kept).expect("a folder");
    for (name, words) in READING {
        let ran = inject::run(&place, words, None, What::Count(&kept));
        assert_eq!(ran.status, 0, "{name}: {}", ran.err);
        let wrote = ran.calls.iter().find(|call| call.number > 0);
        assert_eq!(wrote, None, "{name} writes; it belongs among the writing commands");
    }
}

#[test]
fn no_fault_loses_or_undoes_a_record() {
    if let Some(why) = inject::unknown_system() {
        return println!("{why}");
    }
    let which = Which::told();
    let (mut made, mut there, mut failed) = (0, 0, 0);
    for row in which.rows() {
        let report = walk::walk(&Course::of(row), &which);
        println!("{}", report.lines.join("\n"));
        (made, there, failed) = (made + report.made, there + report.there, failed + report.failed);
    }
    println!("{made} of {there} runs made ({} %), {failed} failed", made * 100 / there);
    assert_eq!(failed, 0, "runs after which something does not hold; they are named above");
}

//! What the commit of an undo says about itself: references, dates and numbers, and which save it takes back.

use git2::Commit;

use super::changes::Change;
use crate::report::plural;
use crate::service::saving::message::name_of;

/// How long a subject may be, in characters.
const SUBJECT: usize = 72;

/// What a subject says between whose records these are and which.
const TAKEN_BACK: &str = ": taken back, ";
const BROUGHT_BACK: &str = ": brought back, ";

/// What the line begins with by which such a commit is known.
const TAKES_BACK: &str = "Takes back ";

/// The commit's message.
pub(super) fn message(name: &str, changes: &[Change], short: String, brings_back: bool) -> String {
    let deed = if brings_back { BROUGHT_BACK } else { TAKEN_BACK };
    let mut parts: Vec<String> = changes.iter().map(|change| name_of(&change.path)).collect();
    parts.dedup();
    let subject = format!("{name}{deed}{}", parts.join("; "));
    let subject = if subject.chars().count() <= SUBJECT {
        subject
    } else {
        format!("{name}{deed}{}", plural(changes.len(), "file", "files"))
    };
    format!("{subject}\n\n{TAKES_BACK}{short}.\n")
}

/// The short name of the save that a commit takes back, if it is such a commit.
pub(super) fn taken_back_by(commit: &Commit<'_>) -> Option<String> {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let line = message.lines().skip(1).find_map(|line| line.strip_prefix(TAKES_BACK)?.strip_suffix('.'));
    line.filter(|short| short.len() >= 7 && short.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_owned)
}

/// Whether a commit took back a save, which is there again once it is itself taken back.
pub(super) fn took_away(commit: &Commit<'_>) -> bool {
    let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
    taken_back_by(commit).is_some() && subject.contains(TAKEN_BACK)
}

/// What the command line calls a resident, the team or the service.
pub(super) fn command_name(name: &str) -> String {
    if matches!(name, "Team" | "Service") { name.to_lowercase() } else { name.to_owned() }
}

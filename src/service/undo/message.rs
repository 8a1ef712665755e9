//! What the commit of an undo says about itself: references, dates and numbers, and which save it takes back.

use git2::Commit;

use super::changes::Change;
use crate::record::{Kind, Place};
use crate::report::plural;

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
    let mut parts: Vec<String> = changes.iter().map(|change| part(&change.path)).collect();
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

fn part(path: &str) -> String {
    let Some(place) = Place::of(path) else {
        let what = if path.contains("/scans/") {
            "scan"
        } else if path.starts_with('.') && path.contains('/') {
            "template"
        } else {
            "git's files"
        };
        return what.to_owned();
    };
    let value = |key: &str| place.values.get(key).map_or("", String::as_str);
    match place.kind {
        Kind::WeeklyReview => format!("weekly review {}", value("week")),
        Kind::FormalReview => format!("formal review {}", value("prepared")),
        Kind::TeamReflection => format!("reflection {}", value("date")),
        Kind::PlanAudit => format!("audit {}", value("date")),
        Kind::Incident => format!("incident {}", value("date")),
        kind => kind.words(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_by_reference_and_date() {
        assert_eq!(part("residents/R-0142/weekly/2026-W47.md"), "weekly review 2026-W47");
        assert_eq!(part("residents/R-0142/incidents/2026-11-03-2.md"), "incident 2026-11-03");
        assert_eq!(part("residents/R-0142/scans/2026-11-20-formal.pdf"), "scan");
        assert_eq!(part("supportplan.yaml"), "settings");
        assert_eq!(part(".supportplan/templates/page.html"), "template");
        assert_eq!(part(".gitignore"), "git's files");
    }
}

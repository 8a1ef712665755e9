//! The last paragraph of a commit's message: git's trailers, by which other programs can find the saves of a resident, a record, a kind or a
//! review, as in `git log --format='%(trailers:key=Resident,valueonly)'`. They are made of what is really committed, in the one way into git, and
//! hold nothing but references, dates and the names of kinds, so that no text in a record, a setting or a file's name can write one.
//!
//! | trailer | once for |
//! | --- | --- |
//! | `Record` | each record that was brought, changed or removed: its path in the service's folder |
//! | `Removed` | each of them that is no longer there |
//! | `Resident` | each resident whose files are among it: the reference |
//! | `Kind` | each kind of record; `scan`, `template` and `other` for other files |
//! | `Review` | each weekly and formal review that was brought or changed |
//!
//! Of more than [`MOST`] the first are named, and one trailer more says how many there are: `Record-Count: 500`.

use std::collections::BTreeSet;

use super::touched::reviews;
use crate::report::{Deed, Touched};

/// How many trailers of one name a commit has at most.
const MOST: usize = 100;

/// The names of trailers, in the order in which they stand.
const NAMES: [&str; 5] = ["Record", "Removed", "Resident", "Kind", "Review"];

/// What the name of the trailer ends in that says how many there are.
pub(super) const COUNT: &str = "-Count";

/// A trailer: its name and its value.
pub(in crate::service) type Trailer = (String, String);

/// The trailers of a commit that did this.
pub(in crate::service) fn of(touched: &[Touched]) -> Vec<Trailer> {
    let records = |removed: bool| {
        let counts = move |one: &&Touched| !removed || one.deed == Deed::Removed;
        touched.iter().filter(counts).filter_map(|one| one.record.clone()).collect()
    };
    let values: [BTreeSet<String>; 5] = [
        records(false),
        records(true),
        touched.iter().filter_map(|one| one.resident.clone()).collect(),
        touched.iter().map(|one| one.what.name().to_owned()).collect(),
        reviews(touched).into_iter().map(|review| review.name).collect(),
    ];
    let mut trailers = Vec::new();
    for (name, values) in NAMES.into_iter().zip(values) {
        let count = (values.len() > MOST).then(|| (format!("{name}{COUNT}"), values.len().to_string()));
        trailers.extend(values.into_iter().take(MOST).map(|value| (name.to_owned(), value)));
        trailers.extend(count);
    }
    trailers
}

/// A message with these trailers as a paragraph of their own, whatever it ends in.
pub(in crate::service) fn added(message: &str, trailers: &[Trailer]) -> String {
    if trailers.is_empty() {
        return message.to_owned();
    }
    format!("{}\n\n{}", message.trim_end(), paragraph(trailers))
}

/// A message that hooks may have reworded, with these trailers where git reads them: a hook that adds a paragraph must not hide them.
pub(in crate::service) fn kept(message: String, trailers: &[Trailer]) -> String {
    let there = all(message.as_bytes());
    if trailers.iter().all(|trailer| there.contains(trailer)) {
        return message;
    }
    let message = match message.split_once(&paragraph(trailers)) {
        Some((before, after)) => format!("{}\n\n{}", before.trim_end(), after.trim()),
        None => message,
    };
    let joint = if all(message.as_bytes()).is_empty() { "\n\n" } else { "\n" };
    format!("{}{joint}{}", message.trim_end(), paragraph(trailers))
}

fn paragraph(trailers: &[Trailer]) -> String {
    trailers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
}

/// Which of these trailers a message has, as git reads them.
pub(in crate::service) fn claimed(message: &[u8]) -> BTreeSet<Trailer> {
    let known = |name: &str| {
        let counts = NAMES.iter().map(|name| format!("{name}{COUNT}"));
        NAMES.iter().map(|name| (*name).to_owned()).chain(counts).find(|known| known.eq_ignore_ascii_case(name))
    };
    all(message).into_iter().filter_map(|(name, value)| Some((known(&name)?, value))).collect()
}

/// All trailers of a message, as git reads them.
fn all(message: &[u8]) -> Vec<Trailer> {
    let Ok(trailers) = git2::message_trailers_bytes(message) else { return Vec::new() };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    trailers.iter().map(|(name, value)| (text(name), text(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::touched;
    use super::*;

    fn trailers(paths: &[(&str, Deed)]) -> Vec<Trailer> {
        of(&touched::all(paths.iter().copied()))
    }

    fn lines(paths: &[(&str, Deed)]) -> String {
        paragraph(&trailers(paths))
    }

    #[test]
    fn a_review_with_its_plan_names_both() {
        let files =
            [("residents/R-0142/plan.md", Deed::Changed), ("residents/R-0142/formal/2026-11-20.md", Deed::Brought)];
        let expected = "Record: residents/R-0142/formal/2026-11-20.md\nRecord: residents/R-0142/plan.md\nResident: R-0142\nKind: formal-review\nKind: support-plan\nReview: formal review 2026-11-20\n";
        assert_eq!(lines(&files), expected);
    }

    #[test]
    fn what_is_removed_is_named_and_its_review_is_none() {
        let review = "residents/R-0142/weekly/2026-W46.md";
        let expected = format!("Record: {review}\nRemoved: {review}\nResident: R-0142\nKind: weekly-review\n");
        assert_eq!(lines(&[(review, Deed::Removed)]), expected);
    }

    #[test]
    fn other_files_are_named_by_their_sort() {
        let files = [
            ("residents/R-0142/scans/Sam Smith.pdf", Deed::Brought),
            (".supportplan/templates/x\nKind: y", Deed::Removed),
        ];
        assert_eq!(lines(&files), "Resident: R-0142\nKind: scan\nKind: template\n");
    }

    #[test]
    fn of_very_many_the_first_are_named_and_all_are_counted() {
        let paths: Vec<String> = (0..500).map(|n| format!("residents/R-{n:04}/plan.md")).collect();
        let files: Vec<_> = paths.iter().map(|path| (path.as_str(), Deed::Changed)).collect();
        let lines = lines(&files);
        assert_eq!(lines.lines().count(), 203);
        assert!(lines.contains("Record-Count: 500\n") && lines.contains("Resident-Count: 500\n"), "{lines}");
        assert!(lines.contains("R-0099") && !lines.contains("R-0100"), "{lines}");
    }

    #[test]
    fn hooks_do_not_hide_them() {
        let ours = trailers(&[("residents/R-0142/plan.md", Deed::Changed)]);
        let message = added("R-0142: support plan\n", &ours);
        let expected: BTreeSet<_> = ours.iter().cloned().collect();
        for by_hook in [
            message.clone(),
            format!("{message}Seen-by: Tom\n"),
            format!("{message}\nSeen-by: Tom\n"),
            format!("{message}\nSaid by a hook.\n"),
            "R-0142: reworded\n".to_owned(),
        ] {
            let kept = kept(by_hook.clone(), &ours);
            assert_eq!(claimed(kept.as_bytes()), expected, "{kept}");
            assert_eq!(kept.matches("Resident: ").count(), 1, "{kept}");
            assert_eq!(kept.contains("Seen-by"), by_hook.contains("Seen-by"));
            assert!(!kept.contains("\n\n\n"), "{kept}");
        }
    }
}

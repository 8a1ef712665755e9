//! What a commit says about itself: references, dates and numbers only.

use crate::record::{self, Kind, Place, Record, Wording, change};
use crate::report::plural;
use crate::service::trail::plain_place;

/// What a commit's message says about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is, such as "support plan".
    name: String,
    /// The same where there is little room, such as "formal review 2026-10-26" without its stage.
    short: String,
    /// What changed in it, such as "1 outcome changed"; empty where it is new.
    counts: String,
    /// How much that is, taken together, such as "3 changes".
    total: String,
}

impl Part {
    /// A part of which only its name is said.
    pub(super) fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { short: name.clone(), name, counts: String::new(), total: String::new() }
    }

    fn with(&self, what: &str) -> String {
        if what.is_empty() { self.name.clone() } else { format!("{}, {what}", self.name) }
    }
}

/// What a commit's message calls the file at `path`: a kind with its week or day, and no word of what it says.
pub fn name_of(path: &str) -> String {
    let Some(place) = Place::of(path) else {
        return if path.contains("/scans/") {
            "scan".to_owned()
        } else if path.starts_with(".supportplan/") {
            "template".to_owned()
        } else {
            "git's files".to_owned()
        };
    };
    // A path of another form may hold any words and signs.
    let Some(place) = plain_place(path) else { return place.kind.words() };
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

/// What a commit's message says about one record, beside what was `committed` of it before: references, dates and numbers, no word of what it says.
pub(super) fn part(record: &Record, committed: Option<Vec<u8>>, wording: &Wording) -> Part {
    let name = name_of(&record.path);
    if record.kind() == Kind::FormalReview {
        let stage = record.value("stage").unwrap_or_default();
        return Part { short: name.clone(), ..Part::named(format!("{name} {stage}")) };
    }
    let Some(before) = committed else { return Part::named(name) };
    let before = Place::of(&record.path).and_then(|place| record::read(&record.path, place, before, wording).record);
    let changes = before.map(|before| change::between(&before, record, wording)).unwrap_or_default();
    let (counts, total) = match changes.len() {
        0 => ("layout".to_owned(), "layout".to_owned()),
        count => (change::counted(&changes), plural(count, "change", "changes")),
    };
    Part { counts, total, ..Part::named(name) }
}

/// How long a subject may be, in characters: what `git log --oneline` shows in a terminal of the usual width.
const SUBJECT: usize = 72;

/// The commit's message: all in its subject where that fits, else what it is about there and the counts below.
pub(super) fn message(name: &str, mut parts: Vec<Part>) -> String {
    parts.dedup();
    let subject =
        |say: &dyn Fn(&Part) -> String| format!("{name}: {}", parts.iter().map(say).collect::<Vec<_>>().join("; "));
    let full = subject(&|part| part.with(&part.counts));
    if full.chars().count() <= SUBJECT {
        return format!("{full}\n");
    }
    let short = [
        subject(&|part| part.with(&part.total)),
        subject(&|part| part.name.clone()),
        subject(&|part| part.short.clone()),
    ];
    let short = short.into_iter().find(|subject| subject.chars().count() <= SUBJECT);
    let subject = short.unwrap_or_else(|| format!("{name}: {}", plural(parts.len(), "record", "records")));
    let lines: Vec<String> = parts.iter().map(|part| part.with(&part.counts)).collect();
    format!("{subject}\n\n{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::Deed;
    use crate::service::trail::{all_touched, trailers};

    #[test]
    fn files_are_named_by_kind_and_date() {
        assert_eq!(name_of("residents/R-0142/weekly/2026-W47.md"), "weekly review 2026-W47");
        assert_eq!(name_of("residents/R-0142/incidents/2026-11-03-2.md"), "incident 2026-11-03");
        assert_eq!(name_of("residents/R-0142/scans/2026-11-20-formal.pdf"), "scan");
        assert_eq!(name_of("supportplan.yaml"), "settings");
        assert_eq!(name_of(".supportplan/templates/page.html"), "template");
        assert_eq!(name_of(".gitignore"), "git's files");
    }

    fn part(name: &str, counts: &str, total: &str) -> Part {
        Part { counts: counts.into(), total: total.into(), ..Part::named(name) }
    }

    #[test]
    fn a_message_says_all_in_its_subject_where_that_fits() {
        let one = part("support plan", "1 outcome changed", "1 change");
        assert_eq!(message("R-0142", vec![one]), "R-0142: support plan, 1 outcome changed\n");
        let many =
            part("support plan", "3 outcomes changed, 1 action added, 4 actions changed, 1 risk added", "9 changes");
        let message = message("R-0142", vec![many, part("weekly review 2026-W46", "", "")]);
        let expected = "R-0142: support plan, 9 changes; weekly review 2026-W46\n\nsupport plan, 3 outcomes changed, 1 action added, 4 actions changed, 1 risk added\nweekly review 2026-W46\n";
        assert_eq!(message, expected);
    }

    #[test]
    fn two_reviews_are_both_named() {
        let review = |day: &str, stage: &str| {
            let name = format!("formal review {day}");
            Part { short: name.clone(), ..Part::named(format!("{name} {stage}")) }
        };
        let message = message("R-0142", vec![review("2026-10-26", "superseded"), review("2026-11-20", "prepared")]);
        let expected = "R-0142: formal review 2026-10-26; formal review 2026-11-20\n\nformal review 2026-10-26 superseded\nformal review 2026-11-20 prepared\n";
        assert_eq!(message, expected);
    }

    #[test]
    fn many_records_are_counted() {
        let parts = (1..=9).map(|n| part(&format!("weekly review 2026-W0{n}"), "", "")).collect();
        assert!(message("R-0142", parts).starts_with("R-0142: 9 records\n\nweekly review 2026-W01\n"));
    }

    /// Names that records, scans and templates have, and names that try to pass for a trailer.
    fn path() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[\\PC\n\r\t]{0,12}",
            proptest::sample::select(vec![
                "\n",
                "\n\n",
                "\r\n",
                "Resident: R-0001",
                "Record: ",
                "Kind: x\n",
                ": ",
                "---\n",
                "--- ",
                "\u{2028}",
                "\u{85}",
                "R-0142",
                "2026-W46",
                "2026-11-20",
                "-1",
                "# ",
                "(cherry picked from commit 1)",
                "Signed-off-by: ",
                "\u{0}",
                "=",
                " ",
            ])
            .prop_map(str::to_owned),
        ];
        let word = proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat());
        let form = proptest::sample::select(vec![
            "residents/R-0142/plan.md",
            "residents/R-0142/weekly/2026-W46.md",
            "residents/{}/plan.md",
            "residents/R-0142/weekly/{}.md",
            "residents/R-0142/formal/{}.md",
            "residents/R-0142/incidents/2026-11-20-{}.md",
            "residents/R-0142/incidents/{}-1.md",
            "team/audits/{}.md",
            "residents/R-0142/scans/{}",
            ".supportplan/templates/{}",
            "{}",
            "residents/{}",
            "supportplan.yaml",
        ]);
        (form, word).prop_map(|(form, word)| form.replace("{}", &word))
    }

    fn deed() -> impl Strategy<Value = Deed> {
        proptest::sample::select(vec![Deed::Brought, Deed::Changed, Deed::Removed])
    }

    proptest! {
        #[test]
        fn no_name_of_a_file_forges_one(files in proptest::collection::vec((path(), deed()), 1..6)) {
            let files: std::collections::BTreeMap<_, _> = files.into_iter().collect();
            let touched = all_touched(files.iter().map(|(path, deed)| (path.as_str(), *deed)));
            let named = files.keys().map(|path| Part::named(name_of(path))).collect();
            let whole = trailers::added(&message("R-0142", named), &trailers::of(&touched));
            let expected = trailers::of(&touched);
            prop_assert_eq!(trailers::claimed(whole.as_bytes()), expected.iter().cloned().collect(), "{}", whole);
            let lines = whole.lines().filter(|line| line.contains(": ")).count();
            prop_assert_eq!(lines, expected.len() + 1, "the subject has a colon as well: {}", whole);
            for (_, value) in expected {
                prop_assert!(value.bytes().all(|b| b.is_ascii_alphanumeric() || b" ./-".contains(&b)), "{}", value);
            }
        }
    }
}

//! The audit trail for programs and for spreadsheets, save by save, so that a long one need not wait for its end.
//! `schema/log-report.schema.json` describes the form for programs; a change that breaks readers counts its version up.

use serde::Serialize;

use super::{Deed, Entry, Review, Signed, Touched};
use crate::report::csv;

/// What the form for programs begins with; between two saves stands a comma.
pub const JSON_BEGIN: &str = "{\"version\": 1, \"saves\": [";
/// What it ends with.
pub const JSON_END: &str = "\n]}\n";

/// The names of the table's columns.
pub const CSV_HEADER: [&str; 15] = [
    "commit",
    "time",
    "who",
    "email",
    "staff",
    "committed",
    "committed_by",
    "resident",
    "deed",
    "kind",
    "record",
    "files",
    "review",
    "save",
    "message",
];

#[derive(Serialize)]
struct One<'a> {
    commit: &'a str,
    author: &'a Signed,
    committer: &'a Signed,
    merge: bool,
    cut: bool,
    changes: Vec<Change<'a>>,
    reviews: &'a [Review],
    says_otherwise: bool,
}

#[derive(Serialize)]
struct Change<'a> {
    deed: Deed,
    kind: &'static str,
    resident: Option<&'a str>,
    record: Option<&'a str>,
    files: usize,
}

impl<'a> Change<'a> {
    fn of(touched: &'a Touched) -> Self {
        Self {
            deed: touched.deed,
            kind: touched.what.name(),
            resident: touched.resident.as_deref(),
            record: touched.record.as_deref(),
            files: touched.files,
        }
    }
}

impl Entry {
    /// The save for other programs, as one line.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn as_json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(&One {
            commit: &self.commit,
            author: &self.author,
            committer: &self.committer,
            merge: self.is_merge,
            cut: self.is_cut,
            changes: self.touched.iter().map(Change::of).collect(),
            reviews: &self.reviews,
            says_otherwise: self.says_otherwise,
        })?)
    }

    /// The save for spreadsheets: a line for each record, and one for the files of each sort that are none.
    ///
    /// # Errors
    /// It cannot be written as CSV.
    pub fn as_csv(&self) -> anyhow::Result<String> {
        let changes: Vec<Option<&Touched>> =
            if self.touched.is_empty() { vec![None] } else { self.touched.iter().map(Some).collect() };
        changes.into_iter().map(|touched| self.line(touched)).collect()
    }

    fn line(&self, touched: Option<&Touched>) -> anyhow::Result<String> {
        let of = |cell: fn(&Touched) -> &str| touched.map(cell).unwrap_or_default();
        let deed = touched.map(|touched| touched.deed.word()).unwrap_or_default();
        let files = touched.map(|touched| touched.files.to_string()).unwrap_or_default();
        let whose = touched.and_then(|touched| touched.resident.as_ref());
        let reviews = self.reviews.iter().filter(|review| Some(&review.resident) == whose);
        let reviews: Vec<&str> = reviews.map(|review| review.name.as_str()).collect();
        let (author, committer) = (&self.author, &self.committer);
        csv::line([
            self.commit.as_str(),
            &author.time.to_rfc3339(),
            &author.who.name,
            &author.who.email,
            author.who.staff.as_deref().unwrap_or_default(),
            &committer.time.to_rfc3339(),
            &committer.who.name,
            of(|touched| touched.resident.as_deref().unwrap_or_default()),
            deed,
            of(|touched| touched.what.name()),
            of(|touched| touched.record.as_deref().unwrap_or_default()),
            &files,
            &reviews.join("; "),
            match (self.is_cut, self.is_merge) {
                (true, _) => "cut",
                (false, true) => "merge",
                (false, false) => "",
            },
            if self.says_otherwise { "says otherwise" } else { "" },
        ])
    }
}

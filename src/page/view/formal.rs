//! The formal review.

use serde::Serialize;
use serde_json::Value;

use super::{Fact, Head, Reader, Section};
use crate::page::words;
use crate::record::schema::Step;

/// A formal review: as far as it has come, with room for what is still to be said.
#[derive(Debug, Serialize)]
pub struct FormalReview {
    /// The page's head and foot.
    pub page: Head,
    /// Its sections, with the answer of the front matter where it answers one.
    pub sections: Vec<Section>,
    /// Who signed, or who is to sign.
    pub signatures: Vec<Signature>,
}

/// A place to sign.
#[derive(Debug, Serialize)]
pub struct Signature {
    /// In which role.
    pub role: String,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// The day on which they signed; null where the line is still empty.
    pub date: Option<String>,
}

/// The section that each answer belongs to.
pub(super) const ANSWERS: [(&str, &str); 3] = [
    ("what-to-improve-or-change", "change_plan"),
    ("whether-supported-accommodation-is-still-needed", "still_needed"),
    ("reviewing-again", "review_again"),
];

impl FormalReview {
    pub(in crate::page) fn of(reader: &Reader<'_>) -> Self {
        let record = reader.record;
        let mut sections = reader.sections();
        for section in &mut sections {
            if let Some((_, key)) = ANSWERS.iter().find(|(slug, _)| *slug == section.slug) {
                let value = record.values.get("answers").and_then(|answers| answers.get(key));
                section.choice = Some(reader.choice(&[Step::Key("answers"), Step::Key(key)], value));
            }
        }
        Self { page: reader.head(record.value("prepared"), facts(reader)), sections, signatures: signatures(reader) }
    }
}

fn facts(reader: &Reader<'_>) -> Vec<Fact> {
    let keys =
        ["stage", "prepared", "by", "reviewed", "discussed", "agreed", "result", "represented_by", "next_review"];
    let facts = keys.into_iter().filter_map(|key| reader.fact(key));
    let further = reader.record.list("further_scans").iter().map(|scan| &scan["path"]);
    let scans = std::iter::once(&reader.record.values["scan"]["path"]).chain(further).filter_map(Value::as_str);
    facts.chain(scans.map(|path| Fact { name: "Signed copy".to_owned(), value: Some(path.to_owned()) })).collect()
}

/// Those who signed; where nobody did and somebody still may, those who are to sign.
fn signatures(reader: &Reader<'_>) -> Vec<Signature> {
    let record = reader.record;
    let by = record.value("by").map(|id| reader.staff(id));
    let given = record.list("signed").iter().filter_map(|signed| {
        let (role, name) = match signed["who"].as_str()? {
            "resident" => ("Resident", reader.called()),
            "representative" => ("Representative", record.value("represented_by").map(str::to_owned)),
            staff => ("Member of staff", Some(reader.staff(staff))),
        };
        Some(Signature { role: role.to_owned(), name, date: signed["date"].as_str().map(words::date) })
    });
    let given: Vec<_> = given.collect();
    let over =
        matches!(record.value("result"), Some("declined" | "unable")) || record.value("stage") == Some("superseded");
    if !given.is_empty() || over {
        return given;
    }
    let representative = record.values.get("represented_by").and_then(Value::as_str);
    let representative = representative.map(|who| Signature::open("Representative", Some(who.to_owned())));
    let staff = Signature::open("Member of staff", by);
    std::iter::once(Signature::open("Resident", reader.called())).chain(representative).chain([staff]).collect()
}

impl Signature {
    /// A place where nobody has signed yet.
    pub(super) fn open(role: &str, name: Option<String>) -> Self {
        Self { role: role.to_owned(), name, date: None }
    }
}

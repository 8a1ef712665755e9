//! The signed copy of a formal review: where it lies, and what the review says of it.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::repository::Repo;
use super::{Service, store};
use crate::check::Checkup;
use crate::record::insert::{self, New, NewEntry};
use crate::record::{self, Kind, Place, Record};
use crate::text;

/// A scan that is to be attached to a review.
#[derive(Debug)]
pub struct Attaching {
    /// The review, as it lies in the folder.
    review: Record,
    /// What it says with the scan.
    text: String,
    /// The scan's path in the service's folder.
    pub path: String,
}

/// How it stands with a scan and its review.
#[derive(Debug)]
pub enum Standing {
    /// It was attached and saved, under this path.
    Attached(String),
    /// It can be attached.
    Open(Box<Attaching>),
}

/// The closed formal review of a resident that was prepared on `prepared`, or else the last one.
///
/// # Errors
/// There is none, or it cannot be read.
pub fn closed_review(service: &Service, resident: &str, prepared: Option<NaiveDate>) -> Result<Record> {
    let group = service.group_of(resident)?;
    let of_kind = |path: &&String| Place::of(path).is_some_and(|place| place.kind == Kind::FormalReview);
    let mut reviews = Vec::new();
    for path in group.files.iter().filter(of_kind) {
        reviews.extend(service.record(path)?);
    }
    let formal = format!("`supportplan new-review formal {resident}`");
    let Some(day) = prepared else {
        let closed = reviews.into_iter().rfind(|review| review.value("stage") == Some("closed"));
        return closed.with_context(|| {
            format!("{resident} has no closed formal review that a scan belongs to; {formal} goes on with one")
        });
    };
    let path = Place::path(Kind::FormalReview, &[("resident", resident), ("prepared", &day.to_string())]);
    let Some(review) = reviews.iter().position(|review| review.path == path) else {
        let days: Vec<&str> =
            reviews.iter().filter_map(|review| review.place.values.get("prepared").map(String::as_str)).collect();
        let known = if days.is_empty() { "there is none".to_owned() } else { format!("there are {}", days.join(", ")) };
        bail!("{resident} has no formal review that was prepared on {day}: {known}");
    };
    let review = reviews.swap_remove(review);
    match review.value("stage") {
        Some("closed") => Ok(review),
        Some("superseded") => bail!("another review took the place of {path}, so a scan does not belong to it"),
        _ => bail!("{path} is not closed yet, so what would be scanned may still change; {formal} goes on with it"),
    }
}

/// How it stands with a scan that is to be attached to `review`; `ending` is how names of such files end. A review that has one gets a further
/// one only where `another` says so.
///
/// # Errors
/// The review has a scan, or was edited and not saved; another file lies in the scan's place; or git cannot be read.
pub fn standing(
    service: &Service,
    repo: &Repo,
    review: Record,
    (bytes, ending): (&[u8], &str),
    another: bool,
) -> Result<Standing> {
    let hash = record::sha256(bytes);
    let is_edited = !repo.edited(std::slice::from_ref(&review.path))?.is_empty();
    // What an interrupted command wrote into the review is no edit of somebody's.
    let saved = if is_edited { saved(service, repo, &review)? } else { None };
    let before = saved.as_ref().unwrap_or(&review);
    let named = named(before);
    let folder = review.path.split("/formal/").next().unwrap_or_default().to_owned();
    if let (Some((path, _)), false) = (named.iter().find(|(_, known)| *known == hash), is_edited) {
        return Ok(Standing::Attached(format!("{folder}/{path}")));
    }
    if let (Some((path, _)), false) = (named.first(), another) {
        bail!(
            "{} has its scan already, {path}. A further page is attached beside it with --another; a scan that was saved is never replaced",
            review.path
        );
    }
    let day = review.place.values.get("prepared").map(String::as_str).unwrap_or_default();
    let name = free_name(service, repo, &folder, (day, ending), !named.is_empty(), bytes)?;
    let text = with_scan(before, &name, &hash)?;
    if is_edited && lines(&text) != lines(&review.text) {
        bail!("{} was edited and is not saved yet. `supportplan save` keeps it; then attach the scan", review.path);
    }
    let text = if is_edited { review.text.clone() } else { text };
    Ok(Standing::Open(Box::new(Attaching { review, text, path: format!("{folder}/{name}") })))
}

impl Attaching {
    /// The review's path.
    pub fn review(&self) -> &str {
        &self.review.path
    }

    /// What is to be said about the review as it would be.
    ///
    /// # Errors
    /// A record of the resident cannot be read.
    pub fn check(&self, service: &Service) -> Result<Checkup> {
        let resident = self.review.place.resident().unwrap_or_default();
        let group = service.group_of(resident)?;
        let checkups = service.check_group_with(&group, |path| {
            if path == self.review.path {
                Ok(Some(self.text.clone().into_bytes()))
            } else {
                service.bytes(path).map(Some)
            }
        })?;
        checkups.into_iter().find(|checkup| checkup.path == self.review.path).context("the review was not checked")
    }

    /// Puts the scan into its place and its name into the review, in the folder. Where this is broken off, the same again goes on.
    ///
    /// # Errors
    /// Somebody writes there at this moment, or a link leads out of the service, or the disk fails.
    pub fn write(&self, service: &Service, bytes: &[u8]) -> Result<()> {
        service.keep_inside(&self.path)?;
        service.keep_inside(&self.review.path)?;
        let scan = service.full(&self.path);
        if !store::write_new(&scan, bytes)? && store::read(&scan)? != bytes {
            bail!("{} was written at this moment by somebody else, so nothing was attached; run this again", self.path);
        }
        let review = service.full(&self.review.path);
        if store::read(&review)? != self.review.text.as_bytes() {
            bail!("{} was edited at this moment, so the scan was not attached; run this again", self.review.path);
        }
        if self.text == self.review.text { Ok(()) } else { store::write(&review, self.text.as_bytes()) }
    }
}

/// The review as the last save has it.
fn saved(service: &Service, repo: &Repo, review: &Record) -> Result<Option<Record>> {
    let bytes = repo.last_committed(&review.path)?;
    let record = bytes
        .and_then(|bytes| record::read(&review.path, Place::of(&review.path)?, bytes, &service.context.wording).record);
    match record {
        Some(saved) if saved.value("stage") == Some("closed") => Ok(Some(saved)),
        _ => bail!("{} was not saved as closed yet. `supportplan save` keeps it; then attach the scan", review.path),
    }
}

/// The paths and hashes of the scans that a review names.
fn named(review: &Record) -> Vec<(&str, &str)> {
    let first = review.values.get("scan").into_iter();
    let scans = first.chain(review.list("further_scans"));
    scans.filter_map(|scan| Some((scan.get("path")?.as_str()?, scan.get("sha256")?.as_str()?))).collect()
}

/// The path in the resident's folder that a scan of `bytes` gets: the day of the review and, for a further one, a number.
fn free_name(
    service: &Service,
    repo: &Repo,
    folder: &str,
    (day, ending): (&str, &str),
    is_further: bool,
    bytes: &[u8],
) -> Result<String> {
    let there = store::list(&service.full(&format!("{folder}/scans")))?;
    let first = if is_further { 2 } else { 1 };
    for number in first..1000 {
        let stem = if number == 1 { format!("{day}-formal") } else { format!("{day}-formal-{number}") };
        let name = format!("{stem}.{ending}");
        let path = format!("{folder}/scans/{name}");
        let full = service.full(&path);
        // What an interrupted command left there, or somebody put there, may be this very scan.
        if store::is_plain_file(&full) && store::read_start(&full, bytes.len() + 1)? == bytes {
            return Ok(format!("scans/{name}"));
        }
        let is_taken = there.iter().any(|entry| entry.name.rsplit_once('.').map(|(stem, _)| stem) == Some(&stem))
            || repo.last_commit_has(&path)?;
        if !is_taken {
            return Ok(format!("scans/{name}"));
        }
        if number == 1 {
            bail!(
                "another file lies at {folder}/scans/{stem}, which the review does not name. Take it away, then attach the scan"
            );
        }
    }
    bail!("there is no name left for a scan in {folder}/scans")
}

/// The review's text with one more scan, and nothing else changed.
fn with_scan(review: &Record, path: &str, hash: &str) -> Result<String> {
    let scan = New::mapping([("path", path.to_owned()), ("sha256", hash.to_owned())]);
    let is_first = review.values.get("scan").is_none();
    let edits = if is_first {
        let after = insert::before(review, "scan");
        vec![insert::member(review, &review.front.root, after, &NewEntry::new("scan", scan))]
    } else {
        insert::item(review, "further_scans", &scan)
    };
    let text = text::apply(&review.text, edits);
    let mut wanted = review.values.clone();
    let scan = json!({"path": path, "sha256": hash});
    if is_first {
        wanted["scan"] = scan;
    } else {
        let further = review.list("further_scans").iter().cloned().chain([scan]).collect();
        wanted["further_scans"] = Value::Array(further);
    }
    let place = Place::of(&review.path).context("a review has a place")?;
    let written = record::read(&review.path, place, text.clone().into_bytes(), &record::Wording::default()).record;
    if written.is_some_and(|written| {
        written.values == wanted && written.body.span.of(&text) == review.body.span.of(&review.text)
    }) {
        return Ok(text);
    }
    bail!(
        "the scan cannot be written into the front matter of {} as that is laid out, so nothing was done. Lay it out with one key a line",
        review.path
    )
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(further: &str) -> Record {
        let text = format!(
            "---\nsupportplan: 1\nkind: formal-review\nresident: R-0142\nprepared: 2026-10-26 # a Monday\nby: priya-n\nstage: closed\n\
             result: signed\nsigned:\n  - who: resident\n    date: 2026-10-30\n{further}next_review: 2027-01-29\n---\n\n# Formal review\n"
        );
        let path = "residents/R-0142/formal/2026-10-26.md";
        let place = Place::of(path).expect("a place");
        record::read(path, place, text.into_bytes(), &record::Wording::default()).record.expect("a record")
    }

    const HASH: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn added(before: &Record, path: &str) -> String {
        let after = with_scan(before, path, HASH).expect("written");
        let old: Vec<&str> = before.text.lines().collect();
        let (kept, new): (Vec<&str>, Vec<&str>) = after.lines().partition(|line| old.contains(line));
        assert_eq!(kept, old, "nothing else is touched");
        new.join("\n")
    }

    #[test]
    fn the_review_names_its_scan_and_is_otherwise_as_it_was() {
        let scan = "scans/2026-10-26-formal.pdf";
        assert_eq!(added(&review(""), scan), format!("scan:\n  path: {scan}\n  sha256: {HASH}"));
        let first = review(&format!("scan:\n  path: {scan}\n  sha256: {}\n", HASH.replace('e', "f")));
        let second = "scans/2026-10-26-formal-2.jpg";
        assert_eq!(
            with_scan(&first, second, HASH)
                .expect("written")
                .replace(&first.text[..first.text.find("next").expect("there")], ""),
            format!(
                "further_scans:\n  - path: {second}\n    sha256: {HASH}\nnext_review: 2027-01-29\n---\n\n# Formal review\n"
            )
        );
        assert_eq!(named(&first), [(scan, HASH.replace('e', "f").as_str())]);
    }

    #[test]
    fn line_ends_stay() {
        let mut before = review("");
        let text = before.text.replace('\n', "\r\n");
        before = record::read(
            &before.path,
            Place::of(&before.path).expect("a place"),
            text.into_bytes(),
            &record::Wording::default(),
        )
        .record
        .expect("a record");
        let after = with_scan(&before, "scans/2026-10-26-formal.png", HASH).expect("written");
        assert!(after.contains("\r\nscan:\r\n  path: scans/2026-10-26-formal.png\r\n  sha256: "), "{after}");
        assert!(!after.replace("\r\n", "").contains('\n'));
    }
}

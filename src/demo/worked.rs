//! The worked example: three residents over four months, as a sequence of saves.
//!
//! In `examples/` lie the records as they stand at the stated date (`service`), the earlier versions of those that changed, by the day
//! on which they were saved (`earlier`), and who saved what when (`history`). Here all of it is moved by whole weeks, so that weekdays
//! stay as they are and the stated date becomes the Monday of this week.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDate, NaiveDateTime};
use include_dir::{Dir, DirEntry, include_dir};
use serde::Deserialize;

use crate::cycle::Week;
use crate::record::content_hash;

static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples");

/// The Monday at which the example's records are as they lie in `examples/service`, as year, month and day.
pub const STATED: (i32, u32, u32) = (2026, 11, 16);

/// One save of the example's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// When, in local time.
    pub at: NaiveDateTime,
    /// The staff id of who saved.
    pub by: String,
    /// The resident that it is about; none for the team.
    pub resident: Option<String>,
    /// Paths in the service's folder, and what the files say from then on.
    pub files: Vec<(String, String)>,
}

/// The example, moved in time.
#[derive(Debug)]
pub struct Worked {
    /// The text of its settings.
    pub settings: String,
    /// Its saves, oldest first.
    pub saves: Vec<Save>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    at: String,
    by: String,
    records: Vec<String>,
}

/// The example as it ends in the week of `today`.
///
/// # Errors
/// The embedded files do not fit together, which is a mistake of the project's.
pub fn worked(today: NaiveDate) -> Result<Worked> {
    let (year, month, day) = STATED;
    let stated = NaiveDate::from_ymd_opt(year, month, day).context("the stated date is a date")?;
    let shift = Shift { weeks: (Week::of(today).monday() - stated).num_weeks() };
    let files = texts(&EXAMPLES);
    let hashes = Hashes::new(&files, shift);
    let moved = |text: &str| hashes.renewed(&shift.dates(text));
    let mut saves = Vec::new();
    for (path, list) in files.iter().filter(|(path, _)| path.starts_with("history/")) {
        let name = path.trim_start_matches("history/").trim_end_matches(".yaml");
        let folder = if name == "team" { "team".to_owned() } else { format!("residents/{name}") };
        let listed: Vec<Listed> = serde_yaml::from_str(list).with_context(|| format!("examples/{path}"))?;
        for save in listed {
            let at = NaiveDateTime::parse_from_str(&save.at, "%Y-%m-%dT%H:%M")
                .with_context(|| format!("examples/{path}: {}", save.at))?;
            let text = |record: &String| {
                let earlier = format!("earlier/{}/{folder}/{record}", at.date());
                let last = format!("service/{folder}/{record}");
                let text = files
                    .get(&earlier)
                    .or_else(|| files.get(&last))
                    .with_context(|| format!("examples/{last} is missing"))?;
                Ok((shift.dates(&format!("{folder}/{record}")), moved(text)))
            };
            saves.push(Save {
                at: shift.time(at),
                by: save.by,
                resident: (name != "team").then(|| name.to_owned()),
                files: save.records.iter().map(text).collect::<Result<_>>()?,
            });
        }
    }
    saves.sort_by_key(|save| save.at);
    let settings = files.get("service/supportplan.yaml").context("examples/service/supportplan.yaml is missing")?;
    Ok(Worked { settings: settings.clone(), saves })
}

fn texts(folder: &Dir<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => found.extend(texts(inner)),
            DirEntry::File(file) => {
                let path: Vec<_> = file.path().components().map(|part| part.as_os_str().to_string_lossy()).collect();
                if let Some(text) = file.contents_utf8() {
                    found.insert(path.join("/"), text.to_owned());
                }
            }
        }
    }
    found
}

/// Content hashes in reviews name versions of plans, which change with their dates.
struct Hashes(BTreeMap<String, String>);

impl Hashes {
    fn new(files: &BTreeMap<String, String>, shift: Shift) -> Self {
        let plans = files.iter().filter(|(path, _)| path.ends_with("/plan.md"));
        Self(plans.map(|(_, text)| (content_hash(text), content_hash(&shift.dates(text)))).collect())
    }

    fn renewed(&self, text: &str) -> String {
        let mut renewed = text.to_owned();
        for (old, new) in &self.0 {
            if renewed.contains(old.as_str()) {
                renewed = renewed.replace(old.as_str(), new);
            }
        }
        renewed
    }
}

/// A move by whole weeks.
#[derive(Debug, Clone, Copy)]
struct Shift {
    weeks: i64,
}

impl Shift {
    fn date(self, date: NaiveDate) -> NaiveDate {
        let days = Days::new(self.weeks.unsigned_abs() * 7);
        let moved = if self.weeks < 0 { date.checked_sub_days(days) } else { date.checked_add_days(days) };
        moved.unwrap_or(date)
    }

    fn time(self, time: NaiveDateTime) -> NaiveDateTime {
        self.date(time.date()).and_time(time.time())
    }

    /// The text with each `YYYY-MM-DD` and `YYYY-Www` in it moved.
    fn dates(self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut moved = String::with_capacity(text.len());
        let (mut kept, mut at) = (0, 0);
        while at < bytes.len() {
            let begins = bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
            match if begins { self.at(&text[at..]) } else { None } {
                Some((length, with)) => {
                    moved.push_str(&text[kept..at]);
                    moved.push_str(&with);
                    at += length;
                    kept = at;
                }
                None => at += 1,
            }
        }
        moved.push_str(&text[kept..]);
        moved
    }

    /// The date or week that `text` begins with: how long it is, and what stands there instead.
    fn at(self, text: &str) -> Option<(usize, String)> {
        let ends = |length: usize| !text[length..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let date = text.get(..10).and_then(|text| text.parse::<NaiveDate>().ok()).filter(|_| ends(10));
        if let Some(date) = date {
            return Some((10, self.date(date).to_string()));
        }
        let week = text.get(..8).and_then(Week::parse).filter(|_| ends(8))?;
        Some((8, Week::of(self.date(week.monday())).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_weeks_in_text_are_moved() {
        let shift = Shift { weeks: 7 };
        assert_eq!(
            shift.dates("by 2026-11-16, é 2026-W46; x-2026-11-1 12026-11-16"),
            "by 2027-01-04, é 2026-W53; x-2026-11-1 12026-11-16"
        );
        assert_eq!(shift.dates("formal/2026-11-16.md"), "formal/2027-01-04.md");
        assert_eq!(Shift { weeks: -1 }.dates("2026-W01"), "2025-W52");
    }

    #[test]
    fn the_last_saves_are_the_records_as_they_stand_at_the_stated_date() {
        let (year, month, day) = STATED;
        let today = NaiveDate::from_ymd_opt(year, month, day).expect("a date");
        let worked = worked(today + Days::new(3)).expect("the example fits together");
        assert!(worked.saves.iter().all(|save| save.at.date() < today));
        let mut last: BTreeMap<String, String> = BTreeMap::new();
        for save in &worked.saves {
            last.extend(save.files.iter().cloned());
        }
        let service = texts(&EXAMPLES)
            .into_iter()
            .filter_map(|(path, text)| Some((path.strip_prefix("service/")?.to_owned(), text)));
        let service: BTreeMap<_, _> = service.filter(|(path, _)| path != "supportplan.yaml").collect();
        assert_eq!(last.keys().collect::<Vec<_>>(), service.keys().collect::<Vec<_>>());
        assert!(last == service, "an example's last save is not its file in examples/service");
    }

    #[test]
    fn each_earlier_version_is_saved_once() {
        let files = texts(&EXAMPLES);
        let earlier = files.keys().filter(|path| path.starts_with("earlier/")).count();
        let worked = worked(NaiveDate::from_ymd_opt(2026, 11, 16).expect("a date")).expect("the example fits together");
        let saved: usize = worked.saves.iter().map(|save| save.files.len()).sum();
        let records = files.keys().filter(|path| path.starts_with("service/") && path.ends_with(".md")).count();
        assert_eq!(saved, earlier + records);
    }
}

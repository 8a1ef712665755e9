//! A made-up service: each week is one commit, by the first of its staff, or more where a record was saved more than once.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use chrono::{NaiveDate, NaiveTime};
use rayon::prelude::*;

use super::super::init;
use super::Made;
use crate::check;
use crate::cycle::Week;
use crate::demo::generate::Generator;
use crate::record::{Settings, model};
use crate::report::plural;
use crate::service::bulk::Batch;
use crate::service::repository::Identity;
use crate::service::{SETTINGS, check_settings_text};

/// Makes up a service with so many residents and weekly reviews of each; the same numbers make the same one.
///
/// # Errors
/// Its settings are not sound, which is a mistake of the project's.
pub(super) fn service(residents: usize, weeks: u32, seed: u64, today: NaiveDate) -> Result<Made> {
    let generator = Generator::new(residents, weeks, seed, today)?;
    let settings = generator.settings();
    let checkup = check_settings_text(settings.as_bytes().to_vec());
    let read: Settings = checkup.record.as_ref().and_then(model::of).context("made-up settings are sound")?;
    let manager = read.staff.first().context("a made-up service has staff")?;
    let manager = Identity { name: manager.name.clone(), email: manager.email.clone() };
    let lives = (1..=residents).into_par_iter().map(|number| generator.resident(number));
    let lives: Vec<_> = lives.collect::<Result<_>>()?;
    let mut saves: Vec<_> = lives.into_iter().flat_map(|life| life.saves).collect();
    saves.extend(generator.team()?);
    // A stable sort keeps each resident's saves of a week in their order.
    saves.par_sort_by_key(|save| Week::of(save.date));
    let first = saves.first().context("a made-up service has saves")?.date;
    let begun = init::git_files().into_iter().chain([(SETTINGS, settings)]);
    let begun = begun.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
    let batch = |message: String, files, day: NaiveDate, hour: i64| Batch {
        message,
        files,
        author: manager.clone(),
        seconds: day.and_time(NaiveTime::MIN).and_utc().timestamp() + hour * 3600,
    };
    let mut commits = vec![batch(init::FIRST_COMMIT.to_owned(), begun, first, 8)];
    for of_week in saves.chunk_by(|one, next| Week::of(one.date) == Week::of(next.date)) {
        let day = of_week.iter().map(|save| save.date).max().unwrap_or(first);
        for files in without_repeats(of_week.iter().flat_map(|save| &save.records)) {
            let message = format!("{}: {}", Week::of(day), plural(files.len(), "record", "records"));
            commits.push(batch(message, files.into_iter().collect(), day, 17));
        }
    }
    let last: BTreeMap<_, _> = commits.iter().flat_map(|commit| commit.files.iter().cloned()).collect();
    let records = last.keys().filter(|path| check::is_record_path(path)).count();
    Ok(Made { files: last.into_iter().collect(), commits, records })
}

/// The same records in as few parts as they can have without one path twice, so that no version of a record is passed over: a review may name it.
fn without_repeats<'r>(records: impl Iterator<Item = &'r (String, String)>) -> Vec<BTreeMap<String, Vec<u8>>> {
    let mut parts: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, text) in records {
        let time = times.entry(path).or_default();
        if *time == parts.len() {
            parts.push(BTreeMap::new());
        }
        parts[*time].insert(path.clone(), text.clone().into_bytes());
        *time += 1;
    }
    parts
}

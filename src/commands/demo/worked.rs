//! The worked example, save by save, as its people would have written it: replayed in memory, through the same preparation as every save.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use chrono::{NaiveDate, NaiveTime};

use super::super::init;
use super::Made;
use crate::check::{self, Context};
use crate::demo::worked::{self, Save};
use crate::record::{Settings, model};
use crate::service::bulk::Batch;
use crate::service::repository::{Edited, Identity};
use crate::service::saving::prepare::{self, Files};
use crate::service::{Group, SETTINGS, Service, check_settings_text};

/// The files of a service in memory: paths, and what they say.
type InMemory = BTreeMap<String, Vec<u8>>;

/// Makes the worked example as it ends in the week of `today`, to lie at `root`.
///
/// # Errors
/// Its records are not good, which is a mistake of the project's.
pub(super) fn example(root: &Path, today: NaiveDate) -> Result<Made> {
    let example = worked::worked(today)?;
    let checkup = check_settings_text(example.settings.clone().into_bytes());
    let settings: Settings = checkup.record.as_ref().and_then(model::of).context("the example's settings are sound")?;
    let manager = settings.staff.last().context("the example has staff")?;
    let first = example.saves.first().context("the example has saves")?.at.date();
    let begun = init::git_files().into_iter().chain([(SETTINGS, example.settings.as_str())]);
    let begun: Vec<_> = begun.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect();
    let mut files: InMemory = begun.iter().cloned().collect();
    let mut commits = vec![Batch {
        message: init::FIRST_COMMIT.to_owned(),
        files: begun,
        author: Identity { name: manager.name.clone(), email: manager.email.clone() },
        seconds: first.and_time(NaiveTime::MIN).and_utc().timestamp() + 8 * 3600,
    }];
    let mut service = Service::new(root, Context::new(settings, BTreeSet::new(), first));
    for save in &example.saves {
        service.context.residents.extend(save.resident.clone());
        let batch = replay(&service, &files, save)?;
        files.extend(batch.files.iter().cloned());
        commits.push(batch);
    }
    let records = files.keys().filter(|path| check::is_record_path(path)).count();
    Ok(Made { files: files.into_iter().collect(), commits, records })
}

/// What `save` makes of one save of the example, where `before` is what the last commit holds.
fn replay(service: &Service, before: &InMemory, save: &Save) -> Result<Batch> {
    let mut now = before.clone();
    now.extend(save.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let mut group = Group { resident: save.resident.clone(), files: Vec::new(), unread: Vec::new() };
    let folder = format!("{}/", group.folder());
    group.files.extend(now.keys().filter(|path| path.starts_with(&folder)).cloned());
    let edited: Vec<_> = save.files.iter().map(|(path, _)| Edited { path: path.clone(), deleted: false }).collect();
    let files = Files {
        now: &|path| Ok(now.get(path).cloned()),
        committed: &|path| Ok(before.get(path).cloned()),
        unfit: &|_| Ok(None),
    };
    let prepared = prepare::group(service, &group, &edited.iter().collect::<Vec<_>>(), files)?;
    if let Some((path, _)) = prepared.outcome.kept_out.first() {
        let finding = prepared.outcome.checkups.iter().flat_map(|checkup| &checkup.findings).next();
        bail!("the example's {path} of {} has an error: {}", save.at, finding.map_or("", |finding| &finding.message));
    }
    let staff = service.settings().staff(&save.by);
    let staff = staff.with_context(|| format!("{} is not on the example's staff", save.by))?;
    let contents = prepared.contents.files.iter().map(|file| (file.path().to_owned(), file.bytes().to_vec()));
    Ok(Batch {
        files: contents.collect(),
        author: Identity { name: staff.name.clone(), email: staff.email.clone() },
        message: prepared.message,
        seconds: save.at.and_utc().timestamp(),
    })
}

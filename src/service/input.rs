//! A record that is not in the folder yet, such as one that an editor has open: checked as though it lay in its place.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};

use super::{Group, SETTINGS, Service, check_settings_in, read_record, store};
use crate::check::{self, Called, Checkup, Surroundings};
use crate::record;

/// A record to be, with the service that it would belong to.
#[derive(Debug)]
pub struct Input {
    /// The service, with the record's resident among those that it has.
    pub service: Service,
    /// Where the record would lie, in the service's folder.
    pub path: String,
    /// What it belongs to; none for the settings.
    group: Option<Group>,
}

impl Input {
    /// The place that `file` names, which need not be there.
    ///
    /// # Errors
    /// It is not in the service, or no record lies there, or a link stands on the way.
    pub fn new(mut service: Service, file: &Path) -> Result<Self> {
        let path = path_in(&service, file)?;
        if !check::is_record_path(&path) {
            bail!(
                "no record lies at {path}, so what was handed over was not checked. Name the place where it belongs, such as residents/R-0142/plan.md"
            );
        }
        if let Some(link) = service.link_on_the_way_to(&path) {
            bail!("{link} is a link, and what it leads to is not read. Name the record's own place");
        }
        let inside = path.strip_prefix("residents/").and_then(|rest| rest.split_once('/'));
        let group = match inside {
            _ if path == SETTINGS => None,
            Some((resident, _)) => {
                service.context.residents.insert(resident.to_owned());
                Some(service.group_of(resident)?)
            }
            None if path.starts_with("team/") => Some(service.team()?),
            None => Some(Group { resident: None, files: Vec::new(), unread: Vec::new() }),
        };
        let group = group.map(|mut group| {
            let files: BTreeSet<String> = group.files.drain(..).chain([path.clone()]).collect();
            Group { files: files.into_iter().collect(), ..group }
        });
        Ok(Self { service, path, group })
    }

    /// Checks `bytes` as though they lay there, together with the other records of the same folder. What is found in those is not told.
    ///
    /// # Errors
    /// One of the others cannot be read.
    pub fn check(&self, bytes: &[u8]) -> Result<Checkup> {
        let Some(group) = &self.group else { return Ok(check_settings_in(&self.service.root, bytes.to_vec())) };
        if let (Some(resident), true) = (&group.resident, self.path.ends_with("/plan.md")) {
            let mut called = self.service.read_called()?;
            called.remove(resident);
            called.extend(record::one_value(bytes, "called").map(|called| (resident.clone(), called)));
            let _ = self.service.called.set(Arc::new(Called::new(called)));
        }
        let read = |path: &str| {
            Ok(Some(if path == self.path { bytes.to_vec() } else { read_record(&self.service.full(path))? }))
        };
        let is_asked = |path: &str| path == self.path;
        let history = self.service.look_back(std::slice::from_ref(group), is_asked, read).map(Arc::new);
        let surroundings = Surroundings { history, ..self.service.surroundings()? };
        let (checkups, _) = self.service.check_group_in(group, read, &surroundings)?;
        checkups.into_iter().find(|checkup| checkup.path == self.path).context("the record was not checked")
    }
}

/// The path in the service's folder that `file` means, whether something lies there or not.
fn path_in(service: &Service, file: &Path) -> Result<String> {
    let full = std::path::absolute(file).with_context(|| format!("cannot tell where {} is", file.display()))?;
    let outside = || format!("{} is not in the service at {}", file.display(), service.root.display());
    // A link to a record is named by its own place; only the way to it is followed.
    let folders = full.ancestors().skip(1);
    let there = folders.into_iter().find(|folder| store::is_folder(folder)).with_context(outside)?;
    let rest = full.strip_prefix(there).with_context(outside)?;
    let real = store::real_path(there)?.join(rest);
    let inside = real.strip_prefix(&service.root).ok().with_context(outside)?;
    let parts: Option<Vec<&str>> = inside
        .components()
        .map(|part| match part {
            std::path::Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    parts.map(|parts| parts.join("/")).with_context(outside)
}

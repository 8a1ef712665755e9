//! Which records a command is about: residents by reference, number or name, and files by path.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use super::cli::Global;
use crate::record::{Kind, Place, model};
use crate::service::repository::Repo;
use crate::service::{Group, Service, is_reference, store};

/// What a command line names: nothing in particular, or residents and paths.
#[derive(Debug)]
pub(super) struct Selection {
    /// Paths in the service's folder; a folder stands for all below it. Empty for the whole service.
    paths: Vec<String>,
}

impl Selection {
    /// Reads what was named.
    ///
    /// # Errors
    /// A name fits no resident and no path, or fits several residents.
    pub(super) fn new(names: &[String], service: &Service, global: &Global) -> Result<Self> {
        Self::among(names, None, service, global)
    }

    /// Reads what was named, where a path may also be that of a file which only git has any more.
    ///
    /// # Errors
    /// A name fits no resident and no path, or fits several residents.
    pub(super) fn among(names: &[String], repo: Option<&Repo>, service: &Service, global: &Global) -> Result<Self> {
        let mut paths = Vec::new();
        for name in names {
            if name.is_empty() {
                bail!("an empty name was given, which could mean anything; nothing was done");
            }
            // A bare reference or number means the resident, even where a file of that name lies at hand.
            let resident_first = is_resident_name(name).then(|| resident(name, service).ok()).flatten();
            let deleted = match repo {
                Some(repo) if !store::exists(&service.full(name)) => repo.last_commit_has(name)?,
                _ => false,
            };
            paths.push(match resident_first {
                Some(reference) => format!("residents/{reference}"),
                None if deleted => name.clone(),
                None => match path_in_service(name, service, global)? {
                    Some(path) => path,
                    None => format!("residents/{}", resident(name, service)?),
                },
            });
        }
        // The service's own folder stands for the whole of it.
        if paths.iter().any(String::is_empty) {
            paths.clear();
        }
        Ok(Self { paths })
    }

    /// The paths that were named, in the service's folder; none, where the whole service is meant.
    pub(super) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// Whether a file is among what was named.
    pub(super) fn holds(&self, path: &str) -> bool {
        let below = |named: &String| {
            path == named || path.strip_prefix(named.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        self.paths.is_empty() || self.paths.iter().any(below)
    }

    /// The groups that have a file among what was named.
    pub(super) fn groups(&self, service: &Service) -> Result<Vec<Group>> {
        let may_hold = |folder: &str| {
            let inside = |named: &String| {
                named == folder || named.starts_with(&format!("{folder}/")) || folder.starts_with(&format!("{named}/"))
            };
            self.paths.is_empty() || self.paths.iter().any(inside)
        };
        let mut groups = Vec::new();
        for resident in service.residents().iter().filter(|resident| may_hold(&format!("residents/{resident}"))) {
            groups.push(service.group_of(resident)?);
        }
        if may_hold("team") {
            groups.push(service.team()?);
        }
        Ok(groups)
    }
}

/// The path in the service's folder that `name` means, where something lies there.
fn path_in_service(name: &str, service: &Service, global: &Global) -> Result<Option<String>> {
    let full = global.dir.join(name);
    if !store::exists(&full) {
        let looks_like_path = name.contains(['/', '\\']) || name.ends_with(".md");
        if looks_like_path {
            bail!("there is no file or folder {name}");
        }
        return Ok(None);
    }
    let folder = full.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A link named here is taken as it stands; only the way to it is followed.
    let real = match full.components().next_back() {
        Some(Component::Normal(last)) => store::real_path(folder)?.join(last),
        _ => store::real_path(&full)?,
    };
    match real.strip_prefix(&service.root) {
        Ok(inside) => Ok(Some(slashes(inside))),
        Err(_) => bail!("{name} is not in the service at {}", service.root.display()),
    }
}

fn slashes(path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}

fn is_resident_name(name: &str) -> bool {
    is_reference(name) || name.bytes().all(|b| b.is_ascii_digit())
}

/// The reference of the resident that `name` means.
///
/// # Errors
/// Nobody is meant, or more than one.
pub(super) fn resident(name: &str, service: &Service) -> Result<String> {
    let residents = service.residents();
    let mut found = referenced(name, residents);
    if found.is_empty() {
        for resident in residents {
            if called(service, resident)?.is_some_and(|called| called.to_lowercase() == name.to_lowercase()) {
                found.push(resident.clone());
            }
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!(
            "there is no resident \"{name}\" in this service. Name one by reference, by number, or by what they like to be called; \
             the folders in {} are the references",
            service.full("residents").display()
        ),
        several => bail!("\"{name}\" could be any of {}. Use the reference", several.join(", ")),
    }
}

/// The reference of the resident that `name` means in the service as it is, or as it was `then`, when somebody may have lived there who has
/// left it since.
///
/// # Errors
/// Nobody is meant, or more than one.
pub(super) fn resident_then(name: &str, service: &Service, then: &Service) -> Result<String> {
    resident(name, service).or_else(|error| match referenced(name, then.residents()).as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(error),
    })
}

/// Those of `residents` whose reference `name` is, or the number of whose reference.
fn referenced(name: &str, residents: &BTreeSet<String>) -> Vec<String> {
    if let Some(exact) = residents.iter().find(|resident| resident.eq_ignore_ascii_case(name)) {
        return vec![exact.clone()];
    }
    let number = |text: &str| text.trim_start_matches('0').to_owned();
    let by_number = |resident: &&String| {
        let digits = resident.rsplit('-').next().unwrap_or("");
        name.bytes().all(|b| b.is_ascii_digit()) && !name.is_empty() && number(digits) == number(name)
    };
    residents.iter().filter(by_number).cloned().collect()
}

/// The path in the service of the record that `name` means: a path below the resident's folder, with that folder or without.
///
/// # Errors
/// It leads out of that folder.
pub(super) fn record_of(resident: &str, name: &str) -> Result<String> {
    let folder = format!("residents/{resident}/");
    let name = name.trim_start_matches("./");
    let below = match name.strip_prefix(&folder) {
        Some(below) => below,
        None if name.starts_with("residents/") => {
            bail!("that is no record of {resident}: the records of {resident} lie in {folder}")
        }
        None => name,
    };
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    if below.split('/').all(is_plain) {
        Ok(format!("{folder}{below}"))
    } else {
        bail!("name a record as it lies in {folder}, such as safety-plan.md or weekly/2026-W46.md")
    }
}

/// A file of the service as it is named from where the person stands: short in the service's own folder, in full elsewhere.
pub(super) fn from_here(path: &str, service: &Service, global: &Global) -> String {
    let at_top = store::real_path(&global.dir).is_ok_and(|here| here == service.root);
    if at_top { path.to_owned() } else { service.full(path).display().to_string() }
}

/// What a resident likes to be called, as far as their plan says.
pub(super) fn called(service: &Service, resident: &str) -> Result<Option<String>> {
    let path = Place::path(Kind::SupportPlan, &[("resident", resident)]);
    Ok(service.record(&path)?.and_then(|plan| plan.value("called").map(str::to_owned)))
}

/// A record that the command needs and that has errors, with what is to be done: bad input, not a wrong call.
#[derive(Debug)]
pub(super) struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A resident's plan as plain data.
///
/// # Errors
/// There is no plan, or it has errors that `check` names ([`Unreadable`]).
pub(super) fn plan(service: &Service, resident: &str) -> Result<(crate::record::Record, model::SupportPlan)> {
    let path = Place::path(Kind::SupportPlan, &[("resident", resident)]);
    let Some(record) = service.record(&path)? else {
        if store::exists(&service.full(&path)) {
            let why = format!("the support plan of {resident} cannot be read; `supportplan check {path}` says why");
            return Err(Unreadable(why).into());
        }
        bail!("{resident} has no support plan yet: there is no file {path}");
    };
    match model::of::<model::SupportPlan>(&record) {
        Some(plan) => Ok((record, plan)),
        None => {
            let why = "is not complete; `supportplan check";
            Err(Unreadable(format!("the support plan of {resident} {why} {path}` says what is missing")).into())
        }
    }
}

/// The folder that `-C` names, or an error that says it is not there.
pub(super) fn start_folder(global: &Global) -> Result<PathBuf> {
    if !store::is_folder(&global.dir) {
        bail!("there is no folder {}", global.dir.display());
    }
    Ok(global.dir.clone())
}

/// The service that the command runs in. Nothing that is made from here on is more open than its folder.
pub(super) fn service(global: &Global) -> Result<Service> {
    let service = Service::find(&start_folder(global)?, global.today())?;
    store::follow(&service.root)?;
    Ok(service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_the_residents_own_or_refused() {
        for (name, path) in [
            ("safety-plan.md", "residents/R-0142/safety-plan.md"),
            ("./weekly/2026-W46.md", "residents/R-0142/weekly/2026-W46.md"),
            ("residents/R-0142/plan.md", "residents/R-0142/plan.md"),
            ("scans/2026-11-20-formal.pdf", "residents/R-0142/scans/2026-11-20-formal.pdf"),
        ] {
            assert_eq!(record_of("R-0142", name).expect("a record"), path);
        }
        for name in [
            "residents/R-0117/plan.md",
            "residents/R-01420/plan.md",
            "../R-0117/plan.md",
            "residents/R-0142/../R-0117/plan.md",
            "/residents/R-0117/plan.md",
            "residents/R-0142/",
            "residents/R-0142",
            "weekly//2026-W46.md",
            "..",
            "",
        ] {
            assert!(record_of("R-0142", name).is_err(), "{name}");
        }
    }
}

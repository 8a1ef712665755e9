//! What is checked: the folder or a part of it, what is handed over, what is staged, or what was changed.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::super::cli::Global;
use super::super::fill::Handed;
use super::super::{Ui, select};
use super::Args;
use crate::check::Checkup;
use crate::finding::Code;
use crate::report::{Report, Style};
use crate::service::changed::Changed;
use crate::service::input::Input;
use crate::service::{SETTINGS, Service, check_settings};

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope<'a> {
    /// The files, folders and residents that are named; the whole service, where none is.
    Named(&'a [String]),
    /// Standard input, as though it lay here.
    Input(&'a Path),
    /// What git's index holds.
    Staged,
    /// What was changed since a version.
    Since(&'a str),
}

/// How findings become a report.
pub(super) struct Taking<'t> {
    /// Whether findings of this code are asked for.
    pub(super) wanted: &'t (dyn Fn(Code) -> bool + Sync),
    /// How they are drawn.
    pub(super) style: Option<Style>,
}

impl Taking<'_> {
    /// Adds to `report` what was found in a file.
    fn add(&self, report: &mut Report, mut checkup: Checkup) {
        checkup.findings.retain(|finding| (self.wanted)(finding.code));
        report.add(&checkup, self.style);
    }

    /// What was found in files.
    pub(super) fn all(&self, checkups: impl IntoIterator<Item = Checkup>) -> Report {
        let mut report = Report::default();
        checkups.into_iter().for_each(|checkup| self.add(&mut report, checkup));
        report
    }
}

impl<'a> Scope<'a> {
    /// What the command line asks for.
    ///
    /// # Errors
    /// It names standard input without its place, or beside something else.
    pub(super) fn of(args: &'a Args) -> Result<Self> {
        let is_input = args.paths.iter().any(|path| path == "-");
        match (&args.stdin_filename, is_input) {
            (Some(path), true) if args.paths.len() == 1 => Ok(Self::Input(path)),
            (_, true) if args.paths.len() > 1 => {
                bail!("- stands for standard input, which is checked by itself; name nothing else beside it")
            }
            (None, true) => {
                bail!("- stands for standard input; add --stdin-filename with the place where the record belongs")
            }
            (Some(_), _) => bail!("--stdin-filename goes with -, which stands for standard input"),
            _ if args.staged => Ok(Self::Staged),
            _ => Ok(args.changed_since.as_deref().map_or(Self::Named(&args.paths), Self::Since)),
        }
    }

    /// Whether it is standard input.
    pub(super) fn is_input(self) -> bool {
        matches!(self, Self::Input(_))
    }

    /// What is named in the folder; nothing, where it is the whole service, or something else.
    pub(super) fn paths(self) -> &'a [String] {
        match self {
            Self::Named(paths) => paths,
            _ => &[],
        }
    }

    /// Checks it.
    ///
    /// # Errors
    /// Something that was named is not there, or something cannot be read.
    pub(super) fn look(self, taking: &Taking<'_>, global: &Global, ui: &mut Ui) -> Result<Report> {
        match self {
            Self::Named(paths) => {
                let report = in_folder(paths, select::service(global)?, taking, global)?;
                if report.counts.records == 0 {
                    bail!("there is no record among what was named, so nothing was checked");
                }
                Ok(report)
            }
            Self::Input(file) => {
                let input = Input::new(select::service(global)?, &global.dir.join(file))?;
                let handed = Handed::read(&PathBuf::from("-"), "-", global)?;
                Ok(taking.all([input.check(handed.bytes())?]))
            }
            Self::Staged => {
                let root = Service::find_root(&select::start_folder(global)?)?;
                changed(Changed::staged(&root, global.today())?, taking, ui)
            }
            Self::Since(rev) => changed(Changed::since(select::service(global)?, rev)?, taking, ui),
        }
    }
}

fn changed(mut changed: Changed, taking: &Taking<'_>, ui: &mut Ui) -> Result<Report> {
    for path in std::mem::take(&mut changed.unknown) {
        ui.note(&format!(
            "{path} goes through a filter on its way into git, so nobody can tell here what it was before. What it says now is checked"
        ))?;
    }
    Ok(taking.all(changed.check()?))
}

/// Checks what `paths` name.
fn in_folder(paths: &[String], service: Service, taking: &Taking<'_>, global: &Global) -> Result<Report> {
    let selection = select::Selection::new(paths, &service, global)?;
    let mut checkups = service.strays()?;
    if selection.holds(SETTINGS) {
        checkups.insert(0, check_settings(&service.root)?);
    }
    checkups.extend(service.check_templates()?);
    let selected =
        |checkups: Vec<Checkup>| taking.all(checkups.into_iter().filter(|checkup| selection.holds(&checkup.path)));
    let mut report = selected(checkups);
    let groups = selection.groups(&service)?;
    let history = service.look_back(&groups, |path| selection.holds(path), |path| service.bytes(path).map(Some));
    let service = service.knowing(history);
    let reports: Vec<Report> = if selection.paths().is_empty() {
        service.check_all(&groups, |path| service.bytes(path).map(Some), |_, checkups| selected(checkups))?
    } else {
        let of_group = |group| Ok(selected(service.check_some(group, |path| selection.holds(path))?));
        groups.par_iter().map(of_group).collect::<Result<_>>()?
    };
    reports.into_iter().for_each(|other| report.merge(other));
    Ok(report)
}

//! `check --fix`: what mends itself is mended, and what is left is told of.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Error, Result, bail};
use rayon::prelude::*;
use similar::TextDiff;

use super::super::cli::Global;
use super::super::fill::Handed;
use super::super::{Ui, select};
use super::scope::{Scope, Taking};
use crate::finding::Code;
use crate::report::{Report, plural, printable};
use crate::service::fixing::{self, Fixed, Mended};
use crate::service::input::Input;
use crate::service::{BrokenSettings, SETTINGS, Service, check_settings, check_settings_in};

/// Records that mend themselves, in memory.
pub(super) struct Mending {
    service: Service,
    /// What is left to find.
    report: Report,
    fixed: Vec<Fixed>,
    /// What standard input becomes, where it is that which is mended.
    printed: Option<String>,
}

/// What was mended, or would be.
pub(super) struct Told {
    /// A line for each, with how much that is below.
    pub(super) words: String,
    /// Whether there is anything.
    pub(super) is_any: bool,
}

impl Mending {
    /// Mends what `scope` names, in memory.
    ///
    /// # Errors
    /// Something that was named is not there, or something cannot be read.
    pub(super) fn of(scope: Scope<'_>, taking: &Taking<'_>, global: &Global) -> Result<Self> {
        let service = match select::service(global) {
            Ok(service) => service,
            Err(error) => return with_mended_settings(error, scope, taking, global),
        };
        match scope {
            Scope::Input(file) => {
                let handed = Handed::read(Path::new("-"), "-", global)?;
                of_input(Input::new(service, &global.dir.join(file))?, handed.bytes(), taking)
            }
            _ => in_folder(scope.paths(), service, taking, global),
        }
    }

    /// Writes what was mended to its place, or prints it where it came from standard input, or shows what would be different. Says what is
    /// left to find, and what was done.
    ///
    /// # Errors
    /// A file was edited meanwhile, or cannot be written; those before it are written.
    pub(super) fn finish(self, diff: bool, ui: &mut Ui) -> Result<(Report, Option<Told>)> {
        if diff {
            ui.result(&self.diff())?;
        } else if let Some(text) = &self.printed {
            ui.result(text)?;
        } else {
            self.fixed.iter().try_for_each(|fixed| fixing::write(&self.service, fixed))?;
        }
        let told = Told { words: self.words(!diff), is_any: !self.fixed.is_empty() };
        Ok((self.report, Some(told)))
    }

    /// What would be different, as programs that compare texts show it.
    fn diff(&self) -> String {
        let diff = |fixed: &Fixed| {
            let path = printable(&fixed.path);
            let diff = TextDiff::from_lines(fixed.before.as_str(), fixed.after.as_str());
            let names = (format!("a/{path}"), format!("b/{path}"));
            let lines = diff.unified_diff().context_radius(3).header(&names.0, &names.1).to_string();
            // The line ends of the record are kept, so that it is a patch.
            let line = |line: &str| match line.strip_suffix("\r\n") {
                Some(line) => printable(line) + "\r\n",
                None => printable(line.trim_end_matches('\n')) + "\n",
            };
            lines.split_inclusive('\n').map(line).collect::<String>()
        };
        self.fixed.iter().map(diff).collect()
    }

    fn words(&self, done: bool) -> String {
        if self.fixed.is_empty() {
            return "Nothing mends itself\n".to_owned();
        }
        let mut words = String::new();
        for fixed in &self.fixed {
            for (code, label) in &fixed.done {
                words.push_str(&format!("{}: {}: {label}\n", printable(&fixed.path), code.number()));
            }
        }
        let count = plural(self.fixed.iter().map(|fixed| fixed.done.len()).sum(), "finding", "findings");
        let (files, verb) = (plural(self.fixed.len(), "file", "files"), if done { "Mended" } else { "To be mended:" });
        words + &format!("{verb} {count} in {files}\n")
    }
}

/// Mends settings that cannot be used as they are, and all else that `scope` names with them, where it names the settings and that makes
/// them usable.
fn with_mended_settings(error: Error, scope: Scope<'_>, taking: &Taking<'_>, global: &Global) -> Result<Mending> {
    let Some(BrokenSettings(broken)) = error.downcast_ref::<BrokenSettings>() else { return Err(error) };
    let usable = fixing::usable_settings(broken, &taking.wanted).filter(|_| !scope.is_input());
    let Some(settings) = usable else { return Err(error) };
    let root = Service::find_root(&select::start_folder(global)?)?;
    let service = Service::with_settings(&root, settings, global.today())?;
    if !select::Selection::new(scope.paths(), &service, global)?.holds(SETTINGS) {
        return Err(error);
    }
    in_folder(scope.paths(), service, taking, global)
}

fn of_input(input: Input, bytes: &[u8], taking: &Taking<'_>) -> Result<Mending> {
    let wanted = |_: &str, code: Code| (taking.wanted)(code);
    let check = |texts: &BTreeMap<String, String>| {
        let mended = texts.get(&input.path).map(String::as_bytes);
        Ok(vec![input.check(mended.unwrap_or(bytes))?])
    };
    let Mended { fixed, checkups } = fixing::records(check, &wanted)?;
    if checkups.iter().any(|checkup| checkup.record.is_none()) {
        bail!("what was handed over is no text of a record, so nothing in it was mended, and nothing was printed");
    }
    let printed = checkups.first().map(|checkup| checkup.text.clone());
    Ok(Mending { report: taking.all(checkups), service: input.service, fixed, printed })
}

fn in_folder(paths: &[String], service: Service, taking: &Taking<'_>, global: &Global) -> Result<Mending> {
    let selection = select::Selection::new(paths, &service, global)?;
    let wanted = |path: &str, code: Code| selection.holds(path) && (taking.wanted)(code);
    let mut mended: Vec<Mended> = Vec::new();
    if selection.holds(SETTINGS) {
        let settings = check_settings(&service.root)?;
        let check = |texts: &BTreeMap<String, String>| {
            let text = texts.get(SETTINGS).unwrap_or(&settings.text);
            // What is no file, or no text, is told of as it was found.
            Ok(vec![if settings.record.is_some() {
                check_settings_in(&service.root, text.clone().into_bytes())
            } else {
                check_settings(&service.root)?
            }])
        };
        mended.push(fixing::records(check, &wanted)?);
    }
    mended.push(Mended { fixed: Vec::new(), checkups: service.strays()? });
    mended.push(Mended { fixed: Vec::new(), checkups: service.check_templates()? });
    let groups = selection.groups(&service)?;
    let history = service.look_back(&groups, |path| selection.holds(path), |path| service.bytes(path).map(Some));
    let service = service.knowing(history);
    mended.extend(groups.par_iter().map(|group| fixing::group(&service, group, &wanted)).collect::<Result<Vec<_>>>()?);
    let (mut report, mut fixed) = (Report::default(), Vec::new());
    for Mended { fixed: of_group, checkups } in mended {
        report.merge(taking.all(checkups.into_iter().filter(|checkup| selection.holds(&checkup.path))));
        fixed.extend(of_group);
    }
    if report.counts.records == 0 {
        bail!("there is no record among what was named, so nothing was checked");
    }
    Ok(Mending { service, report, fixed, printed: None })
}

//! Where findings go: to standard output in one form, and to as many files as were named.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum as _;

use super::super::cli::Global;
use super::super::{Ui, select};
use super::Args;
use crate::finding::Severity;
use crate::report::{Format, Report, Style};
use crate::service::repository::Repo;
use crate::service::{SETTINGS, Service, store};

/// The forms and files that were asked for.
#[derive(Debug)]
pub(super) struct Outputs {
    format: Format,
    reports: Vec<(Format, PathBuf)>,
    failing: Severity,
    /// Whether files may hold words of the records.
    show_text: bool,
    /// How many findings are printed at most. Files hold them all.
    most: Option<usize>,
    /// How many folders below the service's own people stand.
    below: usize,
    /// The service's folder, as seen from the top of its repository: nothing, or what ends in a slash.
    within: String,
    /// Whether standard output is for something else, so that findings go to standard error.
    aside: bool,
}

impl Outputs {
    /// Reads what was asked for. Each of `reports` is a form and a file.
    ///
    /// # Errors
    /// One of them is neither, or no report may be written to that file.
    pub(super) fn new(args: &Args, global: &Global) -> Result<Self> {
        let (format, reports, failing) = (args.format, &args.report, args.error_on.severity());
        let mut files: Vec<(Format, PathBuf)> = Vec::new();
        for words in reports {
            let (format, file) = read(words)?;
            let file = place(&global.dir.join(file))?;
            if files.iter().any(|(_, other)| *other == file) {
                bail!("two reports would go to {}; give each a file of its own", file.display());
            }
            files.push((format, file));
        }
        // The repository is only asked where somebody reads paths from its top.
        let is_of_forge = |format: Format| !matches!(format, Format::Full | Format::Concise | Format::Json);
        let asks = args.staged || is_of_forge(format) || files.iter().any(|(format, _)| is_of_forge(*format));
        let (below, within) = select::start_folder(global).and_then(|start| stands(&start, asks)).unwrap_or_default();
        let most = args.max_findings;
        Ok(Self { format, reports: files, failing, show_text: global.show_text, most, below, within, aside: false })
    }

    /// Leaves standard output to something else.
    pub(super) fn step_aside(&mut self) {
        self.aside = true;
    }

    /// How findings are drawn into their lines; not at all, where no form that was asked for shows them so.
    pub(super) fn style(&self, ui: &Ui) -> Option<Style> {
        let full = self.format == Format::Full || self.reports.iter().any(|(format, _)| *format == Format::Full);
        full.then(|| Style { below: self.below, ..ui.style() })
    }

    /// The service's folder in its repository, where it is not the top of that.
    pub(super) fn service(&self) -> Option<&str> {
        Some(self.within.trim_end_matches('/')).filter(|within| !within.is_empty())
    }

    /// Prints the findings, and writes them to all files. Says how many were not printed.
    ///
    /// # Errors
    /// A file cannot be written, or the disk is full.
    pub(super) fn write(&self, mut report: Report, ui: &mut Ui) -> Result<usize> {
        // The settings first, then all by path.
        report.found.sort_by(|a, b| (a.path != SETTINGS, &a.path).cmp(&(b.path != SETTINGS, &b.path)));
        (report.below, report.within) = (self.below, self.within.clone());
        for (format, file) in &self.reports {
            let text = report.text(*format, self.show_text, self.failing)?;
            store::write(file, anstream::adapter::strip_str(&text).to_string().as_bytes())?;
        }
        if let Some(most) = self.most {
            report = report.limited(most);
        }
        let text = report.text(self.format, ui.style().show_text, self.failing)?;
        match text.trim_end() {
            "" if self.aside => {}
            lines if self.aside => ui.note(&anstream::adapter::strip_str(lines).to_string())?,
            _ => ui.result(&text)?,
        }
        Ok(report.left_out)
    }

    /// Says something beside the findings: below them, where they are for people, and apart from them otherwise.
    ///
    /// # Errors
    /// The disk is full.
    pub(super) fn say(&self, words: &str, ui: &mut Ui) -> Result<()> {
        match self.format {
            Format::Full if !self.aside => ui.result(&format!("{words}\n"))?,
            _ => ui.note(words)?,
        }
        Ok(())
    }
}

/// How many folders below the service's own `start` is, and, if that is asked, what the service's folder is called from the top of its repository.
fn stands(start: &Path, asks: bool) -> Result<(usize, String)> {
    let (root, here) = (Service::find_root(start)?, store::real_path(start)?);
    let below = here.strip_prefix(&root).map_or(0, |inside| inside.components().count());
    Ok((below, if asks { Repo::folder_of(&root) } else { String::new() }))
}

fn read(words: &str) -> Result<(Format, &str)> {
    let known = || {
        let names = Format::value_variants().iter().filter_map(|format| format.to_possible_value());
        names.map(|name| name.get_name().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let Some((format, file)) = words.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        bail!("--report {words} names no format and file; write it as --report sarif=findings.sarif");
    };
    match Format::from_str(format, false) {
        Ok(_) if file == "-" => bail!("a report goes to a file; --format {format} prints it"),
        Ok(format) => Ok((format, file)),
        Err(_) => bail!("there is no format {format} for a report; use one of {}", known()),
    }
}

/// The real path of a file that a report may be written to.
fn place(file: &Path) -> Result<PathBuf> {
    let Some(name) = file.file_name() else { bail!("{} is not the name of a file", file.display()) };
    if store::exists(file) && !store::is_plain_file(file) {
        bail!("{} is no plain file, so no report is written there", file.display());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = store::real_path(folder).context("a report's folder must be there already")?.join(name);
    let service = real.ancestors().skip(1).find(|folder| store::exists(&folder.join(SETTINGS)));
    let inside = service.and_then(|service| real.strip_prefix(service).ok());
    let kept = ["residents", "team", ".git", ".supportplan", SETTINGS];
    if inside.is_some_and(|inside| kept.iter().any(|kept| inside.starts_with(kept))) {
        bail!(
            "{} lies among the service's records or settings, where no report is written; choose another place",
            file.display()
        );
    }
    Ok(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_a_format_and_a_file() {
        assert!(matches!(read("sarif=a=b.sarif"), Ok((Format::Sarif, "a=b.sarif"))));
        for words in ["sarif", "sarif=", "=a.json", "yaml=a.yaml", "json=-", ""] {
            assert!(read(words).is_err(), "{words}");
        }
    }

    #[test]
    fn no_report_replaces_a_record_or_a_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        store::write(&at(SETTINGS), b"service: Larch House\n").expect("written");
        store::write(&at("residents/R-0142/plan.md"), b"---\n").expect("written");
        for path in ["residents/R-0142/plan.md", "residents/report.json", SETTINGS, "residents", "nowhere/a.json", ".."]
        {
            assert!(place(&at(path)).is_err(), "{path}");
        }
        assert!(place(&at("report.json")).is_ok());
    }
}

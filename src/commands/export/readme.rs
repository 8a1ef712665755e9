//! What an export says about itself.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::report::{plural, printable};
use crate::service::then::Then;

/// The path of a file that is not in the export, and why.
pub(super) type LeftOut = (String, &'static str);

/// What was exported.
pub(super) struct Export<'e> {
    /// The resident's reference.
    pub(super) resident: &'e str,
    /// The service as it stood.
    pub(super) then: &'e Then<'e>,
    /// How many files there are.
    pub(super) files: usize,
    /// How many pages.
    pub(super) pages: usize,
    /// The pages with all that ever changed.
    pub(super) histories: Vec<String>,
    /// How many changes of files the list of saves has.
    pub(super) saves: usize,
    /// How many places in which others are named.
    pub(super) places: usize,
    /// Files that had been taken away before.
    pub(super) gone: Vec<String>,
    /// Files that are not in it, each with why.
    pub(super) left_out: Vec<LeftOut>,
    /// Records of the team in which the reference stands.
    pub(super) elsewhere: Vec<String>,
    /// The day on which it is made.
    pub(super) today: NaiveDate,
}

impl Export<'_> {
    /// The text of `README.txt`.
    pub(super) fn text(&self) -> String {
        let resident = self.resident;
        let service = printable(&self.then.service.settings().service);
        let mut text = format!(
            "{resident}: THE RECORDS OF ONE RESIDENT\n\n\
             Service: {service}\n\
             As things stood {}\n\
             Made on {} by supportplan {}\n\n\
             These records tell about somebody's health and life. Keep this folder as safe as the records themselves, hand it to nobody who has no\n\
             right to it, and delete it once it is no longer needed.\n\n\
             WHAT IS IN THIS FOLDER\n\n",
            self.then.as_at(),
            self.today.format("%-d %B %Y"),
            env!("CARGO_PKG_VERSION"),
        );
        let (files, pages) = (plural(self.files, "file", "files"), plural(self.pages, "page", "pages"));
        let (saves, places) = (plural(self.saves, "change", "changes"), plural(self.places, "place", "places"));
        let histories = self.histories.iter().map(|path| {
            let what = "what ever changed in it, marked. Words struck there are not in third-parties.txt";
            (path.clone(), what.to_owned())
        });
        let parts = [
            (
                format!("residents/{resident}/"),
                format!("{files}: the records and scans, byte for byte as they were saved"),
            ),
            (
                "pages/index.html".to_owned(),
                format!("{pages}: the records in a form to read and print, in any browser"),
            ),
        ];
        let parts = parts.into_iter().chain(histories).chain([
            ("saves.csv".to_owned(), format!("{saves}: which file was begun, changed or removed, when and by whom")),
            (
                "third-parties.txt".to_owned(),
                format!("{places} where the records name other people, or may. Not to be handed over with the rest"),
            ),
            (
                "SHA256SUMS".to_owned(),
                "what each file here was when it was made: `sha256sum --check SHA256SUMS`".to_owned(),
            ),
        ]);
        for (name, what) in parts {
            let _ = writeln!(text, "  {name:<20}  {what}");
        }
        text.push_str("\nWHAT IS NOT IN IT\n\n");
        let _ = write!(
            text,
            "  - The resident's name, address and the like. The service keeps them elsewhere; the records know a reference, and what\n\
             \x20   the resident likes to be called.\n\
             \x20 - What the team wrote about its own work, in reflections and audits, and the service's settings.\n\
             \x20 - The records of other residents, which may name {resident} by mistake.\n\
             \x20 - What was edited in the folder and not saved.\n\
             \x20 - Earlier versions of other records, word for word. saves.csv lists them, and where the service is, `supportplan history {resident} --at COMMIT --record PATH`\n\
             \x20   prints each.\n\
             \x20 - Paper, e-mails, and whatever else is kept outside the service's folder.\n"
        );
        section(
            &mut text,
            "TEAM RECORDS IN WHICH THE REFERENCE STANDS: look whether they belong to what was asked for",
            &self.elsewhere,
        );
        section(&mut text, "FILES THAT HAD BEEN TAKEN AWAY BEFORE: git holds what they said", &self.gone);
        let left_out: Vec<String> = self.left_out.iter().map(|(path, why)| format!("{path}: {why}")).collect();
        section(&mut text, "FILES THAT COULD NOT BE PUT HERE", &left_out);
        text
    }
}

/// A heading with a line for each path, where there are any.
fn section(text: &mut String, heading: &str, paths: &[String]) {
    if paths.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{heading}\n");
    for path in paths {
        let _ = writeln!(text, "  {}", printable(path));
    }
}

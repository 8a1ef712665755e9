//! `supportplan export`.

mod readme;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use self::readme::{Export, LeftOut};
use super::cli::Global;
use super::render::{Folder, Output, at::without_moment, changes::whole_life};
use super::{Outcome, Ui, select};
use crate::check::{self, Checkup, Unread};
use crate::page::Press;
use crate::record::{Kind, Record, sha256};
use crate::redline::steps::Life;
use crate::report::{Naming, plural, table, third_parties};
use crate::service::history;
use crate::service::repository::Repo;
use crate::service::steps::saved;
use crate::service::then::{Deed, Moment, Save, Then};
use crate::service::{Group, Service, store};

/// Put everything about one resident into a folder, for an inspection, a request for their data, or a move to another provider
///
/// The folder holds the records and scans byte for byte as they were saved, pages to print, who saved what and when, and a list of where the records
/// name other people. README.txt in it says what it holds and what it does not. Edits that were not saved are not in it.
///
/// It can be opened from one account of this computer only, and lies outside the service's repository, so that it is not saved or sent along.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan export 142 -o ../for-R-0142\n  supportplan export 142 --at 2026-03-03 -o ../inspection"
)]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,

    /// As things stood when DATE had ended, or at a version of git's; as last saved, where it is left out
    #[arg(long, value_name = "DATE|REV")]
    at: Option<String>,

    /// The folder to make; it must not be there yet, or be empty
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// There was no such resident then, the folder is no place for an export, or it cannot be written. Nothing is left of it then.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open(&service.root)?;
    let moment = Moment::named(args.at.as_deref().unwrap_or("HEAD"), global.today())?;
    let known = Then::read(&repo, &service, &moment, &|_| false)?;
    let resident = select::resident_then(&args.resident, &service, &known.service)?;
    let is_meant = |whose: Option<&str>| whose.is_none_or(|whose| whose == resident);
    let then = Then::read(&repo, &service, &moment, &is_meant)?;
    let group = then.group(Some(&resident));
    if group.files.is_empty() {
        bail!("nothing about {resident} was saved {moment}, so there is nothing to export");
    }
    let out = place(&global.dir.join(&args.out), &service)?;
    let staged = store::stage(&out, "export")?;
    let made = is_private(&staged, ui).and_then(|()| write(&staged, &service, (&repo, &then), &group, global));
    let made = match made {
        Ok(made) => made,
        Err(error) => {
            // What cannot be taken away now is cleared by the next try.
            let _ = store::remove_folder(&staged);
            return Err(error);
        }
    };
    store::put_in_place(&staged, &out)?;
    ui.note(&format!("{resident} as things stood {}", then.as_at()))?;
    for remark in then.remarks.iter().chain(&made.remarks) {
        ui.note(remark)?;
    }
    let edited = repo.edited(&[group.folder()])?.len();
    if edited > 0 && args.at.is_none() {
        let edited = plural(edited, "file was edited and not saved", "files were edited and not saved");
        ui.note(&format!("{edited}: that is not in it. `supportplan save {resident}` keeps it"))?;
    }
    ui.note(&made.counts)?;
    ui.result(&format!("{}\n", out.join("README.txt").display()))?;
    Ok(Outcome::Well)
}

/// The folder to make, if it can be one: outside of the repository, where it would be saved and sent along, and empty.
fn place(out: &Path, service: &Service) -> Result<PathBuf> {
    if store::is_link(out) || (store::exists(out) && !(store::is_folder(out) && store::is_empty_folder(out)?)) {
        bail!(
            "{} is there already and no empty folder, so nothing was exported. Name a folder that is not there yet",
            out.display()
        );
    }
    let out = if store::exists(out) { store::real_path(out)? } else { std::path::absolute(out)? };
    let mut above = out.ancestors().skip(1).filter(|folder| store::exists(folder));
    let (Some(above), Some(name)) = (above.next(), out.file_name()) else {
        bail!("{} is no name for a folder, so nothing was exported", out.display());
    };
    // Where a link leads into the repository, the export would lie there as well.
    let around = Repo::around(&store::real_path(above)?.join(name))?;
    let is_inside = around.is_some_and(|top| store::real_path(&top).is_ok_and(|top| service.root.starts_with(top)));
    if is_inside || store::real_path(above)?.starts_with(&service.root) {
        bail!(
            "{} lies in the service's repository, where it would be saved and sent along with the records, so nothing was exported. \
             Name a folder outside, such as -o ../for-inspection",
            out.display()
        );
    }
    Ok(out)
}

/// Closes the folder to all but its owner, as far as that can be done here.
fn is_private(staged: &Path, ui: &mut Ui) -> Result<()> {
    if store::make_owner_only(staged).is_err() {
        ui.note(
            "The folder cannot be closed to others by this program here. See to it that only those who may read it can",
        )?;
    }
    store::follow(staged)
}

/// What was exported, in words.
struct Made {
    remarks: Vec<String>,
    counts: String,
}

/// Writes all that belongs to the export into the folder `staged`.
fn write(
    staged: &Path,
    service: &Service,
    (repo, then): (&Repo, &Then<'_>),
    group: &Group,
    global: &Global,
) -> Result<Made> {
    let resident = group.resident.as_deref().unwrap_or_default();
    let (written, left_out) = files(staged, then, group)?;
    let checkups = then.check_group(group)?;
    let naming: Vec<Naming> =
        then.named(&checkups)?.into_iter().map(|(at, mentions)| Naming { record: &checkups[at], mentions }).collect();
    let places: usize = naming.iter().map(|record| record.mentions.len()).sum();
    let looked_into = |path: &&String| !naming.iter().any(|record| record.record.path == **path);
    let unread: Vec<String> = written.iter().filter(looked_into).cloned().collect();
    let staff = staff(then, &checkups);
    put(staged, "third-parties.txt", third_parties(&naming, &unread, &staff, resident).as_bytes())?;
    let saves = then.saves(resident)?;
    put(staged, "saves.csv", list(then, &saves)?.as_bytes())?;
    let templates = service.page_templates()?;
    let out = staged.join("pages");
    let press = Press::new(&templates, &then.service.context);
    let output = Output::new(press, &out, None)?;
    let records = output.records(checkups);
    let folder = Folder::of(&records);
    let entries = output.print(&folder, |_| true)?;
    let pages = entries.len();
    if pages > 0 {
        output.finish(entries)?;
    }
    let histories = histories(staged, (repo, then), &press, &folder.records)?;
    let export = Export {
        resident,
        then,
        files: written.len(),
        pages,
        histories,
        saves: saves.len(),
        places,
        gone: gone(&saves, group),
        left_out,
        elsewhere: elsewhere(then, resident)?,
        today: global.today(),
    };
    put(staged, "README.txt", export.text().as_bytes())?;
    put(staged, "SHA256SUMS", sums(staged)?.as_bytes())?;
    let counted = [
        plural(export.files, "file", "files"),
        plural(pages, "page", "pages"),
        plural(saves.len(), "change", "changes"),
    ];
    let places = plural(places, "place", "places");
    let left_out = match export.left_out.len() {
        0 => String::new(),
        count => format!(". Left out: {}, see README.txt", plural(count, "file", "files")),
    };
    let counts = format!("{}; third-parties.txt names {places} to look at{left_out}", counted.join(", "));
    Ok(Made { remarks: without_moment(&templates).into_iter().chain(service.lacks_logo()).collect(), counts })
}

/// Writes the plan and the safety plan once more, with all that ever changed in them marked. Gives the paths of these pages.
fn histories(
    staged: &Path,
    (repo, then): (&Repo, &Then<'_>),
    press: &Press<'_>,
    folder: &[&Record],
) -> Result<Vec<String>> {
    let wording = &then.service.context.wording;
    let living = |record: &&&Record| matches!(record.kind(), Kind::SupportPlan | Kind::SafetyPlan);
    let mut written = Vec::new();
    for record in folder.iter().filter(living) {
        let revisions = history::from_commit(repo, &record.path, then.commit)?;
        let life = Life::of(&record.path, saved(then.service.settings(), revisions), wording);
        if let Some(changed) = whole_life(&life, press.context) {
            let page = press.changed(&changed, folder)?;
            let path = format!("pages/{}", page.path.replace(".html", "-history.html"));
            put(staged, &path, page.html.as_bytes())?;
            written.push(path);
        }
    }
    Ok(written)
}

fn put(staged: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    store::write_page(&staged.join(path), bytes)
}

/// Writes the files of a resident as they were. Gives the paths of those that were, and of those that were not, each with why.
fn files(staged: &Path, then: &Then<'_>, group: &Group) -> Result<(Vec<String>, Vec<LeftOut>)> {
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut written = Vec::new();
    for path in &group.files {
        if !check::is_record_path(path) && then.is_filtered(path)? {
            left_out.push((path.clone(), "it goes through a filter such as git LFS, which only git runs"));
        } else if let Some(bytes) = then.bytes(path)? {
            put(staged, path, &bytes)?;
            written.push(path.clone());
        }
    }
    let why = |why: &Unread| match why {
        Unread::Link => "it is a link",
        Unread::NoFile => "it is another repository",
        Unread::NameIsNoText => "its name is not text",
    };
    left_out.extend(group.unread.iter().map(|(path, unread)| (path.clone(), why(unread))));
    let hidden = then.hidden(group.resident.as_deref().unwrap_or_default());
    left_out.extend(hidden.into_iter().map(|path| (path, "it is hidden, so it is no part of the records")));
    Ok((written, left_out))
}

/// The ids of staff that stand in records, each with who that is.
fn staff(then: &Then<'_>, checkups: &[Checkup]) -> Vec<(String, String)> {
    let named = then.service.settings().staff.iter();
    let named = named.filter(|staff| checkups.iter().any(|checkup| checkup.text.contains(staff.id.as_str())));
    named.map(|staff| (staff.id.clone(), staff.name.clone())).collect()
}

/// The saves as a table.
fn list(then: &Then<'_>, saves: &[Save]) -> Result<String> {
    let row = |save: &Save| {
        let deed = match save.deed {
            Deed::Begun => "begun",
            Deed::Changed => "changed",
            Deed::Removed => "removed",
        };
        [save.path.clone(), deed.to_owned(), save.time.to_rfc3339(), then.who(&save.author), save.commit.clone()]
    };
    table(&["path", "what", "when", "who", "commit"], saves.iter().map(row))
}

/// The paths of files that were there once and were taken away before.
fn gone(saves: &[Save], group: &Group) -> Vec<String> {
    let mut gone: Vec<String> = saves.iter().map(|save| save.path.clone()).collect();
    gone.sort();
    gone.dedup();
    gone.retain(|path| !group.files.contains(path) && !group.unread.iter().any(|(unread, _)| unread == path));
    gone
}

/// The team's records in which the resident's reference stands.
fn elsewhere(then: &Then<'_>, resident: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for path in then.group(None).files.into_iter().filter(|path| check::is_record_path(path)) {
        let bytes = then.bytes(&path)?.unwrap_or_default();
        if String::from_utf8_lossy(&bytes).contains(resident) {
            found.push(path);
        }
    }
    Ok(found)
}

/// A line for each file below the folder, as `sha256sum` writes and checks them.
fn sums(staged: &Path) -> Result<String> {
    let mut open = vec![String::new()];
    let mut lines = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in store::list(&staged.join(&folder))? {
            let path = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
            if store::is_folder(&staged.join(&path)) {
                open.push(path);
                continue;
            }
            let sum = sha256(&store::read(&staged.join(&path))?);
            let sum = sum.trim_start_matches("sha256:");
            let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
            let mark = if escaped == path { "" } else { "\\" };
            lines.push((path, format!("{mark}{sum}  {escaped}\n")));
        }
    }
    lines.sort();
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

//! `supportplan demo`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use chrono::NaiveTime;

use super::cli::Global;
use super::{Outcome, Ui, init};
use crate::check::Checked;
use crate::demo::worked::{self, Save};
use crate::service::commit::{self, When};
use crate::service::repository::{Edited, Identity, Repo};
use crate::service::saving::{self, Author};
use crate::service::{SETTINGS, Service, check_settings, store};

/// Make an example service to try things out in, with a history of four months that ends now
///
/// Without a size it is the worked example: three residents, written out in full as good practice. With --residents and --weeks it is a made-up service
/// of any size, the same each time for the same seed. All people in it are invented.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan demo my-demo\n  supportplan demo big --residents 200 --weeks 52")]
pub(super) struct Args {
    /// The folder to make; it must not be there yet, or be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// The folder is not empty, or cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let root = global.dir.join(&args.folder);
    if store::exists(&root) && !store::is_empty_folder(&root)? {
        bail!(
            "{} is there already and not empty; nothing was changed. Name a folder that is not there yet",
            root.display()
        );
    }
    store::create_folder(&root)?;
    let root = store::real_path(&root)?;
    let (records, saves) = worked_example(&root, global)?;
    ui.note(&format!(
        "An example service with {records} records and {saves} saves lies in {}.",
        args.folder.display()
    ))?;
    ui.note(&format!("Try: cd {} && supportplan show Sam", args.folder.display()))?;
    Ok(Outcome::Well)
}

/// Writes the worked example, save by save, as its people would have; says how many records and commits there are.
fn worked_example(root: &Path, global: &Global) -> Result<(usize, usize)> {
    let example = worked::worked(global.today())?;
    let repo = Repo::create(root)?;
    for (path, text) in init::git_files().into_iter().chain([(SETTINGS, example.settings.as_str())]) {
        store::write_new(&root.join(path), text.as_bytes())?;
    }
    let service = Service::at(root)?;
    let first = example.saves.first().context("the example has saves")?;
    let manager = service.settings().staff.last().context("the example has staff")?;
    let begun = When::At(first.at.date().and_time(NaiveTime::MIN).and_utc().timestamp() + 8 * 3600, 0);
    let settings =
        check_settings(root)?.passed(crate::finding::Severity::Error).context("the example's settings are sound")?;
    let others = init::git_files()
        .into_iter()
        .filter_map(|(path, text)| Checked::without_record(path, text.as_bytes().to_vec()));
    let who = Identity { name: manager.name.clone(), email: manager.email.clone() };
    commit::commit(&repo, &others.chain([settings]).collect::<Vec<_>>(), &who, init::FIRST_COMMIT, begun)?;
    for save in &example.saves {
        replay(root, &repo, save)?;
    }
    let service = Service::at(root)?;
    let mut records = 1 + service.team()?.files.len();
    for resident in service.residents() {
        records += service.group_of(resident)?.files.len();
    }
    Ok((records, example.saves.len() + 1))
}

/// Writes the files of one save and commits them as `save` would have, at their time.
fn replay(root: &Path, repo: &Repo, save: &Save) -> Result<()> {
    for (path, text) in &save.files {
        store::write(&root.join(path), text.as_bytes())?;
    }
    let service = Service::at(root)?;
    let group = match &save.resident {
        Some(resident) => service.group_of(resident)?,
        None => service.team()?,
    };
    let edited: Vec<Edited> =
        save.files.iter().map(|(path, _)| Edited { path: path.clone(), deleted: false }).collect();
    let staff =
        service.settings().staff(&save.by).with_context(|| format!("{} is not on the example's staff", save.by))?;
    let author = Author {
        who: Identity { name: staff.name.clone(), email: staff.email.clone() },
        when: When::At(save.at.and_utc().timestamp(), 0),
    };
    let outcome = saving::save_group(&service, repo, &group, &edited.iter().collect::<Vec<_>>(), &author)?;
    if let Some(path) = outcome.kept_out.first() {
        let finding = outcome.checkups.iter().flat_map(|checkup| &checkup.findings).next();
        bail!("the example's {path} of {} has an error: {}", save.at, finding.map_or("", |finding| &finding.message));
    }
    Ok(())
}

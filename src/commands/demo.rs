//! `supportplan demo`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use chrono::NaiveTime;
use rayon::prelude::*;

use super::cli::Global;
use super::{Outcome, Ui, init};
use crate::check::{self, Checked};
use crate::cycle::Week;
use crate::demo::generate::{self, MAX_RESIDENTS, MAX_WEEKS};
use crate::demo::worked::{self, Save};
use crate::report::plural;
use crate::service::bulk::{self, Batch};
use crate::service::commit::{self, Contents, When};
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

    /// Make up this many residents instead of the worked example
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MAX_RESIDENTS as i64))]
    residents: Option<u32>,

    /// With so many weekly reviews each
    #[arg(long, value_name = "W", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_WEEKS)))]
    weeks: Option<u32>,

    /// The same number makes the same service; another makes another
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// How many residents or weeks a made-up service has where only the other is given.
const USUAL: (u32, u32) = (20, 26);

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
    let (records, saves) = match (args.residents, args.weeks) {
        (None, None) => worked_example(&root, global)?,
        (residents, weeks) => {
            let (residents, weeks) = (residents.unwrap_or(USUAL.0), weeks.unwrap_or(USUAL.1));
            made_up(&root, residents as usize, weeks, args.seed, global)?
        }
    };
    let size = format!("{} and {}", plural(records, "record", "records"), plural(saves, "save", "saves"));
    ui.note(&format!("An example service with {size} lies in {}.", args.folder.display()))?;
    let resident = if args.residents.is_none() && args.weeks.is_none() { "Sam" } else { "1" };
    ui.note(&format!("Try: cd {} && supportplan show {resident}", args.folder.display()))?;
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
    let contents = Contents { files: others.chain([settings]).collect(), removed: Vec::new() };
    commit::commit(&repo, &contents, &who, init::FIRST_COMMIT, begun)?;
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
    let outcome =
        saving::save_group(&service, repo, &group, &edited.iter().collect::<Vec<_>>(), &mut || Ok(author.clone()))?;
    if let Some((path, _)) = outcome.kept_out.first() {
        let finding = outcome.checkups.iter().flat_map(|checkup| &checkup.findings).next();
        bail!("the example's {path} of {} has an error: {}", save.at, finding.map_or("", |finding| &finding.message));
    }
    Ok(())
}

/// Makes up a service, week by week: each week is one commit, by the first of its staff. Says how many records and commits there are.
fn made_up(root: &Path, residents: usize, weeks: u32, seed: u64, global: &Global) -> Result<(usize, usize)> {
    let today = global.today();
    let settings = generate::settings(residents);
    let mut saves: Vec<_> = (1..=residents)
        .into_par_iter()
        .flat_map_iter(|number| generate::resident(number, residents, weeks, seed, today).saves)
        .collect();
    saves.extend(generate::team(residents, weeks, seed, today));
    // A stable sort keeps each resident's saves of a week in their order.
    saves.par_sort_by_key(|save| Week::of(save.date));
    let first = saves.first().context("a made-up service has saves")?.date;
    let repo = Repo::create(root)?;
    let begun = init::git_files().into_iter().chain([(SETTINGS, settings.as_str())]);
    let begun: Vec<_> = begun.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let mut batches = vec![(first, begun)];
    let (mut files, mut start) = (BTreeMap::new(), 0);
    while let Some(next) = saves.get(start) {
        let week = Week::of(next.date);
        let count = saves[start..].iter().take_while(|save| Week::of(save.date) == week).count();
        let of_week = &saves[start..start + count];
        let day = of_week.iter().map(|save| save.date).max().unwrap_or(next.date);
        // A record that was saved twice in a week is committed as it was last.
        let last: BTreeMap<_, _> = of_week.iter().flat_map(|save| save.records.iter().cloned()).collect();
        batches.push((day, last.into_iter().collect()));
        start += count;
    }
    for (path, text) in batches.iter().flat_map(|(_, files)| files) {
        files.insert(path.as_str(), text.as_str());
    }
    let written: Vec<_> = files.iter().collect();
    written.par_iter().try_for_each(|(path, text)| store::write_page(&root.join(path), text.as_bytes()))?;
    let records = files.keys().filter(|path| check::is_record_path(path)).count();
    let service = Service::at(root)?;
    let manager = service.settings().staff.first().context("a made-up service has staff")?;
    let commits = batches.len();
    let batches = batches.into_iter().enumerate().map(|(at, (day, files))| Batch {
        subject: if at == 0 {
            init::FIRST_COMMIT.to_owned()
        } else {
            format!("{}: {}", Week::of(day), plural(files.len(), "record", "records"))
        },
        files,
        author: Identity { name: manager.name.clone(), email: manager.email.clone() },
        seconds: day.and_time(NaiveTime::MIN).and_utc().timestamp() + if at == 0 { 8 } else { 17 } * 3600,
    });
    bulk::import(&repo, batches)?;
    Ok((records, commits))
}

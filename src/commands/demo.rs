//! `supportplan demo`.

mod made_up;
mod worked;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::cli::Global;
use super::{Outcome, Ui};
use crate::demo::generate::{MAX_RESIDENTS, MAX_WEEKS};
use crate::report::plural;
use crate::service::bulk::{self, Batch};
use crate::service::repository::Repo;
use crate::service::store;

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

/// A service that was made, before it is written.
struct Made {
    /// Its files as they stand at the end: paths in its folder, and what they say.
    files: Vec<(String, Vec<u8>)>,
    /// Its commits, oldest first.
    commits: Vec<Batch>,
    /// How many records it has.
    records: usize,
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
    let root = if store::exists(&root) { store::real_path(&root)? } else { root };
    if root.file_name().is_none() {
        bail!("{} is no name for a folder; nothing was changed", root.display());
    }
    let made = match (args.residents, args.weeks) {
        (None, None) => worked::example(&root, global.today())?,
        (residents, weeks) => {
            let (residents, weeks) = (residents.unwrap_or(USUAL.0), weeks.unwrap_or(USUAL.1));
            made_up::service(residents as usize, weeks, args.seed, global.today())?
        }
    };
    let (records, saves) = (plural(made.records, "record", "records"), plural(made.commits.len(), "save", "saves"));
    let staged = store::stage(&root, "demo")?;
    if let Err(error) = write(made, &staged) {
        // What cannot be taken away now is cleared by the next try.
        let _ = store::remove_folder(&staged);
        return Err(error);
    }
    store::put_in_place(&staged, &root)?;
    ui.note(&format!("An example service with {records} and {saves} lies in {}.", args.folder.display()))?;
    let resident = if args.residents.is_none() && args.weeks.is_none() { "Sam" } else { "1" };
    ui.note(&format!("Try: cd {} && supportplan show {resident}", args.folder.display()))?;
    Ok(Outcome::Well)
}

/// Writes the service into a folder that is put in its place as a whole.
fn write(made: Made, folder: &Path) -> Result<()> {
    store::follow(folder)?;
    let Made { files, commits, .. } = made;
    files.par_iter().try_for_each(|(path, bytes)| store::write_page(&folder.join(path), bytes))?;
    bulk::import(&Repo::create(folder)?, commits)
}

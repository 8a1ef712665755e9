//! `supportplan new-reflection`.

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::cli::Global;
use super::fill::{self, Desk, Filling, Sheet};
use super::{Outcome, Ui, select};
use crate::record::{Kind, Place, Record};
use crate::scaffold::{self, LookedBack, ReflectionBeginning};
use crate::service::Service;
use crate::service::history;
use crate::service::repository::Repo;

/// Hold the team's reflection, with a look back drawn from all records
///
/// What has not changed for long, where help is not falling, what is overdue, and which words come often: what `check` finds stands as hints beside
/// the questions, by resident's reference and count, with questions for supervision that follow from it. No word of a resident's records is among
/// them, and none of it stays unless somebody writes it down.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-reflection\n  supportplan new-reflection --edit\n  supportplan new-reflection --answers answers.md --by lena-m"
)]
pub(super) struct Args {
    #[command(flatten)]
    filling: Filling,
}

/// After how many days a plan that is to the letter the same is looked back on.
const DAYS: u64 = 100;

/// Runs the command.
///
/// # Errors
/// There is no service, its records cannot be read, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let date = global.today();
    let sheet = Sheet::of_team(Kind::TeamReflection, "the team's reflection", "new-reflection", &service, date);
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    fill::run(
        &sheet,
        |by, _, desk| {
            let service = desk.service;
            let (last, untouched) = (last(service, &sheet.path)?, untouched(service, desk.repo, date)?);
            let by = by.map(|by| by.id.as_str());
            let beginning = ReflectionBeginning { date, by, last: last.as_ref(), untouched: &untouched, days: DAYS };
            scaffold::reflection(&service.scaffold_templates()?, beginning, &look_back(service)?, &service.context)
        },
        &args.filling,
        &mut desk,
    )
}

/// What checking the whole service shows.
fn look_back(service: &Service) -> Result<LookedBack> {
    let residents = service.residents().iter().map(|resident| service.group_of(resident));
    let groups = residents.chain([service.team()]).collect::<Result<Vec<_>>>()?;
    let found =
        service.check_all(&groups, |path| service.bytes(path).map(Some), |_, checkups| LookedBack::on(&checkups))?;
    Ok(found.into_iter().fold(LookedBack::default(), LookedBack::merged))
}

/// The residents whose plan git has held as it is for long.
fn untouched(service: &Service, repo: &Repo, date: NaiveDate) -> Result<Vec<String>> {
    let day = date.checked_sub_days(Days::new(DAYS)).unwrap_or(date);
    let living = super::new_audit::living(service, date)?;
    let paths = living.iter().map(|resident| Place::path(Kind::SupportPlan, &[("resident", resident)]));
    let same = history::same_since(repo, paths, day, |path| service.bytes(path))?;
    Ok(same.iter().filter_map(|path| Place::of(path)?.resident().map(str::to_owned)).collect())
}

/// The last reflection before the one at `path`.
fn last(service: &Service, path: &str) -> Result<Option<Record>> {
    let is_reflection = |file: &&String| Place::of(file).is_some_and(|place| place.kind == Kind::TeamReflection);
    let files = service.team()?.files;
    let before = files.iter().filter(is_reflection).filter(|file| file.as_str() < path).max();
    before.map_or(Ok(None), |file| service.record(file))
}

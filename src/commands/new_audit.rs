//! `supportplan new-audit`.

use anyhow::{Result, bail};
use chrono::NaiveDate;

use super::cli::Global;
use super::fill::{self, Desk, Filling, Sheet};
use super::{Outcome, Ui, select};
use crate::record::{self, Kind, Place, model};
use crate::scaffold::{self, AuditBeginning, LookedBack, sample};
use crate::service::Service;
use crate::service::repository::Repo;

/// Audit a fair sample of plans, with what `check` finds in them as a start
///
/// Which plans are read follows from a seed, and from the references of the residents who live here. The seed is the day, so that nobody picks it;
/// whoever draws again with it gets the same plans. Each resident's lot is the SHA-256 of the seed, a colon and the reference, such as
/// 2026-11-20:R-0142, and the least lots are drawn.
///
/// What `check` finds in the support plans and safety plans that were drawn stands as items to begin with. Take out what is right as it is, and add
/// what only a person sees.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan new-audit\n  supportplan new-audit --sample 5\n  supportplan new-audit --sample 5 --seed 2026-11-20 --no-edit\n  supportplan new-audit --answers answers.md --by lena-m"
)]
pub(super) struct Args {
    /// How many plans are read; a tenth, and three at least, where it is left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,

    /// What the draw begins with: letters, digits, and single hyphens and dots between them; today's date, where it is left out
    #[arg(long, value_name = "S", value_parser = seed)]
    seed: Option<String>,

    #[command(flatten)]
    filling: Filling,
}

/// Reads a seed.
fn seed(text: &str) -> Result<String, String> {
    let words = text.split(['-', '.']);
    let plain = words.into_iter().all(|word| !word.is_empty() && word.bytes().all(|c| c.is_ascii_alphanumeric()));
    let fits = plain && text.len() <= 40;
    fits.then(|| text.to_owned()).ok_or_else(|| {
        "write at most 40 letters and digits, with single hyphens or dots between them, such as 2026-11-20".to_owned()
    })
}

/// Runs the command.
///
/// # Errors
/// Nobody has a plan, the records cannot be read, or git cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let repo = Repo::open_to_write(&service.root)?;
    let date = global.today();
    let sheet = Sheet::of_team(Kind::PlanAudit, "the plan audit", "new-audit", &service, date);
    not_begun_otherwise(args, &service, &sheet)?;
    let mut desk = Desk { service: &service, repo: &repo, global, ui };
    fill::run(
        &sheet,
        |by, answers, desk| {
            let service = desk.service;
            let living = living(service, date)?;
            if living.is_empty() {
                bail!("nobody who lives here has a support plan yet, so there is nothing to audit");
            }
            let count = args.sample.map_or_else(|| sample::usual_size(living.len()), |count| count as usize);
            let seed = args.seed.clone().unwrap_or_else(|| sample::usual_seed(date));
            let sampled = sample::draw(&seed, living.iter().map(String::as_str), count);
            // Answers that name findings name all that there are.
            let has_own =
                answers.is_some_and(|answers| answers.values.get("findings").is_some_and(|own| !own.is_null()));
            let back = if has_own { LookedBack::default() } else { look_at(service, &sampled)? };
            let by = by.map(|by| by.id.as_str());
            let beginning = AuditBeginning { date, by, seed: &seed, sampled: &sampled, drawn_from: living.len() };
            scaffold::audit(&service.scaffold_templates()?, beginning, &back, &service.context)
        },
        &args.filling,
        &mut desk,
    )
}

/// Makes sure that an audit of the day which is begun already was drawn as the options say.
///
/// # Errors
/// It was drawn by another seed, or is another size.
fn not_begun_otherwise(args: &Args, service: &Service, sheet: &Sheet) -> Result<()> {
    let Some(begun) = service.record(&sheet.path)? else { return Ok(()) };
    let number = |key: &str| begun.values.get(key).and_then(serde_json::Value::as_u64);
    let instead =
        || format!("Leave out --seed and --sample to go on with it, or take {} away to draw anew", sheet.path);
    if let Some(seed) = args.seed.as_deref().filter(|seed| begun.value("seed").is_some_and(|own| own != *seed)) {
        bail!("{} is there already, and was not drawn by the seed {seed}. {}", sheet.name, instead());
    }
    let drawn = u64::try_from(begun.list("sampled").len())?;
    let asked = |sample: u32| u64::from(sample).min(number("drawn_from").unwrap_or(u64::MAX));
    if let Some(sample) = args.sample.filter(|sample| asked(*sample) != drawn) {
        bail!("{} is there already with a sample of {drawn}, not {sample}. {}", sheet.name, instead());
    }
    Ok(())
}

/// The residents with a plan who have moved in and have not left by `date`.
pub(super) fn living(service: &Service, date: NaiveDate) -> Result<Vec<String>> {
    let mut living = Vec::new();
    for resident in service.residents() {
        let files = service.group_of(resident)?.files;
        let path = Place::path(Kind::SupportPlan, &[("resident", resident)]);
        if !files.contains(&path) {
            continue;
        }
        let bytes = service.bytes(&path)?;
        let day = |key: &str| record::one_value(&bytes, key).as_deref().and_then(model::date);
        if day("left").is_none_or(|left| left >= date) && day("moved_in").is_none_or(|moved_in| moved_in <= date) {
            living.push(resident.clone());
        }
    }
    Ok(living)
}

/// What checking the plans of these residents shows.
fn look_at(service: &Service, residents: &[&str]) -> Result<LookedBack> {
    let mut back = LookedBack::default();
    for resident in residents {
        let plans = [Kind::SupportPlan, Kind::SafetyPlan].map(|kind| Place::path(kind, &[("resident", resident)]));
        let group = service.group_of(resident)?;
        back = back.merged(LookedBack::on(&service.check_some(&group, |path| plans.iter().any(|plan| plan == path))?));
    }
    Ok(back)
}

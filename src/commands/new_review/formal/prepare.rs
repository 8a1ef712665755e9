//! Before the talk: the review that names the plan and tells what has happened, and the pages to print.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::Meant;
use crate::commands::fill::{Desk, record};
use crate::commands::{Outcome, render, save, select};
use crate::cycle;
use crate::record::model::{self, FormalReview};
use crate::record::{Place, Record, content_hash, edit, read};
use crate::scaffold::formal::{self, Prepared};
use crate::scaffold::since::{Since, Sources};
use crate::service::drafts::{self, State};
use crate::service::history;

/// Prepares the review at `path`; in the place of the one at `old`, where there is one.
pub(super) fn run(meant: &Meant<'_>, path: &str, old: Option<&str>, desk: &mut Desk<'_>) -> Result<Outcome> {
    let (filling, command) = (&meant.args.filling, meant.command());
    if filling.answers.is_some() || filling.edit {
        bail!(
            "nothing is asked before the talk, so neither --edit nor --answers is for this stage: `{command}` prepares the review"
        );
    }
    desk.service.keep_inside(path)?;
    let settings = desk.service.settings();
    if filling.no_edit {
        meant.must_be_saved(desk)?;
        let by = filling.by.known(settings, Some(desk.repo), meant.today())?;
        write(meant, path, old, by.map(|by| by.id.as_str()), desk)?;
        desk.ui.result(&format!("{}\n", select::from_here(path, desk.service, desk.global)))?;
        save::say_remarks(desk.repo, desk.ui)?;
        return Ok(Outcome::Well);
    }
    let by = filling.by.staff(settings, Some(desk.repo), meant.today(), desk.ui)?;
    let waits = meant.saved.iter().any(|record| record.path == path);
    let is_saved = !waits || meant.save_remarks(path, by, desk)? == Outcome::Well;
    if !is_saved || meant.save_plans(by, desk)? == Outcome::Faults {
        desk.ui.note(&format!("Nothing was prepared. Mend what is named, then `{command}`."))?;
        return Ok(Outcome::Faults);
    }
    write(meant, path, old, Some(&by.id), desk)?;
    // Made before the review is saved: a command that is cut short is run again until both are there.
    let pack = pages(meant, path, desk)?;
    let paths: Vec<&str> = old.into_iter().chain([path]).collect();
    if save::save_paths(&desk.service.group_of(&meant.resident)?, &paths, by, desk)? == Outcome::Faults {
        desk.ui.note(&format!("The review waits in {path}. Mend what is named, then `{command}`."))?;
        return Ok(Outcome::Faults);
    }
    desk.ui.result(&format!("To print: {}\n", pack.display()))?;
    desk.ui.note(&format!(
        "Next: print this pack, go through it with {0}, and write on the paper. Then `{command}` takes down what was said.",
        meant.resident
    ))?;
    Ok(Outcome::Well)
}

/// Writes the review to its place. What somebody added to one that waits there stays.
fn write(meant: &Meant<'_>, path: &str, old: Option<&str>, by: Option<&str>, desk: &mut Desk<'_>) -> Result<()> {
    let (service, repo) = (desk.service, desk.repo);
    let text = compose(meant, path, by)?;
    if let Some(old) = old {
        let waiting = service.record(old)?.with_context(|| format!("{old} is no longer there"))?;
        drafts::change(service, repo, old, &waiting.text, &edit::with_value(&waiting, "stage", "superseded"))?;
    }
    match drafts::state(service, repo, path)? {
        State::Absent | State::AsWritten => match drafts::begin(service, repo, path, &text, (None, false))? {
            true => Ok(()),
            false => bail!("somebody else began {path} just now; run this again"),
        },
        state => {
            let waiting = service.record(path)?.with_context(|| format!("{path} cannot be read"))?;
            let anew = record(service, path, text)?;
            // What somebody typed and git does not have is nowhere else.
            let changed = match state {
                State::Saved => formal::refreshed(&waiting, &anew),
                _ => edit::with_value(&waiting, "reviewed", anew.value("reviewed").unwrap_or_default()),
            };
            drafts::change(service, repo, path, &waiting.text, &changed)
        }
    }
}

/// The review's text: the plan as git has it, and what has happened since the last one.
fn compose(meant: &Meant<'_>, path: &str, by: Option<&str>) -> Result<String> {
    let service = meant.service;
    let prepared = Place::of(path).and_then(|place| model::date(place.values.get("prepared")?));
    let prepared = prepared.with_context(|| format!("{path} is no place for a formal review"))?;
    let plan = meant.plan_now()?;
    let before = plan_before(meant)?;
    let records = service.records_of(&meant.resident)?;
    let values = model::of(&plan).context("the support plan is not complete")?;
    let sources = Sources { plan: &plan, plan_before: before.as_ref(), records: &records };
    let since = Since::of(sources, &values, &service.context);
    let present = service.settings().staff.iter().filter(|staff| staff.left.is_none());
    let prepared = Prepared {
        resident: &meant.resident,
        prepared,
        by,
        staff: present.map(|staff| staff.id.as_str()).collect(),
        reviewed: &content_hash(&plan.text),
        since: &since,
    };
    prepared.render(&service.scaffold_templates()?, &service.context)
}

/// The plan that the last review agreed or, before the first review, the first that was saved.
fn plan_before(meant: &Meant<'_>) -> Result<Option<Record>> {
    let reviews: Vec<FormalReview> = meant.saved.iter().filter_map(model::of).collect();
    let agreed = cycle::last_formal(&reviews).map(|last| last.agreed.as_deref().unwrap_or_default());
    let [path, _] = meant.plans();
    let (Some(bytes), Some(place)) = (history::version(meant.repo, &path, agreed)?, Place::of(&path)) else {
        return Ok(None);
    };
    Ok(read(&path, place, bytes, &meant.service.context.wording).record)
}

/// Makes the pack to print, and pages of the review, the plan and the safety plan. Gives the place of the pack.
fn pages(meant: &Meant<'_>, path: &str, desk: &Desk<'_>) -> Result<PathBuf> {
    desk.service.keep_inside("pages")?;
    let [plan, safety] = meant.plans();
    let holds = |record: &str| record == path || record == plan || record == safety;
    let group = desk.service.group_of(&meant.resident)?;
    let made = render::pack::pages(desk.service, &group, holds, &desk.service.full("pages"));
    let command = meant.command();
    made.with_context(|| format!("the review waits in {path}, and cannot be printed; `{command}` goes on with it"))
}

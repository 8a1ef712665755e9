//! Whose review it is, and which stage comes next.

use anyhow::{Context as _, Error, Result, anyhow, bail};
use chrono::NaiveDate;

use super::{Args, Stage};
use crate::commands::cli::Global;
use crate::commands::fill::{Desk, Filling, Handed};
use crate::commands::prompt::Left;
use crate::commands::writer::By;
use crate::commands::{Outcome, save, select};
use crate::cycle::stage::{self, Next};
use crate::record::model::{self, FormalReview, SupportPlan};
use crate::record::settings::Staff;
use crate::record::{self, Kind, Place, Record};
use crate::service::Service;
use crate::service::drafts::{self, State};
use crate::service::repository::Repo;

/// Whose review it is, and where it is worked on.
pub(super) struct Meant<'m> {
    pub(super) args: &'m Args,
    pub(super) service: &'m Service,
    pub(super) repo: &'m Repo,
    pub(super) global: &'m Global,
    pub(super) resident: String,
    pub(super) plan: SupportPlan,
    /// The formal reviews as git has them.
    pub(super) saved: Vec<Record>,
}

/// What is done now.
pub(super) enum Step {
    /// A review is prepared, and lies at this path.
    Prepare(String),
    /// The one at this path takes the place of the other.
    PrepareAgain(String, String),
    Discuss(String),
    Close(String),
}

/// A resident's formal reviews as the last commit has them.
fn saved(service: &Service, repo: &Repo, resident: &str) -> Result<Vec<Record>> {
    let mut saved = Vec::new();
    for path in service.group_of(resident)?.files {
        let place = Place::of(&path).filter(|place| place.kind == Kind::FormalReview);
        let Some(place) = place else { continue };
        if repo.last_commit_has(&path)? {
            // What goes through a filter is read where it lies.
            let bytes = repo.last_committed(&path)?.map_or_else(|| service.bytes(&path), Ok)?;
            saved.extend(record::read(&path, place, bytes, &service.context.wording).record);
            // What a command that was cut short could not forget any more.
            if drafts::state(service, repo, &path)? == State::Saved {
                drafts::forget_text(repo, &path)?;
            }
        }
    }
    Ok(saved)
}

impl<'m> Meant<'m> {
    /// Finds out what is meant, and what comes next.
    ///
    /// # Errors
    /// There is no such resident or no complete plan, or nothing can be done yet.
    pub(super) fn find(
        args: &'m Args,
        service: &'m Service,
        repo: &'m Repo,
        global: &'m Global,
    ) -> Result<(Self, Step)> {
        let resident = select::resident(&args.resident, service)?;
        let (_, plan) = select::plan(service, &resident).map_err(|error| with_next(error, &command(&resident)))?;
        let saved = saved(service, repo, &resident)?;
        let meant = Self { args, service, repo, global, resident, plan, saved };
        let step = meant.step()?;
        meant.insist(&step)?;
        Ok((meant, step))
    }

    /// The command that goes on with it.
    pub(super) fn command(&self) -> String {
        command(&self.resident)
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.global.today()
    }

    /// Where the review lies that is prepared on a day.
    pub(super) fn path(&self, prepared: NaiveDate) -> String {
        Place::path(Kind::FormalReview, &[("resident", &self.resident), ("prepared", &prepared.to_string())])
    }

    /// Where the plan and the safety plan lie.
    pub(super) fn plans(&self) -> [String; 2] {
        [Kind::SupportPlan, Kind::SafetyPlan].map(|kind| Place::path(kind, &[("resident", &self.resident)]))
    }

    /// What is done now.
    pub(super) fn step(&self) -> Result<Step> {
        let (resident, command, today) = (&self.resident, self.command(), self.today());
        if self.plan.left.is_some_and(|left| left < today) {
            bail!("{resident} has left the service, so there is no plan to go through any more");
        }
        let reviews: Vec<FormalReview> = self.saved.iter().filter_map(model::of).collect();
        if let Some(broken) = self.saved.iter().find(|record| model::of::<FormalReview>(record).is_none()) {
            bail!("{0} cannot be read. `supportplan check {0}` says why; mend it, then `{command}`", broken.path);
        }
        let begun = self.begun()?;
        let next = stage::next(&self.plan, &reviews, self.service.settings().intervals, today);
        let again = self.args.again;
        if let (Some(path), Next::Prepare | Next::NotYet(_) | Next::None) = (begun, next) {
            return Ok(Step::Prepare(path));
        }
        Ok(match next {
            Next::Discuss(review) if again && review.prepared == today => Step::Prepare(self.path(today)),
            Next::Discuss(review) if again => Step::PrepareAgain(self.path(today), self.path(review.prepared)),
            Next::Discuss(review) => Step::Discuss(self.path(review.prepared)),
            Next::Close(review) if again => bail!(
                "the review of {} was gone through already, so it cannot be prepared again. `{command}` closes it",
                review.prepared
            ),
            Next::Close(review) => Step::Close(self.path(review.prepared)),
            Next::NotYet(_) | Next::Prepare | Next::None if again => {
                bail!("no review of {resident} waits to be gone through. `{command}` prepares one as soon as it is due")
            }
            Next::NotYet(_) | Next::Prepare | Next::None if reviews.iter().any(|review| review.prepared == today) => {
                bail!(
                    "{resident} has a formal review of today already. From tomorrow on, `{command} --early` prepares another"
                )
            }
            Next::Prepare => Step::Prepare(self.path(today)),
            Next::NotYet(_) | Next::None if self.args.early => Step::Prepare(self.path(today)),
            Next::NotYet(day) => bail!(
                "the next formal review of {resident} opens on {}. From then on, `{command}` prepares it; `{command} --early` does so now",
                day.format("%-d %B %Y")
            ),
            Next::None => bail!(
                "{resident} is away, and nobody knows until when, so no formal review is due. `{command} --early` prepares one all the same"
            ),
        })
    }

    /// The review that was prepared and is not in git.
    fn begun(&self) -> Result<Option<String>> {
        let files = self.service.group_of(&self.resident)?.files;
        let formal =
            files.into_iter().filter(|path| Place::of(path).is_some_and(|place| place.kind == Kind::FormalReview));
        let begun = formal.filter(|path| !self.saved.iter().any(|record| record.path == *path)).max();
        let Some(path) = begun else { return Ok(None) };
        let record = self.service.record(&path)?;
        if record.as_ref().and_then(|record| record.value("stage")) != Some("prepared") {
            bail!("{path} is not saved. `supportplan save {}` keeps it; then `{}`", self.resident, self.command());
        }
        Ok(Some(path))
    }

    /// Refuses where another stage comes next than the one that was named, or where an option is for another.
    pub(super) fn insist(&self, step: &Step) -> Result<()> {
        let (stage, name) = match step {
            Step::Prepare(_) | Step::PrepareAgain(..) => (Stage::Prepare, "prepare"),
            Step::Discuss(_) => (Stage::Discuss, "discuss"),
            Step::Close(_) => (Stage::Close, "close"),
        };
        let command = self.command();
        if self.args.stage.is_some_and(|asked| asked != stage) {
            bail!("the stage that comes next for {} is `{name}`: `{command}` does that", self.resident);
        }
        let is_for = |given: bool, allowed: bool, option: &str| match given && !allowed {
            true => bail!("{option} is not for the stage that comes next, which is `{name}`: `{command}` does that"),
            false => Ok(()),
        };
        is_for(self.args.date.is_some(), stage != Stage::Prepare, "--date")?;
        is_for(self.args.result.is_some(), stage == Stage::Close, "--result")?;
        is_for(self.args.next.is_some(), stage == Stage::Close, "--next")?;
        is_for(self.args.early, stage == Stage::Prepare, "--early")
    }

    /// The review as git has it.
    pub(super) fn review(&self, path: &str) -> Result<FormalReview> {
        let record = self.saved.iter().find(|record| record.path == path);
        record.and_then(model::of).with_context(|| format!("{path} is no longer there"))
    }

    /// The day that the stage is of: that of `--date`, or else today.
    pub(super) fn date(&self, review: &FormalReview) -> Result<NaiveDate> {
        let (date, today) = (self.args.date.unwrap_or(self.today()), self.today());
        let earliest = review.discussed.unwrap_or(review.prepared);
        if date > today {
            bail!("{date} is still to come. Give --date the day that stands on the paper");
        }
        if date < earliest {
            bail!(
                "{date} is before the review was prepared or gone through, on {earliest}. Give --date the day that stands on the paper"
            );
        }
        Ok(date)
    }

    /// The plan as it lies in the folder.
    pub(super) fn plan_now(&self) -> Result<Record> {
        let [path, _] = self.plans();
        self.service.record(&path)?.with_context(|| format!("{path} is no longer there"))
    }

    /// How it is filled in, with who writes, so that nobody is asked twice.
    pub(super) fn filling(&self, desk: &mut Desk<'_>) -> Result<Filling> {
        let filling = &self.args.filling;
        if filling.no_edit {
            return Ok(filling.clone());
        }
        let by = filling.by.staff(self.service.settings(), Some(self.repo), self.today(), desk.ui)?;
        Ok(Filling { by: By { by: Some(by.id.clone()) }, ..filling.clone() })
    }

    /// Saves edits of the plan and the safety plan, as a save of its own. None is left where this says that all is well.
    pub(super) fn save_plans(&self, by: &Staff, desk: &mut Desk<'_>) -> Result<Outcome> {
        self.save(&self.plans(), by, desk)
    }

    /// Saves what somebody wrote by hand into the review at `path`, unless its next stage was begun there.
    pub(super) fn save_remarks(&self, path: &str, by: &Staff, desk: &mut Desk<'_>) -> Result<Outcome> {
        let stage = |record: &Record| record.value("stage").map(str::to_owned);
        let saved = self.saved.iter().find(|record| record.path == path).and_then(stage);
        if self.service.record(path)?.as_ref().and_then(stage) != saved {
            return Ok(Outcome::Well);
        }
        self.save(&[path.to_owned()], by, desk)
    }

    fn save(&self, paths: &[String], by: &Staff, desk: &mut Desk<'_>) -> Result<Outcome> {
        let edited = self.repo.edited(paths)?;
        let paths: Vec<&str> = edited.iter().map(|edited| edited.path.as_str()).collect();
        if paths.is_empty() {
            return Ok(Outcome::Well);
        }
        save::save_paths(&self.service.group_of(&self.resident)?, &paths, by, desk)
    }

    /// Refuses to go on by hand while the plans have edits that are not saved.
    pub(super) fn must_be_saved(&self, desk: &Desk<'_>) -> Result<()> {
        if desk.repo.edited(&self.plans())?.is_empty() {
            return Ok(());
        }
        bail!(
            "the plan has edits that are not saved. `supportplan save {}` keeps them; then `{}`",
            self.resident,
            self.command()
        )
    }

    /// Says that nothing was done because something could not be saved first. Answers from a pipe are kept.
    pub(super) fn not_saved(&self, path: &str, desk: &mut Desk<'_>) -> Result<Outcome> {
        let said = anyhow!("Nothing more was done. Mend what is named, then `{}`", self.command());
        let said = match &self.args.filling.answers {
            Some(file) => {
                let mut handed = Handed::read(file, "--answers", self.global)?;
                handed.keep(self.repo, Some(path));
                handed.with_place(said)
            }
            None => said,
        };
        desk.ui.note(&format!("{said:#}."))?;
        Ok(Outcome::Faults)
    }

    /// The error of a stage that could not be gone on with, and the command that does.
    pub(super) fn with_next(&self, error: Error) -> Error {
        with_next(error, &self.command())
    }
}

/// The command that goes on with a resident's formal review.
pub(super) fn command(resident: &str) -> String {
    format!("supportplan new-review formal {resident}")
}

fn with_next(error: Error, command: &str) -> Error {
    if error.is::<Left>() {
        return error;
    }
    let said = format!("{error:#}");
    if said.contains(command) { error } else { anyhow!("{said}. `{command}` goes on with it") }
}

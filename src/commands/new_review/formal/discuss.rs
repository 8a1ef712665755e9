//! After the talk: what was said, from the paper.

use anyhow::{Context as _, Result};
use chrono::NaiveDate;

use super::Meant;
use crate::commands::Outcome;
use crate::commands::fill::{self, Desk, Filling, Given, Kept, Sheet, editor};
use crate::record::model::FormalReview;
use crate::record::{Record, content_hash};
use crate::scaffold::formal::{self, Discussed};

/// Takes down what was said about the plan that the review at `path` names.
pub(super) fn run(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<Outcome> {
    let (resident, command) = (&meant.resident, meant.command());
    let [plan, _] = meant.plans();
    let ready = meant.args.filling.unless_lost(ready(meant, path, desk), desk.repo, desk.global)?;
    let Some((review, date, filling)) = ready else { return meant.not_saved(path, desk) };
    let sheet = Sheet {
        resident: Some(resident.clone()),
        path: path.to_owned(),
        name: format!("what was said in the review of {} for {resident}", review.prepared),
        command: command.clone(),
        kept: Kept::GoneOnWith,
        given: Vec::from_iter(Given::new("--date", &["discussed"], meant.args.date)),
        beside: Sheet::nothing_beside,
    };
    let compose = |_: Option<&_>, _: Option<&Record>, desk: &mut Desk<'_>| {
        let part = Discussed { date }.render(&desk.service.scaffold_templates()?, &desk.service.context)?;
        with_stage(path, part, desk)
    };
    let outcome = fill::run(&sheet, compose, &filling, desk)?;
    if outcome == Outcome::Faults || filling.no_edit {
        return Ok(outcome);
    }
    let discussed = desk.service.record(path)?;
    if discussed.is_some_and(|review| review.values["answers"]["change_plan"] == "no") {
        desk.ui.note(&format!(
            "Next: nothing in the plan changes, so sign the one that was printed. Then `{command}` closes the review."
        ))?;
        return Ok(outcome);
    }
    let asks = desk.ui.can_ask && filling.answers.is_none();
    if asks && desk.ui.confirm("Open the plan in the editor now, to make the changes?")? {
        editor::open(&desk.service.full(&plan), desk.repo, desk.ui)?;
    }
    desk.ui.note(&format!(
        "Next: make the changes in {plan}, print it with `supportplan render {resident} --page formal-pack`, and sign the new version together. Then `{command}` saves the plan and closes the review."
    ))?;
    Ok(outcome)
}

/// What is known before anything is asked; none, where what was written into the review has faults and could not be saved.
fn ready(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<Option<(FormalReview, NaiveDate, Filling)>> {
    let review = meant.review(path)?;
    let date = meant.date(&review)?;
    let plan = content_hash(&meant.plan_now()?.text);
    if review.reviewed.as_ref().is_some_and(|reviewed| *reviewed != plan) {
        desk.ui.note(&format!(
            "The plan was changed since this review was prepared, so the paper shows an older version. \
             `{} --again` prepares the review anew; go on here if you have gone through the paper already.",
            meant.command()
        ))?;
    }
    let filling = meant.filling(desk)?;
    if filling.no_edit {
        meant.must_be_saved(desk)?;
    } else {
        let by = filling.by.staff(desk.service.settings(), Some(desk.repo), meant.today(), desk.ui)?;
        if meant.save_remarks(path, by, desk)? == Outcome::Faults {
            return Ok(None);
        }
    }
    Ok(Some((review, date, filling)))
}

/// The text of the review at `path`, as it lies in the folder, with `part` put in.
pub(super) fn with_stage(path: &str, part: String, desk: &mut Desk<'_>) -> Result<String> {
    let review = desk.service.record(path)?.with_context(|| format!("{path} is no longer there"))?;
    Ok(formal::put_stage(&review, &fill::record(desk.service, path, part)?))
}

//! At the end: who signed, and when the next review is.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;

use super::Closing;
use super::discuss::with_stage;
use super::meant::{self, Meant};
use crate::commands::Outcome;
use crate::commands::fill::{self, Desk, Filling, Given, Kept, Sheet, editor};
use crate::cycle::{self, Due};
use crate::finding::{Code, Finding};
use crate::record::model::{self, FormalReview};
use crate::record::settings::Staff;
use crate::record::{Kind, Place, Record, content_hash, edit};
use crate::scaffold::answers;
use crate::scaffold::formal::Closed;
use crate::service::{Service, drafts};

/// Closes the review at `path` with the plan that came out of it.
pub(super) fn run(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<Outcome> {
    let (resident, command) = (&meant.resident, meant.command());
    let ready = meant.args.filling.unless_lost(ready(meant, path, desk), desk.repo, desk.global)?;
    let Some(Ready { review, date, agreed, filling }) = ready else { return meant.not_saved(path, desk) };
    let sheet = Sheet {
        resident: Some(resident.clone()),
        path: path.to_owned(),
        name: format!("the end of the review of {} for {resident}", review.prepared),
        command: command.clone(),
        kept: Kept::GoneOnWith,
        given: given(meant),
        beside: as_agreed,
    };
    let compose = |by: Option<&Staff>, answers: Option<&Record>, desk: &mut Desk<'_>| {
        let due = due(meant, &review)?;
        let asks = desk.ui.can_ask && !filling.edit && !filling.no_edit && answers.is_none();
        let given = answers.and_then(|answers| answers.value("result")).and_then(Closing::of);
        let result = meant.args.result.or(given);
        if result.is_none() && answers.is_some() {
            bail!(
                "the review was gone through and saved already; now it is to be closed, and the answers do not say how: \
                 `result` is signed, declined or unable. `{command}` asks for it"
            );
        }
        let offered = due.from.max(meant.today());
        let closed = Closed {
            agreed: &agreed,
            asks,
            result: result.map(Closing::word),
            by: by.map(|by| by.id.as_str()),
            date,
            first: due.from,
            last: due.by,
            offered,
            next_review: meant.args.next.or((!asks).then_some(offered)),
        };
        let text = with_stage(path, closed.render(&desk.service.scaffold_templates()?, &desk.service.context)?, desk)?;
        let whole = match answers {
            Some(answers) => answers::put_in(&fill::record(desk.service, path, text.clone())?, answers),
            None => text.clone(),
        };
        match outside_interval(path, &whole, desk)? {
            Some(why) => bail!("{why} Nothing was written; `{command} --next DATE` closes the review with another day"),
            None => Ok(text),
        }
    };
    let outcome = fill::run(&sheet, compose, &filling, desk)?;
    if outcome == Outcome::Well && !filling.no_edit {
        say_next(meant, path, desk)?;
    }
    Ok(outcome)
}

/// What the options say of the end.
fn given(meant: &Meant<'_>) -> Vec<Given> {
    let given = [
        Given::new("--result", &["result"], meant.args.result.map(Closing::word)),
        Given::new("--next", &["next_review"], meant.args.next),
        Given::new("--date", &["signed", "*", "date"], meant.args.date),
    ];
    given.into_iter().flatten().collect()
}

/// What is known before anything is asked.
struct Ready {
    review: FormalReview,
    date: NaiveDate,
    /// The content hash of the plan that came out.
    agreed: String,
    filling: Filling,
}

/// Makes all ready for the last questions; none, where the plan has faults and could not be saved.
fn ready(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<Option<Ready>> {
    let review = meant.review(path)?;
    let date = meant.date(&review)?;
    let filling = meant.filling(desk)?;
    if filling.no_edit {
        meant.must_be_saved(desk)?;
    } else if !saved_with_plans(meant, path, &filling, desk)? {
        return Ok(None);
    }
    let agreed = content_hash(&meant.plan_now()?.text);
    bring_up_to_date(meant, path, &agreed, desk)?;
    Ok(Some(Ready { review, date, agreed, filling }))
}

/// Saves what was changed in the plans, and warns where changes were agreed that the plan does not show. Whether the review can be closed.
fn saved_with_plans(meant: &Meant<'_>, path: &str, filling: &Filling, desk: &mut Desk<'_>) -> Result<bool> {
    let by = filling.by.staff(desk.service.settings(), Some(desk.repo), meant.today(), desk.ui)?;
    let [plan, _] = meant.plans();
    loop {
        if meant.save_plans(by, desk)? == Outcome::Faults || meant.save_remarks(path, by, desk)? == Outcome::Faults {
            return Ok(false);
        }
        let text = as_though_closed(meant, path, desk)?;
        let Some(finding) = found(desk.service, path, &text, Code::ChangeNotMade)? else { return Ok(true) };
        desk.ui.note(&format!("Before this review is closed: {}. The changes belong in {plan}.", finding.message))?;
        let asks = desk.ui.can_ask && filling.answers.is_none();
        if !asks || !desk.ui.confirm("Open the plan in the editor now, to make them?")? {
            return Ok(true);
        }
        editor::open(&desk.service.full(&plan), desk.repo, desk.ui)?;
    }
}

/// The text of the review as it would be if it were closed with the plan as it is now.
fn as_though_closed(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<String> {
    let review = desk.service.record(path)?.with_context(|| format!("{path} is no longer there"))?;
    let agreed = content_hash(&meant.plan_now()?.text);
    if review.value("stage") == Some("closed") {
        return Ok(edit::with_value(&review, "agreed", &agreed));
    }
    let today = meant.today();
    let by = Some(meant.plan.key_worker.as_str());
    let closed = Closed {
        agreed: &agreed,
        asks: false,
        result: None,
        by,
        date: today,
        first: today,
        last: today,
        offered: today,
        next_review: Some(today),
    };
    with_stage(path, closed.render(&desk.service.scaffold_templates()?, &desk.service.context)?, desk)
}

/// What is found under `code` in the record at `path`, if it had this text.
fn found(service: &Service, path: &str, text: &str, code: Code) -> Result<Option<Finding>> {
    let Some(resident) = Place::of(path).and_then(|place| place.resident().map(str::to_owned)) else { return Ok(None) };
    let group = service.group_of(&resident)?;
    let bytes =
        |other: &str| if other == path { Ok(Some(text.as_bytes().to_vec())) } else { service.bytes(other).map(Some) };
    let checkups = service.check_group_with(&group, bytes)?;
    let own = checkups.into_iter().filter(|checkup| checkup.path == path).flat_map(|checkup| checkup.findings);
    Ok(own.into_iter().find(|finding| finding.code == code))
}

/// Lets one that waits to be closed name the plan as it is now, and the day that was given for the next review.
fn bring_up_to_date(meant: &Meant<'_>, path: &str, agreed: &str, desk: &mut Desk<'_>) -> Result<()> {
    let waiting = desk.service.record(path)?.with_context(|| format!("{path} is no longer there"))?;
    if waiting.value("stage") != Some("closed") {
        return Ok(());
    }
    let before = waiting.text.clone();
    let mut text = edit::with_value(&waiting, "agreed", agreed);
    if let Some(next) = meant.args.next {
        text = edit::with_value(&fill::record(desk.service, path, text)?, "next_review", &next.to_string());
    }
    if !drafts::write_over(desk.service, path, &before, &text)? {
        bail!("{path} was edited at this moment, so nothing was written; run this again");
    }
    Ok(())
}

/// Refuses a review that is closed with another plan than there is, or with a day for the next one that lies outside the interval.
fn as_agreed(review: &Record, desk: &mut Desk<'_>) -> Result<Vec<String>> {
    let Some(resident) = review.place.resident() else { return Ok(Vec::new()) };
    let command = meant::command(resident);
    let plan = desk.service.record(&Place::path(Kind::SupportPlan, &[("resident", resident)]))?;
    if plan.is_some_and(|plan| review.value("agreed") != Some(&content_hash(&plan.text))) {
        bail!(
            "the plan was changed at this moment. All that was answered is kept in {}; `{command}` takes the plan as it is now",
            review.path
        );
    }
    if let Some(why) = outside_interval(&review.path, &review.text, desk)? {
        bail!("{why} All that was answered is kept in {}; `{command} --next DATE` goes on with it", review.path);
    }
    Ok(Vec::new())
}

/// Why the day of the next review lies too early or too late in the review at `path`, if it had this text.
fn outside_interval(path: &str, text: &str, desk: &mut Desk<'_>) -> Result<Option<String>> {
    let found = found(desk.service, path, text, Code::NextReview)?;
    Ok(found.map(|Finding { message, help, .. }| format!("{message}. {help}")))
}

/// When the next review can be agreed for.
fn due(meant: &Meant<'_>, review: &FormalReview) -> Result<Due> {
    let intervals = meant.service.settings().intervals;
    let since = review.discussed.unwrap_or(review.prepared);
    let alone = FormalReview { next_review: None, ..review.clone() };
    let due = cycle::formal(&meant.plan, [&alone], intervals, meant.today());
    // Where nobody knows the day of coming back, the intervals say it.
    Ok(due.unwrap_or(Due {
        from: cycle::months_after(since, intervals.formal_opens_months),
        by: cycle::months_after(since, intervals.formal_overdue_months),
    }))
}

/// Says when the next review is, and what can be done with the signed paper.
fn say_next(meant: &Meant<'_>, path: &str, desk: &mut Desk<'_>) -> Result<()> {
    let (resident, command) = (&meant.resident, meant.command());
    let closed: Option<FormalReview> = desk.service.record(path)?.as_ref().and_then(model::of);
    let Some((closed, agreed)) = closed.and_then(|closed| Some((closed.clone(), closed.next_review?))) else {
        return Ok(());
    };
    let day = |date: NaiveDate| date.format("%-d %B %Y").to_string();
    let opens = cycle::formal(&meant.plan, [&closed], meant.service.settings().intervals, meant.today());
    let opens = opens.map_or(agreed, |due| due.from);
    desk.ui.note(&format!(
        "Next: the review on {}, which `{command}` prepares from {} on. `supportplan attach-scan {resident} FILE` keeps a scan of the signed paper.",
        day(agreed),
        day(opens)
    ))?;
    Ok(())
}

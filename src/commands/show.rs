//! `supportplan show`.

use std::fmt::Write as _;

use anyhow::Result;
use chrono::{Days, NaiveDate};

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::cycle::agenda::Agenda;
use crate::cycle::{Due, Week};
use crate::record::model::{Outcome as PlanOutcome, SupportPlan, WeeklyReview};
use crate::record::{Former, Kind, Record};
use crate::report::{drawn, how_to_do, how_to_tell, printable, what_is_due, why_untold};
use crate::service::Service;
use crate::text::wrapped;

/// Show one resident on one screen
///
/// What matters to them, each outcome with its figures over the weeks, this week's visits, the risks, and what is due next.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan show 142\n  supportplan show Sam")]
pub(super) struct Args {
    /// The resident
    #[arg(value_name = "RESIDENT")]
    resident: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such resident, or their plan is not complete.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    let resident = select::resident(&args.resident, &service)?;
    let (record, plan) = select::plan(&service, &resident)?;
    let records = service.records_of(&resident)?;
    let named = [resident];
    let agenda = service.agenda(Some(&named), global.today(), global.today());
    let screen = Screen {
        service: &service,
        record: &record,
        plan: &plan,
        agenda: &agenda,
        today: global.today(),
        width: ui.style().width.clamp(60, 100),
    };
    ui.result(&screen.draw(&records))?;
    Ok(Outcome::Well)
}

struct Screen<'s> {
    service: &'s Service,
    record: &'s Record,
    plan: &'s SupportPlan,
    agenda: &'s Agenda,
    today: NaiveDate,
    width: usize,
}

/// How many lines of "About me" are shown.
const ABOUT_LINES: usize = 4;

impl Screen<'_> {
    fn draw(&self, records: &[Record]) -> String {
        let of_kind = |kind: Kind| records.iter().filter(move |record| record.kind() == kind);
        let former = Former::of([self.record]);
        let mut weeks: Vec<WeeklyReview> = of_kind(Kind::WeeklyReview).filter_map(|it| former.read(it)).collect();
        weeks.sort_by(|a, b| a.week.cmp(&b.week));
        let mut text = self.head();
        self.about(&mut text);
        self.outcomes(&mut text, &weeks);
        self.visits(&mut text, &weeks);
        self.risks(&mut text, &weeks);
        self.next(&mut text);
        text
    }

    fn head(&self) -> String {
        let plan = self.plan;
        let key_worker = self.service.settings().staff_name(&plan.key_worker);
        let mut text =
            format!("{} · {} · key worker {}\n", printable(&plan.called), plan.resident, printable(key_worker));
        let _ = write!(text, "moved in {} · {} hours a week", day(plan.moved_in), plan.commissioned_hours);
        if let Some(left) = plan.left {
            let _ = write!(text, " · left {}", day(left));
            let moved_to = plan.moved_to.iter().map(|place| format!(" ({})", place.replace('-', " ")));
            text.extend(moved_to);
        } else if let Some(away) =
            plan.away.iter().find(|a| a.from <= self.today && a.back.is_none_or(|back| back > self.today))
        {
            let _ = write!(text, " · away since {}", day(away.from));
        }
        text.push('\n');
        text
    }

    fn about(&self, text: &mut String) {
        let Some(section) = self.record.outline.section("about-me") else { return };
        title(text, "What matters");
        let words = self.record.words(section.text);
        let lines = wrapped(&printable(&words.replace('\n', " ")), self.width - 2);
        for line in lines.iter().take(ABOUT_LINES) {
            let _ = writeln!(text, "  {line}");
        }
        if lines.len() > ABOUT_LINES {
            text.push_str("  …\n");
        }
    }

    fn outcomes(&self, text: &mut String, weeks: &[WeeklyReview]) {
        title(text, "Outcomes");
        for outcome in self.plan.outcomes.iter().filter(|outcome| outcome.ended.is_none()) {
            let name = self.heading("outcomes", &outcome.id);
            let figures: Vec<f64> =
                weeks.iter().flat_map(|week| &week.measures).filter(|m| m.id == outcome.id).map(|m| m.value).collect();
            let measure = &outcome.measure;
            let aim = if outcome.aim == "stability" { "keep steady" } else { "progress" };
            let _ = writeln!(text, "  {} ({aim}): {}, a {}", printable(&name), printable(&measure.what), measure.per);
            let _ = writeln!(text, "    {}", figures_line(outcome, &figures));
            for action in
                self.plan.actions.iter().filter(|a| a.ended.is_none() && a.outcomes.first() == Some(&outcome.id))
            {
                let levels = &self.service.context.levels;
                let help =
                    levels.iter().find(|level| level.id == action.help).map_or(&action.help, |level| &level.label);
                let _ = writeln!(
                    text,
                    "    {}: {}",
                    printable(&self.heading("actions", &action.id)),
                    printable(&help.to_lowercase())
                );
            }
        }
    }

    fn visits(&self, text: &mut String, weeks: &[WeeklyReview]) {
        title(text, "Visits this week");
        let week = Week::of(self.today);
        let inside = |date: NaiveDate| week.monday() <= date && date <= week.sunday();
        let mut lines = Vec::new();
        for visit in weeks.iter().flat_map(|review| &review.visits).filter(|visit| inside(visit.date)) {
            lines.push((visit.date, visit.result.replace('-', " ")));
        }
        for planned in weeks.iter().flat_map(|review| &review.planned).filter(|planned| inside(planned.date)) {
            if lines.iter().any(|(date, _)| *date == planned.date) {
                continue;
            }
            let time = planned.time.as_deref().unwrap_or("");
            let who = planned.by.as_deref().map(|by| self.service.settings().staff_name(by)).unwrap_or_default();
            lines.push((planned.date, format!("{time} {}", printable(who)).trim().to_owned()));
        }
        lines.sort();
        if lines.is_empty() {
            text.push_str("  none planned\n");
        }
        for (date, what) in lines {
            let _ =
                writeln!(text, "  {} {}", date.format("%a %-d %b"), if what.is_empty() { "planned" } else { &what });
        }
    }

    fn risks(&self, text: &mut String, weeks: &[WeeklyReview]) {
        title(text, "Risks");
        for risk in self.plan.risks.iter().filter(|risk| risk.ended.is_none()) {
            let _ = writeln!(text, "  {}", printable(&self.heading("risks", &risk.id)));
        }
        let state = weeks.iter().rev().find_map(|week| week.safety_plan.as_deref());
        let _ = writeln!(
            text,
            "  safety plan: {}",
            state.map_or("not looked at in a review yet".to_owned(), |s| s.replace('-', " "))
        );
    }

    fn next(&self, text: &mut String) {
        title(text, "Next");
        for item in &self.agenda.items {
            let _ = writeln!(text, "  {}: {}", what_is_due(item), self.when(item.due));
            if item.due.open(self.today) {
                let _ = writeln!(text, "    {}", how_to_do(item));
            }
        }
        for untold in &self.agenda.untold {
            let _ = writeln!(text, "  {}\n    {}", why_untold(untold), how_to_tell(untold));
        }
        if self.agenda.items.is_empty() && self.agenda.untold.is_empty() {
            text.push_str("  nothing is due\n");
        }
    }

    fn when(&self, due: Due) -> String {
        if due.overdue(self.today) {
            format!("overdue since {}", day(due.by + Days::new(1)))
        } else if due.open(self.today) {
            format!("open, by {}", day(due.by))
        } else {
            format!("from {}, by {}", day(due.from), day(due.by))
        }
    }

    fn heading(&self, list: &str, id: &str) -> String {
        self.record.outline.item(list, id).map_or_else(|| id.to_owned(), |item| item.heading.text.clone())
    }
}

fn title(text: &mut String, words: &str) {
    let _ = writeln!(text, "\n{words}");
}

fn day(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// The figures over the weeks, then start, now and target.
fn figures_line(outcome: &PlanOutcome, figures: &[f64]) -> String {
    let measure = &outcome.measure;
    let now = figures.last().map_or_else(|| "no figure yet".to_owned(), |now| format!("now {now}"));
    let drawn = drawn(figures, &[measure.baseline, measure.target]);
    format!("{drawn} start {}, {now}, target {} by {}", measure.baseline, measure.target, day(measure.by))
        .trim_start()
        .to_owned()
}

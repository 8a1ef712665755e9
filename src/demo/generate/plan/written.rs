//! The support plan as a record.

use std::fmt;

use chrono::NaiveDate;

use super::super::calendar::weekday;
use super::super::frame::Words;
use super::super::page::Page;
use super::super::words::help::HELP;
use super::{Action, Outcome, Plan, PlanRisk};
use crate::record::settings::LEVELS;

impl Plan {
    /// The plan as a record.
    pub(in super::super) fn write(&self, words: &Words) -> String {
        let mut page = Page::new("support-plan");
        self.front(&mut page, words);
        page.title("Support plan");
        page.section("About me");
        let about = Words { numbers: [self.age, 0, 0], ..*words };
        for (at, frame) in self.about.iter().enumerate() {
            if at == 3 {
                page.end();
            }
            page.say(frame, &about);
        }
        page.section("Strengths");
        for (strength, seen) in &self.strengths {
            page.item(strength.id);
            page.say(seen, words);
        }
        page.section("Outcomes");
        for (at, outcome) in self.outcomes.iter().enumerate() {
            self.outcome(&mut page, at, outcome, words);
        }
        page.section("Risks");
        for PlanRisk { risk, .. } in &self.risks {
            page.item(risk.id);
            for (label, text) in [
                ("What could happen", risk.could),
                ("Why this way is right", risk.right),
                ("What staff watch", risk.watch),
                ("When to escalate", risk.escalate),
            ] {
                page.label(label);
                page.say(text, words);
            }
        }
        page.section("What we agreed about support");
        for (at, frame) in self.agreed.iter().enumerate() {
            if at == 2 {
                page.end();
            }
            page.say(frame, words);
        }
        self.moving_on(&mut page, words);
        page.finish()
    }

    fn front(&self, page: &mut Page, words: &Words) {
        page.front(format_args!("resident: {}\ncalled: {}\nmoved_in: {}", self.resident, words.name, self.moved_in));
        page.front(format_args!("key_worker: {}\ninformed_by:\n  - referral\n  - assessment", self.key_worker));
        page.front(format_args!("commissioned_hours: {}", Hours(self.quarters())));
        if !self.away.is_empty() {
            page.front(format_args!("away:"));
            for away in &self.away {
                page.front(format_args!("  - from: {}", away.from));
                if let Some(back) = away.back {
                    page.front(format_args!("    back: {back}"));
                }
                page.front(format_args!("    reason: {}", away.reason));
            }
        }
        page.front(format_args!("strengths:"));
        for (strength, _) in &self.strengths {
            page.front(format_args!("  - id: {}", strength.id));
        }
        page.front(format_args!("outcomes:"));
        for outcome in &self.outcomes {
            outcome.front(page);
        }
        page.front(format_args!("actions:"));
        for action in &self.actions {
            page.front(format_args!("  - id: {}", action.act.id));
            page.ids("for", 4, [self.outcomes[action.outcome].theme.id]);
            page.ids("uses", 4, action.strengths.iter().map(|at| self.strengths[*at].0.id));
            page.front(format_args!("    hours: {}\n    help: {}", Hours(action.quarters), LEVELS[action.help].0));
            ended(page, action.ended);
        }
        page.front(format_args!("risks:"));
        for PlanRisk { risk, from, outcomes, .. } in &self.risks {
            page.front(format_args!("  - id: {}\n    from: {from}", risk.id));
            // A risk goes on where what it bore on has ended: then it is one of the resident's life as a whole.
            let open = outcomes.iter().map(|at| &self.outcomes[*at]).filter(|outcome| outcome.ended.is_none());
            page.ids("outcomes", 4, open.map(|outcome| outcome.theme.id));
        }
    }

    fn outcome(&self, page: &mut Page, at: usize, outcome: &Outcome, words: &Words) {
        let counted = outcome.figure.filter(|_| outcome.ended.is_some()).unwrap_or(outcome.target);
        let words =
            Words { counted: outcome.theme.counted, date: outcome.by, numbers: [outcome.target, 0, 0], ..*words };
        page.item(outcome.theme.id);
        page.say(outcome.statement, &words);
        page.label("In my words");
        page.say(outcome.mine, &words);
        page.label("How we will know");
        page.say(outcome.known, &words);
        if let Some((_, why)) = outcome.ended {
            page.label("Why it ended");
            page.say(why, &Words { numbers: [counted, 0, 0], ..words });
        }
        for action in self.actions.iter().filter(|action| action.outcome == at) {
            let days = action.days.map(weekday);
            let words = Words { days, time: action.time, ..words };
            page.inner_item(action.act.id);
            page.label("When");
            page.say(action.act.when, &words);
            page.label("Staff will");
            let level = &HELP[action.help];
            page.say(action.staff, &words);
            page.say(action.used, &words);
            page.say(level.staff[action.told_apart() % level.staff.len()], &words);
            page.label("I will");
            page.say(action.mine, &words);
            page.label("Stepping back");
            page.say(level.back[action.told_apart() % level.back.len()], &words);
            if let Some((_, why)) = action.ended {
                page.label("Why it ended");
                page.say(why, &words);
            }
        }
    }

    fn moving_on(&self, page: &mut Page, words: &Words) {
        page.section("Moving on");
        page.say(self.vision, words);
        page.say("The steps, in the order that {N} chose:", words);
        for outcome in &self.outcomes {
            page.bullet();
            let counted =
                Words { numbers: [outcome.target, 0, 0], counted: outcome.theme.counted, date: outcome.by, ..*words };
            match outcome.ended {
                Some((date, _)) => page.say("{c}, {n} a week: reached on {b};", &Words { date, ..counted }),
                None if outcome.theme.falls() => page.say("{c}, {n} a week at most: by {b};", &counted),
                None => page.say("{c}, {n} a week: by {b};", &counted),
            }
        }
        for (at, step) in self.steps.iter().enumerate() {
            page.bullet();
            page.say(step, words);
            page.add(if at + 1 == self.steps.len() { "." } else { ";" });
        }
        page.end();
        page.say(self.ready, words);
    }
}

impl Outcome {
    fn front(&self, page: &mut Page) {
        let theme = self.theme;
        page.front(format_args!(
            "  - id: {}\n    aim: {}\n    measure:\n      what: {}",
            theme.id, self.aim, theme.counted
        ));
        page.front(format_args!(
            "      per: week\n      baseline: {}\n      target: {}\n      by: {}",
            self.baseline, self.target, self.by
        ));
        let (side, limit) =
            if theme.falls() { ("above", self.target + 2) } else { ("below", (self.target - 2).max(1)) };
        page.front(format_args!(
            "      worse_if:\n        {side}: {limit}\n        for_weeks: {}",
            if self.aim == "stability" { 2 } else { 3 }
        ));
        ended(page, self.ended);
    }
}

impl Action {
    /// A number that tells actions apart, so that their wording does too.
    fn told_apart(&self) -> usize {
        self.act.id.len() + self.days[0] as usize
    }
}

fn ended(page: &mut Page, ended: Option<(NaiveDate, &'static str)>) {
    if let Some((date, _)) = ended {
        page.front(format_args!("    ended:\n      date: {date}\n      reason: achieved"));
    }
}

/// Quarters of an hour as the hours of a record: 5 is 1.25.
struct Hours(i32);

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (f64::from(self.0) / 4.0).fmt(f)
    }
}

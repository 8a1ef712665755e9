//! The live safety plan: what it holds, and how it is written down.

use chrono::NaiveDate;

use super::frame::Words;
use super::page::Page;
use super::teller::Teller;
use super::words::phrases::Pool;
use super::words::risks::Risk;

/// A safety plan as it stands.
pub(super) struct Safety {
    resident: String,
    started: NaiveDate,
    pub(super) updated: NaiveDate,
    /// Each risk, and what the latest incident added.
    pub(super) risks: Vec<(&'static Risk, Option<(NaiveDate, &'static str)>)>,
    triggers: Vec<&'static str>,
    signs: Vec<&'static str>,
    mine: Vec<&'static str>,
    staff: Vec<&'static str>,
    helps: Vec<&'static str>,
    afterwards: Vec<&'static str>,
    look_again: &'static str,
}

impl Safety {
    /// The first safety plan.
    pub(super) fn new(resident: &str, started: NaiveDate, risks: &[&'static Risk], teller: &mut Teller) -> Self {
        Self {
            resident: resident.to_owned(),
            started,
            updated: started,
            risks: risks.iter().map(|risk| (*risk, None)).collect(),
            triggers: teller.deal_some(Pool::Trigger, 3),
            signs: teller.deal_some(Pool::EarlySign, 2),
            mine: teller.deal_some(Pool::IDo, 2),
            staff: teller.deal_some(Pool::StaffDo, 2),
            helps: teller.deal_some(Pool::Helps, 3),
            afterwards: teller.deal_some(Pool::Afterwards, 2),
            look_again: teller.deal(Pool::LookAgain),
        }
    }

    /// Changes what no longer helps, on this day.
    pub(super) fn revise(&mut self, date: NaiveDate, teller: &mut Teller) {
        self.updated = date;
        let (list, pool) = match teller.dice.below(4) {
            0 => (&mut self.mine, Pool::IDo),
            1 => (&mut self.signs, Pool::EarlySign),
            2 => (&mut self.helps, Pool::Helps),
            _ => (&mut self.afterwards, Pool::Afterwards),
        };
        let fresh = teller.deal(pool);
        if !list.contains(&fresh) {
            list.remove(0);
            list.push(fresh);
        } else {
            list.rotate_left(1);
        }
    }

    /// The safety plan as a record.
    pub(super) fn write(&self, words: &Words) -> String {
        let mut page = Page::new("safety-plan");
        page.front(format_args!(
            "resident: {}\nstarted: {}\nupdated: {}\nrisks:",
            self.resident, self.started, self.updated
        ));
        for (risk, _) in &self.risks {
            page.front(format_args!("  - id: {}", risk.id));
        }
        page.title("Safety plan");
        page.section("Main risks");
        for (risk, added) in &self.risks {
            page.item(risk.id);
            page.say(risk.first, words);
            if let Some((date, since)) = *added {
                page.say("Since {b}:", &Words { date, ..*words });
                page.say(since, words);
                page.stop();
            }
        }
        page.section("Triggers");
        let own = self.risks.iter().flat_map(|(risk, _)| risk.triggers);
        bullets(&mut page, own.chain(&self.triggers), words);
        page.section("Early signs");
        let own = self.risks.iter().flat_map(|(risk, _)| risk.signs);
        bullets(&mut page, own.chain(&self.signs), words);
        page.section("What I do");
        paragraph(&mut page, self.risks.iter().flat_map(|(risk, _)| risk.mine).chain(&self.mine), words);
        page.section("What staff do");
        paragraph(&mut page, self.staff.iter().chain(self.risks.iter().flat_map(|(risk, _)| risk.staff)), words);
        page.section("People and places");
        paragraph(&mut page, &self.helps, words);
        page.section("Who to call");
        for (at, who) in CALLS.iter().enumerate() {
            page.number(at + 1);
            page.say(who, words);
        }
        page.section("Making the place safer");
        for (risk, _) in &self.risks {
            page.say(risk.safer, words);
        }
        page.section("Afterwards");
        paragraph(&mut page, self.afterwards.iter().chain([&self.look_again]), words);
        page.finish()
    }
}

const CALLS: [&str; 4] = [
    "The duty worker in the office, by day and by night.",
    "{W}, or whoever covers, on weekdays until five.",
    "The night line on the fridge card, for a talk at any hour.",
    "The emergency number 999, at once if there is danger.",
];

fn bullets<'f>(page: &mut Page, frames: impl Iterator<Item = &'f &'static str>, words: &Words) {
    let mut frames = frames.peekable();
    while let Some(frame) = frames.next() {
        page.bullet();
        page.say(frame, words);
        page.add(if frames.peek().is_some() { ";" } else { "." });
    }
}

fn paragraph<'f>(page: &mut Page, frames: impl IntoIterator<Item = &'f &'static str>, words: &Words) {
    for (at, frame) in frames.into_iter().enumerate() {
        if at == 4 {
            page.end();
        }
        page.say(frame, words);
    }
}

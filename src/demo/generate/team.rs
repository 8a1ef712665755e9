//! The team's own records: reflections and audits, which speak of residents by reference only.

use anyhow::Result;

use super::calendar::Calendar;
use super::dice::{Deck, Dice};
use super::frame::Words;
use super::made::{self, Maker};
use super::page::Page;
use super::staff::{Team, Worker};
use super::teller::Teller;
use super::words::names::RESIDENTS;
use super::words::team::{ADAPTED, FOUND, LEARNT, LOOKED, READ_WITH, STUCK, TRY};
use super::{Save, digits, reference};
use crate::record::Record;
use crate::scaffold::{self, AuditBeginning, LookedBack, ReflectionBeginning, sample};

/// How often the team reflects, in weeks.
const REFLECTION_WEEKS: u32 = 4;
/// How often plans are audited, in weeks.
const AUDIT_WEEKS: u32 = 13;

/// All that the team saved, oldest first.
pub(super) fn saves(residents: usize, calendar: Calendar, seed: u64, maker: &Maker) -> Result<Vec<Save>> {
    let (name, pronouns) = RESIDENTS[0];
    let teller = Teller::new(Dice::new(seed, u64::MAX), name, pronouns, "");
    let mut room = Room {
        residents,
        calendar,
        team: Team::new(residents),
        teller,
        decks: vec![Deck::default(); 7],
        turn: 0,
        maker,
        last: None,
    };
    room.teller.words.digits = digits(residents);
    let mut saves = Vec::new();
    for week in 1..=calendar.last {
        if week.is_multiple_of(AUDIT_WEEKS) {
            saves.push(room.audit(week)?);
        }
        if week.is_multiple_of(REFLECTION_WEEKS) {
            saves.push(room.reflection(week)?);
        }
    }
    Ok(saves)
}

/// The room in which the team meets.
struct Room<'m> {
    residents: usize,
    calendar: Calendar,
    team: Team,
    teller: Teller,
    /// One for each list of frames.
    decks: Vec<Deck>,
    /// Counts the meetings, so that managers and key workers take turns.
    turn: usize,
    maker: &'m Maker,
    /// The last reflection.
    last: Option<Record>,
}

impl Room<'_> {
    fn reflection(&mut self, week: u32) -> Result<Save> {
        let date = self.calendar.day(week, 4);
        let (manager, workers) = self.gather();
        let residents = self.sample(3);
        let by = manager.id();
        let beginning = ReflectionBeginning { date, by: Some(&by), last: self.last.as_ref(), untouched: &[], days: 0 };
        // All has been done that was due, and nothing is found in these records.
        let back = LookedBack::default();
        let scaffold = scaffold::reflection(&self.maker.templates, beginning, &back, &self.maker.context)?;
        let mut page = Page::answers();
        page.ids("present", 0, [manager].iter().chain(&workers).map(|worker| worker.id()));
        page.ids("residents", 0, residents.iter().map(|number| reference(*number, self.teller.words.digits)));
        page.body();
        page.section("What we looked at");
        for _ in 0..2 {
            self.say(&mut page, 0, LOOKED, &residents, &workers, week);
        }
        for (deck, heading, frames) in
            [(1, "Where we adapted", ADAPTED), (2, "Where we are stuck", STUCK), (3, "What we will try", TRY)]
        {
            page.section(heading);
            for _ in 0..self.teller.dice.between(2, 3) {
                page.bullet();
                self.say(&mut page, deck, frames, &residents, &workers, week);
            }
        }
        let path = format!("team/reflections/{date}.md");
        let reflection = self.maker.fill_in(&path, scaffold, page.finish())?;
        let records = vec![made::saved(&reflection)];
        self.last = Some(reflection);
        Ok(Save { date, by, records })
    }

    fn audit(&mut self, week: u32) -> Result<Save> {
        let date = self.calendar.day(week, 2);
        let (manager, workers) = self.gather();
        let digits = self.teller.words.digits;
        let references: Vec<String> = (1..=self.residents).map(|number| reference(number, digits)).collect();
        let seed = sample::usual_seed(date);
        let drawn = sample::draw(&seed, references.iter().map(String::as_str), 4);
        let number =
            |drawn: &&str| references.binary_search_by(|other| other.as_str().cmp(drawn)).map_or(1, |at| at + 1);
        let sampled: Vec<usize> = drawn.iter().map(number).collect();
        let by = manager.id();
        let beginning =
            AuditBeginning { date, by: Some(&by), seed: &seed, sampled: &drawn, drawn_from: self.residents };
        let back = LookedBack::default();
        let scaffold = scaffold::audit(&self.maker.templates, beginning, &back, &self.maker.context)?;
        let count = self.teller.dice.between(1, 2);
        let found: Vec<_> =
            (0..count).map(|_| &FOUND[self.decks[4].deal(FOUND.len(), &mut self.teller.dice)]).collect();
        let whose: Vec<usize> = found.iter().map(|_| self.teller.dice.pick(&sampled)).collect();
        let mut page = Page::answers();
        page.front(format_args!("findings:"));
        for (finding, whose) in found.iter().zip(&whose) {
            page.front(format_args!("  - id: {}\n    residents:\n      - {}", finding.id, reference(*whose, digits)));
            if finding.mended {
                page.front(format_args!("    mended: {date}"));
            }
        }
        page.body();
        page.section("What was found");
        self.say(&mut page, 5, READ_WITH, &sampled, &workers, week);
        for (finding, whose) in found.iter().zip(&whose) {
            page.item(finding.id);
            let words = Words { residents: [*whose; 2], visitor: workers[0].first_name(), ..self.teller.words };
            page.say(finding.seen, &words);
            page.say(finding.done, &words);
        }
        page.section("What was learnt");
        for _ in 0..2 {
            self.say(&mut page, 6, LEARNT, &sampled, &workers, week);
        }
        let path = format!("team/audits/{date}.md");
        let audit = self.maker.fill_in(&path, scaffold, page.finish())?;
        Ok(Save { date, by, records: vec![made::saved(&audit)] })
    }

    /// A manager and some of the key workers whom they lead.
    fn gather(&mut self) -> (Worker, Vec<Worker>) {
        let place = 12 * self.turn;
        self.turn += 1;
        let manager = self.team.manager(place);
        (manager, (0..3).map(|step| self.team.worker(place + step)).collect())
    }

    /// Some residents, in order.
    fn sample(&mut self, count: usize) -> Vec<usize> {
        let mut residents: Vec<usize> = (0..count).map(|_| 1 + self.teller.dice.below(self.residents)).collect();
        residents.sort_unstable();
        residents.dedup();
        residents
    }

    fn say(
        &mut self,
        page: &mut Page,
        deck: usize,
        frames: &[&str],
        residents: &[usize],
        workers: &[Worker],
        week: u32,
    ) {
        let frame = frames[self.decks[deck].deal(frames.len(), &mut self.teller.dice)];
        let teller = &mut self.teller;
        teller.roll();
        let first = teller.dice.below(residents.len());
        let second = (first + 1) % residents.len();
        let words = Words {
            residents: [residents[first], residents[second]],
            visitor: teller.dice.pick(workers).first_name(),
            date: self.calendar.day(week, 4 + 7 * teller.dice.between(1, 3) as u32),
            ..teller.words
        };
        page.say(frame, &words);
    }
}

//! What it takes to tell a story: words, dice, and frames that are not told twice in a row.

use chrono::NaiveDate;

use super::calendar::weekday;
use super::dice::{Deck, Dice};
use super::frame::{Pronouns, Words};
use super::page::Page;
use super::words::phrases::Pool;

const TIMES: &[&str] = &[
    "09:00", "09:30", "10:00", "10:15", "10:30", "11:00", "11:30", "12:00", "13:30", "14:00", "14:15", "14:30",
    "15:00", "15:30", "16:00", "16:30", "17:00",
];
const PLACES: &[&str] = &[
    "in the small lounge",
    "at the kitchen table",
    "on the back step",
    "in the hall",
    "by the big window",
    "in the quiet room",
    "on the landing",
    "in the garden",
];

/// Tells of one resident, or of the team.
pub(super) struct Teller {
    /// What the marks in frames stand for at the moment.
    pub(super) words: Words,
    /// The dice.
    pub(super) dice: Dice,
    /// The weekdays that frames may speak of.
    pub(super) days: Vec<u32>,
    decks: Vec<Deck>,
}

impl Teller {
    /// A teller with words in which nothing but the people is set.
    pub(super) fn new(dice: Dice, name: &'static str, pronouns: &'static Pronouns, key_worker: &'static str) -> Self {
        let words = Words {
            name,
            pronouns,
            key_worker,
            visitor: key_worker,
            days: ["Tuesday", "Friday"],
            time: TIMES[0],
            place: PLACES[0],
            numbers: [0; 3],
            date: NaiveDate::MIN,
            counted: "",
            action: "",
            quote: "",
            help: [""; 2],
            residents: [0; 2],
            digits: 0,
        };
        Self { words, dice, days: vec![0, 1, 2, 3, 4], decks: vec![Deck::default(); Pool::COUNT] }
    }

    /// The next frame of a pool.
    pub(super) fn deal(&mut self, pool: Pool) -> &'static str {
        let frames = pool.frames();
        frames[self.decks[pool as usize].deal(frames.len(), &mut self.dice)]
    }

    /// The next `count` frames of a pool, each another.
    pub(super) fn deal_some(&mut self, pool: Pool, count: usize) -> Vec<&'static str> {
        let mut dealt: Vec<&'static str> = Vec::with_capacity(count);
        // A pool that runs out in between may deal one of them again.
        while dealt.len() < count.min(pool.frames().len()) {
            let frame = self.deal(pool);
            if !dealt.contains(&frame) {
                dealt.push(frame);
            }
        }
        dealt
    }

    /// Throws anew for days, times, places and numbers.
    pub(super) fn roll(&mut self) {
        let days = &self.days;
        let first = self.dice.below(days.len().max(2) - 1);
        let second = if days.len() > 1 { first + 1 + self.dice.below(days.len() - first - 1) } else { first };
        self.words.days = [weekday(days[first]), weekday(days[second])];
        self.words.time = self.time();
        self.words.place = self.dice.pick(PLACES);
        self.words.numbers[1] = self.dice.between(3, 6);
        self.words.numbers[2] = 5 * self.dice.between(3, 10);
    }

    /// Any time of day in office hours.
    pub(super) fn time(&mut self) -> &'static str {
        self.dice.pick(TIMES)
    }

    /// Says the next sentence from a pool, with details thrown anew.
    pub(super) fn say(&mut self, page: &mut Page, pool: Pool) {
        let frame = self.deal(pool);
        self.roll();
        page.say(frame, &self.words);
    }
}

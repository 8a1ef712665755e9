//! Small things from the day, so that no two records of a service tell the same.
//!
//! Each week of each resident has a number. Its digits are the coefficients of a polynomial, and the polynomial's values choose the
//! parts of a sentence. Where it is told adds a cubic term. Two such polynomials have at most two values in common in the same
//! place, and at most three in others, so that two texts never have more of their six parts in common.

use super::page::Page;
use super::teller::Teller;
use super::words::detail::{ASIDE, DO, HOW, WHEN};

/// How many entries each part has to choose from: a prime number, as the polynomials ask.
const BASE: usize = WHEN.len();

/// How many parts a detail has: when, what and how, what is said about it, and what would be liked better, and when.
const PARTS: usize = 6;

/// A number that shares no factor with [`BASE`], by which neighbouring weeks come to differ in all parts.
const STRIDE: usize = 12_007;

/// Where a detail is told; each place tells another one in the same week.
#[derive(Clone, Copy)]
pub(super) enum At {
    LastWeek,
    Note,
    Emerging,
    OtherNeeds,
    ThisWeek,
    Safety,
    Improve,
    Needed,
    Again,
    Changes,
    Unsigned,
    Happened,
    Helped,
    Learnt,
    Follows,
}

impl At {
    /// How a sentence brings the detail in; the marks stand for when, what and how.
    fn frame(self) -> &'static str {
        match self {
            Self::LastWeek | Self::Note => "{N} found time, {when}, to {do} {how}.",
            Self::Emerging => "{N} has begun, {when}, to {do} {how}.",
            Self::OtherNeeds | Self::Improve | Self::Changes => "{N} likes, {when}, to {do} {how}.",
            Self::ThisWeek | Self::Again => "{N} wants, {when}, to {do} {how}.",
            Self::Safety | Self::Helped | Self::Follows => "It calms {N}, {when}, to {do} {how}.",
            Self::Needed => "{N} chose, {when}, to {do} {how}.",
            Self::Unsigned => "{N} preferred, {when}, to {do} {how}.",
            Self::Happened => "{N} had meant, {when}, to {do} {how}.",
            Self::Learnt => "It eases {N}, {when}, to {do} {how}.",
        }
    }
}

/// Tells a detail of the week with this number.
pub(super) fn tell(page: &mut Page, teller: &Teller, number: usize, at: At) {
    say(page, teller, number, at, 0);
}

/// Tells two, where much else is the same for many.
pub(super) fn tell_twice(page: &mut Page, teller: &Teller, number: usize, at: At) {
    say(page, teller, number, at, 0);
    say(page, teller, number, at, PARTS);
}

fn say(page: &mut Page, teller: &Teller, number: usize, at: At, from: usize) {
    let number = number * STRIDE % (BASE * BASE * BASE);
    let digits = [number % BASE, number / BASE % BASE, number / (BASE * BASE)];
    let value = |place: usize| {
        let place = place + 1;
        (digits[0] + digits[1] * place + digits[2] * place.pow(2) + (at as usize + 1) * place.pow(3)) % BASE
    };
    let frame = at.frame().replace("{when}", WHEN[value(from)]);
    let frame = frame.replace("{do}", DO[value(from + 1)]).replace("{how}", HOW[value(from + 2)]);
    page.say(&frame, &teller.words);
    page.say(ASIDE[value(from + 3)], &teller.words);
    let rather = format!("{{N}} would rather {} {}.", DO[value(from + 4)], WHEN[value(from + 5)]);
    page.say(&rather, &teller.words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_as_many_entries_and_each_once() {
        for part in [WHEN, DO, HOW, ASIDE] {
            let entries: std::collections::BTreeSet<_> = part.iter().collect();
            assert_eq!(entries.len(), BASE);
        }
    }
}

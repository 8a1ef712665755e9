//! Where a resident came from: referral and assessment.

use chrono::{Days, NaiveDate};

use super::page::Page;
use super::plan::Plan;
use super::teller::Teller;
use super::words::phrases::Pool;
use super::words::risks::{RISKS, Risk, SET_ASIDE};

/// The risks that were known beforehand.
pub(super) struct Known {
    /// Each risk, with whether the referral and the assessment name it.
    risks: Vec<(&'static Risk, [bool; 2])>,
    /// One more of the referral's, which the safety plan need not answer.
    set_aside: Option<usize>,
}

impl Known {
    /// One to three risks, first those that bear on what the resident works towards.
    pub(super) fn new(plan: &Plan, teller: &mut Teller) -> Self {
        let mut order: Vec<_> = RISKS.iter().collect();
        teller.dice.shuffle(&mut order);
        order.sort_by_key(|risk| !plan.outcomes.iter().any(|outcome| risk.bears_on.contains(&outcome.theme.id)));
        let count = teller.dice.pick(&[1, 1, 1, 2, 2, 3]);
        let risks = order.into_iter().take(count);
        let named = risks.map(|risk| (risk, teller.dice.pick(&[[true, false], [false, true], [true, true]])));
        let risks = named.collect();
        let set_aside = teller.dice.once_in(3).then(|| teller.dice.below(SET_ASIDE.len()));
        Self { risks, set_aside }
    }

    /// The risks, each with the record that named it first.
    pub(super) fn risks(&self) -> impl Iterator<Item = (&'static Risk, &'static str)> {
        self.risks.iter().map(|(risk, [referred, _])| (*risk, if *referred { "referral" } else { "assessment" }))
    }
}

const SOURCES: &[(&str, &str)] = &[
    ("council", "The council's housing team wrote this referral with {N}."),
    ("health", "A nurse on the ward and {N} wrote this referral together."),
    ("social-care", "{N} and a social worker wrote this referral at two meetings."),
    ("probation", "{N} asked {their} probation worker for a place with staff in the house."),
    ("voluntary-sector", "The day centre made this referral after {N} had asked for it."),
    ("another-service", "The service where {N} stayed before made this referral."),
    ("family", "{Their} family made this referral, and {N} read and agreed it."),
    ("self", "{N} rang the house and asked for a place."),
];

/// The referral.
pub(super) fn referral(plan: &Plan, known: &Known, teller: &mut Teller) -> String {
    let (source, opening) = teller.dice.pick(SOURCES);
    let date = plan.moved_in - Days::new(teller.dice.between(20, 60) as u64);
    let mut page = Page::new("referral");
    page.front(format_args!("resident: {}\nsource: {source}\ndate: {date}", plan.resident));
    risk_ids(&mut page, known, 0, plan.moved_in);
    page.title("Referral");
    page.section("Background");
    page.say(opening, &teller.words);
    teller.say(&mut page, Pool::LivedBefore);
    teller.say(&mut page, Pool::WhyReferred);
    teller.say(&mut page, Pool::WhyReferred);
    page.section("What I want");
    for _ in 0..3 {
        teller.say(&mut page, Pool::WantFirst);
    }
    risks(&mut page, known, 0, teller);
    page.finish()
}

/// The assessment, which the key worker made.
pub(super) fn assessment(plan: &Plan, known: &Known, teller: &mut Teller) -> String {
    let date = plan.moved_in - Days::new(teller.dice.between(4, 16) as u64);
    let mut page = Page::new("assessment");
    page.front(format_args!("resident: {}\nsource: service\ndate: {date}\nby: {}", plan.resident, plan.key_worker));
    risk_ids(&mut page, known, 1, plan.moved_in);
    page.title("Assessment");
    page.section("Strengths and interests");
    for (strength, _) in &plan.strengths {
        page.say(strength.found, &teller.words);
    }
    page.section("Support needs");
    for _ in 0..3 {
        teller.say(&mut page, Pool::Needs);
    }
    page.section("What I want");
    for _ in 0..3 {
        teller.say(&mut page, Pool::WantFirst);
    }
    risks(&mut page, known, 1, teller);
    page.finish()
}

fn risk_ids(page: &mut Page, known: &Known, record: usize, moved_in: NaiveDate) {
    let named: Vec<_> = known.risks.iter().filter(|(_, named)| named[record]).collect();
    let set_aside = known.set_aside.filter(|_| record == 0);
    if named.is_empty() && set_aside.is_none() {
        return page.front(format_args!("risks: []"));
    }
    page.front(format_args!("risks:"));
    for (risk, _) in named {
        page.front(format_args!("  - id: {}", risk.id));
    }
    if let Some(at) = set_aside {
        page.front(format_args!("  - id: {}\n    set_aside: {moved_in}", SET_ASIDE[at].0));
    }
}

fn risks(page: &mut Page, known: &Known, record: usize, teller: &mut Teller) {
    page.section("Risks");
    let named: Vec<_> = known.risks.iter().filter(|(_, named)| named[record]).collect();
    let set_aside = known.set_aside.filter(|_| record == 0);
    if named.is_empty() && set_aside.is_none() {
        let none = if record == 0 { NONE_REFERRED } else { NONE_ASSESSED };
        return page.say(teller.dice.pick(none), &teller.words);
    }
    for (risk, _) in named {
        page.item(risk.id);
        teller.roll();
        page.say(risk.known[record % risk.known.len()], &teller.words);
    }
    if let Some((id, what, why)) = set_aside.map(|at| SET_ASIDE[at]) {
        page.item(id);
        teller.roll();
        page.say(what, &teller.words);
        page.label("Set aside because");
        page.say(why, &teller.words);
    }
}

const NONE_REFERRED: &[&str] = &[
    "The referral names none. We asked the writer by phone, who knew of none.",
    "None is named. {N} and the writer went through a list of questions and had nothing to add.",
];

const NONE_ASSESSED: &[&str] = &[
    "Nothing was found beyond what the referral says. {N} was asked about each day and night of a usual week.",
    "We asked {N}, the surgery and the family, and heard of nothing new.",
];

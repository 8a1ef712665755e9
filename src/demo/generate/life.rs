//! A resident's life in the service, week by week: what happens, and what is saved because of it.

use anyhow::{Context as _, Result};
use chrono::NaiveDate;

use super::background::{self, Known};
use super::calendar::{Calendar, FORMAL_WEEKS};
use super::dice::Dice;
use super::made::{self, Maker};
use super::plan::{Away, Plan};
use super::safety::Safety;
use super::staff::{Team, Worker};
use super::teller::Teller;
use super::weekly::missed::{self, Missed};
use super::words::names::RESIDENTS;
use super::words::phrases::Pool;
use super::{Generated, Save, digits, formal, incident, reference, start, weekly};
use crate::record::model::{self, SupportPlan};
use crate::record::{Kind, Record};
use crate::scaffold::since::{Since, Sources};
use crate::scaffold::{self, Beginning, WeeklyBeginning};

/// After how many weeks without a change a plan is looked at anew.
const STALE_WEEKS: u32 = 10;

/// A resident, with all that the next week depends on.
pub(super) struct Life<'m> {
    /// What makes records.
    pub(super) maker: &'m Maker,
    pub(super) folder: String,
    pub(super) calendar: Calendar,
    pub(super) team: Team,
    pub(super) key_worker: Worker,
    pub(super) teller: Teller,
    pub(super) plan: Plan,
    /// The plan as it was saved last.
    pub(super) plan_text: String,
    /// The plan as it was read last, which may be an older version.
    plan_read: Option<(Record, SupportPlan)>,
    /// The plan that the last formal review agreed, or the first.
    pub(super) plan_agreed: String,
    /// What was written down since the formal review before the last: reviews and incidents.
    pub(super) told: Vec<Record>,
    /// How many of them come before the last formal review.
    told_before: usize,
    pub(super) safety: Safety,
    /// The visits that were planned for the week.
    pub(super) planned: Vec<PlannedVisit>,
    /// What staff promised for the week.
    pub(super) promise: Option<&'static str>,
    /// Whether the safety plan waits for a change.
    pub(super) safety_waits: bool,
    /// The week in which the plan was changed last.
    pub(super) changed: u32,
    /// How many residents there are, and which of them this is.
    place: (usize, usize),
    saves: Vec<Save>,
}

/// A visit that is planned.
#[derive(Clone, Copy)]
pub(super) struct PlannedVisit {
    pub(super) day: u32,
    pub(super) time: &'static str,
    pub(super) by: Worker,
}

/// Lives a life.
pub(super) fn live(number: usize, residents: usize, calendar: Calendar, seed: u64, maker: &Maker) -> Result<Generated> {
    let mut life = Life::begin(number, residents, calendar, seed, maker)?;
    let mut prepared = None;
    for week in 1..=calendar.last {
        life.week(week, prepared.take())?;
        if Calendar::is_before_formal(week) {
            prepared = Some(formal::prepare(&mut life, week)?);
        }
    }
    Ok(Generated { resident: life.plan.resident, saves: life.saves })
}

impl<'m> Life<'m> {
    /// The day of moving in, on which there is a plan and a safety plan beside what was known before.
    fn begin(number: usize, residents: usize, calendar: Calendar, seed: u64, maker: &'m Maker) -> Result<Self> {
        let team = Team::new(residents);
        let key_worker = team.key_worker(number);
        // Neighbours have different names: 37 leads to every name before the first comes again.
        let (name, pronouns) = RESIDENTS[(37 * number + Dice::new(seed, 0).below(RESIDENTS.len())) % RESIDENTS.len()];
        let mut teller = Teller::new(Dice::new(seed, number as u64), name, pronouns, key_worker.first_name());
        let reference = reference(number, digits(residents));
        let moved_in = calendar.day(0, teller.dice.between(0, 3) as u32);
        let review = calendar.day(FORMAL_WEEKS, 4);
        let mut plan = start::plan(reference.clone(), moved_in, review, key_worker.id(), &mut teller);
        let known = Known::new(&plan, &mut teller);
        known.risks().for_each(|(risk, from)| plan.add_risk(risk, from));
        let risks: Vec<_> = plan.risks.iter().map(|risk| risk.risk).collect();
        let safety = Safety::new(&reference, moved_in, &risks, &mut teller);
        let mut life = Self {
            maker,
            folder: format!("residents/{reference}"),
            calendar,
            team,
            key_worker,
            plan_text: plan.write(&teller.words),
            plan_read: None,
            plan_agreed: String::new(),
            told: Vec::new(),
            told_before: 0,
            teller,
            plan,
            safety,
            planned: Vec::new(),
            promise: None,
            safety_waits: false,
            changed: 0,
            place: (residents, number),
            saves: Vec::new(),
        };
        let records = life.move_in(&known)?;
        life.save(moved_in, key_worker, records);
        Ok(life)
    }

    /// The records that a resident's life in the service begins with.
    fn move_in(&mut self, known: &Known) -> Result<Vec<(String, String)>> {
        let referral = background::referral(&self.plan, known, &mut self.teller);
        let assessment = background::assessment(&self.plan, known, &mut self.teller);
        let Maker { templates, context } = self.maker;
        let mut beginning = Beginning::new(&self.plan.resident, self.plan.moved_in, context);
        beginning.called = Some(self.teller.words.name.to_owned());
        beginning.key_worker = Some(self.key_worker.id());
        beginning.by = Some(self.key_worker.id());
        let fill_in = |kind: Kind, (path, given): (String, String), beginning: &mut Beginning| {
            self.maker.fill_in(&path, beginning.render(templates, kind, context)?, given)
        };
        let referral = fill_in(Kind::Referral, self.record("referral.md", referral), &mut beginning)?;
        beginning.carry_risks(&referral);
        let assessment = fill_in(Kind::Assessment, self.record("assessment.md", assessment), &mut beginning)?;
        let plan = fill_in(Kind::SupportPlan, self.record("plan.md", self.plan_text.clone()), &mut beginning)?;
        let safety_plan = fill_in(Kind::SafetyPlan, self.safety_record(), &mut beginning)?;
        let records = [&referral, &assessment, &plan, &safety_plan].map(made::saved).to_vec();
        self.plan_text = plan.text;
        self.plan_agreed.clone_from(&self.plan_text);
        Ok(records)
    }

    fn week(&mut self, week: u32, prepared: Option<Record>) -> Result<()> {
        let monday = self.calendar.day(week, 0);
        let back = self.come_back(monday);
        if std::mem::take(&mut self.safety_waits) {
            self.safety.revise(monday, &mut self.teller);
            let record = self.safety_record();
            self.save(monday, self.key_worker, vec![record]);
        }
        if let Some(prepared) = prepared {
            weekly::write(self, week, None)?;
            return formal::hold(self, week, &prepared);
        }
        // The first week is told in full, and so is the last, so that even a short life has something to say.
        let inner = week > 1 && week < self.calendar.last;
        if inner && !back && self.teller.dice.once_in(60) {
            return self.go_away(week);
        }
        if inner && self.teller.dice.once_in(28) {
            let by = self.team.cover(self.key_worker, 1);
            return missed::write(self, week, Missed::Here, by);
        }
        let happens = week > 1 && self.teller.dice.once_in(20);
        let happened = if happens { Some(incident::happen(self, week)?) } else { None };
        weekly::write(self, week, happened)
    }

    fn go_away(&mut self, week: u32) -> Result<()> {
        let monday = self.calendar.day(week, 0);
        let reason = self.teller.dice.pick(&["holiday", "family", "hospital"]);
        self.plan.away.push(Away { from: monday, back: None, reason });
        self.save_plan(week, monday, self.key_worker, Vec::new());
        missed::write(self, week, Missed::Away(reason), self.key_worker)
    }

    /// Notes the coming back of a resident who was away.
    fn come_back(&mut self, monday: NaiveDate) -> bool {
        let Some(away) = self.plan.away.last_mut().filter(|away| away.back.is_none()) else { return false };
        away.back = Some(monday);
        self.save_plan(self.changed, monday, self.key_worker, Vec::new());
        true
    }

    /// The number of a week of this resident, among those of all residents.
    pub(super) fn number(&self, week: u32) -> usize {
        let (residents, number) = self.place;
        number + residents * week as usize
    }

    /// Whether the plan has stood still for so long that something in it should be looked at.
    pub(super) fn is_stale(&self, week: u32) -> bool {
        week - self.changed >= STALE_WEEKS
    }

    /// Saves the plan as it is now, together with `records`.
    pub(super) fn save_plan(&mut self, week: u32, date: NaiveDate, by: Worker, mut records: Vec<(String, String)>) {
        self.changed = week;
        self.plan_text = self.plan.write(&self.teller.words);
        records.push(self.record("plan.md", self.plan_text.clone()));
        self.save(date, by, records);
    }

    /// Saves records.
    pub(super) fn save(&mut self, date: NaiveDate, by: Worker, records: Vec<(String, String)>) {
        self.saves.push(Save { date, by: by.id(), records });
    }

    /// Reads the plan as it is now, unless that was done.
    fn read_plan(&mut self) -> Result<()> {
        let read = match self.plan_read.take().filter(|(record, _)| record.text == self.plan_text) {
            Some(current) => current,
            None => {
                let (path, text) = self.record("plan.md", self.plan_text.clone());
                let record = self.maker.read(&path, text)?;
                let plan = model::of(&record).context("a made-up plan fits its schema")?;
                (record, plan)
            }
        };
        self.plan_read = Some(read);
        Ok(())
    }

    /// The scaffold of a weekly review, with the plan and the last review as they are.
    pub(super) fn begin_review(&mut self, beginning: &WeeklyBeginning<'_>) -> Result<String> {
        let Maker { templates, context } = self.maker;
        self.read_plan()?;
        let (record, plan) = self.plan_read.as_ref().context("the plan was read")?;
        let is_held = |record: &&Record| record.kind() == Kind::WeeklyReview && record.value("missed").is_none();
        let held = self.told.iter().rev().find(is_held);
        scaffold::weekly(templates, beginning, record, plan, held.map_or(&[], std::slice::from_ref), context)
    }

    /// What has happened since the last formal review, or since moving in, when the plan was `before`.
    pub(super) fn since(&mut self, before: &Record) -> Result<Since> {
        let context = &self.maker.context;
        self.read_plan()?;
        let (plan, values) = self.plan_read.as_ref().context("the plan was read")?;
        Ok(Since::of(Sources { plan, plan_before: Some(before), records: &self.told }, values, context))
    }

    /// Keeps in mind what was written down, and gives it as it is saved.
    pub(super) fn tell(&mut self, record: Record) -> (String, String) {
        let saved = made::saved(&record);
        self.told.push(record);
        saved
    }

    /// Begins the time until the next formal review; what was before the one that ends now is no longer needed.
    pub(super) fn begin_quarter(&mut self) {
        self.plan_agreed.clone_from(&self.plan_text);
        self.told.drain(..self.told_before);
        self.told_before = self.told.len();
    }

    /// A record of the resident's folder.
    pub(super) fn record(&self, path: &str, text: String) -> (String, String) {
        (format!("{}/{path}", self.folder), text)
    }

    /// The safety plan as it is now.
    pub(super) fn safety_record(&self) -> (String, String) {
        self.record("safety-plan.md", self.safety.write(&self.teller.words))
    }

    /// Plans the visits of a week whose review is on `review`.
    pub(super) fn plan_visits(&mut self, review: u32) -> Vec<PlannedVisit> {
        let dice = &mut self.teller.dice;
        let mut days: Vec<u32> = (0..review).collect();
        dice.shuffle(&mut days);
        days.truncate(dice.between(1, 3) as usize);
        days.sort_unstable();
        days.push(review);
        let by = |dice: &mut Dice| if dice.once_in(4) { 1 + dice.below(2) } else { 0 };
        let steps: Vec<_> = days.iter().map(|_| by(&mut self.teller.dice)).collect();
        let visit = |(day, steps)| {
            let by = self.team.cover(self.key_worker, steps);
            PlannedVisit { day, time: self.teller.time(), by }
        };
        days.into_iter().zip(steps).map(visit).collect()
    }

    /// The day of the week's review: Friday, now and then Thursday, and Wednesday before the plan is gone through in a formal review.
    pub(super) fn review_day(&mut self, week: u32) -> u32 {
        match Calendar::is_formal(week) {
            true => 2,
            false if self.teller.dice.once_in(6) => 3,
            false => 4,
        }
    }

    /// A new frame for the promise of the week.
    pub(super) fn promise(&mut self) -> &'static str {
        self.teller.deal(Pool::Promise)
    }
}

//! The first plan: outcomes, actions and strengths, and how a new outcome follows one that was reached.

use chrono::{Days, NaiveDate};

use super::plan::{Action, Outcome, Plan};
use super::teller::Teller;
use super::words::phrases::Pool;
use super::words::strengths::STRENGTHS;
use super::words::{PROGRESS, STABILITY, Theme};

/// The first plan of a resident who moved in on this day, with targets for the weeks up to `review`.
pub(super) fn plan(
    resident: String,
    moved_in: NaiveDate,
    review: NaiveDate,
    key_worker: String,
    teller: &mut Teller,
) -> Plan {
    let mut order: Vec<_> = STRENGTHS.iter().collect();
    teller.dice.shuffle(&mut order);
    let count = teller.dice.pick(&[2, 2, 3, 3, 4]);
    let strengths = order.into_iter().take(count).map(|strength| (strength, teller.dice.pick(strength.seen))).collect();
    let mut about = vec![teller.deal(Pool::AboutMe), teller.deal(Pool::GoodDay), teller.deal(Pool::MyPeople)];
    about.extend(teller.deal_some(Pool::TalkWithMe, 2));
    about.push(teller.deal(Pool::NotForMe));
    let mut agreed = teller.deal_some(Pool::Agreed, 2);
    agreed.push(teller.deal(Pool::AgreedNo));
    let mut plan = Plan {
        resident,
        moved_in,
        key_worker,
        age: teller.dice.between(18, 76),
        about,
        strengths,
        outcomes: Vec::new(),
        actions: Vec::new(),
        risks: Vec::new(),
        away: Vec::new(),
        agreed,
        vision: teller.deal(Pool::Vision),
        steps: teller.deal_some(Pool::MoveStep, 2),
        ready: teller.deal(Pool::ReadyWhen),
    };
    let aims = teller.dice.pick::<&[&str]>(&[
        &["progress", "stability"],
        &["stability", "progress"],
        &["progress", "stability"],
        &["progress", "stability", "progress"],
        &["stability", "progress", "stability"],
        &["progress", "progress", "stability", "stability"],
    ]);
    let counts = action_counts(aims.len(), teller);
    let mut strengths = shared_strengths(plan.strengths.len(), counts.iter().sum()).into_iter();
    for (aim, count) in aims.iter().zip(counts) {
        let task = |strengths| Task { quarters: teller.dice.between(2, 8), strengths };
        let tasks = strengths.by_ref().take(count).map(task).collect();
        if let Some(theme) = unused_theme(&plan, aim, teller) {
            begin(&mut plan, theme, aim, review, tasks, teller);
        }
    }
    plan
}

/// A theme of this aim that the plan has never had.
pub(super) fn unused_theme(plan: &Plan, aim: &str, teller: &mut Teller) -> Option<&'static Theme> {
    let themes = if aim == "progress" { PROGRESS } else { STABILITY };
    let unused: Vec<_> =
        themes.iter().filter(|theme| plan.outcomes.iter().all(|outcome| outcome.theme.id != theme.id)).collect();
    (!unused.is_empty()).then(|| teller.dice.pick(&unused))
}

/// What an action has to take on: quarters of an hour a week, and strengths to put to work.
pub(super) struct Task {
    pub(super) quarters: i32,
    pub(super) strengths: Vec<usize>,
}

/// How many actions each outcome has: one or two, and three to six in all.
fn action_counts(outcomes: usize, teller: &mut Teller) -> Vec<usize> {
    let mut counts: Vec<usize> = (0..outcomes).map(|_| teller.dice.between(1, 2) as usize).collect();
    if outcomes == 2 {
        counts[0] = 2;
    } else if outcomes == 4 {
        counts[1..3].fill(1);
    }
    counts
}

/// The strengths that each action uses, so that each action uses one and each strength is used.
fn shared_strengths(strengths: usize, actions: usize) -> Vec<Vec<usize>> {
    let uses =
        |action: usize| (0..strengths.max(actions)).filter(move |at| at % actions == action).map(|at| at % strengths);
    (0..actions).map(|action| uses(action).collect()).collect()
}

/// Adds an outcome with an action for each task; a theme has two actions at least.
pub(super) fn begin(
    plan: &mut Plan,
    theme: &'static Theme,
    aim: &'static str,
    review: NaiveDate,
    tasks: Vec<Task>,
    teller: &mut Teller,
) {
    let baseline = teller.dice.between(theme.baseline.0, theme.baseline.1);
    plan.outcomes.push(Outcome {
        theme,
        aim,
        baseline,
        target: teller.dice.between(theme.target.0, theme.target.1),
        by: review + Days::new(7 * teller.dice.between(1, 8) as u64),
        statement: teller.dice.pick(theme.statement),
        mine: teller.dice.pick(theme.mine),
        known: teller.dice.pick(theme.known),
        ended: None,
        progress: 0.0,
        figure: None,
    });
    let place = plan.outcomes.len() - 1;
    for risk in plan.risks.iter_mut().filter(|known| known.risk.bears_on.contains(&theme.id)) {
        risk.outcomes.push(place);
    }
    for (act, Task { quarters, strengths }) in theme.actions.iter().zip(tasks) {
        let first = teller.dice.between(0, 3);
        plan.actions.push(Action {
            act,
            outcome: place,
            used: teller.dice.pick(plan.strengths[strengths[0]].0.used),
            strengths,
            quarters,
            help: teller.dice.pick(&[0, 1, 1, 1, 2, 2]),
            days: [first as u32, teller.dice.between(first + 1, 4) as u32],
            time: teller.time(),
            staff: teller.dice.pick(act.staff),
            mine: teller.dice.pick(act.mine),
            ended: None,
            run: 0,
            flat: 0,
            told: teller.dice.below(act.done.len()),
        });
    }
}

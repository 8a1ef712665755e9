//! Where each risk leads: from where it was named to the safety plan, the support plan, its actions, what is counted, and the reviews that
//! looked at it.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::model::{self, FormalReview, Incident, Outcome, Risk, SafetyPlan, SupportPlan, WeeklyReview};
use crate::record::yaml::Node;
use crate::record::{Former, Kind, Record};
use crate::text::{LineIndex, Position, Span};

/// All risks of one resident.
#[derive(Debug)]
pub struct Trace {
    /// The resident's reference.
    pub resident: String,
    /// Each risk, in the order of their ids.
    pub chains: Vec<Chain>,
}

/// Where one risk leads.
#[derive(Debug)]
pub struct Chain {
    /// The risk's id.
    pub risk: String,
    /// The steps from where it was named to the reviews, as far as it leads.
    pub links: Vec<Link>,
    /// Where it leads no further.
    pub breaks: Vec<Break>,
}

/// A step of a chain.
#[derive(Debug, Clone)]
pub struct Link {
    /// Which step it is.
    pub step: Step,
    /// What is there, in ids, dates and numbers.
    pub what: String,
    /// What the record says there.
    pub words: Option<String>,
    /// Where that is.
    pub place: Place,
}

/// The steps of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Where it was named: referral, assessment, incident.
    Named,
    /// The safety plan, or why it need not answer.
    SafetyPlan,
    /// The support plan.
    SupportPlan,
    /// What is done about it.
    Action,
    /// What is counted.
    Evidence,
    /// Who looked at it.
    Review,
}

/// Where a chain leads no further.
#[derive(Debug, Clone)]
pub struct Break {
    /// The step that is missing.
    pub step: Step,
    /// What is missing, without a full stop.
    pub message: String,
    /// What to do, as a whole sentence.
    pub help: String,
    /// Where the chain was followed to.
    pub place: Place,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's path in the service's folder.
    pub path: String,
    /// The line and column.
    pub at: Position,
}

impl Step {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::SafetyPlan => "safety plan",
            Self::SupportPlan => "support plan",
            Self::Action => "action",
            Self::Evidence => "evidence",
            Self::Review => "review",
        }
    }
}

/// Follows the risks in the records of `resident`.
pub fn trace(resident: &str, records: &[Record]) -> Trace {
    let of_kind = |kind: Kind| records.iter().filter(move |record| record.kind() == kind);
    let former = Former::of(records);
    let mut weekly: Vec<(&Record, WeeklyReview)> = typed(of_kind(Kind::WeeklyReview), |it| former.read(it));
    weekly.sort_by(|a, b| a.1.week.cmp(&b.1.week));
    let mut formal: Vec<(&Record, FormalReview)> = typed(of_kind(Kind::FormalReview), model::of);
    formal.sort_by_key(|(_, review)| review.prepared);
    let records = Records {
        known: of_kind(Kind::Referral).chain(of_kind(Kind::Assessment)).collect(),
        incidents: typed(of_kind(Kind::Incident), |it| former.read(it)),
        safety: typed(of_kind(Kind::SafetyPlan), |it| former.read(it)).pop(),
        plan: typed(of_kind(Kind::SupportPlan), model::of).pop(),
        weekly,
        formal,
        former: &former,
        unread: Vec::new(),
    };
    let is_lost = |kind: &Kind| match kind {
        Kind::SafetyPlan => records.safety.is_none(),
        _ => records.plan.is_none(),
    };
    let plans = [Kind::SafetyPlan, Kind::SupportPlan].into_iter();
    let unread = plans.filter(|kind| of_kind(*kind).next().is_some() && is_lost(kind)).collect();
    let records = Records { unread, ..records };
    let chains = records.risks().into_iter().map(|risk| records.chain(risk)).collect();
    Trace { resident: resident.to_owned(), chains }
}

fn typed<'r, T>(
    records: impl Iterator<Item = &'r Record>,
    read: impl Fn(&'r Record) -> Option<T>,
) -> Vec<(&'r Record, T)> {
    records.filter_map(|record| Some((record, read(record)?))).collect()
}

/// A resident's records, as far as they can be read.
struct Records<'r> {
    /// The referral and the assessment.
    known: Vec<&'r Record>,
    incidents: Vec<(&'r Record, Incident)>,
    safety: Option<(&'r Record, SafetyPlan)>,
    plan: Option<(&'r Record, SupportPlan)>,
    weekly: Vec<(&'r Record, WeeklyReview)>,
    formal: Vec<(&'r Record, FormalReview)>,
    /// What items were called before. What is typed here names each as it is called now.
    former: &'r Former,
    /// The plans that are there and not complete, so that nothing can be followed in them.
    unread: Vec<Kind>,
}

impl<'r> Records<'r> {
    /// Every risk that was named before the plans, or because of something that happened.
    fn risks(&self) -> BTreeSet<String> {
        let known = self.known.iter().flat_map(|record| record.ids("risks"));
        let known = known.map(|id| self.former.current("risks", id).to_owned());
        let new = self.weekly.iter().flat_map(|(_, review)| &review.new_risks).map(|risk| risk.id.clone());
        known.chain(new).chain(self.incidents.iter().flat_map(|(_, incident)| incident.risks.iter().cloned())).collect()
    }

    fn chain(&self, risk: String) -> Chain {
        let mut chain = Chain { risk, links: Vec::new(), breaks: Vec::new() };
        let named = self.named(&mut chain);
        let set_aside = self.set_aside(&mut chain);
        let Some(last) = named else { return chain };
        let Some((safety, answer)) = self.answer(&chain.risk) else {
            if !set_aside && self.unread.contains(&Kind::SafetyPlan) {
                chain.breaks_at(
                    Step::SafetyPlan,
                    "the safety plan is not complete, so nothing can be followed in it",
                    UNREAD,
                    last,
                );
            } else if !set_aside {
                let message = "no safety plan answers this risk, and it is not set aside";
                let help = "Answer it in the safety plan under the same id, or set it aside where it is named, with the day and the reason.";
                chain.breaks_at(Step::SafetyPlan, message, help, last);
            }
            return chain;
        };
        let own = self.former.id_in(safety, "risks", "risks", &chain.risk);
        let place = item(safety, "risks", own);
        let words = over(&answer).unwrap_or_else(|| "answered".to_owned());
        chain.link(Step::SafetyPlan, words, heading(safety, "risks", own), place.clone());
        if answer.ended.is_none() {
            self.in_plan(&mut chain, place);
            self.reviews(&mut chain);
        }
        chain
    }

    /// The links of where the risk was named; the last place of them.
    fn named(&self, chain: &mut Chain) -> Option<Place> {
        let mut last = None;
        for record in &self.known {
            let own = record.ids("risks").find(|id| self.former.current("risks", id) == chain.risk);
            if let Some(own) = own {
                let words = heading(record, "risks", own);
                let place = item(record, "risks", own);
                chain.link(Step::Named, dated(record, record.value("date")), words, place.clone());
                last.get_or_insert(place);
            }
        }
        let risk = chain.risk.clone();
        for (record, review) in
            self.weekly.iter().filter(|(_, review)| review.new_risks.iter().any(|new| new.id == risk))
        {
            let own = self.former.id_in(record, "new_risks", "risks", &risk);
            let place = item(record, "new_risks", own);
            let words = heading(record, "new_risks", own);
            chain.link(Step::Named, dated(record, Some(&review.week)), words, place.clone());
            last.get_or_insert(place);
        }
        for (record, incident) in self.incidents.iter().filter(|(_, incident)| incident.risks.contains(&risk)) {
            let nodes = record.front.root.get("risks").map(Node::items).unwrap_or_default();
            let is_it = |node: &&Node| node.text().is_some_and(|id| self.former.current("risks", id) == risk);
            let node = nodes.iter().find(is_it);
            let place = place(record, node.map_or(Span::empty(0), |node| node.span));
            chain.link(Step::Named, dated(record, Some(&incident.date.to_string())), None, place.clone());
            last.get_or_insert(place);
        }
        last
    }

    /// Whether it was set aside, with links that say so.
    fn set_aside(&self, chain: &mut Chain) -> bool {
        let mut is_set_aside = false;
        for record in &self.known {
            let items = record.front.root.get("risks").map(Node::items).unwrap_or_default();
            let own = self.former.id_in(record, "risks", "risks", &chain.risk);
            let risk = items.iter().find(|risk| risk.get("id").and_then(Node::text) == Some(own));
            let Some((node, day)) =
                risk.and_then(|risk| risk.get("set_aside")).and_then(|day| Some((day, day.text()?)))
            else {
                continue;
            };
            let item = record.outline.item("risks", own);
            let reason = item.and_then(|item| item.label("set-aside-because")).map(|label| record.words(label.text));
            chain.link(Step::SafetyPlan, format!("set aside on {day}"), reason, place(record, node.span));
            is_set_aside = true;
        }
        is_set_aside
    }

    fn answer(&self, risk: &str) -> Option<(&'r Record, Risk)> {
        let (record, safety) = self.safety.as_ref()?;
        Some((record, safety.risks.iter().find(|answered| answered.id == risk)?.clone()))
    }

    /// The links from the support plan to its actions and what is counted.
    fn in_plan(&self, chain: &mut Chain, last: Place) {
        let found = self.plan.as_ref().and_then(|(record, plan)| {
            let risk = plan.risks.iter().find(|risk| risk.id == chain.risk)?;
            Some((*record, plan, risk))
        });
        if self.unread.contains(&Kind::SupportPlan) {
            let message = "the support plan is not complete, so nothing can be followed in it";
            return chain.breaks_at(Step::SupportPlan, message, UNREAD, last);
        }
        let Some((record, plan, risk)) = found else {
            let message = "the support plan does not have this risk";
            let help =
                "Add it to the support plan in its four parts, under the same id, with the outcomes that it bears on.";
            return chain.breaks_at(Step::SupportPlan, message, help, last);
        };
        let place = item(record, "risks", &risk.id);
        let open: Vec<&Outcome> = plan
            .outcomes
            .iter()
            .filter(|outcome| outcome.ended.is_none() && risk.outcomes.contains(&outcome.id))
            .collect();
        let ids =
            |outcomes: &[&Outcome]| outcomes.iter().map(|outcome| outcome.id.clone()).collect::<Vec<_>>().join(", ");
        let what = match (over(risk), open.as_slice()) {
            (Some(over), _) => over,
            (None, []) => "bears on no open outcome".to_owned(),
            (None, open) => format!("bears on {}", ids(open)),
        };
        chain.link(Step::SupportPlan, what, heading(record, "risks", &risk.id), place.clone());
        if risk.ended.is_some() {
            return;
        }
        if open.is_empty() {
            let message = "this risk bears on no outcome that is still open, so no action leads to it";
            let help = "Name under `outcomes` of the risk what it bears on, or mark the risk `ended` with the reason.";
            return chain.breaks_at(Step::Action, message, help, place);
        }
        for outcome in open {
            self.actions(chain, record, plan, outcome);
            self.evidence(chain, record, outcome);
        }
    }

    fn actions(&self, chain: &mut Chain, record: &Record, plan: &SupportPlan, outcome: &Outcome) {
        let live =
            || plan.actions.iter().filter(|action| action.ended.is_none() && action.outcomes.contains(&outcome.id));
        for action in live() {
            let place = item(record, "actions", &action.id);
            let is_known = chain.links.iter().any(|link| link.step == Step::Action && link.place == place);
            if !is_known {
                chain.link(
                    Step::Action,
                    format!("{}, for {}", action.id, outcome.id),
                    heading(record, "actions", &action.id),
                    place,
                );
            }
        }
        if live().next().is_none() {
            let message = format!("no action that is still open is for {}", outcome.id);
            let help = "Add what is done about it, or mark the outcome `ended` with the reason.";
            chain.breaks_at(Step::Action, message, help, item(record, "outcomes", &outcome.id));
        }
    }

    fn evidence(&self, chain: &mut Chain, plan: &Record, outcome: &Outcome) {
        let entries: Vec<_> = self
            .weekly
            .iter()
            .filter_map(|(record, review)| {
                let figure = review.measures.iter().find(|figure| figure.id == outcome.id)?;
                Some((*record, review, figure))
            })
            .collect();
        let Some((record, review, figure)) = entries.last() else {
            let message = format!("no weekly review has a figure for {}", outcome.id);
            let help = "Count it in the next weekly review, or choose a measure that can be counted.";
            return chain.breaks_at(Step::Evidence, message, help, item(plan, "outcomes", &outcome.id));
        };
        let figures = if entries.len() == 1 { "figure" } else { "figures" };
        let what = format!("{}: {} {figures}, the last {} in {}", outcome.id, entries.len(), figure.value, review.week);
        let own = self.former.id_in(record, "measures", "outcomes", &outcome.id);
        chain.link(Step::Evidence, what, None, item(record, "measures", own));
    }

    /// The last reviews that looked at the safety plan, or went through the plans.
    fn reviews(&self, chain: &mut Chain) {
        let weekly =
            self.weekly.iter().rev().find_map(|(record, review)| Some((record, review, review.safety_plan.as_ref()?)));
        let held = |review: &&(&Record, FormalReview)| matches!(review.1.stage.as_str(), "discussed" | "closed");
        let formal = self.formal.iter().rfind(held);
        if let Some((record, review, state)) = weekly {
            // What is no choice is somebody's words, which are not shown.
            let state = match state.as_str() {
                "working" => "working",
                "needs-updating" => "needs updating",
                _ => "looked at, and its answer cannot be read",
            };
            let what = format!("weekly review of {}: safety plan {state}", review.week);
            chain.link(Step::Review, what, None, place(record, record.span_of(&["safety_plan"])));
        }
        if let Some((record, review)) = formal {
            let what = format!("formal review of {}, {}", review.discussed.unwrap_or(review.prepared), review.stage);
            chain.link(Step::Review, what, None, place(record, record.span_of(&["stage"])));
        }
        if let (None, None, Some((record, _))) = (weekly, formal, &self.safety) {
            let message = "no review has looked at the safety plan yet";
            let help = "Answer in the next weekly review whether it is working.";
            chain.breaks_at(Step::Review, message, help, place(record, record.span_of(&["updated"])));
        }
    }
}

impl Chain {
    fn link(&mut self, step: Step, what: String, words: Option<String>, place: Place) {
        self.links.push(Link { step, what, words, place });
        self.links.sort_by_key(|link| link.step);
    }

    fn breaks_at(&mut self, step: Step, message: impl Into<String>, help: &str, place: Place) {
        let message = message.into();
        if !self.breaks.iter().any(|known| known.message == message) {
            self.breaks.push(Break { step, message, help: help.to_owned(), place });
        }
    }
}

/// What to do about a plan in which nothing can be followed.
const UNREAD: &str = "`supportplan check` on the resident says what is missing.";

/// When and why an item ended.
fn over(risk: &Risk) -> Option<String> {
    risk.ended.as_ref().map(|ended| format!("ended on {}: {}", ended.date, ended.reason.replace('-', " ")))
}

fn dated(record: &Record, date: Option<&str>) -> String {
    let date = date.map(|date| format!(" of {date}")).unwrap_or_default();
    format!("{}{date}", record.kind().words())
}

fn heading(record: &Record, list: &str, id: &str) -> Option<String> {
    record.outline.item(list, id).map(|item| item.heading.text.clone())
}

/// Where the item of this id stands in a list of the front matter.
fn item(record: &Record, list: &str, id: &str) -> Place {
    let items = record.front.root.get(list).map(Node::items).unwrap_or_default();
    let ids: BTreeMap<&str, Span> =
        items.iter().filter_map(|item| item.get("id").and_then(|id| Some((id.text()?, id.span)))).collect();
    place(record, ids.get(id).copied().unwrap_or_else(|| record.span_of(&[list])))
}

fn place(record: &Record, span: Span) -> Place {
    let at = LineIndex::new(&record.text).position(&record.text, span.start);
    Place { path: record.path.clone(), at }
}

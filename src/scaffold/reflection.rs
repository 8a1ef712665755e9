//! A new team reflection: what the team looks back on is at hand, drawn from what `check` finds, and pasted in nowhere.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::looked_back::LookedBack;
use super::trial::{DAY, RESIDENT, data};
use super::{filled, hint, staff_ids};
use crate::check::Context;
use crate::finding::Code;
use crate::record::{Kind, Record};
use crate::template::Templates;

/// What a reflection's template is given.
#[derive(Debug, Serialize)]
pub(super) struct Reflection {
    date: NaiveDate,
    by: Option<String>,
    staff: Vec<String>,
    /// The residents with whom something was found.
    residents: Vec<String>,
    /// The day of the last reflection, and what it said that the team would try.
    last_date: Option<String>,
    last_try: Option<String>,
    overdue: Vec<String>,
    stuck: Vec<Looked>,
    prompts: Vec<&'static str>,
}

/// A matter that the team looks back on, with what was found.
#[derive(Debug, Serialize)]
struct Looked {
    title: &'static str,
    lines: Vec<String>,
}

/// A matter to look back on: the kinds of finding that tell of it, and a question for supervision that follows from them.
struct Matter {
    title: &'static str,
    codes: &'static [Code],
    prompt: &'static str,
}

const OVERDUE: Matter = Matter {
    title: "What is late or waits",
    codes: &[
        Code::NoPlanYet,
        Code::MissingWeek,
        Code::WeeklyOverdue,
        Code::FormalOverdue,
        Code::LeftOpen,
        Code::ChangeNotMade,
        Code::ReflectionOverdue,
        Code::AuditOverdue,
        Code::NoSafetyPlan,
        Code::SafetyPlanBehindIncident,
        Code::SafetyPlanBehindReview,
        Code::SafetyPlanUnseen,
    ],
    prompt: "What gets in the way of what is late: time, cover, or that we do not see what it is for?",
};

const STUCK: &[Matter] = &[
    Matter {
        title: "What has not changed for long",
        codes: &[Code::UnmovedOutcome, Code::TargetPassed, Code::NoEntry],
        prompt: "Where an outcome stands still: does the resident still want it, and what would they try instead?",
    },
    Matter {
        title: "Where help is not falling",
        codes: &[Code::SteadyHelp, Code::DoneForThem, Code::HoursWithoutOutcome, Code::NoMovingOnStep],
        prompt: "Which help could rest for two weeks, and how would we and the resident tell whether it was missed?",
    },
    Matter {
        title: "What we write without looking",
        codes: &[Code::RepeatedAnswer, Code::CopiedAnswer, Code::TemplateWords, Code::EmptyAnswer, Code::ShortReview],
        prompt: "Which question do we answer only because the form asks it, and what would make the answer worth reading?",
    },
    Matter {
        title: "What incidents left open",
        codes: &[Code::UnansweredRisk, Code::IncidentWithoutChange],
        prompt: "What did we know before the last incident, and who could have acted on it?",
    },
    Matter {
        title: "How we write",
        codes: &[Code::DeficitTerm, Code::LongSentence, Code::HardToRead],
        prompt: "How would the resident tell what we wrote about them, and which of our words would they not use?",
    },
];

/// Asked where nothing was found.
const NOTHING_FOUND: &str = "What went well with one resident that we could try with another?";

/// Which reflection is begun.
#[derive(Debug, Clone, Copy)]
pub struct ReflectionBeginning<'b> {
    /// The day.
    pub date: NaiveDate,
    /// The staff id of who writes it down, where that is known.
    pub by: Option<&'b str>,
    /// The last reflection, where there was one.
    pub last: Option<&'b Record>,
    /// The residents whose plan says to the letter what it said so many days ago.
    pub untouched: &'b [String],
    /// How many days that is.
    pub days: u64,
}

/// The text of a new reflection, with what was found by checking the whole service as hints where it helps.
///
/// # Errors
/// The template, if the service has its own, has a mistake.
pub fn reflection(
    templates: &Templates,
    beginning: ReflectionBeginning<'_>,
    back: &LookedBack,
    context: &Context,
) -> Result<String> {
    let last_try = beginning.last.and_then(|last| {
        let words = last.words(last.outline.section("what-we-will-try")?.all);
        (!words.is_empty()).then(|| hint(&words))
    });
    let looked = |matter: &Matter| {
        let mut lines = back.lines(matter.codes);
        if matter.codes.contains(&Code::UnmovedOutcome) && !beginning.untouched.is_empty() {
            let whose = beginning.untouched.join(", ");
            lines.push(format!("The support plan is to the letter what it was {} days ago: {whose}", beginning.days));
        }
        if let Some(terms) = back.terms().filter(|_| matter.codes.contains(&Code::DeficitTerm)) {
            lines.push(format!("The terms, and how often: {terms}"));
        }
        (!lines.is_empty()).then_some(Looked { title: matter.title, lines })
    };
    let matters = || STUCK.iter().chain([&OVERDUE]);
    let stuck: Vec<Looked> = STUCK.iter().filter_map(looked).collect();
    let is_stuck = |matter: &Matter| stuck.iter().any(|looked| looked.title == matter.title);
    let asks = matters().filter(|matter| back.has(matter.codes) || is_stuck(matter));
    let mut prompts: Vec<_> = asks.map(|matter| matter.prompt).collect();
    if prompts.is_empty() {
        prompts.push(NOTHING_FOUND);
    }
    let all: Vec<Code> = matters().flat_map(|matter| matter.codes).copied().collect();
    let view = Reflection {
        date: beginning.date,
        by: beginning.by.map(str::to_owned),
        staff: staff_ids(context),
        residents: back
            .residents(&all)
            .into_iter()
            .chain(beginning.untouched.iter().cloned())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        last_date: beginning.last.and_then(|last| last.value("date")).map(str::to_owned).filter(|_| last_try.is_some()),
        last_try,
        overdue: back.lines(OVERDUE.codes),
        stuck,
        prompts,
    };
    filled(templates, Kind::TeamReflection, &view, context)
}

/// What the template is tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let staff = staff_ids(context);
    let line = || vec!["C006 A formal review is overdue today: R-0142".to_owned()];
    let known = Reflection {
        date: DAY,
        by: staff.first().cloned(),
        staff: staff.clone(),
        residents: vec![RESIDENT.to_owned()],
        last_date: Some(DAY.to_string()),
        last_try: Some("- Two words.\n\n- And two more.".to_owned()),
        overdue: line(),
        stuck: vec![Looked { title: OVERDUE.title, lines: line() }],
        prompts: vec![OVERDUE.prompt],
    };
    let unknown = Reflection {
        date: DAY,
        by: None,
        staff,
        residents: Vec::new(),
        last_date: None,
        last_try: None,
        overdue: Vec::new(),
        stuck: Vec::new(),
        prompts: Vec::new(),
    };
    vec![data(&known), data(&unknown)]
}

#[cfg(test)]
mod tests {
    use super::super::trial;
    use super::*;
    use crate::check::Checkup;
    use crate::finding::Finding;
    use crate::record::{Place, read};
    use crate::text::Span;

    #[test]
    fn what_was_found_stands_as_a_hint_where_it_helps() {
        let finding = |code| Finding::new(code, Span::empty(0), "x", "X.").quoting("secret words");
        let of = |path: &str, codes: &[Code]| Checkup {
            path: path.to_owned(),
            text: String::new(),
            findings: codes.iter().map(|code| finding(*code)).collect(),
            record: None,
        };
        let back = LookedBack::on(&[
            of("residents/R-0117/plan.md", &[Code::SteadyHelp, Code::PhoneNumber]),
            of("residents/R-0142/weekly/2026-W47.md", &[Code::WeeklyOverdue]),
        ]);
        let path = "team/reflections/2026-10-16.md";
        let last = "---\ndate: 2026-10-16\n---\n## What we will try\n- Tom reads the card --> first.\n";
        let last =
            read(path, Place::of(path).expect("a place"), last.into(), &crate::record::Wording::default()).record;
        let beginning =
            ReflectionBeginning { date: DAY, by: Some("priya-n"), last: last.as_ref(), untouched: &[], days: 100 };
        let templates = Templates::new(Vec::new()).expect("templates");
        let text = reflection(&templates, beginning, &back, &trial::context()).expect("a scaffold");
        let section =
            |heading: &str| text.split("\n## ").find(|part| part.starts_with(heading)).expect("a section").to_owned();
        assert!(section("What we looked at").contains("C004 A weekly review is overdue today: R-0142"), "{text}");
        assert!(
            section("What we looked at")
                .contains("On 2026-10-16 we wrote under \"What we will try\":\n\n- Tom reads the card -- > first.")
        );
        assert!(section("Where we are stuck").contains("Where help is not falling:\n\n- D006 "));
        assert!(section("What we will try").contains("Which help could rest"));
        assert!(text.contains("#?   `check` found something to think about with R-0117, R-0142\n"), "{text}");
        assert!(!text.contains("secret") && !text.contains("N001"), "{text}");
    }
}

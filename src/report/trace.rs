//! Where risks lead, as people and programs see it. `schema/trace-report.schema.json` describes the form for programs; a change that breaks
//! readers counts its version up.

use std::fmt::Write as _;

use serde::Serialize;

use super::{as_json, plural, printable};
use crate::check::trace::{Break, Chain, Link, Place, Trace};

/// The trace for people: each risk with its steps, and where it leads no further. With `show_text` it may hold words of the records.
pub fn trace_in_full(trace: &Trace, show_text: bool) -> String {
    let count = plural(trace.chains.len(), "risk", "risks");
    let mut text = format!("{}: {count}, from where each was named to the reviews that looked at it\n", trace.resident);
    for chain in &trace.chains {
        let _ = writeln!(text, "\n{}", printable(&chain.risk));
        let steps = chain.links.iter().map(|link| link.step).collect::<Vec<_>>();
        for (at, link) in chain.links.iter().enumerate() {
            let step = if at > 0 && steps[at - 1] == link.step { "" } else { link.step.word() };
            let words = link.words.as_deref().filter(|_| show_text).map(one_line);
            let words = words.map(|words| format!(" ({words})")).unwrap_or_default();
            let _ = writeln!(text, "  {step:<12}  {}{words}", printable(&link.what));
            let _ = writeln!(text, "  {:<12}    {}", "", shown(&link.place));
        }
        for one in &chain.breaks {
            let _ = writeln!(text, "  the chain breaks at the {}: {}", one.step.word(), printable(&one.message));
            let _ = writeln!(text, "    {}", shown(&one.place));
            let _ = writeln!(text, "    what to do: {}", one.help);
        }
    }
    let broken = trace.chains.iter().filter(|chain| !chain.breaks.is_empty()).count();
    let _ = match broken {
        0 => writeln!(text, "\nNo chain breaks."),
        broken => writeln!(text, "\nThe chain breaks for {broken} of {count}."),
    };
    text
}

fn shown(place: &Place) -> String {
    format!("{}:{}:{}", printable(&place.path), place.at.line, place.at.column)
}

fn one_line(words: &str) -> String {
    printable(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'t> {
    version: u32,
    resident: &'t str,
    risks: Vec<One<'t>>,
}

#[derive(Serialize)]
struct One<'t> {
    risk: String,
    breaks: Vec<Broken<'t>>,
    steps: Vec<Step<'t>>,
}

#[derive(Serialize)]
struct Step<'t> {
    step: &'t str,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(flatten)]
    place: At,
}

#[derive(Serialize)]
struct Broken<'t> {
    step: &'t str,
    message: String,
    help: String,
    #[serde(flatten)]
    place: At,
}

#[derive(Serialize)]
struct At {
    path: String,
    line: usize,
    column: usize,
}

/// The trace for other programs, with the version of its form.
///
/// # Errors
/// It cannot be written as JSON.
pub fn trace_as_json(trace: &Trace, show_text: bool) -> anyhow::Result<String> {
    let risks = trace.chains.iter().map(|chain| one(chain, show_text)).collect();
    as_json(&Whole { version: VERSION, resident: &trace.resident, risks })
}

fn one(chain: &Chain, show_text: bool) -> One<'_> {
    let at = |place: &Place| At { path: printable(&place.path), line: place.at.line, column: place.at.column };
    let step = |link: &'_ Link| Step {
        step: link.step.word(),
        what: printable(&link.what),
        words: link.words.as_deref().filter(|_| show_text).map(one_line),
        place: at(&link.place),
    };
    let broken = |one: &'_ Break| Broken {
        step: one.step.word(),
        message: printable(&one.message),
        help: one.help.clone(),
        place: at(&one.place),
    };
    let breaks = chain.breaks.iter().map(broken).collect();
    One { risk: printable(&chain.risk), breaks, steps: chain.links.iter().map(step).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::check::trace::Step;
    use crate::text::Position;

    fn trace() -> Trace {
        let place = || Place { path: "residents/R-0142/plan.md".to_owned(), at: Position { line: 9, column: 5 } };
        let words = |step| Some("Out of\nbounds".to_owned()).filter(|_| step == Step::Action);
        let link = |step| Link { step, what: "x 1".to_owned(), words: words(step), place: place() };
        let steps =
            [Step::Named, Step::SafetyPlan, Step::SupportPlan, Step::Action, Step::Evidence, Step::Review].map(link);
        let (message, help) = ("no review has looked at it".to_owned(), "Look at it.".to_owned());
        let lost = Break { step: Step::Review, message, help, place: place() };
        let whole = Chain { risk: "falls".to_owned(), links: steps.to_vec(), breaks: Vec::new() };
        let broken = Chain { risk: "burns".to_owned(), links: Vec::new(), breaks: vec![lost] };
        Trace { resident: "R-0142".to_owned(), chains: vec![whole, broken] }
    }

    fn parsed(trace: &Trace, show_text: bool) -> Value {
        serde_json::from_str(&trace_as_json(trace, show_text).expect("written")).expect("JSON")
    }

    #[test]
    fn it_is_as_its_schema_says() {
        let schema = serde_json::from_str(include_str!("../../schema/trace-report.schema.json")).expect("JSON");
        let schema = jsonschema::draft202012::new(&schema).expect("a schema");
        let none = Trace { resident: "R-0142".to_owned(), chains: Vec::new() };
        for value in [parsed(&trace(), false), parsed(&trace(), true), parsed(&none, true)] {
            let faults: Vec<_> = schema.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{faults:?}\n{value:#}");
        }
        assert!(!schema.is_valid(&json!({"version": 1, "resident": "R-0142", "risks": [{}]})));
        assert!(!schema.is_valid(&json!({"version": 2, "resident": "R-0142", "risks": []})));
    }

    #[test]
    fn words_of_the_records_are_shown_where_they_are_asked_for() {
        assert!(!parsed(&trace(), false).to_string().contains("bounds"));
        assert_eq!(parsed(&trace(), true)["risks"][0]["steps"][3]["words"], "Out of bounds");
    }
}

//! New risks of a weekly review, put into the safety plan.

use chrono::NaiveDate;

use super::form;
use crate::check::Context;
use crate::record::former::former_ids;
use crate::record::{Record, edit, heading_for};
use crate::text;

/// A risk that was named in a weekly review, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRisk {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub heading: String,
    /// What may happen and what to do first, as the review says it; empty where it says nothing.
    pub words: String,
}

/// The new risks of `review` that the safety plan does not answer.
pub fn missing_risks(review: &Record, safety_plan: &Record) -> Vec<NewRisk> {
    let former = safety_plan.list("risks").iter().flat_map(former_ids);
    let known: Vec<&str> = safety_plan.ids("risks").chain(former).collect();
    let missing = review.ids("new_risks").filter(|id| !known.contains(id));
    let risk = |id: &str| {
        let item = review.outline.item("new_risks", id);
        NewRisk {
            id: id.to_owned(),
            heading: item.map_or_else(|| heading_for(id), |item| item.heading.text.clone()),
            words: item.map(|item| review.words(item.text)).unwrap_or_default(),
        }
    };
    missing.map(risk).collect()
}

/// The safety plan's text with what `review` says by now of the new risks that were put into it and are not `saved`. `written` is the
/// safety plan as it was when they were put in: where somebody gave a risk other words since, these stay.
pub fn with_later_words(
    safety_plan: &Record,
    written: &Record,
    saved: Option<&Record>,
    review: &Record,
    context: &Context,
) -> String {
    let words = |record: &Record, id: &str| record.outline.item("risks", id).map(|item| record.words(item.text));
    let mut record = None;
    let risks = saved.map(|saved| missing_risks(review, saved)).unwrap_or_default();
    for risk in risks.iter().filter(|risk| !risk.words.is_empty()) {
        let current = record.as_ref().unwrap_or(safety_plan);
        let Some(item) = current.outline.item("risks", &risk.id) else { continue };
        let is = words(current, &risk.id);
        if is.as_ref() == Some(&risk.words) || is != words(written, &risk.id) {
            continue;
        }
        let end = if item.text.end == current.text.len() { "\n" } else { "\n\n" };
        let edit = text::Edit::replace(item.text, format!("\n\n{}{end}", risk.words));
        record = form::reread(current, text::apply(&current.text, vec![edit]), context).or(record);
    }
    record.as_ref().unwrap_or(safety_plan).text.clone()
}

/// The safety plan's text with these risks: each with its heading and its words among the main risks, and the plan with the day on which it
/// was changed.
pub fn with_risks(safety_plan: &Record, risks: &[NewRisk], today: NaiveDate, context: &Context) -> String {
    let mut record = None;
    for risk in risks {
        let current = record.as_ref().unwrap_or(safety_plan);
        let edits = form::item_with_words(current, "risks", &risk.id, &risk.heading, &risk.words);
        record = form::reread(current, text::apply(&current.text, edits), context).or(record);
    }
    edit::with_value(record.as_ref().unwrap_or(safety_plan), "updated", &today.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scaffold::form::place_of;
    use crate::scaffold::form::tests::{WEEKLY, context, weekly};

    const PLAN: &str = "---\nsupportplan: 1\nkind: safety-plan\nresident: R-0142\nstarted: 2026-07-13\nupdated: 2026-11-01\nrisks:\n  - id: burns\n---\n\n# Safety plan\n\n## Main risks\n\n### Burns\n\nThe hob has a timer.\n\n## What helps\n\nTea.\n";

    fn plan(text: &str) -> Record {
        let path = "residents/R-0142/safety-plan.md";
        let place = place_of(path).expect("a place");
        crate::record::read(path, place, text.as_bytes().to_vec(), &context().wording).record.expect("a record")
    }

    fn review(words: &str) -> Record {
        let risks = "new_risks:\n  - id: sams-cafe-visits\nsafety_plan:\n";
        let said = format!("## What is emerging\n\n### Sam's café: visits\n\n{words}\n");
        weekly(&WEEKLY.replace("safety_plan:\n", risks).replace("## What is emerging\n", &said))
    }

    #[test]
    fn what_is_said_of_a_new_risk_later_reaches_the_safety_plan() {
        let (saved, context) = (plan(PLAN), context());
        let first = review("Ask Jo.");
        let new = missing_risks(&first, &saved);
        let written = plan(&with_risks(&saved, &new, context.today, &context));
        assert!(written.text.contains("### Sam's café: visits\n\nAsk Jo.\n\n## What helps"), "{}", written.text);
        let later = review("Ask Jo, then Priya.");
        let changed = with_later_words(&written, &written, Some(&saved), &later, &context);
        assert_eq!(changed, written.text.replace("Ask Jo.", "Ask Jo, then Priya."));
        // Words that somebody gave it in the safety plan stay, and so do those that are saved.
        let own = plan(&written.text.replace("Ask Jo.", "Ring the café."));
        assert_eq!(with_later_words(&own, &written, Some(&saved), &later, &context), own.text);
        assert_eq!(with_later_words(&written, &written, Some(&written), &later, &context), written.text);
    }
}

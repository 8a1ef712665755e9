//! Trying templates out: what comes of a service's own template is read and checked before anybody meets it, and what is wrong with it is traced
//! back to the template's line.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{audit, beginning, formal, incident, item, reflection, stay, weekly, worded};
use crate::check::{self, Checkup, Context, Surroundings};
use crate::finding::{Code, Finding, Severity};
use crate::record::{self, Kind, Place, Record};
use crate::template::{Fault, Templates};
use crate::text::LineIndex;

/// Templates of parts of a record, by the name before `.md`, each with the kind of the record.
const PARTS: &[(&str, Kind)] = &[
    ("formal-review-discussed", Kind::FormalReview),
    ("formal-review-closed", Kind::FormalReview),
    ("item-strength", Kind::SupportPlan),
    ("item-outcome", Kind::SupportPlan),
    ("item-action", Kind::SupportPlan),
    ("item-risk", Kind::SupportPlan),
    ("moved-on", Kind::SupportPlan),
];

/// The kind of record that the template of this name makes, or a part of.
fn kind(name: &str) -> Option<Kind> {
    let stem = stem(name)?;
    Kind::named(stem).or_else(|| PARTS.iter().find(|(part, _)| *part == stem).map(|(_, kind)| *kind))
}

fn stem(name: &str) -> Option<&str> {
    name.strip_prefix("scaffold/")?.strip_suffix(".md")
}

/// What is wrong with the service's own template `name`, where made-up people and figures are filled in.
pub fn faults(templates: &Templates, name: &str, context: &Context) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for view in samples(name, context) {
        match tried(templates, name, &view, context) {
            Ok((_, found)) => faults.extend(found),
            Err(fault) => faults.push(fault),
        }
    }
    faults.sort_by(|a, b| (a.line, &a.message).cmp(&(b.line, &b.message)));
    faults.dedup();
    faults
}

/// What comes of the service's own template `name`, and what is wrong with that.
pub(super) fn tried(
    templates: &Templates,
    name: &str,
    view: &impl Serialize,
    context: &Context,
) -> Result<(String, Vec<Fault>), Fault> {
    let (text, lines) = templates.render_traced(name, view)?;
    let text = worded(&text, &context.wording);
    let Some(kind) = kind(name) else { return Ok((text, Vec::new())) };
    let path = path(kind, &data(view));
    let found = found(&path, &text, context);
    // What a part leaves to the record that it belongs to, the program's leaves to it as well.
    let left_out = match Kind::named(stem(name).unwrap_or_default()) {
        Some(_) => None,
        None => {
            let own = Templates::new(Vec::new()).and_then(|templates| Ok(templates.render(name, view)?));
            own.ok().and_then(|text| self::found(&path, &worded(&text, &context.wording), context))
        }
    };
    let is_left_out = |finding: &Finding| {
        let left_out = left_out.iter().flat_map(|checkup| &checkup.findings);
        left_out.into_iter().any(|other| other.code == finding.code && other.message == finding.message)
    };
    let index = LineIndex::new(&text);
    let fault = |finding: &Finding, record: Option<&Record>| {
        let (at, where_to) = match gap(finding, record) {
            Some(at) => (at, "; it belongs behind this line"),
            None => (finding.span.start, ""),
        };
        let line = index.position(&text, at).line;
        let what = if left_out.is_some() { "part of a " } else { "" };
        Fault {
            name: name.to_owned(),
            line: lines.get(line.saturating_sub(1)).or(lines.last()).copied().unwrap_or(1),
            message: format!("what it makes is no {what}{}: {}{where_to}", kind.words(), finding.message),
            is_own: true,
        }
    };
    let faults = found.iter().flat_map(|checkup| {
        let findings = checkup.findings.iter().filter(|finding| is_the_templates(finding) && !is_left_out(finding));
        findings.map(|finding| fault(finding, checkup.record.as_ref()))
    });
    let mut faults: Vec<Fault> = faults.collect();
    let record = found.as_ref().and_then(|checkup| checkup.record.as_ref());
    if let Some(record) = record.filter(|_| faults.is_empty()) {
        let what = if left_out.is_some() { "part of a " } else { "" };
        let lost = lost(stem(name).unwrap_or_default(), &data(view), record).into_iter().map(|(key, message)| {
            let at = record.front.root.entry(key).map_or(0, |entry| entry.key_span.start);
            let line = index.position(&text, at).line;
            Fault {
                name: name.to_owned(),
                line: lines.get(line.saturating_sub(1)).copied().unwrap_or(1),
                message: format!("what it makes is no {what}{}: {message}", kind.words()),
                is_own: true,
            }
        });
        faults.extend(lost);
    }
    Ok((text, faults))
}

/// What of that which the template was given is not in the record that came of it, and without which the record says something else: each with the
/// key that it belongs to.
fn lost(stem: &str, view: &Value, record: &Record) -> Vec<(&'static str, String)> {
    let items = |list: &'static str, given: &Value| -> Vec<(&'static str, String)> {
        let ids = |items: &[Value]| -> Vec<String> {
            items.iter().filter_map(|item| item.get("id")?.as_str().map(str::to_owned)).collect()
        };
        let there = ids(record.list(list));
        let given = ids(given.as_array().map(Vec::as_slice).unwrap_or_default());
        let lost = given.into_iter().find(|id| !there.contains(id));
        let lost = lost.map(|_| (list, format!("an item that belongs there has no `- id:` of its own under `{list}`")));
        lost.into_iter().collect()
    };
    let one = || Value::Array(vec![view.clone()]);
    match stem {
        "item-strength" => items("strengths", &one()),
        "item-outcome" => items("outcomes", &one()),
        "item-action" => items("actions", &one()),
        "item-risk" => items("risks", &one()),
        "support-plan" | "safety-plan" => items("risks", &view["risks"]),
        "plan-audit" => {
            let mut lost = items("findings", &view["findings"]);
            let keys =
                ["sampled", "drawn_from", "seed"].into_iter().filter(|key| record.values.get(*key) != view.get(*key));
            lost.extend(keys.map(|key| (key, format!("`{key}` is missing, or is not what the draw was made with"))));
            lost
        }
        _ => Vec::new(),
    }
}

/// What is found in a text at this path, all by itself.
fn found(path: &str, text: &str, context: &Context) -> Option<Checkup> {
    let place = Place::of(path)?;
    let reading = record::read(path, place, text.as_bytes().to_vec(), &context.wording);
    check::together(vec![(path.to_owned(), reading)], context, &Surroundings::default()).pop()
}

/// The end of what something that is missing belongs behind.
fn gap(finding: &Finding, record: Option<&Record>) -> Option<usize> {
    let record = record?;
    if finding.code == Code::MissingKey {
        let missing = finding.message.split('`').nth(1)?;
        let keys = record.schema().json["properties"].as_object()?.keys();
        let before = keys.take_while(|key| *key != missing).filter_map(|key| record.front.root.entry(key));
        return before.last().map(|entry| entry.value.span.end.max(entry.key_span.start));
    }
    let edit = finding.fix.as_ref()?.edits.first().filter(|edit| edit.span.is_empty())?;
    Some(record.text[..edit.span.start].trim_end().len().saturating_sub(1))
}

/// Whether a finding is about the template, and not about what was filled in or is still to be.
fn is_the_templates(finding: &Finding) -> bool {
    use Code::{Unanswered, UnknownId, UnknownLevel, UnknownResident, UnknownStaff};
    let filled_in = [Unanswered, UnknownId, UnknownLevel, UnknownResident, UnknownStaff];
    finding.code.severity() == Severity::Error && !filled_in.contains(&finding.code)
}

/// Where a record with these values lies.
fn path(kind: Kind, values: &Value) -> String {
    let value = |key: &'static str| (key, values.get(key).and_then(Value::as_str).unwrap_or("1"));
    Place::path(kind, &["resident", "week", "prepared", "date", "n"].map(value))
}

/// What the template of this name is given when it is tried out: people and figures who are made up, and then as little as there can be.
fn samples(name: &str, context: &Context) -> Vec<Value> {
    match stem(name).unwrap_or_default() {
        "referral" | "assessment" | "support-plan" | "safety-plan" => beginning::samples(context),
        "weekly-review" => weekly::samples(context),
        "formal-review" => formal::samples(context),
        "formal-review-discussed" => formal::samples_of_stage(false, context),
        "formal-review-closed" => formal::samples_of_stage(true, context),
        "incident" => incident::samples(context),
        "team-reflection" => reflection::samples(context),
        "plan-audit" => audit::samples(context),
        "item-strength" | "item-outcome" | "item-action" | "item-risk" => item::samples(context),
        "moved-on" => stay::samples(),
        _ => Vec::new(),
    }
}

/// A view as plain data.
pub(super) fn data(view: &impl Serialize) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

/// The day of the samples.
pub(super) const DAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 20) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The resident of the samples.
pub(super) const RESIDENT: &str = "R-0142";

/// A service with a wording of its own.
#[cfg(test)]
pub(super) fn context() -> Context {
    let settings = "supportplan: 1\nservice: Larch House\nstaff:\n  - {id: priya-n, name: Priya N, email: p@x.example}\n\
                    wording:\n  last-week: Looking back\n";
    let place = Place { kind: Kind::Settings, values: std::collections::BTreeMap::new() };
    let reading = record::read("supportplan.yaml", place, settings.into(), &record::Wording::default());
    let settings = reading.record.as_ref().and_then(record::model::of::<record::Settings>).expect("settings");
    Context::new(settings, std::collections::BTreeSet::from([RESIDENT.to_owned()]), DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{FILES, original};

    fn own(name: &str, change: impl Fn(&str) -> String) -> Vec<String> {
        let text = original(name).expect("a template");
        let templates = Templates::new(vec![(name.to_owned(), change(text))]).expect("a template");
        faults(&templates, name, &context()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_of_the_projects_templates_makes_a_record() {
        let names = FILES.iter().map(|(name, _)| *name).filter(|name| name.starts_with("scaffold/"));
        for name in names {
            assert!(kind(name).is_some() && !samples(name, &context()).is_empty(), "{name} is tried out");
            assert_eq!(own(name, str::to_owned), Vec::<String>::new());
        }
    }

    #[test]
    fn a_fault_is_named_by_template_line_and_what_is_missing() {
        let name = "scaffold/incident.md";
        let line_of = |what: &str| {
            let text = original(name).expect("a template");
            text.lines().position(|line| line.starts_with(what)).expect("a line") + 1
        };
        let faults = own(name, |text| text.replace("## What was learnt\n\n", ""));
        let at = line_of("<!--? What the resident");
        let expected = format!(
            "scaffold/incident.md, line {}: what it makes is no incident: the section \"What was learnt\" is missing; it belongs behind this \
             line. This template is the service's own, .supportplan/templates/scaffold/incident.md",
            at + 2
        );
        assert_eq!(faults, [expected]);

        let faults = own(name, |text| text.replace("changed:\n---", "---"));
        assert_eq!(faults.len(), 1, "{faults:?}");
        let at = line_of("actions:");
        assert!(
            faults[0].starts_with(&format!("{name}, line {at}: what it makes is no incident: `changed` is missing")),
            "{faults:?}"
        );

        let faults = own(name, |text| text.replace("changed:\n---", "chagned: []\n---"));
        assert!(faults.iter().any(|fault| fault.contains(&format!("line {}", line_of("changed:")))), "{faults:?}");

        let faults = own(name, |text| text.replace("resident: {{ resident }}", "resident: {{ residnet }}"));
        assert!(faults[0].starts_with(&format!("{name}, line {}: variable", line_of("resident:"))), "{faults:?}");

        let faults = own(name, |text| text.replace("or why nothing needs to change. -->", ""));
        assert!(faults[0].contains("not closed"), "{faults:?}");
    }

    #[test]
    fn what_a_template_is_given_is_in_what_it_makes() {
        for (item, list) in
            [("strength", "strengths"), ("outcome", "outcomes"), ("action", "actions"), ("risk", "risks")]
        {
            let name = format!("scaffold/item-{item}.md");
            let faults = own(&name, |text| text.replace("  - id: {{ id }}\n", ""));
            assert!(!faults.is_empty(), "{name}");
            let faults = own(&name, |text| text.replace("- id: {{ id }}", "- id: new"));
            assert!(
                !faults.is_empty()
                    && faults
                        .iter()
                        .all(|fault| fault.contains(&format!("in `{list}`"))
                            || fault.contains("this item has no heading")),
                "{faults:?}"
            );
        }
        let faults = own("scaffold/safety-plan.md", |text| text.replace("\n  - id: {{ risk.id }}", ""));
        assert!(faults.iter().any(|fault| fault.contains("under `risks`")), "{faults:?}");
        for key in ["seed: {{ seed | yaml }}\n", "drawn_from: {{ drawn_from }}\n"] {
            let faults = own("scaffold/plan-audit.md", |text| text.replace(key, ""));
            let key = key.split(':').next().expect("a key");
            assert!(faults.iter().any(|fault| fault.contains(&format!("`{key}` is missing"))), "{faults:?}");
        }
    }

    #[test]
    fn parts_of_a_record_are_tried_as_what_they_are() {
        let faults = own("scaffold/item-action.md", |text| text.replace("**I will:**\n\n", ""));
        assert!(faults.len() == 1 && faults[0].contains("what it makes is no part of a support plan"), "{faults:?}");
        let faults = own("scaffold/item-outcome.md", |text| text.replace("      baseline:\n", ""));
        assert!(faults.len() == 1 && faults[0].contains("`baseline` is missing"), "{faults:?}");
        let faults = own("scaffold/formal-review-discussed.md", |text| text.replace("## My views", "## Views"));
        assert!(
            !faults.is_empty() && faults.iter().all(|fault| fault.contains("no part of a formal review")),
            "{faults:?}"
        );
    }
}

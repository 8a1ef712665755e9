//! Trying templates out: what comes of a service's own template is read and checked before anybody meets it, and what is wrong with it is traced
//! back to the template's line.

use anyhow::Result;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{audit, beginning, incident, reflection, weekly, worded};
use crate::check::{self, Context, Surroundings};
use crate::finding::{Code, Finding, Severity};
use crate::record::{self, Kind, Place, Record};
use crate::template::{Fault, Templates};
use crate::text::LineIndex;

/// The name of the template that a new record of this kind is made from.
pub fn name(kind: Kind) -> String {
    format!("scaffold/{}.md", kind.name())
}

/// The kind of record that is made from the template of this name.
pub fn kind(name: &str) -> Option<Kind> {
    name.strip_prefix("scaffold/")?.strip_suffix(".md").and_then(Kind::named)
}

/// What is wrong with the service's own template `name`, where made-up people and figures are filled in.
pub fn faults(templates: &Templates, name: &str, context: &Context) -> Vec<Fault> {
    let Some(kind) = kind(name) else { return Vec::new() };
    let mut faults: Vec<Fault> = Vec::new();
    for view in samples(kind, context) {
        match tried(templates, kind, &view, context) {
            Ok((_, found)) => faults.extend(found),
            Err(fault) => faults.push(fault),
        }
    }
    faults.sort_by(|a, b| (a.line, &a.message).cmp(&(b.line, &b.message)));
    faults.dedup();
    faults
}

/// What comes of the service's own template of a kind, and what is wrong with that.
pub(super) fn tried(
    templates: &Templates,
    kind: Kind,
    view: &impl Serialize,
    context: &Context,
) -> Result<(String, Vec<Fault>), Fault> {
    let name = name(kind);
    let (text, lines) = templates.render_traced(&name, view)?;
    let text = worded(&text, &context.wording);
    let values = serde_json::to_value(view).unwrap_or_default();
    let path = path(kind, &values);
    let Some(place) = Place::of(&path) else { return Ok((text, Vec::new())) };
    let reading = record::read(&path, place, text.clone().into_bytes(), &context.wording);
    let findings = check::together(vec![(path, reading)], context, &Surroundings::default());
    let index = LineIndex::new(&text);
    let fault = |finding: &Finding, record: Option<&Record>| {
        let (at, where_to) = match gap(finding, record) {
            Some(at) => (at, "; it belongs behind this line"),
            None => (finding.span.start, ""),
        };
        let line = index.position(&text, at).line;
        Fault {
            name: name.clone(),
            line: lines.get(line.saturating_sub(1)).or(lines.last()).copied().unwrap_or(1),
            message: format!("what it makes is no {}: {}{where_to}", kind.words(), finding.message),
            is_own: true,
        }
    };
    let faults = findings.iter().flat_map(|checkup| {
        let of_template = checkup.findings.iter().filter(|finding| is_the_templates(finding));
        of_template.map(|finding| fault(finding, checkup.record.as_ref()))
    });
    let faults = faults.collect();
    Ok((text, faults))
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

/// What the template of this kind is given when it is tried out: people and figures who are made up, and then as little as there can be.
fn samples(kind: Kind, context: &Context) -> Vec<Value> {
    match kind {
        Kind::Referral | Kind::Assessment | Kind::SupportPlan | Kind::SafetyPlan => beginning::samples(context),
        Kind::WeeklyReview => weekly::samples(context),
        Kind::Incident => incident::samples(context),
        Kind::TeamReflection => reflection::samples(context),
        Kind::PlanAudit => audit::samples(context),
        Kind::FormalReview | Kind::Settings => Vec::new(),
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
    use crate::template::FILES;

    fn own(name: &str, change: impl Fn(&str) -> String) -> Vec<String> {
        let (_, text) = FILES.iter().find(|(known, _)| *known == name).expect("a template");
        let templates = Templates::new(vec![(name.to_owned(), change(text))]).expect("a template");
        faults(&templates, name, &context()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_of_the_projects_templates_makes_a_record() {
        let names = FILES.iter().map(|(name, _)| *name).filter(|name| name.starts_with("scaffold/"));
        for name in names {
            let kind = kind(name).expect("a kind of record");
            assert!(samples(kind, &context()).len() > 1, "{name} is tried out with much and with little");
            assert_eq!(own(name, str::to_owned), Vec::<String>::new());
        }
    }

    #[test]
    fn a_fault_is_named_by_template_line_and_what_is_missing() {
        let name = "scaffold/incident.md";
        let line_of = |what: &str| {
            let (_, text) = FILES.iter().find(|(known, _)| *known == name).expect("a template");
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
}

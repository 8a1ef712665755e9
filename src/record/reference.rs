//! The format's reference for people, written from the schemas, so that the two cannot differ. It lies in the project as
//! `schema/README.md`; a test keeps it there.

use std::fmt::Write as _;

use serde_json::Value;

use super::Kind;
use super::schema::{Condition, Headings, ItemsSpec, Schema, SectionSpec, VERSION, Voice};
use super::settings::{Intervals, LEVELS};

/// The whole reference, as Markdown.
pub fn markdown() -> String {
    let mut text = INTRODUCTION.replace("{version}", &VERSION.to_string());
    text.push_str("\n## Where records lie\n\n| kind | file | what it is |\n| --- | --- | --- |\n");
    for kind in Kind::ALL {
        let json = &Schema::of(*kind).json;
        let _ =
            writeln!(text, "| [{}](#{}) | `{}` | {} |", title(json), kind.name(), kind.pattern(), description(json));
    }
    text.push_str(RULES);
    text.push_str("\n## Levels of help\n\nMost help first. A service may give them other names, or add some, never change what they mean.\n\n");
    for (id, label) in LEVELS {
        let _ = writeln!(text, "- `{id}`: {}", label.to_lowercase());
    }
    text.push_str(&when_things_are_due());
    for kind in Kind::ALL {
        self::kind(&mut text, *kind);
    }
    text
}

const INTRODUCTION: &str = "<!-- Written from the schema files beside this one. Change those; `SNAPSHOTS=overwrite cargo test --test reference` writes this anew. -->

# The record format, version {version}

A service is a folder with a file `supportplan.yaml`, in a git repository of its own. Each record is a text file: front matter in YAML
between two lines `---`, then Markdown. The front matter holds what is counted, compared or drawn: ids, numbers, dates, choices. What
people say stands in the text below.
";

const RULES: &str = "
## Rules for every record

- The file is UTF-8. Line ends may be those of Unix or of Windows.
- Dates are written `2026-11-20`, weeks `2026-W47`.
- An item is joined to its words by its name: the heading \"Cooks lunch\" belongs to the item with `id: cooks-lunch`. The id is the heading in small
  letters, accents and apostrophes dropped, one hyphen for anything else between letters and digits. Ids are unique in a record, and an item keeps its id for life.
- An item that is over is not deleted: it gets `ended`, and a paragraph that says why.
- A labelled paragraph begins with its label in bold: `**Staff will:** …`. It goes on to the next label or heading.
- A key that the format does not know is an error, unless it begins with `x-`: such keys are the service's own, and allowed everywhere.
- A key without a value, and a section without words, is a question that is not answered yet. That is an error.
- What the schema takes as text is text, however it looks: `no`, `07700` and `2026` need no quotes. Text that holds `: ` or ` #` needs them.
- A key stands once. Anchors, aliases and tags are not used. There is one YAML document.
- A finding of judgement that is right to stand is allowed by `allow`, with its code and the reason. An allowance that takes nothing out is itself
  a finding. Faults of format cannot be allowed. An allowance is part of the file, so that it changes the content hash of a plan.
- Comments are allowed: `# …` in the front matter, `<!-- … -->` in the text. Those that begin with `#?` or `<!--?` are hints of the program's, and
  are taken out when the record is saved.
";

/// When things are due where the settings say nothing else.
fn when_things_are_due() -> String {
    let Intervals { formal_opens_months, formal_overdue_months, reflection_months } = Intervals::default();
    DUE.replace("{opens}", &formal_opens_months.to_string())
        .replace("{overdue}", &formal_overdue_months.to_string())
        .replace("{reflection}", if reflection_months == 1 { "a month" } else { "some months" })
}

const DUE: &str = "
## When things are due

`supportplan due` names it, and `check` goes by the same. Each has a first day, from which it can be done, and a last day, until the end of which it is not overdue. Intervals
can be set under `intervals`, the days and months of grace under `rule_options`.

| what | first day | last day |
| --- | --- | --- |
| safety plan | the day of moving in | the same day |
| support plan | the day of moving in | three days later |
| weekly review | the week's Monday; the first is of the week after the one of moving in | its Sunday |
| formal review | {opens} months after the last was gone through, or after moving in | the day agreed for it, or {overdue} months after the last, whichever is first |
| next stage of a formal review | the day on which it was prepared or gone through | 14 days later |
| update of the safety plan, for a weekly review that asks for it | the day of the review | four days later, or the day before the next review |
| update of the safety plan, for an incident that names it under `changed` | the day of the incident | the same day |
| a look at the safety plan, after any other incident, unless a later weekly review says how it is | the day of the incident | a week later |
| team reflection | {reflection} after the last | a week later |
| plan audit | six months after the last, or after the first team reflection | the same day; none where rule C017 is off |
| the end of the time that records are kept | so many years after leaving as `retention` says; none without it | the same day |

- **Days** are days of the calendar where the records are kept. No time of the day, time zone or change of the clocks has a part in it.
- **Weeks** are ISO weeks: from Monday to Sunday, named after the year that their Thursday lies in. Some years have a week 53; 3 January 2027 lies in 2026-W53.
- **Months** end on the same day of the month as they began, or on the last day where the month is too short: 3 months after 30 November is 28 or 29 February, a month after 31 January is
  the same, and a year after 29 February is 28 February. They are counted from the first day at once, never month by month, so that no day is lost on the way.
- **Away** (`away` in the support plan): `from` is the first day away, `back` the day of coming back. A week that is spent away from its first to its last day asks for no review. A formal review and its
  stages are put off by each day away; an agreed day within a time away moves to the day of coming back. What fell due before stays due. While nobody knows the day of coming back, neither
  weekly nor formal reviews are due. A time away never makes anything due sooner. Safety plan and support plan do not wait.
- **Leaving** (`left`) is the last day at the service. From the next day on nothing is due but the end of the time that records are kept.
- **Doing it** moves the next one on. A review that is begun and not complete counts for nothing yet. A week before the last review is not asked for again; `check` names it.
- What is dated later than the day that is asked about counts for nothing. With `due --on` on a day of the past, formal reviews are no further than their dates say; plans have one version in the folder,
  and count as they are now.
";

fn kind(text: &mut String, kind: Kind) {
    let schema = Schema::of(kind);
    let _ =
        write!(text, "\n## {}\n\n{}\n\nFile: `{}`\n\n", title(&schema.json), description(&schema.json), kind.pattern());
    text.push_str("| key | value | needed | meaning |\n| --- | --- | --- | --- |\n");
    rows(text, &schema.json, "");
    conditions(text, &schema.json);
    if schema.body.sections.is_empty() {
        return;
    }
    text.push_str("\nSections of the text:\n\n");
    for section in &schema.body.sections {
        self::section(text, section);
    }
    if let Some(example) = example(kind) {
        let _ = writeln!(text, "\nAn example: [{example}](../examples/service/{example})");
    }
}

/// A row for each key, keys inside keys with their path.
fn rows(text: &mut String, schema: &Value, path: &str) {
    let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{path}{key}");
        let need = if needed.contains(&key.as_str()) { "yes" } else { "" };
        let _ = writeln!(text, "| `{name}` | {} | {need} | {} |", value(inner), description(inner));
        rows(text, inner, &format!("{name}."));
        rows(text, &inner["items"], &format!("{name}[]."));
    }
}

/// What a value looks like.
fn value(schema: &Value) -> String {
    if let Some(only) = schema.get("const") {
        return format!("`{}`", only.as_str().map_or_else(|| only.to_string(), str::to_owned));
    }
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        let choices = choices.iter().filter_map(Value::as_str).map(|choice| format!("`{choice}`"));
        return choices.collect::<Vec<_>>().join(", ");
    }
    let example = schema.get("examples").and_then(|examples| examples.get(0));
    let example = example
        .map(|example| format!(", such as `{}`", example.as_str().map_or_else(|| example.to_string(), str::to_owned)));
    let example = example.unwrap_or_default();
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("format").and_then(Value::as_str) == Some("date") => "date".to_owned(),
        Some("string") => format!("text{example}"),
        Some("integer") => format!("whole number{example}"),
        Some("number") => format!("number{example}"),
        Some("boolean") => "`true`, `false`".to_owned(),
        Some("array") => match value(&schema["items"]) {
            inner if schema["items"]["type"] == "object" || inner.is_empty() => "list".to_owned(),
            inner => format!("list of {inner}"),
        },
        Some("object") => "keys".to_owned(),
        _ => String::new(),
    }
}

/// What is needed only under a condition.
fn conditions(text: &mut String, schema: &Value) {
    let mut lines = Vec::new();
    let all = schema["allOf"].as_array().into_iter().flatten();
    for rule in all.chain(schema.get("if").map(|_| schema)) {
        lines.extend(condition_lines(rule, ""));
    }
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        if inner["items"].get("if").is_some() {
            lines.extend(condition_lines(&inner["items"], &format!("{key}[].")));
        }
    }
    if !lines.is_empty() {
        text.push_str("\nNeeded under a condition:\n\n");
        lines.iter().for_each(|line| _ = writeln!(text, "- {line}"));
    }
}

fn condition_lines(rule: &Value, path: &str) -> Vec<String> {
    let named = |part: &Value| {
        let keys = part["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        keys.map(|key| format!("`{path}{key}`")).collect::<Vec<_>>().join(", ")
    };
    let tested = rule["if"]["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, test)| format!("`{path}{key}` is {}", value(test)));
    let mut when = tested.collect::<Vec<_>>().join(" and ");
    if when.is_empty() {
        when = format!("{} is there", named(&rule["if"]));
    }
    let mut lines = Vec::new();
    if rule.get("then").is_some() {
        lines.push(format!("where {when}: {}", named(&rule["then"])));
    }
    if rule.get("else").is_some() {
        lines.push(format!("unless {when}: {}", named(&rule["else"])));
    }
    lines
}

fn section(text: &mut String, section: &SectionSpec) {
    let heading = format!("- `## {}`", section.heading);
    asked(text, &heading, section.when.as_ref(), &section.help, section.voice);
    if let Some(items) = &section.items {
        self::items(text, items, 3);
    }
}

/// A line for a part of the text: when it is asked for, what for, and whose words it holds.
fn asked(text: &mut String, name: &str, condition: Option<&Condition>, help: &str, whose: Option<Voice>) {
    let _ = writeln!(text, "{name}{}: {help}{}", when(condition), voice(whose));
}

fn items(text: &mut String, spec: &ItemsSpec, level: usize) {
    let indent = "  ".repeat(level - 2);
    let marks = "#".repeat(level);
    let each = match spec.headings {
        Headings::Required => format!("for each item of `{}`", spec.key),
        Headings::Optional => format!("notes on an item of `{}`, where there are any", spec.key),
    };
    let under = spec.under.as_ref().map(|key| format!(", under one that its `{key}` names")).unwrap_or_default();
    let help = spec.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
    let _ = writeln!(text, "{indent}- `{marks} …` {each}{under}{help}");
    for label in &spec.labels {
        let name = format!("{indent}  - `**{}:**`", label.label);
        asked(text, &name, label.when.as_ref(), &label.help, label.voice);
    }
    if let Some(inner) = &spec.items {
        items(text, inner, level + 1);
    }
}

fn when(condition: Option<&Condition>) -> String {
    match condition {
        None => String::new(),
        Some(Condition { key, absent: true, .. }) => format!(" (where `{key}` is not there)"),
        Some(Condition { key, values: Some(values), .. }) => {
            let values: Vec<_> = values.iter().map(|value| format!("`{value}`")).collect();
            format!(" (where `{key}` is {})", values.join(" or "))
        }
        Some(Condition { key, .. }) => format!(" (where `{key}` is there)"),
    }
}

fn voice(voice: Option<Voice>) -> &'static str {
    if voice == Some(Voice::Resident) { " *The resident's own words.*" } else { "" }
}

fn title(schema: &Value) -> &str {
    schema["title"].as_str().unwrap_or_default()
}

fn description(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

/// A full example of each kind, in the worked example.
fn example(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Settings => return None,
        Kind::Referral => "residents/R-0142/referral.md",
        Kind::Assessment => "residents/R-0142/assessment.md",
        Kind::SupportPlan => "residents/R-0142/plan.md",
        Kind::SafetyPlan => "residents/R-0142/safety-plan.md",
        Kind::WeeklyReview => "residents/R-0142/weekly/2026-W46.md",
        Kind::FormalReview => "residents/R-0142/formal/2026-10-26.md",
        Kind::Incident => "residents/R-0142/incidents/2026-09-15-1.md",
        Kind::TeamReflection => "team/reflections/2026-11-13.md",
        Kind::PlanAudit => "team/audits/2026-11-11.md",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Place;

    #[test]
    fn every_kind_is_described_and_has_an_example() {
        let text = markdown();
        for kind in Kind::ALL {
            assert!(text.contains(&format!("\n## {}\n", title(&Schema::of(*kind).json))));
            if let Some(path) = example(*kind) {
                assert_eq!(Place::of(path).map(|place| place.kind), Some(*kind));
                let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
                assert!(crate::service::store::exists(&root.join("examples/service").join(path)), "{path}");
            }
        }
    }
}

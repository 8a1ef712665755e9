//! What is known of each kind of finding, for `explain`.

mod given;
mod page;

use std::fmt::Write as _;

use serde::Serialize;

use self::given::{Given, examples};
use super::as_json;
use crate::check::format::{FAULTS, Fault};
use crate::check::rules::{self, Changed, Example, OptionKind, RULES, RuleOption};
use crate::finding::Code;
use crate::text::wrapped;

pub use self::page::rules_as_markdown;

#[derive(Serialize)]
struct Table {
    version: u32,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    meaning: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    judgement: Option<Judgement>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    fault: Option<Explained>,
}

/// What is told of a fault of format.
#[derive(Serialize)]
struct Explained {
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bad: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    good: Option<[&'static str; 1]>,
}

/// What a rule of judgement says of itself.
#[derive(Serialize)]
struct Judgement {
    checks: &'static str,
    why: &'static str,
    source: &'static str,
    options: Vec<OptionEntry>,
    bad: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bad_given: Vec<String>,
    good: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    good_given: Vec<String>,
}

/// What a service can set about a rule.
#[derive(Serialize)]
struct OptionEntry {
    name: &'static str,
    meaning: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
}

impl OptionEntry {
    fn of(option: &RuleOption) -> Self {
        let (name, meaning) = (option.name, option.meaning);
        match option.kind {
            OptionKind::Number { default, least, most } => {
                let (default, least, most) = (Some(default), Some(least), Some(most));
                Self { name, meaning, default, least, most, words: Vec::new() }
            }
            OptionKind::Words(words) => Self { name, meaning, default: None, least: None, most: None, words: words() },
        }
    }

    /// What it may be, for people.
    fn choice(&self) -> String {
        match (self.default, self.least, self.most) {
            (Some(default), Some(least), Some(most)) => {
                format!("a number from {least} to {most}; {default}, where nothing is set")
            }
            _ => format!("a list of any of: {}", self.words.join(", ")),
        }
    }
}

impl Judgement {
    fn of(code: Code) -> Option<Self> {
        let rule = RULES.iter().find(|rule| rule.code == code)?;
        let words = |example: &Example| match example.changes {
            [] => vec![example.file],
            changes => changes.iter().map(|(_, with)| *with).collect(),
        };
        let options = rule.options.iter().map(OptionEntry::of).collect();
        let [bad_given, good_given] = examples(rule).map(|(_, _, given)| given.iter().map(Given::whole).collect());
        let (bad, good) = (words(&rule.bad), words(&rule.good));
        Some(Self {
            checks: rule.checks,
            why: rule.why,
            source: rule.source,
            options,
            bad,
            bad_given,
            good,
            good_given,
        })
    }
}

/// Where an example stands.
fn example_place(example: &Example) -> String {
    match example.changes {
        [] if !example.file.ends_with(".md") => "a file at this path".to_owned(),
        [] => format!("{} of the worked example as it is", example.file),
        _ => format!("in {}", example.file),
    }
}

/// The lines of an example, as the file has them. What a bad one is about stands between `«` and `»`.
fn example_lines(example: &Example) -> Vec<&'static str> {
    match example.changes {
        [] if !example.file.ends_with(".md") => vec![example.file],
        changes => changed_lines(changes),
    }
}

/// The lines that changes put into a file, with a mark between those that stand apart.
fn changed_lines(changes: Changed) -> Vec<&'static str> {
    let parts = changes.iter().map(|(_, with)| with.trim_matches('\n')).filter(|part| !part.trim().is_empty());
    parts.enumerate().flat_map(|(at, part)| (at > 0).then_some("…").into_iter().chain(part.lines())).collect()
}

/// All that is known of these kinds, as an object with `rules`.
///
/// # Errors
/// It cannot be written as JSON.
pub fn rules_as_json(codes: &[Code]) -> anyhow::Result<String> {
    let rule = |code: &Code| Rule {
        code: code.number(),
        name: code.name(),
        level: code.severity().word(),
        meaning: code.meaning(),
        judgement: Judgement::of(*code),
        fault: fault_of(*code).map(|fault| Explained {
            why: fault.why,
            bad: fault.example.as_ref().map(|example| [example.bad.trim_end_matches('\n')]),
            good: fault.example.as_ref().map(|example| [example.good.trim_end_matches('\n')]),
        }),
    };
    as_json(&Table { version: 1, rules: codes.iter().map(rule).collect() })
}

/// All that is known of these kinds, for people, in lines of at most `width` columns.
pub fn rules_in_full(codes: &[Code], width: usize) -> String {
    let mut text = String::new();
    for (at, code) in codes.iter().enumerate() {
        let gap = if at > 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}{} {} ({})\n", code.number(), code.name(), code.severity().word());
        paragraph(&mut text, code.meaning(), width);
        if let Some(rule) = RULES.iter().find(|rule| rule.code == *code) {
            judgement(&mut text, rule, width);
        }
        if let Some(fault) = fault_of(*code) {
            explained(&mut text, fault, width);
        }
    }
    text
}

fn fault_of(code: Code) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.code == code)
}

/// What is told of a fault of format.
fn explained(text: &mut String, fault: &Fault, width: usize) {
    text.push('\n');
    paragraph(text, &format!("Why: {}", fault.why), width);
    let Some(example) = &fault.example else { return };
    for (title, lines) in [("Found", example.bad), ("Fine", example.good)] {
        let _ = writeln!(text, "\n  {title}, in {}:\n", example.file);
        lines.lines().for_each(|line| _ = writeln!(text, "    {}", line.replace('\t', "→   ")));
    }
}

/// What a rule of judgement says of itself.
fn judgement(text: &mut String, rule: &rules::Rule, width: usize) {
    paragraph(text, rule.checks, width);
    text.push('\n');
    paragraph(text, &format!("Why: {}", rule.why), width);
    for (title, example, given) in examples(rule) {
        let marks = if title == "Found" && !example.changes.is_empty() { ", between « and »" } else { "" };
        let lines = example_lines(example);
        let end = if lines.is_empty() { "." } else { ":\n" };
        let _ = writeln!(text, "\n  {title}, {}{marks}{end}", example_place(example));
        lines.iter().for_each(|line| _ = writeln!(text, "    {line}"));
        for given in given {
            text.push('\n');
            paragraph(text, &given.words, width);
            let gap = if given.lines.is_empty() { "" } else { "\n" };
            text.push_str(gap);
            given.lines.iter().for_each(|line| _ = writeln!(text, "    {line}"));
        }
    }
    for option in rule.options.iter().map(OptionEntry::of) {
        let _ = writeln!(text, "\n  Option `{}`, under `rule_options` and {}:\n", option.name, rule.code.number());
        paragraph(text, &format!("{} It is {}.", option.meaning, option.choice()), width);
    }
    text.push('\n');
    paragraph(text, &format!("Source: {}", rule.source), width);
}

fn paragraph(text: &mut String, words: &str, width: usize) {
    wrapped(words, width.saturating_sub(2).clamp(20, 98)).iter().for_each(|line| _ = writeln!(text, "  {line}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_the_table() {
        let table: serde_json::Value = serde_json::from_str(&rules_as_json(Code::ALL).expect("written")).expect("JSON");
        let rules = table["rules"].as_array().expect("a list");
        assert_eq!(rules.len(), Code::ALL.len());
        let of = |code: &str| rules.iter().find(|rule| rule["code"] == code).expect("a rule");
        assert_eq!((&of("F001")["name"], &of("F001")["level"]), (&"not-utf-8".into(), &"error".into()));
        let full = rules_in_full(Code::ALL, 400);
        assert!(RULES.iter().all(|rule| full.contains(&wrapped(rule.why, 60)[0][..40])));
        assert!(full.lines().all(|line| line.chars().count() <= 130));
        assert!(full.contains("Option `apart`") && full.contains("commissioned_hours: «9»"));
        assert!(of("N001")["why"].as_str().is_some_and(|why| why.ends_with('.')));
        assert!(of("F034")["bad"][0].as_str().is_some_and(|bad| bad.contains("13/07/2026")));
    }
}

//! What is known of each kind of finding, for `explain`.

use serde::Serialize;

use super::as_json;
use crate::check::rules::{Example, OptionKind, RULES, RuleOption};
use crate::finding::Code;

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
}

/// What a rule of judgement says of itself.
#[derive(Serialize)]
struct Judgement {
    checks: &'static str,
    why: &'static str,
    source: &'static str,
    options: Vec<OptionEntry>,
    bad: Vec<&'static str>,
    good: Vec<&'static str>,
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
        let words = |example: &Example| example.changes.iter().map(|(_, with)| *with).collect();
        let options = rule.options.iter().map(OptionEntry::of).collect();
        let (bad, good) = (words(&rule.bad), words(&rule.good));
        Some(Self { checks: rule.checks, why: rule.why, source: rule.source, options, bad, good })
    }
}

impl Judgement {
    fn in_full(&self) -> String {
        let Self { checks, why, source, options, bad, good } = self;
        let mut text = format!("    {checks}\n    Why: {why}\n    Source: {source}\n");
        for (title, parts) in [("Not so", bad), ("But so", good)] {
            for part in parts.iter().filter(|part| !part.trim().is_empty()) {
                let lines: String = part.trim_end().lines().map(|line| format!("        {line}\n")).collect();
                text.push_str(&format!("    {title}:\n{lines}"));
            }
        }
        for option in options {
            let (name, meaning, choice) = (option.name, option.meaning, option.choice());
            text.push_str(&format!("    Option {name}: {meaning}\n        {choice}\n"));
        }
        text
    }
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
    };
    as_json(&Table { version: 1, rules: codes.iter().map(rule).collect() })
}

/// All that is known of these kinds, for people.
pub fn rules_in_full(codes: &[Code]) -> String {
    let rule = |code: &Code| {
        let (number, name, level) = (code.number(), code.name(), code.severity().word());
        let more = Judgement::of(*code).as_ref().map_or_else(String::new, Judgement::in_full);
        format!("{number} {name}\n    level: {level}\n    {}\n{more}", code.meaning())
    };
    codes.iter().map(rule).collect()
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
        let full = rules_in_full(Code::ALL);
        assert!(RULES.iter().all(|rule| full.contains(rule.why) && full.contains(rule.checks)));
        assert!(full.contains("Option apart: ") && full.contains("commissioned_hours: «9»"));
        assert!(of("N001")["why"].as_str().is_some_and(|why| why.ends_with('.')) && of("F001").get("why").is_none());
    }
}

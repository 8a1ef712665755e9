//! What is known of each kind of finding, for `explain`.

use serde::Serialize;

use super::as_json;
use crate::check::rules::RULES;
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
}

impl Judgement {
    fn of(code: Code) -> Option<Self> {
        let rule = RULES.iter().find(|rule| rule.code == code)?;
        Some(Self { checks: rule.checks, why: rule.why, source: rule.source })
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
        let more = Judgement::of(*code).map_or_else(String::new, |Judgement { checks, why, source }| {
            format!("    {checks}\n    Why: {why}\n    Source: {source}\n")
        });
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
        assert_eq!((&rules[0]["code"], &rules[0]["level"]), (&"F001".into(), &"error".into()));
        assert_eq!(rules_in_full(Code::ALL).lines().count(), 3 * Code::ALL.len() + 3 * RULES.len());
        let phone = rules.iter().find(|rule| rule["code"] == "N001").expect("a rule");
        assert!(phone["why"].as_str().is_some_and(|why| why.ends_with('.')) && rules[0].get("why").is_none());
    }
}

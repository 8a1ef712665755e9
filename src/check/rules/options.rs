//! What a service can set about a rule, under `rule_options` in its settings.

use crate::check::Context;
use crate::finding::Code;

/// Something about a rule that a service can set otherwise.
#[derive(Debug)]
pub struct RuleOption {
    /// The key under the rule's code.
    pub name: &'static str,
    /// What it sets, as one sentence.
    pub meaning: &'static str,
    /// What it may be, and what it is where the settings say nothing.
    pub kind: OptionKind,
}

/// What an option may be.
#[derive(Debug)]
pub enum OptionKind {
    /// A number.
    Number {
        /// Where the settings say nothing.
        default: f64,
        /// The least that it may be.
        least: f64,
        /// The most that it may be.
        most: f64,
    },
    /// A list of words from among these; empty where the settings say nothing.
    Words(fn() -> Vec<&'static str>),
}

impl RuleOption {
    /// The number that the option of the rule with this code is; zero for an option that is none.
    pub(super) fn number(&self, code: Code, context: &Context) -> f64 {
        let OptionKind::Number { default, least, most } = self.kind else { return 0.0 };
        let set = context.settings.rule_option(code.number(), self.name).and_then(serde_json::Value::as_f64);
        set.filter(|number| (least..=most).contains(number)).unwrap_or(default)
    }

    /// The words that the option of the rule with this code lists.
    pub(super) fn words<'c>(&self, code: Code, context: &'c Context) -> Vec<&'c str> {
        let set = context.settings.rule_option(code.number(), self.name).and_then(serde_json::Value::as_array);
        set.into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
    }
}

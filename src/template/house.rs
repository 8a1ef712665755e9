//! What a service sets of how its pages look, without a template of its own: its logo, and its words for what stands on them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::FILES;
use crate::record::Wording;

/// What a service sets of how its pages look.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// Its words for headings and labels, those of pages among them.
    pub wording: Wording,
    /// Its logo, as an address that holds the whole picture.
    pub logo: Option<String>,
}

/// The words of the project's pages that a service may put its own in the place of: each that a template of a page gives to the filter `label`.
pub fn labels() -> &'static BTreeSet<&'static str> {
    static LABELS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let given = Regex::new(r#""([^"]+)" \| label"#).into_iter();
        let pages = || FILES.iter().filter(|(name, _)| name.starts_with("page/"));
        given.flat_map(|given| pages().flat_map(move |(_, text)| found(&given, text))).collect()
    });
    &LABELS
}

fn found(given: &Regex, text: &'static str) -> Vec<&'static str> {
    given.captures_iter(text).filter_map(|found| found.get(1)).map(|found| found.as_str()).collect()
}

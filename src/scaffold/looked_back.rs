//! What checking the whole service has shown, by kind and resident: what a team looks back on. Counts and references, and no word of a record.

use std::collections::BTreeMap;

use crate::check::{Checkup, rules};
use crate::finding::{Code, Finding, Severity};
use crate::record::Place;

/// How often each kind was found with whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedBack {
    found: BTreeMap<Code, BTreeMap<Whose, usize>>,
    /// How often each term was found that makes a person smaller.
    terms: BTreeMap<&'static str, usize>,
}

/// Whose records something was found in: a resident's, or the team's.
type Whose = Option<String>;

impl LookedBack {
    /// What was found in these files.
    pub fn on(checkups: &[Checkup]) -> Self {
        let mut back = Self::default();
        for checkup in checkups {
            let whose = Place::of(&checkup.path).and_then(|place| place.resident().map(str::to_owned));
            checkup.findings.iter().for_each(|finding| back.add(&whose, finding));
        }
        back
    }

    fn add(&mut self, whose: &Whose, finding: &Finding) {
        *self.found.entry(finding.code).or_default().entry(whose.clone()).or_default() += 1;
        if let Some(term) = rules::term(finding) {
            *self.terms.entry(term).or_default() += 1;
        }
    }

    /// The same, with what `other` has seen.
    pub fn merged(mut self, other: Self) -> Self {
        for (code, found) in other.found {
            for (whose, times) in found {
                *self.found.entry(code).or_default().entry(whose).or_default() += times;
            }
        }
        for (term, times) in other.terms {
            *self.terms.entry(term).or_default() += times;
        }
        self
    }

    /// The same, with what is for information left out.
    pub(super) fn judged(&self) -> impl Iterator<Item = (Code, &BTreeMap<Whose, usize>)> {
        self.found.iter().filter(|(code, _)| code.severity() > Severity::Info).map(|(code, found)| (*code, found))
    }

    /// A line for each of these kinds that was found: what it means, its code, and how often it was found with whom.
    pub(super) fn lines(&self, codes: &[Code]) -> Vec<String> {
        let found = codes.iter().filter_map(|code| Some((code, self.found.get(code)?)));
        found.map(|(code, found)| format!("{} {}: {}", code.number(), meaning(*code), counted(found))).collect()
    }

    /// The terms that were found, the most frequent first, each with how often.
    pub(super) fn terms(&self) -> Option<String> {
        let mut terms: Vec<_> = self.terms.iter().collect();
        terms.sort_by_key(|(term, times)| (std::cmp::Reverse(**times), **term));
        let terms: Vec<_> =
            terms.into_iter().map(|(term, times)| format!("\"{}\" {times}", term.replace('-', " "))).collect();
        (!terms.is_empty()).then(|| terms.join(", "))
    }

    /// Whether any of these kinds was found.
    pub(super) fn has(&self, codes: &[Code]) -> bool {
        codes.iter().any(|code| self.found.contains_key(code))
    }

    /// The residents with whom any of these kinds was found.
    pub(super) fn residents(&self, codes: &[Code]) -> Vec<String> {
        let found = codes.iter().filter_map(|code| self.found.get(code)).flat_map(BTreeMap::keys).flatten();
        found.cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }
}

/// What a kind means, as the beginning of a line that goes on.
fn meaning(code: Code) -> &'static str {
    code.meaning().trim_end_matches('.')
}

/// `R-0117, R-0142 (3 times), the team`.
fn counted(found: &BTreeMap<Whose, usize>) -> String {
    let one = |(whose, times): (&Whose, &usize)| {
        let whose = whose.as_deref().unwrap_or("the team");
        match times {
            1 => whose.to_owned(),
            times => format!("{whose} ({times} times)"),
        }
    };
    // The team comes last.
    let residents = found.iter().filter(|(whose, _)| whose.is_some());
    let team = found.iter().filter(|(whose, _)| whose.is_none());
    residents.chain(team).map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn checkup(path: &str, codes: &[Code]) -> Checkup {
        let finding = |code: &Code| Finding::new(*code, Span::empty(0), "x", "X.").quoting("a word of the record");
        let findings = codes.iter().map(finding).collect();
        Checkup { path: path.to_owned(), text: String::new(), findings, record: None }
    }

    #[test]
    fn what_was_found_is_counted_by_kind_and_resident_and_quoted_nowhere() {
        let one = LookedBack::on(&[checkup("residents/R-0142/plan.md", &[Code::SteadyHelp, Code::SteadyHelp])]);
        let other = LookedBack::on(&[
            checkup("residents/R-0117/plan.md", &[Code::SteadyHelp]),
            checkup("team/audits/2026-11-11.md", &[Code::AuditOverdue, Code::SteadyHelp]),
        ]);
        let back = one.merged(other);
        let lines = back.lines(&[Code::SteadyHelp, Code::UnmovedOutcome]);
        let line = "D006 The help for an outcome that aims at progress does not become less: R-0117, R-0142 (2 times), the team";
        assert_eq!(lines, [line]);
        assert_eq!(back.residents(&[Code::SteadyHelp]), ["R-0117", "R-0142"]);
        assert_eq!(back.judged().map(|(code, _)| code).collect::<Vec<_>>(), [Code::SteadyHelp]);
    }
}

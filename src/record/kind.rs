//! The kinds of record and where each lies in a service's folder.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A kind of file that the format knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The service's settings, `supportplan.yaml`; YAML as a whole, with no text below.
    Settings,
    /// Where the resident came from.
    Referral,
    /// What was learnt with the resident before or on moving in.
    Assessment,
    /// The live support plan.
    SupportPlan,
    /// The live safety plan.
    SafetyPlan,
    /// One week's look at the plan.
    WeeklyReview,
    /// The review that the resident signs.
    FormalReview,
    /// Something that happened, and what was learnt.
    Incident,
    /// The team's look at itself.
    TeamReflection,
    /// A look at a sample of plans.
    PlanAudit,
}

impl Kind {
    /// Every kind, in the order in which people read them.
    pub const ALL: &[Kind] = &[
        Kind::Settings,
        Kind::Referral,
        Kind::Assessment,
        Kind::SupportPlan,
        Kind::SafetyPlan,
        Kind::WeeklyReview,
        Kind::FormalReview,
        Kind::Incident,
        Kind::TeamReflection,
        Kind::PlanAudit,
    ];

    /// The kind's name in front matter and in the names of schema files and templates.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Settings => "settings",
            Kind::Referral => "referral",
            Kind::Assessment => "assessment",
            Kind::SupportPlan => "support-plan",
            Kind::SafetyPlan => "safety-plan",
            Kind::WeeklyReview => "weekly-review",
            Kind::FormalReview => "formal-review",
            Kind::Incident => "incident",
            Kind::TeamReflection => "team-reflection",
            Kind::PlanAudit => "plan-audit",
        }
    }

    /// The kind's name in a sentence.
    pub fn words(self) -> String {
        self.name().replace('-', " ")
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Where a record of the kind lies, with a `{key}` for each value of the record that the path repeats.
    pub fn pattern(self) -> &'static str {
        match self {
            Kind::Settings => "supportplan.yaml",
            Kind::Referral => "residents/{resident}/referral.md",
            Kind::Assessment => "residents/{resident}/assessment.md",
            Kind::SupportPlan => "residents/{resident}/plan.md",
            Kind::SafetyPlan => "residents/{resident}/safety-plan.md",
            Kind::WeeklyReview => "residents/{resident}/weekly/{week}.md",
            Kind::FormalReview => "residents/{resident}/formal/{prepared}.md",
            Kind::Incident => "residents/{resident}/incidents/{date}-{n}.md",
            Kind::TeamReflection => "team/reflections/{date}.md",
            Kind::PlanAudit => "team/audits/{date}.md",
        }
    }

    /// Whether `path` begins and ends as its pattern does. That tells most kinds apart.
    fn may_lie_at(self, path: &str) -> bool {
        let pattern = self.pattern();
        let (begin, name) = (pattern.find('{').unwrap_or(pattern.len()), pattern.rfind('/').map_or(0, |at| at + 1));
        path.starts_with(&pattern[..begin]) && (pattern[name..].contains('{') || path.ends_with(&pattern[name..]))
    }
}

/// Where a file lies, read off its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The kind that belongs there.
    pub kind: Kind,
    /// The values that the path repeats, by the record's key; a file's own number among them as `n`.
    pub values: BTreeMap<&'static str, String>,
}

impl Place {
    /// The place of `path`, which is relative to the service's folder and written with `/`.
    pub fn of(path: &str) -> Option<Place> {
        Kind::ALL.iter().filter(|kind| kind.may_lie_at(path)).find_map(|kind| {
            let mut values = BTreeMap::new();
            matches(kind.pattern(), path, &mut values).then_some(Place { kind: *kind, values })
        })
    }

    /// The path of a record of `kind` with these values.
    pub fn path(kind: Kind, values: &[(&str, &str)]) -> String {
        values.iter().fold(kind.pattern().to_owned(), |path, (key, value)| path.replace(&format!("{{{key}}}"), value))
    }

    /// The resident whose folder it is.
    pub fn resident(&self) -> Option<&str> {
        self.values.get("resident").map(String::as_str)
    }
}

/// Matches `path` against a pattern, the longest value first.
fn matches(pattern: &'static str, path: &str, values: &mut BTreeMap<&'static str, String>) -> bool {
    let Some(open) = pattern.find('{') else { return pattern == path };
    let Some(rest) = path.strip_prefix(&pattern[..open]) else { return false };
    let Some(close) = pattern.find('}') else { return false };
    let (key, behind) = (&pattern[open + 1..close], &pattern[close + 1..]);
    let longest = rest.find('/').unwrap_or(rest.len());
    for length in (1..=longest).rev().filter(|length| rest.is_char_boundary(*length)) {
        // A file's own number is a number.
        if key == "n" && !rest[..length].bytes().all(|c| c.is_ascii_digit()) {
            continue;
        }
        if matches(behind, &rest[length..], values) {
            values.insert(key, rest[..length].to_owned());
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_their_kind_and_values() {
        let place = Place::of("residents/R-0142/incidents/2026-11-03-12.md").expect("a place");
        assert_eq!((place.kind, place.resident()), (Kind::Incident, Some("R-0142")));
        assert_eq!(place.values["date"], "2026-11-03");
        assert_eq!(place.values["n"], "12");
        assert_eq!(Place::of("team/audits/2026-11-03.md").map(|p| p.kind), Some(Kind::PlanAudit));
        assert_eq!(Place::of("residents/R-0142/incidents/2026-11-03-fall.md"), None);
        assert_eq!(Place::of("residents/R-0142/notes.md"), None);
        assert_eq!(Place::of("residents/R-0142/weekly/x/y.md"), None);
    }

    #[test]
    fn a_path_made_from_values_leads_back() {
        for kind in Kind::ALL {
            let values = [
                ("resident", "R-0142"),
                ("week", "2026-W47"),
                ("prepared", "2026-11-20"),
                ("date", "2026-11-20"),
                ("n", "1"),
            ];
            let path = Place::path(*kind, &values);
            assert_eq!(Place::of(&path).map(|place| place.kind), Some(*kind), "{path}");
        }
    }
}

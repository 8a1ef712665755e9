//! The service's settings, from `supportplan.yaml`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::outline::Wording;
use crate::finding::Severity;

/// The service's settings, with the format's defaults where the file says nothing.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// The name of the service.
    pub service: String,
    /// Everyone who writes records, or has written one.
    pub staff: Vec<Staff>,
    /// The service's own levels of help, and its names for the six that every service has.
    #[serde(default)]
    levels_of_help: Vec<OwnLevel>,
    /// When things are due.
    #[serde(default)]
    pub intervals: Intervals,
    /// The severity of findings, by code; none switches one off.
    #[serde(default)]
    rules: BTreeMap<String, String>,
    /// What is set about rules, by code and name.
    #[serde(default)]
    rule_options: BTreeMap<String, serde_json::Value>,
    /// What keeps a record out of git.
    #[serde(default)]
    save: Save,
    /// What is taken as a scan.
    #[serde(default)]
    scans: Scans,
    /// What `verify` asks for.
    #[serde(default)]
    verify: Verify,
    /// How long records are kept.
    #[serde(default)]
    retention: Retention,
    /// The path of the picture at the head of pages.
    pub logo: Option<String>,
    #[serde(default)]
    wording: BTreeMap<String, String>,
    #[serde(default)]
    own_sections: BTreeMap<String, Vec<String>>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Staff {
    /// The id that records name them by.
    pub id: String,
    /// The name that stands on pages and in the history.
    pub name: String,
    /// The address that git knows them by.
    pub email: String,
    /// Their last day at the service.
    pub left: Option<NaiveDate>,
}

#[derive(Debug, Clone, Deserialize)]
struct OwnLevel {
    id: String,
    label: String,
    after: Option<String>,
}

/// When things are due, in months.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub struct Intervals {
    /// After the last formal review, or after moving in: when the next opens.
    pub formal_opens_months: u32,
    /// After the last formal review, or after moving in: from when the next is overdue.
    pub formal_overdue_months: u32,
    /// Between team reflections.
    pub reflection_months: u32,
}

impl Default for Intervals {
    fn default() -> Self {
        Self { formal_opens_months: 3, formal_overdue_months: 4, reflection_months: 1 }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Save {
    stop_at: Option<Severity>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
struct Scans {
    most_mib: usize,
}

impl Default for Scans {
    fn default() -> Self {
        Self { most_mib: 20 }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Verify {
    signatures: Option<Signatures>,
    since: Option<NaiveDate>,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Retention {
    years_after_leaving: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Signatures {
    None,
    Required,
}

/// A level of help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Its permanent id.
    pub id: String,
    /// The name that stands on pages.
    pub label: String,
}

/// The levels of help that every service has, most help first.
pub const LEVELS: [(&str, &str); 6] = [
    ("full", "Staff do it"),
    ("hands-on", "Side by side"),
    ("coaching", "Coaching"),
    ("prompts", "Prompts"),
    ("watchful", "Staff nearby"),
    ("independent", "Independent"),
];

impl Settings {
    /// The levels of help, most help first.
    pub fn levels(&self) -> Vec<Level> {
        let common = LEVELS.iter().map(|(id, label)| Level { id: (*id).to_owned(), label: (*label).to_owned() });
        let mut levels: Vec<Level> = common.collect();
        for own in &self.levels_of_help {
            let level = Level { id: own.id.clone(), label: own.label.clone() };
            match levels.iter().position(|known| known.id == own.id) {
                Some(at) => levels[at] = level,
                None => {
                    let after = own.after.as_ref().and_then(|after| levels.iter().position(|known| known.id == *after));
                    levels.insert(after.map_or(levels.len(), |at| at + 1), level);
                }
            }
        }
        levels
    }

    /// The member of staff with this id.
    pub fn staff(&self, id: &str) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.id == id)
    }

    /// The member of staff whom git knows by this address.
    pub fn staff_by_email(&self, email: &str) -> Option<&Staff> {
        self.staff.iter().find(|staff| staff.email.eq_ignore_ascii_case(email))
    }

    /// The name that stands on pages for a staff id; the id itself where the settings do not list it.
    pub fn staff_name<'s>(&'s self, id: &'s str) -> &'s str {
        self.staff(id).map_or(id, |staff| &staff.name)
    }

    /// The service's own wording.
    pub fn wording(&self) -> Wording {
        Wording::new(
            self.wording.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())),
            self.own_sections.iter().map(|(kind, headings)| (kind.as_str(), headings.as_slice())),
        )
    }

    /// What the service calls headings and labels, and the headings of its own sections.
    pub fn own_words(&self) -> impl Iterator<Item = &str> {
        self.wording.values().chain(self.own_sections.values().flatten()).map(String::as_str)
    }

    /// The severity that the settings give a code: the outer none where they say nothing, the inner where it is off.
    pub fn level_of(&self, code: &str) -> Option<Option<Severity>> {
        self.rules.get(code).map(|level| match level.as_str() {
            "info" => Some(Severity::Info),
            "warning" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            _ => None,
        })
    }

    /// What the settings say of the option `name` of the rule with this code.
    pub fn rule_option(&self, code: &str, name: &str) -> Option<&serde_json::Value> {
        self.rule_options.get(code)?.get(name)
    }

    /// From which day on every save must bear a good signature: the outer none where none has to, the inner where all have.
    pub fn signed_since(&self) -> Option<Option<NaiveDate>> {
        (self.verify.signatures == Some(Signatures::Required)).then_some(self.verify.since)
    }

    /// The largest scan that is taken, in MiB.
    pub fn largest_scan(&self) -> usize {
        self.scans.most_mib
    }

    /// How many years after leaving a resident's records are kept; none where the settings do not say it.
    pub fn years_kept(&self) -> Option<u32> {
        // What `check` names as an error is not used.
        self.retention.years_after_leaving.filter(|years| (1..=100).contains(years))
    }

    /// The severity from which a finding keeps a record out of git.
    pub fn stop_at(&self) -> Severity {
        self.save.stop_at.unwrap_or(Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_asked_for_only_where_the_settings_say_so() {
        let since = |verify: serde_json::Value| {
            let settings = serde_json::json!({"service": "S", "staff": [], "verify": verify});
            serde_json::from_value::<Settings>(settings).expect("settings").signed_since()
        };
        assert_eq!(since(serde_json::json!({})), None);
        assert_eq!(since(serde_json::json!({"signatures": "none", "since": "2026-11-20"})), None);
        assert_eq!(since(serde_json::json!({"signatures": "required"})), Some(None));
        let day = NaiveDate::from_ymd_opt(2026, 11, 20);
        assert_eq!(since(serde_json::json!({"signatures": "required", "since": "2026-11-20"})), Some(day));
    }

    #[test]
    fn own_levels_take_their_place_and_the_six_keep_theirs() {
        let settings: Settings = serde_json::from_value(serde_json::json!({
            "service": "S", "staff": [],
            "levels_of_help": [{"id": "prompts", "label": "Reminders"}, {"id": "phone-call", "label": "A call", "after": "prompts"}],
        }))
        .expect("settings");
        let levels = settings.levels();
        let ids: Vec<_> = levels.iter().map(|level| level.id.as_str()).collect();
        assert_eq!(ids, ["full", "hands-on", "coaching", "prompts", "phone-call", "watchful", "independent"]);
        assert_eq!(levels[3].label, "Reminders");
    }
}

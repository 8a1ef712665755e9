//! What the settings' schema cannot say.

use std::collections::{BTreeMap, BTreeSet};

use super::nearest::{nearest, one_of};
use super::rules::{OptionKind, RULES, RuleOption};
use crate::finding::{Code, Finding, Severity};
use crate::record::schema::ItemsSpec;
use crate::record::settings::{Intervals, LEVELS};
use crate::record::yaml::{Entry, Node, Yaml};
use crate::record::{Kind, Record, Schema, slug};
use crate::template;
use crate::text::Span;

/// Faults within the settings.
pub(super) fn check(record: &Record) -> Vec<Finding> {
    let root = &record.front.root;
    let mut findings = Vec::new();
    findings.extend(repeated(root, "staff", "id", "another member of staff has the same id"));
    findings.extend(repeated(root, "staff", "email", "another member of staff has the same e-mail address"));
    findings.extend(repeated(root, "levels_of_help", "id", "this level stands here twice"));
    findings.extend(levels(root));
    let codes = crate::finding::Code::ALL.iter().map(|code| code.number());
    let codes: Vec<_> = codes.collect();
    for entry in entries(root, "rules") {
        match Code::ALL.iter().find(|code| code.number() == entry.key) {
            None => findings.extend(unknown_key(entry, &codes, "a finding's code")),
            Some(code) if code.severity() == Severity::Error => findings.push(Finding::new(
                Code::BadValue,
                entry.key_span,
                "this is a fault of format, which is always an error",
                "Take this line out. Only findings that are a matter of judgement have a level of their own.",
            )),
            Some(_) => {}
        }
    }
    for entry in entries(root, "rule_options") {
        findings.extend(rule_options(entry));
    }
    let words = all_wording();
    findings.extend(ambiguous_wording(root, &words));
    findings.extend(pointed_numbers(root));
    findings.extend(closed_before_open(record));
    let slugs: Vec<_> = words.iter().map(String::as_str).collect();
    for entry in entries(root, "wording").iter().filter(|entry| !words.contains(&slug(&entry.key))) {
        findings.extend(unknown_key(entry, &slugs, "a heading or label of the format or of its pages"));
    }
    let kinds: Vec<_> = Kind::ALL.iter().filter(|kind| **kind != Kind::Settings).map(|kind| kind.name()).collect();
    for entry in entries(root, "own_sections") {
        findings.extend(unknown_key(entry, &kinds, "a kind of record"));
    }
    findings
}

/// Applies the levels of the settings' own `rules` to what was found in them.
pub(super) fn apply_rules(record: &Record, findings: &mut Vec<Finding>) {
    let rules = entries(&record.front.root, "rules");
    findings.retain_mut(|finding| {
        let rule = rules.iter().find(|entry| entry.key == finding.code.number());
        let level = rule.and_then(|entry| entry.value.text()).filter(|_| finding.code.severity() != Severity::Error);
        match level {
            Some("off") => return false,
            Some("info") => finding.severity = Severity::Info,
            Some("warning") => finding.severity = Severity::Warning,
            Some("error") => finding.severity = Severity::Error,
            _ => {}
        }
        true
    });
}

/// Whole numbers that are written with a point, which the schema takes and the settings do not.
fn pointed_numbers(root: &Node) -> Vec<Finding> {
    let pointed = |entry: &&Entry| entry.value.text().is_some_and(|text| text.contains('.'));
    let finding = |entry: &Entry| {
        let message = format!("`{}` should be a whole number", entry.key);
        Finding::new(Code::WrongType, entry.value.span, message, "Write it without a point.")
    };
    let whole =
        |entry: &&Entry| entry.value.text().is_some_and(|text| text.parse::<f64>().is_ok_and(|n| n.fract() == 0.0));
    let parts = ["intervals", "retention"].into_iter().flat_map(|part| entries(root, part));
    let entries = parts.filter(|entry| !entry.key.starts_with("x-"));
    entries.filter(pointed).filter(whole).map(finding).collect()
}

/// A formal review that is overdue before it can be held.
fn closed_before_open(record: &Record) -> Option<Finding> {
    let set = |key: &str| record.values.get("intervals").and_then(|intervals| intervals.get(key)?.as_u64());
    let default = Intervals::default();
    let opens = set("formal_opens_months").unwrap_or(default.formal_opens_months.into());
    let overdue = set("formal_overdue_months").unwrap_or(default.formal_overdue_months.into());
    let keys = ["formal_overdue_months", "formal_opens_months"];
    let key = keys.into_iter().find(|key| set(key).is_some()).filter(|_| overdue < opens)?;
    let message =
        format!("a formal review would be overdue after {overdue} months, before it can be held after {opens}");
    let help = "Let `formal_overdue_months` be as many months as `formal_opens_months`, or more.";
    Some(Finding::new(Code::BadValue, record.span_of(&["intervals", key]), message, help))
}

/// What is wrong with the options that are set for one rule.
fn rule_options(entry: &Entry) -> Vec<Finding> {
    let with_options = || RULES.iter().filter(|rule| !rule.options.is_empty());
    let Some(rule) = with_options().find(|rule| rule.code.number() == entry.key) else {
        if Code::ALL.iter().any(|code| code.number() == entry.key) {
            let help = "Take it out. Its level can be set under `rules`, if it is a matter of judgement.";
            return vec![Finding::new(Code::UnknownKey, entry.key_span, "this rule has no options", help)];
        }
        let codes: Vec<_> = with_options().map(|rule| rule.code.number()).collect();
        return unknown_key(entry, &codes, "the code of a rule that has options").into_iter().collect();
    };
    let known: Vec<_> = rule.options.iter().map(|option| option.name).collect();
    let set = entry.value.entries().iter();
    set.flat_map(|entry| match rule.options.iter().find(|option| option.name == entry.key) {
        None => unknown_key(entry, &known, "an option of this rule").into_iter().collect(),
        Some(option) => option_value(option, &entry.value),
    })
    .collect()
}

/// What is wrong with the value that an option is given.
fn option_value(option: &RuleOption, node: &Node) -> Vec<Finding> {
    match option.kind {
        OptionKind::Number { least, most, .. } => {
            let number = node.text().and_then(|text| text.parse::<f64>().ok());
            let help = format!("Write a number from {least} to {most}.");
            let wrong = !number.is_some_and(|number| (least..=most).contains(&number));
            wrong
                .then(|| Finding::new(Code::BadValue, node.span, "this is not such a number", help))
                .into_iter()
                .collect()
        }
        OptionKind::Words(known) => {
            let known = known();
            let is_known = |node: &&Node| node.text().is_some_and(|text| known.contains(&text));
            let unknown = |node: &Node| {
                let meant = node.text().and_then(|text| nearest(text, known.iter().copied()));
                let message = match meant {
                    Some(meant) => format!("this is none of the rule's words; did you mean `{meant}`?"),
                    None => "this is none of the rule's words".to_owned(),
                };
                Finding::new(
                    Code::BadValue,
                    node.span,
                    message,
                    "`supportplan explain` with the rule's code lists them.",
                )
            };
            let Yaml::Sequence(items) = &node.value else {
                let message = "this should be a list";
                return vec![Finding::new(Code::WrongType, node.span, message, "Write it as [one, another].")];
            };
            items.iter().filter(|node| !is_known(node)).map(unknown).collect()
        }
    }
}

/// The service's wording must lead back to one heading or label of the format.
fn ambiguous_wording(root: &Node, words: &[String]) -> Vec<Finding> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut findings = Vec::new();
    for entry in entries(root, "wording").iter().filter(|entry| !entry.value.is_null() && !entry.key.starts_with("x-"))
    {
        let Some(shown) = entry.value.text().map(slug) else { continue };
        let message = if shown.is_empty() {
            "this has no letter or digit"
        } else if shown != slug(&entry.key) && words.contains(&shown) {
            "the format has another heading or label of these words"
        } else if seen.insert(shown) {
            continue;
        } else {
            "another heading or label is called the same"
        };
        findings.push(Finding::new(
            Code::BadValue,
            entry.value.span,
            message,
            "Choose words that stand for this one only.",
        ));
    }
    findings
}

fn entries<'n>(root: &'n Node, key: &str) -> &'n [Entry] {
    root.get(key).map(Node::entries).unwrap_or_default()
}

fn unknown_key(entry: &Entry, known: &[&str], what: &str) -> Option<Finding> {
    if known.contains(&entry.key.as_str()) || entry.key.starts_with("x-") {
        return None;
    }
    let message = match nearest(&slug(&entry.key), known.iter().copied())
        .or_else(|| nearest(&entry.key, known.iter().copied()))
    {
        Some(meant) => format!("this is not {what}; did you mean `{meant}`?"),
        None => format!("this is not {what}"),
    };
    let help = if known.len() < 12 {
        format!("Known are {}.", one_of(known.iter().copied()))
    } else {
        "Look it up in the format's reference.".to_owned()
    };
    Some(Finding::new(Code::UnknownKey, entry.key_span, message, help).quoting(&entry.key))
}

fn repeated(root: &Node, list: &str, key: &str, message: &str) -> Vec<Finding> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut findings = Vec::new();
    for node in root.get(list).map_or(&[][..], Node::items).iter().filter_map(|item| item.get(key)) {
        let Some(text) = node.text() else { continue };
        match seen.get(&text.to_lowercase()) {
            Some(first) => findings.push(
                Finding::new(Code::DuplicateId, node.span, message, "Give each one its own.")
                    .also_at(*first, "the first"),
            ),
            None => _ = seen.insert(text.to_lowercase(), node.span),
        }
    }
    findings
}

/// A level of the service's own says where it stands; the six that every service has stay where they are.
fn levels(root: &Node) -> Vec<Finding> {
    let items = root.get("levels_of_help").map_or(&[][..], Node::items);
    let mut known: Vec<&str> = LEVELS.iter().map(|(id, _)| *id).collect();
    let mut findings = Vec::new();
    for item in items {
        let Some(id) = item.get("id") else { continue };
        let common = LEVELS.iter().any(|(common, _)| Some(*common) == id.text());
        match item.get("after") {
            Some(after) if common => findings.push(Finding::new(
                Code::BadValue,
                after.span,
                "this level has its place already",
                "Take `after` out. The six levels that every service has keep their order.",
            )),
            None if !common => findings.push(Finding::new(
                Code::MissingKey,
                id.span,
                "`after` is missing: a level of your own says which level it follows",
                format!("Add `after:` with the level that gives more help: {}.", one_of(known.iter().copied())),
            )),
            Some(after) if !after.text().is_some_and(|after| known.contains(&after)) => findings.push(Finding::new(
                Code::UnknownLevel,
                after.span,
                "there is no such level before this one",
                format!("Write {}.", one_of(known.iter().copied())),
            )),
            _ => {}
        }
        known.extend(id.text());
    }
    findings
}

/// The slug of every heading and label of the format.
fn all_wording() -> Vec<String> {
    fn labels(items: &ItemsSpec, words: &mut Vec<String>) {
        words.extend(items.labels.iter().map(|label| label.slug.clone()));
        if let Some(inner) = &items.items {
            labels(inner, words);
        }
    }
    let mut words = Vec::new();
    for section in Kind::ALL.iter().flat_map(|kind| &Schema::of(*kind).body.sections) {
        words.push(section.slug.clone());
        if let Some(items) = &section.items {
            labels(items, &mut words);
        }
    }
    words.extend(template::labels().iter().map(|label| slug(label)));
    words
}

#[cfg(test)]
mod tests {
    use crate::record::{Place, Wording, read};

    /// The codes and places of what is found in settings that end so.
    fn found(end: &str) -> Vec<(&'static str, String)> {
        let start = "supportplan: 1\nservice: S\nstaff:\n  - {id: a, name: A, email: a@b.c}\n";
        let place = Place::of("supportplan.yaml").expect("a place");
        let reading = read("supportplan.yaml", place, format!("{start}{end}").into_bytes(), &Wording::default());
        let checkup = crate::check::settings(reading);
        let there = |finding: &crate::finding::Finding| finding.span.of(&checkup.text).to_owned();
        checkup.findings.iter().map(|finding| (finding.code.number(), there(finding))).collect()
    }

    #[test]
    fn wording_leads_back_to_one_part_only() {
        assert_eq!(found("wording: {Last week: The week}\n"), []);
        assert_eq!(found("wording: {Last week: Safety plan}\n"), [("F035", "Safety plan".to_owned())]);
        assert_eq!(found("wording: {Last week: \"!\"}\n"), [("F035", "\"!\"".to_owned())]);
        assert_eq!(found("wording: {Last week: A, This week: a}\n"), [("F035", "a".to_owned())]);
        assert_eq!(found("wording: {Last week:}\n"), [("F036", "Last week".to_owned())]);
    }

    #[test]
    fn whole_numbers_have_no_point() {
        assert_eq!(found("intervals: {reflection_months: 2}\n"), []);
        assert_eq!(found("intervals: {reflection_months: 1.0}\n"), [("F032", "1.0".to_owned())]);
    }

    #[test]
    fn a_formal_review_can_be_held_before_it_is_overdue() {
        assert_eq!(found("intervals: {formal_opens_months: 4}\n"), []);
        let both = "intervals: {formal_opens_months: 6, formal_overdue_months: 2}\n";
        assert_eq!(found(both), [("F035", "2".to_owned())]);
        assert_eq!(found("intervals: {formal_opens_months: 6}\n"), [("F035", "6".to_owned())]);
    }

    #[test]
    fn the_settings_keep_to_their_own_rules() {
        assert_eq!(found("x-a: 1\n"), []);
        let cut = "service: S #1\n";
        let text = |rules: &str| {
            let text = format!("supportplan: 1\n{cut}staff:\n  - {{id: a, name: A, email: a@b.c}}\n{rules}");
            let place = Place::of("supportplan.yaml").expect("a place");
            crate::check::settings(read("supportplan.yaml", place, text.into_bytes(), &Wording::default()))
                .findings
                .len()
        };
        assert_eq!((text(""), text("rules: {F012: off}\n")), (1, 0));
    }
}

//! What an entry of "Changes agreed" says for certain about an item of the plan: that it has ended, its hours, its target, the day of it.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::{Captures, Regex};
use serde_json::Value;

use crate::record::former::former_ids;
use crate::record::model::{Action, Measure, Outcome, SupportPlan};
use crate::record::{Record, model, slug};

/// What the plan does not hold although `entry` says it, in words.
pub(super) fn missing(entry: &str, plan: &SupportPlan, record: &Record) -> Option<&'static str> {
    if names_no_item(entry, record) {
        return Some("the plan that was agreed has no item of this name");
    }
    let named = Named::of(entry, plan);
    let rest = named.rest;
    if has_ended(rest) && !named.is_ended() {
        return Some("this was agreed to end, and goes on in the plan that was agreed");
    }
    let is = |wanted: Option<f64>, has: Vec<f64>| {
        wanted.is_none_or(|wanted| has.is_empty() || has.iter().any(|value| (value - wanted).abs() < 0.01))
    };
    if !is(hours(rest), named.hours(plan)) {
        return Some("the hours that were agreed here are not those of the plan that was agreed");
    }
    if let Some((target, per)) = target(rest) {
        let measures = named.measures(plan).into_iter();
        let targets = measures.filter(|measure| per.is_none_or(|per| measure.per == per)).map(|measure| measure.target);
        // What is counted in minutes may be agreed in hours, and the other way round.
        let targets: Vec<f64> = targets.flat_map(|target| [target, target / 60.0, target * 60.0]).collect();
        if !is(Some(target), targets) {
            return Some("the target that was agreed here is not that of the plan that was agreed");
        }
    }
    let days: Vec<NaiveDate> = named.measures(plan).iter().map(|measure| measure.by).collect();
    if by(rest).is_some_and(|by| !days.is_empty() && !days.contains(&by)) {
        return Some("the day that was agreed for the target here is not that of the plan that was agreed");
    }
    None
}

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// Whether the entry names an item by its id that the plan does not have. An item that is over stays in the plan.
fn names_no_item(entry: &str, record: &Record) -> bool {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)\b(outcome|action|strength|risk)(?: called| named)?[:,]? `([a-z0-9-]+)`"));
    static RENAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?i)\b(renam\w*|was|were|formerly|becom\w*|became|replac\w*|merg\w*|join\w*|into|instead|safety plan)\b",
        )
    });
    let (Some(named), Some(renamed)) = (NAMED.as_ref(), RENAMED.as_ref()) else { return false };
    let ids = |key: &str, id: &str| {
        let is_it = |item: &Value| item.get("id").is_some_and(|it| it == id) || former_ids(item).any(|was| was == id);
        record.list(key).iter().any(is_it)
    };
    let is_lost = |found: Captures| !ids(&format!("{}s", found[1].to_lowercase()), &found[2]);
    !renamed.is_match(entry) && named.captures_iter(entry).any(is_lost)
}

/// The items that an entry begins with, and what it says of them.
#[derive(Debug, Default)]
struct Named<'p, 'e> {
    outcomes: Vec<&'p Outcome>,
    actions: Vec<&'p Action>,
    rest: &'e str,
}

/// How many words the name of an item may have.
const MOST_WORDS: usize = 8;

impl<'p, 'e> Named<'p, 'e> {
    /// An entry that begins with no item's name, or with several, says nothing that could be looked up.
    fn of(entry: &'e str, plan: &'p SupportPlan) -> Self {
        let marks = |c: char| matches!(c, '"' | '“' | '”' | '‘' | '’' | '*' | '_' | '`' | '\'');
        let entry = entry.trim_start_matches(marks);
        let first = entry.split_once(' ').filter(|(first, _)| first.eq_ignore_ascii_case("the"));
        let entry = first.map_or(entry, |(_, rest)| rest.trim_start_matches(marks));
        let ends = entry.match_indices(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '—' | '–'));
        let ends: Vec<usize> = ends.map(|(at, _)| at).take(MOST_WORDS).collect();
        for end in ends.into_iter().rev() {
            let id = slug(&entry[..end]);
            let outcomes: Vec<_> = plan.outcomes.iter().filter(|outcome| outcome.id == id).collect();
            let actions: Vec<_> = plan.actions.iter().filter(|action| action.id == id).collect();
            if !outcomes.is_empty() || !actions.is_empty() {
                return Self { outcomes, actions, rest: &entry[end..] };
            }
        }
        Self::default()
    }

    fn is_ended(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.ended.is_some())
            || self.actions.iter().any(|action| action.ended.is_some())
    }

    /// The hours a week that the plan has for them: of the action, or of each of the outcome's and of all of them.
    fn hours(&self, plan: &SupportPlan) -> Vec<f64> {
        let mut hours: Vec<f64> = self.actions.iter().map(|action| action.hours).collect();
        for outcome in &self.outcomes {
            let open = plan.actions.iter().filter(|action| action.ended.is_none());
            let of_outcome: Vec<f64> =
                open.filter(|action| action.outcomes.contains(&outcome.id)).map(|action| action.hours).collect();
            hours.push(of_outcome.iter().sum());
            hours.extend(of_outcome);
        }
        hours
    }

    /// How the outcomes are counted that are named, or that the action named is for.
    fn measures(&self, plan: &'p SupportPlan) -> Vec<&'p Measure> {
        let is_for = |outcome: &&Outcome| self.actions.iter().any(|action| action.outcomes.contains(&outcome.id));
        let of_actions = plan.outcomes.iter().filter(is_for);
        self.outcomes.iter().copied().chain(of_actions).map(|outcome| &outcome.measure).collect()
    }
}

/// Whether what is said of an item is that it has ended, and not only that it will.
fn has_ended(rest: &str) -> bool {
    static ENDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?i)^[\s:,—–`*_]*(?:is|are|was|were|has|have|had|been|to be|now|both|all|\s)*\b(?:ended|ends|end|stopped|stops|discontinued|dropped|removed|(?:struck|crossed|taken) (?:out|off|through))(?:[.,;:]|\s+(?:as|because|since)\b|\s*$)",
        )
    });
    static LATER: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)\b(from|until|when|once|if|after|unless|later|next|paused?|not|but|except)\b"));
    let (Some(ended), Some(later)) = (ENDED.as_ref(), LATER.as_ref()) else { return false };
    ended.is_match(rest) && !later.is_match(rest)
}

/// A number in figures or in words, with halves.
const NUMBER: &str = r"\d+(?:\.\d+|½)?|½|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)(?: and a half)?|half";

/// The hours a week that an item has instead of others.
fn hours(rest: &str) -> Option<f64> {
    static INSTEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(&format!(
            r"(?i)(?:^|[\s:])(?:({NUMBER})(?: an)? (hour|minute)s?( and a half)?(?: a week| per week| each week)?,? (?:instead of|rather than|in place of|down from|up from|where it was) (?:{NUMBER})|from (?:{NUMBER})(?: hours?| minutes?)? to ({NUMBER})(?: an)? (hour|minute)s?( and a half)?(?: a week| per week| each week)?)(.*)"
        ))
    });
    let found = INSTEAD.as_ref()?.captures(rest)?;
    let before = &rest[..found.get(0)?.start()];
    // A target that is counted in hours is no time of staff.
    if before.rsplit(". ").next().is_some_and(|sentence| sentence.to_lowercase().contains("target")) {
        return None;
    }
    let (value, unit, half) = match found.get(1) {
        Some(value) => (value, &found[2], found.get(3)),
        None => (found.get(4)?, &found[5], found.get(6)),
    };
    // What each visit takes is not what the week does.
    let after = found.get(7).map_or("", |after| after.as_str()).trim_start_matches(|c: char| c.is_alphabetic());
    let first = after.split_whitespace().next().unwrap_or_default();
    if ["a", "per", "each", "every", "at", "twice", "on", "of"].contains(&first) {
        return None;
    }
    let value = number(value.as_str())? + if half.is_some() { 0.5 } else { 0.0 };
    Some(if unit.eq_ignore_ascii_case("minute") { value / 60.0 } else { value })
}

/// The target that an item has now, and the time that it is counted in, where that is said.
fn target(rest: &str) -> Option<(f64, Option<&'static str>)> {
    static TARGET: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(&format!(
            r"(?i)\btargets?:?(?: (?:is|of|now|moves|goes|becomes|changes|changed|raised|lowered|rises|falls|set|up|down|to|at))*(?: from (?:{NUMBER})(?: a week)? to)? ({NUMBER})([^\s,;]*)(.*)"
        ))
    });
    static PER: LazyLock<Option<Regex>> =
        LazyLock::new(|| regex(r"(?i)^(?: [a-z]+){0,2}? (?:a|per|each|every) (day|week|fortnight|month)\b"));
    let found = TARGET.as_ref()?.captures(rest)?;
    // A date, a share or a time of day is no number of times.
    if !matches!(&found[2], "" | "." | ":") || found[1].eq_ignore_ascii_case("a") || found[1].eq_ignore_ascii_case("an")
    {
        return None;
    }
    let after = found.get(3)?.as_str();
    let per = PER.as_ref()?.captures(after);
    let per = per
        .and_then(|per| ["day", "week", "fortnight", "month"].into_iter().find(|it| per[1].eq_ignore_ascii_case(it)));
    Some((number(&found[1])?, per))
}

/// The day by which a target is to be reached.
fn by(rest: &str) -> Option<NaiveDate> {
    static BY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        regex(
            r"(?i)\b(?:targets?|reached|achieved)\b[^.;]*?\b(?:by|until) (?:(\d{4}-\d\d-\d\d)|(\d{1,2} [a-z]+ \d{4}))\b",
        )
    });
    let found = BY.as_ref()?.captures(rest)?;
    match found.get(1) {
        Some(day) => model::date(day.as_str()),
        None => NaiveDate::parse_from_str(found.get(2)?.as_str(), "%d %B %Y").ok(),
    }
}

fn number(words: &str) -> Option<f64> {
    let small = words.to_lowercase();
    let (whole, half) = match small.strip_suffix(" and a half").or_else(|| small.strip_suffix('½')) {
        Some(whole) => (whole, 0.5),
        None => (small.as_str(), 0.0),
    };
    let words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let value = match whole {
        "half" => Some(0.5),
        "a" | "an" | "once" => Some(1.0),
        "twice" => Some(2.0),
        other => words.iter().position(|word| *word == other).map(|at| at as f64).or_else(|| other.parse().ok()),
    };
    value.map(|value| value + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_in_words_and_figures() {
        for (words, expected) in [
            (": One hour instead of one and a half.", Some(1.0)),
            (": Two and a half hours instead of two.", Some(2.5)),
            (": half an hour instead of one", Some(0.5)),
            (": an hour and a half instead of two", Some(1.5)),
            (": 45 minutes rather than 60.", Some(0.75)),
            (": 1.5 hours a week, down from 2.", Some(1.5)),
            (" goes from two to one and a half hours a week.", Some(1.5)),
            (" goes from 2 to 3 hours each visit.", None),
            (": two hours on Thursdays.", None),
            (": at the table instead of the sofa.", None),
            (": the target goes from an hour to 1.5 hours.", None),
        ] {
            assert_eq!(hours(words), expected, "{words}");
        }
    }

    #[test]
    fn targets_are_read_with_their_time() {
        for (words, expected) in [
            (": target 90 minutes by 2027-01-29.", Some((90.0, None))),
            (": the target moves to four a week.", Some((4.0, Some("week")))),
            (": target from two to three lunches a week", Some((3.0, Some("week")))),
            (": target 2027-01-29", None),
            (": target 80%", None),
            (": the target stays.", None),
        ] {
            assert_eq!(target(words), expected, "{words}");
        }
    }
}

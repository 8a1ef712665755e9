//! Actions and visits of last week that this week's review passes over.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Example, Judge, Rule};
use crate::check::folder::{Folder, Typed};
use crate::cycle::Week;
use crate::finding::{Code, Finding};
use crate::record::Record;
use crate::record::model::WeeklyReview;

const SOURCE: &str = "The first question of every weekly review is whether last week's plan was done (the first seed).";

pub(super) const ACTION: Rule = Rule {
    code: Code::ActionForgotten,
    checks: "It compares the actions of each weekly review with those of the review before it. An action that had not ended by then is \
             among them, or is spoken of in the text. Reviews of weeks that were missed are left alone.",
    why: "An action that drops out of the review drops out of the week. Nobody decided to stop it, and nobody will notice when it is gone.",
    source: SOURCE,
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[
            ("actions:\n", "«actions»:\n"),
            ("  - id: print-hour\n    result: done\n    help: prompts\n", ""),
            ("The print hour was", "It was"),
        ],
    ),
    good: Example::new("weekly/2026-W46.md", &[("  - id: print-hour\n    result: done\n    help: prompts\n", "")]),
    judge: Judge::Folder(actions),
};

pub(super) const VISIT: Rule = Rule {
    code: Code::VisitForgotten,
    checks: "It compares the visits that a weekly review planned for the next week with those of the next week's review. Each is among them \
             or is spoken of in the text by its day, whatever became of it, unless as many visits took place on other days. Visits on the day of the \
             review or later are left alone.",
    why: "A visit that was promised and is never spoken of again is how a resident learns not to count on staff.",
    source: SOURCE,
    options: &[],
    needs: None,
    bad: Example::new(
        "weekly/2026-W46.md",
        &[
            ("visits:\n", "«visits»:\n"),
            ("  - date: 2026-11-11\n    result: met\n", ""),
            ("Wednesday morning was kept free", "A whole morning was kept free"),
        ],
    ),
    good: Example::new(
        "weekly/2026-W46.md",
        &[("  - date: 2026-11-11\n    result: met\n", "  - date: 2026-11-09\n    result: met\n")],
    ),
    judge: Judge::Folder(visits),
};

/// Each review that was held, with the one before it.
fn pairs<'f, 'r>(folder: &'f Folder<'r>) -> Vec<[&'f Typed<'r, WeeklyReview>; 2]> {
    let held: Vec<_> = folder.weekly.iter().filter(|review| review.data.missed.is_none()).collect();
    held.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

fn actions(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = &folder.plan else { return Vec::new() };
    let mut findings = Vec::new();
    for [last, this] in pairs(folder) {
        let is_there = |id: &str| this.data.actions.iter().any(|taken| taken.id == id);
        let written = last.record.ids("actions");
        for (taken, then) in last.data.actions.iter().zip(written).filter(|(taken, _)| !is_there(&taken.id)) {
            let live = |date: NaiveDate| {
                let action = plan.data.actions.iter().find(|action| action.id == taken.id);
                action.is_some_and(|action| action.ended.as_ref().is_none_or(|ended| ended.date > date))
            };
            // A plan in git may have held an action until the day of the review.
            let Some(entry) = this.record.front.root.entry("actions") else { continue };
            let speaks = [taken.id.as_str(), then].iter().any(|id| speaks_of_action(this.record, id));
            if live(this.data.date) && !speaks {
                let message = "an action of last week's review is passed over in this one";
                let help = "Add it with its result, `not-done` included. If it is over, mark it `ended` in the support plan with the day.";
                let finding = Finding::new(Code::ActionForgotten, entry.key_span, message, help);
                findings.push((this.at, finding.quoting(&taken.id)));
            }
        }
    }
    findings
}

fn visits(folder: &Folder) -> Vec<(usize, Finding)> {
    let mut findings = Vec::new();
    for [last, this] in pairs(folder) {
        let Some(entry) = this.record.front.root.entry("visits") else { continue };
        let Some(week) = Week::parse(&this.data.week) else { continue };
        let is_past = |date: NaiveDate| week.monday() <= date && date <= week.sunday() && date < this.data.date;
        let planned: Vec<NaiveDate> =
            last.data.planned.iter().map(|visit| visit.date).filter(|date| is_past(*date)).collect();
        // One that is dated in another week may be meant.
        let may_be = |date: NaiveDate| is_past(date) || Week::of(date) != week;
        let unplanned = this.data.visits.iter().filter(|visit| !planned.contains(&visit.date) && may_be(visit.date));
        let mut moved = unplanned.count();
        for date in planned {
            let is_there = this.data.visits.iter().any(|visit| visit.date == date);
            if is_there || speaks_of_visit(this.record, date, this.data.date) {
                continue;
            }
            if moved > 0 {
                moved -= 1;
                continue;
            }
            let message =
                format!("a visit was planned for {}, and this review does not speak of it", date.format("%-d %B %Y"));
            let help = "Add it under `visits` with what became of it, such as `cancelled-by-us`.";
            findings.push((this.at, Finding::new(Code::VisitForgotten, entry.key_span, message, help)));
        }
    }
    findings
}

/// The words of a text in small letters, without marks.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether the record speaks of the action with this id: of what it ends with, such as the shop of `quiet-hour-shop`, or of two of
/// its other words, in any order and form.
fn speaks_of_action(record: &Record, id: &str) -> bool {
    let is_telling = |word: &&str| word.len() > 2 && !COMMON.contains(word);
    let asked: Vec<&str> = id.split('-').filter(is_telling).map(stem).collect();
    let said = words(record.body.span.of(&record.text));
    let is_said = |asked: &str| said.iter().any(|word| stem(word) == asked);
    match asked.split_last() {
        Some((last, rest)) => is_said(last) || rest.iter().filter(|word| is_said(word)).count() > 1,
        None => said.join(" ").contains(&id.replace('-', " ")),
    }
}

/// Words of ids that stand in every review.
const COMMON: [&str; 22] = [
    "and", "the", "for", "with", "hour", "hours", "time", "day", "days", "week", "weekly", "daily", "plan", "planning",
    "support", "help", "visit", "visits", "session", "sessions", "work", "change",
];

/// What the forms of a word have in common: `shop` of `shopping`.
fn stem(word: &str) -> &str {
    let endings = ["ing", "ed", "es", "s", "er", "e"];
    let ending = endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() > 2));
    let stem = ending.unwrap_or(word);
    let doubled =
        stem.len() > 3 && stem.is_ascii() && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
    if doubled { &stem[..stem.len() - 1] } else { stem }
}

/// Whether the record speaks of the visit that was planned for this day: it names the day, or says something of all visits. What is
/// said under "This week" is of the week to come, where days are named by their weekdays.
fn speaks_of_visit(record: &Record, date: NaiveDate, written: NaiveDate) -> bool {
    let [full, short, long] = match date.weekday() {
        Weekday::Mon => ["monday", "mon", "mon"],
        Weekday::Tue => ["tuesday", "tue", "tues"],
        Weekday::Wed => ["wednesday", "wed", "weds"],
        Weekday::Thu => ["thursday", "thu", "thurs"],
        Weekday::Fri => ["friday", "fri", "fri"],
        Weekday::Sat => ["saturday", "weekend", "weekend"],
        Weekday::Sun => ["sunday", "weekend", "weekend"],
    };
    let said = words(record.body.span.of(&record.text));
    if names_date(&said, date) || speaks_of_all_visits(&said) {
        return true;
    }
    let sections = record.outline.sections.iter().filter(|section| section.slug != "this-week");
    sections.flat_map(|section| words(section.all.of(&record.text))).any(|word| {
        let is_yesterday = word == "yesterday" && date.succ_opt() == Some(written);
        is_yesterday || word == full || word == short || word == long || (word == "thur" && short == "thu")
    })
}

/// Whether a day stands among these words, as people write it: 11 November, Nov 11th, 11/11, the 11th.
fn names_date(said: &[String], date: NaiveDate) -> bool {
    let (day, month) = (date.day(), date.format("%B").to_string().to_lowercase());
    let is_ordinal = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.len() < word.len()
            && digits.parse() == Ok(day)
            && ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end))
    };
    let is_day = |word: &str| word.parse() == Ok(day) || is_ordinal(word);
    let is_month = |word: &str| word == month || (word.len() > 2 && word.len() < 5 && month.starts_with(word));
    let is_number = |word: &str| word.parse() == Ok(date.month());
    let is_year = |word: &str| word.parse() == Ok(date.year());
    let at = |at: usize| said.get(at).map_or("", String::as_str);
    (0..said.len()).any(|here| {
        let (one, two, three) = (at(here), at(here + 1), at(here + 2));
        is_ordinal(one)
            || (is_day(one) && (is_month(two) || is_number(two) || (two == "of" && is_month(three))))
            || (is_month(one) && is_day(two))
            || (is_year(one) && is_number(two) && is_day(three))
    })
}

/// Whether something is said of all visits, or of none.
fn speaks_of_all_visits(said: &[String]) -> bool {
    let is_all =
        |word: &String| matches!(word.as_str(), "all" | "no" | "none" | "neither" | "both" | "every" | "each" | "any");
    let visits = said.iter().enumerate().filter(|(_, word)| matches!(word.as_str(), "visit" | "visits"));
    visits.into_iter().any(|(at, _)| said[at.saturating_sub(4)..at].iter().any(is_all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named_in_many_ways() {
        let date = "2026-11-11".parse().expect("a date");
        let names = |text: &str| names_date(&words(text), date);
        for text in
            ["2026-11-11", "on 11 November", "the 11th of Nov", "11/11", "11.11.26", "Nov 11th: out", "on the 11th"]
        {
            assert!(names(text), "{text}");
        }
        for text in ["2026-11-12", "11 December", "12/11", "11 pages", "the 12th", "2026-11-10", "bus 11"] {
            assert!(!names(text), "{text}");
        }
    }

    #[test]
    fn forms_of_a_word_have_a_stem_in_common() {
        for words in
            [["shop", "shopping"], ["cook", "cooked"], ["recipe", "recipes"], ["budget", "budgeting"], ["bus", "bus"]]
        {
            assert_eq!(stem(words[0]), stem(words[1]), "{words:?}");
        }
    }
}

//! How dates, weeks, figures and choices are worded on paper.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use crate::check::Context;

/// A date of the format; none where the text is no date.
pub(super) fn date_of(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// "13 November 2026"; the text itself where it is no date.
pub(super) fn date(text: &str) -> String {
    date_of(text).map_or_else(|| text.to_owned(), long)
}

/// "Friday 13 November 2026"; the text itself where it is no date.
pub(super) fn day(text: &str) -> String {
    date_of(text).map_or_else(|| text.to_owned(), |date| date.format("%A %-d %B %Y").to_string())
}

/// "Friday 13 November", where the year is plain; the text itself where it is no date.
pub(super) fn weekday(text: &str) -> String {
    date_of(text).map_or_else(|| text.to_owned(), |date| date.format("%A %-d %B").to_string())
}

/// The Monday of an ISO week such as `2026-W46`; none where the text is no week.
pub(super) fn monday(week: &str) -> Option<NaiveDate> {
    let (year, number) = week.split_once("-W")?;
    NaiveDate::from_isoywd_opt(year.parse().ok()?, number.parse().ok()?, Weekday::Mon)
}

/// "9 to 15 November 2026", as short as the week allows; none where the text is no week.
pub(super) fn days_of_week(week: &str) -> Option<String> {
    let first = monday(week)?;
    Some(days(first, first.checked_add_days(Days::new(6))?))
}

/// "9 to 15 November 2026", from the first of some days to their last, as short as they allow.
pub(super) fn days(first: NaiveDate, last: NaiveDate) -> String {
    let first = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => first.format("%-d").to_string(),
        (true, false) => first.format("%-d %B").to_string(),
        (false, _) => long(first),
    };
    format!("{first} to {}", long(last))
}

/// "9 to 15 November 2026 (2026-W46)"; the text itself where it is no week.
pub(super) fn week(week: &str) -> String {
    days_of_week(week).map_or_else(|| week.to_owned(), |days| format!("{days} ({week})"))
}

/// A choice as words: `not-done` is "not done".
pub(super) fn choice(id: &str) -> String {
    id.replace('-', " ")
}

/// The name of a level of help.
pub(super) fn level(id: &str, context: &Context) -> String {
    let known = context.levels.iter().find(|level| level.id == id);
    known.map_or_else(|| capital(&choice(id)), |level| level.label.clone())
}

/// The same words with a capital first.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A figure without needless decimals, with a true minus.
pub(super) fn number(figure: f64) -> String {
    // A zero has no sign.
    format!("{}", figure + 0.0).replace('-', "\u{2212}")
}

/// A count as a figure.
pub(super) fn figure(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// "1 hour", "1.5 hours".
pub(super) fn hours(hours: f64) -> String {
    counted(hours, "hour")
}

/// A figure with its noun, in the plural where it is not 1.
pub(super) fn counted(figure: f64, noun: &str) -> String {
    let plural = if (figure - 1.0).abs() < f64::EPSILON { "" } else { "s" };
    format!("{} {noun}{plural}", number(figure))
}

/// "a, b and c".
pub(super) fn all_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "13 November 2026".
pub(super) fn long(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "13 Nov 2026".
pub(super) fn short(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_weeks_are_words() {
        assert_eq!(date("2026-11-03"), "3 November 2026");
        assert_eq!(date("2026-02-30"), "2026-02-30");
        assert_eq!(day("2026-11-13"), "Friday 13 November 2026");
        assert_eq!(week("2026-W46"), "9 to 15 November 2026 (2026-W46)");
        assert_eq!(week("2026-W49"), "30 November to 6 December 2026 (2026-W49)");
        assert_eq!(week("2026-W53"), "28 December 2026 to 3 January 2027 (2026-W53)");
        assert_eq!(week("2025-W53"), "2025-W53");
    }

    #[test]
    fn figures_and_choices_are_words() {
        assert_eq!((number(3.0), number(-0.5)), ("3".to_owned(), "\u{2212}0.5".to_owned()));
        assert_eq!((hours(1.0), hours(1.5)), ("1 hour".to_owned(), "1.5 hours".to_owned()));
        assert_eq!(capital(&choice("not-done")), "Not done");
        assert_eq!(all_of(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
    }
}

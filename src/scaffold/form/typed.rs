//! What people type as an answer, read as what the record is to hold.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use super::{Ask, Choice, Lies};
use crate::check::british_date;
use crate::record::model;
use crate::record::yaml::Node;

/// Why something that was typed is no answer, and what would be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(pub String);

fn unfit<T>(why: impl Into<String>) -> Result<T, Unfit> {
    Err(Unfit(why.into()))
}

/// What was typed, as the record holds it: one value, or several for a question that asks for several.
pub(super) fn read(ask: &Ask, typed: &str, today: NaiveDate) -> Result<Vec<String>, Unfit> {
    let typed = typed.trim();
    match ask {
        Ask::Choice(choices) => chosen(choices, typed).map(|value| vec![value]),
        Ask::Several { of, one_at_least } => match several(of, typed)? {
            none if none.is_empty() && *one_at_least => unfit("One of these belongs here at least."),
            values => Ok(values),
        },
        Ask::Date(lies) => date(typed, *lies, today).map(|date| vec![date.to_string()]),
        Ask::Time => time(typed).map(|time| vec![time]),
        Ask::Number { least, most, is_whole } => within(number(typed)?, *least, *most, *is_whole).map(|it| vec![it]),
        Ask::Limit => limit(typed),
        Ask::Text | Ask::Name | Ask::Words if typed.is_empty() => unfit("Write a few words."),
        Ask::Text | Ask::Name => Ok(vec![typed.split_whitespace().collect::<Vec<_>>().join(" ")]),
        Ask::Words => Ok(vec![typed.replace("\r\n", "\n")]),
    }
}

/// The choice that is meant by its number, its name, or the beginning of one of its words that no other has.
fn chosen(choices: &[Choice], typed: &str) -> Result<String, Unfit> {
    let word = typed.to_lowercase();
    let exact = choices.iter().find(|choice| choice.value == word || choice.label.to_lowercase() == word);
    let numbered = || typed.parse::<usize>().ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let begins = |choice: &&Choice| {
        let starts = |text: &str| text.to_lowercase().starts_with(&word);
        !word.is_empty() && (starts(&choice.value) || starts(&choice.label))
    };
    let mut begun = choices.iter().filter(begins);
    let by_beginning = || begun.next().filter(|_| begun.next().is_none());
    match exact.or_else(numbered).or_else(by_beginning) {
        Some(choice) => Ok(choice.value.clone()),
        None if choices.is_empty() => unfit("There is none to choose from yet."),
        None => unfit(format!("Type a number from 1 to {}, or the word itself.", choices.len())),
    }
}

fn several(choices: &[Choice], typed: &str) -> Result<Vec<String>, Unfit> {
    if matches!(typed.to_lowercase().as_str(), "none" | "0") {
        return Ok(Vec::new());
    }
    if typed.is_empty() {
        return unfit("Type the numbers of those that belong here, such as 1 3, or the word none.");
    }
    let mut parts = Vec::new();
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        // A name may have several words.
        match chosen(choices, part) {
            Ok(_) => parts.push(part),
            Err(_) => parts.extend(part.split_whitespace()),
        }
    }
    let mut values = Vec::new();
    for part in parts {
        let value = chosen(choices, part).map_err(|_| {
            Unfit(format!("\"{part}\" is none of these. Type their numbers, such as 1 3, or the word none."))
        })?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

/// The day that is meant: in the format's way of writing, in the British one, or by a word.
pub(super) fn date(typed: &str, lies: Lies, today: NaiveDate) -> Result<NaiveDate, Unfit> {
    let ahead = lies == Lies::Ahead;
    let word = typed.to_lowercase();
    let near = match word.as_str() {
        "today" => Some(today),
        "yesterday" => today.checked_sub_days(Days::new(1)),
        "tomorrow" => today.checked_add_days(Days::new(1)),
        _ => None,
    };
    let weekday = || word.parse::<Weekday>().ok().filter(|_| word.len() >= 3).map(|day| nearest(day, ahead, today));
    let in_year = |year: i32| {
        let with = |sign: &str| british_date(&format!("{typed}{sign}{year}"));
        with(" ").or_else(|| with("/"))
    };
    // Without a year it is the day of that name that comes next, or that was last.
    let without_year = || {
        let year = today.year();
        in_year(year).or_else(|| in_year(year + 1)).and_then(|found| match ahead {
            true if found.0 < today => in_year(year + 1),
            false if found.0 > today => in_year(year - 1),
            _ => Some(found),
        })
    };
    let british = || british_date(typed).or_else(without_year).map(|(date, _)| date);
    match near.or_else(|| model::date(typed)).or_else(weekday).or_else(british).or_else(|| from_now(&word, today)) {
        Some(date) => Ok(date),
        None => unfit("Write the day as 2026-11-20, as 20/11/2026, as 20 Nov, or as a word such as today or Friday."),
    }
}

/// The day that comes so many days, weeks or months after today, such as `in 3 months`.
fn from_now(word: &str, today: NaiveDate) -> Option<NaiveDate> {
    let mut words = word.strip_prefix("in ")?.split_whitespace();
    let (number, unit) = (words.next()?, words.next().filter(|_| words.next().is_none())?);
    let number: u32 = if matches!(number, "a" | "one") { 1 } else { number.parse().ok()? };
    match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => today.checked_add_days(Days::new(number.into())),
        "week" => today.checked_add_days(Days::new(u64::from(number) * 7)),
        "month" => today.checked_add_months(Months::new(number)),
        _ => None,
    }
}

/// The day that is understood, where it was not typed as the record writes it.
pub fn understood(ask: &Ask, typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let Ask::Date(lies) = ask else { return None };
    let typed = typed.trim();
    date(typed, *lies, today).ok().filter(|date| date.to_string() != typed)
}

/// The day of this name that is nearest: behind `today`, or ahead of it. Today itself counts.
fn nearest(day: Weekday, ahead: bool, today: NaiveDate) -> NaiveDate {
    let days =
        |from: Weekday, to: Weekday| u64::from((7 + to.num_days_from_monday() - from.num_days_from_monday()) % 7);
    let found = match ahead {
        true => today.checked_add_days(Days::new(days(today.weekday(), day))),
        false => today.checked_sub_days(Days::new(days(day, today.weekday()))),
    };
    found.unwrap_or(today)
}

/// A time of day as `HH:MM`, from the ways in which people write one.
fn time(typed: &str) -> Result<String, Unfit> {
    let word = typed.to_lowercase().replace([' ', '.'], ":");
    let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (word.as_str(), None),
    };
    let digits = digits.trim_matches(':');
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) => (hour, minute),
        None if digits.len() == 4 => digits.split_at_checked(2).unwrap_or((digits, "00")),
        None => (digits, "00"),
    };
    let is_number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    let read = || {
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        let hour = match half {
            Some(_) if !(1..=12).contains(&hour) => return None,
            Some(half) => hour % 12 + half,
            None => hour,
        };
        (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
    };
    match Some(()).filter(|()| is_number(hour) && is_number(minute)).and_then(|()| read()) {
        Some(time) => Ok(time),
        None => unfit("Write the time as 14:30."),
    }
}

/// A number as YAML has it; a comma is read as a point.
fn number(typed: &str) -> Result<String, Unfit> {
    let number = typed.replace(',', ".");
    let formed = number.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-'));
    match number.parse::<f64>().ok().filter(|_| formed) {
        // Zeros before a number, which make a text of it, go; those behind it stay as they were typed.
        Some(value) => {
            let (sign, digits) = number.strip_prefix('-').map_or(("", number.as_str()), |digits| ("-", digits));
            let digits = digits.trim_start_matches('0');
            let point = if digits.is_empty() || digits.starts_with('.') { "0" } else { "" };
            let tail = digits.strip_suffix('.').unwrap_or(digits);
            Ok(if value == 0.0 && tail.is_empty() { "0".to_owned() } else { format!("{sign}{point}{tail}") })
        }
        None => unfit("Write a number, such as 2 or 1.5."),
    }
}

/// A number that lies between these.
fn within(number: String, least: Option<i64>, most: Option<i64>, is_whole: bool) -> Result<String, Unfit> {
    let value: f64 = number.parse().unwrap_or_default();
    match (least, most) {
        _ if is_whole && value.fract() != 0.0 => unfit("Write a whole number."),
        (Some(least), Some(most)) if value < least as f64 || value > most as f64 => {
            unfit(format!("Write a number from {least} to {most}."))
        }
        (Some(least), _) if value < least as f64 => unfit(format!("Write a number that is {least} or more.")),
        (_, Some(most)) if value > most as f64 => unfit(format!("Write a number that is {most} at most.")),
        _ => Ok(number),
    }
}

/// From where on things go the wrong way: the side, the figure, and for how many weeks, as in `below 3 for 2 weeks`.
fn limit(typed: &str) -> Result<Vec<String>, Unfit> {
    const WEEKS: Ask = Ask::Number { least: Some(1), most: Some(26), is_whole: true };
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().filter(|word| !matches!(*word, "is" | "for" | "than")).collect();
    let (side, figure, weeks) = match words.as_slice() {
        [side, figure, weeks] | [side, figure, weeks, "week" | "weeks"] => (*side, *figure, *weeks),
        _ => return unfit("Write it as: below 3 for 2 weeks. Or as: above 3 for 2 weeks."),
    };
    let side = match side {
        "below" | "under" | "less" | "fewer" => "below",
        "above" | "over" | "more" => "above",
        _ => return unfit("Begin with below or above, as in: below 3 for 2 weeks."),
    };
    let weeks =
        read(&WEEKS, weeks, NaiveDate::MIN).map_err(|Unfit(why)| Unfit(format!("For how many weeks? {why}")))?;
    Ok([vec![side.to_owned(), number(figure)?], weeks].concat())
}

/// The same, as it would be typed.
pub(super) fn limit_of(node: &Node) -> Option<String> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let (side, figure) =
        [("below", text("below")), ("above", text("above"))].into_iter().find(|side| side.1.is_some())?;
    let weeks = text("for_weeks")?;
    Some(format!("{side} {} for {weeks} week{}", figure?, if weeks == "1" { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        // A Friday.
        "2026-11-20".parse().expect("a date")
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let ahead = |typed: &str| date(typed, Lies::Ahead, today()).map(|date| date.to_string()).ok();
        let behind = |typed: &str| date(typed, Lies::Behind, today()).map(|date| date.to_string()).ok();
        for (typed, day) in [
            ("2026-11-03", "2026-11-03"),
            ("3/11/2026", "2026-11-03"),
            ("3 Nov", "2026-11-03"),
            ("3/11", "2026-11-03"),
            ("3rd November 2026", "2026-11-03"),
            ("Today", "2026-11-20"),
            ("yesterday", "2026-11-19"),
            ("fri", "2026-11-20"),
            ("Monday", "2026-11-16"),
        ] {
            assert_eq!(behind(typed).as_deref(), Some(day), "{typed}");
        }
        assert_eq!(ahead("20 Feb").as_deref(), Some("2027-02-20"));
        assert_eq!(behind("24/12").as_deref(), Some("2025-12-24"));
        assert_eq!(ahead("Monday").as_deref(), Some("2026-11-23"));
        assert_eq!(ahead("tomorrow").as_deref(), Some("2026-11-21"));
        assert_eq!(ahead("in 3 months").as_deref(), Some("2027-02-20"));
        assert_eq!(ahead("In a week").as_deref(), Some("2026-11-27"));
        for typed in ["", "soon", "2026-02-30", "31/11/2026", "m", "99", "in 3", "in x days", "in 2 weeks time"] {
            assert_eq!(ahead(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_day_that_was_not_typed_in_full_is_said_in_full() {
        let understood = |typed: &str| understood(&Ask::Date(Lies::Past), typed, today()).map(|date| date.to_string());
        assert_eq!(understood("24/12").as_deref(), Some("2025-12-24"));
        assert_eq!(understood("2026-11-20"), None);
        assert_eq!(understood("soon"), None);
    }

    #[test]
    fn a_limit_is_read_as_people_write_it() {
        let read = |typed: &str| limit(typed).map(|read| read.join(" ")).ok();
        for (typed, limit) in [
            ("below 3 for 2 weeks", "below 3 2"),
            ("Above 1,5 for 1 week", "above 1.5 1"),
            ("more than 4 for 3", "above 4 3"),
            ("under 0.5 2 weeks", "below 0.5 2"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(limit), "{typed}");
        }
        for typed in
            ["", "3", "below 3", "at 3 for 2 weeks", "below three for 2 weeks", "below 3 for 0 weeks", "below 3 for 30"]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn numbers_keep_to_what_the_format_allows() {
        let read =
            |least, most, is_whole, typed: &str| read(&Ask::Number { least, most, is_whole }, typed, today()).is_ok();
        assert!(
            read(Some(0), Some(168), false, "1.5") && read(None, None, false, "-2") && read(Some(1), None, true, "4")
        );
        assert!(!read(Some(0), Some(168), false, "-1") && !read(Some(0), Some(168), false, "169"));
        assert!(
            !read(Some(0), None, false, "-0.5") && !read(None, Some(3), false, "4") && !read(None, None, true, "1.5")
        );
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (typed, time) in [
            ("9", "09:00"),
            ("9:30", "09:30"),
            ("9.30", "09:30"),
            ("1430", "14:30"),
            ("2pm", "14:00"),
            ("2.15 pm", "14:15"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
            ("00:05", "00:05"),
        ] {
            assert_eq!(super::time(typed).as_deref(), Ok(time), "{typed}");
        }
        for typed in ["", "24:00", "9:60", "13pm", "0pm", "nine", "9:3:0", "-1"] {
            assert!(super::time(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn numbers_keep_what_was_typed() {
        for (typed, number) in [
            ("2", "2"),
            ("1,5", "1.5"),
            ("1.50", "1.50"),
            ("007", "7"),
            (".5", "0.5"),
            ("-0.5", "-0.5"),
            ("0", "0"),
            ("3.", "3"),
        ] {
            assert_eq!(super::number(typed).as_deref(), Ok(number), "{typed}");
        }
        for typed in ["", "two", "1e9", "inf", "1.2.3", "--1", "+1"] {
            assert!(super::number(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_choice_is_named_by_number_word_or_beginning() {
        let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
        let choices = [choice("done", "done"), choice("not-done", "not done"), choice("prompts", "Reminders")];
        for (typed, value) in [
            ("1", "done"),
            ("DONE", "done"),
            ("d", "done"),
            ("not d", "not-done"),
            ("rem", "prompts"),
            ("3", "prompts"),
        ] {
            assert_eq!(chosen(&choices, typed).as_deref(), Ok(value), "{typed}");
        }
        for typed in ["", "0", "4", "x"] {
            assert!(chosen(&choices, typed).is_err(), "{typed}");
        }
        assert_eq!(several(&choices, "1 3, 1").expect("two"), ["done", "prompts"]);
        assert_eq!(several(&choices, "3 1").expect("two"), ["prompts", "done"]);
        assert_eq!(several(&choices, "not done, rem").expect("two"), ["not-done", "prompts"]);
        assert_eq!(several(&choices, "none"), Ok(Vec::new()));
        assert!(several(&choices, "").is_err() && several(&choices, "1 9").is_err());
    }
}

//! What mends a finding: only what leaves no doubt about what was meant, and what touches nothing but its own bytes.

use chrono::NaiveDate;

use super::calendar::{DAYS, MONTHS};
use crate::finding::Fix;
use crate::record::edit::yaml_text;
use crate::record::yaml::{Node, Yaml};
use crate::record::{Record, model};
use crate::text::{Edit, Span};

/// The candidate that `typed` can only have been: one letter in four may differ, and every other candidate is further away by two or more.
pub(super) fn surely<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let plain = |word: &str| word.trim().to_lowercase().replace(['_', ' '], "-");
    let typed = plain(typed);
    let mut near: Vec<_> =
        candidates.into_iter().map(|known| (strsim::osa_distance(&typed, &plain(known)), known)).collect();
    near.sort_unstable();
    near.dedup();
    let (distance, known) = *near.first()?;
    let clear = near.get(1).is_none_or(|(next, _)| *next >= distance + if distance == 0 { 1 } else { 2 });
    (clear && distance <= typed.chars().count() / 4).then_some(known)
}

/// Writes `word`, which is the format's or the service's, in the place of a value.
pub(super) fn word(node: &Node, record: &Record, word: &str) -> Option<Fix> {
    let edit = Edit::replace(written(node, record)?, yaml_text(word));
    Some(Fix::new(format!("write `{word}`"), [edit]))
}

/// Writes an id or a reference in letters that fit, where it is the same but for capitals and the signs between its words.
pub(super) fn letters(node: &Node, fits: impl Fn(&str) -> bool, record: &Record) -> Option<Fix> {
    let typed = node.text()?.trim();
    let joined = typed.replace([' ', '_'], "-");
    if !joined.chars().all(|c| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let right = [joined.to_lowercase(), joined.to_uppercase()].into_iter().find(|right| fits(right))?;
    let label =
        if right == joined.to_lowercase() { "write it in small letters, with hyphens" } else { "write it in capitals" };
    Some(Fix::new(label, [Edit::replace(written(node, record)?, yaml_text(&right))]).quoting())
}

/// Writes a time of day as the format has it, where it has a point for the colon, or no zero before a single figure.
pub(super) fn time(node: &Node, fits: impl Fn(&str) -> bool, record: &Record) -> Option<Fix> {
    let (hour, minute) = node.text()?.trim().split_once([':', '.'])?;
    let figures = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let right = format!("{hour:0>2}:{minute}");
    if !figures(hour, 2) || !figures(minute, 2) || !fits(&right) {
        return None;
    }
    let edit = Edit::replace(written(node, record)?, format!("\"{right}\""));
    Some(Fix::new("write it as HH:MM", [edit]).quoting())
}

/// Writes a date as the format has it, where it was written in another way that leaves one reading in the United Kingdom.
pub(super) fn date(node: &Node, record: &Record) -> Option<Fix> {
    let (date, unclear) = british_date(node.text()?)?;
    let label = if unclear {
        "write it as YYYY-MM-DD, with the day read before the month, as in the United Kingdom"
    } else {
        "write it as YYYY-MM-DD"
    };
    Some(Fix::new(label, [Edit::replace(written(node, record)?, date.to_string())]).quoting())
}

/// The bytes of a value that stands on one line, with its quotation marks.
fn written(node: &Node, record: &Record) -> Option<Span> {
    let Yaml::Scalar { text, .. } = &node.value else { return None };
    let there = node.span.of(&record.text);
    let bare = there.strip_prefix(['"', '\'']).and_then(|there| there.strip_suffix(['"', '\''])).unwrap_or(there);
    (bare == text).then_some(node.span)
}

/// The day that somebody in the United Kingdom means, and whether others could take it for another one. Years of two digits are left alone.
pub fn british_date(text: &str) -> Option<(NaiveDate, bool)> {
    let words = text.replace(',', " ").to_lowercase();
    let mut words: Vec<&str> = words.split_whitespace().collect();
    if words.first().is_some_and(|word| DAYS.iter().any(|day| is_short_for(word, day))) {
        words.remove(0);
    }
    match words.as_slice() {
        [date] => {
            let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
            let [first, second, third] = parts.as_slice() else { return None };
            if first.len() == 4 {
                return Some((day(third, number(second)?, first)?, false));
            }
            let month = number(second)?;
            let date = day(first, month, third)?;
            Some((date, number(first)? <= 12 && number(first)? != month))
        }
        [number, month, year] => {
            let bare = ["st", "nd", "rd", "th"].iter().find_map(|ending| number.strip_suffix(ending));
            let month = MONTHS.iter().position(|name| is_short_for(month, name))?;
            Some((day(bare.unwrap_or(number), u32::try_from(month).ok()? + 1, year)?, false))
        }
        _ => None,
    }
}

fn is_short_for(word: &str, name: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.len() >= 3 && name.starts_with(word)
}

fn number(digits: &str) -> Option<u32> {
    let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_short)
}

fn day(day: &str, month: u32, year: &str) -> Option<NaiveDate> {
    let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))?;
    model::date(&format!("{year}-{month:02}-{:02}", number(day)?))
}

/// Puts a value and what follows it up to `end`, which was cut off as a comment, between quotation marks.
pub(super) fn quoted(node: &Node, comment: Span, record: &Record) -> Option<Fix> {
    let said = comment.of(&record.text);
    // A number belongs to what stands before it, as in "room #3"; words may be a remark.
    let is_part = said.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let whole = Span::new(node.span.start, comment.start + said.trim_end().len());
    let escaped = whole.of(&record.text).match_indices(['"', '\\']).map(|(at, _)| Edit::insert(whole.start + at, "\\"));
    let edits = [Edit::insert(whole.start, "\"")].into_iter().chain(escaped).chain([Edit::insert(whole.end, "\"")]);
    (is_part && !whole.of(&record.text).contains('\n')).then(|| Fix::new("put the whole text in double quotes", edits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_mended_only_where_it_can_be_no_other() {
        let keys = ["key_worker", "called", "moved_in", "for", "uses"];
        for (typed, meant) in [("key_wroker", "key_worker"), ("Key-Worker", "key_worker"), ("caled", "called")] {
            assert_eq!(surely(typed, keys), Some(meant), "{typed}");
        }
        for typed in ["fro", "colour", "worker", "use", ""] {
            assert_eq!(surely(typed, keys), None, "{typed}");
        }
        assert_eq!(surely("dne", ["done", "none"]), None);
        assert_eq!(surely("partly done", ["partly_done", "done"]), Some("partly_done"));
        assert_eq!(surely("not-workin", ["working", "not-working"]), Some("not-working"));
    }

    #[test]
    fn dates_are_read_as_in_the_united_kingdom() {
        let read = |text: &str| british_date(text).map(|(date, unclear)| (date.to_string(), unclear));
        let clear = [
            "20/11/2026",
            "20.11.2026",
            "20-11-2026",
            "20 November 2026",
            "20th Nov 2026",
            "Friday 20 November 2026",
            "Fri, 20 nov. 2026",
            "2026/11/20",
            "2026.11.20",
        ];
        for text in clear {
            assert_eq!(read(text), Some(("2026-11-20".to_owned(), false)), "{text}");
        }
        assert_eq!(read("03/04/2026"), Some(("2026-04-03".to_owned(), true)));
        assert_eq!(read("4/4/2026"), Some(("2026-04-04".to_owned(), false)));
        for text in
            ["11/20/2026", "20/11/26", "31/02/2026", "next Friday", "20 Nov", "Nov 20 2026", "20/11/2026 10:00", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

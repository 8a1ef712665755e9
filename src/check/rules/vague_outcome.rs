//! Outcomes whose words name nothing that anybody could see.

mod words;

use self::words::{
    AS_NAMES, BONDS, CALENDAR, DONE, DONE_ONCE, FEELINGS, FIRST, FREQUENT, HARD, KEEPS, MONTHS, NOT_ZERO, NUMBERS,
    OCCASIONS, ONCE_ONLY, OWN, PEOPLE, SOFT, SOFT_ENDINGS, STATES, TIMES, UNHELPED,
};
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::VagueOutcome,
    checks: "It looks at what stands below the heading of each outcome that has not ended, up to its first label. It looks for how much, \
             how often, by when or with how much help, in figures or in words: \"twice\", \"every day\", \"by Easter\", \"on his own from \
             start to finish\". What happens once, such as opening an account, is enough by itself. \"Improve\", \"maintain\", \"engage\" \
             and the like, with no measure, are not.",
    why: "Two workers who read \"improve independence\" see two different things, and neither can say when it is reached or lost. The \
          figures of the measure say how it is counted; the words say to everybody on shift what it is.",
    source: "Outcomes are stated so that anyone on shift can see success or deterioration: what, how often, with how much help, by when \
             (the second seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "plan.md",
        &[(
            "Cooks a hot lunch three times a week, with one prompt at most, and eats it the same day.",
            "«Sam will improve their cooking and be more independent.»",
        )],
    ),
    good: Example::new(
        "plan.md",
        &[(
            "Cooks a hot lunch three times a week, with one prompt at most, and eats it the same day.",
            "Cooks a hot lunch on most days without a reminder.",
        )],
    ),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(plan) = folder.asked_plan() else { return Vec::new() };
    let live = plan.data.outcomes.iter().filter(|outcome| outcome.ended.is_none());
    let items = live.filter_map(|outcome| plan.record.outline.item("outcomes", &outcome.id));
    let vague = items.filter(|item| plan.record.body.has_words(item.text));
    let found = vague.filter_map(|item| {
        let words = plan.record.words(item.text);
        if is_observable(&words) {
            return None;
        }
        let text = item.text.of(&plan.record.text);
        let start = item.text.start + (text.len() - text.trim_start().len());
        let span = Span::new(start, start + text.trim().len());
        let message = "nobody on shift could see from these words whether this outcome is reached";
        let help = "Say what happens, how often, with how much help and by when, such as: cooks a hot lunch twice a week with one prompt.";
        Some((plan.at, Finding::new(Code::VagueOutcome, span, message, help).quoting(words)))
    });
    found.collect()
}

/// What an outcome's words say that can be seen, and what they say that cannot.
#[derive(Debug, Default)]
struct Marks {
    /// How much, how often, how long, or that something never happens.
    counted: bool,
    /// By when.
    dated: bool,
    /// Without help, or with what help.
    unhelped: bool,
    /// On which occasion.
    occasion: bool,
    /// Something that happens once and is done.
    once: bool,
    /// It is done by a word for an event, not for a state.
    event: bool,
    /// Words that name an intention and no event.
    hard: bool,
    /// Words that name a state which nobody can see.
    soft: bool,
    /// The state is one of staying as things are.
    keeps: bool,
}

fn is_observable(text: &str) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | ':' | '/' | '-' | '%' | '£')))
        .flat_map(|word| {
            if word.contains(|c: char| c.is_ascii_digit()) { vec![word] } else { word.split(['-', '/', ':']).collect() }
        })
        .map(|word| word.strip_suffix("'s").unwrap_or(word).trim_matches('\''))
        .filter(|word| !word.is_empty())
        .collect();
    let marks = marks(&words);
    let is_vague = marks.hard || marks.soft;
    marks.counted
        || (marks.dated && (!is_vague || (marks.keeps && !marks.hard) || marks.unhelped))
        || ((marks.unhelped || (marks.once && marks.event)) && !marks.hard)
        || (!is_vague && (marks.occasion || marks.once || marks.dated))
}

fn marks(words: &[&str]) -> Marks {
    let mut marks = Marks::default();
    for at in 0..words.len() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or("");
        let (word, after) = (words[at], words.get(at + 1).copied().unwrap_or(""));
        let third = words.get(at + 2).copied().unwrap_or("");
        let is_bond = BONDS.contains(&after) || BONDS.contains(&third);
        marks.counted |= is_number(before, word, after) && !is_bond || is_frequency(before, word, after, third);
        marks.counted |= matches!(word, "zero" | "never" | "nobody" | "none" | "unbroken");
        marks.counted |= word == "no" && !after.is_empty() && !NOT_ZERO.contains(&after);
        marks.counted |= matches!((word, after, third), ("morning", "and", "night" | "evening"));
        marks.dated |= is_date(before, word, after) || is_day_or_year(word, after) || (word == "now" && after == "and");
        marks.unhelped |= UNHELPED.contains(&word)
            && !(word == "independently" && matches!(before, "live" | "living" | "lives" | "function" | "more"));
        marks.unhelped |= matches!(before, "on" | "by")
            && OWN.contains(&word)
            && (before == "by" || after == "own")
            && word.len() + after.len() > 5;
        marks.unhelped |= word == "without" && !FEELINGS.contains(&after);
        marks.unhelped |= matches!(
            (word, after, third),
            ("start" | "beginning", "to", "finish" | "end")
                | ("from", "memory", _)
                | ("by", "heart", _)
                | ("a", "prompt" | "reminder", _)
        );
        marks.unhelped |= word == "staff"
            && matches!(
                after,
                "nearby" | "watching" | "outside" | "out" | "downstairs" | "upstairs" | "close" | "behind"
            );
        marks.occasion |= (OCCASIONS.contains(&word) && !is_whenever(&words[at..]))
            || matches!(
                (word, after, third),
                ("as", "soon", "as")
                    | ("the", "same", _)
                    | ("on", "the", "day" | "morning" | "night" | "evening")
                    | ("through", "the", "night")
                    | ("the", "next", "day")
            );
        marks.occasion |= matches!(
            (word, after),
            ("on" | "in", "time" | "full")
                | ("all", "his" | "her" | "their" | "the" | "of" | "my" | "bills")
                | ("up", "to")
                | ("in", "credit")
        );
        marks.once |= ONCE_ONLY.contains(&word) && at < 6 && (FIRST.contains(&after) || FIRST.contains(&third));
        marks.once |= matches!((word, after), ("is" | "be" | "gets" | "get", "registered" | "enrolled" | "signed"));
        marks.once |= matches!(before, "has" | "have")
            && DONE.contains(&word)
            && after != "on"
            && (word != "been" || after == "to");
        marks.event |= DONE_ONCE.contains(&word) && at < 6;
        marks.hard |= HARD.iter().any(|stem| word.starts_with(stem));
        marks.hard |= word == "daily" && after == "living";
        marks.hard |= word.starts_with("support")
            && (matches!(before, "to" | "will" | "")
                || matches!(after, "sam" | "him" | "her" | "them" | "with" | "to" | "resident")
                || PEOPLE.contains(&after));
        marks.hard |= matches!(word, "more" | "less")
            && !matches!(after, "than" | "")
            && !matches!(before, "or" | "once" | "no")
            && !after.starts_with(|c: char| c.is_ascii_digit());
        marks.soft |= SOFT.contains(&word)
            || SOFT_ENDINGS.iter().any(|ending| word.len() > ending.len() + 3 && word.ends_with(ending));
        let keeps = KEEPS.contains(&word);
        marks.keeps |= keeps;
        marks.soft |= keeps && (STATES.contains(&after) || word.starts_with("maint") || word.starts_with("sust"));
    }
    marks
}

/// Whether it is the day of a month, or a year, which count nothing.
fn is_day_or_year(word: &str, after: &str) -> bool {
    let day = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_day = !day.is_empty() && day.len() < 3 && day.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = MONTHS.contains(&after) || matches!(after, "march" | "may");
    let is_year = word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_written_out = word.len() == 10 && word.starts_with("20") && word.matches('-').count() == 2;
    (is_day && is_month) || is_year || is_written_out
}

/// Whether these words name an occasion that comes whenever somebody says so.
fn is_whenever(words: &[&str]) -> bool {
    let is_any = |word: &&str| {
        matches!(*word, "ready" | "able" | "possible" | "appropriate" | "needed" | "required" | "necessary" | "right")
    };
    let last = words.iter().skip(1).take(4).position(is_any).map_or(0, |at| at + 1);
    let is_bare = |word: &&str| {
        matches!(
            *word,
            "the" | "time" | "is" | "feels" | "are" | "feel" | "they" | "he" | "she" | "sam" | "and" | "as" | "it"
        )
    };
    last > 0 && words[1..last].iter().all(is_bare) && words.len() < last + 3
}

/// Whether a word is a number that says how much or how often, and not one that names something.
fn is_number(before: &str, word: &str, after: &str) -> bool {
    if matches!(after, "years" | "year" | "yrs" | "old") || is_day_or_year(word, after) || AS_NAMES.contains(&before) {
        return false;
    }
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '£') {
        let time_of_day = word.split_once(':').is_some_and(|(_, minutes)| minutes.len() == 2);
        return !matches!(word, "1:1" | "2:1" | "1-1" | "1-2-1" | "121" | "24/7" | "1/1" | "1-to-1" | "24-7")
            && (time_of_day || !word.contains(':'));
    }
    match word {
        "one" => {
            !matches!(after, "day" | "another" | "to" | "of" | "bedroom" | "bed" | "bedroomed" | "person")
                && !matches!(
                    before,
                    "no" | "some" | "any" | "every" | "the" | "this" | "that" | "which" | "to" | "loved" | "each"
                )
        }
        "once" => matches!(
            after,
            "" | "a" | "per" | "every" | "each" | "in" | "or" | "weekly" | "daily" | "on" | "at" | "and"
        ),
        "half" => after != "term",
        _ => NUMBERS.contains(&word) && !PEOPLE.contains(&after),
    }
}

fn is_frequency(before: &str, word: &str, after: &str, third: &str) -> bool {
    let singular = |word: &str| TIMES.contains(&word);
    let plural = |word: &str| word != "years" && word.strip_suffix('s').is_some_and(|word| TIMES.contains(&word));
    (FREQUENT.contains(&word)
        && !matches!((word, after), ("daily", "living" | "life" | "tasks" | "activities" | "skills")))
        || (matches!(word, "each" | "every" | "per" | "most" | "alternate")
            && (singular(after) || plural(after) || singular(third) || after == "other"))
        || (word == "a"
            && singular(after)
            && !matches!(before, "have" | "has" | "having" | "for" | "such")
            && !matches!(after, "time" | "visit" | "meal" | "session"))
        || (plural(word)
            && !matches!(before, "these" | "good" | "at" | "all" | "difficult" | "hard" | "bad")
            && !matches!(word, "times" | "visits" | "meals" | "sessions" | "appointments" | "bills"))
        || (word == "times" && before == "all")
}

fn is_date(before: &str, word: &str, after: &str) -> bool {
    let names_time = matches!(
        before,
        "by" | "in"
            | "until"
            | "till"
            | "before"
            | "of"
            | "end"
            | "this"
            | "next"
            | "during"
            | "from"
            | "to"
            | "the"
            | "since"
            | "late"
            | "early"
    );
    match word {
        "may" | "march" | "spring" | "summer" | "autumn" | "winter" => names_time,
        "next" => matches!(after, "week" | "month" | "year" | "review" | "formal"),
        "term" => matches!(before, "half" | "this" | "of" | "next"),
        "new" => after == "year",
        "end" => after == "of" && matches!(before, "the" | "by"),
        _ => MONTHS.contains(&word) || CALENDAR.contains(&word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_name_something_count_nothing() {
        for words in [
            "1:1 engagement",
            "his Type 2 diabetes",
            "24/7 safety",
            "flat 3",
            "one day",
            "a two bedroom flat",
            "3 years",
        ] {
            assert!(!is_observable(words), "{words}");
        }
        for words in ["3 lunches", "ten", "once a week", "one prompt", "at 12:30", "£10 put by"] {
            assert!(is_observable(words), "{words}");
        }
    }
}

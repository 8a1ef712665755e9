//! What an example takes as given beside its own words: the day, records that are not there, what other records say, and what git tells.

use chrono::NaiveDate;

use super::changed_lines;
use crate::check::rules::{Changed, Example, Past, Rule};

/// One thing that an example takes as given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Given {
    /// It, as a whole sentence; one that ends in a colon where lines of records follow.
    pub(super) words: String,
    /// The lines of records that it is about.
    pub(super) lines: Vec<&'static str>,
}

impl Given {
    /// The sentence and the lines below it.
    pub(super) fn whole(&self) -> String {
        [&[self.words.as_str()], self.lines.as_slice()].concat().join("\n")
    }

    fn sentence(words: String) -> Self {
        Self { words, lines: Vec::new() }
    }
}

/// The examples of a rule, the bad one first, each with all that it takes as given. What both do is said once.
pub(super) fn examples(rule: &Rule) -> [(&'static str, &Example, Vec<Given>); 2] {
    let (bad, mut good) = (given(&rule.bad), given(&rule.good));
    if good == bad && !bad.is_empty() {
        good = vec![Given::sentence("All else is as above.".to_owned())];
    }
    [("Found", &rule.bad, bad), ("Fine", &rule.good, good)]
}

/// All that `example` takes as given.
fn given(example: &Example) -> Vec<Given> {
    let mut given: Vec<Given> = left_out(example.file, example.changes).collect();
    given.extend(example.today.iter().map(|today| Given::sentence(format!("Today is {}.", in_words(today)))));
    if !example.without.is_empty() {
        given.push(Given::sentence(format!("There is no {}.", list(&spans(example.without), "or"))));
    }
    given.extend(elsewhere(example));
    given.extend(example.past.iter().flat_map(past));
    given
}

/// What other records say. Those that say the same are named together.
fn elsewhere(example: &Example) -> Vec<Given> {
    let mut together: Vec<(Vec<&str>, Vec<&'static str>)> = Vec::new();
    for (file, changes) in example.also {
        let lines = changed_lines(changes);
        if lines.is_empty() {
            continue;
        }
        match together.iter_mut().find(|(_, others)| *others == lines) {
            Some((files, _)) => files.push(file),
            None => together.push((vec![file], lines)),
        }
    }
    let given = |(files, lines): (Vec<&str>, _)| {
        let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
        Given { words: format!("It says in {}:", list(&files, "and")), lines }
    };
    let left_out = example.also.iter().flat_map(|(file, changes)| left_out(file, changes));
    together.into_iter().map(given).chain(left_out).collect()
}

/// What changes take out of a file.
fn left_out(file: &str, changes: Changed) -> impl Iterator<Item = Given> {
    let words = format!("This is left out of {file}:");
    let gone = changes.iter().filter(|(_, with)| with.trim().is_empty());
    gone.map(move |(find, _)| Given { words: words.clone(), lines: find.trim_matches('\n').lines().collect() })
}

/// What git tells.
fn past(past: &Past) -> Vec<Given> {
    let mut given = Vec::new();
    let mut say = |words: String| given.push(Given::sentence(words));
    if past.is_cut {
        say("This copy of the repository is cut off, and older saves are not in it.".to_owned());
    }
    for (file, day) in past.kept {
        say(match day {
            Some(day) => format!("git first kept {file} on {}.", in_words(day)),
            None => format!("git has not kept {file} yet."),
        });
    }
    if !past.plans.is_empty() {
        let plans: Vec<String> = past.plans.iter().map(|hash| (*hash).to_owned()).collect();
        say(format!("Of the plans that the formal review names, git holds {}.", list(&plans, "and")));
    }
    let closed = past.closed.iter().map(|(file, changes)| match changes {
        [] => Given::sentence(format!("When {file} was closed, it said what it says in the worked example.")),
        changes => Given { words: format!("When {file} was closed, it said:"), lines: changed_lines(changes) },
    });
    given.extend(closed);
    given
}

/// Files, where three or more of a folder in a row are named by the first and the last.
fn spans(files: &[&str]) -> Vec<String> {
    let folder = |file: &str| file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let rows = files.chunk_by(|a, b| folder(a).is_some() && folder(a) == folder(b));
    let named = rows.flat_map(|row| match row {
        [first, _, .., last] => vec![format!("{first} to {last}")],
        row => row.iter().map(|file| (*file).to_owned()).collect(),
    });
    named.collect()
}

fn list(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

fn in_words(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), |day: NaiveDate| day.format("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::RULES;
    use crate::finding::Code;

    fn of(code: Code) -> Vec<Given> {
        given(&RULES.iter().find(|rule| rule.code == code).expect("a rule").bad)
    }

    #[test]
    fn all_that_an_example_needs_is_said() {
        let words = |code| of(code).into_iter().map(|given| given.words).collect::<Vec<_>>();
        let no_plan = words(Code::NoPlanYet);
        assert!(no_plan[0].ends_with("or weekly/2026-W30.md to weekly/2026-W46.md."), "{no_plan:?}");
        assert_eq!(words(Code::WeeklyOverdue), ["Today is 23 November 2026."]);
        assert_eq!(words(Code::KeptLate), ["git first kept weekly/2026-W40.md on 10 October 2026."]);
        assert!(words(Code::UntoldVersion)[0].contains("cut off"));
        assert!(words(Code::ChangedSinceClosed)[0].starts_with("When formal/2026-10-26.md was closed"));
    }

    #[test]
    fn what_both_examples_take_as_given_is_said_once() {
        let rule = RULES.iter().find(|rule| rule.code == Code::SteadyHelp).expect("a rule");
        let [(_, _, bad), (_, _, good)] = examples(rule);
        assert!(bad.len() > 2 && matches!(good.as_slice(), [same] if same.words == "All else is as above."));
    }

    #[test]
    fn what_is_taken_out_is_shown() {
        let out: Vec<Given> = left_out("plan.md", &[("one\n", "two\n"), ("three\nfour\n", "")]).collect();
        assert!(matches!(out.as_slice(), [given] if given.lines == ["three", "four"]));
    }

    #[test]
    fn records_that_say_the_same_are_named_together() {
        let by_staff = of(Code::DoneForThem);
        let all = "weekly/2026-W40.md, weekly/2026-W41.md, weekly/2026-W42.md";
        assert!(by_staff.iter().any(|given| given.words.contains(all) && given.lines.contains(&"    help: full")));
        assert!(by_staff.len() < 5);
    }
}

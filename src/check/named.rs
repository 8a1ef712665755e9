//! Whom else a resident's records name: staff, people whom the safety plan says to call, other residents, relatives, and whoever may be meant
//! by a word with a capital. The rules on names and numbers find what they find here as well. It is a help for whoever reads the records
//! before they are handed over, and no proof that nobody else is named.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::folder::{Folder, Subject, Surroundings};
use super::rules::found_by;
use super::rules::identifiers::contacts;
use super::rules::other_name::words::{KIN, MONTHS, ROLES, TIMES, TITLES};
use super::rules::other_name::{bare, begins_sentence, words_within};
use super::{Checkup, Context};
use crate::finding::Code;
use crate::record::{Record, Settings};
use crate::text::Span;

/// A place where a record names somebody else, or may do so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// Who is named.
    pub who: Named,
}

/// Who is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A member of staff: the full name, a part of it, its first letters or the id.
    Staff,
    /// Whoever stands in the safety plan's lists of people and places.
    Contact,
    /// Another resident: a reference, or what one likes to be called.
    Resident,
    /// A phone number, an address or another number of somebody's.
    Number,
    /// A relative, a friend or a neighbour, with a name or without.
    Relative,
    /// Somebody with a title or a job, by name.
    Professional,
    /// Whoever or whatever is meant by a word with a capital.
    Capital,
}

impl Named {
    /// Every one of them, in the order in which they are told of.
    pub const ALL: [Named; 7] = [
        Named::Staff,
        Named::Contact,
        Named::Resident,
        Named::Number,
        Named::Relative,
        Named::Professional,
        Named::Capital,
    ];

    /// Who it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Named::Staff => "a member of staff",
            Named::Contact => "a line of the safety plan's lists of people to call and places to go",
            Named::Resident => "another resident, or somebody of the same name",
            Named::Number => "a phone number, an address or a number",
            Named::Relative => "a relative, friend or neighbour",
            Named::Professional => "somebody with a title or a job",
            Named::Capital => "a word with a capital, which may be a name",
        }
    }
}

/// What the rules find that is somebody's.
const BY_RULES: [(Code, Named); 7] = [
    (Code::OtherReference, Named::Resident),
    (Code::OtherName, Named::Resident),
    (Code::PhoneNumber, Named::Number),
    (Code::EmailAddress, Named::Number),
    (Code::Postcode, Named::Number),
    (Code::NhsNumber, Named::Number),
    (Code::InsuranceNumber, Named::Number),
];

/// Who may be meant beside those of [`KIN`].
const NEAR: &[&str] = &[
    "parent",
    "parents",
    "sibling",
    "siblings",
    "sisters",
    "brothers",
    "child",
    "children",
    "kids",
    "sons",
    "daughters",
    "relative",
    "relatives",
    "family",
    "cousins",
    "aunts",
    "uncles",
    "grandparents",
    "grandchildren",
    "friend",
    "friends",
    "neighbour",
    "neighbours",
    "housemate",
    "housemates",
    "flatmate",
    "flatmates",
];

/// Titles that end in a full stop.
const SHORT: &[&str] = &["dr", "mr", "mrs", "ms", "mx", "st", "sgt", "rev", "fr", "cllr", "prof", "pc"];

/// How many words one name may have behind the first.
const MOST_NAMES: usize = 8;

/// Where each of these files of a resident names others, by its place among them, in the order of its text. A file that is no record is left out: nobody
/// looked into it.
pub fn named(checkups: &[Checkup], context: &Context, surroundings: &Surroundings) -> Vec<(usize, Vec<Mention>)> {
    let (places, records): (Vec<usize>, Vec<&Record>) =
        checkups.iter().enumerate().filter_map(|(at, checkup)| Some((at, checkup.record.as_ref()?))).unzip();
    let files = records.iter().map(|record| Cow::Borrowed(&record.place)).collect();
    let folder = Folder::new(files, records, context, surroundings);
    let people = People::of(&context.settings);
    places.into_iter().zip(folder.subjects.iter().map(|subject| mentions(subject, &people))).collect()
}

/// The staff, as they may be named in passing.
struct People {
    ids: Vec<String>,
    /// The parts of names, and their first letters.
    parts: Vec<String>,
}

impl People {
    fn of(settings: &Settings) -> Self {
        let mut people = Self { ids: Vec::new(), parts: Vec::new() };
        for staff in &settings.staff {
            people.ids.push(staff.id.clone());
            let parts: Vec<&str> = staff.name.split([' ', '-']).filter(|part| !part.is_empty()).collect();
            people.parts.extend(parts.iter().filter(|part| part.chars().count() > 1).map(|part| (*part).to_owned()));
            if parts.len() > 1 {
                people.parts.push(parts.iter().filter_map(|part| part.chars().next()).collect());
            }
        }
        people
    }
}

fn mentions(subject: &Subject, people: &People) -> Vec<Mention> {
    let record = subject.record;
    let text = &record.text;
    let mut found: Vec<Mention> = Vec::new();
    for section in contacts(record) {
        let lines = section.of(text).split_inclusive('\n').scan(section.start, |at, line| {
            let words = line.trim();
            let start = *at + (line.len() - line.trim_start().len()).min(line.len());
            *at += line.len();
            Some((words.contains(char::is_alphanumeric), Span::new(start, start + words.len())))
        });
        found.extend(lines.filter(|(has_words, _)| *has_words).map(|(_, span)| Mention { span, who: Named::Contact }));
    }
    let staff = subject.context.staff_names.find(text).map(|span| Mention { span, who: Named::Staff });
    found.extend(staff);
    for (code, who) in BY_RULES {
        found.extend(found_by(code, subject).into_iter().map(|finding| Mention { span: finding.span, who }));
    }
    found.extend(in_words(subject, people));
    found.sort_by_key(|it| (it.span.start, it.who, Reverse(it.span.end)));
    let mut end = 0;
    found.retain(|it| {
        let is_apart = it.span.start >= end;
        end = if is_apart { it.span.end } else { end };
        is_apart
    });
    found
}

/// Whom the words name, one after the other.
fn in_words(subject: &Subject, people: &People) -> Vec<Mention> {
    let text = &subject.record.text;
    let words: Vec<(Span, Span)> =
        words_within(text, Span::new(0, text.len())).map(|word| (word, bare(text, word))).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((word, name)) = words.get(at).copied() {
        at += 1;
        let before = at.checked_sub(2).map(|before| words[before].0);
        let goes_on = names_behind(text, &words[at - 1..]);
        let Some(who) = who(subject, people, before, (word, name), goes_on > 0) else { continue };
        let takes_names = matches!(who, Named::Relative | Named::Professional | Named::Capital);
        at += if takes_names { goes_on } else { 0 };
        found.push(Mention { span: Span::new(name.start, words[at - 1].1.end), who });
    }
    found
}

/// How many words with a capital stand behind the first, joined to it.
fn names_behind(text: &str, words: &[(Span, Span)]) -> usize {
    let joined = words.windows(2).take_while(|two| {
        let between = &text[two[0].1.end..two[1].1.start];
        let is_joined = between.chars().all(|c| c == ' ' || c == '\n' || c == '.') && !between.contains("\n\n");
        // A full stop ends a sentence, but not a title.
        let is_ended = between.contains('.') && !is(SHORT, two[0].1.of(text));
        is_joined && !is_ended && is_capital(text, two[1].1) && !is(TIMES, two[1].1.of(text))
    });
    joined.take(MOST_NAMES).count()
}

/// Whom a word names, if anybody.
fn who(
    subject: &Subject,
    people: &People,
    before: Option<Span>,
    (word, name): (Span, Span),
    is_with_name: bool,
) -> Option<Named> {
    let text = &subject.record.text;
    let bare = name.of(text);
    if bare.is_empty() {
        return None;
    }
    let small = bare.to_lowercase();
    let own = |name: &str| subject.called().split_whitespace().any(|part| part == name);
    if people.ids.contains(&small) {
        return Some(Named::Staff);
    }
    if small.split('-').any(|part| KIN.contains(&part) || NEAR.contains(&part)) {
        return Some(Named::Relative);
    }
    if is_with_name && (TITLES.contains(&small.as_str()) || ROLES.contains(&small.as_str())) {
        return Some(Named::Professional);
    }
    if !is_capital(text, name) || own(bare) {
        return None;
    }
    if people.parts.iter().any(|part| part == bare) {
        return Some(Named::Staff);
    }
    let called = subject.surroundings.called.as_deref();
    let own_reference = subject.record.place.resident();
    if called
        .is_some_and(|called| called.beginning(bare).iter().any(|(_, whose)| Some(whose.as_str()) != own_reference))
    {
        return Some(Named::Resident);
    }
    let is_service = subject.context.settings.service.split_whitespace().any(|part| part == bare);
    let is_usual =
        is_service || bare == "I" || is(TIMES, bare) || is(MONTHS, bare) || bare.chars().all(|c| !c.is_lowercase());
    let begins = before
        .is_none_or(|before| begins_sentence(text, before, word) || text[before.end..word.start].contains("\n\n"));
    (!is_usual && !begins).then_some(Named::Capital)
}

fn is(list: &[&str], word: &str) -> bool {
    list.contains(&word.to_lowercase().as_str())
}

fn is_capital(text: &str, name: Span) -> bool {
    name.of(text).starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::Arc;

    use super::super::{Called, together};
    use super::*;
    use crate::record::{self, Place, Wording};

    /// What is found in a body of this kind of record, each as the words and who they are.
    fn found(path: &str, body: &str) -> Vec<(String, Named)> {
        let staff = serde_json::json!([
            {"id": "priya-n", "name": "Priya Naidu", "email": "p@x.example"},
            {"id": "tom-b", "name": "Tom", "email": "t@x.example"},
        ]);
        let settings = serde_json::from_value(serde_json::json!({"service": "Larch House", "staff": staff}));
        let residents = BTreeSet::from(["R-0142".to_owned(), "R-0117".to_owned()]);
        let context = Context::new(settings.expect("settings"), residents, chrono::NaiveDate::default());
        let called = [("R-0142", "Sam"), ("R-0117", "Margaret")];
        let called = called.map(|(reference, name)| (reference.to_owned(), name.to_owned()));
        let called = Some(Arc::new(Called::new(BTreeMap::from(called))));
        let surroundings = Surroundings { called, ..Surroundings::default() };
        let readings = [("residents/R-0142/plan.md", "---\ncalled: Sam\n---\n"), (path, body)].map(|(path, text)| {
            let place = Place::of(path).expect("a place");
            (path.to_owned(), record::read(path, place, text.as_bytes().to_vec(), &Wording::default()))
        });
        let checkups = together(readings.into(), &context, &surroundings);
        let mentions = named(&checkups, &context, &surroundings).pop().expect("a record").1;
        mentions.iter().map(|it| (it.span.of(body).to_owned(), it.who)).collect()
    }

    fn plain(body: &str) -> Vec<(String, Named)> {
        found("residents/R-0142/assessment.md", &format!("---\nby: priya-n\n---\n\n## Health\n\n{body}\n"))
    }

    #[track_caller]
    fn holds(body: &str, expected: &[(&str, Named)]) {
        let mut all = vec![("priya-n".to_owned(), Named::Staff)];
        all.extend(expected.iter().map(|(words, who)| ((*words).to_owned(), *who)));
        assert_eq!(plain(body), all, "{body}");
    }

    #[test]
    fn staff_are_found_by_name_part_letters_and_id() {
        holds(
            "Sam cooked with Priya Naidu, then with Priya. PN wrote it down, and tom-b and Tom's bike came.",
            &[
                ("Priya Naidu", Named::Staff),
                ("Priya", Named::Staff),
                ("PN", Named::Staff),
                ("tom-b", Named::Staff),
                ("Tom", Named::Staff),
            ],
        );
    }

    #[test]
    fn relatives_and_professionals_are_found_with_their_names() {
        holds(
            "They live in Larch House. Sam rang her mother. Jo saw Aunt Mary Lee and\nDr. Patel on Friday. The nurse Jo came; the nurse left. His ex-partner too.",
            &[
                ("mother", Named::Relative),
                ("Aunt Mary Lee", Named::Relative),
                ("Dr. Patel", Named::Professional),
                ("nurse Jo", Named::Professional),
                ("ex-partner", Named::Relative),
            ],
        );
    }

    #[test]
    fn other_residents_numbers_and_words_with_a_capital_are_found() {
        holds(
            "Margaret lent a pan (R-0117). Sam rang 07700 900123 and wrote to jo@post.example. On Monday Sam and Jo Smith met. They went home.",
            &[
                ("Margaret", Named::Resident),
                ("R-0117", Named::Resident),
                ("07700 900123", Named::Number),
                ("jo@post.example", Named::Number),
                ("Jo Smith", Named::Capital),
            ],
        );
    }

    #[test]
    fn whoever_is_to_be_called_is_found_line_by_line() {
        let body = "---\nupdated: 2026-11-01\n---\n\n## What staff do\n\nStay.\n\n## Who to call\n\n1. Mum on 07700 900123.\n\n2. The surgery.\n";
        let lines = ["1. Mum on 07700 900123.", "2. The surgery."].map(|line| (line.to_owned(), Named::Contact));
        assert_eq!(found("residents/R-0142/safety-plan.md", body), lines);
    }

    #[test]
    fn any_text_is_looked_through() {
        for body in ["", "\u{feff}", "## ", "Aunt", "É É É", "Dr.\n\nÄ", "...", "a@b", "«Jo»'s", "Mum\u{2019}s"] {
            let _ = plain(body);
        }
    }
}

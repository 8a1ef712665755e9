//! What is generated is as good as a careful service's own records: nothing is found in it, at any moment of its history.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{Datelike as _, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::check::{self, Context, Surroundings};
use crate::finding::{Code, Severity};
use crate::record::{self, Kind, Place, content_hash, model};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn generator(residents: usize, weeks: u32, seed: u64, today: NaiveDate) -> Generator {
    Generator::new(residents, weeks, seed, today).expect("a generator")
}

/// The life of a resident.
fn resident(number: usize, residents: usize, weeks: u32, seed: u64, today: NaiveDate) -> Generated {
    generator(residents, weeks, seed, today).resident(number).expect("a life")
}

/// What the team saved.
fn team(residents: usize, weeks: u32, seed: u64, today: NaiveDate) -> Vec<Save> {
    generator(residents, weeks, seed, today).team().expect("the team's records")
}

fn settings(residents: usize) -> String {
    staff::settings(residents)
}

fn context(residents: usize, today: NaiveDate) -> Context {
    let place = Place { kind: Kind::Settings, values: BTreeMap::new() };
    let reading =
        record::read("supportplan.yaml", place, settings(residents).into_bytes(), &record::Wording::default());
    let checkup = check::settings(reading);
    assert!(checkup.findings.is_empty(), "{:?}", checkup.findings);
    let settings = checkup.record.as_ref().and_then(model::of::<record::Settings>).expect("settings");
    Context::new(settings, (1..=residents).map(|number| reference(number, digits(residents))).collect(), today)
}

/// The records as they stand after these saves.
fn state(saves: &[Save]) -> BTreeMap<&str, &str> {
    saves.iter().flat_map(|save| &save.records).map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

fn assert_nothing_found(state: &BTreeMap<&str, &str>, context: &Context) {
    let read = |(path, text): (&&str, &&str)| {
        let place = Place::of(path).expect("a place of the format");
        ((*path).to_owned(), record::read(path, place, text.as_bytes().to_vec(), &context.wording))
    };
    for checkup in check::together(state.iter().map(read).collect(), context, &Surroundings::default()) {
        let found: Vec<_> = checkup
            .positions()
            .map(|(finding, at, _)| format!("{}:{} {} {:?}", at.line, at.column, finding.message, finding.quoted))
            .collect();
        assert!(found.is_empty(), "{}: {found:#?}\n{}", checkup.path, checkup.text);
        assert_eq!(checkup.count(Severity::Info), 0);
    }
}

/// Sentences of the text below the front matter, a list's entry ending one too.
fn sentences(text: &str) -> Vec<String> {
    let body = text.splitn(3, "---\n").nth(2).unwrap_or("");
    let mut found = Vec::new();
    for block in body.split("\n\n").flat_map(|block| block.split("\n- ")) {
        let block = block.split_whitespace().collect::<Vec<_>>().join(" ");
        found.extend(block.split_inclusive(['.', '?', '!']).map(|sentence| sentence.trim().to_owned()));
    }
    found
}

fn assert_well_written(text: &str) {
    for sentence in sentences(text) {
        let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        assert!(words < 25, "{words} words: {sentence}");
        for slip in
            ["  ", "{", "}", " .", "..", " ,", " they is", "they was", "she are", "he are", "they wants", "they has"]
        {
            assert!(!sentence.contains(slip), "{slip:?} in {sentence}");
        }
        for term in DEFICIT {
            let plain = sentence.to_lowercase();
            let words: Vec<_> = plain.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
            assert!(!words.contains(term), "{term} in {sentence}");
        }
    }
    let long = text.lines().find(|line| line.chars().count() > 100);
    assert_eq!(long, None);
}

/// Words that services have learnt to do without.
const DEFICIT: &[&str] = &[
    "aggressive",
    "defiant",
    "non-compliant",
    "resistant",
    "unmotivated",
    "manipulative",
    "difficult",
    "wandering",
    "disruptive",
    "abusive",
    "violent",
    "agitated",
    "paranoid",
    "suspicious",
    "absconded",
    "client",
    "case",
    "placement",
    "unit",
    "void",
    "contact",
    "addict",
    "alcoholic",
    "clean",
    "sober",
    "suffers",
    "victim",
    "fits",
    "attacks",
    "refused",
    "refuses",
    "failed",
    "engaged",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "christmas",
    "easter",
    "spring",
    "summer",
    "autumn",
    "winter",
];

/// Years that end in the middle of a week, and years with 53 weeks.
fn days() -> Vec<NaiveDate> {
    vec![
        day(2026, 11, 16),
        day(2027, 1, 1),
        day(2021, 1, 3),
        day(2021, 1, 4),
        day(2020, 12, 31),
        day(2024, 2, 29),
        day(2033, 1, 5),
    ]
}

#[test]
fn nothing_is_found_in_any_record() {
    for (at, today) in days().into_iter().enumerate() {
        for (residents, weeks) in [(1, 1), (3, 14), (12, 15), (25, 31), (3, 80)] {
            let context = context(residents, today);
            for number in 1..=residents.min(4) {
                let generated = resident(number, residents, weeks, at as u64, today);
                let records = state(&generated.saves);
                assert_nothing_found(&records, &context);
                records.values().for_each(|text| assert_well_written(text));
                let reviews = records.keys().filter(|path| path.contains("/weekly/")).count();
                assert_eq!(reviews, weeks as usize);
                let formal = records.keys().filter(|path| path.contains("/formal/")).count();
                assert_eq!(formal, (weeks as usize + 1) / 13);
            }
            let team = team(residents, weeks, at as u64, today);
            let records = state(&team);
            assert_nothing_found(&records, &context);
            records.values().for_each(|text| assert_well_written(text));
        }
    }
}

#[test]
fn ten_years_are_as_good_as_one_week() {
    let today = day(2027, 1, 4);
    let context = context(400, today);
    for seed in 0..2 {
        let generated = resident(399, 400, 520, seed, today);
        assert_nothing_found(&state(&generated.saves), &context);
        generated.saves.iter().flat_map(|save| &save.records).for_each(|(_, text)| assert_well_written(text));
    }
}

#[test]
fn nothing_is_found_at_any_moment_of_the_history() {
    for (number, seed) in [(1, 1), (17, 2)] {
        let generated = resident(number, 30, 36, seed, day(2026, 11, 16));
        for count in 1..=generated.saves.len() {
            let context = context(30, generated.saves[count - 1].date);
            assert_nothing_found(&state(&generated.saves[..count]), &context);
        }
    }
}

#[test]
fn saves_are_in_order_and_nothing_happens_after_the_last_sunday() {
    for (weeks, today) in [(1, day(2026, 11, 16)), (40, day(2027, 1, 3)), (60, day(2021, 1, 4))] {
        let sunday = today - chrono::Days::new(u64::from(today.weekday().number_from_monday()));
        for number in 1..=10 {
            let generated = resident(number, 10, weeks, 7, today);
            let saves = generated.saves.iter().map(|save| save.date).collect::<Vec<_>>();
            assert!(saves.is_sorted() && saves.last().is_some_and(|last| *last <= sunday), "{saves:?}");
            assert_eq!(saves.first().map(|first| (sunday - *first).num_days() / 7), Some(i64::from(weeks)));
            let mut paths = HashSet::new();
            let again = generated.saves.iter().flat_map(|save| save.records.iter().map(|(path, _)| (save.date, path)));
            again.for_each(|save| assert!(paths.insert(save), "{save:?} is saved twice on a day"));
        }
        let team = team(10, weeks, 7, today);
        assert!(team.iter().map(|save| save.date).is_sorted());
        assert!(team.last().is_none_or(|last| last.date <= sunday));
    }
}

#[test]
fn formal_reviews_name_the_plans_that_were_saved() {
    for number in 1..=20 {
        let generated = resident(number, 20, 62, 5, day(2026, 11, 16));
        let (mut plans, mut closed) = (Vec::new(), 0);
        for save in &generated.saves {
            // The plan that comes out is saved together with the review that closes on it.
            let before = plans.last().cloned();
            plans.extend(
                save.records.iter().filter(|(path, _)| path.ends_with("/plan.md")).map(|(_, text)| content_hash(text)),
            );
            for (_, text) in save.records.iter().filter(|(path, _)| path.contains("/formal/")) {
                let named = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::to_owned);
                if named("stage: ").as_deref() == Some("closed") {
                    closed += 1;
                    assert_eq!(named("agreed: "), plans.last().cloned());
                } else {
                    assert_eq!(named("reviewed: "), before);
                }
                assert!(plans.contains(&named("reviewed: ").unwrap_or_default()));
            }
        }
        assert_eq!(closed, 4);
    }
}

#[test]
fn hours_always_add_up_and_strengths_are_always_used() {
    for number in 1..=20 {
        let generated = resident(number, 20, 120, 11, day(2026, 11, 16));
        for (path, text) in
            generated.saves.iter().flat_map(|save| &save.records).filter(|(path, _)| path.ends_with("/plan.md"))
        {
            let place = Place::of(path).expect("a place");
            let record = record::read(path, place, text.clone().into_bytes(), &record::Wording::default())
                .record
                .expect("a record");
            let plan: model::SupportPlan = model::of(&record).expect("a plan");
            let open = plan.actions.iter().filter(|action| action.ended.is_none());
            assert_eq!(open.map(|action| action.hours).sum::<f64>(), plan.commissioned_hours);
            let open = record.list("actions").iter().filter(|action| action.get("ended").is_none());
            let used: BTreeSet<_> = open
                .flat_map(|action| action["uses"].as_array().into_iter().flatten())
                .filter_map(|id| id.as_str())
                .collect();
            assert_eq!(used, record.ids("strengths").collect());
            let aims: BTreeSet<_> = plan
                .outcomes
                .iter()
                .filter(|outcome| outcome.ended.is_none())
                .map(|outcome| outcome.aim.as_str())
                .collect();
            assert_eq!(aims, BTreeSet::from(["progress", "stability"]));
        }
    }
}

#[test]
fn plans_change_over_time_and_help_steps_down() {
    let (mut versions, mut independent) = (0, 0);
    for number in 1..=30 {
        let generated = resident(number, 30, 60, 13, day(2026, 11, 16));
        let plans: Vec<_> = generated
            .saves
            .iter()
            .flat_map(|save| &save.records)
            .filter(|(path, _)| path.ends_with("/plan.md"))
            .collect();
        versions += plans.len();
        independent += usize::from(
            plans.last().is_some_and(|(_, text)| text.contains("help: independent") || text.contains("help: watchful")),
        );
        assert!(plans.windows(2).all(|two| two[0].1 != two[1].1), "a plan was saved without a change");
    }
    assert!(versions > 30 * 6, "{versions} versions of 30 plans");
    assert!(independent > 20, "{independent} of 30 residents came so far");
}

#[test]
fn no_two_records_say_the_same() {
    let (residents, today) = (25, day(2026, 11, 16));
    let all = (1..=residents)
        .flat_map(|number| resident(number, residents, 52, 3, today).saves)
        .chain(team(residents, 52, 3, today));
    let saves: Vec<_> = all.collect();
    let mut bodies = HashSet::new();
    let mut sections = HashSet::new();
    let (mut before, mut told, mut repeated) = (HashSet::new(), 0, 0);
    for (path, text) in &state(&saves) {
        let body = text.splitn(3, "---\n").nth(2).unwrap_or("");
        assert!(bodies.insert(body), "{path} says what another record says");
        if path.contains("/weekly/") {
            let own: HashSet<_> = body.split("\n## ").skip(1).collect();
            assert!(own.is_disjoint(&before), "{path} says again what the review before it said");
            told += own.len();
            repeated += own.iter().filter(|section| !sections.insert(**section)).count();
            before = own;
        }
    }
    assert!(repeated * 50 < told, "{repeated} of {told} sections say again what was said somewhere in the service");
}

#[test]
fn weekly_reviews_and_plans_are_of_a_size_that_people_write() {
    let saves: Vec<_> = (1..=20).flat_map(|number| resident(number, 20, 52, 17, day(2026, 11, 16)).saves).collect();
    let records = state(&saves);
    let sizes = |part: &str, measure: fn(&str) -> usize| {
        let of: Vec<usize> = records
            .iter()
            .filter(|(path, text)| path.contains(part) && !text.contains("\nmissed: "))
            .map(|(_, text)| measure(text))
            .collect();
        (
            of.iter().sum::<usize>() / of.len(),
            of.iter().min().copied().unwrap_or(0),
            of.iter().max().copied().unwrap_or(0),
        )
    };
    let words = |text: &str| {
        text.splitn(3, "---\n")
            .nth(2)
            .unwrap_or("")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
            .count()
    };
    let (mean, least, most) = sizes("/weekly/", words);
    assert!((250..=330).contains(&mean) && least >= 200 && most <= 450, "{least} to {most} words, {mean} on average");
    let (mean, least, most) = sizes("/plan.md", str::len);
    assert!(
        (4000..=9000).contains(&mean) && least > 3000 && most < 14_000,
        "{least} to {most} bytes, {mean} on average"
    );
}

#[test]
fn nobody_is_named_in_the_records_of_another() {
    let names: HashSet<_> = words::names::RESIDENTS.iter().map(|(name, _)| *name).collect();
    assert!(words::names::STAFF.iter().all(|name| !names.contains(name)));
    assert_eq!(names.len(), words::names::RESIDENTS.len());
    for number in 1..=30 {
        let generated = resident(number, 30, 40, 19, day(2026, 11, 16));
        let plan = generated.saves[0]
            .records
            .iter()
            .find(|(path, _)| path.ends_with("/plan.md"))
            .map(|(_, text)| text.clone())
            .unwrap_or_default();
        let own = plan.lines().find_map(|line| line.strip_prefix("called: ")).unwrap_or_default();
        for (path, text) in generated.saves.iter().flat_map(|save| &save.records) {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            assert_eq!(words.find(|word| *word != own && names.contains(word)), None, "in {path}");
            let references =
                text.match_indices("R-").filter(|(at, _)| text[at + 2..].starts_with(|c: char| c.is_ascii_digit()));
            for (at, _) in references {
                assert!(text[at..].starts_with(&generated.resident));
            }
        }
    }
}

#[test]
fn references_have_as_many_digits_as_are_needed() {
    let today = day(2026, 11, 16);
    assert_eq!(resident(7, 50, 1, 0, today).resident, "R-0007");
    assert_eq!(resident(7, 12_345, 1, 0, today).resident, "R-00007");
    assert_eq!(resident(MAX_RESIDENTS, MAX_RESIDENTS, 1, 0, today).resident, "R-40000");
    let staff = settings(20_000).matches("  - id: ").count();
    assert!((2000..2400).contains(&staff), "{staff}");
    context(MAX_RESIDENTS, today);
}

/// Found once by the property below.
#[test]
fn a_life_that_was_once_told_wrongly_is_told_right() {
    let today = day(2010, 1, 1) + chrono::Days::new(4163);
    assert_nothing_found(&state(&resident(11, 200, 16, 7_967_305_839_028_950_901, today).saves), &context(200, today));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_numbers_give_a_good_record_and_always_the_same(
        number in 1..200_usize, weeks in 1..70_u32, seed: u64, offset in 0..9000_u64,
    ) {
        let today = day(2010, 1, 1) + chrono::Days::new(offset);
        let generated = resident(number, 200, weeks, seed, today);
        prop_assert_eq!(&generated, &resident(number, 200, weeks, seed, today));
        prop_assert_ne!(&generated, &resident(number, 200, weeks, seed ^ 1, today));
        assert_nothing_found(&state(&generated.saves), &context(200, today));
        prop_assert_eq!(team(200, weeks, seed, today), team(200, weeks, seed, today));
    }
}

/// The copies that comparing a whole service shows, where the text at some paths is another.
fn copies_among(residents: usize, changed: &BTreeMap<String, String>) -> BTreeSet<String> {
    let today = day(2026, 11, 16);
    let mut context = context(residents, today);
    context.residents = (1..=residents).map(|number| reference(number, digits(residents))).collect();
    let folders = (1..=residents).map(|number| {
        let generated = resident(number, residents, 30, 23, today);
        let state: Vec<_> = state(&generated.saves).into_iter().map(|(p, t)| (p.to_owned(), t.to_owned())).collect();
        let read = |(path, text): &(String, String)| {
            let text = changed.get(path).unwrap_or(text).clone();
            let place = Place::of(path).expect("a place");
            (path.clone(), record::read(path, place, text.into_bytes(), &context.wording))
        };
        let readings = || state.iter().map(read).collect::<Vec<_>>();
        (readings(), check::sketched(readings(), &context, &Surroundings::default()).1)
    });
    let (readings, sketches): (Vec<_>, Vec<_>) = folders.unzip();
    let (compared, again) = check::compare(&sketches, &context);
    let surroundings = Surroundings { compared: Some(std::sync::Arc::new(compared)), ..Surroundings::default() };
    let mut found = BTreeSet::new();
    for (_, readings) in readings.into_iter().enumerate().filter(|(at, _)| again.contains(at)) {
        let checkups = check::together(readings, &context, &surroundings);
        let copied = |checkup: &check::Checkup| checkup.findings.iter().any(|f| f.code == Code::CopiedAnswer);
        found.extend(checkups.into_iter().filter(copied).map(|checkup| checkup.path));
    }
    found
}

/// What stands under a heading.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, after) = text.split_once(&format!("\n## {heading}\n\n")).expect("the section");
    after.split("\n\n#").next().expect("words").trim_end()
}

#[test]
fn words_pasted_from_another_residents_record_are_found_in_a_whole_service() {
    let residents = 20;
    assert_eq!(copies_among(residents, &BTreeMap::new()), BTreeSet::new());
    let of = |number: usize| {
        let generated = resident(number, residents, 30, 23, day(2026, 11, 16));
        let records = state(&generated.saves).into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
        records.filter(|(path, text)| path.contains("/weekly/") && !text.contains("\nmissed: ")).collect::<Vec<_>>()
    };
    let (mut changed, mut expected) = (BTreeMap::new(), BTreeSet::new());
    for number in 1..=residents / 2 {
        let (from, to) = (of(number), of(number + residents / 2));
        let (_, theirs) = &from[number % 5];
        let (path, text) = &to[10 + number];
        let pasted = section(theirs, "What is emerging").replacen(" to ", " indeed to ", 1);
        changed.insert(path.clone(), text.replace(section(text, "Other support needs"), &pasted));
        expected.insert(path.clone());
    }
    assert_eq!(copies_among(residents, &changed), expected);
}

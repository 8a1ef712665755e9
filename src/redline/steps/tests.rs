use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::record::change::About;

const PATH: &str = "residents/R-0142/plan.md";

fn text(target: &str, words: &str) -> String {
    format!(
        "---\nsupportplan: 1\nkind: support-plan\nresident: R-0142\noutcomes:\n  - id: cooks-lunch\n    measure: {{target: {target}}}\n---\n\n# Support plan\n\n## Outcomes\n\n### Cooks lunch\n\n{words}\n"
    )
}

fn version(content: Option<&str>, parents: &[usize]) -> Version {
    let content = content.map(|content| content.as_bytes().to_vec());
    Version { saved: None, content, parents: parents.to_vec(), is_cut: false }
}

fn steps(path: &str, versions: &[Version]) -> Vec<Step> {
    Life::of(path, versions.to_vec(), &Wording::default()).steps
}

fn told(versions: &[Version]) -> Vec<What> {
    steps(PATH, versions).into_iter().map(|step| step.what).collect()
}

fn details(what: &What) -> Vec<(String, Option<String>, Option<String>)> {
    let details = what.changes().iter().flat_map(|change| &change.details);
    details.map(|detail| (detail.what.clone(), detail.old.clone(), detail.new.clone())).collect()
}

fn detail(what: &str, old: &str, new: &str) -> (String, Option<String>, Option<String>) {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (what.to_owned(), some(old), some(new))
}

#[test]
fn each_version_is_told_beside_the_one_before() {
    let (first, second) = (text("2", "Cooks lunch alone."), text("3", "Cooks lunch alone."));
    let wrapped = text("3", "Cooks lunch\nalone.");
    let large = "x".repeat(record::MAX_BYTES + 1);
    let told = told(&[
        version(Some(&first), &[]),
        version(Some(&second), &[0]),
        version(Some(&wrapped), &[1]),
        version(None, &[2]),
        version(Some(&first), &[3]),
        version(Some(&large), &[4]),
        version(Some(&(large.clone() + "x")), &[5]),
        version(Some(&first), &[6]),
        version(None, &[7]),
        version(Some(&first), &[8]),
    ]);
    assert!(matches!(&told[0], What::Begins(_)) && told[0].is_whole());
    assert!(details(&told[0]).contains(&detail("", "", "Cooks lunch alone.")));
    assert_eq!(details(&told[1]), [detail("measure target", "2", "3")]);
    assert_eq!((&told[2], &told[3]), (&What::Layout, &What::Removed));
    assert!(matches!(&told[4], What::BroughtBack(_)));
    assert_eq!(details(&told[4]), [detail("measure target", "3", "2")]);
    assert_eq!((&told[5], &told[6]), (&What::Unreadable, &What::Unreadable));
    assert_eq!(told[7], What::ReadableAgain(Vec::new()));
    assert_eq!(told[9], What::BroughtBack(Vec::new()));
}

#[test]
fn what_is_not_saved_and_where_no_record_belongs_are_known() {
    let when = DateTime::parse_from_rfc3339("2026-11-20T09:00:00+00:00").expect("a time");
    let who = Who { shown: "Tom B".into(), name: "tom".into(), email: "t@x.example".into(), staff: None };
    let saved = Saved { commit: "8c6af77".into(), when, who, review: None };
    let versions = [Version { saved: Some(saved.clone()), ..version(Some("a"), &[]) }, version(Some("b"), &[0])];
    let found = steps(PATH, &versions);
    let known: Vec<_> = found.iter().map(|step| (step.number, step.saved.as_ref())).collect();
    assert_eq!(known, [(1, Some(&saved)), (2, None)]);
    assert!(steps("residents/R-0142/notes.txt", &versions).is_empty());
}

#[test]
fn a_history_that_is_cut_says_so_with_all_that_there_is() {
    let mut first = version(Some(&text("2", "Cooks lunch alone.")), &[]);
    first.is_cut = true;
    let told = told(&[first, version(Some(&text("3", "Cooks lunch alone.")), &[0])]);
    assert!(matches!(&told[0], What::Cut(changes) if !changes.is_empty()));
    assert_eq!(details(&told[1]), [detail("measure target", "2", "3")]);
}

#[test]
fn of_versions_that_were_brought_together_only_what_came_from_none_is_told() {
    let base = version(Some(&text("2", "Cooks lunch alone.")), &[]);
    let one = version(Some(&text("3", "Cooks lunch alone.")), &[0]);
    let other = version(Some(&text("2", "Cooks a hot lunch alone.")), &[0]);
    let both = |target: &str, words: &str| {
        let versions = [base.clone(), one.clone(), other.clone(), version(Some(&text(target, words)), &[1, 2])];
        let told = told(&versions);
        assert!(matches!(&told[3], What::Together(_)));
        details(&told[3])
    };
    assert_eq!(both("3", "Cooks a hot lunch alone."), []);
    assert_eq!(both("5", "Cooks a hot lunch alone."), [detail("measure target", "3", "5")]);
    assert_eq!(both("3", "Cooks a hot lunch."), [detail("", "Cooks lunch alone.", "Cooks a hot lunch.")]);
    assert_eq!(both("2", "Cooks lunch alone."), []);
    let with_label = "Cooks a hot lunch alone.\n\n**In my words:** Soup.";
    assert_eq!(both("3", with_label), [detail("In my words", "", "Soup.")]);
}

#[test]
fn both_sides_of_one_passage_are_nothing_of_ones_own() {
    let words = |start: &str, end: &str| text("2", &format!("Sam {start} a hot lunch and eats it {end}."));
    let versions = [
        version(Some(&words("cooks", "then")), &[]),
        version(Some(&words("makes", "then")), &[0]),
        version(Some(&words("cooks", "later")), &[0]),
        version(Some(&words("makes", "later")), &[1, 2]),
    ];
    assert_eq!(told(&versions)[3], What::Together(Vec::new()));
}

/// A version's text, from a few words.
fn texts() -> impl Strategy<Value = Vec<Option<String>>> {
    let words = prop::collection::vec(prop::sample::select(vec!["soup", "lunch", "alone", "daily", "hot"]), 0..6);
    let one = prop::option::weighted(
        0.9,
        (0_u8..4, words).prop_map(|(target, words)| text(&target.to_string(), &words.join(" "))),
    );
    prop::collection::vec(one, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Each value and each passage is, in every version, what the newest detail about it up to there says.
    #[test]
    fn details_lead_from_each_version_to_the_next(texts in texts()) {
        let versions: Vec<Version> = texts.iter().enumerate()
            .map(|(at, text)| version(text.as_deref(), &at.checked_sub(1).into_iter().collect::<Vec<_>>())).collect();
        let found = steps(PATH, &versions);
        prop_assert_eq!(found.len(), texts.len());
        let mut now = std::collections::BTreeMap::new();
        for (step, text) in found.iter().zip(&texts) {
            let whole = step.what.is_whole();
            if whole {
                now.clear();
            }
            for change in step.what.changes() {
                for detail in change.details.iter().filter(|detail| detail.about != About::Heading) {
                    let before = now.insert((change.id.clone(), detail.what.clone()), detail.new.clone()).flatten();
                    prop_assert_eq!(&before, &detail.old);
                }
            }
            prop_assert_eq!(step.what == What::Removed, text.is_none());
            if let Some(text) = text {
                let mut afresh = std::collections::BTreeMap::new();
                for change in steps(PATH, &[version(Some(text), &[])])[0].what.changes() {
                    for detail in &change.details {
                        afresh.insert((change.id.clone(), detail.what.clone()), detail.new.clone());
                    }
                }
                let known: std::collections::BTreeMap<_, _> = now.iter().filter(|(_, said)| said.is_some()).map(|(key, said)| (key.clone(), said.clone())).collect();
                prop_assert_eq!(known, afresh);
            }
        }
    }
}

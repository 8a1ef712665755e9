//! The formal review pack: the plans as parts of one page, with what changed, what is known of the review, and room for the rest.

use supportplan::page::changes::{Changed, List, Stamp};
use supportplan::page::{Part, Press};

use super::*;

const PLAN: &str = "residents/R-0142/plan.md";
const SAFETY_PLAN: &str = "residents/R-0142/safety-plan.md";
const REVIEW: &str = "residents/R-0142/formal/2026-11-18.md";

fn pack(records: &[Record], context: &Context) -> Page {
    let folder: Vec<&Record> = records.iter().collect();
    let of = |kind: Kind| records.iter().find(|record| record.kind() == kind);
    let part = |record| Part { record, changed: None };
    let safety_plan = of(Kind::SafetyPlan).map(part);
    let plan = part(of(Kind::SupportPlan).expect("a plan"));
    let page = Press::new(&templates(), context).formal_pack(&plan, safety_plan.as_ref(), &folder).expect("a page");
    assert_sound(&page.path, &page.html);
    page
}

fn assert_in_order(text: &str, places: &[&str]) {
    let found = places.iter().map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")));
    assert!(found.collect::<Vec<_>>().is_sorted(), "{places:?}: {text}");
}

#[test]
fn the_examples_packs_say_all_that_both_plans_say() {
    let (service, groups) = example();
    for group in groups.iter().filter(|group| group.records[0].place.resident().is_some()) {
        let page = pack(&group.records, &service.context);
        let text = shown(&page.html);
        let plans = |record: &&Record| matches!(record.kind(), Kind::SupportPlan | Kind::SafetyPlan);
        for line in group.records.iter().filter(plans).flat_map(written) {
            assert!(text.contains(&line), "{}: {line}", page.path);
        }
        assert_in_order(
            &text,
            &[
                "Formal review pack",
                "What is in this pack",
                "How to go through it",
                "About me",
                "Main risks",
                "Three questions What to improve or change Are there parts",
            ],
        );
        assert!(text.contains("Still needed: yes no unsure") && text.contains("If not signed, why"), "{text}");
        assert_eq!(page.html.matches("class=\"signatures\"").count(), 1);
    }
}

#[test]
fn what_is_known_of_the_review_that_is_open_is_filled_in() {
    let context = plain_context();
    let plan = "---\ncalled: Sam\nkey_worker: priya-n\n---\n## About me\nTea.\n";
    let hash = record::content_hash(plan);
    let answers =
        "answers:\n  change_plan: 'yes'\n  still_needed: unsure\n  review_again: 'yes'\ndiscussed: 2026-11-19\n";
    let said =
        "## Since the last review\nNine visits.\n## What to improve or change\nMore trips.\n## My views\nIt is fine.\n";
    let review = |stage: &str, reviewed: &str, more: &str| {
        let front = format!("stage: {stage}\nprepared: 2026-11-18\nby: priya-n\nreviewed: {reviewed}\n{more}");
        read(REVIEW, &format!("---\n{front}---\n{said}"), &context)
    };
    let text = |review: Record| shown(&pack(&[read(PLAN, plan, &context), review], &context).html);

    let prepared = text(review("prepared", &hash, ""));
    assert_in_order(&prepared, &["Prepared on 18 November 2026", "Since the last review Nine visits.", "Tea."]);
    assert!(prepared.contains("Still needed: yes no unsure") && prepared.contains("Name Priya N"), "{prepared}");
    assert!(!prepared.contains("Prepare it again") && !prepared.contains("Safety plan"), "{prepared}");

    let other = text(review("prepared", "sha256:00", ""));
    assert!(other.contains("The support plan has changed since this review was prepared."), "{other}");

    let discussed = text(review("discussed", "sha256:00", answers));
    for words in
        ["Still needed: unsure", "Change the plan: yes", "More trips.", "It is fine.", "Discussed on 19 November 2026"]
    {
        assert!(discussed.contains(words), "{words}: {discussed}");
    }
    assert!(!discussed.contains("Prepare it again"), "the plan changes as it was agreed");

    for stage in ["closed", "superseded"] {
        let over = text(review(stage, &hash, answers));
        assert!(over.contains("Still needed: yes no unsure") && !over.contains("More trips."), "{stage}: {over}");
        assert!(over.contains("Date 20 November 2026"), "{stage}: {over}");
    }
}

#[test]
fn nothing_written_yet_has_a_pack_all_the_same() {
    let context = plain_context();
    for plan in blank(Kind::SupportPlan) {
        for safety_plan in blank(Kind::SafetyPlan).into_iter().map(Some).chain([None]) {
            for review in blank(Kind::FormalReview) {
                let records = [
                    Some((PLAN, plan.clone())),
                    safety_plan.clone().map(|it| (SAFETY_PLAN, it)),
                    Some((REVIEW, review)),
                ];
                let records: Vec<Record> =
                    records.into_iter().flatten().map(|(path, text)| read(path, &text, &context)).collect();
                let html = pack(&records, &context).html;
                assert!(html.contains("class=\"ruled\"") && html.contains("class=\"box\""), "{html}");
            }
        }
    }
}

#[test]
fn hostile_words_do_nothing_in_a_pack() {
    let context = hostile_context();
    let records = [(PLAN, Kind::SupportPlan), (SAFETY_PLAN, Kind::SafetyPlan), (REVIEW, Kind::FormalReview)];
    let records = records.map(|(path, kind)| read(path, &hostile(kind), &context));
    let text = shown(&pack(&records, &context).html);
    assert!(text.matches("<script>alert(1)</script> {{ 7*7 }}").count() > 60, "{text}");
    assert!(text.contains("<iframe src=x>"));
}

/// What changed from the first of two versions to the second.
fn changed<'r>(records: &'r [Record; 2], prefix: &str) -> Changed<'r> {
    let stamp = || Stamp { number: 0, datetime: "2026-11-18".to_owned(), when: "18 November 2026".to_owned() };
    let list = List { since: "then".to_owned(), entries: vec![Default::default()], ..List::default() };
    let parents = vec![vec![], vec![0]];
    let (records, stamps) = (records.iter().collect(), vec![stamp(), stamp()]);
    Changed { records, parents, stamps, list, ..Changed::default() }.apart(prefix)
}

#[test]
fn both_plans_show_their_changes_and_each_mark_leads_to_its_own_list() {
    let context = plain_context();
    let versions = |path: &str, texts: [&str; 2]| texts.map(|text| read(path, text, &context));
    let plans = versions(PLAN, ["---\n---\n## About me\nI like tea.\n", "---\n---\n## About me\nI like coffee.\n"]);
    let safety_plans = versions(
        SAFETY_PLAN,
        ["---\n---\n## Triggers\nLoud noise.\n", "---\n---\n## Triggers\nLate noise.\n## Pets\nA cat.\n"],
    );
    let page = |with_marks: bool| {
        let plan = Part { record: &plans[1], changed: with_marks.then(|| changed(&plans, "plan-")) };
        let safety =
            Part { record: &safety_plans[1], changed: with_marks.then(|| changed(&safety_plans, "safety-plan-")) };
        Press::new(&templates(), &context)
            .formal_pack(&plan, Some(&safety), &[&plans[1], &safety_plans[1]])
            .expect("a page")
    };
    let marked = page(true);
    assert_sound(&marked.path, &marked.html);
    for words in [
        "href=\"#plan-change-0\"",
        "id=\"plan-change-0\"",
        "href=\"#safety-plan-change-0\"",
        "id=\"safety-plan-change-0\"",
    ] {
        assert!(marked.html.contains(words), "{words}: {}", marked.html);
    }
    assert_eq!(marked.html.matches("What changed since then").count(), 2);
    assert!(marked.html.contains("<h3>What changed since then</h3>"));
    assert!(!page(false).html.contains("<ins"), "without marks the plans are as they stand");
}

#[test]
fn editions_of_a_pack_leave_out_what_they_leave_out_elsewhere() {
    let (service, groups) = example();
    let group = groups.iter().find(|group| group.records[0].path.contains("R-0142")).expect("Sam");
    let folder: Vec<&Record> = group.records.iter().collect();
    let of = |kind: Kind| Part { record: folder.iter().find(|it| it.kind() == kind).expect("a plan"), changed: None };
    let (plan, safety_plan) = (of(Kind::SupportPlan), of(Kind::SafetyPlan));
    let templates = templates();
    let pack = |edition| {
        let press = Press { edition, ..Press::new(&templates, &service.context) };
        press.formal_pack(&plan, Some(&safety_plan), &folder).expect("a page").html
    };
    let references = pack(Edition { references: true, ..Edition::default() });
    assert!(!head(&references).contains("Sam") && references.contains("Contacts are left out here"));
    assert!(service.settings().staff.iter().all(|staff| !references.contains(&staff.name)));
    let copy = pack(Edition { resident_copy: true, ..Edition::default() });
    assert!(!copy.contains("When to escalate") && copy.contains("In my words") && copy.contains("If not signed, why"));
}

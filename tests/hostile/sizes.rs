//! Files that are very large, very deep, or repeat one thing very often.

use supportplan::record::MAX_BYTES;

use super::place::Place;

const PLAN: &str = "residents/R-0142/plan.md";
const DEEP: usize = 100_000;

/// `line` for each number, for as long as a record may be.
fn many(line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for count in 0.. {
        let next = line(count);
        if text.len() + next.len() > MAX_BYTES - 40_000 {
            break;
        }
        text.push_str(&next);
    }
    text
}

/// Records that cost most to read, to check, to show or to print, each made from a sound plan.
fn costly(plan: &str) -> Vec<(&'static str, String)> {
    let key = |text: &str| plan.replacen("supportplan: 1\n", &format!("supportplan: 1\n{text}\n"), 1);
    let word = |text: &str| plan.replacen("## About me\n", &format!("## About me\n\n{text}\n"), 1);
    let bombs = ('b'..='j').map(|name| {
        let before = char::from(name as u8 - 1);
        format!("x-{name}: &{name} [{}]\n", format!("*{before},").repeat(9))
    });
    vec![
        ("brackets", key(&format!("x-a: {}", "[".repeat(DEEP * 9)))),
        ("closed brackets", key(&format!("x-a: {}{}", "[".repeat(DEEP), "]".repeat(DEEP)))),
        ("braces", key(&format!("x-a: {}", "{a: ".repeat(DEEP)))),
        ("dashes", key(&format!("x-a:\n  {}a", "- ".repeat(DEEP * 4)))),
        ("question marks", key(&format!("x-a:\n  {}a", "? ".repeat(DEEP * 4)))),
        ("indentation", key(&(1..1_300).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>())),
        ("aliases", key(&format!("x-a: &a [l,l,l,l,l,l,l,l,l]\n{}", bombs.collect::<String>()))),
        ("one alias", key(&format!("x-a: &a [l]\nx-b: [{}a]", "*a, ".repeat(DEEP * 2)))),
        ("keys", key(&many(|n| format!("kay{n}: a\n")))),
        ("own keys", key(&many(|n| format!("x-kay{n}: a\n")))),
        ("one key", key(&many(|_| "called: a\n".to_owned()))),
        ("broken keys", key(&many(|_| "a: b: c\n".to_owned()))),
        ("a long key", key(&format!("{}: b", "a".repeat(MAX_BYTES - 40_000)))),
        ("documents", key(&many(|_| "...\n---\na: b\n".to_owned()))),
        ("fences", many(|_| "---\n".to_owned())),
        ("items", key(&format!("strengths:\n{}", many(|n| format!("  - id: x{n}\n"))))),
        (
            "away",
            key(&format!(
                "away:\n{}",
                many(|_| "  - {from: 1900-01-01, back: 1900-01-02, reason: other}\n".to_owned())
            )),
        ),
        ("quotations", word(&format!("{}a\n{}", "> ".repeat(DEEP), "b\n".repeat(DEEP)))),
        ("lists", word(&format!("{}a\n{}", "- ".repeat(DEEP), "b\n".repeat(DEEP)))),
        ("numbers", word(&format!("{}a\n{}", "1. ".repeat(DEEP), "b\n".repeat(DEEP)))),
        ("stars", word(&format!("{}a{}", "*a ".repeat(DEEP), " a*".repeat(DEEP)))),
        ("double stars", word(&format!("{}a{}", "*".repeat(DEEP), "*".repeat(DEEP)))),
        ("links", word(&format!("{}a{}", "![".repeat(DEEP), "](b)".repeat(DEEP)))),
        ("half links", word(&"[a](<b".repeat(DEEP))),
        ("code", word(&(1..1_300).map(|n| "`".repeat(n) + " ").collect::<String>())),
        ("half tags", word(&many(|_| "<a ".to_owned()))),
        ("half comments", word(&many(|_| "a <!-- ".to_owned()))),
        ("half data", word(&many(|_| "a <![CDATA[".to_owned()))),
        ("a table", word(&format!("{}|\n{}|\n{}", "|a".repeat(DEEP), "|-".repeat(DEEP), "|\n".repeat(DEEP)))),
        ("addresses", word(&format!("[a]: {}\n\n{}", "x".repeat(DEEP * 3), "[a]".repeat(DEEP * 2)))),
        ("escapes", word(&many(|_| "\\*".to_owned()))),
        ("sections", word(&many(|n| format!("## Riska {n}\n\na\n\n")))),
        ("headings", plan.replacen("## Risks\n", &format!("{}## Risks\n", many(|n| format!("#### a{n}\n\na\n\n"))), 1)),
        ("labels", word(&many(|_| "**When:** a\n".to_owned()))),
        ("one word", word(&"a".repeat(MAX_BYTES - 40_000))),
        ("lines", word(&many(|_| "a\n".to_owned()))),
        ("hints", word(&many(|_| "<!--? a -->\n\n".to_owned()))),
    ]
}

#[test]
fn costly_plans_are_read_shown_and_refused_in_time() {
    let place = Place::demo();
    let plan = place.read(PLAN);
    for (at, (name, text)) in costly(&plan).into_iter().enumerate() {
        place.write(PLAN, text);
        // Each command meets each kind of reading, if not each text.
        let commands: [&[&str]; 4] = [
            &["--show-text", "check", "142"],
            &["show", "142"],
            &["new-review", "weekly", "142", "--no-edit", "--week", "2026-W47"],
            &["save", "142", "--by", "priya-n"],
        ];
        for said in [&["render", "142"][..], commands[at % 4]].map(|words| place.plan(words)) {
            assert!(said.all().len() < 3_000_000, "{name}: {}", said.all().len());
        }
        let _ = std::fs::remove_file(place.root().join("residents/R-0142/weekly/2026-W47.md"));
    }
}

#[test]
fn costly_records_beside_each_other() {
    let place = Place::demo();
    let plan = place.read(PLAN);
    for (week, (_, text)) in (10..).zip(costly(&plan).into_iter().step_by(4)) {
        place.write(
            &format!("residents/R-0142/weekly/2025-W{week}.md"),
            text.replace("kind: support-plan", "kind: weekly-review"),
        );
    }
    let said = place.plan(&["check", "142"]);
    assert_eq!(said.status, 1);
    for words in
        [&["show", "142"][..], &["history", "142"], &["render", "142"], &["new-review", "weekly", "142", "--no-edit"]]
    {
        assert_eq!(place.plan(words).status, 0, "{words:?}");
    }
}

#[test]
fn a_record_of_a_hundred_megabytes_is_named() {
    let place = Place::demo();
    let huge = "a\n".repeat(50 << 20);
    place.write(PLAN, &huge);
    place.write("residents/R-0117/weekly/2026-W47.md", &huge);
    let said = place.plan(&["check"]);
    assert_eq!(said.status, 1, "{}", said.all());
    assert_eq!(
        said.out.matches(":1:1: error F003: the file is larger than a record can be").count(),
        2,
        "{}",
        said.out
    );
    for (words, status) in [(&["render"][..], 1), (&["show", "117"], 0), (&["history", "142"], 0)] {
        assert_eq!(place.plan(words).status, status, "{words:?}");
    }
    let said = place.plan(&["show", "142"]);
    assert!(said.status == 1 && said.err.contains("cannot be read; `supportplan check"), "{}", said.all());
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).status, 1);
    let said =
        place.plan(&["new-review", "weekly", "117", "--answers", "../d/residents/R-0142/plan.md", "--by", "priya-n"]);
    assert_eq!(said.status, 1, "{}", said.all());
    let said = place.run_with(
        &place.root(),
        &["new-review", "weekly", "158", "--answers", "-", "--by", "priya-n"],
        &[],
        huge.as_bytes(),
    );
    assert!(said.status == 1 && said.out.contains("error F003"), "{}", said.all());
    place.git(&["commit", "-qam", "Somebody's own commit"]);
    assert_eq!(place.plan(&["history", "142"]).status, 0);
}

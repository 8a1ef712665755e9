//! Whatever a file holds, reading and checking it ends, names places that exist, and says the same twice. The laws themselves are
//! shared with the fuzz targets.

#[path = "fuzz/laws.rs"]
mod laws;

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use supportplan::check::{self, Context, Surroundings};
use supportplan::record::{self, Place};
use supportplan::report::{self, Style};
use supportplan::service::{Service, store};

const PATHS: [&str; 4] = [
    "residents/R-0142/plan.md",
    "residents/R-0142/safety-plan.md",
    "residents/R-0142/weekly/2026-W46.md",
    "residents/R-0142/formal/2026-10-26.md",
];

fn context() -> Context {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service");
    let service = Service::at(&root, chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
        .expect("the example's settings are valid");
    Context::new(
        service.settings().clone(),
        BTreeSet::from(["R-0142".to_owned()]),
        chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"),
    )
}

fn example(path: &str) -> Vec<u8> {
    store::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/service").join(path)).expect("an example")
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[\\PC\n\t]{0,30}".prop_map(String::into_bytes),
        proptest::sample::select(vec![
            "---\n",
            "- id: x\n",
            "  ",
            "\t",
            ": ",
            " #",
            "<!--",
            "-->",
            "#? ",
            "**When:** ",
            "## ",
            "### ",
            "[",
            "{",
            "\"",
            "&a ",
            "*a",
            "!t ",
            "|\n",
            ">\n",
            "\r\n",
            "\u{feff}",
            "\u{2028}",
            "\u{0}",
            "~~~\n",
            "> ",
            "    ",
            "é",
            "null",
            "~",
            "...\n",
            "%YAML 1.2\n",
        ])
        .prop_map(|piece| piece.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..12),
    ]
}

/// Keys of a weekly review, most of them answered well.
fn answered() -> impl Strategy<Value = String> {
    let lines = proptest::sample::select(vec![
        "actions:\n  - id: picture-recipe\n    result: done\n    help: prompts\n",
        "actions: [{id: picture-recipe, result: partly, because_of: service, x-a: [1, {b: 2.50}]}]\n",
        "measures: [{id: cooks-lunch, value: 1.50}]\n",
        "measures:\n- value: -0.5 # half\n  id: cooks-lunch\n",
        "visits: []\n",
        "visits:\n  - {date: 2026-11-17, result: met}\n",
        "planned: []\n",
        "safety_plan: working\n",
        "# mine\n",
        "x-own: {}\n",
        "x-a: |\n  one\n\n  two\n",
        "x-b: [[], {}, [a, {b: [c]}]]\n",
    ]);
    let own = ("[a-z]{1,3}", "[^\\p{C}]{0,12}").prop_map(|(key, value)| format!("x-{key}: {value}\n"));
    prop_oneof![4 => lines.prop_map(str::to_owned), 1 => own]
}

/// Files that repeat one thing very often: with work for each pair of lines, none of these would ever end.
#[test]
fn what_is_very_long() {
    let context = context();
    let path = PATHS[0];
    let plan = String::from_utf8(example(path)).expect("text");
    let size = 200_000;
    let many = |line: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        let mut count = 0;
        while text.len() < size {
            text.push_str(&line(count));
            count += 1;
        }
        text
    };
    let before = |place: &str, long: &str| plan.replacen(place, &format!("{long}{place}"), 1);
    let behind = |place: &str, long: &str| plan.replacen(place, &format!("{place}{long}"), 1);
    let texts = [
        ("sections", before("## Risks\n", &many(&|_| "## Risks\n".to_owned()))),
        ("unknown", before("## Risks\n", &many(&|n| format!("## Riska {n}\n")))),
        ("headings", before("## Risks\n", &many(&|_| "### a\n".to_owned()))),
        ("inner", before("## Risks\n", &many(&|n| format!("#### a{n}\n\n**Wen:** x\n\n")))),
        ("labels", behind("### Burns\n", &many(&|_| "\n**What culd happen:** x\n".to_owned()))),
        ("known", behind("### Burns\n", &many(&|_| "\n**What could happen:** x\n".to_owned()))),
        ("comments", behind("### Burns\n", &many(&|_| "a <!-- a -->\n\n".to_owned()))),
        ("keys", behind("supportplan: 1\n", &many(&|n| format!("kay{n}: a\n")))),
        ("same", behind("supportplan: 1\n", &many(&|_| "called: a\n".to_owned()))),
        ("tabs", behind("supportplan: 1\n", &many(&|_| "a:\n\tb: c: d\n".to_owned()))),
        ("strengths", behind("strengths:\n", &many(&|n| format!("  - id: x{n}\n")))),
        ("actions", behind("\nactions:\n", &many(&|n| format!("  - id: x{n}\n")))),
        ("references", behind("    for:\n      - cooks-lunch\n", &many(&|n| format!("      - x{n}\n")))),
        ("top", format!("---\n{}---\n", many(&|n| format!("- id: x{n}\n")))),
    ];
    for (name, text) in texts {
        assert!(text.len() > size, "{name}");
        let reading = record::read(path, Place::of(path).expect("a place"), text.into_bytes(), &context.wording);
        let checkup = check::together(vec![(path.to_owned(), reading)], &context, &Surroundings::default()).remove(0);
        let report = report::findings(&checkup, Style { show_text: true, width: 80, below: 0 });
        assert!(checkup.findings.len() < 1_500, "{name}: {}", checkup.findings.len());
        assert!(report.len() < 1_000_000, "{name}: {}", report.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_record(path in proptest::sample::select(&PATHS[..]), cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..40, pieces()), 1..6)) {
        let mut bytes = example(path);
        for (at, length, piece) in cuts {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, piece);
        }
        laws::record(path, &bytes);
    }

    #[test]
    fn any_pieces(path in proptest::sample::select(&PATHS[..]), pieces in proptest::collection::vec(pieces(), 0..30)) {
        laws::record(path, &pieces.concat());
    }

    #[test]
    fn any_front_matter(pieces in proptest::collection::vec(pieces(), 0..20)) {
        laws::front_matter(&pieces.concat());
    }

    #[test]
    fn any_body(pieces in proptest::collection::vec(pieces(), 0..20)) {
        laws::body(&pieces.concat());
    }

    #[test]
    fn any_answers(front in proptest::collection::vec(answered(), 0..6), body in proptest::collection::vec(pieces(), 0..8)) {
        let body = [b"## Last week\n\nWe go on.\n\n", body.concat().as_slice()].concat();
        laws::answers(&[b"---\n", front.concat().as_bytes(), b"---\n", &body].concat());
    }

    #[test]
    fn any_edit(places in proptest::collection::vec(any::<u8>(), 12), pieces in proptest::collection::vec(pieces(), 0..20)) {
        laws::edit(&[places, pieces.concat()].concat());
    }
}

//! A service with very long records, and with all that people may paste into them.

use std::fmt::Write as _;

use crate::place::{PLAN, Place};

/// Words that would do harm, if a page took them for anything but words. Each is seen on the plan's page as it stands here.
pub(crate) const HARMFUL: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><style>body{display:none}</style>",
    "<iframe src=https://example.org></iframe>",
    "<a href=javascript:alert(1)>press</a>",
    "{{ 7*7 }}",
    "{% include \"page/style.css\" %}",
    "${7*7}",
    "--> ]]> <!--",
    "\"><svg onload=alert(1)>",
    "content: \"\\a\"; } body { background: url(https://example.org/x.png)",
];
/// Links of which none may lead anywhere.
const LINKS: &str = "[one](javascript:alert(1)), [two](data:text/html,<b>x</b>), [three](vbscript:x), [four](file:///etc/passwd), \
     [five](//example.org/x), [seven](JaVaScRiPt:alert(1)), <javascript:alert(1)>\n\n![eight](https://example.org/x.png)";
/// Characters that are not seen, that run from right to left, or that have no letters.
const ODD: &str = "zero\u{200b}width, soft\u{ad}hyphen, \u{202e}turned\u{202c}, \u{feff}marked, joined\u{2060}up, ﬁne ligatures, שלום עולם naïve café, Ω ≈ 3 µm";

/// The service: the worked example, in which one resident's plan, safety plan and last review have grown without end.
pub(crate) fn service() -> Place {
    let place = Place::demo();
    let plan = place.read(PLAN);
    place.write(PLAN, &grown(&plan, 24));
    place.write(SAFETY, &safety(&place.read(SAFETY)));
    place.write(WEEK, &week(&place.read(WEEK)));
    place.git(&["commit", "--quiet", "--no-verify", "--all", "-m", "grown"]);
    // Half of what was written is written otherwise, some of it goes, and more comes.
    let grown = place
        .read(PLAN)
        .replace("no longer than a song", "as long as two songs")
        .replace("Staff bring the list", "Staff read the list");
    let grown = grown.replace("Errand 3 ", "Outing 3 ").replace(LINKS, "No links.");
    place.write(PLAN, &grown);
    place.git(&["commit", "--quiet", "--no-verify", "--all", "-m", "changed"]);
    place.edit(PLAN, "No links.", LINKS);
    place
}

const SAFETY: &str = "residents/R-0142/safety-plan.md";
const WEEK: &str = "residents/R-0142/weekly/2026-W46.md";

/// A plan with so many more actions, and with long and odd text.
fn grown(plan: &str, actions: usize) -> String {
    let mut front = String::new();
    let mut body = String::new();
    for number in 1..=actions {
        let _ = writeln!(
            front,
            "  - id: errand-{number}\n    for:\n      - cooks-lunch\n    uses:\n      - likes-structure\n    hours: 0.5\n    help: prompts"
        );
        let _ = write!(
            body,
            "#### Errand {number} \n\n**When:** Day {number} of the month, no longer than a song.\n\n\
             **Staff will:** Staff bring the list of day {number}. {}\n\n**I will:** I walk there and back.\n\n\
             **Stepping back:** After {number} times alone, staff stay in the office.\n\n",
            sentences(number % 5 + if number == 7 { 45 } else { 0 })
        );
    }
    let plan = plan.replace("risks:\n  - id: distress", &format!("{front}risks:\n  - id: distress"));
    let plan = plan.replace("### Sets own board\n", &format!("{body}### Sets own board\n"));
    plan.replace("## Strengths\n", &format!("{}\n## Strengths\n", pasted()))
}

/// So many sentences, each with a number of its own.
fn sentences(count: usize) -> String {
    let mut text = String::new();
    for number in 1..=count {
        let _ = write!(
            text,
            "For the {number}. time somebody asks which door it was, and the answer is the one beside the garden. "
        );
    }
    text
}

/// What somebody pasted from elsewhere.
fn pasted() -> String {
    let mut text = format!("{}\n\n", sentences(25));
    for harmful in HARMFUL {
        let _ = writeln!(text, "{harmful}\n");
    }
    let _ = write!(
        text,
        "{LINKS}\n\n{ODD}\n\n{}\n\nhttps://example.org/{}\n\n",
        "Donaudampfschiff".repeat(20),
        "a-long-way/".repeat(30)
    );
    text +=
        "> Somebody said this.\n>\n> - and this\n>   1. and that\n>   2. and that too\n>\n>   > in three voices\n\n";
    text += "- one\n  - two\n    - three\n      - four\n        1. five\n           - six, and a long line after it that goes on until it has to turn\n\n";
    text += "| Day | What | Who |\n| --- | --- | --- |\n";
    for day in 1..=45 {
        let what = if day == 9 { sentences(3) } else { "Shops and cooks".to_owned() };
        let _ = writeln!(text, "| Day {day} | {what} | worker-{day} |");
    }
    let _ = write!(
        text,
        "\n| {} |\n|{}\n| {} |\n\n",
        vec!["Head"; 14].join(" | "),
        " --- |".repeat(14),
        vec!["Value"; 14].join(" | ")
    );
    text += "```\na line of code that is longer than any line on a sheet of paper can be, and that nobody broke into two before it was pasted\n```\n\n";
    text
}

fn safety(plan: &str) -> String {
    let harmful: String = HARMFUL.iter().map(|words| format!("{words}\n\n")).collect();
    let more: String =
        (1..=14).map(|number| format!("### Way {number} \n\n{}\n\n", sentences(number % 4 + 1))).collect();
    plan.replace("## Triggers\n", &format!("{more}\n## Triggers\n\n{harmful}{LINKS}\n\n"))
}

/// A week with more of everything than fits on a sheet.
fn week(review: &str) -> String {
    let mut actions = String::new();
    for number in 1..=24 {
        let _ = writeln!(actions, "  - id: errand-{number}\n    result: done\n    help: prompts");
    }
    let visits: String =
        (0..40).map(|number| format!("  - date: 2026-11-{:02}\n    result: met\n", 9 + number % 7)).collect();
    let planned: String = (0..40)
        .map(|number| {
            format!("  - date: 2026-11-{:02}\n    time: \"09:{number:02}\"\n    by: tom-b\n", 16 + number % 7)
        })
        .collect();
    let review = review.replace("measures:\n", &format!("{actions}measures:\n"));
    let review = review.replace("planned:\n", &format!("{visits}planned:\n{planned}"));
    review.replace("## What is emerging\n", &format!("## What is emerging\n\n{}\n{}\n", sentences(5), pasted()))
}

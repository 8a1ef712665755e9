//! Every command that writes, with a service that it can be run in. A new command needs a line here.

use std::path::Path;

use crate::place::Place;

/// A command line that writes, and where it is run.
pub(crate) struct Row {
    /// Its name, by which one run of it is asked for.
    pub(crate) name: &'static str,
    /// The command, as `--help` names it.
    pub(crate) command: &'static str,
    /// The command line. The service is `d`.
    pub(crate) words: &'static [&'static str],
    /// The text that it reads from standard input.
    pub(crate) input: Option<&'static str>,
    /// Makes the service, and edits in it what the command is to save.
    pub(crate) prepare: fn() -> Place,
    /// Sentences that somebody typed, and that must not be lost.
    pub(crate) typed: &'static [&'static str],
}

/// Commands that write nothing into a service, with a command line of each.
pub(crate) const READING: &[(&str, &[&str])] = &[
    ("check", &["-C", "d", "check"]),
    ("check", &["-C", "d", "check", "--staged"]),
    ("check", &["-C", "d", "check", "--changed-since", "HEAD~5"]),
    ("check", &["-C", "d", "check", "--fix", "--diff"]),
    ("due", &["-C", "d", "due"]),
    ("due", &["-C", "d", "due", "--format", "ics"]),
    ("explain", &["explain", "F036"]),
    ("diff", &["-C", "d", "diff", "HEAD~5", "142"]),
    ("log", &["-C", "d", "log", "142", "--format", "json"]),
    ("show", &["-C", "d", "show", "142"]),
    ("template list", &["-C", "d", "template", "list"]),
    ("template show", &["-C", "d", "template", "show", "scaffold/incident.md"]),
    ("progress", &["-C", "d", "progress", "--all", "--format", "csv"]),
    ("completions", &["completions", "bash"]),
    ("man", &["man"]),
];

const PLAN: &str = "residents/R-0142/plan.md";
const OTHER_PLAN: &str = "residents/R-0158/plan.md";
const REVIEW: &str = "residents/R-0142/weekly/2026-W47.md";
const TEMPLATE: &str = ".supportplan/templates/scaffold/weekly-review.md";
const ANSWERS: &str = include_str!("../cmd/answers.in/answers.md");
const ANSWERED: &[&str] = &[
    "Sam shopped alone on Wednesday and was proud of it.",
    "One lunch fell out because we were short of staff.",
    "Sam asks us to ring the workshop every Monday.",
    "Sam used the back room once and came out after ten minutes.",
];
const DISCUSSED: &str = include_str!("../cmd/formal.in/discussed.md");
const VIEWS: &[&str] =
    &["I go to the shop alone now. Write that down.", "Yes, until the shop and the bus go well without us."];
const KNIVES: &str = "Sam may cut a hand, so ask Sam to put them away first.";
const CALLED: &str = "x-note: Sam rang the workshop on Tuesday";
const MOVED: &str = "x-note: the visit was moved to Thursday";

/// The writing commands.
pub(crate) const WRITING: &[Row] = &[
    Row {
        name: "save",
        command: "save",
        words: &["-C", "d", "save", "142", "--by", "priya-n"],
        input: None,
        prepare: with_edit,
        typed: &[CALLED],
    },
    Row {
        name: "save-several",
        command: "save",
        words: &["-C", "d", "save", "142", "158", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            place.edit(OTHER_PLAN, "\ncommissioned_hours: ", &format!("\n{MOVED}\ncommissioned_hours: "));
            place.edit("residents/R-0158/safety-plan.md", "\nupdated: ", &format!("\n{MOVED}\nupdated: "));
            place
        },
        typed: &[CALLED, MOVED],
    },
    Row {
        name: "save-hints",
        command: "save",
        words: &["-C", "d", "save", "142", "--by", "priya-n"],
        input: None,
        prepare: with_hints,
        typed: ANSWERED,
    },
    Row {
        name: "save-deleted",
        command: "save",
        words: &["-C", "d", "save", TEMPLATE, "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            std::fs::remove_file(place.service().join(TEMPLATE)).expect("removed");
            place
        },
        typed: &[],
    },
    Row {
        name: "save-hook",
        command: "save",
        words: &["-C", "d", "save", "142", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            place.hook("pre-commit", "git diff --cached --name-only > \"$(git rev-parse --git-dir)/looked-at\"");
            place
        },
        typed: &[CALLED],
    },
    Row {
        name: "save-signed",
        command: "save",
        words: &["-C", "d", "save", "142", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            place.sign();
            place
        },
        typed: &[CALLED],
    },
    Row {
        name: "undo-changed",
        command: "undo",
        words: &["-C", "d", "undo", "142", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            assert!(place.plan(&["-C", "d", "save", "142", "--by", "priya-n"], None).status.success());
            place
        },
        typed: &[],
    },
    Row {
        name: "undo-new",
        command: "undo",
        words: &["-C", "d", "undo", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            place.write("answers.md", ANSWERS);
            let answered = ["-C", "d", "new-review", "weekly", "142", "--answers", "../answers.md", "--by", "priya-n"];
            assert!(place.plan(&answered, None).status.success());
            place
        },
        typed: &[],
    },
    Row { name: "verify", command: "verify", words: &["-C", "d", "verify"], input: None, prepare: service, typed: &[] },
    Row {
        name: "new-review-answers",
        command: "new-review weekly",
        words: &["-C", "d", "new-review", "weekly", "142", "--answers", "../answers.md", "--by", "priya-n"],
        input: None,
        prepare: || {
            // A new risk goes into the safety plan as well.
            let place = service();
            let answers = ANSWERS.replacen("\nsafety_plan:", "\nnew_risks:\n  - id: knives\nsafety_plan:", 1);
            let risk = format!("### Knives\n\n{KNIVES}\n\n## Other support needs");
            place.write("answers.md", &answers.replacen("## Other support needs", &risk, 1));
            place
        },
        typed: &[ANSWERED[0], ANSWERED[1], KNIVES],
    },
    Row {
        name: "fill",
        command: "fill",
        words: &["-C", "d", "fill", "142", "safety-plan", "--answers", "-", "--by", "priya-n"],
        input: Some("## Afterwards\n\nTea in the back room, and nobody asks.\n"),
        prepare: service,
        typed: &["Tea in the back room, and nobody asks."],
    },
    Row {
        name: "new-review-input",
        command: "new-review weekly",
        words: &["-C", "d", "new-review", "weekly", "142", "--answers", "-", "--by", "priya-n"],
        input: Some(ANSWERS),
        prepare: service,
        typed: ANSWERED,
    },
    Row {
        name: "new-review-no-edit",
        command: "new-review weekly",
        words: &["-C", "d", "new-review", "weekly", "142", "--no-edit", "--by", "priya-n"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row {
        name: "add-answers",
        command: "add",
        words: &["-C", "d", "add", "strength", "142", "--answers", "../answers.md", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            let strength = "## Strengths\n\n### Keeps time\n\nSam is at the bus stop five minutes early.\n";
            place.write("answers.md", &format!("---\nstrengths:\n  - id: keeps-time\n---\n\n{strength}"));
            place
        },
        typed: &[CALLED, "Sam is at the bus stop five minutes early."],
    },
    Row {
        name: "end",
        command: "end",
        words: &[
            "-C",
            "d",
            "end",
            "burns",
            "142",
            "--reason",
            "replaced",
            "--in-safety-plan",
            "--answers",
            "../answers.md",
            "--by",
            "priya-n",
        ],
        input: None,
        prepare: || {
            let place = service();
            place.write(
                "answers.md",
                "---\n---\n\n## Risks\n\n### Burns\n\n**Why it ended:** The hob turns itself off now.\n",
            );
            place
        },
        typed: &["The hob turns itself off now."],
    },
    Row {
        name: "rename",
        command: "rename",
        words: &["-C", "d", "rename", "burns", "142", "Burns and scalds", "--by", "priya-n"],
        input: None,
        prepare: with_edit,
        typed: &[CALLED],
    },
    Row {
        name: "formal-prepare",
        command: "new-review formal",
        words: &["-C", "d", "new-review", "formal", "142", "--early", "--by", "priya-n"],
        input: None,
        prepare: with_edit,
        typed: &[CALLED],
    },
    Row {
        name: "pause",
        command: "pause",
        words: &["-C", "d", "pause", "142", "--from", "2026-11-16", "--reason", "family", "--by", "priya-n"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row {
        name: "resume",
        command: "resume",
        words: &["-C", "d", "resume", "142", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            let away = ["-C", "d", "pause", "142", "--from", "2026-11-16", "--reason", "family", "--by", "priya-n"];
            assert!(place.plan(&away, None).status.success());
            place
        },
        typed: &[],
    },
    Row {
        name: "attach-scan",
        command: "attach-scan",
        words: &["-C", "d", "attach-scan", "142", "../signed.pdf", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            place.write("signed.pdf", include_str!("../cmd/attach.in/signed.pdf"));
            place
        },
        typed: &[],
    },
    Row {
        name: "leave",
        command: "leave",
        words: &["-C", "d", "leave", "142", "--to", "own-tenancy", "--answers", "../answers.md", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            place.write("answers.md", "---\n---\n\n## Moved on\n\nSam has the flat on Mill Lane now.\n");
            place
        },
        typed: &["Sam has the flat on Mill Lane now."],
    },
    Row {
        name: "formal-discuss",
        command: "new-review formal",
        words: &["-C", "d", "new-review", "formal", "142", "--answers", "-", "--by", "priya-n"],
        input: Some(DISCUSSED),
        prepare: || {
            let place = service();
            let prepared = ["-C", "d", "new-review", "formal", "142", "--early", "--by", "priya-n"];
            assert!(place.plan(&prepared, None).status.success());
            place
        },
        typed: VIEWS,
    },
    Row {
        name: "formal-close",
        command: "new-review formal",
        words: &["-C", "d", "new-review", "formal", "142", "--answers", "../answers.md", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = with_edit();
            let prepared = ["-C", "d", "new-review", "formal", "142", "--early", "--by", "priya-n"];
            assert!(place.plan(&prepared, None).status.success());
            place.write("answers.md", DISCUSSED);
            let discussed = ["-C", "d", "new-review", "formal", "142", "--answers", "../answers.md", "--by", "priya-n"];
            assert!(place.plan(&discussed, None).status.success());
            place.edit(PLAN, "\ncommissioned_hours: 6", "\ncommissioned_hours: 5");
            place.write(
                "answers.md",
                "---\nresult: declined\n---\n\n## Why it was not signed\n\nSam wants to sleep on it.\n",
            );
            place
        },
        typed: &[CALLED, "Sam wants to sleep on it.", VIEWS[0]],
    },
    Row {
        name: "new-resident",
        command: "new-resident",
        words: &["-C", "d", "new-resident", "R-0160", "--called", "Noor", "--referral", "../referral.md"],
        input: None,
        prepare: || {
            let place = service();
            place.write("referral.md", include_str!("../cmd/begin.in/referral.md"));
            place
        },
        typed: &["Came from hospital after a fall.", "A room on the ground floor."],
    },
    Row {
        name: "render",
        command: "render",
        words: &["-C", "d", "render", "residents/R-0142/plan.md"],
        input: None,
        prepare: service,
        typed: &[],
    },
    // What it learns of the commits it keeps in git's folder.
    Row {
        name: "history",
        command: "history",
        words: &["-C", "d", "history", "142"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row {
        name: "export",
        command: "export",
        words: &["-C", "d", "export", "142", "-o", "../out"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row {
        name: "check-fix",
        command: "check",
        words: &["-C", "d", "check", "--fix", "142"],
        input: None,
        prepare: || {
            let place = with_edit();
            place.edit(PLAN, "key_worker:", "key_wroker:");
            place.edit("residents/R-0142/safety-plan.md", "kind: safety-plan", "kind: safety-paln");
            place
        },
        typed: &[CALLED],
    },
    Row {
        name: "incident-answers",
        command: "new-incident",
        words: &["-C", "d", "new-incident", "142", "--answers", "../answers.md", "--by", "priya-n"],
        input: None,
        prepare: || {
            let place = service();
            place.write("answers.md", include_str!("../cmd/team.in/incident.md"));
            place
        },
        typed: &["Nobody had tried it out.", "Tom tries out new pans first."],
    },
    Row {
        name: "reflection-input",
        command: "new-reflection",
        words: &["-C", "d", "new-reflection", "--answers", "-", "--by", "lena-m"],
        input: Some(include_str!("../cmd/team.in/reflection.md")),
        prepare: service,
        typed: &["Nobody has a second name for reviews, only for visits."],
    },
    Row {
        name: "audit-no-edit",
        command: "new-audit",
        words: &["-C", "d", "new-audit", "--no-edit", "--by", "lena-m"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row {
        name: "template-export",
        command: "template export",
        words: &["-C", "d", "template", "export", "scaffold/incident.md", "scaffold/team-reflection.md"],
        input: None,
        prepare: service,
        typed: &[],
    },
    Row { name: "setup", command: "setup", words: &["-C", "d", "setup"], input: None, prepare: service, typed: &[] },
    Row {
        name: "init",
        command: "init",
        words: &["init", "d", "--name", "Larch House", "--staff", "Priya N <priya.n@larch-house.example>"],
        input: None,
        prepare: Place::empty,
        typed: &[],
    },
    Row {
        name: "demo-made-up",
        command: "demo",
        words: &["demo", "d", "--residents", "1", "--weeks", "1"],
        input: None,
        prepare: Place::empty,
        typed: &[],
    },
    Row {
        // It makes some seventy saves, each in the same way.
        name: "demo-worked",
        command: "demo",
        words: &["demo", "d"],
        input: None,
        prepare: Place::empty,
        typed: &[],
    },
];

/// Paths of work that no command here is about: a new file that is staged, a record that is edited and staged, and one
/// that is edited only.
pub(crate) const UNRELATED: [&str; 3] = ["notes.txt", "residents/R-0117/plan.md", "residents/R-0117/safety-plan.md"];

/// The example service, with a template of its own, and in the midst of unrelated work.
pub(crate) fn service() -> Place {
    static MADE: std::sync::LazyLock<Place> = std::sync::LazyLock::new(|| {
        let place = Place::empty();
        assert!(place.plan(&["demo", "d"], None).status.success());
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/scaffold/weekly-review.md");
        place.write(&format!("d/{TEMPLATE}"), &std::fs::read_to_string(template).expect("a template"));
        place.git(&["add", "."]);
        place.git(&["commit", "--quiet", "-m", "Service: template"]);
        // Few files are copied faster than many.
        place.git(&["gc", "--quiet"]);
        std::fs::remove_dir_all(place.service().join(".git/hooks")).expect("removed");
        let [notes, staged, edited] = UNRELATED;
        place.write(&format!("d/{notes}"), "Ring the boiler firm.\n");
        place.edit(staged, "commissioned_hours: 7", "commissioned_hours: 8");
        place.git(&["add", notes, staged]);
        place.edit(edited, "\nupdated: ", "\nx-note: still thinking about this\nupdated: ");
        place
    });
    MADE.copy()
}

/// The service with a plan that somebody wrote into.
fn with_edit() -> Place {
    let place = service();
    place.edit(PLAN, "\ncommissioned_hours: ", &format!("\n{CALLED}\ncommissioned_hours: "));
    place
}

/// The service with a review that was begun with hints, filled in, and saved by nobody yet.
fn with_hints() -> Place {
    let place = service();
    let begun = ["-C", "d", "new-review", "weekly", "142", "--no-edit", "--by", "priya-n"];
    assert!(place.plan(&begun, None).status.success());
    let scaffold = place.read(&format!("d/{REVIEW}"));
    let (_, from) = scaffold.split_once("## Last week").expect("the section");
    let hint = &from[from.find("<!--?").expect("a hint")..from.find("-->").expect("its end") + "-->".len()];
    let other = service();
    other.write("answers.md", ANSWERS);
    let answered = ["-C", "d", "new-review", "weekly", "142", "--answers", "../answers.md", "--by", "priya-n"];
    assert!(other.plan(&answered, None).status.success());
    let filled = other.read(&format!("d/{REVIEW}"));
    assert!(!filled.contains(hint));
    place.write(&format!("d/{REVIEW}"), &filled.replacen("## Last week\n", &format!("## Last week\n\n{hint}\n"), 1));
    place
}

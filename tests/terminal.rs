//! A person at a terminal: records filled in question by question, with interruptions in the middle.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{Place, REVIEW};
use rexpect::session::{PtySession, spawn_command};

/// How long the program may take to say something, in milliseconds; only a mistake takes that long.
const PATIENCE: u64 = 60_000;

/// A person at a terminal of their own.
struct Person {
    terminal: PtySession,
    /// All that was shown, without what steers the terminal.
    seen: String,
}

impl Person {
    /// Runs the program in the service, with an editor that is a script; its first argument is the file.
    fn runs(place: &Place, words: &[&str], editor: &str) -> Self {
        let script = place.folder.path().join("editor");
        fs::write(&script, editor).expect("written");
        let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), words);
        command.stdin(std::process::Stdio::inherit());
        command.env("EDITOR", format!("sh '{}'", script.display())).env("TERM", "xterm").env("COLUMNS", "100");
        let terminal = spawn_command(command, Some(PATIENCE)).expect("a terminal");
        Self { terminal, seen: String::new() }
    }

    /// Waits until this is shown.
    fn sees(&mut self, words: &str) -> &mut Self {
        let before = self.terminal.exp_string(words).unwrap_or_else(|error| panic!("{words:?} is not shown: {error}"));
        self.seen.push_str(&before);
        self.seen.push_str(words);
        self
    }

    /// Waits for a question, and answers it.
    fn answers(&mut self, question: &str, answer: &str) -> &mut Self {
        self.sees(question).sees("> ");
        self.terminal.send_line(answer).expect("typed");
        self
    }

    /// Presses a key.
    fn presses(&mut self, key: char) -> &mut Self {
        self.sees("> ");
        self.terminal.send(&key.to_string()).expect("pressed");
        self.terminal.flush().expect("pressed");
        self
    }

    /// The status with which the program ended, and all that it had shown.
    fn ends(mut self) -> (i32, String) {
        self.seen.push_str(&self.terminal.exp_eof().expect("it ends"));
        let ended = format!("{:?}", self.terminal.process().wait().expect("it ends"));
        let status = ended.strip_prefix("Exited(").and_then(|ended| ended.trim_end_matches(')').rsplit(", ").next());
        let status = status.and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("it ended otherwise: {ended}")), self.seen)
    }
}

const WEEKLY: [&str; 5] = ["new-review", "weekly", "142", "--by", "priya-n"];
const CTRL_C: char = '\u{3}';
const CTRL_D: char = '\u{4}';
const TAB: char = '\t';

#[test]
fn a_weekly_review_is_filled_in_with_an_interruption_in_the_middle() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    person.answers("Change card: Result", "?").answers("Whether the action was done.", "done");
    person.answers("Change card: Help given", "watch").answers("Alarm notice: Result", "partly");
    person.answers("Alarm notice: Because of", "service").answers("Alarm notice: Help given", "prompts");
    person.answers("Alarm notice: A word on why", "We were short of staff on Tuesday.");
    person.sees("Picture recipe: Result").presses(CTRL_C);
    let (status, _) = person.ends();
    assert_eq!(status, 130);
    let kept = place.read(REVIEW);
    assert!(
        kept.contains("  - id: alarm-notice\n    result: partly\n    help: prompts\n    because_of: service\n"),
        "{kept}"
    );
    assert!(kept.contains("### Alarm notice\n\nWe were short of staff on Tuesday.\n"), "{kept}");
    assert_eq!(place.git(&["status", "--short"]), format!("?? {REVIEW}\n"));

    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    person.sees("The review of 2026-W47 for R-0142 was begun already; this goes on with it.");
    person.answers("Picture recipe: Result", "sometimes").answers("Type a number from 1 to 3", "1");
    person.answers("Picture recipe: Help given", "5").answers("Quiet shop: Result", "<");
    person.answers("Enter keeps watchful.", "independent").answers("Quiet shop: Result", "1");
    person.answers("Quiet shop: Help given", "prompts").answers("Print hour: Result", "1");
    person.answers("Print hour: Help given", "prompts").answers("last week 1, target 1", "1");
    person.answers("last week 3, target 3", "3").answers("last week 60, target 90", "70");
    for day in ["17", "18", "19"] {
        person.answers(&format!("Visits, 2026-11-{day}: Result"), "met");
    }
    person.sees("Visits, 2026-11-20: Result").presses(CTRL_D);
    let (status, said) = person.ends();
    assert!(status == 1 && said.contains("All that was answered is kept"), "{said}");

    let mut person =
        Person::runs(&place, &WEEKLY, "printf 'Sam cooked three times.\\n\\nThe bus was late once.\\n' >\"$1\"");
    person.answers("Visits, 2026-11-20: Result", "declined").answers("Visits: one more?", "");
    person.sees("Last week").presses(TAB);
    person.answers("New risks: one more?", "Knives left out");
    person.answers("What may happen, and what to do first", "Sam may cut a hand. Ask Sam to put them away first.");
    person.answers("New risks: one more?", "").answers("What is emerging", "Sam left knives on the worktop twice.");
    person.answers("Other support needs", "Sam wants help on the bus and not in the shop.");
    person.answers("Planned visits: type a day", "tue").answers("Planned visits, 2026-11-24: Time", "2pm");
    person.answers("Planned visits, 2026-11-24: By", "tom").answers("Planned visits: one more?", "");
    person.answers("This week", "Tom rides along on Tuesday and sits three rows behind.");
    person.answers("1 working", "working").answers("Safety plan", "It was followed on Monday, and the room was free.");
    person.sees("Put into the safety plan now: Knives left out? [Y/n] ");
    person.terminal.send_line("y").expect("typed");
    let (status, said) = person.ends();
    assert!(status == 0 && said.contains("Saved R-0142: safety plan, 2 changes; weekly review 2026-W47"), "{said}");
    let kept = place.git(&["show", &format!("HEAD:{REVIEW}")]);
    assert!(
        kept.contains("## Last week\n\nSam cooked three times.\n\nThe bus was late once.\n\n### Alarm notice\n"),
        "{kept}"
    );
    assert!(kept.contains("    result: done\n    help: independent\n"), "{kept}");
    assert!(kept.contains("planned:\n  - date: 2026-11-24\n    time: \"14:00\"\n    by: tom-b\n"), "{kept}");
    assert!(!kept.contains("#?") && !kept.contains("<!--?"), "{kept}");
    let safety = place.git(&["show", "HEAD:residents/R-0142/safety-plan.md"]);
    assert!(
        safety.contains("### Knives left out\n\nSam may cut a hand.") && safety.contains("updated: 2026-11-20"),
        "{safety}"
    );
    assert_eq!(place.git(&["status", "--short"]), "");
    assert_eq!(place.plan(&["check"]).0, Some(0));
}

#[test]
fn a_missed_week_is_recorded_with_why() {
    let place = Place::demo();
    let words = [&WEEKLY[..], &["--missed", "resident"]].concat();
    let mut person = Person::runs(&place, &words, "exit 3");
    person.answers("Why it was missed", "Sam was with a brother all week. We meet on Monday.");
    let (status, said) = person.ends();
    assert!(status == 0 && said.contains("Saved R-0142: weekly review 2026-W47"), "{said}");
    assert!(place.read(REVIEW).contains("missed: resident\n"));
}

#[test]
fn a_line_that_ctrl_c_cut_off_is_offered_again() {
    let place = Place::demo();
    let missed = [&WEEKLY[..], &["--missed", "service"]].concat();
    let mut person = Person::runs(&place, &missed, "exit 3");
    person.sees("Why it was missed").sees("> ");
    person.terminal.send("Nobody was on sh").expect("typed");
    person.terminal.flush().expect("typed");
    person.sees("Nobody was on sh");
    person.terminal.send(&CTRL_C.to_string()).expect("pressed");
    person.terminal.flush().expect("pressed");
    let (status, said) = person.ends();
    assert!(status == 130 && said.contains("All that was typed is kept"), "{said}");
    let mut person = Person::runs(&place, &missed, "exit 3");
    person.sees("This was being written last time:").sees("> Nobody was on sh");
    person.terminal.send_line("ift.").expect("typed");
    assert_eq!(person.ends().0, 0);
    assert!(place.read(REVIEW).contains("Nobody was on shift.\n"));
}

#[test]
fn an_editor_that_fails_ends_nothing() {
    let place = Place::demo();
    let missed = [&WEEKLY[..], &["--missed", "service"]].concat();
    let mut person = Person::runs(&place, &missed, "echo 'Nobody was on shift.' >\"$1\"; exit 3");
    person.sees("Why it was missed").presses(TAB).sees("ended with a failure").sees("> Nobody was on shift.");
    person.terminal.send_line("").expect("typed");
    assert_eq!(person.ends().0, 0);
    assert!(place.read(REVIEW).contains("Nobody was on shift.\n"));
}

#[test]
#[cfg(target_os = "linux")]
fn words_that_the_editor_held_when_it_was_killed_are_offered_again() {
    let place = Place::demo();
    let missed = [&WEEKLY[..], &["--missed", "service"]].concat();
    // The editor writes, then it takes the program along.
    let editor = "echo 'Nobody was on shift.' >\"$1\"
        p=$PPID
        until grep -q ^supportplan \"/proc/$p/comm\"; do read -r _ _ _ p _ <\"/proc/$p/stat\"; done
        kill -9 \"$p\"";
    let mut person = Person::runs(&place, &missed, editor);
    person.sees("Why it was missed").presses(TAB);
    let _ = person.terminal.exp_eof();
    let (_, said) = place.plan(&["save"]);
    assert!(said.contains("Waiting: words for residents/R-0142/weekly/2026-W47.md"), "{said}");
    let mut person = Person::runs(&place, &missed, "exit 3");
    person.sees("This was being written last time:").sees("> Nobody was on shift.");
    person.terminal.send_line("").expect("typed");
    let (status, said) = person.ends();
    assert_eq!(status, 0, "{said}");
    assert!(place.git(&["show", &format!("HEAD:{REVIEW}")]).contains("Nobody was on shift."));
    assert!(!place.plan(&["save"]).1.contains("Waiting"));
}

const FORMAL: [&str; 5] = ["new-review", "formal", "142", "--by", "priya-n"];

#[test]
fn a_formal_review_is_taken_down_and_closed_with_an_interruption_in_the_middle() {
    let place = Place::demo();
    let (status, said) = place.plan(&[&FORMAL[..], &["--early"]].concat());
    assert_eq!(status, Some(0), "{said}");
    let mut person = Person::runs(&place, &FORMAL, "exit 3");
    person.answers("Change the plan", "yes").sees("Still needed").presses(CTRL_C);
    assert_eq!(person.ends().0, 130);

    let mut person = Person::runs(&place, &FORMAL, "exit 3");
    person.sees("was begun already; this goes on with it.");
    person.answers("Still needed", "yes").answers("Review again", "1");
    person.answers("What to improve or change", "Yes. Sam wants to shop alone.");
    person.answers("Whether supported accommodation is still needed", "Yes, until the bus goes well.");
    person.answers("Reviewing again", "In February, on a Friday.").answers("My views", "I shop alone now.");
    person.answers("Changes agreed", "Quiet shop: half an hour instead of one.");
    person.sees("Open the plan in the editor now, to make the changes? [Y/n] ");
    person.terminal.send_line("n").expect("typed");
    person.sees("Next: make the changes in residents/R-0142/plan.md");
    assert_eq!(person.ends().0, 0);

    let halves = "sed -i '/id: quiet-shop/,/help:/ s/hours: 1$/hours: 0.5/' \"$1\"";
    let mut person = Person::runs(&place, &FORMAL, halves);
    person.sees("changes were agreed, and the plan that came out is the one that went in");
    person.sees("Open the plan in the editor now, to make them? [Y/n] ");
    person.terminal.send_line("").expect("typed");
    person.sees("Saved R-0142: support plan, 1 action changed").answers("How is the review closed?", "signed");
    person.sees("The next review, from 2027-02-20 to 2027-03-20: ");
    // What is offered stands there to be changed.
    person.terminal.send_line("0").expect("typed");
    person.sees("write a day of the calendar").sees("to 2027-03-20: ");
    person.terminal.send_line("").expect("typed");
    person.answers("Signed: one more?", "");
    let (status, said) = person.ends();
    assert!(status == 0 && said.contains("Next: the review on 20 February 2027"), "{said}");
    let log = place.git(&["log", "-4", "--format=%s"]);
    let closed = "R-0142: formal review 2026-11-20 closed\nR-0142: support plan, 1 action changed\nR-0142: formal review 2026-11-20 discussed\nR-0142: formal review 2026-11-20 prepared\n";
    assert_eq!(log, closed);
    assert_eq!(place.git(&["status", "--short", "residents"]), "");
}

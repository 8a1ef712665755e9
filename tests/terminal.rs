//! A person at a terminal: records filled in question by question, with interruptions in the middle.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::fs;

use place::{Place, REVIEW, answered};
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
        // What is waited for is to stand on one line.
        Self::with_columns(place, words, editor, "400")
    }

    /// The same, with a terminal so many columns wide.
    fn with_columns(place: &Place, words: &[&str], editor: &str, columns: &str) -> Self {
        let script = place.folder.path().join("editor");
        fs::write(&script, editor).expect("written");
        let mut command = place.command(env!("CARGO_BIN_EXE_supportplan"), &place.root(), words);
        command.stdin(std::process::Stdio::inherit());
        command.env("EDITOR", format!("sh '{}'", script.display())).env("TERM", "xterm").env("COLUMNS", columns);
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
fn who_is_asked_while_somebody_else_saves_is_told_and_loses_nothing() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    person.sees("Change card: Result").sees("> ");
    place.write(REVIEW, &answered(&place.read(REVIEW)));
    assert_eq!(place.plan(&["save", "142", "--by", "aisha-k"]).0, Some(0));
    let saved = place.read(REVIEW);
    person.terminal.send_line("partly").expect("typed");
    let (status, said) = person.ends();
    assert!(status == 2 && said.contains("was saved by somebody else while you were answering"), "{said}");
    assert!(said.contains("supportplan fill R-0142 weekly/2026-W47"), "{said}");
    assert_eq!((place.read(REVIEW), place.git(&["status", "--short"])), (saved, String::new()));
    let (_, said) = place.plan(&["save"]);
    assert!(said.contains("Waiting: words for residents/R-0142/weekly/2026-W47.md"), "{said}");
}

#[test]
fn an_answer_goes_to_the_visit_that_was_asked_about() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    for _ in 0..14 {
        person.sees("> ");
        person.terminal.send_line("").expect("typed");
    }
    person.sees("Visits, 2026-11-18: Result").sees("> ");
    place.edit(REVIEW, "  - date: 2026-11-17\n", "  - date: 2026-11-16\n    result: met\n  - date: 2026-11-17\n");
    person.terminal.send_line("declined").expect("typed");
    person.sees("Visits, 2026-11-19: Result").presses(CTRL_D);
    assert_eq!(person.ends().0, 1);
    let kept = place.read(REVIEW);
    assert!(kept.contains("  - date: 2026-11-18\n    result: declined\n"), "{kept}");
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
    person
        .sees("Saved R-0142: support plan, 1 action changed")
        .answers("Result", "?")
        .answers("How it was closed.", "signed");
    // Who signed is not guessed.
    person.answers("Signed: type one, or none", "none").answers("One is needed here at least.", "resident");
    person.answers("Signed, resident: Signed on", "?").answers("Type a day as", "tomorrow");
    person.sees("Saturday 21 November 2026").sees("This day is still to come.").sees("Is it so all the same? [y/N] ");
    person.terminal.send_line("").expect("typed");
    person.answers("It was not written.", "").answers("So far: 1 resident 2026-11-20.", "priya");
    person.answers("Enter alone says Friday 20 November 2026.", "2026-11-20");
    person.answers("So far: 1 resident 2026-11-20; 2 priya-n 2026-11-20.", "");
    person.answers("from 2027-02-20 to 2027-03-20", "1 Dec").sees("Tuesday 1 December 2026");
    person.answers("agreed for less than 3 months after this one", "<").answers("Signed: one more?", "");
    person.answers("Next review", "1 Jun 2027").answers("agreed for more than 4 months after this one", "soon");
    person.sees("Write the day as").presses(CTRL_D);
    let (status, said) = person.ends();
    assert!(status == 1 && said.contains("All that was answered is kept"), "{said}");
    assert!(place.read("residents/R-0142/formal/2026-11-20.md").contains("next_review:\n"), "{said}");

    let mut person = Person::runs(&place, &FORMAL, "exit 3");
    person.sees("was begun already; this goes on with it.");
    person.answers("Enter alone says Saturday 20 February 2027.", "");
    let (status, said) = person.ends();
    assert!(status == 0 && said.contains("Next: the review on 20 February 2027"), "{said}");
    let log = place.git(&["log", "-4", "--format=%s"]);
    let closed = "R-0142: formal review 2026-11-20 closed\nR-0142: support plan, 1 action changed\nR-0142: formal review 2026-11-20 discussed\nR-0142: formal review 2026-11-20 prepared\n";
    assert_eq!(log, closed);
    let kept = place.git(&["show", "HEAD:residents/R-0142/formal/2026-11-20.md"]);
    let signed = "signed:\n  - who: resident\n    date: 2026-11-20\n  - who: priya-n\n    date: 2026-11-20\nnext_review: 2027-02-20\n";
    assert!(kept.contains(signed) && kept.contains("  change_plan: yes\n") && !kept.contains("#?"), "{kept}");
    assert_eq!(place.git(&["status", "--short", "residents"]), "");
}

#[test]
fn a_mistake_is_seen_at_once_and_can_be_taken_back() {
    let place = Place::demo();
    let words = ["new-review", "weekly", "142", "--by", "priya-n"];
    let (status, said) = place.plan(&[&words[..], &["--no-edit"]].concat());
    assert_eq!(status, Some(0), "{said}");
    let filled = place.read(REVIEW).replace("    result:\n    help:\n", "    result: done\n    help: prompts\n");
    place.write(REVIEW, &filled.replace("    result:\n", "    result: met\n"));

    // Who writes stands in the record, so nobody is asked.
    let mut person = Person::runs(&place, &words[..3], "exit 3");
    person.answers("last week 1, target 1", "-1").sees("This is less than nothing.").sees("[y/N] ");
    person.terminal.send_line("n").expect("typed");
    person.answers("It was not written.", "1").answers("last week 3, target 3", "3").answers("target 90", "70");
    person.answers("So far: 1 2026-11-17 met; 2 2026-11-18 met", "1 Jan 2020").sees("Wednesday 1 January 2020");
    person.sees("This visit is dated far from the week").sees("[y/N] ");
    person.terminal.send_line("").expect("typed");
    person.answers("It was not written.", "Monday").sees("Monday 16 November 2026");
    person.answers("Visits, 2026-11-16: Result", "-").sees("Take away Visits, 2026-11-16? [y/N] ");
    person.terminal.send_line("y").expect("typed");
    person.sees("It is taken away.").answers("Visits: one more?", "-4").sees("Take away 2026-11-20 met? [y/N] ");
    person.terminal.send_line("y").expect("typed");
    person.answers("Visits: one more?", "").answers("Last week", "Sam cooked.");
    // What stood there is cleared with Ctrl-U.
    person.answers("New risks", "<").sees("Last week").sees("> Sam cooked.");
    person.terminal.send("\u{15}\r").expect("typed");
    person.terminal.flush().expect("typed");
    person.sees("An answer is needed here, so what stood there stays.").sees("> Sam cooked.");
    // Ctrl-D leaves behind a line that was begun, too.
    person.terminal.send(&CTRL_D.to_string()).expect("pressed");
    person.terminal.flush().expect("pressed");
    let (status, said) = person.ends();
    assert!(status == 1 && said.contains("All that was answered is kept"), "{said}");
    let kept = place.read(REVIEW);
    assert!(kept.contains("  - date: 2026-11-19\n    result: met\n#?") && kept.contains("Sam cooked."), "{kept}");

    let (status, said) = Person::runs(&place, &["new-review", "weekly", "142", "--by", "tom-b"], "exit 3").ends();
    assert!(status == 2 && said.contains("was begun by priya-n, and --by names tom-b"), "{said}");
}

#[test]
fn an_outcome_says_from_where_on_things_go_the_wrong_way() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &["add", "outcome", "142", "Sleeps at night", "--by", "priya-n"], "exit 3");
    person.answers("Sleeps at night: Aim", "stability").answers("Sleeps at night: What", "nights slept through");
    person.answers("Sleeps at night: Per", "week").answers("Baseline", "6").answers("Target", "6");
    person.answers("Sleeps at night: By", "in 3 months").sees("Saturday 20 February 2027");
    person
        .answers("Sleeps at night: Worse if", "5")
        .answers("Write it as: below 3 for 2 weeks.", "below 5 for 2 weeks");
    person
        .answers("What is said of it", "Sam sleeps until six in the morning.")
        .answers("In my words", "I want to sleep.");
    person.answers("How we will know", "Staff note at eight each morning when Sam got up.");
    let (_, said) = person.ends();
    let plan = place.read("residents/R-0142/plan.md");
    let worse = "      by: 2027-02-20\n      worse_if:\n        below: 5\n        for_weeks: 2\n";
    assert!(plan.contains(worse), "{said}\n{plan}");
    assert!(said.contains("Saved R-0142: support plan, 1 outcome added"), "{said}");
}

#[test]
fn who_writes_is_asked_like_anything_else_and_all_of_it_fits_the_terminal() {
    let place = Place::demo();
    let mut person = Person::with_columns(&place, &["new-review", "weekly", "142"], "exit 3", "80");
    person.answers("Who writes this?", "?").answers("The history names who wrote", "<");
    person.answers("This is the first question.", "priya").sees("Change card: Result").presses(CTRL_D);
    let (status, said) = person.ends();
    assert!(status == 1 && said.contains("All that was answered is kept"), "{said}");
    let long: Vec<&str> =
        said.lines().map(|line| line.trim_end_matches('\r')).filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:#?}");

    let mut person = Person::runs(&place, &["new-review", "formal", "142", "--early"], "exit 3");
    person.sees("Who writes this?").presses(CTRL_D);
    let (status, said) = person.ends();
    assert!(status == 1 && said.contains("Nobody was chosen, so nothing was done."), "{said}");
}

#[test]
fn what_an_interruption_cut_off_is_asked_again_and_what_came_before_can_be_reached() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    person.answers("Change card: Result", "<").answers("Enter keeps priya-n.", "");
    person.answers("Change card: Result", "3").answers("Change card: Because of", "service");
    person.answers("Change card: Help given", "").sees("Change card: A word on why").presses(CTRL_D);
    assert_eq!(person.ends().0, 1);

    let mut person = Person::runs(&place, &WEEKLY, "exit 3");
    person.answers("Change card: Help given", "<").answers("Change card: Because of", "resident");
    person.answers("Change card: Help given", "");
    person.answers("Change card: A word on why", "Sam was out on Monday.").sees("Alarm notice: Result");
    person.presses(CTRL_D);
    assert_eq!(person.ends().0, 1);
    let kept = place.read(REVIEW);
    assert!(kept.contains("because_of: resident\n") && kept.contains("Sam was out on Monday.\n"), "{kept}");
}

#[test]
fn an_answer_that_is_typed_too_early_leaves_nothing() {
    let place = Place::demo();
    let mut person = Person::runs(&place, &[&WEEKLY[..], &["--missed", "resident"]].concat(), "exit 3");
    person.answers("Why it was missed", "").sees("q leaves it for now: ");
    person.terminal.send_line("Sam was ill.").expect("typed");
    person.sees("Press Enter alone").sees("q leaves it for now: ");
    person.terminal.send_line("").expect("typed");
    person.answers("Why it was missed", "Sam was ill all week. We meet on Monday.");
    assert_eq!(person.ends().0, 0);
}

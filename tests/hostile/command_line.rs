//! Words on the command line, in settings, in answers and in records that would be more than words: in git, on a terminal, on a page.

use supportplan::record::Kind;

use super::place::{Place, Said};
use super::records::{Made, Slot};
use super::{CANARY, assert_obeys_nothing, payloads, quoted, tags};

/// What git keeps of each commit beside its tree: no line of it comes from a record, and none is forged.
fn assert_sound_commits(place: &Place) {
    let staff = ["Priya N", "Tom B", "Aisha K", "Lena M"];
    for commit in place.git(&["rev-list", "--all"]).lines() {
        let whole = place.git(&["cat-file", "commit", commit]);
        let (head, message) = whole.split_once("\n\n").expect("a head and a message");
        for line in head.lines() {
            let (key, value) = line.split_once(' ').expect("a key and a value");
            match key {
                "tree" | "parent" => assert!(value.len() == 40, "{whole}"),
                "author" | "committer" => {
                    assert!(staff.iter().any(|name| value.starts_with(&format!("{name} <"))), "{whole}")
                }
                _ => panic!("{whole}"),
            }
        }
        assert_eq!((head.matches("\nauthor ").count(), head.matches("\ncommitter ").count()), (1, 1), "{whole}");
        assert!(!message.contains("-by:") && !whole.contains(CANARY), "{whole}");
    }
    assert!(!place.git(&["log", "-g", "--format=%gs"]).contains(CANARY));
    place.git(&["fsck", "--strict"]);
}

fn assert_told(said: &Said) {
    assert!(said.status != 2 || !said.err.trim().is_empty(), "a command that cannot run says why");
    assert_obeys_nothing(&said.all());
}

#[test]
fn every_command_takes_records_full_of_payloads() {
    let (place, payloads) = (Place::demo(), payloads());
    for round in 0..4 {
        for (nth, kind) in Kind::ALL[1..].iter().enumerate() {
            let made = Made::new(*kind, false);
            // Each round has other payloads in each place; in the last only passages are hostile, so that there is something to save.
            let text = made.text(|at, piece| {
                let payload = &payloads[(at + nth + round * 11) % payloads.len()];
                match piece.slot {
                    Slot::Words if round < 3 => Some(quoted(payload)),
                    Slot::Passage if round < 3 => Some(payload.clone()),
                    Slot::Passage => Some(format!("{CANARY} {{{{ 1234 * 5678 }}}} <script>alert(1)</script>\n\nSigned-off-by: Eve <eve@evil.example>")),
                    _ => None,
                }
            });
            place.write(&made.path, text);
        }
        for words in [
            &["check"][..],
            &["--show-text", "--color", "always", "check"],
            &["show", "142"],
            &["history", "142"],
            &["render"],
            &["save", "--by", "priya-n"],
        ] {
            let said = place.plan(words);
            assert_told(&said);
            let may_show = words.contains(&"--show-text") || matches!(words[0], "show" | "history");
            assert!(may_show || !said.all().contains(CANARY), "{words:?}: {}", said.all());
        }
        for (page, html) in place.files(&place.root().join("pages")) {
            let html = String::from_utf8(html).expect("text");
            tags::inventory(&html);
            assert!(
                !html.contains("<script") && !html.contains("7006652") && !html.contains("onerror=\""),
                "{}",
                page.display()
            );
            assert_obeys_nothing(&html);
        }
        assert_sound_commits(&place);
    }
    assert!(place.git(&["log", "-p"]).contains(CANARY), "in the end something of it was saved");
}

#[test]
fn settings_full_of_payloads_forge_nothing() {
    for payload in payloads() {
        let place = Place::demo();
        let settings = place.read("supportplan.yaml").replacen("Priya N", &quoted(&payload), 1);
        place.write(
            "supportplan.yaml",
            format!("{settings}\nwording:\n  About me: {0}\n  {0}: Strengths\n", quoted(&payload)),
        );
        let plan = place.read("residents/R-0142/plan.md");
        place.write("residents/R-0142/plan.md", plan.replacen("commissioned_hours: 6", "commissioned_hours: 6.5", 1));
        for words in [&["check", "142"][..], &["save", "142", "--by", "priya-n"], &["show", "142"]] {
            assert_told(&place.plan(words));
        }
        let log = place.git(&["cat-file", "commit", "HEAD"]);
        let head = log.split("\n\n").next().expect("a head");
        assert_eq!(head.lines().count(), 4, "{log}");
        let payload_lines = ["Signed-off-by", "Co-authored-by"];
        assert!(payload_lines.iter().all(|line| !log.contains(&format!("\n{line}"))), "{log}");
        place.git(&["fsck", "--strict"]);
    }
}

#[test]
fn options_full_of_payloads_forge_nothing() {
    let place = Place::demo();
    let before = place.git(&["rev-parse", "HEAD"]);
    place.write("residents/R-0142/plan.md", place.read("residents/R-0142/plan.md") + "\nMore.\n");
    for (at, payload) in payloads().iter().filter(|payload| !payload.contains('\0')).enumerate() {
        let reference = format!("R-{:04}", 2000 + at);
        let commands: [&[&str]; 8] = [
            &["save", &format!("--by={payload}")],
            &["show", "--", payload],
            &["new-resident", "--", payload],
            &["new-resident", &reference, &format!("--key-worker={payload}")],
            &["new-review", "weekly", "142", &format!("--week={payload}"), "--by", "priya-n"],
            &["new-review", "weekly", "142", "--no-edit", &format!("--by={payload}")],
            &["check", "--", payload],
            &["render", "--", payload],
        ];
        for words in commands.iter().skip(at % 2).step_by(2) {
            let said = place.plan(words);
            assert!(said.status == 2, "{words:?}: {}", said.all());
            assert!(!said.err.contains('\u{9b}') && !said.err.contains('\u{202e}'), "{words:?}: {}", said.all());
        }
        // A name may be any line of words; it comes back from the file as it was given.
        let said = place.plan(&["new-resident", &reference, &format!("--called={payload}")]);
        assert_obeys_nothing(&said.all());
        if said.status == 0 {
            let shown = place.plan(&["check", &reference]);
            let called: Vec<_> = shown.out.lines().filter(|line| line.contains("plan.md:5:")).collect();
            assert!(called.iter().all(|line| line.contains("F035")), "{payload:?}: {called:?}");
        } else {
            assert!(!place.root().join("residents").join(&reference).exists());
        }
    }
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
    assert_sound_commits(&place);
}

#[test]
fn a_service_cannot_begin_with_a_forged_name() {
    for (at, payload) in payloads().iter().filter(|payload| !payload.contains('\0')).enumerate() {
        let place = Place::empty();
        let person = [
            format!("--staff={payload} <eve@evil.example>"),
            format!("--staff=Eve <{payload}@evil.example>"),
            "--staff=Eve <eve@evil.example>".to_owned(),
        ];
        let name = format!("--name={payload}");
        let said = place.run_with(place.outside(), &["init", "d", &person[at % 3], &name], &[], b"");
        assert_obeys_nothing(&said.all());
        if said.status == 0 {
            let commit = place.git(&["cat-file", "commit", "HEAD"]);
            let (head, message) = commit.split_once("\n\n").expect("a head");
            let expected = "Service: begun\n\nRecord: supportplan.yaml\nKind: other\nKind: settings\n";
            assert_eq!((head.lines().count(), message), (3, expected), "{commit}");
            assert_eq!(place.plan(&["check"]).status, 0, "{payload:?}");
            place.git(&["fsck", "--strict"]);
        } else {
            assert!(!place.root().join("supportplan.yaml").exists(), "{payload:?}");
        }
    }
}

#[test]
fn an_identity_of_the_surroundings_forges_nothing() {
    for payload in payloads().iter().filter(|payload| !payload.contains('\0')) {
        let place = Place::demo();
        let plan = place.read("residents/R-0142/plan.md");
        place.write("residents/R-0142/plan.md", plan.replacen("commissioned_hours: 6", "commissioned_hours: 6.5", 1));
        let variables = [
            ("GIT_COMMITTER_NAME", payload.as_str()),
            ("GIT_COMMITTER_EMAIL", "eve@evil.example"),
            ("GIT_AUTHOR_NAME", payload),
            ("GIT_AUTHOR_EMAIL", payload),
        ];
        let said = place.run_with(&place.root(), &["save", "142", "--by", "priya-n"], &variables, b"");
        assert_told(&said);
        let commit = place.git(&["cat-file", "commit", "HEAD"]);
        let head = commit.split("\n\n").next().expect("a head");
        assert_eq!(head.lines().count(), 4, "{commit}");
        place.git(&["fsck", "--strict"]);
    }
}

#[test]
fn answers_and_referrals_full_of_payloads_stay_words() {
    let place = Place::demo();
    let made = Made::new(Kind::Referral, false);
    for (at, payload) in payloads().iter().enumerate() {
        let answers = format!(
            "---\nsafety_plan: {}\nx-own: {}\n---\n\n## Last week\n\n{payload}\n",
            if at % 2 == 0 { "working" } else { payload },
            quoted(payload)
        );
        let said = place.run_with(
            &place.root(),
            &["new-review", "weekly", "142", "--answers", "-", "--by", "priya-n"],
            &[],
            answers.as_bytes(),
        );
        assert_told(&said);
        assert!(!said.all().contains(CANARY), "{}", said.all());
        let _ = std::fs::remove_file(place.root().join("residents/R-0142/weekly/2026-W47.md"));
        let referral = made.text(|_, piece| (piece.slot == Slot::Passage).then(|| payload.clone()));
        std::fs::write(place.outside().join("referral.md"), referral).expect("written");
        let reference = format!("R-{:04}", 3000 + at);
        let said = place.plan(&["new-resident", &reference, "--referral", "../referral.md"]);
        assert_told(&said);
        assert!(!said.all().contains(CANARY), "{}", said.all());
    }
    assert_sound_commits(&place);
}

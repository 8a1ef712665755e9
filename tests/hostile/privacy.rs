//! Outside a terminal no output, no subject and no path holds a word of a record, and nobody's words turn up with anybody else's.

use std::collections::BTreeSet;
use std::fs;

use supportplan::record::slug;
use supportplan::report::{self, Style};
use supportplan::service::{Group, Service};

use super::place::Place;

/// The worked example with a word of its own in every passage, heading, id, free value and comment. The words begin with `cnry` and
/// the last two digits of the resident's reference, or `team`.
struct Planted {
    place: Place,
    service: Service,
    groups: Vec<Group>,
}

fn tag(group: &Group) -> String {
    format!("cnry{}", group.resident.as_deref().map_or("team", |resident| &resident[resident.len() - 2..]))
}

impl Planted {
    fn new() -> Self {
        let place = Place::demo();
        let service = Service::at(&place.root(), chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date"))
            .expect("a service");
        let listed = service.residents().iter().map(|resident| service.group_of(resident)).chain([service.team()]);
        let groups: Vec<Group> = listed.map(|group| group.expect("listed")).collect();
        for group in &groups {
            plant(&place, &service, group);
        }
        Self { place, service, groups }
    }
}

fn plant(place: &Place, service: &Service, group: &Group) {
    let tag = tag(group);
    let records: Vec<_> =
        service.check_group(group).expect("read").into_iter().filter_map(|found| found.record).collect();
    let lists = ["strengths", "outcomes", "actions", "risks", "findings"];
    let ids: BTreeSet<String> =
        records.iter().flat_map(|record| lists.iter().flat_map(|list| record.ids(list))).map(str::to_owned).collect();
    let mut count = 0;
    let mut word = || {
        count += 1;
        format!("{tag}x{count}")
    };
    let renamed: Vec<(String, String)> = ids.into_iter().map(|id| (id.clone(), format!("{id}-{}", word()))).collect();
    let new_id = |id: &str| renamed.iter().find(|(old, _)| old == id).map(|(_, new)| new.as_str());
    for record in &records {
        let body = record.body.span.start;
        let front: String = record.text[..body]
            .split_inclusive(|c: char| !(c.is_alphanumeric() || c == '-'))
            .map(|part| {
                let id = part.trim_end_matches(|c: char| !c.is_alphanumeric());
                new_id(id).map_or_else(|| part.to_owned(), |new| part.replacen(id, new, 1))
            })
            .collect();
        let mut text = String::new();
        for line in front.lines() {
            let free = ["called: ", "represented_by: "].iter().any(|key| line.starts_with(key));
            text.push_str(&if free { format!("{line} {}\n", word()) } else { format!("{line}\n") });
            if line.starts_with("kind: ") {
                text.push_str(&format!("x-own: {}\n# {}\n", word(), word()));
            }
        }
        let text = text.replace("what: ", &format!("what: {} ", word()));
        let lines = record.text[body..].lines().map(|line| match line.trim_start_matches('#') {
            "" => line.to_owned(),
            heading if heading != line => match new_id(&slug(heading)) {
                Some(new) => format!("{line} {}", new.rsplit('-').next().expect("the word")),
                None => line.to_owned(),
            },
            _ if line.starts_with("<!--") || line.starts_with('|') => line.to_owned(),
            _ => format!("{line} {}", word()),
        });
        let lines = lines.collect::<Vec<_>>().join("\n");
        place.write(&record.path, format!("{text}{lines}\n\n<!-- {} -->\n", word()));
    }
}

#[test]
fn no_word_of_a_record_leaves_it_unasked() {
    let Planted { place, .. } = Planted::new();
    let told = |words: &[&str], status: i32| {
        let said = place.plan(words);
        assert_eq!(said.status, status, "{words:?}: {}", said.all());
        assert!(!said.all().contains("cnry"), "{words:?}: {}", said.all());
    };
    told(&["check"], 0);
    told(&["save", "--by", "priya-n"], 0);
    told(&["check", "142", "team"], 0);
    told(&["render"], 0);
    told(&["new-review", "weekly", "142", "--no-edit"], 0);
    told(&["check", "142"], 1);
    told(&["save", "--by", "priya-n"], 1);
    told(&["new-review", "weekly", "142", "--no-edit"], 0);
    told(&["show", "Sam"], 2);
    told(&["new-resident", "R-0142"], 2);
    told(&["new-resident", "R-0160", "--referral", "residents/R-0142/referral.md"], 1);
    told(&["new-review", "weekly", "117", "--answers", "residents/R-0142/weekly/2026-W46.md", "--by", "tom-b"], 1);
    fs::remove_file(place.root().join("residents/R-0158/referral.md")).expect("removed");
    told(&["save", "--by", "priya-n"], 1);
    let logs = [place.git(&["log", "--all", "--format=%an %ae %cn %ce %B"]), place.git(&["log", "-g", "--format=%gs"])];
    assert!(logs.iter().all(|log| !log.contains("cnry")), "{logs:?}");
    assert!(place.git(&["log", "--all", "-p"]).contains("cnry42x"), "the words themselves are kept");
    for (path, bytes) in place.files(&place.root()) {
        let name = path.strip_prefix(place.root()).expect("inside").to_string_lossy().into_owned();
        assert!(!name.contains("cnry"), "{name}");
        // What was begun is held inside git's folder with its words; nothing else there tells of them.
        let own = name.starts_with(".git/")
            && !name.starts_with(".git/supportplan/drafts/")
            && !name.starts_with(".git/objects/");
        assert!(!own || !String::from_utf8_lossy(&bytes).contains("cnry"), "{name}");
    }
}

#[test]
fn words_are_shown_where_they_are_asked_for_and_nobody_elses() {
    let Planted { place, .. } = Planted::new();
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).status, 0);
    for words in [&["show", "142"][..], &["history", "142"], &["render", "142", "-o", "out"]] {
        let said = place.plan(words);
        assert_eq!(said.status, 0, "{words:?}: {}", said.all());
        assert!(said.out.contains("cnry42x") || words[0] == "render", "{words:?}: {}", said.all());
        assert!(
            ["cnry17", "cnry58", "cnryteam"].iter().all(|other| !said.all().contains(other)),
            "{words:?}: {}",
            said.all()
        );
    }
    for (page, html) in place.files(&place.root().join("out")) {
        let html = String::from_utf8(html).expect("text");
        assert!(["cnry17", "cnry58", "cnryteam"].iter().all(|other| !html.contains(other)), "{}", page.display());
    }
    let said = place.plan(&["show", "nobody"]);
    assert!(said.status == 2 && !said.all().contains("cnry"), "{}", said.all());
}

/// Damages of a line, of which each breaks another rule somewhere.
fn damaged(lines: &[&str], at: usize, how: usize) -> String {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let line = lines[at].clone();
    match how {
        0 => _ = lines.remove(at),
        1 => lines.insert(at, line),
        2 => lines[at] = line.replacen(": ", ":", 1),
        3 => lines[at] = line.replacen(['a', 'e'], "z", 1),
        4 => lines[at] = format!(" {line}"),
        5 => lines[at] = line.replacen(|c: char| c.is_ascii_digit(), "x", 1),
        6 => lines[at] = format!("#{line}"),
        _ => lines[at] = line.replacen(" ", " #", 1),
    }
    lines.join("\n") + "\n"
}

#[test]
fn no_finding_tells_a_word_and_none_tells_anybody_elses() {
    let Planted { place, service, groups } = Planted::new();
    let mut codes = BTreeSet::new();
    let mut turn = 0;
    for group in &groups {
        // Reviews are alike, so that a few stand for all.
        let files = group.files.iter().filter(|path| !path.contains("/weekly/") || path.ends_with("6.md"));
        for path in files {
            let text = place.read(path);
            let lines: Vec<&str> = text.lines().collect();
            for at in (turn % 5..lines.len()).step_by(5).filter(|at| !lines[*at].is_empty()) {
                turn += 1;
                let bytes = damaged(&lines, at, turn % 8).into_bytes();
                // The record alone with the plans: what it leans on.
                let mut few = group.clone();
                few.files.retain(|other| other == path || other.ends_with("plan.md"));
                let read =
                    |other: &str| Ok(Some(if other == path { bytes.clone() } else { place.read(other).into_bytes() }));
                for checkup in service.check_group_with(&few, read).expect("checked") {
                    codes.extend(checkup.findings.iter().map(|finding| finding.code.name()));
                    let plain = report::findings(&checkup, Style::default());
                    assert!(!plain.contains("cnry"), "{plain}");
                    let shown = report::findings(&checkup, Style { show_text: true, width: 100, below: 0 });
                    let others: Vec<_> = groups.iter().filter(|other| *other != group).map(tag).collect();
                    assert!(others.iter().all(|other| !shown.contains(other.as_str())), "{shown}");
                }
            }
        }
    }
    assert!(codes.len() > 15, "{codes:?}");
}

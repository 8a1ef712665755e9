//! The services whose pages are looked at, and the commands that make the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::long;
use crate::place::Place;

/// A service to make pages of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    /// A new one, with one resident of whom nothing is known yet.
    Small,
    /// The worked example.
    Normal,
    /// One with a plan that has no end, and with all that people may paste into a record.
    Long,
}

/// Each command whose pages are held to everything: the service, and the command's words. What it prints is its page, unless it
/// takes a folder: then FOLDER stands for that. A page that is the same to the byte as one before it is not looked at again, so that
/// `--page` stands here for editions and PDFs: without them it makes pages of `--all`, one by one.
pub(crate) const COMMANDS: &[(Service, &str)] = &[
    (Service::Small, "render --all -o FOLDER"),
    (Service::Small, "render --changes all -o FOLDER"),
    (Service::Normal, "render --all -o FOLDER"),
    (Service::Normal, "render --changes all -o FOLDER"),
    (Service::Normal, "render 142 --changes last-formal -o FOLDER"),
    (Service::Normal, "render 142 --at 2026-08-20 -o FOLDER"),
    (Service::Normal, "render 142 --large-print -o FOLDER"),
    (Service::Normal, "render 142 --resident-copy -o FOLDER"),
    (Service::Normal, "render 142 --references -o FOLDER"),
    (Service::Normal, "render 142 --page weekly-sheet --page formal-pack --page history --large-print -o FOLDER"),
    (Service::Normal, "render --page overview --page progress --references -o FOLDER"),
    (Service::Normal, "render 142 --page formal-pack --page history --resident-copy -o FOLDER"),
    (Service::Normal, "render 142 --page support-plan --page weekly-sheet --page formal-pack --pdf -o FOLDER"),
    (Service::Normal, "history 142 --format html"),
    (Service::Long, "render --all -o FOLDER"),
    (Service::Long, "render 142 --changes all -o FOLDER"),
    (Service::Long, "render 142 --page support-plan --large-print -o FOLDER"),
    (Service::Long, "render 142 --page support-plan --page safety-plan --resident-copy -o FOLDER"),
    (Service::Long, "history 142 --format html"),
];

/// A page that was made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) file: PathBuf,
    /// What the program itself printed of it, where it was asked to.
    pub(crate) pdf: Option<PathBuf>,
    /// The service and the command that made it, and its path among the pages.
    pub(crate) from: String,
    pub(crate) service: Service,
}

/// The services, for as long as their pages are looked at.
pub(crate) struct Services {
    places: BTreeMap<Service, Place>,
}

impl Services {
    pub(crate) fn new() -> Self {
        let mut places = BTreeMap::new();
        for (service, _) in COMMANDS {
            places.entry(*service).or_insert_with(|| match service {
                Service::Small => small(),
                Service::Normal => Place::demo(),
                Service::Long => long::service(),
            });
        }
        Self { places }
    }

    /// The pages of all commands; of those that are the same to the byte, the first.
    pub(crate) fn pages(&self) -> Vec<Made> {
        let mut known = BTreeSet::new();
        let mut pages = Vec::new();
        for (number, (service, command)) in COMMANDS.iter().enumerate() {
            let place = &self.places[service];
            let folder = place.folder.path().join(format!("pages-{number}"));
            run(place, command, &folder);
            let before = pages.len();
            for file in sample(&folder) {
                if is_like_another(&file) {
                    continue;
                }
                let html = fs::read(&file).expect("a page");
                let pdf = Some(file.with_extension("pdf")).filter(|pdf| pdf.is_file());
                if known.insert(html) || pdf.is_some() {
                    let path = file.strip_prefix(&folder).expect("inside").display();
                    pages.push(Made { from: format!("{service:?}: {command}: {path}"), service: *service, file, pdf });
                }
            }
            let is_printed = pages[before..].iter().any(|page| page.pdf.is_some());
            assert_eq!(is_printed, command.contains("--pdf"), "{command}");
        }
        pages
    }
}

/// Of residents beside the first, whose pages are of the same kinds, those are looked at that most people will hold.
fn is_like_another(file: &Path) -> bool {
    let path = file.to_string_lossy();
    path.contains("/R-")
        && !path.contains("/R-0142/")
        && !["plan.html", "safety-plan.html"].iter().any(|name| file.ends_with(name))
}

fn run(place: &Place, command: &str, folder: &Path) {
    let folder_name = folder.to_str().expect("text");
    let words: Vec<_> = command.split(' ').map(|word| if word == "FOLDER" { folder_name } else { word }).collect();
    let output = place.run(&place.root(), &words);
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    if !words.contains(&folder_name) {
        fs::create_dir(folder).expect("a folder");
        fs::write(folder.join("page.html"), output.stdout).expect("written");
    }
}

/// The pages in a folder; of weekly ones, which are many, the first and the last.
fn sample(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    if folder.ends_with("weekly") && entries.len() > 2 {
        entries.drain(1..entries.len() - 1);
    }
    let pages = entries.into_iter().flat_map(|path| match path.extension() {
        _ if path.is_dir() => sample(&path),
        Some(kind) if kind == "html" => vec![path],
        _ => Vec::new(),
    });
    pages.collect()
}

/// A service of a day's age: every record that there is, with nothing in it but its questions.
fn small() -> Place {
    let place = Place::empty();
    let at = place.folder.path().to_owned();
    let made =
        place.run(&at, &["init", "d", "--name", "Larch House", "--staff", "Priya N <priya.n@larch-house.example>"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for command in [
        "new-resident R-0142 --key-worker priya-n --by priya-n",
        "new-review weekly 142 --no-edit --by priya-n",
        "new-incident 142 --no-edit --by priya-n",
        "new-reflection --no-edit --by priya-n",
        "new-audit --no-edit --by priya-n",
    ] {
        let (status, said) = place.plan(&command.split(' ').collect::<Vec<_>>());
        assert!(matches!(status, Some(0 | 1)), "{command}: {said}");
    }
    let formal =
        "---\nsupportplan: 1\nkind: formal-review\nresident: R-0142\nprepared: 2026-11-20\n---\n\n# Formal review\n";
    place.write("residents/R-0142/formal/2026-11-20.md", formal);
    place
}

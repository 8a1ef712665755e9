//! The files that a new service begins with.

use super::Forge;
use crate::record::edit::yaml_text;
use crate::record::slug;
use crate::service::SETTINGS;
use crate::service::repository::Identity;

const ATTRIBUTES: &str = "# Records are text, with the same line ends for everybody.\n*.md text eol=lf\n*.yaml text eol=lf\nresidents/*/scans/* binary\n";
const IGNORE: &str = "# Pages can be made again at any time.\n/pages/\n# What editors and systems leave behind.\n*~\n*.swp\n*.bak\n.~lock.*\n.DS_Store\nThumbs.db\n";
/// What lets git keep folders that are empty.
const FOLDERS: [&str; 3] = ["residents/.gitkeep", "team/reflections/.gitkeep", "team/audits/.gitkeep"];

/// The settings' text. Ids are first name and the first letter of the last, numbered where two are alike.
pub(super) fn settings(name: &str, staff: &[Identity]) -> String {
    let mut text = format!(
        "# The service's settings. The format's reference says what else can stand here.\nsupportplan: 1\nservice: {}\nstaff:\n",
        yaml_text(name)
    );
    let mut ids: Vec<String> = Vec::new();
    for person in staff {
        let plain = slug(&person.name);
        let mut words = plain.split('-').filter(|word| word.is_ascii());
        let first = words.next().filter(|word| !word.is_empty()).unwrap_or("staff").to_owned();
        let short = words
            .next_back()
            .and_then(|last| last.chars().next())
            .map_or(first.clone(), |initial| format!("{first}-{initial}"));
        let id =
            (1..).map(|n| if n == 1 { short.clone() } else { format!("{short}-{n}") }).find(|id| !ids.contains(id));
        let id = id.unwrap_or(short);
        text.push_str(&format!(
            "  - id: {id}\n    name: {}\n    email: {}\n",
            yaml_text(&person.name),
            yaml_text(&person.email)
        ));
        ids.push(id);
    }
    text
}

/// The files beside the settings that every service has.
pub(in crate::commands) fn git_files() -> Vec<(&'static str, &'static str)> {
    let kept = FOLDERS.iter().map(|kept| (*kept, ""));
    [(".gitattributes", ATTRIBUTES), (".gitignore", IGNORE)].into_iter().chain(kept).collect()
}

/// All files of a new service, its settings first.
pub(super) fn files(forge: Forge, settings: &str) -> Vec<(String, String)> {
    let mut files = vec![(SETTINGS.to_owned(), settings.to_owned())];
    files.extend(git_files().into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())));
    let workflow = match forge {
        Forge::None => None,
        Forge::Github => Some((".github/workflows/supportplan.yml", include_str!("../../../templates/ci/github.yml"))),
        Forge::Gitlab => Some((".gitlab-ci.yml", include_str!("../../../templates/ci/gitlab.yml"))),
        Forge::Forgejo => {
            Some((".forgejo/workflows/supportplan.yml", include_str!("../../../templates/ci/forgejo.yml")))
        }
    };
    files.extend(workflow.map(|(path, text)| (path.to_owned(), text.to_owned())));
    files
}

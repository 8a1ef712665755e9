//! What a service is at some moment: what git holds, and what lies in the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::commands::UNRELATED;
use crate::place::Place;

/// What git's last commit holds, and all that was committed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The names of the files' contents, by path; none where nothing was committed yet.
    pub(crate) files: BTreeMap<String, git2::Oid>,
    /// Who made each commit, and its subject, newest first.
    pub(crate) log: Vec<String>,
    pub(crate) commits: Vec<git2::Oid>,
}

/// A service at some moment.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) head: Head,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// What lies in the program's own folder.
    pub(crate) own: BTreeSet<String>,
}

impl State {
    pub(crate) fn of(place: &Place) -> Result<Self, git2::Error> {
        let files = place.files().into_iter().map(|(path, text)| {
            let text = if path.starts_with("pages/") { timeless(&text) } else { text };
            (path, text)
        });
        Ok(Self { head: head(place)?, files: files.collect(), own: place.own() })
    }

    /// Whether a command has nothing left to do.
    pub(crate) fn is(&self, done: &Self) -> bool {
        self.head.files == done.head.files && self.head.log == done.head.log && self.files == done.files
    }
}

/// A page without the names and the times of commits, which are others each time.
fn timeless(page: &[u8]) -> Vec<u8> {
    static COMMIT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\([0-9a-f]{7}\)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\x22]*").expect("a pattern"));
    COMMIT.replace_all(page, &b"a commit"[..]).into_owned()
}

pub(crate) fn head(place: &Place) -> Result<Head, git2::Error> {
    let mut head = Head::default();
    let Some(git) = place.repository() else { return Ok(head) };
    let tip = match git.head() {
        Err(error) if error.code() == git2::ErrorCode::UnbornBranch => return Ok(head),
        tip => tip?,
    };
    tip.peel_to_tree()?.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(git2::ObjectType::Blob) {
            head.files.insert(format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes())), entry.id());
        }
        git2::TreeWalkResult::Ok
    })?;
    let mut walk = git.revwalk()?;
    walk.push_head()?;
    for id in walk {
        let id = id?;
        let commit = git.find_commit(id)?;
        let subject = String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned();
        let signed = if git.extract_signature(&id, None).is_ok() { ", signed" } else { "" };
        head.log.push(format!("{}{signed}: {subject}", String::from_utf8_lossy(commit.author().name_bytes())));
        head.commits.push(id);
    }
    Ok(head)
}

/// What git's index holds of unrelated work.
pub(crate) fn staged(place: &Place) -> Vec<String> {
    let Some(git) = place.repository() else { return Vec::new() };
    let entry = |index: &git2::Index, path: &str| {
        let entry = index.get_path(path.as_ref(), 0);
        entry.map_or_else(|| format!("no {path}"), |entry| format!("{path} {:o} {}", entry.mode, entry.id))
    };
    match git.index() {
        Ok(index) => UNRELATED.iter().map(|path| entry(&index, path)).collect(),
        Err(error) => vec![error.message().to_owned()],
    }
}

pub(crate) fn status(place: &Place) -> String {
    let output = place.try_git(&["status", "--porcelain", "--ignored"]);
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// Whether a text has these words in it.
pub(crate) fn holds(text: &[u8], words: &str) -> bool {
    text.windows(words.len()).any(|part| part == words.as_bytes())
}

//! Taking back a save: the files that it changed become what they were before, in the folder and by a new commit. Nothing leaves the
//! history, so that taking back the taking back brings all of it again.

mod changes;
mod checked;
mod message;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, FixedOffset};
use git2::{Commit, ErrorCode, Oid};
use serde::{Deserialize, Serialize};

use self::changes::Change;
pub use self::checked::Refused;
use super::commit;
use super::history::date;
use super::repository::Repo;
use super::saving::Who;
use super::{SETTINGS, Service, store};

/// Which save is meant: the last, or the last of somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The last save of all.
    Last,
    /// The last save of the resident with this reference.
    Resident(String),
    /// The last save of the team's records.
    Team,
    /// The last save of the service's settings and templates.
    Service,
}

/// A save that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// What is concerned, as the command line names it.
    pub name: String,
    /// The subject of the save.
    pub subject: String,
    /// Its name, as git shows it.
    pub commit: String,
    /// Who saved it.
    pub who: String,
    /// When.
    pub when: DateTime<FixedOffset>,
    /// Whether it was itself the taking back of a save, which is thereby there again.
    pub brings_back: bool,
    /// The new commit's subject and name.
    pub saved: (String, String),
    /// Whether an earlier run had done it all and was interrupted before it could say so.
    pub was_done: bool,
}

/// What is under way, remembered until the person was told of its end.
#[derive(Debug, Serialize, Deserialize)]
struct Intent {
    commit: String,
    name: String,
}

/// Takes back the save that `scope` means.
///
/// # Errors
/// There is no such save, or it cannot be taken back, and the message says why ([`Refused`] where records would have errors); or git cannot be
/// written. The folder and git are then as they were.
pub fn undo(service: &Service, repo: &Repo, scope: &Scope, author: &mut Who<'_>) -> Result<Undone> {
    repo.ready()?;
    let since = commit::last(repo)?;
    let commit = find(repo, scope)?;
    if let Some(done) = interrupted(repo, scope, &commit)? {
        return Ok(done);
    }
    let (name, changes) = changes::of(repo, &commit)?;
    changes::refuse_edited(service, repo, &changes)?;
    let contents = commit::Contents { since, ..checked::contents(service, repo, &name, &changes)? };
    let brings_back = message::took_away(&commit);
    let message = message::message(&name, &changes, short(commit.id()), brings_back);
    let author = author()?;
    remember(repo, &Intent { commit: commit.id().to_string(), name: name.clone() })?;
    let made = in_folder(service, &changes).and_then(|()| {
        let made = commit::commit(repo, &contents, &author.who, &message, author.when)?;
        made.context("somebody else took the save back at the same moment")
    });
    let made = match made {
        Ok(made) => made,
        // Where git has it all the same, the folder must not say otherwise; the same command again tells how it ended.
        Err(error) if changes::are_taken_back(repo, &changes) => return Err(error),
        Err(error) => {
            put_back(service, &changes)?;
            told(repo)?;
            return Err(error);
        }
    };
    let subject = message.lines().next().unwrap_or_default().to_owned();
    Ok(undone(&commit, name, (subject, made.commit), false))
}

/// Notes that the person was told, so that the next call is a new one.
///
/// # Errors
/// git's folder cannot be written.
pub fn told(repo: &Repo) -> Result<()> {
    let place = place(repo);
    if store::exists(&place) { store::remove(&place) } else { Ok(()) }
}

fn undone(commit: &Commit<'_>, name: String, saved: (String, String), was_done: bool) -> Undone {
    Undone {
        name: message::command_name(&name),
        subject: subject(commit),
        commit: commit.id().to_string(),
        who: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
        when: date(commit.author().when()),
        brings_back: message::took_away(commit),
        saved,
        was_done,
    }
}

fn subject(commit: &Commit<'_>) -> String {
    String::from_utf8_lossy(commit.summary_bytes().unwrap_or_default()).into_owned()
}

fn short(id: Oid) -> String {
    id.to_string()[..7].to_owned()
}

/// The commit that `scope` means.
fn find<'r>(repo: &'r Repo, scope: &Scope) -> Result<Commit<'r>> {
    let git = &repo.git;
    let head = match git.head() {
        Ok(head) => head.peel_to_commit().context("the last save cannot be read")?,
        Err(error) if error.code() == ErrorCode::UnbornBranch => {
            bail!("nothing was saved yet, so there is nothing to take back")
        }
        Err(error) => return Err(error).context("cannot tell which branch this is"),
    };
    let (paths, whose) = match scope {
        Scope::Last => return Ok(head),
        Scope::Resident(resident) => (vec![format!("residents/{resident}")], resident.as_str()),
        Scope::Team => (vec!["team".to_owned()], "the team"),
        Scope::Service => {
            let own = [SETTINGS, ".supportplan", ".gitattributes", ".gitignore"];
            (own.map(str::to_owned).to_vec(), "the service's own files")
        }
    };
    let paths: Vec<String> = paths.iter().map(|path| repo.inside(path)).collect();
    let ids = |commit: &Commit<'_>| -> Result<Vec<Option<Oid>>> {
        let tree = commit.tree().context("a save cannot be read")?;
        Ok(paths.iter().map(|path| tree.get_path(path.as_ref()).ok().map(|entry| entry.id())).collect())
    };
    for commit in repo.commits_newest_first()? {
        let commit = commit?;
        let here = ids(&commit)?;
        let before = commit.parents().map(|parent| ids(&parent)).collect::<Result<Vec<_>>>()?;
        let begins = before.is_empty() && here.iter().any(Option::is_some);
        if begins || (!before.is_empty() && before.iter().all(|before| *before != here)) {
            return Ok(commit);
        }
    }
    bail!("nothing about {whose} was ever saved, so there is nothing to take back")
}

/// What an earlier run that was interrupted had done already, if it had done all.
fn interrupted(repo: &Repo, scope: &Scope, found: &Commit<'_>) -> Result<Option<Undone>> {
    let Some(intent) = store::read(&place(repo)).ok().and_then(|text| serde_json::from_slice::<Intent>(&text).ok())
    else {
        return Ok(None);
    };
    let Ok(meant) = Oid::from_str(&intent.commit).and_then(|id| repo.git.find_commit(id)) else { return Ok(None) };
    for commit in repo.commits_newest_first()? {
        let commit = commit?;
        if commit.id() == meant.id() {
            break;
        }
        let in_scope = *scope == Scope::Last || commit.id() == found.id();
        if in_scope && message::taken_back_by(&commit).is_some_and(|short| intent.commit.starts_with(&short)) {
            let saved = (subject(&commit), commit.id().to_string());
            return Ok(Some(undone(&meant, intent.name, saved, true)));
        }
    }
    if *scope == Scope::Last && found.id() != meant.id() {
        told(repo)?;
        let name = message::command_name(&intent.name);
        bail!(
            "taking back {} was interrupted, and something else was saved since, so nothing was done. `supportplan undo {name}` goes on with it; \
             the same command again takes back the last save instead",
            short(meant.id())
        );
    }
    Ok(None)
}

fn place(repo: &Repo) -> std::path::PathBuf {
    repo.own_folder().join("undo")
}

fn remember(repo: &Repo, intent: &Intent) -> Result<()> {
    store::write(&place(repo), serde_json::to_string(intent)?.as_bytes())
}

/// Makes the folder's files what they were. Each is in git's history as it is now, so no word is lost.
fn in_folder(service: &Service, changes: &[Change]) -> Result<()> {
    let residents = service.full("residents");
    for change in changes {
        let full = service.full(&change.path);
        match (&change.then, change.in_folder(service)?) {
            (then, in_folder) if change.same(in_folder.as_deref(), then.as_deref()) => {}
            (_, in_folder) if !change.same(in_folder.as_deref(), change.now.as_deref()) => {
                bail!("{} was edited at this moment; save that first", change.path)
            }
            (Some(then), in_folder) => store::write(&full, &change.with_line_ends_of(then, in_folder.as_deref()))?,
            (None, _) => store::remove(&full)?,
        }
        // A resident whose last file went is no longer in the service, so the empty folder goes as well.
        if change.then.is_none() {
            store::remove_emptied(&full, &residents)?;
        }
    }
    Ok(())
}

/// Makes the folder's files what the last save holds.
fn put_back(service: &Service, changes: &[Change]) -> Result<()> {
    let residents = service.full("residents");
    for change in changes {
        let full = service.full(&change.path);
        let in_folder = change.in_folder(service)?;
        match &change.now {
            now if change.same(in_folder.as_deref(), now.as_deref()) => {}
            // Somebody wrote here meanwhile; those words stay.
            _ if !change.same(in_folder.as_deref(), change.then.as_deref()) => {}
            Some(now) => store::write(&full, &change.with_line_ends_of(now, in_folder.as_deref()))?,
            None => {
                store::remove(&full)?;
                store::remove_emptied(&full, &residents)?;
            }
        }
    }
    Ok(())
}

//! What git stores of a file: its bytes, with the line ends and through the filter that the repository's attributes ask for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use git2::{AttrCheckFlags, AttrValue, ObjectType, Oid};

use super::objects::Memory;
use crate::service::git;
use crate::service::repository::Repo;
use crate::service::store;
use crate::service::store::desk::Desk;

/// How a file's bytes become what git stores.
enum Way {
    /// As they are.
    Plain,
    /// With line feeds alone at the ends of lines.
    LineFeeds,
    /// As only git itself knows how to do; with the name of the filter, if there is one.
    Git(Option<String>),
}

/// Adds to git's store what it keeps of `bytes` at `path`, a path in the repository.
///
/// # Errors
/// A filter is not set up here, or fails; or the store cannot be written.
pub(super) fn blob(repo: &Repo, desk: &Desk, memory: &Memory, path: &str, bytes: &[u8]) -> Result<Oid> {
    match way(repo, path, bytes)? {
        Way::Plain => memory.add(ObjectType::Blob, bytes),
        Way::LineFeeds => memory.add(ObjectType::Blob, &line_feeds(bytes)),
        Way::Git(filter) => {
            if let Some(deleted) = attributes_that_only_the_index_has(repo, path) {
                bail!(
                    "{deleted} was deleted here, but git still goes by what it said about {path}, so nothing was saved. \
                     `git restore {deleted}` brings it back; if it is to go, commit that first. Then save again"
                );
            }
            let mut command = git::command(&repo.git, &[]);
            if let Some(filter) = &filter {
                // Without this, git stores a file as it is where its filter fails.
                command.arg("-c").arg(format!("filter.{filter}.required=true"));
            }
            command.args(["hash-object", "-w", "--stdin", "--path"]).arg(path);
            let to = match filter {
                Some(_) => format!("put {path} through its filter"),
                None => format!("store {path} as its attributes and git's settings ask"),
            };
            memory.add_by_git(repo, desk, command, bytes, &to)
        }
    }
}

/// A file of attributes on the way to `path` that is in git's index and not in the folder. git adds files by it, but the one git command that
/// stores bytes which lie in no file does not know it, and would store them as they are.
fn attributes_that_only_the_index_has(repo: &Repo, path: &str) -> Option<String> {
    let index = repo.git.index().ok()?;
    let top = repo.git.workdir()?;
    attribute_files(path).find(|file| index.get_path(file.as_ref(), 0).is_some() && !store::exists(&top.join(file)))
}

/// Why a file at `path`, a path in the repository, cannot be stored as its attributes ask, if so.
///
/// # Errors
/// The attributes cannot be read.
pub(super) fn unfit(repo: &Repo, path: &str) -> Result<Option<String>> {
    if let Some(encoding) = attribute(repo, path, ENCODING)?.filter(|encoding| !is_utf8(encoding)) {
        return Ok(Some(format!(
            "has the attribute {ENCODING}={encoding}, but records are written in UTF-8. Take that attribute from it"
        )));
    }
    let Some(filter) = attribute(repo, path, "filter")? else { return Ok(None) };
    if filter.contains('=') {
        return Ok(Some(format!(
            "is to go through the filter \"{filter}\" on its way into git, which has = in its name, so that git cannot be told that it must not fail. \
             Give it another name"
        )));
    }
    let set_up = ["clean", "process"]
        .iter()
        .any(|part| repo.setting(&format!("filter.{filter}.{part}")).is_some_and(|command| !command.trim().is_empty()));
    Ok((!set_up).then(|| {
        format!(
            "is to go through the filter \"{filter}\" on its way into git, which is not set up on this computer. \
             Set it up (for git-crypt: `git-crypt unlock`; for LFS: `git lfs install`)"
        )
    }))
}

/// Whether what git holds of a file is another text than the file's, which only a filter can turn back.
///
/// # Errors
/// The attributes cannot be read.
pub(super) fn is_filtered(repo: &Repo, path: &str) -> Result<bool> {
    Ok(attribute(repo, path, "filter")?.is_some())
}

/// Which of `paths` is the first of which git holds another text than the file's. git itself, where it has to be asked, is asked once.
///
/// # Errors
/// The attributes cannot be read.
pub(super) fn first_filtered(repo: &Repo, paths: &[String]) -> Result<Option<usize>> {
    if !is_told_by_git(repo) {
        for (at, path) in paths.iter().enumerate() {
            if is_filtered(repo, path)? {
                return Ok(Some(at));
            }
        }
        return Ok(None);
    }
    let command = git::asking(&repo.git, &["check-attr", "-z", "--stdin", "filter"]);
    let said = git::output(command, paths.join("\0").as_bytes(), "read git's attributes")?;
    let values = said.split('\0').skip(2).step_by(3);
    Ok(values.take(paths.len()).position(|value| !matches!(value, "unspecified" | "set" | "unset" | "")))
}

/// Whether only git itself knows all of the attributes.
fn is_told_by_git(repo: &Repo) -> bool {
    repo.is_for_git_to_say() || repo.setting("attr.tree").is_some()
}

fn way(repo: &Repo, path: &str, bytes: &[u8]) -> Result<Way> {
    if let Some(filter) = attribute(repo, path, "filter")? {
        return Ok(Way::Git(Some(filter)));
    }
    // Where git is to refuse what would come back otherwise than it went in, git tells.
    if state(repo, path, "ident")? == State::Set || repo.flag("core.safecrlf") {
        return Ok(Way::Git(None));
    }
    // All that is left is about line ends, and only these have something to change.
    if !bytes.windows(2).any(|two| two == b"\r\n") {
        return Ok(Way::Plain);
    }
    let text = match state(repo, path, "text")? {
        State::None => state(repo, path, "crlf")?,
        text => text,
    };
    let eol = attribute(repo, path, "eol")?.is_some_and(|eol| eol == "lf" || eol == "crlf");
    let guesses = match &text {
        State::Value(value) => value == "auto",
        text => *text == State::None && !eol && converts(repo),
    };
    Ok(match text {
        State::Unset => Way::Plain,
        State::Set => Way::LineFeeds,
        _ if guesses && has_returns(repo, path) => Way::Plain,
        State::None if eol => Way::LineFeeds,
        State::None if !guesses => Way::Plain,
        _ => Way::Git(None),
    })
}

/// Whether git's index has the file with carriage returns at the ends of lines. Where git guesses, it leaves such a file's line ends alone.
fn has_returns(repo: &Repo, path: &str) -> bool {
    let entry = repo.git.index().ok().and_then(|index| index.get_path(path.as_ref(), 0));
    let Some(blob) = entry.and_then(|entry| repo.git.find_blob(entry.id).ok()) else { return false };
    let text = blob.content();
    let feeds = line_feeds(text);
    feeds.len() < text.len() && !feeds.contains(&b'\r')
}

const ENCODING: &str = "working-tree-encoding";

fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8"].contains(&encoding.to_lowercase().as_str())
}

/// Whether git's settings ask for line feeds wherever the attributes say nothing.
fn converts(repo: &Repo) -> bool {
    repo.setting("core.autocrlf")
        .is_some_and(|value| !matches!(value.to_lowercase().as_str(), "false" | "no" | "off" | "0"))
}

fn line_feeds(bytes: &[u8]) -> Vec<u8> {
    let kept = |at: &usize| !(bytes[*at] == b'\r' && bytes.get(at + 1) == Some(&b'\n'));
    (0..bytes.len()).filter(kept).map(|at| bytes[at]).collect()
}

/// What the attributes say about a file.
#[derive(PartialEq, Eq)]
enum State {
    /// Nothing.
    None,
    /// It has the attribute.
    Set,
    /// It does not have it.
    Unset,
    /// The attribute has a value.
    Value(String),
}

fn state(repo: &Repo, path: &str, name: &str) -> Result<State> {
    if is_told_by_git(repo) || quotes(repo, path) {
        return asked(repo, path, name);
    }
    let value = repo.git.get_attr_bytes(path.as_ref(), name, AttrCheckFlags::FILE_THEN_INDEX);
    let value = value.with_context(|| format!("cannot read git's attributes of {path}"))?;
    Ok(match AttrValue::from_bytes(value) {
        AttrValue::True => State::Set,
        AttrValue::False => State::Unset,
        AttrValue::String(value) => State::Value(value.to_owned()),
        AttrValue::Bytes(value) => State::Value(String::from_utf8_lossy(value).into_owned()),
        AttrValue::Unspecified => State::None,
    })
}

/// Whether a pattern stands in quotes in an attributes file that may say something about `path`. The git library passes such a line over, so
/// that only git itself can tell whether it names a filter.
fn quotes(repo: &Repo, path: &str) -> bool {
    let quoted = |text: &[u8]| {
        let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
        text.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_start().starts_with(b"\""))
    };
    let is_quoted_in = |file: &Path| store::exists(file) && store::read(file).is_ok_and(|text| quoted(&text));
    let own = || repo.setting_path("core.attributesFile").or_else(usual_attributes);
    if is_quoted_in(&repo.git.commondir().join("info/attributes"))
        || own().is_some_and(|file| is_quoted_in(&file))
        || is_quoted_in(Path::new("/etc/gitattributes"))
    {
        return true;
    }
    let Some(top) = repo.git.workdir() else { return false };
    let index = repo.git.index().ok();
    let staged = |file: &str| {
        let entry = index.as_ref()?.get_path(file.as_ref(), 0)?;
        repo.git.find_blob(entry.id).ok().map(|blob| quoted(blob.content()))
    };
    attribute_files(path).any(|file| is_quoted_in(&top.join(&file)) || staged(&file).unwrap_or(false))
}

/// Where git looks for a person's own attributes where no setting names a file.
fn usual_attributes() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = named("XDG_CONFIG_HOME").or_else(|| named("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("git/attributes"))
}

/// The attributes files in the folders on the way to `path`, the top's first.
fn attribute_files(path: &str) -> impl Iterator<Item = String> {
    let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
    std::iter::once("").chain(folders).map(|folder| format!("{folder}.gitattributes"))
}

/// What git itself says that the attributes say.
fn asked(repo: &Repo, path: &str, name: &str) -> Result<State> {
    let command = git::asking(&repo.git, &["check-attr", "-z", name, "--", path]);
    let said = git::output(command, b"", &format!("read git's attributes of {path}"))?;
    Ok(match said.split('\0').nth(2) {
        None | Some("unspecified") => State::None,
        Some("set") => State::Set,
        Some("unset") => State::Unset,
        Some(value) => State::Value(value.to_owned()),
    })
}

/// The value of an attribute, where it has one.
fn attribute(repo: &Repo, path: &str, name: &str) -> Result<Option<String>> {
    Ok(match state(repo, path, name)? {
        State::Value(value) if !value.is_empty() => Some(value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_carriage_return_before_a_line_feed_goes() {
        assert_eq!(line_feeds(b"a\r\nb\rc\r\r\n\r"), b"a\nb\rc\r\n\r");
    }
}

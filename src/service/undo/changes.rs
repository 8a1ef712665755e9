//! What a save changed, and whether the folder still has it as it was saved.

use std::borrow::Cow;

use anyhow::{Context as _, Result, bail};
use git2::{Commit, DiffFile, Oid, Tree};

use super::{Repo, SETTINGS, Service, short, store, subject};
use crate::record::Place;
use crate::service::commit::is_filtered;
use crate::service::is_reference;

/// A file that a save changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Its path in the service's folder.
    pub(super) path: String,
    /// What it says since the save; none where the save took it out.
    pub(super) now: Option<Vec<u8>>,
    /// What it said before; none where it was not there.
    pub(super) then: Option<Vec<u8>>,
    /// The names of the two contents in git.
    ids: [Option<Oid>; 2],
}

impl Change {
    /// What the file in the folder says; none where there is none.
    pub(super) fn in_folder(&self, service: &Service) -> Result<Option<Vec<u8>>> {
        let full = service.full(&self.path);
        if !store::exists(&full) {
            return Ok(None);
        }
        if !store::is_plain_file(&full) {
            bail!("{} is no plain file any more, so nothing was taken back. Put it right first", self.path);
        }
        store::read(&full).map(Some)
    }

    /// Whether two contents of the file are the same, whichever line ends they have where it is text.
    pub(super) fn same(&self, one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => one == other || (self.is_text() && plain_lines(one) == plain_lines(other)),
            (one, other) => one == other,
        }
    }

    /// The content with the line ends that the file in the folder has.
    pub(super) fn with_line_ends_of<'c>(&self, content: &'c [u8], in_folder: Option<&[u8]>) -> Cow<'c, [u8]> {
        let is_crlf = |text: &[u8]| text.windows(2).any(|two| two == b"\r\n");
        if !self.is_text() || is_crlf(content) || !in_folder.is_some_and(is_crlf) {
            return Cow::Borrowed(content);
        }
        Cow::Owned(
            content
                .split_inclusive(|byte| *byte == b'\n')
                .flat_map(|line| match line.split_last() {
                    Some((b'\n', words)) => [words, b"\r\n"].concat(),
                    _ => line.to_vec(),
                })
                .collect(),
        )
    }

    fn is_text(&self) -> bool {
        !self.path.contains("/scans/")
    }
}

fn plain_lines(text: &[u8]) -> Vec<&[u8]> {
    text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
}

/// Whose files a save changed, and which.
///
/// # Errors
/// It is no save that can be taken back; the message says why.
pub(super) fn of(repo: &Repo, commit: &Commit<'_>) -> Result<(String, Vec<Change>)> {
    let what = format!("{} (\"{}\")", short(commit.id()), subject(commit));
    let before = before(repo, commit, &what)?;
    let (tree, head) = (commit.tree()?, repo.git.head()?.peel_to_tree()?);
    let service = |tree: &Tree<'_>| tree.get_path(repo.inside(SETTINGS).as_ref()).is_ok();
    if service(&tree) && !service(&before) {
        bail!("{what} is the save with which the service was begun, so it is not taken back");
    }
    let diff = repo.git.diff_tree_to_tree(Some(&before), Some(&tree), None).context("a save cannot be read")?;
    let mut changes = Vec::new();
    let mut whose: Option<String> = None;
    for delta in diff.deltas() {
        let (old, new) = (delta.old_file(), delta.new_file());
        let whole = new.path().or(old.path()).map(|path| path.to_string_lossy().replace('\\', "/")).unwrap_or_default();
        let Some(path) = whole.strip_prefix(&repo.prefix) else {
            bail!(
                "{what} changed files outside the service as well, so it was no save of this program's. `git revert {}` takes it back",
                short(commit.id())
            );
        };
        let Some(name) = owner(path).filter(|_| is_file(&old) && is_file(&new)) else {
            bail!(
                "{what} changed {path}, which this program does not write, so it was no save of its own. `git revert {}` takes it back",
                short(commit.id())
            );
        };
        if whose.get_or_insert_with(|| name.clone()) != &name {
            bail!(
                "{what} changed files of more than one resident or group, so it was no save of this program's. `git revert {}` takes it back",
                short(commit.id())
            );
        }
        let ids = [id(&new), id(&old)];
        if head.get_path(whole.as_ref()).ok().map(|entry| entry.id()) != ids[0] {
            bail!(
                "{path} is no longer as {what} saved it, because versions were brought together since; nothing was taken back"
            );
        }
        if is_filtered(repo, path)? {
            bail!(
                "{path} goes through a filter such as git-crypt on its way into git. `git revert {}` takes that save back",
                short(commit.id())
            );
        }
        let [now, then] =
            ids.map(|id| id.map(|id| repo.git.find_blob(id).map(|blob| blob.content().to_vec())).transpose());
        let lost = "a version that is needed for it cannot be read; `supportplan verify` says more";
        changes.push(Change { path: path.to_owned(), now: now.context(lost)?, then: then.context(lost)?, ids });
    }
    let Some(whose) = whose else { bail!("{what} changed no file, so there is nothing to take back") };
    Ok((whose, changes))
}

/// What was before a save.
fn before<'r>(repo: &'r Repo, commit: &Commit<'r>, what: &str) -> Result<Tree<'r>> {
    let is_cut = store::read_text(&repo.git.commondir().join("shallow"))
        .is_ok_and(|cut| cut.lines().any(|line| line == commit.id().to_string()));
    match commit.parent_count() {
        _ if is_cut => bail!(
            "this copy of the repository begins with {what}: what was before is not here, so it cannot be taken back"
        ),
        0 => bail!("{what} is the first save of all, so there is nothing before it to go back to"),
        1 => {
            Ok(commit.parent(0).and_then(|parent| parent.tree()).context("what was before the save cannot be read")?)
        }
        _ => bail!(
            "{what} brought two versions together (a merge), so it is not taken back; name a resident to take back their last save"
        ),
    }
}

/// Whose file this is: a resident's reference, "Team" or "Service"; none where this program writes no such file.
fn owner(path: &str) -> Option<String> {
    let place = Place::of(path);
    if let Some(rest) = path.strip_prefix("residents/") {
        let (resident, inside) = rest.split_once('/')?;
        let is_scan = inside.strip_prefix("scans/").is_some_and(|name| !name.contains('/'));
        return (is_reference(resident) && (place.is_some() || is_scan)).then(|| resident.to_owned());
    }
    let is_own =
        path == SETTINGS || path.starts_with(".supportplan/") || matches!(path, ".gitattributes" | ".gitignore");
    match (is_own, place) {
        (true, _) => Some("Service".to_owned()),
        (false, Some(_)) => Some("Team".to_owned()),
        (false, None) => None,
    }
}

/// Whether one side of a change is a plain file, or nothing.
fn is_file(file: &DiffFile<'_>) -> bool {
    use git2::FileMode::{Blob, BlobExecutable, BlobGroupWritable, Unreadable};
    matches!(file.mode(), Blob | BlobExecutable | BlobGroupWritable | Unreadable)
}

fn id(file: &DiffFile<'_>) -> Option<Oid> {
    (!file.id().is_zero()).then(|| file.id())
}

/// Whether the last save has the files as they were before.
pub(super) fn are_taken_back(repo: &Repo, changes: &[Change]) -> bool {
    let Ok(tree) = repo.git.head().and_then(|head| head.peel_to_tree()) else { return false };
    let id = |path: &str| tree.get_path(repo.inside(path).as_ref()).ok().map(|entry| entry.id());
    changes.iter().all(|change| id(&change.path) == change.ids[1])
}

/// Refuses where a file was edited since it was saved: those words are nowhere else.
///
/// # Errors
/// One was.
pub(super) fn refuse_edited(service: &Service, repo: &Repo, changes: &[Change]) -> Result<()> {
    let index = repo.git.index().context("cannot read git's index")?;
    for change in changes {
        let path = &change.path;
        let in_folder = change.in_folder(service)?;
        let saved =
            [&change.now, &change.then].into_iter().any(|known| change.same(in_folder.as_deref(), known.as_deref()));
        if !saved {
            let edited = if in_folder.is_none() { "was deleted in the folder" } else { "was edited" };
            bail!(
                "{path} {edited} since it was saved, so nothing was taken back. Save that first, or put the file away and bring back the saved one"
            );
        }
        let staged = index.get_path(repo.inside(path).as_ref(), 0).map(|entry| entry.id);
        if !change.ids.contains(&staged) {
            bail!(
                "another version of {path} waits in git's index, so nothing was taken back. `git restore --staged -- {path}` takes it out there, or save it first"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str) -> Change {
        Change { path: path.to_owned(), now: None, then: None, ids: [None, None] }
    }

    #[test]
    fn files_belong_to_a_resident_the_team_or_the_service() {
        let of = |path: &str| owner(path);
        assert_eq!(of("residents/R-0142/weekly/2026-W47.md").as_deref(), Some("R-0142"));
        assert_eq!(of("residents/R-0142/scans/2026-11-20-formal.pdf").as_deref(), Some("R-0142"));
        assert_eq!(of("team/audits/2026-11-20.md").as_deref(), Some("Team"));
        assert_eq!(of("supportplan.yaml").as_deref(), Some("Service"));
        for path in [
            "residents/Sam/plan.md",
            "residents/R-0142/notes.md",
            "README.md",
            "team/x.md",
            "residents/R-0142/scans/a/b.pdf",
        ] {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn line_ends_make_no_difference_in_text() {
        let (text, scan) = (change("residents/R-0142/plan.md"), change("residents/R-0142/scans/a.pdf"));
        assert!(text.same(Some(b"a\r\nb\n"), Some(b"a\nb\n")) && !text.same(Some(b"a\nb"), Some(b"a\nb\n")));
        assert!(!scan.same(Some(b"a\r\n"), Some(b"a\n")) && text.same(None, None) && !text.same(None, Some(b"")));
        assert_eq!(text.with_line_ends_of(b"a\nb", Some(b"x\r\n")).as_ref(), b"a\r\nb");
        assert_eq!(text.with_line_ends_of(b"a\nb", Some(b"x\n")).as_ref(), b"a\nb");
        assert_eq!(scan.with_line_ends_of(b"a\nb", Some(b"x\r\n")).as_ref(), b"a\nb");
    }
}

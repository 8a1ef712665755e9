//! The service's git repository: opening it, and what was edited since the last commit.

mod settings;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use git2::{
    ConfigLevel, ErrorCode, Index, Oid, Repository, RepositoryOpenFlags, RepositoryState, Status, StatusOptions,
};

/// An open repository, and where in it the service lies.
pub struct Repo {
    pub(super) git: Repository,
    /// The service's folder inside the repository: empty, or ending in `/`.
    pub(super) prefix: String,
}

/// A file that differs from what was last committed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edited {
    /// Its path in the service's folder.
    pub path: String,
    /// Whether it was there and is no more.
    pub deleted: bool,
}

/// A name and an address, as git knows people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

impl Repo {
    /// Opens the repository that the service at `root` lies in.
    ///
    /// # Errors
    /// There is none, or it is one that this program cannot write faithfully; the message says which and what to do.
    pub fn open(root: &Path) -> Result<Self> {
        let git = match discover(root) {
            Ok(git) => git,
            Err(error) if error.code() == ErrorCode::NotFound => bail!(
                "{} is not in a git repository, so nothing can be kept or looked up. Run `git init` there, then `supportplan save`",
                root.display()
            ),
            Err(error) if error.code() == ErrorCode::Owner => bail!(
                "the repository at {} belongs to another user of this computer, so it is not touched",
                root.display()
            ),
            Err(error) => {
                let unknown = settings::not_understood(root);
                let error = anyhow::Error::from(error);
                let error = unknown.into_iter().fold(error, |error, reason| error.context(reason));
                return Err(error.context(format!("cannot open the git repository at {}", root.display())));
            }
        };
        Self::around_service(git, root)
    }

    /// Whether the service at `root` lies in a repository, whether that can be opened or not.
    pub(super) fn is_around(root: &Path) -> bool {
        !discover(root).is_err_and(|error| error.code() == ErrorCode::NotFound)
    }

    /// Opens the repository that git named to whoever called, as it does for hooks; where it named none, as [`Repo::open`] does.
    ///
    /// # Errors
    /// As [`Repo::open`].
    pub(super) fn open_as_told(root: &Path) -> Result<Self> {
        let Some(folder) = std::env::var_os("GIT_DIR").filter(|folder| !folder.is_empty()) else {
            return Self::open(root);
        };
        let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
        let git = Repository::open_ext(&folder, flags, std::iter::empty::<&Path>());
        let git = git.with_context(|| format!("cannot open the git repository at {}", folder.display()))?;
        if let Some(top) = std::env::var_os("GIT_WORK_TREE").filter(|top| !top.is_empty()) {
            git.set_workdir(Path::new(&top), false)?;
        } else if git.config()?.get_string("core.worktree").is_err() {
            // Where only git's folder is named, git takes the folder that it runs in to be the top.
            git.set_workdir(Path::new("."), false)?;
        }
        Self::around_service(git, root)
    }

    /// The index that a commit is being made of, which is not always the usual one: `git commit PATH` makes one of its own.
    pub(super) fn index_to_commit(&self) -> Result<Index> {
        let index = match std::env::var_os("GIT_INDEX_FILE").filter(|file| !file.is_empty()) {
            Some(file) => Index::open(&self.git.workdir().unwrap_or(self.git.path()).join(file)),
            None => self.git.index(),
        };
        index.with_context(|| {
            let reason = settings::not_written(self).unwrap_or("`git status` may say more");
            format!("cannot read git's index: {reason}")
        })
    }

    fn around_service(git: Repository, root: &Path) -> Result<Self> {
        let Some(top) = git.workdir() else {
            bail!("the git repository at {} is bare: it has no files to work on", root.display())
        };
        let inside = super::store::real_path(root)?;
        let top = super::store::real_path(top)?;
        let prefix: String = match inside.strip_prefix(&top) {
            Ok(path) => path.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect(),
            Err(_) => bail!("the git repository at {} keeps its files in {}", root.display(), top.display()),
        };
        Ok(Self { git, prefix })
    }

    /// Opens the repository as [`Repo::open`] does, for a command that writes: what an interrupted save left is put right first.
    ///
    /// # Errors
    /// As [`Repo::open`]; and what was left cannot be put right, or somebody is saving for too long.
    pub fn open_to_write(root: &Path) -> Result<Self> {
        let repo = Self::open(root)?;
        super::commit::settle(&repo)?;
        Ok(repo)
    }

    /// The top of the repository that a folder lies inside of, without being its top; the folder need not exist yet.
    ///
    /// # Errors
    /// The folder's place cannot be told.
    pub fn around(folder: &Path) -> Result<Option<PathBuf>> {
        let full = std::path::absolute(folder).with_context(|| format!("cannot tell where {} is", folder.display()))?;
        let there = full.ancestors().find(|ancestor| super::store::exists(ancestor));
        if super::store::exists(&full.join(".git")) {
            return Ok(None);
        }
        let Some(Ok(git)) = there.map(discover) else { return Ok(None) };
        Ok(Some(git.workdir().unwrap_or(git.path()).to_owned()))
    }

    /// The identity that git's settings of this user name, outside any repository.
    pub fn usual_identity() -> Option<Identity> {
        let config = git2::Config::open_default().ok()?;
        let (name, email) = (config.get_string("user.name").ok()?, config.get_string("user.email").ok()?);
        Some(Identity { name, email })
    }

    /// The full path of a service's file.
    pub(super) fn full(&self, path: &str) -> PathBuf {
        self.git.workdir().unwrap_or(self.git.path()).join(self.inside(path))
    }

    /// Whether there are settings that only the installed git sees, so that it has to be asked.
    pub(super) fn is_for_git_to_say(&self) -> bool {
        settings::only_git_knows(&self.git)
    }

    /// Whether it is this repository's own settings that name a value, and not those of the user or of the computer.
    pub(super) fn sets_itself(&self, name: &str) -> bool {
        if settings::only_git_knows(&self.git) {
            return settings::is_own(&self.git, name);
        }
        let level = |level| self.git.config()?.open_level(level)?.get_string(name);
        level(ConfigLevel::Local).is_ok() || level(ConfigLevel::Worktree).is_ok()
    }

    /// A setting of git's, as text.
    pub(super) fn setting(&self, name: &str) -> Option<String> {
        if settings::only_git_knows(&self.git) {
            return settings::ask(&self.git, name, None);
        }
        self.git.config().ok()?.get_string(name).ok()
    }

    /// A setting of git's that is a path, in which `~` stands for the home folder.
    pub(super) fn setting_path(&self, name: &str) -> Option<PathBuf> {
        if settings::only_git_knows(&self.git) {
            return settings::ask(&self.git, name, Some("path")).map(PathBuf::from);
        }
        self.git.config().ok()?.get_path(name).ok()
    }

    /// Whether a setting of git's says yes.
    pub(super) fn flag(&self, name: &str) -> bool {
        if settings::only_git_knows(&self.git) {
            return settings::ask(&self.git, name, Some("bool")).as_deref() == Some("true");
        }
        self.git.config().is_ok_and(|config| config.get_bool(name).unwrap_or(false))
    }

    /// The path of a service's file in the repository.
    pub(super) fn inside(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The commits at which this copy of the repository is cut off.
    pub(super) fn cut(&self) -> HashSet<Oid> {
        let text = super::store::read_text(&self.git.commondir().join("shallow")).unwrap_or_default();
        text.lines().filter_map(|line| Oid::from_str(line).ok()).collect()
    }

    /// Who git would name as a commit's author: `GIT_AUTHOR_NAME` and `_EMAIL`, then `author.*`, then `user.*` of its settings;
    /// none where they name nobody.
    pub fn identity(&self) -> Option<Identity> {
        self.person("AUTHOR", "author")
    }

    /// Who git would name as the one who made the commit, found in the same way.
    pub(super) fn committer(&self) -> Option<Identity> {
        self.person("COMMITTER", "committer")
    }

    fn person(&self, variable: &str, section: &str) -> Option<Identity> {
        let part = |name: &str| {
            let told = std::env::var(format!("GIT_{variable}_{}", name.to_uppercase())).ok();
            let set = |section: &str| self.setting(&format!("{section}.{name}"));
            let value = told.or_else(|| set(section)).or_else(|| set("user"))?;
            Some(settings::without_crud(&value)).filter(|value| !value.is_empty())
        };
        Some(Identity { name: part("name")?, email: part("email")? })
    }

    /// The editor that git's settings name.
    pub fn editor(&self) -> Option<String> {
        self.setting("core.editor")
    }

    /// Every file of the service that differs from the last commit, at the paths of `within` or below them; in the whole service, where there
    /// are none. Files that git is told to ignore are among them where a record belongs in their place: a review must not be passed over
    /// because somebody's list of ignored files is too long.
    pub fn edited(&self, within: &[String]) -> Result<Vec<Edited>> {
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).exclude_submodules(true);
        options.include_ignored(true).recurse_ignored_dirs(true).disable_pathspec_match(true);
        let whole = ["residents", "team", "supportplan.yaml", ".supportplan", ".gitattributes", ".gitignore"];
        let within = within.iter().map(String::as_str);
        let places: Vec<&str> = if within.len() == 0 { whole.into() } else { within.collect() };
        for place in &places {
            options.pathspec(self.inside(place));
        }
        let statuses = self.git.statuses(Some(&mut options)).map_err(|error| {
            let reason = settings::not_written(self).unwrap_or("`git status` may say more");
            anyhow::Error::from(error).context(format!("cannot compare the files with the last commit: {reason}"))
        })?;
        let mut edited = Vec::new();
        for entry in statuses.iter() {
            // A name that is no text is told of as well as it can be; nothing of it is saved.
            let whole = String::from_utf8_lossy(entry.path_bytes());
            let Some(path) = whole.strip_prefix(&self.prefix) else { continue };
            let ignored = entry.status().contains(Status::IGNORED);
            if entry.status().is_empty() || (ignored && crate::record::Place::of(path).is_none()) {
                continue;
            }
            let there = self.git.workdir().is_some_and(|top| super::store::exists(&top.join(whole.as_ref())));
            let there = there || entry.path().is_err();
            edited.push(Edited { path: path.to_owned(), deleted: !there });
        }
        edited.extend(self.passed_over(&places)?);
        edited.sort();
        edited.dedup();
        Ok(edited)
    }

    /// Records at these paths or below them that were edited and that git passes over, because somebody marked them with
    /// `git update-index --assume-unchanged` or `--skip-worktree`.
    fn passed_over(&self, places: &[&str]) -> Result<Vec<Edited>> {
        const ASSUME_UNCHANGED: u16 = 0x8000;
        let index = self.git.index().context("cannot read git's index")?;
        let below = |place: &&str| {
            let prefix = self.inside(place).into_bytes();
            let first = index.find_prefix(prefix.as_slice()).unwrap_or(index.len());
            let entries = (first..index.len()).filter_map(|at| index.get(at));
            entries.take_while(|entry| entry.path.starts_with(&prefix)).collect::<Vec<_>>()
        };
        let marked = places.iter().flat_map(below).filter(|entry| {
            entry.flags & ASSUME_UNCHANGED != 0
                || git2::IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_skip_worktree()
        });
        let edited = marked.filter_map(|entry| {
            let whole = String::from_utf8(entry.path).ok()?;
            let path = whole.strip_prefix(&self.prefix)?;
            let bytes = super::store::read(&self.full(path)).ok()?;
            let same = git2::Oid::hash_object(git2::ObjectType::Blob, &bytes).is_ok_and(|id| id == entry.id);
            let edited = !same && crate::record::Place::of(path).is_some();
            edited.then(|| Edited { path: path.to_owned(), deleted: false })
        });
        Ok(edited.collect())
    }

    /// Where this program keeps what is its own and no part of any record, inside git's folder.
    pub(super) fn own_folder(&self) -> PathBuf {
        self.git.path().join("supportplan")
    }

    /// What somebody who saves here should know about the repository, in words.
    pub fn remarks(&self) -> Vec<String> {
        let detached = self.git.head_detached().unwrap_or(false);
        let remark = "no branch is checked out (git calls this a detached HEAD). What is saved is kept, but on no branch: \
                      `git switch -c NAME` makes one that holds it";
        let unchecked = "git checks no record here before a commit; `supportplan setup` changes that";
        let unchecked = super::hook::is_absent(self).then(|| unchecked.to_owned());
        detached.then(|| remark.to_owned()).into_iter().chain(unchecked).collect()
    }

    /// Where files of git's folder take shape.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.own_folder().join("unfinished")
    }

    /// The service's folder at `root` as seen from the top of its repository: nothing, or what ends in a slash. Nothing as well where there is
    /// no repository.
    pub fn folder_of(root: &Path) -> String {
        Self::open_as_told(root).map(|repo| repo.prefix).unwrap_or_default()
    }

    /// Whether the service lies at the top of the repository.
    pub fn is_top(&self) -> bool {
        self.prefix.is_empty()
    }

    /// What the last commit holds at `path`; none where it holds nothing there, or only what a filter would have to turn back, or where there is
    /// no commit yet.
    pub fn last_committed(&self, path: &str) -> Result<Option<Vec<u8>>> {
        if super::commit::is_filtered(self, path)? {
            return Ok(None);
        }
        let Some(head) = self.last_tree()? else { return Ok(None) };
        let Ok(entry) = head.get_path(self.inside(path).as_ref()) else { return Ok(None) };
        let blob = self.git.find_blob(entry.id()).context("the last version of a record cannot be read")?;
        Ok(Some(blob.content().to_vec()))
    }

    /// Whether the commit of the name `commit` is that of the name `earlier`, or follows it.
    pub fn has_before(&self, commit: &str, earlier: &str) -> bool {
        let follows = |commit: Oid, earlier: Oid| self.git.graph_descendant_of(commit, earlier).unwrap_or(false);
        commit == earlier
            || Oid::from_str(commit).is_ok_and(|commit| Oid::from_str(earlier).is_ok_and(|it| follows(commit, it)))
    }

    /// Whether the last commit has a file or a folder at `path`.
    pub fn last_commit_has(&self, path: &str) -> Result<bool> {
        Ok(self.last_tree()?.is_some_and(|tree| tree.get_path(self.inside(path).as_ref()).is_ok()))
    }

    /// All that the last commit holds; none, where there is no commit yet.
    pub(super) fn last_tree(&self) -> Result<Option<git2::Tree<'_>>> {
        match self.git.head() {
            Ok(head) => Ok(Some(head.peel_to_tree().context("the last commit cannot be read")?)),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(error).context("cannot tell which branch this is"),
        }
    }

    /// Refuses where something else is under way that a commit would break into.
    ///
    /// # Errors
    /// Something is under way, or the repository is of a kind that cannot be written faithfully; the message says what.
    pub fn ready(&self) -> Result<()> {
        if let Some(reason) = settings::not_written(self) {
            bail!("{reason}, so nothing is saved here. `git add` and `git commit` can");
        }
        let under_way = match self.git.state() {
            RepositoryState::Clean => return self.has_no_conflicts(),
            RepositoryState::Merge => "a merge",
            RepositoryState::Rebase | RepositoryState::RebaseInteractive | RepositoryState::RebaseMerge => "a rebase",
            RepositoryState::Bisect => "a bisect",
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => "a cherry-pick",
            RepositoryState::Revert | RepositoryState::RevertSequence => "a revert",
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => "applying patches",
        };
        bail!(
            "git is in the middle of {under_way}, so nothing is saved. Finish it or give it up (`git status` says how), then save again"
        )
    }

    fn has_no_conflicts(&self) -> Result<()> {
        if self.git.index().context("cannot read git's index")?.has_conflicts() {
            bail!(
                "git holds files in several versions that somebody has yet to choose from, so nothing was saved. `git status` names them"
            );
        }
        Ok(())
    }
}

/// The repository that a folder lies in. With the git library's own way of finding it, a folder of git's that lies elsewhere would be taken
/// to have its files beside it.
fn discover(folder: &Path) -> Result<Repository, git2::Error> {
    Repository::open_ext(folder, RepositoryOpenFlags::CROSS_FS, std::iter::empty::<&Path>())
}

impl std::fmt::Debug for Repo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repo").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

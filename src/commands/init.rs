//! `supportplan init`.

mod files;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

pub(super) use self::files::git_files;
use self::files::{files, settings};
use super::cli::Global;
use super::{Outcome, Ui};
use crate::check::Checked;
use crate::finding::Severity;
use crate::record::{Settings, model};
use crate::report::{self, printable};
use crate::service::commit::{self, Contents, When};
use crate::service::repository::{Identity, Repo};
use crate::service::{SETTINGS, check_settings, check_settings_text, store};

/// Make a new service: settings, folders, and a git repository
///
/// Writes supportplan.yaml with the service's name and staff, the folders for residents and team, and what git needs to know; makes a git
/// repository if there is none; and keeps all this as the first commit. Nothing that is there already is ever overwritten.
///
/// Who writes is recorded from the list of staff. That says who a change is attributed to; it does not prove who typed it.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan init larch-house --name 'Larch House' --staff 'Priya N <priya.n@larch-house.example>'\n  supportplan init --ci gitlab"
)]
pub(super) struct Args {
    /// The service's folder; this folder, where it is left out
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// The service's name, as it stands on pages
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// A member of staff, as "Name <e-mail>"; may be given several times. The first one is who makes the first commit
    #[arg(long, value_name = "PERSON")]
    staff: Vec<String>,

    /// Write what a forge needs to check every change
    ///
    /// The forge's machines then read the records whenever something is sent to it. These are some of the most private texts
    /// there are: choose this only for a forge that your organisation runs, or has an agreement with that covers them.
    #[arg(long, value_name = "FORGE", default_value = "none")]
    ci: Forge,

    /// Close the service's folder to all but the account of its owner
    ///
    /// Nobody else who uses this computer can then read the records, those aside who may read everything. It holds for all that is written
    /// from then on. Choose it where one account is used for the service; people with accounts of their own could not work together.
    #[arg(long)]
    owner_only: bool,
}

/// Where changes are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Forge {
    /// Only on this computer.
    None,
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Forgejo Actions.
    Forgejo,
}

/// The subject of a service's first commit.
pub(super) const FIRST_COMMIT: &str = "Service: begun\n";

/// Runs the command.
///
/// # Errors
/// There is a service already, or the staff is not known, or the folder cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let root = args.folder.as_ref().map_or_else(|| global.dir.clone(), |dir| global.dir.join(dir));
    if store::exists(&root.join(SETTINGS)) && !store::exists(&root.join(".git")) {
        return Err(already(&root));
    }
    if let Some(top) = Repo::around(&root)? {
        bail!(
            "{} lies inside the git repository at {}, into which the records would go. Choose another folder, \
             or run `git init` in it first, so that the service has a repository of its own",
            root.display(),
            top.display()
        );
    }
    let there = if store::exists(&root.join(".git")) { Some(own_repository(&root)?) } else { None };
    let begun = begun(&root, there.as_ref())?;
    let known = there.as_ref().map_or_else(Repo::usual_identity, Repo::identity);
    let staff = staff(args, begun.as_ref(), known, ui)?;
    let name = name(args, begun.as_ref(), &root, ui)?;
    let files = files(args.ci, &settings(&name, &staff));
    if begun.as_ref().is_some_and(|begun| begun.text != files[0].1) {
        return Err(already(&root));
    }
    // All that can be wrong is looked for before the first file is written.
    let checkup = check_settings_text(files[0].1.clone().into_bytes());
    if checkup.count(Severity::Error) > 0 {
        ui.result(&report::findings(&checkup, ui.style()))?;
        bail!("the name or the staff cannot be used as they were given; nothing was written");
    }
    if let Some(repo) = &there {
        repo.ready()?;
        for (path, _) in &files {
            if let Some(reason) = commit::unfit(repo, path)? {
                bail!("{path} {reason}. Nothing was written");
            }
        }
    }
    store::create_folder(&root)?;
    if args.owner_only {
        store::make_owner_only(&root)?;
    }
    store::follow(&root)?;
    let repo = match there {
        Some(repo) => repo,
        None => Repo::create(&root)?,
    };
    if args.owner_only {
        repo.make_owner_only(&root)?;
    }
    let mut contents = Contents::default();
    for (path, text) in &files {
        // What a command that was cut short has written already is the same to the letter.
        let full = root.join(path);
        if !store::write_new(&full, text.as_bytes())? && store::read(&full)? != text.as_bytes() {
            ui.note(&format!("{path} was there already and stays as it is"))?;
            continue;
        }
        ui.result(&format!("{path}\n"))?;
        let own = if path == SETTINGS {
            checkup.passed(Severity::Error)
        } else {
            Checked::without_record(path, text.clone().into_bytes())
        };
        contents.files.extend(own);
    }
    let saved = commit::commit(&repo, &contents, &staff[0], FIRST_COMMIT, When::Now)?;
    let saved = saved.map(|saved| format!(" ({})", &saved.commit[..7])).unwrap_or_default();
    ui.note(&format!(
        "{} is ready{saved}. `supportplan new-resident R-0001` begins the first resident's records.",
        printable(&name)
    ))?;
    if args.ci != Forge::None {
        ui.note("Think about what it means: from the first push on, the forge's machines read these records. Make sure that your organisation has an agreement that covers this.")?;
    }
    Ok(Outcome::Well)
}

/// The repository whose top `root` is.
fn own_repository(root: &Path) -> Result<Repo> {
    let repo = Repo::open_to_write(root)?;
    if !repo.is_top() {
        bail!(
            "{} has a .git that is no repository, inside another repository. Take it away, or choose another folder",
            root.display()
        );
    }
    Ok(repo)
}

/// Settings that lie in the folder and in no commit yet, as a command that was cut short leaves them.
struct Begun {
    text: String,
    settings: Settings,
}

/// What of a service lies at `root`; nothing, where there are no settings.
///
/// # Errors
/// There is a service already, as far as anybody can tell.
fn begun(root: &Path, repo: Option<&Repo>) -> Result<Option<Begun>> {
    let Some(repo) = repo.filter(|_| store::exists(&root.join(SETTINGS))) else { return Ok(None) };
    if repo.last_committed(SETTINGS)?.is_some() {
        return Err(already(root));
    }
    let checkup = check_settings(root)?;
    let settings = checkup.record.as_ref().and_then(model::of::<Settings>);
    settings.map(|settings| Some(Begun { text: checkup.text, settings })).ok_or_else(|| already(root))
}

fn already(root: &Path) -> anyhow::Error {
    anyhow::anyhow!("there is a service at {} already; nothing was changed", root.display())
}

/// The staff that were named, or who stands in settings that were begun, or who git knows, or who is asked for.
fn staff(args: &Args, begun: Option<&Begun>, known: Option<Identity>, ui: &mut Ui) -> Result<Vec<Identity>> {
    let named: Vec<Identity> = args.staff.iter().map(|person| parse_person(person)).collect::<Result<_>>()?;
    if !named.is_empty() {
        return Ok(named);
    }
    if let Some(begun) = begun {
        let staff = begun.settings.staff.iter();
        return Ok(staff.map(|staff| Identity { name: staff.name.clone(), email: staff.email.clone() }).collect());
    }
    if let Some(known) = known {
        return Ok(vec![known]);
    }
    if !ui.can_ask {
        bail!("it is not clear who writes the records. Add --staff 'Name <e-mail>'");
    }
    let nobody = || anyhow::anyhow!("nobody was named, so nothing was made");
    let name = ui.text("Your name, as it shall stand in the history", "")?.ok_or_else(nobody)?;
    let email = ui.text("Your e-mail address", "")?.ok_or_else(nobody)?;
    Ok(vec![parse_person(&format!("{name} <{email}>"))?])
}

fn parse_person(person: &str) -> Result<Identity> {
    let parts = person.trim().strip_suffix('>').and_then(|person| person.split_once('<'));
    let parts = parts.map(|(name, email)| (name.trim(), email.trim()));
    match parts {
        Some((name, email)) if !name.is_empty() && email.contains('@') => {
            Ok(Identity { name: name.to_owned(), email: email.to_owned() })
        }
        _ => bail!(
            "\"{person}\" is not a name and an e-mail address; write it as 'Priya N <priya.n@larch-house.example>'"
        ),
    }
}

fn name(args: &Args, begun: Option<&Begun>, root: &Path, ui: &mut Ui) -> Result<String> {
    if let Some(name) = &args.name {
        if name.chars().any(char::is_control) {
            bail!("the service's name needs to be one line of letters");
        }
        return Ok(name.clone());
    }
    if let Some(begun) = begun {
        return Ok(begun.settings.service.clone());
    }
    let full = std::path::absolute(root).with_context(|| format!("cannot tell where {} is", root.display()))?;
    let folder =
        full.file_name().map_or("Our service".to_owned(), |name| name.to_string_lossy().replace(['-', '_'], " "));
    let folder = crate::record::heading_for(&folder);
    if !ui.can_ask {
        return Ok(folder);
    }
    Ok(ui.text("The service's name", &folder)?.unwrap_or(folder))
}

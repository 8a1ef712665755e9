//! `supportplan template`.

use anyhow::{Result, bail};

use super::cli::Global;
use super::{Outcome, Ui, select};
use crate::check::nearest;
use crate::report::printable;
use crate::service::{Service, store};
use crate::template::{FILES, OWN_FOLDER, purpose};

/// See the templates that new records and pages are made from, and make them your own
///
/// A service's own version of a template lies in .supportplan/templates/ under the same name, and takes the place of the program's. It is shown what it
/// fills in, and reaches no file and no environment. `check` and `save` try each of them out, and name the line of a fault.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan template list\n  supportplan template show scaffold/weekly-review.md\n  supportplan template export scaffold/weekly-review.md"
)]
pub(super) struct Args {
    /// What is done
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    List(List),
    Show(Show),
    Export(Export),
}

/// List all templates: what each is for, and whether the service has its own
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  supportplan template list")]
struct List;

/// Print a template as it is used: the service's own, or else the program's
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan template show scaffold/incident.md\n  supportplan template show page/style.css --original"
)]
struct Show {
    /// The template's name, as `template list` has it
    #[arg(value_name = "NAME")]
    name: String,

    /// The program's, whether the service has its own or not
    #[arg(long)]
    original: bool,
}

/// Write the program's templates into .supportplan/templates/, to be changed there
///
/// A file that is there already and says something else is never written over. `supportplan save` keeps what was changed, once it makes a valid record.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  supportplan template export scaffold/weekly-review.md\n  supportplan template export --all"
)]
struct Export {
    /// The templates' names, as `template list` has them
    #[arg(value_name = "NAME", required_unless_present = "all")]
    names: Vec<String>,

    /// All of them; those that are there already are left as they are
    #[arg(long, conflicts_with = "names")]
    all: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no service or no such template, or a file cannot be written.
pub(super) fn run(args: &Args, global: &Global, ui: &mut Ui) -> Result<Outcome> {
    let service = select::service(global)?;
    match &args.action {
        Action::List(List) => list(&service, ui)?,
        Action::Show(show) => {
            let (name, text) = named(&show.name)?;
            let own = service.own_templates()?;
            ui.result(own.get(name).filter(|_| !show.original).map_or(text, String::as_str))?;
        }
        Action::Export(args) => return export(args, &service, ui),
    }
    Ok(Outcome::Well)
}

fn list(service: &Service, ui: &mut Ui) -> Result<()> {
    let own = service.own_templates()?;
    let width = FILES.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, _) in FILES {
        let whose = if own.contains_key(*name) { "; the service's own" } else { "" };
        ui.result(&format!("{name:width$}  {}{whose}\n", purpose(name).unwrap_or_default()))?;
    }
    Ok(())
}

/// The program's template of this name, and its text.
fn named(name: &str) -> Result<(&'static str, &'static str)> {
    let found = FILES.iter().find(|(known, _)| *known == name);
    match found {
        Some(found) => Ok(*found),
        None => {
            let known = FILES.iter().map(|(known, _)| *known);
            // People leave out the folder, or the ending.
            let meant = known.clone().find(|known| known.split(['/', '.']).any(|part| part == name));
            let meant = meant.or_else(|| nearest(name, known)).map(|known| format!(" (did you mean {known}?)"));
            let list = "`supportplan template list` names those there are";
            bail!("there is no template named {}{}; {list}", printable(name), meant.unwrap_or_default())
        }
    }
}

fn export(args: &Export, service: &Service, ui: &mut Ui) -> Result<Outcome> {
    let wanted = match args.all {
        true => FILES.to_vec(),
        false => args.names.iter().map(|name| named(name)).collect::<Result<_>>()?,
    };
    let mut written = false;
    for (name, text) in wanted {
        let path = format!("{OWN_FOLDER}/{name}");
        service.keep_inside(&path)?;
        let full = service.full(&path);
        if store::write_new(&full, text.as_bytes())? {
            ui.result(&format!("{path}\n"))?;
            written = true;
        } else if store::read(&full)? == text.as_bytes() {
            ui.note(&format!("{path} is there already, as the program has it."))?;
        } else if args.all {
            ui.note(&format!("Left alone: {path} is the service's own, and differs from the program's."))?;
        } else {
            bail!(
                "{path} is there already and differs from the program's, so it was left alone. `supportplan template show {name} --original` prints the program's"
            );
        }
    }
    if written {
        ui.note("Change what is to be different, then `supportplan save` keeps it. Take away what stays the same: then it follows the program.")?;
    }
    Ok(Outcome::Well)
}

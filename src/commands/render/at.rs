//! `supportplan render --at`: pages of the records as they stood.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::super::cli::Global;
use super::super::{Ui, select};
use super::changes::Since;
use super::{Args, Folder, Made, Output, folder};
use crate::page::Press;
use crate::service::Service;
use crate::service::repository::Repo;
use crate::service::then::{Moment, Then};
use crate::template::{OWN_FOLDER, Templates};

/// Makes pages of the residents that `args` names, or of the whole service, as they stood at `moment`, in a folder of their own. They are laid out
/// by the templates of today.
///
/// # Errors
/// There is no such moment, or none of those residents then, or the pages cannot be written.
pub(super) fn pages(args: &Args, moment: &str, service: &Service, global: &Global, ui: &mut Ui) -> Result<Made> {
    asked(args, moment)?;
    let repo = Repo::open(&service.root)?;
    let moment = Moment::named(moment, global.today())?;
    let known = Then::read(&repo, service, &moment, &|_| false)?;
    let mut named = BTreeSet::new();
    for name in &args.names {
        let resident = select::resident_then(name, service, &known.service)?;
        if !known.service.residents().contains(&resident) {
            bail!("there was no resident {resident} {moment}; `supportplan history {resident}` says since when");
        }
        named.insert(resident);
    }
    let is_meant = |resident: Option<&str>| named.is_empty() || resident.is_some_and(|it| named.contains(it));
    let then = Then::read(&repo, service, &moment, &is_meant)?;
    let out = folder(args, &format!("pages/at-{}", then.tag()), service, global)?;
    let templates = service.page_templates()?;
    let press = Press { edition: args.edition(), ..Press::new(&templates, &then.service.context) };
    let output = Output::new(press, &out, None)?;
    let mut entries = Vec::new();
    let residents = then.service.residents().iter().map(|resident| Some(resident.as_str()));
    for whose in residents.chain([None]).filter(|whose| is_meant(*whose)) {
        entries.extend(output.print(&Folder::of(&output.records(then.check_group(&then.group(whose))?)), |_| true)?);
    }
    let made = output.finish(entries)?;
    ui.note(&format!("As things stood {moment}: {}", then.origin()))?;
    for remark in &then.remarks {
        ui.note(remark)?;
    }
    if let Some(remark) = without_moment(&templates) {
        ui.note(&remark)?;
    }
    Ok(made)
}

/// Makes sure that what is asked for goes together with pages as they were.
fn asked(args: &Args, moment: &str) -> Result<()> {
    let alone = "--at makes pages of the records alone";
    if args.changes != Since::None {
        let names = args.names.iter().map(|name| format!(" {name}")).collect::<String>();
        bail!(
            "--at shows how things stood, and --changes what changed up to now, so they do not go together. \
             `supportplan render{names} --changes {moment}` marks what changed since then"
        );
    }
    if args.all {
        bail!("{alone}, and of all of them where no resident is named; leave --all out");
    }
    if !args.pages.is_empty() {
        bail!("{alone}; leave --page out. The others are made of what is known now");
    }
    if args.since.is_some() {
        bail!("{alone}, and --since goes with --page progress; leave one of them out");
    }
    Ok(())
}

/// What is to be known where the service's own template leaves out as at when a page is.
pub(in crate::commands) fn without_moment(templates: &Templates) -> Option<String> {
    let own = templates.own("page/base.html")?;
    let remark = format!(
        "The service's own {OWN_FOLDER}/page/base.html does not show `page.as_at`, so the pages do not say as at when they are."
    );
    (!own.contains("as_at")).then_some(remark)
}

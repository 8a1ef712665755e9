//! `supportplan render --page formal-pack`: all that a formal review is gone through with.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::changes::{Changes, Since, Told};
use super::{Folder, Output};
use crate::page::changes::Changed;
use crate::page::{Entry, Part, Press, Topic};
use crate::record::Kind;
use crate::service::{Group, Service, steps::Histories};

/// Makes the pack of the resident of `group`, pages of those of their records whose path `holds` says yes to, and an index of them, in the folder
/// `out`. Gives the place of the pack.
///
/// # Errors
/// There is no support plan, a template of the service has a mistake, or the pages cannot be written.
pub(in crate::commands) fn pages(
    service: &Service,
    group: &Group,
    holds: impl Fn(&str) -> bool,
    out: &Path,
) -> Result<PathBuf> {
    let templates = service.page_templates()?;
    let output = Output::new(Press::new(&templates, &service.context), out, None)?;
    let records = output.records(service.check_group(group)?);
    let folder = Folder::of(&records);
    let pack = of_resident(&Histories::of(service), &folder, &output)?;
    let place = pack.first().map(|entry| out.join(&entry.path)).context("there is no support plan to print")?;
    output.finish([pack, output.print(&folder, holds)?].concat())?;
    Ok(place)
}

/// The pack of the resident whose folder this is; none where there is no plan. It shows what changed since the last formal review, where
/// nothing else is asked for.
pub(super) fn of_resident(histories: &Histories<'_>, folder: &Folder<'_>, output: &Output<'_>) -> Result<Vec<Entry>> {
    let Some(plan) = folder.the(Kind::SupportPlan) else { return Ok(Vec::new()) };
    let asked = output.since().filter(|since| **since != Since::None);
    let changes = Changes { histories, since: asked.unwrap_or(&Since::LastFormal), named: &[] };
    let safety_plan = folder.the(Kind::SafetyPlan);
    // Where nothing is kept, nothing can be told of it; who asks for it is told so.
    let is_told = asked.is_some() || histories.is_kept();
    let told = |record| if is_told { changes.told(record, folder) } else { Ok(None) };
    let (of_plan, of_safety_plan) = (told(plan)?, safety_plan.map(told).transpose()?.flatten());
    let plan_part = Part { record: plan, changed: changed(of_plan.as_ref(), "plan-") };
    let safety_part =
        safety_plan.map(|record| Part { record, changed: changed(of_safety_plan.as_ref(), "safety-plan-") });
    let page = output.press.formal_pack(&plan_part, safety_part.as_ref(), &folder.records)?;
    [Some(plan), safety_plan].into_iter().flatten().for_each(|record| output.look(record, folder));
    output.write(&page)?;
    Ok(vec![Entry { path: page.path, topic: Topic::FormalPack, ..output.press.entry(plan, &folder.records) }])
}

/// What changed, with ids that begin with `prefix`, since both plans stand in one page.
fn changed<'t>(told: Option<&'t Told<'_>>, prefix: &str) -> Option<Changed<'t>> {
    Some(told?.changed()?.apart(prefix))
}
